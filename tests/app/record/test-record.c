/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <locale.h>
#include <string.h>

#include "salve-entry.h"
#include "salve-facts.h"
#include "salve-label-sheets.h"
#include "salve-language-words.h"
#include "salve-print.h"
#include "salve-raw-view.h"
#include "salve-resources.h"
#include "salve-record-care.h"
#include "salve-record-page.h"
#include "salve-resource-dialog.h"
#include "salve-sheet.h"
#include "salve-timeline.h"
#include "salve-vitals.h"
#include "store-fixture.h"

#define ANNA "0b1ae59c-0a6f-4a0e-b1a0-0b2a4ab7c2c6"

static const char *const anna_json =
    "{\"resourceType\":\"Patient\",\"id\":\"" ANNA "\",\"identifier\":[{\"type\":{\"coding\":[{\"system\":"
    "\"http://terminology.hl7.org/CodeSystem/v2-0203\",\"code\":\"MR\"}]},\"system\":"
    "\"http://salveclinic.github.io/fhir/sid/"
    "record-number\",\"value\":\"4711\"}],\"name\":[{\"family\":\"Keller\","
    "\"given\":[\"Anna\"]}],\"gender\":\"female\",\"birthDate\":\"1980-03-12\",\"telecom\":[{\"system\":"
    "\"phone\","
    "\"value\":\"+49 170 1\",\"use\":\"mobile\"}],\"contact\":[{\"name\":{\"text\":\"Bert "
    "Keller\"},\"telecom\":[{"
    "\"system\":\"phone\",\"value\":\"0221 5\"}]}]}";

static SalveLocale *locale;
static GTimeZone *zone;

static SalveResource *parse (const char *format, ...) G_GNUC_PRINTF (1, 2);

static SalveResource *
parse (const char *format, ...)
{
  g_autofree char *json = NULL;
  va_list arguments;

  va_start (arguments, format);
  json = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return store_fixture_parse (json);
}

