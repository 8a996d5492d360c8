/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Desks with real files against a FHIR server that nobody here wrote, over HTTP: what the probes find, sync there and back,
 * two people at one record, and two people at one time. tests/interop/with-peer starts the server and this.
 */
#include "config.h"

#include "salve-edit.h"
#include "salve-element.h"
#include "salve-http-remote.h"
#include "salve-store-sync.h"
#include "salve-sync.h"

#include "store-fixture.h"

#include <string.h>

#define MOST_ROUNDS 40

static const char *peer;

static SalveInstant
now_cb (gpointer data)
{
  return g_get_real_time ();
}

static guint32
random_cb (gpointer data)
{
  return g_random_int ();
}

static DexFuture *
sleep_cb (gint64 duration, gpointer data)
{
  return dex_timeout_new_usec (duration);
}

static const SalveSyncEnvironment environment = { .now = now_cb, .random = random_cb, .sleep = sleep_cb };

typedef struct
{
  StoreFixture *fixture;
  SalveStore *store;
  SalveSync *sync;
} Desk;

static Desk *
desk_new (void)
{
  Desk *self = g_new0 (Desk, 1);
  g_autoptr (SalveTrust) trust = salve_trust_new (NULL);
  g_autoptr (SalveRemote) remote = salve_http_remote_new (peer, trust, NULL);

  self->fixture = store_fixture_new ();
  self->store = store_fixture_open (self->fixture);
  self->sync = salve_sync_new (self->store, remote, &environment);
  return self;
}

