/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the scheduler reads of the store, and that nobody is booked twice. */
#include "config.h"

#include "salve-appointment-details.h"
#include "salve-appointments.h"
#include "salve-diary-load.h"
#include "salve-edit.h"
#include "salve-hours-map.h"
#include "salve-store-private.h"
#include "store-fixture.h"

#include <string.h>

#define MINUTE SALVE_INSTANT_MINUTE
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* Monday, 2 March 2026, 00:00 UTC. */
#define MONDAY (G_GINT64_CONSTANT (1772409600) * SALVE_INSTANT_SECOND)

static SalveResource *
write_details (const SalveAppointmentDetails *details)
{
  g_autoptr (GError) error = NULL;
  SalveResource *resource = salve_appointment_details_write (details, NULL, &error);

  g_assert_no_error (error);
  return resource;
}

static SalveAppointmentDetails *
visit (const char *id, const char *doctor, const char *patient, gint64 start, int minutes)
{
  SalveAppointmentDetails *details = salve_appointment_details_new (id);

  details->doctor_id = g_strdup (doctor);
  details->patient_id = g_strdup (patient);
  details->span = (SalveTimeSpan){ MONDAY + start, MONDAY + start + minutes * MINUTE };
  return details;
}

static SalveResource *
booked (const char *id, const char *doctor, const char *patient, gint64 start, int minutes)
{
  g_autoptr (SalveAppointmentDetails) details = visit (id, doctor, patient, start, minutes);

  return write_details (details);
}

static gboolean
commit_details (SalveStore *store, const SalveAppointmentDetails *details, GError **error)
{
  g_autoptr (SalveChange) change = salve_change_new ("tester", "desk", "Book");
  g_autoptr (SalveResource) resource = write_details (details);

  salve_change_put (change, resource, SALVE_VERSION_ANY);
  return store_fixture_wait (salve_store_commit (store, change), error);
}

static gboolean
book (SalveStore *store,
      const char *id,
      const char *doctor,
      const char *patient,
      gint64 start,
      int minutes,
      GError **error)
{
  g_autoptr (SalveAppointmentDetails) details = visit (id, doctor, patient, start, minutes);

  return commit_details (store, details, error);
}

static void
assert_book (SalveStore *store,
             const char *id,
             const char *doctor,
             const char *patient,
             gint64 start,
             int minutes)
{
  g_autoptr (GError) error = NULL;

  book (store, id, doctor, patient, start, minutes, &error);
  g_assert_no_error (error);
}

static void
assert_taken (SalveStore *store,
              const char *id,
              const char *doctor,
              const char *patient,
              gint64 start,
              int minutes)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (book (store, id, doctor, patient, start, minutes, &error));
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_TAKEN);
  g_assert_null (strstr (error->message, "Adams"));
}

static char *
list_ids (GPtrArray *rows)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      const SalveAppointmentRow *row = rows->pdata[i];

      g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", row->id);
    }
  return g_string_free_and_steal (g_steal_pointer (&ids));
}

static void
assert_listed (SalveStore *store, gint64 from, gint64 to, const char *const *doctors, const char *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows =
      salve_store_list_appointments (store, (SalveTimeSpan){ MONDAY + from, MONDAY + to }, doctors, &error);
  g_autofree char *ids = NULL;

  g_assert_no_error (error);
  ids = list_ids (rows);
  g_assert_cmpstr (ids, ==, wanted);
}

static void
test_list (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  const char *const one[] = { "d2", NULL }, *const many[] = { "d1", "d3", "d4", "d5", "d6", "d7", NULL };

  assert_book (store, "b", "d1", "p1", 10 * HOUR, 30);
  assert_book (store, "a", "d2", "p2", 9 * HOUR, 30);
  assert_book (store, "night", "d3", NULL, -5 * HOUR, 20 * 60);
  assert_book (store, "next", "d1", "p1", DAY, 15);
  assert_listed (store, 0, DAY, NULL, "night a b");
  assert_listed (store, 9 * HOUR + 30 * MINUTE, DAY, NULL, "night b");
  assert_listed (store, 9 * HOUR + 29 * MINUTE, 10 * HOUR, NULL, "night a");
  assert_listed (store, 15 * HOUR, DAY, NULL, "");
  assert_listed (store, 0, 2 * DAY, one, "a");
  assert_listed (store, 0, 2 * DAY, many, "night b next");
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}

