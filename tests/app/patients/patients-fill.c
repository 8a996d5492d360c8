/* SPDX-License-Identifier: GPL-3.0-or-later */
/* usage: patients-fill STORE KEYFILE COUNT: makes a clinic to look at (the tour, by hand). */
#include "config.h"

#include <stdlib.h>

#include "patients-desk.h"

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveStoreKey) key = NULL;
  g_autoptr (SalveStore) store = NULL;
  g_autoptr (GFile) file = NULL;

  if (argc != 4)
    return 2;
  dex_init ();
  file = g_file_new_for_path (argv[1]);
  key = salve_store_key_new_from_hex_file (argv[2], &error);
  g_assert_no_error (error);
  store = salve_store_open (file, key, SALVE_STORE_OPEN_CREATE, &error);
  g_assert_no_error (error);
  patients_desk_fill (store, (guint)atoi (argv[3]));
  return 0;
}