static void
desk_free (Desk *self)
{
  store_fixture_wait (salve_sync_stop (self->sync), NULL);
  g_object_unref (self->sync);
  store_fixture_close (self->store);
  store_fixture_free (self->fixture);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

/* One round; whether nothing is left to do. */
static gboolean
run_once (Desk *desk)
{
  DexFuture *future = salve_sync_run_once (desk->sync);
  g_autoptr (GError) error = NULL;
  gboolean done;

  dex_ref (future);
  store_fixture_wait (future, &error);
  g_assert_no_error (error);
  done = g_value_get_boolean (dex_future_get_value (future, NULL));
  dex_unref (future);
  return done;
}

static void
sync_all (Desk *desk)
{
  guint rounds = 0;

  while (!run_once (desk))
    g_assert_cmpuint (++rounds, <, MOST_ROUNDS);
}

static SalveServerAbilities *
probe (Desk *desk)
{
  DexFuture *future = salve_sync_probe (desk->sync);
  g_autoptr (GError) error = NULL;
  SalveServerAbilities *abilities;

  dex_ref (future);
  store_fixture_wait (future, &error);
  g_assert_no_error (error);
  abilities = g_value_dup_boxed (dex_future_get_value (future, NULL));
  dex_unref (future);
  return abilities;
}

/* What it was measured to do (sync.md): its transactions do not undo, it has no history of types. */
static void
test_probe (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (SalveServerAbilities) found = probe (desk);
  g_autofree char *json = salve_server_abilities_to_json (found);

  g_test_message ("%s", json);
  g_assert_cmpstr (found->name, ==, "@medplum/fhir-router");
  g_assert_false (found->is_salve);
  g_assert_false (found->atomic_transactions);
  g_assert_false (found->type_history);
  g_assert_true (found->if_match);
  g_assert_true (found->if_none_exist);
  g_assert_cmpint (found->probed, >, 0);
}

static SalveResource *
read_patient (Desk *desk, const char *id)
{
  g_autoptr (GError) error = NULL;
  SalveResource *resource = salve_store_read (desk->store, "Patient", id, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (resource);
  return resource;
}

static void
assert_patient (Desk *desk, const char *id, const char *path, const char *expected)
{
  g_autoptr (SalveResource) resource = read_patient (desk, id);

  g_assert_cmpstr (salve_element_path_string (salve_resource_root (resource), path), ==, expected);
}

static void
change_patient (Desk *desk, const char *id, const char *pointer, const char *value)
{
  g_autoptr (SalveResource) old = read_patient (desk, id);
  g_autoptr (SalveEdit) edit = salve_resource_edit (old);
  g_autoptr (SalveResource) new = NULL;
  g_autoptr (GError) error = NULL;

  salve_edit_set_string (edit, pointer, value);
  new = salve_edit_finish (edit, &error);
  g_assert_no_error (error);
  store_fixture_put (desk->store, new);
}

static char *
put_patient (Desk *desk, const char *family, guint n)
{
  char *id = g_uuid_string_random ();
  g_autoptr (SalveResource) patient = store_fixture_patient (id, family, "Anna", n);

  store_fixture_put (desk->store, patient);
  return id;
}

static guint64
count (Desk *desk, const char *type)
{
  guint64 n = 0;

  g_assert_true (salve_store_count (desk->store, type, &n, NULL));
  return n;
}

/* Up, and down at another desk, and nothing twice however often it is said again. */
static void
test_there_and_back (void)
{
  g_autoptr (Desk) one = desk_new ();
  g_autoptr (Desk) other = desk_new ();
  g_autofree char *first = put_patient (one, "Keller", 1);
  guint64 before;

  for (guint n = 2; n <= 150; n++)
    g_free (put_patient (one, "Meier", n));
  sync_all (one);
  g_assert_cmpuint (salve_sync_get_n_waiting (one->sync), ==, 0);
  g_assert_cmpuint (salve_sync_get_n_quarantined (one->sync), ==, 0);
  sync_all (other);
  assert_patient (other, first, "name.family", "Keller");
  before = count (other, "Patient");
  g_assert_cmpuint (before, >=, 150);
  change_patient (other, first, "/name/0/family", "Kellermann");
  sync_all (other);
  sync_all (one);
  assert_patient (one, first, "name.family", "Kellermann");
  sync_all (one);
  sync_all (other);
  g_assert_cmpuint (count (other, "Patient"), ==, before);
  g_assert_cmpuint (count (one, "Patient"), ==, before);
}

/* Two people change different things of one record, and then the same one. */
static void
test_both (void)
{
  g_autoptr (Desk) one = desk_new ();
  g_autoptr (Desk) other = desk_new ();
  g_autofree char *id = put_patient (one, "Huber", 1);
  g_autoptr (GPtrArray) conflicts = NULL;
  const SalveSyncConflict *conflict;

  sync_all (one);
  sync_all (other);
  change_patient (one, id, "/gender", "other");
  change_patient (other, id, "/name/0/family", "Hubermann");
  sync_all (one);
  sync_all (other);
  sync_all (one);
  assert_patient (one, id, "name.family", "Hubermann");
  assert_patient (one, id, "gender", "other");
  assert_patient (other, id, "gender", "other");
  g_assert_cmpuint (salve_sync_get_n_conflicts (other->sync), ==, 0);
  change_patient (one, id, "/birthDate", "1970-01-01");
  change_patient (other, id, "/birthDate", "1971-02-02");
  sync_all (one);
  sync_all (other);
  g_assert_cmpuint (salve_sync_get_n_conflicts (other->sync), ==, 1);
  conflicts = salve_store_list_conflicts (other->store, 10, NULL);
  conflict = conflicts->pdata[0];
  g_assert_cmpstr (salve_element_path_string (salve_resource_root (conflict->ours), "birthDate"), ==,
                   "1971-02-02");
  g_assert_cmpstr (salve_element_path_string (salve_resource_root (conflict->theirs), "birthDate"), ==,
                   "1970-01-01");
}

static void
book (Desk *desk, const char *doctor, const char *patient, const char *id, const char *from, const char *to)
{
  g_autofree char *text = g_strdup_printf (
      "{\"resourceType\":\"Appointment\",\"id\":\"%s\",\"status\":\"booked\",\"start\":\"2027-03-02T%s:00Z\","
      "\"end\":\"2027-03-02T%s:00Z\",\"participant\":[{\"actor\":{\"reference\":\"Practitioner/%s\"},"
      "\"status\":\"accepted\"},{\"actor\":{\"reference\":\"Patient/%s\"},\"status\":\"accepted\"}]}",
      id, from, to, doctor, patient);
  g_autoptr (SalveResource) appointment = store_fixture_parse (text);

  store_fixture_put (desk->store, appointment);
}

typedef struct
{
  const char *doctor;
  guint n;
} Booked;

static gboolean
count_booked (SalveResource *resource, gpointer data, GError **error)
{
  Booked *booked = data;
  const char *text = salve_resource_get_text (resource, NULL);

  if (strstr (text, booked->doctor) != NULL
      && g_strcmp0 (salve_element_path_string (salve_resource_root (resource), "status"), "booked") == 0)
    booked->n++;
  return TRUE;
}

static void
wait_for_both (DexFuture *first, DexFuture *second)
{
  g_autoptr (GError) error = NULL;

  store_fixture_wait (dex_future_all (first, second, NULL), &error);
  g_assert_no_error (error);
}

/* Two desks book one doctor's times, each pair of them overlapping, and send at the same moment: a third desk, which sees
 * only what the server has, finds one appointment a pair. */
static void
test_booking (void)
{
  enum
  {
    PAIRS = 6
  };
  g_autoptr (Desk) one = desk_new ();
  g_autoptr (Desk) other = desk_new ();
  g_autoptr (Desk) third = desk_new ();
  g_autofree char *doctor = g_uuid_string_random ();
  g_autofree char *text =
      g_strdup_printf ("{\"resourceType\":\"Practitioner\",\"id\":\"%s\",\"active\":true}", doctor);
  g_autoptr (SalveResource) practitioner = store_fixture_parse (text);
  g_autofree char *patient = put_patient (one, "Vogel", 1);
  Booked booked = { .doctor = doctor };

  store_fixture_put (one->store, practitioner);
  sync_all (one);
  sync_all (other);
  for (guint i = 0; i < PAIRS; i++)
    {
      g_autofree char *first = g_uuid_string_random ();
      g_autofree char *second = g_uuid_string_random ();
      g_autofree char *from = g_strdup_printf ("%02u:00", 9 + i);
      g_autofree char *middle = g_strdup_printf ("%02u:15", 9 + i);
      g_autofree char *to = g_strdup_printf ("%02u:30", 9 + i);
      g_autofree char *end = g_strdup_printf ("%02u:45", 9 + i);

      book (one, doctor, patient, first, from, to);
      book (other, doctor, patient, second, middle, end);
      wait_for_both (salve_sync_run_once (one->sync), salve_sync_run_once (other->sync));
    }
  for (guint i = 0; i < 3; i++)
    {
      run_once (one);
      run_once (other);
    }
  sync_all (third);
  g_assert_true (salve_store_foreach (third->store, "Appointment", count_booked, &booked, NULL, NULL));
  g_assert_cmpuint (booked.n, ==, PAIRS);
}

int
main (int argc, char *argv[])
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);
  peer = g_getenv ("SALVE_TEST_PEER");
  if (peer == NULL)
    {
      g_print ("1..0 # SKIP there is no peer: start this with tests/interop/with-peer\n");
      return 0;
    }
  g_test_add_func ("/peer/probe", test_probe);
  g_test_add_func ("/peer/there-and-back", test_there_and_back);
  g_test_add_func ("/peer/both", test_both);
  g_test_add_func ("/peer/booking", test_booking);
  return g_test_run ();
}
