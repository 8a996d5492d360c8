/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>
#include <string.h>

#include "salve-series.h"

/* Repetitions: the examples of RFC 5545 3.8.5.3 with the dates that stand there, dateutil's own expectations where
 * they are at hand, the wall clock over the changes of many zones' clocks, and rules that want to do harm. */

static SalvePartialDate
date (const char *iso)
{
  SalvePartialDate day;

  g_assert_true (salve_partial_date_parse_iso (iso, &day));
  return day;
}

static SalveSeries *
series (const char *rule, const char *first, int minute)
{
  g_autoptr (GError) error = NULL;
  SalveSeries *self = salve_series_new (rule, date (first), minute, 30, &error);

  if (self == NULL)
    g_error ("%s from %s: %s", rule, first, error->message);
  return self;
}

/* The days of the series, at most n, as "1997-09-02 1997-09-03". */
static char *
days_of (const SalveSeries *self, guint n)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("America/New_York");
  SalveTimeSpan all = { salve_wall_clock_to_instant (date ("1900-01-01"), 0, zone),
                        salve_wall_clock_to_instant (date ("9000-01-01"), 0, zone) };
  g_autoptr (GArray) spans = salve_series_expand (self, all, zone, NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (n, spans->len); i++)
    {
      SalveTimeSpan span = g_array_index (spans, SalveTimeSpan, i);
      g_autofree char *iso = salve_partial_date_to_iso (salve_instant_to_date (span.start, zone));

      g_assert_cmpint (span.end - span.start, ==, 30 * SALVE_INSTANT_MINUTE);
      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", iso);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* RFC 5545 3.8.5.3, 09:00 in New York. UNTIL stands there in UTC: 19971224T000000Z is 19:00 on the 23rd. */
static const struct
{
  const char *first, *rule, *days;
  gboolean whole; /* the series ends with what is written */
} vectors[] = {
  { "1997-09-02", "FREQ=DAILY;COUNT=10",
    "1997-09-02 1997-09-03 1997-09-04 1997-09-05 1997-09-06 1997-09-07 1997-09-08 1997-09-09 1997-09-10 "
    "1997-09-11",
    TRUE },
  { "1997-09-02", "FREQ=DAILY;INTERVAL=2", "1997-09-02 1997-09-04 1997-09-06 1997-09-08", FALSE },
  { "1997-09-02", "FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12",
    TRUE },
  { "1997-09-02", "FREQ=WEEKLY;UNTIL=19971223T190000",
    "1997-09-02 1997-09-09 1997-09-16 1997-09-23 1997-09-30 1997-10-07 1997-10-14 1997-10-21 1997-10-28 "
    "1997-11-04 1997-11-11 1997-11-18 1997-11-25 1997-12-02 1997-12-09 1997-12-16 1997-12-23",
    TRUE },
  { "1997-09-02", "FREQ=WEEKLY;INTERVAL=2;WKST=SU", "1997-09-02 1997-09-16 1997-09-30 1997-10-14 1997-10-28",
    FALSE },
  { "1997-09-02", "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH",
    "1997-09-02 1997-09-04 1997-09-09 1997-09-11 1997-09-16 1997-09-18 1997-09-23 1997-09-25 1997-09-30 "
    "1997-10-02",
    TRUE },
  { "1997-09-02", "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
    "1997-09-02 1997-09-04 1997-09-16 1997-09-18 1997-09-30 1997-10-02 1997-10-14 1997-10-16", TRUE },
  { "1997-09-05", "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
    "1997-09-05 1997-10-03 1997-11-07 1997-12-05 1998-01-02 1998-02-06 1998-03-06 1998-04-03 1998-05-01 "
    "1998-06-05",
    TRUE },
  { "1997-09-07", "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
    "1997-09-07 1997-09-28 1997-11-02 1997-11-30 1998-01-04 1998-01-25 1998-03-01 1998-03-29 1998-05-03 "
    "1998-05-31",
    TRUE },
  { "1997-09-22", "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
    "1997-09-22 1997-10-20 1997-11-17 1997-12-22 1998-01-19 1998-02-16", TRUE },
  { "1997-09-28", "FREQ=MONTHLY;BYMONTHDAY=-3",
    "1997-09-28 1997-10-29 1997-11-28 1997-12-29 1998-01-29 1998-02-26", FALSE },
  { "1997-09-02", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
    "1997-09-02 1997-09-15 1997-10-02 1997-10-15 1997-11-02 1997-11-15 1997-12-02 1997-12-15 1998-01-02 "
    "1998-01-15",
    TRUE },
  { "1997-09-30", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
    "1997-09-30 1997-10-01 1997-10-31 1997-11-01 1997-11-30 1997-12-01 1997-12-31 1998-01-01 1998-01-31 "
    "1998-02-01",
    TRUE },
  { "1997-09-10", "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
    "1997-09-10 1997-09-11 1997-09-12 1997-09-13 1997-09-14 1997-09-15 1999-03-10 1999-03-11 1999-03-12 "
    "1999-03-13",
    TRUE },
  { "1997-06-10", "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
    "1997-06-10 1997-07-10 1998-06-10 1998-07-10 1999-06-10 1999-07-10 2000-06-10 2000-07-10 2001-06-10 "
    "2001-07-10",
    TRUE },
  { "1997-01-01", "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
    "1997-01-01 1997-04-10 1997-07-19 2000-01-01 2000-04-09 2000-07-18 2003-01-01 2003-04-10 2003-07-19 "
    "2006-01-01",
    TRUE },
  { "1997-05-19", "FREQ=YEARLY;BYDAY=20MO", "1997-05-19 1998-05-18 1999-05-17", FALSE },
  { "1997-03-13", "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
    "1997-03-13 1997-03-20 1997-03-27 1998-03-05 1998-03-12 1998-03-19 1998-03-26 1999-03-04", FALSE },
  { "1998-02-13", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
    "1998-02-13 1998-03-13 1998-11-13 1999-08-13 2000-10-13", FALSE },
  { "1997-09-13", "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
    "1997-09-13 1997-10-11 1997-11-08 1997-12-13 1998-01-10 1998-02-07 1998-03-07 1998-04-11 1998-05-09 "
    "1998-06-13",
    FALSE },
  { "1996-11-05", "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
    "1996-11-05 2000-11-07 2004-11-02", FALSE },
  { "1997-09-04", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04 1997-10-07 1997-11-06",
    TRUE },
  { "1997-09-29", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
    "1997-09-29 1997-10-30 1997-11-27 1997-12-30 1998-01-29 1998-02-26 1998-03-30", FALSE },
  { "1997-08-05", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
    "1997-08-05 1997-08-10 1997-08-19 1997-08-24", TRUE },
  { "1997-08-05", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
    "1997-08-05 1997-08-17 1997-08-19 1997-08-31", TRUE },
  { "2007-01-15", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
    "2007-01-15 2007-01-30 2007-02-15 2007-03-15 2007-03-30", TRUE },
  /* Days that a month has not are left out: the 31st, and the 29th of February. */
  { "2026-01-31", "FREQ=MONTHLY;COUNT=4", "2026-01-31 2026-03-31 2026-05-31 2026-07-31", TRUE },
  { "2024-02-29", "FREQ=YEARLY;COUNT=3", "2024-02-29 2028-02-29 2032-02-29", TRUE },
};

static void
test_rfc (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (SalveSeries) self = series (vectors[i].rule, vectors[i].first, 9 * 60);
      guint n = (strlen (vectors[i].days) + 1) / 11;
      g_autofree char *days = days_of (self, vectors[i].whole ? G_MAXUINT : n);

      if (strcmp (days, vectors[i].days) != 0)
        g_error ("%s from %s gives %s", vectors[i].rule, vectors[i].first, days);
    }
}

