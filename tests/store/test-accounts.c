/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People, their passwords and tokens, and who is locked out for a while. */
#include "config.h"

#include <string.h>

#include "accounts-fixture.h"

static void
test_first_administrator (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autofree char *code =
      accounts_wait_good (salve_accounts_ensure_administrator (clinic->accounts, "admin"));
  g_autofree char *again =
      accounts_wait_good (salve_accounts_ensure_administrator (clinic->accounts, "admin"));
  g_autoptr (SalveTokens) tokens = NULL;
  g_autoptr (SalveIdentity) identity = NULL;
  const char *id;

  g_assert_nonnull (code);
  g_assert_null (again);
  g_assert_cmpuint (clinic->n_sent, ==, 0);
  accounts_wait_refused (salve_accounts_sign_in (clinic->accounts, "admin", PASSWORD, "10.0.0.1"),
                         SALVE_ACCOUNTS_ERROR_REFUSED);
  salve_account_free (accounts_wait_good (
      salve_accounts_use_code (clinic->accounts, SALVE_CODE_ACTIVATION, code, PASSWORD, "10.0.0.1")));
  tokens = clinic_sign_in (clinic, "ADMIN");
  g_assert_cmpuint (tokens->expires_in, ==, 900);
  identity = salve_accounts_identify_now (clinic->accounts, tokens->access, NULL);
  g_assert_cmpstr (identity->login, ==, "admin");
  g_assert_cmpint (salve_accounts_get_reach (clinic->accounts, identity, SALVE_ACTION_ADMIN, "account", &id),
                   ==, SALVE_REACH_ALL);
  accounts_wait_refused (
      salve_accounts_use_code (clinic->accounts, SALVE_CODE_ACTIVATION, code, PASSWORD, "10.0.0.1"),
      SALVE_ACCOUNTS_ERROR_REFUSED);
}

static void
test_people (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  const char *const roles[] = { "nurse", NULL };
  g_autoptr (SalveAccount) anna = salve_account_new ("Anna", roles);
  g_autoptr (SalveAccount) created = NULL;
  g_autoptr (SalveAccount) updated = NULL;
  g_autoptr (GPtrArray) all = NULL;

  anna->email = g_strdup ("Anna@Clinic.example");
  created = accounts_wait_good (salve_accounts_create (clinic->accounts, anna, "tester"));
  g_assert_false (created->has_password);
  accounts_wait_refused (salve_accounts_create (clinic->accounts, anna, "tester"),
                         SALVE_ACCOUNTS_ERROR_TAKEN);
  g_set_str (&anna->login, "ANNA");
  g_clear_pointer (&anna->email, g_free);
  accounts_wait_refused (salve_accounts_create (clinic->accounts, anna, "tester"),
                         SALVE_ACCOUNTS_ERROR_TAKEN);
  g_set_str (&anna->login, "anna@clinic.EXAMPLE");
  accounts_wait_refused (salve_accounts_create (clinic->accounts, anna, "tester"),
                         SALVE_ACCOUNTS_ERROR_TAKEN);
  g_set_str (&anna->login, "berta");
  anna->email = g_strdup ("ANNA@clinic.example");
  accounts_wait_refused (salve_accounts_create (clinic->accounts, anna, "tester"),
                         SALVE_ACCOUNTS_ERROR_TAKEN);

  g_set_str (&created->practitioner_id, "dr-1");
  updated = accounts_wait_good (salve_accounts_update (clinic->accounts, created, "tester"));
  g_assert_cmpint (updated->version, ==, created->version + 1);
  g_assert_cmpstr (updated->practitioner_id, ==, "dr-1");
  g_assert_cmpstr (updated->email, ==, "Anna@Clinic.example");
  accounts_wait_refused (salve_accounts_update (clinic->accounts, created, "tester"),
                         SALVE_ACCOUNTS_ERROR_CONFLICT);
  all = accounts_wait_good (salve_accounts_list (clinic->accounts));
  g_assert_cmpuint (all->len, ==, 1);
  accounts_wait_done (salve_accounts_delete (clinic->accounts, created->id, "tester"));
  accounts_wait_refused (salve_accounts_delete (clinic->accounts, created->id, "tester"),
                         SALVE_ACCOUNTS_ERROR_NOT_FOUND);
  accounts_wait_refused (salve_accounts_find (clinic->accounts, "anna"), SALVE_ACCOUNTS_ERROR_NOT_FOUND);
}

