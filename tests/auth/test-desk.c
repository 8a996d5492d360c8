/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several people at one desk: PINs, their attempts, switching and leaving; with a real keyring. */
#include "fake-issuer.h"
#include "locked-keyring.h"
#include "salve-desk.h"
#include "salve-key-error.h"
#include "salve-pin.h"
#include "salve-remote.h"
#include "salve-sign-in-record.h"

#include "test-fiber.h"

#include <string.h>

#define PASSWORD "right & proper=ä"

static SalveDesk *
desk_new (FakeIssuer *issuer)
{
  g_autoptr (SalveTrust) trust = salve_trust_new (NULL);

  return salve_desk_new (issuer->server->base, trust);
}

static void
assert_true (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  gboolean value = dex_await_boolean (future, &error);

  g_assert_no_error (error);
  g_assert_true (value);
}

static void
assert_token (SalveDesk *desk, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token =
      dex_await_string (salve_token_source_get_token (SALVE_TOKEN_SOURCE (desk), NULL), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (token, ==, expected);
}

static SalveDeskPerson *
get_person (SalveDesk *desk, guint position)
{
  SalveDeskPerson *person = g_list_model_get_item (G_LIST_MODEL (desk), position);

  g_assert_nonnull (person);
  g_object_unref (person);
  return person;
}

static guint
count (SalveDesk *desk)
{
  return g_list_model_get_n_items (G_LIST_MODEL (desk));
}

static void
count_cb (guint *counter)
{
  ++*counter;
}

static void
test_switch (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveDesk) desk = desk_new (issuer);
  SalveDeskPerson *anna, *berta;
  guint n_switches = 0;

  g_signal_connect_swapped (desk, "notify::active", G_CALLBACK (count_cb), &n_switches);
  test_fiber_expect (salve_token_source_get_token (SALVE_TOKEN_SOURCE (desk), NULL), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_AUTH);
  assert_true (salve_desk_sign_in (desk, "anna", PASSWORD));
  anna = get_person (desk, 0);
  g_assert_true (salve_desk_get_active (desk) == anna);
  assert_true (salve_desk_set_pin (desk, anna, "4711"));
  assert_true (salve_desk_sign_in (desk, "berta", PASSWORD));
  berta = get_person (desk, 1);
  g_assert_true (salve_desk_get_active (desk) == berta);
  g_assert_false (salve_desk_person_get_active (anna));
  assert_token (desk, "access-2");
  assert_true (salve_desk_switch (desk, anna, "4711"));
  assert_token (desk, "access-1");
  g_assert_true (salve_session_get_signed_in (salve_desk_person_get_session (berta)));
  /* Berta has set no PIN, and nobody else can. */
  test_fiber_expect (salve_desk_switch (desk, berta, "4711"), SALVE_SIGN_IN_ERROR,
                     SALVE_SIGN_IN_ERROR_PIN_NONE);
  test_fiber_expect (salve_desk_set_pin (desk, berta, "8362"), SALVE_SIGN_IN_ERROR,
                     SALVE_SIGN_IN_ERROR_ENDED);
  g_assert_true (salve_desk_get_active (desk) == anna);
  g_assert_cmpuint (n_switches, ==, 3);
  salve_desk_lock (desk);
  g_assert_null (salve_desk_get_active (desk));
  test_fiber_expect (salve_token_source_get_token (SALVE_TOKEN_SOURCE (desk), NULL), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_AUTH);
  g_assert_cmpuint (count (desk), ==, 2);
}