/* Python's dateutil: the same rules worked out by another program. */

static void
append_values (GString *rule, const char *name, JsonNode *node)
{
  g_autofree char *upper = g_ascii_strup (name, -1);
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = array != NULL ? json_array_get_length (array) : 1;

  g_string_append_printf (rule, ";%s=", strcmp (upper, "BYWEEKDAY") == 0 ? "BYDAY" : upper);
  for (guint i = 0; i < n; i++)
    {
      JsonNode *value = array != NULL ? json_array_get_element (array, i) : node;

      if (i > 0)
        g_string_append_c (rule, ',');
      if (json_node_get_value_type (value) == G_TYPE_STRING)
        g_string_append (rule, json_node_get_string (value));
      else
        g_string_append_printf (rule, "%d", (int)json_node_get_int (value));
    }
}

/* Whether the rule is one that RFC 5545 allows, that repeats by days and that libical gets right; the others must be
 * refused. */
static gboolean
is_ours (JsonObject *rule)
{
  const char *const times[] = { "byhour", "byminute", "bysecond", "byeaster", "byweekno" };
  const char *frequency = json_object_get_string_member (rule, "FREQ");
  gboolean weekly = strcmp (frequency, "WEEKLY") == 0, daily = strcmp (frequency, "DAILY") == 0;
  gboolean yearly = strcmp (frequency, "YEARLY") == 0;

  if (!weekly && !daily && !yearly && strcmp (frequency, "MONTHLY") != 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    if (json_object_has_member (rule, times[i]))
      return FALSE;
  if (!yearly && json_object_has_member (rule, "byyearday"))
    return FALSE;
  /* A series ends within a hundred years. */
  if (yearly && json_object_get_int_member_with_default (rule, "interval", 1) >= 100)
    return FALSE;
  /* libical cannot do these two together and says so. */
  if (json_object_has_member (rule, "bymonth") && json_object_has_member (rule, "byyearday"))
    return FALSE;
  if (weekly && json_object_has_member (rule, "bymonthday"))
    return FALSE;
  if ((weekly || daily) && json_object_has_member (rule, "byweekday")
      && JSON_NODE_HOLDS_ARRAY (json_object_get_member (rule, "byweekday")))
    {
      JsonArray *days = json_object_get_array_member (rule, "byweekday");

      return strlen (json_array_get_string_element (days, 0)) == 2;
    }
  return TRUE;
}

static char *
rule_text (JsonObject *object)
{
  g_autoptr (GString) rule = g_string_new ("FREQ=");
  g_autoptr (GList) names = json_object_get_members (object);

  g_string_append (rule, json_object_get_string_member (object, "FREQ"));
  for (GList *l = names; l != NULL; l = l->next)
    if (strcmp (l->data, "FREQ") != 0 && strcmp (l->data, "dtstart") != 0)
      append_values (rule, l->data, json_object_get_member (object, l->data));
  return g_string_free (g_steal_pointer (&rule), FALSE);
}

static SalvePartialDate
stamp_date (const char *stamp)
{
  int value = (int)g_ascii_strtoll (stamp, NULL, 10);

  return salve_partial_date_new_day (value / 10000, value / 100 % 100, value % 100);
}

static char *
expected_days (JsonArray *expect)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (expect); i++)
    {
      SalvePartialDate day = stamp_date (json_array_get_string_element (expect, i));
      g_autofree char *iso = salve_partial_date_to_iso (day);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", iso);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
compare_with_dateutil (JsonObject *test, guint *compared, guint *refused)
{
  JsonObject *object = json_object_get_object_member (test, "rrule");
  JsonArray *expect = json_object_get_array_member (test, "expect");
  g_autofree char *rule = rule_text (object);
  g_autofree char *expected = expected_days (expect);
  g_autofree char *days = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveSeries) self = NULL;
  SalvePartialDate first = stamp_date (json_object_get_string_member (object, "dtstart"));

  /* dateutil begins with the first day that the rule names; here a series must begin on one. */
  if (json_array_get_length (expect) > 0 && is_ours (object))
    first = stamp_date (json_array_get_string_element (expect, 0));
  self = salve_series_new (rule, first, 9 * 60, 30, &error);
  if (!is_ours (object) || *expected == '\0')
    {
      if (self != NULL)
        g_error ("%s should be refused", rule);
      g_assert_cmpuint (error->domain, ==, SALVE_SERIES_ERROR);
      ++*refused;
      return;
    }
  if (self == NULL)
    g_error ("%s: %s", rule, error->message);
  days = days_of (self, json_array_get_length (expect));
  if (strcmp (days, expected) != 0)
    g_error ("%s gives %s, not %s", rule, days, expected);
  ++*compared;
}

