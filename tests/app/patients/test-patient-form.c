/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "patients-desk.h"
#include "salve-patient-form.h"
#include "salve-resources.h"

static GtkWidget *window;

static SalvePatientForm *
show_form (PatientsDesk *desk, const char *id, const char *seed)
{
  AdwDialog *form = salve_patient_form_new (desk->clinic, id, seed);

  window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 800);
  adw_window_set_content (ADW_WINDOW (window), adw_bin_new ());
  gtk_window_present (GTK_WINDOW (window));
  patients_desk_spin (50);
  g_object_ref (form);
  adw_dialog_present (form, window);
  patients_desk_spin (100);
  return SALVE_PATIENT_FORM (form);
}

static void
hide_form (SalvePatientForm *form)
{
  adw_dialog_force_close (ADW_DIALOG (form));
  patients_desk_spin (50);
  gtk_window_destroy (GTK_WINDOW (window));
  patients_desk_spin (20);
  g_object_unref (form);
}

static void
type (SalvePatientForm *form, const char *field, const char *text)
{
  salve_form_field_set_text (salve_patient_editor_get_field (salve_patient_form_get_editor (form), field),
                             text);
}

static const char *
text (SalvePatientForm *form, const char *field)
{
  return salve_form_field_get_text (
      salve_patient_editor_get_field (salve_patient_form_get_editor (form), field));
}

static SalveResource *
read_patient (PatientsDesk *desk, const char *id)
{
  g_autoptr (GError) error = NULL;
  SalveResource *patient = salve_store_read (desk->store, "Patient", id, NULL, &error);

  g_assert_no_error (error);
  return patient;
}

static const char *
at (SalveResource *patient, const char *pointer)
{
  SalveElement element = salve_resource_root (patient);
  g_auto (GStrv) tokens = g_strsplit (pointer, "/", -1);

  for (guint i = 1; tokens[i] != NULL; i++)
    element = salve_element_is_array (element)
                  ? salve_element_at (element, g_ascii_strtoull (tokens[i], NULL, 10))
                  : salve_element_get (element, tokens[i]);
  return salve_element_text (element);
}

static void
test_registers (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (3, "de-CH");
  SalvePatientForm *form = show_form (desk, NULL, "Zappa Quirin");
  g_autofree char *id = g_strdup (salve_patient_editor_get_id (salve_patient_form_get_editor (form)));
  g_autoptr (SalveResource) patient = NULL;
  SalvePartialDate date;

  type (form, "birth-date", "12.3.74");
  type (form, "gender", "male");
  type (form, "phone", "0171 2345678");
  salve_patient_form_save (form);
  patients_desk_spin (300);
  patient = read_patient (desk, id);
  salve_patient_get_birth_date (patient, &date);
  g_assert_cmpint (date.year, ==, 1974);
  g_assert_cmpint (date.month, ==, 3);
  g_assert_cmpint (salve_patient_get_gender (patient), ==, SALVE_GENDER_MALE);
  g_assert_cmpstr (salve_patient_get_record_number (patient), ==, "10004");
  g_assert_cmpstr (at (patient, "/telecom/0/value"), ==, "0171 2345678");
  g_assert_cmpstr (at (patient, "/telecom/0/system"), ==, "phone");
  hide_form (form);
}

static void
test_estimates (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  SalvePatientForm *form = show_form (desk, NULL, "Sukarno");
  g_autofree char *id = g_strdup (salve_patient_editor_get_id (salve_patient_form_get_editor (form)));
  g_autoptr (SalveResource) patient = NULL;
  SalvePartialDate date;

  type (form, "birth-date", "~34y");
  salve_patient_form_save (form);
  patients_desk_spin (300);
  patient = read_patient (desk, id);
  salve_patient_get_birth_date (patient, &date);
  g_assert_true (date.estimated);
  g_assert_cmpint (date.precision, ==, SALVE_DATE_PRECISION_YEAR);
  hide_form (form);
}

