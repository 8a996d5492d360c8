/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demo clinic is believable to the program: every resource is valid, refers to what is there, and comes out the same
 * from the same seed. */
#include "config.h"

#include "salve-appointment-details.h"
#include "salve-demo.h"
#include "salve-fhir-error.h"
#include "salve-hours-map.h"
#include "salve-resource.h"
#include "salve-shape.h"

#include <string.h>

typedef struct
{
  GHashTable *known; /* "Type/id" */
  GPtrArray *references;
  GHashTable *types; /* type → count */
  GChecksum *checksum;
  GPtrArray *appointments; /* "who start end", for the doctor and for the patient */
  GHashTable *lives;       /* patient → "birth death", either may be missing */
} Clinic;

/* The text of the first member of that name behind at, "" where there is none. */
static char *
member_text (const char *json, const char *name)
{
  g_autofree char *member = g_strconcat ("\"", name, "\":\"", NULL);
  const char *at = strstr (json, member);

  return at ? g_strndup (at + strlen (member), strcspn (at + strlen (member), "\"")) : g_strdup ("");
}

static void
collect_times (Clinic *clinic, const char *type, const char *id, const char *json)
{
  g_autofree char *start = member_text (json, "start");
  g_autofree char *end = member_text (json, "end");

  if (strcmp (type, "Patient") == 0)
    {
      g_autofree char *birth = member_text (json, "birthDate");
      g_autofree char *death = member_text (json, "deceasedDateTime");
      g_hash_table_insert (clinic->lives, g_strdup (id), g_strconcat (birth, " ", death, NULL));
    }
  else if (strcmp (type, "Appointment") == 0)
    {
      const char *doctor = strstr (json, "Practitioner/");
      const char *patient = strstr (json, "Patient/");
      g_ptr_array_add (clinic->appointments, g_strdup_printf ("%.49s %s %s", doctor, start, end));
      g_ptr_array_add (clinic->appointments, g_strdup_printf ("%.44s %s %s", patient, start, end));
    }
}

static void
collect_references (Clinic *clinic, const char *text, gsize length)
{
  const char *end = text + length;
  const char *at = text;
  static const char member[] = "\"reference\":\"";

  while ((at = memmem (at, (gsize)(end - at), member, sizeof member - 1)))
    {
      const char *stop;

      at += sizeof member - 1;
      stop = memchr (at, '"', (gsize)(end - at));
      g_ptr_array_add (clinic->references, g_strndup (at, (gsize)(stop - at)));
    }
}

static gboolean
take (const char *type, const char *id, GBytes *json, gpointer user_data, GError **error)
{
  Clinic *clinic = user_data;
  g_autoptr (SalveResource) resource = salve_resource_new (json, error);
  g_autofree char *whole = NULL;
  gsize length;
  const char *text = g_bytes_get_data (json, &length);

  if (!resource)
    {
      g_prefix_error (error, "%.*s: ", (int)length, text);
      return FALSE;
    }
  g_assert_cmpstr (salve_resource_get_type_name (resource), ==, type);
  g_assert_cmpstr (salve_resource_get_id (resource), ==, id);
  g_assert_true (g_hash_table_add (clinic->known, g_strconcat (type, "/", id, NULL)));
  g_hash_table_insert (clinic->types, g_strdup (type),
                       GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (clinic->types, type)) + 1));
  collect_references (clinic, text, length);
  collect_times (clinic, type, id, (whole = g_strndup (text, length)));
  g_checksum_update (clinic->checksum, (const guchar *)text, (gssize)length);
  return TRUE;
}

