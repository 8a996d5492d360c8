/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Desks against a FHIR server that nobody here wrote, over HTTP: what the probes find, sync there and back, two people at
 * one record, and two people at one time. tests/interop/with-peer starts the server and this; with SALVE_PEER_WITHOUT=Schedule
 * the server has nothing to guard a time with, and only the booking is tried.
 */
#include "config.h"

#include "desks.h"

static DeskServer server;

/* What it was measured to do (sync.md): its transactions do not undo, it has no history of types. */
static void
test_probe (void)
{
  g_autoptr (Desk) desk = desk_new (&server);
  g_autoptr (SalveServerAbilities) found = desk_probe (desk);
  g_autofree char *json = salve_server_abilities_to_json (found);

  g_test_message ("%s", json);
  /* Of somebody's own server only this is known: nothing is sent where If-Match is ignored, and then there is no test. */
  if (g_getenv ("SALVE_TEST_FHIR_URL") == NULL)
    {
      g_assert_cmpstr (found->name, ==, "@medplum/fhir-router");
      g_assert_false (found->atomic_transactions);
      g_assert_false (found->type_history);
      g_assert_true (found->if_none_exist);
      g_assert_true (found->put_creates);
      g_assert_false (found->put_if_none_match);
    }
  g_assert_false (found->is_salve);
  g_assert_true (found->if_match);
  g_assert_cmpint (found->probed, >, 0);
}

static void
test_there_and_back (void)
{
  desks_check_there_and_back (&server);
}

static void
test_both (void)
{
  desks_check_both (&server);
}

static void
test_booking (void)
{
  desks_check_booking (&server, g_getenv ("SALVE_PEER_WITHOUT") != NULL ? 3 : 6);
}

int
main (int argc, char *argv[])
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);
  server.base = g_getenv ("SALVE_TEST_PEER");
  if (server.base == NULL)
    {
      g_print ("1..0 # SKIP there is no peer: start this with tests/interop/with-peer\n");
      return 0;
    }
  server.trust = salve_trust_new (NULL);
  g_test_add_func ("/peer/booking", test_booking);
  if (g_getenv ("SALVE_PEER_WITHOUT") == NULL)
    {
      g_test_add_func ("/peer/probe", test_probe);
      g_test_add_func ("/peer/there-and-back", test_there_and_back);
      g_test_add_func ("/peer/both", test_both);
    }
  return g_test_run ();
}
