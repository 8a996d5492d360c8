/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-close-plan.h"

#include <glib/gi18n.h>

#include "salve-appointment-details.h"
#include "salve-appointment-flows.h"
#include "salve-appointment-words.h"
#include "salve-doctor.h"
#include "salve-hours-check.h"
#include "salve-hours-map.h"
#include "salve-diary-visit.h"

/* How far ahead a new time is looked for, after the range. */
#define SEARCH_DAYS 120
#define DAY (24 * 60 * SALVE_INSTANT_MINUTE)

struct _SalveClosePlan
{
  grefcount references;
  guint searches; /* begun; only the last one's times count */
  SalveClinic *clinic;
  char *doctor_id;     /* NULL: the whole clinic */
  SalveResource *slot; /* the absence or holiday that is changed; NULL: a new one */
  gint64 slot_version;
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

  g_ref_count_init (&self->references);
  self->clinic = g_object_ref (clinic);
  self->doctor_id = g_strdup (doctor_id);
  self->items = g_ptr_array_new_with_free_func (item_free);
  return self;
}

SalveClosePlan *
salve_close_plan_ref (SalveClosePlan *self)
{
  g_ref_count_inc (&self->references);
  return self;
}

void
salve_close_plan_unref (SalveClosePlan *self)
{
  if (!g_ref_count_dec (&self->references))
    return;
  g_object_unref (self->clinic);
  g_clear_pointer (&self->slot, salve_resource_unref);
  g_free (self->doctor_id);
  g_ptr_array_unref (self->items);
  g_clear_pointer (&self->doctors, g_ptr_array_unref);
  g_free (self);
}

/**
 * salve_close_plan_set_slot:
 * @slot_id: of an absence or a holiday
 *
 * That one gets another range and another reason then, and none is added.
 */
gboolean
salve_close_plan_set_slot (SalveClosePlan *self, const char *slot_id, GError **error)
{
  g_clear_pointer (&self->slot, salve_resource_unref);
  self->slot =
      salve_store_read (salve_clinic_get_store (self->clinic), "Slot", slot_id, &self->slot_version, error);
  return self->slot != NULL;
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
  self->searches++;
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

/* One that shall be booked again. */
typedef struct
{
  guint item;
  SalveBooking
      *booking;   /* as it is; without the room where others are asked, because the room is the doctor's */
  char **doctors; /* who are asked */
  SalveInstant earliest;
  gboolean found;
  SalveTimeSpan span;
  char *doctor_id;
} Wanted;

/* What the search needs to know, for its own thread. */
typedef struct
{
  gatomicrefcount references;
  SalveClosePlan *plan; /* not touched on that thread */
  guint number;         /* of the plan's searches */
  GTimeZone *zone;
  SalveTimeSpan closed;
  SalveInstant latest;
  char **closing; /* doctors */
  char **leaving; /* appointments */
  GPtrArray *wanted;
} Search;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  salve_booking_free (wanted->booking);
  g_strfreev (wanted->doctors);
  g_free (wanted->doctor_id);
  g_free (wanted);
}

static void
search_unref (gpointer data)
{
  Search *search = data;

  if (!g_atomic_ref_count_dec (&search->references))
    return;
  g_time_zone_unref (search->zone);
  g_strfreev (search->closing);
  g_strfreev (search->leaving);
  g_ptr_array_unref (search->wanted);
  g_free (search);
}

static Search *
search_ref (Search *search)
{
  g_atomic_ref_count_inc (&search->references);
  return search;
}

