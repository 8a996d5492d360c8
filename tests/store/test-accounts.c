/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The accounts of a server, on a real encrypted file, with a clock that the tests set. */
#include "config.h"

#include <string.h>

#include "salve-accounts-private.h"
#include "salve-secret.h"
#include "salve-store-run.h"
#include "store-fixture.h"

#define SECOND SALVE_INSTANT_SECOND
#define PASSWORD "correct horse battery"

typedef struct
{
  StoreFixture *fixture;
  SalveStore *store;
  SalveAccounts *accounts;
  SalveInstant now;
  char *code; /* the last that was sent */
  char *to;
  guint n_sent;
} Clinic;

static SalveInstant
read_clock (gpointer data)
{
  return ((Clinic *)data)->now;
}

static void
send_code (SalveCodeKind kind, const SalveAccount *account, const char *to, const char *code, gpointer data)
{
  Clinic *clinic = data;

  g_set_str (&clinic->code, code);
  g_set_str (&clinic->to, to);
  clinic->n_sent++;
}

static void
open_clinic (Clinic *clinic)
{
  clinic->store = store_fixture_open (clinic->fixture);
  salve_store_set_clock (clinic->store, read_clock, clinic);
  clinic->accounts = salve_accounts_new (clinic->store);
  salve_accounts_set_sender (clinic->accounts, send_code, clinic, NULL);
  salve_accounts_set_password_cost (clinic->accounts, 1, 8 * 1024);
}

static Clinic *
clinic_new (void)
{
  Clinic *clinic = g_new0 (Clinic, 1);

  clinic->fixture = store_fixture_new ();
  clinic->now = 1800000000 * SECOND;
  open_clinic (clinic);
  return clinic;
}

static void
close_clinic (Clinic *clinic)
{
  store_fixture_assert_sound (clinic->store);
  g_clear_object (&clinic->accounts);
  store_fixture_close (clinic->store);
}

static void
clinic_free (Clinic *clinic)
{
  close_clinic (clinic);
  store_fixture_free (clinic->fixture);
  g_free (clinic->code);
  g_free (clinic->to);
  g_free (clinic);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Clinic, clinic_free)

/* What a future resolves to, as a copy; takes the future. */
static gpointer
wait_boxed (DexFuture *future, GError **error)
{
  const GValue *value;
  gpointer boxed = NULL;

  dex_ref (future);
  if (store_fixture_wait (future, error))
    {
      value = dex_future_get_value (future, NULL);
      boxed = G_VALUE_HOLDS_STRING (value) ? (gpointer)g_value_dup_string (value) : g_value_dup_boxed (value);
    }
  dex_unref (future);
  return boxed;
}

static gpointer
wait_good (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  gpointer boxed = wait_boxed (future, &error);

  g_assert_no_error (error);
  return boxed;
}

static void
wait_done (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  store_fixture_wait (future, &error);
  g_assert_no_error (error);
}

static void
wait_refused (DexFuture *future, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (store_fixture_wait (future, &error));
  g_assert_error (error, SALVE_ACCOUNTS_ERROR, code);
}

static SalveAccount *
add (Clinic *clinic, const char *login, const char *role)
{
  const char *const roles[] = { role, NULL };
  g_autoptr (SalveAccount) wanted = salve_account_new (login, roles);
  SalveAccount *account = wait_good (salve_accounts_create (clinic->accounts, wanted, "tester"));
  g_autofree char *code = wait_good (
      salve_accounts_issue_code (clinic->accounts, SALVE_CODE_ACTIVATION, account->id, NULL, "tester"));

  g_assert_cmpstr (code, ==, clinic->code);
  salve_account_free (wait_good (
      salve_accounts_use_code (clinic->accounts, SALVE_CODE_ACTIVATION, code, PASSWORD, "10.0.0.1")));
  return account;
}

static SalveTokens *
sign_in (Clinic *clinic, const char *login)
{
  return wait_good (salve_accounts_sign_in (clinic->accounts, login, PASSWORD, "10.0.0.1"));
}

static void
assert_valid (Clinic *clinic, const char *token, gboolean valid)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) later_error = NULL;
  g_autoptr (SalveIdentity) identity = salve_accounts_identify_now (clinic->accounts, token, &error);
  g_autoptr (SalveIdentity) later =
      wait_boxed (salve_accounts_identify (clinic->accounts, token), &later_error);

  g_assert_true ((identity != NULL) == valid);
  g_assert_true ((later != NULL) == valid);
  if (!valid)
    g_assert_error (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_REFUSED);
}

static gint64
count_rows (Clinic *clinic, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 n = 0;

  g_assert_true (salve_connection_get_int (salve_store_get_reader (clinic->store, NULL), sql, &n, &error));
  g_assert_no_error (error);
  return n;
}

