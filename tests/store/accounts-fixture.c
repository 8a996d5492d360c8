/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "accounts-fixture.h"

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

void
clinic_open (Clinic *clinic)
{
  clinic->store = store_fixture_open (clinic->fixture);
  salve_store_set_clock (clinic->store, read_clock, clinic);
  clinic->accounts = salve_accounts_new (clinic->store);
  salve_accounts_set_sender (clinic->accounts, send_code, clinic, NULL);
  salve_accounts_set_password_cost (clinic->accounts, 1, 8 * 1024);
}

Clinic *
clinic_new (void)
{
  Clinic *clinic = g_new0 (Clinic, 1);

  clinic->fixture = store_fixture_new ();
  clinic->now = 1800000000 * SECOND;
  clinic_open (clinic);
  return clinic;
}

void
clinic_close (Clinic *clinic)
{
  store_fixture_assert_sound (clinic->store);
  g_clear_object (&clinic->accounts);
  store_fixture_close (clinic->store);
}

void
clinic_free (Clinic *clinic)
{
  clinic_close (clinic);
  store_fixture_free (clinic->fixture);
  g_free (clinic->code);
  g_free (clinic->to);
  g_free (clinic);
}

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

gpointer
accounts_wait_good (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  gpointer boxed = wait_boxed (future, &error);

  g_assert_no_error (error);
  return boxed;
}

void
accounts_wait_done (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  store_fixture_wait (future, &error);
  g_assert_no_error (error);
}

void
accounts_wait_refused (DexFuture *future, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (store_fixture_wait (future, &error));
  g_assert_error (error, SALVE_ACCOUNTS_ERROR, code);
}

SalveAccount *
clinic_add (Clinic *clinic, const char *login, const char *role)
{
  const char *const roles[] = { role, NULL };
  g_autoptr (SalveAccount) wanted = salve_account_new (login, roles);
  SalveAccount *account = accounts_wait_good (salve_accounts_create (clinic->accounts, wanted, "tester"));
  g_autofree char *code = accounts_wait_good (
      salve_accounts_issue_code (clinic->accounts, SALVE_CODE_ACTIVATION, account->id, NULL, "tester"));

  g_assert_cmpstr (code, ==, clinic->code);
  salve_account_free (accounts_wait_good (
      salve_accounts_use_code (clinic->accounts, SALVE_CODE_ACTIVATION, code, PASSWORD, "10.0.0.1")));
  return account;
}

SalveTokens *
clinic_sign_in (Clinic *clinic, const char *login)
{
  return accounts_wait_good (salve_accounts_sign_in (clinic->accounts, login, PASSWORD, "10.0.0.1"));
}

void
clinic_assert_valid (Clinic *clinic, const char *token, gboolean valid)
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

gint64
clinic_count_rows (Clinic *clinic, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 n = 0;

  g_assert_true (salve_connection_get_int (salve_store_get_reader (clinic->store, NULL), sql, &n, &error));
  g_assert_no_error (error);
  return n;
}
