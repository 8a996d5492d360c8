/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-calendar-page.h"

#include "salve-clash-words.h"

#include <glib/gi18n.h>

static SalveCalendarEvent *
make_event (const SalveAppointmentRow *row, SalveDirectory *directory, gboolean by_doctor)
{
  const SalveDoctorRow *doctor = salve_directory_find_doctor (directory, row->doctor_id);
  SalveCalendarEvent values = {
    .id = row->id,
    .column_id = row->doctor_id,
    .span = row->span,
    .title = row->hidden         ? C_ ("appointment", "Taken")
             : row->patient_name ? row->patient_name
                                 : _ ("Nobody named"),
    .subtitle = by_doctor && doctor ? doctor->name : row->visit_type_name,
    .place = row->room_name,
    .kind = row->visit_type_name,
    .person = doctor ? doctor->name : NULL,
    .colour = by_doctor && doctor && doctor->colour >= 0 ? doctor->colour : row->colour,
    .status = row->status,
    .all_day = row->span.end - row->span.start >= (gint64)24 * 60 * SALVE_INSTANT_MINUTE,
    .provisional = row->provisional,
    .overbooked = row->overbooked,
    .fixed = row->status != SALVE_APPOINTMENT_BOOKED && row->status != SALVE_APPOINTMENT_PENDING
             && row->status != SALVE_APPOINTMENT_ARRIVED,
  };

  return salve_calendar_event_new (&values);
}

static gboolean
is_shown (SalveAppointmentStatus status, gboolean show_cancelled)
{
  if (status == SALVE_APPOINTMENT_CANCELLED || status == SALVE_APPOINTMENT_NO_SHOW)
    return show_cancelled;
  return status != SALVE_APPOINTMENT_ENTERED_IN_ERROR && status != SALVE_APPOINTMENT_WAITLIST;
}

/* Closed is what is left of the day when all open times are taken out of it. */
static void
add_closed (SalveCalendarColumn *column, SalveTimeSpan day, GArray *open)
{
  g_autoptr (GArray) whole = g_array_new (FALSE, FALSE, sizeof (SalveTimeSpan));
  g_autoptr (GArray) closed = NULL;

  g_array_append_val (whole, day);
  closed = salve_time_spans_subtract (whole, open);
  for (guint i = 0; i < closed->len; i++)
    salve_calendar_column_add_shade (column, SALVE_SHADE_CLOSED, g_array_index (closed, SalveTimeSpan, i),
                                     NULL);
}

static void
add_exceptions (SalveCalendarColumn *column, const SalveTimetable *timetable, SalveTimeSpan day)
{
  g_autoptr (GPtrArray) exceptions = salve_timetable_list_exceptions (timetable, day);

  for (guint i = 0; i < exceptions->len; i++)
    {
      const SalveTimetableException *exception = g_ptr_array_index (exceptions, i);
      SalveShadeKind kind = exception->kind == SALVE_EXCEPTION_ABSENCE   ? SALVE_SHADE_ABSENT
                            : exception->kind == SALVE_EXCEPTION_HOLIDAY ? SALVE_SHADE_HOLIDAY
                                                                         : SALVE_SHADE_OPENED;

      salve_calendar_column_add_shade (column, kind, exception->span, exception->reason);
    }
}

/* The hours of one doctor, or those in which anybody is there. Who has no hours at all is not shown as closed. */
static void
add_hours (SalveCalendarColumn *column,
           SalvePartialDate date,
           const SalveDiary *diary,
           const char *const *doctors,
           GTimeZone *zone)
{
  SalveTimeSpan day = salve_wall_clock_day (date, zone);
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (SalveTimeSpan));
  gboolean known = FALSE;

  for (guint i = 0; doctors[i]; i++)
    {
      SalveTimetable *timetable = salve_diary_get_timetable (diary, SALVE_ACTOR_DOCTOR, doctors[i]);
      g_autoptr (GArray) times = timetable ? salve_timetable_list_open (timetable, day, zone) : NULL;

      for (guint j = 0; times && j < times->len; j++)
        g_array_append_val (open, g_array_index (times, SalveOpenTime, j).span);
      if (timetable && !doctors[1])
        add_exceptions (column, timetable, day);
      known = known || timetable != NULL;
    }
  salve_time_spans_normalise (open);
  if (known)
    add_closed (column, day, open);
}

