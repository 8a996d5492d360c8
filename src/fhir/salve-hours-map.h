/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-diary.h"
#include "salve-resource.h"
#include "salve-visit-type.h"

G_BEGIN_DECLS

/* What makes a timetable, between FHIR R4 and plain values: visit types (HealthcareService), weekly hours
 * (PractitionerRole), absences, holidays and opened times (Slot on a Schedule). As with appointments, writing changes
 * only what differs. */

SalveVisitType *salve_visit_type_read (SalveResource *resource);
SalveResource *salve_visit_type_write (const SalveVisitType *self, SalveResource *old, GError **error);

/* What a doctor does at one place during one validity (https://hl7.org/fhir/R4/practitionerrole.html). */
#define SALVE_TYPE_ROLE_DETAILS (salve_role_details_get_type ())
typedef struct
{
  char *id;
  gboolean active;
  char *doctor_id;
  char *location_id;   /* or NULL */
  char *location_name; /* display; or NULL */
  SalvePartialDate valid_from;
  SalvePartialDate valid_to;
  GPtrArray *specialties;    /* (element-type utf8): what people call them */
  GPtrArray *visit_type_ids; /* (element-type utf8); empty: all */
  GArray *hours;             /* SalveHoursRule, each with the validity and location of the role */
} SalveRoleDetails;

GType salve_role_details_get_type (void) G_GNUC_CONST;
SalveRoleDetails *salve_role_details_new (const char *id, const char *doctor_id);
SalveRoleDetails *salve_role_details_copy (const SalveRoleDetails *self);
void salve_role_details_free (SalveRoleDetails *self);
SalveRoleDetails *salve_role_details_read (SalveResource *resource);
SalveResource *salve_role_details_write (const SalveRoleDetails *self, SalveResource *old, GError **error);

/* A Slot: busy-unavailable is an absence (or a holiday, on the clinic's own Schedule: the reader of the store tells
 * them apart), free is an opened time. */
#define SALVE_TYPE_SLOT_DETAILS (salve_slot_details_get_type ())
typedef struct
{
  char *id;
  char *schedule_id; /* the same as the actor's id */
  SalveExceptionKind kind;
  SalveTimeSpan span;
  char *reason;      /* or NULL */
  char *location_id; /* of an opened time; or NULL */
} SalveSlotDetails;

GType salve_slot_details_get_type (void) G_GNUC_CONST;
SalveSlotDetails *
salve_slot_details_new (const char *id, const char *schedule_id, SalveExceptionKind kind, SalveTimeSpan span);
SalveSlotDetails *salve_slot_details_copy (const SalveSlotDetails *self);
void salve_slot_details_free (SalveSlotDetails *self);
SalveSlotDetails *salve_slot_details_read (SalveResource *resource);
SalveResource *salve_slot_details_write (const SalveSlotDetails *self, SalveResource *old, GError **error);

/* The Schedule that slots of an actor need: "Practitioner", "Location" or "Device". */
SalveResource *salve_schedule_build (const char *actor_type, const char *actor_id, GError **error);

/* A doctor's own colour, 0 to 11; -1: none. */
int salve_practitioner_get_colour (SalveResource *practitioner);
SalveResource *salve_practitioner_set_colour (SalveResource *practitioner, int colour, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveRoleDetails, salve_role_details_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveSlotDetails, salve_slot_details_free)

G_END_DECLS