/* The people are there after the program began anew; nobody is active before a PIN. */
static void
test_load (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveDesk) desk = desk_new (issuer);
  g_autoptr (SalveDesk) later = desk_new (issuer);

  assert_true (salve_desk_sign_in (desk, "berta", PASSWORD));
  assert_true (salve_desk_sign_in (desk, "anna", PASSWORD));
  assert_true (salve_desk_set_pin (desk, salve_desk_get_active (desk), "4711"));
  assert_true (salve_desk_load (later));
  g_assert_cmpuint (count (later), ==, 2);
  g_assert_cmpstr (salve_desk_person_get_login (get_person (later, 0)), ==, "anna");
  g_assert_true (salve_desk_person_get_has_pin (get_person (later, 0)));
  g_assert_false (salve_desk_person_get_needs_password (get_person (later, 0)));
  g_assert_true (salve_desk_person_get_needs_password (get_person (later, 1)));
  g_assert_null (salve_desk_get_active (later));
  assert_true (salve_desk_load (later));
  g_assert_cmpuint (count (later), ==, 2);
  assert_true (salve_desk_switch (later, get_person (later, 0), "4711"));
  assert_token (later, "access-2");
}

/* The desk's session was locked, or its keyring has another password: nobody is lost, nobody gets in, and who signed in
 * is there again once the keyring is open. */
static void
test_locked (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveDesk) desk = desk_new (issuer);
  g_autoptr (SalveDesk) later = desk_new (issuer);

  assert_true (salve_desk_sign_in (desk, "anna", PASSWORD));
  assert_true (salve_desk_set_pin (desk, salve_desk_get_active (desk), "4711"));
  lock_keyring ();
  test_fiber_expect (salve_desk_load (later), SALVE_KEY_ERROR, SALVE_KEY_ERROR_LOCKED);
  g_assert_cmpuint (count (later), ==, 0);
  g_assert_null (salve_desk_get_active (later));
  /* Whoever works goes on: their token is in memory. */
  assert_token (desk, "access-1");
  unlock_keyring ();
  assert_true (salve_desk_load (later));
  g_assert_cmpuint (count (later), ==, 1);
  assert_true (salve_desk_switch (later, get_person (later, 0), "4711"));
  assert_token (later, "access-1");
}

static void
expect_switch (SalveDesk *desk, SalveDeskPerson *person, const char *pin, int code)
{
  test_fiber_expect (salve_desk_switch (desk, person, pin), SALVE_SIGN_IN_ERROR, code);
}

/* Five attempts in all, however often the program is started; then the password, which begins the count anew. */
static void
test_attempts (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveDesk) desk = desk_new (issuer);
  g_autoptr (SalveDesk) later = desk_new (issuer);
  SalveDeskPerson *anna;

  assert_true (salve_desk_sign_in (desk, "anna", PASSWORD));
  anna = get_person (desk, 0);
  assert_true (salve_desk_set_pin (desk, anna, "4711"));
  salve_desk_lock (desk);
  expect_switch (desk, anna, "0000", SALVE_SIGN_IN_ERROR_PIN_WRONG);
  expect_switch (desk, anna, "", SALVE_SIGN_IN_ERROR_PIN_WRONG);
  g_assert_cmpuint (salve_desk_pin_attempts_left (anna), ==, 3);
  assert_true (salve_desk_switch (desk, anna, "4711"));
  g_assert_cmpuint (salve_desk_pin_attempts_left (anna), ==, 5);
  salve_desk_lock (desk);
  for (guint i = 0; i < 3; i++)
    expect_switch (desk, anna, "4712", SALVE_SIGN_IN_ERROR_PIN_WRONG);
  assert_true (salve_desk_load (later));
  anna = get_person (later, 0);
  g_assert_cmpuint (salve_desk_pin_attempts_left (anna), ==, 2);
  expect_switch (later, anna, "4712", SALVE_SIGN_IN_ERROR_PIN_WRONG);
  expect_switch (later, anna, "4712", SALVE_SIGN_IN_ERROR_PIN_USED_UP);
  expect_switch (later, anna, "4711", SALVE_SIGN_IN_ERROR_PIN_USED_UP);
  g_assert_true (salve_desk_person_get_needs_password (anna));
  g_assert_null (salve_desk_get_active (later));
  assert_true (salve_desk_sign_in (later, "anna", PASSWORD));
  g_assert_cmpuint (count (later), ==, 1);
  salve_desk_lock (later);
  assert_true (salve_desk_switch (later, anna, "4711"));
}