/* A row says what the record says, names and colours included, also after they change. */
static void
test_row (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (SalveAppointmentDetails) details = visit ("a", "d", "p", 9 * HOUR, 30);
  g_autoptr (SalveVisitType) type = salve_visit_type_new ("t", "Check-up", 30);
  g_autoptr (SalveResource) service = NULL, patient = store_fixture_patient ("p", "Adams", "Zoe", 1);
  g_autoptr (SalveResource) renamed = store_fixture_patient ("p", "Baker", "Zoe", 1);
  g_autoptr (SalveResource) room =
      store_fixture_parse ("{\"resourceType\":\"Location\",\"id\":\"r\",\"name\":\"Room 5\","
                           "\"physicalType\":{\"coding\":[{\"code\":\"ro\"}]}}");
  g_autoptr (SalveAppointmentRow) row = NULL, again = NULL, gone = NULL;
  g_autoptr (SalveChange) drop = salve_change_new ("tester", "desk", "Delete");

  type->colour = 5;
  service = salve_visit_type_write (type, NULL, &error);
  g_assert_no_error (error);
  store_fixture_put (store, service);
  store_fixture_put (store, room);
  salve_appointment_details_set_visit_type (details, type);
  g_set_str (&details->room_id, "r");
  g_set_str (&details->note, "Fasting");
  g_set_str (&details->series_id, "s");
  details->buffer_after = 5;
  g_assert_true (commit_details (store, details, &error));
  store_fixture_put (store, patient);

  row = salve_store_read_appointment_row (store, "a", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (row->patient_name, ==, "Zoe Adams");
  g_assert_cmpstr (row->room_name, ==, "Room 5");
  g_assert_cmpstr (row->visit_type_name, ==, "Check-up");
  g_assert_cmpint (row->colour, ==, 5);
  g_assert_cmpint (row->buffer_after, ==, 5);
  g_assert_true (row->has_note && row->in_series && !row->overbooked && !row->provisional);
  g_assert_cmpint (row->version, ==, 1);
  g_assert_cmpint (row->status, ==, SALVE_APPOINTMENT_BOOKED);

  store_fixture_put (store, renamed);
  again = salve_store_read_appointment_row (store, "a", &error);
  g_assert_cmpstr (again->patient_name, ==, "Zoe Baker");
  store_fixture_assert_sound (store);
  salve_change_delete (drop, "Patient", "p", SALVE_VERSION_ANY);
  g_assert_true (store_fixture_wait (salve_store_commit (store, drop), &error));
  gone = salve_store_read_appointment_row (store, "a", &error);
  g_assert_null (gone->patient_name);
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}

static void
test_taken (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (SalveAppointmentDetails) over = visit ("over", "d1", "p9", 9 * HOUR, 30);
  g_autoptr (SalveAppointmentDetails) room = visit ("room", "d5", "p5", 9 * HOUR, 30);
  g_autoptr (SalveAppointmentDetails) same_room = visit ("same-room", "d6", "p6", 9 * HOUR + 20 * MINUTE, 30);
  g_autoptr (SalveAppointmentDetails) tidy = visit ("tidy", "d7", "p7", 9 * HOUR, 30);
  g_autoptr (SalveAppointmentDetails) cancelled = visit ("cancelled", "d1", "p1", 9 * HOUR, 30);

  assert_book (store, "a", "d1", "p1", 9 * HOUR, 30);
  assert_taken (store, "b", "d1", "p2", 9 * HOUR + 29 * MINUTE, 30);
  assert_taken (store, "b", "d2", "p1", 9 * HOUR + 15 * MINUTE, 5);
  assert_book (store, "b", "d1", "p2", 9 * HOUR + 30 * MINUTE, 30);
  assert_book (store, "c", "d2", "p3", 9 * HOUR, 30);
  /* Again the same, and shorter: it is not in its own way. */
  assert_book (store, "a", "d1", "p1", 9 * HOUR, 20);
  assert_taken (store, "a", "d1", "p1", 9 * HOUR, 31);

  g_set_str (&over->overbooked_reason, "Emergency");
  g_assert_true (commit_details (store, over, &error));
  /* Whom somebody was put upon can still be changed, as long as no more time is taken. */
  assert_book (store, "a", "d1", "p1", 9 * HOUR, 15);

  cancelled->status = SALVE_APPOINTMENT_CANCELLED;
  g_assert_true (commit_details (store, cancelled, &error));

  g_set_str (&room->room_id, "r");
  g_set_str (&same_room->room_id, "r");
  g_assert_true (commit_details (store, room, &error));
  g_assert_false (commit_details (store, same_room, &error));
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_TAKEN);
  g_clear_error (&error);

  /* Buffers take the doctor's time, not the patient's. */
  tidy->buffer_after = 10;
  g_assert_true (commit_details (store, tidy, &error));
  assert_taken (store, "e", "d7", "p8", 9 * HOUR + 35 * MINUTE, 10);
  assert_book (store, "e", "d8", "p7", 9 * HOUR + 35 * MINUTE, 10);
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}

