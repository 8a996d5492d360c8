/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads VEVENTs that take time and VFREEBUSYs within a range. The file may be anybody's: its size, its depth, the
 * number of its parts, of its repetitions and of what comes out are bounded, and so is the time spent on it. Zones are
 * taken by their names from the system; one that the file describes itself is followed only where it changes once a
 * year, and an event whose zone is not known is left out and said. */
#define G_LOG_DOMAIN "salve-io"

#include "config.h"

#include "salve-busy-times.h"

#include <glib/gi18n-lib.h>
#include <libical/ical.h>
#include <string.h>

#define MAX_SIZE (10 * 1024 * 1024)
#define MAX_PARTS 50000
#define MAX_DEPTH 8
#define MAX_STEPS 20000 /* of one event's repetition */
#define MAX_TIMES 50000
#define MAX_PROBLEMS 100
#define MAX_SUMMARY 500
#define MAX_SECONDS 10

typedef struct
{
  SalveBusyTimes *result;
  SalveTimeSpan range;
  GTimeZone *zone;
  gint64 deadline;
  GHashTable *moved; /* (element-type utf8) "uid/instant" of instances that stand in the file by themselves */
} Reader;

static void
clear_time (gpointer data)
{
  g_free (((SalveBusyTime *)data)->summary);
}

void
salve_busy_times_free (SalveBusyTimes *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->times, g_array_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_free (self);
}

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, SALVE_IO_ERROR, SALVE_IO_ERROR_TOO_LARGE,
                       _ ("This calendar is too large or too involved to be read."));
  return FALSE;
}

/* Before libical, which goes into parts within parts as deep as they are. */
static gboolean
check_shape (const char *text, GError **error)
{
  guint parts = 0;
  int depth = 0, deepest = 0;

  for (const char *p = text; p != NULL && *p != '\0'; p = strchr (p, '\n'))
    {
      p += strspn (p, "\r\n \t");
      if (g_ascii_strncasecmp (p, "BEGIN:", 6) == 0)
        {
          parts++;
          deepest = MAX (deepest, ++depth);
        }
      else if (g_ascii_strncasecmp (p, "END:", 4) == 0)
        depth--;
    }
  if (parts > MAX_PARTS || deepest > MAX_DEPTH)
    return refuse (error);
  if (parts == 0)
    {
      g_set_error_literal (error, SALVE_IO_ERROR, SALVE_IO_ERROR_FAILED,
                           _ ("This is not an iCalendar file."));
      return FALSE;
    }
  return TRUE;
}

/* The last parts of a zone's name are what the system knows: "/freeassociation.sourceforge.net/Europe/Berlin". */
static GTimeZone *
find_zone (const char *tzid)
{
  for (const char *name = tzid; name != NULL; name = strchr (name, '/'))
    {
      GTimeZone *zone;

      name += strspn (name, "/");
      zone = strlen (name) < 64 && strchr (name, '.') == NULL && g_ascii_isalpha (*name)
                 ? g_time_zone_new_identifier (name)
                 : NULL;
      if (zone != NULL)
        return zone;
    }
  return NULL;
}

/* Whether libical can follow the zone that the file describes without being kept busy by it. */
static gboolean
is_harmless_zone (icaltimezone *zone)
{
  icalcomponent *component = icaltimezone_get_component (zone);
  int n = 0;

  if (component == NULL)
    return FALSE;
  for (icalcomponent *part = icalcomponent_get_first_component (component, ICAL_ANY_COMPONENT); part != NULL;
       part = icalcomponent_get_next_component (component, ICAL_ANY_COMPONENT))
    for (icalproperty *rule = icalcomponent_get_first_property (part, ICAL_RRULE_PROPERTY); rule != NULL;
         rule = icalcomponent_get_next_property (part, ICAL_RRULE_PROPERTY))
      if (icalproperty_get_rrule (rule).freq != ICAL_YEARLY_RECURRENCE || ++n > 32)
        return FALSE;
  return TRUE;
}

static SalveInstant
wall_clock (struct icaltimetype time, GTimeZone *zone)
{
  SalvePartialDate day = salve_partial_date_new_day (time.year, time.month, time.day);
  int minute = time.is_date ? 0 : time.hour * 60 + time.minute;

  if (!salve_partial_date_is_set (day) || minute < 0 || minute >= 1440 || time.year < 1900
      || time.year > 2500)
    return SALVE_INSTANT_NONE;
  return salve_wall_clock_to_instant (day, minute, zone)
         + (time.is_date ? 0 : CLAMP (time.second, 0, 59) * SALVE_INSTANT_SECOND);
}

