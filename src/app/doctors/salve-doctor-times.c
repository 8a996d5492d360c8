/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-doctor-times.h"

#include <glib/gi18n.h>

#include "salve-appointment-words.h"
#include "salve-doctor-item.h"
#include "salve-hours-check.h"
#include "salve-locale-digits.h"

#define DAY (24 * 60 * SALVE_INSTANT_MINUTE)
#define SEARCH_DAYS 30
#define FREE_LENGTH 15 /* minutes that are worth being called free */

void
salve_doctor_times_free (SalveDoctorTimes *self)
{
  g_ptr_array_unref (self->booked);
  g_array_unref (self->free);
  g_free (self);
}

static void
count_free (SalveDoctorTimes *self, const SalveTimetable *timetable, SalveTimeSpan range, GTimeZone *zone)
{
  g_autoptr (GArray) open = salve_timetable_list_open (timetable, range, zone);
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (SalveTimeSpan));
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (SalveTimeSpan));

  for (guint i = 0; i < open->len; i++)
    g_array_append_val (spans, g_array_index (open, SalveOpenTime, i).span);
  for (guint i = 0; i < self->booked->len; i++)
    {
      g_autoptr (SalveBooking) booking =
          salve_appointment_row_to_booking (g_ptr_array_index (self->booked, i));
      SalveTimeSpan span = salve_booking_get_span_of (booking, SALVE_ACTOR_DOCTOR);

      g_array_append_val (taken, span);
    }
  salve_time_spans_normalise (spans);
  salve_time_spans_normalise (taken);
  self->free = salve_time_spans_subtract (spans, taken);
  for (guint i = 0; i < self->free->len; i++)
    {
      SalveTimeSpan span = g_array_index (self->free, SalveTimeSpan, i);

      self->free_minutes += (int)((span.end - span.start) / SALVE_INSTANT_MINUTE);
    }
}

/**
 * salve_doctor_times_read:
 * @range: what of the calendar
 *
 * Returns: (transfer full) (nullable): what is booked in it and what is still open
 */
SalveDoctorTimes *
salve_doctor_times_read (SalveClinic *clinic, const char *doctor_id, SalveTimeSpan range, GError **error)
{
  SalveStore *store = salve_clinic_get_store (clinic);
  const char *const doctors[] = { doctor_id, NULL };
  g_autoptr (GPtrArray) rows = salve_store_list_appointments (store, range, doctors, error);
  g_autoptr (SalveTimetable) timetable =
      rows != NULL ? salve_store_load_timetable (store, SALVE_ACTOR_DOCTOR, doctor_id, range, error) : NULL;
  SalveDoctorTimes *self;

  if (timetable == NULL)
    return NULL;
  self = g_new0 (SalveDoctorTimes, 1);
  self->n_all = rows->len;
  for (guint i = rows->len; i > 0; i--)
    if (!salve_appointment_status_takes_time (
            ((SalveAppointmentRow *)g_ptr_array_index (rows, i - 1))->status))
      g_ptr_array_remove_index (rows, i - 1);
  self->booked = g_steal_pointer (&rows);
  count_free (self, timetable, range, salve_clinic_get_zone (clinic));
  return self;
}

/**
 * salve_minutes_format_length:
 *
 * Returns: (transfer full): "1 h 30 min"
 */
char *
salve_minutes_format_length (int minutes)
{
  if (minutes % 60 == 0 && minutes > 0)
    /* Translators: a length of time in hours */
    return g_strdup_printf (_ ("%d h"), minutes / 60);
  if (minutes < 60)
    /* Translators: a length of time in minutes */
    return g_strdup_printf (_ ("%d min"), minutes);
  /* Translators: a length of time in hours and minutes */
  return g_strdup_printf (_ ("%1$d h %2$d min"), minutes / 60, minutes % 60);
}

typedef struct
{
  SalveClinic *clinic;
  GListModel *items;
  GHashTable *counts; /* of today, by doctor */
} Filling;

static void
filling_free (gpointer data)
{
  Filling *filling = data;

  g_object_unref (filling->clinic);
  g_object_unref (filling->items);
  g_hash_table_unref (filling->counts);
  g_free (filling);
}

