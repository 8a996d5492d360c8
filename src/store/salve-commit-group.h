/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of several people in one transaction. To make a change durable takes the disk, and the page that all of them
 * touch its cipher, longer than to make it; and nobody waits longer for what is written together with his own. */
#pragma once

#include "salve-worker.h"

G_BEGIN_DECLS

/**
 * SalveGroupFuncs:
 * @work: what the jobs of such changes are pushed with
 * @make: makes the change in the transaction that was begun, or refuses it; sets the job's value
 * @made: hears, once it is on the disk, of a change that was made
 */
typedef struct
{
  SalveWorkFunc work;
  gboolean (*make) (SalveConnection *connection, gpointer data, GValue *value, GError **error);
  void (*made) (gpointer data);
} SalveGroupFuncs;

gboolean salve_commit_group_run (SalveConnection *connection,
                                 SalveWorker *writer,
                                 const SalveGroupFuncs *funcs,
                                 gpointer data,
                                 GValue *value,
                                 GError **error);

G_END_DECLS