static GPtrArray *
annas_resources (void)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  const char *subject = "\"subject\":{\"reference\":\"Patient/" ANNA "\"}";
  const char *patient = "\"patient\":{\"reference\":\"Patient/" ANNA "\"}";

  g_ptr_array_add (
      all,
      parse ("{\"resourceType\":\"AllergyIntolerance\",\"id\":\"a1\",%s,\"criticality\":\"high\",\"code\":{"
             "\"text\":\"Penicillin\"},\"reaction\":[{\"manifestation\":[{\"text\":\"Hives\"}]}]}",
             patient));
  g_ptr_array_add (
      all, parse ("{\"resourceType\":\"AllergyIntolerance\",\"id\":\"a2\",%s,\"code\":{\"text\":\"Cats\"},"
                  "\"verificationStatus\":{\"coding\":[{\"code\":\"refuted\"}]}}",
                  patient));
  g_ptr_array_add (
      all, parse ("{\"resourceType\":\"Encounter\",\"id\":\"e1\",\"status\":\"finished\",\"class\":{\"code\":"
                  "\"AMB\"},\"type\":[{\"text\":\"Check-up\"}],%s,\"period\":{\"start\":"
                  "\"2024-03-12T09:00:00Z\"}}",
                  subject));
  for (int i = 0; i < 3; i++)
    g_ptr_array_add (
        all,
        parse ("{\"resourceType\":\"Observation\",\"id\":\"o%d\",\"status\":\"final\",%s,\"encounter\":{"
               "\"reference\":"
               "\"Encounter/"
               "e1\"},\"category\":[{\"coding\":[{\"code\":\"vital-signs\"}]}],\"code\":{\"coding\":[{"
               "\"system\":\"http://loinc.org\",\"code\":\"85354-9\"}],\"text\":\"Blood pressure\"},"
               "\"effectiveDateTime\":\"2024-03-1%dT09:05:00Z\",\"component\":[{\"code\":{\"coding\":[{"
               "\"system\":"
               "\"http://"
               "loinc.org\",\"code\":\"8462-4\"}],\"text\":\"Diastolic\"},\"valueQuantity\":{\"value\":8%d,"
               "\"unit\":\"mm[Hg]\"}},{\"code\":{\"coding\":[{\"system\":\"http://"
               "loinc.org\",\"code\":\"8480-6\"}],"
               "\"text\":\"Systolic\"},\"valueQuantity\":{\"value\":15%d.0,\"unit\":\"mm[Hg]\"}}]}",
               i, subject, i + 2, i, i));
  g_ptr_array_add (
      all,
      parse ("{\"resourceType\":\"Observation\",\"id\":\"k\",\"status\":\"final\",%s,\"code\":{\"text\":"
             "\"Potassium\"},\"effectiveDateTime\":\"2023-01-02\",\"valueQuantity\":{\"value\":6.10,\"unit\":"
             "\"mmol/L\"},\"referenceRange\":[{\"low\":{\"value\":3.5},\"high\":{\"value\":5.1}}]}",
             subject));
  g_ptr_array_add (
      all,
      parse (
          "{\"resourceType\":\"DiagnosticReport\",\"id\":\"d1\",\"status\":\"final\",%s,\"code\":{\"text\":"
          "\"Electrolytes\"},\"effectiveDateTime\":\"2023-01-02\",\"result\":[{\"reference\":"
          "\"Observation/k\"}]}",
          subject));
  g_ptr_array_add (
      all,
      parse (
          "{\"resourceType\":\"Flag\",\"id\":\"f1\",\"status\":\"active\",\"code\":{\"text\":\"Steps\"},%s}",
          subject));
  g_ptr_array_add (
      all, parse ("{\"resourceType\":\"Coverage\",\"id\":\"c1\",\"status\":\"active\",\"beneficiary\":{"
                  "\"reference\":\"Patient/" ANNA
                  "\"},\"payor\":[{\"display\":\"Kasse\"}],\"subscriberId\":\"X1\","
                  "\"period\":{\"end\":\"2024-01\"}}"));
  return all;
}

static SalveRecord *
annas_record (void)
{
  g_autoptr (SalveResource) patient = store_fixture_parse (anna_json);
  g_autoptr (GPtrArray) resources = annas_resources ();

  return salve_record_new (patient, resources, locale, zone, salve_partial_date_new_day (2024, 6, 1));
}

static void
test_identity (void)
{
  g_autoptr (SalveRecord) record = annas_record ();
  g_autofree char *name = salve_record_format_name (record);
  g_autofree char *identity = salve_record_format_identity (record);
  g_autofree char *card = salve_record_format_vcard (record, FALSE);

  g_assert_cmpstr (name, ==, "Anna Keller");
  g_assert_cmpstr (identity, ==, "44 years · female · born 12/03/1980 · No. 4711");
  g_assert_nonnull (strstr (card, "\r\nBDAY:19800312\r\n"));
  /* Nothing clinical and no number of the clinic's leaves with a card. */
  g_assert_null (strstr (card, "4711"));
  g_assert_null (strstr (card, "Penicillin"));
}

static void
test_alerts (void)
{
  g_autoptr (SalveRecord) record = annas_record ();
  g_autoptr (GPtrArray) alerts = salve_record_list_alerts (record);
  SalveAlert *alert = alerts->pdata[0];

  g_assert_cmpuint (alerts->len, ==, 1);
  g_assert_cmpstr (alert->text, ==, "Allergy: Penicillin, high risk");
  g_assert_cmpint (alert->tone, ==, SALVE_TONE_ERROR);
}

