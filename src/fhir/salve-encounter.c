/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only what the appointment says is written; what others have added to the visit (diagnoses, a bed, another doctor) stays
 * as it is. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-encounter.h"

#include <string.h>

#include "salve-extension-private.h"
#include "salve-json.h"

#define ACT_CODES "http://terminology.hl7.org/CodeSystem/v3-ActCode"
/* RFC 4122's name space for URLs, in which an Appointment is named. */
#define NAMED "\x6b\xa7\xb8\x11\x9d\xad\x11\xd1\x80\xb4\x00\xc0\x4f\xd4\x30\xc8"

/**
 * salve_encounter_make_id:
 *
 * Two desks at which the same patient arrives at once, without a line between them, make one visit of it: the id is a
 * UUID of version 5 (RFC 4122, 4.3) of the appointment.
 *
 * Returns: (transfer full): the id for the visit of that appointment
 */
char *
salve_encounter_make_id (const char *appointment_id)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *)NAMED, 16);
  g_checksum_update (checksum, (const guchar *)"Appointment/", -1);
  g_checksum_update (checksum, (const guchar *)appointment_id, -1);
  g_checksum_get_digest (checksum, digest, &length);
  digest[6] = (guint8)((digest[6] & 0x0f) | 0x50);
  digest[8] = (guint8)((digest[8] & 0x3f) | 0x80);
  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", digest[0],
                          digest[1], digest[2], digest[3], digest[4], digest[5], digest[6], digest[7],
                          digest[8], digest[9], digest[10], digest[11], digest[12], digest[13], digest[14],
                          digest[15]);
}

