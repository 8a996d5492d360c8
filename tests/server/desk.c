/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A desk without a screen: a real store, a real engine, a real connection. It does what its standard input says, a line a
 * command, and answers each with a line; "ok" means that what was asked for is on the disk.
 *
 * usage: desk STORE KEY-FILE BASE PIN TOKEN */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "line-driver.h"
#include "salve-appointment-details.h"
#include "salve-edit.h"
#include "salve-encounter.h"
#include "salve-fixed-token.h"
#include "salve-http-remote.h"
#include "salve-json.h"
#include "salve-notices.h"
#include "salve-store-sync.h"
#include "salve-sync.h"
#include "test-desk.h"

typedef struct
{
  SalveStore *store;
  SalveSync *sync;
  SalveNotices *notices;
  DexPromise *open;  /* resolves when the server's notices are heard */
  gboolean watching; /* nothing is looked at again by the clock alone */
} Desk;

static DexFuture *
nap (gint64 duration, gpointer data)
{
  const Desk *desk = data;

  /* What is heard of then is heard by a notice, and not because the desk looks again after a while. */
  if (desk->watching && duration >= 5 * G_TIME_SPAN_SECOND)
    return DEX_FUTURE (dex_promise_new ());
  return test_desk_nap (duration, NULL);
}

static gboolean
commit (Desk *desk, SalveResource *resource, gint64 version, GError **error)
{
  g_autoptr (SalveChange) change = salve_change_new ("tester", "desk", "test");

  salve_change_put (change, resource, version);
  dex_await_int64 (salve_store_commit (desk->store, change), error);
  return *error == NULL;
}

/* register ID FAMILY */
static char *
do_register (gpointer data, char **words, GError **error)
{
  Desk *desk = data;
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Patient\",\"id\":\"%s\",\"active\":true,\"name\":[{\"family\":\"%s\"}]}", words[1],
      words[2]);
  g_autoptr (SalveResource) resource = salve_resource_new_from_text (json, -1, error);

  return resource != NULL && commit (desk, resource, SALVE_VERSION_NONE, error) ? g_strdup (words[1]) : NULL;
}

/* edit ID POINTER TEXT */
static char *
do_edit (gpointer data, char **words, GError **error)
{
  Desk *desk = data;
  gint64 version;
  g_autoptr (SalveResource) old = salve_store_read (desk->store, "Patient", words[1], &version, error);
  g_autoptr (SalveEdit) edit = NULL;
  g_autoptr (SalveResource) resource = NULL;

  if (old == NULL)
    return NULL;
  edit = salve_resource_edit (old);
  salve_edit_set_string (edit, words[2], words[3]);
  resource = salve_edit_finish (edit, error);
  return resource != NULL && commit (desk, resource, version, error) ? g_strdup (words[1]) : NULL;
}

/* book ID PATIENT DOCTOR START-SECONDS MINUTES */
static char *
do_book (gpointer data, char **words, GError **error)
{
  Desk *desk = data;
  g_autoptr (SalveAppointmentDetails) details = salve_appointment_details_new (words[1]);
  g_autoptr (SalveResource) resource = NULL;

  details->status = SALVE_APPOINTMENT_BOOKED;
  details->patient_id = g_strdup (words[2]);
  details->doctor_id = g_strdup (words[3]);
  details->span.start = g_ascii_strtoll (words[4], NULL, 10) * SALVE_INSTANT_SECOND;
  details->span.end = details->span.start + g_ascii_strtoll (words[5], NULL, 10) * 60 * SALVE_INSTANT_SECOND;
  resource = salve_appointment_details_write (details, NULL, error);
  return resource != NULL && commit (desk, resource, SALVE_VERSION_NONE, error) ? g_strdup (words[1]) : NULL;
}

static char *
do_sync (gpointer data, char **words, GError **error)
{
  Desk *desk = data;
  gboolean done = dex_await_boolean (salve_sync_run_once (desk->sync), error);

  return *error == NULL ? g_strdup (done ? "done" : "waiting") : NULL;
}