static void
find_time (const Search *search, SalveDiary *diary, Wanted *wanted)
{
  SalveBooking *booking = wanted->booking;
  int minutes = (int)((booking->span.end - booking->span.start) / SALVE_INSTANT_MINUTE);
  SalveVisitType type = { .minutes = minutes,
                          .buffer_before = booking->buffer_before,
                          .buffer_after = booking->buffer_after };
  SalveFreeQuery query = { .doctors = (const char *const *)wanted->doctors,
                           .visit_type = &type,
                           .minutes = minutes,
                           .patient_id = booking->actors[SALVE_ACTOR_PATIENT],
                           .room_id = booking->actors[SALVE_ACTOR_ROOM],
                           .earliest = wanted->earliest,
                           .latest = search->latest,
                           .count = 1 };
  g_autoptr (GArray) found = NULL;

  if (query.doctors[0] == NULL)
    return;
  found = salve_first_free (diary, &query, search->zone);
  if (found->len == 0)
    return;
  wanted->found = TRUE;
  wanted->span = g_array_index (found, SalveFreeTime, 0).span;
  wanted->doctor_id = g_strdup (g_array_index (found, SalveFreeTime, 0).doctor_id);
  /* The next one does not get the same time. */
  booking->span = wanted->span;
  g_set_str (&booking->actors[SALVE_ACTOR_DOCTOR], wanted->doctor_id);
  salve_diary_add (diary, booking);
}

/* In the diary as it will be once the range is closed and what leaves it has left. On the store's thread. */
static void
find_times (SalveDiary *diary, gpointer data)
{
  Search *search = data;

  for (guint i = 0; search->closing[i] != NULL; i++)
    {
      SalveTimetable *timetable = salve_diary_get_timetable (diary, SALVE_ACTOR_DOCTOR, search->closing[i]);

      if (timetable != NULL)
        salve_timetable_add_exception (timetable, SALVE_EXCEPTION_ABSENCE, search->closed, "closing", NULL,
                                       NULL);
    }
  for (guint i = 0; search->leaving[i] != NULL; i++)
    salve_diary_remove (diary, search->leaving[i]);
  for (guint i = 0; i < search->wanted->len; i++)
    find_time (search, diary, g_ptr_array_index (search->wanted, i));
}

static Wanted *
wanted_new (SalveClosePlan *self, guint index)
{
  const SalveCloseItem *item = g_ptr_array_index (self->items, index);
  gboolean others = item->way == SALVE_CLOSE_REBOOK_OTHERS;
  const char *const own[] = { item->row->doctor_id, NULL };
  Wanted *wanted = g_new0 (Wanted, 1);

  wanted->item = index;
  wanted->booking = salve_appointment_row_to_booking (item->row);
  if (others)
    g_clear_pointer (&wanted->booking->actors[SALVE_ACTOR_ROOM], g_free);
  wanted->doctors = others ? list_others (self, item->row) : g_strdupv ((char **)own);
  wanted->earliest = MAX (item->row->span.start, salve_clinic_now (self->clinic));
  return wanted;
}

static Search *
search_new (SalveClosePlan *self)
{
  Search *search = g_new0 (Search, 1);
  g_autoptr (GStrvBuilder) closing = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) leaving = g_strv_builder_new ();

  g_atomic_ref_count_init (&search->references);
  search->plan = self;
  search->number = self->searches;
  search->zone = g_time_zone_ref (salve_clinic_get_zone (self->clinic));
  search->closed = self->span;
  search->latest = self->span.end + SEARCH_DAYS * DAY;
  search->wanted = g_ptr_array_new_with_free_func (wanted_free);
  for (guint i = 0; i < self->doctors->len; i++)
    {
      const char *id = salve_doctor_get_id (g_ptr_array_index (self->doctors, i));

      if (self->doctor_id == NULL || g_str_equal (id, self->doctor_id))
        g_strv_builder_add (closing, id);
    }
  for (guint i = 0; i < self->items->len; i++)
    {
      SalveCloseItem *item = g_ptr_array_index (self->items, i);

      item->found = FALSE;
      if (item->way != SALVE_CLOSE_LEAVE)
        g_strv_builder_add (leaving, item->row->id);
      if (is_rebooked (item))
        g_ptr_array_add (search->wanted, wanted_new (self, i));
    }
  search->closing = g_strv_builder_end (closing);
  search->leaving = g_strv_builder_end (leaving);
  return search;
}

