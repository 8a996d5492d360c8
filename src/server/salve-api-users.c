/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts over plain JSON. A password is taken once and never given back. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <yyjson.h>

#include "salve-api.h"
#include "salve-instant.h"
#include "salve-json.h"
#include "salve-service.h"

/* The members of an object that is open. */
static void
add_account_members (JsonBuilder *builder, const SalveAccount *account)
{
  g_autofree char *created = salve_instant_format_fhir (account->created);

  salve_api_add_text (builder, "id", account->id);
  salve_api_add_text (builder, "username", account->login);
  salve_api_add_text (builder, "email", account->email);
  json_builder_set_member_name (builder, "roles");
  json_builder_begin_array (builder);
  for (guint i = 0; account->roles != NULL && account->roles[i] != NULL; i++)
    json_builder_add_string_value (builder, account->roles[i]);
  json_builder_end_array (builder);
  salve_api_add_text (builder, "patient", account->patient_id);
  salve_api_add_text (builder, "practitioner", account->practitioner_id);
  salve_api_add_text (builder, "device", account->device_id);
  json_builder_set_member_name (builder, "active");
  json_builder_add_boolean_value (builder, account->active);
  json_builder_set_member_name (builder, "hasPassword");
  json_builder_add_boolean_value (builder, account->has_password);
  salve_api_add_text (builder, "registered", created);
}

static void
add_account (JsonBuilder *builder, const SalveAccount *account)
{
  json_builder_begin_object (builder);
  add_account_members (builder, account);
  json_builder_end_object (builder);
}

/* @name: what @type is called in the answer */
static void
add_letters (JsonBuilder *builder, SalveExchange *exchange, const char *name, const char *type)
{
  char letters[SALVE_N_ACTIONS + 1] = { 0 };
  const char *id;
  gsize n = 0;

  for (SalveAction action = SALVE_ACTION_CREATE; action <= SALVE_ACTION_OPERATION; action++)
    if (salve_accounts_get_reach (exchange->service->accounts, exchange->identity, action, type, &id)
        != SALVE_REACH_NONE)
      letters[n++] = salve_action_letter (action);
  salve_api_add_text (builder, name, letters);
}

/* What the asker may do to any record of each type, in the letters of salve-permission.h, so that a desk offers no more. Of
 * the server's own words those that a desk offers something for: "*" does not reach them. */
static void
add_may (JsonBuilder *builder, SalveExchange *exchange, const SalveReachOf *types)
{
  json_builder_set_member_name (builder, "may");
  json_builder_begin_object (builder);
  for (const SalveReachOf *of = types; of->type != NULL; of++)
    add_letters (builder, exchange, of->type, g_str_equal (of->type, "*") ? "Resource" : of->type);
  add_letters (builder, exchange, "patient-code", "patient-code");
  json_builder_end_object (builder);
}

/* How far the asker may read each type ("*": what is not named), and whether they may say why they need more. */
static void
add_reach (JsonBuilder *builder, SalveExchange *exchange)
{
  static const char *const words[] = { "none", "own", "treated", "all" };
  g_autofree SalveReachOf *list = salve_service_list_reach (exchange, SALVE_ACTION_READ);
  const char *id;

  json_builder_set_member_name (builder, "reach");
  json_builder_begin_object (builder);
  for (const SalveReachOf *of = list; of->type != NULL; of++)
    salve_api_add_text (builder, of->type, words[of->kind]);
  json_builder_end_object (builder);
  add_may (builder, exchange, list);
  json_builder_set_member_name (builder, "mayBreakGlass");
  json_builder_add_boolean_value (builder,
                                  salve_accounts_get_reach (exchange->service->accounts, exchange->identity,
                                                            SALVE_ACTION_CREATE, "glass", &id)
                                      == SALVE_REACH_ALL);
}

