/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine as a whole: rounds, one after the other, each of them "what was sent? — send — receive"; between them it
 * waits for an edit, a notice, its time. Every round is a fiber on the context that made the engine; whatever touches
 * the file is done on the store's threads. */
#define G_LOG_DOMAIN "salve-sync"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "salve-store-run.h"
#include "salve-store-sync.h"
#include "salve-sync-private.h"

#define POLL (30 * SALVE_INSTANT_SECOND)
#define LEAST_WAIT (1 * SALVE_INSTANT_SECOND)
#define LONG_WAIT (300 * SALVE_INSTANT_SECOND)
#define PROBE_AGAIN (600 * SALVE_INSTANT_SECOND)
#define FIBER_STACK (256 * 1024)

enum
{
  PROP_STATE = 1,
  PROP_N_WAITING,
  PROP_N_CONFLICTS,
  PROP_N_QUARANTINED,
  PROP_PROGRESS,
  PROP_WHAT,
  PROP_LAST_SUCCESS,
  PROP_LAST_ERROR,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalveSync, salve_sync, G_TYPE_OBJECT)

GType
salve_sync_state_get_type (void)
{
  static gsize type;
  static const GEnumValue values[] = {
    { SALVE_SYNC_STOPPED, "SALVE_SYNC_STOPPED", "stopped" },
    { SALVE_SYNC_UP_TO_DATE, "SALVE_SYNC_UP_TO_DATE", "up-to-date" },
    { SALVE_SYNC_WAITING, "SALVE_SYNC_WAITING", "waiting" },
    { SALVE_SYNC_RUNNING, "SALVE_SYNC_RUNNING", "running" },
    { SALVE_SYNC_OFFLINE, "SALVE_SYNC_OFFLINE", "offline" },
    { SALVE_SYNC_NEEDS_SIGN_IN, "SALVE_SYNC_NEEDS_SIGN_IN", "needs-sign-in" },
    { SALVE_SYNC_UNTRUSTED, "SALVE_SYNC_UNTRUSTED", "untrusted" },
    { SALVE_SYNC_READ_ONLY, "SALVE_SYNC_READ_ONLY", "read-only" },
    { 0, NULL, NULL },
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("SalveSyncState", values));
  return type;
}

static void
set_state (SalveSync *self, SalveSyncState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
set_count (SalveSync *self, guint *count, guint value, int property)
{
  if (*count == value)
    return;
  *count = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* what: (nullable): translated; progress: 0 to 1, -1 unknown */
void
salve_sync_say (SalveSync *self, const char *what, double progress)
{
  if (g_set_str (&self->what, what))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WHAT]);
  if (self->progress < progress || self->progress > progress)
    {
      self->progress = progress;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
    }
}

typedef struct
{
  gint64 waiting, conflicts, quarantined, due;
} Counts;

static gboolean
count (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Counts *counts = data;

  return salve_connection_get_int (
             connection,
             "SELECT (SELECT count(*) FROM (SELECT DISTINCT id, type FROM outbox WHERE"
             " status IN ('queued', 'sent'))) + (SELECT count(*) FROM resource AS r"
             " INDEXED BY resource_unsent WHERE state <> 1 AND NOT EXISTS (SELECT 1 FROM"
             " outbox AS o WHERE o.id = r.id AND o.type = r.type))",
             &counts->waiting, error)
         && salve_connection_get_int (connection, "SELECT count(*) FROM conflict WHERE settled IS NULL",
                                      &counts->conflicts, error)
         && salve_connection_get_int (
             connection,
             "SELECT count(*) FROM (SELECT DISTINCT id, type FROM outbox WHERE status"
             " = 'quarantined')",
             &counts->quarantined, error)
         && salve_connection_get_int (
             connection, "SELECT coalesce (min (not_before), 0) FROM outbox WHERE status = 'queued'",
             &counts->due, error);
}

/* Awaits. What waits, as it is in the file. */
void
salve_sync_count (SalveSync *self)
{
  Counts *counts = g_atomic_rc_box_new0 (Counts);
  g_autoptr (GError) error = NULL;

  if (!dex_await (salve_store_run_read (self->store, SALVE_PRIORITY_NORMAL, count,
                                        g_atomic_rc_box_acquire (counts),
                                        (GDestroyNotify)g_atomic_rc_box_release),
                  &error))
    g_warning ("What waits cannot be counted: %s", error->message);
  else
    {
      set_count (self, &self->n_waiting, (guint)counts->waiting, PROP_N_WAITING);
      set_count (self, &self->n_conflicts, (guint)counts->conflicts, PROP_N_CONFLICTS);
      set_count (self, &self->n_quarantined, (guint)counts->quarantined, PROP_N_QUARANTINED);
      self->due = counts->due;
    }
  g_atomic_rc_box_release (counts);
}

