/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was done here meets what was done there. What both did apart from each other is put together; what clashes waits
 * for a person, and nothing of either side is lost until then. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-store-private.h"
#include "salve-sync-row-private.h"

/* What came together with what it is to be compared with, all with the ids of this file. */
typedef struct
{
  const char *type;
  SalveSyncRow *row;
  const char *server_id;
  const char *version;
  SalveResource *base;   /* NULL: nobody knows */
  SalveResource *ours;   /* NULL: deleted here */
  SalveResource *theirs; /* NULL: deleted there */
  GPtrArray *clashes;
} Meeting;

static void
meeting_clear (Meeting *self)
{
  g_clear_pointer (&self->base, salve_resource_unref);
  g_clear_pointer (&self->ours, salve_resource_unref);
  g_clear_pointer (&self->theirs, salve_resource_unref);
  g_clear_pointer (&self->clashes, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Meeting, meeting_clear)

/* What has come together by itself needs nobody's decision any more. */
static gboolean
close_conflict (SalveSyncWork *work, const Meeting *self, GError **error)
{
  return salve_connection_run (work->connection, error,
                               "UPDATE conflict SET settled = ? WHERE resource_id = ? AND type = ?"
                               " AND settled IS NULL",
                               "itt", work->now, self->row->id, self->type)
         && salve_connection_run (work->connection, error,
                                  "UPDATE outbox SET status = 'queued' WHERE id = ? AND type = ?"
                                  " AND status = 'conflict'",
                                  "tt", self->row->id, self->type);
}

static GBytes *
bytes_of (SalveResource *resource)
{
  return resource != NULL ? salve_resource_get_bytes (resource) : NULL;
}

static gboolean
open_conflict (SalveSyncWork *work, const Meeting *self, SalveSyncMet *met, GError **error)
{
  g_autoptr (GString) fields = g_string_new (NULL);
  SalveInstant time = SALVE_INSTANT_NONE;

  for (guint i = 0; i < self->clashes->len; i++)
    g_string_append_printf (fields, "%s%s", i > 0 ? "\n" : "", (char *)self->clashes->pdata[i]);
  if (self->theirs == NULL
      || !salve_instant_parse_fhir (salve_resource_get_last_updated (self->theirs), NULL, &time, NULL))
    time = work->now;
  *met = SALVE_SYNC_MET_CONFLICT;
  return salve_connection_run (work->connection, error,
                               "DELETE FROM conflict WHERE resource_id = ? AND type = ? AND settled IS NULL",
                               "tt", self->row->id, self->type)
         && salve_connection_run (
             work->connection, error,
             "INSERT INTO conflict (type, resource_id, base, ours, theirs, found, fields,"
             " server_id, their_version, their_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
             "ttbbbittti", self->type, self->row->id, bytes_of (self->base), bytes_of (self->ours),
             bytes_of (self->theirs), work->now, fields->str, self->server_id, self->version, (gint64)time)
         && salve_connection_run (work->connection, error,
                                  "UPDATE outbox SET status = 'conflict' WHERE id = ? AND type = ?"
                                  " AND status <> 'sent'",
                                  "tt", self->row->id, self->type);
}

/* The row becomes theirs; a deletion there of what is not here is nothing to write. */
static gboolean
take_theirs (SalveSyncWork *work, const Meeting *self, SalveSyncMet *met, GError **error)
{
  *met = SALVE_SYNC_MET_THEIRS;
  if (self->row->rowid != 0 && !close_conflict (work, self, error))
    return FALSE;
  if (self->theirs != NULL)
    return salve_sync_put_clean (work, self->type, self->row, self->theirs, self->server_id, self->version,
                                 error);
  return self->row->rowid == 0 || salve_sync_delete_clean (work, self->type, self->row, self->version, error);
}

static gboolean
keep_ours (SalveSyncWork *work, const Meeting *self, SalveResource *ours, SalveSyncMet *met, GError **error)
{
  *met = SALVE_SYNC_MET_RESEND;
  return close_conflict (work, self, error)
         && salve_sync_put_edited (work, self->type, self->row, ours, self->theirs, self->server_id,
                                   self->version, error);
}

/* One side deleted it, the other one did not. */
static gboolean
meet_deletion (SalveSyncWork *work, Meeting *self, SalveSyncMet *met, GError **error)
{
  SalveResource *left = self->ours != NULL ? self->ours : self->theirs;

  if (self->base != NULL && salve_sync_same (left, self->base))
    return self->ours != NULL ? take_theirs (work, self, met, error)
                              : keep_ours (work, self, NULL, met, error);
  g_ptr_array_add (self->clashes, g_strdup (""));
  return open_conflict (work, self, met, error);
}

static gboolean
meet_edits (SalveSyncWork *work, Meeting *self, SalveSyncMet *met, GError **error)
{
  g_autoptr (SalveResource) merged = NULL;

  if (salve_sync_same (self->ours, self->theirs)
      || (self->base != NULL && salve_sync_same (self->ours, self->base)))
    return take_theirs (work, self, met, error);
  if (self->base != NULL && salve_sync_same (self->theirs, self->base))
    return keep_ours (work, self, NULL, met, error);
  merged = work->rules->merge (self->base, self->ours, self->theirs, self->clashes, error);
  if (merged == NULL)
    return FALSE;
  if (self->clashes->len > 0)
    return open_conflict (work, self, met, error);
  return salve_sync_same (merged, self->theirs) ? take_theirs (work, self, met, error)
                                                : keep_ours (work, self, merged, met, error);
}

static gboolean
read_sides (SalveSyncWork *work, Meeting *self, SalveResource *theirs, GError **error)
{
  SalveSyncRow *row = self->row;

  if (theirs != NULL)
    {
      self->theirs = salve_sync_localise (work, theirs, row->id, error);
      if (self->theirs == NULL)
        return FALSE;
    }
  if (row->base != NULL)
    {
      self->base = salve_resource_new (row->base, error);
      if (self->base == NULL)
        return FALSE;
    }
  if (!row->deleted && row->rowid != 0)
    self->ours = salve_sync_read_ours (work, row, self->base, error);
  return row->deleted || row->rowid == 0 || self->ours != NULL;
}

/**
 * salve_sync_meet:
 * @row: as salve_sync_row_find_server() found it
 * @theirs: (nullable): as it came; NULL: deleted there
 *
 * The one way in which a state of the server comes into the file.
 */
gboolean
salve_sync_meet (SalveSyncWork *work,
                 const char *type,
                 SalveSyncRow *row,
                 const char *server_id,
                 SalveResource *theirs,
                 const char *version,
                 SalveSyncMet *met,
                 GError **error)
{
  g_auto (Meeting) self = { .type = type, .row = row, .server_id = server_id, .version = version };
  self.clashes = g_ptr_array_new_with_free_func (g_free);
  *met = SALVE_SYNC_MET_THEIRS;
  /* Also while a person has to decide: others name it by that. */
  if (row->rowid != 0 && row->server_version == NULL && theirs != NULL
      && !salve_sync_name (work, type, row, server_id, error))
    return FALSE;
  if (row->rowid == 0 || row->state == SALVE_STATE_SYNCED)
    {
      if (theirs == NULL && row->rowid == 0)
        return TRUE;
      if (theirs != NULL && (self.theirs = salve_sync_localise (work, theirs, row->id, error)) == NULL)
        return FALSE;
      return take_theirs (work, &self, met, error);
    }
  if (!read_sides (work, &self, theirs, error))
    return FALSE;
  if (self.ours == NULL && self.theirs == NULL)
    return take_theirs (work, &self, met, error);
  if (self.ours == NULL || self.theirs == NULL)
    return meet_deletion (work, &self, met, error);
  return meet_edits (work, &self, met, error);
}
