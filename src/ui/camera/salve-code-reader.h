/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes in pictures, as they stand on cards and letters: QR codes and Code 128. */
#pragma once

#include <gdk/gdk.h>
#include <libdex.h>

G_BEGIN_DECLS

#define SALVE_CODE_MAX 200 /* bytes of what a code may say */

DexFuture *salve_code_reader_read (GdkTexture *picture); /* → string, or NULL */

G_END_DECLS
