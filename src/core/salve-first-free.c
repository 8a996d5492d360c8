/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Day by day from the earliest on, and no further than needed: the next five free times cost the days until the fifth,
 * not the year. Nor does a day cost more than it must where everything is full: each doctor's busy spans are gone through
 * once, from where the day before ended, and days are worked out once for all doctors. */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-first-free.h"

#include "salve-diary-private.h"
#include "salve-timetable-private.h"

#define DEFAULT_GRID 15

/* A room or a device that the visit needs. */
typedef struct
{
  const SalveBusySpans *busy; /* NULL: no bookings, or nobody asked about it */
  SalveTimetable *timetable;  /* NULL: not asked about, or one of whose hours nobody has said anything */
} Place;
#define N_PLACES 2

/* A day that is looked at, for all doctors. */
typedef struct
{
  SalveClockDay clock;
  SalveTimeSpan window;    /* what is asked about of it; empty where nothing is */
  GArray *hours[N_PLACES]; /* of SalveTimeSpan: when a place can be used; NULL: always, or nothing is asked */
} Day;

typedef struct
{
  const char *id;
  const SalveTimetable *timetable; /* NULL: nobody has said any hours */
  const SalveBusySpans *busy;
  guint place; /* all that is busy before it is over before the next day that will be looked at */
} Doctor;

/* What one visit takes, and whom. */
typedef struct
{
  const SalveFreeQuery *query;
  GTimeZone *zone;
  gint64 length;
  gint64 before; /* buffers, microseconds */
  gint64 after;
  gint64 grid;
  const SalveBusySpans *patient; /* NULL: no bookings, or nobody asked about */
  Place places[N_PLACES];
  Doctor *doctors;
  guint n_doctors;
  GArray *days; /* of Day, from the earliest on as far as anybody has been looked for */
  GArray *open; /* of SalveOpenTime, used again for each doctor and day */
} Search;

static const SalveBusySpans nothing = { NULL, 0, 0 };

static void
day_clear (gpointer data)
{
  Day *day = data;

  for (guint i = 0; i < N_PLACES; i++)
    g_clear_pointer (&day->hours[i], g_array_unref);
}

/* Where the next start can be when a place is asked: @start itself if its hours have the whole visit. */
static SalveInstant
push_into_hours (const Search *search, const GArray *hours, SalveInstant start)
{
  for (guint i = 0; i < hours->len; i++)
    {
      SalveTimeSpan span = g_array_index (hours, SalveTimeSpan, i);

      if (MAX (start, span.start) + search->length <= span.end)
        return MAX (start, span.start);
    }
  return G_MAXINT64;
}

/* The earliest moment from @start on at which somebody has the visit and its buffers free. */
static SalveInstant
push_past (const SalveBusySpans *busy, guint *place, SalveInstant start, gint64 before, gint64 width)
{
  return salve_busy_spans_fit (busy, place, start - before, width) + before;
}

/* The earliest moment at which the visit could begin as far as the first of the places and the patient says that cannot
 * at @start; @start itself where all can. */
static SalveInstant
push_on (const Search *search, const Day *day, SalveInstant start)
{
  gint64 width = search->before + search->length + search->after;
  SalveInstant to = start;
  guint at = 0;

  for (guint i = 0; i < N_PLACES && to == start; i++)
    {
      if (day->hours[i])
        to = push_into_hours (search, day->hours[i], start);
      at = 0;
      if (to == start && search->places[i].busy)
        to = push_past (search->places[i].busy, &at, start, search->before, width);
    }
  at = 0;
  if (to == start && search->patient)
    to = push_past (search->patient, &at, start, 0, search->length);
  return to;
}

/* The first line of the grid, which begins with the open time, that is not before @to. */
static SalveInstant
on_grid (const Search *search, const SalveOpenTime *open, SalveInstant to)
{
  return to <= open->span.start
             ? open->span.start
             : open->span.start + (to - open->span.start + search->grid - 1) / search->grid * search->grid;
}

static void
search_open_time (const Search *search,
                  const Doctor *doctor,
                  const Day *day,
                  const SalveOpenTime *open,
                  guint most,
                  GArray *found)
{
  SalveInstant latest = MIN (open->span.end, day->window.end) - search->length;
  SalveInstant at = on_grid (search, open, day->window.start);
  guint place = doctor->place;

  while (at <= latest && found->len < most)
    {
      SalveInstant free_at = push_past (doctor->busy, &place, at, search->before,
                                        search->before + search->length + search->after);
      SalveFreeTime time = { { at, at + search->length }, doctor->id, open->location_id };

      if (free_at > latest)
        return;
      if (free_at == at)
        free_at = push_on (search, day, at);
      if (free_at > latest)
        return;
      if (free_at == at)
        g_array_append_val (found, time);
      at = free_at == at ? at + search->grid : on_grid (search, open, free_at);
    }
}