static void
add_day_columns (SalveCalendarPage *self,
                 SalveClinic *clinic,
                 SalveDirectory *directory,
                 const char *const *doctors)
{
  SalvePartialDate day = g_array_index (self->days, SalvePartialDate, 0);

  for (guint i = 0; doctors[i]; i++)
    {
      const SalveDoctorRow *doctor = salve_directory_find_doctor (directory, doctors[i]);
      const char *const only[] = { doctors[i], NULL };
      SalveCalendarColumn *column;

      if (!doctor)
        continue;
      column =
          salve_calendar_column_new (doctor->id, doctor->id, day, doctor->name,
                                     doctor->specialties ? doctor->specialties[0] : NULL, doctor->colour);
      add_hours (column, day, self->hours, only, salve_clinic_get_zone (clinic));
      g_ptr_array_add (self->columns, column);
    }
}

static void
add_week_columns (SalveCalendarPage *self, SalveClinic *clinic, const char *const *doctors)
{
  SalveLocale *locale = salve_clinic_get_locale (clinic);

  for (guint i = 0; i < self->days->len; i++)
    {
      SalvePartialDate day = g_array_index (self->days, SalvePartialDate, i);
      g_autofree char *id = salve_partial_date_to_iso (day);
      g_autofree char *number = g_strdup_printf ("%d", day.day);
      /* Translators: a short weekday and the day of the month */
      g_autofree char *title = g_strdup_printf (
          C_ ("day", "%1$s %2$s"), salve_locale_weekday_name (locale, salve_partial_date_weekday (day), TRUE),
          number);
      SalveCalendarColumn *column = salve_calendar_column_new (id, NULL, day, title, NULL, -1);

      add_hours (column, day, self->hours, doctors, salve_clinic_get_zone (clinic));
      g_ptr_array_add (self->columns, column);
    }
}

static gboolean
has_columns (SalveCalendarMode mode)
{
  return mode == SALVE_CALENDAR_DAY || mode == SALVE_CALENDAR_WORK_WEEK || mode == SALVE_CALENDAR_WEEK;
}

static SalveCalendarPage *
page_new (SalveClinic *clinic, SalveCalendarMode mode, GArray *days)
{
  SalveCalendarPage *self = g_new0 (SalveCalendarPage, 1);

  self->mode = mode;
  self->days = g_array_ref (days);
  self->span = salve_calendar_range_get_span (self->days, salve_clinic_get_zone (clinic));
  self->columns = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_calendar_column_unref);
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_calendar_event_unref);
  return self;
}

/* Makes what is drawn of the rows. */
static void
add_events (SalveCalendarPage *self,
            SalveDirectory *directory,
            const char *const *doctors,
            gboolean show_cancelled)
{
  gboolean by_doctor = self->mode != SALVE_CALENDAR_DAY && doctors[0] && doctors[1];

  for (guint i = 0; i < self->rows->len; i++)
    {
      const SalveAppointmentRow *row = g_ptr_array_index (self->rows, i);

      if (is_shown (row->status, show_cancelled))
        g_ptr_array_add (self->events, make_event (row, directory, by_doctor));
    }
}

/* Reads what those days show of those doctors. */
static SalveCalendarPage *
read_days (SalveClinic *clinic,
           SalveDirectory *directory,
           SalveCalendarMode mode,
           GArray *days,
           const char *const *doctors,
           gboolean show_cancelled,
           GError **error)
{
  g_autoptr (SalveCalendarPage) self = page_new (clinic, mode, days);
  SalveStore *store = salve_clinic_get_store (clinic);
  GTimeZone *zone = salve_clinic_get_zone (clinic);

  self->rows = salve_store_list_appointments (store, self->span, doctors, error);
  if (!self->rows)
    return NULL;
  if (has_columns (mode))
    {
      self->hours = salve_store_load_hours (store, self->span, zone, error);
      if (!self->hours)
        return NULL;
      if (mode == SALVE_CALENDAR_DAY)
        add_day_columns (self, clinic, directory, doctors);
      else
        add_week_columns (self, clinic, doctors);
    }
  add_events (self, directory, doctors, show_cancelled);
  return g_steal_pointer (&self);
}

/**
 * salve_calendar_page_read:
 * @day: a day of the page
 * @work_days: as for salve_calendar_range_list_days()
 * @doctors: whose appointments, in the order of the columns
 * @show_cancelled: whether cancelled and missed ones are shown too
 *
 * Indexed reads of what the page shows, on the store's thread.
 *
 * Returns: (transfer full) (nullable): the page
 */
SalveCalendarPage *
salve_calendar_page_read (SalveClinic *clinic,
                          SalveDirectory *directory,
                          SalveCalendarMode mode,
                          SalvePartialDate day,
                          guint work_days,
                          const char *const *doctors,
                          gboolean show_cancelled,
                          GError **error)
{
  g_autoptr (GArray) days =
      salve_calendar_range_list_days (mode, day, work_days, salve_clinic_get_locale (clinic));

  return read_days (clinic, directory, mode, days, doctors, show_cancelled, error);
}

