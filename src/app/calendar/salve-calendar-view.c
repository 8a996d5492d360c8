/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One page is read at a time, when it is shown and when the store says that something in it has changed; the widgets
 * are given values and know nothing of the store. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-calendar-view-private.h"

#include "salve-appointment-actions.h"
#include "salve-appointment-popover.h"
#include "salve-calendar-draw.h"
#include "salve-clash-words.h"
#include "salve-doctor-choice.h"
#include "salve-right-actions.h"

#include <glib/gi18n.h>

#define RELOAD_DELAY 20    /* milliseconds, so that many changes in a row are one reading */
#define CLOCK_SECONDS 20   /* how often the now line moves */
#define FIRST_MINUTE 450   /* half past seven: where the hours begin on the screen */
#define FULL_DAY_LOAD 16.0 /* appointments of one doctor that fill the mini-month's bar */

enum
{
  PROP_0,
  PROP_CLINIC,
  PROP_NARROW,
  PROP_TITLE_TEXT,
  PROP_SUBTITLE_TEXT,
  PROP_ERROR_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalveCalendarView, salve_calendar_view, ADW_TYPE_BREAKPOINT_BIN)

/* Whose appointments are shown: those chosen who are still here. Where nobody is chosen a day shows everybody side by
 * side, and what has several days shows the first doctor's, because the days of all in one column would be a heap. A
 * narrow window has room for one. */
char **
salve_calendar_view_list_shown (SalveCalendarView *self)
{
  g_autoptr (GStrvBuilder) shown = g_strv_builder_new ();
  GPtrArray *all = self->directory ? salve_directory_get_doctors (self->directory) : NULL;
  gboolean one = self->narrow || (!self->doctors && self->mode != SALVE_CALENDAR_DAY);
  guint n = 0;

  for (guint i = 0; all && self->doctors && self->doctors[i] && (!one || n == 0); i++)
    if (salve_directory_find_doctor (self->directory, self->doctors[i]))
      {
        g_strv_builder_add (shown, self->doctors[i]);
        n++;
      }
  for (guint i = 0; all && n == 0 && i < (one ? MIN (1, all->len) : all->len); i++)
    g_strv_builder_add (shown, ((const SalveDoctorRow *)g_ptr_array_index (all, i))->id);
  return g_strv_builder_end (shown);
}

