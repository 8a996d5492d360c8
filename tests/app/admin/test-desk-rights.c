/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A desk that several people share: lists, searches, the calendar and records follow whoever works there now, and so does
 * what can be done. The clinic's clock stands. */
#include "config.h"

#include "patients-desk.h"
#include "salve-appointments.h"
#include "salve-calendar-page.h"
#include "salve-housekeeping.h"
#include "salve-json.h"
#include "salve-palette.h"
#include "salve-record-words.h"
#include "salve-resources.h"
#include "salve-right-actions.h"
#include "salve-sight.h"
#include "shown.h"

#define DOCTOR                                                                                               \
  "{\"username\":\"lee\",\"practitioner\":\"d1\",\"mayBreakGlass\":true,\"reach\":{\"*\":\"treated\"},"      \
  "\"may\":{\"*\":\"\",\"Appointment\":\"cudo\",\"Patient\":\"cu\"}}"
#define FRONT_DESK                                                                                           \
  "{\"username\":\"anna\",\"reach\":{\"*\":\"none\",\"Patient\":\"all\",\"Appointment\":\"all\"},"           \
  "\"may\":{\"*\":\"\",\"Patient\":\"cud\",\"Appointment\":\"cudo\",\"Slot\":\"cud\","                       \
  "\"HealthcareService\":\"cu\",\"patient-code\":\"c\"}}"
#define READER                                                                                               \
  "{\"username\":\"carl\",\"reach\":{\"*\":\"none\",\"Patient\":\"all\"},"                                   \
  "\"may\":{\"*\":\"\",\"patient-code\":\"\"}}"
#define NOBODY "{\"username\":\"dora\",\"reach\":{\"*\":\"none\"},\"may\":{\"*\":\"\"}}"

static PatientsDesk *desk;

static void
sit_down (const char *me)
{
  g_autoptr (yyjson_doc) doc = me != NULL ? salve_json_parse (me, strlen (me), NULL) : NULL;

  salve_desk_rights_set (salve_clinic_get_rights (desk->clinic),
                         doc != NULL ? yyjson_doc_get_root (doc) : NULL);
}

static void
put_visit (const char *id, const char *status, const char *patient, const char *doctor, int hour)
{
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Appointment\",\"id\":\"%s\",\"status\":\"%s\",\"comment\":\"a note\",\"start\":"
      "\"2026-06-21T%02d:00:00Z\",\"end\":\"2026-06-21T%02d:30:00Z\",\"participant\":[{\"actor\":{"
      "\"reference\":"
      "\"Patient/%s\",\"display\":\"Name of %s\"},\"status\":\"accepted\"},{\"actor\":{\"reference\":"
      "\"Practitioner/%s\"},\"status\":\"accepted\"}]}",
      id, status, hour, hour, patient, patient, doctor);

  patients_desk_put (desk->store, json);
}

static void
put_patient (const char *id, const char *doctor)
{
  g_autofree char *json = g_strdup_printf ("{\"resourceType\":\"Patient\",\"id\":\"%s\",\"active\":true,"
                                           "\"name\":[{\"family\":\"Keller\",\"given\":"
                                           "[\"%s\"]}],\"birthDate\":\"1980-03-12\",\"generalPractitioner\":["
                                           "{\"reference\":\"Practitioner/%s\"}]}",
                                           id, id, doctor);

  patients_desk_put (desk->store, json);
}

static void
put_encounter (const char *id, const char *patient)
{
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Encounter\",\"id\":\"%s\",\"status\":\"finished\",\"class\":{\"code\":\"AMB\"},"
      "\"subject\":{\"reference\":\"Patient/%s\"},\"participant\":[{\"individual\":{\"reference\":"
      "\"Practitioner/d1\"}}]}",
      id, patient);

  patients_desk_put (desk->store, json);
}

/* own: their doctor is d1; booked: comes to d1; seen: d1 saw them; other: is d2's alone */
static void
put_all (void)
{
  put_patient ("own", "d1");
  put_patient ("booked", "d2");
  put_patient ("seen", "d2");
  put_patient ("other", "d2");
  put_visit ("a-booked", "booked", "booked", "d1", 8);
  put_visit ("a-other", "booked", "other", "d2", 9);
  put_visit ("a-gone", "cancelled", "other", "d1", 10);
  put_encounter ("e-seen", "seen");
}