static void
progress_cb (SalveSync *sync, GParamSpec *property, gpointer data)
{
  gboolean *told = data;

  if (*told || salve_sync_get_progress (sync) < 0)
    return;
  *told = TRUE;
  printf ("ok today\n");
  fflush (stdout);
}

/* A first sync, which has a line more when today and the week to come are there. */
static char *
do_first_sync (gpointer data, char **words, GError **error)
{
  Desk *desk = data;
  gboolean told = FALSE;
  gulong handler = g_signal_connect (desk->sync, "notify::progress", G_CALLBACK (progress_cb), &told);
  char *done = do_sync (data, words, error);

  g_signal_handler_disconnect (desk->sync, handler);
  return done;
}

static gboolean
dump_one (SalveResource *resource, gpointer data, GError **error)
{
  GString *out = data;

  g_string_append_printf (out, "%s%s", out->str[out->len - 1] == '[' ? "" : ",",
                          salve_resource_get_text (resource, NULL));
  return TRUE;
}

/* What this desk has, and what of it is not on the server yet or waits for a person. */
static char *
do_dump (gpointer data, char **words, GError **error)
{
  Desk *desk = data;
  g_autoptr (GString) out = g_string_new (NULL);
  guint waiting, conflicts, refused;

  if (!salve_store_count_sync (desk->store, &waiting, &conflicts, &refused, error))
    return NULL;
  g_string_append_printf (out, "{\"waiting\":%u,\"conflicts\":%u,\"refused\":%u,\"resources\":[", waiting,
                          conflicts, refused);
  if (!salve_store_foreach (desk->store, "Patient", dump_one, out, NULL, error)
      || !salve_store_foreach (desk->store, "Appointment", dump_one, out, NULL, error)
      || !salve_store_foreach (desk->store, "Condition", dump_one, out, NULL, error))
    return NULL;
  g_string_append (out, "]}");
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* fetch PATIENT: after the server was told why */
static char *
do_fetch (gpointer data, char **words, GError **error)
{
  Desk *desk = data;

  return dex_await (salve_sync_fetch_record (desk->sync, words[1]), error) ? g_strdup (words[1]) : NULL;
}

static void
on_notice (Desk *desk)
{
  salve_sync_wake (desk->sync);
}

static void
on_state (Desk *desk)
{
  if (salve_notices_get_state (desk->notices) == SALVE_NOTICES_OPEN
      && dex_future_is_pending (DEX_FUTURE (desk->open)))
    dex_promise_resolve_boolean (desk->open, TRUE);
}

/* watch: runs by itself, as the program does; answers once it hears of what others change */
static char *
do_watch (gpointer data, char **words, GError **error)
{
  Desk *desk = data;

  desk->watching = TRUE;
  desk->open = dex_promise_new ();
  g_signal_connect_swapped (desk->notices, "notice", G_CALLBACK (on_notice), desk);
  g_signal_connect_swapped (desk->notices, "notify::state", G_CALLBACK (on_state), desk);
  salve_sync_start (desk->sync);
  salve_notices_start (desk->notices);
  dex_await_boolean (dex_ref (DEX_FUTURE (desk->open)), error);
  return *error == NULL ? g_strdup ("watching") : NULL;
}

/* step APPOINTMENT STATUS: the appointment and the visit that it has become, as one change */
static char *
do_step (gpointer data, char **words, GError **error)
{
  Desk *desk = data;
  gint64 version, encounter_version = SALVE_VERSION_NONE;
  g_autofree char *id = salve_encounter_make_id (words[1]);
  g_autoptr (SalveResource) old = salve_store_read (desk->store, "Appointment", words[1], &version, error);
  g_autoptr (SalveResource) before =
      salve_store_read (desk->store, "Encounter", id, &encounter_version, NULL);
  g_autoptr (SalveAppointmentDetails) visit = old != NULL ? salve_appointment_details_read (old) : NULL;
  g_autoptr (SalveChange) change = salve_change_new ("Desk", "desk", "A step");
  g_autoptr (SalveResource) put = NULL;
  g_autoptr (SalveResource) encounter = NULL;
  SalveAppointmentStatus to;

  if (visit == NULL || !salve_appointment_status_parse (words[2], &to))
    return NULL;
  salve_appointment_details_move_on (visit, to, g_get_real_time ());
  put = salve_appointment_details_write (visit, old, error);
  encounter = put != NULL ? salve_encounter_follow (visit, before, error) : NULL;
  if (encounter == NULL)
    return NULL;
  salve_change_put (change, put, version);
  salve_change_put (change, encounter, before != NULL ? encounter_version : SALVE_VERSION_NONE);
  dex_await_int64 (salve_store_commit (desk->store, change), error);
  return *error == NULL ? g_strdup (words[2]) : NULL;
}

typedef struct
{
  Desk *desk;
  char **words;
  DexPromise *promise;
} Awaited;

static void
look_whether_there (Awaited *awaited)
{
  g_autoptr (SalveResource) resource =
      salve_store_read (awaited->desk->store, awaited->words[1], awaited->words[2], NULL, NULL);

  if (resource != NULL && dex_future_is_pending (DEX_FUTURE (awaited->promise))
      && g_strcmp0 (salve_element_string (salve_resource_root (resource), "status"), awaited->words[3]) == 0)
    dex_promise_resolve_boolean (awaited->promise, TRUE);
}

/* await TYPE ID STATUS: answers as soon as the desk has it, by whatever way it comes */
static char *
do_await (gpointer data, char **words, GError **error)
{
  Desk *desk = data;
  g_autoptr (DexPromise) promise = dex_promise_new ();
  Awaited awaited = { desk, words, promise };
  gulong one = g_signal_connect_swapped (desk->store, "changed", G_CALLBACK (look_whether_there), &awaited);
  gulong many =
      g_signal_connect_swapped (desk->store, "changed-many", G_CALLBACK (look_whether_there), &awaited);

  look_whether_there (&awaited);
  dex_await (dex_ref (promise), error);
  g_signal_handler_disconnect (desk->store, one);
  g_signal_handler_disconnect (desk->store, many);
  return *error == NULL ? g_strdup (words[3]) : NULL;
}

static const LineCommand commands[] = {
  { "register", 3, do_register }, { "edit", 4, do_edit },
  { "book", 6, do_book },         { "sync", 1, do_sync },
  { "dump", 1, do_dump },         { "fetch", 2, do_fetch },
  { "step", 3, do_step },         { "await", 4, do_await },
  { "watch", 1, do_watch },       { "first-sync", 1, do_first_sync },
};

int
main (int argc, char *argv[])
{
  Desk desk = { 0 };
  SalveSyncEnvironment environment = test_desk_get_environment ();
  g_autoptr (SalveTrust) trust = NULL;
  g_autoptr (SalveRemote) remote = NULL;
  g_autoptr (SalveTokenSource) token = NULL;

  dex_init ();
  if (argc != 6)
    return 2;
  environment.sleep = nap;
  environment.data = &desk;
  desk.store = test_desk_open (argv[1], argv[2]);
  token = salve_fixed_token_new (argv[5]);
  trust = salve_trust_new (argv[4]);
  remote = salve_http_remote_new (argv[3], trust, token);
  desk.sync = salve_sync_new (desk.store, remote, &environment);
  /* Somebody else may sit here now. */
  salve_sync_change_reader (desk.sync);
  desk.notices = salve_notices_new (argv[3], trust, token);
  dex_future_disown (salve_store_set_setting (desk.store, SALVE_SETTING_SERVER, argv[3]));
  line_driver_run (commands, G_N_ELEMENTS (commands), &desk);
  return 0;
}
