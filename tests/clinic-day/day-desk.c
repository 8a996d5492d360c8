/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A staff desk of the clinic's day without its window: the program's own steps upon a real store, a real engine and a real
 * line. Its clock is the process's, which the test may have put somewhere else.
 *
 * usage: day-desk STORE KEY-FILE BASE PIN ZONE */
#include "config.h"

#include "calendar/salve-appointment-flows.h"
#include "line-driver.h"
#include "salve-day-visits.h"
#include "salve-http-remote.h"
#include "salve-sign-in.h"
#include "salve-store-run.h"
#include "salve-store-sync.h"
#include "salve-sync.h"
#include "test-desk.h"
#include "today/salve-walk-in.h"

typedef struct
{
  SalveStore *store;
  SalveSession *session;
  SalveSync *sync;
  SalveClinic *clinic;
} Desk;

static const struct
{
  const char *name;
  SalveAppointmentStep step;
} steps[] = {
  { "arrive", SALVE_STEP_ARRIVE }, { "start", SALVE_STEP_START },     { "finish", SALVE_STEP_FINISH },
  { "cancel", SALVE_STEP_CANCEL }, { "no-show", SALVE_STEP_NO_SHOW }, { "back", SALVE_STEP_BACK },
};

/* step APPOINTMENT NAME */
static char *
do_step (gpointer data, char **words, GError **error)
{
  Desk *desk = data;

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_str_equal (steps[i].name, words[2]))
      {
        dex_await (salve_appointment_take_step (desk->clinic, words[1], steps[i].step,
                                                steps[i].step == SALVE_STEP_CANCEL ? "patient" : NULL,
                                                SALVE_SERIES_THIS),
                   error);
        return g_strdup (words[2]);
      }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "There is no step %s", words[2]);
  return NULL;
}

/* walk-in PATIENT DOCTOR: somebody without an appointment is here */
static char *
do_walk_in (gpointer data, char **words, GError **error)
{
  Desk *desk = data;
  g_autoptr (SalveDirectory) directory = salve_directory_new (desk->store, error);

  if (directory != NULL)
    dex_await (salve_walk_in_arrive (desk->clinic, directory, words[1], words[2], NULL), error);
  return g_strdup (words[1]);
}

static char *
do_sync (gpointer data, char **words, GError **error)
{
  Desk *desk = data;
  gboolean done = dex_await_boolean (salve_sync_run_once (desk->sync), error);

  return *error == NULL ? g_strdup (done ? "done" : "waiting") : NULL;
}

static void
add_instant (GString *out, const char *name, SalveInstant instant)
{
  if (instant == SALVE_INSTANT_NONE)
    g_string_append_printf (out, ",\"%s\":null", name);
  else
    g_string_append_printf (out, ",\"%s\":%" G_GINT64_FORMAT, name, instant / SALVE_INSTANT_SECOND);
}

static gboolean
work_board (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  const SalveTimeSpan *day = data;
  g_autoptr (GPtrArray) visits = salve_day_visits_list (connection, *day, error);
  g_autoptr (GString) out = g_string_new ("[");

  if (visits == NULL)
    return FALSE;
  for (guint i = 0; i < visits->len; i++)
    {
      const SalveAppointmentDetails *visit = visits->pdata[i];

      g_string_append_printf (out, "%s{\"id\":\"%s\",\"status\":\"%s\",\"ticket\":\"%s\"", i > 0 ? "," : "",
                              visit->id, salve_appointment_status_to_code (visit->status),
                              visit->ticket != NULL ? visit->ticket : "");
      add_instant (out, "arrived", visit->arrived);
      add_instant (out, "called", visit->called);
      add_instant (out, "finished", visit->finished);
      g_string_append_c (out, '}');
    }
  g_string_append_c (out, ']');
  g_value_init (value, G_TYPE_STRING);
  g_value_take_string (value, g_string_free (g_steal_pointer (&out), FALSE));
  return TRUE;
}

/* The board's visits, as JSON. */
static char *
do_board (gpointer data, char **words, GError **error)
{
  Desk *desk = data;
  SalveTimeSpan *day = g_new (SalveTimeSpan, 1);

  *day = salve_wall_clock_day (salve_clinic_today (desk->clinic), salve_clinic_get_zone (desk->clinic));
  return dex_await_string (salve_store_run_read (desk->store, SALVE_PRIORITY_PERSON, work_board, day, g_free),
                           error);
}

/* What is not at the server yet, or waits for a person. */
static char *
do_state (gpointer data, char **words, GError **error)
{
  Desk *desk = data;
  guint waiting, conflicts, refused;

  if (!salve_store_count_sync (desk->store, &waiting, &conflicts, &refused, error))
    return NULL;
  return g_strdup_printf ("%u %u %u", waiting, conflicts, refused);
}

/* sign-in LOGIN PASSWORD */
static char *
do_sign_in (gpointer data, char **words, GError **error)
{
  Desk *desk = data;
  g_autofree char *password = g_strdup (words[2]);

  g_strdelimit (password, "_", ' ');
  dex_await (salve_session_sign_in (desk->session, words[1], password), error);
  return g_strdup (words[1]);
}

static const LineCommand commands[] = {
  { "sign-in", 3, do_sign_in }, { "step", 3, do_step },   { "walk-in", 3, do_walk_in },
  { "sync", 1, do_sync },       { "board", 1, do_board }, { "state", 1, do_state },
};

int
main (int argc, char *argv[])
{
  const SalveSyncEnvironment environment = test_desk_get_environment ();
  g_autoptr (SalveTrust) trust = NULL;
  g_autoptr (SalveRemote) remote = NULL;
  g_autoptr (SalveLocale) locale = NULL;
  g_autoptr (GTimeZone) zone = NULL;
  Desk desk = { 0 };

  dex_init ();
  if (argc != 6)
    return 2;
  desk.store = test_desk_open (argv[1], argv[2]);
  trust = salve_trust_new (argv[4]);
  desk.session = salve_session_new (argv[3], trust);
  remote = salve_http_remote_new (argv[3], trust, SALVE_TOKEN_SOURCE (desk.session));
  desk.sync = salve_sync_new (desk.store, remote, &environment);
  locale = salve_locale_new_for_tag ("en_GB");
  zone = g_time_zone_new_identifier (argv[5]);
  desk.clinic = salve_clinic_new (desk.store, locale, zone, "desk");
  salve_clinic_set_roles (desk.clinic, SALVE_ROLES_STAFF);
  dex_future_disown (salve_store_set_setting (desk.store, SALVE_SETTING_SERVER, argv[3]));
  line_driver_run (commands, G_N_ELEMENTS (commands), &desk);
  return 0;
}