/* A server that ignores conditions would let one desk overwrite another: it is read, not written. */
static gboolean
may_write (SalveSync *self)
{
  return self->abilities->if_match || self->risk_accepted;
}

/* What keeps a desk from sending anything may have been a bad moment when the server was asked. */
static gboolean
is_worth_a_probe (SalveSync *self)
{
  return self->abilities == NULL || self->abilities->questions < SALVE_SERVER_QUESTIONS
         || (!may_write (self)
             && ABS (self->env.now (self->env.data) - self->abilities->probed) > PROBE_AGAIN);
}

/* Awaits. */
static gboolean
prepare (SalveSync *self, GError **error)
{
  if (!self->prepared && !dex_await (salve_sync_rows_prepare (self->store), error))
    return FALSE;
  self->prepared = TRUE;
  if (self->cursors == NULL)
    self->cursors = dex_await_boxed (salve_sync_rows_read_cursors (self->store), error);
  if (self->cursors == NULL)
    return FALSE;
  if (is_worth_a_probe (self) && !salve_sync_probe_server (self, error))
    return FALSE;
  return salve_sync_meet_reader (self, error) && salve_sync_begin_history (self, error);
}

/* Awaits. */
static gboolean
run_round (SalveSync *self, GError **error)
{
  self->retry_after = -1;
  /* Whether or not the server answers. */
  if (!dex_await (salve_sync_rows_end_emergencies (self->store), error))
    return FALSE;
  if (!prepare (self, error) || !salve_sync_recover (self, FALSE, error))
    return FALSE;
  if (may_write (self) && !salve_sync_upload (self, error))
    return FALSE;
  if (!salve_sync_download (self, error))
    return FALSE;
  /* What was merged with what came goes back at once. */
  return !may_write (self) || salve_sync_upload (self, error);
}

static SalveSyncState
state_of_failure (const GError *error)
{
  if (g_error_matches (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_AUTH))
    return SALVE_SYNC_NEEDS_SIGN_IN;
  if (g_error_matches (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNTRUSTED))
    return SALVE_SYNC_UNTRUSTED;
  return SALVE_SYNC_OFFLINE;
}

static void
note_failure (SalveSync *self, const GError *error)
{
  self->failures++;
  if (g_set_str (&self->last_error, error->message))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_ERROR]);
  salve_sync_say (self, error->message, -1);
  set_state (self, state_of_failure (error));
}

static void
note_success (SalveSync *self)
{
  self->failures = 0;
  self->accepts = TRUE;
  self->last_success = self->env.now (self->env.data);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_SUCCESS]);
  if (g_set_str (&self->last_error, NULL))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_ERROR]);
  salve_sync_say (self, NULL, -1);
  set_state (self, !may_write (self)     ? SALVE_SYNC_READ_ONLY
                   : self->n_waiting > 0 ? SALVE_SYNC_WAITING
                                         : SALVE_SYNC_UP_TO_DATE);
}

static DexFuture *
round_fiber (gpointer data)
{
  SalveSync *self = data;
  GError *error = NULL;
  gboolean ok;

  set_state (self, SALVE_SYNC_RUNNING);
  ok = run_round (self, &error);
  if (self->prepared)
    salve_sync_count (self);
  if (!ok)
    {
      /* Whoever took over begins anew; nothing went wrong. */
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        set_state (self, SALVE_SYNC_WAITING);
      else
        note_failure (self, error);
      return dex_future_new_for_error (error);
    }
  note_success (self);
  return dex_future_new_for_boolean (self->n_waiting == 0);
}

static DexFuture *
end_round (DexFuture *round, gpointer data)
{
  SalveSync *self = data;

  dex_clear (&self->round);
  return dex_ref (round);
}

/**
 * salve_sync_run_once:
 *
 * Returns: (transfer full): resolves to TRUE when nothing waits any more, FALSE when something has to wait for its time;
 *   rejects with SALVE_REMOTE_ERROR or SALVE_STORE_ERROR. While a round is under way, it is that round.
 */
DexFuture *
salve_sync_run_once (SalveSync *self)
{
  DexFuture *fiber;

  if (self->round != NULL)
    return dex_ref (self->round);
  fiber = dex_scheduler_spawn (NULL, FIBER_STACK, round_fiber, g_object_ref (self), g_object_unref);
  self->round = dex_future_finally (fiber, end_round, g_object_ref (self), g_object_unref);
  return dex_ref (self->round);
}

