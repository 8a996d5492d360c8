/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-resource.h"

G_BEGIN_DECLS

/* A resource in the making: changes are made in its text, so that whatever is not touched stays equal to the byte.
 * Not thread-safe. The first mistake is kept and reported by salve_edit_finish(); later calls do nothing. */
typedef struct _SalveEdit SalveEdit;

SalveEdit *salve_resource_edit (SalveResource *resource);
void salve_edit_free (SalveEdit *self);

void salve_edit_set_json (SalveEdit *self, const char *pointer, const char *json);
void salve_edit_set_string (SalveEdit *self, const char *pointer, const char *text);
void salve_edit_set_boolean (SalveEdit *self, const char *pointer, gboolean value);
void salve_edit_append_json (SalveEdit *self, const char *pointer, const char *json);
void salve_edit_remove (SalveEdit *self, const char *pointer);
gboolean salve_edit_has (SalveEdit *self, const char *pointer);
char *salve_edit_get_json (SalveEdit *self, const char *pointer);
gsize salve_edit_count (SalveEdit *self, const char *pointer);

SalveResource *salve_edit_finish (SalveEdit *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveEdit, salve_edit_free)

G_END_DECLS