static void
test_invalid (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  static const char *const logins[] = { "", "a b", "a\nb", "a/b", "'; DROP TABLE account;--", "a\xff" };
  static const char *const emails[] = { "x", "@x", "x@", "a@b@c", "a b@c", "a@b\r\nBcc: x", "<a@b>" };
  const char *const roles[] = { "nurse", NULL };
  const char *const unknown[] = { "nurse", "king", NULL };
  g_autoptr (SalveAccount) two = salve_account_new ("x", unknown);
  g_autoptr (SalveAccount) none = salve_account_new ("x", NULL);
  g_autoptr (SalveAccount) linked = salve_account_new ("x", roles);

  for (guint i = 0; i < G_N_ELEMENTS (logins); i++)
    {
      g_autoptr (SalveAccount) account = salve_account_new (logins[i], roles);

      accounts_wait_refused (salve_accounts_create (clinic->accounts, account, "tester"),
                             SALVE_ACCOUNTS_ERROR_INVALID);
    }
  for (guint i = 0; i < G_N_ELEMENTS (emails); i++)
    {
      g_autoptr (SalveAccount) account = salve_account_new ("x", roles);

      account->email = g_strdup (emails[i]);
      accounts_wait_refused (salve_accounts_create (clinic->accounts, account, "tester"),
                             SALVE_ACCOUNTS_ERROR_INVALID);
    }
  linked->patient_id = g_strdup ("../etc");
  accounts_wait_refused (salve_accounts_create (clinic->accounts, two, "tester"),
                         SALVE_ACCOUNTS_ERROR_INVALID);
  accounts_wait_refused (salve_accounts_create (clinic->accounts, none, "tester"),
                         SALVE_ACCOUNTS_ERROR_INVALID);
  accounts_wait_refused (salve_accounts_create (clinic->accounts, linked, "tester"),
                         SALVE_ACCOUNTS_ERROR_INVALID);
  g_assert_cmpint (clinic_count_rows (clinic, "SELECT count(*) FROM account"), ==, 0);
}

static void
test_last_administrator (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) one = clinic_add (clinic, "one", "administrator");
  g_autoptr (SalveAccount) now = accounts_wait_good (salve_accounts_find (clinic->accounts, one->id));
  g_autoptr (SalveAccount) two = NULL;

  now->active = FALSE;
  accounts_wait_refused (salve_accounts_update (clinic->accounts, now, "one"), SALVE_ACCOUNTS_ERROR_LAST);
  now->active = TRUE;
  g_set_str (&now->roles[0], "nurse");
  accounts_wait_refused (salve_accounts_update (clinic->accounts, now, "one"), SALVE_ACCOUNTS_ERROR_LAST);
  accounts_wait_refused (salve_accounts_delete (clinic->accounts, one->id, "one"), SALVE_ACCOUNTS_ERROR_LAST);
  accounts_wait_refused (salve_accounts_set_role (clinic->accounts, "administrator", "all/*.rs", "one"),
                         SALVE_ACCOUNTS_ERROR_LAST);
  accounts_wait_refused (salve_accounts_set_role (clinic->accounts, "nurse", NULL, "one"),
                         SALVE_ACCOUNTS_ERROR_INVALID);
  two = clinic_add (clinic, "two", "administrator");
  salve_account_free (accounts_wait_good (salve_accounts_update (clinic->accounts, now, "one")));
}