static void
test_first_administrator (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autofree char *code = wait_good (salve_accounts_ensure_administrator (clinic->accounts, "admin"));
  g_autofree char *again = wait_good (salve_accounts_ensure_administrator (clinic->accounts, "admin"));
  g_autoptr (SalveTokens) tokens = NULL;
  g_autoptr (SalveIdentity) identity = NULL;
  const char *id;

  g_assert_nonnull (code);
  g_assert_null (again);
  g_assert_cmpuint (clinic->n_sent, ==, 0);
  wait_refused (salve_accounts_sign_in (clinic->accounts, "admin", PASSWORD, "10.0.0.1"),
                SALVE_ACCOUNTS_ERROR_REFUSED);
  salve_account_free (wait_good (
      salve_accounts_use_code (clinic->accounts, SALVE_CODE_ACTIVATION, code, PASSWORD, "10.0.0.1")));
  tokens = sign_in (clinic, "ADMIN");
  g_assert_cmpuint (tokens->expires_in, ==, 900);
  identity = salve_accounts_identify_now (clinic->accounts, tokens->access, NULL);
  g_assert_cmpstr (identity->login, ==, "admin");
  g_assert_cmpint (salve_accounts_get_reach (clinic->accounts, identity, SALVE_ACTION_ADMIN, "account", &id),
                   ==, SALVE_REACH_ALL);
  wait_refused (salve_accounts_use_code (clinic->accounts, SALVE_CODE_ACTIVATION, code, PASSWORD, "10.0.0.1"),
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
  created = wait_good (salve_accounts_create (clinic->accounts, anna, "tester"));
  g_assert_false (created->has_password);
  wait_refused (salve_accounts_create (clinic->accounts, anna, "tester"), SALVE_ACCOUNTS_ERROR_TAKEN);
  g_set_str (&anna->login, "ANNA");
  g_clear_pointer (&anna->email, g_free);
  wait_refused (salve_accounts_create (clinic->accounts, anna, "tester"), SALVE_ACCOUNTS_ERROR_TAKEN);
  g_set_str (&anna->login, "anna@clinic.EXAMPLE");
  wait_refused (salve_accounts_create (clinic->accounts, anna, "tester"), SALVE_ACCOUNTS_ERROR_TAKEN);
  g_set_str (&anna->login, "berta");
  anna->email = g_strdup ("ANNA@clinic.example");
  wait_refused (salve_accounts_create (clinic->accounts, anna, "tester"), SALVE_ACCOUNTS_ERROR_TAKEN);

  g_set_str (&created->practitioner_id, "dr-1");
  updated = wait_good (salve_accounts_update (clinic->accounts, created, "tester"));
  g_assert_cmpint (updated->version, ==, created->version + 1);
  g_assert_cmpstr (updated->practitioner_id, ==, "dr-1");
  g_assert_cmpstr (updated->email, ==, "Anna@Clinic.example");
  wait_refused (salve_accounts_update (clinic->accounts, created, "tester"), SALVE_ACCOUNTS_ERROR_CONFLICT);
  all = wait_good (salve_accounts_list (clinic->accounts));
  g_assert_cmpuint (all->len, ==, 1);
  wait_done (salve_accounts_delete (clinic->accounts, created->id, "tester"));
  wait_refused (salve_accounts_delete (clinic->accounts, created->id, "tester"),
                SALVE_ACCOUNTS_ERROR_NOT_FOUND);
  wait_refused (salve_accounts_find (clinic->accounts, "anna"), SALVE_ACCOUNTS_ERROR_NOT_FOUND);
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

      wait_refused (salve_accounts_create (clinic->accounts, account, "tester"),
                    SALVE_ACCOUNTS_ERROR_INVALID);
    }
  for (guint i = 0; i < G_N_ELEMENTS (emails); i++)
    {
      g_autoptr (SalveAccount) account = salve_account_new ("x", roles);

      account->email = g_strdup (emails[i]);
      wait_refused (salve_accounts_create (clinic->accounts, account, "tester"),
                    SALVE_ACCOUNTS_ERROR_INVALID);
    }
  linked->patient_id = g_strdup ("../etc");
  wait_refused (salve_accounts_create (clinic->accounts, two, "tester"), SALVE_ACCOUNTS_ERROR_INVALID);
  wait_refused (salve_accounts_create (clinic->accounts, none, "tester"), SALVE_ACCOUNTS_ERROR_INVALID);
  wait_refused (salve_accounts_create (clinic->accounts, linked, "tester"), SALVE_ACCOUNTS_ERROR_INVALID);
  g_assert_cmpint (count_rows (clinic, "SELECT count(*) FROM account"), ==, 0);
}

static void
test_last_administrator (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) one = add (clinic, "one", "administrator");
  g_autoptr (SalveAccount) now = wait_good (salve_accounts_find (clinic->accounts, one->id));
  g_autoptr (SalveAccount) two = NULL;

  now->active = FALSE;
  wait_refused (salve_accounts_update (clinic->accounts, now, "one"), SALVE_ACCOUNTS_ERROR_LAST);
  now->active = TRUE;
  g_set_str (&now->roles[0], "nurse");
  wait_refused (salve_accounts_update (clinic->accounts, now, "one"), SALVE_ACCOUNTS_ERROR_LAST);
  wait_refused (salve_accounts_delete (clinic->accounts, one->id, "one"), SALVE_ACCOUNTS_ERROR_LAST);
  wait_refused (salve_accounts_set_role (clinic->accounts, "administrator", "all/*.rs", "one"),
                SALVE_ACCOUNTS_ERROR_LAST);
  wait_refused (salve_accounts_set_role (clinic->accounts, "administrator", NULL, "one"),
                SALVE_ACCOUNTS_ERROR_LAST);
  two = add (clinic, "two", "administrator");
  salve_account_free (wait_good (salve_accounts_update (clinic->accounts, now, "one")));
}

