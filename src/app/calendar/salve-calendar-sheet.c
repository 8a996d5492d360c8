/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of up to four cells, broken into pages by their measured heights. A heading is never the last line of a page. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-calendar-sheet.h"

#include "salve-appointment-flows.h"
#include "salve-calendar-draw.h"
#include "salve-clash-words.h"
#include "salve-patient-words.h"
#include "salve-qr.h"
#include "salve-server-abilities.h"
#include "salve-store-sync.h"
#include "salve-video-link.h"

#include <glib/gi18n.h>

#define MARGIN 42.0
#define FOOT 24.0
#define N_CELLS 4
#define TITLE_SIZE 16.0
#define HEADING_SIZE 11.0
#define TEXT_SIZE 9.5
#define CELL_GAP 8.0
#define QR_SIZE 96.0

typedef enum
{
  LINE_TITLE,
  LINE_HEADING,
  LINE_ROW,
  LINE_CODE, /* an address as a QR code, with its text below */
} LineKind;

typedef struct
{
  LineKind kind;
  gboolean new_page;
  char *cells[N_CELLS];
} Line;

struct _SalveCalendarSheet
{
  double width;
  double height;
  gboolean right_to_left;
  char *printed;
  GPtrArray *lines; /* of Line */
  GArray *pages;    /* of guint: the first line of each */
};

/* Of the width between the margins: when, who, what for and where, a place to write. */
static const double cell_starts[N_CELLS + 1] = { 0, 0.17, 0.52, 0.82, 1 };

static void
line_free (gpointer data)
{
  Line *line = data;

  for (guint i = 0; i < N_CELLS; i++)
    g_free (line->cells[i]);
  g_free (line);
}

static Line *
add_line (SalveCalendarSheet *self, LineKind kind, const char *text)
{
  Line *line = g_new0 (Line, 1);

  line->kind = kind;
  line->cells[0] = g_strdup (text);
  g_ptr_array_add (self->lines, line);
  return line;
}

/**
 * salve_calendar_sheet_new:
 * @width: of a page
 * @height: of a page
 *
 * Returns: (transfer full): an empty sheet
 */
