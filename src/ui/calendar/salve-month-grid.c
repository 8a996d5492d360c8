/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The month view: a cell a day, appointments as lines in it, long ones as bars over the days. This file holds the widget and
 * what it is given; -layout.c says where everything goes, -draw.c draws it, -input.c is the pointer and the keys. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "salve-month-grid-private.h"

static void salve_month_grid_accessible_init (GtkAccessibleInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SalveMonthGrid,
                               salve_month_grid,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_ACCESSIBLE, salve_month_grid_accessible_init))

guint salve_month_grid_signals[MONTH_N_SIGNALS];

static void
clear_line (MonthLine *line)
{
  salve_calendar_event_unref (line->event);
  g_clear_object (&line->text);
}

static GArray *
make_lines (void)
{
  GArray *lines = g_array_new (FALSE, TRUE, sizeof (MonthLine));

  g_array_set_clear_func (lines, (GDestroyNotify)clear_line);
  return lines;
}

static void
forget_lines (SalveMonthGrid *self)
{
  self->lines_known = FALSE;
  if (self->lines->len > 0)
    {
      salve_calendar_free_later (self->lines, (GDestroyNotify)g_array_unref);
      self->lines = make_lines ();
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
  salve_day_cells_changed (self->cells);
}

static void
forget_text (SalveMonthGrid *self)
{
  for (guint i = 0; i < MONTH_DAYS; i++)
    g_clear_object (&self->numbers[i]);
  for (guint i = 0; i < 7; i++)
    g_clear_object (&self->weekdays[i]);
  self->line = 0;
  forget_lines (self);
}

int
salve_month_grid_day_index (SalveMonthGrid *self, SalvePartialDate day)
{
  int index = salve_partial_date_days_between (self->first, day);

  return index >= 0 && index < (int)self->n_weeks * 7 ? index : -1;
}

SalveCalendarEvent *
salve_month_grid_find_event (SalveMonthGrid *self, const char *id)
{
  for (guint i = 0; id != NULL && i < self->events->len; i++)
    if (g_str_equal (((SalveCalendarEvent *)self->events->pdata[i])->id, id))
      return self->events->pdata[i];
  return NULL;
}

/* How many days of the month before are in its first week. */
static int
days_before (SalveMonthGrid *self, SalvePartialDate month)
{
  int first_weekday = (int)salve_locale_get_first_weekday (self->locale);

  return ((int)salve_partial_date_weekday (month) - first_weekday + 7) % 7;
}

/**
 * salve_month_grid_count_weeks:
 * @day: any day of a month
 *
 * Returns: how many weeks that month is drawn in
 */
guint
salve_month_grid_count_weeks (SalveMonthGrid *self, SalvePartialDate day)
{
  SalvePartialDate month = salve_partial_date_new_day (day.year, day.month, 1);
  SalvePartialDate last = salve_partial_date_add_days (salve_partial_date_add_months (month, 1), -1);

  return (guint)(days_before (self, month) + last.day + 6) / 7;
}

static void
find_cells (SalveMonthGrid *self)
{
  self->first = salve_partial_date_add_days (self->month, -days_before (self, self->month));
  self->n_weeks = salve_month_grid_count_weeks (self, self->month);
  for (guint i = 0; i <= MONTH_DAYS; i++)
    self->starts[i] =
        salve_wall_clock_to_instant (salve_partial_date_add_days (self->first, (int)i), 0, self->zone);
  forget_text (self);
}

/* Shows the month of a day; says so if it was the person who went there. */
gboolean
salve_month_grid_show_month (SalveMonthGrid *self, SalvePartialDate day, gboolean by_person)
{
  SalvePartialDate month = salve_partial_date_new_day (day.year, day.month, 1);
  SalveTimeSpan range;

  if (salve_partial_date_equal (month, self->month))
    return FALSE;
  self->month = month;
  find_cells (self);
  range = salve_month_grid_get_range (self);
  if (by_person)
    g_signal_emit (self, salve_month_grid_signals[MONTH_RANGE_WANTED], 0, range.start, range.end);
  return TRUE;
}

/* How many reach into that day, long ones too. */
static guint
count_of (SalveMonthGrid *self, SalvePartialDate day)
{
  SalveTimeSpan span = salve_wall_clock_day (day, self->zone);
  int index = salve_month_grid_day_index (self, day);
  guint n = index >= 0 ? self->days[index].n_more : 0;

  for (guint i = 0; i < self->events->len; i++)
    {
      const SalveCalendarEvent *event = self->events->pdata[i];

      n += event->span.start < span.end && event->span.end > span.start;
    }
  return n;
}

static char *
describe_day (SalveMonthGrid *self, SalvePartialDate day)
{
  return salve_calendar_day_describe (day, count_of (self, day), self->locale);
}

void
salve_month_grid_move_cursor (SalveMonthGrid *self, SalvePartialDate day)
{
  g_autofree char *words = NULL;

  self->cursor = day;
  g_clear_pointer (&self->focused, g_free);
  if (salve_month_grid_day_index (self, day) < 0 || day.month != self->month.month)
    salve_month_grid_show_month (self, day, TRUE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  salve_day_cells_changed (self->cells);
  words = describe_day (self, day);
  salve_calendar_announce (GTK_WIDGET (self), words);
  g_signal_emit (self, salve_month_grid_signals[MONTH_CURSOR_MOVED], 0,
                 salve_wall_clock_to_instant (day, 0, self->zone));
}

void
salve_month_grid_set_focused (SalveMonthGrid *self, const char *id)
{
  SalveCalendarEvent *event = salve_month_grid_find_event (self, id);
  g_autofree char *words = NULL;

  g_set_str (&self->focused, id);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (event == NULL)
    return;
  self->cursor = salve_instant_to_date (event->span.start, self->zone);
  salve_day_cells_changed (self->cells);
  words = salve_calendar_event_describe (event, self->zone, self->locale);
  salve_calendar_announce (GTK_WIDGET (self), words);
}

void
salve_month_grid_take (SalveMonthGrid *self, SalveCalendarEvent *event, int day, gboolean by_keys)
{
  if (event->fixed)
    return;
  g_clear_pointer (&self->held, salve_calendar_event_unref);
  self->held = salve_calendar_event_ref (event);
  self->held_by_keys = by_keys;
  self->held_copy = FALSE;
  self->held_day = day;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Lets go: the same wall-clock time of the other day, however long its hours are. */
void
salve_month_grid_drop (SalveMonthGrid *self, gboolean copy)
{
  g_autoptr (SalveCalendarEvent) event = g_steal_pointer (&self->held);
  int from = event != NULL ? salve_month_grid_day_of (self, event->span.start) : -1;
  int minute;
  SalveInstant start;

  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (event == NULL || self->held_day < 0 || (from == self->held_day && !copy))
    return;
  minute = (int)salve_instant_to_minute_of_day (event->span.start, self->zone);
  start = salve_wall_clock_to_instant (salve_partial_date_add_days (self->first, self->held_day), minute,
                                       self->zone);
  g_signal_emit (self, salve_month_grid_signals[MONTH_MOVE], 0, event->id, start,
                 start + (event->span.end - event->span.start), copy);
}

void
salve_month_grid_cancel (SalveMonthGrid *self)
{
  g_clear_pointer (&self->held, salve_calendar_event_unref);
  self->range_from = self->range_to = -1;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_style (SalveMonthGrid *self)
{
  self->colours_known = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
salve_month_grid_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  g_autoptr (PangoLayout) sample = gtk_widget_create_pango_layout (widget, "00");
  int width, height;

  pango_layout_get_pixel_size (sample, &width, &height);
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 7 * (width + 12) : height * 14;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 7 * width * 7 : height * 34;
}

static void
salve_month_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SalveMonthGrid *self = SALVE_MONTH_GRID (widget);
  guint n_rows = salve_month_grid_count_rows (self, self->n_weeks);

  forget_lines (self);
  if (n_rows == self->n_rows)
    return;
  self->n_rows = n_rows;
  g_signal_emit (self, salve_month_grid_signals[MONTH_ROWS_CHANGED], 0);
}

static void
salve_month_grid_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SalveMonthGrid *self = SALVE_MONTH_GRID (widget);

  if (!self->colours_known || self->colours.scale != gtk_widget_get_scale_factor (widget))
    {
      salve_calendar_style_read (&self->style, widget, &self->colours);
      self->colours_known = TRUE;
    }
  salve_month_grid_lay_out (self);
  salve_month_grid_draw (self, snapshot);
}

static void
salve_month_grid_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (salve_month_grid_parent_class)->css_changed (widget, change);
  forget_text (SALVE_MONTH_GRID (widget));
  on_style (SALVE_MONTH_GRID (widget));
}

static void
salve_month_grid_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (salve_month_grid_parent_class)->system_setting_changed (widget, setting);
  forget_text (SALVE_MONTH_GRID (widget));
}

