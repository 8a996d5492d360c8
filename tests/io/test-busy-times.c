/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "salve-busy-times.h"

#include <string.h>

/* Other programs' calendars as busy times of January to March 2027 in Berlin; and files that want to do harm. */

static SalveInstant
instant (const char *iso)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (iso, NULL);

  return g_date_time_to_unix_usec (time);
}

static SalveBusyTimes *
parse (const char *body, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  g_autofree char *text = g_strconcat ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", body, "END:VCALENDAR\r\n", NULL);
  SalveTimeSpan range = { instant ("2026-12-31T23:00:00Z"), instant ("2027-03-31T22:00:00Z") };

  return salve_busy_times_parse (text, -1, range, zone, error);
}

/* "start/end summary" in UTC, a line each. */
static char *
lines_of (const SalveBusyTimes *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->times->len; i++)
    {
      SalveBusyTime time = g_array_index (self->times, SalveBusyTime, i);
      g_autoptr (GDateTime) start = g_date_time_new_from_unix_utc_usec (time.span.start);
      g_autoptr (GDateTime) end = g_date_time_new_from_unix_utc_usec (time.span.end);
      g_autofree char *from = g_date_time_format (start, "%m-%dT%H:%M"),
                      *to = g_date_time_format (end, "%m-%dT%H:%M");

      g_string_append_printf (text, "%s/%s %s\n", from, to, time.summary ? time.summary : "-");
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

#define EVENT(lines) "BEGIN:VEVENT\r\nUID:u1\r\n" lines "END:VEVENT\r\n"

static const struct
{
  const char *name, *body, *expected;
  guint problems;
} cases[] = {
  { "utc", EVENT ("DTSTART:20270105T080000Z\r\nDTEND:20270105T090000Z\r\nSUMMARY:One\\, two\r\n"),
    "01-05T08:00/01-05T09:00 One, two\n", 0 },
  { "floating", EVENT ("DTSTART:20270105T080000\r\nDURATION:PT90M\r\n"), "01-05T07:00/01-05T08:30 -\n", 0 },
  { "zone",
    EVENT (
        "DTSTART;TZID=America/New_York:20270105T080000\r\nDTEND;TZID=America/New_York:20270105T090000\r\n"),
    "01-05T13:00/01-05T14:00 -\n", 0 },
  { "prefixed zone",
    EVENT ("DTSTART;TZID=/freeassociation.sourceforge.net/Asia/Tokyo:20270105T080000\r\nDURATION:PT1H\r\n"),
    "01-04T23:00/01-05T00:00 -\n", 0 },
  { "unknown zone", EVENT ("DTSTART;TZID=Nowhere:20270105T080000\r\nDURATION:PT1H\r\n"), "", 1 },
  { "zone of the file",
    "BEGIN:VTIMEZONE\r\nTZID:Mine\r\nBEGIN:STANDARD\r\nDTSTART:20000101T000000\r\nTZOFFSETFROM:+0300\r\n"
    "TZOFFSETTO:+0300\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n" EVENT (
        "DTSTART;TZID=Mine:20270105T080000\r\nDURATION:PT1H\r\n"),
    "01-05T05:00/01-05T06:00 -\n", 0 },
  { "whole days", EVENT ("DTSTART;VALUE=DATE:20270327\r\nDTEND;VALUE=DATE:20270329\r\nSUMMARY:Away\r\n"),
    "03-26T23:00/03-28T22:00 Away\n", 0 },
  { "whole day alone", EVENT ("DTSTART;VALUE=DATE:20270105\r\n"), "01-04T23:00/01-05T23:00 -\n", 0 },
  { "cancelled", EVENT ("DTSTART:20270105T080000Z\r\nDURATION:PT1H\r\nSTATUS:CANCELLED\r\n"), "", 0 },
  { "transparent", EVENT ("DTSTART:20270105T080000Z\r\nDURATION:PT1H\r\nTRANSP:TRANSPARENT\r\n"), "", 0 },
  { "outside", EVENT ("DTSTART:20280105T080000Z\r\nDURATION:PT1H\r\n"), "", 0 },
  { "no length", EVENT ("DTSTART:20270105T080000Z\r\n"), "", 0 },
  { "ends before", EVENT ("DTSTART:20270105T080000Z\r\nDTEND:20270105T070000Z\r\n"), "", 1 },
  /* The wall clock over the change of 28 March. */
  { "weekly",
    EVENT ("DTSTART;TZID=Europe/Berlin:20260323T080000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;INTERVAL=26\r\n"
           "SUMMARY:W\r\n"),
    "03-22T07:00/03-22T08:00 W\n", 0 },
  { "over the change",
    EVENT ("DTSTART;TZID=Europe/Berlin:20270327T080000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=3\r\n"),
    "03-27T07:00/03-27T08:00 -\n03-28T06:00/03-28T07:00 -\n03-29T06:00/03-29T07:00 -\n", 0 },
  { "exceptions",
    EVENT (
        "DTSTART:20270105T080000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=3\r\nEXDATE:20270106T080000Z\r\n"
        "RDATE:20270110T080000Z\r\n"),
    "01-05T08:00/01-05T09:00 -\n01-07T08:00/01-07T09:00 -\n01-10T08:00/01-10T09:00 -\n", 0 },
  { "moved",
    EVENT ("DTSTART:20270105T080000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=2\r\n") EVENT (
        "RECURRENCE-ID:20270106T080000Z\r\nDTSTART:20270106T120000Z\r\nDURATION:PT1H\r\nSUMMARY:Later\r\n"),
    "01-05T08:00/01-05T09:00 -\n01-06T12:00/01-06T13:00 Later\n", 0 },
  { "free and busy",
    "BEGIN:VFREEBUSY\r\nFREEBUSY:20270105T080000Z/20270105T090000Z,20270106T080000Z/PT2H\r\n"
    "FREEBUSY;FBTYPE=FREE:20270107T080000Z/PT2H\r\nEND:VFREEBUSY\r\n",
    "01-05T08:00/01-05T09:00 -\n01-06T08:00/01-06T10:00 -\n", 0 },
  { "every second", EVENT ("DTSTART:20270105T080000Z\r\nDURATION:PT1S\r\nRRULE:FREQ=SECONDLY\r\n"), "", 1 },
  { "zone that changes every second",
    "BEGIN:VTIMEZONE\r\nTZID:Mine\r\nBEGIN:STANDARD\r\nDTSTART:20000101T000000\r\nTZOFFSETFROM:+0300\r\n"
    "TZOFFSETTO:+0300\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n" EVENT (
        "DTSTART;TZID=Mine:20270105T080000\r\nDURATION:PT1H\r\n"),
    "", 1 },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SalveBusyTimes) self = parse (cases[i].body, &error);
      g_autofree char *lines = NULL;

      if (self == NULL)
        g_error ("%s: %s", cases[i].name, error->message);
      lines = lines_of (self);
      if (strcmp (lines, cases[i].expected) != 0 || self->problems->len != cases[i].problems)
        g_error ("%s: %u problems and\n%s", cases[i].name, self->problems->len, lines);
    }
}

