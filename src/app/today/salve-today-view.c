/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The day is read beside the screen's thread, whole, whenever something in it has changed: that is some hundreds of rows,
 * and of the cards only those in sight are made. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-today-view-private.h"

#include "salve-doctor-choice.h"
#include "salve-flow-words.h"
#include "salve-store-run.h"
#include "salve-text.h"

#include <glib/gi18n.h>
#include <string.h>

#define CLOCK_SECONDS 20

enum
{
  PROP_0,
  PROP_CLINIC,
  PROP_TITLE_TEXT,
  PROP_COUNT_TEXT,
  PROP_ERROR_TEXT,
  PROP_MODE,
  PROP_NARROW,
  PROP_BY_ROOM,
  PROP_HIDE_DONE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalveTodayView, salve_today_view, ADW_TYPE_BREAKPOINT_BIN)

static void
set_text (SalveTodayView *self, char **field, const char *text, guint property)
{
  if (g_set_str (field, text))
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static gboolean
is_list (SalveTodayView *self)
{
  return g_strcmp0 (self->mode, "list") == 0;
}

/* How many come, wait, and are done; who waits is counted in the sidebar too. */
static void
show_counts (SalveTodayView *self)
{
  const guint *counts = self->shown->counts;
  /* Translators: numbers of patients who are still to come, wait, are in a room, and are done */
  g_autofree char *plain = g_strdup_printf (_ ("%1$u to come · %2$u waiting · %3$u in a room · %4$u done"),
                                            counts[SALVE_FLOW_COMING], counts[SALVE_FLOW_WAITING],
                                            counts[SALVE_FLOW_INSIDE], counts[SALVE_FLOW_DONE]);
  g_autofree char *text = salve_text_localise_digits (
      plain, salve_locale_get_digit_zero (salve_clinic_get_locale (self->clinic)));

  set_text (self, &self->count_text, text, PROP_COUNT_TEXT);
  gtk_widget_activate_action (GTK_WIDGET (self), "view.count", "(su)", "today", counts[SALVE_FLOW_WAITING]);
}

static void
show_date (SalveTodayView *self)
{
  SalveLocale *locale = salve_clinic_get_locale (self->clinic);
  g_autofree char *date = salve_partial_date_format_long (self->day, locale);
  g_autofree char *title = g_strdup_printf (
      _ ("%1$s, %2$s"), salve_locale_weekday_name (locale, salve_partial_date_weekday (self->day), FALSE),
      date);

  set_text (self, &self->title_text, title, PROP_TITLE_TEXT);
}

static void
show_error (SalveTodayView *self, const GError *error)
{
  set_text (self, &self->error_text, error->message, PROP_ERROR_TEXT);
  gtk_stack_set_visible_child_name (self->stack, "error");
}

/* Returns: its place among the lanes that are shown; %GTK_INVALID_LIST_POSITION for one that is not */
guint
salve_today_view_find_lane (SalveTodayView *self, const char *id)
{
  for (guint i = 0; self->shown != NULL && i < self->shown->lanes->len; i++)
    if (g_strcmp0 (((const SalveFlowLane *)self->shown->lanes->pdata[i])->id, id) == 0)
      return i;
  return GTK_INVALID_LIST_POSITION;
}

/* Returns: (nullable): the lane that is shown alone */
const SalveFlowLane *
salve_today_view_get_lane (SalveTodayView *self)
{
  guint index =
      self->lane_id != NULL ? salve_today_view_find_lane (self, self->lane_id) : GTK_INVALID_LIST_POSITION;

  if (index == GTK_INVALID_LIST_POSITION && self->narrow && !is_list (self) && self->shown != NULL
      && self->shown->lanes->len > 0)
    index = 0;
  return index != GTK_INVALID_LIST_POSITION ? self->shown->lanes->pdata[index] : NULL;
}

static char *
lane_words (SalveTodayView *self, const SalveFlowLane *lane)
{
  SalveFlowTone tone;
  g_autofree char *state = salve_flow_lane_state (lane, self->clinic, &tone);

  return *state != '\0' ? g_strdup_printf (C_ ("lane", "%1$s · %2$s"), lane->title, state)
                        : g_strdup (lane->title);
}

/* Whose visits can be chosen, with how the day of each goes. */
static void
fill_lanes (SalveTodayView *self, guint chosen)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;
  g_autoptr (GtkStringList) list = NULL;

  for (guint i = 0; i < self->shown->lanes->len; i++)
    g_strv_builder_take (builder, lane_words (self, self->shown->lanes->pdata[i]));
  words = g_strv_builder_end (builder);
  list = gtk_string_list_new ((const char *const *)words);
  self->filling = TRUE;
  gtk_drop_down_set_model (self->lanes, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (self->lanes, chosen);
  self->filling = FALSE;
}

static void
show_lane (SalveTodayView *self)
{
  const SalveFlowLane *lane = salve_today_view_get_lane (self);
  gboolean alone = lane != NULL;
  guint index = alone ? salve_today_view_find_lane (self, lane->id) : 0;

  gtk_widget_set_visible (self->lane_bar, alone);
  gtk_widget_set_visible (self->all_button, !self->narrow || is_list (self));
  gtk_widget_set_visible (self->next_button, !self->by_room);
  /* Beside others, whose turn it is follows from who has the keyboard. */
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "today.next-patient",
                                 !alone || salve_flow_lane_next (lane) != NULL);
  if (alone)
    fill_lanes (self, index);
  salve_flow_board_set_current (self->board, index);
  salve_flow_board_set_single (self->board, alone);
}

