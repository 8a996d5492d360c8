/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-account.h"

#include <string.h>

#include "salve-secret.h"

G_DEFINE_BOXED_TYPE (SalveAccount, salve_account, salve_account_copy, salve_account_free)
G_DEFINE_BOXED_TYPE (SalveIdentity, salve_identity, salve_identity_copy, salve_identity_free)
G_DEFINE_BOXED_TYPE (SalveTokens, salve_tokens, salve_tokens_copy, salve_tokens_free)
G_DEFINE_BOXED_TYPE (SalveClient, salve_client, salve_client_copy, salve_client_free)

/**
 * salve_account_new:
 * @roles: (nullable) (array zero-terminated=1):
 *
 * Returns: (transfer full): an active account that is not yet created
 */
SalveAccount *
salve_account_new (const char *login, const char *const *roles)
{
  static const char *const none[] = { NULL };
  SalveAccount *self = g_new0 (SalveAccount, 1);

  self->login = g_strdup (login);
  self->roles = g_strdupv ((char **)(roles != NULL ? roles : none));
  self->active = TRUE;
  self->signed_in = SALVE_INSTANT_NONE;
  return self;
}

SalveAccount *
salve_account_copy (const SalveAccount *self)
{
  SalveAccount *copy = g_memdup2 (self, sizeof *self);

  copy->id = g_strdup (self->id);
  copy->login = g_strdup (self->login);
  copy->email = g_strdup (self->email);
  copy->roles = g_strdupv (self->roles);
  copy->patient_id = g_strdup (self->patient_id);
  copy->practitioner_id = g_strdup (self->practitioner_id);
  copy->device_id = g_strdup (self->device_id);
  return copy;
}

void
salve_account_free (SalveAccount *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->login);
  g_free (self->email);
  g_strfreev (self->roles);
  g_free (self->patient_id);
  g_free (self->practitioner_id);
  g_free (self->device_id);
  g_free (self);
}

gboolean
salve_account_has_role (const SalveAccount *self, const char *role)
{
  return g_strv_contains ((const char *const *)self->roles, role);
}

SalveIdentity *
salve_identity_copy (const SalveIdentity *self)
{
  SalveIdentity *copy = g_memdup2 (self, sizeof *self);

  copy->account_id = g_strdup (self->account_id);
  copy->login = g_strdup (self->login);
  copy->roles = g_strdupv (self->roles);
  copy->patient_id = g_strdup (self->patient_id);
  copy->practitioner_id = g_strdup (self->practitioner_id);
  copy->device_id = g_strdup (self->device_id);
  copy->client_id = g_strdup (self->client_id);
  copy->scopes = g_strdup (self->scopes);
  copy->token_id = g_strdup (self->token_id);
  copy->broken_patients = g_strdupv (self->broken_patients);
  return copy;
}

void
salve_identity_free (SalveIdentity *self)
{
  if (self == NULL)
    return;
  g_free (self->account_id);
  g_free (self->login);
  g_strfreev (self->roles);
  g_free (self->patient_id);
  g_free (self->practitioner_id);
  g_free (self->device_id);
  g_free (self->client_id);
  g_free (self->scopes);
  g_free (self->token_id);
  g_strfreev (self->broken_patients);
  g_free (self);
}

SalveTokens *
salve_tokens_copy (const SalveTokens *self)
{
  SalveTokens *copy = g_memdup2 (self, sizeof *self);

  copy->access = g_strdup (self->access);
  copy->refresh = g_strdup (self->refresh);
  copy->scope = g_strdup (self->scope);
  copy->account_id = g_strdup (self->account_id);
  copy->login = g_strdup (self->login);
  copy->patient_id = g_strdup (self->patient_id);
  copy->practitioner_id = g_strdup (self->practitioner_id);
  return copy;
}

void
salve_tokens_free (SalveTokens *self)
{
  if (self == NULL)
    return;
  salve_secret_free (self->access);
  salve_secret_free (self->refresh);
  g_free (self->scope);
  g_free (self->account_id);
  g_free (self->login);
  g_free (self->patient_id);
  g_free (self->practitioner_id);
  g_free (self);
}

SalveClient *
salve_client_copy (const SalveClient *self)
{
  SalveClient *copy = g_memdup2 (self, sizeof *self);

  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  copy->redirect_uris = g_strdupv (self->redirect_uris);
  copy->scopes = g_strdup (self->scopes);
  copy->account_id = g_strdup (self->account_id);
  copy->secret = g_strdup (self->secret);
  return copy;
}

void
salve_client_free (SalveClient *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_strfreev (self->redirect_uris);
  g_free (self->scopes);
  g_free (self->account_id);
  salve_secret_free (self->secret);
  g_free (self);
}

void
salve_break_glass_free (SalveBreakGlass *self)
{
  if (self == NULL)
    return;
  g_free (self->account_id);
  g_free (self->login);
  g_free (self->patient_id);
  g_free (self->reason);
  g_free (self->reviewer);
  g_free (self);
}

/* What follows the host and port of an address on this machine; NULL where it is none. *host_end is behind the host. */
static const char *
skip_loopback (const char *uri, const char **host_end)
{
  static const char *const hosts[] = { "http://127.0.0.1", "http://[::1]" };

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      const char *at = uri + strlen (hosts[i]);
      guint digits = 0;

      if (!g_str_has_prefix (uri, hosts[i]))
        continue;
      *host_end = at;
      if (*at == ':')
        for (at++; g_ascii_isdigit (*at); at++)
          digits++;
      return digits <= 5 && (*at == '/' || *at == '\0') && (digits > 0 || at == *host_end) ? at : NULL;
    }
  return NULL;
}

/**
 * salve_client_allows_redirect:
 * @uri: where a program wants to have the answer sent
 *
 * Texts are compared as they are (RFC 6749, 3.1.2.3); only on this machine the port is free (RFC 8252, 7.3).
 */
gboolean
salve_client_allows_redirect (const SalveClient *self, const char *uri)
{
  const char *host_end = NULL;
  const char *rest = skip_loopback (uri, &host_end);

  for (guint i = 0; self->redirect_uris[i] != NULL; i++)
    {
      const char *known = self->redirect_uris[i];
      const char *known_end = NULL;
      const char *known_rest = skip_loopback (known, &known_end);

      if (g_str_equal (known, uri))
        return TRUE;
      if (rest != NULL && known_rest != NULL && host_end - uri == known_end - known
          && strncmp (uri, known, (gsize)(host_end - uri)) == 0 && g_str_equal (rest, known_rest))
        return TRUE;
    }
  return FALSE;
}
