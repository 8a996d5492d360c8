/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes to the server next. Edits of one resource are one whole body; what something refers to goes before it or
 * with it; what refers to something that was refused waits with it. Before anything leaves, the exact bytes are in the
 * file. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-appointment-details.h"
#include "salve-store-private.h"
#include "salve-sync-row-private.h"

G_DEFINE_BOXED_TYPE (SalveSyncBatch, salve_sync_batch, salve_sync_batch_ref, salve_sync_batch_unref)

static void
entry_free (gpointer data)
{
  SalveSyncEntry *self = data;

  g_free (self->operation_id);
  g_free (self->type);
  g_free (self->id);
  g_free (self->server_id);
  g_free (self->operation);
  g_free (self->base_version);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

static SalveSyncBatch *
batch_new (void)
{
  SalveSyncBatch *self = g_new0 (SalveSyncBatch, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  return self;
}

SalveSyncBatch *
salve_sync_batch_ref (SalveSyncBatch *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
salve_sync_batch_unref (SalveSyncBatch *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->entries);
  g_free (self);
}

/* A resource that may go. */
typedef struct
{
  char *type;
  SalveSyncRow row;
  SalveResource *base; /* what the server has; NULL where that is the body, or nothing */
  SalveResource *ours; /* marked; NULL: deleted */
  guint attempts;
  gboolean books;
  gboolean revives;
  char *new_name; /* what it is to be called there, where it is new and may be called something */
  char *operation_id;
} Unit;

static void
unit_free (gpointer data)
{
  Unit *self = data;

  g_free (self->type);
  salve_sync_row_clear (&self->row);
  g_clear_pointer (&self->base, salve_resource_unref);
  g_clear_pointer (&self->ours, salve_resource_unref);
  g_free (self->new_name);
  g_free (self->operation_id);
  g_free (self);
}

typedef struct
{
  SalveSyncWork *work;
  SalveSyncBatch *batch;
  GPtrArray *units;
  GHashTable *seen; /* "Type/id" → Node */
  GPtrArray *way;   /* Node of whose ring not all is known yet, as they were come to */
  guint n_seen;
  gsize bytes;
  guint most;
  gboolean full;
} Picker;

typedef enum
{
  READY,   /* in the batch */
  WAIT,    /* not now */
  BLOCKED, /* was refused, or waits for what was */
  LOOKING, /* whether it goes is known when all of its ring has been looked at */
} Answer;

/* What has been looked at. Those from which references lead round to themselves are a ring, however long the way is, and
 * go together or not at all: so they are found as Tarjan finds the strongly connected components of a graph. */
typedef struct
{
  char *name;
  Unit *unit; /* NULL once it is in the batch */
  Answer own; /* what stands in its own way */
  Answer answer;
  guint number; /* when it was come to … */
  guint lowest; /* … and the first of its ring, as far as is known */
} Node;

static void
node_free (gpointer data)
{
  Node *self = data;

  g_clear_pointer (&self->unit, unit_free);
  g_free (self->name);
  g_free (self);
}

static gboolean
visit (Picker *self, Node *from, const char *type, const char *id, Answer *answer, GError **error);

typedef struct
{
  Answer answer;
  guint attempts;
  gint64 queued;  /* the newest row that waits; 0: none */
  gint64 refused; /* the newest one that was refused */
} Queue;

/* What the outbox says about a resource. */
static gboolean
read_queue (Picker *self, const char *type, const char *id, Queue *queue, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      self->work->connection,
      "SELECT status, coalesce (not_before, 0), attempts, sequence FROM outbox WHERE id = ?1 AND type = ?2"
      " UNION ALL SELECT 'conflict', 0, 0, 0 FROM conflict WHERE resource_id = ?1 AND type = ?2 AND settled "
      "IS "
      "NULL",
      error);
  gboolean row;

  *queue = (Queue){ READY };
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, id);
  salve_statement_bind_text (select, 2, type);
  while (salve_statement_step (select, &row, error))
    {
      const char *status;

      if (!row)
        return TRUE;
      status = salve_statement_text (select, 0);
      queue->attempts = MAX (queue->attempts, (guint)salve_statement_int (select, 2));
      if (g_str_equal (status, "queued"))
        queue->queued = MAX (queue->queued, salve_statement_int (select, 3));
      if (g_str_equal (status, "quarantined"))
        queue->refused = MAX (queue->refused, salve_statement_int (select, 3));
      else if (queue->answer == READY
               && (!g_str_equal (status, "queued") || salve_statement_int (select, 1) > self->work->now))
        queue->answer = WAIT;
    }
  return FALSE;
}

