/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-calendar-view-private.h"

#define TITLE_PADDING 24 /* what the style gives it on both sides */

/* How wide the longest name of a month with its year is in the title's bold letters. */
static int
measure_months (SalveCalendarView *self)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self->title), NULL);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  int widest = 0;

  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  for (guint month = 1; month <= 12; month++)
    {
      g_autofree char *text = salve_partial_date_format_long (
          salve_partial_date_new_month (self->day.year, (int)month), salve_clinic_get_locale (self->clinic));
      int width, height;

      pango_layout_set_text (layout, text, -1);
      pango_layout_get_pixel_size (layout, &width, &height);
      widest = MAX (widest, width);
    }
  return widest;
}

/* Says from which width on the header bar has no room for the title of every month beside the modes, which are then in
 * the menu alone. */
void
salve_calendar_view_fit_header (SalveCalendarView *self)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (self));
  g_autoptr (AdwBreakpointCondition) condition = NULL;
  int header, title;
  double needed;

  if (!self->clinic || !gtk_widget_get_visible (GTK_WIDGET (self->modes)))
    return;
  /* The least, because at its natural width the title stands in the very middle. Nothing but the title can shrink. */
  gtk_widget_measure (GTK_WIDGET (self->header), GTK_ORIENTATION_HORIZONTAL, -1, &header, NULL, NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (self->title), GTK_ORIENTATION_HORIZONTAL, -1, &title, NULL, NULL, NULL);
  needed = header - title + measure_months (self) + TITLE_PADDING - 1;
  condition = adw_breakpoint_condition_new_length (
      ADW_BREAKPOINT_CONDITION_MAX_WIDTH, adw_length_unit_from_px (ADW_LENGTH_UNIT_SP, needed, settings),
      ADW_LENGTH_UNIT_SP);
  adw_breakpoint_set_condition (self->modes_breakpoint, condition);
}
