/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A patient proves at a kiosk who they are, and is signed in with their own record in reach for a quarter of an hour. The
 * kiosk's own token still reads no record: what it can have for the asking is a session of somebody who stands before it. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-kiosk.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <yyjson.h>

#include "salve-api.h"
#include "salve-fhir-read.h"
#include "salve-json.h"
#include "salve-service.h"

/* Only for whose record whoever asks may read. */
static gboolean
check_patient (SalveExchange *exchange, const char *id, GError **error)
{
  SalveReach reach;
  g_autoptr (SalveSearchRow) row = NULL;

  if (!salve_service_authorize (exchange, SALVE_ACTION_READ, "Patient", &reach, error))
    return FALSE;
  row = salve_fhir_await_row (exchange, "Patient", id, &reach, error);
  return row != NULL;
}

/* Awaits. */
static gboolean
add_pin (SalveExchange *exchange, JsonBuilder *builder, const char *patient_id, GError **error)
{
  GError *mistake = NULL;
  const gboolean has =
      dex_await_boolean (salve_accounts_has_patient_pin (exchange->service->accounts, patient_id), &mistake);

  if (mistake != NULL)
    return salve_api_refuse_accounts (error, mistake);
  json_builder_set_member_name (builder, "hasPin");
  json_builder_add_boolean_value (builder, has);
  return TRUE;
}

/* POST api/v1/patients/[id]/kiosk-code: eight digits to hand over, good once and for a day */
gboolean
salve_kiosk_handle_code (SalveExchange *exchange, GError **error)
{
  const char *id = salve_exchange_name (exchange, "id");
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *code = NULL;
  GError *mistake = NULL;

  if (!check_patient (exchange, id, error))
    return FALSE;
  code = dex_await_string (
      salve_accounts_issue_patient_code (exchange->service->accounts, id, salve_exchange_actor (exchange)),
      &mistake);
  if (code == NULL)
    return salve_api_refuse_accounts (error, mistake);
  json_builder_begin_object (builder);
  salve_api_add_text (builder, "code", code);
  if (!add_pin (exchange, builder, id, error))
    return FALSE;
  json_builder_end_object (builder);
  salve_api_answer_builder (exchange, SOUP_STATUS_CREATED, builder);
  return TRUE;
}

/* DELETE api/v1/patients/[id]/kiosk-pin: whoever may hand out codes may take a PIN away; nobody can see it */
gboolean
salve_kiosk_handle_pin_removal (SalveExchange *exchange, GError **error)
{
  const char *id = salve_exchange_name (exchange, "id");
  GError *mistake = NULL;

  if (!check_patient (exchange, id, error))
    return FALSE;
  dex_await_boolean (
      salve_accounts_remove_patient_pin (exchange->service->accounts, id, salve_exchange_actor (exchange)),
      &mistake);
  if (mistake != NULL)
    return salve_api_refuse_accounts (error, mistake);
  salve_exchange_answer (exchange, SOUP_STATUS_NO_CONTENT, NULL, NULL);
  return TRUE;
}

/* 403 and not 401, at which a kiosk's own sign-in would be renewed and the same proof tried a second time. */
static gboolean
refuse_proof (SalveExchange *exchange, GError **error, GError *mistake)
{
  if (!g_error_matches (mistake, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_REFUSED))
    return salve_api_refuse_sign_in (exchange, error, mistake);
  salve_exchange_refuse (error, SOUP_STATUS_FORBIDDEN, "%s", mistake->message);
  g_error_free (mistake);
  return FALSE;
}

static gboolean
may_choose_pin (const char *scope)
{
  g_auto (GStrv) words = g_strsplit (scope != NULL ? scope : "", " ", -1);

  return g_strv_contains ((const char *const *)words, SALVE_SCOPE_CHOOSE_PIN);
}

/* POST api/v1/kiosk/sessions {"card", "birthDate", "code"}, the last a code of the desk's or the PIN: whatever is wrong with
 * them, the answer is the same */
gboolean
salve_kiosk_handle_session (SalveExchange *exchange, GError **error)
{
  g_autoptr (yyjson_doc) doc = salve_api_read_body (exchange, error);
  yyjson_val *root = doc != NULL ? yyjson_doc_get_root (doc) : NULL;
  const char *card = yyjson_get_str (yyjson_obj_get (root, "card"));
  const char *birth = yyjson_get_str (yyjson_obj_get (root, "birthDate"));
  const char *code = yyjson_get_str (yyjson_obj_get (root, "code"));
  g_autoptr (SalveTokens) tokens = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  GError *mistake = NULL;

  if (doc == NULL)
    return FALSE;
  if (card == NULL || birth == NULL || code == NULL)
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST,
                                  _ ("“card”, “birthDate” and “code” have to be texts."));
  tokens = dex_await_boxed (salve_accounts_sign_in_patient (exchange->service->accounts,
                                                            exchange->identity->client_id, card, birth, code,
                                                            exchange->address),
                            &mistake);
  if (tokens == NULL)
    return refuse_proof (exchange, error, mistake);
  json_builder_begin_object (builder);
  salve_api_add_text (builder, "token", tokens->access);
  json_builder_set_member_name (builder, "expiresIn");
  json_builder_add_int_value (builder, tokens->expires_in);
  salve_api_add_text (builder, "patient", tokens->patient_id);
  json_builder_set_member_name (builder, "mayChoosePin");
  json_builder_add_boolean_value (builder, may_choose_pin (tokens->scope));
  if (!add_pin (exchange, builder, tokens->patient_id, error))
    return FALSE;
  json_builder_end_object (builder);
  salve_api_answer_builder (exchange, SOUP_STATUS_CREATED, builder);
  return TRUE;
}

/* PUT api/v1/kiosk/pin {"pin"}: six digits of the patient's own choice, by who has just come in by a code */
gboolean
salve_kiosk_handle_pin (SalveExchange *exchange, GError **error)
{
  const SalveIdentity *who = exchange->identity;
  g_autoptr (yyjson_doc) doc = salve_api_read_body (exchange, error);
  const char *pin = doc != NULL ? yyjson_get_str (yyjson_obj_get (yyjson_doc_get_root (doc), "pin")) : NULL;
  GError *mistake = NULL;

  if (doc == NULL)
    return FALSE;
  if (who->patient_id == NULL || !may_choose_pin (who->scopes))
    return salve_exchange_refuse (error, SOUP_STATUS_FORBIDDEN,
                                  _ ("A PIN is chosen by who has just come in by a code."));
  if (pin == NULL)
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, "“%s” %s", "pin", _ ("has to be a text."));
  if (!dex_await (salve_accounts_set_patient_pin (exchange->service->accounts, who->account_id,
                                                  who->patient_id, pin, salve_exchange_actor (exchange)),
                  &mistake))
    return salve_api_refuse_accounts (error, mistake);
  salve_exchange_answer (exchange, SOUP_STATUS_NO_CONTENT, NULL, NULL);
  return TRUE;
}

/* DELETE api/v1/kiosk/sessions: this sign-in ends, and no other of the same person */
gboolean
salve_kiosk_handle_session_end (SalveExchange *exchange, GError **error)
{
  const char *header = salve_exchange_header (exchange, "Authorization");
  const char *token = header != NULL ? strchr (header, ' ') : NULL;

  if (token != NULL
      && !dex_await (salve_accounts_revoke (exchange->service->accounts, token + 1, NULL), error))
    return FALSE;
  salve_exchange_answer (exchange, SOUP_STATUS_NO_CONTENT, NULL, NULL);
  return TRUE;
}
