/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of sync's rows share. All of it runs on the writer's thread, inside the caller's transaction. */
#pragma once

#include "salve-statement.h"
#include "salve-sync-rows.h"

G_BEGIN_DECLS

#define SALVE_STATE_SYNCED 1
#define SALVE_STATE_EDITED 2
#define SALVE_SYNC_LOOSE                                                                                     \
  "loose " /* begins the names of cursors of references that may be found to mean something here */

/* A resource's row with what sync knows of it. */
typedef struct
{
  gint64 rowid; /* 0: there is none */
  gint64 version;
  gboolean deleted;
  int state;
  char *id;
  char *server_id; /* NULL: the same as id */
  char *server_version;
  GBytes *body;
  GBytes *base; /* NULL where the body is what the server has, or nobody knows */
} SalveSyncRow;
void salve_sync_row_clear (SalveSyncRow *row);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SalveSyncRow, salve_sync_row_clear)

/* One transaction's work. */
typedef struct
{
  SalveConnection *connection;
  SalveStore *store;
  const SalveSyncRules *rules;
  gint64 now;
  SalveInstant their_time; /* when what is being applied happened there; 0: nobody knows */
  gboolean maps;           /* some id is another one there */
  gboolean emergencies;    /* some of what is here came for an emergency alone */
  GPtrArray *changed;      /* (element-type utf8): type, id, type, id, … */
} SalveSyncWork;
gboolean salve_sync_work_begin (SalveSyncWork *work,
                                SalveConnection *connection,
                                SalveStore *store,
                                const SalveSyncRules *rules,
                                GError **error);
void salve_sync_note_changed (SalveSyncWork *work, const char *type, const char *id);
gboolean
salve_sync_note_emergency (SalveSyncWork *work, const char *type, const SalveSyncRow *row, GError **error);
gboolean salve_sync_work_end (SalveSyncWork *work, gboolean ok, GError **error);

gboolean salve_sync_row_find (SalveSyncWork *work,
                              const char *type,
                              const char *id,
                              SalveSyncRow *row,
                              GError **error);
gboolean salve_sync_row_find_server (SalveSyncWork *work,
                                     const char *type,
                                     const char *server_id,
                                     SalveResource *theirs,
                                     SalveSyncRow *row,
                                     GError **error);
const char *salve_sync_marked_id (SalveResource *theirs);
gboolean salve_sync_name (SalveSyncWork *work,
                          const char *type,
                          SalveSyncRow *row,
                          const char *server_id,
                          GError **error);
SalveResource *
salve_sync_localise (SalveSyncWork *work, SalveResource *theirs, const char *id, GError **error);
SalveResource *salve_sync_compose (SalveSyncWork *work,
                                   SalveResource *ours,
                                   const SalveSyncRow *row,
                                   const char *new_name,
                                   GHashTable *going,
                                   gboolean *deferred,
                                   GError **error);
SalveResource *
salve_sync_mark_as (SalveResource *resource, SalveResource *like, const char *local_id, GError **error);
SalveResource *
salve_sync_read_ours (SalveSyncWork *work, const SalveSyncRow *row, SalveResource *base, GError **error);
gboolean salve_sync_same (SalveResource *a, SalveResource *b);
gboolean salve_sync_creates_by_put (const SalveSyncRules *rules, const char *id);
gboolean salve_sync_find_new_name (SalveSyncWork *work,
                                   const char *type,
                                   const SalveSyncRow *row,
                                   SalveResource *ours,
                                   char **name,
                                   GError **error);

gboolean salve_sync_claim (SalveSyncWork *work,
                           const char *type,
                           const SalveSyncRow *row,
                           const char *server_id,
                           GError **error);
gboolean salve_sync_insert_new (SalveSyncWork *work,
                                const char *type,
                                SalveResource *theirs,
                                const char *version,
                                gint64 *rowid,
                                GError **error);
gboolean salve_sync_put_clean (SalveSyncWork *work,
                               const char *type,
                               SalveSyncRow *row,
                               SalveResource *theirs,
                               const char *server_id,
                               const char *version,
                               GError **error);
gboolean salve_sync_put_edited (SalveSyncWork *work,
                                const char *type,
                                SalveSyncRow *row,
                                SalveResource *ours,
                                SalveResource *base,
                                const char *server_id,
                                const char *version,
                                GError **error);
gboolean salve_sync_delete_clean (SalveSyncWork *work,
                                  const char *type,
                                  SalveSyncRow *row,
                                  const char *version,
                                  GError **error);
gboolean salve_sync_meet (SalveSyncWork *work,
                          const char *type,
                          SalveSyncRow *row,
                          const char *server_id,
                          SalveResource *theirs,
                          const char *version,
                          SalveSyncMet *met,
                          GError **error);

/* Of a page. */
gboolean salve_sync_is_guard (SalveResource *resource);
const char *salve_sync_version_of_entry (const SalveBundleEntry *entry, char **etag);
gboolean salve_sync_apply_entry (SalveSyncWork *work,
                                 SalveSyncCounts *counts,
                                 GHashTable *seen,
                                 const SalveBundleEntry *entry,
                                 GError **error);
gboolean salve_sync_set_cursors (SalveSyncWork *work, char **cursors, GError **error);

typedef gboolean (*SalveSyncFunc) (SalveSyncWork *work, gpointer data, GValue *value, GError **error);
DexFuture *salve_sync_run (SalveStore *store,
                           const SalveSyncRules *rules,
                           SalvePriority priority,
                           SalveSyncFunc func,
                           gpointer data,
                           GDestroyNotify destroy);

G_END_DECLS
