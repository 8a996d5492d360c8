/* SPDX-License-Identifier: GPL-3.0-or-later */
/* user: who may sign in at this server. Works beside a server that runs: what is changed here counts from its next
 * request on. Passwords are never typed here: people choose them with the code that is printed. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-accounts.h"
#include "salve-command-rights.h"

#include <glib/gi18n.h>
#include <string.h>

#define ACTOR SALVE_COMMAND_USER_ACTOR

static char *email_option;
static char *patient_option;
static char *practitioner_option;
static char *device_option;
static char *person_option;
static char *record_option;
static int count_option = 100;

static const GOptionEntry options[] = {
  { "email", 0, 0, G_OPTION_ARG_STRING, &email_option, N_ ("add: the e-mail address"), N_ ("ADDRESS") },
  { "patient", 0, 0, G_OPTION_ARG_STRING, &patient_option,
    N_ ("add, link: the id of the Patient who they are; empty: nobody"), N_ ("ID") },
  { "practitioner", 0, 0, G_OPTION_ARG_STRING, &practitioner_option,
    N_ ("add, link: the id of the Practitioner who they are; empty: nobody"), N_ ("ID") },
  { "device", 0, 0, G_OPTION_ARG_STRING, &device_option, N_ ("add: the id of the Device that it is"),
    N_ ("ID") },
  { "person", 0, 0, G_OPTION_ARG_STRING, &person_option, N_ ("trail: only what this person did"),
    N_ ("NAME") },
  { "record", 0, 0, G_OPTION_ARG_STRING, &record_option,
    N_ ("trail: only about this record; of a patient with what belongs to them"), N_ ("ID") },
  { "count", 0, 0, G_OPTION_ARG_INT, &count_option, N_ ("trail: how many rows (100)"), N_ ("NUMBER") },
  G_OPTION_ENTRY_NULL,
};

static SalveAccount *
find (SalveAccounts *accounts, const char *login, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  SalveAccount *account = dex_await_boxed (salve_accounts_find (accounts, login), &local_error);

  if (g_error_matches (local_error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_NOT_FOUND))
    g_set_error (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_NOT_FOUND,
                 _ ("There is nobody with the name “%s”"), login);
  else if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return account;
}

static gboolean
give_code (SalveCommandContext *context,
           SalveAccounts *accounts,
           const SalveAccount *account,
           SalveCodeKind kind,
           GError **error)
{
  g_autofree char *code =
      dex_await_string (salve_accounts_issue_code (accounts, kind, account->id, NULL, ACTOR), error);

  if (code == NULL)
    return FALSE;
  yyjson_mut_obj_add_strcpy (context->report, context->root, "code", code);
  switch (kind)
    {
    case SALVE_CODE_ENROLMENT:
      salve_command_say (context, _ ("Type this code at the device within an hour: %s"), code);
      break;
    case SALVE_CODE_ACTIVATION:
      salve_command_say (context, _ ("%s chooses a password with this code within 7 days: %s"),
                         account->login, code);
      break;
    case SALVE_CODE_RESET:
    case SALVE_CODE_EMAIL:
    case SALVE_CODE_PASSWORD:
    default:
      salve_command_say (context, _ ("%s chooses a new password with this code within an hour: %s"),
                         account->login, code);
      break;
    }
  return TRUE;
}

static gboolean
user_add (SalveCommandContext *context, SalveAccounts *accounts, GError **error)
{
  g_autoptr (SalveAccount) wanted =
      salve_account_new (context->arguments[1], (const char *const *)context->arguments + 2);
  g_autoptr (SalveAccount) account = NULL;

  wanted->email = g_strdup (email_option);
  wanted->patient_id = g_strdup (patient_option);
  wanted->practitioner_id = g_strdup (practitioner_option);
  wanted->device_id = g_strdup (device_option);
  account = dex_await_boxed (salve_accounts_create (accounts, wanted, ACTOR), error);
  if (account == NULL)
    return FALSE;
  yyjson_mut_obj_add_strcpy (context->report, context->root, "id", account->id);
  return give_code (context, accounts, account,
                    account->device_id != NULL ? SALVE_CODE_ENROLMENT : SALVE_CODE_ACTIVATION, error);
}

static void
report_account (SalveCommandContext *context, yyjson_mut_val *list, const SalveAccount *account)
{
  g_autofree char *roles = g_strjoinv (" ", account->roles);
  g_autofree char *seen =
      account->signed_in != SALVE_INSTANT_NONE ? salve_instant_format_fhir (account->signed_in) : NULL;
  yyjson_mut_val *object = yyjson_mut_arr_add_obj (context->report, list);

  yyjson_mut_obj_add_strcpy (context->report, object, "id", account->id);
  yyjson_mut_obj_add_strcpy (context->report, object, "login", account->login);
  yyjson_mut_obj_add_strcpy (context->report, object, "roles", roles);
  yyjson_mut_obj_add_bool (context->report, object, "active", account->active);
  yyjson_mut_obj_add_bool (context->report, object, "has-password", account->has_password);
  if (seen != NULL)
    yyjson_mut_obj_add_strcpy (context->report, object, "signed-in", seen);
  salve_command_say (context, "%-24s %-32s %s", account->login, roles,
                     !account->active         ? _ ("closed")
                     : !account->has_password ? _ ("no password yet")
                     : seen != NULL           ? seen
                                              : _ ("never signed in"));
}

static gboolean
user_list (SalveCommandContext *context, SalveAccounts *accounts, GError **error)
{
  g_autoptr (GPtrArray) all = dex_await_boxed (salve_accounts_list (accounts), error);
  yyjson_mut_val *list;

  if (all == NULL)
    return FALSE;
  list = yyjson_mut_obj_add_arr (context->report, context->root, "accounts");
  for (guint i = 0; i < all->len; i++)
    report_account (context, list, all->pdata[i]);
  return TRUE;
}

/* Without roles: those that somebody has. */
static gboolean
user_roles (SalveCommandContext *context, SalveAccounts *accounts, GError **error)
{
  g_autoptr (SalveAccount) account = find (accounts, context->arguments[1], error);
  g_autoptr (SalveAccount) updated = NULL;
  g_autofree char *roles = NULL;

  if (account == NULL)
    return FALSE;
  if (context->arguments[2] != NULL)
    {
      g_strfreev (account->roles);
      account->roles = g_strdupv (context->arguments + 2);
      updated = dex_await_boxed (salve_accounts_update (accounts, account, ACTOR), error);
      if (updated == NULL)
        return FALSE;
    }
  roles = g_strjoinv (" ", account->roles);
  yyjson_mut_obj_add_strcpy (context->report, context->root, "roles", roles);
  salve_command_say (context, "%s", roles);
  return TRUE;
}

