/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the form says of one visit of a series, done to several of them; and all of it undone again. Six visits stand on
 * Mondays from 2026-06-22, at ten, for twenty minutes; the clinic's clock stands at the Sunday before. */
#include "config.h"

#include <adwaita.h>

#include "patients-desk.h"
#include "salve-appointment-dialog-private.h"
#include "salve-appointments.h"
#include "salve-repeat.h"
#include "salve-resources.h"
#include "salve-series-change.h"

#define MINUTE SALVE_INSTANT_MINUTE
#define N_VISITS 6

typedef struct
{
  PatientsDesk *desk;
  char *ids[N_VISITS]; /* in order */
  char *beginning;     /* all appointments, as text */
} Fixture;

static char *
look (Fixture *fixture)
{
  return patients_desk_look (fixture->desk, "Appointment");
}

static void
commit (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  patients_desk_wait_commit (future, &error);
  g_assert_no_error (error);
}

static SalveAppointmentDetails *
propose (Fixture *fixture, const char *patient, int day, int minute)
{
  g_autofree char *id = g_uuid_string_random ();
  SalveAppointmentDetails *details = salve_appointment_details_new (id);
  SalveInstant start = salve_wall_clock_to_instant (salve_partial_date_new_day (2026, 6, day), minute,
                                                    salve_clinic_get_zone (fixture->desk->clinic));

  details->status = SALVE_APPOINTMENT_BOOKED;
  details->patient_id = g_strdup (patient);
  details->doctor_id = g_strdup ("lovelace");
  details->reason = g_strdup ("Cough");
  details->span = (SalveTimeSpan){ start, start + 20 * MINUTE };
  return details;
}

static void
book (Fixture *fixture)
{
  GTimeZone *zone = salve_clinic_get_zone (fixture->desk->clinic);
  g_autoptr (SalveAppointmentDetails) first = propose (fixture, "anna", 22, 600);
  g_autofree char *rule = salve_repeat_to_rule (2, first->span.start, N_VISITS, zone);
  g_autoptr (GArray) spans = salve_repeat_expand (rule, first->span, zone, NULL);
  g_autoptr (GPtrArray) visits = salve_series_visits_new (spans);
  g_autoptr (GPtrArray) rows = NULL;

  commit (salve_appointment_save_series (fixture->desk->clinic, first, visits, rule));
  rows = salve_store_list_patient_appointments (fixture->desk->store, "anna", NULL);
  g_assert_cmpuint (rows->len, ==, N_VISITS);
  for (guint i = 0; i < rows->len; i++)
    {
      const SalveAppointmentRow *row = g_ptr_array_index (rows, i);

      fixture->ids[(row->span.start - first->span.start) / (7 * 24 * 60 * MINUTE)] = g_strdup (row->id);
    }
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const resources[] = {
    "{\"resourceType\":\"Practitioner\",\"id\":\"lovelace\",\"active\":true,\"name\":[{\"family\":"
    "\"Lovelace\"}]}",
    "{\"resourceType\":\"Patient\",\"id\":\"anna\",\"name\":[{\"family\":\"Keller\"}]}",
    "{\"resourceType\":\"Patient\",\"id\":\"bert\",\"name\":[{\"family\":\"Brecht\"}]}",
    "{\"resourceType\":\"Location\",\"id\":\"room\",\"status\":\"active\",\"name\":\"Room 2\","
    "\"physicalType\":{\"coding\":[{\"code\":\"ro\"}]}}",
    "{\"resourceType\":\"HealthcareService\",\"id\":\"echo\",\"active\":true,\"name\":\"Echo\"}",
  };

  fixture->desk = patients_desk_new (0, "en-GB");
  for (guint i = 0; i < G_N_ELEMENTS (resources); i++)
    patients_desk_put (fixture->desk->store, resources[i]);
  book (fixture);
  fixture->beginning = look (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_VISITS; i++)
    g_free (fixture->ids[i]);
  g_free (fixture->beginning);
  patients_desk_free (fixture->desk);
}

static SalveAppointmentDetails *
visit (Fixture *fixture, guint n)
{
  SalveAppointmentDetails *details =
      salve_appointment_read (fixture->desk->clinic, fixture->ids[n], NULL, NULL);

  g_assert_nonnull (details);
  return details;
}

static void
undo (Fixture *fixture, guint n)
{
  g_autofree char *now = NULL;

  for (guint i = 0; i < n; i++)
    commit (salve_clinic_undo (fixture->desk->clinic));
  now = look (fixture);
  g_assert_cmpstr (now, ==, fixture->beginning);
}

