/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-series-members.h"

#include "salve-appointments.h"

static void
member_clear (gpointer data)
{
  SalveSeriesMember *member = data;

  g_clear_pointer (&member->resource, salve_resource_unref);
  g_clear_pointer (&member->details, salve_appointment_details_free);
}

static gboolean
add_member (SalveClinic *clinic, GArray *members, const char *id, GError **error)
{
  SalveSeriesMember member = { 0 };

  member.resource =
      salve_store_read (salve_clinic_get_store (clinic), "Appointment", id, &member.version, error);
  if (!member.resource)
    return FALSE;
  member.details = salve_appointment_details_read (member.resource);
  g_array_append_val (members, member);
  return TRUE;
}

/* Whether it can still be moved, or booked otherwise. */
gboolean
salve_appointment_is_changeable (SalveAppointmentStatus status)
{
  return status == SALVE_APPOINTMENT_BOOKED || status == SALVE_APPOINTMENT_PENDING
         || status == SALVE_APPOINTMENT_PROPOSED;
}

/* The day that the rule gave the visit; of one without a series, its own. */
SalvePartialDate
salve_series_member_day (const SalveSeriesMember *member, GTimeZone *zone)
{
  return salve_partial_date_is_set (member->details->series_day)
             ? member->details->series_day
             : salve_instant_to_date (member->details->span.start, zone);
}

static int
minute_of (const SalveSeriesMember *member, GTimeZone *zone)
{
  return (int)salve_instant_to_minute_of_day (member->details->span.start, zone);
}

static gboolean
is_on_its_day (const SalveSeriesMember *member, GTimeZone *zone)
{
  return salve_partial_date_equal (salve_instant_to_date (member->details->span.start, zone),
                                   salve_series_member_day (member, zone));
}

static gboolean
is_alike (const SalveSeriesMember *a, const SalveSeriesMember *b, GTimeZone *zone)
{
  return minute_of (a, zone) == minute_of (b, zone)
         && g_strcmp0 (a->details->doctor_id, b->details->doctor_id) == 0;
}

/* The time of day and the doctor of most visits on their own days are the series'; what differs was moved by itself.
 * The visit in hand (the first) says it where there is a tie. */
static void
mark_moved (GArray *members, GTimeZone *zone)
{
  guint most = 0;
  const SalveSeriesMember *usual = &g_array_index (members, SalveSeriesMember, 0);

  for (guint i = 0; i < members->len; i++)
    {
      const SalveSeriesMember *one = &g_array_index (members, SalveSeriesMember, i);
      guint alike = 0;

      for (guint j = 0; j < members->len; j++)
        {
          const SalveSeriesMember *other = &g_array_index (members, SalveSeriesMember, j);

          alike += is_on_its_day (one, zone) && is_on_its_day (other, zone) && is_alike (one, other, zone);
        }
      if (alike > most)
        {
          most = alike;
          usual = one;
        }
    }
  for (guint i = 0; i < members->len; i++)
    {
      SalveSeriesMember *member = &g_array_index (members, SalveSeriesMember, i);

      member->moved = !is_on_its_day (member, zone) || !is_alike (member, usual, zone);
    }
}

/* "Following" goes by the days of the rule: a visit that was put before this one is still after it in the series. Of all
 * the series, those whose time has passed stay as they were, unless they are after the visit in hand. */
static gboolean
is_meant (const GArray *members, const SalveSeriesMember *member, SalveSeriesScope scope, SalveClinic *clinic)
{
  GTimeZone *zone = salve_clinic_get_zone (clinic);
  SalvePartialDate from = salve_series_member_day (&g_array_index (members, SalveSeriesMember, 0), zone);

  if (salve_partial_date_compare (salve_series_member_day (member, zone), from) >= 0)
    return TRUE;
  return scope == SALVE_SERIES_ALL && member->details->span.start >= salve_clinic_now (clinic);
}

/**
 * salve_series_members_list:
 * @id: the visit in hand
 *
 * Returns: (transfer full) (element-type SalveSeriesMember) (nullable): the visit in hand first, then those of its
 *   series that the scope names and that can still be changed
 */
GArray *
salve_series_members_list (SalveClinic *clinic, const char *id, SalveSeriesScope scope, GError **error)
{
  g_autoptr (GArray) members = g_array_new (FALSE, TRUE, sizeof (SalveSeriesMember));
  g_autoptr (GPtrArray) rows = NULL;

  g_array_set_clear_func (members, member_clear);
  if (!add_member (clinic, members, id, error))
    return NULL;
  if (scope == SALVE_SERIES_THIS || !g_array_index (members, SalveSeriesMember, 0).details->series_id)
    return g_steal_pointer (&members);
  rows = salve_store_list_series (salve_clinic_get_store (clinic),
                                  g_array_index (members, SalveSeriesMember, 0).details->series_id, error);
  if (!rows)
    return NULL;
  for (guint i = 0; i < rows->len; i++)
    {
      const SalveAppointmentRow *row = g_ptr_array_index (rows, i);

      if (g_str_equal (row->id, id) || !salve_appointment_is_changeable (row->status))
        continue;
      if (!add_member (clinic, members, row->id, error))
        return NULL;
      if (!is_meant (members, &g_array_index (members, SalveSeriesMember, members->len - 1), scope, clinic))
        g_array_set_size (members, members->len - 1);
    }
  mark_moved (members, salve_clinic_get_zone (clinic));
  return g_steal_pointer (&members);
}