static void
test_alerts_of_the_dead_and_merged (void)
{
  g_autoptr (SalveResource) patient =
      parse ("{\"resourceType\":\"Patient\",\"id\":\"x\",\"active\":false,\"deceasedDateTime\":\"2024-02-"
             "03\",\"link\":[{"
             "\"other\":{\"reference\":\"Patient/y\"},\"type\":\"replaced-by\"}]}");
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (SalveRecord) record =
      salve_record_new (patient, none, locale, zone, salve_partial_date_new_day (2024, 6, 1));
  g_autoptr (GPtrArray) alerts = salve_record_list_alerts (record);

  g_assert_cmpuint (alerts->len, ==, 2);
  g_assert_cmpstr (((SalveAlert *)alerts->pdata[0])->patient_id, ==, "y");
  g_assert_true (g_str_has_prefix (((SalveAlert *)alerts->pdata[1])->text, "Died "));
}

static SalveResource *
find_outside (const char *type, const char *id, gpointer user_data)
{
  if (g_str_equal (type, "Location"))
    return parse (g_str_equal (id, "r3")
                      ? "{\"resourceType\":\"Location\",\"id\":\"r3\",\"name\":\"Room 3\"}"
                      : "{\"resourceType\":\"Location\",\"id\":\"b2\",\"name\":\"Bed 2\"}");
  if (g_str_equal (type, "Organization"))
    return parse ("{\"resourceType\":\"Organization\",\"id\":\"o\",\"name\":\"Corner Pharmacy\"}");
  if (g_str_equal (type, "Binary"))
    return parse ("{\"resourceType\":\"Binary\",\"id\":\"f\",\"data\":\"aGVsbG8=\"}");
  return NULL;
}

static SalveRecord *
care_record (const char *patient_json, const char *const *resources)
{
  g_autoptr (SalveResource) patient = parse ("%s", patient_json);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  SalveRecord *record;

  for (guint i = 0; resources[i] != NULL; i++)
    g_ptr_array_add (list, parse ("%s", resources[i]));
  record = salve_record_new (patient, list, locale, zone, salve_partial_date_new_day (2026, 6, 1));
  salve_record_set_lookup (record, find_outside, NULL, NULL);
  return record;
}

/* Where somebody lies now, not where they lay before; the blood group that stands, not one entered in error. */
static void
test_care (void)
{
  static const char *const resources[] = {
    "{\"resourceType\":\"Encounter\",\"id\":\"e1\",\"status\":\"finished\",\"location\":[{\"location\":{"
    "\"display\":\"Cellar\"}}]}",
    "{\"resourceType\":\"Encounter\",\"id\":\"e2\",\"status\":\"in-progress\",\"location\":[{\"location\":{"
    "\"reference\":\"Location/r3\"},\"status\":\"active\"},{\"location\":{\"display\":\"Bed 1\"},\"period\":{"
    "\"end\":\"2026-05-31\"}},{\"location\":{\"reference\":\"Location/b2\"}}]}",
    "{\"resourceType\":\"Observation\",\"id\":\"o1\",\"status\":\"entered-in-error\",\"code\":{\"coding\":[{"
    "\"system\":\"http://loinc.org\",\"code\":\"882-1\"}]},\"valueString\":\"B negative\"}",
    "{\"resourceType\":\"Observation\",\"id\":\"o2\",\"status\":\"final\",\"code\":{\"coding\":[{\"system\":"
    "\"http://loinc.org\",\"code\":\"882-1\"}]},\"valueCodeableConcept\":{\"text\":\"A positive\"}}",
    NULL
  };
  static const char *const none[] = { NULL };
  g_autoptr (SalveRecord) record =
      care_record ("{\"resourceType\":\"Patient\",\"id\":\"x\",\"extension\":[{\"url\":"
                   "\"http://salveclinic.github.io/fhir/StructureDefinition/preferred-pharmacy\","
                   "\"valueReference\":{\"reference\":\"Organization/o\"}}]}",
                   resources);
  g_autoptr (SalveRecord) bare = care_record ("{\"resourceType\":\"Patient\",\"id\":\"x\"}", none);
  g_autofree char *care = salve_record_describe_care (record);
  g_autofree char *nothing = salve_record_describe_care (bare);

  g_assert_cmpstr (care, ==, "Room 3, Bed 2 · Blood group: A positive · Pharmacy: Corner Pharmacy");
  g_assert_null (nothing);
}

