/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of what the server answers. A row without a policy does not compile; tests are made from the table. */
#pragma once

#include <glib.h>

#include "salve-permission.h"

G_BEGIN_DECLS

typedef struct _SalveExchange SalveExchange;
typedef gboolean (*SalveHandler) (SalveExchange *exchange, GError **error);

typedef enum
{
  SALVE_POLICY_PUBLIC = 1, /* anybody: says nothing of any person */
  SALVE_POLICY_SIGNED_IN,  /* whoever signed in, about themselves alone */
  SALVE_POLICY_PERMISSION, /* by the table of roles, for the action and the type in the path */
  SALVE_POLICY_ENTRIES,    /* a Bundle or a job: whoever signed in; each entry is asked for by itself */
} SalvePolicy;

typedef struct _SalveRoute
{
  const char *method;
  const char *
      pattern; /* parts that begin with a colon are names: ":type" and ":id" are checked, others are any text */
  const char *type; /* what is asked for where the pattern has no ":type" */
  SalvePolicy policy;
  SalveAction action;
  SalveHandler handler;
} SalveRoute;

/* The array of a negative size is the compile error of a row without a policy. */
#define SALVE_ROUTE(method, pattern, type, policy, action, handler)                                            \
  {                                                                                                            \
    method, pattern, type, (SalvePolicy)((policy) + 0 * sizeof (char[(policy) > 0 ? 1 : -1])), action, handler \
  }

extern const SalveRoute salve_routes[];
extern const gsize salve_n_routes;

const SalveRoute *salve_route_find (const char *method, const char *path, GHashTable **names, char **allowed);

G_END_DECLS
