/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Day by day from the earliest on, and no further than needed: the next five free times cost the days until the fifth,
 * not the year. An open time is gone through along the doctor's gaps
 * that are wide enough; rooms and patients are asked only about those. */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-first-free.h"

#include "salve-diary-private.h"
#include "salve-timetable-private.h"

#define DEFAULT_GRID 15

/* A room or a device that the visit needs. */
typedef struct
{
  const SalveIntervalTree *tree; /* NULL: no bookings, or nobody asked about it */
  SalveTimetable *timetable;     /* NULL: not asked about, or one of whose hours nobody has said anything */
  GArray *hours;                 /* of SalveTimeSpan: when it can be used on the day that is looked at */
} Place;
#define N_PLACES 2

/* What one visit takes, and whom. */
typedef struct
{
  const SalveFreeQuery *query;
  const SalveDiary *diary;
  gint64 length;
  gint64 before; /* buffers, microseconds */
  gint64 after;
  gint64 grid;
  const SalveIntervalTree *patient; /* NULL: no bookings, or nobody asked about */
  Place places[N_PLACES];
  GArray *open; /* of SalveOpenTime, used again for each doctor and day */
} Search;

static gboolean
keep_end (SalveTimeSpan span, gpointer item, gpointer user_data)
{
  *(SalveInstant *)user_data = span.end;
  return FALSE;
}

/* Where the next start can be when the place is asked: @start itself if its hours have the whole visit. */
static SalveInstant
push_into_hours (const Search *search, const Place *place, SalveInstant start)
{
  for (guint i = 0; i < place->hours->len; i++)
    {
      SalveTimeSpan span = g_array_index (place->hours, SalveTimeSpan, i);

      if (MAX (start, span.start) + search->length <= span.end)
        return MAX (start, span.start);
    }
  return G_MAXINT64;
}

/* The earliest moment at which the visit could begin, as far as the first thing in a place's or the patient's way at
 * @start says; @start itself where nothing is. */
static SalveInstant
push_on (const Search *search, SalveInstant start)
{
  SalveTimeSpan visit = { start, start + search->length };
  SalveTimeSpan work = { visit.start - search->before, visit.end + search->after };
  SalveInstant end = G_MININT64;

  for (guint i = 0; i < N_PLACES; i++)
    {
      const Place *place = &search->places[i];
      SalveInstant open_at = place->timetable ? push_into_hours (search, place, start) : start;

      if (open_at != start)
        return open_at;
      if (place->tree)
        salve_interval_tree_foreach (place->tree, work, keep_end, &end);
    }
  if (end != G_MININT64)
    return end + search->before;
  if (search->patient)
    salve_interval_tree_foreach (search->patient, visit, keep_end, &end);
  return end != G_MININT64 ? end : start;
}

/* An open time that is being walked through. */
typedef struct
{
  const Search *search;
  const SalveOpenTime *open;
  const char *doctor_id;
  SalveInstant at;     /* the line of the grid that comes next */
  SalveInstant latest; /* beginning */
  guint most;
  GArray *found;
} Walk;

/* To the first line of the grid, which begins with the open time, that is not before @to. */
static void
go_to (Walk *self, SalveInstant to)
{
  gint64 grid = self->search->grid;

  if (to > self->latest)
    self->at = G_MAXINT64;
  else if (to > self->at)
    self->at = self->open->span.start + (to - self->open->span.start + grid - 1) / grid * grid;
}

/* Offers what there is up to @last, which the doctor has free. */
static void
offer_until (Walk *self, SalveInstant last)
{
  const Search *search = self->search;

  while (self->at <= MIN (last, self->latest) && self->found->len < self->most)
    {
      SalveInstant free_at = push_on (search, self->at);

      if (free_at == self->at)
        {
          SalveFreeTime time = { { self->at, self->at + search->length },
                                 self->doctor_id,
                                 self->open->location_id };

          g_array_append_val (self->found, time);
          self->at += search->grid;
        }
      else
        go_to (self, MAX (free_at, self->at + 1));
    }
}

/* What the doctor has free is the visit and its buffers wide. */
static gboolean
offer_in_gap (SalveTimeSpan gap, gpointer user_data)
{
  Walk *self = user_data;

  go_to (self, gap.start + self->search->before);
  offer_until (self, gap.end - self->search->length - self->search->after);
  return self->at <= self->latest && self->found->len < self->most;
}