static void
test_dateutil (void)
{
  const char *base = g_getenv ("SALVE_TEST_DATA");
  g_autofree char *file = base != NULL
                              ? g_build_filename (base, "ical", "dateutil", "rrule-expect.json", NULL)
                              : g_test_build_filename (G_TEST_DIST, "..", "shared", "data", "ical",
                                                       "dateutil", "rrule-expect.json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  guint compared = 0, refused = 0;
  JsonArray *tests;

  if (!g_file_test (file, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("dateutil's expectations are not here; SALVE_TEST_DATA says where they are");
      return;
    }
  g_assert_true (json_parser_load_from_file (parser, file, NULL));
  tests = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (tests); i++)
    if (json_object_has_member (json_array_get_object_element (tests, i), "rrule"))
      compare_with_dateutil (json_array_get_object_element (tests, i), &compared, &refused);
  g_test_message ("%u rules agree, %u are rightly refused", compared, refused);
  g_assert_cmpuint (compared, >=, 50);
  g_assert_cmpuint (refused, >=, 100);
}

/* Both changes of the clock in each, north and south, half hours, at midnight, and some that never change. */
static const char *const zones[] = {
  "Europe/Berlin",    "Europe/London",     "Europe/Paris",        "Europe/Madrid",       "America/New_York",
  "America/Chicago",  "America/Denver",    "America/Los_Angeles", "America/St_Johns",    "America/Halifax",
  "America/Santiago", "America/Havana",    "America/Asuncion",    "Asia/Beirut",         "Asia/Jerusalem",
  "Africa/Cairo",     "Africa/Casablanca", "Australia/Sydney",    "Australia/Lord_Howe", "Pacific/Auckland",
  "Pacific/Chatham",  "Asia/Tokyo",        "Asia/Kolkata",        "Asia/Kathmandu",      "America/Sao_Paulo",
  "Atlantic/Azores",  "Asia/Dubai",
};

static void
check_wall_clock (const char *name, int minute, guint *n_offsets)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (name);
  g_autoptr (SalveSeries) self = series ("FREQ=DAILY;COUNT=400", "2024-01-01", minute);
  SalveTimeSpan all = { 0, G_MAXINT64 };
  g_autoptr (GArray) spans = NULL;
  g_autoptr (GHashTable) offsets = g_hash_table_new (NULL, NULL);

  g_assert_nonnull (zone);
  spans = salve_series_expand (self, all, zone, NULL);
  g_assert_cmpuint (spans->len, ==, 400);
  for (guint i = 0; i < spans->len; i++)
    {
      SalveTimeSpan span = g_array_index (spans, SalveTimeSpan, i);
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (span.start / SALVE_INSTANT_SECOND);
      g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
      SalvePartialDate day = salve_partial_date_add_days (date ("2024-01-01"), (int)i);

      g_hash_table_add (offsets, GINT_TO_POINTER (g_date_time_get_utc_offset (local) / G_TIME_SPAN_MINUTE));
      g_assert_cmpint (span.end - span.start, ==, 30 * SALVE_INSTANT_MINUTE);
      if (salve_wall_clock_exists (day, minute, zone))
        {
          g_assert_cmpint (g_date_time_get_day_of_month (local), ==, day.day);
          g_assert_cmpint (g_date_time_get_hour (local) * 60 + g_date_time_get_minute (local), ==, minute);
        }
      else /* it begins when the clock has moved on, within the hour after */
        g_assert_cmpint ((g_date_time_get_hour (local) * 60 + g_date_time_get_minute (local) - minute + 1440)
                             % 1440,
                         <=, 60);
    }
  *n_offsets = g_hash_table_size (offsets);
}

