/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who did what to whose record. A row's hash covers the hash before it, so that a row that is changed, removed or put
 * in between is found; the key lies in the encrypted file, which keeps out whoever has not the store's key. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-audit.h"

#include <string.h>

#include "salve-statement.h"

static char *
hash_row (GBytes *key,
          const char *previous,
          gint64 time,
          const char *actor,
          const char *action,
          const char *type,
          const char *id,
          const char *detail)
{
  const char *const parts[] = { previous, actor, action, type, id, detail };
  g_autoptr (GHmac) hmac =
      g_hmac_new (G_CHECKSUM_SHA256, g_bytes_get_data (key, NULL), g_bytes_get_size (key));
  g_autofree char *when = g_strdup_printf ("%" G_GINT64_FORMAT, time);

  g_hmac_update (hmac, (const guchar *)when, (gssize)strlen (when) + 1);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      /* A NULL is not an empty text: it ends otherwise. */
      const char *text = parts[i] != NULL ? parts[i] : "\x01";

      g_hmac_update (hmac, (const guchar *)text, (gssize)strlen (text) + 1);
    }
  return g_strdup (g_hmac_get_string (hmac));
}

static GBytes *
read_key (SalveConnection *connection, GError **error)
{
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection, "SELECT value FROM meta WHERE name = 'audit-key'", error);
  gboolean row;

  if (select == NULL || !salve_statement_step (select, &row, error))
    return NULL;
  return row ? salve_statement_bytes (select, 0) : g_bytes_new_static ("", 0);
}

static char *
read_head (SalveConnection *connection, GError **error)
{
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection, "SELECT hash FROM audit ORDER BY id DESC LIMIT 1", error);
  gboolean row;

  if (select == NULL || !salve_statement_step (select, &row, error))
    return NULL;
  return g_strdup (row ? salve_statement_text (select, 0) : "");
}

/**
 * salve_audit_append:
 * @time: µs UTC
 * @type: (nullable): of the resource
 * @id: (nullable): of the resource
 * @detail: (nullable): never a patient's words
 *
 * Adds a row inside the caller's transaction.
 */
gboolean
salve_audit_append (SalveConnection *connection,
                    gint64 time,
                    const char *actor,
                    const char *action,
                    const char *type,
                    const char *id,
                    const char *detail,
                    GError **error)
{
  g_autoptr (GBytes) key = read_key (connection, error);
  g_autofree char *previous = key != NULL ? read_head (connection, error) : NULL;
  g_autofree char *hash = NULL;

  if (previous == NULL)
    return FALSE;
  hash = hash_row (key, previous, time, actor, action, type, id, detail);
  return salve_connection_run (connection, error,
                               "INSERT INTO audit (time, actor, action, type, resource_id, detail, hash)"
                               " VALUES (?, ?, ?, ?, ?, ?, ?)",
                               "itttttt", time, actor, action, type, id, detail, hash);
}

/**
 * salve_audit_verify:
 * @n_rows: (out): how many rows were looked at
 * @bad_row: (out): the id of the first row that does not fit the chain; 0 where all do
 */
gboolean
salve_audit_verify (SalveConnection *connection, guint64 *n_rows, gint64 *bad_row, GError **error)
{
  g_autoptr (GBytes) key = read_key (connection, error);
  g_autoptr (SalveStatement) all = NULL;
  g_autofree char *previous = g_strdup ("");
  gint64 expected_id = 1;
  gboolean row;

  *n_rows = 0;
  *bad_row = 0;
  if (key == NULL)
    return FALSE;
  all = salve_connection_prepare (
      connection, "SELECT id, time, actor, action, type, resource_id, detail, hash FROM audit ORDER BY id",
      error);
  if (all == NULL)
    return FALSE;
  for (;; expected_id++)
    {
      g_autofree char *hash = NULL;

      if (!salve_statement_step (all, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      hash = hash_row (key, previous, salve_statement_int (all, 1), salve_statement_text (all, 2),
                       salve_statement_text (all, 3), salve_statement_text (all, 4),
                       salve_statement_text (all, 5), salve_statement_text (all, 6));
      (*n_rows)++;
      if (salve_statement_int (all, 0) != expected_id || g_strcmp0 (hash, salve_statement_text (all, 7)) != 0)
        {
          *bad_row = salve_statement_int (all, 0);
          return TRUE;
        }
      g_free (previous);
      previous = g_steal_pointer (&hash);
    }
}
