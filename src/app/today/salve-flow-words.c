/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-flow-words.h"

#include "salve-doctor-times.h"
#include "salve-text.h"

#include <glib/gi18n.h>

/* Who waits longer is shown in bold. */
#define LONG_WAIT 30
/* So many minutes nobody speaks of. */
#define HARDLY_LATE 5

const char *
salve_flow_part_title (SalveFlowPart part)
{
  static const char *const titles[SALVE_FLOW_N_PARTS] = {
    [SALVE_FLOW_INSIDE] = N_ ("In a Room"),    [SALVE_FLOW_WAITING] = N_ ("Waiting"),
    [SALVE_FLOW_COMING] = N_ ("To Come"),      [SALVE_FLOW_DONE] = N_ ("Done"),
    [SALVE_FLOW_MISSED] = N_ ("Did Not Come"),
  };

  return _ (titles[part]);
}

/* Returns: (transfer full): as lists show it */
char *
salve_flow_entry_name (const SalveFlowEntry *entry)
{
  const char *name = entry->row->patient_name;

  if (entry->row->hidden)
    return g_strdup (C_ ("appointment", "Taken"));
  if (name == NULL || *name == '\0')
    name = entry->row->visit->patient_name;
  return g_strdup (name != NULL && *name != '\0' ? name : _ ("Nobody named"));
}

static int
minutes_between (SalveInstant from, SalveInstant to)
{
  return from == SALVE_INSTANT_NONE ? 0 : (int)(MAX (to - from, 0) / SALVE_INSTANT_MINUTE);
}

static char *
time_of (SalveInstant instant, SalveClinic *clinic)
{
  return salve_instant_format_local (instant, salve_clinic_get_zone (clinic),
                                     salve_clinic_get_locale (clinic), SALVE_INSTANT_STYLE_TIME);
}

/* Rounded to what can be believed. */
static int
about (int minutes)
{
  return minutes < 10 ? minutes : (minutes + 2) / 5 * 5;
}

/**
 * salve_flow_length_words:
 * @minutes: 0 or more
 *
 * Returns: (transfer full): how long that is, in hours and minutes, with the digits of the clinic's locale
 */
char *
salve_flow_length_words (int minutes, SalveClinic *clinic)
{
  g_autofree char *plain = salve_minutes_format_length (minutes);

  return salve_text_localise_digits (plain, salve_locale_get_digit_zero (salve_clinic_get_locale (clinic)));
}

static char *
waiting_words (const SalveFlowEntry *entry, SalveInstant now, SalveClinic *clinic, SalveFlowTone *tone)
{
  int waited = minutes_between (entry->row->visit->arrived, now);
  int more = entry->expected == SALVE_INSTANT_NONE ? 0 : about (minutes_between (now, entry->expected));
  g_autofree char *so_far = salve_flow_length_words (waited, clinic);
  g_autofree char *still = salve_flow_length_words (more, clinic);

  *tone = waited >= LONG_WAIT ? SALVE_FLOW_TONE_STRONG : SALVE_FLOW_TONE_QUIET;
  if (more == 0)
    /* Translators: how long somebody has been waiting, such as "1 h 5 min"; it is their turn */
    return g_strdup_printf (_ ("Waits %s · next"), so_far);
  /* Translators: how long somebody has been waiting, such as "1 h 5 min", and how long they are likely to wait on */
  return g_strdup_printf (_ ("Waits %1$s · about %2$s more"), so_far, still);
}

static char *
coming_words (const SalveFlowEntry *entry, SalveInstant now, SalveClinic *clinic, SalveFlowTone *tone)
{
  const SalveAppointmentDetails *visit = entry->row->visit;
  g_autofree char *when = NULL;

  if (visit->span.start + SALVE_INSTANT_MINUTE < now)
    {
      *tone = SALVE_FLOW_TONE_WARNING;
      when = salve_flow_length_words (minutes_between (visit->span.start, now), clinic);
      /* Translators: for how long somebody should have been here, such as "1 h 5 min" */
      return g_strdup_printf (_ ("Missing for %s"), when);
    }
  if (entry->expected == SALVE_INSTANT_NONE
      || minutes_between (visit->span.start, entry->expected) < HARDLY_LATE)
    return g_strdup (visit->visit_type_name);
  when = time_of (entry->expected, clinic);
  /* Translators: a time at which somebody is likely to be called */
  return g_strdup_printf (_ ("Likely at %s"), when);
}

/* The room is said where it is not what the lane is called. */
static char *
inside_words (const SalveFlowEntry *entry, SalveInstant now, SalveClinic *clinic)
{
  g_autofree char *length =
      salve_flow_length_words (minutes_between (entry->row->visit->called, now), clinic);

  /* Translators: %1$s is a room; for how long somebody has been in it, such as "1 h 5 min" */
  return entry->room != NULL ? g_strdup_printf (_ ("%1$s · for %2$s"), entry->room, length)
                             : g_strdup_printf (_ ("For %s"), length);
}