/* What the accounts refuse becomes a status of HTTP. Takes the mistake. Returns: FALSE */
gboolean
salve_api_refuse_accounts (GError **error, GError *mistake)
{
  guint status = SOUP_STATUS_INTERNAL_SERVER_ERROR;

  if (mistake->domain != SALVE_ACCOUNTS_ERROR && mistake->domain != SALVE_PERMISSION_ERROR)
    {
      g_propagate_error (error, mistake);
      return FALSE;
    }
  if (mistake->domain == SALVE_PERMISSION_ERROR)
    {
      salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, "%s", mistake->message);
      g_error_free (mistake);
      return FALSE;
    }
  switch ((SalveAccountsError)mistake->code)
    {
    case SALVE_ACCOUNTS_ERROR_INVALID:
    case SALVE_ACCOUNTS_ERROR_TAKEN:
    case SALVE_ACCOUNTS_ERROR_LAST:
    case SALVE_ACCOUNTS_ERROR_SCOPE:
      status = SOUP_STATUS_BAD_REQUEST;
      break;
    case SALVE_ACCOUNTS_ERROR_NOT_FOUND:
      status = SOUP_STATUS_NOT_FOUND;
      break;
    case SALVE_ACCOUNTS_ERROR_CONFLICT:
      status = SOUP_STATUS_PRECONDITION_FAILED;
      break;
    case SALVE_ACCOUNTS_ERROR_REFUSED:
    case SALVE_ACCOUNTS_ERROR_UNAUTHORIZED:
      status = SOUP_STATUS_UNAUTHORIZED;
      break;
    case SALVE_ACCOUNTS_ERROR_DELAYED:
      status = 429;
      break;
    case SALVE_ACCOUNTS_ERROR_BUSY:
      status = SOUP_STATUS_SERVICE_UNAVAILABLE;
      break;
    default:
      break;
    }
  salve_exchange_refuse (error, status, "%s", mistake->message);
  g_error_free (mistake);
  return FALSE;
}

/* The same of who signs in: they are told, too, when to try again. Takes the mistake. Returns: FALSE */
gboolean
salve_api_refuse_sign_in (SalveExchange *exchange, GError **error, GError *mistake)
{
  if (g_error_matches (mistake, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_DELAYED))
    {
      g_autofree char *seconds = g_strdup_printf ("%u", salve_accounts_error_get_seconds (mistake));

      salve_exchange_set_header (exchange, "Retry-After", seconds);
    }
  return salve_api_refuse_accounts (error, mistake);
}

/* POST api/v1/login {"username", "password"} */
gboolean
salve_api_handle_sign_in (SalveExchange *exchange, GError **error)
{
  g_autoptr (yyjson_doc) doc = salve_api_read_body (exchange, error);
  yyjson_val *root = doc != NULL ? yyjson_doc_get_root (doc) : NULL;
  const char *login = yyjson_get_str (yyjson_obj_get (root, "username"));
  const char *password = yyjson_get_str (yyjson_obj_get (root, "password"));
  g_autoptr (SalveTokens) tokens = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  GError *mistake = NULL;

  if (doc == NULL)
    return FALSE;
  if (login == NULL || password == NULL)
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST,
                                  _ ("“username” and “password” have to be texts."));
  tokens = dex_await_boxed (
      salve_accounts_sign_in (exchange->service->accounts, login, password, exchange->address), &mistake);
  if (tokens == NULL)
    return salve_api_refuse_sign_in (exchange, error, mistake);
  json_builder_begin_object (builder);
  salve_api_add_text (builder, "token", tokens->access);
  salve_api_add_text (builder, "refresh", tokens->refresh);
  json_builder_set_member_name (builder, "expiresIn");
  json_builder_add_int_value (builder, tokens->expires_in);
  salve_api_add_text (builder, "user", tokens->account_id);
  json_builder_end_object (builder);
  salve_api_answer_builder (exchange, SOUP_STATUS_OK, builder);
  return TRUE;
}

/* GET api/v1/users */
gboolean
salve_api_handle_users (SalveExchange *exchange, GError **error)
{
  GError *mistake = NULL;
  g_autoptr (GPtrArray) accounts =
      dex_await_boxed (salve_accounts_list (exchange->service->accounts), &mistake);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (accounts == NULL)
    return salve_api_refuse_accounts (error, mistake);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "items");
  json_builder_begin_array (builder);
  for (guint i = 0; i < accounts->len; i++)
    add_account (builder, accounts->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  salve_api_answer_builder (exchange, SOUP_STATUS_OK, builder);
  return TRUE;
}

