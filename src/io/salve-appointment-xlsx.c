/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days and times are numbers with a format, so that a spreadsheet sorts and counts them and shows them as its own language
 * does. Everything that people typed is a string cell: it is never worked out, whatever it begins with. */
#define G_LOG_DOMAIN "salve-io"

#include "config.h"

#include "salve-appointment-xlsx.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "salve-appointment-csv.h"

#define MOST_ROWS 1048576       /* of a sheet */
#define MOST_CHARACTERS 32767   /* of a cell */
#define MOST_NAME_CHARACTERS 31 /* of a sheet's name */
#define FIRST_YEAR 1901         /* before it spreadsheets do not agree on days */
#define LAST_YEAR 9999
#define LEAST_WIDTH 11 /* of a column, in characters */
#define MOST_WIDTH 60
/* The formats of a day and a time that follow the language of whoever reads (ECMA-376, 18.8.30). */
#define FORMAT_DAY 14
#define FORMAT_TIME 20
/* At most what a cell's marks, and the parts that are in every file, take in bytes before they are packed. */
#define BYTES_OF_CELL 128
#define BYTES_OF_BOOK 65536

typedef struct
{
  lxw_workbook *book;
  lxw_worksheet *sheet;
  lxw_format *heading;
  lxw_format *day;
  lxw_format *time;
  guint n_rows;
  guint64 bytes;                     /* at most what the sheet takes before it is packed */
  guint widths[SALVE_CSV_N_COLUMNS]; /* in characters */
  lxw_error failure;                 /* the first */
  char *made;
  size_t length;
} Writer;

static void
keep_failure (Writer *self, lxw_error failure)
{
  if (self->failure == LXW_NO_ERROR)
    self->failure = failure;
}

/* "_x0041_" would be read as the letter A (ECMA-376, 22.9.2.19). */
static gboolean
is_escape (const char *p)
{
  return p[0] == '_' && p[1] == 'x' && g_ascii_isxdigit (p[2]) && g_ascii_isxdigit (p[3])
         && g_ascii_isxdigit (p[4]) && g_ascii_isxdigit (p[5]) && p[6] == '_';
}

/* At most what a cell holds; characters that XML has no room for are left out. Marks of XML grow when they are written. */
static char *
clean_text (const char *text, guint64 *bytes)
{
  GString *to = g_string_new (NULL);
  guint n = 0;

  for (const char *p = text; *p != '\0' && n < MOST_CHARACTERS; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if ((c < 0x20 && c != '\n' && c != '\t') || c == 0xfffe || c == 0xffff)
        continue;
      if (is_escape (p) && n + 7 < MOST_CHARACTERS)
        {
          g_string_append (to, "_x005F");
          n += 6;
        }
      if (c == '&' || c == '<' || c == '>')
        *bytes += 4;
      g_string_append_unichar (to, c);
      n++;
    }
  *bytes += to->len;
  return g_string_free (to, FALSE);
}

/* @format: (nullable) */
static void
write_text (Writer *self, guint column, const char *text, lxw_format *format)
{
  g_autofree char *clean = clean_text (text, &self->bytes);

  self->widths[column] = MAX (self->widths[column], (guint)MIN (g_utf8_strlen (clean, -1), MOST_WIDTH));
  keep_failure (self, worksheet_write_string (self->sheet, self->n_rows, (lxw_col_t)column, clean, format));
}

static void
write_number (Writer *self, guint column, double number, lxw_format *format)
{
  keep_failure (self, worksheet_write_number (self->sheet, self->n_rows, (lxw_col_t)column, number, format));
}

