/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A patient before a kiosk proves who they are: by a card, the birth date, and digits, which can be typed without sight.
 * Eight are a code that staff handed over, good once and for a day; six are the patient's own PIN (salve-accounts-pin.c).
 * Both are kept as argon2id, and whoever tries is slowed by card and by address. Whatever is wrong looks the same from
 * outside and takes the same time: one hash, one commit. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-accounts-private.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "salve-patient.h"
#include "salve-secret.h"
#include "salve-store-find.h"
#include "salve-text.h"

#define DIGITS 8
#define MAX_TYPED 128
#define LIFETIME (24 * 3600 * SALVE_INSTANT_SECOND)
/* The own record and no more than that: what else the account may do by other roles is left out. */
#define SCOPES                                                                                               \
  "patient/*.rs patient/Appointment.cruds patient/ServiceRequest.cruds user/Practitioner.rs"                 \
  " user/PractitionerRole.rs user/Location.rs user/HealthcareService.rs user/Schedule.rs user/Slot.rs"

/* Who had a code in their hand may choose a PIN, and who only knew one may not. */
#define SCOPES_OF_CODE SCOPES " " SALVE_SCOPE_CHOOSE_PIN

typedef struct
{
  SalveAccounts *self;
  char *patient_id;
  char *actor;
  char *client_id;
  char *card;
  char *birth;
  char *code;
  char *address;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_object_unref (work->self);
  g_free (work->patient_id);
  g_free (work->actor);
  g_free (work->client_id);
  g_free (work->card);
  g_free (work->birth);
  salve_secret_free (work->code);
  g_free (work->address);
  g_free (work);
}

static char *
code_name (const char *patient_id)
{
  return g_strconcat ("patient/", patient_id, NULL);
}

/* One column of the first row; *text is NULL where there is none. */
gboolean
salve_accounts_read_text (SalveConnection *connection,
                          const char *sql,
                          const char *key,
                          char **text,
                          GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (connection, sql, error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, key);
  if (!salve_statement_step (select, &row, error))
    return FALSE;
  *text = row ? g_strdup (salve_statement_text (select, 0)) : NULL;
  return TRUE;
}

/* An account of the patient's own, made where there is none. Its name says nothing of whose it is. */
static gboolean
ensure_account (SalveConnection *connection,
                SalveInstant now,
                const SalveAccountsJob *job,
                char **id,
                GError **error)
{
  g_autoptr (SalveAccount) account = NULL;
  g_autofree char *login = NULL;

  if (!salve_accounts_read_text (
          connection,
          "SELECT id FROM account WHERE patient_id = ? AND ' ' || roles || ' ' LIKE '% patient %'"
          " ORDER BY active DESC, created LIMIT 1",
          job->id, id, error))
    return FALSE;
  if (*id != NULL)
    return salve_accounts_read_row (connection, SALVE_ACCOUNT_BY_ID, *id, &account, NULL, error)
           && (account->active || salve_accounts_not_found (error));
  *id = g_uuid_string_random ();
  login = g_strconcat ("patient-", *id, NULL);
  return salve_connection_run (connection, error,
                               "INSERT INTO account (id, login, login_key, roles, patient_id, created) VALUES"
                               " (?, ?, ?, '" SALVE_ROLE_NAME_PATIENT "', ?, ?)",
                               "tttti", *id, login, login, job->id, now)
         && salve_accounts_audit (connection, now, job->actor, "create", *id, SALVE_ROLE_NAME_PATIENT, error);
}

/* The patient (id), the code's argon2id (other). */
static gboolean
do_issue (SalveConnection *connection,
          SalveInstant now,
          SalveAccountsJob *job,
          GValue *value,
          GError **refusal,
          GError **error)
{
  g_autofree char *name = code_name (job->id), *patient = NULL, *account_id = NULL;

  if (!salve_accounts_read_text (connection, "SELECT id FROM patient WHERE id = ? AND active", job->id,
                                 &patient, error))
    return FALSE;
  if (patient == NULL)
    return salve_accounts_not_found (error);
  if (!ensure_account (connection, now, job, &account_id, error)
      || !salve_connection_run (connection, error, "DELETE FROM code WHERE hash = ?", "t", name)
      || !salve_connection_run (connection, error,
                                "INSERT INTO code (hash, kind, account_id, detail, created, expires) VALUES"
                                " (?, ?, ?, ?, ?, ?)",
                                "tittii", name, (gint64)SALVE_CODE_PATIENT, account_id, job->other, now,
                                now + LIFETIME)
      || !salve_accounts_audit (connection, now, job->actor, "code", account_id, "patient", error))
    return FALSE;
  g_value_init (value, G_TYPE_BOOLEAN);
  g_value_set_boolean (value, TRUE);
  return TRUE;
}

