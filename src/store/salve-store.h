/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clinic's file. Writes go to one writer thread and answer with futures; short indexed reads are made on the
 * calling thread through its own read-only connection, which belongs to the thread that opened the store. */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "salve-change.h"
#include "salve-patient-query.h"
#include "salve-store-error.h"
#include "salve-store-key.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_STORE_OPEN_DEFAULT = 0,
  SALVE_STORE_OPEN_CREATE = 1 << 0,    /* make the file when it is not there; never over one that is */
  SALVE_STORE_OPEN_READ_ONLY = 1 << 1, /* no writer: commits are refused */
  SALVE_STORE_OPEN_AS_IT_IS = 1 << 2,  /* a file of an older version is refused and not brought up to date */
} SalveStoreOpenFlags;

#define SALVE_TYPE_STORE (salve_store_get_type ())
G_DECLARE_FINAL_TYPE (SalveStore, salve_store, SALVE, STORE, GObject)

/* Signals, on the main context that was the thread's default when the store was opened:
 *   "changed" (const char *type, const char *id)  after a person's commit, once for each resource
 *   "changed-many" ()                             after a slice of bulk work, and after a rebuild */

SalveStore *salve_store_open (GFile *file, SalveStoreKey *key, SalveStoreOpenFlags flags, GError **error);
/* How far something is: fraction from 0 to 1, below 0 where nobody knows; what in words, perhaps "". */
typedef void (*SalveStoreProgressFunc) (double fraction, const char *what, gpointer user_data);
DexFuture *salve_store_open_async (GFile *file,
                                   SalveStoreKey *key,
                                   SalveStoreOpenFlags flags,
                                   SalveStoreProgressFunc progress,
                                   gpointer user_data,
                                   GCancellable *cancellable);
void salve_store_adopt (SalveStore *self);
void salve_store_expect_lists (SalveStore *self);
DexFuture *salve_store_close (SalveStore *self);
GFile *salve_store_get_file (SalveStore *self);
void salve_store_set_locale (SalveStore *self, SalveLocale *locale);
void salve_store_set_time_zone (SalveStore *self, GTimeZone *zone);
GTimeZone *salve_store_get_time_zone (SalveStore *self);
void salve_store_set_clock (SalveStore *self, SalveInstant (*now) (gpointer data), gpointer data);

/* Writing. The futures resolve after the commit is on the disk. */
DexFuture *salve_store_commit (SalveStore *self, SalveChange *change);
DexFuture *salve_store_undo (SalveStore *self, gint64 change_id, const char *actor, const char *device);

typedef enum
{
  SALVE_BULK_DEFAULT = 0,
  SALVE_BULK_DRY_RUN = 1 << 0, /* count only */
  SALVE_BULK_LOAD = 1 << 1,    /* part of an import at whose end salve_store_finish_load() is called */
} SalveBulkFlags;

#define SALVE_TYPE_BULK_COUNTS (salve_bulk_counts_get_type ())
typedef struct
{
  guint64 added;
  guint64 updated;
  guint64 unchanged;
} SalveBulkCounts;
GType salve_bulk_counts_get_type (void) G_GNUC_CONST;

DexFuture *salve_store_put_bulk (SalveStore *self, GPtrArray *resources, SalveBulkFlags flags);
DexFuture *salve_store_finish_load (SalveStore *self);
DexFuture *salve_store_finish_patients (SalveStore *self);

/* Reading on the opening thread. */
SalveResource *
salve_store_read (SalveStore *self, const char *type, const char *id, gint64 *version, GError **error);
GPtrArray *
salve_store_list_related (SalveStore *self, const char *patient_id, const char *type, GError **error);
gboolean salve_store_has_any (SalveStore *self, const char *type, GError **error);
gboolean salve_store_is_number_taken (SalveStore *self, const char *number, GError **error);
gboolean salve_store_count (SalveStore *self, const char *type, guint64 *count, GError **error);
GHashTable *salve_store_count_types (SalveStore *self, GError **error);
GPtrArray *
salve_store_list_changes (SalveStore *self, const char *type, const char *id, guint limit, GError **error);
gboolean salve_store_count_unsent (SalveStore *self, guint64 *count, GError **error);

typedef gboolean (*SalveResourceFunc) (SalveResource *resource, gpointer user_data, GError **error);
gboolean salve_store_foreach (SalveStore *self,
                              const char *type,
                              SalveResourceFunc func,
                              gpointer user_data,
                              GCancellable *cancellable,
                              GError **error);

/* Patients in lists and searches. */
DexFuture *salve_store_query_patients (SalveStore *self, const SalvePatientQuery *query);
GPtrArray *
salve_store_read_patient_rows (SalveStore *self, const gint64 *rowids, guint n_rowids, GError **error);
DexFuture *salve_store_load_patient_rows (SalveStore *self, const gint64 *rowids, guint n_rowids);
SalvePatientRow *salve_store_read_patient_row (SalveStore *self, const char *patient_id, GError **error);
GPtrArray *salve_store_search_patients (SalveStore *self, const char *text, guint limit, GError **error);
GPtrArray *salve_store_find_duplicates (SalveStore *self, const SalveDuplicateProbe *probe, GError **error);
SalveChange *salve_patient_merge_prepare (SalveStore *self,
                                          const char *keep_id,
                                          const char *drop_id,
                                          const char *actor,
                                          const char *device,
                                          const char *label,
                                          GError **error);
gint64 salve_patient_find_merge (SalveStore *self, const char *keep_id, const char *drop_id, GError **error);

/* Drafts: forms that are not finished. Kept in the encrypted file, never sent. */
typedef struct
{
  char *kind;
  char *key;
  GBytes *content;
  SalveInstant saved;
} SalveDraft;
void salve_draft_free (SalveDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveDraft, salve_draft_free)
DexFuture *salve_store_save_draft (SalveStore *self, const char *kind, const char *key, GBytes *content);
DexFuture *salve_store_drop_draft (SalveStore *self, const char *kind, const char *key);
GPtrArray *salve_store_read_drafts (SalveStore *self, const char *kind, GError **error);

/* The audit trail: append-only, chained by HMAC. */
DexFuture *salve_store_audit (SalveStore *self,
                              const char *actor,
                              const char *action,
                              const char *type,
                              const char *id,
                              const char *detail);

/* Care. */

typedef struct
{
  gboolean ok;
  GPtrArray *problems; /* (element-type utf8) what is wrong and where; no patient data */
  guint64 resources;
  guint64 audit_rows;
} SalveCheckReport;
void salve_check_report_free (SalveCheckReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveCheckReport, salve_check_report_free)
SalveCheckReport *salve_store_check (SalveStore *self,
                                     SalveStoreProgressFunc progress,
                                     gpointer user_data,
                                     GCancellable *cancellable,
                                     GError **error);
DexFuture *salve_store_rebuild_projections (SalveStore *self);
gboolean salve_store_backup (SalveStore *self,
                             GFile *to,
                             SalveStoreProgressFunc progress,
                             gpointer user_data,
                             GCancellable *cancellable,
                             GError **error);
gboolean salve_store_restore (GFile *backup, GFile *to, SalveStoreKey *key, GError **error);

G_END_DECLS