/* Two at a time would be two attempts for one. */
static void
test_attempts_at_once (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveDesk) desk = desk_new (issuer);
  SalveDeskPerson *anna;
  DexFuture *futures[8];
  guint n_wrong = 0;

  assert_true (salve_desk_sign_in (desk, "anna", PASSWORD));
  anna = get_person (desk, 0);
  assert_true (salve_desk_set_pin (desk, anna, "4711"));
  salve_desk_lock (desk);
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    futures[i] = salve_desk_switch (desk, anna, "4712");
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (dex_await (futures[i], &error));
      n_wrong += g_error_matches (error, SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_PIN_WRONG);
    }
  g_assert_cmpuint (n_wrong, ==, 1);
  g_assert_cmpuint (salve_desk_pin_attempts_left (anna), ==, 4);
}

static void
test_weak (void)
{
  static const char *const weak[] = { "",       "123",  "1234",  "4321",          "0000",
                                      "111111", "12ab", "47 11", "1234567890123", "４７１１" };
  static const char *const good[] = { "4711", "0815", "1123", "987321", "135797531246" };

  for (gsize i = 0; i < G_N_ELEMENTS (weak); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (salve_pin_check_new (weak[i], &error));
      g_assert_error (error, SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_PIN_WEAK);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (salve_pin_check_new (good[i], NULL));
}

static void
test_hash (void)
{
  g_autofree char *hash = salve_pin_hash ("4711", NULL);
  g_autofree char *again = salve_pin_hash ("4711", NULL);

  g_assert_true (g_str_has_prefix (hash, "$argon2id$v=19$m=65536,t=3,p=1$"));
  g_assert_cmpstr (hash, !=, again);
  g_assert_true (salve_pin_fits ("4711", hash));
  g_assert_false (salve_pin_fits ("4712", hash));
  g_assert_false (salve_pin_fits ("4711", "$argon2id$damaged"));
}

static void
test_pin_taken_away (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveDesk) desk = desk_new (issuer);
  SalveDeskPerson *anna;

  assert_true (salve_desk_sign_in (desk, "anna", PASSWORD));
  anna = get_person (desk, 0);
  test_fiber_expect (salve_desk_set_pin (desk, anna, "1234"), SALVE_SIGN_IN_ERROR,
                     SALVE_SIGN_IN_ERROR_PIN_WEAK);
  g_assert_false (salve_desk_person_get_has_pin (anna));
  assert_true (salve_desk_set_pin (desk, anna, "4711"));
  assert_true (salve_desk_set_pin (desk, anna, NULL));
  expect_switch (desk, anna, "4711", SALVE_SIGN_IN_ERROR_PIN_NONE);
}

/* The server ended it: the PIN alone opens nothing any more. */
static void
test_ended_by_server (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveDesk) desk = desk_new (issuer);
  SalveDeskPerson *anna;

  assert_true (salve_desk_sign_in (desk, "anna", PASSWORD));
  anna = get_person (desk, 0);
  assert_true (salve_desk_set_pin (desk, anna, "4711"));
  issuer->n_tokens = 50;
  test_fiber_expect (salve_token_source_get_token (SALVE_TOKEN_SOURCE (desk), "access-1"), SALVE_REMOTE_ERROR,
                     SALVE_REMOTE_ERROR_AUTH);
  salve_desk_lock (desk);
  g_assert_true (salve_desk_person_get_needs_password (anna));
  expect_switch (desk, anna, "4711", SALVE_SIGN_IN_ERROR_ENDED);
  assert_true (salve_desk_sign_in (desk, "anna", PASSWORD));
  g_assert_false (salve_desk_person_get_needs_password (anna));
}

