/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What strangers send to sign in: forms, scopes, addresses to return to, codes; and the rules of a role. */
#include "fuzz.h"

#include <string.h>

#include "salve-account.h"
#include "salve-form.h"
#include "salve-permission.h"
#include "salve-secret.h"

static void
check_form (const char *text, gsize length)
{
  static const char *const names[] = { "a", "client_id", "password", "state", "" };
  g_autoptr (SalveForm) form = salve_form_parse (text, length, NULL);

  if (form == NULL)
    return;
  g_assert_cmpuint (length, <=, SALVE_FORM_MAX_BYTES);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = salve_form_get (form, names[i]);
      g_autofree char *encoded = value != NULL ? salve_form_encode ("a", value, NULL) : NULL;
      g_autoptr (SalveForm) again = NULL;

      if (value == NULL)
        continue;
      g_assert_true (g_utf8_validate (value, -1, NULL));
      if (strlen (encoded) > SALVE_FORM_MAX_BYTES)
        continue;
      again = salve_form_parse (encoded, strlen (encoded), NULL);
      g_assert_nonnull (again);
      g_assert_cmpstr (salve_form_get (again, "a"), ==, value);
    }
}

/* What a program is given is nothing that it did not ask for, and nothing that it was not registered with. */
static void
check_scopes (const char *text)
{
  static const char *const allowed = "openid patient/*.rs user/Observation.cruds system/Device.c";
  static const char *const nurse[] = { "nurse", "administrator", NULL };
  static const char *const types[] = { "Patient", "Observation", "Device", "AuditEvent", "account" };
  g_autofree char *given = salve_scopes_intersect (text, allowed);
  g_autoptr (SalveScopes) wanted_scopes = salve_scopes_parse (text);
  g_autoptr (SalveScopes) allowed_scopes = salve_scopes_parse (allowed);
  g_autoptr (SalveScopes) given_scopes = salve_scopes_parse (given);
  g_autoptr (SalveRoleTable) roles = salve_role_table_new ();

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    for (guint action = 0; action < SALVE_N_ACTIONS; action++)
      {
        SalveReachKind reach =
            salve_permission_find (roles, nurse, given_scopes, (SalveAction)action, types[i]);

        g_assert_cmpint (reach, <=,
                         salve_permission_find (roles, nurse, wanted_scopes, (SalveAction)action, types[i]));
        g_assert_cmpint (reach, <=,
                         salve_permission_find (roles, nurse, allowed_scopes, (SalveAction)action, types[i]));
      }
}

/* Whoever reads an address differently from us still finds one of the program's own hosts in it. */
static void
check_redirect (const char *text)
{
  const char *const uris[] = { "https://app.example/cb?x=1", "http://127.0.0.1/cb", "http://[::1]/cb", NULL };
  const SalveClient client = { .redirect_uris = (GStrv)uris };
  g_autoptr (GUri) uri = NULL;

  if (!salve_client_allows_redirect (&client, text))
    return;
  uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL) /* a port that is none: no browser goes there */
    return;
  g_assert_true (g_strcmp0 (g_uri_get_host (uri), "127.0.0.1") == 0
                 || g_strcmp0 (g_uri_get_host (uri), "::1") == 0
                 || g_strcmp0 (g_uri_get_host (uri), "app.example") == 0);
  g_assert_null (g_uri_get_userinfo (uri));
  g_assert_null (strpbrk (text, "\r\n \\"));
}

static void
check_code (const char *text)
{
  g_autofree char *code = salve_secret_normalise_code (text);
  g_autofree char *again = code != NULL ? salve_secret_normalise_code (code) : NULL;

  g_assert_cmpstr (code, ==, again);
  g_assert_true (code == NULL || strlen (code) == 19);
}

static void
check_role (const char *text)
{
  static const char *const names[] = { "fuzz", NULL };
  g_autoptr (SalveRoleTable) roles = salve_role_table_new ();

  if (!salve_role_table_set (roles, "fuzz", text, NULL))
    return;
  if (*text == '\0')
    g_assert_cmpint (salve_permission_find (roles, names, NULL, SALVE_ACTION_READ, "Patient"), ==,
                     SALVE_REACH_NONE);
  if (strstr (text, "AuditEvent") == NULL)
    g_assert_cmpint (salve_permission_find (roles, names, NULL, SALVE_ACTION_READ, "AuditEvent"), ==,
                     SALVE_REACH_NONE);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);

  check_form ((const char *)data, size);
  check_redirect (text);
  check_code (text);
  salve_secret_fits_challenge (text, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  if (g_utf8_validate (text, -1, NULL))
    {
      check_scopes (text);
      check_role (text);
    }
  return 0;
}
