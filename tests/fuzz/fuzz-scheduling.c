/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever passes as a resource can be read as an appointment, a wish, hours, an absence and a visit type, and writing
 * what was read changes nothing of it. */
#include "fuzz.h"

#include "salve-appointment-details.h"
#include "salve-appointment.h"
#include "salve-hours-map.h"

/* Takes what was written. */
static void
assert_unchanged (SalveResource *written, SalveResource *resource)
{
  g_assert_true (written == NULL || written == resource);
  g_clear_pointer (&written, salve_resource_unref);
}

static void
appointment (SalveResource *resource)
{
  g_autoptr (SalveAppointmentDetails) details = salve_appointment_details_read (resource);
  g_autoptr (SalveAppointmentDetails) copy = salve_appointment_details_copy (details);
  g_autoptr (SalveBooking) booking = salve_appointment_details_to_booking (copy);
  g_autoptr (SalveWish) wish = salve_wish_read (resource);
  gboolean reasoned =
      details->status == SALVE_APPOINTMENT_CANCELLED || details->status == SALVE_APPOINTMENT_NO_SHOW;

  g_assert_cmpint (booking->buffer_before, >=, 0);
  g_assert_cmpint (booking->buffer_before, <=, 240);
  /* A reason of a cancellation that is none is taken out. */
  if (reasoned || !salve_element_exists (salve_appointment_get_cancelation_reason (resource)))
    assert_unchanged (salve_appointment_details_write (details, resource, NULL), resource);
  if (wish != NULL)
    assert_unchanged (salve_wish_write (wish, resource, NULL), resource);
}

static void
hours (SalveResource *resource)
{
  g_autoptr (SalveRoleDetails) role = salve_role_details_read (resource);

  for (guint i = 0; i < role->hours->len; i++)
    {
      const SalveHoursRule *rule = &g_array_index (role->hours, SalveHoursRule, i);

      g_assert_cmpuint (rule->weekday - 1, <, 7);
      g_assert_cmpint (rule->start_minute, >=, 0);
      g_assert_cmpint (rule->start_minute, <, rule->end_minute);
      g_assert_cmpint (rule->end_minute, <=, 1440);
    }
  assert_unchanged (salve_role_details_write (role, resource, NULL), resource);
}

static void
others (SalveResource *resource)
{
  g_autoptr (SalveSlotDetails) slot = salve_slot_details_read (resource);
  g_autoptr (SalveVisitType) type = salve_visit_type_read (resource);

  g_assert_cmpint (type->minutes, >=, 1);
  g_assert_cmpint (type->colour, >=, -1);
  g_assert_cmpint (type->colour, <=, 11);
  g_assert_cmpint (salve_practitioner_get_colour (resource), <=, 11);
  if (slot != NULL)
    assert_unchanged (salve_slot_details_write (slot, resource, NULL), resource);
  assert_unchanged (salve_visit_type_write (type, resource, NULL), resource);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (SalveResource) resource =
      salve_resource_new_from_text (size > 0 ? (const char *)data : "", (gssize)size, NULL);

  if (resource == NULL)
    return 0;
  appointment (resource);
  hours (resource);
  others (resource);
  return 0;
}