static void
test_passwords (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = add (clinic, "wilhelmina.k", "nurse");
  g_autofree char *long_password = g_strnfill (SALVE_PASSWORD_MAX_LENGTH + 1, 'x');
  const char *const wrong[] = {
    "",
    "short",
    "WILHELMINA.K",
    "aaaaaaaaaaaaaaaa",
    "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    long_password,
  };
  g_autoptr (SalveTokens) tokens = sign_in (clinic, "wilhelmina.k");

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    wait_refused (
        salve_accounts_set_password (clinic->accounts, account->id, NULL, wrong[i], "10.0.0.1", "tester"),
        SALVE_ACCOUNTS_ERROR_INVALID);
  assert_valid (clinic, tokens->access, TRUE);
  wait_refused (salve_accounts_set_password (clinic->accounts, account->id, "not the old one",
                                             "a new password", "10.0.0.1", "wilhelmina.k"),
                SALVE_ACCOUNTS_ERROR_REFUSED);
  wait_done (salve_accounts_set_password (clinic->accounts, account->id, PASSWORD, "ein neues Paßwort",
                                          "10.0.0.1", "wilhelmina.k"));
  assert_valid (clinic, tokens->access, FALSE);
  wait_refused (salve_accounts_refresh (clinic->accounts, tokens->refresh, "salve", NULL),
                SALVE_ACCOUNTS_ERROR_REFUSED);
  wait_refused (salve_accounts_sign_in (clinic->accounts, "wilhelmina.k", PASSWORD, "10.0.0.1"),
                SALVE_ACCOUNTS_ERROR_REFUSED);
  salve_tokens_free (
      wait_good (salve_accounts_sign_in (clinic->accounts, "wilhelmina.k", "ein neues Paßwort", "10.0.0.1")));
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
  account = add (clinic, "anna", "nurse");
  tokens = sign_in (clinic, "anna");
  g_assert_cmpint (
      count_rows (clinic,
                  "SELECT count(*) FROM account WHERE password LIKE '$argon2id$v=19$m=65536,t=3,p=1$%'"),
      ==, 1);
  g_assert_cmpint (count_rows (clinic, "SELECT count(*) FROM token WHERE length (hash) = 64"), ==, 2);
  g_assert_cmpuint (strlen (tokens->access), ==, 43);
  sql = g_strdup_printf ("SELECT count(*) FROM token WHERE hash IN ('%s', '%s')", tokens->access,
                         tokens->refresh);
  g_assert_cmpint (count_rows (clinic, sql), ==, 0);
  g_assert_false (find_text (clinic->fixture->path, PASSWORD));
}

/* A hash of an earlier, cheaper time becomes one of today's at the next sign-in. */
static void
test_hash_grows (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = add (clinic, "anna", "nurse");
  const char *strong = "SELECT count(*) FROM account WHERE password LIKE '%m=16,t=2,%'";

  g_assert_cmpint (count_rows (clinic, strong), ==, 0);
  salve_accounts_set_password_cost (clinic->accounts, 2, 16 * 1024);
  salve_tokens_free (sign_in (clinic, "anna"));
  g_assert_cmpint (count_rows (clinic, strong), ==, 1);
  salve_tokens_free (sign_in (clinic, "anna"));
}

static void
test_tokens (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = add (clinic, "anna", "nurse");
  g_autoptr (SalveTokens) tokens = sign_in (clinic, "anna");
  g_autofree char *forged = salve_secret_new ();

  assert_valid (clinic, tokens->access, TRUE);
  assert_valid (clinic, tokens->refresh, FALSE);
  assert_valid (clinic, forged, FALSE);
  assert_valid (clinic, "", FALSE);
  clinic->now += 900 * SECOND - 1;
  assert_valid (clinic, tokens->access, TRUE);
  clinic->now += 1;
  assert_valid (clinic, tokens->access, FALSE);
  wait_refused (salve_accounts_refresh (clinic->accounts, tokens->access, "salve", NULL),
                SALVE_ACCOUNTS_ERROR_REFUSED);
  wait_refused (salve_accounts_refresh (clinic->accounts, tokens->refresh, "another", NULL),
                SALVE_ACCOUNTS_ERROR_REFUSED);
  wait_refused (salve_accounts_refresh (clinic->accounts, forged, "salve", NULL),
                SALVE_ACCOUNTS_ERROR_REFUSED);
  clinic->now += 14 * 24 * 3600 * SECOND;
  wait_refused (salve_accounts_refresh (clinic->accounts, tokens->refresh, "salve", NULL),
                SALVE_ACCOUNTS_ERROR_REFUSED);
}

static void
test_refresh (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = add (clinic, "anna", "nurse");
  g_autoptr (SalveTokens) first = sign_in (clinic, "anna");
  g_autoptr (SalveTokens) other = sign_in (clinic, "anna");
  g_autoptr (SalveTokens) second =
      wait_good (salve_accounts_refresh (clinic->accounts, first->refresh, "salve", NULL));
  g_autoptr (SalveTokens) third =
      wait_good (salve_accounts_refresh (clinic->accounts, second->refresh, "salve", NULL));

  assert_valid (clinic, third->access, TRUE);
  wait_refused (salve_accounts_refresh (clinic->accounts, first->refresh, "salve", NULL),
                SALVE_ACCOUNTS_ERROR_REFUSED);
  assert_valid (clinic, first->access, FALSE);
  assert_valid (clinic, third->access, FALSE);
  wait_refused (salve_accounts_refresh (clinic->accounts, third->refresh, "salve", NULL),
                SALVE_ACCOUNTS_ERROR_REFUSED);
  assert_valid (clinic, other->access, TRUE);
  g_assert_cmpint (count_rows (clinic, "SELECT count(*) FROM audit WHERE action = 'token-reuse'"), ==, 1);
}

