/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people do in the calendar's widgets by mouse and by keys, as flows on appointments. The widgets only say what is
 * wanted; whether it may be is asked of the page's diary, and in the end of the store. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-calendar-view-private.h"

#include "salve-appointment-actions.h"
#include "salve-appointments.h"
#include "salve-clash-words.h"

#include <glib/gi18n.h>

static void
on_event_activated (SalveCalendarView *self, const char *id)
{
  salve_calendar_view_open_popover (self, id);
}

static void
on_event_open_record (SalveCalendarView *self, const char *id)
{
  const SalveAppointmentRow *row = self->page ? salve_calendar_page_find (self->page, id) : NULL;

  if (row && row->patient_id)
    gtk_widget_activate_action (GTK_WIDGET (self), "patient.open", "s", row->patient_id);
}

static void
on_step_requested (SalveCalendarView *self, const char *id)
{
  salve_appointment_ask_next_step (GTK_WIDGET (self), self->clinic, id);
}

static void
on_delete_requested (SalveCalendarView *self, const char *id)
{
  salve_appointment_ask_step (GTK_WIDGET (self), self->clinic, id, SALVE_STEP_CANCEL);
}

static const char *
doctor_of_column (SalveCalendarView *self, const char *column_id)
{
  const SalveCalendarColumn *column =
      self->page ? salve_calendar_page_find_column (self->page, column_id) : NULL;

  return column ? column->actor_id : NULL;
}

/* Whose time it is in a page that shows one doctor only. */
static const char *
only_doctor (SalveCalendarView *self, char **shown)
{
  return shown[0] && !shown[1] ? shown[0] : NULL;
}

/* Opens the form for a time of a column; %NULL and no time leave both to be said. */
void
salve_calendar_view_book (SalveCalendarView *self, const char *column_id, gint64 start, gint64 end)
{
  g_auto (GStrv) shown = salve_calendar_view_list_shown (self);
  const char *doctor = doctor_of_column (self, column_id);

  salve_appointment_book (GTK_WIDGET (self), self->clinic, doctor ? doctor : only_doctor (self, shown), NULL,
                          (SalveTimeSpan){ start, end });
}

/* A month says a day and no time: the form offers what is free from that day on. */
static void
on_month_create (SalveCalendarView *self, gint64 start, gint64 end)
{
  salve_calendar_view_book (self, NULL, start, start);
}

static void
move_to (SalveCalendarView *self, const char *id, const char *doctor_id, SalveTimeSpan span, gboolean copy)
{
  const SalveDoctorRow *doctor = salve_directory_find_doctor (self->directory, doctor_id);
  SalveAppointmentPlace place = { .span = span,
                                  .doctor_id = doctor_id,
                                  .doctor_name = doctor ? doctor->name : NULL };

  salve_appointment_ask_move (GTK_WIDGET (self), self->clinic, id, &place, copy);
}

static void
on_move (SalveCalendarView *self,
         const char *id,
         const char *column_id,
         gint64 start,
         gint64 end,
         gboolean copy)
{
  move_to (self, id, doctor_of_column (self, column_id), (SalveTimeSpan){ start, end }, copy);
}

static void
on_month_move (SalveCalendarView *self, const char *id, gint64 start, gint64 end, gboolean copy)
{
  move_to (self, id, NULL, (SalveTimeSpan){ start, end }, copy);
}

static char *
check_drop (const char *column_id, SalveTimeSpan span, const char *event_id, gpointer data)
{
  SalveCalendarView *self = data;
  const SalveDiary *diary = self->page ? salve_calendar_page_get_diary (self->page, self->clinic) : NULL;
  const SalveBooking *old = diary && event_id ? salve_diary_get (diary, event_id) : NULL;
  const char *doctor = doctor_of_column (self, column_id);
  g_autoptr (SalveBooking) booking = NULL;
  g_autoptr (GPtrArray) clashes = NULL;

  if (!diary || !self->directory || (!old && !doctor))
    return NULL;
  booking = old ? salve_booking_copy (old) : salve_booking_new ("", span, doctor, NULL);
  booking->span = span;
  if (doctor)
    g_set_str (&booking->actors[SALVE_ACTOR_DOCTOR], doctor);
  clashes = salve_diary_check (diary, booking);
  return salve_clashes_to_words (clashes, self->directory, self->clinic);
}