/* What lasts a whole day is in the way at its end too. */
static void
test_taken_by_long (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);

  assert_book (store, "long", "d1", NULL, 0, 23 * 60);
  assert_taken (store, "a", "d1", "p", 22 * HOUR, 30);
  assert_book (store, "a", "d1", "p", 23 * HOUR, 30);
  store_fixture_close (store);
}

static gint64
put_two (SalveStore *store, SalveResource *first, SalveResource *second, GError **error)
{
  g_autoptr (SalveChange) change = salve_change_new ("tester", "desk", "Both");
  DexFuture *future;
  gint64 id = 0;

  salve_change_put (change, first, SALVE_VERSION_ANY);
  salve_change_put (change, second, SALVE_VERSION_ANY);
  future = salve_store_commit (store, change);
  dex_ref (future);
  if (store_fixture_wait (future, error))
    id = g_value_get_int64 (dex_future_get_value (future, NULL));
  dex_unref (future);
  return id;
}

static gboolean
undo (SalveStore *store, gint64 id, GError **error)
{
  return store_fixture_wait (salve_store_undo (store, id, "tester", "desk"), error);
}

/* Two change places in one change, and back; what was freed and given away cannot be taken back. */
static void
test_whole_change_and_undo (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (SalveResource) a_later = booked ("a", "d", "p1", 10 * HOUR, 30);
  g_autoptr (SalveResource) b_earlier = booked ("b", "d", "p2", 9 * HOUR, 30);
  g_autoptr (SalveResource) c = booked ("c", "d", "p3", 11 * HOUR, 30);
  g_autoptr (SalveResource) d = booked ("d", "d", "p4", 11 * HOUR + 10 * MINUTE, 30);
  g_autoptr (SalveResource) moved = booked ("a", "d", "p1", 12 * HOUR, 30);
  gint64 swap, move;

  assert_book (store, "a", "d", "p1", 9 * HOUR, 30);
  assert_book (store, "b", "d", "p2", 10 * HOUR, 30);
  swap = put_two (store, a_later, b_earlier, &error);
  g_assert_no_error (error);
  g_assert_true (undo (store, swap, &error));
  g_assert_no_error (error);

  g_assert_cmpint (put_two (store, c, d, &error), ==, 0);
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_TAKEN);
  g_clear_error (&error);
  assert_listed (store, 11 * HOUR, 12 * HOUR, NULL, "");

  move = store_fixture_put (store, moved);
  assert_book (store, "taker", "d", "p9", 9 * HOUR, 30);
  g_assert_false (undo (store, move, &error));
  g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_TAKEN);
  g_clear_error (&error);
  assert_listed (store, 0, DAY, NULL, "taker b a");
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}

