/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-search-parameter.h"

G_BEGIN_DECLS

typedef struct
{
  const char *type; /* "*": every type */
  const char *name;
  SalveSearchKind kind;
  const char *path;
  const char *targets;
} SalveSearchTableRow;

const SalveSearchTableRow *salve_search_table (gsize *n);

G_END_DECLS