static void
search_open_time (const Search *search,
                  const SalveIntervalTree *doctor,
                  const char *doctor_id,
                  const SalveOpenTime *open,
                  SalveTimeSpan window,
                  guint most,
                  GArray *found)
{
  SalveInstant latest = MIN (open->span.end, window.end) - search->length;
  Walk walk = { search, open, doctor_id, open->span.start, latest, most, found };

  go_to (&walk, window.start);
  if (walk.at > latest)
    return;
  salve_interval_tree_foreach_gap (
      doctor, (SalveTimeSpan){ walk.at - search->before, latest + search->length + search->after },
      search->before + search->length + search->after, offer_in_gap, &walk);
}

/* When the place can be used that day, as salve_diary_check() sees it: who has never been given hours is open, but for
 * absences and holidays. */
static void
look_at_place (Search *search, Place *place, const SalveClockDay *day)
{
  g_autoptr (GArray) closed = NULL;
  g_autoptr (GArray) whole = NULL;
  g_autoptr (GPtrArray) exceptions = NULL;

  if (!place->timetable)
    return;
  g_array_set_size (place->hours, 0);
  if (salve_timetable_has_hours (place->timetable))
    {
      g_array_set_size (search->open, 0);
      salve_timetable_append_open (place->timetable, day, search->open);
      for (guint i = 0; i < search->open->len; i++)
        g_array_append_val (place->hours, g_array_index (search->open, SalveOpenTime, i).span);
      salve_time_spans_normalise (place->hours);
      return;
    }
  closed = g_array_new (FALSE, FALSE, sizeof (SalveTimeSpan));
  whole = g_array_new (FALSE, FALSE, sizeof (SalveTimeSpan));
  exceptions = salve_timetable_list_exceptions (place->timetable, day->span);
  for (guint i = 0; i < exceptions->len; i++)
    g_array_append_val (closed, ((SalveTimetableException *)g_ptr_array_index (exceptions, i))->span);
  salve_time_spans_normalise (closed);
  g_array_append_val (whole, day->span);
  g_array_unref (place->hours);
  place->hours = salve_time_spans_subtract (whole, closed);
}

static void
look_at_places (Search *search, const SalveClockDay *day)
{
  for (guint i = 0; i < N_PLACES; i++)
    look_at_place (search, &search->places[i], day);
}

/* Appends a doctor's free times of a day to @found, until there are @most in it. */
static void
search_day (Search *search,
            const char *doctor_id,
            const SalveClockDay *day,
            SalveTimeSpan window,
            guint most,
            GArray *found)
{
  SalveTimetable *timetable = salve_diary_get_timetable (search->diary, SALVE_ACTOR_DOCTOR, doctor_id);
  const SalveIntervalTree *tree = salve_diary_get_tree (search->diary, SALVE_ACTOR_DOCTOR, doctor_id);

  if (!timetable)
    return;
  g_array_set_size (search->open, 0);
  salve_timetable_append_open (timetable, day, search->open);
  for (guint i = 0; i < search->open->len && found->len < most; i++)
    {
      const SalveOpenTime *open = &g_array_index (search->open, SalveOpenTime, i);

      if (search->query->location_id && g_strcmp0 (search->query->location_id, open->location_id) != 0)
        continue;
      search_open_time (search, tree, doctor_id, open, window, most, found);
    }
}

/* The part of the day that is asked about; empty where nothing of it is. */
static SalveTimeSpan
window_of (const SalveFreeQuery *query, const SalveClockDay *day)
{
  SalveTimeSpan window = day->span;

  if (query->from_minute != 0 || query->to_minute != 0)
    window = (SalveTimeSpan){ salve_clock_day_at (day, query->from_minute),
                              salve_clock_day_at (day, query->to_minute) };
  window.start = MAX (window.start, query->earliest);
  window.end = MIN (window.end, query->latest);
  return window;
}

static gboolean
wants_day (const SalveFreeQuery *query, SalvePartialDate day)
{
  return query->weekdays == 0 || (query->weekdays & (1u << salve_partial_date_weekday (day))) != 0;
}

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  const SalveFreeTime *first = a, *second = b;

  return first->span.start < second->span.start ? -1 : first->span.start > second->span.start;
}

/* In order of time; g_array_sort() is stable, so that doctors keep the order in which they were asked about. */
static void
append_sorted (GArray *all, GArray *day)
{
  g_array_sort (day, compare_starts);
  g_array_append_vals (all, day->data, day->len);
}

static GArray *
search_in_order (Search *search, GTimeZone *zone)
{
  const SalveFreeQuery *query = search->query;
  GArray *all = g_array_new (FALSE, FALSE, sizeof (SalveFreeTime));
  g_autoptr (GArray) of_day = g_array_new (FALSE, FALSE, sizeof (SalveFreeTime));
  SalvePartialDate date = salve_instant_to_date (query->earliest, zone);

  while (all->len < query->count)
    {
      SalveClockDay day = salve_clock_day_new (date, zone);

      if (day.span.start >= query->latest)
        break;
      g_array_set_size (of_day, 0);
      if (wants_day (query, date))
        look_at_places (search, &day);
      for (guint i = 0; wants_day (query, date) && query->doctors[i]; i++)
        search_day (search, query->doctors[i], &day, window_of (query, &day), of_day->len + query->count,
                    of_day);
      append_sorted (all, of_day);
      date = salve_partial_date_add_days (date, 1);
    }
  if (all->len > query->count)
    g_array_set_size (all, query->count);
  return all;
}