/* Somebody was overbooked onto an appointment that was moved away since: taking the move back is no new decision. */
static void
test_undo_under_overbooked (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (SalveAppointmentDetails) over = visit ("over", "d", "p2", 9 * HOUR, 30);
  g_autoptr (SalveResource) moved = booked ("a", "d", "p1", 12 * HOUR, 30);
  gint64 move;

  assert_book (store, "a", "d", "p1", 9 * HOUR, 30);
  g_set_str (&over->overbooked_reason, "Emergency");
  g_assert_true (commit_details (store, over, &error));
  move = store_fixture_put (store, moved);
  assert_taken (store, "b", "d", "p3", 9 * HOUR, 30);
  g_assert_true (undo (store, move, &error));
  g_assert_no_error (error);
  store_fixture_close (store);
}

/* Somebody who was registered twice was booked twice too; that they are one person can still be said, and taken back. */
static void
test_merge_of_overlapping (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (SalveResource) first = store_fixture_patient ("p1", "Adams", "Zoe", 1);
  g_autoptr (SalveResource) second = store_fixture_patient ("p2", "Adams", "Zoe", 1);
  g_autoptr (SalveChange) merge = NULL;
  gint64 id;

  store_fixture_put (store, first);
  store_fixture_put (store, second);
  assert_book (store, "a", "d1", "p1", 9 * HOUR, 30);
  assert_book (store, "b", "d2", "p2", 9 * HOUR, 30);
  merge = salve_patient_merge_prepare (store, "p1", "p2", "tester", "desk", "Merge", &error);
  g_assert_no_error (error);
  id = store_fixture_wait_id (salve_store_commit (store, merge));
  assert_taken (store, "c", "d3", "p1", 9 * HOUR, 30);
  g_assert_true (undo (store, id, &error));
  g_assert_no_error (error);
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}

static void
test_bulk_never_refuses (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);

  g_ptr_array_add (all, booked ("a", "d", "p1", 9 * HOUR, 30));
  g_ptr_array_add (all, booked ("b", "d", "p2", 9 * HOUR, 30));
  g_assert_true (store_fixture_wait (salve_store_put_bulk (store, all, SALVE_BULK_DEFAULT), &error));
  assert_listed (store, 0, DAY, NULL, "a b");
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}

typedef struct
{
  StoreFixture *fixture;
  guint number;
  guint won;
  guint lost;
} Racer;

#define RACES 60

