/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that a person chose from within a sandbox: where they lie in the person's words, and the way to them for a database. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *salve_host_path (GFile *file);
GFile *salve_host_path_near (GFile *file, GFile *store);
gboolean salve_host_path_bring (GFile *from, GFile *to, GCancellable *cancellable, GError **error);

G_END_DECLS