static void
test_passwords (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = clinic_add (clinic, "wilhelmina.k", "nurse");
  g_autofree char *long_password = g_strnfill (SALVE_PASSWORD_MAX_LENGTH + 1, 'x');
  const char *const wrong[] = {
    "",
    "short",
    "WILHELMINA.K",
    "aaaaaaaaaaaaaaaa",
    "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    long_password,
  };
  g_autoptr (SalveTokens) tokens = clinic_sign_in (clinic, "wilhelmina.k");

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    accounts_wait_refused (
        salve_accounts_set_password (clinic->accounts, account->id, NULL, wrong[i], "10.0.0.1", "tester"),
        SALVE_ACCOUNTS_ERROR_INVALID);
  clinic_assert_valid (clinic, tokens->access, TRUE);
  accounts_wait_refused (salve_accounts_set_password (clinic->accounts, account->id, "not the old one",
                                                      "a new password", "10.0.0.1", "wilhelmina.k"),
                         SALVE_ACCOUNTS_ERROR_REFUSED);
  accounts_wait_done (salve_accounts_set_password (clinic->accounts, account->id, PASSWORD,
                                                   "ein neues Paßwort", "10.0.0.1", "wilhelmina.k"));
  clinic_assert_valid (clinic, tokens->access, FALSE);
  accounts_wait_refused (salve_accounts_refresh (clinic->accounts, tokens->refresh, "salve", NULL),
                         SALVE_ACCOUNTS_ERROR_REFUSED);
  accounts_wait_refused (salve_accounts_sign_in (clinic->accounts, "wilhelmina.k", PASSWORD, "10.0.0.1"),
                         SALVE_ACCOUNTS_ERROR_REFUSED);
  salve_tokens_free (accounts_wait_good (
      salve_accounts_sign_in (clinic->accounts, "wilhelmina.k", "ein neues Paßwort", "10.0.0.1")));
}

static gboolean
find_text (const char *path, const char *text)
{
  g_autofree char *content = NULL;
  gsize length;

  return g_file_get_contents (path, &content, &length, NULL)
         && memmem (content, length, text, strlen (text)) != NULL;
}

/* The real cost, and what lies in the tables afterwards: no password, no token, no code. */
static void
test_nothing_in_clear (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = NULL;
  g_autoptr (SalveTokens) tokens = NULL;
  g_autofree char *sql = NULL;

  salve_accounts_set_password_cost (clinic->accounts, SALVE_PASSWORD_OPERATIONS, SALVE_PASSWORD_MEMORY);
  account = clinic_add (clinic, "anna", "nurse");
  tokens = clinic_sign_in (clinic, "anna");
  g_assert_cmpint (
      clinic_count_rows (
          clinic, "SELECT count(*) FROM account WHERE password LIKE '$argon2id$v=19$m=65536,t=3,p=1$%'"),
      ==, 1);
  g_assert_cmpint (clinic_count_rows (clinic, "SELECT count(*) FROM token WHERE length (hash) = 64"), ==, 2);
  g_assert_cmpuint (strlen (tokens->access), ==, 43);
  sql = g_strdup_printf ("SELECT count(*) FROM token WHERE hash IN ('%s', '%s')", tokens->access,
                         tokens->refresh);
  g_assert_cmpint (clinic_count_rows (clinic, sql), ==, 0);
  g_assert_false (find_text (clinic->fixture->path, PASSWORD));
}

/* A hash of an earlier, cheaper time becomes one of today's at the next sign-in. */
static void
test_hash_grows (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = clinic_add (clinic, "anna", "nurse");
  const char *strong = "SELECT count(*) FROM account WHERE password LIKE '%m=16,t=2,%'";

  g_assert_cmpint (clinic_count_rows (clinic, strong), ==, 0);
  salve_accounts_set_password_cost (clinic->accounts, 2, 16 * 1024);
  salve_tokens_free (clinic_sign_in (clinic, "anna"));
  g_assert_cmpint (clinic_count_rows (clinic, strong), ==, 1);
  salve_tokens_free (clinic_sign_in (clinic, "anna"));
}