/* Each thread with a store of its own over the same file: for the file the same as two programs. */
static gpointer
race (gpointer data)
{
  Racer *racer = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GError) error = NULL;
  SalveStore *store;

  g_main_context_push_thread_default (context);
  store = salve_store_open (racer->fixture->file, racer->fixture->key, SALVE_STORE_OPEN_DEFAULT, &error);
  g_assert_no_error (error);
  for (guint n = 0; n < RACES; n++)
    {
      g_autofree char *id = g_strdup_printf ("r%u-%u", racer->number, n);
      g_autofree char *patient = g_strdup_printf ("p%u", racer->number);
      g_autoptr (SalveResource) resource = booked (id, "d", patient, n * HOUR, 30);
      g_autoptr (SalveChange) change = salve_change_new ("tester", "desk", "Book");
      DexFuture *future;

      salve_change_put (change, resource, SALVE_VERSION_NONE);
      future = salve_store_commit (store, change);
      while (dex_future_is_pending (future))
        g_usleep (20);
      if (dex_future_get_value (future, &error) != NULL)
        racer->won++;
      else
        {
          g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_TAKEN);
          g_clear_error (&error);
          racer->lost++;
        }
      dex_unref (future);
    }
  dex_future_disown (salve_store_close (store));
  g_object_unref (store);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_race (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  Racer racers[3];
  GThread *threads[G_N_ELEMENTS (racers)];
  SalveStore *store = store_fixture_open (fixture);
  guint won = 0, lost = 0;

  for (guint i = 0; i < G_N_ELEMENTS (racers); i++)
    {
      racers[i] = (Racer){ fixture, i, 0, 0 };
      threads[i] = g_thread_new ("racer", race, &racers[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (racers); i++)
    {
      g_thread_join (threads[i]);
      won += racers[i].won;
      lost += racers[i].lost;
    }
  g_test_message ("%u won, %u lost", won, lost);
  g_assert_cmpuint (won, ==, RACES);
  g_assert_cmpuint (lost, ==, RACES * (G_N_ELEMENTS (racers) - 1));
  rows =
      salve_store_list_appointments (store, (SalveTimeSpan){ MONDAY, MONDAY + RACES * HOUR }, NULL, &error);
  g_assert_cmpuint (rows->len, ==, RACES);
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}

static gboolean
diary_refuses (SalveDiary *diary, const SalveBooking *booking)
{
  g_autoptr (GPtrArray) clashes = salve_diary_check (diary, booking);

  return clashes->len > 0;
}

/* New appointments at random: the store refuses what the rules of the core refuse, and nothing else. */
static void
test_like_the_diary (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (SalveDiary) diary = salve_diary_new (utc);
  guint refused = 0;

  for (guint n = 0; n < 400; n++)
    {
      g_autofree char *id = g_strdup_printf ("a%u", n);
      g_autofree char *doctor = g_strdup_printf ("d%d", g_test_rand_int_range (0, 3));
      g_autofree char *patient = g_strdup_printf ("p%d", g_test_rand_int_range (0, 12));
      int minutes = g_test_rand_int_range (0, 20) == 0 ? g_test_rand_int_range (200, 2000)
                                                       : g_test_rand_int_range (5, 60);
      g_autoptr (SalveAppointmentDetails) details =
          visit (id, doctor, patient, g_test_rand_int_range (0, 3 * 1440) * MINUTE, minutes);
      g_autoptr (SalveBooking) booking = NULL;
      g_autoptr (GError) error = NULL;
      gboolean refuses;

      if (g_test_rand_bit ())
        details->room_id = g_strdup_printf ("r%d", g_test_rand_int_range (0, 3));
      if (g_test_rand_int_range (0, 4) == 0)
        details->device_id = g_strdup_printf ("v%d", g_test_rand_int_range (0, 2));
      details->buffer_before = g_test_rand_bit () ? 0 : g_test_rand_int_range (0, 240);
      details->buffer_after = g_test_rand_bit () ? 0 : g_test_rand_int_range (0, 60);
      details->status = g_test_rand_int_range (0, SALVE_APPOINTMENT_N_STATUSES);
      if (g_test_rand_int_range (0, 8) == 0)
        details->overbooked_reason = g_strdup ("Emergency");
      booking = salve_appointment_details_to_booking (details);
      refuses = salve_appointment_status_takes_time (details->status) && details->overbooked_reason == NULL
                && diary_refuses (diary, booking);
      g_assert_cmpint (commit_details (store, details, &error), ==, !refuses);
      if (refuses)
        g_assert_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_TAKEN);
      else
        salve_diary_add (diary, booking);
      refused += refuses;
    }
  g_test_message ("%u of 400 refused", refused);
  g_assert_cmpuint (refused, >, 20);
  g_assert_cmpuint (refused, <, 380);
  store_fixture_close (store);
}

static void
assert_indexed (SalveStore *store, const char *sql, const char *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *explain = g_strconcat ("EXPLAIN QUERY PLAN ", sql, NULL);
  SalveConnection *connection = salve_store_get_reader (store, &error);
  g_autoptr (SalveStatement) plan = salve_connection_prepare (connection, explain, &error);
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean row;

  g_assert_no_error (error);
  while (salve_statement_step (plan, &row, &error) && row)
    g_string_append_printf (text, "%s\n", salve_statement_text (plan, 3));
  g_test_message ("%s", text->str);
  g_assert_nonnull (strstr (text->str, wanted));
  g_assert_null (strstr (text->str, "SCAN a\n"));
  g_assert_null (strstr (text->str, "SCAN appointment\n"));
  g_assert_null (strstr (text->str, "TEMP B-TREE"));
}

static void
test_plans (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);

  assert_indexed (store, salve_list_range_sql, "SEARCH a USING PRIMARY KEY (start>? AND start<?)");
  assert_indexed (store, salve_list_doctor_sql,
                  "appointment_practitioner (practitioner_id=? AND start>? AND start<?)");
  assert_indexed (store, salve_first_of_doctor_sql,
                  "COVERING INDEX appointment_practitioner (practitioner_id=? AND start>? AND start<?)");
  assert_indexed (store, salve_list_days_long_sql, "appointment_long (end>?)");
  assert_indexed (store, salve_count_day_sql, "COVERING INDEX appointment_load (start>? AND start<?)");
  assert_indexed (store, salve_diary_range_sql, "SEARCH a USING PRIMARY KEY (start>? AND start<?)");
  assert_indexed (store, salve_busy_range_sql, "SEARCH a USING PRIMARY KEY (start>? AND start<?)");
  assert_indexed (store, salve_diary_long_sql, "appointment_long (end>?)");
  store_fixture_close (store);
}

