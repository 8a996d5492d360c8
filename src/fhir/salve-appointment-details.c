/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An Appointment as a plain value, and back. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-appointment-details.h"

#include <glib/gi18n-lib.h>

#include "salve-appointment.h"
#include "salve-extension-private.h"
#include "salve-json.h"

#define X_BUFFERS SALVE_X "appointment-buffers"
#define X_OVERBOOKED SALVE_X "appointment-overbooked"
#define X_SERIES SALVE_X "appointment-series"
#define X_REMINDER SALVE_X "appointment-reminder"
#define X_MODE SALVE_X "appointment-mode"
#define X_VIDEO_LINK SALVE_X "appointment-video-link"
#define X_VIDEO_CODE SALVE_X "appointment-video-code"

#define BUFFER_MAX 240
#define REMINDER_MAX (366 * 24 * 60)

G_DEFINE_BOXED_TYPE (SalveAppointmentDetails,
                     salve_appointment_details,
                     salve_appointment_details_copy,
                     salve_appointment_details_free)

/* Every text of the struct, for what treats all of them alike. */
static const gsize text_fields[] = {
#define TEXT(name) G_STRUCT_OFFSET (SalveAppointmentDetails, name)
  TEXT (id),          TEXT (patient_id),    TEXT (doctor_id),       TEXT (room_id),
  TEXT (device_id),   TEXT (visit_type_id), TEXT (visit_type_name), TEXT (reason),
  TEXT (description), TEXT (note),          TEXT (cancel_reason),   TEXT (overbooked_reason),
  TEXT (series_id),   TEXT (series_rule),   TEXT (video_link),      TEXT (patient_name),
  TEXT (doctor_name), TEXT (room_name),     TEXT (device_name),     TEXT (ticket),
  TEXT (to_confirm),  TEXT (video_code),    TEXT (new_name),        TEXT (new_phone),
  TEXT (new_address),
#undef TEXT
};

/**
 * salve_appointment_details_new:
 * @id: (nullable): the Appointment's; a new one needs one before it is written
 *
 * Returns: (transfer full): booked, in person, without a time
 */
SalveAppointmentDetails *
salve_appointment_details_new (const char *id)
{
  SalveAppointmentDetails *self = g_new0 (SalveAppointmentDetails, 1);

  self->id = g_strdup (id);
  self->status = SALVE_APPOINTMENT_BOOKED;
  self->span = (SalveTimeSpan){ SALVE_INSTANT_NONE, SALVE_INSTANT_NONE };
  self->mode = SALVE_VISIT_IN_PERSON;
  self->reminder_minutes = -1;
  self->arrived = self->called = self->finished = SALVE_INSTANT_NONE;
  return self;
}

SalveAppointmentDetails *
salve_appointment_details_copy (const SalveAppointmentDetails *self)
{
  SalveAppointmentDetails *copy = g_memdup2 (self, sizeof *self);

  for (gsize i = 0; i < G_N_ELEMENTS (text_fields); i++)
    {
      char **text = G_STRUCT_MEMBER_P (copy, text_fields[i]);

      *text = g_strdup (*text);
    }
  return copy;
}

void
salve_appointment_details_free (SalveAppointmentDetails *self)
{
  if (self == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (text_fields); i++)
    g_free (G_STRUCT_MEMBER (char *, self, text_fields[i]));
  g_free (self);
}

gboolean
salve_appointment_details_has_time (const SalveAppointmentDetails *self)
{
  return self->span.start != SALVE_INSTANT_NONE && self->span.end > self->span.start;
}

/* Says what the participants are called; NULL leaves a name as it is. */
void
salve_appointment_details_set_displays (SalveAppointmentDetails *self,
                                        const char *patient,
                                        const char *doctor,
                                        const char *room,
                                        const char *device)
{
  if (patient != NULL)
    g_set_str (&self->patient_name, patient);
  if (doctor != NULL)
    g_set_str (&self->doctor_name, doctor);
  if (room != NULL)
    g_set_str (&self->room_name, room);
  if (device != NULL)
    g_set_str (&self->device_name, device);
}

/**
 * salve_appointment_details_set_visit_type:
 * @type: (nullable): what the patient comes for; %NULL for no type in particular
 *
 * Takes over the type's name and buffers; the mode too, where the type allows only others. The time stays.
 */