/* Where the times of a property stand: in UTC, in a zone of the system's or the file's, else on the clinic's clock. */
typedef struct
{
  gboolean known;
  GTimeZone *zone;       /* or NULL */
  icaltimezone *foreign; /* or NULL */
} Place;

static void
clear_place (Place *place)
{
  g_clear_pointer (&place->zone, g_time_zone_unref);
}

static void
find_place (const Reader *reader,
            icalproperty *property,
            icalcomponent *calendar,
            struct icaltimetype time,
            Place *place)
{
  icalparameter *parameter = icalproperty_get_first_parameter (property, ICAL_TZID_PARAMETER);
  const char *tzid = parameter != NULL ? icalparameter_get_tzid (parameter) : NULL;

  memset (place, 0, sizeof *place);
  if (icaltime_is_utc (time))
    place->zone = g_time_zone_new_utc ();
  else if (tzid == NULL || time.is_date)
    place->zone = g_time_zone_ref (reader->zone);
  else if ((place->zone = find_zone (tzid)) == NULL)
    {
      icaltimezone *foreign = icalcomponent_get_timezone (calendar, tzid);

      place->foreign = foreign != NULL && is_harmless_zone (foreign) ? foreign : NULL;
    }
  place->known = place->zone != NULL || place->foreign != NULL;
}

static SalveInstant
to_instant (struct icaltimetype time, const Place *place)
{
  if (!place->known || icaltime_is_null_time (time) || time.year < 1900 || time.year > 2500)
    return SALVE_INSTANT_NONE;
  if (icaltime_is_utc (time))
    return (SalveInstant)icaltime_as_timet (time) * SALVE_INSTANT_SECOND;
  if (place->zone != NULL)
    return wall_clock (time, place->zone);
  return (SalveInstant)icaltime_as_timet_with_zone (time, place->foreign) * SALVE_INSTANT_SECOND;
}

static SalveInstant
property_instant (const Reader *reader, icalproperty *property, icalcomponent *calendar)
{
  icalvalue *value = property != NULL ? icalproperty_get_value (property) : NULL;
  struct icaltimetype time;
  Place place;
  SalveInstant instant;

  if (value == NULL
      || (icalvalue_isa (value) != ICAL_DATETIME_VALUE && icalvalue_isa (value) != ICAL_DATE_VALUE))
    return SALVE_INSTANT_NONE;
  time = icalvalue_get_datetime (value);
  find_place (reader, property, calendar, time, &place);
  instant = to_instant (time, &place);
  clear_place (&place);
  return instant;
}

static gboolean
add_time (Reader *reader, SalveTimeSpan span, const char *summary, GError **error)
{
  SalveBusyTime time = { span, NULL };

  if (span.end <= span.start || !salve_time_span_overlaps (span, reader->range))
    return TRUE;
  if (reader->result->times->len == MAX_TIMES)
    return refuse (error);
  if (summary != NULL && *summary != '\0')
    {
      g_autofree char *valid = g_utf8_make_valid (summary, -1);

      time.summary = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), MAX_SUMMARY));
    }
  g_array_append_val (reader->result->times, time);
  return TRUE;
}

/* All properties of a kind: libical keeps one place a component for going through them, which other calls move. */
static GPtrArray *
list_properties (icalcomponent *component, icalproperty_kind kind)
{
  GPtrArray *properties = g_ptr_array_new ();

  for (icalproperty *property = icalcomponent_get_first_property (component, kind); property != NULL;
       property = icalcomponent_get_next_property (component, kind))
    g_ptr_array_add (properties, property);
  return properties;
}

static void
add_problem (Reader *reader, icalcomponent *event, const char *format)
{
  const char *summary = icalcomponent_get_summary (event);
  g_autofree char *valid = g_utf8_make_valid (summary != NULL ? summary : _ ("Untitled"), -1);
  g_autofree char *brief = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), 60));

  if (reader->result->problems->len >= MAX_PROBLEMS)
    return;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_ptr_array_add (reader->result->problems, g_strdup_printf (format, brief));
#pragma GCC diagnostic pop
}

static char *
instance_key (const char *uid, SalveInstant instant)
{
  return g_strdup_printf ("%s/%" G_GINT64_FORMAT, uid != NULL ? uid : "", instant);
}