static void
test_refuses_what_cannot_be (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  SalvePatientForm *form = show_form (desk, NULL, "");
  guint64 count = 0;

  salve_patient_form_save (form);
  type (form, "family", "Keller");
  type (form, "birth-date", "31/2/1974");
  salve_patient_form_save (form);
  patients_desk_spin (200);
  g_assert_true (salve_store_count (desk->store, "Patient", &count, NULL));
  g_assert_cmpuint (count, ==, 0);
  type (form, "birth-date", "28/2/1974");
  salve_patient_form_save (form);
  patients_desk_spin (300);
  g_assert_true (salve_store_count (desk->store, "Patient", &count, NULL));
  g_assert_cmpuint (count, ==, 1);
  hide_form (form);
}

static void
test_duplicates_appear (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (20, "en-GB");
  SalvePatientForm *form = show_form (desk, NULL, "");

  g_assert_cmpuint (salve_patient_form_get_n_duplicates (form), ==, 0);
  type (form, "family", "Keller");
  type (form, "given", "Anna");
  type (form, "birth-date", "1/1/1932");
  patients_desk_spin (300);
  g_assert_cmpuint (salve_patient_form_get_n_duplicates (form), >, 0);
  hide_form (form);
}

/* Elements that the form does not know, and all that was not touched, stay as they were. */
static void
test_edit_touches_little (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  SalvePatientForm *form;
  g_autoptr (SalveResource) patient = NULL;

  patients_desk_put (
      desk->store,
      "{\"resourceType\":\"Patient\",\"id\":\"x\",\"extension\":[{\"url\":\"http://example.org/weight\","
      "\"valueDecimal\":1.00}],\"name\":[{\"family\":\"Keller\",\"_family\":{\"id\":\"f\"},\"given\":"
      "[\"Anna\"]},{\"use\":\"maiden\",\"family\":\"Weiß\"}],\"birthDate\":\"1974\"}");
  form = show_form (desk, "x", NULL);
  g_assert_cmpstr (text (form, "family"), ==, "Keller");
  type (form, "phone", "079 5550101");
  salve_patient_form_save (form);
  patients_desk_spin (300);
  patient = read_patient (desk, "x");
  g_assert_nonnull (strstr (salve_resource_get_text (patient, NULL), "\"valueDecimal\":1.00"));
  g_assert_nonnull (strstr (salve_resource_get_text (patient, NULL), "\"_family\":{\"id\":\"f\"}"));
  g_assert_nonnull (strstr (salve_resource_get_text (patient, NULL), "\"family\":\"Weiß\""));
  g_assert_cmpstr (at (patient, "/telecom/0/value"), ==, "079 5550101");
  hide_form (form);
}

static void
test_conflict_overwrites_nothing (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  SalvePatientForm *form;
  g_autoptr (SalveResource) before = NULL;
  g_autoptr (SalveResource) after = NULL;

  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Patient\",\"id\":\"x\",\"name\":[{\"family\":\"Keller\"}]}");
  form = show_form (desk, "x", NULL);
  type (form, "given", "Anna");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Patient\",\"id\":\"x\",\"name\":[{\"family\":\"Keller-Roth\"}]"
                     ",\"gender\":\"female\"}");
  salve_patient_form_save (form);
  patients_desk_spin (300);
  before = read_patient (desk, "x");
  g_assert_null (strstr (salve_resource_get_text (before, NULL), "Anna"));
  g_assert_cmpstr (text (form, "family"), ==, "Keller-Roth");
  g_assert_cmpstr (text (form, "given"), ==, "Anna");
  salve_patient_form_save (form);
  patients_desk_spin (300);
  after = read_patient (desk, "x");
  g_assert_nonnull (strstr (salve_resource_get_text (after, NULL), "Keller-Roth"));
  g_assert_nonnull (strstr (salve_resource_get_text (after, NULL), "Anna"));
  g_assert_nonnull (strstr (salve_resource_get_text (after, NULL), "female"));
  hide_form (form);
}

