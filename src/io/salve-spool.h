/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes through a pipe, kept so that it can be read twice: encrypted, in a file without a name. */
#pragma once

#include <gio/gio.h>

#include "salve-io-error.h"

G_BEGIN_DECLS

#define SALVE_TYPE_SPOOL (salve_spool_get_type ())
G_DECLARE_FINAL_TYPE (SalveSpool, salve_spool, SALVE, SPOOL, GObject)

SalveSpool *
salve_spool_new (GInputStream *source, const char *folder, GCancellable *cancellable, GError **error);
guint64 salve_spool_get_size (SalveSpool *self);
GInputStream *salve_spool_read (SalveSpool *self);

G_END_DECLS