static gboolean
takes_time (icalcomponent *event)
{
  icalproperty *transparency = icalcomponent_get_first_property (event, ICAL_TRANSP_PROPERTY);

  if (icalcomponent_get_status (event) == ICAL_STATUS_CANCELLED)
    return FALSE;
  return transparency == NULL || icalproperty_get_transp (transparency) != ICAL_TRANSP_TRANSPARENT;
}

/* How long an event lasts; 0 where nothing says it, so that it takes no time. */
static SalveInstant
find_length (const Reader *reader,
             icalcomponent *event,
             icalcomponent *calendar,
             SalveInstant start,
             gboolean whole_day)
{
  icalproperty *end = icalcomponent_get_first_property (event, ICAL_DTEND_PROPERTY);
  icalproperty *duration = icalcomponent_get_first_property (event, ICAL_DURATION_PROPERTY);

  if (end != NULL)
    {
      SalveInstant until = property_instant (reader, end, calendar);

      return until == SALVE_INSTANT_NONE ? -1 : until - start;
    }
  if (duration != NULL)
    return (SalveInstant)icaldurationtype_as_int (icalproperty_get_duration (duration))
           * SALVE_INSTANT_SECOND;
  return whole_day ? 24 * 60 * SALVE_INSTANT_MINUTE : 0;
}

typedef struct
{
  icalcomponent *event, *calendar;
  struct icaltimetype start_time;
  Place place;
  SalveInstant start, length;
  int days;             /* a whole-day event's days, 0 for another: they are 23 to 25 hours long */
  GHashTable *left_out; /* of gint64: EXDATEs */
} Event;

static gboolean
add_instance (Reader *reader, const Event *event, struct icaltimetype time, GError **error)
{
  SalveInstant start = to_instant (time, &event->place);
  g_autofree char *key = instance_key (icalcomponent_get_uid (event->event), start);
  SalveTimeSpan span = { start, start + event->length };

  if (start == SALVE_INSTANT_NONE || g_hash_table_contains (event->left_out, &start)
      || g_hash_table_contains (reader->moved, key))
    return TRUE;
  if (event->days > 0)
    {
      icaltime_adjust (&time, event->days, 0, 0, 0);
      span.end = to_instant (time, &event->place);
    }
  return add_time (reader, span, icalcomponent_get_summary (event->event), error);
}

/* The instances of one rule; libical's look for a next one is short for rules of this frequency. */
static gboolean
add_repetition (Reader *reader, const Event *event, struct icalrecurrencetype rule, GError **error)
{
  icalrecur_iterator *iterator;
  struct icaltimetype time;
  guint steps = 0;
  gboolean good = TRUE;

  if (rule.freq != ICAL_DAILY_RECURRENCE && rule.freq != ICAL_WEEKLY_RECURRENCE
      && rule.freq != ICAL_MONTHLY_RECURRENCE && rule.freq != ICAL_YEARLY_RECURRENCE)
    {
      add_problem (reader, event->event,
                   /* Translators: %s is an event's title */
                   _ ("“%s” repeats more often than by days and was left out."));
      return TRUE;
    }
  iterator = icalrecur_iterator_new (rule, event->start_time);
  if (iterator == NULL)
    {
      add_problem (reader, event->event,
                   _ ("“%s” repeats in a way that is not understood and was left out."));
      return TRUE;
    }
  while (good && !icaltime_is_null_time (time = icalrecur_iterator_next (iterator)))
    {
      SalveInstant start = to_instant (time, &event->place);

      if (start == SALVE_INSTANT_NONE || start >= reader->range.end)
        break;
      if (++steps > MAX_STEPS || g_get_monotonic_time () > reader->deadline)
        good = refuse (error);
      else
        good = add_instance (reader, event, time, error);
    }
  icalrecur_iterator_free (iterator);
  return good;
}

static void
read_left_out (const Reader *reader, Event *event)
{
  g_autoptr (GPtrArray) properties = list_properties (event->event, ICAL_EXDATE_PROPERTY);

  for (guint i = 0; i < properties->len; i++)
    {
      icalproperty *property = properties->pdata[i];
      SalveInstant instant = property_instant (reader, property, event->calendar);

      g_hash_table_add (event->left_out, g_memdup2 (&instant, sizeof instant));
    }
}