static void
put_new (SalveStore *store, SalveResource *resource, GError *error)
{
  g_assert_no_error (error);
  store_fixture_put (store, resource);
  salve_resource_unref (resource);
}

/* Doctor d works Mondays 8 to 12, is away on Monday from 10 to 11, and the clinic is closed on the next Monday. */
static void
put_hours (SalveStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveRoleDetails) role = salve_role_details_new ("role", "d");
  g_autoptr (SalveSlotDetails) away = salve_slot_details_new (
      "away", "d", SALVE_EXCEPTION_ABSENCE, (SalveTimeSpan){ MONDAY + 10 * HOUR, MONDAY + 11 * HOUR });
  g_autoptr (SalveSlotDetails) opened =
      salve_slot_details_new ("opened", "d", SALVE_EXCEPTION_OPENED,
                              (SalveTimeSpan){ MONDAY + DAY + 14 * HOUR, MONDAY + DAY + 15 * HOUR });
  g_autoptr (SalveSlotDetails) holiday = salve_slot_details_new (
      "holiday", "clinic", SALVE_EXCEPTION_HOLIDAY, (SalveTimeSpan){ MONDAY + 7 * DAY, MONDAY + 8 * DAY });
  SalveHoursRule rule = { 1, 480, 720, { 0 }, { 0 }, NULL };

  g_array_append_val (role->hours, rule);
  g_ptr_array_add (role->specialties, g_strdup ("Cardiology"));
  put_new (store,
           store_fixture_parse ("{\"resourceType\":\"Practitioner\",\"id\":\"d\",\"name\":[{\"family\":"
                                "\"Young\",\"given\":[\"Ann\"]}]}"),
           NULL);
  put_new (store,
           store_fixture_parse ("{\"resourceType\":\"Location\",\"id\":\"clinic\",\"name\":\"Clinic\"}"),
           NULL);
  put_new (store,
           store_fixture_parse ("{\"resourceType\":\"Location\",\"id\":\"r1\",\"name\":\"Room 1\","
                                "\"physicalType\":{\"coding\":[{\"code\":\"ro\"}]},\"partOf\":{"
                                "\"reference\":\"Location/clinic\"}}"),
           NULL);
  put_new (store, salve_role_details_write (role, NULL, &error), error);
  put_new (store, salve_schedule_build ("Practitioner", "d", &error), error);
  put_new (store, salve_schedule_build ("Location", "clinic", &error), error);
  put_new (store, salve_slot_details_write (away, NULL, &error), error);
  put_new (store, salve_slot_details_write (opened, NULL, &error), error);
  put_new (store, salve_slot_details_write (holiday, NULL, &error), error);
}