/* "free today 14:30", "free Mon 12/03/2024 08:00" */
static char *
format_free (SalveClinic *clinic, SalveInstant start)
{
  GTimeZone *zone = salve_clinic_get_zone (clinic);
  SalvePartialDate day = salve_instant_to_date (start, zone);
  int away = salve_partial_date_days_between (salve_clinic_today (clinic), day);
  g_autofree char *time =
      salve_instant_format_local (start, zone, salve_clinic_get_locale (clinic), SALVE_INSTANT_STYLE_TIME);
  g_autofree char *date = NULL;

  if (away == 0)
    /* Translators: %s is a time of the day */
    return g_strdup_printf (_ ("Free today at %s"), time);
  if (away == 1)
    /* Translators: %s is a time of the day */
    return g_strdup_printf (_ ("Free tomorrow at %s"), time);
  if (away < 7)
    /* Translators: a weekday, and a time of the day */
    return g_strdup_printf (
        _ ("Free %1$s at %2$s"),
        salve_locale_weekday_name (salve_clinic_get_locale (clinic), salve_partial_date_weekday (day), FALSE),
        time);
  date = salve_day_format_brief (day, clinic);
  /* Translators: a day, and a time of it */
  return g_strdup_printf (_ ("Free %1$s at %2$s"), date, time);
}

static char *
format_count (guint n, SalveClinic *clinic)
{
  if (n == 0)
    return g_strdup (_ ("None today"));
  /* Translators: how many appointments a doctor has today */
  return salve_locale_write_digits (
      salve_clinic_get_locale (clinic),
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u today", "%u today", n), n));
}

static void
set_times (Filling *filling, GArray *times)
{
  for (guint i = 0; i < g_list_model_get_n_items (filling->items); i++)
    {
      g_autoptr (SalveDoctorItem) item = g_list_model_get_item (filling->items, i);
      const char *id = salve_doctor_item_get_id (item);
      g_autofree char *count =
          format_count (GPOINTER_TO_UINT (g_hash_table_lookup (filling->counts, id)), filling->clinic);
      g_autofree char *free = NULL;

      for (guint j = 0; times != NULL && free == NULL && j < times->len; j++)
        {
          SalveFreeTime *time = &g_array_index (times, SalveFreeTime, j);

          if (g_str_equal (time->doctor_id, id))
            free = format_free (filling->clinic, time->span.start);
        }
      if (times != NULL && free == NULL)
        free = g_strdup (_ ("Nothing free soon"));
      if (salve_doctor_item_get_active (item))
        salve_doctor_item_set_times (item, count, free != NULL ? free : "");
    }
}

static DexFuture *
on_found (DexFuture *future, gpointer data)
{
  const GValue *value = dex_future_get_value (future, NULL);
  SalveFreeTimes *found = value != NULL ? g_value_get_boxed (value) : NULL;

  if (found != NULL)
    set_times (data, found->times);
  return NULL;
}

static char **
list_active (GListModel *items)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (SalveDoctorItem) item = g_list_model_get_item (items, i);

      if (salve_doctor_item_get_active (item))
        g_strv_builder_add (builder, salve_doctor_item_get_id (item));
    }
  return g_strv_builder_end (builder);
}

/**
 * salve_doctor_times_fill:
 * @items: (element-type SalveDoctorItem): each gets its count of today at once, and its next free time as soon as the
 *   worker has found it
 */
void
salve_doctor_times_fill (SalveClinic *clinic, GListModel *items)
{
  SalveInstant now = salve_clinic_now (clinic);
  GTimeZone *zone = salve_clinic_get_zone (clinic);
  SalveTimeSpan today = salve_wall_clock_day (salve_clinic_today (clinic), zone);
  g_autoptr (GPtrArray) booked = salve_find_booked (clinic, NULL, today, NULL);
  g_auto (GStrv) doctors = list_active (items);
  SalveFreeQuery query = { .doctors = (const char *const *)doctors,
                           .minutes = FREE_LENGTH,
                           .earliest = now,
                           .latest = now + SEARCH_DAYS * DAY,
                           .count = CLAMP (g_strv_length (doctors), 1, 1000),
                           .spread = TRUE };
  Filling *filling = g_new0 (Filling, 1);

  filling->clinic = g_object_ref (clinic);
  filling->items = g_object_ref (items);
  filling->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; booked != NULL && i < booked->len; i++)
    {
      const SalveAppointmentRow *row = g_ptr_array_index (booked, i);
      guint n = row->doctor_id != NULL
                    ? GPOINTER_TO_UINT (g_hash_table_lookup (filling->counts, row->doctor_id)) + 1
                    : 0;

      if (n > 0)
        g_hash_table_insert (filling->counts, g_strdup (row->doctor_id), GUINT_TO_POINTER (n));
    }
  set_times (filling, NULL);
  if (doctors[0] == NULL)
    {
      filling_free (filling);
      return;
    }
  dex_future_disown (dex_future_then (salve_store_find_free (salve_clinic_get_store (clinic), &query, zone),
                                      on_found, filling, filling_free));
}
