/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What roles may do, which programs may be signed in with, and everybody's own password, over plain JSON. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <yyjson.h>

#include "salve-accounts-clients.h"
#include "salve-api.h"
#include "salve-json.h"
#include "salve-service.h"

static void
add_role (JsonBuilder *builder, SalveRoleTable *roles, const char *name)
{
  json_builder_begin_object (builder);
  salve_api_add_text (builder, "name", name);
  salve_api_add_text (builder, "rules", salve_role_table_get_rules (roles, name));
  salve_api_add_text (builder, "defaultRules", salve_role_table_get_default_rules (name));
  json_builder_end_object (builder);
}

/* GET api/v1/roles: each with its rules (salve-permission.h), and those that a new clinic begins with */
gboolean
salve_api_handle_roles (SalveExchange *exchange, GError **error)
{
  SalveRoleTable *roles = salve_accounts_get_roles (exchange->service->accounts);
  g_auto (GStrv) names = salve_role_table_list (roles);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "items");
  json_builder_begin_array (builder);
  for (guint i = 0; names[i] != NULL; i++)
    add_role (builder, roles, names[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  salve_api_answer_builder (exchange, SOUP_STATUS_OK, builder);
  return TRUE;
}

static gboolean
set_role (SalveExchange *exchange, const char *rules, GError **error)
{
  GError *mistake = NULL;

  if (!dex_await (salve_accounts_set_role (exchange->service->accounts,
                                           salve_exchange_name (exchange, "name"), rules,
                                           salve_exchange_actor (exchange)),
                  &mistake))
    return salve_api_refuse_accounts (error, mistake);
  salve_exchange_answer (exchange, SOUP_STATUS_NO_CONTENT, NULL, NULL);
  return TRUE;
}

/* PUT api/v1/roles/[name] {"rules"}: makes or changes a role; counts from the next request on */
gboolean
salve_api_handle_role_change (SalveExchange *exchange, GError **error)
{
  g_autoptr (yyjson_doc) doc = salve_api_read_body (exchange, error);
  const char *rules =
      doc != NULL ? yyjson_get_str (yyjson_obj_get (yyjson_doc_get_root (doc), "rules")) : NULL;

  if (doc == NULL)
    return FALSE;
  if (rules == NULL)
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, "“%s” %s", "rules", _ ("is missing."));
  return set_role (exchange, rules, error);
}

/* DELETE api/v1/roles/[name] */
gboolean
salve_api_handle_role_delete (SalveExchange *exchange, GError **error)
{
  return set_role (exchange, NULL, error);
}

static void
add_client (JsonBuilder *builder, const SalveClient *client)
{
  json_builder_begin_object (builder);
  salve_api_add_text (builder, "id", client->id);
  salve_api_add_text (builder, "name", client->name);
  salve_api_add_text (builder, "scope", client->scopes);
  salve_api_add_text (builder, "user", client->account_id);
  json_builder_set_member_name (builder, "redirectUris");
  json_builder_begin_array (builder);
  for (guint i = 0; client->redirect_uris[i] != NULL; i++)
    if (*client->redirect_uris[i] != '\0')
      json_builder_add_string_value (builder, client->redirect_uris[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "confidential");
  json_builder_add_boolean_value (builder, client->confidential);
  salve_api_add_text (builder, "secret", client->secret);
  json_builder_end_object (builder);
}

/* GET api/v1/clients */
gboolean
salve_api_handle_clients (SalveExchange *exchange, GError **error)
{
  GError *mistake = NULL;
  g_autoptr (GPtrArray) all =
      dex_await_boxed (salve_accounts_list_clients (exchange->service->accounts), &mistake);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (all == NULL)
    return salve_api_refuse_accounts (error, mistake);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "items");
  json_builder_begin_array (builder);
  for (guint i = 0; i < all->len; i++)
    add_client (builder, all->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  salve_api_answer_builder (exchange, SOUP_STATUS_OK, builder);
  return TRUE;
}

static GStrv
read_texts (yyjson_val *list)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  size_t index, n;
  yyjson_val *item;

  yyjson_arr_foreach (list, index, n, item)
    {
      if (yyjson_is_str (item))
        g_strv_builder_add (builder, yyjson_get_str (item));
    }
  return g_strv_builder_end (builder);
}

