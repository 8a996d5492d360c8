/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-edit.h"
#include "salve-element.h"

G_BEGIN_DECLS

/* How the values of one data type are read, compared and told apart. */
typedef struct
{
  gpointer (*read) (SalveElement element);
  gboolean (*equal) (gconstpointer a, gconstpointer b);
  gboolean (*alike) (gconstpointer a, gconstpointer b);
  gboolean (*empty) (gconstpointer value);
  GDestroyNotify destroy;
} SalveListKind;

GPtrArray *
salve_list_merge_prepare (SalveEdit *edit, const char *pointer, GPtrArray *values, const SalveListKind *kind);
void salve_list_merge_strings (SalveEdit *edit, const char *pointer, const char *const *strings);

G_END_DECLS