static const char *
page_name (SalveTodayView *self)
{
  const char *text = gtk_editable_get_text (self->search_entry);

  if (self->rows->len == 0 && (!self->by_room || is_list (self)))
    return "none";
  if (self->shown->lanes->len == 0 && *text != '\0')
    return "nobody";
  return is_list (self) ? "list" : "board";
}

/* The clock alone changes nothing in the list. */
static gboolean
is_listed (SalveTodayView *self, const GPtrArray *events)
{
  return self->listed != NULL && self->listed->len == events->len
         && (events->len == 0
             || memcmp (self->listed->pdata, events->pdata, events->len * sizeof (gpointer)) == 0);
}

/* Of the day's appointments those that the board would show, too. */
static void
fill_list (SalveTodayView *self)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new ();
  const SalveFlowLane *alone = salve_today_view_get_lane (self);

  for (guint i = 0; i < self->page->events->len; i++)
    {
      SalveCalendarEvent *event = self->page->events->pdata[i];
      const SalveFlowLane *lane = NULL;

      if (salve_flow_day_find (self->shown, event->id, &lane) != NULL && (alone == NULL || lane == alone))
        g_ptr_array_add (events, event);
    }
  if (is_listed (self, events))
    return;
  g_clear_pointer (&self->listed, g_ptr_array_unref);
  self->listed = g_ptr_array_ref (events);
  salve_agenda_list_set_events (self->list, events);
}

/* Makes the lanes of what was read last. */
static void
show_day (SalveTodayView *self)
{
  g_auto (GStrv) doctors = g_settings_get_strv (self->settings, "today-doctors");
  SalveFlowChoice choice = { self->by_room, (const char *const *)doctors, self->by_room ? NULL : self->own_id,
                             gtk_editable_get_text (self->search_entry), self->hide_done };
  SalveFlowDay *day;

  if (self->rows == NULL || self->directory == NULL)
    return;
  day =
      salve_flow_day_new (self->rows, self->directory, self->beds, &choice, salve_clinic_now (self->clinic));
  self->shown = day;
  salve_flow_board_set_day (self->board, day);
  show_counts (self);
  show_lane (self);
  if (self->page != NULL)
    fill_list (self);
  gtk_stack_set_visible_child_name (self->stack, page_name (self));
}

static gboolean
read_directory (SalveTodayView *self, GError **error)
{
  SalveStore *store = salve_clinic_get_store (self->clinic);

  if (self->directory != NULL)
    return TRUE;
  g_clear_pointer (&self->beds, g_ptr_array_unref);
  self->beds = salve_store_list_beds (store, error);
  if (self->beds != NULL)
    self->directory = salve_directory_new (store, error);
  return self->directory != NULL;
}

