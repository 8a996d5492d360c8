/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has to be true: at every moment of the server, and of everybody once the network has been well for a while. */
#include "config.h"

#include <string.h>

#include "salve-edit.h"
#include "salve-element.h"
#include "salve-store-run.h"
#include "sim-world.h"

/* Returns: (nullable): what the simulation calls it, at every desk and on the server */
const char *
sim_key_of (SalveResource *resource)
{
  SALVE_ELEMENT_FOREACH (identifier, salve_element_get (salve_resource_root (resource), "identifier"))
    if (g_strcmp0 (salve_element_string (identifier, "system"), SIM_KEY_SYSTEM) == 0)
      return salve_element_string (identifier, "value");
  return NULL;
}

/* A server that ignores If-Match, and nobody accepted that. */
gboolean
sim_world_is_read_only (SimWorld *self)
{
  return !model_server_get_personality (self->server)->if_match && !self->risk_accepted;
}

typedef struct
{
  const char *key;
  SalveInstant start;
  SalveInstant end;
  GPtrArray *actors; /* whose time it takes */
} Booking;

static void
clear_booking (gpointer data)
{
  g_clear_pointer (&((Booking *)data)->actors, g_ptr_array_unref);
}

/* Returns: (nullable): somebody of both */
static const char *
find_common (const Booking *a, const Booking *b)
{
  for (guint i = 0; i < a->actors->len; i++)
    if (g_ptr_array_find_with_equal_func (b->actors, a->actors->pdata[i], g_str_equal, NULL))
      return a->actors->pdata[i];
  return NULL;
}

static gboolean
read_booking (SalveResource *appointment, Booking *booking)
{
  SalveElement root = salve_resource_root (appointment);
  const char *start = salve_element_string (root, "start"), *end = salve_element_string (root, "end");
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  *booking = (Booking){ .key = sim_key_of (appointment) };
  if (g_strcmp0 (salve_element_string (root, "status"), "booked") != 0 || start == NULL || end == NULL
      || !salve_instant_parse_fhir (start, utc, &booking->start, NULL)
      || !salve_instant_parse_fhir (end, utc, &booking->end, NULL))
    return FALSE;
  SALVE_ELEMENT_FOREACH (participant, salve_element_get (root, "participant"))
    {
      const char *reference = salve_element_path_string (participant, "actor.reference");

      if (booking->actors == NULL)
        booking->actors = g_ptr_array_new_with_free_func (g_free);
      if (reference != NULL)
        g_ptr_array_add (booking->actors, g_strdup (reference));
    }
  return booking->actors != NULL;
}

static void
check_overlaps (SimWorld *self)
{
  g_autoptr (GPtrArray) rows = model_data_list (model_server_get_data (self->server), "Appointment");
  g_autoptr (GArray) bookings = g_array_new (FALSE, FALSE, sizeof (Booking));

  g_array_set_clear_func (bookings, clear_booking);
  for (guint i = 0; i < rows->len; i++)
    {
      SalveResource *body = model_row_newest (rows->pdata[i])->body;
      Booking booking;

      if (body == NULL || !read_booking (body, &booking))
        continue;
      for (guint j = 0; j < bookings->len; j++)
        {
          Booking *other = &g_array_index (bookings, Booking, j);

          const char *both = find_common (&booking, other);

          if (both != NULL && booking.start < other->end && other->start < booking.end)
            sim_world_fail (self, "%s is booked twice at one time: %s and %s", both, booking.key, other->key);
        }
      g_array_append_val (bookings, booking);
    }
}

static void
check_duplicates (SimWorld *self)
{
  g_autoptr (GPtrArray) rows = model_data_list (model_server_get_data (self->server), NULL);
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < rows->len; i++)
    {
      SalveResource *body = model_row_newest (rows->pdata[i])->body;
      const char *key = body != NULL ? sim_key_of (body) : NULL;

      if (key != NULL && !g_hash_table_add (keys, (gpointer)key))
        sim_world_fail (self, "%s is on the server twice", key);
    }
}

