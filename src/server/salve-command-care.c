/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check, backup, restore. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-command.h"

#include <glib/gi18n.h>

static void
show_progress (double fraction, const char *what, gpointer data)
{
  SalveCommandContext *context = data;

  salve_progress_bar_update (context->bar, context->command->name, fraction, what);
}

static gboolean
work_check (SalveCommandContext *context, gpointer data, GError **error)
{
  g_autoptr (SalveStore) store = salve_command_open_store (context, FALSE, error);
  g_autoptr (SalveCheckReport) report = NULL;
  yyjson_mut_val *list;
  gboolean *fine = data;
  g_autofree char *resources = NULL;
  g_autofree char *audit_rows = NULL;

  if (store == NULL)
    return FALSE;
  report = salve_store_check (store, show_progress, context, context->cancellable, error);
  if (report == NULL)
    return FALSE;
  g_clear_pointer (&context->bar, salve_progress_bar_free);
  yyjson_mut_obj_add_bool (context->report, context->root, "ok", report->ok);
  yyjson_mut_obj_add_uint (context->report, context->root, "resources", report->resources);
  yyjson_mut_obj_add_uint (context->report, context->root, "audit-rows", report->audit_rows);
  list = yyjson_mut_obj_add_arr (context->report, context->root, "problems");
  for (guint i = 0; i < report->problems->len; i++)
    {
      yyjson_mut_arr_add_strcpy (context->report, list, report->problems->pdata[i]);
      salve_command_say (context, "  %s", (const char *)report->problems->pdata[i]);
    }
  resources = salve_command_format_count (report->resources);
  audit_rows = salve_command_format_count (report->audit_rows);
  salve_command_say (context,
                     report->ok
                         ? _ ("All is well: %s resources, %s audit rows")
                         : _ ("Something is wrong (above): %s resources, %s audit rows were looked at"),
                     resources, audit_rows);
  *fine = report->ok;
  return TRUE;
}

static SalveExit
run_check (SalveCommandContext *context, GError **error)
{
  gboolean fine = FALSE;

  if (!salve_command_check_arguments (context, 0, 0, error))
    return SALVE_EXIT_USAGE;
  return salve_command_run_in_thread (context, work_check, &fine, error) && fine ? SALVE_EXIT_DONE
                                                                                 : SALVE_EXIT_FAILED;
}

static gboolean
work_backup (SalveCommandContext *context, gpointer data, GError **error)
{
  g_autoptr (SalveStore) store = salve_command_open_store (context, FALSE, error);
  g_autoptr (GFile) to = g_file_new_for_path (context->arguments[0]);

  if (store == NULL || !salve_store_backup (store, to, show_progress, context, context->cancellable, error))
    return FALSE;
  g_clear_pointer (&context->bar, salve_progress_bar_free);
  salve_command_say (context, _ ("Backed up to “%s”, encrypted with the store’s own key"),
                     context->arguments[0]);
  return TRUE;
}

static SalveExit
run_backup (SalveCommandContext *context, GError **error)
{
  if (!salve_command_check_arguments (context, 1, 1, error))
    return SALVE_EXIT_USAGE;
  return salve_command_run_in_thread (context, work_backup, NULL, error) ? SALVE_EXIT_DONE
                                                                         : SALVE_EXIT_FAILED;
}

static gboolean
work_restore (SalveCommandContext *context, gpointer data, GError **error)
{
  g_autoptr (GFile) from = g_file_new_for_path (context->arguments[0]);
  g_autoptr (GFile) to = g_file_new_for_path (context->store_path);
  g_autoptr (SalveStoreKey) key = NULL;

  if (SALVE_ENCRYPTION)
    {
      key = salve_command_load_key (context, FALSE, error);
      if (key == NULL)
        return FALSE;
    }
  if (!salve_store_restore (from, to, key, error))
    return FALSE;
  salve_command_say (context, _ ("Restored to “%s”"), context->store_path);
  return TRUE;
}

static SalveExit
run_restore (SalveCommandContext *context, GError **error)
{
  if (!salve_command_check_arguments (context, 1, 1, error))
    return SALVE_EXIT_USAGE;
  return salve_command_run_in_thread (context, work_restore, NULL, error) ? SALVE_EXIT_DONE
                                                                          : SALVE_EXIT_FAILED;
}

const SalveCommand salve_command_check = {
  .name = "check",
  .arguments = "",
  .summary = N_ ("Look whether the store is whole"),
  .description =
      N_ ("Looks at every page, compares the lists with the records and follows the audit trail. Changes "
          "nothing."),
  .run = run_check,
};

const SalveCommand salve_command_backup = {
  .name = "backup",
  .arguments = N_ ("FILE"),
  .summary = N_ ("Copy the store while it is used"),
  .description =
      N_ ("The copy is of one moment and encrypted with the same key. A file that is there is not written "
          "over."),
  .run = run_backup,
};

const SalveCommand salve_command_restore = {
  .name = "restore",
  .arguments = N_ ("FILE"),
  .summary = N_ ("Make the store from a backup"),
  .description =
      N_ ("The store must not be there: move it aside first. The backup is checked before it is copied."),
  .run = run_restore,
};
