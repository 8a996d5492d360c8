/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives resources back as they came: a file of NDJSON a type, or everything of one patient. */
#pragma once

#include "salve-io-error.h"
#include "salve-store.h"

G_BEGIN_DECLS

gboolean salve_export_all (SalveStore *store,
                           GFile *folder,
                           const char *const *types,
                           GHashTable *counts,
                           SalveStoreProgressFunc progress,
                           gpointer user_data,
                           GCancellable *cancellable,
                           GError **error);
gboolean salve_export_patient (SalveStore *store,
                               const char *patient_id,
                               GOutputStream *out,
                               guint64 *n_written,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