/* At every moment; what nobody has written to since is as it was. */
void
sim_check_server (SimWorld *self)
{
  guint64 commits = model_data_count_commits (model_server_get_data (self->server));

  if (model_server_get_complaint (self->server) != NULL)
    sim_world_fail (self, "%s", model_server_get_complaint (self->server));
  if (commits == self->checked_commits)
    return;
  self->checked_commits = commits;
  /* Where there are no guards, two may stand there until the later one is taken back. */
  if (model_server_get_personality (self->server)->if_match
      && (self->over || !model_server_get_personality (self->server)->no_schedules))
    check_overlaps (self);
  /* Two desks that bring the same to a server without any condition may both find it missing. */
  if (self->former == NULL || model_server_get_personality (self->server)->if_none_exist)
    check_duplicates (self);
}

typedef struct
{
  SimWorld *world;
  SimClient *client; /* NULL: the server */
  GHashTable *there; /* what the server has; nullable: all that is here may be named */
} Side;

static char *
key_for_reference (const char *reference, gpointer data)
{
  const Side *side = data;
  g_auto (GStrv) halves = g_strsplit (reference, "/", 2);
  g_autoptr (SalveResource) here = NULL;
  ModelRow *row;

  if (halves[0] == NULL || halves[1] == NULL)
    return NULL;
  if (side->client != NULL)
    here = salve_store_read (side->client->store, halves[0], halves[1], NULL, NULL);
  else
    {
      row = model_data_find (model_server_get_data (side->world->server), halves[0], halves[1]);
      here = row != NULL && model_row_newest (row)->body != NULL
                 ? salve_resource_ref (model_row_newest (row)->body)
                 : NULL;
    }
  /* What is gone there a desk may still have, and names it. */
  if (here != NULL && side->there != NULL && sim_key_of (here) != NULL
      && !g_hash_table_contains (side->there, sim_key_of (here)))
    return g_strdup ("gone");
  return g_strdup (here != NULL ? sim_key_of (here) : "gone");
}

/* What both sides have to say alike: not the ids, versions and identifiers that each gives. */
static SalveResource *
essence (SalveResource *resource, Side *side)
{
  g_autoptr (SalveResource) mapped = salve_resource_map_references (resource, key_for_reference, side, NULL);
  g_autoptr (SalveEdit) edit = salve_resource_edit (mapped);
  g_autoptr (GError) error = NULL;
  SalveResource *left;

  salve_edit_remove (edit, "/id");
  salve_edit_remove (edit, "/meta");
  salve_edit_remove (edit, "/identifier");
  left = salve_edit_finish (edit, &error);
  g_assert_no_error (error);
  return left;
}

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)salve_resource_unref);
}

typedef struct
{
  Side side;
  GHashTable *table; /* key -> essence */
  GHashTable *tokens;
} Gathering;

static gboolean
gather_one (SalveResource *resource, gpointer data, GError **error)
{
  Gathering *gathering = data;
  const char *key = sim_key_of (resource), *text = salve_resource_get_text (resource, NULL);

  if (key == NULL)
    return TRUE;
  if (gathering->tokens != NULL)
    sim_ledger_collect (text, gathering->tokens);
  if (strstr (text, "\"urn:sim:n\"") != NULL && strstr (text, "1.00") == NULL)
    sim_world_fail (gathering->side.world, "the decimal of %s has other digits", key);
  if (strstr (text, "valueQuantity") != NULL && strstr (text, "0.10") == NULL)
    sim_world_fail (gathering->side.world, "the value of %s has other digits", key);
  g_hash_table_insert (gathering->table, g_strdup (key), essence (resource, &gathering->side));
  return TRUE;
}