/* Whether the visit says that it is of that appointment. */
gboolean
salve_encounter_is_of (SalveResource *encounter, const char *appointment_id)
{
  SALVE_ELEMENT_FOREACH (reference, salve_element_get (salve_resource_root (encounter), "appointment"))
    {
      g_autofree char *id = salve_reference_id (reference, "Appointment");

      if (g_strcmp0 (id, appointment_id) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Whether somebody is here or was, of whom it is known who they are. */
gboolean
salve_encounter_is_wanted (const SalveAppointmentDetails *visit)
{
  return visit->patient_id != NULL
         && (visit->status == SALVE_APPOINTMENT_ARRIVED || visit->status == SALVE_APPOINTMENT_CHECKED_IN
             || visit->status == SALVE_APPOINTMENT_FULFILLED);
}

/* https://hl7.org/fhir/R4/valueset-encounter-status.html; who is booked again has not begun. */
static const char *
status_of (SalveAppointmentStatus status)
{
  switch (status)
    {
    case SALVE_APPOINTMENT_ARRIVED:
      return "arrived";
    case SALVE_APPOINTMENT_CHECKED_IN:
      return "in-progress";
    case SALVE_APPOINTMENT_FULFILLED:
      return "finished";
    case SALVE_APPOINTMENT_CANCELLED:
    case SALVE_APPOINTMENT_NO_SHOW:
      return "cancelled";
    case SALVE_APPOINTMENT_ENTERED_IN_ERROR:
      return "entered-in-error";
    case SALVE_APPOINTMENT_PROPOSED:
    case SALVE_APPOINTMENT_PENDING:
    case SALVE_APPOINTMENT_BOOKED:
    case SALVE_APPOINTMENT_WAITLIST:
    default:
      return "planned";
    }
}

/* Returns: (nullable) (transfer full): "{"start":…,"end":…}" of what is known of it */
static char *
period_json (SalveInstant start, SalveInstant end)
{
  g_autofree char *from = start != SALVE_INSTANT_NONE ? salve_instant_format_fhir (start) : NULL;
  g_autofree char *to = end != SALVE_INSTANT_NONE ? salve_instant_format_fhir (end) : NULL;

  if (from == NULL)
    return NULL;
  return to != NULL ? g_strdup_printf ("{\"start\":\"%s\",\"end\":\"%s\"}", from, to)
                    : g_strdup_printf ("{\"start\":\"%s\"}", from);
}

static char *
reference_json (const char *type, const char *id, const char *display)
{
  g_autofree char *name = display != NULL ? salve_json_quote (display) : NULL;

  return name != NULL ? g_strdup_printf ("{\"reference\":\"%s/%s\",\"display\":%s}", type, id, name)
                      : g_strdup_printf ("{\"reference\":\"%s/%s\"}", type, id);
}

/* From when to when the visit was in the states before its present one. */
static char *
history_json (const SalveAppointmentDetails *visit)
{
  const struct
  {
    const char *status;
    SalveInstant from;
    SalveInstant to;
  } past[] = { { "arrived", visit->arrived, visit->called },
               { "in-progress", visit->called, visit->finished } };
  g_autoptr (GString) json = g_string_new ("[");

  for (guint i = 0; i < G_N_ELEMENTS (past); i++)
    if (past[i].from != SALVE_INSTANT_NONE && past[i].to != SALVE_INSTANT_NONE)
      {
        g_autofree char *period = period_json (past[i].from, past[i].to);

        g_string_append_printf (json, "%s{\"status\":\"%s\",\"period\":%s}", json->len > 1 ? "," : "",
                                past[i].status, period);
      }
  if (json->len == 1)
    return NULL;
  g_string_append_c (json, ']');
  return g_string_free_and_steal (g_steal_pointer (&json));
}

static char *
location_json (const SalveAppointmentDetails *visit)
{
  g_autofree char *room = reference_json ("Location", visit->room_id, visit->room_name);
  g_autofree char *period = period_json (visit->called, visit->finished);
  const char *status = visit->status == SALVE_APPOINTMENT_CHECKED_IN  ? "active"
                       : visit->status == SALVE_APPOINTMENT_FULFILLED ? "completed"
                                                                      : "planned";

  return g_strdup_printf ("{\"location\":%s,\"status\":\"%s\"%s%s}", room, status,
                          period != NULL ? ",\"period\":" : "", period != NULL ? period : "");
}

/* Sets what differs, so that the same again is the same to the byte. */
static void
set_if_other (SalveEdit *edit, const char *pointer, const char *json)
{
  g_autofree char *before = salve_edit_has (edit, pointer) ? salve_edit_get_json (edit, pointer) : NULL;

  if (json == NULL)
    salve_edit_remove (edit, pointer);
  else if (g_strcmp0 (before, json) != 0)
    salve_edit_set_json (edit, pointer, json);
}

/* What stays as it was at the check-in. */
static void
write_once (SalveEdit *edit, const SalveAppointmentDetails *visit)
{
  g_autofree char *patient = reference_json ("Patient", visit->patient_id, visit->patient_name);
  g_autofree char *appointment = g_strdup_printf ("[{\"reference\":\"Appointment/%s\"}]", visit->id);
  gboolean away = visit->mode == SALVE_VISIT_PHONE || visit->mode == SALVE_VISIT_VIDEO;

  salve_edit_set_json (edit, "/class",
                       away ? "{\"system\":\"" ACT_CODES "\",\"code\":\"VR\",\"display\":\"virtual\"}"
                            : "{\"system\":\"" ACT_CODES "\",\"code\":\"AMB\",\"display\":\"ambulatory\"}");
  if (visit->visit_type_name != NULL)
    salve_edit_set_text_concept (edit, "/serviceType", visit->visit_type_name);
  salve_edit_set_json (edit, "/subject", patient);
  salve_edit_set_json (edit, "/appointment", appointment);
  if (visit->reason != NULL)
    salve_edit_set_text_concept (edit, "/reasonCode/0", visit->reason);
}

static void
write_people_and_place (SalveEdit *edit, const SalveAppointmentDetails *visit)
{
  if (visit->doctor_id != NULL)
    {
      g_autofree char *doctor = reference_json ("Practitioner", visit->doctor_id, visit->doctor_name);

      if (!salve_edit_has (edit, "/participant/0"))
        salve_edit_set_json (edit, "/participant", "[{}]");
      set_if_other (edit, "/participant/0/individual", doctor);
    }
  if (visit->room_id != NULL)
    {
      g_autofree char *room = location_json (visit);

      if (!salve_edit_has (edit, "/location/0"))
        salve_edit_set_json (edit, "/location", "[{}]");
      set_if_other (edit, "/location/0", room);
    }
}

/**
 * salve_encounter_follow:
 * @visit: as it is from now on
 * @old: (nullable): its Encounter; %NULL where it has none yet
 *
 * Returns: (transfer full) (nullable): the Encounter that goes with @visit; %NULL with @error set where it cannot be
 *   written
 */
SalveResource *
salve_encounter_follow (const SalveAppointmentDetails *visit, SalveResource *old, GError **error)
{
  g_autofree char *id =
      old != NULL ? g_strdup (salve_resource_get_id (old)) : salve_encounter_make_id (visit->id);
  g_autoptr (SalveEdit) edit = salve_map_edit ("Encounter", id, old, error);
  g_autofree char *period = period_json (visit->arrived, visit->finished), *history = history_json (visit);
  g_autofree char *status = salve_json_quote (status_of (visit->status));

  if (edit == NULL)
    return NULL;
  set_if_other (edit, "/status", status);
  set_if_other (edit, "/statusHistory", history);
  if (old == NULL)
    write_once (edit, visit);
  write_people_and_place (edit, visit);
  /* Who was here and was sent away, or did not wait, was here for a time that nobody noted. */
  if (period != NULL || g_str_equal (status_of (visit->status), "planned"))
    set_if_other (edit, "/period", period);
  return salve_edit_finish (edit, error);
}