static void
assert_clash (SalveDiary *diary, gint64 start, int kind)
{
  SalveTimeSpan span = { MONDAY + start, MONDAY + start + 30 * MINUTE };
  g_autoptr (SalveBooking) booking = salve_booking_new ("new", span, "d", "px");
  g_autoptr (GPtrArray) clashes = salve_diary_check (diary, booking);

  if (kind < 0)
    g_assert_cmpuint (clashes->len, ==, 0);
  else
    {
      g_assert_cmpuint (clashes->len, ==, 1);
      g_assert_cmpint (((SalveClash *)clashes->pdata[0])->kind, ==, kind);
    }
}

static void
test_diary (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (SalveDiary) diary = NULL;
  g_autoptr (GPtrArray) doctors = NULL, rooms = NULL, places = NULL, roles = NULL;
  g_autofree char *clinic = NULL;
  SalveStore *store = store_fixture_open (fixture);
  const SalveDoctorRow *doctor;

  put_hours (store);
  assert_book (store, "a", "d", "p", 8 * HOUR, 30);
  diary = salve_store_load_diary (store, (SalveTimeSpan){ MONDAY, MONDAY + 14 * DAY }, utc, &error);
  g_assert_no_error (error);
  assert_clash (diary, 8 * HOUR, SALVE_CLASH_TAKEN);
  assert_clash (diary, 8 * HOUR + 30 * MINUTE, -1);
  assert_clash (diary, 10 * HOUR, SALVE_CLASH_ABSENT);
  assert_clash (diary, 12 * HOUR, SALVE_CLASH_CLOSED);
  assert_clash (diary, DAY + 14 * HOUR, -1);
  assert_clash (diary, 7 * DAY + 9 * HOUR, SALVE_CLASH_HOLIDAY);

  doctors = salve_store_list_doctors (store, &error);
  g_assert_cmpuint (doctors->len, ==, 1);
  doctor = doctors->pdata[0];
  g_assert_cmpstr (doctor->name, ==, "Ann Young");
  g_assert_cmpstr (doctor->specialties[0], ==, "Cardiology");
  g_assert_cmpint (doctor->version, ==, 1);
  rooms = salve_store_list_rooms (store, &error);
  g_assert_cmpuint (rooms->len, ==, 1);
  places = salve_store_list_places (store, &error);
  g_assert_cmpuint (places->len, ==, 1);
  roles = salve_store_list_doctor_roles (store, "d", &error);
  g_assert_cmpuint (roles->len, ==, 1);
  clinic = salve_store_find_clinic_place (store, &error);
  g_assert_cmpstr (clinic, ==, "clinic");
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}

static void
test_find_free (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  SalveStore *store = store_fixture_open (fixture);
  const char *const doctors[] = { "d", NULL };
  SalveFreeQuery query = { .doctors = doctors, .minutes = 30, .earliest = MONDAY, .grid = 15, .count = 9 };
  const gint64 wanted[] = { 8 * HOUR + 30 * MINUTE, 9 * HOUR + 30 * MINUTE };
  DexFuture *future;
  SalveFreeTimes *times;
  const SalveFreeTime *at;

  put_hours (store);
  assert_book (store, "a", "d", "p", 8 * HOUR, 30);
  assert_book (store, "b", "d", "p", 9 * HOUR, 30);
  future = salve_store_find_free (store, &query, utc);
  store_fixture_wait (dex_ref (future), &error);
  g_assert_no_error (error);
  times = g_value_get_boxed (dex_future_get_value (future, NULL));
  g_assert_cmpuint (times->times->len, ==, 9);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_assert_cmpint (g_array_index (times->times, SalveFreeTime, i).span.start, ==, MONDAY + wanted[i]);
  /* Holidays are nobody's free time, and a fortnight was not enough for nine. */
  at = &g_array_index (times->times, SalveFreeTime, 8);
  g_assert_cmpint (at->span.start, >=, MONDAY + 14 * DAY);
  g_assert_cmpstr (at->doctor_id, ==, "d");
  for (guint i = 0; i < 9; i++)
    {
      gint64 start = g_array_index (times->times, SalveFreeTime, i).span.start;

      g_assert_false (start >= MONDAY + 7 * DAY && start < MONDAY + 8 * DAY);
    }
  dex_unref (future);
  store_fixture_close (store);
}