/* Half a second after the last key the draft is in the file; what happens to the form then does not matter. */
static void
test_draft_survives (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  SalvePatientForm *form = show_form (desk, NULL, "Zappa Quirin");
  g_autofree char *id = g_strdup (salve_patient_editor_get_id (salve_patient_form_get_editor (form)));
  g_autoptr (GPtrArray) drafts = NULL;
  g_autoptr (GPtrArray) left = NULL;
  SalveDraft *draft;
  AdwDialog *again;

  type (form, "birth-date", "12/3/19");
  patients_desk_spin (700);
  drafts = salve_store_read_drafts (desk->store, SALVE_PATIENT_DRAFT_KIND, NULL);
  g_assert_cmpuint (drafts->len, ==, 1);
  draft = g_ptr_array_index (drafts, 0);
  g_assert_cmpstr (draft->key, ==, id);
  hide_form (form);

  again = g_object_ref_sink (salve_patient_form_new_from_draft (desk->clinic, id));
  g_assert_cmpstr (text (SALVE_PATIENT_FORM (again), "family"), !=, "");
  g_assert_cmpstr (text (SALVE_PATIENT_FORM (again), "birth-date"), ==, "12/3/19");
  salve_patient_form_save (SALVE_PATIENT_FORM (again));
  patients_desk_spin (400);
  left = salve_store_read_drafts (desk->store, SALVE_PATIENT_DRAFT_KIND, NULL);
  g_assert_cmpuint (left->len, ==, 0);
  g_object_unref (again);
}

static void
test_sections (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  SalvePatientForm *form = show_form (desk, NULL, "Zappa Quirin");
  SalvePatientEditor *editor = salve_patient_form_get_editor (form);
  g_autofree char *id = g_strdup (salve_patient_editor_get_id (editor));
  GPtrArray *sections = salve_patient_editor_get_sections (editor);
  g_autoptr (SalveResource) patient = NULL;
  g_autoptr (GPtrArray) policies = NULL;
  g_autoptr (GPtrArray) family = NULL;

  for (guint i = 0; i < sections->len; i++)
    {
      SalveFormSection *section = g_ptr_array_index (sections, i);
      GVariantBuilder builder;
      const SalveSectionSpec *spec = salve_form_section_get_spec (section);

      /* As a draft would: one new item whose first text is filled in. */
      g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ibas)"));
      g_variant_builder_add (&builder, "(ib@as)", -1, FALSE,
                             g_variant_new_strv ((const char *[]){ "de" }, 1));
      {
        g_autoptr (GVariant) state = g_variant_ref_sink (g_variant_builder_end (&builder));

        salve_form_section_restore (section, state);
      }
      g_assert_true (salve_form_section_is_touched (section));
      g_test_message ("section %s", spec->name);
    }
  salve_patient_form_save (form);
  patients_desk_spin (400);
  patient = read_patient (desk, id);
  g_assert_cmpstr (at (patient, "/identifier/2/value"), ==, "de");
  g_assert_cmpstr (at (patient, "/address/0/line/0"), ==, "de");
  g_assert_cmpstr (at (patient, "/contact/0/name/family"), ==, "de");
  g_assert_cmpstr (at (patient, "/name/1/family"), ==, "de");
  g_assert_cmpstr (at (patient, "/communication/0/language/coding/0/code"), ==, "de");
  policies = salve_store_list_related (desk->store, id, "Coverage", NULL);
  g_assert_cmpuint (policies->len, ==, 1);
  family = salve_store_list_related (desk->store, id, "RelatedPerson", NULL);
  g_assert_cmpuint (family->len, ==, 1);
  hide_form (form);
}

static GtkWidget *
row_of (SalvePatientForm *form, const char *field)
{
  return salve_form_field_get_row (
      salve_patient_editor_get_field (salve_patient_form_get_editor (form), field));
}

