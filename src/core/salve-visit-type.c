/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-visit-type.h"

G_DEFINE_BOXED_TYPE (SalveVisitType, salve_visit_type, salve_visit_type_copy, salve_visit_type_free)

/**
 * salve_visit_type_new:
 * @id: of the HealthcareService
 * @name: what people call it
 * @minutes: its length, 1 to 1440
 *
 * Returns: (transfer full): an active type in person, without buffers and colour, that all staff may book
 */
SalveVisitType *
salve_visit_type_new (const char *id, const char *name, int minutes)
{
  SalveVisitType *self = g_new0 (SalveVisitType, 1);

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->minutes = minutes;
  self->colour = -1;
  self->modes = SALVE_VISIT_IN_PERSON;
  self->bookable_by = SALVE_ROLES_STAFF;
  self->active = TRUE;
  return self;
}

SalveVisitType *
salve_visit_type_copy (const SalveVisitType *self)
{
  SalveVisitType *copy = g_memdup2 (self, sizeof *self);

  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  copy->specialty = g_strdup (self->specialty);
  return copy;
}

void
salve_visit_type_free (SalveVisitType *self)
{
  if (!self)
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self->specialty);
  g_free (self);
}

/**
 * salve_booking_leave:
 * @roles: of whoever books; one that has the right is enough
 * @type: (nullable): what is booked; %NULL for a visit of no type, which everybody may book
 * @overbooked: whether it goes onto a time that is taken or closed
 *
 * The one place where it is decided, for desks and for the server. A type that names nobody is booked by everybody.
 * Who works with the appointments may overbook: neither patients nor those who only look after the program.
 */
SalveLeave
salve_booking_leave (SalveRoles roles, const SalveVisitType *type, gboolean overbooked)
{
  if (type && type->bookable_by != SALVE_ROLE_NONE && (type->bookable_by & roles) == 0)
    return SALVE_LEAVE_NOT_THIS_TYPE;
  return overbooked && (roles & SALVE_ROLES_OVERBOOK) == 0 ? SALVE_LEAVE_NOT_OVER : SALVE_LEAVE_GIVEN;
}
