/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work on the whole file (export, backup, check, demo) on a thread of its own, with its progress and a way to stop it. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SALVE_TYPE_TASK_DIALOG (salve_task_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SalveTaskDialog, salve_task_dialog, SALVE, TASK_DIALOG, AdwDialog)

/**
 * SalveTaskFunc:
 * @dialog: to report progress to; nothing else of it may be touched on this thread
 * @outcome: (out): what was done, for a person
 *
 * Runs on a thread of its own.
 *
 * Returns: whether everything asked for was done
 */
typedef gboolean (*SalveTaskFunc) (SalveTaskDialog *dialog,
                                   gpointer data,
                                   char **outcome,
                                   GCancellable *cancellable,
                                   GError **error);

AdwDialog *
salve_task_dialog_new (const char *title, SalveTaskFunc func, gpointer data, GDestroyNotify destroy);
void salve_task_dialog_offer (SalveTaskDialog *self,
                              const char *label,
                              void (*func) (SalveTaskDialog *dialog, gpointer data),
                              gpointer data);
void salve_task_dialog_report (double fraction, const char *what, gpointer dialog);

G_END_DECLS
