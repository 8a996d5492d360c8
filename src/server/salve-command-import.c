/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-command.h"
#include "salve-importer.h"

#include <glib/gi18n.h>

#define SHOWN_REFUSALS 20

static gboolean dry_run;

static const GOptionEntry options[] = {
  { "dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, N_ ("Read and check everything, store nothing"), NULL },
  G_OPTION_ENTRY_NULL,
};

static void
show_progress (const SalveImportProgress *progress, gpointer data)
{
  SalveCommandContext *context = data;
  g_autofree char *count = salve_command_format_count (progress->resources);
  g_autofree char *left = progress->remaining >= 0 ? salve_command_format_time (progress->remaining) : NULL;
  g_autofree char *detail = NULL;

  if (left != NULL)
    /* Translators: resources, resources a second, time that is left */
    detail =
        g_strdup_printf (_ ("%s resources, %.0f/s, %s left"), count, progress->resources_per_second, left);
  else
    detail = g_strdup_printf (_ ("%s resources, %.0f/s"), count, progress->resources_per_second);
  salve_progress_bar_update (
      context->bar, progress->phase == SALVE_IMPORT_SCANNING ? _ ("Looking for ids") : _ ("Importing"),
      progress->total_bytes > 0 ? (double)progress->bytes / progress->total_bytes : -1, detail);
}

static void
report_refusals (SalveCommandContext *context, const SalveImportReport *report)
{
  yyjson_mut_val *list = yyjson_mut_obj_add_arr (context->report, context->root, "refusals");

  for (guint i = 0; i < report->refusals->len; i++)
    {
      const SalveImportRefusal *refusal = report->refusals->pdata[i];
      yyjson_mut_val *item = yyjson_mut_arr_add_obj (context->report, list);

      yyjson_mut_obj_add_strcpy (context->report, item, "where", refusal->where);
      yyjson_mut_obj_add_strcpy (context->report, item, "reason", refusal->reason);
      if (i < SHOWN_REFUSALS)
        salve_command_say (context, "  %s: %s", refusal->where, refusal->reason);
    }
  if (report->n_refused > SHOWN_REFUSALS)
    {
      g_autofree char *more = salve_command_format_count (report->n_refused - SHOWN_REFUSALS);

      salve_command_say (context, _ ("  … and %s more; --json lists up to %d"), more,
                         SALVE_IMPORT_MAX_REFUSALS);
    }
}

static void
say_counts (SalveCommandContext *context, const SalveImportReport *report)
{
  double seconds = (double)report->elapsed / G_TIME_SPAN_SECOND;
  g_autofree char *elapsed = salve_command_format_time (report->elapsed);
  g_autofree char *read = salve_command_format_count (report->n_read);
  g_autofree char *added = salve_command_format_count (report->n_added);
  g_autofree char *updated = salve_command_format_count (report->n_updated);
  g_autofree char *unchanged = salve_command_format_count (report->n_unchanged);
  g_autofree char *refused = salve_command_format_count (report->n_refused);
  g_autofree char *unresolved = salve_command_format_count (report->n_unresolved);

  salve_command_say (
      context,
      /* Translators: how many, how long, how many a second; then what became of them */
      _ ("%s resources read in %s (%.0f a second): %s added, %s updated, %s unchanged, %s refused"), read,
      elapsed, seconds > 0 ? report->n_read / seconds : 0, added, updated, unchanged, refused);
  if (report->n_unresolved > 0)
    salve_command_say (context, _ ("%s references name nothing known and were kept as they came"),
                       unresolved);
  if (report->n_shared_cards > 0)
    {
      g_autofree char *shared = salve_command_format_count (report->n_shared_cards);

      salve_command_say (context, _ ("%s health cards belong to more than one patient; all were stored"),
                         shared);
    }
}

static void
report_all (SalveCommandContext *context, const SalveImportReport *report)
{
  const struct
  {
    const char *name;
    guint64 value;
  } counts[] = {
    { "inputs", report->n_inputs },         { "read", report->n_read },
    { "added", report->n_added },           { "updated", report->n_updated },
    { "unchanged", report->n_unchanged },   { "refused", report->n_refused },
    { "unresolved", report->n_unresolved }, { "shared-cards", report->n_shared_cards },
  };
  double seconds = (double)report->elapsed / G_TIME_SPAN_SECOND;

  g_clear_pointer (&context->bar, salve_progress_bar_free);
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    yyjson_mut_obj_add_uint (context->report, context->root, counts[i].name, counts[i].value);
  yyjson_mut_obj_add_real (context->report, context->root, "seconds", seconds);
  yyjson_mut_obj_add_bool (context->report, context->root, "dry-run", report->dry_run);
  yyjson_mut_obj_add_bool (context->report, context->root, "cancelled", report->cancelled);
  say_counts (context, report);
  if (report->dry_run)
    salve_command_say (context, _ ("This was a dry run: nothing was stored"));
  if (report->cancelled)
    salve_command_say (context, _ ("Interrupted. What is counted is stored; import again to go on"));
  report_refusals (context, report);
}

static SalveExit
run_import (SalveCommandContext *context, GError **error)
{
  SalveStore *store;
  g_autoptr (DexFuture) importing = NULL;
  const GValue *value;
  SalveExit status = SALVE_EXIT_FAILED;

  if (!salve_command_check_arguments (context, 1, G_MAXUINT, error))
    return SALVE_EXIT_USAGE;
  store = salve_command_open_store (context, TRUE, error);
  if (store == NULL)
    return SALVE_EXIT_FAILED;
  importing = salve_import (store, (const char *const *)context->arguments,
                            dry_run ? SALVE_IMPORT_DRY_RUN : SALVE_IMPORT_DEFAULT, context->cancellable,
                            show_progress, context);
  if (dex_await (dex_ref (importing), error))
    {
      const SalveImportReport *report;

      value = dex_future_get_value (importing, NULL);
      report = g_value_get_boxed (value);
      report_all (context, report);
      if (report->failure != NULL)
        g_propagate_error (error, g_error_copy (report->failure));
      else if (salve_import_report_is_complete (report))
        status = SALVE_EXIT_DONE;
    }
  return salve_command_close_store (store, error != NULL && *error != NULL ? NULL : error)
             ? status
             : SALVE_EXIT_FAILED;
}

const SalveCommand salve_command_import = {
  .name = "import",
  .arguments = N_ ("FILE…"),
  .summary = N_ ("Read FHIR JSON, Bundles and NDJSON into the store"),
  .description =
      N_ ("A FILE is JSON or NDJSON, also compressed (.gz, .xz), a folder of such files, or - for standard "
          "input.\nImporting the same again changes nothing; an interrupted import is simply repeated."),
  .options = options,
  .run = run_import,
};