/* A doctor picked among those offered is a reference, a pharmacy nobody knows stays a name. */
static void
test_refers_to_the_doctor (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  SalvePatientForm *form;
  g_autofree char *id = NULL;
  g_autoptr (SalveResource) patient = NULL;
  GPtrArray *offered;

  patients_desk_put (desk->store, "{\"resourceType\":\"Practitioner\",\"id\":\"d1\",\"name\":[{\"family\":"
                                  "\"Müller\",\"given\":[\"Inês\"]}]}");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Practitioner\",\"id\":\"d2\",\"active\":false,\"name\":["
                     "{\"family\":\"Muller\",\"given\":[\"Old\"]}]}");
  form = show_form (desk, NULL, "Zappa Quirin");
  id = g_strdup (salve_patient_editor_get_id (salve_patient_form_get_editor (form)));
  gtk_editable_set_text (GTK_EDITABLE (row_of (form, "doctor")), "mul in");
  offered = salve_form_field_get_suggestion_rows (
      salve_patient_editor_get_field (salve_patient_form_get_editor (form), "doctor"));
  g_assert_true (gtk_widget_get_visible (offered->pdata[0]));
  g_assert_false (gtk_widget_get_visible (offered->pdata[1]));
  g_signal_emit_by_name (offered->pdata[0], "activated");
  g_assert_false (gtk_widget_get_visible (offered->pdata[0]));
  g_assert_cmpstr (text (form, "doctor"), ==, "Inês Müller");
  gtk_editable_set_text (GTK_EDITABLE (row_of (form, "pharmacy")), "Corner Pharmacy");
  salve_patient_form_save (form);
  patients_desk_spin (300);
  patient = read_patient (desk, id);
  g_assert_cmpstr (at (patient, "/generalPractitioner/0/reference"), ==, "Practitioner/d1");
  g_assert_cmpstr (at (patient, "/generalPractitioner/0/display"), ==, "Inês Müller");
  g_assert_cmpstr (at (patient, "/extension/0/valueReference/display"), ==, "Corner Pharmacy");
  g_assert_null (at (patient, "/extension/0/valueReference/reference"));
  hide_form (form);
}

/* Typing over a chosen name makes it a name again; an extension that held a text becomes a reference. */
static void
test_another_name_is_somebody_else (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  SalvePatientForm *form;
  g_autoptr (SalveResource) patient = NULL;

  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Patient\",\"id\":\"x\",\"name\":[{\"family\":\"Keller\"}],"
                     "\"generalPractitioner\":[{\"reference\":\"Practitioner/d1\",\"display\":\"Dr Lee\"}],"
                     "\"extension\":[{\"url\":\"http://salveclinic.github.io/fhir/StructureDefinition/"
                     "preferred-pharmacy\",\"valueString\":\"Old Pharmacy\"}]}");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Organization\",\"id\":\"o1\",\"name\":\"New Pharmacy\"}");
  form = show_form (desk, "x", NULL);
  g_assert_cmpstr (text (form, "pharmacy"), ==, "Old Pharmacy");
  g_assert_false (salve_patient_editor_is_touched (salve_patient_form_get_editor (form)));
  gtk_editable_set_text (GTK_EDITABLE (row_of (form, "doctor")), "Dr Leeward");
  salve_form_field_refer (salve_patient_editor_get_field (salve_patient_form_get_editor (form), "pharmacy"),
                          "Organization/o1", "New Pharmacy");
  salve_patient_form_save (form);
  patients_desk_spin (300);
  patient = read_patient (desk, "x");
  g_assert_null (at (patient, "/generalPractitioner/0/reference"));
  g_assert_cmpstr (at (patient, "/generalPractitioner/0/display"), ==, "Dr Leeward");
  g_assert_cmpstr (at (patient, "/extension/0/valueReference/reference"), ==, "Organization/o1");
  g_assert_null (at (patient, "/extension/0/valueString"));
  hide_form (form);
}

#define CARDED                                                                                               \
  "{\"resourceType\":\"Patient\",\"id\":\"y\",\"active\":true,\"name\":[{\"family\":\"Lee\"}],"              \
  "\"identifier\":["                                                                                         \
  "{\"type\":{\"coding\":[{\"code\":\"JHN\"}]},\"value\":\"1234-567-890-AB\"}]}"