/* Each doctor's first ones, as many as there must be of each. */
static void
search_doctor (Search *search, const char *doctor_id, guint most, GTimeZone *zone, GArray *found)
{
  const SalveFreeQuery *query = search->query;
  SalvePartialDate date = salve_instant_to_date (query->earliest, zone);

  while (found->len < most)
    {
      SalveClockDay day = salve_clock_day_new (date, zone);

      if (day.span.start >= query->latest)
        break;
      if (wants_day (query, date))
        {
          look_at_places (search, &day);
          search_day (search, doctor_id, &day, window_of (query, &day), most, found);
        }
      date = salve_partial_date_add_days (date, 1);
    }
}

/* Turn by turn: everybody's first time, by time, then everybody's second. */
static GArray *
search_spread (Search *search, GTimeZone *zone)
{
  const SalveFreeQuery *query = search->query;
  guint n = g_strv_length ((char **)query->doctors);
  g_autoptr (GPtrArray) each = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  GArray *all = g_array_new (FALSE, FALSE, sizeof (SalveFreeTime));
  gboolean more = TRUE;

  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (each, g_array_new (FALSE, FALSE, sizeof (SalveFreeTime)));
      search_doctor (search, query->doctors[i], query->count, zone, g_ptr_array_index (each, i));
    }
  for (guint round = 0; more && all->len < query->count; round++)
    {
      g_autoptr (GArray) turn = g_array_new (FALSE, FALSE, sizeof (SalveFreeTime));

      for (guint i = 0; i < n; i++)
        {
          GArray *times = g_ptr_array_index (each, i);

          if (round < times->len)
            g_array_append_val (turn, g_array_index (times, SalveFreeTime, round));
        }
      more = turn->len > 0;
      append_sorted (all, turn);
    }
  if (all->len > query->count)
    g_array_set_size (all, query->count);
  return all;
}

/* Returns: (transfer full): what is known of a room or a device; nothing where @id is NULL */
static Place
place_of (const SalveDiary *diary, SalveActorKind kind, const char *id)
{
  return (Place){ .tree = id ? salve_diary_get_tree (diary, kind, id) : NULL,
                  .timetable = id ? salve_diary_get_timetable (diary, kind, id) : NULL,
                  .hours = g_array_new (FALSE, FALSE, sizeof (SalveTimeSpan)) };
}

/**
 * salve_first_free:
 * @diary: the bookings and the hours; doctors without hours in it have no free time
 * @query: what is looked for
 * @zone: in which the hours and the part of the day are meant
 *
 * Times are offered on a grid that begins where each open time begins. A doctor's, a room's and a device's buffers
 * are kept, and so are the hours of a room and a device where they have any: salve_diary_check() finds nothing in the way of what is offered.
 *
 * Returns: (transfer full) (element-type SalveFreeTime): the next ones, at most as many as are wanted
 */
GArray *
salve_first_free (const SalveDiary *diary, const SalveFreeQuery *query, GTimeZone *zone)
{
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (SalveOpenTime));
  int minutes = query->minutes > 0  ? query->minutes
                : query->visit_type ? query->visit_type->minutes
                                    : DEFAULT_GRID;
  Search search = {
    .query = query,
    .diary = diary,
    .length = minutes * SALVE_INSTANT_MINUTE,
    .before = query->visit_type ? query->visit_type->buffer_before * SALVE_INSTANT_MINUTE : 0,
    .after = query->visit_type ? query->visit_type->buffer_after * SALVE_INSTANT_MINUTE : 0,
    .grid = (query->grid > 0 ? query->grid : DEFAULT_GRID) * SALVE_INSTANT_MINUTE,
    .patient =
        query->patient_id ? salve_diary_get_tree (diary, SALVE_ACTOR_PATIENT, query->patient_id) : NULL,
    .places = { place_of (diary, SALVE_ACTOR_ROOM, query->room_id),
                place_of (diary, SALVE_ACTOR_DEVICE, query->device_id) },
    .open = open,
  };
  GArray *found = query->spread ? search_spread (&search, zone) : search_in_order (&search, zone);

  for (guint i = 0; i < N_PLACES; i++)
    g_array_unref (search.places[i].hours);
  return found;
}