/* The answer was lost on the way: asked again within a minute, and only while the next one was not used. */
static void
test_lost_answer (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = add (clinic, "anna", "nurse");
  g_autoptr (SalveTokens) first = sign_in (clinic, "anna");
  g_autoptr (SalveTokens) lost =
      wait_good (salve_accounts_refresh (clinic->accounts, first->refresh, "salve", NULL));
  g_autoptr (SalveTokens) again = NULL;
  g_autoptr (SalveTokens) late = NULL;

  clinic->now += 59 * SECOND;
  again = wait_good (salve_accounts_refresh (clinic->accounts, first->refresh, "salve", NULL));
  assert_valid (clinic, lost->access, FALSE);
  assert_valid (clinic, again->access, TRUE);
  wait_refused (salve_accounts_refresh (clinic->accounts, lost->refresh, "salve", NULL),
                SALVE_ACCOUNTS_ERROR_REFUSED);
  assert_valid (clinic, again->access, FALSE);

  late = sign_in (clinic, "anna");
  salve_tokens_free (wait_good (salve_accounts_refresh (clinic->accounts, late->refresh, "salve", NULL)));
  clinic->now += 61 * SECOND;
  wait_refused (salve_accounts_refresh (clinic->accounts, late->refresh, "salve", NULL),
                SALVE_ACCOUNTS_ERROR_REFUSED);
  g_assert_cmpint (count_rows (clinic, "SELECT count(*) FROM token"), ==, 0);
}

static void
test_family_ends (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = add (clinic, "anna", "nurse");
  SalveTokens *tokens = sign_in (clinic, "anna");
  const SalveInstant began = clinic->now;

  while (clinic->now < began + 89 * 24 * 3600 * SECOND)
    {
      SalveTokens *next;

      clinic->now += 10 * 24 * 3600 * SECOND;
      if (clinic->now >= began + 90 * 24 * 3600 * SECOND)
        break;
      next = wait_good (salve_accounts_refresh (clinic->accounts, tokens->refresh, "salve", NULL));
      salve_tokens_free (tokens);
      tokens = next;
    }
  clinic->now = began + 90 * 24 * 3600 * SECOND;
  wait_refused (salve_accounts_refresh (clinic->accounts, tokens->refresh, "salve", NULL),
                SALVE_ACCOUNTS_ERROR_REFUSED);
  salve_tokens_free (tokens);
}

static void
test_revoke (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = add (clinic, "anna", "nurse");
  g_autoptr (SalveTokens) one = sign_in (clinic, "anna");
  g_autoptr (SalveTokens) two = sign_in (clinic, "anna");
  g_autoptr (SalveTokens) three = sign_in (clinic, "anna");
  g_autoptr (SalveAccount) now = NULL;

  wait_done (salve_accounts_revoke (clinic->accounts, one->refresh, "another"));
  assert_valid (clinic, one->access, TRUE);
  wait_done (salve_accounts_revoke (clinic->accounts, one->refresh, "salve"));
  assert_valid (clinic, one->access, FALSE);
  wait_done (salve_accounts_revoke (clinic->accounts, "nonsense", NULL));
  assert_valid (clinic, two->access, TRUE);
  wait_done (salve_accounts_revoke_all (clinic->accounts, account->id, "tester"));
  assert_valid (clinic, two->access, FALSE);
  assert_valid (clinic, three->access, FALSE);
  salve_tokens_free (g_steal_pointer (&two));
  two = sign_in (clinic, "anna");
  now = wait_good (salve_accounts_find (clinic->accounts, "anna"));
  now->active = FALSE;
  salve_account_free (wait_good (salve_accounts_update (clinic->accounts, now, "tester")));
  assert_valid (clinic, two->access, FALSE);
  wait_refused (salve_accounts_sign_in (clinic->accounts, "anna", PASSWORD, "10.0.0.1"),
                SALVE_ACCOUNTS_ERROR_REFUSED);
}

/* Roles and links count at once; a restart changes nothing. */
static void
test_rights (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) doctor = add (clinic, "dr", "doctor");
  g_autoptr (SalveTokens) tokens = sign_in (clinic, "dr");
  g_autoptr (SalveIdentity) unlinked = salve_accounts_identify_now (clinic->accounts, tokens->access, NULL);
  g_autoptr (SalveAccount) now = wait_good (salve_accounts_find (clinic->accounts, "dr"));
  g_autoptr (SalveIdentity) linked = NULL;
  const char *id;

  g_assert_cmpint (salve_accounts_get_reach (clinic->accounts, unlinked, SALVE_ACTION_READ, "Patient", &id),
                   ==, SALVE_REACH_NONE);
  g_set_str (&now->practitioner_id, "dr-7");
  salve_account_free (wait_good (salve_accounts_update (clinic->accounts, now, "tester")));
  linked = salve_accounts_identify_now (clinic->accounts, tokens->access, NULL);
  g_assert_cmpint (salve_accounts_get_reach (clinic->accounts, linked, SALVE_ACTION_READ, "Patient", &id), ==,
                   SALVE_REACH_TREATED);
  g_assert_cmpstr (id, ==, "dr-7");
  wait_done (salve_accounts_set_role (clinic->accounts, "doctor", "all/Patient.r", "tester"));
  g_assert_cmpint (salve_accounts_get_reach (clinic->accounts, linked, SALVE_ACTION_READ, "Patient", &id), ==,
                   SALVE_REACH_ALL);
  close_clinic (clinic);
  open_clinic (clinic);
  g_assert_cmpint (salve_accounts_get_reach (clinic->accounts, linked, SALVE_ACTION_READ, "Patient", &id), ==,
                   SALVE_REACH_ALL);
  g_assert_cmpint (salve_accounts_get_reach (clinic->accounts, linked, SALVE_ACTION_SEARCH, "Patient", &id),
                   ==, SALVE_REACH_NONE);
  assert_valid (clinic, tokens->access, TRUE);
}

