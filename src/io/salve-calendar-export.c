/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every appointment is written by itself, those of a series too, and never an RRULE: in a clinic each has a status, a
 * room and a note of its own, may have been moved, and a program that reads the file shows exactly what is booked.
 * UIDs are made of the appointments' ids, so that a file that is read again replaces what was read before. */
#define G_LOG_DOMAIN "salve-io"

#include "config.h"

#include "salve-calendar-export.h"

#include <glib/gi18n-lib.h>
#include <libical/ical.h>

static struct icaltimetype
utc_time (SalveInstant instant)
{
  return icaltime_from_timet_with_zone ((time_t)(instant / SALVE_INSTANT_SECOND), 0,
                                        icaltimezone_get_utc_timezone ());
}

/* libical takes what is text as it is and escapes it; control characters may not stand in a file at all. */
static char *
clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p++)
    if (*p == '\r')
      g_string_append (out, p[1] == '\n' ? "" : "\n");
    else if (((guchar)*p < 0x20 && *p != '\n' && *p != '\t') || *p == 0x7f)
      g_string_append_c (out, ' ');
    else
      g_string_append_c (out, *p);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
add_text (icalcomponent *component, icalproperty_kind kind, const char *text)
{
  g_autofree char *cleaned = NULL;
  icalproperty *property;

  if (text == NULL || *text == '\0')
    return;
  cleaned = clean (text);
  property = icalproperty_new (kind);
  icalproperty_set_value (property, icalvalue_new_text (cleaned));
  icalcomponent_add_property (component, property);
}

/* The zone's own rules as RFC 5545 wants them in the file, under its plain name; %NULL where libical knows no such. */
static icalcomponent *
new_zone_component (icaltimezone *builtin, const char *identifier)
{
  icalcomponent *component = icalcomponent_new_clone (icaltimezone_get_component (builtin));
  icalproperty *property = icalcomponent_get_first_property (component, ICAL_TZID_PROPERTY);

  if (property != NULL)
    icalproperty_set_tzid (property, identifier);
  return component;
}

typedef struct
{
  const SalveCalendarOptions *options;
  icaltimezone *builtin; /* (nullable): the zone as libical knows it */
  icaltimezone *zone;    /* (nullable): the one that is written into the file */
  const char *identifier;
  gboolean used; /* a time refers to it */
} Writer;

/* Whether a wall-clock time says the instant to whoever reads it: RFC 5545 3.3.5 means the first of two at a change of
 * the clock, and libical (so Evolution) takes the one in standard time. */
static gboolean
is_plain (struct icaltimetype local, const icaltimezone *zone, SalveInstant instant)
{
  time_t wanted = (time_t)(instant / SALVE_INSTANT_SECOND);

  for (int daylight = 0; daylight <= 1; daylight++)
    {
      local.is_daylight = daylight;
      if (icaltime_as_timet_with_zone (local, zone) != wanted)
        return FALSE;
    }
  return TRUE;
}

/* A wall-clock time with its zone; in UTC where that would not be plain. */
static void
add_time (Writer *writer, icalcomponent *event, icalproperty_kind kind, SalveInstant instant)
{
  struct icaltimetype local, utc = utc_time (instant);
  icalproperty *property = icalproperty_new (kind);

  if (writer->zone != NULL)
    {
      local = icaltime_convert_to_zone (utc, writer->zone);
      if (is_plain (local, writer->zone, instant))
        {
          icalproperty_set_value (property, icalvalue_new_datetime (local));
          icalproperty_add_parameter (property, icalparameter_new_tzid (writer->identifier));
          icalcomponent_add_property (event, property);
          writer->used = TRUE;
          return;
        }
    }
  icalproperty_set_value (property, icalvalue_new_datetime (utc));
  icalcomponent_add_property (event, property);
}

static icalproperty_status
status_of (SalveAppointmentStatus status)
{
  switch (status)
    {
    case SALVE_APPOINTMENT_PROPOSED:
    case SALVE_APPOINTMENT_PENDING:
    case SALVE_APPOINTMENT_WAITLIST:
      return ICAL_STATUS_TENTATIVE;
    case SALVE_APPOINTMENT_CANCELLED:
    case SALVE_APPOINTMENT_NO_SHOW:
    case SALVE_APPOINTMENT_ENTERED_IN_ERROR:
      return ICAL_STATUS_CANCELLED;
    case SALVE_APPOINTMENT_BOOKED:
    case SALVE_APPOINTMENT_ARRIVED:
    case SALVE_APPOINTMENT_CHECKED_IN:
    case SALVE_APPOINTMENT_FULFILLED:
    default:
      return ICAL_STATUS_CONFIRMED;
    }
}

