/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An instance of a series is an appointment like any other that knows its series; several are changed in one change of
 * the store, so that all of them move or none, and one undo brings all of them back. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-appointment-flows-private.h"

#include "salve-secret.h"
#include "salve-appointments.h"
#include "salve-clash-words.h"
#include "salve-encounter.h"
#include "salve-visit-changes.h"

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

/* Each visit by video has a code of its own, also where it is a copy of another one; without a link it has none. */
static SalveAppointmentDetails *
with_code (const SalveAppointmentDetails *details, gboolean is_new)
{
  SalveAppointmentDetails *coded = salve_appointment_details_copy (details);
  g_autofree char *code = NULL;

  if (!coded->video_link)
    g_clear_pointer (&coded->video_code, g_free);
  else if (is_new || !coded->video_code)
    {
      code = salve_secret_new_code ();
      g_set_str (&coded->video_code, code);
    }
  return coded;
}

/**
 * salve_appointment_put:
 * @details: what the appointment shall be
 * @resource: (nullable): what it was; %NULL: it is new
 * @version: the version in which that was read
 *
 * Adds an appointment to a change, and to the appointment who makes that change, so that every desk can say it. Whether it
 * may be done is not asked here.
 *
 * Returns: %FALSE, with a reason, where it cannot be said in FHIR
 */
gboolean
salve_appointment_put (SalveClinic *clinic,
                       SalveChange *change,
                       const SalveAppointmentDetails *details,
                       SalveResource *resource,
                       gint64 version,
                       GError **error)
{
  g_autoptr (SalveAppointmentDetails) coded = with_code (details, resource == NULL);
  g_autoptr (SalveResource) written = salve_appointment_details_write (coded, resource, error);
  g_autoptr (SalveResource) signed_by =
      written
          ? salve_visit_changes_add (written, resource, salve_clinic_now (clinic),
                                     salve_change_get_actor (change), salve_change_get_device (change), error)
          : NULL;

  if (!signed_by)
    return FALSE;
  salve_change_put (change, signed_by, version);
  return TRUE;
}

/**
 * salve_appointment_begin_change:
 * @format: what is done, translated; "%s" in it becomes the patient's name
 *
 * Returns: (transfer full): a change of that name
 */
SalveChange *
salve_appointment_begin_change (SalveClinic *clinic,
                                const char *format,
                                const SalveAppointmentDetails *details)
{
  return begin (clinic, format, details);
}

/* In a sentence, or NULL where it may be done. */
static const char *
leave_words (SalveLeave leave)
{
  switch (leave)
    {
    case SALVE_LEAVE_NOT_THIS_TYPE:
      return _ ("This kind of visit is booked by others of the clinic.");
    case SALVE_LEAVE_NOT_OVER:
      return _ ("This time is taken, and only others of the clinic may book it all the same.");
    case SALVE_LEAVE_GIVEN:
    default:
      return NULL;
    }
}

/**
 * salve_appointment_may_book:
 * @visit_type_id: (nullable): what is booked
 * @overbooked: whether it goes onto a time that is taken or closed
 *
 * Returns: %FALSE with %G_IO_ERROR_PERMISSION_DENIED, and why, where whoever is signed in may not
 */
gboolean
salve_appointment_may_book (SalveClinic *clinic,
                            const char *visit_type_id,
                            gboolean overbooked,
                            GError **error)
{
  g_autoptr (GPtrArray) types = salve_store_list_visit_types (salve_clinic_get_store (clinic), error);
  const SalveVisitType *type = NULL;
  SalveLeave leave;

  if (!types)
    return FALSE;
  for (guint i = 0; visit_type_id && i < types->len && !type; i++)
    if (g_str_equal (((const SalveVisitType *)g_ptr_array_index (types, i))->id, visit_type_id))
      type = g_ptr_array_index (types, i);
  leave = salve_booking_leave (salve_clinic_get_roles (clinic), type, overbooked);
  if (leave == SALVE_LEAVE_GIVEN)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, leave_words (leave));
  return FALSE;
}