static void
clinic_init (Clinic *clinic)
{
  clinic->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  clinic->references = g_ptr_array_new_with_free_func (g_free);
  clinic->types = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  clinic->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  clinic->appointments = g_ptr_array_new_with_free_func (g_free);
  clinic->lives = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
clinic_clear (Clinic *clinic)
{
  g_hash_table_unref (clinic->known);
  g_ptr_array_unref (clinic->references);
  g_hash_table_unref (clinic->types);
  g_checksum_free (clinic->checksum);
  g_ptr_array_unref (clinic->appointments);
  g_hash_table_unref (clinic->lives);
}

static void
generate (Clinic *clinic, guint patients, guint64 seed, const char *tag)
{
  g_autoptr (SalveLocale) locale = tag ? salve_locale_new_for_tag (tag) : NULL;
  g_autoptr (GError) error = NULL;
  SalveDemoOptions options = { .patients = patients, .seed = seed, .locale = locale };

  options.today = salve_partial_date_new_day (2026, 11, 21);
  clinic_init (clinic);
  salve_demo_generate (&options, take, clinic, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static guint
count (Clinic *clinic, const char *type)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (clinic->types, type));
}

static void
test_whole (void)
{
  static const char *const expected[] = {
    "Patient",
    "RelatedPerson",
    "Practitioner",
    "PractitionerRole",
    "Organization",
    "Location",
    "Coverage",
    "Encounter",
    "Condition",
    "AllergyIntolerance",
    "MedicationRequest",
    "Observation",
    "DiagnosticReport",
    "DocumentReference",
    "Device",
    "Immunization",
    "Schedule",
    "Appointment",
    "Slot",
    "HealthcareService",
    "MedicationStatement",
    "Procedure",
    "CarePlan",
    "Binary",
  };
  Clinic clinic;

  generate (&clinic, 600, 1, NULL);
  g_assert_cmpuint (count (&clinic, "Patient"), ==, 600);
  g_assert_cmpuint (count (&clinic, "Practitioner"), ==, 12);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_test_message ("%s: %u", expected[i], count (&clinic, expected[i]));
      g_assert_cmpuint (count (&clinic, expected[i]), >, 0);
    }
  for (guint i = 0; i < clinic.references->len; i++)
    {
      const char *reference = g_ptr_array_index (clinic.references, i);

      if (!g_hash_table_contains (clinic.known, reference))
        g_error ("%s is referred to and is not there", reference);
    }
  clinic_clear (&clinic);
}

static void
test_same_again (void)
{
  Clinic a, b, c;

  generate (&a, 150, 7, "de-DE");
  generate (&b, 150, 7, "de-DE");
  generate (&c, 150, 8, "de-DE");
  g_assert_cmpstr (g_checksum_get_string (a.checksum), ==, g_checksum_get_string (b.checksum));
  g_assert_cmpstr (g_checksum_get_string (a.checksum), !=, g_checksum_get_string (c.checksum));
  clinic_clear (&a);
  clinic_clear (&b);
  clinic_clear (&c);
}

static void
test_every_size (void)
{
  for (guint patients = 0; patients < 60; patients++)
    {
      Clinic clinic;

      generate (&clinic, patients, patients, patients % 2 ? "ar-EG" : "ja-JP");
      g_assert_cmpuint (count (&clinic, "Patient"), ==, patients);
      for (guint i = 0; i < clinic.references->len; i++)
        g_assert_true (g_hash_table_contains (clinic.known, g_ptr_array_index (clinic.references, i)));
      clinic_clear (&clinic);
    }
}

/* What the rules of the core say of the demo's appointments. */
typedef struct
{
  GTimeZone *zone;
  SalveDiary *diary;
  GHashTable *timetables; /* doctor → SalveTimetable */
  GPtrArray *bookings;
  GPtrArray *holidays; /* SalveSlotDetails of the clinic's place */
  GHashTable *lengths;
  guint wishes, series, notes, reminders, opened, absences, two_places, ended;
} Book;

static SalveTimetable *
timetable_of (Book *book, const char *doctor)
{
  SalveTimetable *timetable = g_hash_table_lookup (book->timetables, doctor);

  if (timetable == NULL)
    {
      timetable = salve_timetable_new (doctor);
      g_hash_table_insert (book->timetables, g_strdup (doctor), timetable);
    }
  return timetable;
}

