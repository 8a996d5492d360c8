/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-issuer.h"

#include <string.h>

static void
answer_document (FakeIssuer *self, SoupServerMessage *message)
{
  const char *origin = self->server->origin;
  g_autofree char *text = NULL;

  if (self->no_document)
    {
      test_server_answer (message, 404, "text/html", "<p>Nothing</p>");
      return;
    }
  text = g_strdup_printf (
      "{\"issuer\":\"%s\",\"authorization_endpoint\":\"%s/oauth/authorize\","
      "\"token_endpoint\":\"%s/oauth/token\",\"revocation_endpoint\":\"%s/oauth/revoke\","
      "\"grant_types_supported\":[\"authorization_code\"%s],\"scopes_supported\":[\"salve\"],"
      "\"code_challenge_methods_supported\":[\"%s\"],"
      "\"authorization_response_iss_parameter_supported\":true}",
      self->issuer != NULL ? self->issuer : origin, origin, origin, origin,
      self->no_passwords ? "" : ",\"password\"", self->no_s256 ? "plain" : "S256");
  test_server_answer (message, 200, "application/json", self->document != NULL ? self->document : text);
}

static void
give_tokens (FakeIssuer *self, SoupServerMessage *message)
{
  g_autofree char *login =
      self->login != NULL ? g_strdup_printf (",\"login\":\"%s\"", self->login) : g_strdup ("");
  g_autofree char *text = NULL;

  self->n_tokens++;
  text = g_strdup_printf (
      "{\"access_token\":\"access-%u\",\"refresh_token\":\"refresh-%u\",\"token_type\":\"bearer\","
      "\"expires_in\":%" G_GINT64_FORMAT ",\"scope\":\"salve\"%s}",
      self->n_tokens, self->n_tokens, self->expires_in, login);
  test_server_answer (message, 200, "application/json", text);
}

static void
refuse (SoupServerMessage *message, const char *why)
{
  g_autofree char *text = g_strdup_printf ("{\"error\":\"%s\"}", why);

  test_server_answer (message, 400, "application/json", text);
}

static gboolean
fits_challenge (FakeIssuer *self, const char *verifier)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  g_autofree char *text = NULL;

  if (verifier == NULL || self->challenge == NULL)
    return FALSE;
  g_checksum_update (sum, (const guchar *)verifier, -1);
  g_checksum_get_digest (sum, digest, &length);
  text = g_base64_encode (digest, length);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return g_str_equal (text, self->challenge);
}

static void
decide (FakeIssuer *self, SoupServerMessage *message, GHashTable *form)
{
  const char *grant = g_hash_table_lookup (form, "grant_type");
  g_autofree char *newest = g_strdup_printf ("refresh-%u", self->n_tokens);

  if (g_strcmp0 (grant, "password") == 0)
    {
      if (g_strcmp0 (g_hash_table_lookup (form, "password"), "right & proper=ä") == 0)
        give_tokens (self, message);
      else
        refuse (message, "invalid_grant");
    }
  else if (g_strcmp0 (grant, "refresh_token") == 0)
    {
      self->n_refreshes++;
      if (g_strcmp0 (g_hash_table_lookup (form, "refresh_token"), newest) == 0)
        give_tokens (self, message);
      else
        refuse (message, "invalid_grant");
    }
  else if (g_strcmp0 (grant, "authorization_code") == 0)
    {
      if (g_strcmp0 (g_hash_table_lookup (form, "code"), "the code") == 0
          && g_strcmp0 (g_hash_table_lookup (form, "redirect_uri"), self->redirect) == 0
          && fits_challenge (self, g_hash_table_lookup (form, "code_verifier")))
        give_tokens (self, message);
      else
        refuse (message, "invalid_grant");
    }
  else if (g_strcmp0 (grant, "client_credentials") == 0)
    {
      if (g_strcmp0 (g_hash_table_lookup (form, "client_secret"), "device-secret") == 0)
        give_tokens (self, message);
      else
        refuse (message, "invalid_client");
    }
  else
    refuse (message, "unsupported_grant_type");
}

static void
answer_token (FakeIssuer *self, SoupServerMessage *message, GHashTable *form)
{
  if (self->retry_after != NULL)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After",
                                  self->retry_after);
  if (self->answer_status != 0)
    test_server_answer (message, self->answer_status, "application/json", self->answer);
  else
    decide (self, message, form);
  if (self->hold)
    {
      soup_server_message_pause (message);
      g_set_object (&self->held, message);
    }
}

static void
handle_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  FakeIssuer *self = data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autofree char *text = g_strndup (body->data, body->length);
  g_autoptr (GHashTable) form = soup_form_decode (text);
  const char *document =
      self->at_root ? "/.well-known/smart-configuration" : "/fhir/.well-known/smart-configuration";

  if (g_str_equal (path, document))
    answer_document (self, message);
  else if (g_str_equal (path, "/oauth/token"))
    {
      g_ptr_array_add (self->forms, g_hash_table_ref (form));
      answer_token (self, message, form);
    }
  else if (g_str_equal (path, "/oauth/revoke"))
    {
      g_ptr_array_add (self->revoked, g_strdup (g_hash_table_lookup (form, "token")));
      test_server_answer (message, 200, NULL, NULL);
    }
  else if (g_str_equal (path, "/oauth/register-code")
           && g_strcmp0 (g_hash_table_lookup (form, "kind"), "activation") == 0
           && g_strcmp0 (g_hash_table_lookup (form, "code"), "FIRST") == 0)
    test_server_answer (message, 200, "application/json", "{\"login\":\"admin\"}");
  else if (g_str_equal (path, "/oauth/register-code")
           && g_strcmp0 (g_hash_table_lookup (form, "code"), "ABCD-EFGH") == 0)
    test_server_answer (message, 200, "application/json",
                        "{\"client_id\":\"device-1\",\"client_secret\":\"device-secret\"}");
  else if (g_str_equal (path, "/oauth/register-code"))
    refuse (message, "invalid_grant");
  else
    test_server_answer (message, 404, "text/html", "<p>Nothing</p>");
}

FakeIssuer *
fake_issuer_new_tls (GTlsCertificate *certificate)
{
  FakeIssuer *self = g_new0 (FakeIssuer, 1);

  self->server = test_server_new (certificate, 0, handle_cb, self);
  self->expires_in = 600;
  self->forms = g_ptr_array_new_with_free_func ((GDestroyNotify)g_hash_table_unref);
  self->revoked = g_ptr_array_new_with_free_func (g_free);
  return self;
}

FakeIssuer *
fake_issuer_new (void)
{
  return fake_issuer_new_tls (NULL);
}

/* Nothing connects to it any more; it stays with its server. */
void
fake_issuer_free (FakeIssuer *self)
{
  test_server_stop (self->server);
}

void
fake_issuer_release (FakeIssuer *self)
{
  self->hold = FALSE;
  soup_server_message_unpause (self->held);
  g_clear_object (&self->held);
}
