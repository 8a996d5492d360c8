/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-command-rights.h"

#include <glib/gi18n.h>

#define ACTOR SALVE_COMMAND_USER_ACTOR

static void
add_text (SalveCommandContext *context, yyjson_mut_val *object, const char *name, const char *text)
{
  if (text != NULL)
    yyjson_mut_obj_add_strcpy (context->report, object, name, text);
}

static void
report_role (SalveCommandContext *context, yyjson_mut_val *list, SalveRoleTable *roles, const char *name)
{
  const char *rules = salve_role_table_get_rules (roles, name);
  const char *before = salve_role_table_get_default_rules (name);
  yyjson_mut_val *object = yyjson_mut_arr_add_obj (context->report, list);

  add_text (context, object, "name", name);
  add_text (context, object, "rules", rules);
  yyjson_mut_obj_add_bool (context->report, object, "changed", g_strcmp0 (rules, before) != 0);
  salve_command_say (context, "%s%s\n    %s", name, g_strcmp0 (rules, before) != 0 ? " *" : "", rules);
}

/* rules: all of them; rules ROLE: one; rules ROLE RULE…: sets it; rules ROLE default: as in a new clinic, or away. */
gboolean
salve_command_user_rules (SalveCommandContext *context, SalveAccounts *accounts, GError **error)
{
  const char *name = context->arguments[1];
  const char *first = name != NULL ? context->arguments[2] : NULL;
  SalveRoleTable *roles;
  g_auto (GStrv) names = NULL;
  yyjson_mut_val *list;

  if (first != NULL)
    {
      g_autofree char *rules = g_str_equal (first, "default")
                                   ? g_strdup (salve_role_table_get_default_rules (name))
                                   : g_strjoinv (" ", context->arguments + 2);

      if (!dex_await (salve_accounts_set_role (accounts, name, rules, ACTOR), error))
        return FALSE;
    }
  roles = salve_accounts_get_roles (accounts);
  names = salve_role_table_list (roles);
  if (name != NULL && first == NULL && !g_strv_contains ((const char *const *)names, name))
    {
      g_set_error (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_NOT_FOUND,
                   _ ("There is no role with the name “%s”"), name);
      return FALSE;
    }
  list = yyjson_mut_obj_add_arr (context->report, context->root, "roles");
  for (guint i = 0; names[i] != NULL; i++)
    if (name == NULL || g_str_equal (names[i], name))
      report_role (context, list, roles, names[i]);
  return TRUE;
}

/* programs: those that may sign in, and devices; programs revoke ID: it may not any more. */
gboolean
salve_command_user_programs (SalveCommandContext *context, SalveAccounts *accounts, GError **error)
{
  g_autoptr (GPtrArray) all = NULL;
  yyjson_mut_val *list;

  if (context->arguments[1] != NULL)
    {
      if (!g_str_equal (context->arguments[1], "revoke") || context->arguments[2] == NULL)
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _ ("Say what to do: programs revoke ID"));
          return FALSE;
        }
      return dex_await (salve_accounts_remove_client (accounts, context->arguments[2], ACTOR), error);
    }
  all = dex_await_boxed (salve_accounts_list_clients (accounts), error);
  if (all == NULL)
    return FALSE;
  list = yyjson_mut_obj_add_arr (context->report, context->root, "programs");
  for (guint i = 0; i < all->len; i++)
    {
      const SalveClient *client = all->pdata[i];
      yyjson_mut_val *object = yyjson_mut_arr_add_obj (context->report, list);

      add_text (context, object, "id", client->id);
      add_text (context, object, "name", client->name);
      add_text (context, object, "scope", client->scopes);
      add_text (context, object, "user", client->account_id);
      salve_command_say (context, "%s  %-24s %s", client->id, client->name, client->scopes);
    }
  return TRUE;
}

static void
report_glass (SalveCommandContext *context, yyjson_mut_val *list, const SalveBreakGlass *glass)
{
  yyjson_mut_val *object = yyjson_mut_arr_add_obj (context->report, list);
  g_autofree char *when = salve_instant_format_fhir (glass->created);
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, glass->id);

  add_text (context, object, "id", id);
  add_text (context, object, "login", glass->login);
  add_text (context, object, "patient", glass->patient_id);
  add_text (context, object, "reason", glass->reason);
  add_text (context, object, "time", when);
  salve_command_say (context, "%6s  %s  %-16s Patient/%s\n        %s", id, when, glass->login,
                     glass->patient_id, glass->reason);
}

/* reviews: looks without treating that nobody has reviewed; reviews NUMBER: somebody has. */
gboolean
salve_command_user_reviews (SalveCommandContext *context, SalveAccounts *accounts, GError **error)
{
  g_autoptr (GPtrArray) all = NULL;
  yyjson_mut_val *list;
  gint64 id;

  if (context->arguments[1] != NULL)
    return g_ascii_string_to_signed (context->arguments[1], 10, 1, G_MAXINT64, &id, error)
           && dex_await (salve_accounts_review_glass (accounts, id, ACTOR), error);
  all = dex_await_boxed (salve_accounts_list_broken_glass (accounts, FALSE), error);
  if (all == NULL)
    return FALSE;
  list = yyjson_mut_obj_add_arr (context->report, context->root, "reviews");
  for (guint i = 0; i < all->len; i++)
    report_glass (context, list, all->pdata[i]);
  return TRUE;
}

static void
report_row (SalveCommandContext *context, yyjson_mut_val *list, const SalveAuditRow *row)
{
  yyjson_mut_val *object = yyjson_mut_arr_add_obj (context->report, list);
  g_autofree char *when = salve_instant_format_fhir (row->time);

  yyjson_mut_obj_add_sint (context->report, object, "id", row->id);
  add_text (context, object, "time", when);
  add_text (context, object, "login", row->actor);
  add_text (context, object, "action", row->action);
  add_text (context, object, "type", row->type);
  add_text (context, object, "record", row->resource_id);
  add_text (context, object, "detail", row->detail);
  salve_command_say (context, "%s  %-16s %-16s %s%s%s %s", when, row->actor, row->action,
                     row->type != NULL ? row->type : "", row->resource_id != NULL ? "/" : "",
                     row->resource_id != NULL ? row->resource_id : "",
                     row->detail != NULL ? row->detail : "");
}

/**
 * salve_command_user_trail:
 * @most: rows
 *
 * Reports who did what, the newest first. That somebody looked is in the trail too.
 */
gboolean
salve_command_user_trail (SalveCommandContext *context,
                          SalveStore *store,
                          const SalveAuditFilter *filter,
                          guint most,
                          GError **error)
{
  g_autoptr (GPtrArray) rows =
      dex_await_boxed (salve_store_list_audit (store, filter, G_MAXINT64, most), error);
  yyjson_mut_val *list;

  if (rows == NULL || !dex_await (salve_store_audit (store, ACTOR, "read", "audit", NULL, NULL), error))
    return FALSE;
  list = yyjson_mut_obj_add_arr (context->report, context->root, "trail");
  for (guint i = 0; i < rows->len; i++)
    report_row (context, list, rows->pdata[i]);
  return TRUE;
}
