/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread of an import that reads, checks and resolves, and hands over batches of resources. */
#pragma once

#include "salve-importer.h"
#include "salve-resource.h"

G_BEGIN_DECLS

typedef struct _SalveImportWorker SalveImportWorker;

SalveImportWorker *
salve_import_worker_start (const char *const *paths, const char *spool_folder, GCancellable *cancellable);
DexFuture *salve_import_worker_next (SalveImportWorker *self);
void salve_import_worker_get_progress (SalveImportWorker *self, SalveImportProgress *progress);
void salve_import_worker_stop (SalveImportWorker *self, SalveImportReport *report, GError **error);

G_END_DECLS
