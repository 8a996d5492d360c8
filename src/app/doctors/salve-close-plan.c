/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-close-plan.h"

#include <glib/gi18n.h>

#include "salve-appointment-details.h"
#include "salve-appointment-words.h"
#include "salve-doctor.h"
#include "salve-hours-check.h"
#include "salve-hours-map.h"

/* How far ahead a new time is looked for, after the range. */
#define SEARCH_DAYS 120
#define DAY (24 * 60 * SALVE_INSTANT_MINUTE)

struct _SalveClosePlan
{
  SalveClinic *clinic;
  char *doctor_id; /* NULL: the whole clinic */
  SalveTimeSpan span;
  GPtrArray *items;   /* of SalveCloseItem */
  GPtrArray *doctors; /* of SalveDoctor; read when the first other doctor is looked for */
};

static void
item_free (gpointer data)
{
  SalveCloseItem *item = data;

  salve_appointment_row_free (item->row);
  g_free (item->phone);
  g_free (item->new_doctor_id);
  g_free (item);
}

/**
 * salve_close_plan_new:
 * @doctor_id: (nullable): whose time; %NULL: the whole clinic's
 */
SalveClosePlan *
salve_close_plan_new (SalveClinic *clinic, const char *doctor_id)
{
  SalveClosePlan *self = g_new0 (SalveClosePlan, 1);

  self->clinic = g_object_ref (clinic);
  self->doctor_id = g_strdup (doctor_id);
  self->items = g_ptr_array_new_with_free_func (item_free);
  return self;
}

void
salve_close_plan_free (SalveClosePlan *self)
{
  g_object_unref (self->clinic);
  g_free (self->doctor_id);
  g_ptr_array_unref (self->items);
  g_clear_pointer (&self->doctors, g_ptr_array_unref);
  g_free (self);
}

static char *
read_phone (SalveClosePlan *self, const char *patient_id)
{
  SalveStore *store = salve_clinic_get_store (self->clinic);
  g_autoptr (SalvePatientRow) row =
      patient_id != NULL ? salve_store_read_patient_row (store, patient_id, NULL) : NULL;

  return row != NULL ? g_strdup (row->phone) : NULL;
}

static SalveCloseWay
way_before (GPtrArray *items, const char *id)
{
  for (guint i = 0; i < items->len; i++)
    {
      const SalveCloseItem *item = g_ptr_array_index (items, i);

      if (g_str_equal (item->row->id, id))
        return item->way;
    }
  return SALVE_CLOSE_LEAVE;
}

/**
 * salve_close_plan_set_span:
 * @span: what shall be closed
 *
 * Looks up what is booked in it; what was chosen for an appointment that was there before stays chosen.
 */
gboolean
salve_close_plan_set_span (SalveClosePlan *self, SalveTimeSpan span, GError **error)
{
  g_autoptr (GPtrArray) booked = salve_find_booked (self->clinic, self->doctor_id, span, error);
  GPtrArray *before = self->items;
  SalveInstant now = salve_clinic_now (self->clinic);

  if (booked == NULL)
    return FALSE;
  self->span = span;
  self->items = g_ptr_array_new_with_free_func (item_free);
  g_ptr_array_set_free_func (booked, NULL);
  for (guint i = 0; i < booked->len; i++)
    {
      SalveAppointmentRow *row = g_ptr_array_index (booked, i);
      SalveCloseItem *item;

      /* What has begun or is over is no longer moved. */
      if (row->status != SALVE_APPOINTMENT_BOOKED && row->status != SALVE_APPOINTMENT_PENDING
          && row->status != SALVE_APPOINTMENT_PROPOSED)
        {
          salve_appointment_row_free (row);
          continue;
        }
      if (row->span.end <= now)
        {
          salve_appointment_row_free (row);
          continue;
        }
      item = g_new0 (SalveCloseItem, 1);
      item->row = row;
      item->phone = read_phone (self, row->patient_id);
      item->way = way_before (before, row->id);
      g_ptr_array_add (self->items, item);
    }
  g_ptr_array_unref (before);
  return TRUE;
}

guint
salve_close_plan_get_n_items (SalveClosePlan *self)
{
  return self->items->len;
}

const SalveCloseItem *
salve_close_plan_get_item (SalveClosePlan *self, guint index)
{
  return g_ptr_array_index (self->items, index);
}

void
salve_close_plan_set_way (SalveClosePlan *self, guint index, SalveCloseWay way)
{
  SalveCloseItem *item = g_ptr_array_index (self->items, index);

  item->way = way;
}