static void
read_list (SalveTodayView *self, GError **error)
{
  GPtrArray *doctors = salve_directory_get_doctors (self->directory);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  for (guint i = 0; i < doctors->len; i++)
    g_strv_builder_add (ids, ((const SalveDoctorRow *)g_ptr_array_index (doctors, i))->id);
  all = g_strv_builder_end (ids);
  g_clear_pointer (&self->listed, g_ptr_array_unref);
  g_clear_pointer (&self->page, salve_calendar_page_free);
  self->page = salve_calendar_page_read_day (self->clinic, self->directory, self->day,
                                             (const char *const *)all, error);
  if (self->page != NULL)
    salve_agenda_list_set_now (self->list, salve_clinic_now (self->clinic));
}

static gboolean
work_read (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  GPtrArray *rows = salve_flow_list (connection, *(const SalveTimeSpan *)data, error);

  if (rows == NULL)
    return FALSE;
  g_value_init (value, SALVE_TYPE_FLOW_ROWS);
  g_value_take_boxed (value, rows);
  return TRUE;
}

static void reload (SalveTodayView *self);

static DexFuture *
on_read (DexFuture *future, gpointer data)
{
  SalveTodayView *self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  self->reading = FALSE;
  if (self->clinic == NULL)
    return NULL;
  if (value != NULL)
    {
      g_clear_pointer (&self->rows, g_ptr_array_unref);
      self->rows = g_value_dup_boxed (value);
      salve_flow_rows_hide (self->rows, salve_store_get_sight (salve_clinic_get_store (self->clinic)));
      if (is_list (self))
        read_list (self, &error);
    }
  if (error != NULL)
    show_error (self, error);
  else
    show_day (self);
  if (self->read_again)
    reload (self);
  return NULL;
}

static void
reload (SalveTodayView *self)
{
  g_autoptr (GError) error = NULL;
  SalveTimeSpan *span;

  self->read_again = self->reading;
  if (self->reading)
    return;
  self->day = salve_clinic_today (self->clinic);
  show_date (self);
  if (!read_directory (self, &error))
    {
      show_error (self, error);
      return;
    }
  span = g_new (SalveTimeSpan, 1);
  *span = salve_wall_clock_day (self->day, salve_clinic_get_zone (self->clinic));
  self->reading = TRUE;
  dex_future_disown (
      dex_future_finally (salve_store_run_read (salve_clinic_get_store (self->clinic), SALVE_PRIORITY_PERSON,
                                                work_read, span, g_free),
                          on_read, g_object_ref (self), g_object_unref));
}

static void
reload_now (gpointer data)
{
  SalveTodayView *self = data;

  self->reload_source = 0;
  reload (self);
}

/* Several changes that come together are read once. */
void
salve_today_view_reload_soon (SalveTodayView *self)
{
  if (self->reload_source == 0)
    self->reload_source = g_timeout_add_once (20, reload_now, self);
}

static void
on_store_changed (SalveTodayView *self, const char *type)
{
  if (salve_directory_concerns (type))
    g_clear_pointer (&self->directory, salve_directory_unref);
  else if (!g_str_equal (type, "Appointment") && !g_str_equal (type, "Patient"))
    return;
  salve_today_view_reload_soon (self);
}

static void
on_store_changed_many (SalveTodayView *self)
{
  g_clear_pointer (&self->directory, salve_directory_unref);
  salve_today_view_reload_soon (self);
}

/* Who waits waits longer; midnight brings another day. */
static gboolean
on_clock (gpointer data)
{
  SalveTodayView *self = data;

  if (!salve_partial_date_equal (self->day, salve_clinic_today (self->clinic)))
    salve_today_view_reload_soon (self);
  else if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_day (self);
  if (self->page != NULL)
    salve_agenda_list_set_now (self->list, salve_clinic_now (self->clinic));
  return G_SOURCE_CONTINUE;
}

static void
on_search_changed (SalveTodayView *self)
{
  show_day (self);
}

static void
on_show_all (SalveTodayView *self)
{
  salve_today_view_choose_lane (self, NULL);
}

static void
on_lane_selected (SalveTodayView *self)
{
  guint index = gtk_drop_down_get_selected (self->lanes);

  if (!self->filling && self->shown != NULL && index < self->shown->lanes->len)
    salve_today_view_choose_lane (self, ((const SalveFlowLane *)self->shown->lanes->pdata[index])->id);
}

