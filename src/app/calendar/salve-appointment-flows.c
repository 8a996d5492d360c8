/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An instance of a series is an appointment like any other that knows its series; several are changed in one change of
 * the store, so that all of them move or none, and one undo brings all of them back. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-appointment-flows.h"
#include "salve-appointments.h"

#include <glib/gi18n.h>

/**
 * salve_appointment_read:
 * @version: (out) (optional): the version read, for the change that is built on it
 *
 * Returns: (transfer full) (nullable): the appointment, or an error that says that it is gone
 */
SalveAppointmentDetails *
salve_appointment_read (SalveClinic *clinic, const char *id, gint64 *version, GError **error)
{
  g_autoptr (SalveResource) resource =
      salve_store_read (salve_clinic_get_store (clinic), "Appointment", id, version, error);

  return resource ? salve_appointment_details_read (resource) : NULL;
}

/* Returns: (transfer full): as lists show it; a word for nobody where the appointment has no patient */
char *
salve_appointment_patient_name (SalveClinic *clinic, const SalveAppointmentDetails *details)
{
  g_autoptr (SalvePatientRow) row =
      details->patient_id
          ? salve_store_read_patient_row (salve_clinic_get_store (clinic), details->patient_id, NULL)
          : NULL;

  return g_strdup (row && *row->name_full ? row->name_full : _ ("Nobody named"));
}

/* Puts the name where the translation has "%s": what it says is not a format of this program's own. */
static char *
put_name_into (const char *sentence, const char *name)
{
  g_auto (GStrv) parts = g_strsplit (sentence, "%s", 2);

  return g_strjoinv (name, parts);
}

static SalveChange *
begin (SalveClinic *clinic, const char *format, const SalveAppointmentDetails *details)
{
  g_autofree char *name = salve_appointment_patient_name (clinic, details);
  g_autofree char *label = NULL;

  label = put_name_into (format, name);
  return salve_clinic_begin (clinic, label);
}

static DexFuture *
reject (GError *error)
{
  return dex_future_new_for_error (error);
}

/* Adds @details to @change; @resource is what it was, NULL for a new one. */
static gboolean
put (SalveChange *change,
     const SalveAppointmentDetails *details,
     SalveResource *resource,
     gint64 version,
     GError **error)
{
  g_autoptr (SalveResource) written = salve_appointment_details_write (details, resource, error);

  if (!written)
    return FALSE;
  salve_change_put (change, written, version);
  return TRUE;
}

/**
 * salve_appointment_save:
 * @details: what the appointment shall be
 * @version: the version it was read in; %SALVE_VERSION_NONE for a new one
 */
DexFuture *
salve_appointment_save (SalveClinic *clinic, const SalveAppointmentDetails *details, gint64 version)
{
  SalveStore *store = salve_clinic_get_store (clinic);
  gboolean is_new = version == SALVE_VERSION_NONE;
  g_autoptr (SalveResource) old =
      is_new ? NULL : salve_store_read (store, "Appointment", details->id, NULL, NULL);
  /* Translators: %s is a person */
  g_autoptr (SalveChange) change =
      begin (clinic, is_new ? _ ("Booked %s") : _ ("Changed %s’s appointment"), details);
  GError *error = NULL;

  if (!put (change, details, old, version, &error))
    return reject (error);
  return salve_clinic_commit (clinic, change);
}

/**
 * salve_appointment_save_series:
 * @details: the first of them
 * @spans: (element-type SalveTimeSpan): when each of them is
 * @rule: RFC 5545's RRULE that they come from
 */
DexFuture *
salve_appointment_save_series (SalveClinic *clinic,
                               const SalveAppointmentDetails *details,
                               const GArray *spans,
                               const char *rule)
{
  g_autofree char *series_id = g_uuid_string_random ();
  /* Translators: %s is a person */
  g_autoptr (SalveChange) change = begin (clinic, _ ("Booked a series for %s"), details);
  GError *error = NULL;

  for (guint i = 0; i < spans->len; i++)
    {
      g_autoptr (SalveAppointmentDetails) each = salve_appointment_details_copy (details);

      g_free (each->id);
      each->id = g_uuid_string_random ();
      each->span = g_array_index (spans, SalveTimeSpan, i);
      /* The reason was given for the first visit's time alone. */
      if (i > 0)
        g_clear_pointer (&each->overbooked_reason, g_free);
      g_set_str (&each->series_id, series_id);
      g_set_str (&each->series_rule, rule);
      each->series_day = salve_instant_to_date (each->span.start, salve_clinic_get_zone (clinic));
      if (!put (change, each, NULL, SALVE_VERSION_NONE, &error))
        return reject (error);
    }
  return salve_clinic_commit (clinic, change);
}

