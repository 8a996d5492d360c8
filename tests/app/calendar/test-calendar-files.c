/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Appointments into files, and other programs' busy times out of them. The clinic's clock stands at Sunday 2026-06-21,
 * 00:00 UTC. */
#include "config.h"

#include <adwaita.h>
#include <cairo-pdf.h>
#include <glib/gstdio.h>
#include <string.h>

#include "patients-desk.h"
#include "salve-appointment-csv.h"
#include "salve-busy-dialog.h"
#include "salve-appointment-flows.h"
#include "salve-calendar-files.h"
#include "salve-calendar-sheet.h"
#include "salve-export-dialog.h"
#include "salve-resources.h"
#include "salve-store-sync.h"

#define SUNDAY salve_partial_date_new_day (2026, 6, 21)
#define MONDAY salve_partial_date_new_day (2026, 6, 22)

static void
put_appointment (PatientsDesk *desk, const char *id, const char *doctor, const char *patient, const char *day)
{
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Appointment\",\"id\":\"%s\",\"status\":\"booked\",\"start\":\"%sT22:00:00Z\","
      "\"end\":"
      "\"%sT23:59:59Z\",\"reasonCode\":[{\"text\":\"Chest "
      "pain\"}],\"participant\":[{\"actor\":{\"reference\":"
      "\"Patient/%s\"},\"status\":\"accepted\"},{\"actor\":{\"reference\":\"Practitioner/%s\"},\"status\":"
      "\"accepted\"}]}",
      id, day, day, patient, doctor);

  patients_desk_put (desk->store, json);
}

static PatientsDesk *
open_clinic (void)
{
  PatientsDesk *desk = patients_desk_new (0, "en-GB");

  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Practitioner\",\"id\":\"lovelace\",\"active\":true,\"name\":"
                     "[{\"family\":\"Lovelace\",\"given\":[\"Ada\"]}]}");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Practitioner\",\"id\":\"hopper\",\"active\":true,\"name\":"
                     "[{\"family\":\"Hopper\",\"given\":[\"Grace\"]}]}");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Patient\",\"id\":\"anna\",\"name\":[{\"family\":\"Keller\","
                     "\"given\":[\"Anna\"]}]}");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Patient\",\"id\":\"bert\",\"name\":[{\"family\":\"Brecht\","
                     "\"given\":[\"Bert\"]}]}");
  put_appointment (desk, "first", "lovelace", "anna", "2026-06-22");
  put_appointment (desk, "second", "hopper", "bert", "2026-06-23");
  put_appointment (desk, "far", "lovelace", "bert", "2026-09-01");
  return desk;
}

static guint
count_words (const char *text, const char *word)
{
  guint n = 0;

  for (const char *at = strstr (text, word); at; at = strstr (at + 1, word))
    n++;
  return n;
}

