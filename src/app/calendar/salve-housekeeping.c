/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-housekeeping.h"

#include "salve-appointment-details.h"
#include "salve-appointment-flows.h"
#include "salve-appointments.h"

#include <glib/gi18n.h>

#define LOOK_SECONDS 60
#define MOST_CLEARED 2000 /* at once; what is left goes the next day */

struct _SalveHousekeeping
{
  GObject parent_instance;

  SalveClinic *clinic;
  GSettings *settings;
  GHashTable *marked;       /* ids: what a person took back is not done again */
  SalvePartialDate cleared; /* the day on which opened times were looked at */
  guint source;
};

G_DEFINE_FINAL_TYPE (SalveHousekeeping, salve_housekeeping, G_TYPE_OBJECT)

static DexFuture *
on_committed (DexFuture *future, gpointer count)
{
  return dex_future_new_for_uint (GPOINTER_TO_UINT (count));
}

/* Future of count, once the change is durable. */
static DexFuture *
commit (SalveHousekeeping *self, SalveChange *change, guint count)
{
  if (count == 0)
    return dex_future_new_for_uint (0);
  return dex_future_then (salve_clinic_commit (self->clinic, change), on_committed, GUINT_TO_POINTER (count),
                          NULL);
}

static gboolean
put_missed (SalveHousekeeping *self, SalveChange *change, const char *id, GError **error)
{
  gint64 version = 0;
  g_autoptr (SalveResource) resource =
      salve_store_read (salve_clinic_get_store (self->clinic), "Appointment", id, &version, error);
  g_autoptr (SalveAppointmentDetails) details = resource ? salve_appointment_details_read (resource) : NULL;

  if (!details)
    return FALSE;
  details->status = SALVE_APPOINTMENT_NO_SHOW;
  return salve_appointment_put (self->clinic, change, details, resource, version, error);
}

/* Ids of those who were expected since yesterday began, and have not come for so long. */
static GPtrArray *
list_missed (SalveHousekeeping *self, int minutes, GError **error)
{
  SalveInstant now = salve_clinic_now (self->clinic);
  SalvePartialDate yesterday = salve_partial_date_add_days (salve_clinic_today (self->clinic), -1);
  SalveTimeSpan range = { salve_wall_clock_day (yesterday, salve_clinic_get_zone (self->clinic)).start, now };
  g_autoptr (GPtrArray) rows =
      salve_store_list_appointments (salve_clinic_get_store (self->clinic), range, NULL, error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  if (!rows)
    return NULL;
  for (guint i = 0; i < rows->len; i++)
    {
      const SalveAppointmentRow *row = g_ptr_array_index (rows, i);

      if (row->span.start >= range.start && !row->hidden
          && salve_appointment_is_missed (row->status, row->span.start, minutes, now)
          && !g_hash_table_contains (self->marked, row->id))
        g_ptr_array_add (ids, g_strdup (row->id));
    }
  return g_steal_pointer (&ids);
}

static gboolean
may (SalveHousekeeping *self, SalveAction action, const char *type)
{
  return salve_desk_rights_may (salve_clinic_get_rights (self->clinic), action, type);
}

/**
 * salve_housekeeping_mark_missed:
 * @minutes: after the beginning of a visit; 0: nobody is
 *
 * Future of how many (guint). Nobody twice: where a person has taken it back, it stays so. Not at a desk where whoever
 * works may not change it.
 */
DexFuture *
salve_housekeeping_mark_missed (SalveHousekeeping *self, int minutes)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  g_autofree char *label = NULL, *reason = NULL;
  g_autoptr (SalveChange) change = NULL;

  if (minutes <= 0 || !may (self, SALVE_ACTION_UPDATE, "Appointment"))
    return dex_future_new_for_uint (0);
  ids = list_missed (self, minutes, &error);
  if (!ids)
    return dex_future_new_for_error (error);
  label = g_strdup_printf (
      g_dngettext (NULL, "%u patient did not come", "%u patients did not come", ids->len), ids->len);
  reason = g_strdup_printf (g_dngettext (NULL, "By the clock, %d minute after the beginning",
                                         "By the clock, %d minutes after the beginning", (gulong)minutes),
                            minutes);
  change = salve_clinic_begin (self->clinic, label);
  salve_change_set_reason (change, reason);
  for (guint i = 0; i < ids->len; i++)
    {
      if (!put_missed (self, change, g_ptr_array_index (ids, i), &error))
        return dex_future_new_for_error (error);
      g_hash_table_add (self->marked, g_strdup (g_ptr_array_index (ids, i)));
    }
  return commit (self, change, ids->len);
}

