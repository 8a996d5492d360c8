/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days and times are numbers with a format, so that a spreadsheet sorts and counts them and shows them as its own language
 * does. Everything that people typed is a string cell: it is never worked out, whatever it begins with. */
#define G_LOG_DOMAIN "salve-io"

#include "config.h"

#include "salve-appointment-xlsx.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "salve-appointment-csv.h"
#include "salve-zip-writer.h"

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006"
#define DOCUMENT "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml."
#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

#define MOST_ROWS 1048576       /* of a sheet */
#define MOST_CHARACTERS 32767   /* of a cell */
#define MOST_NAME_CHARACTERS 31 /* of a sheet's name */
#define FIRST_YEAR 1901         /* before it spreadsheets do not agree on days */
#define LAST_YEAR 9999
#define LEAST_WIDTH 11 /* of a column, in characters */
#define MOST_WIDTH 60

/* What never changes. The styles are those of xl/styles.xml's cellXfs, in order. */
enum
{
  STYLE_PLAIN,
  STYLE_HEADING,
  STYLE_DATE,
  STYLE_TIME,
};

static const char content_types[] =
    HEAD "<Types xmlns=\"" PACKAGE "/content-types\"><Default Extension=\"rels\" ContentType=\"application/"
         "vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" "
         "ContentType=\"application/xml\"/>"
         "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" TYPE "sheet.main+xml\"/>"
         "<Override PartName=\"/xl/styles.xml\" ContentType=\"" TYPE "styles+xml\"/>"
         "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" TYPE "worksheet+xml\"/></Types>";
static const char package_parts[] =
    HEAD "<Relationships xmlns=\"" PACKAGE "/relationships\"><Relationship Id=\"rId1\" Type=\"" DOCUMENT
         "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
static const char workbook_parts[] =
    HEAD "<Relationships xmlns=\"" PACKAGE "/relationships\"><Relationship Id=\"rId1\" Type=\"" DOCUMENT
         "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"" DOCUMENT
         "/styles\" Target=\"styles.xml\"/></Relationships>";
/* 14 and 20 are the formats of a day and a time that follow the language of whoever reads (ECMA-376, 18.8.30). */
static const char styles[] = HEAD
    "<styleSheet xmlns=\"" MAIN "\"><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
    "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
    "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill "
    "patternType=\"gray125\"/>"
    "</fill></fills><borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
    "<cellXfs count=\"4\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
    "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>"
    "<xf numFmtId=\"14\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
    "<xf numFmtId=\"20\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
    "applyNumberFormat=\"1\"/></cellXfs>"
    "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" "
    "builtinId=\"0\"/></cellStyles></styleSheet>";

typedef struct
{
  GString *rows;
  guint n_rows;
  guint widths[SALVE_CSV_N_COLUMNS]; /* in characters */
} Writer;

/* "_x0041_" would be read as the letter A (ECMA-376, 22.9.2.19). */
static gboolean
is_escape (const char *p)
{
  return p[0] == '_' && p[1] == 'x' && g_ascii_isxdigit (p[2]) && g_ascii_isxdigit (p[3])
         && g_ascii_isxdigit (p[4]) && g_ascii_isxdigit (p[5]) && p[6] == '_';
}

/* At most what a cell holds; characters that XML has no room for are left out. */
static void
append_escaped (GString *to, const char *text)
{
  guint n = 0;

  for (const char *p = text; *p != '\0' && n < MOST_CHARACTERS; p = g_utf8_next_char (p), n++)
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '&')
        g_string_append (to, "&amp;");
      else if (c == '<')
        g_string_append (to, "&lt;");
      else if (c == '>')
        g_string_append (to, "&gt;");
      else if (c == '"')
        g_string_append (to, "&quot;");
      else if (is_escape (p))
        g_string_append (to, "_x005F_");
      else if ((c >= 0x20 || c == '\n' || c == '\t') && c != 0xfffe && c != 0xffff)
        g_string_append_unichar (to, c);
    }
}

static void
append_text (Writer *self, guint column, const char *text, guint style)
{
  self->widths[column] = MAX (self->widths[column], (guint)MIN (g_utf8_strlen (text, -1), MOST_WIDTH));
  g_string_append_printf (self->rows, "<c r=\"%c%u\" s=\"%u\" t=\"inlineStr\"><is><t xml:space=\"preserve\">",
                          'A' + (int)column, self->n_rows, style);
  append_escaped (self->rows, text);
  g_string_append (self->rows, "</t></is></c>");
}

static void
append_number (Writer *self, guint column, double number, guint style)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (self->rows, "<c r=\"%c%u\" s=\"%u\"><v>%s</v></c>", 'A' + (int)column, self->n_rows,
                          style, g_ascii_dtostr (buffer, sizeof buffer, number));
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
append_cell (Writer *self, guint column, const char *text, SalveCsvKind kind)
{
  int hour, minute;
  double day;

  if (kind == SALVE_CSV_NUMBER)
    append_number (self, column, g_ascii_strtod (text, NULL), STYLE_PLAIN);
  else if (kind == SALVE_CSV_DATE && read_day (text, &day))
    append_number (self, column, day, STYLE_DATE);
  else if (kind == SALVE_CSV_TIME && sscanf (text, "%d:%d", &hour, &minute) == 2)
    append_number (self, column, (hour * 60 + minute) / 1440.0, STYLE_TIME);
  else if (*text != '\0')
    append_text (self, column, text, STYLE_PLAIN);
}