/* How long until the next round, in µs. */
static gint64
find_pause (SalveSync *self)
{
  if (self->wanted)
    return 0;
  switch (self->state)
    {
    case SALVE_SYNC_NEEDS_SIGN_IN:
    case SALVE_SYNC_UNTRUSTED:
      return LONG_WAIT;
    case SALVE_SYNC_OFFLINE:
      /* At once is no time for a server that has none. */
      return self->retry_after >= 0 ? MAX (self->retry_after, LEAST_WAIT)
                                    : salve_sync_back_off (self, self->failures);
    case SALVE_SYNC_WAITING:
      /* What may not go yet has its time; a clock that was set on in between does not make it wait. */
      return self->due > 0 ? CLAMP (self->due - self->env.now (self->env.data), LEAST_WAIT, POLL)
                           : MIN (POLL, salve_sync_back_off (self, 3));
    case SALVE_SYNC_STOPPED:
    case SALVE_SYNC_UP_TO_DATE:
    case SALVE_SYNC_RUNNING:
    case SALVE_SYNC_READ_ONLY:
    default:
      return POLL;
    }
}

static DexFuture *
loop_fiber (gpointer data)
{
  SalveSync *self = data;

  while (self->running)
    {
      gint64 wait;

      self->wanted = FALSE;
      dex_await (salve_sync_run_once (self), NULL);
      wait = find_pause (self);
      if (!self->running || wait == 0)
        continue;
      self->woken = dex_promise_new ();
      dex_await (dex_future_first (dex_ref (self->woken), self->env.sleep (wait, self->env.data), NULL),
                 NULL);
      dex_clear (&self->woken);
    }
  set_state (self, SALVE_SYNC_STOPPED);
  return dex_future_new_for_boolean (TRUE);
}

/* Rounds by themselves, until salve_sync_stop(). */
void
salve_sync_start (SalveSync *self)
{
  if (self->running)
    return;
  self->running = TRUE;
  dex_clear (&self->loop);
  self->loop = dex_scheduler_spawn (NULL, FIBER_STACK, loop_fiber, g_object_ref (self), g_object_unref);
}

/* Returns: (transfer full): resolves when the round that is under way is over and no other will begin */
DexFuture *
salve_sync_stop (SalveSync *self)
{
  self->running = FALSE;
  if (self->woken != NULL && dex_future_is_pending (DEX_FUTURE (self->woken)))
    dex_promise_resolve_boolean (self->woken, TRUE);
  return self->loop != NULL ? dex_ref (self->loop) : dex_future_new_for_boolean (TRUE);
}

/* Now: somebody asked, a notice came, the network changed. What failed before counts no more. */
void
salve_sync_wake (SalveSync *self)
{
  self->failures = 0;
  self->wanted = TRUE;
  if (self->woken != NULL && dex_future_is_pending (DEX_FUTURE (self->woken)))
    dex_promise_resolve_boolean (self->woken, TRUE);
}

static DexFuture *
probe_fiber (gpointer data)
{
  SalveSync *self = data;
  GError *error = NULL;

  /* Two at once would talk about each other. */
  if (self->round != NULL)
    dex_await (dex_ref (self->round), NULL);
  if (self->cursors == NULL)
    self->cursors = dex_await_boxed (salve_sync_rows_read_cursors (self->store), &error);
  if (self->cursors == NULL || !salve_sync_probe_server (self, &error))
    return dex_future_new_for_error (error);
  return dex_future_new_take_boxed (SALVE_TYPE_SERVER_ABILITIES,
                                    salve_server_abilities_copy (self->abilities));
}

/**
 * salve_sync_probe:
 *
 * Returns: (transfer full): resolves to #SalveServerAbilities, which are kept in the file; rejects with
 *   SALVE_REMOTE_ERROR
 */
DexFuture *
salve_sync_probe (SalveSync *self)
{
  return dex_scheduler_spawn (NULL, FIBER_STACK, probe_fiber, g_object_ref (self), g_object_unref);
}

/* Somebody's edit goes at once; what a round itself wrote is nothing new to it. */
static void
on_changed (SalveSync *self)
{
  guint waiting, conflicts, refused;

  if (!salve_store_count_sync (self->store, &waiting, &conflicts, &refused, NULL))
    return;
  set_count (self, &self->n_conflicts, conflicts, PROP_N_CONFLICTS);
  set_count (self, &self->n_quarantined, refused, PROP_N_QUARANTINED);
  if (waiting <= self->n_waiting)
    return;
  set_count (self, &self->n_waiting, waiting, PROP_N_WAITING);
  if (self->state == SALVE_SYNC_UP_TO_DATE)
    set_state (self, SALVE_SYNC_WAITING);
  if (self->state == SALVE_SYNC_WAITING || self->state == SALVE_SYNC_RUNNING)
    salve_sync_wake (self);
}

