/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes that are used once, programs that sign people in, the broken glass, and what is forgotten in time. */
#include "config.h"

#include <string.h>

#include "accounts-fixture.h"

static void
test_codes (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = clinic_add (clinic, "anna", "nurse");
  g_autofree char *old = accounts_wait_good (
      salve_accounts_issue_code (clinic->accounts, SALVE_CODE_RESET, account->id, NULL, "tester"));
  g_autofree char *code = accounts_wait_good (
      salve_accounts_issue_code (clinic->accounts, SALVE_CODE_RESET, account->id, NULL, "tester"));
  g_autofree char *typed = g_ascii_strdown (code, -1);
  g_autoptr (SalveTokens) tokens = clinic_sign_in (clinic, "anna");

  accounts_wait_refused (
      salve_accounts_use_code (clinic->accounts, SALVE_CODE_RESET, old, "a new password", "10.0.0.1"),
      SALVE_ACCOUNTS_ERROR_REFUSED);
  accounts_wait_refused (
      salve_accounts_use_code (clinic->accounts, SALVE_CODE_ACTIVATION, code, "a new password", "10.0.0.1"),
      SALVE_ACCOUNTS_ERROR_REFUSED);
  accounts_wait_refused (salve_accounts_use_code (clinic->accounts, SALVE_CODE_EMAIL, code, NULL, "10.0.0.1"),
                         SALVE_ACCOUNTS_ERROR_REFUSED);
  accounts_wait_refused (
      salve_accounts_use_code (clinic->accounts, SALVE_CODE_RESET, code, "anna", "10.0.0.1"),
      SALVE_ACCOUNTS_ERROR_INVALID);
  salve_account_free (accounts_wait_good (
      salve_accounts_use_code (clinic->accounts, SALVE_CODE_RESET, typed, "a new password", "10.0.0.1")));
  clinic_assert_valid (clinic, tokens->access, FALSE);
  accounts_wait_refused (
      salve_accounts_use_code (clinic->accounts, SALVE_CODE_RESET, code, "another password", "10.0.0.1"),
      SALVE_ACCOUNTS_ERROR_REFUSED);
  salve_tokens_free (
      accounts_wait_good (salve_accounts_sign_in (clinic->accounts, "anna", "a new password", "10.0.0.1")));
  g_free (g_steal_pointer (&code));
  code = accounts_wait_good (
      salve_accounts_issue_code (clinic->accounts, SALVE_CODE_RESET, account->id, NULL, "tester"));
  clinic->now += 3600 * SECOND;
  accounts_wait_refused (
      salve_accounts_use_code (clinic->accounts, SALVE_CODE_RESET, code, "a new password", "10.0.0.1"),
      SALVE_ACCOUNTS_ERROR_REFUSED);
}

static void
test_code_guessing (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = clinic_add (clinic, "anna", "nurse");
  g_autofree char *code = accounts_wait_good (
      salve_accounts_issue_code (clinic->accounts, SALVE_CODE_RESET, account->id, NULL, "tester"));

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *guess = salve_secret_new_code ();

      accounts_wait_refused (
          salve_accounts_use_code (clinic->accounts, SALVE_CODE_RESET, guess, "a password", "10.0.0.9"),
          SALVE_ACCOUNTS_ERROR_REFUSED);
    }
  accounts_wait_refused (
      salve_accounts_use_code (clinic->accounts, SALVE_CODE_RESET, code, "a password", "10.0.0.9"),
      SALVE_ACCOUNTS_ERROR_DELAYED);
  salve_account_free (accounts_wait_good (
      salve_accounts_use_code (clinic->accounts, SALVE_CODE_RESET, code, "a password", "10.0.0.1")));
}