/* Days since 1899-12-30, the day before which spreadsheets have none. Returns: FALSE for a day that they do not have */
static gboolean
read_day (const char *text, double *number)
{
  GDate epoch, day;
  int year, month, of_month;

  if (sscanf (text, "%d-%d-%d", &year, &month, &of_month) != 3 || year < FIRST_YEAR || year > LAST_YEAR)
    return FALSE;
  g_date_set_dmy (&epoch, 30, G_DATE_DECEMBER, 1899);
  g_date_set_dmy (&day, (GDateDay)of_month, (GDateMonth)month, (GDateYear)year);
  *number = g_date_days_between (&epoch, &day);
  return TRUE;
}

static void
write_cell (Writer *self, guint column, const char *text, SalveCsvKind kind)
{
  int hour, minute;
  double day;

  self->bytes += BYTES_OF_CELL;
  if (kind == SALVE_CSV_NUMBER)
    write_number (self, column, g_ascii_strtod (text, NULL), NULL);
  else if (kind == SALVE_CSV_DATE && read_day (text, &day))
    write_number (self, column, day, self->day);
  else if (kind == SALVE_CSV_TIME && sscanf (text, "%d:%d", &hour, &minute) == 2)
    write_number (self, column, (hour * 60 + minute) / 1440.0, self->time);
  else if (*text != '\0')
    write_text (self, column, text, NULL);
}

/* @details: (nullable): NULL for the heading */
static void
write_row (Writer *self, const SalveAppointmentDetails *details, guint columns, GTimeZone *zone)
{
  guint at = 0;

  for (guint i = 0; i < SALVE_CSV_N_COLUMNS; i++)
    {
      g_autofree char *cell = NULL;

      if ((columns & 1u << i) == 0)
        continue;
      cell = details != NULL ? salve_csv_cell (i, details, zone) : NULL;
      if (details == NULL)
        write_text (self, at, salve_csv_column_title (i), self->heading);
      else if (cell != NULL)
        write_cell (self, at, cell, salve_csv_column_kind (i));
      at++;
    }
  self->n_rows++;
}

/* The library puts what it packs into files of @folder that have no name and are readable to their owner alone. */
static gboolean
open_book (Writer *self, const char *folder)
{
  lxw_workbook_options options = { .tmpdir = folder,
                                   .output_buffer = (const char **)&self->made,
                                   .output_buffer_size = &self->length };
  g_autofree char *name = g_utf8_substring (
      _ ("Appointments"), 0, MIN (MOST_NAME_CHARACTERS, g_utf8_strlen (_ ("Appointments"), -1)));

  self->book = workbook_new_opt (NULL, &options);
  if (self->book == NULL)
    return FALSE;
  /* A name that a sheet cannot have: the library's own instead. */
  self->sheet = workbook_add_worksheet (
      self->book, workbook_validate_sheet_name (self->book, name) == LXW_NO_ERROR ? name : NULL);
  self->heading = workbook_add_format (self->book);
  self->day = workbook_add_format (self->book);
  self->time = workbook_add_format (self->book);
  if (self->sheet == NULL || self->heading == NULL || self->day == NULL || self->time == NULL)
    return FALSE;
  format_set_bold (self->heading);
  format_set_num_format_index (self->day, FORMAT_DAY);
  format_set_num_format_index (self->time, FORMAT_TIME);
  return TRUE;
}

/* The heading stays in sight and can be filtered by; the columns are as wide as what is in them. */
static void
lay_out (Writer *self, guint n_columns)
{
  worksheet_freeze_panes (self->sheet, 1, 0);
  worksheet_autofilter (self->sheet, 0, 0, self->n_rows - 1, (lxw_col_t)(n_columns - 1));
  for (lxw_col_t i = 0; i < n_columns; i++)
    worksheet_set_column (self->sheet, i, i, MAX (LEAST_WIDTH, self->widths[i] + 2), NULL);
}

/* The library does not see that a disk is full: its sheet would end in the middle. What it makes is there twice, plain and
 * packed. */