void
salve_appointment_details_set_visit_type (SalveAppointmentDetails *self, const SalveVisitType *type)
{
  if (type == NULL)
    {
      g_clear_pointer (&self->visit_type_id, g_free);
      g_clear_pointer (&self->visit_type_name, g_free);
      self->buffer_before = self->buffer_after = 0;
      return;
    }
  g_set_str (&self->visit_type_id, type->id);
  g_set_str (&self->visit_type_name, type->name);
  self->buffer_before = type->buffer_before;
  self->buffer_after = type->buffer_after;
  if ((self->mode & type->modes) == 0 && type->modes != 0)
    self->mode = type->modes & SALVE_VISIT_IN_PERSON ? SALVE_VISIT_IN_PERSON
                 : type->modes & SALVE_VISIT_PHONE   ? SALVE_VISIT_PHONE
                                                     : SALVE_VISIT_VIDEO;
}

static const struct
{
  SalveVisitModes mode;
  const char *code;
} modes[] = {
  { SALVE_VISIT_IN_PERSON, "in-person" },
  { SALVE_VISIT_PHONE, "phone" },
  { SALVE_VISIT_VIDEO, "video" },
};

static SalveVisitModes
read_mode (SalveElement root)
{
  const char *code = salve_extension_text (root, X_MODE, "valueCode");

  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    if (g_strcmp0 (code, modes[i].code) == 0)
      return modes[i].mode;
  return SALVE_VISIT_IN_PERSON;
}

static char *
mode_to_json (SalveVisitModes mode)
{
  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    if (mode == modes[i].mode)
      return salve_json_quote (modes[i].code);
  return NULL;
}

static void
read_participants (SalveAppointmentDetails *self, SalveElement root)
{
  const char *names[4] = { NULL };

  self->patient_id = salve_read_participant (root, "Patient", &names[0]);
  self->doctor_id = salve_read_participant (root, "Practitioner", &names[1]);
  self->room_id = salve_read_participant (root, "Location", &names[2]);
  self->device_id = salve_read_participant (root, "Device", &names[3]);
  self->visit_type_id = salve_read_participant (root, "HealthcareService", NULL);
  salve_appointment_details_set_displays (self, names[0], names[1], names[2], names[3]);
}

static SalveInstant
read_instant (SalveElement flow, const char *url)
{
  const char *text = salve_extension_text (flow, url, "valueInstant");
  SalveInstant instant;

  return text != NULL && salve_instant_parse_fhir (text, NULL, &instant, NULL) ? instant : SALVE_INSTANT_NONE;
}

static void
read_flow (SalveAppointmentDetails *self, SalveElement flow)
{
  self->arrived = read_instant (flow, "arrived");
  self->called = read_instant (flow, "called");
  self->finished = read_instant (flow, "finished");
  self->ticket = g_strdup (salve_extension_text (flow, "ticket", "valueString"));
  self->to_confirm = g_strdup (salve_extension_text (flow, "to-confirm", "valueString"));
  self->new_name = g_strdup (salve_extension_text (flow, "new-name", "valueString"));
  self->new_phone = g_strdup (salve_extension_text (flow, "new-phone", "valueString"));
  self->new_address = g_strdup (salve_extension_text (flow, "new-address", "valueString"));
}

static void
read_extensions (SalveAppointmentDetails *self, SalveElement root)
{
  SalveElement buffers = salve_element_extension (root, X_BUFFERS);
  SalveElement series = salve_element_extension (root, X_SERIES);
  const char *day = salve_extension_text (series, "day", "valueDate");

  self->buffer_before = salve_extension_int (buffers, "before", 0, BUFFER_MAX, 0);
  self->buffer_after = salve_extension_int (buffers, "after", 0, BUFFER_MAX, 0);
  self->overbooked_reason = g_strdup (salve_extension_text (root, X_OVERBOOKED, "valueString"));
  self->series_id = g_strdup (salve_extension_text (series, "id", "valueString"));
  self->series_rule = g_strdup (salve_extension_text (series, "rule", "valueString"));
  if (day != NULL)
    salve_partial_date_parse_iso (day, &self->series_day);
  self->reminder_minutes = salve_extension_int (root, X_REMINDER, 0, REMINDER_MAX, -1);
  self->video_link = g_strdup (salve_extension_text (root, X_VIDEO_LINK, "valueUrl"));
  self->video_code = g_strdup (salve_extension_text (root, X_VIDEO_CODE, "valueString"));
  self->mode = read_mode (root);
  read_flow (self, salve_element_extension (root, SALVE_APPOINTMENT_FLOW));
}