static SalveAccount *
find (SalveExchange *exchange, const char *id, GError **error)
{
  GError *mistake = NULL;
  SalveAccount *account = dex_await_boxed (salve_accounts_find (exchange->service->accounts, id), &mistake);

  if (account == NULL)
    salve_api_refuse_accounts (error, mistake);
  return account;
}

static gboolean
answer_account (SalveExchange *exchange, guint status, const SalveAccount *account)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  add_account (builder, account);
  salve_api_answer_builder (exchange, status, builder);
  return TRUE;
}

/* GET api/v1/users/[id] */
gboolean
salve_api_handle_user (SalveExchange *exchange, GError **error)
{
  g_autoptr (SalveAccount) account = find (exchange, salve_exchange_name (exchange, "id"), error);

  return account != NULL && answer_account (exchange, SOUP_STATUS_OK, account);
}

/* GET api/v1/me: whoever asks, with what they may see on the screen of a desk */
gboolean
salve_api_handle_me (SalveExchange *exchange, GError **error)
{
  g_autoptr (SalveAccount) account = find (exchange, exchange->identity->account_id, error);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (account == NULL)
    return FALSE;
  json_builder_begin_object (builder);
  add_account_members (builder, account);
  add_reach (builder, exchange);
  json_builder_end_object (builder);
  salve_api_answer_builder (exchange, SOUP_STATUS_OK, builder);
  return TRUE;
}

static GStrv
read_roles (yyjson_val *value)
{
  g_autoptr (GStrvBuilder) roles = g_strv_builder_new ();
  yyjson_val *item;
  gsize index, max;

  if (yyjson_is_str (value))
    g_strv_builder_add (roles, yyjson_get_str (value));
  yyjson_arr_foreach (value, index, max, item)
    if (yyjson_is_str (item))
      g_strv_builder_add (roles, yyjson_get_str (item));
  return g_strv_builder_end (roles);
}

/* Takes over what was sent; null takes a link away. */
static gboolean
take_text (yyjson_val *root, const char *name, char **place, GError **error)
{
  yyjson_val *value = yyjson_obj_get (root, name);

  if (value == NULL)
    return TRUE;
  if (!yyjson_is_str (value) && !yyjson_is_null (value))
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, "“%s” %s", name, _ ("has to be a text."));
  g_set_str (place, yyjson_get_str (value));
  return TRUE;
}

static gboolean
take_account (yyjson_val *root, SalveAccount *account, GError **error)
{
  yyjson_val *roles = yyjson_obj_get (root, "roles"), *active = yyjson_obj_get (root, "active");

  if (roles == NULL)
    roles = yyjson_obj_get (root, "role");
  if (roles != NULL)
    {
      g_strfreev (account->roles);
      account->roles = read_roles (roles);
    }
  if (yyjson_is_bool (active))
    account->active = yyjson_get_bool (active);
  return take_text (root, "username", &account->login, error)
         && take_text (root, "email", &account->email, error)
         && take_text (root, "patient", &account->patient_id, error)
         && take_text (root, "practitioner", &account->practitioner_id, error)
         && take_text (root, "device", &account->device_id, error);
}

/* POST api/v1/register and users {"username", "email", "role" or "roles", "password"}. Without a password the answer has
 * a code with which the person chooses one. Only for who may administer accounts: nobody makes an account from outside. */