/* When the place can be used that day, as salve_diary_check() sees it: who has never been given hours is open, but for
 * absences and holidays. */
static GArray *
list_hours (Search *search, const SalveTimetable *timetable, const SalveClockDay *day)
{
  GArray *hours = g_array_new (FALSE, FALSE, sizeof (SalveTimeSpan));
  g_autoptr (GArray) closed = NULL;
  g_autoptr (GPtrArray) exceptions = NULL;
  GArray *left;

  if (salve_timetable_has_hours (timetable))
    {
      g_array_set_size (search->open, 0);
      salve_timetable_append_open (timetable, day, search->open);
      for (guint i = 0; i < search->open->len; i++)
        g_array_append_val (hours, g_array_index (search->open, SalveOpenTime, i).span);
      salve_time_spans_normalise (hours);
      return hours;
    }
  closed = g_array_new (FALSE, FALSE, sizeof (SalveTimeSpan));
  exceptions = salve_timetable_list_exceptions (timetable, day->span);
  for (guint i = 0; i < exceptions->len; i++)
    g_array_append_val (closed, ((SalveTimetableException *)g_ptr_array_index (exceptions, i))->span);
  salve_time_spans_normalise (closed);
  g_array_append_val (hours, day->span);
  left = salve_time_spans_subtract (hours, closed);
  g_array_unref (hours);
  return left;
}

/* The part of the day that is asked about; empty where nothing of it is. */
static SalveTimeSpan
window_of (const SalveFreeQuery *query, const SalveClockDay *day)
{
  SalveTimeSpan window = day->span;

  if (query->weekdays != 0 && (query->weekdays & (1u << day->weekday)) == 0)
    return (SalveTimeSpan){ window.start, window.start };
  if (query->from_minute != 0 || query->to_minute != 0)
    window = (SalveTimeSpan){ salve_clock_day_at (day, query->from_minute),
                              salve_clock_day_at (day, query->to_minute) };
  window.start = MAX (window.start, query->earliest);
  window.end = MIN (window.end, query->latest);
  return window;
}

/* Returns: (nullable): the @n-th day from the earliest on, until the next one is asked for; NULL behind the latest */
static const Day *
get_day (Search *search, guint n)
{
  Day day = { 0 };

  if (n < search->days->len)
    return &g_array_index (search->days, Day, n);
  if (n == 0)
    day.clock =
        salve_clock_day_new (salve_instant_to_date (search->query->earliest, search->zone), search->zone);
  else
    day.clock = salve_clock_day_next (&g_array_index (search->days, Day, n - 1).clock);
  if (day.clock.span.start >= search->query->latest)
    return NULL;
  day.window = window_of (search->query, &day.clock);
  for (guint i = 0; i < N_PLACES; i++)
    if (search->places[i].timetable && day.window.start < day.window.end)
      day.hours[i] = list_hours (search, search->places[i].timetable, &day.clock);
  g_array_append_val (search->days, day);
  return &g_array_index (search->days, Day, n);
}