static void
test_tokens (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = clinic_add (clinic, "anna", "nurse");
  g_autoptr (SalveTokens) tokens = clinic_sign_in (clinic, "anna");
  g_autofree char *forged = salve_secret_new ();

  clinic_assert_valid (clinic, tokens->access, TRUE);
  clinic_assert_valid (clinic, tokens->refresh, FALSE);
  clinic_assert_valid (clinic, forged, FALSE);
  clinic_assert_valid (clinic, "", FALSE);
  clinic->now += 900 * SECOND - 1;
  clinic_assert_valid (clinic, tokens->access, TRUE);
  clinic->now += 1;
  clinic_assert_valid (clinic, tokens->access, FALSE);
  accounts_wait_refused (salve_accounts_refresh (clinic->accounts, tokens->access, "salve", NULL),
                         SALVE_ACCOUNTS_ERROR_REFUSED);
  accounts_wait_refused (salve_accounts_refresh (clinic->accounts, tokens->refresh, "another", NULL),
                         SALVE_ACCOUNTS_ERROR_REFUSED);
  accounts_wait_refused (salve_accounts_refresh (clinic->accounts, forged, "salve", NULL),
                         SALVE_ACCOUNTS_ERROR_REFUSED);
  clinic->now += 14 * 24 * 3600 * SECOND;
  accounts_wait_refused (salve_accounts_refresh (clinic->accounts, tokens->refresh, "salve", NULL),
                         SALVE_ACCOUNTS_ERROR_REFUSED);
}

static void
test_refresh (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = clinic_add (clinic, "anna", "nurse");
  g_autoptr (SalveTokens) first = clinic_sign_in (clinic, "anna");
  g_autoptr (SalveTokens) other = clinic_sign_in (clinic, "anna");
  g_autoptr (SalveTokens) second =
      accounts_wait_good (salve_accounts_refresh (clinic->accounts, first->refresh, "salve", NULL));
  g_autoptr (SalveTokens) third =
      accounts_wait_good (salve_accounts_refresh (clinic->accounts, second->refresh, "salve", NULL));

  clinic_assert_valid (clinic, third->access, TRUE);
  accounts_wait_refused (salve_accounts_refresh (clinic->accounts, first->refresh, "salve", NULL),
                         SALVE_ACCOUNTS_ERROR_REFUSED);
  clinic_assert_valid (clinic, first->access, FALSE);
  clinic_assert_valid (clinic, third->access, FALSE);
  accounts_wait_refused (salve_accounts_refresh (clinic->accounts, third->refresh, "salve", NULL),
                         SALVE_ACCOUNTS_ERROR_REFUSED);
  clinic_assert_valid (clinic, other->access, TRUE);
  g_assert_cmpint (clinic_count_rows (clinic, "SELECT count(*) FROM audit WHERE action = 'token-reuse'"), ==,
                   1);
}

/* The answer was lost on the way: asked again within a minute, and only while the next one was not used. */
static void
test_lost_answer (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = clinic_add (clinic, "anna", "nurse");
  g_autoptr (SalveTokens) first = clinic_sign_in (clinic, "anna");
  g_autoptr (SalveTokens) lost =
      accounts_wait_good (salve_accounts_refresh (clinic->accounts, first->refresh, "salve", NULL));
  g_autoptr (SalveTokens) again = NULL;
  g_autoptr (SalveTokens) late = NULL;

  clinic->now += 59 * SECOND;
  again = accounts_wait_good (salve_accounts_refresh (clinic->accounts, first->refresh, "salve", NULL));
  clinic_assert_valid (clinic, lost->access, FALSE);
  clinic_assert_valid (clinic, again->access, TRUE);
  accounts_wait_refused (salve_accounts_refresh (clinic->accounts, lost->refresh, "salve", NULL),
                         SALVE_ACCOUNTS_ERROR_REFUSED);
  clinic_assert_valid (clinic, again->access, FALSE);

  late = clinic_sign_in (clinic, "anna");
  salve_tokens_free (
      accounts_wait_good (salve_accounts_refresh (clinic->accounts, late->refresh, "salve", NULL)));
  clinic->now += 61 * SECOND;
  accounts_wait_refused (salve_accounts_refresh (clinic->accounts, late->refresh, "salve", NULL),
                         SALVE_ACCOUNTS_ERROR_REFUSED);
  g_assert_cmpint (clinic_count_rows (clinic, "SELECT count(*) FROM token"), ==, 0);
}

