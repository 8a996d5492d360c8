/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a month shows of each day is what one finds by reading all of it. */
#include "config.h"

#include "salve-appointment-details.h"
#include "salve-appointments.h"
#include "store-fixture.h"

#define MINUTE SALVE_INSTANT_MINUTE
#define DAY (24 * 60 * MINUTE)
#define MONDAY (G_GINT64_CONSTANT (1772409600) * SALVE_INSTANT_SECOND) /* 2 March 2026, 00:00 UTC */
#define N_DAYS 9
#define N_VISITS 600
#define SHOWN                                                                                                \
  (1u << SALVE_APPOINTMENT_BOOKED | 1u << SALVE_APPOINTMENT_ARRIVED | 1u << SALVE_APPOINTMENT_FULFILLED)

/* Days before and after the range too; some last for hours or days, some begin at the same minute. */
static SalveResource *
make_visit (guint n)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = g_strdup_printf ("a%u", n);
  g_autoptr (SalveAppointmentDetails) details = salve_appointment_details_new (id);
  int minutes = g_test_rand_int_range (0, 12) == 0 ? g_test_rand_int_range (200, 4000) : 20;
  SalveInstant start = MONDAY + g_test_rand_int_range (-2 * 144, (N_DAYS + 2) * 144) * 10 * MINUTE;
  SalveResource *resource;

  details->patient_id = g_strdup_printf ("p%u", n);
  if (g_test_rand_int_range (0, 10) > 0)
    details->doctor_id = g_strdup_printf ("d%d", g_test_rand_int_range (0, 4));
  details->status = (SalveAppointmentStatus)g_test_rand_int_range (0, SALVE_APPOINTMENT_N_STATUSES);
  details->span = (SalveTimeSpan){ start, start + minutes * MINUTE };
  resource = salve_appointment_details_write (details, NULL, &error);
  g_assert_no_error (error);
  return resource;
}

static void
fill (SalveStore *store)
{
  g_autoptr (GPtrArray) visits = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N_VISITS; i++)
    g_ptr_array_add (visits, make_visit (i));
  store_fixture_wait (salve_store_put_bulk (store, visits, SALVE_BULK_DEFAULT), &error);
  g_assert_no_error (error);
}

static gboolean
is_long (const SalveAppointmentRow *row)
{
  return row->span.end - row->span.start >= DAY;
}

/* The rows that begin on a day, in their order; -1: those that last a day or longer. */
static GPtrArray *
pick (GPtrArray *rows, int day)
{
  GPtrArray *picked = g_ptr_array_new ();
  SalveInstant from = MONDAY + day * DAY;

  for (guint i = 0; i < rows->len; i++)
    {
      const SalveAppointmentRow *row = rows->pdata[i];
      gboolean in_range = row->span.start < MONDAY + N_DAYS * DAY && row->span.end > MONDAY;

      if ((SHOWN & (1u << row->status)) != 0
          && (day < 0 ? is_long (row) && in_range
                      : !is_long (row) && row->span.start >= from && row->span.start < from + DAY))
        g_ptr_array_add (picked, rows->pdata[i]);
    }
  return picked;
}

static void
assert_first (GPtrArray *found, GPtrArray *wanted, guint most)
{
  g_assert_cmpuint (found->len, ==, MIN (wanted->len, most));
  for (guint i = 0; i < found->len; i++)
    {
      const SalveAppointmentRow *a = found->pdata[i], *b = wanted->pdata[i];
      guint same = 0;

      /* Which one of several at the same time comes last may differ. */
      g_assert_cmpint (a->span.start, ==, b->span.start);
      for (guint j = 0; j < wanted->len; j++)
        same += g_str_equal (a->id, ((const SalveAppointmentRow *)wanted->pdata[j])->id);
      g_assert_cmpuint (same, ==, 1);
      for (guint j = 0; j < i; j++)
        g_assert_cmpstr (a->id, !=, ((const SalveAppointmentRow *)found->pdata[j])->id);
    }
}

static void
assert_days (SalveStore *store, const char *const *doctors, guint most)
{
  g_autoptr (GError) error = NULL;
  SalveInstant starts[N_DAYS + 1];
  g_autoptr (GArray) n_more = NULL;
  g_autoptr (GPtrArray) all = salve_store_list_appointments (
      store, (SalveTimeSpan){ MONDAY, MONDAY + N_DAYS * DAY }, doctors, &error);
  g_autoptr (GPtrArray) rows = NULL, days = NULL, all_days = NULL;

  for (int i = 0; i <= N_DAYS; i++)
    starts[i] = MONDAY + i * DAY;
  rows = salve_store_list_first_appointments (store, starts, N_DAYS, doctors, SHOWN, most, &n_more, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_more->len, ==, N_DAYS);
  days = pick (rows, -1);
  all_days = pick (all, -1);
  assert_first (days, all_days, G_MAXUINT);
  for (int i = 0; i < N_DAYS; i++)
    {
      g_autoptr (GPtrArray) found = pick (rows, i), wanted = pick (all, i);

      assert_first (found, wanted, most);
      g_assert_cmpuint (found->len + g_array_index (n_more, guint, i), ==, wanted->len);
    }
}

static void
test_days (void)
{
  static const char *const nobody[] = { NULL }, *const one[] = { "d1", NULL },
                           *const three[] = { "d3", "d0", "d2", NULL };
  static const guint most[] = { 0, 1, 4, 1000 };
  g_autoptr (StoreFixture) fixture = store_fixture_new ();
  SalveStore *store = store_fixture_open (fixture);

  fill (store);
  for (guint i = 0; i < G_N_ELEMENTS (most); i++)
    {
      assert_days (store, nobody, most[i]);
      assert_days (store, one, most[i]);
      assert_days (store, three, most[i]);
    }
  store_fixture_close (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/appointments/days", test_days);
  return g_test_run ();
}