/* (transfer full): the given names of those in the list of patients, in its order */
static char *
list_names (const char *text)
{
  g_autoptr (SalveIdArray) ids = patients_desk_query (desk->store, text, SALVE_PATIENT_SORT_NAME, FALSE);
  g_autoptr (GPtrArray) rows = salve_store_read_patient_rows (desk->store, ids->ids, ids->n, NULL);
  g_autoptr (GString) names = g_string_new (NULL);

  /* Who went out of sight between both readings is a hole, as for the list on the screen. */
  for (guint i = 0; i < rows->len; i++)
    if (rows->pdata[i] != NULL)
      g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "",
                              salve_patient_row_get_id (rows->pdata[i]));
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static char *
search_names (const char *text)
{
  g_autoptr (GPtrArray) rows = salve_store_search_patients (desk->store, text, 10, NULL);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "",
                            salve_patient_row_get_id (g_ptr_array_index (rows, i)));
  return g_string_free (g_steal_pointer (&names), FALSE);
}

/* Who is treated is looked for beside the main thread, and may be found while the list is read. */
static void
wait_for (const char *names)
{
  for (;;)
    {
      SalveSight *sight = salve_store_get_sight (desk->store);
      g_autoptr (SalveSight) before = sight != NULL ? salve_sight_ref (sight) : NULL;
      g_autofree char *listed = list_names (NULL);

      if (g_str_equal (listed, names))
        return;
      if (salve_store_get_sight (desk->store) == before)
        g_main_context_iteration (NULL, TRUE);
    }
}

/* (transfer full): who comes on the day, "-" for one who may not be named */
static char *
list_day (void)
{
  const SalveTimeSpan day = { PATIENTS_DESK_NOW, PATIENTS_DESK_NOW + 24 * 60 * SALVE_INSTANT_MINUTE };
  g_autoptr (GPtrArray) rows = salve_store_list_appointments (desk->store, day, NULL, NULL);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      const SalveAppointmentRow *row = rows->pdata[i];

      g_assert_true (row->hidden == (row->patient_name == NULL) && row->hidden == (row->patient_id == NULL));
      g_assert_false (row->hidden && row->has_note);
      g_assert_nonnull (row->doctor_id);
      g_string_append_printf (names, "%s%s", i > 0 ? " " : "", row->hidden ? "-" : row->patient_id);
    }
  return g_string_free (g_steal_pointer (&names), FALSE);
}

/* (transfer full): the same as a month reads it */
static char *
list_month (void)
{
  const SalveInstant starts[] = { PATIENTS_DESK_NOW, PATIENTS_DESK_NOW + 24 * 60 * SALVE_INSTANT_MINUTE };
  static const char *const doctors[] = { "d1", "d2", NULL };
  const guint all = (1u << SALVE_APPOINTMENT_N_STATUSES) - 1;
  g_autoptr (GArray) n_more = NULL;
  g_autoptr (GPtrArray) rows =
      salve_store_list_first_appointments (desk->store, starts, 1, doctors, all, 10, &n_more, NULL);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      const SalveAppointmentRow *row = rows->pdata[i];

      g_string_append_printf (names, "%s%s", i > 0 ? " " : "", row->hidden ? "-" : row->patient_name);
    }
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static void
assert_words (char *words, const char *expected)
{
  g_assert_cmpstr (words, ==, expected);
  g_free (words);
}

static void
assert_closed (const char *type, const char *id, gboolean closed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) resource = salve_store_read (desk->store, type, id, NULL, &error);

  g_assert_true ((resource == NULL) == closed);
  if (closed)
    g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_NOT_FOUND);
}

static void
assert_others_hidden (void)
{
  g_autoptr (SalvePatientRow) row = salve_store_read_patient_row (desk->store, "other", NULL);
  g_autofree char *words = salve_record_words (desk->clinic, "Patient", "other", NULL);
  const SalveDuplicateProbe probe = { "Keller", "other", SALVE_PARTIAL_DATE_NONE, NULL, NULL, NULL };
  g_autoptr (GPtrArray) alike = salve_store_find_duplicates (desk->store, &probe, NULL);

  g_assert_null (row);
  g_assert_null (strstr (words, "Keller"));
  for (guint i = 0; i < alike->len; i++)
    g_assert_cmpstr (((SalveDuplicate *)alike->pdata[i])->row->id, !=, "other");
  assert_closed ("Patient", "other", TRUE);
  assert_closed ("Appointment", "a-other", TRUE);
}

