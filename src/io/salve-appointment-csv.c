/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns stand in one table, below. Dates and times are written as ISO 8601 has them, which every spreadsheet
 * reads the same way wherever it runs. */
#define G_LOG_DOMAIN "salve-io"

#include "config.h"

#include "salve-appointment-csv.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef char *(*CellFunc) (const SalveAppointmentDetails *details, GTimeZone *zone);

static char *
format_time (SalveInstant instant, GTimeZone *zone, const char *format)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (instant / SALVE_INSTANT_SECOND);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  return local != NULL ? g_date_time_format (local, format) : NULL;
}

static char *
cell_date (const SalveAppointmentDetails *details, GTimeZone *zone)
{
  return format_time (details->span.start, zone, "%Y-%m-%d");
}

static char *
cell_start (const SalveAppointmentDetails *details, GTimeZone *zone)
{
  return format_time (details->span.start, zone, "%H:%M");
}

static char *
cell_end (const SalveAppointmentDetails *details, GTimeZone *zone)
{
  return format_time (details->span.end, zone, "%H:%M");
}

static char *
cell_minutes (const SalveAppointmentDetails *details, GTimeZone *zone)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT,
                          (details->span.end - details->span.start) / SALVE_INSTANT_MINUTE);
}

static char *
cell_status (const SalveAppointmentDetails *details, GTimeZone *zone)
{
  static const char *const names[SALVE_APPOINTMENT_N_STATUSES] = {
    NC_ ("appointment status", "Proposed"),  NC_ ("appointment status", "Pending"),
    NC_ ("appointment status", "Booked"),    NC_ ("appointment status", "Arrived"),
    NC_ ("appointment status", "In room"),   NC_ ("appointment status", "Finished"),
    NC_ ("appointment status", "Cancelled"), NC_ ("appointment status", "No-show"),
    NC_ ("appointment status", "Waiting"),   NC_ ("appointment status", "Entered in error"),
  };

  return (guint)details->status < SALVE_APPOINTMENT_N_STATUSES
             ? g_strdup (g_dpgettext2 (GETTEXT_PACKAGE, "appointment status", names[details->status]))
             : NULL;
}

static char *
cell_mode (const SalveAppointmentDetails *details, GTimeZone *zone)
{
  if (details->mode & SALVE_VISIT_PHONE)
    return g_strdup (C_ ("visit mode", "Phone"));
  if (details->mode & SALVE_VISIT_VIDEO)
    return g_strdup (C_ ("visit mode", "Video"));
  return g_strdup (C_ ("visit mode", "In person"));
}

static char *
cell_patient (const SalveAppointmentDetails *details, GTimeZone *zone)
{
  return g_strdup (details->patient_name);
}

static char *
cell_doctor (const SalveAppointmentDetails *details, GTimeZone *zone)
{
  return g_strdup (details->doctor_name);
}

static char *
cell_room (const SalveAppointmentDetails *details, GTimeZone *zone)
{
  return g_strdup (details->room_name);
}

static char *
cell_visit_type (const SalveAppointmentDetails *details, GTimeZone *zone)
{
  return g_strdup (details->visit_type_name);
}

static char *
cell_reason (const SalveAppointmentDetails *details, GTimeZone *zone)
{
  return g_strdup (details->reason);
}

static char *
cell_note (const SalveAppointmentDetails *details, GTimeZone *zone)
{
  return g_strdup (details->note);
}

static char *
cell_cancel_reason (const SalveAppointmentDetails *details, GTimeZone *zone)
{
  return g_strdup (details->cancel_reason);
}

static const struct
{
  const char *id;
  const char *title;
  CellFunc func;
  SalveCsvKind kind;
} columns_table[SALVE_CSV_N_COLUMNS] = {
  { "date", N_ ("Date"), cell_date, SALVE_CSV_DATE },
  { "start", N_ ("Start"), cell_start, SALVE_CSV_TIME },
  { "end", N_ ("End"), cell_end, SALVE_CSV_TIME },
  { "minutes", N_ ("Minutes"), cell_minutes, SALVE_CSV_NUMBER },
  { "status", N_ ("Status"), cell_status },
  { "patient", N_ ("Patient"), cell_patient },
  { "doctor", N_ ("Doctor"), cell_doctor },
  { "room", N_ ("Room"), cell_room },
  { "type", N_ ("Visit type"), cell_visit_type },
  { "mode", N_ ("How"), cell_mode },
  { "reason", N_ ("Reason"), cell_reason },
  { "note", N_ ("Note"), cell_note },
  { "cancelled-because", N_ ("Why cancelled"), cell_cancel_reason },
};

