/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-api-call.h"

#include "salve-json.h"
#include "salve-server-address.h"

#include <glib/gi18n.h>
#include <string.h>

/* What the server says is wrong, as it stands in an OperationOutcome or in a plain "error"; its words may be shown. */
static char *
refusal_words (const SalveRemoteResponse *response)
{
  gsize size;
  const char *text = g_bytes_get_data (response->body, &size);
  g_autoptr (yyjson_doc) doc = size > 0 ? salve_json_parse (text, size, NULL) : NULL;
  yyjson_val *root = doc != NULL ? yyjson_doc_get_root (doc) : NULL;
  yyjson_val *issue = yyjson_arr_get_first (yyjson_obj_get (root, "issue"));
  const char *words = yyjson_get_str (yyjson_obj_get (issue, "diagnostics"));

  if (words == NULL)
    words = yyjson_get_str (yyjson_obj_get (yyjson_obj_get (issue, "details"), "text"));
  if (words == NULL)
    words = yyjson_get_str (yyjson_obj_get (root, "message"));
  if (words == NULL)
    words = yyjson_get_str (yyjson_obj_get (root, "error"));
  if (words != NULL)
    return g_strdup (words);
  if (response->status == 401 || response->status == 403)
    return g_strdup (_ ("Only an administrator may see and change who works here."));
  /* Translators: %u is a number such as 500 */
  return g_strdup_printf (_ ("The server refused it (%u)."), response->status);
}

typedef struct
{
  SalveRemote *remote;
  SalveRemoteRequest *request;
  SalveApiRead read;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_object_unref (call->remote);
  salve_remote_request_free (call->request);
  g_free (call);
}

static DexFuture *
call_fiber (gpointer data)
{
  Call *call = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveRemoteResponse) response =
      dex_await_boxed (salve_remote_send (call->remote, call->request), &error);
  g_autoptr (yyjson_doc) doc = NULL;
  gsize size;
  const char *text;

  if (response == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (response->status < 200 || response->status > 299)
    {
      g_autofree char *words = refusal_words (response);

      return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_FAILED, "%s", words);
    }
  text = g_bytes_get_data (response->body, &size);
  doc = size > 0 ? salve_json_parse (text, size, &error) : NULL;
  if (size > 0 && doc == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return call->read (doc != NULL ? yyjson_doc_get_root (doc) : NULL);
}

/**
 * salve_api_call:
 * @remote: the way to the server's FHIR base, with whose token the question goes out
 * @path: below api/v1/, as it stands in an address
 * @json: (nullable): the body
 * @read: what makes something of an answer that is no refusal
 *
 * Main thread.
 *
 * Returns: (transfer full): what @read gives; rejects with words of the server's that can be shown
 */
DexFuture *
salve_api_call (SalveRemote *remote,
                const char *method,
                const char *path,
                const char *json,
                SalveApiRead read)
{
  g_autofree char *origin = salve_server_address_origin (salve_remote_get_base (remote));
  g_autofree char *address = g_strconcat (origin, "/api/v1/", path, NULL);
  g_autoptr (GBytes) body = json != NULL ? g_bytes_new (json, strlen (json)) : NULL;
  Call *one = g_new0 (Call, 1);

  one->remote = g_object_ref (remote);
  one->request = salve_remote_request_new (method, address, body);
  g_set_str (&one->request->content_type, "application/json");
  one->read = read;
  return dex_scheduler_spawn (NULL, 256 * 1024, call_fiber, one, call_free);
}

/**
 * salve_api_read_nothing:
 *
 * Returns: (transfer full): %TRUE: of an answer only counts that it is no refusal
 */
DexFuture *
salve_api_read_nothing (yyjson_val *root)
{
  return dex_future_new_true ();
}