/* All that can be said of a visit but for its time: the third's changes are the others', as far as the scope goes. */
static void
test_facts (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    SalveSeriesScope scope;
    const char *changed; /* an x for each visit that is */
  } cases[] = { { SALVE_SERIES_THIS, "--x---" },
                { SALVE_SERIES_FOLLOWING, "--xxxx" },
                { SALVE_SERIES_ALL, "xxxxxx" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 version = 0;
      g_autoptr (SalveAppointmentDetails) before =
          salve_appointment_read (fixture->desk->clinic, fixture->ids[2], &version, NULL);
      g_autoptr (SalveAppointmentDetails) after = salve_appointment_details_copy (before);
      SalveSeriesEdit edit = { before, after, version, cases[i].scope, NULL };

      g_set_str (&after->room_id, "room");
      g_set_str (&after->visit_type_id, "echo");
      after->buffer_after = 10;
      g_set_str (&after->reason, "Echo");
      g_set_str (&after->note, "Sober");
      after->mode = SALVE_VISIT_VIDEO;
      g_set_str (&after->video_link, "https://meet.example/a");
      after->reminder_minutes = 60;
      commit (salve_series_edit_save (fixture->desk->clinic, &edit));
      for (guint j = 0; j < N_VISITS; j++)
        {
          g_autoptr (SalveAppointmentDetails) one = visit (fixture, j);
          gboolean changed = cases[i].changed[j] == 'x';

          g_assert_cmpstr (one->reason, ==, changed ? "Echo" : "Cough");
          g_assert_cmpstr (one->room_id, ==, changed ? "room" : NULL);
          g_assert_cmpstr (one->visit_type_id, ==, changed ? "echo" : NULL);
          g_assert_cmpint (one->buffer_after, ==, changed ? 10 : 0);
          g_assert_cmpstr (one->note, ==, changed ? "Sober" : NULL);
          g_assert_cmpint (one->mode, ==, changed ? SALVE_VISIT_VIDEO : SALVE_VISIT_IN_PERSON);
          g_assert_cmpstr (one->video_link, ==, changed ? "https://meet.example/a" : NULL);
          g_assert_cmpint (one->reminder_minutes, ==, changed ? 60 : -1);
        }
      undo (fixture, 1);
    }
}

/* Later and longer, from the third visit on: the fourth, which was put to noon, stays there and only gets longer; the
 * fifth, for which another reason was given, keeps that. */
static void
test_time (Fixture *fixture, gconstpointer data)
{
  SalveClinic *clinic = fixture->desk->clinic;
  g_autoptr (SalveAppointmentDetails) fourth = visit (fixture, 3), fifth = visit (fixture, 4);
  SalveAppointmentPlace noon = { .span = { fourth->span.start + 120 * MINUTE,
                                           fourth->span.end + 120 * MINUTE } };
  g_autoptr (SalveAppointmentDetails) before = NULL, after = NULL;
  SalveSeriesEdit edit = { .scope = SALVE_SERIES_FOLLOWING };
  g_autofree char *in_the_way = NULL;
  g_autoptr (GError) error = NULL;
  guint n_staying = 0;

  commit (salve_appointment_move (clinic, fixture->ids[3], &noon, SALVE_SERIES_THIS));
  g_set_str (&fifth->reason, "Fever");
  commit (salve_appointment_save (clinic, fifth, 1));
  before = salve_appointment_read (clinic, fixture->ids[2], &edit.version, NULL);
  after = salve_appointment_details_copy (before);
  after->span = (SalveTimeSpan){ before->span.start + 30 * MINUTE, before->span.end + 40 * MINUTE };
  g_set_str (&after->reason, "Control");
  edit.before = before;
  edit.after = after;
  g_assert_true (salve_series_edit_plan (clinic, &edit, &in_the_way, &n_staying, &error));
  g_assert_no_error (error);
  g_assert_null (in_the_way);
  g_assert_cmpuint (n_staying, ==, 2);
  commit (salve_series_edit_save (clinic, &edit));
  for (guint i = 0; i < N_VISITS; i++)
    {
      g_autoptr (SalveAppointmentDetails) one = visit (fixture, i);
      int minute = (int)salve_instant_to_minute_of_day (one->span.start, salve_clinic_get_zone (clinic));

      g_assert_cmpint (minute, ==, i < 2 ? 600 : i == 3 ? 720 : 630);
      g_assert_cmpint (one->span.end - one->span.start, ==, (i < 2 ? 20 : 30) * MINUTE);
      g_assert_cmpstr (one->reason, ==, i < 2 ? "Cough" : i == 4 ? "Fever" : "Control");
    }
  undo (fixture, 3);
}

/* What is in the way of one of them is said with its day, a reason is kept with that one alone, and without one nothing
 * is changed at all. */