/* Whoever edits what was refused may have mended it: it is tried again. */
static gboolean
try_mended (Picker *self, const char *type, const char *id, Queue *queue, GError **error)
{
  if (queue->refused == 0 || queue->answer != READY)
    return TRUE;
  if (queue->queued < queue->refused)
    {
      queue->answer = BLOCKED;
      return TRUE;
    }
  return salve_connection_run (
      self->work->connection, error,
      "UPDATE outbox SET status = 'queued', error = NULL, blocked_by = NULL WHERE id = ?"
      " AND type = ? AND status = 'quarantined'",
      "tt", id, type);
}

static void
add_reference (const char *pointer, const char *reference, gpointer data)
{
  GPtrArray *names = data;
  const char *slash = strchr (reference, '/'), *next = slash != NULL ? strchr (slash + 1, '/') : NULL;
  g_autofree char *name = next != NULL ? g_strndup (reference, next - reference) : g_strdup (reference);

  if (slash != NULL && g_ascii_isupper (*name)
      && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
    g_ptr_array_add (names, g_steal_pointer (&name));
}

/* Whether a resource that is referred to is here and the server has never heard of it. */
static gboolean
is_unknown_there (Picker *self, const char *type, const char *id, gboolean *unknown, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      self->work->connection,
      "SELECT 1 FROM resource WHERE id = ?1 AND type = ?2 AND server_version IS NULL AND NOT deleted", error);

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, id);
  salve_statement_bind_text (select, 2, type);
  return salve_statement_step (select, unknown, error);
}

/* What it is refused for is kept with it, so that it comes free together. */
static gboolean
quarantine (Picker *self, const char *type, const char *id, const char *culprit, GError **error)
{
  g_autofree char *message = g_strdup_printf (_ ("It refers to %s, which the server did not take."), culprit);
  g_autofree char *operation_id = g_uuid_string_random ();

  self->batch->quarantined++;
  return salve_connection_run (
             self->work->connection, error,
             "INSERT INTO outbox (operation_id, type, id, operation, local_version)"
             " SELECT ?1, ?2, ?3, 'create', version FROM resource WHERE id = ?3 AND type = ?2"
             " AND NOT EXISTS (SELECT 1 FROM outbox WHERE id = ?3 AND type = ?2)",
             "ttt", operation_id, type, id)
         && salve_connection_run (self->work->connection, error,
                                  "UPDATE outbox SET status = 'quarantined', error = ?3, blocked_by = ?4"
                                  " WHERE id = ?1 AND type = ?2 AND status = 'queued'",
                                  "tttt", id, type, message, culprit);
}

/* Takes what a resource refers to before the resource itself. */
static gboolean
visit_references (Picker *self, Node *node, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  Unit *unit = node->unit;

  node->own = READY;
  if (unit->ours == NULL)
    return TRUE;
  salve_resource_foreach_reference (unit->ours, add_reference, names);
  for (guint i = 0; i < names->len; i++)
    {
      g_auto (GStrv) parts = g_strsplit (names->pdata[i], "/", 2);
      gboolean unknown;
      Answer theirs;

      if (!is_unknown_there (self, parts[0], parts[1], &unknown, error))
        return FALSE;
      if (!unknown)
        continue;
      if (!visit (self, node, parts[0], parts[1], &theirs, error))
        return FALSE;
      if (theirs == BLOCKED)
        {
          node->own = BLOCKED;
          return quarantine (self, unit->type, unit->row.id, names->pdata[i], error);
        }
      /* Its id is needed before this one can be written, unless both go together or each refers to the other. */
      if (theirs == READY && !self->work->rules->transactions
          && !salve_sync_creates_by_put (self->work->rules, parts[1]))
        theirs = WAIT;
      if (theirs == WAIT)
        node->own = WAIT;
    }
  return TRUE;
}