static void
test_sight (void)
{
  sit_down (NULL);
  wait_for ("booked other own seen");
  sit_down (NOBODY);
  assert_words (list_names (NULL), "");
  assert_words (search_names ("keller"), "");
  assert_words (list_day (), "- - -");
  sit_down (DOCTOR);
  wait_for ("booked own seen");
  assert_words (list_names ("kel"), "booked own seen");
  assert_words (list_names ("12.3.1980"), "booked own seen");
  assert_words (search_names ("keller"), "booked own seen");
  assert_words (search_names ("other"), "");
  assert_words (list_day (), "booked - -");
  assert_words (list_month (), "booked Keller - -");
  assert_others_hidden ();
  assert_closed ("Appointment", "a-booked", FALSE);
  sit_down (FRONT_DESK);
  assert_words (list_names (NULL), "booked other own seen");
  assert_words (list_day (), "booked other other");
  sit_down (READER); /* who may see the patients, and none of their visits */
  assert_words (list_names (NULL), "booked other own seen");
  assert_words (list_day (), "- - -");
}

static guint
count_changes (void)
{
  g_autoptr (GPtrArray) changes = salve_store_list_changes (desk->store, NULL, NULL, 100, NULL);

  return changes->len;
}

static guint
count_drafts (void)
{
  g_autoptr (GPtrArray) drafts = salve_store_read_drafts (desk->store, "patient", NULL);

  return drafts->len;
}

/* What was changed is called by names, and so is what somebody has not finished. */
static void
test_traces (void)
{
  g_autoptr (GBytes) content = g_bytes_new_static ("{}", 2);
  guint all;

  sit_down (NULL);
  wait_for ("booked other own seen");
  all = count_changes ();
  dex_future_disown (salve_store_save_draft (desk->store, "patient", "other", content));
  dex_future_disown (salve_store_save_draft (desk->store, "patient", "new-1", content));
  while (count_drafts () < 2)
    g_main_context_iteration (NULL, FALSE);
  sit_down (DOCTOR);
  wait_for ("booked own seen");
  /* Three of the eight were about somebody else. */
  g_assert_cmpuint (count_changes (), ==, all - 3);
  g_assert_cmpuint (count_drafts (), ==, 1);
  sit_down (READER);
  g_assert_cmpuint (count_drafts (), ==, 2);
}

/* What is treated changes while somebody works. */
static void
test_changes (void)
{
  SalveDeskRights *rights = salve_clinic_get_rights (desk->clinic);

  sit_down (NULL);
  sit_down (DOCTOR);
  wait_for ("booked own seen");
  put_encounter ("e-other", "other");
  wait_for ("booked other own seen");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Encounter\",\"id\":\"e-other\",\"status\":\"entered-in-error\","
                     "\"class\":{\"code\":\"AMB\"},\"subject\":{\"reference\":\"Patient/other\"},"
                     "\"participant\":[{\"individual\":{\"reference\":\"Practitioner/d1\"}}]}");
  wait_for ("booked own seen");
  put_visit ("a-booked", "cancelled", "booked", "d1", 8);
  wait_for ("own seen");
  put_visit ("a-booked", "booked", "booked", "d1", 8);
  wait_for ("booked own seen");
  /* In an emergency one more, at once; somebody else does not get them with the desk. */
  salve_desk_rights_break_glass (rights, "other", salve_clinic_now (desk->clinic));
  assert_closed ("Patient", "other", FALSE);
  wait_for ("booked other own seen");
  sit_down (NOBODY);
  assert_words (list_names (NULL), "");
  sit_down (DOCTOR);
  wait_for ("booked own seen");
  assert_closed ("Patient", "other", TRUE);
}

/* The calendar says that the time is taken, and not by whom. */
static void
test_calendar (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveDirectory) directory = salve_directory_new (desk->store, &error);
  static const char *const doctors[] = { "d1", "d2", NULL };
  g_autoptr (SalveCalendarPage) page = NULL;
  guint taken = 0;

  g_assert_no_error (error);
  sit_down (DOCTOR);
  wait_for ("booked own seen");
  page = salve_calendar_page_read_day (desk->clinic, directory, salve_clinic_today (desk->clinic), doctors,
                                       &error);
  g_assert_no_error (error);
  for (guint i = 0; i < page->events->len; i++)
    {
      const SalveCalendarEvent *event = page->events->pdata[i];

      g_assert_null (strstr (event->title, "other"));
      taken += g_str_equal (event->title, "Taken");
    }
  g_assert_cmpuint (taken, ==, 2);
}