static void
test_languages_by_name (void)
{
  static const char *const none[] = { NULL };
  g_autoptr (SalveRecord) record = care_record (
      "{\"resourceType\":\"Patient\",\"id\":\"x\",\"communication\":[{\"language\":{\"coding\":[{\"code\":"
      "\"pt-BR\"}]}},"
      "{\"language\":{\"coding\":[{\"code\":\"qqq\"}],\"text\":\"Sign "
      "language\"}},{\"language\":{\"coding\":[{"
      "\"code\":\"zzq\"}]}},{\"language\":{\"coding\":[{\"code\":\"de\"}]},\"preferred\":true}]}",
      none);
  g_autofree char *german = salve_language_format ("de");
  g_autofree char *all = salve_record_format_languages (record);

  if (german == NULL)
    {
      g_test_skip ("iso-codes is not installed");
      return;
    }
  g_assert_cmpstr (all, ==, "German, Portuguese (Brazil), Sign language");
}

/* Avery's 70 × 37 mm: three by eight fit on A4 and lie in its middle; one larger than the paper is one all the same. */
static void
test_label_grid (void)
{
  const double mm = 72 / 25.4;
  SalveLabelGrid small = salve_label_grid_fit (210 * mm + 0.01, 297 * mm, 70 * mm, 37 * mm);
  SalveLabelGrid large = salve_label_grid_fit (210 * mm, 297 * mm, 300 * mm, 300 * mm);

  g_assert_cmpuint (small.columns, ==, 3);
  g_assert_cmpuint (small.rows, ==, 8);
  g_assert_cmpfloat_with_epsilon (small.left, 0, 0.1);
  g_assert_cmpfloat_with_epsilon (small.top, 0.5 * mm, 0.1);
  g_assert_cmpuint (large.columns * large.rows, ==, 1);
  g_assert_cmpfloat (large.left, ==, 0);
}

static void
test_fetches_from_outside (void)
{
  static const char *const none[] = { NULL };
  g_autoptr (SalveRecord) record = care_record ("{\"resourceType\":\"Patient\",\"id\":\"x\"}", none);
  g_autoptr (SalveResource) binary = salve_record_fetch (record, "http://example.org/fhir/Binary/f");

  g_assert_nonnull (binary);
  g_assert_cmpstr (salve_element_string (salve_resource_root (binary), "data"), ==, "aGVsbG8=");
  g_assert_null (salve_record_fetch (record, "Media/f"));
  g_assert_null (salve_record_fetch (record, "http://example.org/picture"));
}

static SalveFactGroup *
find_group (GPtrArray *groups, const char *title)
{
  for (guint i = 0; i < groups->len; i++)
    if (g_str_equal (((SalveFactGroup *)groups->pdata[i])->title, title))
      return groups->pdata[i];
  return NULL;
}

static void
test_facts (void)
{
  g_autoptr (SalveRecord) record = annas_record ();
  g_autoptr (GPtrArray) groups = salve_record_list_facts (record);
  SalveFactGroup *allergies = find_group (groups, "Allergies");
  SalveFactGroup *insurance = find_group (groups, "Insurance");
  SalveFactGroup *contacts = find_group (groups, "Emergency contacts");

  g_assert_true (allergies && insurance && contacts);
  /* What was refuted is no allergy. */
  g_assert_cmpuint (allergies->facts->len, ==, 1);
  g_assert_cmpstr (((SalveFact *)allergies->facts->pdata[0])->detail, ==, "high risk · Hives");
  g_assert_cmpstr (((SalveFact *)insurance->facts->pdata[0])->title, ==, "Kasse");
  g_assert_nonnull (strstr (((SalveFact *)insurance->facts->pdata[0])->detail, "expired"));
  g_assert_cmpstr (((SalveFact *)contacts->facts->pdata[0])->title, ==, "Bert Keller");
}