static void
test_reset_request (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = clinic_add (clinic, "anna", "nurse");
  guint before = clinic->n_sent;

  accounts_wait_done (salve_accounts_request_reset (clinic->accounts, "nobody", "10.0.0.1"));
  accounts_wait_done (salve_accounts_request_reset (clinic->accounts, "Anna", "10.0.0.1"));
  while (clinic->n_sent == before)
    g_main_context_iteration (NULL, FALSE);
  accounts_wait_done (salve_accounts_request_reset (clinic->accounts, "anna", "10.0.0.1"));
  salve_account_free (accounts_wait_good (salve_accounts_use_code (
      clinic->accounts, SALVE_CODE_RESET, clinic->code, "a new password", "10.0.0.1")));
  g_assert_cmpuint (clinic->n_sent, ==, before + 1);
  g_assert_null (clinic->to);
}

static void
test_email (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) anna = clinic_add (clinic, "anna", "nurse");
  g_autoptr (SalveAccount) berta = clinic_add (clinic, "berta@x.example", "nurse");
  g_autofree char *code = NULL;
  g_autoptr (SalveAccount) now = NULL;

  accounts_wait_refused (
      salve_accounts_issue_code (clinic->accounts, SALVE_CODE_EMAIL, anna->id, "Berta@x.example", "anna"),
      SALVE_ACCOUNTS_ERROR_TAKEN);
  accounts_wait_refused (
      salve_accounts_issue_code (clinic->accounts, SALVE_CODE_EMAIL, anna->id, "no", "anna"),
      SALVE_ACCOUNTS_ERROR_INVALID);
  code = accounts_wait_good (
      salve_accounts_issue_code (clinic->accounts, SALVE_CODE_EMAIL, anna->id, "anna@x.example", "anna"));
  g_assert_cmpstr (clinic->to, ==, "anna@x.example");
  accounts_wait_done (salve_accounts_cancel_code (clinic->accounts, SALVE_CODE_EMAIL, anna->id, "anna"));
  accounts_wait_refused (salve_accounts_use_code (clinic->accounts, SALVE_CODE_EMAIL, code, NULL, "10.0.0.1"),
                         SALVE_ACCOUNTS_ERROR_REFUSED);
  g_free (g_steal_pointer (&code));
  code = accounts_wait_good (
      salve_accounts_issue_code (clinic->accounts, SALVE_CODE_EMAIL, anna->id, "anna@x.example", "anna"));
  salve_account_free (accounts_wait_good (
      salve_accounts_use_code (clinic->accounts, SALVE_CODE_EMAIL, code, NULL, "10.0.0.1")));
  now = accounts_wait_good (salve_accounts_find (clinic->accounts, "ANNA@x.example"));
  g_assert_cmpstr (now->login, ==, "anna");
  salve_tokens_free (clinic_sign_in (clinic, "Anna@X.example"));
}

static void
test_enrolment (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  const char *const roles[] = { "device-integrator", NULL };
  g_autoptr (SalveAccount) wanted = salve_account_new ("scales", roles);
  g_autoptr (SalveAccount) device =
      accounts_wait_good (salve_accounts_create (clinic->accounts, wanted, "tester"));
  g_autofree char *code = accounts_wait_good (
      salve_accounts_issue_code (clinic->accounts, SALVE_CODE_ENROLMENT, device->id, NULL, "tester"));
  g_autoptr (SalveClient) client =
      accounts_wait_good (salve_accounts_enrol (clinic->accounts, code, "Scales 1", "10.0.0.1"));
  g_autoptr (SalveClient) checked =
      accounts_wait_good (salve_accounts_check_client (clinic->accounts, client->id, client->secret));
  g_autoptr (SalveTokens) tokens =
      accounts_wait_good (salve_accounts_sign_in_client (clinic->accounts, checked, NULL));
  g_autoptr (SalveIdentity) identity = salve_accounts_identify_now (clinic->accounts, tokens->access, NULL);
  const char *id;

  g_assert_null (checked->secret);
  g_assert_null (tokens->refresh);
  g_assert_cmpint (
      salve_accounts_get_reach (clinic->accounts, identity, SALVE_ACTION_CREATE, "Observation", &id), ==,
      SALVE_REACH_ALL);
  g_assert_cmpint (salve_accounts_get_reach (clinic->accounts, identity, SALVE_ACTION_READ, "Patient", &id),
                   ==, SALVE_REACH_NONE);
  accounts_wait_refused (salve_accounts_enrol (clinic->accounts, code, "Scales 2", "10.0.0.1"),
                         SALVE_ACCOUNTS_ERROR_REFUSED);
  accounts_wait_refused (salve_accounts_check_client (clinic->accounts, client->id, "wrong"),
                         SALVE_ACCOUNTS_ERROR_REFUSED);
  accounts_wait_refused (salve_accounts_check_client (clinic->accounts, client->id, NULL),
                         SALVE_ACCOUNTS_ERROR_REFUSED);
  accounts_wait_refused (salve_accounts_check_client (clinic->accounts, "salve", "secret"),
                         SALVE_ACCOUNTS_ERROR_REFUSED);
  accounts_wait_done (salve_accounts_remove_client (clinic->accounts, client->id, "tester"));
  clinic_assert_valid (clinic, tokens->access, FALSE);
}