/* Appends a doctor's free times of a day to @found, until there are @most in it. Days come in their order. */
static void
search_day (Search *search, Doctor *doctor, const Day *day, guint most, GArray *found)
{
  const char *location = search->query->location_id;

  if (!doctor->timetable || day->window.start >= day->window.end)
    return;
  g_array_set_size (search->open, 0);
  salve_timetable_append_open (doctor->timetable, &day->clock, search->open);
  if (search->open->len > 0)
    doctor->place =
        salve_busy_spans_seek (doctor->busy, doctor->place,
                               g_array_index (search->open, SalveOpenTime, 0).span.start - search->before);
  for (guint i = 0; i < search->open->len && found->len < most; i++)
    {
      const SalveOpenTime *open = &g_array_index (search->open, SalveOpenTime, i);

      if (!location || g_strcmp0 (location, open->location_id) == 0)
        search_open_time (search, doctor, day, open, most, found);
    }
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
search_in_order (Search *search)
{
  guint count = search->query->count;
  GArray *all = g_array_new (FALSE, FALSE, sizeof (SalveFreeTime));
  g_autoptr (GArray) of_day = g_array_new (FALSE, FALSE, sizeof (SalveFreeTime));
  const Day *day;

  for (guint n = 0; all->len < count && (day = get_day (search, n)) != NULL; n++)
    {
      g_array_set_size (of_day, 0);
      for (guint i = 0; i < search->n_doctors; i++)
        search_day (search, &search->doctors[i], day, of_day->len + count, of_day);
      append_sorted (all, of_day);
    }
  if (all->len > count)
    g_array_set_size (all, count);
  return all;
}

/* Turn by turn: everybody's first time, by time, then everybody's second. */
static GArray *
search_spread (Search *search)
{
  guint count = search->query->count;
  g_autoptr (GPtrArray) each = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  GArray *all = g_array_new (FALSE, FALSE, sizeof (SalveFreeTime));
  gboolean more = TRUE;

  for (guint i = 0; i < search->n_doctors; i++)
    {
      GArray *times = g_array_new (FALSE, FALSE, sizeof (SalveFreeTime));
      const Day *day;

      for (guint n = 0; times->len < count && (day = get_day (search, n)) != NULL; n++)
        search_day (search, &search->doctors[i], day, count, times);
      g_ptr_array_add (each, times);
    }
  for (guint round = 0; more && all->len < count; round++)
    {
      g_autoptr (GArray) turn = g_array_new (FALSE, FALSE, sizeof (SalveFreeTime));

      for (guint i = 0; i < search->n_doctors; i++)
        {
          GArray *times = g_ptr_array_index (each, i);

          if (round < times->len)
            g_array_append_val (turn, g_array_index (times, SalveFreeTime, round));
        }
      more = turn->len > 0;
      append_sorted (all, turn);
    }
  if (all->len > count)
    g_array_set_size (all, count);
  return all;
}

static void
add_doctors (Search *search, const SalveDiary *diary)
{
  const char *const *ids = search->query->doctors;

  search->n_doctors = g_strv_length ((char **)ids);
  search->doctors = g_new0 (Doctor, search->n_doctors);
  for (guint i = 0; i < search->n_doctors; i++)
    {
      Doctor *doctor = &search->doctors[i];

      doctor->id = ids[i];
      doctor->timetable = salve_diary_get_timetable (diary, SALVE_ACTOR_DOCTOR, ids[i]);
      doctor->busy = salve_diary_get_busy (diary, SALVE_ACTOR_DOCTOR, ids[i]);
      if (!doctor->busy)
        doctor->busy = &nothing;
    }
}

/* What is known of a room or a device; nothing where @id is NULL. */
static Place
place_of (const SalveDiary *diary, SalveActorKind kind, const char *id)
{
  return (Place){ .busy = id ? salve_diary_get_busy (diary, kind, id) : NULL,
                  .timetable = id ? salve_diary_get_timetable (diary, kind, id) : NULL };
}

/**
 * salve_first_free:
 * @diary: the bookings and the hours; doctors without hours in it have no free time
 * @query: what is looked for
 * @zone: in which the hours and the part of the day are meant
 *
 * Times are offered on a grid that begins where each open time begins. A doctor's, a room's and a device's buffers
 * are kept, and so are the hours of a room and a device where they have any: salve_diary_check() finds nothing in the
 * way of what is offered.
 *
 * Returns: (transfer full) (element-type SalveFreeTime): the next ones, at most as many as are wanted
 */
GArray *
salve_first_free (const SalveDiary *diary, const SalveFreeQuery *query, GTimeZone *zone)
{
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (SalveOpenTime));
  g_autoptr (GArray) days = g_array_new (FALSE, FALSE, sizeof (Day));
  int minutes = query->minutes > 0  ? query->minutes
                : query->visit_type ? query->visit_type->minutes
                                    : DEFAULT_GRID;
  Search search = {
    .query = query,
    .zone = zone,
    .length = minutes * SALVE_INSTANT_MINUTE,
    .before = query->visit_type ? query->visit_type->buffer_before * SALVE_INSTANT_MINUTE : 0,
    .after = query->visit_type ? query->visit_type->buffer_after * SALVE_INSTANT_MINUTE : 0,
    .grid = (query->grid > 0 ? query->grid : DEFAULT_GRID) * SALVE_INSTANT_MINUTE,
    .patient =
        query->patient_id ? salve_diary_get_busy (diary, SALVE_ACTOR_PATIENT, query->patient_id) : NULL,
    .places = { place_of (diary, SALVE_ACTOR_ROOM, query->room_id),
                place_of (diary, SALVE_ACTOR_DEVICE, query->device_id) },
    .days = days,
    .open = open,
  };
  GArray *found;

  g_array_set_clear_func (days, day_clear);
  add_doctors (&search, diary);
  found = query->spread ? search_spread (&search) : search_in_order (&search);
  g_free (search.doctors);
  return found;
}