static void
assert_refused (const char *text, gssize length, int code)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GError) error = NULL;

  g_assert_null (salve_busy_times_parse (text, length, (SalveTimeSpan){ 0, instant ("2100-01-01T00:00:00Z") },
                                         zone, &error));
  g_assert_error (error, SALVE_IO_ERROR, code);
}

static void
test_hostile (void)
{
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GString) many = g_string_new ("BEGIN:VCALENDAR\r\n");
  g_autofree char *large = g_strnfill (11 * 1024 * 1024, 'x');
  gint64 begin = g_get_monotonic_time ();

  for (guint i = 0; i < 200000; i++)
    g_string_append (deep, "BEGIN:VEVENT\r\n");
  for (guint i = 0; i < 300; i++)
    g_string_append (many, "BEGIN:VEVENT\r\nDTSTART:19700105T080000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY\r\n"
                           "END:VEVENT\r\n");
  g_string_append (many, "END:VCALENDAR\r\n");
  assert_refused (deep->str, -1, SALVE_IO_ERROR_TOO_LARGE);
  assert_refused (large, -1, SALVE_IO_ERROR_TOO_LARGE);
  assert_refused (many->str, -1, SALVE_IO_ERROR_TOO_LARGE);
  assert_refused ("", -1, SALVE_IO_ERROR_FAILED);
  assert_refused ("hello", -1, SALVE_IO_ERROR_FAILED);
  assert_refused ("\0\0\0", 3, SALVE_IO_ERROR_FAILED);
  assert_refused ("BEGIN:VCARD\r\nEND:VCARD\r\n", -1, SALVE_IO_ERROR_FAILED);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 60 * G_TIME_SPAN_SECOND);
}

/* Whole calendars with bytes changed: an answer or an error, and spans that go forward. */
static void
test_random (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20270105);

  for (guint i = 0; i < 1500; i++)
    {
      g_autofree char *body = g_strdup (cases[i % G_N_ELEMENTS (cases)].body);
      g_autoptr (SalveBusyTimes) self = NULL;

      for (int n = g_rand_int_range (random, 1, 6); n > 0; n--)
        body[g_rand_int_range (random, 0, (gint32)strlen (body))] = (char)g_rand_int_range (random, 1, 256);
      self = parse (body, NULL);
      for (guint j = 0; self != NULL && j < self->times->len; j++)
        {
          SalveBusyTime time = g_array_index (self->times, SalveBusyTime, j);

          g_assert_cmpint (time.span.start, <, time.span.end);
          g_assert_true (time.summary == NULL || g_utf8_validate (time.summary, -1, NULL));
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/io/busy-times/cases", test_cases);
  g_test_add_func ("/io/busy-times/hostile", test_hostile);
  g_test_add_func ("/io/busy-times/random", test_random);
  return g_test_run ();
}