static void
compare (SimWorld *self, SimClient *client, GHashTable *there, GHashTable *here, gboolean both_ways)
{
  GHashTableIter iter;
  gpointer key, resource;

  g_hash_table_iter_init (&iter, there);
  while (g_hash_table_iter_next (&iter, &key, &resource))
    {
      SalveResource *mine = g_hash_table_lookup (here, key);

      if (mine == NULL)
        sim_world_fail (self, "%s has no %s", client->name, (const char *)key);
      else if (!salve_resource_equal_value (mine, resource))
        sim_world_fail (self, "%s has another %s:\n%s\nthe server has\n%s", client->name, (const char *)key,
                        salve_resource_get_text (mine, NULL), salve_resource_get_text (resource, NULL));
    }
  g_hash_table_iter_init (&iter, here);
  while (both_ways && g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (there, key))
      sim_world_fail (self, "%s has a %s that is not on the server", client->name, (const char *)key);
}

static void
check_file (SimWorld *self, SimClient *client)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveCheckReport) report = salve_store_check (client->store, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  if (!report->ok)
    sim_world_fail (self, "%s: the file is not sound: %s", client->name,
                    (const char *)report->problems->pdata[0]);
}

static void
check_counts (SimWorld *self, SimClient *client)
{
  guint waiting, conflicts, refused;
  g_autoptr (GError) error = NULL;

  salve_store_count_sync (client->store, &waiting, &conflicts, &refused, &error);
  g_assert_no_error (error);
  if (sim_world_is_read_only (self))
    return;
  if (waiting + conflicts + refused > 0)
    sim_world_fail (self, "%s: %u wait, %u conflicts, %u refused, long after all is well (%s)", client->name,
                    waiting, conflicts, refused, salve_sync_get_last_error (client->sync));
  if (salve_sync_get_n_waiting (client->sync) != waiting)
    sim_world_fail (self, "%s: says that %u wait, and it is %u", client->name,
                    salve_sync_get_n_waiting (client->sync), waiting);
  if (salve_sync_get_state (client->sync) != SALVE_SYNC_UP_TO_DATE)
    sim_world_fail (self, "%s: is in state %d, long after all is well", client->name,
                    salve_sync_get_state (client->sync));
}

static GHashTable *
gather_server (SimWorld *self, GHashTable *tokens)
{
  g_autoptr (GPtrArray) rows = model_data_list (model_server_get_data (self->server), NULL);
  Gathering gathering = { { self, NULL, NULL }, new_table (), tokens };

  for (guint i = 0; i < rows->len; i++)
    if (model_row_newest (rows->pdata[i])->body != NULL)
      gather_one (model_row_newest (rows->pdata[i])->body, &gathering, NULL);
  return gathering.table;
}

/* What waits though nothing is in its way but something that was refused: that has to be seen as refused, too. */
static const char silent_sql[] =
    "SELECT count(*) FROM outbox AS o JOIN resource AS r ON r.id = o.id AND r.type = o.type JOIN outbox AS c"
    " ON c.status = 'quarantined' JOIN resource AS culprit ON culprit.id = c.id AND culprit.type = c.type"
    " WHERE o.status = 'queued' AND o.not_before IS NULL AND NOT r.deleted AND NOT culprit.deleted"
    " AND culprit.server_version IS NULL AND instr (CAST (r.body AS TEXT), c.type || '/' || c.id) > 0"
    " AND NOT EXISTS (SELECT 1 FROM outbox AS q WHERE q.id = c.id AND q.type = c.type AND q.status <>"
    " 'quarantined') AND NOT EXISTS (SELECT 1 FROM conflict AS f WHERE f.resource_id = o.id AND f.type = "
    "o.type"
    " AND f.settled IS NULL)";

static gboolean
count_silent (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  gint64 n;

  if (!salve_connection_get_int (connection, silent_sql, &n, error))
    return FALSE;
  g_value_init (value, G_TYPE_INT64);
  g_value_set_int64 (value, n);
  return TRUE;
}

