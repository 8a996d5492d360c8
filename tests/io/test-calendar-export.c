/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <libical/ical.h>
#include <string.h>

#include "salve-appointment-csv.h"
#include "salve-calendar-export.h"

/* What is written is read again by libical, with no X-LIC-ERROR, and is the same instants in every zone. */

static SalveInstant
instant (const char *iso)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (iso, NULL);

  g_assert_nonnull (time);
  return g_date_time_to_unix_usec (time);
}

static SalveCalendarItem *
item (const char *id, const char *start, int minutes, SalveAppointmentStatus status)
{
  SalveAppointmentDetails *details = salve_appointment_details_new (id);

  details->span.start = instant (start);
  details->span.end = details->span.start + minutes * SALVE_INSTANT_MINUTE;
  details->status = status;
  details->patient_name = g_strdup ("Anna Smith");
  details->doctor_name = g_strdup ("Dr. Lee");
  details->visit_type_name = g_strdup ("Check-up");
  details->room_name = g_strdup ("Room 2");
  details->mode = SALVE_VISIT_IN_PERSON;
  return salve_calendar_item_new (details, instant ("2026-11-20T08:00:00Z"));
}

static GPtrArray *
new_items (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)salve_calendar_item_free);
}

static char *
write_text (GPtrArray *items, const char *zone_name, gboolean with_names)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zone_name);
  SalveCalendarOptions options = { zone, "Clinic; Müller, Lee", instant ("2026-11-21T10:00:00Z"),
                                   with_names };

  g_assert_nonnull (zone);
  return salve_calendar_to_text (items, &options);
}

/* RFC 5545 3.1: CRLF, at most 75 octets, no character cut in two. */
static void
check_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);

  g_assert_true (g_str_has_suffix (text, "END:VCALENDAR\r\n"));
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_assert_cmpuint (strlen (lines[i]), <=, 75);
      g_assert_null (strpbrk (lines[i], "\r\n"));
      g_assert_true (g_utf8_validate (lines[i], -1, NULL));
    }
}

static icalcomponent *
parse (const char *text)
{
  icalcomponent *calendar = icalparser_parse_string (text);

  check_lines (text);
  g_assert_nonnull (calendar);
  g_assert_cmpint (icalcomponent_count_errors (calendar), ==, 0);
  g_assert_null (strstr (text, "X-LIC-ERROR"));
  g_assert_true (icalrestriction_check (calendar));
  g_assert_cmpint (icalcomponent_count_errors (calendar), ==, 0);
  return calendar;
}

static void
test_event (void)
{
  g_autoptr (GPtrArray) items = new_items ();
  SalveCalendarItem *first = item ("a1", "2026-11-23T13:30:00Z", 20, SALVE_APPOINTMENT_BOOKED);
  g_autofree char *text = NULL;
  icalcomponent *calendar, *event;

  g_set_str (&first->details->reason, "Pain; left, or \\ right\nsince\r\nMonday\x01");
  g_set_str (&first->details->note,
             "日本語のとても長い注記をここに書いておきますので折り返しが必要です。أحمد");
  g_ptr_array_add (items, first);
  text = write_text (items, "Europe/Berlin", TRUE);

  calendar = parse (text);
  event = icalcomponent_get_first_component (calendar, ICAL_VEVENT_COMPONENT);
  g_assert_cmpstr (icalcomponent_get_uid (event), ==, "a1@salve");
  g_assert_cmpstr (icalcomponent_get_summary (event), ==, "Anna Smith – Check-up");
  g_assert_cmpstr (icalcomponent_get_location (event), ==, "Room 2");
  g_assert_cmpstr (icalcomponent_get_description (event), ==,
                   "Dr. Lee\nPain; left, or \\ right\nsince\nMonday \n"
                   "日本語のとても長い注記をここに書いておきますので折り返しが必要です。أحمد");
  g_assert_cmpint (icalcomponent_get_status (event), ==, ICAL_STATUS_CONFIRMED);
  g_assert_nonnull (strstr (text, "DTSTART;TZID=Europe/Berlin:20261123T143000\r\n"));
  g_assert_nonnull (strstr (text, "DTEND;TZID=Europe/Berlin:20261123T145000\r\n"));
  g_assert_nonnull (strstr (text, "DTSTAMP:20261120T080000Z\r\n"));
  g_assert_nonnull (strstr (text, "LAST-MODIFIED:20261120T080000Z\r\n"));
  g_assert_nonnull (strstr (text, "X-WR-CALNAME;VALUE=TEXT:Clinic\\; Müller\\, Lee\r\n"));
  icalcomponent_free (calendar);
}

