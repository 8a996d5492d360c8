/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Most of a typed view is "this element, as that": one line each, with these. A path has dots between names and enters
 * lists at their first item. */
#pragma once

#include "salve-datatypes.h"

#define SALVE_VIEW_TEXT(function, path)                                                                      \
  const char *function (SalveResource *resource)                                                             \
  {                                                                                                          \
    return salve_element_path_string (salve_resource_root (resource), path);                                 \
  }

/* A number as its digits were written. */
#define SALVE_VIEW_NUMBER(function, path)                                                                    \
  const char *function (SalveResource *resource)                                                             \
  {                                                                                                          \
    return salve_element_number_text (salve_element_path (salve_resource_root (resource), path));            \
  }

#define SALVE_VIEW_BOOLEAN(function, name, fallback)                                                         \
  gboolean function (SalveResource *resource)                                                                \
  {                                                                                                          \
    return salve_element_boolean (salve_resource_root (resource), name, fallback);                           \
  }

#define SALVE_VIEW_ELEMENT(function, path)                                                                   \
  SalveElement function (SalveResource *resource)                                                            \
  {                                                                                                          \
    return salve_element_path (salve_resource_root (resource), path);                                        \
  }

#define SALVE_VIEW_REFERENCE(function, path, type)                                                           \
  char *function (SalveResource *resource)                                                                   \
  {                                                                                                          \
    return salve_reference_id (salve_element_path (salve_resource_root (resource), path), type);             \
  }

#define SALVE_VIEW_DATE(function, name)                                                                      \
  gboolean function (SalveResource *resource, SalvePartialDate *date)                                        \
  {                                                                                                          \
    return salve_read_date (salve_element_get (salve_resource_root (resource), name), date);                 \
  }

#define SALVE_VIEW_LIST(function, reader, name)                                                              \
  GPtrArray *function (SalveResource *resource)                                                              \
  {                                                                                                          \
    return reader (salve_element_get (salve_resource_root (resource), name));                                \
  }

#define SALVE_VIEW_NAMES(function, name) SALVE_VIEW_LIST (function, salve_read_human_names, name)
#define SALVE_VIEW_TELECOMS(function, name) SALVE_VIEW_LIST (function, salve_read_contact_points, name)
#define SALVE_VIEW_ADDRESSES(function, name) SALVE_VIEW_LIST (function, salve_read_addresses, name)
#define SALVE_VIEW_IDENTIFIERS(function, name) SALVE_VIEW_LIST (function, salve_read_identifiers, name)

void salve_view_set_reference (SalveEdit *edit, const char *pointer, const char *type, const char *id);
