/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desks.h"

#include "salve-edit.h"
#include "salve-element.h"
#include "salve-http-remote.h"
#include "salve-store-sync.h"
#include "salve-sync-rows.h"

#include <string.h>

#define MOST_ROUNDS 40

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

/* A desk with a file of its own. */
Desk *
desk_new (const DeskServer *server)
{
  Desk *self = g_new0 (Desk, 1);
  g_autoptr (SalveRemote) remote = salve_http_remote_new (server->base, server->trust, server->tokens);

  self->fixture = store_fixture_new ();
  self->store = store_fixture_open (self->fixture);
  self->sync = salve_sync_new (self->store, remote, &environment);
  return self;
}

void
desk_free (Desk *self)
{
  store_fixture_wait (salve_sync_stop (self->sync), NULL);
  g_object_unref (self->sync);
  store_fixture_close (self->store);
  store_fixture_free (self->fixture);
  g_free (self);
}

/* One round; whether nothing is left to do. */
gboolean
desk_run_once (Desk *desk)
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

void
desk_sync (Desk *desk)
{
  guint rounds = 0;

  while (!desk_run_once (desk))
    g_assert_cmpuint (++rounds, <, MOST_ROUNDS);
}

SalveServerAbilities *
desk_probe (Desk *desk)
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

typedef struct
{
  const char *mark;
  char *id;
} Named;

static gboolean
find_marked (SalveResource *resource, gpointer data, GError **error)
{
  Named *named = data;

  SALVE_ELEMENT_FOREACH (identifier, salve_element_get (salve_resource_root (resource), "identifier"))
    if (g_strcmp0 (salve_element_string (identifier, "system"), SALVE_LOCAL_ID_SYSTEM) == 0
        && g_strcmp0 (salve_element_string (identifier, "value"), named->mark) == 0)
      named->id = g_strdup (salve_resource_get_id (resource));
  return named->id == NULL;
}

/* Returns: (transfer full): what this desk calls what was made as id at another one, where the server gives ids of its own */
static char *
name_here (Desk *desk, const char *type, const char *id)
{
  g_autoptr (SalveResource) resource = salve_store_read (desk->store, type, id, NULL, NULL);
  Named named = { .mark = id };

  if (resource != NULL)
    return g_strdup (id);
  salve_store_foreach (desk->store, type, find_marked, &named, NULL, NULL);
  g_assert_nonnull (named.id);
  return named.id;
}