static void
on_doctors_changed (SalveTodayView *self, GtkWidget *choice)
{
  g_auto (GStrv) chosen = salve_doctor_choice_get (choice);

  if (g_strv_length (chosen) == salve_directory_get_doctors (self->directory)->len)
    g_clear_pointer (&chosen[0], g_free);
  g_settings_set_strv (self->settings, "today-doctors", (const char *const *)chosen);
  show_day (self);
}

static void
on_choice_shown (SalveTodayView *self)
{
  g_auto (GStrv) chosen = g_settings_get_strv (self->settings, "today-doctors");
  GtkWidget *choice, *old;

  while ((old = gtk_widget_get_first_child (GTK_WIDGET (self->doctors_box))) != NULL)
    gtk_box_remove (self->doctors_box, old);
  if (self->directory == NULL)
    return;
  choice = salve_doctor_choice_new (self->directory, chosen[0] != NULL ? (const char *const *)chosen : NULL);
  g_signal_connect_object (choice, "changed", G_CALLBACK (on_doctors_changed), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->doctors_box, choice);
}

/**
 * salve_today_view_show_lane:
 * @lane_id: (nullable): whose visits are shown alone: a doctor's or a room's id; %NULL for all
 */
void
salve_today_view_show_lane (SalveTodayView *self, const char *lane_id)
{
  g_set_str (&self->lane_id, lane_id);
  if (self->shown == NULL)
    return;
  show_lane (self);
  if (self->page != NULL)
    fill_list (self);
}

static void
set_clinic (SalveTodayView *self, SalveClinic *clinic)
{
  SalveStore *store = salve_clinic_get_store (clinic);

  self->clinic = g_object_ref (clinic);
  salve_flow_board_set_clinic (self->board, clinic);
  salve_agenda_list_set_zone (self->list, salve_clinic_get_zone (clinic));
  salve_agenda_list_set_locale (self->list, salve_clinic_get_locale (clinic));
  g_signal_connect_object (store, "changed", G_CALLBACK (on_store_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "changed-many", G_CALLBACK (on_store_changed_many), self,
                           G_CONNECT_SWAPPED);
  self->clock_source = g_timeout_add_seconds (CLOCK_SECONDS, on_clock, self);
  salve_today_view_follow_person (self);
  /* The counter's action belongs to the window, in which this view is not yet. */
  salve_today_view_reload_soon (self);
}

static void
salve_today_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalveTodayView *self = SALVE_TODAY_VIEW (object);

  switch (id)
    {
    case PROP_CLINIC:
      g_value_set_object (value, self->clinic);
      break;
    case PROP_TITLE_TEXT:
      /* There is no room for the date. */
      g_value_set_string (value, self->narrow ? _ ("Today") : self->title_text);
      break;
    case PROP_COUNT_TEXT:
      g_value_set_string (value, self->narrow ? "" : self->count_text);
      break;
    case PROP_ERROR_TEXT:
      g_value_set_string (value, self->error_text);
      break;
    case PROP_MODE:
      g_value_set_string (value, self->mode);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    case PROP_BY_ROOM:
      g_value_set_boolean (value, self->by_room);
      break;
    case PROP_HIDE_DONE:
      g_value_set_boolean (value, self->hide_done);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_switch (SalveTodayView *self, gboolean *field, gboolean value, GParamSpec *pspec)
{
  if (*field == value)
    return;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
  if (field == &self->by_room)
    g_clear_pointer (&self->lane_id, g_free);
  show_day (self);
}

static void
set_mode (SalveTodayView *self, const char *mode)
{
  if (mode == NULL || !g_set_str (&self->mode, mode))
    return;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODE]);
  if (!is_list (self))
    {
      g_clear_pointer (&self->listed, g_ptr_array_unref);
      g_clear_pointer (&self->page, salve_calendar_page_free);
    }
  if (self->clinic != NULL)
    reload (self);
}

