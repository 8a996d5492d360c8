/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Absences, holidays and opened times: a Slot (https://hl7.org/fhir/R4/slot.html) on the Schedule of whom it is about. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "salve-extension-private.h"
#include "salve-hours-map.h"
#include "salve-json.h"
#include "salve-slot.h"
#include "salve-view-private.h"

#define X_SLOT_LOCATION SALVE_X "slot-location"

G_DEFINE_BOXED_TYPE (SalveSlotDetails, salve_slot_details, salve_slot_details_copy, salve_slot_details_free)

SalveSlotDetails *
salve_slot_details_new (const char *id, const char *schedule_id, SalveExceptionKind kind, SalveTimeSpan span)
{
  SalveSlotDetails *self = g_new0 (SalveSlotDetails, 1);

  self->id = g_strdup (id);
  self->schedule_id = g_strdup (schedule_id);
  self->kind = kind;
  self->span = span;
  return self;
}

SalveSlotDetails *
salve_slot_details_copy (const SalveSlotDetails *self)
{
  SalveSlotDetails *copy = salve_slot_details_new (self->id, self->schedule_id, self->kind, self->span);

  copy->reason = g_strdup (self->reason);
  copy->location_id = g_strdup (self->location_id);
  return copy;
}

void
salve_slot_details_free (SalveSlotDetails *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->schedule_id);
  g_free (self->reason);
  g_free (self->location_id);
  g_free (self);
}

static const char *
status_of (SalveExceptionKind kind)
{
  return kind == SALVE_EXCEPTION_OPENED ? "free" : "busy-unavailable";
}

/**
 * salve_slot_details_read:
 * @resource: a Slot
 *
 * Returns: (transfer full) (nullable): an absence or an opened time; NULL for other statuses (busy and busy-tentative
 *   are told by appointments) and where the schedule or the time is missing
 */
SalveSlotDetails *
salve_slot_details_read (SalveResource *resource)
{
  SalveElement root = salve_resource_root (resource);
  const char *status = salve_element_string (root, "status");
  g_autofree char *schedule = salve_reference_id (salve_element_get (root, "schedule"), "Schedule");
  SalveTimeSpan span = salve_read_span (salve_element_get (root, "start"), salve_element_get (root, "end"));
  gboolean opened = g_strcmp0 (status, "free") == 0;
  SalveSlotDetails *self;

  if ((!opened && g_strcmp0 (status, "busy-unavailable") != 0) || schedule == NULL
      || span.start == SALVE_INSTANT_NONE)
    return NULL;
  self = salve_slot_details_new (salve_resource_get_id (resource), schedule,
                                 opened ? SALVE_EXCEPTION_OPENED : SALVE_EXCEPTION_ABSENCE, span);
  self->reason = g_strdup (salve_element_string (root, "comment"));
  self->location_id =
      salve_reference_id (salve_extension_value (root, X_SLOT_LOCATION, "valueReference"), "Location");
  return self;
}

static void
write_location (SalveEdit *edit, const char *id)
{
  g_autofree char *json = id != NULL ? g_strdup_printf ("{\"reference\":\"Location/%s\"}", id) : NULL;

  salve_edit_set_extension (edit, "", X_SLOT_LOCATION, "valueReference", json);
}

/**
 * salve_slot_details_write:
 * @old: (nullable): the Slot as it is; NULL makes a new one with the id of @self
 *
 * Writes what differs from @old and nothing else.
 *
 * Returns: (transfer full) (nullable): the Slot; NULL with SALVE_FHIR_ERROR_RULE without a schedule or a time
 */
SalveResource *
salve_slot_details_write (const SalveSlotDetails *self, SalveResource *old, GError **error)
{
  g_autoptr (SalveSlotDetails) before = NULL;
  g_autoptr (SalveEdit) edit = NULL;

  if (self->schedule_id == NULL)
    salve_fhir_refuse (error, _ ("An absence or an opened time belongs to somebody’s schedule."));
  else if (self->span.start == SALVE_INSTANT_NONE || self->span.end <= self->span.start)
    salve_fhir_refuse (error, _ ("An absence or an opened time ends after it begins."));
  else
    edit = salve_map_edit ("Slot", self->id, old, error);
  if (edit == NULL)
    return NULL;
  before = old != NULL ? salve_slot_details_read (old) : NULL;
  if (before == NULL || !salve_same_text (self->schedule_id, before->schedule_id))
    salve_view_set_reference (edit, "/schedule", "Schedule", self->schedule_id);
  salve_edit_set_string (edit, "/status", status_of (self->kind));
  if (before == NULL || self->span.start != before->span.start)
    salve_edit_set_instant (edit, "/start", self->span.start);
  if (before == NULL || self->span.end != before->span.end)
    salve_edit_set_instant (edit, "/end", self->span.end);
  if (before == NULL || !salve_same_text (self->reason, before->reason))
    salve_edit_set_string (edit, "/comment", self->reason);
  if (!salve_same_text (self->location_id, before != NULL ? before->location_id : NULL))
    write_location (edit, self->location_id);
  return salve_edit_finish (edit, error);
}

/**
 * salve_schedule_build:
 * @actor_type: "Practitioner", "Location" or "Device"
 *
 * Returns: (transfer full) (nullable): a Schedule whose id is the actor's, so that everybody who makes it makes the same
 */
SalveResource *
salve_schedule_build (const char *actor_type, const char *actor_id, GError **error)
{
  g_autoptr (SalveEdit) edit = salve_map_edit ("Schedule", actor_id, NULL, error);

  if (edit == NULL)
    return NULL;
  salve_edit_set_boolean (edit, "/active", TRUE);
  salve_view_set_reference (edit, "/actor/0", actor_type, actor_id);
  return salve_edit_finish (edit, error);
}