static void
test_count_and_lists (void)
{
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  g_autoptr (GArray) counts = NULL, of_one = NULL;
  g_autoptr (GPtrArray) of_patient = NULL, series = NULL, wishes = NULL, types = NULL;
  g_autoptr (SalveAppointmentDetails) first = visit ("s1", "d1", "p2", 2 * DAY, 30);
  g_autoptr (SalveVisitType) type = salve_visit_type_new ("t", "Check-up", 45);
  SalveStore *store = store_fixture_open (fixture);
  const char *const one[] = { "d2", NULL };
  SalvePartialDate day = salve_partial_date_new_day (2026, 3, 2);

  assert_book (store, "a", "d1", "p1", 9 * HOUR, 30);
  assert_book (store, "b", "d2", "p1", 10 * HOUR, 30);
  assert_book (store, "late", "d2", "p1", 23 * HOUR + 30 * MINUTE, 20); /* Tuesday in Berlin */
  g_set_str (&first->series_id, "series");
  g_assert_true (commit_details (store, first, &error));
  counts = salve_store_count_appointments_by_day (store, day, salve_partial_date_add_days (day, 2), zone,
                                                  NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts->len, ==, 3);
  g_assert_cmpuint (g_array_index (counts, guint, 0), ==, 2);
  g_assert_cmpuint (g_array_index (counts, guint, 1), ==, 1);
  g_assert_cmpuint (g_array_index (counts, guint, 2), ==, 1);
  of_one = salve_store_count_appointments_by_day (store, day, day, zone, one, &error);
  g_assert_cmpuint (g_array_index (of_one, guint, 0), ==, 1);
  of_patient = salve_store_list_patient_appointments (store, "p1", &error);
  g_assert_cmpuint (of_patient->len, ==, 3);
  series = salve_store_list_series (store, "series", &error);
  g_assert_cmpuint (series->len, ==, 1);

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("w%u", i);
      g_autoptr (SalveWish) wish = salve_wish_new (id, "p1", 30);

      wish->priority = i == 1 ? 5 : 0;
      wish->since = MONDAY - i * DAY;
      put_new (store, salve_wish_write (wish, NULL, &error), error);
    }
  wishes = salve_store_list_wishes (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (wishes->len, ==, 3);
  g_assert_cmpstr (((SalveWishRow *)wishes->pdata[0])->wish->id, ==, "w1");
  g_assert_cmpstr (((SalveWishRow *)wishes->pdata[1])->wish->id, ==, "w2");
  g_assert_cmpstr (((SalveWishRow *)wishes->pdata[2])->wish->id, ==, "w0");
  put_new (store, salve_visit_type_write (type, NULL, &error), error);
  types = salve_store_list_visit_types (store, &error);
  g_assert_cmpint (((SalveVisitType *)types->pdata[0])->minutes, ==, 45);
  store_fixture_assert_sound (store);
  store_fixture_close (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/appointments/list", test_list);
  g_test_add_func ("/appointments/row", test_row);
  g_test_add_func ("/appointments/taken", test_taken);
  g_test_add_func ("/appointments/taken-by-long", test_taken_by_long);
  g_test_add_func ("/appointments/whole-change-and-undo", test_whole_change_and_undo);
  g_test_add_func ("/appointments/undo-under-overbooked", test_undo_under_overbooked);
  g_test_add_func ("/appointments/merge-of-overlapping", test_merge_of_overlapping);
  g_test_add_func ("/appointments/bulk-never-refuses", test_bulk_never_refuses);
  g_test_add_func ("/appointments/race", test_race);
  g_test_add_func ("/appointments/like-the-diary", test_like_the_diary);
  g_test_add_func ("/appointments/plans", test_plans);
  g_test_add_func ("/appointments/diary", test_diary);
  g_test_add_func ("/appointments/find-free", test_find_free);
  g_test_add_func ("/appointments/count-and-lists", test_count_and_lists);
  return g_test_run ();
}