/* One of a series: its resource as it is, to be written anew. */
typedef struct
{
  SalveResource *resource;
  SalveAppointmentDetails *details;
  gint64 version;
} Member;

static void
member_clear (gpointer data)
{
  Member *member = data;

  g_clear_pointer (&member->resource, salve_resource_unref);
  g_clear_pointer (&member->details, salve_appointment_details_free);
}

static gboolean
add_member (SalveClinic *clinic, GArray *members, const char *id, GError **error)
{
  Member member = { 0 };

  member.resource =
      salve_store_read (salve_clinic_get_store (clinic), "Appointment", id, &member.version, error);
  if (!member.resource)
    return FALSE;
  member.details = salve_appointment_details_read (member.resource);
  g_array_append_val (members, member);
  return TRUE;
}

static gboolean
is_changeable (SalveAppointmentStatus status)
{
  return status == SALVE_APPOINTMENT_BOOKED || status == SALVE_APPOINTMENT_PENDING
         || status == SALVE_APPOINTMENT_PROPOSED;
}

/* The appointment itself first, then those of its series that the scope names: never one whose time has passed, unless
 * it is after the appointment itself. */
static GArray *
list_members (SalveClinic *clinic, const char *id, SalveSeriesScope scope, GError **error)
{
  g_autoptr (GArray) members = g_array_new (FALSE, TRUE, sizeof (Member));
  g_autoptr (GPtrArray) rows = NULL;
  SalveInstant from;

  g_array_set_clear_func (members, member_clear);
  if (!add_member (clinic, members, id, error))
    return NULL;
  if (scope == SALVE_SERIES_THIS || !g_array_index (members, Member, 0).details->series_id)
    return g_steal_pointer (&members);

  rows = salve_store_list_series (salve_clinic_get_store (clinic),
                                  g_array_index (members, Member, 0).details->series_id, error);
  if (!rows)
    return NULL;
  from = g_array_index (members, Member, 0).details->span.start;
  if (scope == SALVE_SERIES_ALL)
    from = MIN (from, salve_clinic_now (clinic));
  for (guint i = 0; i < rows->len; i++)
    {
      const SalveAppointmentRow *row = g_ptr_array_index (rows, i);

      if (g_str_equal (row->id, id) || row->span.start < from || !is_changeable (row->status))
        continue;
      if (!add_member (clinic, members, row->id, error))
        return NULL;
    }
  return g_steal_pointer (&members);
}

/* The members become a series of their own, so that those that stay are never changed with them again. */
static void
split_series (GArray *members, const char *rule)
{
  g_autofree char *series_id = g_uuid_string_random ();

  for (guint i = 0; i < members->len; i++)
    {
      SalveAppointmentDetails *details = g_array_index (members, Member, i).details;

      g_set_str (&details->series_id, series_id);
      if (rule)
        g_set_str (&details->series_rule, rule);
    }
}

static gboolean
is_member (const GArray *members, const char *id)
{
  for (guint i = 0; i < members->len; i++)
    if (g_str_equal (g_array_index (members, Member, i).details->id, id))
      return TRUE;
  return FALSE;
}

/* All of the members' series but themselves. */
static GArray *
list_others (SalveClinic *clinic, const GArray *members, GError **error)
{
  g_autoptr (GArray) others = g_array_new (FALSE, TRUE, sizeof (Member));
  g_autoptr (GPtrArray) rows = salve_store_list_series (
      salve_clinic_get_store (clinic), g_array_index (members, Member, 0).details->series_id, error);

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
  const SalveAppointmentDetails *details = g_array_index (members, Member, 0).details;
  SalvePartialDate first = details->series_day;

  for (guint i = 0; i < others->len; i++)
    {
      SalvePartialDate day = g_array_index (others, Member, i).details->series_day;

      if (salve_partial_date_is_set (day) && salve_partial_date_compare (day, first) < 0)
        first = day;
    }
  return details->series_rule && salve_partial_date_is_set (first)
             ? salve_series_new (details->series_rule, first, 0, 1, NULL)
             : NULL;
}

/* "This and following" leaves two series, and each rule says its own half: "6 times" becomes twice and four times. Those
 * that stay are written with their rule alone changed. Where the rule cannot be cut (it is another program's, or all
 * visits are on one side) both halves keep it. */
