/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gzip and xz, told apart by their first bytes; anything else passes through. */
#pragma once

#include <gio/gio.h>

#include "salve-io-error.h"

G_BEGIN_DECLS

#define SALVE_TYPE_DECOMPRESSOR (salve_decompressor_get_type ())
G_DECLARE_FINAL_TYPE (SalveDecompressor, salve_decompressor, SALVE, DECOMPRESSOR, GObject)

SalveDecompressor *salve_decompressor_new (void);
GInputStream *salve_decompressor_wrap (GInputStream *stream);

G_END_DECLS
