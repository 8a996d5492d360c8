/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom a form can refer to by name: the clinic's doctors, pharmacies and other organisations. Read once, when the first
 * letter is typed. */
#pragma once

#include "salve-store.h"

G_BEGIN_DECLS

#define SALVE_TYPE_NAME_DIRECTORY (salve_name_directory_get_type ())
G_DECLARE_FINAL_TYPE (SalveNameDirectory, salve_name_directory, SALVE, NAME_DIRECTORY, GObject)

typedef struct
{
  char *reference; /* "Practitioner/d1" */
  char *name;
} SalveNameEntry;

SalveNameDirectory *salve_name_directory_new (SalveStore *store);
GPtrArray *
salve_name_directory_search (SalveNameDirectory *self, const char *type, const char *typed, guint limit);
const SalveNameEntry *
salve_name_directory_find (SalveNameDirectory *self, const char *type, const char *reference);

G_END_DECLS