static void
set_text (SalveCalendarView *self, char **field, const char *text, guint property)
{
  if (g_set_str (field, text))
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
show_titles (SalveCalendarView *self, const char *const *doctors)
{
  SalveLocale *locale = salve_clinic_get_locale (self->clinic);
  g_autofree char *title = salve_calendar_range_format_title (self->mode, self->page->days, locale);
  g_autofree char *subtitle =
      salve_calendar_range_format_subtitle (self->mode, self->page->days, locale, self->narrow);
  const SalveDoctorRow *only =
      doctors[0] && !doctors[1] ? salve_directory_find_doctor (self->directory, doctors[0]) : NULL;

  set_text (self, &self->title_text, title, PROP_TITLE_TEXT);
  set_text (self, &self->subtitle_text, only && self->mode != SALVE_CALENDAR_DAY ? only->name : subtitle,
            PROP_SUBTITLE_TEXT);
}

/* How full the mini-month's days are. */
static void
show_loads (SalveCalendarView *self)
{
  SalvePartialDate first, last;
  g_auto (GStrv) shown = salve_calendar_view_list_shown (self);
  guint n = MAX (1, g_strv_length (shown));
  g_autoptr (GArray) counts = NULL;

  salve_mini_month_get_range (self->mini, &first, &last);
  counts = salve_store_count_appointments_by_day (salve_clinic_get_store (self->clinic), first, last,
                                                  salve_clinic_get_zone (self->clinic),
                                                  (const char *const *)shown, NULL);
  salve_mini_month_clear_loads (self->mini);
  for (guint i = 0; counts && i < counts->len; i++)
    {
      guint count = g_array_index (counts, guint, i);

      salve_mini_month_set_load (self->mini, salve_partial_date_add_days (first, (int)i),
                                 MIN (1.0, count / (FULL_DAY_LOAD * n)), count);
    }
}

/* What nobody waits for when another week is asked for: it is done when the week is on the screen. */
static gboolean
follow_up (gpointer data)
{
  SalveCalendarView *self = data;

  if (self->loads_wanted)
    {
      self->loads_wanted = FALSE;
      show_loads (self);
      return G_SOURCE_CONTINUE;
    }
  self->follow_up_source = 0;
  if (self->page)
    salve_calendar_page_get_diary (self->page, self->clinic);
  return G_SOURCE_REMOVE;
}

void
salve_calendar_view_show_loads (SalveCalendarView *self)
{
  self->loads_wanted = TRUE;
  if (self->follow_up_source == 0)
    self->follow_up_source = g_idle_add_full (G_PRIORITY_LOW, follow_up, self, NULL);
}

static void
show_mini (SalveCalendarView *self)
{
  GArray *days = self->page->days;

  salve_mini_month_set_day (self->mini, self->day);
  if (self->mode == SALVE_CALENDAR_MONTH)
    salve_mini_month_set_span (self->mini, self->day, self->day);
  else
    salve_mini_month_set_span (self->mini, g_array_index (days, SalvePartialDate, 0),
                               g_array_index (days, SalvePartialDate, days->len - 1));
  salve_calendar_view_show_loads (self);
}

static void
show_grid (SalveCalendarView *self)
{
  salve_day_grid_set_content (self->grid, self->page->columns, self->page->events);
  if (!self->scrolled)
    salve_day_grid_scroll_to (self->grid, NULL, FIRST_MINUTE);
  self->scrolled = TRUE;
  gtk_stack_set_visible_child_name (self->stack, "grid");
}

static void
show_page (SalveCalendarView *self)
{
  switch (self->mode)
    {
    case SALVE_CALENDAR_MONTH:
      salve_month_grid_set_month (self->month, self->day);
      salve_month_grid_set_events (self->month, self->page->events, self->page->n_more);
      gtk_stack_set_visible_child_name (self->stack, "month");
      break;
    case SALVE_CALENDAR_AGENDA:
      salve_agenda_list_set_events (self->agenda, self->page->events);
      gtk_stack_set_visible_child_name (self->stack,
                                        self->page->events->len > 0 ? "agenda" : "nothing-coming");
      break;
    case SALVE_CALENDAR_DAY:
    case SALVE_CALENDAR_WORK_WEEK:
    case SALVE_CALENDAR_WEEK:
    default:
      show_grid (self);
    }
}

static void
show_error_page (SalveCalendarView *self, const GError *error)
{
  set_text (self, &self->error_text, error->message, PROP_ERROR_TEXT);
  gtk_stack_set_visible_child_name (self->stack, "error");
}

static void
update_clock (SalveCalendarView *self)
{
  SalveInstant now = salve_clinic_now (self->clinic);

  salve_day_grid_set_now (self->grid, now);
  salve_month_grid_set_now (self->month, now);
  salve_agenda_list_set_now (self->agenda, now);
  salve_mini_month_set_today (self->mini, salve_clinic_today (self->clinic));
}

/* Weekdays on which anybody works, for the work week. */
guint
salve_calendar_view_find_work_days (SalveCalendarView *self, const char *const *doctors)
{
  SalveStore *store = salve_clinic_get_store (self->clinic);
  GTimeZone *zone = salve_clinic_get_zone (self->clinic);
  g_autoptr (GArray) week = salve_calendar_range_list_days (SALVE_CALENDAR_WEEK, self->day, 0,
                                                            salve_clinic_get_locale (self->clinic));
  SalveTimeSpan span = salve_calendar_range_get_span (week, zone);
  guint days = 0;

  for (guint i = 0; doctors[i]; i++)
    {
      g_autoptr (SalveTimetable) timetable =
          salve_store_load_timetable (store, SALVE_ACTOR_DOCTOR, doctors[i], span, NULL);
      const GArray *rules = timetable ? salve_timetable_get_rules (timetable) : NULL;

      for (guint j = 0; rules && j < rules->len; j++)
        days |= 1u << g_array_index (rules, SalveHoursRule, j).weekday;
    }
  return days;
}

/* Until another one is read the old one stays: what is on the screen, and what is still to be done for it, names who is in
 * it. */
static gboolean
ensure_directory (SalveCalendarView *self, GError **error)
{
  SalveDirectory *directory;

  if (self->directory && !self->directory_old)
    return TRUE;
  directory = salve_directory_new (salve_clinic_get_store (self->clinic), error);
  if (!directory)
    return FALSE;
  g_clear_pointer (&self->directory, salve_directory_unref);
  self->directory = directory;
  self->directory_old = FALSE;
  return TRUE;
}

static SalveCalendarPage *
read_page (SalveCalendarView *self, const char *const *doctors, GError **error)
{
  guint work_days =
            self->mode == SALVE_CALENDAR_WORK_WEEK ? salve_calendar_view_find_work_days (self, doctors) : 0,
        n_weeks;

  if (self->mode != SALVE_CALENDAR_MONTH)
    return salve_calendar_page_read (self->clinic, self->directory, self->mode, self->day, work_days, doctors,
                                     self->show_cancelled, error);
  n_weeks = salve_month_grid_count_weeks (self->month, self->day);
  return salve_calendar_page_read_month (self->clinic, self->directory, self->day, n_weeks,
                                         salve_month_grid_count_rows (self->month, n_weeks), doctors,
                                         self->show_cancelled, error);
}

void
salve_calendar_view_reload (SalveCalendarView *self)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) shown = NULL;
  SalveCalendarPage *page;

  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_clear_handle_id (&self->follow_up_source, g_source_remove);
  if (!self->clinic)
    return;
  if (!ensure_directory (self, &error))
    {
      show_error_page (self, error);
      return;
    }
  if (salve_directory_get_doctors (self->directory)->len == 0)
    {
      gtk_stack_set_visible_child_name (self->stack, "no-doctors");
      set_text (self, &self->title_text, _ ("Calendar"), PROP_TITLE_TEXT);
      return;
    }
  shown = salve_calendar_view_list_shown (self);
  page = read_page (self, (const char *const *)shown, &error);
  if (!page)
    {
      show_error_page (self, error);
      return;
    }
  if (self->page)
    salve_calendar_free_later (self->page, (GDestroyNotify)salve_calendar_page_free);
  self->page = page;
  salve_quick_add_box_set_directory (self->quick_add, self->directory, self->day);
  update_clock (self);
  show_titles (self, (const char *const *)shown);
  show_page (self);
  show_mini (self);
}