SalveCalendarSheet *
salve_calendar_sheet_new (double width, double height, gboolean right_to_left)
{
  SalveCalendarSheet *self = g_new0 (SalveCalendarSheet, 1);

  self->width = width;
  self->height = height;
  self->right_to_left = right_to_left;
  self->lines = g_ptr_array_new_with_free_func (line_free);
  self->pages = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

void
salve_calendar_sheet_free (SalveCalendarSheet *self)
{
  g_ptr_array_unref (self->lines);
  g_array_unref (self->pages);
  g_free (self->printed);
  g_free (self);
}

static void
add_row (SalveCalendarSheet *self, SalveClinic *clinic, const SalveAppointmentRow *row)
{
  g_autoptr (SalvePatientRow) patient =
      row->patient_id ? salve_store_read_patient_row (salve_clinic_get_store (clinic), row->patient_id, NULL)
                      : NULL;
  g_autofree char *birth = patient ? salve_patient_birth_words (patient, clinic) : NULL;
  Line *line = add_line (self, LINE_ROW, NULL);

  line->cells[0] = salve_time_span_words (row->span, clinic);
  line->cells[1] = g_strdup_printf ("%s\n%s%s%s", row->patient_name ? row->patient_name : _ ("Nobody named"),
                                    birth ? birth : "", patient && patient->phone ? " · " : "",
                                    patient && patient->phone ? patient->phone : "");
  line->cells[2] = g_strdup_printf ("%s\n%s", row->visit_type_name ? row->visit_type_name : "",
                                    row->room_name ? row->room_name : "");
  line->cells[3] = salve_status_title (row->status);
}

static gboolean
is_printed (const SalveAppointmentRow *row, const char *doctor_id, SalveTimeSpan day)
{
  return g_strcmp0 (row->doctor_id, doctor_id) == 0 && salve_time_span_overlaps (row->span, day)
         && salve_appointment_status_takes_time (row->status);
}

/**
 * salve_calendar_sheet_add_doctor:
 * @page: the day or the days that are printed
 *
 * Adds a doctor's days, beginning on a new page.
 */
void
salve_calendar_sheet_add_doctor (SalveCalendarSheet *self,
                                 SalveClinic *clinic,
                                 const SalveDoctorRow *doctor,
                                 const SalveCalendarPage *page)
{
  SalveLocale *locale = salve_clinic_get_locale (clinic);

  add_line (self, LINE_TITLE, doctor->name)->new_page = TRUE;
  for (guint i = 0; i < page->days->len; i++)
    {
      SalvePartialDate date = g_array_index (page->days, SalvePartialDate, i);
      SalveTimeSpan day = salve_wall_clock_day (date, salve_clinic_get_zone (clinic));
      g_autofree char *words = salve_partial_date_format_long (date, locale);
      g_autofree char *heading = g_strdup_printf (
          _ ("%1$s, %2$s"), salve_locale_weekday_name (locale, salve_partial_date_weekday (date), FALSE),
          words);
      guint n = 0;

      add_line (self, LINE_HEADING, heading);
      for (guint j = 0; j < page->rows->len; j++)
        if (is_printed (g_ptr_array_index (page->rows, j), doctor->id, day))
          {
            add_row (self, clinic, g_ptr_array_index (page->rows, j));
            n++;
          }
      if (n == 0)
        add_line (self, LINE_ROW, _ ("No appointments"));
    }
}

/* The short address works for every telephone only where the server shows a certificate that every telephone knows: one
 * that desks had to pin is the clinic's own. */
static char *
find_video_address (SalveClinic *clinic, const SalveAppointmentDetails *visit)
{
  SalveStore *store = salve_clinic_get_store (clinic);
  g_autofree char *server = salve_store_get_setting (store, SALVE_SETTING_SERVER, NULL);
  g_autofree char *pin = salve_store_get_setting (store, SALVE_SETTING_PIN, NULL);
  g_autofree char *json = salve_store_get_setting (store, SALVE_SETTING_ABILITIES, NULL);
  g_autoptr (SalveServerAbilities) abilities = json ? salve_server_abilities_from_json (json, NULL) : NULL;
  gboolean known = abilities && abilities->is_salve && (!pin || !*pin);

  return known ? salve_video_link_shorten (server, visit->video_code) : NULL;
}

/* Where a visit by video takes place: to be typed, or scanned with a telephone. */
static void
add_video (SalveCalendarSheet *self, SalveClinic *clinic, const char *id)
{
  g_autoptr (SalveAppointmentDetails) visit = salve_appointment_read (clinic, id, NULL, NULL);
  g_autofree char *address = NULL;

  if (!visit || visit->mode != SALVE_VISIT_VIDEO || !salve_video_link_is_sound (visit->video_link))
    return;
  address = find_video_address (clinic, visit);
  add_line (self, LINE_HEADING, _ ("By video"));
  add_line (self, LINE_CODE, address ? address : visit->video_link);
}

/**
 * salve_calendar_sheet_add_card:
 *
 * Adds what a patient takes home: when, with whom, where. No reason and no note, as others may read it.
 */
void
salve_calendar_sheet_add_card (SalveCalendarSheet *self,
                               SalveClinic *clinic,
                               SalveDirectory *directory,
                               const SalveAppointmentRow *row)
{
  SalveLocale *locale = salve_clinic_get_locale (clinic);
  GTimeZone *zone = salve_clinic_get_zone (clinic);
  SalvePartialDate date = salve_instant_to_date (row->span.start, zone);
  const SalveDoctorRow *doctor = salve_directory_find_doctor (directory, row->doctor_id);
  g_autofree char *day = salve_partial_date_format_long (date, locale);
  g_autofree char *time =
      salve_instant_format_local (row->span.start, zone, locale, SALVE_INSTANT_STYLE_TIME);
  g_autofree char *heading = g_strdup_printf (
      _ ("%1$s, %2$s"), salve_locale_weekday_name (locale, salve_partial_date_weekday (date), FALSE), day);

  add_line (self, LINE_TITLE, _ ("Your Appointment"))->new_page = TRUE;
  add_line (self, LINE_HEADING, row->patient_name);
  add_line (self, LINE_HEADING, heading);
  add_line (self, LINE_HEADING, time);
  if (doctor)
    add_line (self, LINE_HEADING, doctor->name);
  if (row->room_name)
    add_line (self, LINE_HEADING, row->room_name);
  add_video (self, clinic, row->id);
}

static PangoLayout *
make_layout (SalveCalendarSheet *self, cairo_t *cr, const Line *line, guint cell)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, Noto Sans, Sans");
  double size = line->kind == LINE_TITLE ? TITLE_SIZE : line->kind == LINE_HEADING ? HEADING_SIZE : TEXT_SIZE;
  double share = line->kind == LINE_ROW && line->cells[1] ? cell_starts[cell + 1] - cell_starts[cell] : 1;

  pango_font_description_set_size (font, (int)(size * PANGO_SCALE));
  if (line->kind == LINE_TITLE || line->kind == LINE_HEADING)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_cairo_context_set_resolution (pango_layout_get_context (layout), 72);
  pango_context_set_base_dir (pango_layout_get_context (layout),
                              self->right_to_left ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_width (layout, (int)((share * (self->width - 2 * MARGIN) - CELL_GAP) * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, line->cells[cell] ? line->cells[cell] : "", -1);
  pango_font_description_free (font);
  return layout;
}

static double
space_above (const Line *line)
{
  return line->kind == LINE_CODE      ? QR_SIZE + 20
         : line->kind == LINE_HEADING ? 10
         : line->kind == LINE_TITLE   ? 0
                                      : 3;
}

static double
measure (SalveCalendarSheet *self, cairo_t *cr, const Line *line)
{
  double tallest = 0;

  for (guint i = 0; i < N_CELLS; i++)
    {
      g_autoptr (PangoLayout) layout = line->cells[i] ? make_layout (self, cr, line, i) : NULL;
      int height = 0;

      if (layout)
        pango_layout_get_pixel_size (layout, NULL, &height);
      tallest = MAX (tallest, height);
    }
  return space_above (line) + tallest + (line->kind == LINE_ROW ? 4 : 3);
}

/**
 * salve_calendar_sheet_finish:
 * @printed: when and by whom it is printed, for the foot of each page
 *
 * Breaks what was added into pages; nothing can be added any more.
 */
void
salve_calendar_sheet_finish (SalveCalendarSheet *self, const char *printed)
{
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cr = cairo_create (surface);
  double y = 0, bottom = self->height - MARGIN - FOOT;

  self->printed = g_strdup (printed);
  for (guint i = 0; i < self->lines->len; i++)
    {
      const Line *line = g_ptr_array_index (self->lines, i);
      double needed = measure (self, cr, line);

      if (line->kind == LINE_HEADING && i + 1 < self->lines->len)
        needed += measure (self, cr, g_ptr_array_index (self->lines, i + 1));
      if (i == 0 || line->new_page || y + needed > bottom)
        {
          g_array_append_val (self->pages, i);
          y = MARGIN;
        }
      y += measure (self, cr, line);
    }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
salve_calendar_sheet_get_n_pages (SalveCalendarSheet *self)
{
  return (int)self->pages->len;
}

static void
draw_line (SalveCalendarSheet *self, cairo_t *cr, const Line *line, double y, double height)
{
  double inner = self->width - 2 * MARGIN;

  for (guint i = 0; i < N_CELLS; i++)
    {
      g_autoptr (PangoLayout) layout = line->cells[i] ? make_layout (self, cr, line, i) : NULL;
      double start = line->kind == LINE_ROW ? cell_starts[i] * inner : 0;
      double width;

      if (!layout)
        continue;
      width = pango_layout_get_width (layout) / (double)PANGO_SCALE;
      cairo_move_to (cr, MARGIN + (self->right_to_left ? inner - start - width : start),
                     y + space_above (line));
      pango_cairo_show_layout (cr, layout);
    }
  if (line->kind == LINE_CODE)
    salve_qr_draw (cr, line->cells[0], MARGIN + (self->right_to_left ? inner - QR_SIZE : 0), y + 10, QR_SIZE);
  if (line->kind == LINE_ROW)
    {
      cairo_save (cr);
      cairo_set_source_rgb (cr, 0.8, 0.8, 0.8);
      cairo_set_line_width (cr, 0.5);
      cairo_move_to (cr, MARGIN, y + height - 1);
      cairo_line_to (cr, self->width - MARGIN, y + height - 1);
      cairo_stroke (cr);
      cairo_restore (cr);
    }
}

static void
draw_foot (SalveCalendarSheet *self, cairo_t *cr, int page)
{
  /* Translators: the foot of a printed page: when it was printed and by whom, its number and how many there are */
  g_autofree char *text =
      g_strdup_printf (_ ("%1$s · page %2$d of %3$d"), self->printed, page + 1, (int)self->pages->len);
  Line line = { .kind = LINE_ROW, .cells = { text } };
  g_autoptr (PangoLayout) layout = make_layout (self, cr, &line, 0);

  cairo_move_to (cr, MARGIN, self->height - MARGIN);
  pango_cairo_show_layout (cr, layout);
}

/**
 * salve_calendar_sheet_draw:
 * @page: 0 to the number of pages − 1
 */
void
salve_calendar_sheet_draw (SalveCalendarSheet *self, cairo_t *cr, int page)
{
  guint first = g_array_index (self->pages, guint, page);
  guint end =
      (guint)page + 1 < self->pages->len ? g_array_index (self->pages, guint, page + 1) : self->lines->len;
  double y = MARGIN;

  cairo_set_source_rgb (cr, 0, 0, 0);
  for (guint i = first; i < end; i++)
    {
      const Line *line = g_ptr_array_index (self->lines, i);
      double height = measure (self, cr, line);

      draw_line (self, cr, line, y, height);
      y += height;
    }
  draw_foot (self, cr, page);
}
