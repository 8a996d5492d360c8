/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever differs between the visit as it was and as the form has it now is changed in each visit of the scope, one
 * thing at a time: a visit that had something else there before, because somebody changed it by itself, keeps that. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-series-change.h"

#include "salve-appointment-flows-private.h"
#include "salve-clash-finder.h"
#include "salve-clash-words.h"

#include <glib/gi18n.h>

/* Texts that change each for themselves. */
static const gsize plain_texts[] = {
  G_STRUCT_OFFSET (SalveAppointmentDetails, reason),
  G_STRUCT_OFFSET (SalveAppointmentDetails, note),
  G_STRUCT_OFFSET (SalveAppointmentDetails, video_link),
};

/* Who takes part, and what they are called. */
static const struct
{
  gsize id;
  gsize name;
} actors[] = {
#define ACTOR(who)                                                                                           \
  { G_STRUCT_OFFSET (SalveAppointmentDetails, who##_id),                                                     \
    G_STRUCT_OFFSET (SalveAppointmentDetails, who##_name) }
  ACTOR (patient),
  ACTOR (doctor),
  ACTOR (room),
  ACTOR (device),
#undef ACTOR
};

static const char *
text_at (const SalveAppointmentDetails *details, gsize offset)
{
  return *(char *const *)G_STRUCT_MEMBER_P (details, offset);
}

static void
set_text_at (SalveAppointmentDetails *details, gsize offset, const char *text)
{
  g_set_str ((char **)G_STRUCT_MEMBER_P (details, offset), text);
}

/* Whether that text changes in the member. @stays: (inout): becomes %TRUE where the member has something of its own */
static gboolean
follows (const SalveSeriesEdit *edit, const SalveAppointmentDetails *member, gsize offset, gboolean *stays)
{
  const char *was = text_at (edit->before, offset), *is = text_at (member, offset);

  if (g_strcmp0 (was, text_at (edit->after, offset)) == 0)
    return FALSE;
  if (g_strcmp0 (was, is) == 0)
    return TRUE;
  *stays = *stays || g_strcmp0 (is, text_at (edit->after, offset)) != 0;
  return FALSE;
}

/* The same for a number. */
static gboolean
number_follows (gint64 before, gint64 after, gint64 member, gboolean *stays)
{
  if (before == after)
    return FALSE;
  *stays = *stays || (member != before && member != after);
  return member == before;
}

/* A kind of visit comes with its name and its buffers. */
static void
change_type (const SalveSeriesEdit *edit, SalveAppointmentDetails *member, gboolean *stays)
{
  if (!follows (edit, member, G_STRUCT_OFFSET (SalveAppointmentDetails, visit_type_id), stays))
    return;
  g_set_str (&member->visit_type_id, edit->after->visit_type_id);
  g_set_str (&member->visit_type_name, edit->after->visit_type_name);
  member->buffer_before = edit->after->buffer_before;
  member->buffer_after = edit->after->buffer_after;
}

static void
change_facts (const SalveSeriesEdit *edit, SalveAppointmentDetails *member, gboolean *stays)
{
  for (gsize i = 0; i < G_N_ELEMENTS (actors); i++)
    if (follows (edit, member, actors[i].id, stays))
      {
        set_text_at (member, actors[i].id, text_at (edit->after, actors[i].id));
        set_text_at (member, actors[i].name, text_at (edit->after, actors[i].name));
      }
  for (gsize i = 0; i < G_N_ELEMENTS (plain_texts); i++)
    if (follows (edit, member, plain_texts[i], stays))
      set_text_at (member, plain_texts[i], text_at (edit->after, plain_texts[i]));
  change_type (edit, member, stays);
  if (number_follows (edit->before->mode, edit->after->mode, member->mode, stays))
    member->mode = edit->after->mode;
  if (number_follows (edit->before->reminder_minutes, edit->after->reminder_minutes, member->reminder_minutes,
                      stays))
    member->reminder_minutes = edit->after->reminder_minutes;
}

static gint64
length_of (const SalveAppointmentDetails *details)
{
  return details->span.end - details->span.start;
}

/* A new time of day or another day is for those that are where their series is; a new length for all that were as
 * long. The member's day in its series is already the new one. */
static void
change_time (const SalveSeriesEdit *edit, SalveSeriesMember *member, GTimeZone *zone, gboolean *stays)
{
  SalveAppointmentDetails *details = member->details;
  gint64 length = length_of (details);

  if (number_follows (length_of (edit->before), length_of (edit->after), length, stays))
    length = length_of (edit->after);
  if (edit->before->span.start != edit->after->span.start && member->moved)
    *stays = TRUE;
  else if (edit->before->span.start != edit->after->span.start)
    details->span.start = salve_wall_clock_to_instant (
        salve_series_member_day (member, zone),
        (int)salve_instant_to_minute_of_day (edit->after->span.start, zone), zone);
  details->span.end = details->span.start + length;
}

/* What the form says of the visit in hand, all of it; of its series it knows nothing, and why a time was taken is asked
 * anew where it is another one. */
static void
change_first (const SalveSeriesEdit *edit, SalveSeriesMember *first)
{
  SalveAppointmentDetails *details = salve_appointment_details_copy (edit->after);

  g_set_str (&details->series_id, first->details->series_id);
  g_set_str (&details->series_rule, first->details->series_rule);
  g_set_str (&details->overbooked_reason, first->details->overbooked_reason);
  details->series_day = first->details->series_day;
  salve_appointment_details_free (first->details);
  first->details = details;
}

/* By how many days the series goes on: to where the visit in hand goes, where that goes to another day at all. */
static int
days_on (const SalveSeriesEdit *edit, const SalveSeriesMember *first, GTimeZone *zone)
{
  SalvePartialDate to = salve_instant_to_date (edit->after->span.start, zone);

  if (edit->scope == SALVE_SERIES_THIS
      || salve_partial_date_equal (salve_instant_to_date (edit->before->span.start, zone), to))
    return 0;
  return salve_partial_date_days_between (salve_series_member_day (first, zone), to);
}

/* Reads the members and changes them, and their series' rule, in @change (NULL: only to see it). */
static GArray *
change_members (SalveClinic *clinic,
                const SalveSeriesEdit *edit,
                SalveChange **change,
                guint *n_staying,
                GError **error)
{
  GTimeZone *zone = salve_clinic_get_zone (clinic);
  g_autoptr (GArray) members = salve_series_members_list (clinic, edit->after->id, edit->scope, error);
  SalveSeriesMember *first;
  int days;

  if (!members)
    return NULL;
  first = &g_array_index (members, SalveSeriesMember, 0);
  days = days_on (edit, first, zone);
  if (change)
    {
      *change = salve_appointment_begin_change (clinic, _ ("Changed %s’s appointment"), edit->after);
      if (first->details->series_id
          && (edit->scope == SALVE_SERIES_FOLLOWING || (edit->scope == SALVE_SERIES_ALL && days != 0))
          && !salve_series_members_part (clinic, *change, members, error))
        return NULL;
    }
  if (!salve_series_members_shift (members, days, zone, error))
    return NULL;
  change_first (edit, first);
  for (guint i = 1; i < members->len; i++)
    {
      SalveSeriesMember *member = &g_array_index (members, SalveSeriesMember, i);
      gboolean stays = FALSE;

      change_facts (edit, member->details, &stays);
      change_time (edit, member, zone, &stays);
      *n_staying += stays;
    }
  return g_steal_pointer (&members);
}

static gboolean
same_booking (const SalveBooking *a, const SalveBooking *b)
{
  for (guint i = 0; i < SALVE_N_ACTOR_KINDS; i++)
    if (g_strcmp0 (a->actors[i], b->actors[i]) != 0)
      return FALSE;
  return a->span.start == b->span.start && a->span.end == b->span.end && a->buffer_before == b->buffer_before
         && a->buffer_after == b->buffer_after;
}

/* Whether the visit takes other time than it did, or somebody else's: only then is anything new in its way. */
static gboolean
takes_other_time (const SalveSeriesMember *member)
{
  g_autoptr (SalveAppointmentDetails) before = salve_appointment_details_read (member->resource);
  g_autoptr (SalveBooking) was = salve_appointment_details_to_booking (before);
  g_autoptr (SalveBooking) is = salve_appointment_details_to_booking (member->details);

  return !same_booking (was, is);
}

typedef void (*MemberFunc) (SalveSeriesMember *member, const GPtrArray *clashes, gpointer user_data);

/* Calls @func with each member that takes other time, and with what is in its way there. All of them have left their old
 * places by then. */
static gboolean
check_members (SalveClinic *clinic, GArray *members, MemberFunc func, gpointer user_data, GError **error)
{
  g_autoptr (SalveClashFinder) finder = salve_clash_finder_new (clinic);

  for (guint i = 0; i < members->len; i++)
    if (takes_other_time (&g_array_index (members, SalveSeriesMember, i)))
      salve_clash_finder_leave_out (finder, g_array_index (members, SalveSeriesMember, i).details->id);
  for (guint i = 0; i < members->len; i++)
    {
      SalveSeriesMember *member = &g_array_index (members, SalveSeriesMember, i);
      g_autoptr (SalveBooking) booking = salve_appointment_details_to_booking (member->details);
      g_autoptr (GPtrArray) clashes = NULL;

      if (!takes_other_time (member))
        continue;
      clashes = salve_clash_finder_check (finder, booking, error);
      if (!clashes)
        return FALSE;
      func (member, clashes, user_data);
    }
  return TRUE;
}

typedef struct
{
  SalveClinic *clinic;
  SalveDirectory *directory;
  GPtrArray *lines;
} Told;

static void
tell (SalveSeriesMember *member, const GPtrArray *clashes, gpointer user_data)
{
  Told *told = user_data;

  if (clashes->len > 0)
    g_ptr_array_add (told->lines, salve_appointment_visit_words (
                                      member->details, told->clinic,
                                      salve_clashes_to_words (clashes, told->directory, told->clinic)));
}

/* The reason is kept with the visits that need one, and with no other. */
static void
give_reason (SalveSeriesMember *member, const GPtrArray *clashes, gpointer user_data)
{
  g_set_str (&member->details->overbooked_reason, clashes->len > 0 ? user_data : NULL);
}

/**
 * salve_series_edit_plan:
 * @in_the_way: (out) (nullable) (transfer full): what is in the way of the visits as they would be, a line a visit with
 *   its day and time; %NULL: nothing
 * @n_staying: (out): how many of the scope had been changed by themselves in what is changed now, and keep that
 *
 * What salve_series_edit_save() would do. Nothing is changed.
 *
 * Returns: %FALSE where it cannot be done at all
 */
gboolean
salve_series_edit_plan (SalveClinic *clinic,
                        const SalveSeriesEdit *edit,
                        char **in_the_way,
                        guint *n_staying,
                        GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (SalveDirectory) directory = salve_directory_new (salve_clinic_get_store (clinic), error);
  g_autoptr (GArray) members = NULL;
  Told told = { clinic, directory, lines };

  *in_the_way = NULL;
  *n_staying = 0;
  if (!directory)
    return FALSE;
  members = change_members (clinic, edit, NULL, n_staying, error);
  if (!members || !check_members (clinic, members, tell, &told, error))
    return FALSE;
  if (lines->len > 0)
    {
      g_ptr_array_add (lines, NULL);
      *in_the_way = g_strjoinv ("\n", (char **)lines->pdata);
    }
  return TRUE;
}

/**
 * salve_series_edit_save:
 *
 * Returns: (transfer full): a future of the change's id (gint64); it rejects, and nothing has changed, where somebody has
 *   one of the times, somebody changed the visit in hand meanwhile, or whoever is signed in may not do that
 */
DexFuture *
salve_series_edit_save (SalveClinic *clinic, const SalveSeriesEdit *edit)
{
  GError *error = NULL;
  guint n_staying = 0;
  g_autoptr (SalveChange) change = NULL;
  g_autoptr (GArray) members = change_members (clinic, edit, &change, &n_staying, &error);

  if (!members || !check_members (clinic, members, give_reason, (gpointer)edit->overbook_reason, &error))
    return dex_future_new_for_error (error);
  for (guint i = 0; i < members->len; i++)
    {
      SalveSeriesMember *member = &g_array_index (members, SalveSeriesMember, i);

      if (!salve_appointment_put_change (clinic, change, member->details, member->resource,
                                         i == 0 ? edit->version : member->version, &error))
        return dex_future_new_for_error (error);
    }
  return salve_clinic_commit (clinic, change);
}
