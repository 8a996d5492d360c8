/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One connection to the clinic's file. It belongs to one thread at a time and says so when another one comes. */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "salve-store-error.h"
#include "salve-store-key.h"

G_BEGIN_DECLS

typedef struct _SalveConnection SalveConnection;
typedef struct _SalveStatement SalveStatement;

SalveConnection *salve_connection_open (const char *path,
                                        SalveStoreKey *key,
                                        gboolean create,
                                        gboolean read_only,
                                        GError **error);
gboolean salve_connection_make_read_only (SalveConnection *self, GError **error);
void salve_connection_free (SalveConnection *self);
void salve_connection_adopt (SalveConnection *self);
const char *salve_connection_get_path (SalveConnection *self);
sqlite3 *salve_connection_get_handle (SalveConnection *self);

void salve_connection_set_cancellable (SalveConnection *self, GCancellable *cancellable);
gboolean salve_connection_exec (SalveConnection *self, const char *sql, GError **error);
gboolean salve_connection_begin (SalveConnection *self, GError **error);
gboolean salve_connection_commit (SalveConnection *self, GError **error);
gboolean salve_connection_is_in_transaction (SalveConnection *self);
void salve_connection_rollback (SalveConnection *self);
gboolean salve_connection_begin_read (SalveConnection *self, GError **error);

SalveStatement *salve_connection_prepare (SalveConnection *self, const char *sql, GError **error);
SalveStatement *salve_connection_take (SalveConnection *self, const char *sql, GError **error);
void salve_connection_keep (SalveConnection *self, SalveStatement *statement);
gboolean
salve_connection_run (SalveConnection *self, GError **error, const char *sql, const char *types, ...);
gboolean salve_connection_get_int (SalveConnection *self, const char *sql, gint64 *value, GError **error);
gint64 salve_connection_last_rowid (SalveConnection *self);
guint salve_connection_n_pages (SalveConnection *self);
gint64 salve_connection_n_changed (SalveConnection *self);

void salve_connection_set_deferring (SalveConnection *self, gboolean deferring);
gboolean salve_connection_is_deferring (SalveConnection *self);
void salve_connection_set_noting (SalveConnection *self, gboolean noting);
void salve_connection_note (SalveConnection *self, gint64 rowid);
gboolean salve_connection_is_noted (SalveConnection *self, gint64 rowid);

/* Whether rows of a server's searches are kept (salve-search-index.h): not asked yet, no, yes though nobody may search by
 * them yet, yes. */
typedef enum
{
  SALVE_INDEXING_UNKNOWN,
  SALVE_INDEXING_OFF,
  SALVE_INDEXING_MAKING,
  SALVE_INDEXING_ON,
} SalveIndexing;
void salve_connection_set_indexing (SalveConnection *self, SalveIndexing indexing);
SalveIndexing salve_connection_get_indexing (SalveConnection *self);

gboolean salve_connection_fail (SalveConnection *self, int code, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveConnection, salve_connection_free)

G_END_DECLS