/* Who only writes a note, or moves what others booked to a free time, needs no leave for what was there before. */
static gboolean
may_write (SalveClinic *clinic,
           const SalveAppointmentDetails *details,
           SalveResource *resource,
           GError **error)
{
  g_autoptr (SalveAppointmentDetails) before = resource ? salve_appointment_details_read (resource) : NULL;
  gboolean same_type = before && g_strcmp0 (before->visit_type_id, details->visit_type_id) == 0
                       && before->status != SALVE_APPOINTMENT_WAITLIST;
  gboolean over = details->overbooked_reason
                  && (!before || g_strcmp0 (before->overbooked_reason, details->overbooked_reason) != 0);

  return salve_appointment_may_book (clinic, same_type ? NULL : details->visit_type_id, over, error);
}

/**
 * salve_appointment_put_change:
 * @resource: (nullable): what it was
 * @version: the version in which that was read
 *
 * Adds @details to @change.
 *
 * Returns: %FALSE, with a reason, where whoever is signed in may not do that, or it cannot be said in FHIR
 */
gboolean
salve_appointment_put_change (SalveClinic *clinic,
                              SalveChange *change,
                              const SalveAppointmentDetails *details,
                              SalveResource *resource,
                              gint64 version,
                              GError **error)
{
  return may_write (clinic, details, resource, error)
         && salve_appointment_put (clinic, change, details, resource, version, error);
}

/* Returns: (transfer full) (nullable): the visit in the record that the appointment has become */
static SalveResource *
find_encounter (SalveStore *store, const SalveAppointmentDetails *details, gint64 *version)
{
  g_autofree char *id = salve_encounter_make_id (details->id);
  SalveResource *own = salve_store_read (store, "Encounter", id, version, NULL);
  g_autoptr (GPtrArray) others = NULL;

  if (own || !salve_encounter_is_wanted (details))
    return own;
  /* Another program made it. */
  others = salve_store_list_related (store, details->patient_id, "Encounter", NULL);
  for (guint i = 0; others && i < others->len; i++)
    if (salve_encounter_is_of (others->pdata[i], details->id))
      return salve_store_read (store, "Encounter", salve_resource_get_id (others->pdata[i]), version, NULL);
  return NULL;
}

/* Who is here already and gets another doctor or room is with that one in the record, too. */
static gboolean
put_with_encounter (SalveClinic *clinic,
                    SalveChange *change,
                    const SalveAppointmentDetails *details,
                    SalveResource *resource,
                    gint64 version,
                    GError **error)
{
  gint64 encounter_version;
  g_autoptr (SalveResource) old =
      resource ? find_encounter (salve_clinic_get_store (clinic), details, &encounter_version) : NULL;
  g_autoptr (SalveResource) put = NULL;

  if (!salve_appointment_put_change (clinic, change, details, resource, version, error))
    return FALSE;
  if (!old)
    return TRUE;
  put = salve_encounter_follow (details, old, error);
  if (!put)
    return FALSE;
  salve_change_put (change, put, encounter_version);
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

  if (!put_with_encounter (clinic, change, details, old, version, &error))
    return reject (error);
  return salve_clinic_commit (clinic, change);
}

static SalveAppointmentDetails *
visit_details (SalveClinic *clinic, const SalveAppointmentDetails *first, const SalveSeriesVisit *visit)
{
  SalveAppointmentDetails *each = salve_appointment_details_copy (first);

  g_free (each->id);
  each->id = g_uuid_string_random ();
  each->span = visit->span;
  each->series_day = salve_instant_to_date (each->span.start, salve_clinic_get_zone (clinic));
  return each;
}

/**
 * salve_appointment_save_series:
 * @details: the first of them, which is booked whatever is said of it in @visits
 * @visits: (element-type SalveSeriesVisit): when each of them is; a skipped one is an exception of the series
 * @rule: RFC 5545's RRULE that they come from
 */
