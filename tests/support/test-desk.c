/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "test-desk.h"

/**
 * test_desk_open:
 * @key_file: (nullable): NULL: the file is not encrypted
 *
 * Returns: (transfer full): the desk's file, which is made where it is not there; the program ends with an error where it
 *   cannot be opened
 */
SalveStore *
test_desk_open (const char *path, const char *key_file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveStoreKey) key = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  SalveStore *store;

  if (key_file != NULL && SALVE_ENCRYPTION)
    key = salve_store_key_new_from_hex_file (key_file, &error);
  g_assert_no_error (error);
  store = salve_store_open (file, key, SALVE_STORE_OPEN_CREATE, &error);
  g_assert_no_error (error);
  return store;
}

static SalveInstant
now (gpointer data)
{
  return g_get_real_time ();
}

static guint32
draw (gpointer data)
{
  return g_random_int ();
}

/* No test waits for what an engine waits for. */
DexFuture *
test_desk_nap (gint64 duration, gpointer data)
{
  return dex_timeout_new_usec (MIN (duration, 50 * G_TIME_SPAN_MILLISECOND));
}

/* Its data is NULL. */
SalveSyncEnvironment
test_desk_get_environment (void)
{
  return (SalveSyncEnvironment){ now, draw, test_desk_nap, NULL };
}