static DexFuture *
on_times_found (DexFuture *future, gpointer data)
{
  Search *search = data;
  SalveClosePlan *self = search->plan;
  gint64 n = 0;

  /* Something else has been chosen meanwhile, and is being looked for. */
  if (search->number != self->searches)
    return dex_future_new_for_int64 (0);
  for (guint i = 0; i < search->wanted->len; i++)
    {
      const Wanted *wanted = g_ptr_array_index (search->wanted, i);
      SalveCloseItem *item = g_ptr_array_index (self->items, wanted->item);

      n += wanted->found ? 1 : 0;
      item->found = wanted->found;
      item->new_span = wanted->span;
      g_set_str (&item->new_doctor_id, wanted->doctor_id);
    }
  return dex_future_new_for_int64 (n);
}

/* Back on the thread that asked. */
static void
search_done (gpointer data)
{
  Search *search = data;

  salve_close_plan_unref (search->plan);
  search_unref (search);
}

/**
 * salve_close_plan_find:
 *
 * Finds a new time for each that shall be booked again, one after the other, so that no two get the same: on a thread
 * of the store, since months of bookings are looked at. Until then none of them has a time.
 *
 * Returns: (transfer full): resolves to how many have a time (gint64) when the items say which; rejects with
 *   SALVE_STORE_ERROR
 */
DexFuture *
salve_close_plan_find (SalveClosePlan *self)
{
  SalveTimeSpan range = { MIN (self->span.start, salve_clinic_now (self->clinic)),
                          self->span.end + SEARCH_DAYS * DAY };
  g_autoptr (GError) error = NULL;
  gboolean any = FALSE;
  Search *search;

  self->searches++;
  for (guint i = 0; i < self->items->len; i++)
    any |= is_rebooked (g_ptr_array_index (self->items, i));
  if (!any)
    return dex_future_new_for_int64 (0);
  if (self->doctors == NULL)
    self->doctors = salve_doctor_list (salve_clinic_get_store (self->clinic), &error);
  if (self->doctors == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  search = search_new (self);
  salve_close_plan_ref (self);
  return dex_future_then (salve_store_visit_diary (salve_clinic_get_store (self->clinic), range, search->zone,
                                                   find_times, search_ref (search), search_unref),
                          on_times_found, search, search_done);
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
  return salve_appointment_put (self->clinic, change, details, old, version, error);
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

static gboolean
change_slot (SalveClosePlan *self, SalveChange *change, const char *reason, GError **error)
{
  g_autoptr (SalveSlotDetails) details = salve_slot_details_read (self->slot);
  g_autoptr (SalveResource) written = NULL;

  details->span = self->span;
  g_set_str (&details->reason, reason != NULL && *reason != '\0' ? reason : NULL);
  written = salve_slot_details_write (details, self->slot, error);
  if (written == NULL)
    return FALSE;
  salve_change_put (change, written, self->slot_version);
  return TRUE;
}

static gboolean
add_slot (SalveClosePlan *self, SalveChange *change, const char *reason, GError **error)
{
  g_autofree char *place = NULL;

  if (self->doctor_id != NULL)
    return salve_add_slot (self->clinic, change, "Practitioner", self->doctor_id, SALVE_EXCEPTION_ABSENCE,
                           self->span, reason, NULL, error);
  place = salve_store_find_clinic_place (salve_clinic_get_store (self->clinic), error);
  if (place == NULL && error != NULL && *error == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s",
                 _ ("The clinic itself is not among the places yet. Add it with its rooms."));
  return place != NULL
         && salve_add_slot (self->clinic, change, "Location", place, SALVE_EXCEPTION_HOLIDAY, self->span,
                            reason, NULL, error);
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

  if (!(self->slot != NULL ? change_slot (self, change, reason, error)
                           : add_slot (self, change, reason, error)))
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