static gboolean
has_row (GtkWidget *palette, const char *text)
{
  return shown_find (palette, GTK_TYPE_LABEL, text) != NULL;
}

static void
type_palette (GtkWidget *palette, const char *text)
{
  GtkWidget *entry = shown_find (palette, GTK_TYPE_SEARCH_ENTRY, NULL);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "search-changed");
}

static void
test_palette (void)
{
  GtkWidget *window = shown_open (adw_status_page_new (), &shapes[0]), *palette;

  sit_down (DOCTOR);
  wait_for ("booked own seen");
  palette = GTK_WIDGET (salve_palette_new (desk->clinic));
  adw_dialog_present (ADW_DIALOG (palette), window);
  shown_paint (window);
  type_palette (palette, "other");
  g_assert_false (has_row (palette, "Keller, other"));
  g_assert_true (has_row (palette, "Register “other”"));
  g_assert_true (has_row (palette, "Find “other” in an emergency"));
  sit_down (READER);
  type_palette (palette, "");
  type_palette (palette, "other");
  g_assert_true (has_row (palette, "Keller, other"));
  g_assert_false (has_row (palette, "Register “other”"));
  g_assert_false (has_row (palette, "Find “other” in an emergency"));
  adw_dialog_force_close (ADW_DIALOG (palette));
  shown_close (window);
}

static DexFuture *
on_settled (DexFuture *future, gpointer data)
{
  g_autoptr (GError) error = NULL;

  *(int *)data = dex_future_get_value (future, &error) != NULL ? 1
                 : error->code == G_IO_ERROR_PERMISSION_DENIED ? -1
                                                               : -2;
  return NULL;
}

/* 1: saved, -1: refused before anything was written */
static int
commit (const char *json, gint64 version)
{
  g_autoptr (SalveChange) change = salve_clinic_begin (desk->clinic, "test");
  g_autoptr (SalveResource) resource = salve_resource_new_from_text (json, -1, NULL);
  int settled = 0;

  salve_change_put (change, resource, version);
  dex_future_disown (
      dex_future_finally (salve_clinic_commit (desk->clinic, change), on_settled, &settled, NULL));
  while (settled == 0)
    g_main_context_iteration (NULL, TRUE);
  return settled;
}

#define NEW_DOCTOR "{\"resourceType\":\"Practitioner\",\"id\":\"d9\",\"name\":[{\"family\":\"Neu\"}]}"
#define NEW_PATIENT "{\"resourceType\":\"Patient\",\"id\":\"p9\",\"name\":[{\"family\":\"Neu\"}]}"

static void
test_commit (void)
{
  sit_down (READER);
  g_assert_cmpint (commit (NEW_PATIENT, SALVE_VERSION_NONE), ==, -1);
  sit_down (FRONT_DESK);
  g_assert_cmpint (commit (NEW_DOCTOR, SALVE_VERSION_NONE), ==, -1);
  assert_closed ("Practitioner", "d9", TRUE);
  g_assert_cmpint (commit (NEW_PATIENT, SALVE_VERSION_NONE), ==, 1);
  sit_down (NULL);
  g_assert_cmpint (commit (NEW_DOCTOR, SALVE_VERSION_NONE), ==, 1);
}

/* The clock does not do either what whoever works here may not. */
static void
test_housekeeping (void)
{
  g_autoptr (SalveHousekeeping) housekeeping = salve_housekeeping_new (desk->clinic);
  g_autoptr (SalveResource) visit = NULL;
  int settled = 0;

  salve_clinic_set_now (desk->clinic, PATIENTS_DESK_NOW + 12 * 60 * SALVE_INSTANT_MINUTE);
  sit_down (READER);
  dex_future_disown (
      dex_future_finally (salve_housekeeping_mark_missed (housekeeping, 30), on_settled, &settled, NULL));
  while (settled == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (settled, ==, 1);
  sit_down (NULL);
  visit = salve_store_read (desk->store, "Appointment", "a-booked", NULL, NULL);
  g_assert_cmpstr (salve_element_string (salve_resource_root (visit), "status"), ==, "booked");
  salve_clinic_set_now (desk->clinic, PATIENTS_DESK_NOW);
}

#define TEST_TYPE_ACTING (test_acting_get_type ())
G_DECLARE_FINAL_TYPE (TestActing, test_acting, TEST, ACTING, GtkBox)
struct _TestActing
{
  GtkBox parent_instance;
};
G_DEFINE_FINAL_TYPE (TestActing, test_acting, GTK_TYPE_BOX)

static guint n_done;

static void
acting_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  n_done++;
}