static void
test_card_is_one_persons (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  SalvePatientForm *form;
  g_autofree char *id = NULL;
  g_autoptr (SalveResource) patient = NULL;
  g_autoptr (GError) error = NULL;
  guint64 count;

  patients_desk_put (desk->store, CARDED);
  form = show_form (desk, NULL, "Zappa Quirin");
  id = g_strdup (salve_patient_editor_get_id (salve_patient_form_get_editor (form)));
  gtk_editable_set_text (GTK_EDITABLE (row_of (form, "card")), "1234567890ab");
  g_assert_true (gtk_widget_has_css_class (row_of (form, "card"), "error"));
  salve_patient_form_save (form);
  patients_desk_spin (200);
  g_assert_true (salve_store_count (desk->store, "Patient", &count, NULL));
  g_assert_cmpuint (count, ==, 1);
  gtk_editable_set_text (GTK_EDITABLE (row_of (form, "card")), "1234-567-890-AC");
  g_assert_false (gtk_widget_has_css_class (row_of (form, "card"), "error"));
  gtk_editable_set_text (GTK_EDITABLE (row_of (form, "card-expiry")), "31/12/2030");
  gtk_editable_set_text (GTK_EDITABLE (row_of (form, "email")), "quirin@example");
  salve_patient_form_save (form);
  g_assert_true (gtk_widget_has_css_class (row_of (form, "email"), "error"));
  gtk_editable_set_text (GTK_EDITABLE (row_of (form, "email")), "quirin@example.org");
  salve_patient_form_save (form);
  patients_desk_spin (300);
  patient = read_patient (desk, id);
  g_assert_cmpstr (at (patient, "/identifier/0/value"), ==, "10001");
  g_assert_cmpstr (at (patient, "/identifier/2/value"), ==, "1234-567-890-AC");
  g_assert_cmpstr (at (patient, "/identifier/2/period/end"), ==, "2030-12-31");
  g_assert_cmpstr (at (patient, "/identifier/2/type/coding/0/code"), ==, "JHN");
  g_assert_cmpstr (at (patient, "/telecom/0/system"), ==, "email");
  g_assert_cmpstr (at (patient, "/telecom/0/value"), ==, "quirin@example.org");
  hide_form (form);
  g_assert_no_error (error);
}

/* Her own card does not stand in her way, and an emptied one leaves nothing behind. */
static void
test_own_card_may_stay_or_go (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  SalvePatientForm *form;
  g_autoptr (SalveResource) patient = NULL;

  patients_desk_put (desk->store, CARDED);
  form = show_form (desk, "y", NULL);
  g_assert_cmpstr (text (form, "card"), ==, "1234-567-890-AB");
  type (form, "card", "");
  salve_patient_form_save (form);
  patients_desk_spin (300);
  patient = read_patient (desk, "y");
  g_assert_null (strstr (salve_resource_get_text (patient, NULL), "JHN"));
  hide_form (form);
}

static void
test_draft_keeps_whom_it_refers_to (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  g_autoptr (SalvePatientEditor) editor = salve_patient_editor_new (desk->clinic);
  g_autoptr (SalvePatientEditor) again = salve_patient_editor_new (desk->clinic);
  g_autoptr (GBytes) draft = NULL;
  SalveFormField *doctor;

  salve_patient_editor_begin (editor, "Zappa");
  salve_form_field_refer (salve_patient_editor_get_field (editor, "doctor"), "Practitioner/d1", "Dr Lee");
  draft = salve_patient_editor_save_draft (editor);
  g_assert_true (salve_patient_editor_restore_draft (again, draft, NULL));
  doctor = salve_patient_editor_get_field (again, "doctor");
  g_assert_cmpstr (salve_form_field_get_text (doctor), ==, "Dr Lee");
  g_assert_cmpstr (salve_form_field_get_reference (doctor), ==, "Practitioner/d1");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_resources_register (salve_get_resource ());
  dex_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_func ("/app/patient-form/registers", test_registers);
  g_test_add_func ("/app/patient-form/estimates", test_estimates);
  g_test_add_func ("/app/patient-form/refuses-what-cannot-be", test_refuses_what_cannot_be);
  g_test_add_func ("/app/patient-form/duplicates-appear", test_duplicates_appear);
  g_test_add_func ("/app/patient-form/edit-touches-little", test_edit_touches_little);
  g_test_add_func ("/app/patient-form/conflict-overwrites-nothing", test_conflict_overwrites_nothing);
  g_test_add_func ("/app/patient-form/draft-survives", test_draft_survives);
  g_test_add_func ("/app/patient-form/sections", test_sections);
  g_test_add_func ("/app/patient-form/refers-to-the-doctor", test_refers_to_the_doctor);
  g_test_add_func ("/app/patient-form/another-name-is-somebody-else", test_another_name_is_somebody_else);
  g_test_add_func ("/app/patient-form/card-is-one-persons", test_card_is_one_persons);
  g_test_add_func ("/app/patient-form/own-card-may-stay-or-go", test_own_card_may_stay_or_go);
  g_test_add_func ("/app/patient-form/draft-keeps-whom-it-refers-to", test_draft_keeps_whom_it_refers_to);
  return g_test_run ();
}
