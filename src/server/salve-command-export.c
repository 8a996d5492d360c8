/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-appointment-csv.h"
#include "salve-appointment-xlsx.h"
#include "salve-calendar-export.h"
#include "salve-command.h"
#include "salve-exporter.h"

#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>
#include <unistd.h>

static char *patient_id;
static char **types;
static char *calendar_path;
static char *csv_path;
static char *xlsx_path;
static char *csv_columns;
static char *from_date;
static char *to_date;
static gboolean initials;

static const GOptionEntry options[] = {
  { "patient", 'p', 0, G_OPTION_ARG_STRING, &patient_id, N_ ("Only the record of the patient with this id"),
    N_ ("ID") },
  { "type", 't', 0, G_OPTION_ARG_STRING_ARRAY, &types, N_ ("Only resources of this type; may be given again"),
    N_ ("TYPE") },
  { "calendar", 0, 0, G_OPTION_ARG_FILENAME, &calendar_path,
    N_ ("Write appointments to an iCalendar file instead of resources"), N_ ("FILE") },
  { "csv", 0, 0, G_OPTION_ARG_FILENAME, &csv_path, N_ ("Write appointments to a table instead of resources"),
    N_ ("FILE") },
  { "xlsx", 0, 0, G_OPTION_ARG_FILENAME, &xlsx_path,
    N_ ("Write appointments to a spreadsheet instead of resources"), N_ ("FILE") },
  { "from", 0, 0, G_OPTION_ARG_STRING, &from_date, N_ ("With appointments: the first day"), N_ ("DATE") },
  { "to", 0, 0, G_OPTION_ARG_STRING, &to_date, N_ ("With appointments: the last day"), N_ ("DATE") },
  { "columns", 0, 0, G_OPTION_ARG_STRING, &csv_columns,
    N_ ("With --csv and --xlsx: the columns, such as date,start,patient"), N_ ("LIST") },
  { "initials", 0, 0, G_OPTION_ARG_NONE, &initials,
    N_ ("With --calendar: patients’ initials, and neither reasons nor notes"), NULL },
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
read_day (const char *text, SalvePartialDate *day, GError **error)
{
  if (text != NULL && salve_partial_date_parse_iso (text, day) && day->precision == SALVE_DATE_PRECISION_DAY)
    return TRUE;
  g_set_error (error, SALVE_IO_ERROR, SALVE_IO_ERROR_FAILED,
               _ ("Write the first and the last day as %s and %s."), "--from 2027-01-01", "--to 2027-01-31");
  return FALSE;
}

/* Files that are there are not written over. */
static gboolean
write_new (const char *path, const char *text, gssize length, GError **error)
{
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, SALVE_IO_ERROR, SALVE_IO_ERROR_EXISTS, _ ("“%s” is there already"), path);
      return FALSE;
    }
  return salve_calendar_write_file (path, text, length, error);
}

static gboolean
write_spreadsheet (GPtrArray *items, guint columns, GTimeZone *zone, GError **error)
{
  g_autoptr (GBytes) sheet = salve_appointments_to_xlsx (items, columns, zone, xlsx_path, error);

  return sheet != NULL
         && write_new (xlsx_path, g_bytes_get_data (sheet, NULL), (gssize)g_bytes_get_size (sheet), error);
}

static gboolean
write_appointments (GPtrArray *items, guint columns, GTimeZone *zone, GError **error)
{
  SalveCalendarOptions how = { .zone = zone,
                               .now = g_get_real_time () / SALVE_INSTANT_SECOND * SALVE_INSTANT_SECOND,
                               .with_names = !initials };
  g_autofree char *calendar = calendar_path != NULL ? salve_calendar_to_text (items, &how) : NULL;
  g_autofree char *csv = csv_path != NULL ? salve_appointments_to_csv (items, columns, zone) : NULL;

  return (calendar == NULL || write_new (calendar_path, calendar, -1, error))
         && (csv == NULL || write_new (csv_path, csv, -1, error))
         && (xlsx_path == NULL || write_spreadsheet (items, columns, zone, error));
}

static gboolean
wants_appointments (void)
{
  return calendar_path != NULL || csv_path != NULL || xlsx_path != NULL;
}

static gboolean
export_appointments (SalveCommandContext *context, SalveStore *store, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GPtrArray) items = NULL;
  SalvePartialDate from, to;
  SalveTimeSpan range;
  guint columns = SALVE_CSV_ALL_COLUMNS;

  if (!read_day (from_date, &from, error) || !read_day (to_date, &to, error)
      || (csv_columns != NULL && !salve_csv_columns_parse (csv_columns, &columns, error)))
    return FALSE;
  range.start = salve_wall_clock_day (from, zone).start;
  range.end = salve_wall_clock_day (to, zone).end;
  items = salve_calendar_items_load (store, range, NULL, patient_id, error);
  if (items == NULL || !write_appointments (items, columns, zone, error))
    return FALSE;
  yyjson_mut_obj_add_uint (context->report, context->root, "written", items->len);
  salve_command_say (
      context, g_dngettext (GETTEXT_PACKAGE, "%u appointment written", "%u appointments written", items->len),
      items->len);
  return TRUE;
}

static gboolean
work (SalveCommandContext *context, gpointer data, GError **error)
{
  g_autoptr (SalveStore) store = salve_command_open_store (context, FALSE, error);
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GFile) folder = NULL;
  gboolean ok;

  if (store == NULL)
    return FALSE;
  if (wants_appointments ())
    return export_appointments (context, store, error);
  folder = g_file_new_for_path (context->arguments[0]);
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
  guint wanted = wants_appointments () ? 0 : 1;

  if (!salve_command_check_arguments (context, wanted, wanted, error))
    return SALVE_EXIT_USAGE;
  return salve_command_run_in_thread (context, work, NULL, error) ? SALVE_EXIT_DONE : SALVE_EXIT_FAILED;
}

const SalveCommand salve_command_export = {
  .name = "export",
  .arguments = N_ ("FOLDER|FILE|-"),
  .summary = N_ ("Write resources as NDJSON, a file a type, or one patient’s record"),
  .description =
      N_ ("Resources come out with the bytes that came in. Files that are there are not written over.\n"
          "With --patient one file, or standard output for -, gets everything of that patient.\n"
          "With --calendar, --csv or --xlsx the appointments from --from to --to are written, of all or of "
          "one patient."),
  .options = options,
  .run = run_export,
};