static void
test_acting_class_init (TestActingClass *klass)
{
  static const char *const names[] = { "doctor.new", "clinic.import", "view.new" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), names[i], NULL, acting_action);
}

static void
test_acting_init (TestActing *self)
{
}

static GtkWidget *
add_button (GtkWidget *box, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (action);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static void
test_actions (void)
{
  SalveDeskRights *rights = salve_clinic_get_rights (desk->clinic);
  GtkWidget *box = g_object_new (TEST_TYPE_ACTING, NULL), *window = shown_open (box, &shapes[0]);
  GtkWidget *doctor = add_button (box, "doctor.new"), *import = add_button (box, "clinic.import");
  GtkWidget *other = add_button (box, "view.new");

  sit_down (NULL);
  salve_right_actions_follow (box, rights);
  g_assert_true (gtk_widget_get_sensitive (doctor) && gtk_widget_get_sensitive (import));
  sit_down (FRONT_DESK);
  g_assert_false (gtk_widget_get_sensitive (doctor) || gtk_widget_get_sensitive (import));
  g_assert_true (gtk_widget_get_sensitive (other));
  /* A key or the palette reaches it no more than a button does. */
  gtk_widget_activate_action (box, "doctor.new", NULL);
  g_assert_cmpuint (n_done, ==, 0);
  g_assert_true (salve_right_actions_may (rights, "patient.register('Anna')"));
  g_assert_true (salve_right_actions_may (rights, "clinic.setup('rooms')"));
  g_assert_false (salve_right_actions_may (rights, "clinic.export"));
  g_assert_true (salve_right_actions_may (rights, "record.kiosk-code"));
  g_assert_false (salve_right_actions_may (rights, "record.ask-picture"));
  sit_down (NOBODY);
  g_assert_true (salve_right_actions_may (rights, "record.kiosk-code")); /* its server says nothing of it */
  sit_down (READER);
  g_assert_false (salve_right_actions_may (rights, "record.kiosk-code"));
  g_assert_false (salve_right_actions_may (rights, "patient.register('Anna')"));
  g_assert_false (salve_right_actions_may (rights, "appointment.cancel"));
  sit_down (NULL);
  gtk_widget_activate_action (box, "doctor.new", NULL);
  g_assert_cmpuint (n_done, ==, 1);
  shown_close (window);
}

/* A map of a widget's own actions follows too. */
static void
test_map (void)
{
  SalveDeskRights *rights = salve_clinic_get_rights (desk->clinic);
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) add = g_simple_action_new ("register", NULL);

  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (add));
  sit_down (READER);
  salve_right_actions_follow_map (G_ACTION_MAP (group), "patients.", rights);
  g_assert_false (g_action_get_enabled (G_ACTION (add)));
  sit_down (FRONT_DESK);
  g_assert_true (g_action_get_enabled (G_ACTION (add)));
}

int
main (int argc, char *argv[])
{
  int status;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  dex_init ();
  g_resources_register (salve_get_resource ());
  desk = patients_desk_new (0, "en-GB");
  put_all ();
  g_test_add_func ("/desk-rights/sight", test_sight);
  g_test_add_func ("/desk-rights/traces", test_traces);
  g_test_add_func ("/desk-rights/changes", test_changes);
  g_test_add_func ("/desk-rights/calendar", test_calendar);
  g_test_add_func ("/desk-rights/palette", test_palette);
  g_test_add_func ("/desk-rights/commit", test_commit);
  g_test_add_func ("/desk-rights/housekeeping", test_housekeeping);
  g_test_add_func ("/desk-rights/actions", test_actions);
  g_test_add_func ("/desk-rights/map", test_map);
  status = g_test_run ();
  patients_desk_free (desk);
  return status;
}
