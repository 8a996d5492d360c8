/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an import reads: files, folders and pipes, as a list of things that can be opened again and again. */
#pragma once

#include <gio/gio.h>

#include "salve-io-error.h"

G_BEGIN_DECLS

typedef struct _SalveInput SalveInput;

/**
 * SALVE_INPUT_PIPE:
 *
 * The path that means standard input.
 */
#define SALVE_INPUT_PIPE "-"

GPtrArray *salve_inputs_collect (const char *const *paths,
                                 const char *spool_folder,
                                 GCancellable *cancellable,
                                 GError **error);
void salve_input_free (SalveInput *self);

const char *salve_input_get_name (SalveInput *self);
guint64 salve_input_get_size (SalveInput *self);
GInputStream *salve_input_open (SalveInput *self, GError **error);
guint64 salve_input_tell (GInputStream *opened);

G_END_DECLS