static void
test_initials (void)
{
  g_autoptr (GPtrArray) items = new_items ();
  SalveCalendarItem *first = item ("a1", "2026-11-23T13:30:00Z", 20, SALVE_APPOINTMENT_BOOKED);
  g_autofree char *text = NULL;

  g_set_str (&first->details->reason, "Secret");
  g_set_str (&first->details->note, "Hidden");
  g_ptr_array_add (items, first);
  text = write_text (items, "Europe/Berlin", FALSE);
  icalcomponent_free (parse (text));
  g_assert_nonnull (strstr (text, "SUMMARY:A. S. – Check-up\r\n"));
  g_assert_null (strstr (text, "Anna"));
  g_assert_null (strstr (text, "Smith"));
  g_assert_null (strstr (text, "Secret"));
  g_assert_null (strstr (text, "Hidden"));
}

static void
test_statuses (void)
{
  static const icalproperty_status expected[SALVE_APPOINTMENT_N_STATUSES] = {
    ICAL_STATUS_TENTATIVE, ICAL_STATUS_TENTATIVE, ICAL_STATUS_CONFIRMED, ICAL_STATUS_CONFIRMED,
    ICAL_STATUS_CONFIRMED, ICAL_STATUS_CONFIRMED, ICAL_STATUS_CANCELLED, ICAL_STATUS_CANCELLED,
    ICAL_STATUS_TENTATIVE, ICAL_STATUS_CANCELLED,
  };

  for (guint i = 0; i < SALVE_APPOINTMENT_N_STATUSES; i++)
    {
      g_autoptr (GPtrArray) items = new_items ();
      g_autofree char *text = NULL;
      icalcomponent *calendar;

      g_ptr_array_add (items, item ("a1", "2026-11-23T13:30:00Z", 20, (SalveAppointmentStatus)i));
      text = write_text (items, "Europe/Berlin", TRUE);
      calendar = parse (text);
      g_assert_cmpint (
          icalcomponent_get_status (icalcomponent_get_first_component (calendar, ICAL_VEVENT_COMPONENT)), ==,
          expected[i]);
      icalcomponent_free (calendar);
    }
}

static const char *const zones[] = {
  "Europe/Berlin",       "Europe/London",
  "America/New_York",    "America/Los_Angeles",
  "America/St_Johns",    "America/Santiago",
  "America/Havana",      "Asia/Beirut",
  "Asia/Jerusalem",      "Africa/Cairo",
  "Africa/Casablanca",   "Australia/Sydney",
  "Australia/Lord_Howe", "Pacific/Auckland",
  "Pacific/Chatham",     "Asia/Tokyo",
  "Asia/Kolkata",        "Asia/Kathmandu",
  "America/Sao_Paulo",   "Atlantic/Azores",
  "Asia/Dubai",          "UTC",
};

/* Every two hours through a year, over both changes: what the file says by its own VTIMEZONE is the instant. */
static void
test_zones (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autoptr (GPtrArray) items = new_items ();
      g_autofree char *text = NULL;
      icalcomponent *calendar, *event;
      guint n = 0;

      for (guint hour = 0; hour < 365 * 24; hour += 2)
        {
          SalveCalendarItem *one = item ("a", "2026-01-01T00:30:00Z", 30, SALVE_APPOINTMENT_BOOKED);

          one->details->span.start += hour * 60 * SALVE_INSTANT_MINUTE;
          one->details->span.end += hour * 60 * SALVE_INSTANT_MINUTE;
          g_ptr_array_add (items, one);
        }
      text = write_text (items, zones[i], TRUE);
      calendar = parse (text);
      for (event = icalcomponent_get_first_component (calendar, ICAL_VEVENT_COMPONENT); event != NULL;
           event = icalcomponent_get_next_component (calendar, ICAL_VEVENT_COMPONENT), n++)
        {
          const SalveCalendarItem *one = items->pdata[n];
          struct icaltimetype start = icalcomponent_get_dtstart (event);

          g_assert_nonnull (start.zone);
          g_assert_cmpint ((gint64)icaltime_as_timet_with_zone (start, start.zone) * SALVE_INSTANT_SECOND, ==,
                           one->details->span.start);
        }
      g_assert_cmpuint (n, ==, items->len);
      g_assert_cmpint (icalcomponent_count_components (calendar, ICAL_VTIMEZONE_COMPONENT), ==,
                       strcmp (zones[i], "UTC") == 0 ? 0 : 1);
      icalcomponent_free (calendar);
    }
}

