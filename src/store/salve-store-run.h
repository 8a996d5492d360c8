/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the engine's other folders (sync, server): work of their own on the store's connections. A write is one or more
 * transactions of its own; a read sees one state where it begins one. The functions run on the store's threads. */
#pragma once

#include "salve-statement.h"
#include "salve-store.h"
#include "salve-worker.h"

G_BEGIN_DECLS

DexFuture *salve_store_run_write (SalveStore *self,
                                  SalvePriority priority,
                                  SalveWorkFunc func,
                                  gpointer data,
                                  GDestroyNotify destroy);
DexFuture *salve_store_run_read (SalveStore *self,
                                 SalvePriority priority,
                                 SalveWorkFunc func,
                                 gpointer data,
                                 GDestroyNotify destroy);

typedef SalveChange *(*SalvePrepareFunc) (SalveConnection *connection, gpointer data, GError **error);
typedef gboolean (*SalveFinishFunc) (SalveConnection *connection,
                                     gint64 change_id,
                                     gpointer data,
                                     GError **error);
DexFuture *salve_store_commit_with (SalveStore *self,
                                    SalvePrepareFunc prepare,
                                    SalveFinishFunc finish,
                                    gpointer data,
                                    GDestroyNotify destroy);

/* A server keeps no outbox: it has nobody to send to. */
void salve_store_set_keeps_outbox (SalveStore *self, gboolean keeps);

G_END_DECLS
