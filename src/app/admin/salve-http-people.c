/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-http-people.h"

#include "salve-json.h"
#include "salve-server-address.h"

#include <glib/gi18n.h>
#include <string.h>

struct _SalveHttpPeople
{
  GObject parent_instance;

  SalveRemote *remote;
};

static void salve_http_people_iface_init (SalvePeopleInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SalveHttpPeople,
                               salve_http_people,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SALVE_TYPE_PEOPLE, salve_http_people_iface_init))

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
  DexFuture *(*read) (yyjson_val *root);
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

static DexFuture *
call (SalvePeople *people,
      const char *method,
      const char *path,
      const char *json,
      DexFuture *(*read) (yyjson_val *))
{
  SalveHttpPeople *self = SALVE_HTTP_PEOPLE (people);
  g_autofree char *origin = salve_server_address_origin (salve_remote_get_base (self->remote));
  g_autofree char *address = g_strconcat (origin, "/api/v1/users", path, NULL);
  g_autoptr (GBytes) body = json != NULL ? g_bytes_new (json, strlen (json)) : NULL;
  Call *one = g_new0 (Call, 1);

  one->remote = g_object_ref (self->remote);
  one->request = salve_remote_request_new (method, address, body);
  g_set_str (&one->request->content_type, "application/json");
  one->read = read;
  return dex_scheduler_spawn (NULL, 256 * 1024, call_fiber, one, call_free);
}

static SalvePersonAccount *
read_account (yyjson_val *value)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) roles = NULL;
  yyjson_val *role;
  gsize index, max;

  yyjson_arr_foreach (yyjson_obj_get (value, "roles"), index, max, role)
    if (yyjson_is_str (role))
      g_strv_builder_add (builder, yyjson_get_str (role));
  roles = g_strv_builder_end (builder);
  return salve_person_account_new (
      yyjson_get_str (yyjson_obj_get (value, "id")), yyjson_get_str (yyjson_obj_get (value, "username")),
      yyjson_get_str (yyjson_obj_get (value, "email")), (const char *const *)roles,
      yyjson_get_bool (yyjson_obj_get (value, "active")),
      yyjson_get_bool (yyjson_obj_get (value, "hasPassword")));
}

static DexFuture *
read_list (yyjson_val *root)
{
  g_autoptr (GListStore) list = g_list_store_new (SALVE_TYPE_PERSON_ACCOUNT);
  yyjson_val *items = yyjson_obj_get (root, "items"), *item;
  gsize index, max;

  if (!yyjson_is_arr (items))
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s",
                                  _ ("The server’s answer is not a list of people."));
  yyjson_arr_foreach (items, index, max, item)
    {
      g_autoptr (SalvePersonAccount) account = read_account (item);

      if (account->id != NULL && account->login != NULL)
        g_list_store_append (list, account);
    }
  return dex_future_new_take_object (g_steal_pointer (&list));
}

static DexFuture *
read_code (yyjson_val *root)
{
  const char *code = yyjson_get_str (yyjson_obj_get (root, "code"));

  if (code == NULL)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s", _ ("The server gave no code."));
  return dex_future_new_for_string (code);
}

static DexFuture *
read_nothing (yyjson_val *root)
{
  return dex_future_new_true ();
}

static void
append_member (GString *json, const char *name, const char *text)
{
  g_autofree char *quoted = text != NULL && *text != '\0' ? salve_json_quote (text) : g_strdup ("null");

  g_string_append_printf (json, "\"%s\":%s,", name, quoted);
}

static char *
account_json (SalvePersonAccount *account)
{
  g_autoptr (GString) json = g_string_new ("{");

  append_member (json, "username", account->login);
  append_member (json, "email", account->email);
  g_string_append (json, "\"roles\":[");
  for (guint i = 0; account->roles != NULL && account->roles[i] != NULL; i++)
    {
      g_autofree char *quoted = salve_json_quote (account->roles[i]);

      g_string_append_printf (json, "%s%s", i > 0 ? "," : "", quoted);
    }
  g_string_append_printf (json, "],\"active\":%s}", account->active ? "true" : "false");
  return g_string_free (g_steal_pointer (&json), FALSE);
}

static DexFuture *
list (SalvePeople *people)
{
  return call (people, "GET", "", NULL, read_list);
}

static DexFuture *
add (SalvePeople *people, SalvePersonAccount *account)
{
  g_autofree char *json = account_json (account);

  return call (people, "POST", "", json, read_code);
}

static DexFuture *
update (SalvePeople *people, SalvePersonAccount *account)
{
  g_autofree char *json = account_json (account);
  g_autofree char *id = g_uri_escape_string (account->id, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/", id, NULL);

  return call (people, "PUT", path, json, read_nothing);
}

static DexFuture *
issue_code (SalvePeople *people, SalvePersonAccount *account)
{
  g_autofree char *id = g_uri_escape_string (account->id, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/", id, "/code", NULL);

  return call (people, "POST", path,
               account->has_password ? "{\"kind\":\"reset\"}" : "{\"kind\":\"activation\"}", read_code);
}

static void
salve_http_people_iface_init (SalvePeopleInterface *iface)
{
  iface->list = list;
  iface->add = add;
  iface->update = update;
  iface->issue_code = issue_code;
}

static void
salve_http_people_finalize (GObject *object)
{
  g_clear_object (&SALVE_HTTP_PEOPLE (object)->remote);
  G_OBJECT_CLASS (salve_http_people_parent_class)->finalize (object);
}

static void
salve_http_people_class_init (SalveHttpPeopleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_http_people_finalize;
}

static void
salve_http_people_init (SalveHttpPeople *self)
{
}

/**
 * salve_http_people_new:
 * @remote: the way to the server's FHIR base; its users are beside that
 *
 * Returns: (transfer full): the people of the server, for whom the token in use may administer
 */
SalvePeople *
salve_http_people_new (SalveRemote *remote)
{
  SalveHttpPeople *self = g_object_new (SALVE_TYPE_HTTP_PEOPLE, NULL);

  self->remote = g_object_ref (remote);
  return SALVE_PEOPLE (self);
}
