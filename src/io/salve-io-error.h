/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can go wrong with files that come and go. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SALVE_IO_ERROR (salve_io_error_quark ())

/**
 * SalveIoError:
 * @SALVE_IO_ERROR_DAMAGED: compressed data that does not decompress
 * @SALVE_IO_ERROR_TRUNCATED: compressed data whose end is missing
 * @SALVE_IO_ERROR_TOO_LARGE: more than may be held
 * @SALVE_IO_ERROR_NOTHING: nothing to do: an empty folder, a type of which there is none
 * @SALVE_IO_ERROR_EXISTS: a target that is there already and would be overwritten
 * @SALVE_IO_ERROR_FAILED: anything else; the message says what
 */
typedef enum
{
  SALVE_IO_ERROR_DAMAGED,
  SALVE_IO_ERROR_TRUNCATED,
  SALVE_IO_ERROR_TOO_LARGE,
  SALVE_IO_ERROR_NOTHING,
  SALVE_IO_ERROR_EXISTS,
  SALVE_IO_ERROR_FAILED,
} SalveIoError;

GQuark salve_io_error_quark (void);

G_END_DECLS