static void
take_link (char **place, const char *option)
{
  if (option != NULL)
    g_set_str (place, *option != '\0' ? option : NULL);
}

/* Who somebody is among the records: their rights are about those. */
static gboolean
user_link (SalveCommandContext *context, SalveAccounts *accounts, GError **error)
{
  g_autoptr (SalveAccount) account = find (accounts, context->arguments[1], error);
  g_autoptr (SalveAccount) updated = NULL;

  if (account == NULL)
    return FALSE;
  take_link (&account->patient_id, patient_option);
  take_link (&account->practitioner_id, practitioner_option);
  take_link (&account->device_id, device_option);
  updated = dex_await_boxed (salve_accounts_update (accounts, account, ACTOR), error);
  if (updated == NULL)
    return FALSE;
  if (updated->patient_id != NULL)
    yyjson_mut_obj_add_strcpy (context->report, context->root, "patient", updated->patient_id);
  if (updated->practitioner_id != NULL)
    yyjson_mut_obj_add_strcpy (context->report, context->root, "practitioner", updated->practitioner_id);
  if (updated->device_id != NULL)
    yyjson_mut_obj_add_strcpy (context->report, context->root, "device", updated->device_id);
  return TRUE;
}

static gboolean
user_password (SalveCommandContext *context, SalveAccounts *accounts, GError **error)
{
  g_autoptr (SalveAccount) account = find (accounts, context->arguments[1], error);

  return account != NULL
         && give_code (context, accounts, account,
                       account->has_password ? SALVE_CODE_RESET : SALVE_CODE_ACTIVATION, error);
}

static gboolean
user_enrol (SalveCommandContext *context, SalveAccounts *accounts, GError **error)
{
  g_autoptr (SalveAccount) account = find (accounts, context->arguments[1], error);

  return account != NULL && give_code (context, accounts, account, SALVE_CODE_ENROLMENT, error);
}

static gboolean
set_active (SalveCommandContext *context, SalveAccounts *accounts, gboolean active, GError **error)
{
  g_autoptr (SalveAccount) account = find (accounts, context->arguments[1], error);
  g_autoptr (SalveAccount) updated = NULL;

  if (account == NULL)
    return FALSE;
  account->active = active;
  updated = dex_await_boxed (salve_accounts_update (accounts, account, ACTOR), error);
  if (updated == NULL)
    return FALSE;
  salve_command_say (context, active ? _ ("%s can sign in again") : _ ("%s cannot sign in any more"),
                     account->login);
  return TRUE;
}

static gboolean
user_disable (SalveCommandContext *context, SalveAccounts *accounts, GError **error)
{
  return set_active (context, accounts, FALSE, error);
}

