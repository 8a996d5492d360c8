/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings FHIR files into a store: whatever their shape, as often as one likes, and says what it did not take. */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "salve-input.h"
#include "salve-store.h"

G_BEGIN_DECLS

/**
 * SalveImportPhase:
 * @SALVE_IMPORT_COLLECTING: looking for files; a pipe is read to its end
 * @SALVE_IMPORT_SCANNING: learning ids, because references point forward
 * @SALVE_IMPORT_STORING: reading and storing
 */
typedef enum
{
  SALVE_IMPORT_COLLECTING,
  SALVE_IMPORT_SCANNING,
  SALVE_IMPORT_STORING,
} SalveImportPhase;

/**
 * SalveImportProgress:
 * @phase: what is being done
 * @bytes: of the input, as it lies on the disk
 * @total_bytes: of all inputs
 * @resources: read so far in this phase
 * @elapsed: µs since the start
 * @resources_per_second: in this phase
 * @remaining: estimated µs to the end, or -1 while nobody can tell
 */
typedef struct
{
  SalveImportPhase phase;
  guint64 bytes;
  guint64 total_bytes;
  guint64 resources;
  gint64 elapsed;
  double resources_per_second;
  gint64 remaining;
} SalveImportProgress;

/**
 * SalveImportProgressFunc:
 *
 * Called on the main context, ten times a second at most.
 */
typedef void (*SalveImportProgressFunc) (const SalveImportProgress *progress, gpointer data);

/**
 * SalveImportRefusal:
 * @where: file, and line or JSON pointer; no patient data
 * @reason: what is wrong with it, and what to do
 */
typedef struct
{
  char *where;
  char *reason;
} SalveImportRefusal;

#define SALVE_IMPORT_MAX_REFUSALS 1000

/**
 * SalveImportReport:
 * @n_inputs: files read
 * @n_read: resources found
 * @n_added: new ones
 * @n_updated: ones that the store had with another content
 * @n_unchanged: ones that the store had already
 * @n_refused: ones, or files, that were not taken
 * @n_unresolved: references that name nothing known; kept as they came
 * @n_shared_cards: health cards that came and that more than one patient has now; all of them were taken
 * @cards: (element-type utf8): the health cards that came
 * @refusals: (element-type SalveImportRefusal): the first %SALVE_IMPORT_MAX_REFUSALS of them
 * @elapsed: µs
 * @dry_run: nothing was stored; the counts are what would have been done
 * @cancelled: stopped by a person; what is counted as added or updated is in the store
 * @failure: (nullable): why the store took no more; what is counted as added or updated is in it
 */
typedef struct
{
  guint n_inputs;
  guint64 n_read;
  guint64 n_added;
  guint64 n_updated;
  guint64 n_unchanged;
  guint64 n_refused;
  guint64 n_unresolved;
  guint64 n_shared_cards;
  GPtrArray *cards;
  GPtrArray *refusals;
  gint64 elapsed;
  gboolean dry_run;
  gboolean cancelled;
  GError *failure;
} SalveImportReport;

#define SALVE_TYPE_IMPORT_REPORT (salve_import_report_get_type ())
GType salve_import_report_get_type (void);
gboolean salve_import_report_is_complete (const SalveImportReport *self);
SalveImportReport *salve_import_report_ref (SalveImportReport *self);
void salve_import_report_unref (SalveImportReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveImportReport, salve_import_report_unref)

typedef enum
{
  SALVE_IMPORT_DEFAULT = 0,
  SALVE_IMPORT_DRY_RUN = 1 << 0,
} SalveImportFlags;

DexFuture *salve_import (SalveStore *store,
                         const char *const *paths,
                         SalveImportFlags flags,
                         GCancellable *cancellable,
                         SalveImportProgressFunc progress,
                         gpointer progress_data);

G_END_DECLS