static void
test_family_ends (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = clinic_add (clinic, "anna", "nurse");
  SalveTokens *tokens = clinic_sign_in (clinic, "anna");
  const SalveInstant began = clinic->now;

  while (clinic->now < began + 89 * 24 * 3600 * SECOND)
    {
      SalveTokens *next;

      clinic->now += 10 * 24 * 3600 * SECOND;
      if (clinic->now >= began + 90 * 24 * 3600 * SECOND)
        break;
      next = accounts_wait_good (salve_accounts_refresh (clinic->accounts, tokens->refresh, "salve", NULL));
      salve_tokens_free (tokens);
      tokens = next;
    }
  clinic->now = began + 90 * 24 * 3600 * SECOND;
  accounts_wait_refused (salve_accounts_refresh (clinic->accounts, tokens->refresh, "salve", NULL),
                         SALVE_ACCOUNTS_ERROR_REFUSED);
  salve_tokens_free (tokens);
}

static void
test_revoke (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = clinic_add (clinic, "anna", "nurse");
  g_autoptr (SalveTokens) one = clinic_sign_in (clinic, "anna");
  g_autoptr (SalveTokens) two = clinic_sign_in (clinic, "anna");
  g_autoptr (SalveTokens) three = clinic_sign_in (clinic, "anna");
  g_autoptr (SalveAccount) now = NULL;

  accounts_wait_done (salve_accounts_revoke (clinic->accounts, one->refresh, "another"));
  clinic_assert_valid (clinic, one->access, TRUE);
  accounts_wait_done (salve_accounts_revoke (clinic->accounts, one->refresh, "salve"));
  clinic_assert_valid (clinic, one->access, FALSE);
  accounts_wait_done (salve_accounts_revoke (clinic->accounts, "nonsense", NULL));
  clinic_assert_valid (clinic, two->access, TRUE);
  accounts_wait_done (salve_accounts_revoke_all (clinic->accounts, account->id, "tester"));
  clinic_assert_valid (clinic, two->access, FALSE);
  clinic_assert_valid (clinic, three->access, FALSE);
  salve_tokens_free (g_steal_pointer (&two));
  two = clinic_sign_in (clinic, "anna");
  now = accounts_wait_good (salve_accounts_find (clinic->accounts, "anna"));
  now->active = FALSE;
  salve_account_free (accounts_wait_good (salve_accounts_update (clinic->accounts, now, "tester")));
  clinic_assert_valid (clinic, two->access, FALSE);
  accounts_wait_refused (salve_accounts_sign_in (clinic->accounts, "anna", PASSWORD, "10.0.0.1"),
                         SALVE_ACCOUNTS_ERROR_REFUSED);
}

/* Roles and links count at once; a restart changes nothing. */
static void
test_rights (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) doctor = clinic_add (clinic, "dr", "doctor");
  g_autoptr (SalveTokens) tokens = clinic_sign_in (clinic, "dr");
  g_autoptr (SalveIdentity) unlinked = salve_accounts_identify_now (clinic->accounts, tokens->access, NULL);
  g_autoptr (SalveAccount) now = accounts_wait_good (salve_accounts_find (clinic->accounts, "dr"));
  g_autoptr (SalveIdentity) linked = NULL;
  const char *id;

  g_assert_cmpint (salve_accounts_get_reach (clinic->accounts, unlinked, SALVE_ACTION_READ, "Patient", &id),
                   ==, SALVE_REACH_NONE);
  g_set_str (&now->practitioner_id, "dr-7");
  salve_account_free (accounts_wait_good (salve_accounts_update (clinic->accounts, now, "tester")));
  linked = salve_accounts_identify_now (clinic->accounts, tokens->access, NULL);
  g_assert_cmpint (salve_accounts_get_reach (clinic->accounts, linked, SALVE_ACTION_READ, "Patient", &id), ==,
                   SALVE_REACH_TREATED);
  g_assert_cmpstr (id, ==, "dr-7");
  accounts_wait_done (salve_accounts_set_role (clinic->accounts, "doctor", "all/Patient.r", "tester"));
  g_assert_cmpint (salve_accounts_get_reach (clinic->accounts, linked, SALVE_ACTION_READ, "Patient", &id), ==,
                   SALVE_REACH_ALL);
  clinic_close (clinic);
  clinic_open (clinic);
  g_assert_cmpint (salve_accounts_get_reach (clinic->accounts, linked, SALVE_ACTION_READ, "Patient", &id), ==,
                   SALVE_REACH_ALL);
  g_assert_cmpint (salve_accounts_get_reach (clinic->accounts, linked, SALVE_ACTION_SEARCH, "Patient", &id),
                   ==, SALVE_REACH_NONE);
  clinic_assert_valid (clinic, tokens->access, TRUE);
}