static void
on_drop_refused (SalveCalendarView *self, const char *reason)
{
  g_auto (GStrv) lines = g_strsplit (reason, "\n", 2);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", lines[0]);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), reason, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

/* N looks for the next free time of that doctor and puts the cursor there. */
static DexFuture *
on_next_free (DexFuture *future, gpointer data)
{
  SalveCalendarView *self = data;
  const GValue *value = dex_future_get_value (future, NULL);
  const SalveFreeTimes *found = value ? g_value_get_boxed (value) : NULL;
  const SalveFreeTime *time;
  g_autofree char *iso = NULL;

  if (!self->clinic)
    return NULL;
  if (!found || found->times->len == 0)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s",
                                  _ ("No free time was found in the next eight weeks."));
      return NULL;
    }
  time = &g_array_index (found->times, SalveFreeTime, 0);
  self->day = salve_instant_to_date (time->span.start, salve_clinic_get_zone (self->clinic));
  salve_calendar_view_reload (self);
  iso = salve_partial_date_to_iso (self->day);
  salve_day_grid_set_cursor (self->grid, self->mode == SALVE_CALENDAR_DAY ? time->doctor_id : iso,
                             time->span.start);
  gtk_widget_grab_focus (GTK_WIDGET (self->grid));
  return NULL;
}

static void
on_next_free_requested (SalveCalendarView *self, const char *column_id, gint64 start)
{
  g_auto (GStrv) shown = salve_calendar_view_list_shown (self);
  const char *const only[] = { doctor_of_column (self, column_id), NULL };
  SalveFreeQuery query = { .doctors = only[0] ? only : (const char *const *)shown,
                           .minutes = 15,
                           .earliest =
                               MAX (start + 15 * SALVE_INSTANT_MINUTE, salve_clinic_now (self->clinic)),
                           .count = 1 };

  query.latest = query.earliest + (gint64)56 * 24 * 60 * SALVE_INSTANT_MINUTE;
  dex_future_disown (dex_future_finally (salve_store_find_free (salve_clinic_get_store (self->clinic), &query,
                                                                salve_clinic_get_zone (self->clinic)),
                                         on_next_free, g_object_ref (self), g_object_unref));
}

static void
on_page_requested (SalveCalendarView *self, int direction)
{
  gtk_widget_activate_action (GTK_WIDGET (self), direction < 0 ? "calendar.previous" : "calendar.next", NULL);
}

/* A day's title opens the day; a doctor's title opens the doctor's own week. */
static void
on_column_activated (SalveCalendarView *self, const char *column_id)
{
  const SalveCalendarColumn *column = salve_calendar_page_find_column (self->page, column_id);
  SalvePartialDate day;

  if (!column)
    return;
  day = column->day;
  if (column->actor_id)
    {
      const char *const only[] = { column->actor_id, NULL };
      salve_calendar_view_set_doctors (self, only);
      salve_calendar_view_show (self, SALVE_CALENDAR_WEEK, day);
    }
  else
    salve_calendar_view_show (self, SALVE_CALENDAR_DAY, day);
}

static void
on_menu_requested (SalveCalendarView *self, const char *id, const char *column_id, gint64 start)
{
  if (id)
    salve_calendar_view_open_popover (self, id);
  else
    salve_calendar_view_book (self, column_id, start, start + 30 * SALVE_INSTANT_MINUTE);
}

static void
on_month_menu_requested (SalveCalendarView *self, const char *id, gint64 start)
{
  if (id)
    salve_calendar_view_open_popover (self, id);
}

static void
on_day_activated (SalveCalendarView *self, gint64 start)
{
  salve_calendar_view_show (self, SALVE_CALENDAR_DAY,
                            salve_instant_to_date (start, salve_clinic_get_zone (self->clinic)));
}