static void
test_clients (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  static const char *const wrong[] = {
    "http://evil.example/",   "https://x.example/#f", "javascript:alert(1)",
    "https://u:p@x.example/", "data:text/html,x",     "https://x.example/\n",
    "http://localhost/cb",    "//x.example/",         ""
  };
  const char *const good[] = { "https://app.example/cb", "http://127.0.0.1/cb", "org.example.app:/cb", NULL };
  g_autoptr (SalveClient) client = g_new0 (SalveClient, 1);
  g_autoptr (SalveClient) added = NULL;
  g_autoptr (GPtrArray) all = NULL;

  client->name = g_strdup ("App");
  client->scopes = g_strdup ("openid user/*.rs");
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      const char *const uris[] = { wrong[i], NULL };

      g_strfreev (client->redirect_uris);
      client->redirect_uris = g_strdupv ((char **)uris);
      accounts_wait_refused (salve_accounts_add_client (clinic->accounts, client, "tester"),
                             SALVE_ACCOUNTS_ERROR_INVALID);
    }
  g_strfreev (client->redirect_uris);
  client->redirect_uris = g_strdupv ((char **)good);
  g_set_str (&client->scopes, "openid salve");
  accounts_wait_refused (salve_accounts_add_client (clinic->accounts, client, "tester"),
                         SALVE_ACCOUNTS_ERROR_INVALID);
  g_set_str (&client->scopes, "openid user/*.rs");
  added = accounts_wait_good (salve_accounts_add_client (clinic->accounts, client, "tester"));
  g_assert_null (added->secret);
  all = accounts_wait_good (salve_accounts_list_clients (clinic->accounts));
  g_assert_cmpuint (all->len, ==, 1);
  accounts_wait_refused (salve_accounts_sign_in_with (clinic->accounts, added, NULL, "a", "b", "10.0.0.1"),
                         SALVE_ACCOUNTS_ERROR_UNAUTHORIZED);
}