static void
test_empty (void)
{
  g_autoptr (GPtrArray) items = new_items ();
  g_autofree char *text = NULL;
  icalcomponent *calendar;

  g_ptr_array_add (items, salve_calendar_item_new (salve_appointment_details_new ("x"), SALVE_INSTANT_NONE));
  text = write_text (items, "Europe/Berlin", TRUE);
  calendar = icalparser_parse_string (text);
  g_assert_cmpint (icalcomponent_count_components (calendar, ICAL_VEVENT_COMPONENT), ==, 0);
  icalcomponent_free (calendar);
}

static void
test_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("salve-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "c.ics", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *back = NULL;

  salve_calendar_write_file (path, "one", -1, &error);
  g_assert_no_error (error);
  salve_calendar_write_file (path, "two", -1, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &back, NULL, NULL));
  g_assert_cmpstr (back, ==, "two");
  g_remove (path);
  g_rmdir (folder);
  g_assert_false (salve_calendar_write_file (path, "gone", -1, &error));
  g_assert_nonnull (error);
}

static void
test_csv (void)
{
  g_autoptr (GPtrArray) items = new_items ();
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  SalveCalendarItem *first = item ("a1", "2026-11-23T13:30:00Z", 20, SALVE_APPOINTMENT_BOOKED);
  g_autofree char *all = NULL, *some = NULL;
  guint columns;

  g_set_str (&first->details->patient_name, "=HYPERLINK(\"http://x\",\"y\")");
  g_set_str (&first->details->reason, "a \"quoted\", two\r\nlines");
  g_set_str (&first->details->note, " +1");
  g_ptr_array_add (items, first);
  all = salve_appointments_to_csv (items, SALVE_CSV_ALL_COLUMNS, zone);
  g_assert_cmpstr (
      all, ==,
      "\xef\xbb\xbf"
      "Date,Start,End,Minutes,Status,Patient,Doctor,Room,Visit type,How,Reason,Note,Why cancelled\r\n"
      "2026-11-23,14:30,14:50,20,Booked,\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",Dr. Lee,Room 2,"
      "Check-up,In person,\"a \"\"quoted\"\", two\r\nlines\",' +1,\r\n");
  g_assert_true (salve_csv_columns_parse ("patient, date", &columns, NULL));
  g_set_str (&first->details->patient_name, "-Anna");
  some = salve_appointments_to_csv (items, columns, zone);
  g_assert_cmpstr (some, ==,
                   "\xef\xbb\xbf"
                   "Date,Patient\r\n2026-11-23,'-Anna\r\n");
}

static void
test_csv_columns (void)
{
  guint columns, all = 0;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < SALVE_CSV_N_COLUMNS; i++)
    {
      g_assert_true (salve_csv_columns_parse (salve_csv_column_id (i), &columns, NULL));
      g_assert_cmpuint (columns, ==, 1u << i);
      g_assert_nonnull (salve_csv_column_title (i));
      all |= columns;
    }
  g_assert_cmpuint (all, ==, SALVE_CSV_ALL_COLUMNS);
  g_assert_false (salve_csv_columns_parse ("date,passport", &columns, &error));
  g_assert_error (error, SALVE_IO_ERROR, SALVE_IO_ERROR_FAILED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/io/calendar/event", test_event);
  g_test_add_func ("/io/calendar/initials", test_initials);
  g_test_add_func ("/io/calendar/statuses", test_statuses);
  g_test_add_func ("/io/calendar/zones", test_zones);
  g_test_add_func ("/io/calendar/empty", test_empty);
  g_test_add_func ("/io/calendar/file", test_file);
  g_test_add_func ("/io/csv/cells", test_csv);
  g_test_add_func ("/io/csv/columns", test_csv_columns);
  return g_test_run ();
}