static gboolean
halve_series (SalveClinic *clinic, SalveChange *change, GArray *members, GError **error)
{
  g_autoptr (GArray) others = list_others (clinic, members, error);
  g_autoptr (SalveSeries) whole = others ? series_of (members, others) : NULL;
  g_autoptr (SalveSeries) before = NULL;
  g_autoptr (SalveSeries) after = NULL;

  if (!others)
    return FALSE;
  if (!whole
      || !salve_series_split (whole, g_array_index (members, Member, 0).details->series_day, &before, &after,
                              NULL))
    {
      split_series (members, NULL);
      return TRUE;
    }
  split_series (members, salve_series_get_rule (after));
  for (guint i = 0; i < others->len; i++)
    {
      Member *other = &g_array_index (others, Member, i);

      g_set_str (&other->details->series_rule, salve_series_get_rule (before));
      if (!put (change, other->details, other->resource, other->version, error))
        return FALSE;
    }
  return TRUE;
}

static SalveTimeSpan
shift (SalveTimeSpan span, int days, int minute, gint64 length, GTimeZone *zone)
{
  SalvePartialDate day = salve_partial_date_add_days (salve_instant_to_date (span.start, zone), days);
  SalveInstant start = salve_wall_clock_to_instant (day, minute, zone);

  return (SalveTimeSpan){ start, start + length };
}

static void
place_member (SalveAppointmentDetails *details, const SalveAppointmentPlace *place, SalveTimeSpan span)
{
  SalveTimeSpan before = details->span;
  gboolean same_doctor = TRUE;

  details->span = span;
  if (place->doctor_id && g_set_str (&details->doctor_id, place->doctor_id))
    {
      g_set_str (&details->doctor_name, place->doctor_name);
      same_doctor = FALSE;
    }
  /* What somebody allowed was that time with that doctor: at another one overlaps are looked for again. */
  if (place->overbook_reason)
    g_set_str (&details->overbooked_reason, place->overbook_reason);
  else if (!same_doctor || span.start < before.start || span.end > before.end)
    g_clear_pointer (&details->overbooked_reason, g_free);
}

/* A rule that names days of the month or the week by position cannot follow when all its visits go to other days. */
static gboolean
can_shift_days (const SalveAppointmentDetails *details)
{
  return !details->series_rule || strstr (details->series_rule, "FREQ=DAILY")
         || (strstr (details->series_rule, "FREQ=WEEKLY") && !strchr (details->series_rule, ','));
}

static char *
drop_weekday (const char *rule)
{
  g_auto (GStrv) parts = g_strsplit (rule, ";", -1);
  g_autoptr (GString) kept = g_string_new (NULL);

  for (guint i = 0; parts[i]; i++)
    if (!g_str_has_prefix (parts[i], "BYDAY="))
      g_string_append_printf (kept, "%s%s", kept->len > 0 ? ";" : "", parts[i]);
  return g_string_free (g_steal_pointer (&kept), FALSE);
}

/**
 * salve_appointment_move:
 * @place: where the appointment itself goes; the others of the scope go by as many days and to the same time of day
 */
DexFuture *
salve_appointment_move (SalveClinic *clinic,
                        const char *id,
                        const SalveAppointmentPlace *place,
                        SalveSeriesScope scope)
{
  GTimeZone *zone = salve_clinic_get_zone (clinic);
  GError *error = NULL;
  g_autoptr (GArray) members = list_members (clinic, id, scope, &error);
  g_autoptr (SalveChange) change = NULL;
  Member *first;
  int days, minute;

  if (!members)
    return reject (error);
  first = &g_array_index (members, Member, 0);
  if (!is_changeable (first->details->status) && first->details->status != SALVE_APPOINTMENT_ARRIVED)
    return dex_future_new_reject (
        G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "%s",
        _ ("This appointment is no longer in a state from which that can be done."));
  days = salve_partial_date_days_between (salve_instant_to_date (first->details->span.start, zone),
                                          salve_instant_to_date (place->span.start, zone));
  minute = (int)salve_instant_to_minute_of_day (place->span.start, zone);
  if (scope != SALVE_SERIES_THIS && days != 0 && !can_shift_days (first->details))
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s",
                                  _ ("A series by days of the month cannot go to other days as a whole. Move "
                                     "one visit, or only the time of day."));
  /* Translators: %s is a person */
  change = begin (clinic, _ ("Moved %s’s appointment"), first->details);
  if (scope == SALVE_SERIES_FOLLOWING && first->details->series_id
      && !halve_series (clinic, change, members, &error))
    return reject (error);
  if (scope != SALVE_SERIES_THIS && days != 0 && first->details->series_rule)
    {
      g_autofree char *rule = drop_weekday (first->details->series_rule);

      split_series (members, rule);
    }
  for (guint i = 0; i < members->len; i++)
    {
      Member *member = &g_array_index (members, Member, i);
      SalveTimeSpan span =
          i == 0 ? place->span
                 : shift (member->details->span, days, minute, place->span.end - place->span.start, zone);

      place_member (member->details, place, span);
      if (scope != SALVE_SERIES_THIS && salve_partial_date_is_set (member->details->series_day))
        member->details->series_day = salve_partial_date_add_days (member->details->series_day, days);
      if (!put (change, member->details, member->resource, member->version, &error))
        return reject (error);
    }
  return salve_clinic_commit (clinic, change);
}