/* @details: (nullable): NULL for the heading */
static void
append_row (Writer *self, const SalveAppointmentDetails *details, guint columns, GTimeZone *zone)
{
  guint at = 0;

  g_string_append_printf (self->rows, "<row r=\"%u\">", ++self->n_rows);
  for (guint i = 0; i < SALVE_CSV_N_COLUMNS; i++)
    {
      g_autofree char *cell = NULL;

      if ((columns & 1u << i) == 0)
        continue;
      cell = details != NULL ? salve_csv_cell (i, details, zone) : NULL;
      if (details == NULL)
        append_text (self, at, salve_csv_column_title (i), STYLE_HEADING);
      else if (cell != NULL)
        append_cell (self, at, cell, salve_csv_column_kind (i));
      at++;
    }
  g_string_append (self->rows, "</row>");
}

/* The heading stays in sight and can be filtered by; the columns are as wide as what is in them. */
static char *
make_sheet (Writer *self, guint n_columns)
{
  GString *sheet =
      g_string_new (HEAD "<worksheet xmlns=\"" MAIN "\"><sheetViews><sheetView workbookViewId=\"0\">"
                         "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" "
                         "state=\"frozen\"/></sheetView></sheetViews><cols>");

  for (guint i = 0; i < n_columns; i++)
    g_string_append_printf (sheet, "<col min=\"%u\" max=\"%u\" width=\"%u\" customWidth=\"1\"/>", i + 1,
                            i + 1, MAX (LEAST_WIDTH, self->widths[i] + 2));
  g_string_append (sheet, "</cols><sheetData>");
  g_string_append_len (sheet, self->rows->str, (gssize)self->rows->len);
  g_string_append_printf (sheet, "</sheetData><autoFilter ref=\"A1:%c%u\"/></worksheet>",
                          'A' + (int)n_columns - 1, self->n_rows);
  return g_string_free (sheet, FALSE);
}

static char *
make_workbook (void)
{
  g_autofree char *name = g_utf8_substring (
      _ ("Appointments"), 0, MIN (MOST_NAME_CHARACTERS, g_utf8_strlen (_ ("Appointments"), -1)));
  GString *book =
      g_string_new (HEAD "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" DOCUMENT "\"><sheets><sheet name=\"");

  append_escaped (book, name);
  g_string_append (book, "\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>");
  return g_string_free (book, FALSE);
}

static GBytes *
pack (Writer *writer, guint n_columns, GError **error)
{
  g_autoptr (SalveZipWriter) zip = salve_zip_writer_new ();
  g_autofree char *sheet = make_sheet (writer, n_columns), *book = make_workbook ();
  const struct
  {
    const char *name;
    const char *text;
  } parts[] = {
    { "[Content_Types].xml", content_types },
    { "_rels/.rels", package_parts },
    { "xl/workbook.xml", book },
    { "xl/_rels/workbook.xml.rels", workbook_parts },
    { "xl/styles.xml", styles },
    { "xl/worksheets/sheet1.xml", sheet },
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!salve_zip_writer_add (zip, parts[i].name, parts[i].text, strlen (parts[i].text), error))
      return NULL;
  return salve_zip_writer_finish (zip);
}

/**
 * salve_appointments_to_xlsx:
 * @items: (element-type SalveCalendarItem): those without a time are left out
 * @columns: bits of the columns that are wanted, at least one
 * @zone: the clinic's
 *
 * Blocks; on any thread.
 *
 * Returns: (transfer full) (nullable): the file; %NULL with SALVE_IO_ERROR_FAILED where there are more than a sheet has rows for,
 *   1,048,575
 */
GBytes *
salve_appointments_to_xlsx (GPtrArray *items, guint columns, GTimeZone *zone, GError **error)
{
  g_autoptr (GString) rows = g_string_new (NULL);
  Writer writer = { .rows = rows };

  g_return_val_if_fail ((columns & SALVE_CSV_ALL_COLUMNS) != 0, NULL);

  if (items->len >= MOST_ROWS)
    {
      g_set_error_literal (error, SALVE_IO_ERROR, SALVE_IO_ERROR_FAILED,
                           _ ("A spreadsheet has no room for so many appointments. Choose fewer days."));
      return NULL;
    }
  append_row (&writer, NULL, columns, zone);
  for (guint i = 0; i < items->len; i++)
    {
      const SalveCalendarItem *item = items->pdata[i];

      if (salve_appointment_details_has_time (item->details))
        append_row (&writer, item->details, columns, zone);
    }
  return pack (&writer, (guint)__builtin_popcount (columns & SALVE_CSV_ALL_COLUMNS), error);
}