static void
on_month_range_wanted (SalveCalendarView *self)
{
  self->day = salve_month_grid_get_cursor (self->month);
  salve_calendar_view_reload_soon (self);
}

/* A month has read as many appointments as it had room for. */
static void
on_month_rows_changed (SalveCalendarView *self)
{
  if (self->clinic && self->mode == SALVE_CALENDAR_MONTH)
    salve_calendar_view_reload_soon (self);
}

static void
on_mini_selected (SalveCalendarView *self)
{
  salve_calendar_view_show (self, self->mode, salve_mini_month_get_day (self->mini));
}

static void
connect_grid (SalveCalendarView *self)
{
  const struct
  {
    const char *signal;
    GCallback callback;
  } signals[] = {
    { "event-activated", G_CALLBACK (on_event_activated) },
    { "event-open-record", G_CALLBACK (on_event_open_record) },
    { "create", G_CALLBACK (salve_calendar_view_book) },
    { "move", G_CALLBACK (on_move) },
    { "step-requested", G_CALLBACK (on_step_requested) },
    { "delete-requested", G_CALLBACK (on_delete_requested) },
    { "menu-requested", G_CALLBACK (on_menu_requested) },
    { "next-free-requested", G_CALLBACK (on_next_free_requested) },
    { "page-requested", G_CALLBACK (on_page_requested) },
    { "column-activated", G_CALLBACK (on_column_activated) },
    { "drop-refused", G_CALLBACK (on_drop_refused) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (self->grid, signals[i].signal, signals[i].callback, self, G_CONNECT_SWAPPED);
  salve_day_grid_set_drop_check (self->grid, check_drop, self, NULL);
}

static void
connect_others (SalveCalendarView *self)
{
  GtkWidget *lists[] = { GTK_WIDGET (self->month), GTK_WIDGET (self->agenda) };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_signal_connect_object (lists[i], "event-activated", G_CALLBACK (on_event_activated), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (lists[i], "event-open-record", G_CALLBACK (on_event_open_record), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (lists[i], "step-requested", G_CALLBACK (on_step_requested), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (lists[i], "delete-requested", G_CALLBACK (on_delete_requested), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (lists[i], "menu-requested", G_CALLBACK (on_month_menu_requested), self,
                               G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (self->month, "create", G_CALLBACK (on_month_create), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->month, "move", G_CALLBACK (on_month_move), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->month, "day-activated", G_CALLBACK (on_day_activated), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->month, "range-wanted", G_CALLBACK (on_month_range_wanted), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->month, "rows-changed", G_CALLBACK (on_month_rows_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->mini, "day-selected", G_CALLBACK (on_mini_selected), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->mini, "month-shown", G_CALLBACK (salve_calendar_view_show_loads), self,
                           G_CONNECT_SWAPPED);
}

/* Once, when the widgets are there. */
void
salve_calendar_view_connect (SalveCalendarView *self)
{
  connect_grid (self);
  connect_others (self);
}

/* Once, for the class: the keys that are the same whatever the view shows. salve-commands.c tells people of them. */
void
salve_calendar_view_install_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint key;
    GdkModifierType modifiers;
    const char *action;
  } keys[] = {
    { GDK_KEY_t, GDK_CONTROL_MASK, "calendar.today" },
    { GDK_KEY_b, GDK_CONTROL_MASK, "calendar.new" },
    { GDK_KEY_F9, 0, "calendar.side" },
    { GDK_KEY_g, GDK_CONTROL_MASK, "calendar.go-to" },
    { GDK_KEY_p, GDK_CONTROL_MASK, "calendar.print" },
    { GDK_KEY_Page_Up, GDK_ALT_MASK, "calendar.previous" },
    { GDK_KEY_Page_Down, GDK_ALT_MASK, "calendar.next" },
  };
  static const char *const modes[] = { "day", "work-week", "week", "month", "agenda" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].key, keys[i].modifiers, keys[i].action, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + i, GDK_CONTROL_MASK, "calendar.mode", "s",
                                         modes[i]);
}