static void
test_zones (void)
{
  const int minutes[] = { 0, 9 * 60, 2 * 60 + 30, 14 * 60 + 15, 23 * 60 + 45 };
  guint changing = 0;

  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    for (guint j = 0; j < G_N_ELEMENTS (minutes); j++)
      {
        guint n_offsets = 0;

        check_wall_clock (zones[i], minutes[j], &n_offsets);
        changing += j == 0 && n_offsets > 1;
      }
  /* That the zones' data are there at all, and the test is about something. */
  g_assert_cmpuint (changing, >=, 20);
}

static void
test_exceptions (void)
{
  g_autoptr (SalveSeries) self = series ("freq=weekly;count=4", "2026-11-23", 540);
  g_autofree char *days = NULL;

  salve_series_add_exception (self, date ("2026-11-30"));
  salve_series_add_exception (self, date ("2026-11-30"));
  salve_series_add_exception (self, date ("2026-12-01"));
  days = days_of (self, G_MAXUINT);
  /* What is left out counts still: there are three, not four. */
  g_assert_cmpstr (days, ==, "2026-11-23 2026-12-07 2026-12-14");
  g_assert_cmpstr (salve_series_get_rule (self), ==, "FREQ=WEEKLY;COUNT=4");
}

static void
test_range (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (SalveSeries) self = series ("FREQ=DAILY", "2026-11-21", 600);
  SalveInstant second = salve_wall_clock_to_instant (date ("2026-11-22"), 600, zone);
  g_autoptr (GArray) one = salve_series_expand (self, (SalveTimeSpan){ second, second + 1 }, zone, NULL);
  g_autoptr (GArray) none = salve_series_expand (
      self, (SalveTimeSpan){ second + 1, second + 86399 * SALVE_INSTANT_SECOND }, zone, NULL);
  g_autoptr (GArray) all = salve_series_expand (self, (SalveTimeSpan){ 0, G_MAXINT64 }, zone, NULL);

  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmpint (g_array_index (one, SalveTimeSpan, 0).start, ==, second);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (all->len, ==, SALVE_SERIES_MAX);
}