static gboolean
is_rebooked (const SalveCloseItem *item)
{
  return item->way == SALVE_CLOSE_REBOOK || item->way == SALVE_CLOSE_REBOOK_OTHERS;
}

static SalveDoctor *
find_doctor (SalveClosePlan *self, const char *id)
{
  for (guint i = 0; i < self->doctors->len; i++)
    {
      SalveDoctor *doctor = g_ptr_array_index (self->doctors, i);

      if (g_strcmp0 (salve_doctor_get_id (doctor), id) == 0)
        return doctor;
    }
  return NULL;
}

static gboolean
shares (char **first, char **second)
{
  for (guint i = 0; first[i] != NULL; i++)
    if (g_strv_contains ((const char *const *)second, first[i]))
      return TRUE;
  return first[0] == NULL;
}

/* Those who can do what the appointment's doctor would have done. */
static char **
list_others (SalveClosePlan *self, const SalveAppointmentRow *row)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  SalveDoctor *own = find_doctor (self, row->doctor_id);
  g_auto (GStrv) wanted = own != NULL ? salve_doctor_list_specialties (own) : g_new0 (char *, 1);

  for (guint i = 0; i < self->doctors->len; i++)
    {
      SalveDoctor *doctor = g_ptr_array_index (self->doctors, i);
      g_auto (GStrv) specialties = salve_doctor_list_specialties (doctor);
      g_auto (GStrv) types = salve_doctor_list_visit_type_ids (doctor);

      if (doctor == own || !salve_doctor_get_active (doctor) || !shares (wanted, specialties))
        continue;
      if (types[0] != NULL && row->visit_type_id != NULL
          && !g_strv_contains ((const char *const *)types, row->visit_type_id))
        continue;
      g_strv_builder_add (builder, salve_doctor_get_id (doctor));
    }
  return g_strv_builder_end (builder);
}

/* The diary as it will be once the range is closed and what leaves it has left. */
static SalveDiary *
load_diary (SalveClosePlan *self, GError **error)
{
  SalveTimeSpan range = { MIN (self->span.start, salve_clinic_now (self->clinic)),
                          self->span.end + SEARCH_DAYS * DAY };
  SalveDiary *diary = salve_store_load_diary (salve_clinic_get_store (self->clinic), range,
                                              salve_clinic_get_zone (self->clinic), error);

  if (diary == NULL)
    return NULL;
  for (guint i = 0; i < self->doctors->len; i++)
    {
      const char *id = salve_doctor_get_id (g_ptr_array_index (self->doctors, i));
      SalveTimetable *timetable = salve_diary_get_timetable (diary, SALVE_ACTOR_DOCTOR, id);

      if (timetable != NULL && (self->doctor_id == NULL || g_str_equal (id, self->doctor_id)))
        salve_timetable_add_exception (timetable, SALVE_EXCEPTION_ABSENCE, self->span, "closing", NULL, NULL);
    }
  for (guint i = 0; i < self->items->len; i++)
    {
      const SalveCloseItem *item = g_ptr_array_index (self->items, i);

      if (item->way != SALVE_CLOSE_LEAVE)
        salve_diary_remove (diary, item->row->id);
    }
  return diary;
}

static void
find_time (SalveClosePlan *self, SalveDiary *diary, SalveCloseItem *item)
{
  const SalveAppointmentRow *row = item->row;
  int minutes = (int)((row->span.end - row->span.start) / SALVE_INSTANT_MINUTE);
  SalveVisitType type = { .minutes = minutes,
                          .buffer_before = row->buffer_before,
                          .buffer_after = row->buffer_after };
  const char *const own[] = { row->doctor_id, NULL };
  g_auto (GStrv) others = item->way == SALVE_CLOSE_REBOOK_OTHERS ? list_others (self, row) : NULL;
  SalveFreeQuery query = { .doctors = others != NULL ? (const char *const *)others : own,
                           .visit_type = &type,
                           .minutes = minutes,
                           .patient_id = row->patient_id,
                           .room_id = others != NULL ? NULL : row->room_id,
                           .earliest = MAX (row->span.start, salve_clinic_now (self->clinic)),
                           .latest = self->span.end + SEARCH_DAYS * DAY,
                           .count = 1 };
  g_autoptr (GArray) found = NULL;
  g_autoptr (SalveBooking) booking = NULL;

  item->found = FALSE;
  if (query.doctors[0] == NULL)
    return;
  found = salve_first_free (diary, &query, salve_clinic_get_zone (self->clinic));
  if (found->len == 0)
    return;
  item->found = TRUE;
  item->new_span = g_array_index (found, SalveFreeTime, 0).span;
  g_set_str (&item->new_doctor_id, g_array_index (found, SalveFreeTime, 0).doctor_id);
  /* The next one does not get the same time. */
  booking = salve_appointment_row_to_booking (row);
  booking->span = item->new_span;
  g_set_str (&booking->actors[SALVE_ACTOR_DOCTOR], item->new_doctor_id);
  if (others != NULL)
    g_clear_pointer (&booking->actors[SALVE_ACTOR_ROOM], g_free);
  salve_diary_add (diary, booking);
}

