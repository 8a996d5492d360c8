/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A patient's own PIN for the kiosk. It is chosen by who has just come in by a code, kept as argon2id, and told to nobody:
 * staff can only take it away. After SALVE_PATIENT_PIN_TRIES wrong ones in a row only a code lets in again. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-accounts-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-patient.h"
#include "salve-secret.h"

char *
salve_accounts_pin_name (const char *patient_id)
{
  return g_strconcat ("pin/", patient_id, NULL);
}

/* Each digit is as far from the one @period before it: 111111, 123456, 987654, 121212, 123123. */
static gboolean
repeats (const char *pin, gsize period)
{
  const int step = pin[period] - pin[0];

  if (period == 1 ? ABS (step) > 1 : step != 0)
    return FALSE;
  for (gsize i = period; pin[i] != '\0'; i++)
    if (pin[i] - pin[i - period] != step)
      return FALSE;
  return TRUE;
}

/* In whichever order the parts of the day are written, with and without the century. */
static gboolean
is_of_day (const char *pin, SalvePartialDate day)
{
  g_autofree char *d = g_strdup_printf ("%02d", day.day), *m = g_strdup_printf ("%02d", day.month),
                  *y = g_strdup_printf ("%02d", day.year % 100), *year = g_strdup_printf ("%04d", day.year);
  const char *const ways[][3] = {
    { d, m, y },     { m, d, y },     { y, m, d },     { y, d, m },
    { d, year, "" }, { year, d, "" }, { m, year, "" }, { year, m, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *written = g_strconcat (ways[i][0], ways[i][1], ways[i][2], NULL);

      if (g_str_equal (pin, written))
        return TRUE;
    }
  return FALSE;
}

static gboolean
holds_digits (const char *text, const char *pin)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  for (const char *at = text != NULL ? text : ""; *at != '\0'; at++)
    if (g_ascii_isdigit (*at))
      g_string_append_c (digits, *at);
  return strstr (digits->str, pin) != NULL;
}

/* What somebody who finds the card, or knows them, would try first. */
static gboolean
is_weak (const char *pin, SalveResource *patient)
{
  g_autoptr (GPtrArray) telecoms = salve_patient_get_telecoms (patient);
  g_autoptr (GPtrArray) identifiers = salve_patient_get_identifiers (patient);
  SalvePartialDate birth;

  if (repeats (pin, 1) || repeats (pin, 2) || repeats (pin, 3)
      || (salve_patient_get_birth_date (patient, &birth) && is_of_day (pin, birth)))
    return TRUE;
  for (guint i = 0; i < telecoms->len; i++)
    if (holds_digits (((const SalveTelecom *)telecoms->pdata[i])->value, pin))
      return TRUE;
  for (guint i = 0; i < identifiers->len; i++)
    if (holds_digits (((const SalveIdentifier *)identifiers->pdata[i])->value, pin))
      return TRUE;
  return FALSE;
}

static SalveResource *
read_patient (SalveConnection *connection, const char *id, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection,
      "SELECT r.body FROM patient AS p JOIN resource AS r ON r.rowid = p.rowid WHERE p.id = ? AND p.active",
      error);
  g_autoptr (GBytes) body = NULL;
  gboolean row;

  if (select == NULL)
    return NULL;
  salve_statement_bind_text (select, 1, id);
  if (!salve_statement_step (select, &row, error))
    return NULL;
  if (!row)
    {
      salve_accounts_not_found (error);
      return NULL;
    }
  body = salve_statement_bytes (select, 0);
  return salve_resource_new (body, error);
}

/* The patient (id), the PIN (text). */
static gboolean
do_check (SalveConnection *connection,
          SalveInstant now,
          SalveAccountsJob *job,
          GValue *value,
          GError **refusal,
          GError **error)
{
  g_autoptr (SalveResource) patient = read_patient (connection, job->id, error);

  if (patient == NULL)
    return FALSE;
  if (is_weak (job->text, patient))
    {
      g_set_error_literal (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_INVALID,
                           _ ("That PIN is too easy to guess"));
      return FALSE;
    }
  g_value_init (value, G_TYPE_BOOLEAN);
  g_value_set_boolean (value, TRUE);
  return TRUE;
}

/* The account (id), the patient (name), the PIN's argon2id (hash). */
static gboolean
do_set (SalveConnection *connection,
        SalveInstant now,
        SalveAccountsJob *job,
        GValue *value,
        GError **refusal,
        GError **error)
{
  g_autofree char *name = salve_accounts_pin_name (job->name);

  if (!salve_connection_run (connection, error, "DELETE FROM code WHERE hash = ?", "t", name)
      || !salve_connection_run (connection, error,
                                "INSERT INTO code (hash, kind, account_id, detail, created, expires) VALUES"
                                " (?, ?, ?, ?, ?, ?)",
                                "tittii", name, (gint64)SALVE_CODE_PIN, job->id, job->hash, now, G_MAXINT64)
      || !salve_accounts_audit (connection, now, job->actor, "pin", job->id, "patient", error))
    return FALSE;
  g_value_init (value, G_TYPE_BOOLEAN);
  g_value_set_boolean (value, TRUE);
  return TRUE;
}