/* A role of the clinic's own is one as soon as it is made, and none as soon as it is taken away. */
static void
test_own_role (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  const char *const roles[] = { "porter", NULL };
  g_autoptr (SalveAccount) wanted = salve_account_new ("paul", roles);
  g_autoptr (SalveAccount) account = NULL;

  accounts_wait_refused (salve_accounts_create (clinic->accounts, wanted, "tester"),
                         SALVE_ACCOUNTS_ERROR_INVALID);
  accounts_wait_done (salve_accounts_set_role (clinic->accounts, "porter", "all/Location.rs", "tester"));
  account = accounts_wait_good (salve_accounts_create (clinic->accounts, wanted, "tester"));
  accounts_wait_done (salve_accounts_set_role (clinic->accounts, "porter", NULL, "tester"));
  g_set_str (&wanted->login, "petra");
  accounts_wait_refused (salve_accounts_create (clinic->accounts, wanted, "tester"),
                         SALVE_ACCOUNTS_ERROR_INVALID);
}

/* What is remembered is forgotten with the next commit, also one of another process: here of another connection. */
static void
test_remembered (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = clinic_add (clinic, "anna", "nurse");
  g_autoptr (SalveTokens) tokens = clinic_sign_in (clinic, "anna");
  SalveStore *other = store_fixture_open (clinic->fixture);
  SalveAccounts *others = salve_accounts_new (other);
  g_autoptr (SalveIdentity) first = salve_accounts_identify_now (clinic->accounts, tokens->access, NULL);
  g_autoptr (SalveIdentity) again = salve_accounts_identify_now (clinic->accounts, tokens->access, NULL);
  const char *id;

  g_assert_cmpstr (first->login, ==, again->login);
  accounts_wait_done (salve_accounts_set_role (others, "nurse", "all/Patient.s", "tester"));
  g_assert_cmpint (salve_accounts_get_reach (clinic->accounts, again, SALVE_ACTION_READ, "Patient", &id), ==,
                   SALVE_REACH_NONE);
  accounts_wait_done (salve_accounts_revoke_all (others, account->id, "tester"));
  clinic_assert_valid (clinic, tokens->access, FALSE);
  salve_tokens_free (g_steal_pointer (&tokens));
  tokens = clinic_sign_in (clinic, "anna");
  clinic_assert_valid (clinic, tokens->access, TRUE);
  clinic->now += 900 * SECOND;
  clinic_assert_valid (clinic, tokens->access, FALSE);
  g_object_unref (others);
  store_fixture_close (other);
}

static void
fail_sign_in (Clinic *clinic, const char *login, const char *address, gboolean delayed)
{
  accounts_wait_refused (salve_accounts_sign_in (clinic->accounts, login, "wrong password", address),
                         delayed ? SALVE_ACCOUNTS_ERROR_DELAYED : SALVE_ACCOUNTS_ERROR_REFUSED);
}