/* What the engine tells people is what is in the file. */
static void
check_told (SimWorld *self, SimClient *client)
{
  SalveSyncState state = salve_sync_get_state (client->sync);
  guint waiting, conflicts, refused, told = salve_sync_get_n_waiting (client->sync);
  g_autoptr (GError) error = NULL;

  salve_store_count_sync (client->store, &waiting, &conflicts, &refused, &error);
  g_assert_no_error (error);
  if (conflicts != salve_sync_get_n_conflicts (client->sync)
      || refused != salve_sync_get_n_quarantined (client->sync) || told < waiting)
    sim_world_fail (self, "%s: says %u, %u, %u, and it is %u, %u, %u", client->name, told,
                    salve_sync_get_n_conflicts (client->sync), salve_sync_get_n_quarantined (client->sync),
                    waiting, conflicts, refused);
  if ((state == SALVE_SYNC_UP_TO_DATE && told > 0) || (state == SALVE_SYNC_WAITING && told == 0))
    sim_world_fail (self, "%s: is in state %d while %u wait", client->name, state, told);
}

/* While the network is well, after a while without edits. */
void
sim_check_waiting (SimWorld *self)
{
  for (guint i = 0; i < self->clients->len && self->failure == NULL; i++)
    {
      SimClient *client = self->clients->pdata[i];
      g_autoptr (GError) error = NULL;
      gint64 n = 0;

      if (salve_sync_get_state (client->sync) == SALVE_SYNC_RUNNING)
        continue;
      check_told (self, client);
      if (!sim_world_wait (
              self, client,
              salve_store_run_write (client->store, SALVE_PRIORITY_NORMAL, count_silent, NULL, NULL), &n,
              &error))
        sim_world_fail (self, "%s: what waits cannot be counted: %s", client->name, error->message);
      else if (n > 0)
        sim_world_fail (self, "%s: %d wait in silence for what was refused", client->name, (int)n);
    }
}

static void
gather_client (SimWorld *self, SimClient *client, Gathering *gathering)
{
  g_autoptr (GError) error = NULL;

  salve_store_foreach (client->store, NULL, gather_one, gathering, NULL, &error);
  g_assert_no_error (error);
}

/* After a while in which nothing was sent: every desk has what the server has. What is gone there a desk may still have,
 * where nobody says so. */
void
sim_check_received (SimWorld *self)
{
  g_autoptr (GHashTable) there = gather_server (self, NULL);

  for (guint i = 0; i < self->clients->len && !sim_world_is_read_only (self); i++)
    {
      SimClient *client = self->clients->pdata[i];
      Gathering gathering = { { self, client, there }, new_table (), NULL };

      gather_client (self, client, &gathering);
      compare (self, client, there, gathering.table,
               model_server_get_personality (self->server)->type_history);
      g_hash_table_unref (gathering.table);
    }
}

/* Long after the network is well, every desk runs, and everything that waited for a person is decided. */
void
sim_check_end (SimWorld *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) there = gather_server (self, seen);
  gboolean read_only = sim_world_is_read_only (self);
  g_autofree char *lost = NULL;

  self->over = TRUE;
  self->checked_commits = 0;
  sim_check_server (self);
  for (guint i = 0; i < self->clients->len; i++)
    {
      SimClient *client = self->clients->pdata[i];
      Gathering gathering = { { self, client, NULL }, new_table (), read_only ? seen : NULL };

      check_counts (self, client);
      /* It takes longer than anything else: one desk of each run. */
      if (i == self->seed % self->clients->len)
        check_file (self, client);
      gather_client (self, client, &gathering);
      if (!read_only)
        compare (self, client, there, gathering.table, TRUE);
      g_hash_table_unref (gathering.table);
    }
  /* Whoever accepts a server that ignores If-Match accepts that one edit overwrites another. */
  if (read_only
      || (model_server_get_personality (self->server)->if_match
          && (self->former == NULL || model_server_get_personality (self->former)->if_match)))
    lost = sim_ledger_find_lost (self->ledger, seen);
  if (lost != NULL)
    sim_world_fail (self, "%s was saved and is gone", lost);
}