DexFuture *
salve_appointment_save_series (SalveClinic *clinic,
                               const SalveAppointmentDetails *details,
                               const GPtrArray *visits,
                               const char *rule)
{
  g_autofree char *series_id = g_uuid_string_random ();
  /* Translators: %s is a person */
  g_autoptr (SalveChange) change = begin (clinic, _ ("Booked a series for %s"), details);
  GError *error = NULL;

  for (guint i = 0; i < visits->len; i++)
    {
      const SalveSeriesVisit *visit = g_ptr_array_index (visits, i);
      g_autoptr (SalveAppointmentDetails) each = NULL;

      if (i > 0 && visit->skipped)
        continue;
      each = visit_details (clinic, details, visit);
      /* The reason was given for the first visit's time alone; others have their own. */
      if (i > 0)
        g_set_str (&each->overbooked_reason, visit->overbook_reason);
      g_set_str (&each->series_id, series_id);
      g_set_str (&each->series_rule, rule);
      if (!may_write (clinic, each, NULL, &error)
          || !salve_appointment_put (clinic, change, each, NULL, SALVE_VERSION_NONE, &error))
        return reject (error);
    }
  return salve_clinic_commit (clinic, change);
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

/* Where the series goes: so many days on from the day that the rule gave the visit in hand, which may have been moved. */
static int
days_to (const SalveSeriesMember *first,
         const SalveAppointmentPlace *place,
         SalveSeriesScope scope,
         GTimeZone *zone)
{
  return scope == SALVE_SERIES_THIS
             ? 0
             : salve_partial_date_days_between (salve_series_member_day (first, zone),
                                                salve_instant_to_date (place->span.start, zone));
}

/* Gives each member its new place. Who was moved by itself stays where it was put, but for the visit in hand. */
static void
place_members (GArray *members, const SalveAppointmentPlace *place, GTimeZone *zone)
{
  int minute = (int)salve_instant_to_minute_of_day (place->span.start, zone);

  place_member (g_array_index (members, SalveSeriesMember, 0).details, place, place->span);
  for (guint i = 1; i < members->len; i++)
    {
      SalveSeriesMember *member = &g_array_index (members, SalveSeriesMember, i);
      SalveInstant start = salve_wall_clock_to_instant (salve_series_member_day (member, zone), minute, zone);

      if (!member->moved)
        place_member (member->details, place,
                      (SalveTimeSpan){ start, start + (place->span.end - place->span.start) });
    }
}

/* Reads the members, gives them their new places, and their series its new rule, in @change (NULL: only to see it). */
static GArray *
move_members (SalveClinic *clinic,
              const char *id,
              const SalveAppointmentPlace *place,
              SalveSeriesScope scope,
              SalveChange **change,
              GError **error)
{
  GTimeZone *zone = salve_clinic_get_zone (clinic);
  g_autoptr (GArray) members = salve_series_members_list (clinic, id, scope, error);
  const SalveSeriesMember *first;
  int days;

  if (!members)
    return NULL;
  first = &g_array_index (members, SalveSeriesMember, 0);
  if (!salve_appointment_is_changeable (first->details->status)
      && first->details->status != SALVE_APPOINTMENT_ARRIVED)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                           _ ("This appointment is no longer in a state from which that can be done."));
      return NULL;
    }
  days = days_to (first, place, scope, zone);
  if (change)
    {
      /* Translators: %s is a person */
      *change = begin (clinic, _ ("Moved %s’s appointment"), first->details);
      if (first->details->series_id
          && (scope == SALVE_SERIES_FOLLOWING || (scope == SALVE_SERIES_ALL && days != 0))
          && !salve_series_members_part (clinic, *change, members, error))
        return NULL;
    }
  if (!salve_series_members_shift (members, days, zone, error))
    return NULL;
  place_members (members, place, zone);
  return g_steal_pointer (&members);
}

static void
leave_old_places (SalveClashFinder *finder, const GArray *members)
{
  for (guint i = 0; i < members->len; i++)
    {
      const SalveSeriesMember *member = &g_array_index (members, SalveSeriesMember, i);

      if (i == 0 || !member->moved)
        salve_clash_finder_leave_out (finder, member->details->id);
    }
}

