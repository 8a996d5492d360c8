/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-http-people.h"

#include "salve-api-call.h"
#include "salve-json.h"

#include <glib/gi18n.h>

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

static SalvePersonAccount *
read_account (yyjson_val *value)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) roles = NULL;
  SalvePersonAccount *account;
  yyjson_val *role;
  gsize index, max;

  yyjson_arr_foreach (yyjson_obj_get (value, "roles"), index, max, role)
    if (yyjson_is_str (role))
      g_strv_builder_add (builder, yyjson_get_str (role));
  roles = g_strv_builder_end (builder);
  account = salve_person_account_new (
      yyjson_get_str (yyjson_obj_get (value, "id")), yyjson_get_str (yyjson_obj_get (value, "username")),
      yyjson_get_str (yyjson_obj_get (value, "email")), (const char *const *)roles,
      yyjson_get_bool (yyjson_obj_get (value, "active")),
      yyjson_get_bool (yyjson_obj_get (value, "hasPassword")));
  salve_person_account_link (account, yyjson_get_str (yyjson_obj_get (value, "practitioner")),
                             yyjson_get_str (yyjson_obj_get (value, "patient")),
                             yyjson_get_str (yyjson_obj_get (value, "device")));
  return account;
}

static GObject *
make_account (yyjson_val *item)
{
  g_autoptr (SalvePersonAccount) account = read_account (item);

  return account->id != NULL && account->login != NULL ? G_OBJECT (g_steal_pointer (&account)) : NULL;
}

static DexFuture *
read_list (yyjson_val *root)
{
  return salve_http_read_items (root, SALVE_TYPE_PERSON_ACCOUNT, make_account);
}

static DexFuture *
read_code (yyjson_val *root)
{
  const char *code = yyjson_get_str (yyjson_obj_get (root, "code"));

  if (code == NULL)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s", _ ("The server gave no code."));
  return dex_future_new_for_string (code);
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
  append_member (json, "practitioner", account->practitioner_id);
  append_member (json, "patient", account->patient_id);
  g_string_append (json, "\"roles\":[");
  for (guint i = 0; account->roles != NULL && account->roles[i] != NULL; i++)
    {
      g_autofree char *quoted = salve_json_quote (account->roles[i]);

      g_string_append_printf (json, "%s%s", i > 0 ? "," : "", quoted);
    }
  g_string_append_printf (json, "],\"active\":%s}", account->active ? "true" : "false");
  return g_string_free (g_steal_pointer (&json), FALSE);
}

/* (transfer full): the way to one account, and to what can be done with it */
static char *
account_path (SalvePersonAccount *account, const char *action)
{
  g_autofree char *id = g_uri_escape_string (account->id, NULL, FALSE);

  return g_strconcat ("users/", id, action, NULL);
}

static DexFuture *
list (SalvePeople *people)
{
  return salve_api_call (SALVE_HTTP_PEOPLE (people)->remote, "GET", "users", NULL, read_list);
}

static DexFuture *
read_id (yyjson_val *root)
{
  const char *id = yyjson_get_str (yyjson_obj_get (yyjson_obj_get (root, "user"), "id"));

  if (id == NULL)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s", _ ("The server gave no code."));
  return dex_future_new_for_string (id);
}

static DexFuture *
ask_code (SalvePeople *people, const char *id, const char *kind)
{
  g_autofree char *escaped = g_uri_escape_string (id, NULL, FALSE);
  g_autofree char *path = g_strconcat ("users/", escaped, "/code", NULL);
  g_autofree char *json = g_strdup_printf ("{\"kind\":\"%s\"}", kind);

  return salve_api_call (SALVE_HTTP_PEOPLE (people)->remote, "POST", path, json, read_code);
}

static DexFuture *
on_device_added (DexFuture *future, gpointer data)
{
  return ask_code (data, g_value_get_string (dex_future_get_value (future, NULL)), "enrolment");
}

/* A device has no use for the code that a password is chosen with. */
static DexFuture *
add (SalvePeople *people, SalvePersonAccount *account)
{
  SalveRemote *remote = SALVE_HTTP_PEOPLE (people)->remote;
  g_autofree char *json = account_json (account);

  if (!salve_person_account_enrols (account))
    return salve_api_call (remote, "POST", "users", json, read_code);
  return dex_future_then (salve_api_call (remote, "POST", "users", json, read_id), on_device_added,
                          g_object_ref (people), g_object_unref);
}

static DexFuture *
update (SalvePeople *people, SalvePersonAccount *account)
{
  g_autofree char *json = account_json (account);
  g_autofree char *path = account_path (account, NULL);

  return salve_api_call (SALVE_HTTP_PEOPLE (people)->remote, "PUT", path, json, salve_api_read_nothing);
}

static DexFuture *
issue_code (SalvePeople *people, SalvePersonAccount *account)
{
  return ask_code (people, account->id,
                   salve_person_account_enrols (account) ? "enrolment"
                   : account->has_password               ? "reset"
                                                         : "activation");
}

static DexFuture *
end_sign_ins (SalvePeople *people, SalvePersonAccount *account)
{
  g_autofree char *path = account_path (account, "/revoke");

  return salve_api_call (SALVE_HTTP_PEOPLE (people)->remote, "POST", path, "{}", salve_api_read_nothing);
}

static void
salve_http_people_iface_init (SalvePeopleInterface *iface)
{
  iface->list = list;
  iface->add = add;
  iface->update = update;
  iface->issue_code = issue_code;
  iface->end_sign_ins = end_sign_ins;
  salve_http_rights_init_iface (iface);
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

SalveRemote *
salve_http_people_get_remote (SalveHttpPeople *self)
{
  g_return_val_if_fail (SALVE_IS_HTTP_PEOPLE (self), NULL);
  return self->remote;
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