static DexFuture *
issue_fiber (gpointer data)
{
  Work *work = data;
  SalveAccountsJob *job;
  GError *error = NULL;
  char *code, *hash;

  for (guint i = 0; i < DIGITS; i++)
    work->code[i] = (char)('0' + randombytes_uniform (10));
  hash = dex_await_string (salve_password_hasher_hash (work->self->hasher, work->code), &error);
  if (hash == NULL)
    return dex_future_new_for_error (error);
  job = salve_accounts_job_new (work->patient_id, work->actor);
  job->other = hash;
  if (!dex_await (salve_accounts_write (work->self, do_issue, job), &error))
    return dex_future_new_for_error (error);
  code = g_strdup_printf ("%.4s %.4s", work->code, work->code + DIGITS / 2);
  return dex_future_new_take_string (code);
}

/**
 * salve_accounts_issue_patient_code:
 * @patient_id: of an active patient
 *
 * Makes the code with which this patient shows at a kiosk who they are; it replaces an older one. Where they have no
 * account, one with the role of a patient is made.
 *
 * Returns: (transfer full): resolves to the code as a string, "1234 5678"; rejects with
 *   %SALVE_ACCOUNTS_ERROR_NOT_FOUND where there is no such patient or their account was closed
 */
DexFuture *
salve_accounts_issue_patient_code (SalveAccounts *self, const char *patient_id, const char *actor)
{
  Work *work = g_new0 (Work, 1);

  work->self = g_object_ref (self);
  work->patient_id = g_strdup (patient_id);
  work->actor = g_strdup (actor);
  work->code = g_malloc0 (DIGITS + 1);
  return dex_scheduler_spawn (NULL, SALVE_ACCOUNTS_STACK, issue_fiber, work, work_free);
}

/* Who was born that day and has a card of that number, however it is written: the id of the one who is it; NULL without
 * an error where nobody is, or several are. The key beside the birth date answers without the record for nearly all. */
static gboolean
find_patient (SalveConnection *connection, const char *birth, const char *card, char **id, GError **error)
{
  g_autofree char *compact = salve_identifier_compact (card);
  g_autofree char *folded = salve_text_fold (compact);
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection,
      "SELECT r.body FROM patient AS p JOIN resource AS r ON r.rowid = p.rowid WHERE"
      " p.birth_date = ?1 AND p.active AND p.estimated = 0 AND ?2 <> '' AND"
      " instr (replace (p.search_key, ' ', ''), ?2) > 0",
      error);
  gboolean row = TRUE;
  guint n = 0;

  *id = NULL;
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, birth);
  salve_statement_bind_text (select, 2, folded);
  while (salve_statement_step (select, &row, error) && row)
    {
      g_autoptr (GBytes) body = salve_statement_bytes (select, 0);
      g_autoptr (SalveResource) patient = salve_resource_new (body, NULL);

      if (patient != NULL && salve_patient_carries (patient, NULL, compact) && n++ == 0)
        *id = g_strdup (salve_resource_get_id (patient));
    }
  if (n > 1)
    g_clear_pointer (id, g_free);
  return !row;
}

#define CODE_TO_TRY "SELECT detail FROM code WHERE hash = ?"
#define PIN_TO_TRY                                                                                           \
  "SELECT c.detail FROM code AS c JOIN account AS a ON a.id = c.account_id WHERE c.hash = ? AND a.failed <"  \
  " " G_STRINGIFY (SALVE_PATIENT_PIN_TRIES)