static gboolean
check_room (const Writer *self, const char *folder, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (folder);
  g_autoptr (GFileInfo) info =
      g_file_query_filesystem_info (file, G_FILE_ATTRIBUTE_FILESYSTEM_FREE, NULL, NULL);

  if (info == NULL || !g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE)
      || g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE)
             > 2 * (self->bytes + BYTES_OF_BOOK))
    return TRUE;
  g_set_error (error, SALVE_IO_ERROR, SALVE_IO_ERROR_FAILED,
               _ ("The disk with “%s” is full. Nothing was saved of this; free some space and try again."),
               path);
  return FALSE;
}

static void
write_rows (Writer *self, GPtrArray *items, guint columns, GTimeZone *zone)
{
  write_row (self, NULL, columns, zone);
  for (guint i = 0; i < items->len; i++)
    {
      const SalveCalendarItem *item = items->pdata[i];

      if (salve_appointment_details_has_time (item->details))
        write_row (self, item->details, columns, zone);
    }
}

/* (transfer full) (nullable) */
static GBytes *
make_book (GPtrArray *items,
           guint columns,
           GTimeZone *zone,
           const char *folder,
           const char *path,
           GError **error)
{
  Writer self = { .failure = LXW_NO_ERROR };
  gboolean opened = open_book (&self, folder);

  if (opened)
    {
      write_rows (&self, items, columns, zone);
      lay_out (&self, (guint)__builtin_popcount (columns & SALVE_CSV_ALL_COLUMNS));
      if (!check_room (&self, folder, path, error))
        {
          lxw_workbook_free (self.book);
          return NULL;
        }
      keep_failure (&self, workbook_close (self.book));
    }
  else if (self.book != NULL)
    lxw_workbook_free (self.book);
  if (opened && self.failure == LXW_NO_ERROR && self.made != NULL)
    return g_bytes_new_with_free_func (self.made, self.length, free, self.made);
  free (self.made);
  g_warning ("No spreadsheet: %s", lxw_strerror (self.failure));
  g_set_error (error, SALVE_IO_ERROR, SALVE_IO_ERROR_FAILED, _ ("“%s” could not be written."), path);
  return NULL;
}

/**
 * salve_appointments_to_xlsx:
 * @items: (element-type SalveCalendarItem): those without a time are left out
 * @columns: bits of the columns that are wanted, at least one
 * @zone: the clinic's
 * @path: where the file is going to be. It is not written here; but where the library was built without files in memory, what it
 *   packs is for a moment in nameless files of the same folder, and of no other: it holds patients' names.
 *
 * Blocks; on any thread.
 *
 * Returns: (transfer full) (nullable): the file; %NULL with SALVE_IO_ERROR_FAILED where there are more than a sheet has rows for,
 *   1,048,575, or where the folder cannot be written to or is full
 */
GBytes *
salve_appointments_to_xlsx (GPtrArray *items,
                            guint columns,
                            GTimeZone *zone,
                            const char *path,
                            GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  locale_t base, plain, before;
  GBytes *bytes;

  g_return_val_if_fail ((columns & SALVE_CSV_ALL_COLUMNS) != 0, NULL);

  if (items->len >= MOST_ROWS)
    {
      g_set_error_literal (error, SALVE_IO_ERROR, SALVE_IO_ERROR_FAILED,
                           _ ("A spreadsheet has no room for so many appointments. Choose fewer days."));
      return NULL;
    }
  /* Else the library would take a folder of everybody's instead. */
  if (g_access (folder, W_OK | X_OK) != 0)
    {
      g_set_error (error, SALVE_IO_ERROR, SALVE_IO_ERROR_FAILED,
                   _ ("“%s” cannot be written to. Check the permissions of the file and its folder."), path);
      return NULL;
    }
  /* The library writes numbers as the language does, with a comma here and there; a file wants points. */
  base = duplocale (uselocale ((locale_t)0));
  plain = newlocale (LC_NUMERIC_MASK, "C", base);
  before = uselocale (plain);
  bytes = make_book (items, columns, zone, folder, path, error);
  uselocale (before);
  freelocale (plain);
  return bytes;
}
