/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person does to appointments, each done and undone: afterwards every resource is what it was, to the byte. */
#include "config.h"

#include <adwaita.h>

#include "calendar-desk.h"
#include "salve-appointment-flows.h"
#include "salve-appointments.h"
#include "salve-calendar-page.h"
#include "salve-calendar-print.h"
#include "salve-calendar-range.h"
#include "salve-hours-map.h"
#include "salve-merge.h"
#include "salve-sync-rows.h"
#include "salve-ticket.h"
#include "salve-visit-history.h"

static void
test_book (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autofree char *before = calendar_desk_look (desk);
  g_autoptr (SalveAppointmentDetails) details =
      calendar_desk_propose (desk, "bert", "lovelace", calendar_desk_at (desk, 22, 600), 20);
  g_autoptr (SalveAppointmentDetails) saved = NULL;

  calendar_desk_done (salve_appointment_save (desk->clinic, details, SALVE_VERSION_NONE));
  saved = calendar_desk_read (desk, details->id);
  g_assert_cmpstr (saved->patient_id, ==, "bert");
  g_assert_cmpint (saved->span.start, ==, details->span.start);
  calendar_desk_undo (desk, before);
}

/* Whoever is second is told so, and the first keeps the time. */
static void
test_taken (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autofree char *before = calendar_desk_look (desk), *after = NULL;
  g_autoptr (SalveAppointmentDetails) details =
      calendar_desk_propose (desk, "bert", "lovelace", calendar_desk_at (desk, 22, 560), 20);
  SalveAppointmentPlace place = { .span = { calendar_desk_at (desk, 22, 560),
                                            calendar_desk_at (desk, 22, 580) } };

  calendar_desk_refused (desk, salve_appointment_save (desk->clinic, details, SALVE_VERSION_NONE),
                         SALVE_STORE_ERROR, SALVE_STORE_ERROR_TAKEN);
  after = calendar_desk_look (desk);
  g_assert_cmpstr (before, ==, after);
  /* The patient cannot be at two places either. */
  calendar_desk_refused (desk, salve_appointment_copy (desk->clinic, "nine", &place), SALVE_STORE_ERROR,
                         SALVE_STORE_ERROR_TAKEN);
  details->overbooked_reason = g_strdup ("Emergency");
  calendar_desk_done (salve_appointment_save (desk->clinic, details, SALVE_VERSION_NONE));
  calendar_desk_undo (desk, before);
}

/* Overbooking is said of one time: taken elsewhere, the appointment is refused like any other. */
static void
test_overbooked_moves (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autoptr (SalveAppointmentDetails) over =
      calendar_desk_propose (desk, "bert", "lovelace", calendar_desk_at (desk, 22, 550), 20);
  g_autoptr (SalveAppointmentDetails) ten =
      calendar_desk_propose (desk, "bert", "hopper", calendar_desk_at (desk, 22, 600), 20);
  g_autofree char *before = NULL, *after = NULL;
  SalveAppointmentPlace free_place = { .span = { calendar_desk_at (desk, 23, 480),
                                                 calendar_desk_at (desk, 23, 500) } };
  SalveAppointmentPlace taken = { .span = { calendar_desk_at (desk, 22, 540),
                                            calendar_desk_at (desk, 22, 560) } };
  g_autoptr (SalveAppointmentDetails) moved = NULL;

  over->overbooked_reason = g_strdup ("Emergency");
  calendar_desk_done (salve_appointment_save (desk->clinic, over, SALVE_VERSION_NONE));
  calendar_desk_done (salve_appointment_save (desk->clinic, ten, SALVE_VERSION_NONE));
  before = calendar_desk_look (desk);
  calendar_desk_refused (desk, salve_appointment_move (desk->clinic, over->id, &taken, SALVE_SERIES_THIS),
                         SALVE_STORE_ERROR, SALVE_STORE_ERROR_TAKEN);
  after = calendar_desk_look (desk);
  g_assert_cmpstr (before, ==, after);
  calendar_desk_done (salve_appointment_move (desk->clinic, over->id, &free_place, SALVE_SERIES_THIS));
  moved = calendar_desk_read (desk, over->id);
  g_assert_null (moved->overbooked_reason);
  calendar_desk_undo (desk, before);
}