static void
reload_now (gpointer data)
{
  SalveCalendarView *self = data;

  self->reload_source = 0;
  salve_calendar_view_reload (self);
}

void
salve_calendar_view_reload_soon (SalveCalendarView *self)
{
  if (self->reload_source == 0)
    self->reload_source = g_timeout_add_once (RELOAD_DELAY, reload_now, self);
}

static void
on_store_changed (SalveCalendarView *self, const char *type, const char *id)
{
  if (salve_directory_concerns (type))
    self->directory_old = TRUE;
  else if (!g_str_equal (type, "Appointment") && !g_str_equal (type, "Slot")
           && !g_str_equal (type, "Schedule") && !g_str_equal (type, "Patient"))
    return;
  salve_calendar_view_reload_soon (self);
}

static void
on_store_changed_many (SalveCalendarView *self)
{
  self->directory_old = TRUE;
  salve_calendar_view_reload_soon (self);
}

static gboolean
on_clock (gpointer data)
{
  update_clock (data);
  return G_SOURCE_CONTINUE;
}

/* The widget that shows the page now. */
GtkWidget *
salve_calendar_view_get_widget (SalveCalendarView *self)
{
  switch (self->mode)
    {
    case SALVE_CALENDAR_MONTH:
      return GTK_WIDGET (self->month);
    case SALVE_CALENDAR_AGENDA:
      return GTK_WIDGET (self->agenda);
    case SALVE_CALENDAR_DAY:
    case SALVE_CALENDAR_WORK_WEEK:
    case SALVE_CALENDAR_WEEK:
    default:
      return GTK_WIDGET (self->grid);
    }
}