static void
test_lock_out (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = clinic_add (clinic, "anna", "nurse");
  g_autoptr (SalveAccount) seen = NULL;

  for (guint i = 0; i < 5; i++)
    fail_sign_in (clinic, "anna", "10.0.0.9", FALSE);
  fail_sign_in (clinic, "anna", "10.0.0.9", TRUE);
  g_assert_cmpuint (salve_accounts_get_delay (clinic->accounts, "ANNA", "10.0.0.9"), ==, 1);
  /* The right password has to wait, too, or the wait would say which one is right. */
  accounts_wait_refused (salve_accounts_sign_in (clinic->accounts, "anna", PASSWORD, "10.0.0.9"),
                         SALVE_ACCOUNTS_ERROR_DELAYED);
  g_assert_cmpuint (salve_accounts_get_delay (clinic->accounts, "anna", "10.0.0.1"), ==, 0);
  salve_tokens_free (clinic_sign_in (clinic, "anna"));
  clinic->now += SECOND;
  fail_sign_in (clinic, "anna", "10.0.0.9", FALSE);
  g_assert_cmpuint (salve_accounts_get_delay (clinic->accounts, "anna", "10.0.0.9"), ==, 2);
  for (guint i = 0; i < 20; i++)
    {
      clinic->now += 1800 * SECOND;
      fail_sign_in (clinic, "anna", "10.0.0.9", FALSE);
      g_assert_cmpuint (salve_accounts_get_delay (clinic->accounts, "anna", "10.0.0.9"), <=, 900);
    }
  g_assert_cmpuint (salve_accounts_get_delay (clinic->accounts, "anna", "10.0.0.9"), ==, 900);
  /* Where people have signed in they still can; elsewhere the account waits half a minute at most. */
  g_assert_cmpuint (salve_accounts_get_delay (clinic->accounts, "anna", "10.0.0.1"), ==, 0);
  g_assert_cmpuint (salve_accounts_get_delay (clinic->accounts, "anna", "10.0.0.2"), >, 0);
  g_assert_cmpuint (salve_accounts_get_delay (clinic->accounts, "anna", "10.0.0.2"), <=, 30);
  seen = accounts_wait_good (salve_accounts_find (clinic->accounts, "anna"));
  g_assert_cmpuint (seen->failed, ==, 21);
  clinic->now += 3601 * SECOND;
  g_assert_cmpuint (salve_accounts_get_delay (clinic->accounts, "anna", "10.0.0.9"), ==, 0);
  salve_tokens_free (clinic_sign_in (clinic, "anna"));
}

/* A name that nobody has behaves like one that somebody has, and leaves nothing behind. */
static void
test_unknown_names (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = clinic_add (clinic, "anna", "nurse");
  const char *const counts = "SELECT (SELECT count(*) FROM audit) + (SELECT count(*) FROM account) + (SELECT"
                             " count(*) FROM code) + (SELECT count(*) FROM token)";
  gint64 before = clinic_count_rows (clinic, counts);

  for (guint i = 0; i < 5; i++)
    fail_sign_in (clinic, "nobody", "10.0.0.9", FALSE);
  fail_sign_in (clinic, "nobody", "10.0.0.9", TRUE);
  g_assert_cmpuint (salve_accounts_get_delay (clinic->accounts, "nobody", "10.0.0.9"), ==, 1);
  for (guint i = 0; i < 90; i++)
    {
      g_autofree char *name = g_strdup_printf ("nobody%u", i);

      fail_sign_in (clinic, name, "10.0.0.9", FALSE);
    }
  g_assert_cmpint (clinic_count_rows (clinic, counts), ==, before);
  g_assert_cmpint (clinic_count_rows (clinic, "SELECT value FROM meta WHERE name = 'unknown-sign-ins'"), ==,
                   95);
  for (guint i = 0; i < 5; i++)
    fail_sign_in (clinic, "another", "10.0.0.9", FALSE);
  fail_sign_in (clinic, "one more", "10.0.0.9", TRUE);
  salve_tokens_free (clinic_sign_in (clinic, "anna"));
}

static void
test_lockout_bounds (void)
{
  g_autoptr (SalveLockout) lockout = salve_lockout_new (100);
  SalveInstant now = 1800000000 * SECOND;

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *name = g_strdup_printf ("n%u", i);
      g_autofree char *address = g_strdup_printf ("10.0.%u.%u", i / 250, i % 250);

      salve_lockout_begin (lockout, name, i % 2, address, now);
      salve_lockout_fail (lockout, name, i % 2, address, now);
    }
  g_assert_cmpuint (salve_lockout_get_n_entries (lockout), <=, 300);
}