/* What is done stays where it was done. */
static void
test_finished_stays (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  SalveAppointmentPlace place = { .span = { calendar_desk_at (desk, 23, 480),
                                            calendar_desk_at (desk, 23, 500) } };

  calendar_desk_done (
      salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_ARRIVE, NULL, SALVE_SERIES_THIS));
  calendar_desk_done (
      salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_START, NULL, SALVE_SERIES_THIS));
  calendar_desk_done (
      salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_FINISH, NULL, SALVE_SERIES_THIS));
  calendar_desk_refused (desk, salve_appointment_move (desk->clinic, "nine", &place, SALVE_SERIES_THIS),
                         G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
}

static void
test_move (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autofree char *before = calendar_desk_look (desk);
  SalveAppointmentPlace place = { .span = { calendar_desk_at (desk, 23, 480),
                                            calendar_desk_at (desk, 23, 525) },
                                  .doctor_id = "hopper",
                                  .doctor_name = "Hopper" };
  g_autoptr (SalveAppointmentDetails) moved = NULL;

  calendar_desk_done (salve_appointment_move (desk->clinic, "nine", &place, SALVE_SERIES_THIS));
  moved = calendar_desk_read (desk, "nine");
  g_assert_cmpstr (moved->doctor_id, ==, "hopper");
  g_assert_cmpstr (moved->patient_id, ==, "anna");
  g_assert_cmpstr (moved->note, ==, "Brings the letter");
  g_assert_cmpint (moved->span.end - moved->span.start, ==, 45 * SALVE_INSTANT_MINUTE);
  calendar_desk_undo (desk, before);
}

static void
test_copy (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autofree char *before = calendar_desk_look (desk), *after = NULL;
  SalveAppointmentPlace place = { .span = { calendar_desk_at (desk, 23, 480),
                                            calendar_desk_at (desk, 23, 510) } };
  g_autoptr (GPtrArray) rows = NULL;

  calendar_desk_done (salve_appointment_copy (desk->clinic, "nine", &place));
  rows = salve_store_list_patient_appointments (desk->store, "anna", NULL);
  g_assert_cmpuint (rows->len, ==, 2);
  after = calendar_desk_look (desk);
  g_assert_nonnull (strstr (after, before));
  calendar_desk_undo (desk, before);
}

static void
test_steps (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autofree char *before = calendar_desk_look (desk);
  static const SalveAppointmentStep way[] = { SALVE_STEP_ARRIVE, SALVE_STEP_START, SALVE_STEP_FINISH };
  static const SalveAppointmentStatus reached[] = { SALVE_APPOINTMENT_ARRIVED, SALVE_APPOINTMENT_CHECKED_IN,
                                                    SALVE_APPOINTMENT_FULFILLED };
  g_autofree char *ticket = NULL;

  calendar_desk_refused (
      desk, salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_FINISH, NULL, SALVE_SERIES_THIS),
      G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  for (guint i = 0; i < G_N_ELEMENTS (way); i++)
    {
      g_autoptr (SalveAppointmentDetails) now = NULL;

      calendar_desk_done (
          salve_appointment_take_step (desk->clinic, "nine", way[i], NULL, SALVE_SERIES_THIS));
      now = calendar_desk_read (desk, "nine");
      g_assert_cmpint (now->status, ==, reached[i]);
      g_assert_cmpint (now->arrived, ==, salve_clinic_now (desk->clinic));
      g_assert_cmpint (now->called, ==, i >= 1 ? salve_clinic_now (desk->clinic) : SALVE_INSTANT_NONE);
      g_assert_cmpint (now->finished, ==, i >= 2 ? salve_clinic_now (desk->clinic) : SALVE_INSTANT_NONE);
      g_assert_true (salve_ticket_is_valid (now->ticket));
      g_assert_true (i == 0 || g_str_equal (now->ticket, ticket));
      g_set_str (&ticket, now->ticket);
    }
  for (guint i = 1; i < G_N_ELEMENTS (way); i++)
    calendar_desk_done (salve_clinic_undo (desk->clinic));
  calendar_desk_undo (desk, before);
}

