/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The day and week view: hours down, columns across. This file holds the widget itself: its properties, what it is given,
 * and how it scrolls. Places are worked out in -layout.c, drawn in -draw.c, changed by pointer (-input.c) and keys
 * (-keys.c) through one state of what is in hand (-drag.c); what is chosen is in -focus.c, and told to assistive
 * technology in -access.c. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "salve-day-grid-private.h"

enum
{
  PROP_0,
  PROP_ZONE,
  PROP_LOCALE,
  PROP_NOW,
  PROP_ROW_MINUTES,
  PROP_SNAP,
  PROP_SLOT_MINUTES,
  PROP_FOCUSED_EVENT,
  N_PROPS,
  PROP_HADJUSTMENT,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

static GParamSpec *properties[N_PROPS];
guint salve_day_grid_signals[GRID_N_SIGNALS];

G_DEFINE_FINAL_TYPE_WITH_CODE (SalveDayGrid,
                               salve_day_grid,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_ACCESSIBLE, salve_day_grid_access_init))

static void
configure_horizontal (SalveDayGrid *self)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_HORIZONTAL];
  double page = salve_day_grid_body (self).width, value, from_end;

  if (adjustment == NULL)
    return;
  value = gtk_adjustment_get_value (adjustment);
  from_end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) - value;
  /* As in GtkViewport: the adjustment counts from the left, whichever way the text runs. */
  if (salve_day_grid_rtl (self))
    value = self->content_width - page - (self->started_at_end ? from_end : 0);
  self->started_at_end = TRUE;
  gtk_adjustment_configure (adjustment, CLAMP (value, 0, MAX (0, self->content_width - page)), 0,
                            self->content_width, page * 0.1, page * 0.9, page);
}

static void
configure_vertical (SalveDayGrid *self)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];
  double page = salve_day_grid_body (self).height, upper = self->axis->length * self->pixels, value;

  if (adjustment == NULL)
    return;
  value = gtk_adjustment_get_value (adjustment);
  if (self->wanted_minute >= 0 && page > 0)
    {
      value = salve_day_axis_position_of_minute (self->axis, (int)self->wanted_minute) * self->pixels;
      self->wanted_minute = -1;
    }
  gtk_adjustment_configure (adjustment, CLAMP (value, 0, MAX (0, upper - page)), 0, MAX (upper, page),
                            self->pixels * 30, page * 0.9, page);
}