static void
note_appointment (Book *book, SalveResource *resource)
{
  g_autoptr (SalveAppointmentDetails) a = salve_appointment_details_read (resource);
  g_autoptr (SalveWish) wish = salve_wish_read (resource);

  book->wishes += wish != NULL;
  if (a->status == SALVE_APPOINTMENT_WAITLIST)
    return;
  g_assert_cmpint (a->span.end, >, a->span.start);
  g_assert_nonnull (a->visit_type_id);
  book->series += a->series_id != NULL;
  book->notes += a->note != NULL;
  book->reminders += a->reminder_minutes > 0;
  g_hash_table_add (book->lengths,
                    GINT_TO_POINTER ((int)((a->span.end - a->span.start) / SALVE_INSTANT_MINUTE)));
  g_ptr_array_add (book->bookings, salve_appointment_details_to_booking (a));
}

static void
note_slot (Book *book, SalveResource *resource)
{
  g_autoptr (SalveSlotDetails) slot = salve_slot_details_read (resource);

  g_assert_nonnull (slot);
  if (slot->kind == SALVE_EXCEPTION_OPENED)
    book->opened++;
  else
    book->absences++;
  if (g_str_has_suffix (slot->reason, "Day") || g_str_has_suffix (slot->reason, "Christmas"))
    g_ptr_array_add (book->holidays, g_steal_pointer (&slot));
  else
    salve_timetable_add_exception (timetable_of (book, slot->schedule_id), slot->kind, slot->span, slot->id,
                                   slot->reason, NULL);
}

static gboolean
take_for_book (const char *type, const char *id, GBytes *json, gpointer user_data, GError **error)
{
  Book *book = user_data;
  g_autoptr (SalveResource) resource = salve_resource_new (json, error);

  g_assert_nonnull (resource);
  salve_resource_check_shape (resource, error);
  g_assert_no_error (*error);
  if (strcmp (type, "Appointment") == 0)
    note_appointment (book, resource);
  else if (strcmp (type, "Slot") == 0)
    note_slot (book, resource);
  else if (strcmp (type, "PractitionerRole") == 0)
    {
      g_autoptr (SalveRoleDetails) role = salve_role_details_read (resource);

      book->two_places += strstr (role->location_name, "Riverside") != NULL;
      book->ended += salve_partial_date_is_set (role->valid_to);
      for (guint i = 0; i < role->hours->len; i++)
        salve_timetable_add_rule (timetable_of (book, role->doctor_id),
                                  g_array_index (role->hours, SalveHoursRule, i));
    }
  return TRUE;
}

static void
set_timetables (Book *book)
{
  GHashTableIter iter;
  gpointer timetable;

  g_hash_table_iter_init (&iter, book->timetables);
  while (g_hash_table_iter_next (&iter, NULL, &timetable))
    {
      for (guint i = 0; i < book->holidays->len; i++)
        {
          const SalveSlotDetails *day = book->holidays->pdata[i];

          salve_timetable_add_exception (timetable, SALVE_EXCEPTION_HOLIDAY, day->span, day->id, day->reason,
                                         NULL);
        }
      salve_diary_set_timetable (book->diary, SALVE_ACTOR_DOCTOR, timetable);
    }
}

/* Everybody fits but the one who was put upon another's time. */
static void
assert_fits (Book *book)
{
  guint overbooked = 0;

  for (guint i = 0; i < book->bookings->len; i++)
    {
      const SalveBooking *booking = book->bookings->pdata[i];
      g_autoptr (GPtrArray) clashes = NULL;

      if (booking->overbooked)
        continue;
      clashes = salve_diary_check (book->diary, booking);
      if (clashes->len > 0)
        {
          const SalveClash *clash = clashes->pdata[0];
          g_autofree char *at = salve_instant_format_fhir (booking->span.start);

          g_error ("Appointment/%s at %s: %d %d %s", booking->id, at, clash->kind, clash->actor_kind,
                   clash->reason != NULL ? clash->reason : clash->booking_id);
        }
      salve_diary_add (book->diary, booking);
    }
  for (guint i = 0; i < book->bookings->len; i++)
    {
      const SalveBooking *booking = book->bookings->pdata[i];

      if (booking->overbooked)
        {
          g_autoptr (GPtrArray) clashes = salve_diary_check (book->diary, booking);

          g_assert_cmpuint (clashes->len, >, 0);
          overbooked++;
        }
    }
  g_assert_cmpuint (overbooked, ==, 1);
}