/* The card (name) and the birth date (text), and whether a PIN was typed (number). Answers of who has both with the
 * account, the name of their code or PIN, and its argon2id, which is left out after too many wrong PINs; with nothing where
 * nobody has both, or they have no such thing. */
static gboolean
do_find (SalveConnection *connection,
         SalveInstant now,
         SalveAccountsJob *job,
         GValue *value,
         GError **refusal,
         GError **error)
{
  g_autoptr (GStrvBuilder) found = g_strv_builder_new ();
  g_autofree char *patient_id = NULL, *name = NULL, *account_id = NULL, *hash = NULL;

  if (!find_patient (connection, job->text, job->name, &patient_id, error))
    return FALSE;
  name = job->number != 0 ? salve_accounts_pin_name (patient_id != NULL ? patient_id : "")
                          : code_name (patient_id != NULL ? patient_id : "");
  if (!salve_accounts_read_text (connection, "SELECT account_id FROM code WHERE hash = ?", name, &account_id,
                                 error)
      || !salve_accounts_read_text (connection, job->number != 0 ? PIN_TO_TRY : CODE_TO_TRY, name, &hash,
                                    error))
    return FALSE;
  if (account_id != NULL)
    g_strv_builder_add_many (found, account_id, name, hash, NULL);
  g_value_init (value, G_TYPE_STRV);
  g_value_take_boxed (value, g_strv_builder_end (found));
  return TRUE;
}

/* A code is used up, a PIN stays. */
static gboolean
take_proof (SalveConnection *connection, SalveInstant now, SalveAccountsJob *job, GError **error)
{
  g_autofree char *hash = NULL;

  if (job->number == 0)
    return salve_connection_run (connection, error,
                                 "DELETE FROM code WHERE hash = ? AND detail = ? AND expires > ?", "tti",
                                 job->name, job->hash, now)
           && (salve_connection_n_changed (connection) == 1 || salve_accounts_refuse (error));
  return salve_accounts_read_text (connection, PIN_TO_TRY, job->name, &hash, error)
         && (g_strcmp0 (hash, job->hash) == 0 || salve_accounts_refuse (error));
}

/* The code's or the PIN's (number) name (name), its argon2id (hash), the account (id), the program (other). */
static gboolean
do_sign_in (SalveConnection *connection,
            SalveInstant now,
            SalveAccountsJob *job,
            GValue *value,
            GError **refusal,
            GError **error)
{
  g_autoptr (SalveAccount) account = NULL;
  SalveTokens *tokens;

  if (!salve_accounts_read_row (connection, SALVE_ACCOUNT_BY_ID, job->id, &account, NULL, error)
      || !take_proof (connection, now, job, error))
    return FALSE;
  if (account == NULL || !account->active)
    return salve_accounts_refuse (error);
  if (!salve_connection_run (connection, error, "UPDATE account SET failed = 0, signed_in = ? WHERE id = ?",
                             "it", now, job->id)
      || !salve_accounts_audit (connection, now, account->login, "sign-in", job->id,
                                job->number != 0 ? "kiosk, by PIN" : "kiosk", error)
      || !salve_accounts_issue_tokens (connection, now, account, job->other,
                                       job->number != 0 ? SCOPES : SCOPES_OF_CODE, TRUE, NULL, &tokens,
                                       error))
    return FALSE;
  g_value_init (value, SALVE_TYPE_TOKENS);
  g_value_take_boxed (value, tokens);
  return TRUE;
}

/* The account (id) where the mistake was made with somebody's own card and birth date; wrong PINs (number) are counted. */
static gboolean
do_note_failure (SalveConnection *connection,
                 SalveInstant now,
                 SalveAccountsJob *job,
                 GValue *value,
                 GError **refusal,
                 GError **error)
{
  if (job->id == NULL)
    return salve_accounts_note_unknown (connection, error);
  return (job->number == 0
          || salve_connection_run (connection, error, "UPDATE account SET failed = failed + 1 WHERE id = ?",
                                   "t", job->id))
         && salve_accounts_audit (connection, now, "kiosk", "sign-in-failed", job->id, NULL, error);
}

static gboolean
is_pin (const Work *work)
{
  return strlen (work->code) != DIGITS;
}

