/* SPDX-License-Identifier: GPL-3.0-or-later */
/* demo: a believable clinic from a seed, for trying Salve out. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-command.h"
#include "salve-demo.h"
#include "salve-instant.h"

#include <glib/gi18n.h>

/* As many as the writer commits in some tenths of a second, so that an interruption is quick. */
#define BATCH 8000

static int patients = 2000;
static gint64 seed = 1;
static char *today;
static gboolean identities_only;

static const GOptionEntry options[] = {
  { "patients", 'p', 0, G_OPTION_ARG_INT, &patients, N_ ("How many patients (2000)"), N_ ("N") },
  { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, N_ ("The same seed makes the same clinic (1)"), N_ ("N") },
  { "today", 0, 0, G_OPTION_ARG_STRING, &today, N_ ("The day its appointments lie around"),
    N_ ("YYYY-MM-DD") },
  { "identities-only", 0, 0, G_OPTION_ARG_NONE, &identities_only,
    N_ ("Patients, families and insurance without histories and appointments"), NULL },
  G_OPTION_ENTRY_NULL,
};

typedef struct
{
  SalveCommandContext *context;
  SalveStore *store;
  GPtrArray *batch;
  guint64 added;
  guint64 unchanged;
} Making;

static gboolean
flush (Making *making, GError **error)
{
  g_autoptr (DexFuture) stored = NULL;
  const SalveBulkCounts *counts;

  if (making->batch->len == 0)
    return TRUE;
  stored = salve_store_put_bulk (making->store, making->batch, SALVE_BULK_LOAD);
  if (!dex_await (dex_ref (stored), error))
    return FALSE;
  counts = g_value_get_boxed (dex_future_get_value (stored, NULL));
  making->added += counts->added + counts->updated;
  making->unchanged += counts->unchanged;
  g_ptr_array_unref (making->batch);
  making->batch = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  return !g_cancellable_set_error_if_cancelled (making->context->cancellable, error);
}

static gboolean
take (const char *type, const char *id, GBytes *json, gpointer user_data, GError **error)
{
  Making *making = user_data;
  SalveResource *resource = salve_resource_new (json, error);

  if (resource == NULL)
    return FALSE;
  g_ptr_array_add (making->batch, resource);
  return making->batch->len < BATCH || flush (making, error);
}

static void
show_progress (guint done, guint total, gpointer user_data)
{
  Making *making = user_data;

  salve_progress_bar_update (making->context->bar, "demo", total > 0 ? (double)done / total : 1,
                             _ ("making patients and their histories"));
}

static gboolean
read_options (SalveDemoOptions *demo, GError **error)
{
  if (patients < 0)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("There cannot be %d patients"),
                   patients);
      return FALSE;
    }
  if (today != NULL && !salve_partial_date_parse_iso (today, &demo->today))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("“%s” is not a day like 2026-11-21"),
                   today);
      return FALSE;
    }
  if (today == NULL)
    demo->today = salve_instant_to_date (g_get_real_time (), demo->zone);
  demo->patients = (guint)patients;
  demo->seed = (guint64)seed;
  demo->identities_only = identities_only;
  return TRUE;
}

static SalveExit
run_demo (SalveCommandContext *context, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (SalveLocale) locale = salve_locale_new_from_environment ();
  SalveDemoOptions demo = { .zone = zone, .locale = locale };
  Making making = { .context = context };
  gboolean good;

  if (!salve_command_check_arguments (context, 0, 0, error) || !read_options (&demo, error))
    return SALVE_EXIT_USAGE;
  making.store = salve_command_open_store (context, TRUE, error);
  if (making.store == NULL)
    return SALVE_EXIT_FAILED;
  making.batch = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  good = salve_demo_generate (&demo, take, &making, show_progress, &making, context->cancellable, error)
         && flush (&making, error) && dex_await (salve_store_finish_load (making.store), error);
  g_ptr_array_unref (making.batch);
  if (!salve_command_close_store (making.store, good ? error : NULL) || !good)
    return SALVE_EXIT_FAILED;
  g_clear_pointer (&context->bar, salve_progress_bar_free);
  yyjson_mut_obj_add_uint (context->report, context->root, "patients", demo.patients);
  yyjson_mut_obj_add_uint (context->report, context->root, "added", making.added);
  yyjson_mut_obj_add_uint (context->report, context->root, "unchanged", making.unchanged);
  salve_command_say (context, _ ("A clinic of %u patients is in “%s”; %lu resources are new"), demo.patients,
                     context->store_path, (gulong)making.added);
  return SALVE_EXIT_DONE;
}

const SalveCommand salve_command_demo = {
  .name = "demo",
  .arguments = "",
  .summary = N_ ("Make a believable clinic to try Salve out with"),
  .description =
      N_ ("Nobody in it exists. The same seed and day make the same clinic; made again, it changes "
          "nothing."),
  .options = options,
  .run = run_demo,
};