static void
salve_today_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SalveTodayView *self = SALVE_TODAY_VIEW (object);

  switch (id)
    {
    case PROP_CLINIC:
      if (g_value_get_object (value) != NULL)
        set_clinic (self, g_value_get_object (value));
      break;
    case PROP_MODE:
      set_mode (self, g_value_get_string (value));
      break;
    case PROP_NARROW:
      set_switch (self, &self->narrow, g_value_get_boolean (value), pspec);
      g_object_notify_by_pspec (object, properties[PROP_TITLE_TEXT]);
      g_object_notify_by_pspec (object, properties[PROP_COUNT_TEXT]);
      break;
    case PROP_BY_ROOM:
      set_switch (self, &self->by_room, g_value_get_boolean (value), pspec);
      break;
    case PROP_HIDE_DONE:
      set_switch (self, &self->hide_done, g_value_get_boolean (value), pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_today_view_dispose (GObject *object)
{
  SalveTodayView *self = SALVE_TODAY_VIEW (object);

  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_clear_handle_id (&self->clock_source, g_source_remove);
  self->shown = NULL;
  g_clear_pointer (&self->listed, g_ptr_array_unref);
  g_clear_pointer (&self->page, salve_calendar_page_free);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->beds, g_ptr_array_unref);
  g_clear_pointer (&self->directory, salve_directory_unref);
  g_clear_object (&self->settings);
  g_clear_object (&self->clinic);
  g_clear_pointer (&self->title_text, g_free);
  g_clear_pointer (&self->count_text, g_free);
  g_clear_pointer (&self->error_text, g_free);
  g_clear_pointer (&self->mode, g_free);
  g_clear_pointer (&self->lane_id, g_free);
  g_clear_pointer (&self->own_id, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_TODAY_VIEW);
  G_OBJECT_CLASS (salve_today_view_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags both = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[PROP_CLINIC] =
      g_param_spec_object ("clinic", NULL, NULL, SALVE_TYPE_CLINIC,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE_TEXT] = g_param_spec_string ("title-text", NULL, NULL, NULL, readable);
  properties[PROP_COUNT_TEXT] = g_param_spec_string ("count-text", NULL, NULL, NULL, readable);
  properties[PROP_ERROR_TEXT] = g_param_spec_string ("error-text", NULL, NULL, NULL, readable);
  properties[PROP_MODE] = g_param_spec_string ("mode", NULL, NULL, "board", both);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, both);
  properties[PROP_BY_ROOM] = g_param_spec_boolean ("by-room", NULL, NULL, FALSE, both);
  properties[PROP_HIDE_DONE] = g_param_spec_boolean ("hide-done", NULL, NULL, FALSE, both);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SalveTodayView, stack);
  gtk_widget_class_bind_template_child (widget_class, SalveTodayView, list_bin);
  gtk_widget_class_bind_template_child (widget_class, SalveTodayView, board_scroller);
  gtk_widget_class_bind_template_child (widget_class, SalveTodayView, search_entry);
  gtk_widget_class_bind_template_child (widget_class, SalveTodayView, search_bar);
  gtk_widget_class_bind_template_child (widget_class, SalveTodayView, lane_bar);
  gtk_widget_class_bind_template_child (widget_class, SalveTodayView, all_button);
  gtk_widget_class_bind_template_child (widget_class, SalveTodayView, lanes);
  gtk_widget_class_bind_template_child (widget_class, SalveTodayView, next_button);
  gtk_widget_class_bind_template_child (widget_class, SalveTodayView, doctors_box);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_show_all);
  gtk_widget_class_bind_template_callback (widget_class, on_lane_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_choice_shown);
}

static void
salve_today_view_class_init (SalveTodayViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_today_view_dispose;
  object_class->get_property = salve_today_view_get_property;
  object_class->set_property = salve_today_view_set_property;
  install_properties (object_class);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-today-view.ui");
  bind_children (widget_class);
  salve_today_view_install_actions (widget_class);
}

static void
salve_today_view_init (SalveTodayView *self)
{
  self->settings = g_settings_new (SALVE_APPLICATION_ID);
  self->mode = g_strdup ("board");
  gtk_widget_init_template (GTK_WIDGET (self));
  self->list = SALVE_AGENDA_LIST (salve_agenda_list_new ());
  adw_bin_set_child (self->list_bin, GTK_WIDGET (self->list));
  self->board = SALVE_FLOW_BOARD (salve_flow_board_new ());
  gtk_scrolled_window_set_child (self->board_scroller, GTK_WIDGET (self->board));
  gtk_search_bar_connect_entry (self->search_bar, self->search_entry);
  salve_today_view_connect_board (self);
  g_settings_bind (self->settings, "today-mode", self, "mode", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "today-by-room", self, "by-room", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "today-hide-done", self, "hide-done", G_SETTINGS_BIND_DEFAULT);
}
