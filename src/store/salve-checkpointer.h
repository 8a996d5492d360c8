/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies the journal into the file on a thread and a connection of its own, so that whoever writes need not wait for it. */
#pragma once

#include "salve-connection.h"

G_BEGIN_DECLS

typedef struct _SalveCheckpointer SalveCheckpointer;

SalveCheckpointer *salve_checkpointer_new (SalveConnection *writer, const char *path, SalveStoreKey *key);
void salve_checkpointer_set_busy (SalveCheckpointer *self, gboolean busy);
gboolean salve_checkpointer_wait (SalveCheckpointer *self, gint64 duration);
void salve_checkpointer_free (SalveCheckpointer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveCheckpointer, salve_checkpointer_free)

G_END_DECLS