/**
 * salve_flow_entry_state:
 * @tone: (out): how loudly it is said
 *
 * Returns: (transfer full): how it stands with this visit, in a few words
 */
char *
salve_flow_entry_state (const SalveFlowEntry *entry,
                        SalveInstant now,
                        SalveClinic *clinic,
                        SalveFlowTone *tone)
{
  char *words = NULL;

  *tone = SALVE_FLOW_TONE_QUIET;
  if (entry->part == SALVE_FLOW_INSIDE)
    words = inside_words (entry, now, clinic);
  else if (entry->part == SALVE_FLOW_WAITING)
    words = waiting_words (entry, now, clinic, tone);
  else if (entry->part == SALVE_FLOW_COMING)
    words = coming_words (entry, now, clinic, tone);
  if (words == NULL)
    words = g_strdup (entry->row->visit->visit_type_name);
  return words != NULL ? words : g_strdup ("");
}

static void
append (GString *words, const char *text)
{
  if (text != NULL && *text != '\0')
    g_string_append_printf (words, "%s%s", words->len > 0 ? _ (", ") : "", text);
}

/**
 * salve_flow_entry_describe:
 *
 * Returns: (transfer full): all that is known of it, as a screen reader says it
 */
char *
salve_flow_entry_describe (const SalveFlowEntry *entry, SalveInstant now, SalveClinic *clinic)
{
  const SalveAppointmentDetails *visit = entry->row->visit;
  g_autoptr (GString) words = g_string_new (NULL);
  g_autofree char *time = time_of (visit->span.start, clinic), *name = salve_flow_entry_name (entry);
  SalveFlowTone tone;
  g_autofree char *state = salve_flow_entry_state (entry, now, clinic, &tone);

  append (words, time);
  append (words, name);
  if (visit->ticket != NULL)
    {
      g_autofree char *ticket = g_strdup_printf (_ ("ticket %s"), visit->ticket);

      append (words, ticket);
    }
  append (words, salve_flow_part_title (entry->part));
  append (words, state);
  if (g_strcmp0 (state, visit->visit_type_name) != 0)
    append (words, visit->visit_type_name);
  append (words, entry->part != SALVE_FLOW_INSIDE ? entry->room : NULL);
  append (words, visit->to_confirm != NULL ? _ ("something has changed and is to be confirmed") : NULL);
  return g_string_free_and_steal (g_steal_pointer (&words));
}

static char *
late_words (const SalveFlowLane *lane, SalveClinic *clinic)
{
  gboolean already = lane->pace.late >= HARDLY_LATE;
  g_autofree char *length =
      salve_flow_length_words (about (already ? lane->pace.late : lane->pace.latest), clinic);
  g_autofree char *when = NULL;

  if (already)
    /* Translators: how late a doctor is, such as "1 h 5 min" */
    return g_strdup_printf (_ ("%s late"), length);
  if (lane->pace.latest < HARDLY_LATE)
    return NULL;
  when = time_of (lane->pace.latest_at, clinic);
  /* Translators: so much later than booked somebody will be called, who is booked for that time */
  return g_strdup_printf (_ ("%1$s late by %2$s"), length, when);
}

static char *
wait_words (const SalveFlowLane *lane, SalveClinic *clinic)
{
  guint waiting = lane->counts[SALVE_FLOW_WAITING];
  g_autofree char *plain = NULL;

  if (waiting == 0)
    return NULL;
  plain = g_strdup_printf (ngettext ("%u waits", "%u wait", waiting), waiting);
  return salve_text_localise_digits (plain, salve_locale_get_digit_zero (salve_clinic_get_locale (clinic)));
}

/**
 * salve_flow_lane_state:
 * @tone: (out):
 *
 * Returns: (transfer full): of a doctor, whether they are late, or will be, and how many wait; of a room or a bed, whether
 *   somebody is in it, and how many wait for it
 */
char *
salve_flow_lane_state (const SalveFlowLane *lane, SalveClinic *clinic, SalveFlowTone *tone)
{
  guint inside = lane->counts[SALVE_FLOW_INSIDE];
  g_autofree char *wait = wait_words (lane, clinic), *first = NULL;

  *tone = SALVE_FLOW_TONE_QUIET;
  if (lane->place != SALVE_FLOW_NO_PLACE)
    {
      first = g_strdup (inside == 0 ? C_ ("room or bed", "Free") : C_ ("room or bed", "Taken"));
      /* Desks without a line to each other may have put two people there. */
      if (lane->place == SALVE_FLOW_BED && inside > 1)
        *tone = SALVE_FLOW_TONE_WARNING;
    }
  else
    {
      first = late_words (lane, clinic);
      if (first != NULL)
        *tone = SALVE_FLOW_TONE_WARNING;
    }
  if (first == NULL)
    return g_strdup (wait != NULL ? wait : lane->subtitle != NULL ? lane->subtitle : "");
  /* Translators: how late a doctor is, or whether a room is free; and how many wait */
  return wait != NULL ? g_strdup_printf (C_ ("lane", "%1$s · %2$s"), first, wait) : g_steal_pointer (&first);
}