/* There is nothing to tell the server: it never knew what is gone again, or has it as it is. */
static gboolean
settle_silently (Picker *self, Unit *unit, gboolean *silent, GError **error)
{
  SalveSyncRow *row = &unit->row;

  *silent = row->deleted && row->server_version == NULL;
  if (unit->ours != NULL && unit->base != NULL && row->server_version != NULL)
    *silent = salve_sync_same (unit->ours, unit->base);
  if (!*silent)
    return TRUE;
  return salve_connection_run (self->work->connection, error,
                               "UPDATE resource SET state = 1, base_body = NULL WHERE rowid = ?", "i",
                               row->rowid)
         && salve_connection_run (self->work->connection, error,
                                  "DELETE FROM outbox WHERE id = ? AND type = ? AND status = 'queued'", "tt",
                                  row->id, unit->type);
}

static gboolean
read_unit (Picker *self, const char *type, const char *id, guint attempts, Unit *unit, GError **error)
{
  unit->attempts = attempts;
  unit->type = g_strdup (type);
  if (!salve_sync_row_find (self->work, type, id, &unit->row, error))
    return FALSE;
  if (unit->row.rowid == 0 || unit->row.deleted)
    return TRUE;
  if (unit->row.base != NULL)
    {
      unit->base = salve_resource_new (unit->row.base, error);
      if (unit->base == NULL)
        return FALSE;
    }
  unit->ours = salve_sync_read_ours (self->work, &unit->row, unit->base, error);
  return unit->ours != NULL
         && (unit->row.server_version != NULL
             || salve_sync_find_new_name (self->work, type, &unit->row, unit->ours, &unit->new_name, error));
}

/* Of what is over nobody can be booked twice any more. */
#define PAST (24 * 3600 * SALVE_INSTANT_SECOND)

/* Returns: (transfer full) (nullable): whose time it takes */
static SalveBooking *
read_taken (const SalveAppointmentDetails *appointment)
{
  return salve_appointment_details_has_time (appointment)
                 && salve_appointment_status_takes_time (appointment->status)
             ? salve_appointment_details_to_booking (appointment)
             : NULL;
}