static gboolean
get_rect (SalveCalendarView *self, const char *id, GdkRectangle *rect)
{
  switch (self->mode)
    {
    case SALVE_CALENDAR_MONTH:
      return salve_month_grid_get_event_rect (self->month, id, rect);
    case SALVE_CALENDAR_AGENDA:
      return salve_agenda_list_get_event_rect (self->agenda, id, rect);
    case SALVE_CALENDAR_DAY:
    case SALVE_CALENDAR_WORK_WEEK:
    case SALVE_CALENDAR_WEEK:
    default:
      return salve_day_grid_get_event_rect (self->grid, id, rect);
    }
}

static void
on_popover_closed (SalveCalendarView *self, GtkWidget *popover)
{
  if (self->popover == popover)
    self->popover = NULL;
}

/**
 * salve_calendar_view_open_popover:
 *
 * The popover is the view's and not the grid's, whose children a screen reader is told are the appointments.
 *
 * Returns: FALSE where the appointment is not on the page
 */
gboolean
salve_calendar_view_open_popover (SalveCalendarView *self, const char *appointment_id)
{
  GdkRectangle rect;
  graphene_point_t corner;

  g_return_val_if_fail (SALVE_IS_CALENDAR_VIEW (self), FALSE);

  if (!self->directory || !get_rect (self, appointment_id, &rect)
      || !gtk_widget_compute_point (salve_calendar_view_get_widget (self), GTK_WIDGET (self),
                                    &GRAPHENE_POINT_INIT ((float)rect.x, (float)rect.y), &corner))
    return FALSE;
  rect.x = (int)corner.x;
  rect.y = (int)corner.y;
  if (self->narrow)
    {
      /* In its middle, so that what is nearly as wide as the window ends within it. */
      rect.x = 0;
      rect.width = gtk_widget_get_width (GTK_WIDGET (self));
    }
  if (self->popover)
    gtk_popover_popdown (GTK_POPOVER (self->popover));
  /* Beside what is narrow, below what is wide: a line of the agenda, the only doctor in a narrow window. */
  self->popover = salve_appointment_popover_show (
      GTK_WIDGET (self), &rect,
      self->narrow || rect.width > gtk_widget_get_width (GTK_WIDGET (self)) / 2 ? GTK_POS_BOTTOM
                                                                                : GTK_POS_RIGHT,
      self->clinic, self->directory, appointment_id);
  if (!self->popover)
    return FALSE;
  g_signal_connect_object (self->popover, "closed", G_CALLBACK (on_popover_closed), self, G_CONNECT_SWAPPED);
  return TRUE;
}

static void
on_date_typed (SalveCalendarView *self)
{
  SalveLocale *locale = salve_clinic_get_locale (self->clinic);
  g_autoptr (SalveQuickAdd) typed =
      salve_quick_add_parse (gtk_editable_get_text (GTK_EDITABLE (self->date_entry)), locale,
                             salve_clinic_today (self->clinic), NULL, 0, NULL, 0);

  if (typed->day.precision != SALVE_DATE_PRECISION_DAY)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->date_entry), "error");
      gtk_accessible_announce (GTK_ACCESSIBLE (self->date_entry), _ ("This is not a date."),
                               GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
      return;
    }
  gtk_widget_remove_css_class (GTK_WIDGET (self->date_entry), "error");
  gtk_editable_set_text (GTK_EDITABLE (self->date_entry), "");
  salve_calendar_view_show (self, self->mode, typed->day);
  gtk_widget_grab_focus (salve_calendar_view_get_widget (self));
}