/* A cancelled time is free again, and undoing the cancellation under a new booking is refused. */
static void
test_cancel (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autofree char *before = calendar_desk_look (desk);
  g_autoptr (SalveAppointmentDetails) cancelled = NULL;
  g_autoptr (SalveAppointmentDetails) other =
      calendar_desk_propose (desk, "bert", "lovelace", calendar_desk_at (desk, 22, 540), 30);

  calendar_desk_done (salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_CANCEL, "Patient is ill",
                                                   SALVE_SERIES_THIS));
  cancelled = calendar_desk_read (desk, "nine");
  g_assert_cmpint (cancelled->status, ==, SALVE_APPOINTMENT_CANCELLED);
  g_assert_cmpstr (cancelled->cancel_reason, ==, "Patient is ill");
  calendar_desk_done (salve_appointment_save (desk->clinic, other, SALVE_VERSION_NONE));
  calendar_desk_refused (
      desk, salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_BOOK, NULL, SALVE_SERIES_THIS),
      SALVE_STORE_ERROR, SALVE_STORE_ERROR_TAKEN);
  calendar_desk_done (salve_clinic_undo (desk->clinic));
  calendar_desk_undo (desk, before);
}

/* A step back takes back what it said; a copy is another visit, to which nobody has come yet. */
static void
test_steps_back (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  SalveAppointmentPlace place = { .span = { calendar_desk_at (desk, 23, 480),
                                            calendar_desk_at (desk, 23, 510) } };
  g_autoptr (SalveAppointmentDetails) waits = NULL;
  g_autoptr (SalveAppointmentDetails) copy = NULL;
  g_autoptr (SalveAppointmentDetails) booked = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  calendar_desk_done (
      salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_ARRIVE, NULL, SALVE_SERIES_THIS));
  calendar_desk_done (
      salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_START, NULL, SALVE_SERIES_THIS));
  calendar_desk_done (
      salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_BACK, NULL, SALVE_SERIES_THIS));
  waits = calendar_desk_read (desk, "nine");
  g_assert_cmpint (waits->arrived, !=, SALVE_INSTANT_NONE);
  g_assert_cmpint (waits->called, ==, SALVE_INSTANT_NONE);
  calendar_desk_done (salve_appointment_copy (desk->clinic, "nine", &place));
  rows = salve_store_list_patient_appointments (desk->store, "anna", NULL);
  for (guint i = 0; i < rows->len; i++)
    if (!g_str_equal (((const SalveAppointmentRow *)g_ptr_array_index (rows, i))->id, "nine"))
      copy = calendar_desk_read (desk, ((const SalveAppointmentRow *)g_ptr_array_index (rows, i))->id);
  g_assert_nonnull (copy);
  g_assert_null (copy->ticket);
  g_assert_cmpint (copy->arrived, ==, SALVE_INSTANT_NONE);
  calendar_desk_done (
      salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_BACK, NULL, SALVE_SERIES_THIS));
  booked = calendar_desk_read (desk, "nine");
  g_assert_cmpint (booked->arrived, ==, SALVE_INSTANT_NONE);
  g_assert_cmpstr (booked->ticket, ==, waits->ticket);
}

/* Nobody has failed to come to a visit that has not begun; what was missed, or cancelled, by mistake is struck out. */
static void
test_no_show (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autoptr (SalveAppointmentDetails) struck = NULL;

  calendar_desk_refused (
      desk, salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_NO_SHOW, NULL, SALVE_SERIES_THIS),
      G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  salve_clinic_set_now (desk->clinic, calendar_desk_at (desk, 22, 541));
  calendar_desk_done (
      salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_NO_SHOW, NULL, SALVE_SERIES_THIS));
  calendar_desk_done (
      salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_ERROR, NULL, SALVE_SERIES_THIS));
  struck = calendar_desk_read (desk, "nine");
  g_assert_cmpint (struck->status, ==, SALVE_APPOINTMENT_ENTERED_IN_ERROR);
}