static void
test_sign_out (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveDesk) desk = desk_new (issuer);
  g_autoptr (SalveDesk) later = desk_new (issuer);
  g_autoptr (SalveDeskPerson) anna = NULL;

  assert_true (salve_desk_sign_in (desk, "anna", PASSWORD));
  assert_true (salve_desk_sign_in (desk, "berta", PASSWORD));
  anna = g_object_ref (get_person (desk, 0));
  assert_true (salve_desk_sign_out (desk, anna));
  g_assert_cmpuint (count (desk), ==, 1);
  g_assert_cmpstr (salve_desk_person_get_login (salve_desk_get_active (desk)), ==, "berta");
  g_assert_cmpstr (issuer->revoked->pdata[0], ==, "refresh-1");
  expect_switch (desk, anna, "4711", SALVE_SIGN_IN_ERROR_ENDED);
  assert_true (salve_desk_load (later));
  g_assert_cmpuint (count (later), ==, 1);
  assert_true (salve_desk_sign_out (desk, salve_desk_get_active (desk)));
  g_assert_null (salve_desk_get_active (desk));
}

/* A renewal and a PIN's count at the same time: the newest token and the count are both in the keyring. */
static void
test_renewal_beside_pin (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveDesk) desk = desk_new (issuer);
  g_autoptr (SalveSignInRecord) kept = NULL;
  SalveDeskPerson *anna;

  assert_true (salve_desk_sign_in (desk, "anna", PASSWORD));
  anna = get_person (desk, 0);
  assert_true (salve_desk_set_pin (desk, anna, "4711"));
  for (guint i = 1; i <= 4; i++)
    {
      g_autofree char *refused = g_strdup_printf ("access-%u", i);
      g_autoptr (DexFuture) both =
          dex_future_all_race (salve_token_source_get_token (SALVE_TOKEN_SOURCE (desk), refused),
                               salve_desk_switch (desk, anna, "4711"), NULL);

      g_assert_true (dex_await (g_steal_pointer (&both), NULL));
    }
  kept = salve_sign_in_record_look_up_sync (issuer->server->base, "anna", NULL, NULL);
  g_assert_cmpstr (kept->refresh, ==, "refresh-5");
  g_assert_cmpuint (kept->pin_failures, ==, 0);
  g_assert_nonnull (kept->pin);
}

static void
test_enrol (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveDesk) desk = desk_new (issuer);

  test_fiber_expect (salve_desk_enrol (desk, "WRONG"), SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_REFUSED);
  g_assert_cmpuint (count (desk), ==, 0);
  assert_true (salve_desk_enrol (desk, "ABCD-EFGH"));
  g_assert_cmpstr (salve_desk_person_get_login (salve_desk_get_active (desk)), ==, "device-1");
}

/* Somebody new chooses a password by a one-time code and is signed in. */
static void
test_activate (void)
{
  g_autoptr (FakeIssuer) issuer = fake_issuer_new ();
  g_autoptr (SalveDesk) desk = desk_new (issuer);

  test_fiber_expect (salve_desk_activate (desk, "WRONG", PASSWORD), SALVE_SIGN_IN_ERROR,
                     SALVE_SIGN_IN_ERROR_REFUSED);
  assert_true (salve_desk_activate (desk, "FIRST", PASSWORD));
  g_assert_cmpstr (salve_desk_person_get_login (salve_desk_get_active (desk)), ==, "admin");
}

int
main (int argc, char *argv[])
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desk/weak", test_weak);
  g_test_add_func ("/desk/hash", test_hash);
  test_fiber_add ("/desk/switch", test_switch);
  test_fiber_add ("/desk/load", test_load);
  test_fiber_add ("/desk/locked", test_locked);
  test_fiber_add ("/desk/attempts", test_attempts);
  test_fiber_add ("/desk/attempts-at-once", test_attempts_at_once);
  test_fiber_add ("/desk/pin-taken-away", test_pin_taken_away);
  test_fiber_add ("/desk/ended-by-server", test_ended_by_server);
  test_fiber_add ("/desk/sign-out", test_sign_out);
  test_fiber_add ("/desk/renewal-beside-pin", test_renewal_beside_pin);
  test_fiber_add ("/desk/enrol", test_enrol);
  test_fiber_add ("/desk/activate", test_activate);
  return g_test_run ();
}
