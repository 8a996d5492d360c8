/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row of the agenda, drawn by itself: a list of a thousand has a dozen of them. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "salve-agenda-row.h"
#include "salve-calendar-draw.h"

#define LEAST_NAME 7 /* heights of a line that are left to the name */

struct _SalveAgendaRow
{
  GtkWidget parent_instance;

  SalveCalendarEvent *event;
  gboolean past;
  SalveCalendarStyle style;
  PangoLayout *start;
  PangoLayout *end;
  PangoLayout *title;
  PangoLayout *detail;
  PangoLayout *status;
  int times; /* how wide any time of the locale is, so that all rows begin alike */
};

G_DEFINE_FINAL_TYPE (SalveAgendaRow, salve_agenda_row, GTK_TYPE_WIDGET)

static void
forget (SalveAgendaRow *self)
{
  g_clear_object (&self->start);
  g_clear_object (&self->end);
  g_clear_object (&self->title);
  g_clear_object (&self->detail);
  g_clear_object (&self->status);
}

static PangoLayout *
make (SalveAgendaRow *self, const char *text, double scale, gboolean bold)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  if (bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  return layout;
}

static int
width_of (PangoLayout *layout)
{
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  return width;
}

static int
line_of (SalveAgendaRow *self)
{
  g_autoptr (PangoLayout) sample = gtk_widget_create_pango_layout (GTK_WIDGET (self), "Ag");
  int width, height;

  pango_layout_get_pixel_size (sample, &width, &height);
  return height;
}

static void
salve_agenda_row_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  int line = line_of (SALVE_AGENDA_ROW (widget));

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? line * 8 : line * 2 + 2;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? line * 20 : line * 2 + 2;
}