static void
salve_month_grid_direction_changed (GtkWidget *widget, GtkTextDirection previous)
{
  GTK_WIDGET_CLASS (salve_month_grid_parent_class)->direction_changed (widget, previous);
  forget_text (SALVE_MONTH_GRID (widget));
}

static void
salve_month_grid_state_flags_changed (GtkWidget *widget, GtkStateFlags previous)
{
  GTK_WIDGET_CLASS (salve_month_grid_parent_class)->state_flags_changed (widget, previous);
  gtk_widget_queue_draw (widget);
}

static gboolean
salve_month_grid_focus (GtkWidget *widget, GtkDirectionType direction)
{
  if (!gtk_widget_has_focus (widget))
    return gtk_widget_grab_focus (widget);
  if (direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD)
    return salve_month_grid_focus_step (SALVE_MONTH_GRID (widget), direction == GTK_DIR_TAB_FORWARD ? 1 : -1);
  return FALSE;
}

static void
salve_month_grid_dispose (GObject *object)
{
  SalveMonthGrid *self = SALVE_MONTH_GRID (object);

  salve_calendar_style_clear (&self->style);
  g_clear_pointer (&self->cells, salve_day_cells_free);
  g_clear_pointer (&self->held, salve_calendar_event_unref);

  G_OBJECT_CLASS (salve_month_grid_parent_class)->dispose (object);
}