/* A role of the clinic's own is one as soon as it is made, and none as soon as it is taken away. */
static void
test_own_role (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  const char *const roles[] = { "porter", NULL };
  g_autoptr (SalveAccount) wanted = salve_account_new ("paul", roles);
  g_autoptr (SalveAccount) account = NULL;

  wait_refused (salve_accounts_create (clinic->accounts, wanted, "tester"), SALVE_ACCOUNTS_ERROR_INVALID);
  wait_done (salve_accounts_set_role (clinic->accounts, "porter", "all/Location.rs", "tester"));
  account = wait_good (salve_accounts_create (clinic->accounts, wanted, "tester"));
  wait_done (salve_accounts_set_role (clinic->accounts, "porter", NULL, "tester"));
  g_set_str (&wanted->login, "petra");
  wait_refused (salve_accounts_create (clinic->accounts, wanted, "tester"), SALVE_ACCOUNTS_ERROR_INVALID);
}

/* What is remembered is forgotten with the next commit, also one of another process: here of another connection. */
static void
test_remembered (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = add (clinic, "anna", "nurse");
  g_autoptr (SalveTokens) tokens = sign_in (clinic, "anna");
  SalveStore *other = store_fixture_open (clinic->fixture);
  SalveAccounts *others = salve_accounts_new (other);
  g_autoptr (SalveIdentity) first = salve_accounts_identify_now (clinic->accounts, tokens->access, NULL);
  g_autoptr (SalveIdentity) again = salve_accounts_identify_now (clinic->accounts, tokens->access, NULL);
  const char *id;

  g_assert_cmpstr (first->login, ==, again->login);
  wait_done (salve_accounts_set_role (others, "nurse", "all/Patient.s", "tester"));
  g_assert_cmpint (salve_accounts_get_reach (clinic->accounts, again, SALVE_ACTION_READ, "Patient", &id), ==,
                   SALVE_REACH_NONE);
  wait_done (salve_accounts_revoke_all (others, account->id, "tester"));
  assert_valid (clinic, tokens->access, FALSE);
  salve_tokens_free (g_steal_pointer (&tokens));
  tokens = sign_in (clinic, "anna");
  assert_valid (clinic, tokens->access, TRUE);
  clinic->now += 900 * SECOND;
  assert_valid (clinic, tokens->access, FALSE);
  g_object_unref (others);
  store_fixture_close (other);
}

static void
fail_sign_in (Clinic *clinic, const char *login, const char *address, gboolean delayed)
{
  wait_refused (salve_accounts_sign_in (clinic->accounts, login, "wrong password", address),
                delayed ? SALVE_ACCOUNTS_ERROR_DELAYED : SALVE_ACCOUNTS_ERROR_REFUSED);
}

static void
test_lock_out (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = add (clinic, "anna", "nurse");
  g_autoptr (SalveAccount) seen = NULL;

  for (guint i = 0; i < 5; i++)
    fail_sign_in (clinic, "anna", "10.0.0.9", FALSE);
  fail_sign_in (clinic, "anna", "10.0.0.9", TRUE);
  g_assert_cmpuint (salve_accounts_get_delay (clinic->accounts, "ANNA", "10.0.0.9"), ==, 1);
  /* The right password has to wait, too, or the wait would say which one is right. */
  wait_refused (salve_accounts_sign_in (clinic->accounts, "anna", PASSWORD, "10.0.0.9"),
                SALVE_ACCOUNTS_ERROR_DELAYED);
  g_assert_cmpuint (salve_accounts_get_delay (clinic->accounts, "anna", "10.0.0.1"), ==, 0);
  salve_tokens_free (sign_in (clinic, "anna"));
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
  seen = wait_good (salve_accounts_find (clinic->accounts, "anna"));
  g_assert_cmpuint (seen->failed, ==, 21);
  clinic->now += 3601 * SECOND;
  g_assert_cmpuint (salve_accounts_get_delay (clinic->accounts, "anna", "10.0.0.9"), ==, 0);
  salve_tokens_free (sign_in (clinic, "anna"));
}