const char *
salve_csv_column_id (guint column)
{
  g_return_val_if_fail (column < SALVE_CSV_N_COLUMNS, NULL);
  return columns_table[column].id;
}

const char *
salve_csv_column_title (guint column)
{
  g_return_val_if_fail (column < SALVE_CSV_N_COLUMNS, NULL);
  return _ (columns_table[column].title);
}

SalveCsvKind
salve_csv_column_kind (guint column)
{
  g_return_val_if_fail (column < SALVE_CSV_N_COLUMNS, SALVE_CSV_TEXT);
  return columns_table[column].kind;
}

/**
 * salve_csv_cell:
 * @details: with a time
 * @zone: the clinic's
 *
 * Returns: (transfer full) (nullable): what the column says of it, not quoted
 */
char *
salve_csv_cell (guint column, const SalveAppointmentDetails *details, GTimeZone *zone)
{
  g_return_val_if_fail (column < SALVE_CSV_N_COLUMNS, NULL);
  return columns_table[column].func (details, zone);
}

/**
 * salve_csv_columns_parse:
 * @ids: such as "date,start,patient"
 * @columns: (out): a bit for each
 *
 * Returns: %FALSE with SALVE_IO_ERROR_FAILED where one is not known
 */
gboolean
salve_csv_columns_parse (const char *ids, guint *columns, GError **error)
{
  g_auto (GStrv) each = g_strsplit (ids, ",", -1);

  *columns = 0;
  for (guint i = 0; each[i] != NULL; i++)
    {
      guint column = 0;

      while (column < SALVE_CSV_N_COLUMNS && strcmp (columns_table[column].id, g_strstrip (each[i])) != 0)
        column++;
      if (column == SALVE_CSV_N_COLUMNS)
        {
          g_set_error (error, SALVE_IO_ERROR, SALVE_IO_ERROR_FAILED, _ ("There is no column “%s”."), each[i]);
          return FALSE;
        }
      *columns |= 1u << column;
    }
  return TRUE;
}

/**
 * salve_csv_append_cell:
 * @cell: (nullable): as it is; quoted where it has to be
 *
 * A cell that a spreadsheet would work out (=, +, -, @, a tab or a line's end at its beginning) gets an apostrophe in
 * front, which makes it text (OWASP, CSV injection).
 */
void
salve_csv_append_cell (GString *line, const char *cell)
{
  const char *first = cell != NULL ? cell : "";
  gboolean quote = strpbrk (first, ",;\"\r\n\t") != NULL;

  while (*first == ' ')
    first++;
  if (quote)
    g_string_append_c (line, '"');
  if (*first != '\0' && strchr ("=+-@\t\r\n", *first) != NULL)
    g_string_append_c (line, '\'');
  for (const char *p = cell; p != NULL && *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (line, '"');
      g_string_append_c (line, *p);
    }
  if (quote)
    g_string_append_c (line, '"');
}

/**
 * salve_appointments_to_csv:
 * @items: (element-type SalveCalendarItem): those without a time are left out
 * @columns: bits of the columns that are wanted
 * @zone: the clinic's
 *
 * Returns: (transfer full): UTF-8 with its mark in front, by which spreadsheets know it; lines end with CRLF
 */
char *
salve_appointments_to_csv (GPtrArray *items, guint columns, GTimeZone *zone)
{
  g_autoptr (GString) text = g_string_new ("\xef\xbb\xbf");

  for (guint row = 0; row <= items->len; row++)
    {
      const SalveCalendarItem *item = row > 0 ? items->pdata[row - 1] : NULL;
      gboolean first = TRUE;

      if (item != NULL && !salve_appointment_details_has_time (item->details))
        continue;
      for (guint i = 0; i < SALVE_CSV_N_COLUMNS; i++)
        {
          g_autofree char *cell = NULL;

          if ((columns & 1u << i) == 0)
            continue;
          cell =
              item != NULL ? salve_csv_cell (i, item->details, zone) : g_strdup (salve_csv_column_title (i));
          if (!first)
            g_string_append_c (text, ',');
          first = FALSE;
          salve_csv_append_cell (text, cell);
        }
      g_string_append (text, "\r\n");
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