/**
 * salve_appointment_copy:
 * @place: where the copy goes; it is booked, of no series, and without what was said about the first
 */
DexFuture *
salve_appointment_copy (SalveClinic *clinic, const char *id, const SalveAppointmentPlace *place)
{
  GError *error = NULL;
  g_autoptr (SalveAppointmentDetails) details = salve_appointment_read (clinic, id, NULL, &error);
  g_autoptr (SalveChange) change = NULL;

  if (!details)
    return reject (error);
  g_free (details->id);
  details->id = g_uuid_string_random ();
  details->status = SALVE_APPOINTMENT_BOOKED;
  g_clear_pointer (&details->series_id, g_free);
  g_clear_pointer (&details->series_rule, g_free);
  details->series_day = SALVE_PARTIAL_DATE_NONE;
  g_clear_pointer (&details->cancel_reason, g_free);
  g_clear_pointer (&details->overbooked_reason, g_free);
  place_member (details, place, place->span);
  /* Translators: %s is a person */
  change = begin (clinic, _ ("Booked %s"), details);
  if (!put (change, details, NULL, SALVE_VERSION_NONE, &error))
    return reject (error);
  return salve_clinic_commit (clinic, change);
}

static const char *
step_label (SalveAppointmentStep step)
{
  /* Translators, of all these: %s is a person */
  static const char *const labels[SALVE_APPOINTMENT_N_STEPS] = {
    [SALVE_STEP_BOOK] = N_ ("Booked %s"),
    [SALVE_STEP_ARRIVE] = N_ ("%s has arrived"),
    [SALVE_STEP_START] = N_ ("Called %s in"),
    [SALVE_STEP_FINISH] = N_ ("%s is done"),
    [SALVE_STEP_CANCEL] = N_ ("Cancelled %s’s appointment"),
    [SALVE_STEP_NO_SHOW] = N_ ("%s did not come"),
    [SALVE_STEP_BACK] = N_ ("Took %s one step back"),
    [SALVE_STEP_WAIT] = N_ ("Put %s on the waiting list"),
    [SALVE_STEP_ERROR] = N_ ("Struck out %s’s appointment"),
  };
  return _ (labels[step]);
}

/**
 * salve_appointment_take_step:
 * @reason: (nullable): why, for a cancellation
 * @scope: of the others, those to which the step is allowed take it too
 *
 * Rejects with %G_IO_ERROR_PERMISSION_DENIED where the life cycle does not allow the step.
 */
DexFuture *
salve_appointment_take_step (SalveClinic *clinic,
                             const char *id,
                             SalveAppointmentStep step,
                             const char *reason,
                             SalveSeriesScope scope)
{
  GError *error = NULL;
  g_autoptr (GArray) members = list_members (clinic, id, scope, &error);
  g_autoptr (SalveChange) change = NULL;

  if (!members)
    return reject (error);
  change = begin (clinic, step_label (step), g_array_index (members, Member, 0).details);
  salve_change_set_reason (change, reason);
  if (scope == SALVE_SERIES_FOLLOWING && g_array_index (members, Member, 0).details->series_id
      && !halve_series (clinic, change, members, &error))
    return reject (error);
  for (guint i = 0; i < members->len; i++)
    {
      Member *member = &g_array_index (members, Member, i);
      SalveAppointmentStatus to;

      if (!salve_appointment_step_allowed (member->details->status, step, SALVE_ROLES_STAFF, &to))
        {
          if (i > 0)
            continue;
          return dex_future_new_reject (
              G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "%s",
              _ ("This appointment is no longer in a state from which that can be done."));
        }
      member->details->status = to;
      if (step == SALVE_STEP_BOOK)
        g_clear_pointer (&member->details->overbooked_reason, g_free);
      g_set_str (&member->details->cancel_reason,
                 to == SALVE_APPOINTMENT_CANCELLED || to == SALVE_APPOINTMENT_NO_SHOW ? reason : NULL);
      if (!put (change, member->details, member->resource, member->version, &error))
        return reject (error);
    }
  return salve_clinic_commit (clinic, change);
}
