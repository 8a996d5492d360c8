/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The printed record: a sheet with who it is, how to reach them, what must be known, and a label for tubes and folders.
 * Only Pango and Cairo, so that a test can draw it into a PDF without a printer or a screen. */

#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-facts.h"
#include "salve-qr.h"
#include "salve-sheet.h"

#include <glib/gi18n.h>
#include <math.h>

#define MARGIN 42.0
#define QR_SIZE 64.0
#define FOOT 30.0

typedef struct
{
  char *markup;
  double indent;
  double before; /* air above */
  gboolean keep; /* never the last line of a page */
} Line;

struct _SalveSheet
{
  SalveRecord *record;
  double width;
  double height;
  gboolean label;
  char *printed;
  GPtrArray *lines;
  GArray *pages; /* guint: the first line of each page */
};

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free (line->markup);
  g_free (line);
}

static void add_line (SalveSheet *self, double indent, double before, gboolean keep, const char *format, ...)
    G_GNUC_PRINTF (5, 6);

static void
add_line (SalveSheet *self, double indent, double before, gboolean keep, const char *format, ...)
{
  Line *line = g_new0 (Line, 1);
  va_list arguments;

  va_start (arguments, format);
  line->markup = g_markup_vprintf_escaped (format, arguments);
  va_end (arguments);
  line->indent = indent;
  line->before = before;
  line->keep = keep;
  g_ptr_array_add (self->lines, line);
}

