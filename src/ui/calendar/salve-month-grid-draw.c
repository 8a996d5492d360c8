/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Draws a month. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "salve-calendar-marks.h"
#include "salve-month-grid-private.h"
#include "salve-text.h"

static gboolean
is_rtl (SalveMonthGrid *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

static PangoLayout *
make_layout (SalveMonthGrid *self, const char *text, double scale, gboolean bold)
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

static void
set_width (SalveMonthGrid *self, PangoLayout *layout, double width)
{
  pango_layout_set_width (layout, (int)(MAX (1, width) * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  salve_align_start (GTK_WIDGET (self), layout);
}

/* "09:00 Anna Keller": the time small before the name. */
static void
ensure_text (SalveMonthGrid *self, MonthLine *line, double width)
{
  g_autofree char *time = NULL, *text = NULL;
  PangoAttribute *bold;
  PangoAttrList *attributes;

  if (line->text != NULL && line->text_width == (int)width)
    return;
  g_clear_object (&line->text);
  line->text_width = (int)width;
  if (!line->event->all_day && width > self->line * 4)
    time = salve_instant_format_local (line->event->span.start, self->zone, self->locale,
                                       SALVE_INSTANT_STYLE_TIME);
  text = time != NULL ? g_strdup_printf ("%s %s", time, line->event->title) : g_strdup (line->event->title);
  line->text = make_layout (self, text, 0.87, FALSE);
  attributes = pango_layout_get_attributes (line->text);
  bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);
  bold->start_index = time != NULL ? (guint)strlen (time) + 1 : 0;
  pango_attr_list_insert (attributes, bold);
  if (line->event->status == SALVE_APPOINTMENT_CANCELLED || line->event->status == SALVE_APPOINTMENT_NO_SHOW)
    pango_attr_list_insert (attributes, pango_attr_strikethrough_new (TRUE));
  set_width (self, line->text, width);
}

static void
draw_text_middle (GtkSnapshot *snapshot,
                  PangoLayout *layout,
                  float x,
                  const graphene_rect_t *box,
                  const GdkRGBA *colour)
{
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  salve_draw_text (snapshot, layout, x, box->origin.y + (box->size.height - (float)height) / 2, colour);
}

static void
draw_line (SalveMonthGrid *self, GtkSnapshot *snapshot, MonthLine *line)
{
  graphene_rect_t box;
  GdkRGBA colour = salve_calendar_colour (&self->colours, line->event->colour);
  GdkRGBA ground = salve_colour_mix (&colour, &self->colours.ground, self->colours.dark ? 0.18f : 0.15f);
  float glyph = roundf ((float)self->line * 0.5f), edge = 4, text_width;
  gboolean held = self->held != NULL && g_str_equal (self->held->id, line->event->id), mark;

  salve_month_grid_line_box (self, line, &box);
  mark = box.size.width > glyph * 6;
  text_width = box.size.width - edge - 6 - (mark ? glyph + 4 : 0);
  ensure_text (self, line, text_width);
  if (held)
    gtk_snapshot_push_opacity (snapshot, 0.3);
  salve_draw_ground (snapshot, line->event, &box, 4, edge, is_rtl (self), self->colours.scale, &colour,
                     &ground);
  draw_text_middle (snapshot, line->text,
                    is_rtl (self) ? box.origin.x + (mark ? glyph + 6 : 2) : box.origin.x + edge + 4, &box,
                    &self->colours.foreground);
  if (mark)
    salve_draw_mark (snapshot, line->event->status,
                     is_rtl (self) ? box.origin.x + 4 : box.origin.x + box.size.width - glyph - 4,
                     roundf (box.origin.y + (box.size.height - glyph) / 2), glyph, self->colours.scale,
                     &self->colours.foreground);
  if (held)
    gtk_snapshot_pop (snapshot);
  if (self->focused != NULL && g_str_equal (self->focused, line->event->id)
      && gtk_widget_has_focus (GTK_WIDGET (self)))
    salve_draw_outline (snapshot, &box, 4, 2, &self->colours.accent);
}

static gboolean
in_range (SalveMonthGrid *self, guint day)
{
  int from = MIN (self->range_from, self->range_to), to = MAX (self->range_from, self->range_to);

  return self->range_from >= 0 && (int)day >= from && (int)day <= to;
}

static void
draw_number (SalveMonthGrid *self, GtkSnapshot *snapshot, guint n, const graphene_rect_t *box, gboolean today)
{
  SalvePartialDate day = salve_partial_date_add_days (self->first, (int)n);
  gboolean other = day.month != self->month.month;
  GdkRGBA colour = other ? salve_calendar_quiet (&self->colours) : self->colours.foreground;
  int width, height;
  float x;

  if (self->numbers[n] == NULL)
    {
      g_autofree char *number = salve_calendar_number (day.day, self->locale);
      g_autofree char *text =
          day.day == 1
              ? g_strdup_printf ("%s %s", number, salve_locale_month_name (self->locale, day.month, TRUE))
              : g_strdup (number);

      self->numbers[n] = make_layout (self, text, 1, !other);
    }
  pango_layout_get_pixel_size (self->numbers[n], &width, &height);
  x = is_rtl (self) ? box->origin.x + box->size.width - (float)width - 8 : box->origin.x + 8;
  if (today)
    {
      float pill_width = MAX ((float)width + 10, (float)height);
      GskRoundedRect pill;

      gsk_rounded_rect_init_from_rect (&pill,
                                       &GRAPHENE_RECT_INIT (x + (float)width / 2 - pill_width / 2,
                                                            box->origin.y + 2, pill_width, (float)height),
                                       (float)height / 2);
      gtk_snapshot_push_rounded_clip (snapshot, &pill);
      gtk_snapshot_append_color (snapshot, &self->colours.accent, &pill.bounds);
      gtk_snapshot_pop (snapshot);
      colour = self->colours.ground;
    }
  salve_draw_text (snapshot, self->numbers[n], x, box->origin.y + 2, &colour);
}

static void
draw_more (SalveMonthGrid *self, GtkSnapshot *snapshot, guint n, const graphene_rect_t *box)
{
  const MonthDay *day = &self->days[n];
  gboolean narrow = box->size.width < self->line * 4;
  g_autofree char *plain =
      narrow ? g_strdup_printf ("+%u", day->n_hidden)
             /* Translators: how many appointments of a day do not fit into its cell */
             : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u more", "%u more", day->n_hidden),
                                day->n_hidden);
  g_autofree char *text = salve_text_localise_digits (plain, salve_locale_get_digit_zero (self->locale));
  g_autoptr (PangoLayout) layout = make_layout (self, text, 0.87, FALSE);
  GdkRGBA colour = salve_calendar_quiet (&self->colours);
  double y = box->origin.y + self->line + 5 + (day->n_bars + day->n_shown) * (self->line + 1);

  if (y + self->small > box->origin.y + box->size.height)
    y = box->origin.y + box->size.height - self->small - 1;
  set_width (self, layout, box->size.width - 16);
  salve_draw_text (snapshot, layout, box->origin.x + 8, (float)y, &colour);
}

static void
draw_day (SalveMonthGrid *self, GtkSnapshot *snapshot, guint n)
{
  graphene_rect_t box;
  GdkRGBA closed = salve_colour_fade (self->colours.foreground, 0.035f),
          edge = salve_colour_fade (self->colours.foreground, self->colours.high_contrast ? 0.6f : 0.14f),
          chosen = salve_colour_fade (self->colours.accent, 0.14f);
  SalvePartialDate day = salve_partial_date_add_days (self->first, (int)n);
  gboolean today = self->now >= self->starts[n] && self->now < self->starts[n + 1];

  salve_month_grid_day_box (self, n, &box);
  if (day.month != self->month.month)
    gtk_snapshot_append_color (snapshot, &closed, &box);
  if (in_range (self, n) || (self->held != NULL && self->held_day == (int)n))
    gtk_snapshot_append_color (snapshot, &chosen, &box);
  salve_draw_box (snapshot, box.origin.x, box.origin.y, box.size.width, 1, &edge);
  if (n % 7 != 0)
    salve_draw_box (snapshot, is_rtl (self) ? box.origin.x + box.size.width - 1 : box.origin.x, box.origin.y,
                    1, box.size.height, &edge);
  draw_number (self, snapshot, n, &box, today);
  if (self->days[n].n_hidden > 0)
    draw_more (self, snapshot, n, &box);
  if (self->focused == NULL && salve_partial_date_equal (day, self->cursor)
      && gtk_widget_has_focus (GTK_WIDGET (self)))
    {
      graphene_rect_inset (&box, 1, 1);
      salve_draw_outline (snapshot, &box, 4, 2, &self->colours.accent);
    }
}

static void
draw_weekdays (SalveMonthGrid *self, GtkSnapshot *snapshot)
{
  GdkRGBA colour = salve_calendar_quiet (&self->colours);

  for (guint i = 0; i < 7; i++)
    {
      graphene_rect_t box;
      guint weekday = salve_partial_date_weekday (salve_partial_date_add_days (self->first, (int)i));

      salve_month_grid_day_box (self, i, &box);
      if (self->weekdays[i] == NULL)
        self->weekdays[i] = make_layout (
            self, salve_locale_weekday_name (self->locale, weekday, box.size.width < self->line * 5), 0.87,
            TRUE);
      set_width (self, self->weekdays[i], box.size.width - 16);
      salve_draw_text (snapshot, self->weekdays[i], box.origin.x + 8, 5, &colour);
    }
}

void
salve_month_grid_draw (SalveMonthGrid *self, GtkSnapshot *snapshot)
{
  draw_weekdays (self, snapshot);
  for (guint i = 0; i < self->n_weeks * 7; i++)
    draw_day (self, snapshot, i);
  for (guint i = 0; i < self->lines->len; i++)
    draw_line (self, snapshot, &g_array_index (self->lines, MonthLine, i));
}