gboolean
salve_api_handle_register (SalveExchange *exchange, GError **error)
{
  g_autoptr (yyjson_doc) doc = salve_api_read_body (exchange, error);
  yyjson_val *root = doc != NULL ? yyjson_doc_get_root (doc) : NULL;
  const char *password = yyjson_get_str (yyjson_obj_get (root, "password"));
  const char *login = yyjson_get_str (yyjson_obj_get (root, "username")),
             *actor = salve_exchange_actor (exchange);
  static const char *const nobody[] = { NULL };
  g_autoptr (SalveAccount) account = NULL;
  g_autoptr (SalveAccount) created = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *code = NULL;
  GError *mistake = NULL;

  if (doc == NULL)
    return FALSE;
  if (login == NULL)
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, "“%s” %s", "username", _ ("is missing."));
  account = salve_account_new (login, nobody);
  if (!take_account (root, account, error))
    return FALSE;
  created = dex_await_boxed (salve_accounts_create (exchange->service->accounts, account, actor), &mistake);
  if (created == NULL)
    return salve_api_refuse_accounts (error, mistake);
  if (password != NULL)
    {
      /* The account without its password is of no use to anybody: it goes again. */
      if (!dex_await (salve_accounts_set_password (exchange->service->accounts, created->id, NULL, password,
                                                   exchange->address, actor),
                      &mistake))
        {
          dex_await (salve_accounts_delete (exchange->service->accounts, created->id, actor), NULL);
          return salve_api_refuse_accounts (error, mistake);
        }
      created->has_password = TRUE;
    }
  else
    code = dex_await_string (salve_accounts_issue_code (exchange->service->accounts, SALVE_CODE_ACTIVATION,
                                                        created->id, NULL, actor),
                             NULL);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "user");
  add_account (builder, created);
  salve_api_add_text (builder, "code", code);
  json_builder_end_object (builder);
  salve_api_answer_builder (exchange, SOUP_STATUS_CREATED, builder);
  return TRUE;
}

/* PATCH and PUT api/v1/users/[id] */
gboolean
salve_api_handle_user_change (SalveExchange *exchange, GError **error)
{
  g_autoptr (yyjson_doc) doc = salve_api_read_body (exchange, error);
  g_autoptr (SalveAccount) account =
      doc != NULL ? find (exchange, salve_exchange_name (exchange, "id"), error) : NULL;
  g_autoptr (SalveAccount) changed = NULL;
  GError *mistake = NULL;

  if (account == NULL || !take_account (yyjson_doc_get_root (doc), account, error))
    return FALSE;
  changed = dex_await_boxed (
      salve_accounts_update (exchange->service->accounts, account, salve_exchange_actor (exchange)),
      &mistake);
  return changed != NULL ? answer_account (exchange, SOUP_STATUS_OK, changed)
                         : salve_api_refuse_accounts (error, mistake);
}

/* DELETE api/v1/users/[id] */
gboolean
salve_api_handle_user_delete (SalveExchange *exchange, GError **error)
{
  GError *mistake = NULL;

  if (!dex_await (salve_accounts_delete (exchange->service->accounts, salve_exchange_name (exchange, "id"),
                                         salve_exchange_actor (exchange)),
                  &mistake))
    return salve_api_refuse_accounts (error, mistake);
  salve_exchange_answer (exchange, SOUP_STATUS_NO_CONTENT, NULL, NULL);
  return TRUE;
}

static gboolean
use_code (SalveExchange *exchange, SalveCodeKind kind, GError **error)
{
  g_autoptr (yyjson_doc) doc = salve_api_read_body (exchange, error);
  yyjson_val *root = doc != NULL ? yyjson_doc_get_root (doc) : NULL;
  const char *code = yyjson_get_str (yyjson_obj_get (root, "code"));
  const char *password = yyjson_get_str (yyjson_obj_get (root, "password"));
  g_autoptr (SalveAccount) account = NULL;
  GError *mistake = NULL;

  if (doc == NULL)
    return FALSE;
  if (code == NULL || (password == NULL && kind != SALVE_CODE_EMAIL))
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST,
                                  _ ("“code” and “password” have to be texts."));
  account = dex_await_boxed (
      salve_accounts_use_code (exchange->service->accounts, kind, code, password, exchange->address),
      &mistake);
  return account != NULL ? answer_account (exchange, SOUP_STATUS_OK, account)
                         : salve_api_refuse_accounts (error, mistake);
}

/* POST api/v1/activate {"code", "password"} */
gboolean
salve_api_handle_activate (SalveExchange *exchange, GError **error)
{
  return use_code (exchange, SALVE_CODE_ACTIVATION, error);
}

/* POST api/v1/reset {"code", "password"} */
gboolean
salve_api_handle_reset (SalveExchange *exchange, GError **error)
{
  return use_code (exchange, SALVE_CODE_RESET, error);
}

/* POST api/v1/confirm-email {"code"} */
gboolean
salve_api_handle_confirm_email (SalveExchange *exchange, GError **error)
{
  return use_code (exchange, SALVE_CODE_EMAIL, error);
}

