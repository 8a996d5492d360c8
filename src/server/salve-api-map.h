/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plain JSON of /api/v1 as a table: which name stands for which place in which resource. Reading, writing and the
 * OpenAPI document all come from it. */
#pragma once

#include <yyjson.h>

#include "salve-resource.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_API_TEXT,
  SALVE_API_CODE,      /* one of the words in SalveApiField.target, divided by | */
  SALVE_API_REFERENCE, /* the id of a resource of the type in target */
  SALVE_API_TIME,      /* an instant, RFC 3339 */
  SALVE_API_DATE,      /* 1974, 1974-03 or 1974-03-09 */
  SALVE_API_AGE,       /* years; becomes an estimated date of birth */
  SALVE_API_NUMBER,
} SalveApiKind;

typedef struct
{
  const char *name;
  const char *pointer; /* RFC 6901 */
  SalveApiKind kind;
  const char *target;
  gboolean required; /* when it is made */
} SalveApiField;

typedef struct
{
  const char *name;     /* below /api/v1 */
  const char *type;     /* the resource's */
  const char *what;     /* for the document */
  const char *skeleton; /* members of a new resource, beside type and id */
  const char *time;     /* NULL, or the pointer that is set to now where nothing was sent */
  const SalveApiField *fields;
} SalveApiCollection;

const SalveApiCollection *salve_api_collections (gsize *n);
const SalveApiCollection *salve_api_collection_find (const char *name);
SalveResource *salve_api_to_resource (const SalveApiCollection *collection,
                                      yyjson_val *object,
                                      SalveResource *old,
                                      const char *id,
                                      gint64 now,
                                      GError **error);
char *salve_api_from_resource (const SalveApiCollection *collection,
                               SalveResource *resource,
                               const char *id,
                               gint64 now);

G_END_DECLS