/* Whatever the rule, the two parts together are the whole, exceptions too. */
static void
test_split (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (SalveSeries) whole = series (vectors[i].rule, vectors[i].first, 540);
      g_auto (GStrv) days = g_strsplit (vectors[i].days, " ", -1);

      salve_series_add_exception (whole, date (days[g_strv_length (days) - 1]));
      for (guint cut = 1; days[cut] != NULL; cut++)
        {
          g_autoptr (SalveSeries) before = NULL;
          g_autoptr (SalveSeries) after = NULL;
          g_autoptr (GError) error = NULL;
          g_autofree char *all = NULL, *head = NULL, *tail = NULL, *both = NULL;

          salve_series_split (whole, date (days[cut]), &before, &after, &error);
          g_assert_no_error (error);
          all = days_of (whole, 40);
          head = days_of (before, G_MAXUINT);
          tail = days_of (after, 40);
          both = *tail != '\0' ? g_strconcat (head, " ", tail, NULL) : g_strdup (head);
          if (!g_str_has_prefix (both, all))
            g_error ("%s cut at %s: %s | %s is not %s", vectors[i].rule, days[cut], head, tail, all);
          g_assert_null (strstr (head, days[cut]));
        }
    }
}

static void
test_split_nothing (void)
{
  g_autoptr (SalveSeries) whole = series ("FREQ=WEEKLY;COUNT=3", "2026-11-23", 540);
  const char *const wrong[] = { "2026-11-01", "2026-11-23", "2026-12-08" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      SalveSeries *before = NULL, *after = NULL;

      g_assert_false (salve_series_split (whole, date (wrong[i]), &before, &after, &error));
      g_assert_error (error, SALVE_SERIES_ERROR, SALVE_SERIES_ERROR_RULE);
      g_assert_null (before);
      g_assert_null (after);
    }
}

