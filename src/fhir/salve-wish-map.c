/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A wish of the waiting list: an Appointment of status waitlist with a requestedPeriod. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "salve-appointment-details.h"
#include "salve-appointment.h"
#include "salve-extension-private.h"

#define X_WISH SALVE_X "wish"

#define ALL_DAYS 0xfe /* bits 1 to 7 */
#define DAY_MINUTES 1440
#define MOST_URGENT 9

/* iCalendar's PRIORITY (RFC 5545, 3.8.1.9), which R4 takes over: 0 undefined, 1 highest, 9 lowest. */
static int
priority_from_ical (int ical)
{
  return ical == 0 ? 0 : MOST_URGENT + 1 - ical;
}

static int
priority_to_ical (int priority)
{
  return priority <= 0 ? 0 : MOST_URGENT + 1 - MIN (priority, MOST_URGENT);
}

static SalveInstant
read_date_time (SalveElement element, gboolean until)
{
  const char *text = salve_element_text (element);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  SalveInstantPrecision precision;
  SalveInstant at;

  if (text == NULL || !salve_instant_parse_fhir (text, utc, &at, &precision))
    return until ? G_MAXINT64 : SALVE_INSTANT_NONE;
  /* The end of a period without a time of day is the end of that day. */
  if (until && precision != SALVE_INSTANT_PRECISION_TIME)
    at += G_TIME_SPAN_DAY;
  return at;
}

/**
 * salve_wish_read:
 * @resource: an Appointment of status waitlist
 *
 * Returns: (transfer full) (nullable): the wish; NULL for another status or where no patient is named. A period that is
 *   open has SALVE_INSTANT_NONE as its start or G_MAXINT64 as its end.
 */
SalveWish *
salve_wish_read (SalveResource *resource)
{
  SalveElement root = salve_resource_root (resource), wish = salve_element_extension (root, X_WISH);
  SalveElement period = salve_element_at (salve_appointment_get_requested_periods (resource), 0);
  g_autofree char *patient = salve_read_participant (root, "Patient", NULL);
  SalveWish *self;

  if (g_strcmp0 (salve_appointment_get_status (resource), "waitlist") != 0 || patient == NULL)
    return NULL;
  self = salve_wish_new (salve_resource_get_id (resource), patient,
                         salve_element_int (salve_element_get (root, "minutesDuration"), 1, DAY_MINUTES, 15));
  self->doctor_id = salve_read_participant (root, "Practitioner", NULL);
  self->visit_type_id = salve_read_participant (root, "HealthcareService", NULL);
  self->minutes = salve_extension_int (wish, "minutes", 1, DAY_MINUTES, self->minutes);
  self->weekdays = (guint)salve_extension_int (wish, "weekdays", 0, ALL_DAYS, 0);
  self->from_minute = salve_extension_int (wish, "from", 0, DAY_MINUTES, 0);
  self->to_minute = salve_extension_int (wish, "to", 0, DAY_MINUTES, 0);
  self->period.start = read_date_time (salve_element_get (period, "start"), FALSE);
  self->period.end = read_date_time (salve_element_get (period, "end"), TRUE);
  self->priority =
      priority_from_ical (salve_element_int (salve_element_get (root, "priority"), 0, MOST_URGENT, 0));
  self->since = read_date_time (salve_element_get (root, "created"), FALSE);
  return self;
}

static gboolean
same_numbers (const SalveWish *a, const SalveWish *b)
{
  return a->minutes == b->minutes && a->weekdays == b->weekdays && a->from_minute == b->from_minute
         && a->to_minute == b->to_minute;
}

static void
write_numbers (SalveEdit *edit, const SalveWish *self)
{
  gboolean timed = self->from_minute != 0 || self->to_minute != 0;
  SalveExtensionValue parts[] = {
    { "minutes", "valueInteger", salve_json_int (self->minutes) },
    { "weekdays", "valueInteger", self->weekdays != 0 ? salve_json_int (self->weekdays) : NULL },
    { "from", "valueInteger", timed ? salve_json_int (self->from_minute) : NULL },
    { "to", "valueInteger", timed ? salve_json_int (self->to_minute) : NULL },
  };
  g_autofree char *minutes = salve_json_int (self->minutes);

  salve_edit_set_extension_parts (edit, X_WISH, parts, G_N_ELEMENTS (parts));
  salve_edit_set_json (edit, "/minutesDuration", minutes);
}

static void
write_period (SalveEdit *edit, const SalveWish *self, const SalveWish *before)
{
  SalveInstant end = self->period.end;

  if (before != NULL && self->period.start == before->period.start && end == before->period.end)
    return;
  if (end == G_MAXINT64)
    end = SALVE_INSTANT_NONE;
  if (before == NULL || self->period.start != before->period.start)
    salve_edit_set_instant (edit, "/requestedPeriod/0/start", self->period.start);
  if (before == NULL || self->period.end != before->period.end)
    salve_edit_set_instant (edit, "/requestedPeriod/0/end", end);
}

static void
write_who (SalveEdit *edit, const SalveWish *self, const SalveWish *before)
{
  const SalveParticipant all[] = {
    { "Patient", before != NULL ? before->patient_id : NULL, self->patient_id, NULL, NULL },
    { "Practitioner", before != NULL ? before->doctor_id : NULL, self->doctor_id, NULL, NULL },
    { "HealthcareService", before != NULL ? before->visit_type_id : NULL, self->visit_type_id, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    salve_edit_set_participant (edit, &all[i]);
}

static gboolean
check (const SalveWish *self, GError **error)
{
  if (self->patient_id == NULL || *self->patient_id == '\0')
    return salve_fhir_refuse (error, _ ("A wish of the waiting list needs a patient."));
  if (self->minutes < 1 || self->minutes > DAY_MINUTES)
    return salve_fhir_refuse (error, _ ("A wish of the waiting list needs a length."));
  if (self->period.start != SALVE_INSTANT_NONE && self->period.end <= self->period.start)
    return salve_fhir_refuse (error, _ ("A wish of the waiting list ends after it begins."));
  return TRUE;
}

/**
 * salve_wish_write:
 * @old: (nullable): the Appointment as it is, which becomes one of status waitlist; NULL makes a new one
 *
 * Writes what differs from @old and nothing else.
 *
 * Returns: (transfer full) (nullable): the Appointment; NULL with SALVE_FHIR_ERROR_RULE where the wish says too little
 */
SalveResource *
salve_wish_write (const SalveWish *self, SalveResource *old, GError **error)
{
  g_autoptr (SalveWish) before = NULL;
  g_autoptr (SalveEdit) edit = NULL;

  if (!check (self, error))
    return NULL;
  edit = salve_map_edit ("Appointment", self->id, old, error);
  if (edit == NULL)
    return NULL;
  before = old != NULL ? salve_wish_read (old) : NULL;
  salve_edit_set_string (edit, "/status", "waitlist");
  if (before == NULL || priority_to_ical (self->priority) != priority_to_ical (before->priority))
    {
      g_autofree char *priority = salve_json_int (priority_to_ical (self->priority));

      if (self->priority > 0)
        salve_edit_set_json (edit, "/priority", priority);
      else
        salve_edit_remove (edit, "/priority");
    }
  if (before == NULL || self->since != before->since)
    salve_edit_set_instant (edit, "/created", self->since);
  write_who (edit, self, before);
  write_period (edit, self, before);
  if (before == NULL || !same_numbers (self, before))
    write_numbers (edit, self);
  return salve_edit_finish (edit, error);
}