/* Returns: (transfer full) (element-type SalveClash) (nullable): what is in the way of the member at its new place */
static GPtrArray *
check_member (SalveClashFinder *finder, const SalveSeriesMember *member, GError **error)
{
  g_autoptr (SalveBooking) booking = salve_appointment_details_to_booking (member->details);

  return salve_clash_finder_check (finder, booking, error);
}

/**
 * salve_appointment_visit_words:
 * @clashes: (transfer full): what is in the way, in sentences
 *
 * Returns: (transfer full): which of several visits that is, and what is in its way
 */
char *
salve_appointment_visit_words (const SalveAppointmentDetails *details, SalveClinic *clinic, char *clashes)
{
  g_autofree char *words = clashes;
  g_autofree char *day =
      salve_day_words (salve_instant_to_date (details->span.start, salve_clinic_get_zone (clinic)), clinic);
  g_autofree char *when = salve_time_span_words (details->span, clinic);

  /* Translators: a day, from when to when, and what is in the way then */
  return g_strdup_printf (_ ("%1$s, %2$s: %3$s"), day, when, words);
}

/**
 * salve_appointment_plan_move:
 * @in_the_way: (out) (nullable) (transfer full): what is in the way of the visits at their new places, in lines, each
 *   with its day and time where there are several visits; %NULL: nothing
 * @n_staying: (out): how many of the scope were moved by themselves before, and stay where they are
 *
 * What salve_appointment_move() would do. Nothing is changed.
 *
 * Returns: %FALSE where it cannot be done at all
 */
gboolean
salve_appointment_plan_move (SalveClinic *clinic,
                             const char *id,
                             const SalveAppointmentPlace *place,
                             SalveSeriesScope scope,
                             char **in_the_way,
                             guint *n_staying,
                             GError **error)
{
  g_autoptr (GArray) members = move_members (clinic, id, place, scope, NULL, error);
  g_autoptr (SalveDirectory) directory =
      members ? salve_directory_new (salve_clinic_get_store (clinic), error) : NULL;
  g_autoptr (SalveClashFinder) finder = salve_clash_finder_new (clinic);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  *in_the_way = NULL;
  *n_staying = 0;
  if (!directory)
    return FALSE;
  leave_old_places (finder, members);
  for (guint i = 0; i < members->len; i++)
    {
      const SalveSeriesMember *member = &g_array_index (members, SalveSeriesMember, i);
      g_autoptr (GPtrArray) clashes = NULL;

      if (i > 0 && member->moved)
        {
          ++*n_staying;
          continue;
        }
      clashes = check_member (finder, member, error);
      if (!clashes)
        return FALSE;
      if (clashes->len > 0 && members->len > 1)
        g_ptr_array_add (lines,
                         salve_appointment_visit_words (member->details, clinic,
                                                        salve_clashes_to_words (clashes, directory, clinic)));
      else if (clashes->len > 0)
        g_ptr_array_add (lines, salve_clashes_to_words (clashes, directory, clinic));
    }
  if (lines->len > 0)
    {
      g_ptr_array_add (lines, NULL);
      *in_the_way = g_strjoinv ("\n", (char **)lines->pdata);
    }
  return TRUE;
}

/* The reason is kept with the visits that need one, and with no other. */
static gboolean
drop_needless_reasons (SalveClinic *clinic, GArray *members, GError **error)
{
  g_autoptr (SalveClashFinder) finder = salve_clash_finder_new (clinic);

  leave_old_places (finder, members);
  for (guint i = 0; i < members->len; i++)
    {
      SalveSeriesMember *member = &g_array_index (members, SalveSeriesMember, i);
      g_autoptr (GPtrArray) clashes = NULL;

      if (i > 0 && member->moved)
        continue;
      clashes = check_member (finder, member, error);
      if (!clashes)
        return FALSE;
      if (clashes->len == 0)
        g_clear_pointer (&member->details->overbooked_reason, g_free);
    }
  return TRUE;
}