static const struct
{
  const char *rule, *words;
} descriptions[] = {
  { "FREQ=WEEKLY;BYDAY=MO;COUNT=10", "Every Monday, 10 times" },
  { "FREQ=WEEKLY;COUNT=1", "Every Monday, 1 time" },
  { "FREQ=WEEKLY;BYDAY=MO,WE,FR", "Every Monday, Wednesday and Friday" },
  { "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;UNTIL=20270301",
    "Every 2 weeks: Monday and Friday until 1 March 2027" },
  { "FREQ=DAILY;COUNT=5", "Every day, 5 times" },
  { "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "Every Monday, Tuesday, Wednesday, Thursday and Friday" },
  { "FREQ=DAILY;INTERVAL=3", "Every 3 days" },
  { "FREQ=MONTHLY", "Every month: day 23" },
  { "FREQ=MONTHLY;BYDAY=4MO", "Every month: the fourth Monday" },
  { "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=23,-1", "Every 3 months: day 23 and the last day" },
  { "FREQ=YEARLY;COUNT=2", "Every year from 23 November 2026, 2 times" },
  { "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=16", "Every month by a rule of its own" },
};

static void
test_describe (void)
{
  g_autoptr (SalveLocale) locale = salve_locale_new_for_tag ("en-GB");

  for (guint i = 0; i < G_N_ELEMENTS (descriptions); i++)
    {
      g_autoptr (SalveSeries) self = series (descriptions[i].rule, "2026-11-23", 540);
      g_autofree char *words = salve_series_describe (self, locale);

      g_assert_cmpstr (words, ==, descriptions[i].words);
    }
}

static const char *const hostile[] = {
  "",
  "FREQ",
  "FREQ=",
  "FREQ=SECONDLY",
  "FREQ=MINUTELY;COUNT=5",
  "FREQ=HOURLY",
  "FREQ=DAILY;FREQ=WEEKLY",
  "FREQ=DAILY;INTERVAL=0",
  "FREQ=DAILY;INTERVAL=-1",
  "FREQ=DAILY;INTERVAL=99999999999999999999",
  "FREQ=DAILY;INTERVAL=32768",
  "FREQ=DAILY;COUNT=0",
  "FREQ=DAILY;COUNT=-5",
  "FREQ=DAILY;COUNT=99999999999",
  "FREQ=DAILY;COUNT=5;UNTIL=20270101",
  "FREQ=DAILY;UNTIL=20270230",
  "FREQ=DAILY;UNTIL=20270101T250000",
  "FREQ=DAILY;UNTIL=20270101T000000Z",
  "FREQ=DAILY;UNTIL=20200101",
  "FREQ=DAILY;BYHOUR=1,2,3",
  "FREQ=DAILY;BYSECOND=60",
  "FREQ=DAILY;BYDAY=XX",
  "FREQ=DAILY;BYDAY=",
  "FREQ=DAILY;BYDAY=MO,,TU",
  "FREQ=WEEKLY;BYDAY=2MO",
  "FREQ=MONTHLY;BYDAY=0MO",
  "FREQ=MONTHLY;BYDAY=99MO",
  "FREQ=MONTHLY;BYSETPOS=1",
  "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0",
  "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=99999",
  "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1x",
  "FREQ=MONTHLY;BYMONTHDAY=32",
  "FREQ=YEARLY;BYMONTH=13",
  "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
  "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31",
  "FREQ=YEARLY;BYWEEKNO=20",
  "FREQ=YEARLY;BYYEARDAY=400",
  "FREQ=YEARLY;BYDAY=1MO;BYWEEKNO=2",
  "FREQ=DAILY;RSCALE=CHINESE",
  "FREQ=DAILY;SKIP=OMIT",
  "FREQ=DAILY;X=Y",
  "FREQ=DAILY;;COUNT=2",
  "FREQ=DAILY\nDTSTART:20200101",
  "FREQ=DAILY;COUNT=+-2",
  "\xff\xfe",
};

static void
test_hostile (void)
{
  g_autoptr (GString) long_list = g_string_new ("FREQ=MONTHLY;BYMONTHDAY=1");
  gint64 begin = g_get_monotonic_time ();

  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr (GError) error = NULL;

      if (salve_series_new (hostile[i], date ("2026-11-23"), 540, 30, &error) != NULL)
        g_error ("“%s” should be refused", hostile[i]);
      g_assert_cmpuint (error->domain, ==, SALVE_SERIES_ERROR);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  for (guint i = 0; i < 100000; i++)
    g_string_append (long_list, ",2");
  g_assert_null (salve_series_new (long_list->str, date ("2026-11-23"), 540, 30, NULL));
  g_assert_null (salve_series_new (NULL, date ("2026-11-23"), 540, 30, NULL));
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 5 * G_TIME_SPAN_SECOND);
}

static void
test_too_long (void)
{
  const char *const rules[] = { "FREQ=DAILY;COUNT=1001", "FREQ=DAILY;UNTIL=99991231",
                                "FREQ=DAILY;UNTIL=20291231" };

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (salve_series_new (rules[i], date ("2026-11-23"), 540, 30, &error));
      g_assert_error (error, SALVE_SERIES_ERROR, SALVE_SERIES_ERROR_TOO_LONG);
    }
}