static void
update (SalveDayGrid *self)
{
  if (gtk_widget_get_width (GTK_WIDGET (self)) <= 0)
    {
      gtk_widget_queue_resize (GTK_WIDGET (self));
      return;
    }
  salve_day_grid_lay_out (self);
  configure_horizontal (self);
  configure_vertical (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_content_changed (SalveDayGrid *self)
{
  salve_day_grid_rebuild (self);
  if (self->focused != NULL && salve_day_grid_find_piece (self, self->focused, self->focused_column) == NULL
      && salve_day_grid_find_bar (self, self->focused) == NULL)
    salve_day_grid_set_focused (self, NULL, 0);
  update (self);
}

static void
on_scrolled (SalveDayGrid *self)
{
  salve_day_grid_access_forget (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
forget_nodes (SalveDayGrid *self)
{
  for (guint i = 0; i < self->pieces->len; i++)
    g_clear_pointer (&salve_day_grid_piece (self, i)->node, gsk_render_node_unref);
}

static void
on_style (SalveDayGrid *self)
{
  self->colours_known = FALSE;
  forget_nodes (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
set_adjustment (SalveDayGrid *self, GtkOrientation orientation, GtkAdjustment *adjustment)
{
  GtkAdjustment **place = &self->adjustments[orientation];

  if (*place != NULL)
    g_signal_handlers_disconnect_by_func (*place, on_scrolled, self);
  if (adjustment == NULL)
    adjustment = gtk_adjustment_new (0, 0, 0, 0, 0, 0);
  g_object_ref_sink (adjustment);
  g_set_object (place, adjustment);
  g_object_unref (adjustment);
  g_signal_connect_object (*place, "value-changed", G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
  if (self->axis != NULL)
    update (self);
}

static void
salve_day_grid_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  SalveDayGrid *self = SALVE_DAY_GRID (widget);
  const GridMetrics *metrics = salve_day_grid_get_metrics (self);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = (int)(metrics->gutter + 60 * metrics->scale);
      *natural = (int)(metrics->gutter + 160 * metrics->scale * CLAMP (self->columns->len, 1, 7));
    }
  else
    {
      *minimum = (int)(salve_day_grid_header_height (self) + 4 * metrics->row);
      *natural = (int)(salve_day_grid_header_height (self) + 36 * metrics->row);
    }
}

static void
salve_day_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  update (SALVE_DAY_GRID (widget));
}

static void
salve_day_grid_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SalveDayGrid *self = SALVE_DAY_GRID (widget);

  if (!self->colours_known || self->colours.scale != gtk_widget_get_scale_factor (widget))
    {
      forget_nodes (self);
      salve_calendar_style_read (&self->style, widget, &self->colours);
      self->colours_known = TRUE;
    }
  salve_day_grid_draw (self, snapshot);
}

static void
forget_font (SalveDayGrid *self)
{
  if (self->pieces == NULL)
    return;
  salve_day_grid_forget_text (self);
  on_style (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
salve_day_grid_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (salve_day_grid_parent_class)->css_changed (widget, change);
  forget_font (SALVE_DAY_GRID (widget));
}

static void
salve_day_grid_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (salve_day_grid_parent_class)->system_setting_changed (widget, setting);
  forget_font (SALVE_DAY_GRID (widget));
}

static void
salve_day_grid_direction_changed (GtkWidget *widget, GtkTextDirection previous)
{
  SalveDayGrid *self = SALVE_DAY_GRID (widget);

  GTK_WIDGET_CLASS (salve_day_grid_parent_class)->direction_changed (widget, previous);
  self->started_at_end = FALSE;
  forget_font (self);
}

static gboolean
salve_day_grid_focus (GtkWidget *widget, GtkDirectionType direction)
{
  SalveDayGrid *self = SALVE_DAY_GRID (widget);

  if (!gtk_widget_has_focus (widget))
    return gtk_widget_grab_focus (widget);
  if (direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD)
    return salve_day_grid_focus_step (self, direction == GTK_DIR_TAB_FORWARD ? 1 : -1);
  return FALSE;
}

static void
salve_day_grid_state_flags_changed (GtkWidget *widget, GtkStateFlags previous)
{
  GTK_WIDGET_CLASS (salve_day_grid_parent_class)->state_flags_changed (widget, previous);
  gtk_widget_queue_draw (widget);
}

static void
salve_day_grid_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalveDayGrid *self = SALVE_DAY_GRID (object);

  switch (id)
    {
    case PROP_ZONE:
      g_value_set_boxed (value, self->zone);
      break;
    case PROP_LOCALE:
      g_value_set_boxed (value, self->locale);
      break;
    case PROP_NOW:
      g_value_set_int64 (value, self->now);
      break;
    case PROP_ROW_MINUTES:
      g_value_set_double (value, self->row_minutes);
      break;
    case PROP_SNAP:
      g_value_set_int (value, self->snap);
      break;
    case PROP_SLOT_MINUTES:
      g_value_set_int (value, self->slot_minutes);
      break;
    case PROP_FOCUSED_EVENT:
      g_value_set_string (value, self->focused);
      break;
    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      g_value_set_object (
          value,
          self->adjustments[id == PROP_HADJUSTMENT ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL]);
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, (int)self->policies[id - PROP_HSCROLL_POLICY]);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_day_grid_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SalveDayGrid *self = SALVE_DAY_GRID (object);

  switch (id)
    {
    case PROP_ZONE:
      salve_day_grid_set_zone (self, g_value_get_boxed (value));
      break;
    case PROP_LOCALE:
      salve_day_grid_set_locale (self, g_value_get_boxed (value));
      break;
    case PROP_NOW:
      salve_day_grid_set_now (self, g_value_get_int64 (value));
      break;
    case PROP_ROW_MINUTES:
      salve_day_grid_set_row_minutes (self, g_value_get_double (value));
      break;
    case PROP_SNAP:
      self->snap = g_value_get_int (value);
      break;
    case PROP_SLOT_MINUTES:
      self->slot_minutes = g_value_get_int (value);
      break;
    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      set_adjustment (self, id == PROP_HADJUSTMENT ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL,
                      g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      self->policies[id - PROP_HSCROLL_POLICY] = (guint)g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_day_grid_dispose (GObject *object)
{
  SalveDayGrid *self = SALVE_DAY_GRID (object);

  g_clear_handle_id (&self->prepare_source, g_source_remove);
  salve_day_grid_drag_cancel (self);
  salve_calendar_style_clear (&self->style);
  salve_day_grid_access_clear (self);
  g_clear_object (&self->adjustments[0]);
  g_clear_object (&self->adjustments[1]);
  if (self->check_destroy != NULL)
    self->check_destroy (self->check_data);
  self->check_destroy = NULL;
  self->check = NULL;

  G_OBJECT_CLASS (salve_day_grid_parent_class)->dispose (object);
}

static void
salve_day_grid_finalize (GObject *object)
{
  SalveDayGrid *self = SALVE_DAY_GRID (object);

  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->locale, salve_locale_unref);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_clear_pointer (&self->pieces, g_array_unref);
  g_clear_pointer (&self->bars, g_array_unref);
  g_clear_pointer (&self->columns, g_array_unref);
  g_clear_pointer (&self->axis, salve_day_axis_free);
  g_clear_pointer (&self->hour_labels, g_hash_table_unref);
  g_clear_pointer (&self->shade_labels, g_hash_table_unref);
  g_clear_pointer (&self->block_texts, g_hash_table_unref);
  g_clear_pointer (&self->accessibles, g_hash_table_unref);
  g_clear_pointer (&self->focused, g_free);
  g_clear_pointer (&self->hovered, g_free);

  G_OBJECT_CLASS (salve_day_grid_parent_class)->finalize (object);
}

static void
add_signal (guint id, const char *name, guint n, GType a, GType b, GType c, GType d, GType e)
{
  salve_day_grid_signals[id] = g_signal_new (name, SALVE_TYPE_DAY_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                             NULL, G_TYPE_NONE, n, a, b, c, d, e);
}

static void
install_signals (void)
{
  GType text = G_TYPE_STRING, time = G_TYPE_INT64, none = G_TYPE_NONE;

  add_signal (GRID_EVENT_ACTIVATED, "event-activated", 1, text, none, none, none, none);
  add_signal (GRID_EVENT_OPEN_RECORD, "event-open-record", 1, text, none, none, none, none);
  add_signal (GRID_CREATE, "create", 3, text, time, time, none, none);
  add_signal (GRID_MOVE, "move", 5, text, text, time, time, G_TYPE_BOOLEAN);
  add_signal (GRID_STEP_REQUESTED, "step-requested", 1, text, none, none, none, none);
  add_signal (GRID_DELETE_REQUESTED, "delete-requested", 1, text, none, none, none, none);
  add_signal (GRID_MENU_REQUESTED, "menu-requested", 3, text, text, time, none, none);
  add_signal (GRID_CURSOR_MOVED, "cursor-moved", 2, text, time, none, none, none);
  add_signal (GRID_NEXT_FREE_REQUESTED, "next-free-requested", 2, text, time, none, none, none);
  add_signal (GRID_PAGE_REQUESTED, "page-requested", 1, G_TYPE_INT, none, none, none, none);
  add_signal (GRID_COLUMN_ACTIVATED, "column-activated", 1, text, none, none, none, none);
  add_signal (GRID_DROP_REFUSED, "drop-refused", 1, text, none, none, none, none);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[PROP_ZONE] = g_param_spec_boxed ("zone", NULL, NULL, G_TYPE_TIME_ZONE, flags);
  properties[PROP_LOCALE] = g_param_spec_boxed ("locale", NULL, NULL, SALVE_TYPE_LOCALE, flags);
  properties[PROP_NOW] =
      g_param_spec_int64 ("now", NULL, NULL, G_MININT64, G_MAXINT64, SALVE_INSTANT_NONE, flags);
  properties[PROP_ROW_MINUTES] = g_param_spec_double ("row-minutes", NULL, NULL, 3, 60, 15, flags);
  properties[PROP_SNAP] = g_param_spec_int ("snap", NULL, NULL, 1, 60, 15, flags);
  properties[PROP_SLOT_MINUTES] = g_param_spec_int ("slot-minutes", NULL, NULL, 5, 480, 30, flags);
  properties[PROP_FOCUSED_EVENT] =
      g_param_spec_string ("focused-event", NULL, NULL, NULL, (flags & ~G_PARAM_WRITABLE));
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
}

static void
salve_day_grid_class_init (SalveDayGridClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_day_grid_dispose;
  object_class->finalize = salve_day_grid_finalize;
  object_class->get_property = salve_day_grid_get_property;
  object_class->set_property = salve_day_grid_set_property;
  widget_class->measure = salve_day_grid_measure;
  widget_class->size_allocate = salve_day_grid_size_allocate;
  widget_class->snapshot = salve_day_grid_snapshot;
  widget_class->css_changed = salve_day_grid_css_changed;
  widget_class->system_setting_changed = salve_day_grid_system_setting_changed;
  widget_class->direction_changed = salve_day_grid_direction_changed;
  widget_class->state_flags_changed = salve_day_grid_state_flags_changed;
  widget_class->focus = salve_day_grid_focus;

  install_properties (object_class);
  install_signals ();
  salve_day_grid_class_install_keys (widget_class);
  gtk_widget_class_set_css_name (widget_class, "salvedaygrid");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID);
}

static void
clear_column (GridColumn *column)
{
  salve_calendar_column_unref (column->column);
  g_clear_object (&column->title);
  g_clear_object (&column->subtitle);
}

static void
salve_day_grid_init (SalveDayGrid *self)
{
  self->zone = g_time_zone_new_utc ();
  self->now = SALVE_INSTANT_NONE;
  self->row_minutes = 15;
  self->snap = 15;
  self->slot_minutes = 30;
  self->wanted_minute = 7 * 60;
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_calendar_event_unref);
  self->columns = g_array_new (FALSE, TRUE, sizeof (GridColumn));
  g_array_set_clear_func (self->columns, (GDestroyNotify)clear_column);
  self->hour_labels = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->shade_labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->block_texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->accessibles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  salve_day_grid_clear_pieces (self);
  salve_day_grid_rebuild (self);
  set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, NULL);
  set_adjustment (self, GTK_ORIENTATION_VERTICAL, NULL);
  salve_calendar_style_init (&self->style, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  salve_day_grid_install_input (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Appointments"),
                                  -1);
  g_signal_connect_object (adw_style_manager_get_default (), "notify", G_CALLBACK (on_style), self,
                           G_CONNECT_SWAPPED);
}

/**
 * salve_day_grid_new:
 *
 * Returns: (transfer floating): a grid without columns
 */
GtkWidget *
salve_day_grid_new (void)
{
  return g_object_new (SALVE_TYPE_DAY_GRID, NULL);
}

static void
take_columns (SalveDayGrid *self, GPtrArray *columns)
{
  salve_day_grid_drag_cancel (self);
  g_array_set_size (self->columns, 0);
  for (guint i = 0; i < columns->len; i++)
    {
      GridColumn column = { salve_calendar_column_ref (columns->pdata[i]) };

      g_array_append_val (self->columns, column);
    }
  self->metrics_known = FALSE;
  self->cursor_shown = FALSE;
}

static void
take_events (SalveDayGrid *self, GPtrArray *events)
{
  g_ptr_array_set_size (self->events, 0);
  for (guint i = 0; i < events->len; i++)
    g_ptr_array_add (self->events, salve_calendar_event_ref (events->pdata[i]));
}

/**
 * salve_day_grid_set_columns:
 * @columns: (element-type SalveCalendarColumn): in the order in which one reads them
 *
 * The events stay and are sorted into the new columns; salve_day_grid_set_content() changes both at once.
 */
void
salve_day_grid_set_columns (SalveDayGrid *self, GPtrArray *columns)
{
  g_return_if_fail (SALVE_IS_DAY_GRID (self));

  take_columns (self, columns);
  on_content_changed (self);
}

/**
 * salve_day_grid_set_events:
 * @events: (element-type SalveCalendarEvent): in any order; least work in order of their start
 *
 * Something in hand stays in hand: what others book meanwhile does not take it away.
 */
void
salve_day_grid_set_events (SalveDayGrid *self, GPtrArray *events)
{
  g_return_if_fail (SALVE_IS_DAY_GRID (self));

  take_events (self, events);
  on_content_changed (self);
}

/**
 * salve_day_grid_set_content:
 * @columns: (element-type SalveCalendarColumn): as for salve_day_grid_set_columns()
 * @events: (element-type SalveCalendarEvent): as for salve_day_grid_set_events()
 *
 * Another week: columns and events in one step, for half of what two cost.
 */
void
salve_day_grid_set_content (SalveDayGrid *self, GPtrArray *columns, GPtrArray *events)
{
  g_return_if_fail (SALVE_IS_DAY_GRID (self));

  take_columns (self, columns);
  take_events (self, events);
  on_content_changed (self);
}

/** salve_day_grid_set_zone: */
void
salve_day_grid_set_zone (SalveDayGrid *self, GTimeZone *zone)
{
  g_return_if_fail (zone != NULL);

  if (self->zone == zone)
    return;
  g_time_zone_unref (self->zone);
  self->zone = g_time_zone_ref (zone);
  salve_day_grid_forget_text (self);
  on_content_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZONE]);
}