/* A name that nobody has behaves like one that somebody has, and leaves nothing behind. */
static void
test_unknown_names (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = add (clinic, "anna", "nurse");
  const char *const counts = "SELECT (SELECT count(*) FROM audit) + (SELECT count(*) FROM account) + (SELECT"
                             " count(*) FROM code) + (SELECT count(*) FROM token)";
  gint64 before = count_rows (clinic, counts);

  for (guint i = 0; i < 5; i++)
    fail_sign_in (clinic, "nobody", "10.0.0.9", FALSE);
  fail_sign_in (clinic, "nobody", "10.0.0.9", TRUE);
  g_assert_cmpuint (salve_accounts_get_delay (clinic->accounts, "nobody", "10.0.0.9"), ==, 1);
  for (guint i = 0; i < 90; i++)
    {
      g_autofree char *name = g_strdup_printf ("nobody%u", i);

      fail_sign_in (clinic, name, "10.0.0.9", FALSE);
    }
  g_assert_cmpint (count_rows (clinic, counts), ==, before);
  g_assert_cmpint (count_rows (clinic, "SELECT value FROM meta WHERE name = 'unknown-sign-ins'"), ==, 95);
  for (guint i = 0; i < 5; i++)
    fail_sign_in (clinic, "another", "10.0.0.9", FALSE);
  fail_sign_in (clinic, "one more", "10.0.0.9", TRUE);
  salve_tokens_free (sign_in (clinic, "anna"));
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
  g_autoptr (SalveAccount) account = add (clinic, "anna", "nurse");
  DexFuture *futures[60];
  guint n_delayed = 0, n_refused = 0;

  for (guint i = 0; i < 30; i++)
    futures[i] = salve_accounts_sign_in (clinic->accounts, "anna", PASSWORD, "10.0.0.1");
  for (guint i = 0; i < 30; i++)
    salve_tokens_free (wait_good (futures[i]));
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

static void
test_codes (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = add (clinic, "anna", "nurse");
  g_autofree char *old =
      wait_good (salve_accounts_issue_code (clinic->accounts, SALVE_CODE_RESET, account->id, NULL, "tester"));
  g_autofree char *code =
      wait_good (salve_accounts_issue_code (clinic->accounts, SALVE_CODE_RESET, account->id, NULL, "tester"));
  g_autofree char *typed = g_ascii_strdown (code, -1);
  g_autoptr (SalveTokens) tokens = sign_in (clinic, "anna");

  wait_refused (
      salve_accounts_use_code (clinic->accounts, SALVE_CODE_RESET, old, "a new password", "10.0.0.1"),
      SALVE_ACCOUNTS_ERROR_REFUSED);
  wait_refused (
      salve_accounts_use_code (clinic->accounts, SALVE_CODE_ACTIVATION, code, "a new password", "10.0.0.1"),
      SALVE_ACCOUNTS_ERROR_REFUSED);
  wait_refused (salve_accounts_use_code (clinic->accounts, SALVE_CODE_EMAIL, code, NULL, "10.0.0.1"),
                SALVE_ACCOUNTS_ERROR_REFUSED);
  wait_refused (salve_accounts_use_code (clinic->accounts, SALVE_CODE_RESET, code, "anna", "10.0.0.1"),
                SALVE_ACCOUNTS_ERROR_INVALID);
  salve_account_free (wait_good (
      salve_accounts_use_code (clinic->accounts, SALVE_CODE_RESET, typed, "a new password", "10.0.0.1")));
  assert_valid (clinic, tokens->access, FALSE);
  wait_refused (
      salve_accounts_use_code (clinic->accounts, SALVE_CODE_RESET, code, "another password", "10.0.0.1"),
      SALVE_ACCOUNTS_ERROR_REFUSED);
  salve_tokens_free (
      wait_good (salve_accounts_sign_in (clinic->accounts, "anna", "a new password", "10.0.0.1")));
  g_free (g_steal_pointer (&code));
  code =
      wait_good (salve_accounts_issue_code (clinic->accounts, SALVE_CODE_RESET, account->id, NULL, "tester"));
  clinic->now += 3600 * SECOND;
  wait_refused (
      salve_accounts_use_code (clinic->accounts, SALVE_CODE_RESET, code, "a new password", "10.0.0.1"),
      SALVE_ACCOUNTS_ERROR_REFUSED);
}

static void
test_code_guessing (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = add (clinic, "anna", "nurse");
  g_autofree char *code =
      wait_good (salve_accounts_issue_code (clinic->accounts, SALVE_CODE_RESET, account->id, NULL, "tester"));

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *guess = salve_secret_new_code ();

      wait_refused (
          salve_accounts_use_code (clinic->accounts, SALVE_CODE_RESET, guess, "a password", "10.0.0.9"),
          SALVE_ACCOUNTS_ERROR_REFUSED);
    }
  wait_refused (salve_accounts_use_code (clinic->accounts, SALVE_CODE_RESET, code, "a password", "10.0.0.9"),
                SALVE_ACCOUNTS_ERROR_DELAYED);
  salve_account_free (wait_good (
      salve_accounts_use_code (clinic->accounts, SALVE_CODE_RESET, code, "a password", "10.0.0.1")));
}

static void
test_reset_request (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = add (clinic, "anna", "nurse");
  guint before = clinic->n_sent;

  wait_done (salve_accounts_request_reset (clinic->accounts, "nobody", "10.0.0.1"));
  wait_done (salve_accounts_request_reset (clinic->accounts, "Anna", "10.0.0.1"));
  while (clinic->n_sent == before)
    g_main_context_iteration (NULL, FALSE);
  wait_done (salve_accounts_request_reset (clinic->accounts, "anna", "10.0.0.1"));
  salve_account_free (wait_good (salve_accounts_use_code (clinic->accounts, SALVE_CODE_RESET, clinic->code,
                                                          "a new password", "10.0.0.1")));
  g_assert_cmpuint (clinic->n_sent, ==, before + 1);
  g_assert_null (clinic->to);
}