static char *
make_summary (const SalveAppointmentDetails *details, gboolean with_names)
{
  g_autofree char *initials = with_names ? NULL : salve_calendar_item_initials (details->patient_name);
  const char *who = with_names ? details->patient_name : initials;
  const char *what = details->visit_type_name;

  if (who != NULL && what != NULL)
    /* Translators: an appointment's title in another program's calendar: %1$s is the patient, %2$s the visit type */
    return g_strdup_printf (_ ("%1$s – %2$s"), who, what);
  return g_strdup (who != NULL ? who : what != NULL ? what : _ ("Appointment"));
}

static char *
make_description (const SalveAppointmentDetails *details, gboolean with_names)
{
  g_autoptr (GString) text = g_string_new (details->doctor_name);

  if (with_names && details->reason != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", details->reason);
  if (with_names && details->note != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", details->note);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static icalcomponent *
new_event (Writer *writer, const SalveCalendarItem *item)
{
  const SalveAppointmentDetails *details = item->details;
  gboolean with_names = writer->options->with_names;
  SalveInstant stamp = item->modified != SALVE_INSTANT_NONE ? item->modified : writer->options->now;
  g_autofree char *uid = g_strdup_printf ("%s@salve", details->id);
  g_autofree char *summary = make_summary (details, with_names);
  g_autofree char *description = make_description (details, with_names);
  icalcomponent *event = icalcomponent_new (ICAL_VEVENT_COMPONENT);
  icalproperty_status status = status_of (details->status);

  add_text (event, ICAL_UID_PROPERTY, uid);
  icalcomponent_add_property (event, icalproperty_new_dtstamp (utc_time (stamp)));
  if (item->modified != SALVE_INSTANT_NONE)
    icalcomponent_add_property (event, icalproperty_new_lastmodified (utc_time (stamp)));
  add_time (writer, event, ICAL_DTSTART_PROPERTY, details->span.start);
  add_time (writer, event, ICAL_DTEND_PROPERTY, details->span.end);
  add_text (event, ICAL_SUMMARY_PROPERTY, summary);
  add_text (event, ICAL_DESCRIPTION_PROPERTY, description);
  add_text (event, ICAL_LOCATION_PROPERTY, details->room_name);
  icalcomponent_add_property (event, icalproperty_new_status (status));
  icalcomponent_add_property (event, icalproperty_new_transp (status == ICAL_STATUS_CANCELLED
                                                                  ? ICAL_TRANSP_TRANSPARENT
                                                                  : ICAL_TRANSP_OPAQUE));
  icalcomponent_add_property (event, icalproperty_new_class (ICAL_CLASS_CONFIDENTIAL));
  return event;
}

/**
 * salve_calendar_to_text:
 * @items: (element-type SalveCalendarItem): those without a time are left out
 *
 * Returns: (transfer full): a VCALENDAR with the zone's VTIMEZONE and a VEVENT for each, its lines folded at 75 octets
 *   and ended by CRLF
 */
char *
salve_calendar_to_text (GPtrArray *items, const SalveCalendarOptions *options)
{
  Writer writer = { .options = options, .identifier = g_time_zone_get_identifier (options->zone) };
  icalcomponent *calendar = icalcomponent_new (ICAL_VCALENDAR_COMPONENT);
  g_autoptr (GPtrArray) events = g_ptr_array_new ();
  icalcomponent *zone_component = NULL;
  char *made, *text;

  writer.builtin = icaltimezone_get_builtin_timezone (writer.identifier);
  if (writer.builtin != NULL && writer.builtin != icaltimezone_get_utc_timezone ())
    {
      zone_component = new_zone_component (writer.builtin, writer.identifier);
      writer.zone = icaltimezone_new ();
      /* The zone owns the component from here on. */
      icaltimezone_set_component (writer.zone, zone_component);
    }
  icalcomponent_add_property (calendar, icalproperty_new_prodid ("-//Salve//Salve " SALVE_VERSION "//EN"));
  icalcomponent_add_property (calendar, icalproperty_new_version ("2.0"));
  icalcomponent_add_property (calendar, icalproperty_new_calscale ("GREGORIAN"));
  if (options->name != NULL)
    {
      g_autofree char *name = clean (options->name);
      icalproperty *property = icalproperty_new (ICAL_X_PROPERTY);

      icalproperty_set_x_name (property, "X-WR-CALNAME");
      icalproperty_set_value (property, icalvalue_new_text (name));
      icalcomponent_add_property (calendar, property);
    }
  for (guint i = 0; i < items->len; i++)
    {
      const SalveCalendarItem *item = items->pdata[i];

      if (salve_appointment_details_has_time (item->details))
        g_ptr_array_add (events, new_event (&writer, item));
    }
  if (writer.used)
    icalcomponent_add_component (calendar, icalcomponent_new_clone (zone_component));
  for (guint i = 0; i < events->len; i++)
    icalcomponent_add_component (calendar, events->pdata[i]);
  made = icalcomponent_as_ical_string_r (calendar);
  text = g_strdup (made);
  icalmemory_free_buffer (made);
  icalcomponent_free (calendar);
  if (writer.zone != NULL)
    icaltimezone_free (writer.zone, 1);
  return text;
}