static void
salve_month_grid_finalize (GObject *object)
{
  SalveMonthGrid *self = SALVE_MONTH_GRID (object);

  for (guint i = 0; i < MONTH_DAYS; i++)
    {
      g_clear_object (&self->numbers[i]);
      g_array_unref (self->days[i].events);
    }
  for (guint i = 0; i < 7; i++)
    g_clear_object (&self->weekdays[i]);
  g_clear_pointer (&self->lines, g_array_unref);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->locale, salve_locale_unref);
  g_clear_pointer (&self->focused, g_free);

  G_OBJECT_CLASS (salve_month_grid_parent_class)->finalize (object);
}

static void
add_signal (guint id, const char *name, guint n, GType a, GType b, GType c, GType d)
{
  salve_month_grid_signals[id] = g_signal_new (name, SALVE_TYPE_MONTH_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                               NULL, G_TYPE_NONE, n, a, b, c, d);
}

static void
install_signals (void)
{
  GType text = G_TYPE_STRING, time = G_TYPE_INT64, none = G_TYPE_NONE;

  add_signal (MONTH_EVENT_ACTIVATED, "event-activated", 1, text, none, none, none);
  add_signal (MONTH_EVENT_OPEN_RECORD, "event-open-record", 1, text, none, none, none);
  add_signal (MONTH_STEP_REQUESTED, "step-requested", 1, text, none, none, none);
  add_signal (MONTH_DELETE_REQUESTED, "delete-requested", 1, text, none, none, none);
  add_signal (MONTH_MENU_REQUESTED, "menu-requested", 2, text, time, none, none);
  add_signal (MONTH_DAY_ACTIVATED, "day-activated", 1, time, none, none, none);
  add_signal (MONTH_CREATE, "create", 2, time, time, none, none);
  add_signal (MONTH_MOVE, "move", 4, text, time, time, G_TYPE_BOOLEAN);
  add_signal (MONTH_CURSOR_MOVED, "cursor-moved", 1, time, none, none, none);
  add_signal (MONTH_RANGE_WANTED, "range-wanted", 2, time, time, none, none);
  add_signal (MONTH_ROWS_CHANGED, "rows-changed", 0, none, none, none, none);
}

static void
salve_month_grid_class_init (SalveMonthGridClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_month_grid_dispose;
  object_class->finalize = salve_month_grid_finalize;
  widget_class->measure = salve_month_grid_measure;
  widget_class->size_allocate = salve_month_grid_size_allocate;
  widget_class->snapshot = salve_month_grid_snapshot;
  widget_class->css_changed = salve_month_grid_css_changed;
  widget_class->system_setting_changed = salve_month_grid_system_setting_changed;
  widget_class->direction_changed = salve_month_grid_direction_changed;
  widget_class->state_flags_changed = salve_month_grid_state_flags_changed;
  widget_class->focus = salve_month_grid_focus;

  install_signals ();
  salve_month_grid_class_install_keys (widget_class);
  gtk_widget_class_set_css_name (widget_class, "salvemonthgrid");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID);
}

static guint
count_cells (GtkWidget *widget)
{
  return SALVE_MONTH_GRID (widget)->n_weeks * 7;
}

static char *
describe_cell (GtkWidget *widget, guint n)
{
  SalveMonthGrid *self = SALVE_MONTH_GRID (widget);

  return describe_day (self, salve_partial_date_add_days (self->first, (int)n));
}

static void
place_cell (GtkWidget *widget, guint n, graphene_rect_t *box)
{
  salve_month_grid_day_box (SALVE_MONTH_GRID (widget), n, box);
}

static int
find_chosen_cell (GtkWidget *widget)
{
  return salve_month_grid_day_index (SALVE_MONTH_GRID (widget), SALVE_MONTH_GRID (widget)->cursor);
}

