/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For journeys: makes a clinic's file as the first version left it, with many appointments, or makes one pretend that a
 * version of the far future wrote it.
 *
 * usage: file-of-version old|newer STORE KEYFILE */
#include "config.h"

#include "store-version-1.h"

#include <string.h>

#define APPOINTMENTS 120000
#define FAR_FUTURE 9000

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveStoreKey) key = argc == 4 ? salve_store_key_new_from_hex_file (argv[3], &error) : NULL;

  if (key == NULL)
    {
      g_printerr ("usage: %s old|newer STORE KEYFILE %s\n", argv[0], error != NULL ? error->message : "");
      return 2;
    }
  if (strcmp (argv[1], "old") == 0)
    store_version_1_make (argv[2], key, APPOINTMENTS);
  else
    store_version_set (argv[2], key, FAR_FUTURE);
  return 0;
}