/* POST api/v1/clients {"name", "scope", "redirectUris", "user", "confidential"}: the answer has the secret, this once */
gboolean
salve_api_handle_client_add (SalveExchange *exchange, GError **error)
{
  g_autoptr (yyjson_doc) doc = salve_api_read_body (exchange, error);
  yyjson_val *root = doc != NULL ? yyjson_doc_get_root (doc) : NULL;
  g_autoptr (SalveClient) wanted = g_new0 (SalveClient, 1);
  g_autoptr (SalveClient) added = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  GError *mistake = NULL;

  if (doc == NULL)
    return FALSE;
  wanted->name = g_strdup (yyjson_get_str (yyjson_obj_get (root, "name")));
  wanted->scopes = g_strdup (yyjson_get_str (yyjson_obj_get (root, "scope")));
  wanted->account_id = g_strdup (yyjson_get_str (yyjson_obj_get (root, "user")));
  wanted->confidential = yyjson_get_bool (yyjson_obj_get (root, "confidential"));
  wanted->redirect_uris = read_texts (yyjson_obj_get (root, "redirectUris"));
  added = dex_await_boxed (
      salve_accounts_add_client (exchange->service->accounts, wanted, salve_exchange_actor (exchange)),
      &mistake);
  if (added == NULL)
    return salve_api_refuse_accounts (error, mistake);
  add_client (builder, added);
  salve_api_answer_builder (exchange, SOUP_STATUS_CREATED, builder);
  return TRUE;
}

/* DELETE api/v1/clients/[id] */
gboolean
salve_api_handle_client_delete (SalveExchange *exchange, GError **error)
{
  GError *mistake = NULL;

  if (!dex_await (salve_accounts_remove_client (exchange->service->accounts,
                                                salve_exchange_name (exchange, "id"),
                                                salve_exchange_actor (exchange)),
                  &mistake))
    return salve_api_refuse_accounts (error, mistake);
  salve_exchange_answer (exchange, SOUP_STATUS_NO_CONTENT, NULL, NULL);
  return TRUE;
}

/* POST api/v1/users/[id]/revoke: signed out everywhere */
gboolean
salve_api_handle_user_revoke (SalveExchange *exchange, GError **error)
{
  GError *mistake = NULL;

  if (!dex_await (salve_accounts_revoke_all (exchange->service->accounts,
                                             salve_exchange_name (exchange, "id"),
                                             salve_exchange_actor (exchange)),
                  &mistake))
    return salve_api_refuse_accounts (error, mistake);
  salve_exchange_answer (exchange, SOUP_STATUS_NO_CONTENT, NULL, NULL);
  return TRUE;
}

/* POST api/v1/me/password {"password", "newPassword"}: ends all sign-ins */
gboolean
salve_api_handle_change_password (SalveExchange *exchange, GError **error)
{
  g_autoptr (yyjson_doc) doc = salve_api_read_body (exchange, error);
  yyjson_val *root = doc != NULL ? yyjson_doc_get_root (doc) : NULL;
  const char *old = yyjson_get_str (yyjson_obj_get (root, "password"));
  const char *new = yyjson_get_str (yyjson_obj_get (root, "newPassword"));
  GError *mistake = NULL;

  if (doc == NULL)
    return FALSE;
  if (old == NULL || new == NULL)
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST,
                                  _ ("“password” and “newPassword” have to be texts."));
  if (!dex_await (salve_accounts_set_password (exchange->service->accounts, exchange->identity->account_id,
                                               old, new, exchange->address, salve_exchange_actor (exchange)),
                  &mistake))
    return salve_api_refuse_accounts (error, mistake);
  salve_exchange_answer (exchange, SOUP_STATUS_NO_CONTENT, NULL, NULL);
  return TRUE;
}