static char *
write_text (PatientsDesk *desk, const SalveCalendarExport *what, guint *n)
{
  g_autofree char *name = salve_calendar_export_file_name (what);
  g_autofree char *path = g_build_filename (desk->folder, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  GStatBuf info;

  salve_calendar_export_write (what, desk->store, salve_clinic_get_zone (desk->clinic),
                               salve_clinic_now (desk->clinic), file, NULL, NULL, n, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0077, ==, 0);
  g_unlink (path);
  return text;
}

static void
test_calendar_with_initials (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  SalveCalendarExport what = { .first = MONDAY, .last = salve_partial_date_new_day (2026, 12, 31) };
  g_autofree char *name = salve_calendar_export_file_name (&what);
  g_autofree char *text = NULL;
  guint n = 0;

  g_assert_cmpstr (name, ==, "appointments-2026-06-22-2026-12-31.ics");
  text = write_text (desk, &what, &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpuint (count_words (text, "BEGIN:VEVENT"), ==, 3);
  g_assert_null (strstr (text, "Keller"));
  g_assert_null (strstr (text, "Chest"));
}

static void
test_calendar_of_one_doctor (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  const char *doctors[] = { "lovelace", NULL };
  SalveCalendarExport what = { .first = MONDAY,
                               .last = salve_partial_date_new_day (2026, 12, 31),
                               .doctors = (char **)doctors,
                               .with_names = TRUE };
  guint n = 0;
  g_autofree char *text = write_text (desk, &what, &n);

  g_assert_cmpuint (n, ==, 2);
  g_assert_nonnull (strstr (text, "Keller"));
  what.last = MONDAY;
  g_free (text);
  text = write_text (desk, &what, &n);
  g_assert_cmpuint (n, ==, 1);
  /* Until it begins, and from while it is under way. */
  what.to_minute = 22 * 60;
  g_free (text);
  text = write_text (desk, &what, &n);
  g_assert_cmpuint (n, ==, 0);
  what.to_minute = 0;
  what.from_minute = 23 * 60;
  g_free (text);
  text = write_text (desk, &what, &n);
  g_assert_cmpuint (n, ==, 1);
}

/* 28 days are read at once: what is under way from one such step into the next is written once. */
static void
test_no_appointment_twice (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  SalveCalendarExport what = { .first = SUNDAY,
                               .last = salve_partial_date_new_day (2026, 9, 30),
                               .format = SALVE_CALENDAR_FORMAT_CSV,
                               .columns = SALVE_CSV_ALL_COLUMNS };
  g_autofree char *text = NULL;
  guint n = 0;

  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Appointment\",\"id\":\"over\",\"status\":\"booked\",\"start\":"
                     "\"2026-07-18T22:00:00Z\",\"end\":\"2026-07-19T03:00:00Z\",\"participant\":[{\"actor\":{"
                     "\"reference\":\"Practitioner/hopper\"},\"status\":\"accepted\"}]}");
  text = write_text (desk, &what, &n);
  g_assert_cmpuint (n, ==, 4);
  g_assert_cmpuint (count_words (text, "\n"), ==, 5);
}

static void
test_table (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  SalveCalendarExport what = { .first = MONDAY,
                               .last = salve_partial_date_new_day (2026, 12, 31),
                               .format = SALVE_CALENDAR_FORMAT_CSV };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint n = 0;

  what.patient_id = (char *)"bert";
  g_assert_true (salve_csv_columns_parse ("date,patient", &what.columns, &error));
  text = write_text (desk, &what, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_nonnull (strstr (text, "Brecht"));
  g_assert_null (strstr (text, "Keller"));
  g_assert_null (strstr (text, "Chest"));
}

/* A file of bytes, with zeroes in it: it is whole. What it says is checked in tests/server/test-command.py. */
static void
test_spreadsheet (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  SalveCalendarExport what = { .first = MONDAY,
                               .last = salve_partial_date_new_day (2026, 12, 31),
                               .format = SALVE_CALENDAR_FORMAT_XLSX,
                               .columns = SALVE_CSV_ALL_COLUMNS };
  g_autofree char *name = salve_calendar_export_file_name (&what);
  g_autofree char *path = g_build_filename (desk->folder, name, NULL), *bytes = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  gsize length;
  guint n = 0;

  g_assert_cmpstr (name, ==, "appointments-2026-06-22-2026-12-31.xlsx");
  g_assert_true (salve_calendar_export_write (&what, desk->store, salve_clinic_get_zone (desk->clinic), 0,
                                              file, NULL, NULL, &n, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 3);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  /* The end of a ZIP's list of files, which has no comment behind it. */
  g_assert_cmpuint (length, >, 22);
  g_assert_cmpmem (bytes + length - 22, 4, "PK\005\006", 4);
  g_unlink (path);
}

static void
test_stopped (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  SalveCalendarExport what = { .first = MONDAY, .last = salve_partial_date_new_day (2026, 12, 31) };
  g_autofree char *path = g_build_filename (desk->folder, "stopped.ics", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_cancellable_cancel (cancellable);
  g_assert_false (salve_calendar_export_write (&what, desk->store, salve_clinic_get_zone (desk->clinic), 0,
                                               file, NULL, NULL, &n, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static guint64
count_audit (PatientsDesk *desk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveCheckReport) report = salve_store_check (desk->store, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (report->ok);
  return report->audit_rows;
}

static void
test_as_a_task (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  SalveCalendarExport what = { .first = MONDAY, .last = salve_partial_date_new_day (2026, 12, 31) };
  g_autofree char *path = g_build_filename (desk->folder, "task.ics", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *text = NULL;
  GtkWindow *window = GTK_WINDOW (adw_window_new ());
  guint64 before = count_audit (desk);

  adw_window_set_content (ADW_WINDOW (window), gtk_label_new ("Desk"));
  gtk_window_present (window);
  salve_calendar_export_start (desk->clinic, desk->key, &what, file, window);
  patients_desk_spin (500);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpuint (count_words (text, "BEGIN:VEVENT"), ==, 3);
  g_assert_cmpuint (count_audit (desk), ==, before + 1);
  adw_dialog_force_close (adw_window_get_visible_dialog (ADW_WINDOW (window)));
  gtk_window_destroy (window);
  patients_desk_spin (50);
  g_unlink (path);
}

static void
test_dialog (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  const char *const shown[] = { "hopper", NULL };
  g_autoptr (SalveExportDialog) dialog =
      g_object_ref_sink (SALVE_EXPORT_DIALOG (salve_export_dialog_new (desk->clinic, MONDAY, MONDAY, shown)));
  g_autoptr (SalveCalendarExport) calendar = salve_export_dialog_read (dialog);
  g_autoptr (SalveCalendarExport) table = NULL;

  g_assert_nonnull (calendar);
  g_assert_false (calendar->with_names);
  g_assert_cmpint (calendar->format, ==, SALVE_CALENDAR_FORMAT_ICALENDAR);
  g_assert_cmpstr (calendar->doctors[0], ==, "hopper");
  g_assert_cmpint (salve_partial_date_days_between (calendar->first, MONDAY), ==, 0);
  salve_export_dialog_set_format (dialog, SALVE_CALENDAR_FORMAT_CSV);
  table = salve_export_dialog_read (dialog);
  g_assert_cmpint (table->format, ==, SALVE_CALENDAR_FORMAT_CSV);
  g_assert_cmpuint (table->columns, ==, SALVE_CSV_ALL_COLUMNS);
}

static DexFuture *
quit_cb (DexFuture *future, gpointer loop)
{
  g_assert_true (dex_future_is_resolved (future));
  g_main_loop_quit (loop);
  return dex_future_new_true ();
}

static void
set_setting (PatientsDesk *desk, const char *name, const char *value)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  dex_future_disown (
      dex_future_finally (salve_store_set_setting (desk->store, name, value), quit_cb, loop, NULL));
  g_main_loop_run (loop);
}

static void
save (PatientsDesk *desk, SalveAppointmentDetails *details, SalveResource *before, gint64 version)
{
  g_autoptr (SalveChange) change = salve_clinic_begin (desk->clinic, "Book");
  g_autoptr (GError) error = NULL;

  g_assert_true (salve_appointment_put (desk->clinic, change, details, before, version, &error));
  patients_desk_wait_commit (salve_clinic_commit (desk->clinic, change), &error);
  g_assert_no_error (error);
}

static SalveAppointmentDetails *
read_visit (PatientsDesk *desk, const char *id, gint64 *version, SalveResource **resource)
{
  g_autoptr (GError) error = NULL;

  *resource = salve_store_read (desk->store, "Appointment", id, version, &error);
  g_assert_no_error (error);
  return salve_appointment_details_read (*resource);
}

/* Each visit by video has a code of its own; a copy gets another one; without its link it has none. */
static void
test_video_code (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveResource) resource = NULL, again_resource = NULL;
  g_autoptr (SalveAppointmentDetails) visit = NULL, again = NULL;
  g_autofree char *code = NULL;
  gint64 version;

  visit = read_visit (desk, "first", &version, &resource);
  g_assert_null (visit->video_code);
  visit->video_link = g_strdup ("https://meet.example/anna");
  save (desk, visit, resource, version);
  g_clear_pointer (&visit, salve_appointment_details_free);
  g_clear_pointer (&resource, salve_resource_unref);
  visit = read_visit (desk, "first", &version, &resource);
  g_assert_nonnull (visit->video_code);
  g_assert_cmpuint (strlen (visit->video_code), ==, 19);
  code = g_strdup (visit->video_code);
  g_set_str (&visit->note, "Bring the card");
  save (desk, visit, resource, version);
  g_set_str (&visit->id, "copy");
  visit->span.start += (gint64)24 * 60 * SALVE_INSTANT_MINUTE * 7;
  visit->span.end += (gint64)24 * 60 * SALVE_INSTANT_MINUTE * 7;
  save (desk, visit, NULL, 0);
  again = read_visit (desk, "copy", &version, &again_resource);
  g_assert_nonnull (again->video_code);
  g_assert_cmpstr (again->video_code, !=, code);
  g_clear_pointer (&again->video_link, g_free);
  save (desk, again, again_resource, version);
  g_clear_pointer (&again, salve_appointment_details_free);
  g_clear_pointer (&again_resource, salve_resource_unref);
  again = read_visit (desk, "copy", &version, &again_resource);
  g_assert_null (again->video_code);
  g_clear_pointer (&visit, salve_appointment_details_free);
  g_clear_pointer (&resource, salve_resource_unref);
  visit = read_visit (desk, "first", &version, &resource);
  g_assert_cmpstr (visit->video_code, ==, code);
}

/* Returns: (transfer full) (nullable): what the card says; NULL where pdftotext is not there */
static char *
print_card (PatientsDesk *desk)
{
  g_autoptr (SalveDirectory) directory = salve_directory_new (desk->store, NULL);
  g_autoptr (SalveAppointmentRow) row = salve_store_read_appointment_row (desk->store, "first", NULL);
  g_autoptr (SalveCalendarSheet) sheet = salve_calendar_sheet_new (298, 420, FALSE);
  g_autofree char *path = g_build_filename (desk->folder, "card.pdf", NULL);
  const char *arguments[] = { "pdftotext", "-layout", path, "-", NULL };
  cairo_surface_t *surface = cairo_pdf_surface_create (path, 298, 420);
  cairo_t *cr = cairo_create (surface);
  char *text = NULL;

  salve_calendar_sheet_add_card (sheet, desk->clinic, directory, row);
  salve_calendar_sheet_finish (sheet, "now");
  g_assert_cmpint (salve_calendar_sheet_get_n_pages (sheet), ==, 1);
  salve_calendar_sheet_draw (sheet, cr, 0);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, NULL, NULL);
  return text;
}

static void
check_card (PatientsDesk *desk, const char *there, const char *not_there)
{
  g_autofree char *text = print_card (desk);

  if (text == NULL)
    {
      g_test_skip ("pdftotext is not there");
      return;
    }
  g_assert_nonnull (strstr (text, "Anna Keller"));
  g_assert_nonnull (strstr (text, there));
  g_assert_null (strstr (text, not_there));
}

/* The short address stands on the card where the server is the clinic's own and every telephone believes it; else the room's
 * own does. */
static void
test_video_card (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (SalveResource) resource = NULL;
  g_autoptr (SalveAppointmentDetails) visit = NULL;
  gint64 version;

  visit = read_visit (desk, "first", &version, &resource);
  visit->mode = SALVE_VISIT_VIDEO;
  visit->video_link = g_strdup ("https://meet.example/anna");
  save (desk, visit, resource, version);
  check_card (desk, "https://meet.example/anna", "/v/");
  set_setting (desk, SALVE_SETTING_SERVER, "https://clinic.example/fhir");
  set_setting (desk, SALVE_SETTING_ABILITIES, "{\"isSalve\":true}");
  check_card (desk, "https://clinic.example/v/", "meet.example");
  set_setting (desk, SALVE_SETTING_PIN, "00ff");
  check_card (desk, "https://meet.example/anna", "/v/");
  set_setting (desk, SALVE_SETTING_PIN, NULL);
  set_setting (desk, SALVE_SETTING_ABILITIES, "{\"isSalve\":false}");
  check_card (desk, "https://meet.example/anna", "/v/");
}

static guint64
count_slots (PatientsDesk *desk)
{
  guint64 n = 0;

  g_assert_true (salve_store_count (desk->store, "Slot", &n, NULL));
  return n;
}

/* Two meetings, one of them while Anna Keller is booked, and one whose zone nobody knows. */
static GFile *
write_calendar (PatientsDesk *desk)
{
  g_autofree char *path = g_build_filename (desk->folder, "busy.ics", NULL);
  static const char text[] =
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:1\r\n"
      "DTSTART:20260622T223000Z\r\nDTEND:20260622T230000Z\r\nSUMMARY:Private\r\nEND:VEVENT\r\n"
      "BEGIN:VEVENT\r\nUID:2\r\nDTSTART:20260624T080000Z\r\nDTEND:20260624T090000Z\r\nEND:VEVENT\r\n"
      "BEGIN:VEVENT\r\nUID:3\r\nDTSTART;TZID=Nowhere/Atlantis:20260625T080000\r\n"
      "DTEND;TZID=Nowhere/Atlantis:20260625T090000\r\nSUMMARY:Lost\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return g_file_new_for_path (path);
}

static GtkWidget *
open_dialog (PatientsDesk *desk, GFile *file)
{
  AdwDialog *dialog = salve_busy_dialog_new (desk->clinic, "lovelace");

  g_object_ref_sink (dialog);
  salve_busy_dialog_set_file (SALVE_BUSY_DIALOG (dialog), file);
  patients_desk_spin (300);
  return GTK_WIDGET (dialog);
}

static void
test_busy_times (void)
{
  g_autoptr (PatientsDesk) desk = open_clinic ();
  g_autoptr (GFile) file = write_calendar (desk);
  g_autoptr (GtkWidget) first = open_dialog (desk, file);
  g_autoptr (GtkWidget) again = NULL;
  g_autoptr (GError) error = NULL;
  GtkWidget *window = g_object_ref_sink (adw_window_new ());

  g_assert_cmpuint (salve_busy_dialog_get_n_times (SALVE_BUSY_DIALOG (first)), ==, 2);
  g_assert_cmpuint (salve_busy_dialog_get_n_booked (SALVE_BUSY_DIALOG (first)), ==, 1);
  g_assert_cmpuint (count_slots (desk), ==, 0);
  adw_dialog_present (ADW_DIALOG (first), window);
  gtk_widget_activate_action (first, "busy.save", NULL);
  patients_desk_spin (300);
  g_assert_cmpuint (count_slots (desk), ==, 2);
  again = open_dialog (desk, file);
  g_assert_cmpuint (salve_busy_dialog_get_n_times (SALVE_BUSY_DIALOG (again)), ==, 0);
  patients_desk_wait_commit (salve_clinic_undo (desk->clinic), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_slots (desk), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (window);
  g_file_delete (file, NULL, NULL);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  dex_init ();
  g_resources_register (salve_get_resource ());
  g_test_add_func ("/app/calendar-files/initials", test_calendar_with_initials);
  g_test_add_func ("/app/calendar-files/one-doctor", test_calendar_of_one_doctor);
  g_test_add_func ("/app/calendar-files/no-appointment-twice", test_no_appointment_twice);
  g_test_add_func ("/app/calendar-files/table", test_table);
  g_test_add_func ("/app/calendar-files/spreadsheet", test_spreadsheet);
  g_test_add_func ("/app/calendar-files/stopped", test_stopped);
  g_test_add_func ("/app/calendar-files/as-a-task", test_as_a_task);
  g_test_add_func ("/app/calendar-files/dialog", test_dialog);
  g_test_add_func ("/app/calendar-files/video-code", test_video_code);
  g_test_add_func ("/app/calendar-files/video-card", test_video_card);
  g_test_add_func ("/app/calendar-files/busy-times", test_busy_times);
  return g_test_run ();
}