/* A phone number keeps the order of its groups, and no dot stands beside a digit: it would be a zero. */
static void
test_facts_from_right_to_left (void)
{
  g_autoptr (SalveRecord) record = annas_record ();
  g_autoptr (GPtrArray) groups = NULL;
  g_autofree char *identity = NULL;
  SalveFactGroup *contacts, *reach;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  groups = salve_record_list_facts (record);
  identity = salve_record_format_identity (record);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  contacts = find_group (groups, "Emergency contacts");
  reach = find_group (groups, "Contact");
  g_assert_cmpstr (identity, ==, "44 years، female، born 12/03/1980، No. 4711");
  g_assert_cmpstr (((SalveFact *)reach->facts->pdata[0])->title, ==, "\u2066\u200e+49 170 1\u2069");
  g_assert_cmpstr (((SalveFact *)contacts->facts->pdata[0])->detail, ==, "\u20660221 5\u2069");
}

/* Every resource is a row, a member of a row, or in a report that is one. */
static void
test_timeline_hides_nothing (void)
{
  g_autoptr (SalveRecord) record = annas_record ();
  g_autoptr (GListStore) rows = salve_timeline_build (record, SALVE_ENTRY_ALL);
  guint shown = 1; /* the potassium that the report lists */
  gboolean undated = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (rows)); i++)
    {
      g_autoptr (SalveEntry) entry = g_list_model_get_item (G_LIST_MODEL (rows), i);
      g_autofree char *title = salve_entry_get_title (entry);
      g_autofree char *detail = salve_entry_get_detail (entry);

      g_assert_cmpstr (title, !=, "");
      if (entry->members)
        {
          shown += entry->members->len;
          g_assert_cmpstr (title, ==, "3 measurements");
          g_assert_nonnull (strstr (detail, "Systolic 150.0 mm[Hg]"));
        }
      else if (entry->resource)
        shown++;
      if (g_str_equal (title, "Steps"))
        undated = TRUE;
    }
  g_assert_cmpuint (shown, ==, salve_record_get_resources (record)->len);
  g_assert_true (undated);
}

static void
test_timeline_filter (void)
{
  g_autoptr (SalveRecord) record = annas_record ();
  g_autoptr (GListStore) rows = salve_timeline_build (record, 1u << SALVE_ENTRY_REPORT);
  guint reports = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (rows)); i++)
    {
      g_autoptr (SalveEntry) entry = g_list_model_get_item (G_LIST_MODEL (rows), i);

      reports += entry->resource != NULL && entry->kind == SALVE_ENTRY_REPORT;
    }
  g_assert_cmpuint (reports, ==, 1);
}

static void
test_vitals (void)
{
  g_autoptr (SalveRecord) record = annas_record ();
  g_autoptr (GPtrArray) vitals = salve_record_list_vitals (record);
  SalveVital *pressure = vitals->pdata[0], *potassium = vitals->pdata[1];
  const SalveChartPoint *points;
  gsize n_points;
  double low, high;

  g_assert_cmpuint (vitals->len, ==, 2);
  g_assert_cmpstr (pressure->title, ==, "Blood pressure");
  /* Systolic first, although it was written second. */
  g_assert_cmpstr (salve_chart_series_get_name (pressure->series->pdata[0]), ==, "Systolic");
  g_assert_cmpstr (salve_chart_series_get_unit (pressure->series->pdata[0]), ==, "mmHg");
  points = salve_chart_series_get_points (pressure->series->pdata[0], &n_points);
  g_assert_cmpuint (n_points, ==, 3);
  g_assert_cmpstr (points[0].text, ==, "150.0");
  g_assert_cmpint (points[0].time, <, points[2].time);
  g_assert_false (potassium->vital);
  g_assert_true (salve_chart_series_get_reference (potassium->series->pdata[0], &low, &high));
  g_assert_cmpfloat (high, ==, 5.1);
}