/**
 * salve_day_grid_set_locale:
 * @locale: (nullable):
 */
void
salve_day_grid_set_locale (SalveDayGrid *self, SalveLocale *locale)
{
  if (self->locale == locale)
    return;
  g_clear_pointer (&self->locale, salve_locale_unref);
  self->locale = locale != NULL ? salve_locale_ref (locale) : NULL;
  salve_day_grid_forget_text (self);
  on_content_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOCALE]);
}

/**
 * salve_day_grid_set_now:
 * @now: where the line is drawn; whoever has a clock sets it every minute
 */
void
salve_day_grid_set_now (SalveDayGrid *self, SalveInstant now)
{
  if (self->now == now)
    return;
  self->now = now;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOW]);
}

/** salve_day_grid_set_drop_check: */
void
salve_day_grid_set_drop_check (SalveDayGrid *self,
                               SalveDropCheck check,
                               gpointer user_data,
                               GDestroyNotify destroy)
{
  if (self->check_destroy != NULL)
    self->check_destroy (self->check_data);
  self->check = check;
  self->check_data = user_data;
  self->check_destroy = destroy;
}

/** salve_day_grid_get_row_minutes: */
double
salve_day_grid_get_row_minutes (SalveDayGrid *self)
{
  return self->row_minutes;
}

