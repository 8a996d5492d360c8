/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A patient's own PIN: who may come in by it, and after how many wrong ones nobody may. */
#include "config.h"

#include <string.h>

#include "accounts-fixture.h"

#define CARD "VK-77415263"
#define BIRTH "1980-03-12"
#define PIN "849201"
#define ANNA                                                                                                 \
  "{\"resourceType\":\"Patient\",\"id\":\"anna\",\"active\":true,\"birthDate\":\"" BIRTH "\",\"name\":[{"    \
  "\"family\":\"Keller\"}],\"telecom\":[{\"system\":\"phone\",\"value\":\"+43 512 555014\"}],"               \
  "\"identifier\":[{\"system\":\"urn:card\",\"value\":\"" CARD "\"}]}"

static Clinic *
clinic_of_anna (void)
{
  Clinic *clinic = clinic_new ();
  g_autoptr (SalveResource) anna = store_fixture_parse (ANNA);

  store_fixture_put (clinic->store, anna);
  return clinic;
}

static DexFuture *
prove (Clinic *clinic, const char *typed)
{
  return salve_accounts_sign_in_patient (clinic->accounts, "kiosk", CARD, BIRTH, typed, "10.0.0.1");
}

static void
enter (Clinic *clinic, const char *typed, gboolean may_choose)
{
  g_autoptr (SalveTokens) tokens = accounts_wait_good (prove (clinic, typed));

  g_assert_cmpstr (tokens->patient_id, ==, "anna");
  g_assert_cmpint (strstr (tokens->scope, SALVE_SCOPE_CHOOSE_PIN) != NULL, ==, may_choose);
}

static void
enter_by_code (Clinic *clinic)
{
  g_autofree char *code =
      accounts_wait_good (salve_accounts_issue_patient_code (clinic->accounts, "anna", "desk"));

  enter (clinic, code, TRUE);
}

static char *
account_of (Clinic *clinic)
{
  g_autoptr (GPtrArray) accounts = accounts_wait_good (salve_accounts_list (clinic->accounts));

  for (guint i = 0; i < accounts->len; i++)
    {
      const SalveAccount *account = accounts->pdata[i];

      if (g_strcmp0 (account->patient_id, "anna") == 0)
        return g_strdup (account->id);
    }
  g_assert_not_reached ();
}

static DexFuture *
choose (Clinic *clinic, const char *pin)
{
  g_autofree char *account = account_of (clinic);

  return salve_accounts_set_patient_pin (clinic->accounts, account, "anna", pin, "anna");
}

/* Slow enough that nothing is refused for its haste. */
static void
fail (Clinic *clinic, const char *typed)
{
  clinic->now += 3601 * SECOND;
  accounts_wait_refused (prove (clinic, typed), SALVE_ACCOUNTS_ERROR_REFUSED);
}

/* Wrong ones in a row end at a code, after which the same PIN is good again. */
static void
test_tries (void)
{
  g_autoptr (Clinic) clinic = clinic_of_anna ();

  enter_by_code (clinic);
  accounts_wait_done (choose (clinic, PIN));
  for (int i = 0; i < SALVE_PATIENT_PIN_TRIES - 1; i++)
    fail (clinic, "849202");
  clinic->now += 3601 * SECOND;
  enter (clinic, PIN, FALSE);
  for (int i = 0; i < SALVE_PATIENT_PIN_TRIES; i++)
    fail (clinic, "849202");
  for (int i = 0; i < 3; i++)
    fail (clinic, PIN);
  clinic_close (clinic);
  clinic_open (clinic);
  fail (clinic, PIN);
  clinic->now += 3601 * SECOND;
  enter_by_code (clinic);
  enter (clinic, PIN, FALSE);
}

/* Wrong codes are no wrong PINs: who stands behind somebody's card cannot shut them out with eight digits. */
static void
test_codes_are_not_counted (void)
{
  g_autoptr (Clinic) clinic = clinic_of_anna ();
  g_autofree char *code = NULL;

  enter_by_code (clinic);
  accounts_wait_done (choose (clinic, PIN));
  code = accounts_wait_good (salve_accounts_issue_patient_code (clinic->accounts, "anna", "desk"));
  for (int i = 0; i < SALVE_PATIENT_PIN_TRIES + 1; i++)
    fail (clinic, *code == '0' ? "11112222" : "00002222");
  clinic->now += 3601 * SECOND;
  enter (clinic, PIN, FALSE);
}

/* Each refusal is one hash and one commit, whatever was wrong: of somebody's own it leaves a line in the trail, of nobody's
 * a number, and never both. */
static void
test_what_a_refusal_leaves (void)
{
  g_autoptr (Clinic) clinic = clinic_of_anna ();
  static const char *const trail = "SELECT count(*) FROM audit WHERE action = 'sign-in-failed'";
  static const char *const unknown =
      "SELECT coalesce (max (value), 0) FROM meta WHERE name = 'unknown-sign-ins'";

  fail (clinic, PIN); /* she has none yet */
  g_assert_cmpint (clinic_count_rows (clinic, trail), ==, 0);
  g_assert_cmpint (clinic_count_rows (clinic, unknown), ==, 1);
  enter_by_code (clinic);
  accounts_wait_done (choose (clinic, PIN));
  fail (clinic, "849202");
  g_assert_cmpint (clinic_count_rows (clinic, trail), ==, 1);
  g_assert_cmpint (clinic_count_rows (clinic, unknown), ==, 1);
  for (int i = 0; i < SALVE_PATIENT_PIN_TRIES; i++)
    fail (clinic, "849202");
  fail (clinic, PIN); /* locked by now */
  g_assert_cmpint (clinic_count_rows (clinic, trail), ==, SALVE_PATIENT_PIN_TRIES + 2);
  g_assert_cmpint (clinic_count_rows (clinic, unknown), ==, 1);
}

static void
test_weak (void)
{
  g_autoptr (Clinic) clinic = clinic_of_anna ();
  static const char *const weak[] = { "000000", "012345", "987654", "242424", "147147", "120380",
                                      "031280", "800312", "801203", "121980", "198012", "031980",
                                      "198003", "415263", "512555", "1234",   "84920a", "8492011" };

  enter_by_code (clinic);
  for (gsize i = 0; i < G_N_ELEMENTS (weak); i++)
    accounts_wait_refused (choose (clinic, weak[i]), SALVE_ACCOUNTS_ERROR_INVALID);
  fail (clinic, "012345");
  accounts_wait_done (choose (clinic, PIN));
  g_assert_cmpint (
      clinic_count_rows (clinic, "SELECT count(*) FROM code WHERE instr (detail, '" PIN "') > 0"), ==, 0);
}

static void
test_removed (void)
{
  g_autoptr (Clinic) clinic = clinic_of_anna ();

  enter_by_code (clinic);
  accounts_wait_done (choose (clinic, PIN));
  enter (clinic, PIN, FALSE);
  accounts_wait_done (salve_accounts_remove_patient_pin (clinic->accounts, "anna", "desk"));
  fail (clinic, PIN);
  g_assert_cmpint (clinic_count_rows (clinic, "SELECT count(*) FROM audit WHERE action = 'pin-removed'"), ==,
                   1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/accounts/pin/tries", test_tries);
  g_test_add_func ("/accounts/pin/codes-are-not-counted", test_codes_are_not_counted);
  g_test_add_func ("/accounts/pin/what-a-refusal-leaves", test_what_a_refusal_leaves);
  g_test_add_func ("/accounts/pin/weak", test_weak);
  g_test_add_func ("/accounts/pin/removed", test_removed);
  return g_test_run ();
}
