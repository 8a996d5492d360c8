/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocking work of this folder (the keyring, argon2id) on a thread of its own. */
#pragma once

#include <libdex.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* FALSE with an error when it failed. */
typedef gboolean (*SalveAuthWork) (gpointer data, GCancellable *cancellable, GError **error);

DexFuture *salve_auth_thread_run (SalveAuthWork work, gpointer data, GDestroyNotify free_data);

G_END_DECLS