/* Zooms; what is at y stays there. */
void
salve_day_grid_zoom_at (SalveDayGrid *self, double row_minutes, double y)
{
  double position = salve_day_grid_position_at (self, y);
  GridRect body = salve_day_grid_body (self);
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];

  row_minutes = CLAMP (row_minutes, 3, 60);
  if (fabs (row_minutes - self->row_minutes) < 0.001)
    return;
  self->row_minutes = row_minutes;
  update (self);
  if (body.height > 0)
    gtk_adjustment_set_value (adjustment, position * self->pixels - (y - body.y));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROW_MINUTES]);
}

/**
 * salve_day_grid_set_row_minutes:
 * @minutes: how many minutes are as high as a line of text, 3 to 60
 */
void
salve_day_grid_set_row_minutes (SalveDayGrid *self, double minutes)
{
  GridRect body = salve_day_grid_body (self);

  salve_day_grid_zoom_at (self, minutes, body.y + body.height / 2);
}

/**
 * salve_day_grid_zoom:
 * @steps: greater than 0: closer
 */
void
salve_day_grid_zoom (SalveDayGrid *self, int steps)
{
  salve_day_grid_set_row_minutes (self, steps == 0 ? 15 : self->row_minutes * pow (1.25, -steps));
}

/**
 * salve_day_grid_scroll_to:
 * @column_id: (nullable): brought into sight
 * @minute: of the day, brought to the top; -1: stays
 */
void
salve_day_grid_scroll_to (SalveDayGrid *self, const char *column_id, int minute)
{
  int column = salve_day_grid_find_column (self, column_id);

  if (minute >= 0)
    self->wanted_minute = minute;
  if (salve_day_grid_body (self).height <= 0)
    return;
  update (self);
  if (column >= 0)
    {
      GridRect rect = salve_day_grid_span_rect (self, (guint)column, 0, 1), body = salve_day_grid_body (self);

      salve_day_grid_scroll_to_rect (self, (GridRect){ rect.x, body.y + 4, rect.width, 1 });
    }
}