/* Rules of pieces that fit together by chance: they are refused, or give ascending instances, at once. */
static void
test_random (void)
{
  static const char *const pieces[] = {
    "FREQ=DAILY",   "FREQ=WEEKLY",       "FREQ=MONTHLY",   "FREQ=YEARLY", "INTERVAL=2",   "INTERVAL=999",
    "COUNT=7",      "COUNT=1000",        "UNTIL=20280101", "BYDAY=MO",    "BYDAY=SU,MO",  "BYDAY=-1FR",
    "BYDAY=5MO",    "BYMONTHDAY=23",     "BYMONTHDAY=-31", "BYMONTH=11",  "BYMONTH=2,11", "BYSETPOS=-1",
    "BYSETPOS=366", "BYYEARDAY=327,-39", "BYWEEKNO=48",    "BYWEEKNO=-1", "WKST=SU",      "BYDAY=53MO",
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (5545);
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  guint good = 0;

  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (GString) rule = g_string_new (pieces[g_rand_int_range (random, 0, 4)]);
      g_autoptr (SalveSeries) self = NULL;
      g_autoptr (GArray) spans = NULL;
      int n = g_rand_int_range (random, 0, 5);

      for (int j = 0; j < n; j++)
        g_string_append_printf (rule, ";%s", pieces[g_rand_int_range (random, 4, G_N_ELEMENTS (pieces))]);
      self = salve_series_new (rule->str, date ("2026-11-23"), 540, 30, NULL);
      if (self == NULL)
        continue;
      good++;
      spans = salve_series_expand (self, (SalveTimeSpan){ 0, G_MAXINT64 }, zone, NULL);
      g_assert_cmpuint (spans->len, >, 0);
      for (guint j = 1; j < spans->len; j++)
        g_assert_cmpint (g_array_index (spans, SalveTimeSpan, j - 1).start, <,
                         g_array_index (spans, SalveTimeSpan, j).start);
    }
  g_assert_cmpuint (good, >, 50);
}

static GArray *
starts_of (const char *rule, SalvePartialDate first)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveSeries) series = salve_series_new (rule, first, 600, 20, &error);
  SalveTimeSpan always = { 0, G_MAXINT64 };

  g_assert_no_error (error);
  return salve_series_expand (series, always, utc, NULL);
}

/* However many days later, the shifted rule says the same visits, each so many days later. */
static void
test_shift (void)
{
  static const char *const rules[] = {
    "FREQ=DAILY;COUNT=5",
    "FREQ=DAILY;INTERVAL=3;UNTIL=20260720",
    "FREQ=DAILY;UNTIL=20260720T095959",
    "FREQ=DAILY;BYDAY=MO,WE,FR;COUNT=9",
    "FREQ=WEEKLY;COUNT=6",
    "FREQ=WEEKLY;BYDAY=MO;COUNT=6",
    "FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20260803T235959",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;UNTIL=20260803",
  };
  SalvePartialDate first = salve_partial_date_new_day (2026, 6, 22);

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    for (int days = -9; days <= 9; days++)
      {
        g_autoptr (GError) error = NULL;
        g_autofree char *shifted = salve_series_shift_rule (rules[i], 600, days, &error);
        g_autoptr (GArray) before = starts_of (rules[i], first);
        g_autoptr (GArray) after = NULL;

        g_assert_no_error (error);
        after = starts_of (shifted, salve_partial_date_add_days (first, days));
        g_assert_cmpuint (after->len, ==, before->len);
        for (guint j = 0; j < after->len; j++)
          g_assert_cmpint (g_array_index (after, SalveTimeSpan, j).start, ==,
                           g_array_index (before, SalveTimeSpan, j).start
                               + (gint64)days * 24 * 60 * SALVE_INSTANT_MINUTE);
      }
}

static void
test_shift_refused (void)
{
  static const char *const rules[] = { "FREQ=MONTHLY;COUNT=3", "FREQ=MONTHLY;BYDAY=2MO;COUNT=3",
                                       "FREQ=MONTHLY;BYMONTHDAY=15;COUNT=3", "FREQ=YEARLY;COUNT=3",
                                       "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;COUNT=4" };

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (salve_series_shift_rule (rules[i], 600, 1, &error));
      g_assert_error (error, SALVE_SERIES_ERROR, SALVE_SERIES_ERROR_RULE);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/series/rfc-5545", test_rfc);
  g_test_add_func ("/core/series/dateutil", test_dateutil);
  g_test_add_func ("/core/series/zones", test_zones);
  g_test_add_func ("/core/series/exceptions", test_exceptions);
  g_test_add_func ("/core/series/range", test_range);
  g_test_add_func ("/core/series/split", test_split);
  g_test_add_func ("/core/series/split-nothing", test_split_nothing);
  g_test_add_func ("/core/series/shift", test_shift);
  g_test_add_func ("/core/series/shift-refused", test_shift_refused);
  g_test_add_func ("/core/series/describe", test_describe);
  g_test_add_func ("/core/series/hostile", test_hostile);
  g_test_add_func ("/core/series/too-long", test_too_long);
  g_test_add_func ("/core/series/random", test_random);
  return g_test_run ();
}