/**
 * salve_appointment_details_read:
 * @resource: an Appointment
 *
 * A status that R4 does not have is read as booked, because a time that may be taken must not be given away.
 *
 * Returns: (transfer full): what it says
 */
SalveAppointmentDetails *
salve_appointment_details_read (SalveResource *resource)
{
  SalveElement root = salve_resource_root (resource);
  SalveAppointmentDetails *self = salve_appointment_details_new (salve_resource_get_id (resource));
  const char *status = salve_appointment_get_status (resource);

  if (status == NULL || !salve_appointment_status_parse (status, &self->status))
    self->status = SALVE_APPOINTMENT_BOOKED;
  self->span = salve_read_span (salve_element_get (root, "start"), salve_element_get (root, "end"));
  read_participants (self, root);
  self->visit_type_name =
      g_strdup (salve_concept_display (salve_element_at (salve_appointment_get_service_types (resource), 0)));
  self->reason =
      g_strdup (salve_concept_display (salve_element_at (salve_appointment_get_reasons (resource), 0)));
  self->description = g_strdup (salve_appointment_get_description (resource));
  self->note = g_strdup (salve_appointment_get_comment (resource));
  self->cancel_reason =
      g_strdup (salve_concept_display (salve_appointment_get_cancelation_reason (resource)));
  read_extensions (self, root);
  return self;
}

static gboolean
may_lack_time (SalveAppointmentStatus status)
{
  return status == SALVE_APPOINTMENT_PROPOSED || status == SALVE_APPOINTMENT_CANCELLED
         || status == SALVE_APPOINTMENT_WAITLIST;
}

static gboolean
has_text (const char *text)
{
  return text != NULL && *text != '\0';
}

/* The invariants app-2 and app-3 of https://hl7.org/fhir/R4/appointment.html, and that somebody takes part. */
static gboolean
check (const SalveAppointmentDetails *self, SalveResource *old, GError **error)
{
  SalveElement others = { NULL };

  if (self->span.start != SALVE_INSTANT_NONE && self->span.end <= self->span.start)
    return salve_fhir_refuse (error, _ ("An appointment ends after it begins."));
  if (!salve_appointment_details_has_time (self) && !may_lack_time (self->status))
    return salve_fhir_refuse (error, _ ("An appointment needs a day and a time."));
  if (self->buffer_before < 0 || self->buffer_before > BUFFER_MAX || self->buffer_after < 0
      || self->buffer_after > BUFFER_MAX)
    return salve_fhir_refuse (error, _ ("The time before and after an appointment is at most four hours."));
  if (old != NULL)
    others = salve_appointment_get_participants (old);
  if (!has_text (self->patient_id) && !has_text (self->doctor_id) && !has_text (self->room_id)
      && !has_text (self->device_id) && salve_element_length (others) == 0)
    return salve_fhir_refuse (error, _ ("An appointment needs a patient, a doctor, a room or a device."));
  return TRUE;
}

static void
write_time (SalveEdit *edit, const SalveAppointmentDetails *self, const SalveAppointmentDetails *before)
{
  g_autofree char *minutes = NULL;

  if (self->span.start == before->span.start && self->span.end == before->span.end)
    return;
  if (!salve_appointment_details_has_time (self))
    {
      salve_edit_remove (edit, "/start");
      salve_edit_remove (edit, "/end");
      salve_edit_remove (edit, "/minutesDuration");
      return;
    }
  minutes = salve_json_int (MAX (1, (self->span.end - self->span.start) / SALVE_INSTANT_MINUTE));
  if (self->span.start != before->span.start)
    salve_edit_set_instant (edit, "/start", self->span.start);
  if (self->span.end != before->span.end)
    salve_edit_set_instant (edit, "/end", self->span.end);
  salve_edit_set_json (edit, "/minutesDuration", minutes);
}

static void
write_texts (SalveEdit *edit, const SalveAppointmentDetails *self, const SalveAppointmentDetails *before)
{
  gboolean reasoned =
      self->status == SALVE_APPOINTMENT_CANCELLED || self->status == SALVE_APPOINTMENT_NO_SHOW;

  if (!reasoned)
    salve_edit_remove (edit, "/cancelationReason");
  else if (!salve_same_text (self->cancel_reason, before->cancel_reason))
    salve_edit_set_text_concept (edit, "/cancelationReason", self->cancel_reason);
  if (!salve_same_text (self->visit_type_name, before->visit_type_name))
    salve_edit_set_text_concept (edit, "/serviceType/0", self->visit_type_name);
  if (!salve_same_text (self->reason, before->reason))
    salve_edit_set_text_concept (edit, "/reasonCode/0", self->reason);
  if (!salve_same_text (self->description, before->description))
    salve_edit_set_string (edit, "/description", self->description);
  if (!salve_same_text (self->note, before->note))
    salve_edit_set_string (edit, "/comment", self->note);
}

