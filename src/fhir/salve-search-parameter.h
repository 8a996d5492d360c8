/* SPDX-License-Identifier: GPL-3.0-or-later */
/* By what resources are found: FHIR R4's search parameters (https://hl7.org/fhir/R4/searchparameter-registry.html) of
 * the types that a clinic has, as data. Nothing outside of this table is ever searched or sorted by. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SALVE_SEARCH_TOKEN,
  SALVE_SEARCH_STRING,
  SALVE_SEARCH_DATE,
  SALVE_SEARCH_REFERENCE,
  SALVE_SEARCH_URI,
  SALVE_SEARCH_QUANTITY,
} SalveSearchKind;

/* _id and _lastUpdated are columns of the record; everything else has rows of an index. */
typedef enum
{
  SALVE_SEARCH_INDEXED,
  SALVE_SEARCH_RECORD_ID,
  SALVE_SEARCH_RECORD_UPDATED,
} SalveSearchPlace;

typedef struct
{
  const char *name;
  SalveSearchKind kind;
  /* Where in the JSON: paths with dots, arrays walked whole, "|" between alternatives, "[x]" for an element whose type
   * varies, "[phone]" for the items whose system is that. */
  const char *path;
  const char *targets; /* of a reference: types with spaces between; NULL: any */
  SalveSearchPlace place;
  guint number; /* its own among all parameters of all types; counts from 1 */
} SalveSearchParameter;

const SalveSearchParameter *salve_search_parameters (const char *type, gsize *n);
const SalveSearchParameter *salve_search_parameter_find (const char *type, const char *name);
const char *const *salve_search_types (void);
gboolean salve_search_parameter_targets (const SalveSearchParameter *self, const char *type);
const char *salve_search_kind_to_code (SalveSearchKind kind);
const char *salve_search_parameters_fingerprint (void);

G_END_DECLS
