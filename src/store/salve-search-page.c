/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages and their tokens. A token holds the values by which its page's last row was sorted, a patient's name perhaps, and
 * goes through addresses and logs: so it is sealed with a key of the file's own. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "salve-search-private.h"

G_DEFINE_QUARK (salve - search - error - quark, salve_search_error)

#define MAX_TOKEN 8192

void
salve_search_row_free (SalveSearchRow *self)
{
  if (self == NULL)
    return;
  g_free (self->type);
  g_free (self->id);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

void
salve_search_page_free (SalveSearchPage *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->rows);
  g_free (self->next);
  g_free (self);
}

SalveSearchPage *
salve_search_page_new (void)
{
  SalveSearchPage *self = g_new0 (SalveSearchPage, 1);

  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_search_row_free);
  self->total = -1;
  return self;
}

/**
 * salve_search_page_note_newest:
 * @connection: in the transaction that reads the page
 * @asked: (nullable): the type that @reach is of
 *
 * When anybody last wrote is the staff's to know, whose desks go on from there; a patient is not told.
 */
gboolean
salve_search_page_note_newest (SalveSearchPage *self,
                               SalveConnection *connection,
                               const SalveReach *reach,
                               const char *asked,
                               GError **error)
{
  const SalveReach own = salve_reach_of_type (reach, asked, "Patient");

  if (own.kind == SALVE_REACH_PATIENT || own.kind == SALVE_REACH_NONE)
    return TRUE;
  return salve_connection_get_int (connection,
                                   "SELECT coalesce ((SELECT last_updated FROM resource INDEXED BY"
                                   " resource_history ORDER BY last_updated DESC LIMIT 1), 0)",
                                   &self->newest, error);
}

/* Columns: type, id, version, last_updated, deleted, body. */
SalveSearchRow *
salve_search_row_read (SalveStatement *row, SalveSearchMode mode)
{
  SalveSearchRow *self = g_new0 (SalveSearchRow, 1);

  self->type = g_strdup (salve_statement_text (row, 0));
  self->id = g_strdup (salve_statement_text (row, 1));
  self->version = salve_statement_int (row, 2);
  self->last_updated = salve_statement_int (row, 3);
  self->deleted = salve_statement_int (row, 4) != 0;
  if (!self->deleted)
    self->body = salve_statement_bytes (row, 5);
  self->mode = mode;
  return self;
}

/* Always returns FALSE. */
gboolean
salve_search_fail_not_ready (GError **error)
{
  g_set_error_literal (error, SALVE_SEARCH_ERROR, SALVE_SEARCH_ERROR_NOT_READY,
                       _ ("The search index is still being made. Try again a little later."));
  return FALSE;
}

static gboolean
read_key (SalveConnection *connection,
          const char *purpose,
          guint8 key[crypto_secretbox_KEYBYTES],
          GError **error)
{
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection, "SELECT value FROM meta WHERE name = 'audit-key'", error);
  g_autofree char *context = g_strdup_printf ("salve page %s", purpose);
  gboolean row;
  gconstpointer secret;
  gsize length;

  if (select == NULL || !salve_statement_step (select, &row, error))
    return FALSE;
  secret = row ? salve_statement_blob (select, 0, &length) : NULL;
  if (secret == NULL || length != crypto_generichash_KEYBYTES)
    return salve_connection_fail (connection, SQLITE_CORRUPT, error);
  crypto_generichash (key, crypto_secretbox_KEYBYTES, (const guint8 *)context, strlen (context), secret,
                      length);
  return TRUE;
}

/**
 * salve_page_token_seal:
 * @content: (transfer floating): what the next page begins behind
 * @purpose: what the token is for: one of another purpose is refused
 *
 * Returns: (transfer full) (nullable): letters, digits, "-" and "_"
 */
char *
salve_page_token_seal (SalveConnection *connection, GVariant *content, const char *purpose, GError **error)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (content);
  gsize length = g_variant_get_size (variant);
  gsize size = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + length;
  g_autofree guint8 *sealed = g_malloc (size);
  guint8 key[crypto_secretbox_KEYBYTES];
  char *token;

  if (!read_key (connection, purpose, key, error))
    return NULL;
  randombytes_buf (sealed, crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy (sealed + crypto_secretbox_NONCEBYTES, g_variant_get_data (variant), length, sealed,
                         key);
  sodium_memzero (key, sizeof key);
  token = g_malloc (sodium_base64_ENCODED_LEN (size, sodium_base64_VARIANT_URLSAFE_NO_PADDING));
  return sodium_bin2base64 (token, sodium_base64_ENCODED_LEN (size, sodium_base64_VARIANT_URLSAFE_NO_PADDING),
                            sealed, size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/* Always returns FALSE. */
gboolean
salve_page_token_refuse (GError **error)
{
  g_set_error_literal (error, SALVE_SEARCH_ERROR, SALVE_SEARCH_ERROR_PAGE,
                       _ ("The value of _page belongs to no page of this search. Take it unchanged from the "
                          "link to the next page, or begin again without it."));
  return FALSE;
}

/**
 * salve_page_token_open:
 *
 * Returns: (transfer full) (nullable): what was sealed
 */
GVariant *
salve_page_token_open (SalveConnection *connection,
                       const char *token,
                       const GVariantType *type,
                       const char *purpose,
                       GError **error)
{
  gsize length = strlen (token), size, least = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  g_autofree guint8 *sealed = g_malloc (length + 1), *plain = NULL;
  guint8 key[crypto_secretbox_KEYBYTES];
  g_autoptr (GBytes) bytes = NULL;
  int failed;

  if (length > MAX_TOKEN
      || sodium_base642bin (sealed, length + 1, token, length, NULL, &size, NULL,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING)
             != 0
      || size <= least)
    {
      salve_page_token_refuse (error);
      return NULL;
    }
  if (!read_key (connection, purpose, key, error))
    return NULL;
  plain = g_malloc (size - least);
  failed = crypto_secretbox_open_easy (plain, sealed + crypto_secretbox_NONCEBYTES,
                                       size - crypto_secretbox_NONCEBYTES, sealed, key);
  sodium_memzero (key, sizeof key);
  if (failed != 0)
    {
      salve_page_token_refuse (error);
      return NULL;
    }
  bytes = g_bytes_new (plain, size - least);
  return g_variant_ref_sink (g_variant_new_from_bytes (type, bytes, FALSE));
}