static gboolean
user_enable (SalveCommandContext *context, SalveAccounts *accounts, GError **error)
{
  return set_active (context, accounts, TRUE, error);
}

static gboolean
user_revoke (SalveCommandContext *context, SalveAccounts *accounts, GError **error)
{
  g_autoptr (SalveAccount) account = find (accounts, context->arguments[1], error);

  if (account == NULL || !dex_await (salve_accounts_revoke_all (accounts, account->id, ACTOR), error))
    return FALSE;
  salve_command_say (context, _ ("%s is signed out everywhere"), account->login);
  return TRUE;
}

static gboolean
user_trail (SalveCommandContext *context, SalveAccounts *accounts, GError **error)
{
  const SalveAuditFilter filter = { .actor = person_option,
                                    .resource_id = record_option,
                                    .from = SALVE_INSTANT_NONE,
                                    .until = SALVE_INSTANT_NONE };

  if (count_option < 1 || count_option > SALVE_AUDIT_MOST)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("--count has to be between 1 and %d"),
                   SALVE_AUDIT_MOST);
      return FALSE;
    }
  return salve_command_user_trail (context, salve_accounts_get_store (accounts), &filter, (guint)count_option,
                                   error);
}

static gboolean
user_remove (SalveCommandContext *context, SalveAccounts *accounts, GError **error)
{
  g_autoptr (SalveAccount) account = find (accounts, context->arguments[1], error);

  if (account == NULL || !dex_await (salve_accounts_delete (accounts, account->id, ACTOR), error))
    return FALSE;
  salve_command_say (context, _ ("%s is removed"), account->login);
  return TRUE;
}

static const struct
{
  const char *name;
  gboolean (*run) (SalveCommandContext *context, SalveAccounts *accounts, GError **error);
  guint min; /* arguments, the action's name among them */
  guint max;
} actions[] = {
  { "add", user_add, 3, 18 },
  { "list", user_list, 1, 1 },
  { "roles", user_roles, 2, 18 },
  { "passwd", user_password, 2, 2 },
  { "enrol", user_enrol, 2, 2 },
  { "disable", user_disable, 2, 2 },
  { "enable", user_enable, 2, 2 },
  { "revoke", user_revoke, 2, 2 },
  { "remove", user_remove, 2, 2 },
  { "link", user_link, 2, 2 },
  { "rules", salve_command_user_rules, 1, 1024 },
  { "programs", salve_command_user_programs, 1, 3 },
  { "reviews", salve_command_user_reviews, 1, 2 },
  { "trail", user_trail, 1, 1 },
};

static SalveExit
run (SalveCommandContext *context, GError **error)
{
  const char *name = context->arguments[0];
  g_autoptr (SalveAccounts) accounts = NULL;
  SalveStore *store;
  gboolean good;
  gsize i = 0;

  while (i < G_N_ELEMENTS (actions) && g_strcmp0 (actions[i].name, name) != 0)
    i++;
  if (i == G_N_ELEMENTS (actions))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("Say what to do: salve-server user %s"), context->command->arguments);
      return SALVE_EXIT_USAGE;
    }
  if (!salve_command_check_arguments (context, actions[i].min, actions[i].max, error))
    return SALVE_EXIT_USAGE;
  store = salve_command_open_store (context, FALSE, error);
  if (store == NULL)
    return SALVE_EXIT_FAILED;
  accounts = salve_accounts_new (store);
  salve_accounts_set_sender (accounts, NULL, NULL, NULL);
  good = actions[i].run (context, accounts, error);
  g_clear_object (&accounts);
  if (!salve_command_close_store (store, good ? error : NULL))
    good = FALSE;
  return good ? SALVE_EXIT_DONE : SALVE_EXIT_FAILED;
}

const SalveCommand salve_command_user = {
  .name = "user",
  .arguments =
      N_ ("add LOGIN ROLE… | list | roles LOGIN [ROLE…] | passwd LOGIN | enrol LOGIN | disable LOGIN | "
          "enable LOGIN | revoke LOGIN | remove LOGIN | link LOGIN | rules [ROLE [RULE…]] | "
          "programs [revoke ID] | reviews [NUMBER] | trail"),
  .summary = N_ ("Say who may sign in at this server"),
  .description =
      N_ ("Roles are patient, nurse, doctor, front-desk, administrator, app-developer, "
          "device-integrator and data-scientist, and those that the clinic made. Passwords are never "
          "typed here: add and passwd print a code with which the person chooses one. “rules ROLE default” "
          "is what a new clinic begins with.\n\n"
          "Example:\n  salve-server user add anna nurse --email anna@clinic.example"),
  .options = options,
  .store_name = "server.salve",
  .run = run,
};