static void
fit (SalveAgendaRow *self, PangoLayout *layout, double width)
{
  pango_layout_set_width (layout, (int)(MAX (1, width) * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  salve_align_start (GTK_WIDGET (self), layout);
}

static void
draw_edge (SalveAgendaRow *self, GtkSnapshot *snapshot, float x, float height, const GdkRGBA *colour)
{
  graphene_rect_t edge = GRAPHENE_RECT_INIT (x, 0, 4, height);
  GskRoundedRect rounded;

  gsk_rounded_rect_init_from_rect (&rounded, &edge, 2);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  if (self->event->provisional)
    salve_draw_hatch (snapshot, &edge, colour, 5, TRUE);
  else
    gtk_snapshot_append_color (snapshot, colour, &edge);
  gtk_snapshot_pop (snapshot);
}

static void
salve_agenda_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SalveAgendaRow *self = SALVE_AGENDA_ROW (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  float width = (float)gtk_widget_get_width (widget), line = (float)line_of (self),
        glyph = roundf (line * 0.6f);
  SalveCalendarColours colours;
  GdkRGBA ink, quiet, colour;
  float times, text_x, text_width, status_width;

  if (self->event == NULL)
    return;
  salve_calendar_style_read (&self->style, widget, &colours);
  colour = salve_calendar_colour (&colours, self->event->colour);
  ink = salve_colour_fade (colours.foreground, self->past && !colours.high_contrast ? 0.8f : 1);
  quiet = salve_calendar_quiet (&colours);
  times = (float)MAX (self->times, MAX (width_of (self->start), width_of (self->end))) + 10;
  text_x = times + 14;
  status_width = (float)width_of (self->status) + glyph + 8;
  /* The name comes before the status in words. */
  if (status_width > width / 3 || width - text_x - status_width < line * LEAST_NAME)
    status_width = glyph + 4;
  text_width = width - text_x - status_width - 8;
  fit (self, self->title, text_width);
  fit (self, self->detail, text_width);
  salve_draw_text (snapshot, self->start,
                   rtl ? width - (float)width_of (self->start) : times - 10 - (float)width_of (self->start),
                   0, &ink);
  salve_draw_text (snapshot, self->end,
                   rtl ? width - (float)width_of (self->end) : times - 10 - (float)width_of (self->end),
                   line + 1, &quiet);
  draw_edge (self, snapshot, rtl ? width - times - 4 : times, line * 2 + 2, &colour);
  salve_draw_text (snapshot, self->title, rtl ? width - text_x - text_width : text_x, 0, &ink);
  salve_draw_text (snapshot, self->detail, rtl ? width - text_x - text_width : text_x, line + 1, &quiet);
  salve_draw_status (snapshot, self->event->status, rtl ? 0 : width - glyph, roundf ((line - glyph) / 2),
                     glyph, &ink);
  if (status_width > glyph + 4)
    salve_draw_text (snapshot, self->status,
                     rtl ? glyph + 6 : width - glyph - 6 - (float)width_of (self->status), 1, &quiet);
}

static void
salve_agenda_row_dispose (GObject *object)
{
  SalveAgendaRow *self = SALVE_AGENDA_ROW (object);

  salve_calendar_style_clear (&self->style);
  forget (self);
  g_clear_pointer (&self->event, salve_calendar_event_unref);

  G_OBJECT_CLASS (salve_agenda_row_parent_class)->dispose (object);
}

static void
salve_agenda_row_class_init (SalveAgendaRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_agenda_row_dispose;
  widget_class->measure = salve_agenda_row_measure;
  widget_class->snapshot = salve_agenda_row_snapshot;
  gtk_widget_class_set_css_name (widget_class, "salveagendarow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
salve_agenda_row_init (SalveAgendaRow *self)
{
  salve_calendar_style_init (&self->style, GTK_WIDGET (self));
}

/** salve_agenda_row_new: */
GtkWidget *
salve_agenda_row_new (void)
{
  return g_object_new (SALVE_TYPE_AGENDA_ROW, NULL);
}

static char *
join_detail (const SalveCalendarEvent *event)
{
  if (event->subtitle != NULL && event->place != NULL)
    return g_strdup_printf ("%s · %s", event->subtitle, event->place);
  return g_strdup (event->subtitle != NULL ? event->subtitle : event->place != NULL ? event->place : "");
}

/* Digits are all as wide as each other; an hour with two of them is the widest, in either half of the day. */
static int
measure_times (SalveAgendaRow *self, SalveLocale *locale)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  SalvePartialDate day = salve_partial_date_new_day (2001, 1, 1);
  int widest = 0;

  for (int hour = 10; hour < 24; hour += 12)
    {
      g_autofree char *text = salve_instant_format_local (salve_instant_from_local (day, hour, 0, utc), utc,
                                                          locale, SALVE_INSTANT_STYLE_TIME);
      g_autoptr (PangoLayout) layout = make (self, text, 1, FALSE);

      widest = MAX (widest, width_of (layout));
    }
  return widest;
}

/**
 * salve_agenda_row_set_event:
 * @event: (nullable): NULL empties the row
 */
void
salve_agenda_row_set_event (SalveAgendaRow *self,
                            SalveCalendarEvent *event,
                            GTimeZone *zone,
                            SalveLocale *locale,
                            SalveInstant now)
{
  g_autofree char *start = NULL, *end = NULL, *detail = NULL, *status = NULL;

  forget (self);
  if (event != NULL)
    salve_calendar_event_ref (event);
  g_clear_pointer (&self->event, salve_calendar_event_unref);
  self->event = event;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (event == NULL)
    return;
  self->past = now != SALVE_INSTANT_NONE && event->span.end <= now;
  start = event->all_day
              ? g_strdup (C_ ("times", "All day"))
              : salve_instant_format_local (event->span.start, zone, locale, SALVE_INSTANT_STYLE_TIME);
  end = event->all_day ? g_strdup ("")
                       : salve_instant_format_local (event->span.end, zone, locale, SALVE_INSTANT_STYLE_TIME);
  detail = join_detail (event);
  status = salve_status_title (event->status);
  self->times = measure_times (self, locale);
  self->start = make (self, start, 1, FALSE);
  self->end = make (self, end, 0.87, FALSE);
  self->title = make (self, event->title, 1, TRUE);
  self->detail = make (self, detail, 0.87, FALSE);
  self->status = make (self, status, 0.87, FALSE);
}

/** salve_agenda_row_get_event: */
SalveCalendarEvent *
salve_agenda_row_get_event (SalveAgendaRow *self)
{
  return self->event;
}