static void
test_redirects (void)
{
  const char *const uris[] = { "https://app.example/cb", "http://127.0.0.1/cb", "http://[::1]/cb", NULL };
  SalveClient client = { .redirect_uris = (GStrv)uris };
  static const char *const good[] = { "https://app.example/cb", "http://127.0.0.1/cb",
                                      "http://127.0.0.1:1/cb", "http://127.0.0.1:65535/cb",
                                      "http://[::1]:8080/cb" };
  static const char *const wrong[] = {
    "https://app.example/cb/",      "https://app.example/cb?x",    "https://app.example:444/cb",
    "https://app.example.evil/cb",  "https://APP.example/cb",      "http://127.0.0.1:/cb",
    "http://127.0.0.1:80x/cb",      "http://127.0.0.1:80@evil/cb", "http://127.0.0.1.evil/cb",
    "http://127.0.0.1@evil.com/cb", "http://127.0.0.1:123456/cb",  "http://127.0.0.1:1/cb/../x",
    "http://127.0.0.1:1/cb#x",      "https://127.0.0.1:1/cb",      "http://localhost:1/cb",
    "http://127.0.0.2:1/cb",        "http://[::1]:1/other",        "",
    "http://127.0.0.1:1\\@evil/cb",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (salve_client_allows_redirect (&client, good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (salve_client_allows_redirect (&client, wrong[i]));
}

/* RFC 7636, appendix B. */
#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

static char *
authorize (Clinic *clinic)
{
  const SalveAuthorization wanted = { "salve", "http://127.0.0.1:5/callback", CHALLENGE, "salve" };

  return accounts_wait_good (
      salve_accounts_authorize (clinic->accounts, &wanted, "anna", PASSWORD, "10.0.0.1"));
}

static DexFuture *
redeem (Clinic *clinic, const char *code, const char *client, const char *redirect, const char *verifier)
{
  return salve_accounts_redeem (clinic->accounts, code, client, redirect, verifier);
}

static void
test_authorization (void)
{
  static const char *const other = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXX";
  static const char *const redirect = "http://127.0.0.1:5/callback";
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = clinic_add (clinic, "anna", "nurse");
  const struct
  {
    const char *client, *redirect, *verifier;
  } wrong[] = { { "salve", redirect, other },
                { "salve", redirect, CHALLENGE },
                { "salve", redirect, "" },
                { "salve", "http://127.0.0.1:6/callback", VERIFIER },
                { "another", redirect, VERIFIER } };
  g_autofree char *code = authorize (clinic);
  g_autofree char *late = authorize (clinic);
  g_autoptr (SalveTokens) tokens = NULL;

  tokens = accounts_wait_good (redeem (clinic, code, "salve", redirect, VERIFIER));
  clinic_assert_valid (clinic, tokens->access, TRUE);
  accounts_wait_refused (redeem (clinic, code, "salve", redirect, VERIFIER), SALVE_ACCOUNTS_ERROR_REFUSED);
  clinic_assert_valid (clinic, tokens->access, FALSE);
  accounts_wait_refused (salve_accounts_refresh (clinic->accounts, tokens->refresh, "salve", NULL),
                         SALVE_ACCOUNTS_ERROR_REFUSED);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *burnt = authorize (clinic);

      accounts_wait_refused (redeem (clinic, burnt, wrong[i].client, wrong[i].redirect, wrong[i].verifier),
                             SALVE_ACCOUNTS_ERROR_REFUSED);
      accounts_wait_refused (redeem (clinic, burnt, "salve", redirect, VERIFIER),
                             SALVE_ACCOUNTS_ERROR_REFUSED);
    }
  clinic->now += 60 * SECOND;
  accounts_wait_refused (redeem (clinic, late, "salve", redirect, VERIFIER), SALVE_ACCOUNTS_ERROR_REFUSED);
}

static void
test_break_glass (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) doctor = clinic_add (clinic, "dr", "doctor");
  g_autoptr (SalveAccount) nurse = clinic_add (clinic, "nurse", "nurse");
  g_autoptr (SalveTokens) tokens = clinic_sign_in (clinic, "dr");
  g_autoptr (SalveTokens) nurse_tokens = clinic_sign_in (clinic, "nurse");
  g_autoptr (SalveAccount) now = accounts_wait_good (salve_accounts_find (clinic->accounts, "dr"));
  g_autoptr (SalveIdentity) identity = NULL;
  g_autoptr (SalveIdentity) of_nurse = NULL;
  g_autoptr (SalveIdentity) broken = NULL;
  g_autoptr (SalveIdentity) later = NULL;
  g_autoptr (SalveResource) patient = store_fixture_patient ("p1", "Keller", "Anna", 1);
  g_autoptr (GPtrArray) queue = NULL;
  const SalveBreakGlass *glass;
  gint64 id;

  g_set_str (&now->practitioner_id, "dr-1");
  salve_account_free (accounts_wait_good (salve_accounts_update (clinic->accounts, now, "tester")));
  store_fixture_put (clinic->store, patient);
  identity = salve_accounts_identify_now (clinic->accounts, tokens->access, NULL);
  of_nurse = salve_accounts_identify_now (clinic->accounts, nurse_tokens->access, NULL);
  accounts_wait_refused (salve_accounts_break_glass (clinic->accounts, identity, "p1", "  short  "),
                         SALVE_ACCOUNTS_ERROR_INVALID);
  accounts_wait_refused (
      salve_accounts_break_glass (clinic->accounts, identity, "p2", "unconscious in room 3"),
      SALVE_ACCOUNTS_ERROR_NOT_FOUND);
  accounts_wait_refused (
      salve_accounts_break_glass (clinic->accounts, of_nurse, "p1", "unconscious in room 3"),
      SALVE_ACCOUNTS_ERROR_UNAUTHORIZED);
  g_assert_false (identity->break_glass);
  id = store_fixture_wait_id (
      salve_accounts_break_glass (clinic->accounts, identity, "p1", "unconscious in room 3"));
  broken = salve_accounts_identify_now (clinic->accounts, tokens->access, NULL);
  g_assert_true (broken->break_glass);
  g_assert_cmpstr (broken->broken_patients[0], ==, "p1");
  queue = accounts_wait_good (salve_accounts_list_broken_glass (clinic->accounts, FALSE));
  g_assert_cmpuint (queue->len, ==, 1);
  glass = queue->pdata[0];
  g_assert_cmpstr (glass->reason, ==, "unconscious in room 3");
  g_assert_cmpint (glass->expires - glass->created, ==, 1800 * SECOND);
  g_assert_cmpint (clinic_count_rows (clinic,
                                      "SELECT count(*) FROM audit WHERE action = 'break-glass' AND type ="
                                      " 'Patient' AND resource_id = 'p1' AND detail NOT LIKE '%room%'"),
                   ==, 1);
  accounts_wait_refused (salve_accounts_review_glass (clinic->accounts, id, "dr"),
                         SALVE_ACCOUNTS_ERROR_NOT_FOUND);
  accounts_wait_done (salve_accounts_review_glass (clinic->accounts, id, "nurse"));
  accounts_wait_refused (salve_accounts_review_glass (clinic->accounts, id, "nurse"),
                         SALVE_ACCOUNTS_ERROR_NOT_FOUND);
  g_ptr_array_unref (queue);
  queue = accounts_wait_good (salve_accounts_list_broken_glass (clinic->accounts, FALSE));
  g_assert_cmpuint (queue->len, ==, 0);
  clinic->now += 1800 * SECOND;
  salve_tokens_free (g_steal_pointer (&tokens));
  tokens = clinic_sign_in (clinic, "dr");
  later = salve_accounts_identify_now (clinic->accounts, tokens->access, NULL);
  g_assert_false (later->break_glass);
}

/* What a lost answer and a closed door leave: the table of tokens does not grow for ever. */
static void
test_forgets (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = clinic_add (clinic, "anna", "nurse");

  for (guint i = 0; i < 100; i++)
    {
      salve_tokens_free (clinic_sign_in (clinic, "anna"));
      clinic->now += 24 * 3600 * SECOND;
    }
  g_assert_cmpint (clinic_count_rows (clinic, "SELECT count(*) FROM token"), <, 20);
  g_assert_cmpint (clinic_count_rows (clinic, "SELECT count(*) FROM audit WHERE action = 'sign-in'"), ==,
                   100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/accounts/codes", test_codes);
  g_test_add_func ("/accounts/code-guessing", test_code_guessing);
  g_test_add_func ("/accounts/reset-request", test_reset_request);
  g_test_add_func ("/accounts/email", test_email);
  g_test_add_func ("/accounts/enrolment", test_enrolment);
  g_test_add_func ("/accounts/clients", test_clients);
  g_test_add_func ("/accounts/redirects", test_redirects);
  g_test_add_func ("/accounts/authorization", test_authorization);
  g_test_add_func ("/accounts/break-glass", test_break_glass);
  g_test_add_func ("/accounts/forgets", test_forgets);
  return g_test_run ();
}
