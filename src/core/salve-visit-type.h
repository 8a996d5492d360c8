/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-appointment-cycle.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_VISIT_IN_PERSON = 1 << 0,
  SALVE_VISIT_PHONE = 1 << 1,
  SALVE_VISIT_VIDEO = 1 << 2,
} SalveVisitModes;

/* What people come for (FHIR: HealthcareService). */
#define SALVE_TYPE_VISIT_TYPE (salve_visit_type_get_type ())
typedef struct
{
  char *id; /* of the HealthcareService */
  char *name;
  char *specialty;   /* text, or NULL: any */
  int minutes;       /* 1 to 1440 */
  int buffer_before; /* minutes, 0 to 240: the doctor's time before, not shown to the patient */
  int buffer_after;
  int colour; /* 0 to 11 in the palette, -1: the doctor's own */
  SalveVisitModes modes;
  SalveRoles bookable_by;
  gboolean active;
} SalveVisitType;

GType salve_visit_type_get_type (void) G_GNUC_CONST;
SalveVisitType *salve_visit_type_new (const char *id, const char *name, int minutes);
SalveVisitType *salve_visit_type_copy (const SalveVisitType *self);
void salve_visit_type_free (SalveVisitType *self);

/* Whether somebody may book. */
typedef enum
{
  SALVE_LEAVE_GIVEN,
  SALVE_LEAVE_NOT_THIS_TYPE, /* others of the clinic book it */
  SALVE_LEAVE_NOT_OVER,      /* onto a taken or closed time */
} SalveLeave;
#define SALVE_ROLES_OVERBOOK (SALVE_ROLE_FRONT_DESK | SALVE_ROLE_NURSE | SALVE_ROLE_DOCTOR)
SalveLeave salve_booking_leave (SalveRoles roles, const SalveVisitType *type, gboolean overbooked);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveVisitType, salve_visit_type_free)

G_END_DECLS