static void
test_taken (Fixture *fixture, gconstpointer data)
{
  SalveClinic *clinic = fixture->desk->clinic;
  g_autoptr (SalveAppointmentDetails) other = propose (fixture, "bert", 22, 640), fourth = visit (fixture, 3);
  g_autoptr (SalveAppointmentDetails) before = NULL, after = NULL;
  SalveSeriesEdit edit = { .scope = SALVE_SERIES_ALL };
  g_autofree char *in_the_way = NULL;
  g_autoptr (GError) error = NULL;
  guint n_staying = 0;

  other->span = (SalveTimeSpan){ fourth->span.start + 40 * MINUTE, fourth->span.end + 40 * MINUTE };
  commit (salve_appointment_save (clinic, other, SALVE_VERSION_NONE));
  before = salve_appointment_read (clinic, fixture->ids[0], &edit.version, NULL);
  after = salve_appointment_details_copy (before);
  after->span.end += 40 * MINUTE;
  edit.before = before;
  edit.after = after;
  g_assert_true (salve_series_edit_plan (clinic, &edit, &in_the_way, &n_staying, NULL));
  g_assert_nonnull (strstr (in_the_way, "13"));
  g_assert_null (strchr (in_the_way, '\n'));
  patients_desk_wait_commit (salve_series_edit_save (clinic, &edit), &error);
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_TAKEN);
  edit.overbook_reason = "Twins";
  commit (salve_series_edit_save (clinic, &edit));
  for (guint i = 0; i < N_VISITS; i++)
    {
      g_autoptr (SalveAppointmentDetails) one = visit (fixture, i);

      g_assert_cmpint (one->span.end - one->span.start, ==, 60 * MINUTE);
      g_assert_cmpstr (one->overbooked_reason, ==, i == 3 ? "Twins" : NULL);
    }
  undo (fixture, 2);
}

/* Two desks have the form open: the second one is told, and changes no visit. */
static void
test_changed_meanwhile (Fixture *fixture, gconstpointer data)
{
  SalveClinic *clinic = fixture->desk->clinic;
  SalveSeriesEdit edit = { .scope = SALVE_SERIES_ALL };
  g_autoptr (SalveAppointmentDetails) before =
      salve_appointment_read (clinic, fixture->ids[0], &edit.version, NULL);
  g_autoptr (SalveAppointmentDetails) first = salve_appointment_details_copy (before),
                                      second = salve_appointment_details_copy (before);
  g_autofree char *now = NULL, *later = NULL;
  g_autoptr (GError) error = NULL;

  edit.before = before;
  edit.after = first;
  g_set_str (&first->note, "first");
  g_set_str (&second->note, "second");
  commit (salve_series_edit_save (clinic, &edit));
  now = look (fixture);
  edit.after = second;
  patients_desk_wait_commit (salve_series_edit_save (clinic, &edit), &error);
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_CONFLICT);
  later = look (fixture);
  g_assert_cmpstr (now, ==, later);
}

static SalveAppointmentDialog *
open_form (Fixture *fixture, guint n)
{
  return SALVE_APPOINTMENT_DIALOG (
      g_object_ref_sink (salve_appointment_dialog_new_for (fixture->desk->clinic, fixture->ids[n], NULL)));
}

/* A link is asked for where the visit is by video; only https is one; it goes with the video. */
static void
test_video_link (Fixture *fixture, gconstpointer data)
{
  static const char *const wrong[] = { "meet.example/a", "http://meet.example/a", "https://",
                                       "https:///a",     "javascript:alert(1)",   "https://x:y@meet.example/",
                                       "file:///etc" };
  SalveAppointmentDialog *form = open_form (fixture, 0);

  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (form->link_row)));
  adw_combo_row_set_selected (form->mode_row, 2);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (form->link_row)));
  g_assert_true (salve_appointment_form_has_sound_link (form));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      gtk_editable_set_text (GTK_EDITABLE (form->link_row), wrong[i]);
      g_assert_false (salve_appointment_form_has_sound_link (form));
      g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (form->link_row), "error"));
    }
  gtk_editable_set_text (GTK_EDITABLE (form->link_row), " https://meet.example/a?b=c ");
  g_assert_true (salve_appointment_form_has_sound_link (form));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (form->link_row), "error"));
  g_assert_true (salve_appointment_form_read (form));
  g_assert_cmpstr (form->details->video_link, ==, "https://meet.example/a?b=c");
  adw_combo_row_set_selected (form->mode_row, 1);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (form->link_row)));
  g_assert_null (form->details->video_link);
  salve_appointment_draft_drop (form);
  g_object_unref (form);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_resources_register (salve_get_resource ());
  adw_init ();
#define ADD(name, func) g_test_add ("/series-edit/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("facts", test_facts);
  ADD ("time", test_time);
  ADD ("taken", test_taken);
  ADD ("changed-meanwhile", test_changed_meanwhile);
  ADD ("video-link", test_video_link);
  return g_test_run ();
}
