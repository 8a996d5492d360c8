/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "salve-core.h"
int
main (void)
{
  return 77;
}
