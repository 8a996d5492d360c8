/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints the server's table of routes, a row a line: method, pattern, type, policy. */
#include "config.h"

#include <stdio.h>

#include "salve-exchange.h"

int
main (void)
{
  static const char *const policies[] = { "?", "public", "signed-in", "permission", "entries" };

  for (gsize i = 0; i < salve_n_routes; i++)
    printf ("%s\t%s\t%s\t%s\n", salve_routes[i].method, salve_routes[i].pattern,
            salve_routes[i].type != NULL ? salve_routes[i].type : "-", policies[salve_routes[i].policy]);
  return 0;
}
