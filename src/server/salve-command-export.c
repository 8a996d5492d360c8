/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-command.h"
#include "salve-exporter.h"

#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>
#include <unistd.h>

static char *patient_id;
static char **types;

static const GOptionEntry options[] = {
  { "patient", 'p', 0, G_OPTION_ARG_STRING, &patient_id, N_ ("Only the record of the patient with this id"),
    N_ ("ID") },
  { "type", 't', 0, G_OPTION_ARG_STRING_ARRAY, &types, N_ ("Only resources of this type; may be given again"),
    N_ ("TYPE") },
  G_OPTION_ENTRY_NULL,
};

static void
report_counts (SalveCommandContext *context, GHashTable *counts)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (counts), (GCompareFunc)g_strcmp0);
  yyjson_mut_val *object = yyjson_mut_obj_add_obj (context->report, context->root, "resources");

  g_clear_pointer (&context->bar, salve_progress_bar_free);
  for (GList *l = names; l != NULL; l = l->next)
    {
      guint64 n = *(guint64 *)g_hash_table_lookup (counts, l->data);

      yyjson_mut_obj_add (object, yyjson_mut_strcpy (context->report, l->data),
                          yyjson_mut_uint (context->report, n));
      salve_command_say (context, "%'10" G_GUINT64_FORMAT "  %s", n, (const char *)l->data);
    }
}

static void
show_progress (double fraction, const char *what, gpointer data)
{
  SalveCommandContext *context = data;

  salve_progress_bar_update (context->bar, _ ("Exporting"), fraction, what);
}

static gboolean
export_patient (SalveCommandContext *context, SalveStore *store, GError **error)
{
  g_autoptr (GOutputStream) out = NULL;
  guint64 n;

  if (g_str_equal (context->arguments[0], "-"))
    out = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  else
    {
      g_autoptr (GFile) file = g_file_new_for_path (context->arguments[0]);

      out = G_OUTPUT_STREAM (g_file_create (file, G_FILE_CREATE_PRIVATE, context->cancellable, error));
    }
  if (out == NULL || !salve_export_patient (store, patient_id, out, &n, context->cancellable, error)
      || !g_output_stream_close (out, context->cancellable, error))
    return FALSE;
  yyjson_mut_obj_add_uint (context->report, context->root, "written", n);
  if (!g_str_equal (context->arguments[0], "-"))
    {
      g_autofree char *count = salve_command_format_count (n);

      salve_command_say (context, _ ("%s resources written"), count);
    }
  return TRUE;
}

static gboolean
work (SalveCommandContext *context, gpointer data, GError **error)
{
  g_autoptr (SalveStore) store = salve_command_open_store (context, FALSE, error);
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GFile) folder = g_file_new_for_path (context->arguments[0]);
  gboolean ok;

  if (store == NULL)
    return FALSE;
  if (patient_id != NULL)
    ok = export_patient (context, store, error);
  else
    {
      ok = salve_export_all (store, folder, (const char *const *)types, counts, show_progress, context,
                             context->cancellable, error);
      if (ok)
        report_counts (context, counts);
    }
  return ok;
}

static SalveExit
run_export (SalveCommandContext *context, GError **error)
{
  if (!salve_command_check_arguments (context, 1, 1, error))
    return SALVE_EXIT_USAGE;
  return salve_command_run_in_thread (context, work, NULL, error) ? SALVE_EXIT_DONE : SALVE_EXIT_FAILED;
}

const SalveCommand salve_command_export = {
  .name = "export",
  .arguments = N_ ("FOLDER|FILE|-"),
  .summary = N_ ("Write resources as NDJSON, a file a type, or one patient’s record"),
  .description =
      N_ ("Resources come out with the bytes that came in. Files that are there are not written over.\n"
          "With --patient one file, or standard output for -, gets everything of that patient."),
  .options = options,
  .run = run_export,
};