static DexFuture *
finish (Work *work, char **found, gboolean right, const char *card, const char *from)
{
  SalveInstant now = salve_store_now (work->self->store);
  SalveAccountsJob *job = salve_accounts_job_new (found[0], NULL);
  g_autoptr (GError) error = NULL;

  job->number = is_pin (work);
  if (right)
    {
      salve_lockout_succeed (work->self->code_lockout, card, FALSE, from, now);
      job->name = g_strdup (found[1]);
      job->hash = g_strdup (found[2]);
      job->other = g_strdup (work->client_id);
      return salve_accounts_write (work->self, do_sign_in, job);
    }
  salve_lockout_fail (work->self->code_lockout, card, FALSE, from, now);
  if (dex_await (salve_accounts_write (work->self, do_note_failure, job), &error))
    salve_accounts_refuse (&error);
  return dex_future_new_for_error (g_steal_pointer (&error));
}

static DexFuture *
sign_in_fiber (gpointer data)
{
  Work *work = data;
  g_autofree char *from = salve_lockout_normalise_address (work->address);
  g_autofree char *compact = salve_identifier_compact (work->card);
  g_autofree char *card = g_strconcat ("card ", compact, NULL);
  SalveAccountsJob *job = salve_accounts_job_new (NULL, NULL);
  g_auto (GStrv) found = NULL;
  GError *error = NULL;
  const char *hash;
  gboolean right;
  guint delay;

  job->name = g_strdup (work->card);
  job->text = g_strdup (work->birth);
  job->number = is_pin (work);
  found = dex_await_boxed (salve_accounts_read (work->self, do_find, job), &error);
  if (found == NULL)
    return dex_future_new_for_error (error);
  delay =
      salve_lockout_begin (work->self->code_lockout, card, FALSE, from, salve_store_now (work->self->store));
  if (delay > 0)
    return salve_accounts_delayed (delay);
  hash = g_strv_length (found) > 2 ? found[2] : NULL;
  right = dex_await_boolean (salve_password_hasher_verify (work->self->hasher, hash, work->code), &error);
  if (error != NULL)
    {
      salve_lockout_cancel (work->self->code_lockout, card, FALSE, from);
      return dex_future_new_for_error (error);
    }
  return finish (work, found, right && hash != NULL, card, from);
}

/* Blanks between the digits are for the eye. */
static char *
digits_of (const char *typed)
{
  char *digits = g_malloc0 (MAX_TYPED + 1);
  gsize n = 0;

  for (const char *at = typed; *at != '\0' && n < MAX_TYPED; at++)
    if (g_ascii_isdigit (*at))
      digits[n++] = *at;
  return digits;
}

/**
 * salve_accounts_sign_in_patient:
 * @client_id: the kiosk
 * @card: a number by which the clinic knows the patient, as typed or scanned
 * @birth_date: "1980-03-12"
 * @code: of salve_accounts_issue_patient_code(), or the PIN of salve_accounts_set_patient_pin(), as typed
 * @address: (nullable): where it comes from
 *
 * Uses the code up and signs the patient in for a quarter of an hour, with no more than their own record in reach; the
 * scope says with %SALVE_SCOPE_CHOOSE_PIN whether it was by a code.
 *
 * Returns: (transfer full): resolves to #SalveTokens without a refresh token; rejects with
 *   %SALVE_ACCOUNTS_ERROR_REFUSED, whatever was wrong, or %SALVE_ACCOUNTS_ERROR_DELAYED
 */
DexFuture *
salve_accounts_sign_in_patient (SalveAccounts *self,
                                const char *client_id,
                                const char *card,
                                const char *birth_date,
                                const char *code,
                                const char *address)
{
  Work *work = g_new0 (Work, 1);

  work->self = g_object_ref (self);
  work->client_id = g_strdup (client_id);
  work->card = g_strndup (card, MAX_TYPED);
  work->birth = g_strndup (birth_date, MAX_TYPED);
  work->code = digits_of (code);
  work->address = g_strdup (address);
  return dex_scheduler_spawn (NULL, SALVE_ACCOUNTS_STACK, sign_in_fiber, work, work_free);
}
