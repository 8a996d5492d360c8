/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-clash-words.h"

#include <glib/gi18n.h>

/**
 * salve_time_span_words:
 *
 * Returns: (transfer full): "14:00–14:30" in the clinic's zone
 */
char *
salve_time_span_words (SalveTimeSpan span, SalveClinic *clinic)
{
  SalveLocale *locale = salve_clinic_get_locale (clinic);
  GTimeZone *zone = salve_clinic_get_zone (clinic);
  g_autofree char *start = salve_instant_format_local (span.start, zone, locale, SALVE_INSTANT_STYLE_TIME);
  g_autofree char *end = salve_instant_format_local (span.end, zone, locale, SALVE_INSTANT_STYLE_TIME);

  /* Translators: from one time to another */
  return g_strdup_printf (C_ ("times", "%1$s–%2$s"), start, end);
}

/**
 * salve_day_words:
 *
 * Returns: (transfer full): "Today", "Tomorrow", or the weekday and the date
 */
char *
salve_day_words (SalvePartialDate day, SalveClinic *clinic)
{
  SalveLocale *locale = salve_clinic_get_locale (clinic);
  int away = salve_partial_date_days_between (salve_clinic_today (clinic), day);
  g_autofree char *date = NULL;

  if (away == 0)
    return g_strdup (_ ("Today"));
  if (away == 1)
    return g_strdup (_ ("Tomorrow"));
  date = salve_partial_date_format (day, locale);
  /* Translators: a short weekday and a date */
  return g_strdup_printf (C_ ("day", "%1$s %2$s"),
                          salve_locale_weekday_name (locale, salve_partial_date_weekday (day), TRUE), date);
}

static char *
actor_name (const SalveClash *clash, SalveDirectory *directory, SalveClinic *clinic)
{
  g_autoptr (SalvePatientRow) patient = NULL;
  const SalveDoctorRow *doctor;
  const SalveRoomRow *room;

  switch (clash->actor_kind)
    {
    case SALVE_ACTOR_DOCTOR:
      doctor = salve_directory_find_doctor (directory, clash->actor_id);
      return g_strdup (doctor ? doctor->name : _ ("The doctor"));
    case SALVE_ACTOR_ROOM:
      room = salve_directory_find_room (directory, clash->actor_id);
      return g_strdup (room ? room->name : _ ("The room"));
    case SALVE_ACTOR_DEVICE:
      room = salve_directory_find_device (directory, clash->actor_id);
      return g_strdup (room ? room->name : _ ("The device"));
    case SALVE_ACTOR_PATIENT:
      patient = salve_store_read_patient_row (salve_clinic_get_store (clinic), clash->actor_id, NULL);
      return g_strdup (patient ? patient->name_full : _ ("The patient"));
    default:
      g_assert_not_reached ();
    }
}

/**
 * salve_clash_to_words:
 *
 * Returns: (transfer full): "Dr Lee has another appointment, 14:00–14:30."
 */
char *
salve_clash_to_words (const SalveClash *clash, SalveDirectory *directory, SalveClinic *clinic)
{
  g_autofree char *who = actor_name (clash, directory, clinic);
  g_autofree char *when = salve_time_span_words (clash->span, clinic);

  switch (clash->kind)
    {
    case SALVE_CLASH_TAKEN:
      /* Translators: a person or a room, and from when to when */
      return g_strdup_printf (_ ("%1$s has another appointment, %2$s."), who, when);
    case SALVE_CLASH_CLOSED:
      return g_strdup_printf (_ ("Outside of the hours of %s."), who);
    case SALVE_CLASH_ABSENT:
      if (clash->reason && *clash->reason)
        /* Translators: a person, and why they are away */
        return g_strdup_printf (_ ("%1$s is away: %2$s."), who, clash->reason);
      return g_strdup_printf (_ ("%s is away."), who);
    case SALVE_CLASH_HOLIDAY:
      return clash->reason && *clash->reason
                 ? g_strdup_printf (_ ("The clinic is closed: %s."), clash->reason)
                 : g_strdup (_ ("The clinic is closed."));
    default:
      g_assert_not_reached ();
    }
}

/* Returns: (transfer full) (nullable): one line a clash, NULL where nothing is in the way */
char *
salve_clashes_to_words (const GPtrArray *clashes, SalveDirectory *directory, SalveClinic *clinic)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  g_auto (GStrv) strv = NULL;

  if (clashes->len == 0)
    return NULL;
  for (guint i = 0; i < clashes->len; i++)
    g_strv_builder_take (lines, salve_clash_to_words (g_ptr_array_index (clashes, i), directory, clinic));
  strv = g_strv_builder_end (lines);
  return g_strjoinv ("\n", strv);
}
