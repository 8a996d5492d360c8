/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <yyjson.h>

#include "salve-resource.h"

G_BEGIN_DECLS

/* A place in a resource: a value that is copied freely and owns nothing; it lives as long as its resource. A place
 * that is not there is an element too, whose value is NULL, and every function here takes it: long chains need no
 * checks in between. */
typedef struct
{
  yyjson_val *value;
} SalveElement;

SalveElement salve_resource_root (SalveResource *resource);
gboolean salve_element_exists (SalveElement self);
gboolean salve_element_is_object (SalveElement self);
gboolean salve_element_is_array (SalveElement self);
SalveElement salve_element_get (SalveElement self, const char *name);
SalveElement salve_element_at (SalveElement self, gsize index);
gsize salve_element_length (SalveElement self);
SalveElement salve_element_path (SalveElement self, const char *path);
const char *salve_element_text (SalveElement self);
const char *salve_element_string (SalveElement self, const char *name);
const char *salve_element_path_string (SalveElement self, const char *path);
gboolean salve_element_boolean (SalveElement self, const char *name, gboolean fallback);
const char *salve_element_number_text (SalveElement self);
gboolean salve_element_double (SalveElement self, double *value);
SalveElement salve_element_choice (SalveElement self, const char *prefix, const char **suffix);
SalveElement salve_element_extension (SalveElement self, const char *url);
char *salve_element_to_json (SalveElement self);

/* Walks an array's items, or an element that is not an array as its only item (absent: none). */
typedef struct
{
  yyjson_arr_iter iter;
  yyjson_val *single;
} SalveElementIter;

void salve_element_iter_init (SalveElementIter *iter, SalveElement array);
gboolean salve_element_iter_next (SalveElementIter *iter, SalveElement *item);

#define SALVE_ELEMENT_FOREACH(item, array)                                                                   \
  for (SalveElementIter item##_iter,                                                                         \
       *item##_once = (salve_element_iter_init (&item##_iter, (array)), &item##_iter);                       \
       item##_once != NULL; item##_once = NULL)                                                              \
    for (SalveElement item; salve_element_iter_next (&item##_iter, &item);)

G_END_DECLS