/**
 * salve_close_plan_find:
 *
 * Finds a new time for each that shall be booked again, one after the other, so that no two get the same.
 */
gboolean
salve_close_plan_find (SalveClosePlan *self, GError **error)
{
  g_autoptr (SalveDiary) diary = NULL;
  gboolean any = FALSE;

  for (guint i = 0; i < self->items->len; i++)
    any |= is_rebooked (g_ptr_array_index (self->items, i));
  if (!any)
    return TRUE;
  if (self->doctors == NULL)
    self->doctors = salve_doctor_list (salve_clinic_get_store (self->clinic), error);
  if (self->doctors == NULL)
    return FALSE;
  diary = load_diary (self, error);
  if (diary == NULL)
    return FALSE;
  for (guint i = 0; i < self->items->len; i++)
    {
      SalveCloseItem *item = g_ptr_array_index (self->items, i);

      if (is_rebooked (item))
        find_time (self, diary, item);
    }
  return TRUE;
}

static void
move_details (SalveClosePlan *self, const SalveCloseItem *item, SalveAppointmentDetails *details)
{
  SalveDoctor *doctor = find_doctor (self, item->new_doctor_id);

  details->span = item->new_span;
  if (g_strcmp0 (details->doctor_id, item->new_doctor_id) == 0)
    return;
  g_set_str (&details->doctor_id, item->new_doctor_id);
  g_free (details->doctor_name);
  details->doctor_name =
      doctor != NULL ? salve_doctor_format_name (doctor, salve_clinic_get_locale (self->clinic)) : NULL;
  /* The room was the other doctor's. */
  g_clear_pointer (&details->room_id, g_free);
  g_clear_pointer (&details->room_name, g_free);
}

static gboolean
add_item (SalveClosePlan *self,
          SalveChange *change,
          const SalveCloseItem *item,
          const char *reason,
          GError **error)
{
  gint64 version = 0;
  g_autoptr (SalveResource) old = NULL;
  g_autoptr (SalveResource) written = NULL;
  g_autoptr (SalveAppointmentDetails) details = NULL;

  if (item->way == SALVE_CLOSE_LEAVE)
    return TRUE;
  if (is_rebooked (item) && !item->found)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s",
                   _ ("Not everybody has a new time. Choose another way for those without one."));
      return FALSE;
    }
  old =
      salve_store_read (salve_clinic_get_store (self->clinic), "Appointment", item->row->id, &version, error);
  details = old != NULL ? salve_appointment_details_read (old) : NULL;
  if (details == NULL)
    return FALSE;
  if (item->way == SALVE_CLOSE_CANCEL)
    {
      details->status = SALVE_APPOINTMENT_CANCELLED;
      g_set_str (&details->cancel_reason,
                 reason != NULL && *reason != '\0' ? reason : _ ("The clinic closed this time"));
    }
  else
    move_details (self, item, details);
  written = salve_appointment_details_write (details, old, error);
  if (written == NULL)
    return FALSE;
  salve_change_put (change, written, version);
  return TRUE;
}

/**
 * salve_add_slot:
 * @actor_type: "Practitioner", "Location" or "Device"
 * @reason: (nullable): why
 * @location_id: (nullable): where, for opened times
 *
 * Adds an absence, a holiday or an opened time to a change, and the Schedule it needs where there is none.
 */
