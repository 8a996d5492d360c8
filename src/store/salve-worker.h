/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thread that owns a connection and does jobs one after the other: the more urgent first, then in their order. */
#pragma once

#include <libdex.h>

#include "salve-connection.h"

G_BEGIN_DECLS

typedef struct _SalveWorker SalveWorker;

typedef enum
{
  SALVE_PRIORITY_PERSON, /* somebody waits for it */
  SALVE_PRIORITY_NORMAL,
  SALVE_PRIORITY_BULK, /* done in slices, between which the others come in */
} SalvePriority;

/* Does a job or a slice of it. Answers TRUE with *again set when there is more to do, TRUE with value set (to any type;
 * unset means nothing) at the end, FALSE with an error. connection is the worker's. */
typedef gboolean (*SalveWorkFunc) (SalveConnection *connection,
                                   gpointer data,
                                   GValue *value,
                                   gboolean *again,
                                   GError **error);

SalveWorker *salve_worker_new (const char *name, const char *path, SalveStoreKey *key, gboolean read_only);
void salve_worker_unref (SalveWorker *self);
SalveWorker *salve_worker_ref (SalveWorker *self);

DexFuture *salve_worker_push (SalveWorker *self,
                              SalvePriority priority,
                              SalveWorkFunc func,
                              gpointer data,
                              GDestroyNotify destroy);
gboolean salve_worker_is_wanted (SalveWorker *self);

/* A job that another one does along with itself. */
typedef struct _SalveWorkerTaken SalveWorkerTaken;
SalveWorkerTaken *salve_worker_take (SalveWorker *self, SalveWorkFunc func, gpointer *data);
void salve_worker_finish_taken (SalveWorkerTaken *taken, GValue *value, GError *error);
guint salve_worker_get_backlog (SalveWorker *self);
gboolean salve_worker_was_wanted (SalveWorker *self, gint64 within);
gboolean salve_worker_run (SalveWorker *self, SalveWorkFunc func, gpointer data, GError **error);
DexFuture *salve_worker_stop (SalveWorker *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveWorker, salve_worker_unref)

G_END_DECLS