/* Tries at one time are no cheaper than one after the other; people who are right do not get into each other's way. */
static void
test_lockout_at_once (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = clinic_add (clinic, "anna", "nurse");
  DexFuture *futures[60];
  guint n_delayed = 0, n_refused = 0;

  for (guint i = 0; i < 30; i++)
    futures[i] = salve_accounts_sign_in (clinic->accounts, "anna", PASSWORD, "10.0.0.1");
  for (guint i = 0; i < 30; i++)
    salve_tokens_free (accounts_wait_good (futures[i]));
  for (guint i = 0; i < 60; i++)
    futures[i] = salve_accounts_sign_in (clinic->accounts, "anna", "wrong password", "10.0.0.9");
  for (guint i = 0; i < 60; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (store_fixture_wait (futures[i], &error));
      if (g_error_matches (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_DELAYED))
        n_delayed++;
      else if (g_error_matches (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_REFUSED))
        n_refused++;
    }
  g_assert_cmpuint (n_delayed + n_refused, ==, 60);
  g_assert_cmpuint (n_refused, <=, 32);
  clinic->now += 900 * SECOND;
  futures[0] = salve_accounts_sign_in (clinic->accounts, "anna", "wrong password", "10.0.0.9");
  futures[1] = salve_accounts_sign_in (clinic->accounts, "anna", "wrong password", "10.0.0.9");
  /* One may try, whichever is hashed first; the other waits again. */
  n_delayed = n_refused = 0;
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (store_fixture_wait (futures[i], &error));
      n_delayed += g_error_matches (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_DELAYED);
      n_refused += g_error_matches (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_REFUSED);
    }
  g_assert_cmpuint (n_refused, ==, 1);
  g_assert_cmpuint (n_delayed, ==, 1);
}

/* However many come, only so many wait, and the others are told at once. */
static void
test_hasher_bounds (void)
{
  SalvePasswordHasher *hasher = salve_password_hasher_new (1, 16 * 1024 * 1024);
  DexFuture *futures[200];
  guint n_busy = 0, n_good = 0;

  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    futures[i] = salve_password_hasher_hash (hasher, PASSWORD);
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    {
      g_autoptr (GError) error = NULL;

      if (store_fixture_wait (futures[i], &error))
        n_good++;
      else if (g_error_matches (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_BUSY))
        n_busy++;
    }
  g_assert_cmpuint (n_good + n_busy, ==, G_N_ELEMENTS (futures));
  g_assert_cmpuint (n_good, >=, 64);
  g_assert_cmpuint (n_busy, >, 0);
  salve_password_hasher_free (hasher);
}

static void
test_addresses (void)
{
  static const char *const pairs[][2] = {
    { "10.0.0.1", "10.0.0.1" },
    { "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::" },
    { "2001:db8:1:2::9", "2001:db8:1:2::" },
    { "nonsense", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *normal = salve_lockout_normalise_address (pairs[i][0]);

      g_assert_cmpstr (normal, ==, pairs[i][1]);
    }
}
int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/accounts/first-administrator", test_first_administrator);
  g_test_add_func ("/accounts/people", test_people);
  g_test_add_func ("/accounts/invalid", test_invalid);
  g_test_add_func ("/accounts/last-administrator", test_last_administrator);
  g_test_add_func ("/accounts/passwords", test_passwords);
  g_test_add_func ("/accounts/nothing-in-clear", test_nothing_in_clear);
  g_test_add_func ("/accounts/hash-grows", test_hash_grows);
  g_test_add_func ("/accounts/tokens", test_tokens);
  g_test_add_func ("/accounts/refresh", test_refresh);
  g_test_add_func ("/accounts/lost-answer", test_lost_answer);
  g_test_add_func ("/accounts/family-ends", test_family_ends);
  g_test_add_func ("/accounts/revoke", test_revoke);
  g_test_add_func ("/accounts/rights", test_rights);
  g_test_add_func ("/accounts/own-role", test_own_role);
  g_test_add_func ("/accounts/remembered", test_remembered);
  g_test_add_func ("/accounts/lock-out", test_lock_out);
  g_test_add_func ("/accounts/unknown-names", test_unknown_names);
  g_test_add_func ("/accounts/lockout-bounds", test_lockout_bounds);
  g_test_add_func ("/accounts/lockout-at-once", test_lockout_at_once);
  g_test_add_func ("/accounts/hasher-bounds", test_hasher_bounds);
  g_test_add_func ("/accounts/addresses", test_addresses);
  return g_test_run ();
}
