/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-clash-finder.h"

#include "salve-appointments.h"

struct _SalveClashFinder
{
  SalveClinic *clinic;
  GHashTable *diaries; /* day as a number, 20260629 → SalveDiary */
  GPtrArray *left_out; /* ids of appointments that give their time up */
};

/* Returns: (transfer full): one that has read nothing yet */
SalveClashFinder *
salve_clash_finder_new (SalveClinic *clinic)
{
  SalveClashFinder *self = g_new0 (SalveClashFinder, 1);

  self->clinic = g_object_ref (clinic);
  self->diaries = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)salve_diary_free);
  self->left_out = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
salve_clash_finder_free (SalveClashFinder *self)
{
  if (!self)
    return;
  g_object_unref (self->clinic);
  g_hash_table_unref (self->diaries);
  g_ptr_array_unref (self->left_out);
  g_free (self);
}

/* What was read is old: it is read again when it is needed. */
void
salve_clash_finder_forget (SalveClashFinder *self)
{
  g_hash_table_remove_all (self->diaries);
}

/**
 * salve_clash_finder_leave_out:
 * @appointment_id: one that goes elsewhere, and is in nobody's way from now on
 */
void
salve_clash_finder_leave_out (SalveClashFinder *self, const char *appointment_id)
{
  g_ptr_array_add (self->left_out, g_strdup (appointment_id));
  salve_clash_finder_forget (self);
}

/* The bookings of the day and those around midnight. */
static SalveDiary *
diary_of (SalveClashFinder *self, SalveInstant start, GError **error)
{
  GTimeZone *zone = salve_clinic_get_zone (self->clinic);
  SalvePartialDate day = salve_instant_to_date (start, zone);
  gpointer key = GINT_TO_POINTER (day.year * 10000 + day.month * 100 + day.day);
  SalveDiary *diary = g_hash_table_lookup (self->diaries, key);
  SalveTimeSpan span;

  if (diary)
    return diary;
  span = salve_wall_clock_day (day, zone);
  span.start -= 12 * 60 * SALVE_INSTANT_MINUTE;
  span.end += 12 * 60 * SALVE_INSTANT_MINUTE;
  diary = salve_store_load_diary (salve_clinic_get_store (self->clinic), span, zone, error);
  if (!diary)
    return NULL;
  for (guint i = 0; i < self->left_out->len; i++)
    salve_diary_remove (diary, g_ptr_array_index (self->left_out, i));
  g_hash_table_insert (self->diaries, key, diary);
  return diary;
}

/**
 * salve_clash_finder_check:
 *
 * Returns: (transfer full) (element-type SalveClash) (nullable): what is in the way, empty where nothing is; %NULL where
 *   the store cannot be read
 */
GPtrArray *
salve_clash_finder_check (SalveClashFinder *self, const SalveBooking *booking, GError **error)
{
  SalveDiary *diary = diary_of (self, booking->span.start, error);

  return diary ? salve_diary_check (diary, booking) : NULL;
}