/* POST api/v1/forgot {"username"}: the answer is the same whether there is such an account or not */
gboolean
salve_api_handle_forgot (SalveExchange *exchange, GError **error)
{
  g_autoptr (yyjson_doc) doc = salve_api_read_body (exchange, error);
  const char *login =
      doc != NULL ? yyjson_get_str (yyjson_obj_get (yyjson_doc_get_root (doc), "username")) : NULL;

  if (doc == NULL)
    return FALSE;
  if (login == NULL)
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, "“%s” %s", "username", _ ("is missing."));
  dex_await (salve_accounts_request_reset (exchange->service->accounts, login, exchange->address), NULL);
  salve_exchange_answer (exchange, SOUP_STATUS_ACCEPTED, NULL, NULL);
  return TRUE;
}

/* POST api/v1/me/email {"email", "password"}: a code goes to the new address; until it is used the old one holds. Who has
 * only found a token cannot bring an account under an address of their own. */
gboolean
salve_api_handle_change_email (SalveExchange *exchange, GError **error)
{
  g_autoptr (yyjson_doc) doc = salve_api_read_body (exchange, error);
  yyjson_val *root = doc != NULL ? yyjson_doc_get_root (doc) : NULL;
  const char *email = yyjson_get_str (yyjson_obj_get (root, "email"));
  const char *password = yyjson_get_str (yyjson_obj_get (root, "password"));
  g_autofree char *code = NULL;
  GError *mistake = NULL;

  if (doc == NULL)
    return FALSE;
  if (email == NULL || password == NULL)
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST,
                                  _ ("“email” and “password” have to be texts."));
  if (!dex_await (salve_accounts_check_own_password (exchange->service->accounts,
                                                     exchange->identity->account_id, password,
                                                     exchange->address),
                  &mistake))
    return salve_api_refuse_accounts (error, mistake);
  code = dex_await_string (salve_accounts_issue_code (exchange->service->accounts, SALVE_CODE_EMAIL,
                                                      exchange->identity->account_id, email,
                                                      salve_exchange_actor (exchange)),
                           &mistake);
  if (code == NULL)
    return salve_api_refuse_accounts (error, mistake);
  salve_exchange_answer (exchange, SOUP_STATUS_ACCEPTED, NULL, NULL);
  return TRUE;
}

/* POST api/v1/users/[id]/code {"kind": "activation" or "reset"}: for the administrator to hand over */
gboolean
salve_api_handle_user_code (SalveExchange *exchange, GError **error)
{
  g_autoptr (yyjson_doc) doc = salve_api_read_body (exchange, error);
  const char *kind = doc != NULL ? yyjson_get_str (yyjson_obj_get (yyjson_doc_get_root (doc), "kind")) : NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *code = NULL;
  GError *mistake = NULL;

  if (doc == NULL)
    return FALSE;
  code = dex_await_string (
      salve_accounts_issue_code (exchange->service->accounts,
                                 g_strcmp0 (kind, "reset") == 0       ? SALVE_CODE_RESET
                                 : g_strcmp0 (kind, "enrolment") == 0 ? SALVE_CODE_ENROLMENT
                                                                      : SALVE_CODE_ACTIVATION,
                                 salve_exchange_name (exchange, "id"), NULL, salve_exchange_actor (exchange)),
      &mistake);
  if (code == NULL)
    return salve_api_refuse_accounts (error, mistake);
  json_builder_begin_object (builder);
  salve_api_add_text (builder, "code", code);
  json_builder_end_object (builder);
  salve_api_answer_builder (exchange, SOUP_STATUS_CREATED, builder);
  return TRUE;
}

/* POST api/v1/logout: every sign-in of the account ends */
gboolean
salve_api_handle_sign_out (SalveExchange *exchange, GError **error)
{
  GError *mistake = NULL;

  if (!dex_await (salve_accounts_revoke_all (exchange->service->accounts, exchange->identity->account_id,
                                             salve_exchange_actor (exchange)),
                  &mistake))
    return salve_api_refuse_accounts (error, mistake);
  salve_exchange_answer (exchange, SOUP_STATUS_NO_CONTENT, NULL, NULL);
  return TRUE;
}
