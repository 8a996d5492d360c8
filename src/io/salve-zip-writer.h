/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An archive of a few named parts, made in memory (PKWARE's APPNOTE 6.3.10, without ZIP64). */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _SalveZipWriter SalveZipWriter;

SalveZipWriter *salve_zip_writer_new (void);
void salve_zip_writer_free (SalveZipWriter *self);
gboolean
salve_zip_writer_add (SalveZipWriter *self, const char *name, const char *text, gsize length, GError **error);
GBytes *salve_zip_writer_finish (SalveZipWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveZipWriter, salve_zip_writer_free)

G_END_DECLS