typedef struct
{
  SalveAccounts *self;
  char *account_id;
  char *patient_id;
  char *pin;
  char *actor;
} Choice;

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_object_unref (choice->self);
  g_free (choice->account_id);
  g_free (choice->patient_id);
  salve_secret_free (choice->pin);
  g_free (choice->actor);
  g_free (choice);
}

static DexFuture *
set_fiber (gpointer data)
{
  Choice *choice = data;
  SalveAccountsJob *job = salve_accounts_job_new (choice->patient_id, NULL);
  GError *error = NULL;
  char *hash;

  job->text = g_strdup (choice->pin);
  if (!dex_await (salve_accounts_read (choice->self, do_check, job), &error))
    return dex_future_new_for_error (error);
  hash = dex_await_string (salve_password_hasher_hash (choice->self->hasher, choice->pin), &error);
  if (hash == NULL)
    return dex_future_new_for_error (error);
  job = salve_accounts_job_new (choice->account_id, choice->actor);
  job->name = g_strdup (choice->patient_id);
  job->hash = hash;
  return salve_accounts_write (choice->self, do_set, job);
}

/**
 * salve_accounts_set_patient_pin:
 * @account_id: of the patient, who has come in by a code: the caller looks at that
 * @pin: six digits
 *
 * Chooses the PIN with which this patient comes in at a kiosk from now on; it replaces an older one.
 *
 * Returns: (transfer full): rejects with %SALVE_ACCOUNTS_ERROR_INVALID where it is none or too easy to guess, with
 *   %SALVE_ACCOUNTS_ERROR_NOT_FOUND where there is no such patient any more
 */
DexFuture *
salve_accounts_set_patient_pin (SalveAccounts *self,
                                const char *account_id,
                                const char *patient_id,
                                const char *pin,
                                const char *actor)
{
  Choice *choice;

  if (strlen (pin) != SALVE_PATIENT_PIN_DIGITS || strspn (pin, "0123456789") != SALVE_PATIENT_PIN_DIGITS)
    return dex_future_new_reject (SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_INVALID,
                                  _ ("A PIN has %d digits"), SALVE_PATIENT_PIN_DIGITS);
  choice = g_new0 (Choice, 1);
  choice->self = g_object_ref (self);
  choice->account_id = g_strdup (account_id);
  choice->patient_id = g_strdup (patient_id);
  choice->pin = g_strdup (pin);
  choice->actor = g_strdup (actor);
  return dex_scheduler_spawn (NULL, SALVE_ACCOUNTS_STACK, set_fiber, choice, choice_free);
}

/* The patient (id). */
static gboolean
do_remove (SalveConnection *connection,
           SalveInstant now,
           SalveAccountsJob *job,
           GValue *value,
           GError **refusal,
           GError **error)
{
  g_autofree char *name = salve_accounts_pin_name (job->id), *account_id = NULL;

  if (!salve_accounts_read_text (connection, "SELECT account_id FROM code WHERE hash = ?", name, &account_id,
                                 error)
      || !salve_connection_run (connection, error, "DELETE FROM code WHERE hash = ?", "t", name)
      || (account_id != NULL
          && !salve_accounts_audit (connection, now, job->actor, "pin-removed", account_id, "patient",
                                    error)))
    return FALSE;
  g_value_init (value, G_TYPE_BOOLEAN);
  g_value_set_boolean (value, account_id != NULL);
  return TRUE;
}

/**
 * salve_accounts_remove_patient_pin:
 *
 * Returns: (transfer full): resolves to a boolean, whether there was one
 */
DexFuture *
salve_accounts_remove_patient_pin (SalveAccounts *self, const char *patient_id, const char *actor)
{
  return salve_accounts_write (self, do_remove, salve_accounts_job_new (patient_id, actor));
}

static gboolean
do_look (SalveConnection *connection,
         SalveInstant now,
         SalveAccountsJob *job,
         GValue *value,
         GError **refusal,
         GError **error)
{
  g_autofree char *name = salve_accounts_pin_name (job->id), *found = NULL;

  if (!salve_accounts_read_text (connection, "SELECT hash FROM code WHERE hash = ?", name, &found, error))
    return FALSE;
  g_value_init (value, G_TYPE_BOOLEAN);
  g_value_set_boolean (value, found != NULL);
  return TRUE;
}

/**
 * salve_accounts_has_patient_pin:
 *
 * Returns: (transfer full): resolves to a boolean
 */
DexFuture *
salve_accounts_has_patient_pin (SalveAccounts *self, const char *patient_id)
{
  return salve_accounts_read (self, do_look, salve_accounts_job_new (patient_id, NULL));
}