/**
 * salve_appointment_move:
 * @place: where the appointment itself goes; the others of the scope go by as many days and to the same time of day, but
 *   for those that were moved by themselves before: they stay where they are
 */
DexFuture *
salve_appointment_move (SalveClinic *clinic,
                        const char *id,
                        const SalveAppointmentPlace *place,
                        SalveSeriesScope scope)
{
  GError *error = NULL;
  g_autoptr (SalveChange) change = NULL;
  g_autoptr (GArray) members = move_members (clinic, id, place, scope, &change, &error);

  if (!members || (place->overbook_reason && !drop_needless_reasons (clinic, members, &error)))
    return reject (error);
  for (guint i = 0; i < members->len; i++)
    {
      SalveSeriesMember *member = &g_array_index (members, SalveSeriesMember, i);

      if (!put_with_encounter (clinic, change, member->details, member->resource, member->version, &error))
        return reject (error);
    }
  return salve_clinic_commit (clinic, change);
}

/* Returns: (transfer full) (nullable): the copy of an appointment, at its place */
static SalveAppointmentDetails *
copy_to (SalveClinic *clinic, const char *id, const SalveAppointmentPlace *place, GError **error)
{
  SalveAppointmentDetails *details = salve_appointment_read (clinic, id, NULL, error);

  if (!details)
    return NULL;
  g_free (details->id);
  details->id = g_uuid_string_random ();
  salve_appointment_details_move_on (details, SALVE_APPOINTMENT_BOOKED, 0);
  g_clear_pointer (&details->ticket, g_free);
  g_clear_pointer (&details->to_confirm, g_free);
  g_clear_pointer (&details->new_name, g_free);
  g_clear_pointer (&details->new_phone, g_free);
  g_clear_pointer (&details->new_address, g_free);
  g_clear_pointer (&details->series_id, g_free);
  g_clear_pointer (&details->series_rule, g_free);
  details->series_day = SALVE_PARTIAL_DATE_NONE;
  g_clear_pointer (&details->cancel_reason, g_free);
  g_clear_pointer (&details->overbooked_reason, g_free);
  place_member (details, place, place->span);
  return details;
}

/**
 * salve_appointment_plan_copy:
 * @in_the_way: (out) (nullable) (transfer full): what is in the way of the copy, in lines; %NULL: nothing
 *
 * Returns: %FALSE where it cannot be known
 */
gboolean
salve_appointment_plan_copy (SalveClinic *clinic,
                             const char *id,
                             const SalveAppointmentPlace *place,
                             char **in_the_way,
                             GError **error)
{
  g_autoptr (SalveAppointmentDetails) details = copy_to (clinic, id, place, error);
  g_autoptr (SalveBooking) booking = details ? salve_appointment_details_to_booking (details) : NULL;
  g_autoptr (SalveDirectory) directory =
      details ? salve_directory_new (salve_clinic_get_store (clinic), error) : NULL;
  g_autoptr (SalveClashFinder) finder = salve_clash_finder_new (clinic);
  g_autoptr (GPtrArray) clashes = directory ? salve_clash_finder_check (finder, booking, error) : NULL;

  *in_the_way = clashes ? salve_clashes_to_words (clashes, directory, clinic) : NULL;
  return clashes != NULL;
}

/**
 * salve_appointment_copy:
 * @place: where the copy goes; it is booked, of no series, and without what was said about the first
 */
DexFuture *
salve_appointment_copy (SalveClinic *clinic, const char *id, const SalveAppointmentPlace *place)
{
  GError *error = NULL;
  g_autoptr (SalveAppointmentDetails) details = copy_to (clinic, id, place, &error);
  g_autoptr (SalveChange) change = NULL;

  if (!details)
    return reject (error);
  /* Translators: %s is a person */
  change = begin (clinic, _ ("Booked %s"), details);
  if (!may_write (clinic, details, NULL, &error)
      || !salve_appointment_put (clinic, change, details, NULL, SALVE_VERSION_NONE, &error))
    return reject (error);
  return salve_clinic_commit (clinic, change);
}