static void
salve_sync_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalveSync *self = SALVE_SYNC (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, (int)self->state);
      break;
    case PROP_N_WAITING:
      g_value_set_uint (value, self->n_waiting);
      break;
    case PROP_N_CONFLICTS:
      g_value_set_uint (value, self->n_conflicts);
      break;
    case PROP_N_QUARANTINED:
      g_value_set_uint (value, self->n_quarantined);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, self->progress);
      break;
    case PROP_WHAT:
      g_value_set_string (value, self->what);
      break;
    case PROP_LAST_SUCCESS:
      g_value_set_int64 (value, self->last_success);
      break;
    case PROP_LAST_ERROR:
      g_value_set_string (value, self->last_error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_sync_finalize (GObject *object)
{
  SalveSync *self = SALVE_SYNC (object);

  dex_clear (&self->loop);
  g_clear_object (&self->store);
  g_clear_object (&self->remote);
  g_clear_pointer (&self->abilities, salve_server_abilities_free);
  g_clear_pointer (&self->cursors, g_hash_table_unref);
  g_hash_table_unref (self->stumbles);
  g_free (self->what);
  g_free (self->treating);
  g_free (self->last_error);
  G_OBJECT_CLASS (salve_sync_parent_class)->finalize (object);
}

static void
salve_sync_class_init (SalveSyncClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = salve_sync_get_property;
  object_class->finalize = salve_sync_finalize;
  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, SALVE_TYPE_SYNC_STATE, SALVE_SYNC_STOPPED, flags);
  properties[PROP_N_WAITING] = g_param_spec_uint ("n-waiting", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_CONFLICTS] = g_param_spec_uint ("n-conflicts", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_QUARANTINED] = g_param_spec_uint ("n-quarantined", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, -1, 1, -1, flags);
  properties[PROP_WHAT] = g_param_spec_string ("what", NULL, NULL, NULL, flags);
  properties[PROP_LAST_SUCCESS] =
      g_param_spec_int64 ("last-success", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_LAST_ERROR] = g_param_spec_string ("last-error", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
salve_sync_init (SalveSync *self)
{
  self->progress = -1;
  self->retry_after = -1;
  self->most_entries = SALVE_SYNC_ENTRIES;
  self->stumbles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
read_settings (SalveSync *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = salve_store_get_setting (self->store, SALVE_SETTING_ABILITIES, &error);
  g_autofree char *accepted = salve_store_get_setting (self->store, SALVE_SETTING_ACCEPTED, NULL);

  if (json != NULL)
    self->abilities = salve_server_abilities_from_json (json, &error);
  if (error != NULL)
    g_warning ("What the server can do will be found out again: %s", error->message);
  self->risk_accepted = accepted != NULL && *accepted != '\0';
}

/**
 * salve_sync_new:
 * @store: opened by the calling thread
 * @environment: copied; its data has to live as long as the engine
 *
 * Returns: (transfer full): an engine that does nothing yet
 */
SalveSync *
salve_sync_new (SalveStore *store, SalveRemote *remote, const SalveSyncEnvironment *environment)
{
  SalveSync *self = g_object_new (SALVE_TYPE_SYNC, NULL);

  self->store = g_object_ref (store);
  self->remote = g_object_ref (remote);
  self->env = *environment;
  read_settings (self);
  g_signal_connect_object (store, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "changed-many", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  return self;
}

SalveSyncState
salve_sync_get_state (SalveSync *self)
{
  return self->state;
}

/* Resources whose changes the server has not accepted yet, and that nothing stands in the way of. */
guint
salve_sync_get_n_waiting (SalveSync *self)
{
  return self->n_waiting;
}

guint
salve_sync_get_n_conflicts (SalveSync *self)
{
  return self->n_conflicts;
}

guint
salve_sync_get_n_quarantined (SalveSync *self)
{
  return self->n_quarantined;
}

/* Returns: 0 to 1; -1 where nobody knows */
double
salve_sync_get_progress (SalveSync *self)
{
  return self->progress;
}

/* Returns: (nullable): translated: what is being done, or what went wrong */
const char *
salve_sync_get_what (SalveSync *self)
{
  return self->what;
}

/* Returns: 0: never since the program began */
SalveInstant
salve_sync_get_last_success (SalveSync *self)
{
  return self->last_success;
}

/* Returns: (nullable): translated */
const char *
salve_sync_get_last_error (SalveSync *self)
{
  return self->last_error;
}

/* Whether to write to a server that ignores conditions. The caller keeps who accepted it in SALVE_SETTING_ACCEPTED. */
void
salve_sync_accept_risk (SalveSync *self, gboolean accept)
{
  self->risk_accepted = accept;
}