static void
test_flag_in_words (void)
{
  g_autoptr (SalveResource) high = parse ("{\"resourceType\":\"Observation\",\"valueQuantity\":{\"value\":6."
                                          "1},\"referenceRange\":[{\"high\":{\"value\":5}}]}");
  g_autoptr (SalveResource) judged =
      parse ("{\"resourceType\":\"Observation\",\"interpretation\":[{\"coding\":[{\"code\":\"LL\"}]}]}");
  g_autoptr (SalveResource) normal =
      parse ("{\"resourceType\":\"Observation\",\"valueQuantity\":{\"value\":4}}");

  g_assert_cmpstr (salve_observation_flag (salve_resource_root (high)), ==, "high");
  g_assert_cmpstr (salve_observation_flag (salve_resource_root (judged)), ==, "critically low");
  g_assert_null (salve_observation_flag (salve_resource_root (normal)));
}

static void
test_label_sizes (void)
{
  double width, height;

  g_assert_true (salve_label_parse_size ("89x36", &width, &height));
  g_assert_cmpfloat_with_epsilon (width, 252.28, 0.01);
  g_assert_false (salve_label_parse_size ("89", &width, &height));
  g_assert_false (salve_label_parse_size ("x36", &width, &height));
  g_assert_false (salve_label_parse_size ("5x36", &width, &height));
  g_assert_false (salve_label_parse_size ("nanx36", &width, &height));
  g_assert_false (salve_label_parse_size ("89x36 mm", &width, &height));
}

static SalveClinic *
make_clinic (StoreFixture *fixture, SalveStore **store)
{
  g_autoptr (SalveResource) patient = store_fixture_parse (anna_json);
  g_autoptr (GPtrArray) all = annas_resources ();
  g_autoptr (GError) error = NULL;
  SalveClinic *clinic;

  *store = store_fixture_open (fixture);
  g_ptr_array_add (all, salve_resource_ref (patient));
  g_assert_true (store_fixture_wait (salve_store_put_bulk (*store, all, SALVE_BULK_DEFAULT), &error));
  g_assert_no_error (error);
  clinic = salve_clinic_new (*store, locale, zone, "Dr. Test");
  salve_clinic_set_now (clinic, G_GINT64_CONSTANT (1717236000) * G_USEC_PER_SEC);
  return clinic;
}

static char *
pdf_text (const char *path)
{
  const char *arguments[] = { "pdftotext", "-layout", path, "-", NULL };
  char *text = NULL;
  int status;

  if (!g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, &status,
                     NULL))
    return NULL;
  return text;
}

static void
test_print (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store;
  SalveClinic *clinic = make_clinic (fixture, &store);
  g_autofree char *sheet = g_build_filename (fixture->folder, "sheet.pdf", NULL);
  g_autofree char *label = g_build_filename (fixture->folder, "label.pdf", NULL);
  g_autofree char *sheet_text = NULL;
  g_autofree char *label_text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (salve_print_patient_to_pdf (clinic, ANNA, SALVE_PRINT_SHEET, sheet, &error));
  g_assert_true (salve_print_patient_to_pdf (clinic, ANNA, SALVE_PRINT_LABELS, label, &error));
  g_assert_false (salve_print_patient_to_pdf (clinic, "nobody", SALVE_PRINT_SHEET, label, &error));
  g_assert_nonnull (error);
  sheet_text = pdf_text (sheet);
  label_text = pdf_text (label);
  if (sheet_text && label_text)
    {
      g_assert_nonnull (strstr (sheet_text, "Anna Keller"));
      g_assert_nonnull (strstr (sheet_text, "Penicillin"));
      g_assert_nonnull (strstr (sheet_text, "No. 4711"));
      g_assert_nonnull (strstr (sheet_text, "Dr. Test"));
      g_assert_nonnull (strstr (label_text, "Anna Keller"));
      g_assert_nonnull (strstr (label_text, "4711"));
      g_assert_null (strstr (label_text, "Penicillin"));
    }
  if (g_getenv ("SALVE_TEST_PICTURES"))
    {
      g_autofree char *copy = g_build_filename (g_getenv ("SALVE_TEST_PICTURES"), "sheet.pdf", NULL);
      g_autofree char *copy_label = g_build_filename (g_getenv ("SALVE_TEST_PICTURES"), "label.pdf", NULL);

      store_fixture_copy_file (sheet, copy);
      store_fixture_copy_file (label, copy_label);
    }
  g_object_unref (clinic);
  store_fixture_close (store);
  if (sheet_text == NULL)
    g_test_skip ("pdftotext is not there");
}