/* Only doctors book an operation here; whoever is signed in may or may not, and what is there already can be moved. */
static void
test_rights (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autoptr (SalveVisitType) type = salve_visit_type_new ("operation", "Operation", 30);
  g_autoptr (SalveAppointmentDetails) details =
      calendar_desk_propose (desk, "bert", "hopper", calendar_desk_at (desk, 22, 600), 30);
  g_autoptr (SalveResource) resource = NULL;
  g_autoptr (SalveChange) change = salve_clinic_begin (desk->clinic, "Type");
  SalveAppointmentPlace place = { .span = { calendar_desk_at (desk, 23, 480),
                                            calendar_desk_at (desk, 23, 510) } };
  g_autofree char *before = NULL, *after = NULL;

  type->bookable_by = SALVE_ROLE_DOCTOR;
  resource = salve_visit_type_write (type, NULL, NULL);
  salve_change_put (change, resource, SALVE_VERSION_NONE);
  calendar_desk_done (salve_clinic_commit (desk->clinic, change));
  g_assert_cmpuint (salve_clinic_get_roles (desk->clinic), ==, SALVE_ROLES_STAFF);
  salve_appointment_details_set_visit_type (details, type);
  before = calendar_desk_look (desk);
  salve_clinic_set_roles (desk->clinic, SALVE_ROLE_FRONT_DESK);
  calendar_desk_refused (desk, salve_appointment_save (desk->clinic, details, SALVE_VERSION_NONE), G_IO_ERROR,
                         G_IO_ERROR_PERMISSION_DENIED);
  after = calendar_desk_look (desk);
  g_assert_cmpstr (before, ==, after);
  salve_clinic_set_roles (desk->clinic, SALVE_ROLE_FRONT_DESK | SALVE_ROLE_DOCTOR);
  calendar_desk_done (salve_appointment_save (desk->clinic, details, SALVE_VERSION_NONE));
  salve_clinic_set_roles (desk->clinic, SALVE_ROLE_FRONT_DESK);
  calendar_desk_refused (desk, salve_appointment_copy (desk->clinic, details->id, &place), G_IO_ERROR,
                         G_IO_ERROR_PERMISSION_DENIED);
  calendar_desk_done (salve_appointment_move (desk->clinic, details->id, &place, SALVE_SERIES_THIS));
}