static gboolean
add_more_dates (Reader *reader, const Event *event, GError **error)
{
  g_autoptr (GPtrArray) properties = list_properties (event->event, ICAL_RDATE_PROPERTY);

  for (guint i = 0; i < properties->len; i++)
    {
      icalproperty *property = properties->pdata[i];
      struct icaldatetimeperiodtype more = icalproperty_get_rdate (property);
      struct icaltimetype time = icaltime_is_null_time (more.time) ? more.period.start : more.time;

      if (!add_instance (reader, event, time, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_dates (Reader *reader, Event *event, GError **error)
{
  g_autoptr (GPtrArray) rules = list_properties (event->event, ICAL_RRULE_PROPERTY);
  gboolean single = icalcomponent_get_first_property (event->event, ICAL_RECURRENCEID_PROPERTY) != NULL;

  if (single) /* it is in the way of itself in the list of those that were moved */
    return add_time (reader, (SalveTimeSpan){ event->start, event->start + event->length },
                     icalcomponent_get_summary (event->event), error);
  read_left_out (reader, event);
  if (rules->len == 0 && !add_instance (reader, event, event->start_time, error))
    return FALSE;
  for (guint i = 0; i < rules->len; i++)
    if (!add_repetition (reader, event, icalproperty_get_rrule (rules->pdata[i]), error))
      return FALSE;
  return add_more_dates (reader, event, error);
}

static gboolean
read_event (Reader *reader, icalcomponent *component, icalcomponent *calendar, GError **error)
{
  icalproperty *start = icalcomponent_get_first_property (component, ICAL_DTSTART_PROPERTY);
  g_autoptr (GHashTable) left_out = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  Event event = { .event = component, .calendar = calendar, .left_out = left_out };
  gboolean good = TRUE;

  if (!takes_time (component))
    return TRUE;
  event.start = property_instant (reader, start, calendar);
  if (event.start == SALVE_INSTANT_NONE)
    {
      add_problem (reader, component, _ ("The time of “%s” is not understood, and it was left out."));
      return TRUE;
    }
  event.start_time = icalproperty_get_dtstart (start);
  event.length = find_length (reader, component, calendar, event.start, event.start_time.is_date);
  if (event.length < 0 || event.length > 3660 * 24 * 60 * SALVE_INSTANT_MINUTE)
    {
      add_problem (reader, component, _ ("The end of “%s” is not understood, and it was left out."));
      return TRUE;
    }
  if (event.start_time.is_date)
    event.days = (int)((event.length + 12 * 60 * SALVE_INSTANT_MINUTE) / (24 * 60 * SALVE_INSTANT_MINUTE));
  find_place (reader, start, calendar, event.start_time, &event.place);
  good = add_dates (reader, &event, error);
  clear_place (&event.place);
  return good;
}

/* RFC 5545 3.8.2.6: periods in UTC, busy unless FBTYPE says that they are free. */
static gboolean
read_free_busy (Reader *reader, icalcomponent *component, GError **error)
{
  g_autoptr (GPtrArray) properties = list_properties (component, ICAL_FREEBUSY_PROPERTY);

  for (guint i = 0; i < properties->len; i++)
    {
      icalproperty *property = properties->pdata[i];
      icalparameter *type = icalproperty_get_first_parameter (property, ICAL_FBTYPE_PARAMETER);
      struct icalperiodtype period = icalproperty_get_freebusy (property);
      SalveTimeSpan span;

      if (type != NULL && icalparameter_get_fbtype (type) == ICAL_FBTYPE_FREE)
        continue;
      if (icaltime_is_null_time (period.end))
        period.end = icaltime_add (period.start, period.duration);
      span.start = (SalveInstant)icaltime_as_timet (period.start) * SALVE_INSTANT_SECOND;
      span.end = (SalveInstant)icaltime_as_timet (period.end) * SALVE_INSTANT_SECOND;
      if (!add_time (reader, span, icalcomponent_get_summary (component), error))
        return FALSE;
    }
  return TRUE;
}

/* Instances that were moved or changed stand by themselves and are not repeated where they were (3.8.4.4). */
static void
find_moved (Reader *reader, icalcomponent *calendar)
{
  for (icalcomponent *event = icalcomponent_get_first_component (calendar, ICAL_VEVENT_COMPONENT);
       event != NULL; event = icalcomponent_get_next_component (calendar, ICAL_VEVENT_COMPONENT))
    {
      icalproperty *property = icalcomponent_get_first_property (event, ICAL_RECURRENCEID_PROPERTY);

      if (property != NULL)
        g_hash_table_add (reader->moved, instance_key (icalcomponent_get_uid (event),
                                                       property_instant (reader, property, calendar)));
    }
}

static gboolean
read_calendar (Reader *reader, icalcomponent *calendar, GError **error)
{
  find_moved (reader, calendar);
  for (icalcompiter i = icalcomponent_begin_component (calendar, ICAL_ANY_COMPONENT);
       icalcompiter_deref (&i) != NULL; icalcompiter_next (&i))
    {
      icalcomponent *part = icalcompiter_deref (&i);
      gboolean good = TRUE;

      if (g_get_monotonic_time () > reader->deadline)
        return refuse (error);
      if (icalcomponent_isa (part) == ICAL_VEVENT_COMPONENT)
        good = read_event (reader, part, calendar, error);
      else if (icalcomponent_isa (part) == ICAL_VFREEBUSY_COMPONENT)
        good = read_free_busy (reader, part, error);
      if (!good)
        return FALSE;
    }
  return TRUE;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const SalveBusyTime *first = a, *second = b;

  return first->span.start < second->span.start ? -1 : first->span.start > second->span.start;
}

/* One calendar, or several one after another, which libical puts into a component of its own. */
static gboolean
read_root (Reader *reader, icalcomponent *root, GError **error)
{
  icalcomponent *calendar;

  if (icalcomponent_isa (root) == ICAL_VCALENDAR_COMPONENT)
    return read_calendar (reader, root, error);
  calendar = icalcomponent_get_first_component (root, ICAL_VCALENDAR_COMPONENT);
  if (calendar == NULL)
    {
      g_set_error_literal (error, SALVE_IO_ERROR, SALVE_IO_ERROR_FAILED,
                           _ ("This is not an iCalendar file."));
      return FALSE;
    }
  for (; calendar != NULL; calendar = icalcomponent_get_next_component (root, ICAL_VCALENDAR_COMPONENT))
    if (!read_calendar (reader, calendar, error))
      return FALSE;
  return TRUE;
}

/**
 * salve_busy_times_parse:
 * @text: an iCalendar file's
 * @length: -1 for up to its NUL
 * @range: what overlaps it is wanted
 * @zone: the clinic's, for times without a zone and whole days
 *
 * May be called on any thread.
 *
 * Returns: (transfer full): the busy times, or %NULL with SALVE_IO_ERROR_FAILED where it is no iCalendar file and
 *   SALVE_IO_ERROR_TOO_LARGE where a bound is passed
 */
SalveBusyTimes *
salve_busy_times_parse (const char *text, gssize length, SalveTimeSpan range, GTimeZone *zone, GError **error)
{
  gsize size = length < 0 ? strlen (text) : (gsize)length;
  g_autofree char *valid = size <= MAX_SIZE ? g_utf8_make_valid (text, (gssize)size) : NULL;
  g_autoptr (SalveBusyTimes) result = g_new0 (SalveBusyTimes, 1);
  g_autoptr (GHashTable) moved = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Reader reader = { result, range, zone, g_get_monotonic_time () + MAX_SECONDS * G_TIME_SPAN_SECOND, moved };
  icalcomponent *root;
  gboolean good;

  result->times = g_array_new (FALSE, FALSE, sizeof (SalveBusyTime));
  g_array_set_clear_func (result->times, clear_time);
  result->problems = g_ptr_array_new_with_free_func (g_free);
  if (valid == NULL)
    return refuse (error) ? g_steal_pointer (&result) : NULL;
  if (!check_shape (valid, error))
    return NULL;
  root = icalparser_parse_string (valid);
  if (root == NULL)
    {
      g_set_error_literal (error, SALVE_IO_ERROR, SALVE_IO_ERROR_FAILED,
                           _ ("This is not an iCalendar file."));
      return NULL;
    }
  good = read_root (&reader, root, error);
  icalcomponent_free (root);
  if (!good)
    return NULL;
  g_array_sort (result->times, compare_times);
  return g_steal_pointer (&result);
}

/**
 * salve_busy_times_read:
 *
 * The same of a file; blocks.
 */
SalveBusyTimes *
salve_busy_times_read (GFile *file,
                       SalveTimeSpan range,
                       GTimeZone *zone,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autofree char *text = NULL;
  gsize size = 0;

  if (stream == NULL)
    return NULL;
  text = g_malloc (MAX_SIZE + 1);
  if (!g_input_stream_read_all (G_INPUT_STREAM (stream), text, MAX_SIZE + 1, &size, cancellable, error))
    return NULL;
  return salve_busy_times_parse (text, (gssize)size, range, zone, error);
}