static void
settle (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
}

static GtkWidget *
find_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_label (GTK_LABEL (widget)), text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label (child, text);

      if (found)
        return found;
    }
  return NULL;
}

static void
test_page (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store;
  SalveClinic *clinic = make_clinic (fixture, &store);
  GtkWidget *page = salve_record_page_new (clinic, ANNA);
  GtkWidget *window = adw_window_new ();
  GtkWidget *navigation = adw_navigation_view_new ();
  g_autoptr (SalveEdit) edit = NULL;
  g_autoptr (SalveResource) patient = store_fixture_parse (anna_json);
  g_autoptr (SalveResource) changed = NULL;
  g_autoptr (GError) error = NULL;

  adw_navigation_view_add (ADW_NAVIGATION_VIEW (navigation), ADW_NAVIGATION_PAGE (page));
  adw_window_set_content (ADW_WINDOW (window), navigation);
  gtk_window_set_default_size (GTK_WINDOW (window), 1100, 700);
  gtk_window_present (GTK_WINDOW (window));
  settle (200);
  g_assert_cmpstr (adw_navigation_page_get_title (ADW_NAVIGATION_PAGE (page)), ==, "Anna Keller");
  g_assert_nonnull (find_label (page, "Allergy: Penicillin, high risk"));
  g_assert_nonnull (find_label (page, "Check-up"));
  salve_record_page_show (SALVE_RECORD_PAGE (page), "vitals");
  settle (200);
  g_assert_nonnull (find_label (page, "Blood pressure"));
  gtk_widget_activate_action (page, "record.raw", NULL);
  settle (300);
  gtk_widget_activate_action (page, "record.copy-card", NULL);

  /* What is changed elsewhere is shown. */
  edit = salve_resource_edit (patient);
  salve_edit_set_string (edit, "/name/0/family", "Neumann");
  changed = salve_edit_finish (edit, &error);
  g_assert_no_error (error);
  store_fixture_put (store, changed);
  /* However slow the machine is; a page that never follows runs into the test's own time limit. */
  while (!g_str_equal (adw_navigation_page_get_title (ADW_NAVIGATION_PAGE (page)), "Anna Neumann"))
    settle (20);

  gtk_window_destroy (GTK_WINDOW (window));
  settle (50);
  g_object_unref (clinic);
  store_fixture_close (store);
}

/* A picture for people to look at, where SALVE_TEST_PICTURES names a folder. */
static void
picture (GtkWidget *window, const char *name)
{
  const char *folder = g_getenv ("SALVE_TEST_PICTURES");
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree char *path = NULL;
  int width, height;

  if (folder == NULL)
    return;
  paintable = gtk_widget_paintable_new (window);
  width = gdk_paintable_get_intrinsic_width (paintable);
  height = gdk_paintable_get_intrinsic_height (paintable);
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  if (node == NULL)
    return;
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  path = g_strdup_printf ("%s/record-%s.png", folder, name);
  gdk_texture_save_to_png (texture, path);
}