static GtkAccessible *
get_first_child (GtkAccessible *accessible)
{
  SalveMonthGrid *self = SALVE_MONTH_GRID (accessible);

  return self->cells != NULL ? salve_day_cells_get_first (self->cells) : NULL;
}

static void
salve_month_grid_accessible_init (GtkAccessibleInterface *iface)
{
  iface->get_first_accessible_child = get_first_child;
}

static void
salve_month_grid_init (SalveMonthGrid *self)
{
  static const SalveDayCellsClass cells = { count_cells, describe_cell, place_cell, find_chosen_cell };

  self->cells = salve_day_cells_new (GTK_WIDGET (self), &cells);
  self->zone = g_time_zone_new_utc ();
  self->now = SALVE_INSTANT_NONE;
  self->range_from = self->range_to = -1;
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_calendar_event_unref);
  self->lines = make_lines ();
  for (guint i = 0; i < MONTH_DAYS; i++)
    self->days[i].events = g_array_new (FALSE, FALSE, sizeof (SalveCalendarEvent *));
  self->month = self->cursor = salve_partial_date_new_day (2000, 1, 1);
  find_cells (self);
  salve_calendar_style_init (&self->style, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  salve_month_grid_install_input (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Appointments"),
                                  -1);
  g_signal_connect_object (adw_style_manager_get_default (), "notify", G_CALLBACK (on_style), self,
                           G_CONNECT_SWAPPED);
}

/**
 * salve_month_grid_new:
 *
 * Returns: (transfer floating):
 */
GtkWidget *
salve_month_grid_new (void)
{
  return g_object_new (SALVE_TYPE_MONTH_GRID, NULL);
}

/**
 * salve_month_grid_set_month:
 * @day: any day of the month; it becomes the chosen one
 */
void
salve_month_grid_set_month (SalveMonthGrid *self, SalvePartialDate day)
{
  g_return_if_fail (day.precision == SALVE_DATE_PRECISION_DAY);

  self->cursor = day;
  salve_month_grid_show_month (self, day, FALSE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  salve_day_cells_changed (self->cells);
}

/** salve_month_grid_get_month: Returns: its first day */
SalvePartialDate
salve_month_grid_get_month (SalveMonthGrid *self)
{
  return self->month;
}

/** salve_month_grid_get_range: Returns: from the first cell to the end of the last */
SalveTimeSpan
salve_month_grid_get_range (SalveMonthGrid *self)
{
  return (SalveTimeSpan){ self->starts[0], self->starts[self->n_weeks * 7] };
}

/**
 * salve_month_grid_set_events:
 * @events: (element-type SalveCalendarEvent): in any order; what is in no cell is left out
 * @n_more: (nullable) (element-type guint): how many more there are in each cell, later than the day's @events; as many
 *   of those as salve_month_grid_count_rows() says are enough
 */
void
salve_month_grid_set_events (SalveMonthGrid *self, GPtrArray *events, GArray *n_more)
{
  for (guint i = 0; i < MONTH_DAYS; i++)
    self->days[i].n_more = n_more != NULL && i < n_more->len ? g_array_index (n_more, guint, i) : 0;
  g_ptr_array_set_size (self->events, 0);
  for (guint i = 0; i < events->len; i++)
    g_ptr_array_add (self->events, salve_calendar_event_ref (events->pdata[i]));
  if (salve_month_grid_find_event (self, self->focused) == NULL)
    g_clear_pointer (&self->focused, g_free);
  forget_lines (self);
}

/** salve_month_grid_set_zone: */
void
salve_month_grid_set_zone (SalveMonthGrid *self, GTimeZone *zone)
{
  if (self->zone == zone)
    return;
  g_time_zone_unref (self->zone);
  self->zone = g_time_zone_ref (zone);
  find_cells (self);
}

/** salve_month_grid_set_locale: */
void
salve_month_grid_set_locale (SalveMonthGrid *self, SalveLocale *locale)
{
  if (self->locale == locale)
    return;
  g_clear_pointer (&self->locale, salve_locale_unref);
  self->locale = locale != NULL ? salve_locale_ref (locale) : NULL;
  find_cells (self);
}

/** salve_month_grid_set_now: */
void
salve_month_grid_set_now (SalveMonthGrid *self, SalveInstant now)
{
  self->now = now;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** salve_month_grid_set_cursor: */
void
salve_month_grid_set_cursor (SalveMonthGrid *self, SalvePartialDate day)
{
  salve_month_grid_move_cursor (self, day);
}

/** salve_month_grid_get_cursor: Returns: the chosen day */
SalvePartialDate
salve_month_grid_get_cursor (SalveMonthGrid *self)
{
  return self->cursor;
}