/* Who only looks after the program does not overbook, nor take a step that is for others. */
static void
test_overbooking_right (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autoptr (SalveAppointmentDetails) details =
      calendar_desk_propose (desk, "bert", "lovelace", calendar_desk_at (desk, 22, 560), 20);
  SalveAppointmentPlace place = { .span = { calendar_desk_at (desk, 22, 720),
                                            calendar_desk_at (desk, 22, 740) },
                                  .overbook_reason = "After hours" };

  details->overbooked_reason = g_strdup ("Emergency");
  salve_clinic_set_roles (desk->clinic, SALVE_ROLE_ADMINISTRATOR);
  calendar_desk_refused (desk, salve_appointment_save (desk->clinic, details, SALVE_VERSION_NONE), G_IO_ERROR,
                         G_IO_ERROR_PERMISSION_DENIED);
  calendar_desk_refused (desk, salve_appointment_move (desk->clinic, "nine", &place, SALVE_SERIES_THIS),
                         G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  calendar_desk_done (
      salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_ARRIVE, NULL, SALVE_SERIES_THIS));
  calendar_desk_refused (
      desk, salve_appointment_take_step (desk->clinic, "nine", SALVE_STEP_START, NULL, SALVE_SERIES_THIS),
      G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  salve_clinic_set_roles (desk->clinic, SALVE_ROLE_NURSE);
  calendar_desk_done (salve_appointment_save (desk->clinic, details, SALVE_VERSION_NONE));
}

static void
test_page (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autoptr (SalveDirectory) directory = salve_directory_new (desk->store, NULL);
  static const char *const doctors[] = { "lovelace", "hopper", NULL };
  g_autoptr (SalveCalendarPage) day = NULL, week = NULL;
  g_autoptr (GError) error = NULL;
  const SalveCalendarColumn *column;

  day = salve_calendar_page_read (desk->clinic, directory, SALVE_CALENDAR_DAY,
                                  salve_partial_date_new_day (2026, 6, 22), 0, doctors, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (day->columns->len, ==, 2);
  g_assert_cmpuint (day->events->len, ==, 1);
  column = salve_calendar_page_find_column (day, "lovelace");
  g_assert_cmpstr (column->actor_id, ==, "lovelace");
  g_assert_cmpuint (column->shades->len, ==, 2); /* before eight and after twelve */
  week = salve_calendar_page_read (desk->clinic, directory, SALVE_CALENDAR_WORK_WEEK,
                                   salve_partial_date_new_day (2026, 6, 22), 1u << 1 | 1u << 2, doctors,
                                   FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (week->columns->len, ==, 2);
  g_assert_nonnull (salve_calendar_page_find (week, "nine"));
}

/* Of a day of a month as many are read as it has room for, and the others counted. */
static void
test_month_page (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autoptr (SalveDirectory) directory = salve_directory_new (desk->store, NULL);
  static const char *const doctors[] = { "lovelace", "hopper", NULL };
  SalvePartialDate day = salve_partial_date_new_day (2026, 6, 22);
  g_autoptr (SalveAppointmentDetails) ten =
      calendar_desk_propose (desk, "bert", "hopper", calendar_desk_at (desk, 22, 600), 20);
  g_autoptr (SalveAppointmentDetails) eleven =
      calendar_desk_propose (desk, "bert", "lovelace", calendar_desk_at (desk, 22, 660), 20);

  calendar_desk_done (salve_appointment_save (desk->clinic, ten, SALVE_VERSION_NONE));
  calendar_desk_done (salve_appointment_save (desk->clinic, eleven, SALVE_VERSION_NONE));
  calendar_desk_done (
      salve_appointment_take_step (desk->clinic, ten->id, SALVE_STEP_CANCEL, "Ill", SALVE_SERIES_THIS));
  for (guint i = 0; i < 4; i++)
    {
      guint most = i % 2 + 1, n = i >= 2 ? 3 : 2;
      g_autoptr (GError) error = NULL;
      g_autoptr (SalveCalendarPage) page =
          salve_calendar_page_read_month (desk->clinic, directory, day, 5, most, doctors, i >= 2, &error);

      g_assert_no_error (error);
      g_assert_nonnull (salve_calendar_page_find (page, "nine"));
      g_assert_cmpuint (page->events->len, ==, most);
      /* The month begins on a Monday. */
      g_assert_cmpuint (g_array_index (page->n_more, guint, 21), ==, n - most);
      g_assert_cmpuint (g_array_index (page->n_more, guint, 22), ==, 0);
    }
}

static void
assert_days (SalveCalendarMode mode, const char *tag, const char *first, guint n)
{
  g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (tag);
  g_autoptr (GArray) days =
      salve_calendar_range_list_days (mode, salve_partial_date_new_day (2026, 11, 18), 0, locale);
  g_autofree char *iso = salve_partial_date_to_iso (g_array_index (days, SalvePartialDate, 0));

  g_assert_cmpstr (iso, ==, first);
  g_assert_cmpuint (days->len, ==, n);
}

static void
test_ranges (void)
{
  SalvePartialDate friday = salve_partial_date_new_day (2026, 11, 20);
  g_autofree char *iso = NULL;

  assert_days (SALVE_CALENDAR_DAY, "en-GB", "2026-11-18", 1);
  assert_days (SALVE_CALENDAR_WEEK, "en-GB", "2026-11-16", 7);
  assert_days (SALVE_CALENDAR_WEEK, "en-US", "2026-11-15", 7);
  assert_days (SALVE_CALENDAR_WEEK, "ar-EG", "2026-11-14", 7);
  assert_days (SALVE_CALENDAR_WORK_WEEK, "en-US", "2026-11-16", 5);
  assert_days (SALVE_CALENDAR_MONTH, "en-GB", "2026-10-26", 42);
  /* A clinic that closes at the weekend goes from Friday to Monday. */
  iso = salve_partial_date_to_iso (salve_calendar_range_step (SALVE_CALENDAR_DAY, friday, 1, 0x3e));
  g_assert_cmpstr (iso, ==, "2026-11-23");
  g_assert_cmpuint (salve_calendar_week_number (salve_partial_date_new_day (2027, 1, 3)), ==, 53);
}

static void
test_print (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  g_autoptr (SalveDirectory) directory = salve_directory_new (desk->store, NULL);
  static const char *const doctors[] = { "lovelace", "hopper", NULL };
  g_autofree char *path = g_build_filename (desk->folder, "day.pdf", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  g_assert_true (salve_calendar_print_to_pdf (desk->clinic, directory, SALVE_CALENDAR_DAY,
                                              salve_partial_date_new_day (2026, 6, 22), doctors, path,
                                              &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_true (g_str_has_prefix (bytes, "%PDF-"));
  g_assert_cmpuint (length, >, 2000);
}

static void
find_labels (GtkWidget *widget, GString *texts)
{
  if (GTK_IS_LABEL (widget))
    g_string_append_printf (texts, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_labels (child, texts);
}

/* What the details of an appointment say of what was done to it, the newest first. */
static char *
history (PatientsDesk *desk, const char *id)
{
  GtkWidget *box = salve_visit_history_new (desk->clinic, id, 40);
  g_autoptr (GString) texts = g_string_new (NULL);

  if (box != NULL)
    {
      g_object_ref_sink (box);
      find_labels (box, texts);
      g_object_unref (box);
    }
  return g_string_free (g_steal_pointer (&texts), FALSE);
}

static DexFuture *
count_nothing (DexFuture *future, gpointer data)
{
  return dex_future_new_for_int64 (0);
}

/* As a page of the server's brings it. */
static void
bring (PatientsDesk *to, SalveResource *resource)
{
  static const char *const no_cursors[] = { NULL };
  const SalveSyncRules rules = { .base = "https://clinic.example/fhir",
                                 .put_creates = TRUE,
                                 .merge = salve_merge };
  g_autofree char *text =
      g_strdup_printf ("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{\"resource\":%s}]}",
                       salve_resource_get_text (resource, NULL));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (SalveBundle) page = salve_bundle_parse (bytes, &error);

  g_assert_no_error (error);
  calendar_desk_done (dex_future_then (salve_sync_rows_prepare (to->store), count_nothing, NULL, NULL));
  calendar_desk_done (dex_future_then (salve_sync_rows_apply (to->store, &rules, page, no_cursors),
                                       count_nothing, NULL, NULL));
}

/* Who did it is said at every desk, and not only at the one where it was done. What is undone is not said. */
static void
test_history (void)
{
  g_autoptr (PatientsDesk) there = calendar_desk_open ();
  g_autoptr (PatientsDesk) here = patients_desk_new (0, "en-GB");
  SalveAppointmentPlace place = { .span = { calendar_desk_at (there, 23, 480),
                                            calendar_desk_at (there, 23, 500) } };
  g_autoptr (SalveResource) arrived = NULL;
  g_autofree char *wanted = NULL, *said = NULL, *said_then = NULL;

  salve_clinic_set_actor (there->clinic, "Bertha Benz");
  calendar_desk_done (salve_appointment_move (there->clinic, "nine", &place, SALVE_SERIES_THIS));
  calendar_desk_done (
      salve_appointment_take_step (there->clinic, "nine", SALVE_STEP_ARRIVE, NULL, SALVE_SERIES_THIS));
  arrived = salve_store_read (there->store, "Appointment", "nine", NULL, NULL);
  bring (here, arrived);
  wanted = g_strdup_printf ("Arrived\n21/06/2026 00:00 · Bertha Benz · %1$s\n"
                            "Moved\n21/06/2026 00:00 · Bertha Benz · %1$s\n",
                            salve_clinic_get_device (there->clinic));
  said = history (here, "nine");
  g_assert_cmpstr (said, ==, wanted);
  calendar_desk_done (salve_clinic_undo (there->clinic));
  said_then = history (there, "nine");
  g_assert_null (strstr (said_then, "Arrived\n"));
  g_assert_nonnull (strstr (said_then, "Moved\n"));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/calendar/book", test_book);
  g_test_add_func ("/calendar/taken", test_taken);
  g_test_add_func ("/calendar/overbooked-moves", test_overbooked_moves);
  g_test_add_func ("/calendar/finished-stays", test_finished_stays);
  g_test_add_func ("/calendar/move", test_move);
  g_test_add_func ("/calendar/copy", test_copy);
  g_test_add_func ("/calendar/steps", test_steps);
  g_test_add_func ("/calendar/steps-back", test_steps_back);
  g_test_add_func ("/calendar/cancel", test_cancel);
  g_test_add_func ("/calendar/no-show", test_no_show);
  g_test_add_func ("/calendar/rights", test_rights);
  g_test_add_func ("/calendar/overbooking-right", test_overbooking_right);
  g_test_add_func ("/calendar/page", test_page);
  g_test_add_func ("/calendar/month-page", test_month_page);
  g_test_add_func ("/calendar/ranges", test_ranges);
  g_test_add_func ("/calendar/print", test_print);
  g_test_add_func ("/calendar/history", test_history);
  return g_test_run ();
}