static SalveResource *
read_patient (Desk *desk, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = name_here (desk, "Patient", id);
  SalveResource *resource = salve_store_read (desk->store, "Patient", name, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (resource);
  return resource;
}

void
desk_assert_patient (Desk *desk, const char *id, const char *path, const char *expected)
{
  g_autoptr (SalveResource) resource = read_patient (desk, id);

  g_assert_cmpstr (salve_element_path_string (salve_resource_root (resource), path), ==, expected);
}

void
desk_change_patient (Desk *desk, const char *id, const char *pointer, const char *value)
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

char *
desk_put_patient (Desk *desk, const char *family, guint n)
{
  char *id = g_uuid_string_random ();
  g_autoptr (SalveResource) patient = store_fixture_patient (id, family, "Anna", n);

  store_fixture_put (desk->store, patient);
  return id;
}

guint64
desk_count (Desk *desk, const char *type)
{
  guint64 n = 0;

  g_assert_true (salve_store_count (desk->store, type, &n, NULL));
  return n;
}

/* Up, and down at another desk, and nothing twice however often it is said again. */
void
desks_check_there_and_back (const DeskServer *server)
{
  g_autoptr (Desk) one = desk_new (server);
  g_autoptr (Desk) other = desk_new (server);
  g_autofree char *first = desk_put_patient (one, "Keller", 1);
  guint64 before;

  for (guint n = 2; n <= 150; n++)
    g_free (desk_put_patient (one, "Meier", n));
  desk_sync (one);
  g_assert_cmpuint (salve_sync_get_n_waiting (one->sync), ==, 0);
  g_assert_cmpuint (salve_sync_get_n_quarantined (one->sync), ==, 0);
  desk_sync (other);
  desk_assert_patient (other, first, "name.family", "Keller");
  before = desk_count (other, "Patient");
  g_assert_cmpuint (before, >=, 150);
  desk_change_patient (other, first, "/name/0/family", "Kellermann");
  desk_sync (other);
  desk_sync (one);
  desk_assert_patient (one, first, "name.family", "Kellermann");
  desk_sync (one);
  desk_sync (other);
  g_assert_cmpuint (desk_count (other, "Patient"), ==, before);
  g_assert_cmpuint (desk_count (one, "Patient"), ==, before);
}

/* Two people change different things of one record, and then the same one. */
void
desks_check_both (const DeskServer *server)
{
  g_autoptr (Desk) one = desk_new (server);
  g_autoptr (Desk) other = desk_new (server);
  g_autofree char *id = desk_put_patient (one, "Huber", 1);
  g_autoptr (GPtrArray) conflicts = NULL;
  const SalveSyncConflict *conflict;

  desk_sync (one);
  desk_sync (other);
  desk_change_patient (one, id, "/gender", "other");
  desk_change_patient (other, id, "/name/0/family", "Hubermann");
  desk_sync (one);
  desk_sync (other);
  desk_sync (one);
  desk_assert_patient (one, id, "name.family", "Hubermann");
  desk_assert_patient (one, id, "gender", "other");
  desk_assert_patient (other, id, "gender", "other");
  g_assert_cmpuint (salve_sync_get_n_conflicts (other->sync), ==, 0);
  desk_change_patient (one, id, "/birthDate", "1970-01-01");
  desk_change_patient (other, id, "/birthDate", "1971-02-02");
  desk_sync (one);
  desk_sync (other);
  g_assert_cmpuint (salve_sync_get_n_conflicts (other->sync), ==, 1);
  conflicts = salve_store_list_conflicts (other->store, 10, NULL);
  conflict = conflicts->pdata[0];
  g_assert_cmpstr (salve_element_path_string (salve_resource_root (conflict->ours), "birthDate"), ==,
                   "1971-02-02");
  g_assert_cmpstr (salve_element_path_string (salve_resource_root (conflict->theirs), "birthDate"), ==,
                   "1970-01-01");
}

static void
book (Desk *desk,
      const char *made_doctor,
      const char *made_patient,
      const char *id,
      const char *from,
      const char *to)
{
  g_autofree char *doctor = name_here (desk, "Practitioner", made_doctor);
  g_autofree char *patient = name_here (desk, "Patient", made_patient);
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
  char *doctor;
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
void
desks_check_booking (const DeskServer *server, guint pairs)
{
  g_autoptr (Desk) one = desk_new (server);
  g_autoptr (Desk) other = desk_new (server);
  g_autoptr (Desk) third = desk_new (server);
  g_autofree char *doctor = g_uuid_string_random ();
  g_autofree char *text =
      g_strdup_printf ("{\"resourceType\":\"Practitioner\",\"id\":\"%s\",\"active\":true}", doctor);
  g_autoptr (SalveResource) practitioner = store_fixture_parse (text);
  g_autofree char *patient = desk_put_patient (one, "Vogel", 1);
  Booked booked = { 0 };

  store_fixture_put (one->store, practitioner);
  desk_sync (one);
  desk_sync (other);
  for (guint i = 0; i < pairs; i++)
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
      desk_run_once (one);
      desk_run_once (other);
    }
  desk_sync (third);
  booked.doctor = name_here (third, "Practitioner", doctor);
  g_assert_true (salve_store_foreach (third->store, "Appointment", count_booked, &booked, NULL, NULL));
  g_assert_cmpuint (booked.n, ==, pairs);
  g_free (booked.doctor);
}