gboolean
salve_add_slot (SalveClinic *clinic,
                SalveChange *change,
                const char *actor_type,
                const char *actor_id,
                SalveExceptionKind kind,
                SalveTimeSpan span,
                const char *reason,
                const char *location_id,
                GError **error)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (SalveSlotDetails) details = salve_slot_details_new (id, actor_id, kind, span);
  g_autoptr (SalveResource) slot = NULL;
  g_autoptr (SalveResource) known =
      salve_store_read (salve_clinic_get_store (clinic), "Schedule", actor_id, NULL, NULL);
  gboolean has_schedule = known != NULL;

  for (guint i = 0; !has_schedule && i < salve_change_get_n_items (change); i++)
    has_schedule = g_str_equal (salve_change_get_item (change, i)->type, "Schedule");
  if (!has_schedule)
    {
      g_autoptr (SalveResource) schedule = salve_schedule_build (actor_type, actor_id, error);

      if (schedule == NULL)
        return FALSE;
      salve_change_put (change, schedule, SALVE_VERSION_ANY);
    }
  details->reason = reason != NULL && *reason != '\0' ? g_strdup (reason) : NULL;
  details->location_id = g_strdup (location_id);
  slot = salve_slot_details_write (details, NULL, error);
  if (slot == NULL)
    return FALSE;
  salve_change_put (change, slot, SALVE_VERSION_NONE);
  return TRUE;
}

/**
 * salve_close_plan_make_change:
 * @label: what is done, for the history
 * @reason: (nullable): why; also the reason of what is cancelled
 *
 * Returns: (transfer full) (nullable): the absence and all that becomes of what was booked in it, in one change
 */
SalveChange *
salve_close_plan_make_change (SalveClosePlan *self, const char *label, const char *reason, GError **error)
{
  g_autoptr (SalveChange) change = salve_clinic_begin (self->clinic, label);
  g_autofree char *place = NULL;

  if (self->doctor_id == NULL)
    {
      place = salve_store_find_clinic_place (salve_clinic_get_store (self->clinic), error);
      if (place == NULL)
        {
          if (error != NULL && *error == NULL)
            g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s",
                         _ ("The clinic itself is not among the places yet. Add it with its rooms."));
          return NULL;
        }
    }
  if (!salve_add_slot (self->clinic, change, place != NULL ? "Location" : "Practitioner",
                       place != NULL ? place : self->doctor_id,
                       place != NULL ? SALVE_EXCEPTION_HOLIDAY : SALVE_EXCEPTION_ABSENCE, self->span, reason,
                       NULL, error))
    return NULL;
  for (guint i = 0; i < self->items->len; i++)
    if (!add_item (self, change, g_ptr_array_index (self->items, i), reason, error))
      return NULL;
  if (reason != NULL && *reason != '\0')
    salve_change_set_reason (change, reason);
  return g_steal_pointer (&change);
}

static char *
format_new (SalveClosePlan *self, const SalveCloseItem *item)
{
  g_autofree char *when = NULL;
  g_autofree char *name = NULL;
  SalveDoctor *doctor;

  if (item->way == SALVE_CLOSE_CANCEL)
    return g_strdup (_ ("Cancelled"));
  when = salve_span_format (item->new_span, self->clinic);
  if (g_strcmp0 (item->new_doctor_id, item->row->doctor_id) == 0)
    return g_steal_pointer (&when);
  doctor = find_doctor (self, item->new_doctor_id);
  name = doctor != NULL ? salve_doctor_format_name (doctor, salve_clinic_get_locale (self->clinic)) : NULL;
  /* Translators: a time, and a doctor's name */
  return g_strdup_printf (C_ ("new time", "%1$s, %2$s"), when, name != NULL ? name : "");
}

/**
 * salve_close_plan_list_calls:
 *
 * Returns: (transfer full) (element-type SalveCall): whom to tell, in order of the old time
 */
GPtrArray *
salve_close_plan_list_calls (SalveClosePlan *self)
{
  GPtrArray *calls = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_call_free);

  for (guint i = 0; i < self->items->len; i++)
    {
      const SalveCloseItem *item = g_ptr_array_index (self->items, i);
      SalveCall *call;

      if (item->way == SALVE_CLOSE_LEAVE || (is_rebooked (item) && !item->found))
        continue;
      call = g_new0 (SalveCall, 1);
      call->name =
          g_strdup (item->row->patient_name != NULL ? item->row->patient_name : _ ("Without a name"));
      call->phone = g_strdup (item->phone != NULL ? item->phone : "");
      call->old_time = salve_span_format (item->row->span, self->clinic);
      call->new_time = format_new (self, item);
      g_ptr_array_add (calls, call);
    }
  return calls;
}

void
salve_call_free (SalveCall *self)
{
  g_free (self->name);
  g_free (self->phone);
  g_free (self->old_time);
  g_free (self->new_time);
  g_free (self);
}
