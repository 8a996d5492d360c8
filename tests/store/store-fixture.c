/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

SalveStoreKey *
store_fixture_key (void)
{
  guint8 bytes[SALVE_STORE_KEY_SIZE];

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8)(7 * i + 1);
  return salve_store_key_new_from_bytes (bytes);
}

StoreFixture *
store_fixture_new (void)
{
  StoreFixture *self = g_new0 (StoreFixture, 1);
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("salve-store-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "clinic.salve", NULL);
  self->file = g_file_new_for_path (self->path);
  self->key = store_fixture_key ();
  return self;
}

void
store_fixture_remove_folder (const char *folder)
{
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  const char *name;

  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        store_fixture_remove_folder (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

void
store_fixture_free (StoreFixture *self)
{
  if (self == NULL)
    return;
  store_fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_object_unref (self->file);
  salve_store_key_unref (self->key);
  g_free (self);
}

SalveStore *
store_fixture_open (StoreFixture *self)
{
  g_autoptr (GError) error = NULL;
  SalveStore *store = salve_store_open (self->file, self->key, SALVE_STORE_OPEN_CREATE, &error);

  g_assert_no_error (error);
  return store;
}

void
store_fixture_close (SalveStore *store)
{
  g_autoptr (GError) error = NULL;

  store_fixture_wait (salve_store_close (store), &error);
  g_assert_no_error (error);
  g_object_unref (store);
}

void
store_fixture_copy_file (const char *from, const char *to)
{
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (from, &content, &length, &error);
  g_assert_no_error (error);
  g_file_set_contents (to, content, (gssize)length, &error);
  g_assert_no_error (error);
}

/* Pages, foreign keys, projections against a rebuild and the audit chain. */
void
store_fixture_assert_sound (SalveStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveCheckReport) report = salve_store_check (store, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < report->problems->len; i++)
    g_test_message ("%s", (const char *)report->problems->pdata[i]);
  g_assert_true (report->ok);
}

static gboolean
note_resource (SalveResource *resource, gpointer data, GError **error)
{
  gsize length;
  const char *text = salve_resource_get_text (resource, &length);

  g_hash_table_insert (
      data,
      g_strdup_printf ("%s/%s", salve_resource_get_type_name (resource), salve_resource_get_id (resource)),
      g_strndup (text, length));
  return TRUE;
}

/* Returns: (transfer full): "Type/id" to body, of all that is in the store */
GHashTable *
store_fixture_dump (SalveStore *store)
{
  g_autoptr (GError) error = NULL;
  GHashTable *all = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  salve_store_foreach (store, NULL, note_resource, all, NULL, &error);
  g_assert_no_error (error);
  return all;
}

void
store_fixture_assert_same (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer key, value;

  g_assert_cmpuint (g_hash_table_size (a), ==, g_hash_table_size (b));
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_assert_cmpstr (g_hash_table_lookup (b, key), ==, value);
}

SalveResource *
store_fixture_parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  SalveResource *resource = salve_resource_new_from_text (json, -1, &error);

  g_assert_no_error (error);
  return resource;
}

/* n goes into the birth date, the telephone number and an extension that the store does not understand. */
SalveResource *
store_fixture_patient (const char *id, const char *family, const char *given, guint n)
{
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Patient\",\"id\":\"%s\",\"extension\":[{\"url\":\"urn:x:n\",\"valueInteger\":%u}],"
      "\"identifier\":[{\"type\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v2-0203\","
      "\"code\":\"MR\"}]},\"value\":\"R%06u\"}],\"name\":[{\"family\":\"%s\",\"given\":[\"%s\"]}],"
      "\"telecom\":[{\"system\":\"phone\",\"value\":\"+49 30 "
      "%07u\"}],\"gender\":\"%s\",\"birthDate\":\"%04u-%02u-%02u\"}",
      id, n, n, family, given, n, n % 2 ? "female" : "male", 1920 + n % 100, 1 + n % 12, 1 + n % 28);

  return store_fixture_parse (json);
}

SalveResource *
store_fixture_encounter (const char *id, const char *patient_id, guint n)
{
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Encounter\",\"id\":\"%s\",\"status\":\"finished\",\"class\":{\"code\":\"AMB\"},"
      "\"subject\":{\"reference\":\"Patient/%s\"},\"period\":{\"start\":\"20%02u-%02u-%02uT10:00:00Z\"}}",
      id, patient_id, n % 26, 1 + n % 12, 1 + n % 28);

  return store_fixture_parse (json);
}

/* Takes the future. A promise that another thread resolves wakes nobody here, hence the short naps. */
gboolean
store_fixture_wait (DexFuture *future, GError **error)
{
  gboolean ok;

  while (dex_future_is_pending (future))
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (20);
  ok = dex_future_get_value (future, error) != NULL;
  dex_unref (future);
  return ok;
}

gint64
store_fixture_wait_id (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  gint64 id;

  dex_ref (future);
  store_fixture_wait (future, &error);
  g_assert_no_error (error);
  id = g_value_get_int64 (dex_future_get_value (future, NULL));
  dex_unref (future);
  return id;
}

gint64
store_fixture_put (SalveStore *store, SalveResource *resource)
{
  g_autoptr (SalveChange) change = salve_change_new ("tester", "desk", "Put");

  salve_change_put (change, resource, SALVE_VERSION_ANY);
  return store_fixture_wait_id (salve_store_commit (store, change));
}
