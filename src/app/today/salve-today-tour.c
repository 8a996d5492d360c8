/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tour shows of the day. The clinic of the demonstration is closed at night and on Sundays, so that these
 * pictures have a clock of their own: twenty past nine on a working day, on which everybody has come as people do. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-today-tour.h"

#include "salve-appointments.h"
#include "salve-today-view-private.h"

#define MORNING (9 * 60 + 20) /* minutes of the day */

static GtkWidget *
find_widget (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static SalveTodayView *
view_of (GtkWindow *window)
{
  return SALVE_TODAY_VIEW (find_widget (GTK_WIDGET (window), SALVE_TYPE_TODAY_VIEW));
}

static SalvePartialDate
working_day (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  SalvePartialDate day = salve_instant_to_date (g_get_real_time (), zone);
  guint weekday = salve_partial_date_weekday (day);

  return weekday > 5 ? salve_partial_date_add_days (day, 5 - (int)weekday) : day;
}

/* How it stands with the nth visit of the day when the clock says @now. */
static void
live (SalveAppointmentDetails *visit, guint n, SalveInstant now)
{
  SalveInstant start = visit->span.start, end = visit->span.end;
  SalveInstant came = start - (gint64)(5 + n % 4 * 6) * SALVE_INSTANT_MINUTE;
  SalveInstant late = (gint64)(n % 5) * 2 * SALVE_INSTANT_MINUTE;

  salve_appointment_details_move_on (visit, SALVE_APPOINTMENT_BOOKED, 0);
  g_clear_pointer (&visit->ticket, g_free);
  g_clear_pointer (&visit->cancel_reason, g_free);
  if (n % 23 == 7 && end < now)
    visit->status = SALVE_APPOINTMENT_NO_SHOW;
  else if (came < now && n % 9 != 4)
    {
      salve_appointment_details_move_on (visit, SALVE_APPOINTMENT_ARRIVED, came);
      visit->ticket = g_strdup_printf ("%c%u", "ABCDEFGHJKLMNPQRSTUVWXYZ"[n * 7 % 24], 10 + n * 13 % 90);
      g_set_str (&visit->to_confirm, n % 6 == 1 ? "phone" : NULL);
      g_set_str (&visit->new_phone, n % 6 == 1 ? "+44 7700 900347" : NULL);
      if (start + late < now)
        salve_appointment_details_move_on (visit, SALVE_APPOINTMENT_CHECKED_IN, start + late);
      if (end + late < now)
        salve_appointment_details_move_on (visit, SALVE_APPOINTMENT_FULFILLED, end + late);
    }
}

static gboolean
add_visit (SalveClinic *clinic, SalveChange *change, const char *id, guint n)
{
  gint64 version;
  g_autoptr (SalveResource) old =
      salve_store_read (salve_clinic_get_store (clinic), "Appointment", id, &version, NULL);
  g_autoptr (SalveAppointmentDetails) visit = old != NULL ? salve_appointment_details_read (old) : NULL;
  g_autoptr (SalveResource) put = NULL;

  if (visit == NULL)
    return FALSE;
  live (visit, n, salve_clinic_now (clinic));
  put = salve_appointment_details_write (visit, old, NULL);
  if (put != NULL)
    salve_change_put (change, put, version);
  return put != NULL;
}

static DexFuture *
on_set (DexFuture *future, gpointer data)
{
  *(gboolean *)data = TRUE;
  return NULL;
}

/* Once in the tour: the visits of that day as they stand then. */
static void
set_scene (SalveClinic *clinic)
{
  GTimeZone *zone = salve_clinic_get_zone (clinic);
  SalvePartialDate day = working_day ();
  SalveInstant now = salve_wall_clock_to_instant (day, MORNING, zone);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (SalveChange) change = NULL;
  gboolean set = FALSE;

  if (salve_clinic_now (clinic) == now)
    return;
  salve_clinic_set_now (clinic, now);
  rows = salve_store_list_appointments (salve_clinic_get_store (clinic), salve_wall_clock_day (day, zone),
                                        NULL, NULL);
  change = salve_change_new ("tour", "tour", "tour");
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    add_visit (clinic, change, ((const SalveAppointmentRow *)rows->pdata[i])->id, i);
  if (salve_change_get_n_items (change) == 0)
    return;
  dex_future_disown (
      dex_future_finally (salve_store_commit (salve_clinic_get_store (clinic), change), on_set, &set, NULL));
  while (!set)
    g_main_context_iteration (NULL, TRUE);
}

static void
show_board (GtkWindow *window, SalveClinic *clinic)
{
  set_scene (clinic);
  gtk_widget_activate_action (GTK_WIDGET (window), "view.show", "s", "today");
  g_object_set (view_of (window), "mode", "board", "by-room", FALSE, "hide-done", FALSE, NULL);
}

static void
show_list (GtkWindow *window, SalveClinic *clinic)
{
  show_board (window, clinic);
  g_object_set (view_of (window), "mode", "list", NULL);
}

static void
show_rooms (GtkWindow *window, SalveClinic *clinic)
{
  show_board (window, clinic);
  g_object_set (view_of (window), "by-room", TRUE, NULL);
}

/* The doctor's own view: the first lane alone. */
static void
then_one_lane (GtkWindow *window, SalveClinic *clinic)
{
  SalveTodayView *view = view_of (window);

  if (view->shown != NULL && view->shown->lanes->len > 0)
    salve_today_view_show_lane (view, ((const SalveFlowLane *)view->shown->lanes->pdata[0])->id);
}

/* Somebody who is still to come, or who waits and said at the kiosk that something has changed. */
static const SalveFlowEntry *
find_entry (SalveTodayView *view, SalveFlowPart part, gboolean changed)
{
  for (guint i = 0; view->shown != NULL && i < view->shown->lanes->len; i++)
    {
      const SalveFlowLane *lane = view->shown->lanes->pdata[i];

      for (guint e = 0; e < lane->entries->len; e++)
        {
          const SalveFlowEntry *entry = lane->entries->pdata[e];

          if (entry->part == part && (!changed || entry->row->visit->to_confirm != NULL))
            return entry;
        }
    }
  return NULL;
}

static void
then_check_in (GtkWindow *window, SalveClinic *clinic)
{
  const SalveFlowEntry *entry = find_entry (view_of (window), SALVE_FLOW_WAITING, TRUE);

  if (entry == NULL)
    entry = find_entry (view_of (window), SALVE_FLOW_COMING, FALSE);
  if (entry != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "appointment.check-in", "s", entry->row->visit->id);
}

static void
then_walk_in (GtkWindow *window, SalveClinic *clinic)
{
  const SalveFlowEntry *entry = find_entry (view_of (window), SALVE_FLOW_DONE, FALSE);

  if (entry != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "appointment.walk-in", "s",
                                entry->row->visit->patient_id);
}

static void
then_place (GtkWindow *window, SalveClinic *clinic)
{
  const SalveFlowEntry *entry = find_entry (view_of (window), SALVE_FLOW_WAITING, FALSE);

  if (entry != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "appointment.place", "s", entry->row->visit->id);
}

/* A Sunday. */
static void
show_empty (GtkWindow *window, SalveClinic *clinic)
{
  SalvePartialDate day = working_day ();

  salve_clinic_set_now (clinic,
                        salve_wall_clock_to_instant (
                            salve_partial_date_add_days (day, 7 - (int)salve_partial_date_weekday (day)),
                            MORNING, salve_clinic_get_zone (clinic)));
  gtk_widget_activate_action (GTK_WIDGET (window), "view.show", "s", "today");
}

static const SalveTourScene scenes[] = {
  { .name = "today-empty", .show = show_empty },
  { .name = "today", .show = show_board, .main = TRUE },
  { .name = "today-one", .show = show_board, .then = then_one_lane },
  { .name = "today-rooms", .show = show_rooms },
  { .name = "today-list", .show = show_list },
  { .name = "today-check-in", .show = show_board, .then = then_check_in },
  { .name = "today-place", .show = show_board, .then = then_place },
  { .name = "today-walk-in", .show = show_board, .then = then_walk_in },
  { .name = NULL },
};

const SalveTourScene *
salve_today_tour_scenes (void)
{
  return scenes;
}