static void
check_book (guint patients, guint64 seed, const char *zone, SalvePartialDate today)
{
  g_autoptr (GError) error = NULL;
  Book book = { .zone = g_time_zone_new_identifier (zone) };
  SalveDemoOptions options = { .patients = patients, .seed = seed, .zone = book.zone, .today = today };

  book.diary = salve_diary_new (book.zone);
  book.timetables =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)salve_timetable_unref);
  book.bookings = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_booking_free);
  book.holidays = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_slot_details_free);
  book.lengths = g_hash_table_new (g_direct_hash, g_direct_equal);
  salve_demo_generate (&options, take_for_book, &book, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  set_timetables (&book);
  g_test_message ("%u appointments, %u wishes, %u of series, %u notes, %u reminders, %u opened, %u absences",
                  book.bookings->len, book.wishes, book.series, book.notes, book.reminders, book.opened,
                  book.absences);
  assert_fits (&book);
  g_assert_cmpuint (book.bookings->len, >, 2000);
  g_assert_cmpuint (book.wishes, >, 5);
  g_assert_cmpuint (book.series, >, 10);
  g_assert_cmpuint (book.notes, >, 0);
  g_assert_cmpuint (book.reminders, >, 0);
  g_assert_cmpuint (book.opened, >, 0);
  g_assert_cmpuint (book.absences, >, 12);
  g_assert_cmpuint (book.two_places, >, 0);
  g_assert_cmpuint (book.ended, >, 0);
  g_assert_cmpuint (g_hash_table_size (book.lengths), >, 4);
  salve_diary_free (book.diary);
  g_hash_table_unref (book.timetables);
  g_ptr_array_unref (book.bookings);
  g_ptr_array_unref (book.holidays);
  g_hash_table_unref (book.lengths);
  g_time_zone_unref (book.zone);
}

/* Inside everybody's hours, with buffers, past absences and holidays, over both changes of the clock. */
static void
test_nobody_twice (void)
{
  check_book (300, 3, "UTC", salve_partial_date_new_day (2026, 11, 21));
  check_book (600, 1, "Europe/Berlin", salve_partial_date_new_day (2026, 3, 27));
  check_book (400, 9, "America/New_York", salve_partial_date_new_day (2026, 7, 1));
}

/* Newborns had appointments before they were born, and the dead went on coming. */
static void
test_only_the_living_come (void)
{
  Clinic clinic;
  guint dead = 0;

  generate (&clinic, 600, 3, NULL);
  for (guint i = 0; i < clinic.appointments->len; i++)
    {
      g_auto (GStrv) part = g_strsplit (g_ptr_array_index (clinic.appointments, i), " ", 3);
      g_auto (GStrv) life = NULL;

      if (!g_str_has_prefix (part[0], "Patient/") || *part[1] == '\0')
        continue;
      life = g_strsplit (g_hash_table_lookup (clinic.lives, part[0] + strlen ("Patient/")), " ", 2);
      dead += *life[1] != '\0';
      g_assert_cmpint (strncmp (life[0], part[1], strlen (life[0])), <=, 0);
      g_assert_true (*life[1] == '\0' || strncmp (part[1], life[1], 10) < 0);
    }
  g_assert_cmpuint (dead, >, 0);
  clinic_clear (&clinic);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/demo/whole", test_whole);
  g_test_add_func ("/demo/same-again", test_same_again);
  g_test_add_func ("/demo/every-size", test_every_size);
  g_test_add_func ("/demo/nobody-twice", test_nobody_twice);
  g_test_add_func ("/demo/only-the-living-come", test_only_the_living_come);
  return g_test_run ();
}