static void
on_quick_booked (SalveCalendarView *self, gint64 start)
{
  salve_calendar_view_show (self, self->mode,
                            salve_instant_to_date (start, salve_clinic_get_zone (self->clinic)));
}

static void
on_mode_toggled (SalveCalendarView *self)
{
  SalveCalendarMode mode;

  if (self->clinic && salve_calendar_mode_parse (adw_toggle_group_get_active_name (self->modes), &mode)
      && mode != self->mode)
    salve_calendar_view_show (self, mode, self->day);
}

static void
on_choice_changed (SalveCalendarView *self, GtkWidget *choice)
{
  g_auto (GStrv) chosen = salve_doctor_choice_get (choice);

  salve_calendar_view_set_doctors (self, (const char *const *)chosen);
}

static void
fill_doctors (SalveCalendarView *self, GtkBox *box)
{
  GtkWidget *child, *choice;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))))
    gtk_box_remove (box, child);
  if (!self->directory)
    return;
  choice = salve_doctor_choice_new (self->directory, (const char *const *)self->doctors);
  g_signal_connect_object (choice, "changed", G_CALLBACK (on_choice_changed), self, G_CONNECT_SWAPPED);
  gtk_box_append (box, choice);
}

static void
on_doctors_shown (SalveCalendarView *self)
{
  fill_doctors (self, self->doctors_box);
}

static void
on_narrow_doctors_shown (SalveCalendarView *self)
{
  fill_doctors (self, self->narrow_doctors_box);
}

/* Actions on one appointment, for its popover and for everything below this view. */
static void
appointment_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveCalendarView *self = SALVE_CALENDAR_VIEW (widget);
  const char *id = g_variant_get_string (parameter, NULL);

  if (self->popover)
    gtk_popover_popdown (GTK_POPOVER (self->popover));
  if (self->mode == SALVE_CALENDAR_MONTH || self->mode == SALVE_CALENDAR_AGENDA)
    salve_appointment_edit (widget, self->clinic, id);
  else
    salve_day_grid_start_move (self->grid, id);
}