/* Whether it takes time of somebody that the server does not know to be taken by it already. */
static gboolean
takes_more (const SalveBooking *before, const SalveBooking *now)
{
  for (int kind = 0; kind < SALVE_N_ACTOR_KINDS; kind++)
    {
      SalveTimeSpan old, new;

      if (now->actors[kind] == NULL)
        continue;
      if (before == NULL || g_strcmp0 (before->actors[kind], now->actors[kind]) != 0)
        return TRUE;
      old = salve_booking_get_span_of (before, (SalveActorKind)kind);
      new = salve_booking_get_span_of (now, (SalveActorKind)kind);
      if (new.start < old.start || new.end > old.end)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_booking (Picker *self, const Unit *unit, gboolean *books)
{
  g_autoptr (SalveAppointmentDetails) now = NULL;
  g_autoptr (SalveAppointmentDetails) before = NULL;
  g_autoptr (SalveBooking) takes = NULL;
  g_autoptr (SalveBooking) took = NULL;

  *books = FALSE;
  if (!self->work->rules->guards || unit->ours == NULL || !g_str_equal (unit->type, "Appointment"))
    return TRUE;
  now = salve_appointment_details_read (unit->ours);
  takes = read_taken (now);
  if (takes == NULL || now->overbooked_reason != NULL || now->span.end < self->work->now - PAST)
    return TRUE;
  if (unit->row.server_version != NULL && unit->base != NULL)
    {
      before = salve_appointment_details_read (unit->base);
      took = read_taken (before);
    }
  *books = takes_more (took, takes);
  return TRUE;
}

static gboolean
is_revival (Picker *self, Unit *unit, GError **error)
{
  g_autoptr (SalveStatement) select = NULL;

  if (unit->row.server_version != NULL || unit->ours == NULL)
    return TRUE;
  /* One that was tried before may have arrived all the same. */
  unit->revives = unit->attempts > 0 && !self->work->rules->is_salve;
  if (unit->revives)
    return TRUE;
  select = salve_connection_prepare (self->work->connection,
                                     "SELECT 1 FROM tombstone WHERE type = ? AND id = ?", error);
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, unit->type);
  salve_statement_bind_text (select, 2, unit->row.id);
  return salve_statement_step (select, &unit->revives, error);
}

/* A ring goes whole, however many they are, in a batch that has room for it or is its own. */
static gboolean
has_room (Picker *self, guint first)
{
  guint n = self->way->len - first;
  gboolean alone = FALSE;
  gsize size = 0;

  for (guint i = first; i < self->way->len; i++)
    {
      const Unit *unit = ((Node *)self->way->pdata[i])->unit;

      size += unit->ours != NULL ? g_bytes_get_size (salve_resource_get_bytes (unit->ours)) : 0;
      alone |= unit->books || (unit->revives && !self->work->rules->transactions);
    }
  if (self->units->len > 0
      && (alone || self->units->len + n > self->most || self->bytes + size > self->work->rules->most_bytes))
    {
      self->full = TRUE;
      return FALSE;
    }
  self->bytes += size;
  self->full |= alone;
  return TRUE;
}

/* blocked: (out) (nullable): one that was refused, or waits for what was */
static Answer
judge_ring (Picker *self, guint first, const Node **blocked)
{
  Answer answer = READY;

  *blocked = NULL;
  for (guint i = first; i < self->way->len; i++)
    {
      const Node *node = self->way->pdata[i];

      answer = MAX (answer, node->own);
      if (node->own == BLOCKED)
        *blocked = node;
    }
  return answer == READY && !has_room (self, first) ? WAIT : answer;
}

/* All from root on are one ring, which is known whole now. */
static gboolean
settle_ring (Picker *self, const Node *root, GError **error)
{
  guint first = self->way->len - 1;
  const Node *blocked;
  Answer answer;

  while (self->way->pdata[first] != root)
    first--;
  answer = judge_ring (self, first, &blocked);
  for (guint i = self->way->len; i > first; i--)
    {
      Node *node = self->way->pdata[i - 1];

      node->answer = answer;
      if (answer == BLOCKED && node->own != BLOCKED
          && !quarantine (self, node->unit->type, node->unit->row.id, blocked->name, error))
        return FALSE;
      if (answer != READY)
        continue;
      node->unit->operation_id = g_uuid_string_random ();
      g_ptr_array_add (self->units, g_steal_pointer (&node->unit));
    }
  g_ptr_array_set_size (self->way, (gint)first);
  return TRUE;
}

/* What stands in its own way, and in that of what it refers to. */
static gboolean
look_at (Picker *self, Node *node, const char *type, const char *id, GError **error)
{
  Unit *unit = node->unit;
  gboolean silent;
  Queue queue;

  if (!read_queue (self, type, id, &queue, error) || !try_mended (self, type, id, &queue, error))
    return FALSE;
  node->own = queue.answer;
  if (queue.answer != READY)
    return TRUE;
  node->own = WAIT;
  if (!read_unit (self, type, id, queue.attempts, unit, error))
    return FALSE;
  if (unit->row.rowid == 0)
    return TRUE;
  if (!settle_silently (self, unit, &silent, error))
    return FALSE;
  return silent
         || (is_booking (self, unit, &unit->books) && is_revival (self, unit, error)
             && visit_references (self, node, error));
}

/* More than these are not looked at for one batch. */
#define MOST_SEEN 2000

/* from: (nullable): what refers to it; answer: (out) */
static gboolean
visit (Picker *self, Node *from, const char *type, const char *id, Answer *answer, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s/%s", type, id);
  Node *node = g_hash_table_lookup (self->seen, name);

  *answer = WAIT;
  if (node == NULL && self->n_seen >= MOST_SEEN)
    {
      self->full = TRUE;
      return TRUE;
    }
  if (node == NULL)
    {
      node = g_new0 (Node, 1);
      *node = (Node){ g_steal_pointer (&name), g_new0 (Unit, 1), WAIT, LOOKING, self->n_seen, self->n_seen };
      self->n_seen++;
      g_hash_table_insert (self->seen, node->name, node);
      g_ptr_array_add (self->way, node);
      if (!look_at (self, node, type, id, error)
          || (node->lowest == node->number && !settle_ring (self, node, error)))
        return FALSE;
    }
  if (node->answer == LOOKING && from != NULL)
    from->lowest = MIN (from->lowest, node->lowest);
  *answer = node->answer;
  return TRUE;
}

static const char queued_sql[] = "SELECT type, id FROM outbox WHERE status = 'queued' ORDER BY sequence";
static const char unsent_sql[] =
    "SELECT type, id FROM resource AS r INDEXED BY resource_unsent WHERE state <> 1 AND NOT EXISTS"
    " (SELECT 1 FROM outbox AS o WHERE o.id = r.id AND o.type = r.type)";

/* The names are read first: what is done with them changes what the query walks over. */
static gboolean
pick (Picker *self, const char *sql, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (SalveStatement) select = salve_connection_prepare (self->work->connection, sql, error);
  gboolean row = select != NULL;

  while (row && names->len < 2 * 10 * self->most)
    {
      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        break;
      g_ptr_array_add (names, g_strdup (salve_statement_text (select, 0)));
      g_ptr_array_add (names, g_strdup (salve_statement_text (select, 1)));
    }
  g_clear_pointer (&select, salve_statement_done);
  for (guint i = 0; i < names->len && !self->full; i += 2)
    {
      Answer answer;

      if (!visit (self, NULL, names->pdata[i], names->pdata[i + 1], &answer, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
mark_sent (Picker *self, const Unit *unit, const char *operation, GBytes *bytes, GError **error)
{
  SalveConnection *connection = self->work->connection;
  const SalveSyncRow *row = &unit->row;
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);

  if (!salve_connection_run (connection, error,
                             "UPDATE outbox SET status = 'sent', operation_id = ?3, operation = ?4,"
                             " base_version = ?5 WHERE id = ?1 AND type = ?2 AND status = 'queued'",
                             "ttttt", row->id, unit->type, unit->operation_id, operation,
                             row->server_version))
    return FALSE;
  if (salve_connection_n_changed (connection) == 0
      && !salve_connection_run (connection, error,
                                "INSERT INTO outbox (operation_id, type, id, operation, base_version,"
                                " local_version, status) VALUES (?, ?, ?, ?, ?, ?, 'sent')",
                                "tttt"
                                "ti",
                                unit->operation_id, unit->type, row->id, operation, row->server_version,
                                row->version))
    return FALSE;
  return salve_connection_run (connection, error,
                               "INSERT INTO inflight (operation_id, sent, bytes, local) VALUES (?, ?, ?, ?)",
                               "tibb", unit->operation_id, self->work->now, bytes != NULL ? bytes : nothing,
                               unit->ours != NULL ? salve_resource_get_bytes (unit->ours) : NULL);
}

static gboolean
send_unit (Picker *self, Unit *unit, GHashTable *going, GError **error)
{
  SalveSyncEntry *entry = g_new0 (SalveSyncEntry, 1);
  SalveSyncRow *row = &unit->row;
  g_autoptr (SalveResource) composed = NULL;

  g_ptr_array_add (self->batch->entries, entry);
  entry->operation_id = g_strdup (unit->operation_id);
  entry->type = g_strdup (unit->type);
  entry->id = g_strdup (row->id);
  entry->operation = g_strdup (row->deleted ? "delete" : row->server_version == NULL ? "create" : "update");
  entry->base_version = g_strdup (row->server_version);
  entry->attempts = unit->attempts;
  entry->books = unit->books;
  entry->revives = unit->revives;
  if (row->server_version != NULL)
    entry->server_id = g_strdup (row->server_id != NULL ? row->server_id : row->id);
  else
    entry->server_id = g_strdup (unit->new_name);
  if (unit->ours != NULL)
    {
      composed =
          salve_sync_compose (self->work, unit->ours, row, unit->new_name, going, &entry->deferred, error);
      if (composed == NULL)
        return FALSE;
      entry->body = g_bytes_ref (salve_resource_get_bytes (composed));
    }
  return mark_sent (self, unit, entry->operation, entry->body, error);
}

static gboolean
send_units (Picker *self, GError **error)
{
  g_autoptr (GHashTable) going = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < self->units->len && self->work->rules->transactions; i++)
    {
      Unit *unit = self->units->pdata[i];

      if (unit->row.server_version == NULL && unit->new_name == NULL)
        g_hash_table_insert (going, g_strdup_printf ("%s/%s", unit->type, unit->row.id),
                             g_strdup_printf ("urn:uuid:%s", unit->operation_id));
    }
  for (guint i = 0; i < self->units->len; i++)
    if (!send_unit (self, self->units->pdata[i], going, error))
      return FALSE;
  return TRUE;
}

static gboolean
pick_and_send (Picker *self, GError **error)
{
  if (!pick (self, queued_sql, error) || (!self->full && !pick (self, unsent_sql, error)))
    return FALSE;
  return send_units (self, error);
}

static gboolean
begin (SalveSyncWork *work, gpointer data, GValue *value, GError **error)
{
  g_autoptr (SalveSyncBatch) batch = batch_new ();
  Picker self = { .work = work, .batch = batch, .most = work->rules->most_entries };
  gboolean ok;

  self.units = g_ptr_array_new_with_free_func (unit_free);
  self.seen = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, node_free);
  self.way = g_ptr_array_new ();
  ok = pick_and_send (&self, error);
  g_ptr_array_unref (self.units);
  g_hash_table_unref (self.seen);
  g_ptr_array_unref (self.way);
  if (!ok)
    return FALSE;
  g_value_init (value, SALVE_TYPE_SYNC_BATCH);
  g_value_take_boxed (value, g_steal_pointer (&batch));
  return TRUE;
}

/**
 * salve_sync_rows_begin:
 *
 * Takes what goes to the server next, writes down exactly what is sent, and marks it as sent. Nothing else may be on
 * its way: settle that first (salve_sync_rows_list_inflight()).
 *
 * Returns: (transfer full): resolves to #SalveSyncBatch, without entries when there is nothing that may go now
 */
DexFuture *
salve_sync_rows_begin (SalveStore *store, const SalveSyncRules *rules)
{
  return salve_sync_run (store, rules, SALVE_PRIORITY_NORMAL, begin, NULL, NULL);
}

static gboolean
list_inflight (SalveSyncWork *work, gpointer data, GValue *value, GError **error)
{
  g_autoptr (SalveSyncBatch) batch = batch_new ();
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      work->connection,
      "SELECT i.operation_id, o.type, o.id, CASE WHEN r.server_version IS NULL THEN NULL ELSE"
      " coalesce (r.server_id, r.id) END, o.operation, o.base_version, i.bytes, max (o.attempts)"
      " FROM inflight AS i JOIN outbox AS o ON o.operation_id = i.operation_id AND o.status = 'sent'"
      " LEFT JOIN resource AS r ON r.id = o.id AND r.type = o.type GROUP BY i.operation_id ORDER BY i.rowid",
      error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  for (;;)
    {
      SalveSyncEntry *entry;

      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        break;
      entry = g_new0 (SalveSyncEntry, 1);
      g_ptr_array_add (batch->entries, entry);
      entry->operation_id = g_strdup (salve_statement_text (select, 0));
      entry->type = g_strdup (salve_statement_text (select, 1));
      entry->id = g_strdup (salve_statement_text (select, 2));
      entry->server_id = g_strdup (salve_statement_text (select, 3));
      entry->operation = g_strdup (salve_statement_text (select, 4));
      entry->base_version = g_strdup (salve_statement_text (select, 5));
      entry->body = salve_statement_bytes (select, 6);
      entry->attempts = (guint)salve_statement_int (select, 7);
    }
  g_value_init (value, SALVE_TYPE_SYNC_BATCH);
  g_value_take_boxed (value, g_steal_pointer (&batch));
  return TRUE;
}

/**
 * salve_sync_rows_list_inflight:
 *
 * Returns: (transfer full): resolves to #SalveSyncBatch of what was sent and has no answer yet: nobody knows whether it
 *   arrived
 */
DexFuture *
salve_sync_rows_list_inflight (SalveStore *store)
{
  return salve_sync_run (store, NULL, SALVE_PRIORITY_NORMAL, list_inflight, NULL, NULL);
}

static gboolean
prepare (SalveSyncWork *work, gpointer data, GValue *value, GError **error)
{
  /* Only a clinic that has a server pays for it. */
  return salve_connection_exec (
      work->connection, "CREATE INDEX IF NOT EXISTS resource_unsent ON resource (state) WHERE state <> 1",
      error);
}

/* Makes what the other functions need in the file. Resolves when it is there. */
DexFuture *
salve_sync_rows_prepare (SalveStore *store)
{
  return salve_sync_run (store, NULL, SALVE_PRIORITY_NORMAL, prepare, NULL, NULL);
}