static PangoLayout *
make_layout (SalveSheet *self, cairo_t *cr, const char *markup, double width, double size)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, Noto Sans, Sans");

  pango_font_description_set_size (font, (int)(size * PANGO_SCALE));
  pango_cairo_context_set_resolution (pango_layout_get_context (layout), 72);
  pango_context_set_base_dir (pango_layout_get_context (layout),
                              salve_locale_get_right_to_left (salve_record_get_locale (self->record))
                                  ? PANGO_DIRECTION_RTL
                                  : PANGO_DIRECTION_LTR);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_width (layout, (int)(MAX (10, width) * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_markup (layout, markup, -1);
  pango_font_description_free (font);
  return layout;
}

static double
layout_height (PangoLayout *layout)
{
  int height;

  pango_layout_get_size (layout, NULL, &height);
  return (double)height / PANGO_SCALE;
}

static void
add_facts (SalveSheet *self)
{
  g_autoptr (GPtrArray) groups = salve_record_list_facts (self->record);

  for (guint i = 0; i < groups->len; i++)
    {
      SalveFactGroup *group = groups->pdata[i];

      if (group->facts->len == 0 && group->empty == NULL)
        continue;
      add_line (self, 0, 12, TRUE, "<b>%s</b>", group->title);
      if (group->facts->len == 0)
        add_line (self, 10, 2, FALSE, "%s", group->empty);
      for (guint j = 0; j < group->facts->len; j++)
        {
          SalveFact *fact = group->facts->pdata[j];

          if (fact->detail && *fact->detail)
            add_line (self, 10, 2, FALSE, fact->tone == SALVE_TONE_ERROR ? "<b>%s</b> — %s" : "%s — %s",
                      fact->title, fact->detail);
          else
            add_line (self, 10, 2, FALSE, "%s", fact->title);
        }
    }
}

static void
fill_sheet (SalveSheet *self)
{
  g_autofree char *name = salve_record_format_name (self->record);
  g_autofree char *identity = salve_record_format_identity (self->record);
  g_autofree char *next = salve_record_describe_next_appointment (self->record);
  g_autoptr (GPtrArray) alerts = salve_record_list_alerts (self->record);

  add_line (self, 0, 0, TRUE, "<span size='170%%' weight='bold'>%s</span>", name);
  add_line (self, 0, 2, FALSE, "%s", identity);
  if (next)
    /* Translators: when and what */
    add_line (self, 0, 2, FALSE, _ ("Next appointment: %s"), next);
  for (guint i = 0; i < alerts->len; i++)
    {
      SalveAlert *alert = alerts->pdata[i];

      add_line (self, 0, i == 0 ? 8 : 2, FALSE, "<b>⚠ %s</b>", alert->text);
    }
  add_facts (self);
}

/* Where each page begins; a heading goes with what it heads. */
static void
paginate (SalveSheet *self)
{
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cr = cairo_create (surface);
  double at = MARGIN;
  guint first = 0;

  g_array_append_val (self->pages, first);
  for (guint i = 0; i < self->lines->len; i++)
    {
      Line *line = self->lines->pdata[i];
      double width = self->width - 2 * MARGIN - line->indent - (i < 4 ? QR_SIZE + 12 : 0);
      g_autoptr (PangoLayout) layout = make_layout (self, cr, line->markup, width, 10.5);
      double height = line->before + layout_height (layout);
      double needed = line->keep ? height + 30 : height;

      if (at + needed > self->height - MARGIN - FOOT && i > first)
        {
          first = line->keep || i == 0 || !((Line *)self->lines->pdata[i - 1])->keep ? i : i - 1;
          g_array_append_val (self->pages, first);
          at = MARGIN + (first == i ? 0 : height);
        }
      at += height;
    }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static SalveSheet *
sheet_new (SalveRecord *record, double width, double height)
{
  SalveSheet *self = g_new0 (SalveSheet, 1);

  self->record = g_object_ref (record);
  self->width = width;
  self->height = height;
  self->lines = g_ptr_array_new_with_free_func (line_free);
  self->pages = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

/**
 * salve_sheet_new:
 * @record: the record
 * @width: of the page, in points
 * @height: of the page, in points
 * @printed: (nullable): who printed it and when, for the foot of each page
 *
 * Returns: (transfer full): the patient's sheet
 */
SalveSheet *
salve_sheet_new (SalveRecord *record, double width, double height, const char *printed)
{
  SalveSheet *self = sheet_new (record, width, height);

  self->printed = g_strdup (printed);
  fill_sheet (self);
  paginate (self);
  return self;
}

/**
 * salve_sheet_new_labels:
 * @record: the record
 * @width: of a label, in points
 * @height: of a label, in points
 *
 * Returns: (transfer full): one label, on a page of its size
 */
SalveSheet *
salve_sheet_new_labels (SalveRecord *record, double width, double height)
{
  SalveSheet *self = sheet_new (record, width, height);
  guint first = 0;

  self->label = TRUE;
  g_array_append_val (self->pages, first);
  return self;
}

void
salve_sheet_free (SalveSheet *self)
{
  g_object_unref (self->record);
  g_free (self->printed);
  g_ptr_array_unref (self->lines);
  g_array_unref (self->pages);
  g_free (self);
}

int
salve_sheet_get_n_pages (SalveSheet *self)
{
  return (int)self->pages->len;
}

/* The record number as a QR code, so that a scanner at the desk finds the record. */
static gboolean
draw_code (SalveSheet *self, cairo_t *cr, double x, double y, double size)
{
  const char *number = salve_patient_get_record_number (salve_record_get_patient (self->record));

  return salve_qr_draw (cr, number && *number ? number : salve_record_get_id (self->record), x, y, size);
}

static gboolean
right_to_left (SalveSheet *self)
{
  return salve_locale_get_right_to_left (salve_record_get_locale (self->record));
}

static void
draw_label (SalveSheet *self, cairo_t *cr)
{
  double air = MIN (self->width, self->height) * 0.07;
  double code = MIN (self->height - 2 * air, self->width * 0.32);
  double code_x = right_to_left (self) ? air : self->width - air - code;
  gboolean has_code = draw_code (self, cr, code_x, (self->height - code) / 2, code);
  double width = self->width - 2 * air - (has_code ? code + air : 0);
  double x = has_code && right_to_left (self) ? 2 * air + code : air;
  g_autofree char *name = salve_record_format_name (self->record);
  g_autofree char *identity = salve_record_format_identity (self->record);
  g_autofree char *markup =
      g_markup_printf_escaped ("<b><span size='125%%'>%s</span></b>\n%s", name, identity);
  double size = CLAMP (self->height / 7, 5, 14);
  g_autoptr (PangoLayout) layout = make_layout (self, cr, markup, width, size);

  /* A long name makes the letters smaller before it loses any of them. */
  while (layout_height (layout) > self->height - 2 * air && size > 4)
    {
      g_object_unref (layout);
      size -= 0.5;
      layout = make_layout (self, cr, markup, width, size);
    }
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_move_to (cr, x, (self->height - layout_height (layout)) / 2);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_foot (SalveSheet *self, cairo_t *cr, int page)
{
  g_autofree char *name = salve_record_format_name (self->record);
  g_autofree char *count = g_strdup_printf (_ ("Page %1$d of %2$d"), page + 1, (int)self->pages->len);
  g_autofree char *markup =
      g_markup_printf_escaped ("<span size='80%%'>%s · %s%s%s</span>", name, count,
                               self->printed ? " · " : "", self->printed ? self->printed : "");
  g_autoptr (PangoLayout) layout = make_layout (self, cr, markup, self->width - 2 * MARGIN, 10.5);

  cairo_set_source_rgb (cr, 0.35, 0.35, 0.35);
  cairo_move_to (cr, MARGIN, self->height - MARGIN - layout_height (layout));
  pango_cairo_show_layout (cr, layout);
}

/**
 * salve_sheet_draw:
 * @self: a sheet
 * @cr: where to, in points
 * @page: 0 to salve_sheet_get_n_pages() - 1
 */
void
salve_sheet_draw (SalveSheet *self, cairo_t *cr, int page)
{
  guint first = g_array_index (self->pages, guint, page);
  guint end =
      page + 1 < (int)self->pages->len ? g_array_index (self->pages, guint, page + 1) : self->lines->len;
  double y = MARGIN;

  if (self->label)
    {
      draw_label (self, cr);
      return;
    }
  if (page == 0)
    draw_code (self, cr, right_to_left (self) ? MARGIN : self->width - MARGIN - QR_SIZE, MARGIN, QR_SIZE);
  for (guint i = first; i < end; i++)
    {
      Line *line = self->lines->pdata[i];
      double room = i < 4 ? QR_SIZE + 12 : 0;
      double width = self->width - 2 * MARGIN - line->indent - room;
      g_autoptr (PangoLayout) layout = make_layout (self, cr, line->markup, width, 10.5);
      double x = right_to_left (self) ? MARGIN + room : MARGIN + line->indent;

      y += i == first ? 0 : line->before;
      cairo_set_source_rgb (cr, 0, 0, 0);
      cairo_move_to (cr, x, y);
      pango_cairo_show_layout (cr, layout);
      y += layout_height (layout);
    }
  draw_foot (self, cr, page);
}

/**
 * salve_label_parse_size:
 * @name: millimetres, "89x36"
 * @width: (out): in points
 * @height: (out): in points
 *
 * Returns: whether it is a size that a label can have: 15 to 300 mm
 */
gboolean
salve_label_parse_size (const char *name, double *width, double *height)
{
  char *end;
  double w = g_ascii_strtod (name, &end), h;

  if (end == name || *end != 'x')
    return FALSE;
  h = g_ascii_strtod (end + 1, &end);
  if (*end != '\0' || !(w >= 15 && w <= 300 && h >= 15 && h <= 300))
    return FALSE;
  *width = w * 72 / 25.4;
  *height = h * 72 / 25.4;
  return TRUE;
}