/**
 * salve_housekeeping_clear_opened:
 *
 * Deletes opened times that ended before today began. Future of how many (guint); none where whoever works here may not.
 */
DexFuture *
salve_housekeeping_clear_opened (SalveHousekeeping *self)
{
  SalveTimeSpan today =
      salve_wall_clock_day (salve_clinic_today (self->clinic), salve_clinic_get_zone (self->clinic));
  GError *error = NULL;
  g_autoptr (GPtrArray) slots = salve_store_list_expired_slots (salve_clinic_get_store (self->clinic),
                                                                today.start, MOST_CLEARED, &error);
  g_autoptr (SalveChange) change = NULL;

  if (!slots)
    return dex_future_new_for_error (error);
  if (!may (self, SALVE_ACTION_DELETE, "Slot"))
    return dex_future_new_for_uint (0);
  change = salve_clinic_begin (self->clinic, _ ("Cleared opened times that are over"));
  for (guint i = 0; i < slots->len; i++)
    {
      const SalveSlotRow *slot = g_ptr_array_index (slots, i);

      salve_change_delete (change, "Slot", slot->id, slot->version);
    }
  return commit (self, change, slots->len);
}

/* A file that cannot be written says so wherever a person writes; here it only goes into the log. */
static DexFuture *
on_failed (DexFuture *future, gpointer data)
{
  g_autoptr (GError) error = NULL;

  dex_future_get_value (future, &error);
  g_message ("Housekeeping: %s", error->message);
  return NULL;
}

static gboolean
on_clock (gpointer data)
{
  SalveHousekeeping *self = data;
  SalvePartialDate today = salve_clinic_today (self->clinic);

  if (!salve_partial_date_equal (self->cleared, today))
    {
      self->cleared = today;
      dex_future_disown (dex_future_catch (salve_housekeeping_clear_opened (self), on_failed, NULL, NULL));
    }
  dex_future_disown (dex_future_catch (
      salve_housekeeping_mark_missed (self, (int)g_settings_get_uint (self->settings, "no-show-minutes")),
      on_failed, NULL, NULL));
  return G_SOURCE_CONTINUE;
}

/**
 * salve_housekeeping_start:
 * @settings: with "no-show-minutes"
 *
 * Looks once a minute.
 */
void
salve_housekeeping_start (SalveHousekeeping *self, GSettings *settings)
{
  g_return_if_fail (self->source == 0);

  self->settings = g_object_ref (settings);
  self->source = g_timeout_add_seconds (LOOK_SECONDS, on_clock, self);
}

static void
salve_housekeeping_dispose (GObject *object)
{
  SalveHousekeeping *self = SALVE_HOUSEKEEPING (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->settings);
  g_clear_object (&self->clinic);
  g_clear_pointer (&self->marked, g_hash_table_unref);
  G_OBJECT_CLASS (salve_housekeeping_parent_class)->dispose (object);
}

static void
salve_housekeeping_class_init (SalveHousekeepingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = salve_housekeeping_dispose;
}

static void
salve_housekeeping_init (SalveHousekeeping *self)
{
  self->cleared = SALVE_PARTIAL_DATE_NONE;
  self->marked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* Returns: (transfer full): one that does nothing by itself until it is started */
SalveHousekeeping *
salve_housekeeping_new (SalveClinic *clinic)
{
  SalveHousekeeping *self = g_object_new (SALVE_TYPE_HOUSEKEEPING, NULL);

  self->clinic = g_object_ref (clinic);
  return self;
}