/* Whoever is new comes before whoever goes, so that the list is never empty in between and keeps its place. */
static void
write_participants (SalveEdit *edit,
                    const SalveAppointmentDetails *self,
                    const SalveAppointmentDetails *before)
{
  const SalveParticipant all[] = {
    { "Patient", before->patient_id, self->patient_id, before->patient_name, self->patient_name },
    { "Practitioner", before->doctor_id, self->doctor_id, before->doctor_name, self->doctor_name },
    { "Location", before->room_id, self->room_id, before->room_name, self->room_name },
    { "Device", before->device_id, self->device_id, before->device_name, self->device_name },
    { "HealthcareService", before->visit_type_id, self->visit_type_id, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    if (has_text (all[i].id))
      salve_edit_set_participant (edit, &all[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    if (!has_text (all[i].id))
      salve_edit_set_participant (edit, &all[i]);
}

static char *
text_to_json (const char *text)
{
  return has_text (text) ? salve_json_quote (text) : NULL;
}

static char *
minutes_to_json (int minutes, int none)
{
  return minutes > none ? salve_json_int (minutes) : NULL;
}

static void
write_series (SalveEdit *edit, const SalveAppointmentDetails *self, const SalveAppointmentDetails *before)
{
  SalveExtensionValue parts[] = {
    { "id", "valueString", NULL },
    { "rule", "valueString", NULL },
    { "day", "valueDate", NULL },
  };

  if (salve_same_text (self->series_id, before->series_id)
      && salve_same_text (self->series_rule, before->series_rule)
      && salve_partial_date_equal (self->series_day, before->series_day))
    return;
  parts[0].json = text_to_json (self->series_id);
  parts[1].json = text_to_json (self->series_rule);
  if (salve_partial_date_is_set (self->series_day))
    {
      g_autofree char *day = salve_partial_date_to_iso (self->series_day);

      parts[2].json = salve_json_quote (day);
    }
  salve_edit_set_extension_parts (edit, X_SERIES, parts, G_N_ELEMENTS (parts));
}

static char *
instant_to_json (SalveInstant instant)
{
  g_autofree char *text = instant != SALVE_INSTANT_NONE ? salve_instant_format_fhir (instant) : NULL;

  return text_to_json (text);
}

static gboolean
says_the_same (const SalveAppointmentDetails *self, const SalveAppointmentDetails *before)
{
  return salve_same_text (self->ticket, before->ticket)
         && salve_same_text (self->to_confirm, before->to_confirm)
         && salve_same_text (self->new_name, before->new_name)
         && salve_same_text (self->new_phone, before->new_phone)
         && salve_same_text (self->new_address, before->new_address);
}

static void
write_flow (SalveEdit *edit, const SalveAppointmentDetails *self, const SalveAppointmentDetails *before)
{
  if (self->arrived != before->arrived || self->called != before->called || self->finished != before->finished
      || !says_the_same (self, before))
    {
      SalveExtensionValue parts[] = {
        { "arrived", "valueInstant", instant_to_json (self->arrived) },
        { "called", "valueInstant", instant_to_json (self->called) },
        { "finished", "valueInstant", instant_to_json (self->finished) },
        { "ticket", "valueString", text_to_json (self->ticket) },
        { "to-confirm", "valueString", text_to_json (self->to_confirm) },
        { "new-name", "valueString", text_to_json (self->new_name) },
        { "new-phone", "valueString", text_to_json (self->new_phone) },
        { "new-address", "valueString", text_to_json (self->new_address) },
      };

      salve_edit_set_extension_parts (edit, SALVE_APPOINTMENT_FLOW, parts, G_N_ELEMENTS (parts));
    }
}

static void
write_extensions (SalveEdit *edit, const SalveAppointmentDetails *self, const SalveAppointmentDetails *before)
{
  if (self->buffer_before != before->buffer_before || self->buffer_after != before->buffer_after)
    {
      SalveExtensionValue parts[] = {
        { "before", "valueInteger", minutes_to_json (self->buffer_before, 0) },
        { "after", "valueInteger", minutes_to_json (self->buffer_after, 0) },
      };

      salve_edit_set_extension_parts (edit, X_BUFFERS, parts, G_N_ELEMENTS (parts));
    }
  if (!salve_same_text (self->overbooked_reason, before->overbooked_reason))
    salve_edit_set_extension_take (edit, X_OVERBOOKED, "valueString", text_to_json (self->overbooked_reason));
  write_series (edit, self, before);
  if (self->reminder_minutes != before->reminder_minutes)
    salve_edit_set_extension_take (edit, X_REMINDER, "valueInteger",
                                   minutes_to_json (self->reminder_minutes, -1));
  if (self->mode != before->mode)
    salve_edit_set_extension_take (edit, X_MODE, "valueCode",
                                   self->mode == SALVE_VISIT_IN_PERSON ? NULL : mode_to_json (self->mode));
  if (!salve_same_text (self->video_link, before->video_link))
    salve_edit_set_extension_take (edit, X_VIDEO_LINK, "valueUrl", text_to_json (self->video_link));
  if (!salve_same_text (self->video_code, before->video_code))
    salve_edit_set_extension_take (edit, X_VIDEO_CODE, "valueString", text_to_json (self->video_code));
  write_flow (edit, self, before);
}

/**
 * salve_appointment_details_write:
 * @old: (nullable) (transfer none): the Appointment as it is; NULL makes a new one with the id of @self
 *
 * Writes what differs from @old and nothing else, so that writing what was read gives @old itself. The reason of a
 * cancellation goes when the status is another one than cancelled or noshow.
 *
 * Returns: (transfer full) (nullable): the Appointment; NULL with SALVE_FHIR_ERROR_RULE where R4 does not allow it
 */
SalveResource *
salve_appointment_details_write (const SalveAppointmentDetails *self, SalveResource *old, GError **error)
{
  g_autoptr (SalveAppointmentDetails) before = NULL;
  g_autoptr (SalveEdit) edit = NULL;

  if (!check (self, old, error))
    return NULL;
  edit = salve_map_edit ("Appointment", self->id, old, error);
  if (edit == NULL)
    return NULL;
  before = old != NULL ? salve_appointment_details_read (old) : salve_appointment_details_new (NULL);
  if (old == NULL || self->status != before->status)
    salve_edit_set_string (edit, "/status", salve_appointment_status_to_code (self->status));
  write_texts (edit, self, before);
  write_time (edit, self, before);
  write_participants (edit, self, before);
  write_extensions (edit, self, before);
  return salve_edit_finish (edit, error);
}

/**
 * salve_appointment_details_move_on:
 * @to: the status to have from now on
 * @now: when
 *
 * Notes when a patient arrived, was called in, and was done; a step back takes the later ones away. The ticket is the
 * caller's to choose, and stays with who was here and comes back.
 */
void
salve_appointment_details_move_on (SalveAppointmentDetails *self, SalveAppointmentStatus to, SalveInstant now)
{
  const gboolean here = to == SALVE_APPOINTMENT_ARRIVED || to == SALVE_APPOINTMENT_CHECKED_IN
                        || to == SALVE_APPOINTMENT_FULFILLED;
  const gboolean inside = here && to != SALVE_APPOINTMENT_ARRIVED;
  const gboolean done = to == SALVE_APPOINTMENT_FULFILLED;

  self->status = to;
  self->arrived = !here ? SALVE_INSTANT_NONE : self->arrived == SALVE_INSTANT_NONE ? now : self->arrived;
  self->called = !inside ? SALVE_INSTANT_NONE : self->called == SALVE_INSTANT_NONE ? now : self->called;
  self->finished = done ? now : SALVE_INSTANT_NONE;
}

/* Returns: (transfer full): the appointment as the rules see it */
SalveBooking *
salve_appointment_details_to_booking (const SalveAppointmentDetails *self)
{
  SalveBooking *booking = salve_booking_new (self->id, self->span, self->doctor_id, self->patient_id);

  booking->buffer_before = self->buffer_before;
  booking->buffer_after = self->buffer_after;
  g_set_str (&booking->actors[SALVE_ACTOR_ROOM], self->room_id);
  g_set_str (&booking->actors[SALVE_ACTOR_DEVICE], self->device_id);
  booking->status = self->status;
  booking->overbooked = has_text (self->overbooked_reason);
  return booking;
}
