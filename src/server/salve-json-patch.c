/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON Patch (RFC 6902) by yyjson, with raw numbers, so that no digit of any number changes. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-json-patch.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>
#include <string.h>

#include "salve-exchange.h"
#include "salve-json.h"

/* A patch is a person's edit; one that moves a million things is none. */
#define MAX_OPERATIONS 1000
#define MAX_SIZE (1024 * 1024)

static yyjson_doc *
parse_patch (GBytes *patch, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (patch, &length);
  g_autoptr (yyjson_doc) doc = NULL;

  if (length > MAX_SIZE)
    {
      salve_exchange_refuse (error, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE,
                             _ ("The patch is larger than 1 MiB."));
      return NULL;
    }
  doc = salve_json_parse (text, length, error);
  if (doc == NULL)
    return NULL;
  if (!yyjson_is_arr (yyjson_doc_get_root (doc))
      || yyjson_arr_size (yyjson_doc_get_root (doc)) > MAX_OPERATIONS)
    {
      salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST,
                             _ ("A patch is a list of at most %d operations."), MAX_OPERATIONS);
      return NULL;
    }
  return g_steal_pointer (&doc);
}

/**
 * salve_json_patch_apply:
 * @body: a resource
 * @patch: a list of operations
 *
 * Returns: (transfer full): the changed resource; NULL with an error, naming the operation, when it cannot be made
 */
SalveResource *
salve_json_patch_apply (GBytes *body, GBytes *patch, GError **error)
{
  g_autoptr (yyjson_doc) operations = parse_patch (patch, error);
  g_autoptr (yyjson_doc) before = NULL;
  yyjson_mut_doc *after;
  yyjson_patch_err mistake = { 0 };
  SalveResource *result = NULL;
  char *text = NULL;
  gsize length;

  if (operations == NULL)
    return NULL;
  before = salve_json_parse (g_bytes_get_data (body, NULL), g_bytes_get_size (body), error);
  if (before == NULL)
    return NULL;
  after = yyjson_mut_doc_new (NULL);
  yyjson_mut_doc_set_root (
      after, yyjson_patch (after, yyjson_doc_get_root (before), yyjson_doc_get_root (operations), &mistake));
  if (mistake.code != YYJSON_PATCH_SUCCESS)
    salve_exchange_refuse (error, SOUP_STATUS_UNPROCESSABLE_ENTITY,
                           _ ("Operation %u of the patch cannot be done: %s. Nothing was changed."),
                           (guint)mistake.idx + 1, mistake.msg);
  else
    text = yyjson_mut_write (after, YYJSON_WRITE_NOFLAG, &length);
  if (text != NULL)
    result = salve_resource_new_from_text (text, (gssize)length, error);
  free (text);
  yyjson_mut_doc_free (after);
  return result;
}