/* The members become a series of their own, so that those that stay are never changed with them again. */
static void
name_series (GArray *members, const char *rule)
{
  g_autofree char *series_id = g_uuid_string_random ();

  for (guint i = 0; i < members->len; i++)
    {
      SalveAppointmentDetails *details = g_array_index (members, SalveSeriesMember, i).details;

      g_set_str (&details->series_id, series_id);
      if (rule)
        g_set_str (&details->series_rule, rule);
    }
}

static gboolean
is_member (const GArray *members, const char *id)
{
  for (guint i = 0; i < members->len; i++)
    if (g_str_equal (g_array_index (members, SalveSeriesMember, i).details->id, id))
      return TRUE;
  return FALSE;
}

/* All of the members' series but themselves. */
static GArray *
list_others (SalveClinic *clinic, const GArray *members, GError **error)
{
  g_autoptr (GArray) others = g_array_new (FALSE, TRUE, sizeof (SalveSeriesMember));
  g_autoptr (GPtrArray) rows =
      salve_store_list_series (salve_clinic_get_store (clinic),
                               g_array_index (members, SalveSeriesMember, 0).details->series_id, error);

  g_array_set_clear_func (others, member_clear);
  for (guint i = 0; rows && i < rows->len; i++)
    {
      const SalveAppointmentRow *row = g_ptr_array_index (rows, i);

      if (!is_member (members, row->id) && !add_member (clinic, others, row->id, error))
        return NULL;
    }
  return rows ? g_steal_pointer (&others) : NULL;
}

static SalveSeries *
series_of (const GArray *members, const GArray *others)
{
  const SalveAppointmentDetails *details = g_array_index (members, SalveSeriesMember, 0).details;
  SalvePartialDate first = details->series_day;

  for (guint i = 0; i < others->len; i++)
    {
      SalvePartialDate day = g_array_index (others, SalveSeriesMember, i).details->series_day;

      if (salve_partial_date_is_set (day) && salve_partial_date_compare (day, first) < 0)
        first = day;
    }
  return details->series_rule && salve_partial_date_is_set (first)
             ? salve_series_new (details->series_rule, first, 0, 1, NULL)
             : NULL;
}

static SalvePartialDate
first_day_of (const GArray *members, GTimeZone *zone)
{
  SalvePartialDate first = salve_series_member_day (&g_array_index (members, SalveSeriesMember, 0), zone);

  for (guint i = 1; i < members->len; i++)
    {
      SalvePartialDate day = salve_series_member_day (&g_array_index (members, SalveSeriesMember, i), zone);

      if (salve_partial_date_compare (day, first) < 0)
        first = day;
    }
  return first;
}

/**
 * salve_series_members_part:
 * @members: those that go on as a series of their own
 *
 * "This and following" leaves two series, and each rule says its own half: "6 times" becomes twice and four times. Those
 * that stay are written to @change with their rule alone changed; the members are only changed here. Where the rule
 * cannot be cut (it is another program's, or all visits are on one side) both halves keep it.
 */
gboolean
salve_series_members_part (SalveClinic *clinic, SalveChange *change, GArray *members, GError **error)
{
  g_autoptr (GArray) others = list_others (clinic, members, error);
  g_autoptr (SalveSeries) whole = others ? series_of (members, others) : NULL;
  g_autoptr (SalveSeries) before = NULL;
  g_autoptr (SalveSeries) after = NULL;

  if (!others)
    return FALSE;
  if (!whole
      || !salve_series_split (whole, first_day_of (members, salve_clinic_get_zone (clinic)), &before, &after,
                              NULL))
    {
      name_series (members, NULL);
      return TRUE;
    }
  name_series (members, salve_series_get_rule (after));
  for (guint i = 0; i < others->len; i++)
    {
      SalveSeriesMember *other = &g_array_index (others, SalveSeriesMember, i);

      g_set_str (&other->details->series_rule, salve_series_get_rule (before));
      if (!salve_appointment_put (clinic, change, other->details, other->resource, other->version, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * salve_series_members_shift:
 * @days: by how many days the series goes later
 *
 * The rule and the days that it gave follow; the visits themselves are not moved here.
 *
 * Returns: %FALSE where no rule says those days
 */
gboolean
salve_series_members_shift (GArray *members, int days, GTimeZone *zone, GError **error)
{
  const SalveSeriesMember *first = &g_array_index (members, SalveSeriesMember, 0);
  g_autofree char *rule = NULL;

  if (days == 0)
    return TRUE;
  if (first->details->series_rule)
    {
      rule = salve_series_shift_rule (first->details->series_rule, minute_of (first, zone), days, error);
      if (!rule)
        return FALSE;
    }
  for (guint i = 0; i < members->len; i++)
    {
      SalveAppointmentDetails *details = g_array_index (members, SalveSeriesMember, i).details;

      if (rule)
        g_set_str (&details->series_rule, rule);
      if (salve_partial_date_is_set (details->series_day))
        details->series_day = salve_partial_date_add_days (details->series_day, days);
    }
  return TRUE;
}
