/* SPDX-License-Identifier: GPL-3.0-or-later */
/* application/x-www-form-urlencoded read strictly: what two readers could understand differently is refused. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SALVE_FORM_MAX_BYTES (16 * 1024)
#define SALVE_FORM_MAX_FIELDS 32

typedef struct _SalveForm SalveForm;

SalveForm *salve_form_parse (const char *text, gsize length, GError **error);
const char *salve_form_get (SalveForm *self, const char *name);
void salve_form_free (SalveForm *self);
char *salve_form_encode (const char *name, ...) G_GNUC_NULL_TERMINATED;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveForm, salve_form_free)

G_END_DECLS