static void
test_email (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) anna = add (clinic, "anna", "nurse");
  g_autoptr (SalveAccount) berta = add (clinic, "berta@x.example", "nurse");
  g_autofree char *code = NULL;
  g_autoptr (SalveAccount) now = NULL;

  wait_refused (
      salve_accounts_issue_code (clinic->accounts, SALVE_CODE_EMAIL, anna->id, "Berta@x.example", "anna"),
      SALVE_ACCOUNTS_ERROR_TAKEN);
  wait_refused (salve_accounts_issue_code (clinic->accounts, SALVE_CODE_EMAIL, anna->id, "no", "anna"),
                SALVE_ACCOUNTS_ERROR_INVALID);
  code = wait_good (
      salve_accounts_issue_code (clinic->accounts, SALVE_CODE_EMAIL, anna->id, "anna@x.example", "anna"));
  g_assert_cmpstr (clinic->to, ==, "anna@x.example");
  wait_done (salve_accounts_cancel_code (clinic->accounts, SALVE_CODE_EMAIL, anna->id, "anna"));
  wait_refused (salve_accounts_use_code (clinic->accounts, SALVE_CODE_EMAIL, code, NULL, "10.0.0.1"),
                SALVE_ACCOUNTS_ERROR_REFUSED);
  g_free (g_steal_pointer (&code));
  code = wait_good (
      salve_accounts_issue_code (clinic->accounts, SALVE_CODE_EMAIL, anna->id, "anna@x.example", "anna"));
  salve_account_free (
      wait_good (salve_accounts_use_code (clinic->accounts, SALVE_CODE_EMAIL, code, NULL, "10.0.0.1")));
  now = wait_good (salve_accounts_find (clinic->accounts, "ANNA@x.example"));
  g_assert_cmpstr (now->login, ==, "anna");
  salve_tokens_free (sign_in (clinic, "Anna@X.example"));
}

static void
test_enrolment (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  const char *const roles[] = { "device-integrator", NULL };
  g_autoptr (SalveAccount) wanted = salve_account_new ("scales", roles);
  g_autoptr (SalveAccount) device = wait_good (salve_accounts_create (clinic->accounts, wanted, "tester"));
  g_autofree char *code = wait_good (
      salve_accounts_issue_code (clinic->accounts, SALVE_CODE_ENROLMENT, device->id, NULL, "tester"));
  g_autoptr (SalveClient) client =
      wait_good (salve_accounts_enrol (clinic->accounts, code, "Scales 1", "10.0.0.1"));
  g_autoptr (SalveClient) checked =
      wait_good (salve_accounts_check_client (clinic->accounts, client->id, client->secret));
  g_autoptr (SalveTokens) tokens =
      wait_good (salve_accounts_sign_in_client (clinic->accounts, checked, NULL));
  g_autoptr (SalveIdentity) identity = salve_accounts_identify_now (clinic->accounts, tokens->access, NULL);
  const char *id;

  g_assert_null (checked->secret);
  g_assert_null (tokens->refresh);
  g_assert_cmpint (
      salve_accounts_get_reach (clinic->accounts, identity, SALVE_ACTION_CREATE, "Observation", &id), ==,
      SALVE_REACH_ALL);
  g_assert_cmpint (salve_accounts_get_reach (clinic->accounts, identity, SALVE_ACTION_READ, "Patient", &id),
                   ==, SALVE_REACH_NONE);
  wait_refused (salve_accounts_enrol (clinic->accounts, code, "Scales 2", "10.0.0.1"),
                SALVE_ACCOUNTS_ERROR_REFUSED);
  wait_refused (salve_accounts_check_client (clinic->accounts, client->id, "wrong"),
                SALVE_ACCOUNTS_ERROR_REFUSED);
  wait_refused (salve_accounts_check_client (clinic->accounts, client->id, NULL),
                SALVE_ACCOUNTS_ERROR_REFUSED);
  wait_refused (salve_accounts_check_client (clinic->accounts, "salve", "secret"),
                SALVE_ACCOUNTS_ERROR_REFUSED);
  wait_done (salve_accounts_remove_client (clinic->accounts, client->id, "tester"));
  assert_valid (clinic, tokens->access, FALSE);
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
      wait_refused (salve_accounts_add_client (clinic->accounts, client, "tester"),
                    SALVE_ACCOUNTS_ERROR_INVALID);
    }
  g_strfreev (client->redirect_uris);
  client->redirect_uris = g_strdupv ((char **)good);
  g_set_str (&client->scopes, "openid salve");
  wait_refused (salve_accounts_add_client (clinic->accounts, client, "tester"), SALVE_ACCOUNTS_ERROR_INVALID);
  g_set_str (&client->scopes, "openid user/*.rs");
  added = wait_good (salve_accounts_add_client (clinic->accounts, client, "tester"));
  g_assert_null (added->secret);
  all = wait_good (salve_accounts_list_clients (clinic->accounts));
  g_assert_cmpuint (all->len, ==, 1);
  wait_refused (salve_accounts_sign_in_with (clinic->accounts, added, NULL, "a", "b", "10.0.0.1"),
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

  return wait_good (salve_accounts_authorize (clinic->accounts, &wanted, "anna", PASSWORD, "10.0.0.1"));
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
  g_autoptr (SalveAccount) account = add (clinic, "anna", "nurse");
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

  tokens = wait_good (redeem (clinic, code, "salve", redirect, VERIFIER));
  assert_valid (clinic, tokens->access, TRUE);
  wait_refused (redeem (clinic, code, "salve", redirect, VERIFIER), SALVE_ACCOUNTS_ERROR_REFUSED);
  assert_valid (clinic, tokens->access, FALSE);
  wait_refused (salve_accounts_refresh (clinic->accounts, tokens->refresh, "salve", NULL),
                SALVE_ACCOUNTS_ERROR_REFUSED);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *burnt = authorize (clinic);

      wait_refused (redeem (clinic, burnt, wrong[i].client, wrong[i].redirect, wrong[i].verifier),
                    SALVE_ACCOUNTS_ERROR_REFUSED);
      wait_refused (redeem (clinic, burnt, "salve", redirect, VERIFIER), SALVE_ACCOUNTS_ERROR_REFUSED);
    }
  clinic->now += 60 * SECOND;
  wait_refused (redeem (clinic, late, "salve", redirect, VERIFIER), SALVE_ACCOUNTS_ERROR_REFUSED);
}