/**
 * salve_calendar_page_read_month:
 * @day: a day of the month
 * @n_weeks: how many weeks are drawn of it
 * @most: as many appointments as a day has room for; the others are only counted
 * @doctors: as for salve_calendar_page_read()
 * @show_cancelled: as for salve_calendar_page_read()
 *
 * Returns: (transfer full) (nullable): the page of a month
 */
SalveCalendarPage *
salve_calendar_page_read_month (SalveClinic *clinic,
                                SalveDirectory *directory,
                                SalvePartialDate day,
                                guint n_weeks,
                                guint most,
                                const char *const *doctors,
                                gboolean show_cancelled,
                                GError **error)
{
  g_autoptr (GArray) days =
      salve_calendar_range_list_days (SALVE_CALENDAR_MONTH, day, 0, salve_clinic_get_locale (clinic));
  g_autoptr (SalveCalendarPage) self = page_new (clinic, SALVE_CALENDAR_MONTH, days);
  GTimeZone *zone = salve_clinic_get_zone (clinic);
  guint n_days = MIN (n_weeks * 7, days->len), statuses = 0;
  g_autofree SalveInstant *starts = g_new (SalveInstant, n_days + 1);

  for (guint i = 0; i < n_days; i++)
    {
      SalveTimeSpan span = salve_wall_clock_day (g_array_index (days, SalvePartialDate, i), zone);

      starts[i] = span.start;
      starts[i + 1] = span.end;
    }
  for (guint i = 0; i < SALVE_APPOINTMENT_N_STATUSES; i++)
    if (is_shown ((SalveAppointmentStatus)i, show_cancelled))
      statuses |= 1u << i;
  self->rows = salve_store_list_first_appointments (salve_clinic_get_store (clinic), starts, n_days, doctors,
                                                    statuses, most, &self->n_more, error);
  if (!self->rows)
    return NULL;
  add_events (self, directory, doctors, show_cancelled);
  return g_steal_pointer (&self);
}

/**
 * salve_calendar_page_read_day:
 *
 * Returns: (transfer full) (nullable): one day of these doctors as a list, cancelled and missed ones too
 */
SalveCalendarPage *
salve_calendar_page_read_day (SalveClinic *clinic,
                              SalveDirectory *directory,
                              SalvePartialDate day,
                              const char *const *doctors,
                              GError **error)
{
  g_autoptr (GArray) days = g_array_new (FALSE, FALSE, sizeof (SalvePartialDate));

  g_array_append_val (days, day);
  return read_days (clinic, directory, SALVE_CALENDAR_AGENDA, days, doctors, TRUE, error);
}

void
salve_calendar_page_free (SalveCalendarPage *self)
{
  g_clear_pointer (&self->days, g_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_clear_pointer (&self->n_more, g_array_unref);
  g_clear_pointer (&self->hours, salve_diary_free);
  g_clear_pointer (&self->diary, salve_diary_free);
  g_free (self);
}

/**
 * salve_calendar_page_get_diary:
 *
 * For checking where something may be dropped: all bookings of the days, read when something is in hand for the first
 * time, because most pages are only looked at. On the store's thread.
 *
 * Returns: (transfer none) (nullable): NULL where the mode has no columns, or the store cannot be read
 */
const SalveDiary *
salve_calendar_page_get_diary (SalveCalendarPage *self, SalveClinic *clinic)
{
  g_autoptr (GError) error = NULL;

  if (self->diary || !self->hours)
    return self->diary;
  self->diary = salve_store_load_diary (salve_clinic_get_store (clinic), self->span,
                                        salve_clinic_get_zone (clinic), &error);
  if (!self->diary)
    g_warning ("what is booked cannot be read: %s", error->message);
  return self->diary;
}

/* Returns: (nullable): NULL for one that is not on this page */
const SalveAppointmentRow *
salve_calendar_page_find (const SalveCalendarPage *self, const char *id)
{
  for (guint i = 0; id && i < self->rows->len; i++)
    {
      const SalveAppointmentRow *row = g_ptr_array_index (self->rows, i);

      if (g_str_equal (row->id, id))
        return row;
    }
  return NULL;
}

const SalveCalendarColumn *
salve_calendar_page_find_column (const SalveCalendarPage *self, const char *column_id)
{
  for (guint i = 0; column_id && i < self->columns->len; i++)
    {
      const SalveCalendarColumn *column = g_ptr_array_index (self->columns, i);

      if (g_str_equal (column->id, column_id))
        return column;
    }
  return NULL;
}