static void
set_clinic (SalveCalendarView *self, SalveClinic *clinic)
{
  SalveStore *store = salve_clinic_get_store (clinic);
  SalveLocale *locale = salve_clinic_get_locale (clinic);
  GTimeZone *zone = salve_clinic_get_zone (clinic);
  g_autofree char *mode = g_settings_get_string (self->settings, "calendar-mode");
  g_auto (GStrv) doctors = g_settings_get_strv (self->settings, "calendar-doctors");

  self->clinic = g_object_ref (clinic);
  salve_day_grid_set_zone (self->grid, zone);
  salve_day_grid_set_locale (self->grid, locale);
  salve_day_grid_set_row_minutes (self->grid, g_settings_get_double (self->settings, "calendar-row-minutes"));
  salve_month_grid_set_zone (self->month, zone);
  salve_month_grid_set_locale (self->month, locale);
  salve_agenda_list_set_zone (self->agenda, zone);
  salve_agenda_list_set_locale (self->agenda, locale);
  salve_mini_month_set_locale (self->mini, locale);
  salve_right_actions_follow (GTK_WIDGET (self), salve_clinic_get_rights (clinic));
  salve_right_actions_follow_map (G_ACTION_MAP (self->actions), "calendar.",
                                  salve_clinic_get_rights (clinic));
  salve_quick_add_box_set_clinic (self->quick_add, clinic);
  salve_waiting_box_set_clinic (self->waiting, clinic);
  g_signal_connect_object (store, "changed", G_CALLBACK (on_store_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "changed-many", G_CALLBACK (on_store_changed_many), self,
                           G_CONNECT_SWAPPED);
  if (doctors[0])
    self->doctors = g_steal_pointer (&doctors);
  self->mode = SALVE_CALENDAR_DAY;
  salve_calendar_mode_parse (mode, &self->mode);
  salve_calendar_view_show (self, self->mode, salve_clinic_today (clinic));
  self->clock_source = g_timeout_add_seconds (CLOCK_SECONDS, on_clock, self);
}

static void
salve_calendar_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalveCalendarView *self = SALVE_CALENDAR_VIEW (object);

  switch (id)
    {
    case PROP_CLINIC:
      g_value_set_object (value, self->clinic);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    case PROP_TITLE_TEXT:
      g_value_set_string (value, self->title_text);
      break;
    case PROP_SUBTITLE_TEXT:
      g_value_set_string (value, self->subtitle_text);
      break;
    case PROP_ERROR_TEXT:
      g_value_set_string (value, self->error_text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_calendar_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SalveCalendarView *self = SALVE_CALENDAR_VIEW (object);

  switch (id)
    {
    case PROP_CLINIC:
      if (g_value_get_object (value))
        set_clinic (self, g_value_get_object (value));
      break;
    case PROP_NARROW:
      if (self->narrow == g_value_get_boolean (value))
        break;
      self->narrow = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
      if (self->clinic)
        salve_calendar_view_reload_soon (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_calendar_view_dispose (GObject *object)
{
  SalveCalendarView *self = SALVE_CALENDAR_VIEW (object);

  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_clear_handle_id (&self->follow_up_source, g_source_remove);
  g_clear_handle_id (&self->clock_source, g_source_remove);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->page, salve_calendar_page_free);
  g_clear_pointer (&self->directory, salve_directory_unref);
  g_clear_object (&self->clinic);
  g_clear_object (&self->settings);
  g_clear_object (&self->actions);
  g_clear_pointer (&self->doctors, g_strfreev);
  g_clear_pointer (&self->title_text, g_free);
  g_clear_pointer (&self->subtitle_text, g_free);
  g_clear_pointer (&self->error_text, g_free);
  /* The bin would let go of the child again that the template has let go of. */
  adw_breakpoint_bin_set_child (ADW_BREAKPOINT_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_CALENDAR_VIEW);
  G_OBJECT_CLASS (salve_calendar_view_parent_class)->dispose (object);
}

/* Who goes to the calendar goes to its page. */
static gboolean
salve_calendar_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (salve_calendar_view_get_widget (SALVE_CALENDAR_VIEW (widget)));
}

static void
install_properties (GObjectClass *object_class)
{
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  properties[PROP_CLINIC] =
      g_param_spec_object ("clinic", NULL, NULL, SALVE_TYPE_CLINIC,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_NARROW] = g_param_spec_boolean (
      "narrow", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE_TEXT] = g_param_spec_string ("title-text", NULL, NULL, NULL, readable);
  properties[PROP_SUBTITLE_TEXT] = g_param_spec_string ("subtitle-text", NULL, NULL, NULL, readable);
  properties[PROP_ERROR_TEXT] = g_param_spec_string ("error-text", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-calendar-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveCalendarView, split);
  gtk_widget_class_bind_template_child (widget_class, SalveCalendarView, stack);
  gtk_widget_class_bind_template_child (widget_class, SalveCalendarView, grid_scroller);
  gtk_widget_class_bind_template_child (widget_class, SalveCalendarView, month_bin);
  gtk_widget_class_bind_template_child (widget_class, SalveCalendarView, agenda_bin);
  gtk_widget_class_bind_template_child (widget_class, SalveCalendarView, mini_bin);
  gtk_widget_class_bind_template_child (widget_class, SalveCalendarView, modes);
  gtk_widget_class_bind_template_child (widget_class, SalveCalendarView, modes_breakpoint);
  gtk_widget_class_bind_template_child (widget_class, SalveCalendarView, header);
  gtk_widget_class_bind_template_child (widget_class, SalveCalendarView, title);
  gtk_widget_class_bind_template_child (widget_class, SalveCalendarView, sidebar_button);
  gtk_widget_class_bind_template_child (widget_class, SalveCalendarView, doctors_box);
  gtk_widget_class_bind_template_child (widget_class, SalveCalendarView, narrow_doctors_box);
  gtk_widget_class_bind_template_child (widget_class, SalveCalendarView, date_entry);
  gtk_widget_class_bind_template_child (widget_class, SalveCalendarView, quick_add);
  gtk_widget_class_bind_template_child (widget_class, SalveCalendarView, waiting);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_header_map",
                                                G_CALLBACK (salve_calendar_view_fit_header));
  gtk_widget_class_bind_template_callback (widget_class, on_mode_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_doctors_shown);
  gtk_widget_class_bind_template_callback (widget_class, on_narrow_doctors_shown);
  gtk_widget_class_bind_template_callback (widget_class, on_date_typed);
  gtk_widget_class_bind_template_callback (widget_class, on_quick_booked);
}

static void
salve_calendar_view_class_init (SalveCalendarViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_calendar_view_dispose;
  object_class->get_property = salve_calendar_view_get_property;
  object_class->set_property = salve_calendar_view_set_property;
  widget_class->grab_focus = salve_calendar_view_grab_focus;
  install_properties (object_class);
  g_type_ensure (SALVE_TYPE_QUICK_ADD_BOX);
  g_type_ensure (SALVE_TYPE_WAITING_BOX);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "appointment.move", "s", appointment_action);
  salve_calendar_view_install_keys (widget_class);
}

static void
salve_calendar_view_init (SalveCalendarView *self)
{
  self->settings = g_settings_new (SALVE_APPLICATION_ID);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->grid = SALVE_DAY_GRID (salve_day_grid_new ());
  self->month = SALVE_MONTH_GRID (salve_month_grid_new ());
  self->agenda = SALVE_AGENDA_LIST (salve_agenda_list_new ());
  self->mini = SALVE_MINI_MONTH (salve_mini_month_new ());
  gtk_scrolled_window_set_child (self->grid_scroller, GTK_WIDGET (self->grid));
  adw_bin_set_child (self->month_bin, GTK_WIDGET (self->month));
  adw_bin_set_child (self->agenda_bin, GTK_WIDGET (self->agenda));
  adw_bin_set_child (self->mini_bin, GTK_WIDGET (self->mini));
  salve_calendar_view_connect (self);
  salve_calendar_view_add_actions (self);
}

/**
 * salve_calendar_view_show:
 * @day: a day of the page to show
 */
void
salve_calendar_view_show (SalveCalendarView *self, SalveCalendarMode mode, SalvePartialDate day)
{
  const char *name = salve_calendar_mode_to_name (mode);
  GAction *action;

  g_return_if_fail (SALVE_IS_CALENDAR_VIEW (self));

  self->mode = mode;
  self->day = day;
  action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "mode");
  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (name));
  adw_toggle_group_set_active_name (self->modes, name);
  g_settings_set_string (self->settings, "calendar-mode", name);
  salve_calendar_view_reload (self);
}

/**
 * salve_calendar_view_set_doctors:
 * @doctors: (nullable): whose columns are shown, in order; nobody's means everybody's
 */
void
salve_calendar_view_set_doctors (SalveCalendarView *self, const char *const *doctors)
{
  static const char *const nobody[] = { NULL };

  g_return_if_fail (SALVE_IS_CALENDAR_VIEW (self));

  g_clear_pointer (&self->doctors, g_strfreev);
  if (doctors && doctors[0])
    self->doctors = g_strdupv ((char **)doctors);
  g_settings_set_strv (self->settings, "calendar-doctors", doctors ? doctors : nobody);
  salve_calendar_view_reload (self);
}

/**
 * salve_calendar_view_show_side:
 * @quick_text: what is written into the quick line
 */
void
salve_calendar_view_show_side (SalveCalendarView *self, const char *quick_text)
{
  g_return_if_fail (SALVE_IS_CALENDAR_VIEW (self));

  gtk_toggle_button_set_active (self->sidebar_button, TRUE);
  salve_quick_add_box_set_text (self->quick_add, quick_text);
}
