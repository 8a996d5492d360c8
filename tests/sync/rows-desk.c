/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rows-desk.h"

#include <string.h>

#include "salve-element.h"
#include "salve-merge.h"

void
rows_set_up (RowsDesk *desk, gconstpointer data)
{
  desk->fixture = store_fixture_new ();
  desk->store = store_fixture_open (desk->fixture);
  desk->rules = (SalveSyncRules){ .base = "https://server.example/fhir",
                                  .put_creates = TRUE,
                                  .transactions = TRUE,
                                  .most_entries = 100,
                                  .most_bytes = 1024 * 1024,
                                  .merge = salve_merge };
  g_assert_true (store_fixture_wait (salve_sync_rows_prepare (desk->store), NULL));
}

void
rows_tear_down (RowsDesk *desk, gconstpointer data)
{
  store_fixture_assert_sound (desk->store);
  store_fixture_close (desk->store);
  store_fixture_free (desk->fixture);
}

/* Takes the future. Returns: (transfer full): the boxed value */
gpointer
rows_wait_boxed (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  gpointer boxed;

  dex_ref (future);
  store_fixture_wait (future, &error);
  g_assert_no_error (error);
  boxed = g_value_dup_boxed (dex_future_get_value (future, NULL));
  dex_unref (future);
  return boxed;
}

void
rows_wait_done (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  store_fixture_wait (future, &error);
  g_assert_no_error (error);
}

SalveSyncBatch *
rows_begin (RowsDesk *desk)
{
  return rows_wait_boxed (salve_sync_rows_begin (desk->store, &desk->rules));
}

const SalveSyncEntry *
rows_entry (SalveSyncBatch *batch, guint index)
{
  g_assert_cmpuint (index, <, batch->entries->len);
  return batch->entries->pdata[index];
}

void
rows_acknowledge (RowsDesk *desk, const SalveSyncEntry *sent, const char *server_id, const char *version)
{
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_sync_answer_free);

  g_ptr_array_add (answers, salve_sync_answer_new (sent->operation_id, server_id, version, NULL));
  rows_wait_done (salve_sync_rows_acknowledge (desk->store, &desk->rules, answers));
}

void
rows_put (RowsDesk *desk, const char *json)
{
  g_autoptr (SalveResource) resource = store_fixture_parse (json);

  store_fixture_put (desk->store, resource);
}

SalveSyncCounts *
rows_apply (RowsDesk *desk, const char *entries, const char *const *cursors)
{
  g_autofree char *json =
      g_strdup_printf ("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[%s]}", entries);
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveBundle) page = salve_bundle_parse (bytes, &error);

  g_assert_no_error (error);
  return rows_wait_boxed (salve_sync_rows_apply (desk->store, &desk->rules, page, cursors));
}

char *
rows_read_member (RowsDesk *desk, const char *type, const char *id, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) resource = salve_store_read (desk->store, type, id, NULL, &error);

  g_assert_no_error (error);
  return g_strdup (salve_element_path_string (salve_resource_root (resource), path));
}

void
rows_assert_member (RowsDesk *desk, const char *type, const char *id, const char *path, const char *wanted)
{
  g_autofree char *value = rows_read_member (desk, type, id, path);

  g_assert_cmpstr (value, ==, wanted);
}

gboolean
rows_body_has (const SalveSyncEntry *sent, const char *text)
{
  gsize n;
  const char *body = g_bytes_get_data (sent->body, &n);

  return memmem (body, n, text, strlen (text)) != NULL;
}