static void
test_break_glass (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) doctor = add (clinic, "dr", "doctor");
  g_autoptr (SalveAccount) nurse = add (clinic, "nurse", "nurse");
  g_autoptr (SalveTokens) tokens = sign_in (clinic, "dr");
  g_autoptr (SalveTokens) nurse_tokens = sign_in (clinic, "nurse");
  g_autoptr (SalveAccount) now = wait_good (salve_accounts_find (clinic->accounts, "dr"));
  g_autoptr (SalveIdentity) identity = NULL;
  g_autoptr (SalveIdentity) of_nurse = NULL;
  g_autoptr (SalveIdentity) broken = NULL;
  g_autoptr (SalveIdentity) later = NULL;
  g_autoptr (SalveResource) patient = store_fixture_patient ("p1", "Keller", "Anna", 1);
  g_autoptr (GPtrArray) queue = NULL;
  const SalveBreakGlass *glass;
  gint64 id;

  g_set_str (&now->practitioner_id, "dr-1");
  salve_account_free (wait_good (salve_accounts_update (clinic->accounts, now, "tester")));
  store_fixture_put (clinic->store, patient);
  identity = salve_accounts_identify_now (clinic->accounts, tokens->access, NULL);
  of_nurse = salve_accounts_identify_now (clinic->accounts, nurse_tokens->access, NULL);
  wait_refused (salve_accounts_break_glass (clinic->accounts, identity, "p1", "  short  "),
                SALVE_ACCOUNTS_ERROR_INVALID);
  wait_refused (salve_accounts_break_glass (clinic->accounts, identity, "p2", "unconscious in room 3"),
                SALVE_ACCOUNTS_ERROR_NOT_FOUND);
  wait_refused (salve_accounts_break_glass (clinic->accounts, of_nurse, "p1", "unconscious in room 3"),
                SALVE_ACCOUNTS_ERROR_UNAUTHORIZED);
  g_assert_false (identity->break_glass);
  id = store_fixture_wait_id (
      salve_accounts_break_glass (clinic->accounts, identity, "p1", "unconscious in room 3"));
  broken = salve_accounts_identify_now (clinic->accounts, tokens->access, NULL);
  g_assert_true (broken->break_glass);
  g_assert_cmpstr (broken->broken_patients[0], ==, "p1");
  queue = wait_good (salve_accounts_list_broken_glass (clinic->accounts, FALSE));
  g_assert_cmpuint (queue->len, ==, 1);
  glass = queue->pdata[0];
  g_assert_cmpstr (glass->reason, ==, "unconscious in room 3");
  g_assert_cmpint (glass->expires - glass->created, ==, 1800 * SECOND);
  g_assert_cmpint (count_rows (clinic, "SELECT count(*) FROM audit WHERE action = 'break-glass' AND type ="
                                       " 'Patient' AND resource_id = 'p1' AND detail NOT LIKE '%room%'"),
                   ==, 1);
  wait_refused (salve_accounts_review_glass (clinic->accounts, id, "dr"), SALVE_ACCOUNTS_ERROR_NOT_FOUND);
  wait_done (salve_accounts_review_glass (clinic->accounts, id, "nurse"));
  wait_refused (salve_accounts_review_glass (clinic->accounts, id, "nurse"), SALVE_ACCOUNTS_ERROR_NOT_FOUND);
  g_ptr_array_unref (queue);
  queue = wait_good (salve_accounts_list_broken_glass (clinic->accounts, FALSE));
  g_assert_cmpuint (queue->len, ==, 0);
  clinic->now += 1800 * SECOND;
  salve_tokens_free (g_steal_pointer (&tokens));
  tokens = sign_in (clinic, "dr");
  later = salve_accounts_identify_now (clinic->accounts, tokens->access, NULL);
  g_assert_false (later->break_glass);
}

/* What a lost answer and a closed door leave: the table of tokens does not grow for ever. */
static void
test_forgets (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autoptr (SalveAccount) account = add (clinic, "anna", "nurse");

  for (guint i = 0; i < 100; i++)
    {
      salve_tokens_free (sign_in (clinic, "anna"));
      clinic->now += 24 * 3600 * SECOND;
    }
  g_assert_cmpint (count_rows (clinic, "SELECT count(*) FROM token"), <, 20);
  g_assert_cmpint (count_rows (clinic, "SELECT count(*) FROM audit WHERE action = 'sign-in'"), ==, 100);
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
