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
  json_builder_end_object (builder);
  salve_api_answer_builder (exchange, SOUP_STATUS_CREATED, builder);
  return TRUE;
}

/* 403 and not 401, at which a kiosk's own sign-in would be renewed and the same proof tried a second time. */
static gboolean
refuse_proof (SalveExchange *exchange, GError **error, GError *mistake)
{
  g_autofree char *seconds = g_strdup_printf ("%u", salve_accounts_error_get_seconds (mistake));
  gboolean refused = g_error_matches (mistake, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_REFUSED);

  if (g_error_matches (mistake, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_DELAYED))
    salve_exchange_set_header (exchange, "Retry-After", seconds);
  if (!refused)
    return salve_api_refuse_accounts (error, mistake);
  salve_exchange_refuse (error, SOUP_STATUS_FORBIDDEN, "%s", mistake->message);
  g_error_free (mistake);
  return FALSE;
}

/* POST api/v1/kiosk/sessions {"card", "birthDate", "code"}: whatever is wrong with them, the answer is the same */
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
  json_builder_end_object (builder);
  salve_api_answer_builder (exchange, SOUP_STATUS_CREATED, builder);
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
