/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-hours-block.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "salve-colours.h"
#include "salve-hours-view.h"

#define EDGE 4
#define RADIUS 6

struct _SalveHoursBlock
{
  GtkWidget parent_instance;

  SalveLocale *locale;
  guint weekday;
  int start;
  int end;
  int colour;
  gboolean is_day; /* a day's own place, below its blocks */
  gboolean empty;  /* of a day: it has no blocks */
};

G_DEFINE_FINAL_TYPE (SalveHoursBlock, salve_hours_block, GTK_TYPE_WIDGET)

/* "08:00 – 12:00", or in two lines, or the beginning alone, whatever there is room for. */
static void
draw_times (SalveHoursBlock *self, GtkSnapshot *snapshot, int width, int height)
{
  g_autofree char *start = salve_minute_format (self->start, self->locale);
  g_autofree char *end = salve_minute_format (self->end, self->locale);
  g_autofree char *one = salve_minutes_format_range (self->start, self->end, self->locale);
  g_autofree char *two = g_strdup_printf ("%s\n%s", start, end);
  const char *const tries[] = { one, two, start };
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GdkRGBA colour;
  int text_width = 0, text_height = 0;

  gtk_widget_get_color (GTK_WIDGET (self), &colour);
  for (guint i = 0; i < G_N_ELEMENTS (tries); i++)
    {
      pango_layout_set_text (layout, tries[i], -1);
      pango_layout_get_pixel_size (layout, &text_width, &text_height);
      if (text_width <= width - EDGE - 6 && text_height <= height)
        break;
    }
  gtk_snapshot_save (snapshot);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT (rtl ? (float)(width - EDGE - 4 - text_width) : (float)(EDGE + 4),
                                      height > text_height + 6 ? 3.0f : (float)(height - text_height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, &colour);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_restore (snapshot);
}

static void
salve_hours_block_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SalveHoursBlock *self = SALVE_HOURS_BLOCK (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GskRoundedRect outline;
  GdkRGBA edge, wash;

  if (self->is_day || width <= 0 || height <= 0)
    return;
  salve_colour_get_rgba (MAX (self->colour, 0), adw_style_manager_get_dark (adw_style_manager_get_default ()),
                         &edge);
  wash = edge;
  wash.alpha = 0.22f;
  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height), RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &wash, &outline.bounds);
  gtk_snapshot_append_color (snapshot, &edge,
                             &GRAPHENE_RECT_INIT (rtl ? (float)(width - EDGE) : 0, 0, EDGE, (float)height));
  gtk_snapshot_pop (snapshot);
  draw_times (self, snapshot, width, height);
}

static void
salve_hours_block_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  *minimum = 0;
  *natural = 0;
}

static void
salve_hours_block_finalize (GObject *object)
{
  g_clear_pointer (&SALVE_HOURS_BLOCK (object)->locale, salve_locale_unref);
  G_OBJECT_CLASS (salve_hours_block_parent_class)->finalize (object);
}

static void
salve_hours_block_class_init (SalveHoursBlockClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = salve_hours_block_finalize;
  widget_class->snapshot = salve_hours_block_snapshot;
  widget_class->measure = salve_hours_block_measure;
  gtk_widget_class_set_css_name (widget_class, "hoursblock");
}

static void
salve_hours_block_init (SalveHoursBlock *self)
{
}

/**
 * salve_hours_block_describe:
 *
 * Returns: (transfer full): "Monday, 08:00 – 12:00", or "Monday, no hours"
 */
char *
salve_hours_block_describe (SalveHoursBlock *self)
{
  const char *weekday = salve_locale_weekday_name (self->locale, self->weekday, FALSE);
  g_autofree char *times = NULL;

  if (self->is_day && self->empty)
    /* Translators: %s is a weekday */
    return g_strdup_printf (_ ("%s, no hours"), weekday);
  if (self->is_day)
    /* Translators: %s is a weekday */
    return g_strdup_printf (_ ("%s, add hours"), weekday);
  times = salve_minutes_format_range (self->start, self->end, self->locale);
  /* Translators: a weekday, and from when to when */
  return g_strdup_printf (_ ("%1$s, %2$s"), weekday, times);
}

static void
update_name (SalveHoursBlock *self)
{
  g_autofree char *name = salve_hours_block_describe (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* What cannot be changed is read as text; a day without hours then is nothing to be read. */
GtkWidget *
salve_hours_block_new (SalveLocale *locale, guint weekday, gboolean is_day, gboolean editable)
{
  GtkAccessibleRole role = editable ? GTK_ACCESSIBLE_ROLE_BUTTON : GTK_ACCESSIBLE_ROLE_LABEL;
  SalveHoursBlock *self =
      g_object_new (SALVE_TYPE_HOURS_BLOCK, "accessible-role", role, "focusable", editable, NULL);

  self->locale = salve_locale_ref (locale);
  self->weekday = weekday;
  self->is_day = is_day;
  self->empty = TRUE;
  if (is_day)
    gtk_widget_add_css_class (GTK_WIDGET (self), "day");
  if (is_day && !editable)
    gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  update_name (self);
  return GTK_WIDGET (self);
}

void
salve_hours_block_set_times (SalveHoursBlock *self, guint weekday, int start, int end)
{
  self->weekday = weekday;
  self->start = start;
  self->end = end;
  update_name (self);
}

void
salve_hours_block_set_colour (SalveHoursBlock *self, int colour)
{
  self->colour = colour;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
salve_hours_block_set_empty (SalveHoursBlock *self, gboolean empty)
{
  self->empty = empty;
  update_name (self);
}

guint
salve_hours_block_get_weekday (SalveHoursBlock *self)
{
  return self->weekday;
}

int
salve_hours_block_get_start (SalveHoursBlock *self)
{
  return self->start;
}

int
salve_hours_block_get_end (SalveHoursBlock *self)
{
  return self->end;
}

gboolean
salve_hours_block_is_day (SalveHoursBlock *self)
{
  return self->is_day;
}