static void
show_shape (SalveClinic *clinic, const char *name, int width, const char *part)
{
  GtkWidget *page = salve_record_page_new (clinic, ANNA);
  GtkWidget *window = adw_window_new ();
  GtkWidget *navigation = adw_navigation_view_new ();
  GtkRequisition minimum;

  adw_navigation_view_add (ADW_NAVIGATION_VIEW (navigation), ADW_NAVIGATION_PAGE (page));
  adw_window_set_content (ADW_WINDOW (window), navigation);
  gtk_window_set_default_size (GTK_WINDOW (window), width, 740);
  if (part)
    salve_record_page_show (SALVE_RECORD_PAGE (page), part);
  gtk_window_present (GTK_WINDOW (window));
  settle (350);
  picture (window, name);
  gtk_widget_get_preferred_size (page, &minimum, NULL);
  g_assert_cmpint (minimum.width, <=, 360);
  gtk_window_destroy (GTK_WINDOW (window));
  settle (30);
}

/* Right to left, text twice as large, and 360 pixels: nothing asks for more room than there is. */
static void
test_page_shapes (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store;
  SalveClinic *clinic = make_clinic (fixture, &store);
  GtkSettings *settings = gtk_settings_get_default ();
  int dpi;

  show_shape (clinic, "narrow", 360, NULL);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  show_shape (clinic, "rtl", 1100, NULL);
  show_shape (clinic, "rtl-narrow", 360, "vitals");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", dpi * 2, NULL);
  show_shape (clinic, "large-text", 1400, NULL);
  show_shape (clinic, "large-text-narrow", 360, "timeline");
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  g_object_unref (clinic);
  store_fixture_close (store);
}

static void
test_page_of_nobody (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store;
  SalveClinic *clinic = make_clinic (fixture, &store);
  GtkWidget *page = g_object_ref_sink (salve_record_page_new (clinic, "nobody"));

  g_assert_null (salve_record_page_get_record (SALVE_RECORD_PAGE (page)));
  g_assert_nonnull (find_label (page, "This Record Cannot Be Shown"));
  g_object_unref (page);
  g_object_unref (clinic);
  store_fixture_close (store);
}

static void
test_raw_search (void)
{
  g_autoptr (SalveResource) patient = store_fixture_parse (anna_json);
  GtkWidget *view = g_object_ref_sink (salve_raw_view_new (patient));

  g_assert_cmpuint (salve_raw_view_search (SALVE_RAW_VIEW (view), "keller"), ==, 2);
  g_assert_cmpuint (salve_raw_view_search (SALVE_RAW_VIEW (view), "nobody"), ==, 0);
  g_object_unref (view);
}

static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/io/github/salveclinic/Salve/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

int
main (int argc, char **argv)
{
  int status;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  dex_init ();
  g_resources_register (salve_get_resource ());
  load_style ();
  locale = salve_locale_new_for_tag ("en-GB");
  zone = g_time_zone_new_utc ();
  g_test_add_func ("/record/identity", test_identity);
  g_test_add_func ("/record/alerts", test_alerts);
  g_test_add_func ("/record/label-grid", test_label_grid);
  g_test_add_func ("/record/care", test_care);
  g_test_add_func ("/record/languages-by-name", test_languages_by_name);
  g_test_add_func ("/record/fetches-from-outside", test_fetches_from_outside);
  g_test_add_func ("/record/alerts-of-the-dead-and-merged", test_alerts_of_the_dead_and_merged);
  g_test_add_func ("/record/facts", test_facts);
  g_test_add_func ("/record/facts-from-right-to-left", test_facts_from_right_to_left);
  g_test_add_func ("/record/timeline-hides-nothing", test_timeline_hides_nothing);
  g_test_add_func ("/record/timeline-filter", test_timeline_filter);
  g_test_add_func ("/record/vitals", test_vitals);
  g_test_add_func ("/record/flag-in-words", test_flag_in_words);
  g_test_add_func ("/record/label-sizes", test_label_sizes);
  g_test_add_func ("/record/print", test_print);
  g_test_add_func ("/record/page", test_page);
  g_test_add_func ("/record/page-shapes", test_page_shapes);
  g_test_add_func ("/record/page-of-nobody", test_page_of_nobody);
  g_test_add_func ("/record/raw-search", test_raw_search);
  status = g_test_run ();
  salve_locale_unref (locale);
  g_time_zone_unref (zone);
  return status;
}
