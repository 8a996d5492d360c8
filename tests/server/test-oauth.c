/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in over HTTP, with a real server on this machine and a real client; the clock is the tests'. */
#include "config.h"

#include <libsoup/soup.h>
#include <string.h>
#include <yyjson.h>

#include "salve-accounts-private.h"
#include "salve-form.h"
#include "salve-oauth.h"
#include "salve-secret.h"
#include "store-fixture.h"

#define SECOND SALVE_INSTANT_SECOND
#define PASSWORD "correct horse battery"
#define FORM "application/x-www-form-urlencoded"
#define REDIRECT "http://127.0.0.1:4321/callback"
/* RFC 7636, appendix B. */
#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

typedef struct
{
  StoreFixture *fixture;
  SalveStore *store;
  SalveAccounts *accounts;
  SoupServer *server;
  SoupSession *session;
  char *base;
  SalveInstant now;
  guint n_sent; /* codes */
  /* The last answer. */
  guint status;
  char *body;
  char *location;
  char *cookie; /* as a browser keeps it */
  SoupMessageHeaders *headers;
} Clinic;

static SalveInstant
read_clock (gpointer data)
{
  return ((Clinic *)data)->now;
}

static void
count_code (SalveCodeKind kind, const SalveAccount *account, const char *to, const char *code, gpointer data)
{
  ((Clinic *)data)->n_sent++;
}

static gpointer
wait_good (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  const GValue *value;
  gpointer result;

  dex_ref (future);
  store_fixture_wait (future, &error);
  g_assert_no_error (error);
  value = dex_future_get_value (future, NULL);
  result = G_VALUE_HOLDS_STRING (value)  ? (gpointer)g_value_dup_string (value)
           : G_VALUE_HOLDS_BOXED (value) ? g_value_dup_boxed (value)
                                         : NULL;
  dex_unref (future);
  return result;
}

static void
add (Clinic *clinic, const char *login, const char *role)
{
  const char *const roles[] = { role, NULL };
  g_autoptr (SalveAccount) wanted = salve_account_new (login, roles);
  g_autoptr (SalveAccount) account = wait_good (salve_accounts_create (clinic->accounts, wanted, "tester"));

  wait_good (salve_accounts_set_password (clinic->accounts, account->id, NULL, PASSWORD, NULL, "tester"));
}

static Clinic *
clinic_new (void)
{
  Clinic *clinic = g_new0 (Clinic, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  clinic->fixture = store_fixture_new ();
  clinic->now = 1800000000 * SECOND;
  clinic->store = store_fixture_open (clinic->fixture);
  salve_store_set_clock (clinic->store, read_clock, clinic);
  clinic->accounts = salve_accounts_new (clinic->store);
  salve_accounts_set_sender (clinic->accounts, count_code, clinic, NULL);
  salve_accounts_set_password_cost (clinic->accounts, 1, 8 * 1024);
  clinic->server = soup_server_new (NULL, NULL);
  soup_server_listen_local (clinic->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (clinic->server);
  clinic->base = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  salve_oauth_add_handlers (clinic->server, clinic->accounts, clinic->base);
  clinic->session = soup_session_new ();
  add (clinic, "anna", "nurse");
  return clinic;
}

static void
clinic_free (Clinic *clinic)
{
  soup_session_abort (clinic->session);
  g_object_unref (clinic->session);
  soup_server_disconnect (clinic->server);
  g_object_unref (clinic->server);
  store_fixture_assert_sound (clinic->store);
  g_object_unref (clinic->accounts);
  store_fixture_close (clinic->store);
  store_fixture_free (clinic->fixture);
  g_free (clinic->base);
  g_free (clinic->body);
  g_free (clinic->location);
  g_free (clinic->cookie);
  g_clear_pointer (&clinic->headers, soup_message_headers_unref);
  g_free (clinic);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Clinic, clinic_free)

static void
answered (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static void
keep_cookie (Clinic *clinic)
{
  const char *set = soup_message_headers_get_list (clinic->headers, "Set-Cookie");

  if (set != NULL)
    {
      g_free (clinic->cookie);
      clinic->cookie = g_strndup (set, strcspn (set, ";"));
    }
}

/* header: one more of the request's, as "Name: value"; nullable. */
static guint
ask (Clinic *clinic,
     const char *method,
     const char *path,
     const char *type,
     const char *form,
     const char *header)
{
  g_autofree char *address = g_strconcat (clinic->base, path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, address);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (form != NULL)
    {
      g_autoptr (GBytes) body = g_bytes_new (form, strlen (form));

      soup_message_set_request_body_from_bytes (message, type, body);
    }
  if (clinic->cookie != NULL)
    soup_message_headers_replace (headers, "Cookie", clinic->cookie);
  if (header != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (header, ": ", 2);

      soup_message_headers_replace (headers, parts[0], parts[1]);
    }
  soup_session_send_and_read_async (clinic->session, message, G_PRIORITY_DEFAULT, NULL, answered, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  bytes = soup_session_send_and_read_finish (clinic->session, result, &error);
  g_assert_no_error (error);
  g_clear_pointer (&clinic->headers, soup_message_headers_unref);
  clinic->headers = soup_message_headers_ref (soup_message_get_response_headers (message));
  g_set_str (&clinic->location, soup_message_headers_get_one (clinic->headers, "Location"));
  g_free (clinic->body);
  clinic->body = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  clinic->status = soup_message_get_status (message);
  keep_cookie (clinic);
  return clinic->status;
}

static guint
post (Clinic *clinic, const char *path, const char *form)
{
  return ask (clinic, "POST", path, FORM, form, NULL);
}

/* A member of the last answer's object, as text. */
static char *
member (Clinic *clinic, const char *name)
{
  yyjson_doc *document = yyjson_read (clinic->body, strlen (clinic->body), 0);
  yyjson_val *value = yyjson_obj_get (yyjson_doc_get_root (document), name);
  char *text = yyjson_is_str (value)    ? g_strdup (yyjson_get_str (value))
               : yyjson_is_uint (value) ? g_strdup_printf ("%" G_GUINT64_FORMAT, yyjson_get_uint (value))
               : yyjson_is_bool (value) ? g_strdup (yyjson_get_bool (value) ? "true" : "false")
                                        : NULL;

  yyjson_doc_free (document);
  return text;
}

static void
assert_error (Clinic *clinic, guint status, const char *code)
{
  g_autofree char *found = member (clinic, "error");

  g_assert_cmpuint (clinic->status, ==, status);
  g_assert_cmpstr (found, ==, code);
  g_assert_cmpstr (soup_message_headers_get_one (clinic->headers, "Cache-Control"), ==, "no-store");
}

static void
assert_valid (Clinic *clinic, const char *token, gboolean valid)
{
  g_autoptr (SalveIdentity) identity = salve_accounts_identify_now (clinic->accounts, token, NULL);

  g_assert_true ((identity != NULL) == valid);
}

#define SIGN_IN "grant_type=password&client_id=salve&username=anna&password=correct%20horse%20battery"

static void
test_metadata (void)
{
  static const char *const paths[] = { "/.well-known/smart-configuration",
                                       "/fhir/.well-known/smart-configuration",
                                       "/.well-known/oauth-authorization-server" };
  g_autoptr (Clinic) clinic = clinic_new ();

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *token = NULL;
      g_autofree char *expected = g_strconcat (clinic->base, "/oauth/token", NULL);

      g_assert_cmpuint (ask (clinic, "GET", paths[i], NULL, NULL, NULL), ==, 200);
      token = member (clinic, "token_endpoint");
      g_assert_cmpstr (token, ==, expected);
      g_assert_nonnull (strstr (clinic->body, "\"code_challenge_methods_supported\":[\"S256\"]"));
      g_assert_cmpuint (ask (clinic, "POST", paths[i], FORM, "a=b", NULL), ==, 405);
    }
  ask (clinic, "GET", paths[0], NULL, NULL, "Host: clinic.local:8443");
  g_assert_nonnull (strstr (clinic->body, "\"issuer\":\"http://clinic.local:8443\""));
  g_assert_cmpuint (ask (clinic, "GET", "/oauth/nothing", NULL, NULL, NULL), ==, 404);
}

static void
test_password (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autofree char *access = NULL;
  g_autofree char *refresh = NULL;
  g_autofree char *type = NULL;
  g_autofree char *seconds = NULL;
  g_autofree char *login = NULL;

  g_assert_cmpuint (post (clinic, "/oauth/token", SIGN_IN), ==, 200);
  access = member (clinic, "access_token");
  refresh = member (clinic, "refresh_token");
  type = member (clinic, "token_type");
  seconds = member (clinic, "expires_in");
  login = member (clinic, "login");
  g_assert_cmpstr (type, ==, "Bearer");
  g_assert_cmpstr (seconds, ==, "900");
  g_assert_cmpstr (login, ==, "anna");
  g_assert_cmpstr (soup_message_headers_get_one (clinic->headers, "Cache-Control"), ==, "no-store");
  assert_valid (clinic, access, TRUE);
  assert_valid (clinic, refresh, FALSE);
  g_assert_null (strstr (clinic->body, "password"));
  post (clinic, "/oauth/token", "grant_type=password&client_id=salve&username=anna&password=wrong");
  assert_error (clinic, 400, "invalid_grant");
  post (clinic, "/oauth/token", "grant_type=password&client_id=salve&username=nobody&password=wrong");
  assert_error (clinic, 400, "invalid_grant");
}

static void
test_bad_requests (void)
{
  static const struct
  {
    const char *form;
    guint status;
    const char *code;
  } cases[] = {
    { "", 400, "invalid_request" },
    { "grant_type=password", 401, "invalid_client" },
    { "grant_type=password&client_id=stranger&username=a&password=b", 401, "invalid_client" },
    { "grant_type=password&client_id=salve&client_secret=x&username=a&password=b", 401, "invalid_client" },
    { "grant_type=password&client_id=salve&username=anna", 400, "invalid_request" },
    { "grant_type=password&client_id=salve&username=anna&password=", 400, "invalid_request" },
    { "grant_type=implicit&client_id=salve", 400, "unsupported_grant_type" },
    { "grant_type=client_credentials&client_id=salve", 400, "unauthorized_client" },
    { SIGN_IN "&scope=nothing", 400, "invalid_scope" },
    { SIGN_IN "&username=berta", 400, "invalid_request" },
    { SIGN_IN "&x=%zz", 400, "invalid_request" },
    { SIGN_IN "&x=%0", 400, "invalid_request" },
    { SIGN_IN "&x=%00", 400, "invalid_request" },
    { SIGN_IN "&x=%ff", 400, "invalid_request" },
    { SIGN_IN "&x=%c0%ae", 400, "invalid_request" },
    { "grant_type=refresh_token&client_id=salve&refresh_token=forged", 400, "invalid_grant" },
    { "grant_type=authorization_code&client_id=salve&code=forged&redirect_uri=" REDIRECT
      "&code_verifier=" VERIFIER,
      400, "invalid_grant" },
    { "grant_type=authorization_code&client_id=salve&code=forged&redirect_uri=" REDIRECT, 400,
      "invalid_request" },
  };
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autofree char *large = g_strnfill (SALVE_FORM_MAX_BYTES + 1, 'a');
  GString *many = g_string_new ("grant_type=password");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      post (clinic, "/oauth/token", cases[i].form);
      assert_error (clinic, cases[i].status, cases[i].code);
    }
  post (clinic, "/oauth/token", large);
  assert_error (clinic, 413, "invalid_request");
  for (guint i = 0; i < SALVE_FORM_MAX_FIELDS; i++)
    g_string_append_printf (many, "&f%u=1", i);
  post (clinic, "/oauth/token", many->str);
  assert_error (clinic, 400, "invalid_request");
  g_string_free (many, TRUE);
  ask (clinic, "POST", "/oauth/token", "application/json", "{}", NULL);
  assert_error (clinic, 415, "invalid_request");
  ask (clinic, "GET", "/oauth/token?" SIGN_IN, NULL, NULL, NULL);
  assert_error (clinic, 405, "invalid_request");
  g_assert_cmpstr (soup_message_headers_get_one (clinic->headers, "Allow"), ==, "POST");
  post (clinic, "/oauth/token?" SIGN_IN, SIGN_IN);
  assert_error (clinic, 400, "invalid_request");
}

static void
test_refresh (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autofree char *access = NULL;
  g_autofree char *form = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autofree char *refresh = NULL;
  g_autofree char *next_form = NULL;

  post (clinic, "/oauth/token", SIGN_IN);
  refresh = member (clinic, "refresh_token");
  form = g_strdup_printf ("grant_type=refresh_token&client_id=salve&refresh_token=%s", refresh);
  g_assert_cmpuint (post (clinic, "/oauth/token", form), ==, 200);
  second = member (clinic, "refresh_token");
  g_assert_cmpstr (second, !=, refresh);
  next_form = g_strdup_printf ("grant_type=refresh_token&client_id=salve&refresh_token=%s", second);
  g_assert_cmpuint (post (clinic, "/oauth/token", next_form), ==, 200);
  third = member (clinic, "refresh_token");
  access = member (clinic, "access_token");
  assert_valid (clinic, access, TRUE);
  post (clinic, "/oauth/token", form);
  assert_error (clinic, 400, "invalid_grant");
  assert_valid (clinic, access, FALSE);
  g_free (g_steal_pointer (&form));
  form = g_strdup_printf ("grant_type=refresh_token&client_id=salve&refresh_token=%s", third);
  post (clinic, "/oauth/token", form);
  assert_error (clinic, 400, "invalid_grant");
}

static void
test_revoke (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autofree char *access = NULL;
  g_autofree char *refresh = NULL;
  g_autofree char *form = NULL;

  post (clinic, "/oauth/token", SIGN_IN);
  access = member (clinic, "access_token");
  refresh = member (clinic, "refresh_token");
  form = g_strdup_printf ("token=%s&token_type_hint=refresh_token&client_id=salve", refresh);
  assert_valid (clinic, access, TRUE);
  g_assert_cmpuint (post (clinic, "/oauth/revoke", form), ==, 200);
  assert_valid (clinic, access, FALSE);
  g_assert_cmpuint (post (clinic, "/oauth/revoke", form), ==, 200);
  post (clinic, "/oauth/revoke", "client_id=salve");
  assert_error (clinic, 400, "invalid_request");
  post (clinic, "/oauth/revoke", "token=x");
  assert_error (clinic, 401, "invalid_client");
}

static void
test_lock_out (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();

  for (guint i = 0; i < 5; i++)
    {
      post (clinic, "/oauth/token", "grant_type=password&client_id=salve&username=anna&password=wrong");
      assert_error (clinic, 400, "invalid_grant");
    }
  post (clinic, "/oauth/token", SIGN_IN);
  assert_error (clinic, 429, "slow_down");
  g_assert_cmpstr (soup_message_headers_get_one (clinic->headers, "Retry-After"), ==, "1");
  clinic->now += SECOND;
  g_assert_cmpuint (post (clinic, "/oauth/token", SIGN_IN), ==, 200);
}

/* A browser: the page, its form, and where the answer leads. */

static char *
authorize_path (const char *extra)
{
  return g_strconcat (
      "/oauth/authorize?client_id=salve&scope=salve&response_type=code&code_challenge=" CHALLENGE
      "&code_challenge_method=S256&state=a%20%22b%26%3C&redirect_uri=",
      extra, NULL);
}

static char *
hidden (Clinic *clinic, const char *name)
{
  g_autofree char *pattern = g_strdup_printf ("name=\"%s\" value=\"([^\"]*)\"", name);
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  return g_regex_match (regex, clinic->body, 0, &match) ? g_match_info_fetch (match, 1) : NULL;
}

static char *
fill_form (Clinic *clinic, const char *token, const char *redirect, const char *password)
{
  return salve_form_encode ("client_id", "salve", "scope", "salve", "response_type", "code", "code_challenge",
                            CHALLENGE, "code_challenge_method", "S256", "state", "a \"b&<", "redirect_uri",
                            redirect, "form_token", token, "login", "anna", "password", password, NULL);
}

static char *
take_code (Clinic *clinic)
{
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GHashTable) fields = NULL;

  g_assert_cmpuint (clinic->status, ==, 303);
  g_assert_true (g_str_has_prefix (clinic->location, REDIRECT "?"));
  uri = g_uri_parse (clinic->location, G_URI_FLAGS_ENCODED_QUERY, NULL);
  fields = soup_form_decode (g_uri_get_query (uri));
  g_assert_cmpstr (g_hash_table_lookup (fields, "state"), ==, "a \"b&<");
  g_assert_cmpstr (g_hash_table_lookup (fields, "iss"), ==, clinic->base);
  return g_strdup (g_hash_table_lookup (fields, "code"));
}

static char *
sign_in (Clinic *clinic)
{
  g_autofree char *path = authorize_path (REDIRECT);
  g_autofree char *token = NULL;
  g_autofree char *form = NULL;

  g_assert_cmpuint (ask (clinic, "GET", path, NULL, NULL, NULL), ==, 200);
  token = hidden (clinic, "form_token");
  form = fill_form (clinic, token, REDIRECT, PASSWORD);
  post (clinic, "/oauth/authorize", form);
  return take_code (clinic);
}

static guint
redeem (Clinic *clinic, const char *code, const char *redirect, const char *verifier)
{
  g_autofree char *form = salve_form_encode ("grant_type", "authorization_code", "client_id", "salve", "code",
                                             code, "redirect_uri", redirect, "code_verifier", verifier, NULL);

  return post (clinic, "/oauth/token", form);
}

static void
test_page (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autofree char *path = authorize_path (REDIRECT);
  g_autofree char *state = NULL;
  const char *policy;

  g_assert_cmpuint (ask (clinic, "GET", path, NULL, NULL, NULL), ==, 200);
  g_assert_cmpstr (soup_message_headers_get_content_type (clinic->headers, NULL), ==, "text/html");
  g_assert_cmpstr (soup_message_headers_get_one (clinic->headers, "Cache-Control"), ==, "no-store");
  g_assert_cmpstr (soup_message_headers_get_one (clinic->headers, "X-Frame-Options"), ==, "DENY");
  policy = soup_message_headers_get_one (clinic->headers, "Content-Security-Policy");
  g_assert_true (g_str_has_prefix (policy, "default-src 'none';"));
  g_assert_nonnull (strstr (policy, "form-action 'self' http://127.0.0.1:4321;"));
  g_assert_nonnull (strstr (policy, "frame-ancestors 'none'"));
  g_assert_nonnull (
      strstr (soup_message_headers_get_list (clinic->headers, "Set-Cookie"), "; HttpOnly; SameSite=Strict"));
  state = hidden (clinic, "state");
  g_assert_cmpstr (state, ==, "a &quot;b&amp;&lt;");
  g_assert_nonnull (strstr (clinic->body, "<label for=\"login\">"));
  g_assert_nonnull (strstr (clinic->body, "<label for=\"password\">"));
  g_assert_null (strstr (clinic->body, "<script"));
  g_assert_null (strstr (clinic->body, "role=\"alert\""));
}

static void
test_authorization_code (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autofree char *code = sign_in (clinic);
  g_autofree char *access = NULL;

  g_assert_cmpuint (redeem (clinic, code, REDIRECT, VERIFIER), ==, 200);
  access = member (clinic, "access_token");
  assert_valid (clinic, access, TRUE);
  redeem (clinic, code, REDIRECT, VERIFIER);
  assert_error (clinic, 400, "invalid_grant");
  assert_valid (clinic, access, FALSE);
}

static void
test_wrong_verifier (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autofree char *code = sign_in (clinic);
  g_autofree char *other = sign_in (clinic);
  g_autofree char *late = sign_in (clinic);

  redeem (clinic, code, REDIRECT, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXX");
  assert_error (clinic, 400, "invalid_grant");
  redeem (clinic, code, REDIRECT, VERIFIER);
  assert_error (clinic, 400, "invalid_grant");
  redeem (clinic, other, "http://127.0.0.1:4322/callback", VERIFIER);
  assert_error (clinic, 400, "invalid_grant");
  clinic->now += 60 * SECOND;
  redeem (clinic, late, REDIRECT, VERIFIER);
  assert_error (clinic, 400, "invalid_grant");
}

/* Nobody is sent to an address that is not the program's own. */
static void
test_wrong_redirect (void)
{
  static const char *const wrong[] = {
    "https://evil.example/callback",
    "http://127.0.0.1:4321/other",
    "http://127.0.0.1.evil.example/callback",
    "http://127.0.0.1:80@evil.example/callback",
    "http://localhost:4321/callback",
    "javascript:alert(1)",
    "http://127.0.0.1:4321/callback%0d%0aX-Header:%20x",
    "",
  };
  g_autoptr (Clinic) clinic = clinic_new ();

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *path = authorize_path (wrong[i]);

      g_assert_cmpuint (ask (clinic, "GET", path, NULL, NULL, NULL), ==, 400);
      g_assert_null (clinic->location);
      g_assert_null (hidden (clinic, "form_token"));
    }
  g_assert_cmpuint (
      ask (clinic, "GET", "/oauth/authorize?client_id=stranger&redirect_uri=" REDIRECT, NULL, NULL, NULL), ==,
      400);
  g_assert_null (clinic->location);
  g_assert_cmpuint (ask (clinic, "GET", "/oauth/authorize", NULL, NULL, NULL), ==, 400);
}

/* What is wrong with the rest goes back to the program. */
static void
test_wrong_authorization (void)
{
  static const struct
  {
    const char *query, *error;
  } cases[] = {
    { "", "invalid_request" },
    { "&response_type=token", "unsupported_response_type" },
    { "&response_type=code", "invalid_request" },
    { "&response_type=code&code_challenge=" CHALLENGE, "invalid_request" },
    { "&response_type=code&code_challenge_method=plain&code_challenge=" CHALLENGE, "invalid_request" },
    { "&response_type=code&code_challenge_method=S256&code_challenge=short", "invalid_request" },
    { "&response_type=code&code_challenge_method=S256&scope=nothing&code_challenge=" CHALLENGE,
      "invalid_scope" },
    { "&response_type=code&request_uri=https://evil.example/", "request_uri_not_supported" },
  };
  g_autoptr (Clinic) clinic = clinic_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/oauth/authorize?client_id=salve&state=s&redirect_uri=" REDIRECT,
                                           cases[i].query, NULL);
      g_autofree char *expected = g_strdup_printf (REDIRECT "?error=%s&iss=", cases[i].error);

      g_assert_cmpuint (ask (clinic, "GET", path, NULL, NULL, NULL), ==, 303);
      g_assert_true (g_str_has_prefix (clinic->location, expected));
      g_assert_true (g_str_has_suffix (clinic->location, "&state=s"));
    }
}

/* A form that was not given to this browser for this request is not taken, whatever is typed into it. */
static void
test_foreign_form (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autofree char *path = authorize_path (REDIRECT);
  g_autofree char *token = NULL;
  g_autofree char *form = NULL;
  g_autofree char *moved = NULL;
  g_autofree char *forged = NULL;
  g_autofree char *cookie = NULL;

  ask (clinic, "GET", path, NULL, NULL, NULL);
  token = hidden (clinic, "form_token");
  form = fill_form (clinic, token, REDIRECT, PASSWORD);
  moved = fill_form (clinic, token, "http://127.0.0.1:9/callback", PASSWORD);
  forged = fill_form (clinic, "forged", REDIRECT, PASSWORD);
  g_assert_cmpuint (post (clinic, "/oauth/authorize", moved), ==, 403);
  g_assert_cmpuint (post (clinic, "/oauth/authorize", forged), ==, 403);
  g_assert_cmpuint (ask (clinic, "POST", "/oauth/authorize", FORM, form, "Sec-Fetch-Site: cross-site"), ==,
                    403);
  cookie = g_steal_pointer (&clinic->cookie);
  g_assert_cmpuint (post (clinic, "/oauth/authorize", form), ==, 403);
  g_free (clinic->cookie);
  clinic->cookie = g_steal_pointer (&cookie);
  g_assert_cmpuint (ask (clinic, "POST", "/oauth/authorize", FORM, form, "Sec-Fetch-Site: same-origin"), ==,
                    303);
}

static void
test_page_answers (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autofree char *path = authorize_path (REDIRECT);
  g_autofree char *token = NULL;
  g_autofree char *wrong = NULL;
  g_autofree char *cancel = NULL;

  ask (clinic, "GET", path, NULL, NULL, NULL);
  token = hidden (clinic, "form_token");
  wrong = fill_form (clinic, token, REDIRECT, "wrong");
  cancel = g_strconcat (wrong, "&cancel=1", NULL);
  for (guint i = 0; i < 5; i++)
    {
      g_assert_cmpuint (post (clinic, "/oauth/authorize", wrong), ==, 403);
      g_assert_nonnull (strstr (clinic->body, "role=\"alert\""));
      g_assert_null (strstr (clinic->body, "value=\"wrong\""));
      g_assert_nonnull (strstr (clinic->body, "value=\"anna\""));
    }
  g_assert_cmpuint (post (clinic, "/oauth/authorize", wrong), ==, 429);
  g_assert_cmpstr (soup_message_headers_get_one (clinic->headers, "Retry-After"), ==, "1");
  g_assert_cmpuint (post (clinic, "/oauth/authorize", cancel), ==, 303);
  g_assert_nonnull (strstr (clinic->location, "?error=access_denied&"));
}

static char *
basic (const char *id, const char *secret)
{
  g_autofree char *both = g_strdup_printf ("%s:%s", id, secret);
  g_autofree char *encoded = g_base64_encode ((const guchar *)both, strlen (both));

  return g_strconcat ("Authorization: Basic ", encoded, NULL);
}

static char *
issue (Clinic *clinic, const char *login, SalveCodeKind kind)
{
  g_autoptr (SalveAccount) account = wait_good (salve_accounts_find (clinic->accounts, login));

  return wait_good (salve_accounts_issue_code (clinic->accounts, kind, account->id, NULL, "tester"));
}

static void
test_device (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autofree char *code = NULL;
  g_autofree char *form = NULL;
  g_autofree char *id = NULL;
  g_autofree char *secret = NULL;
  g_autofree char *good = NULL;
  g_autofree char *bad = NULL;
  g_autofree char *access = NULL;
  g_autofree char *introspect = NULL;
  g_autofree char *active = NULL;
  g_autofree char *twice = NULL;

  add (clinic, "scales", "device-integrator");
  code = issue (clinic, "scales", SALVE_CODE_ENROLMENT);
  form = g_strdup_printf ("code=%s&name=Scales", code);
  g_assert_cmpuint (post (clinic, "/oauth/register-code", form), ==, 201);
  id = member (clinic, "client_id");
  secret = member (clinic, "client_secret");
  post (clinic, "/oauth/register-code", form);
  assert_error (clinic, 400, "invalid_grant");
  good = basic (id, secret);
  bad = basic (id, "wrong");
  g_assert_cmpuint (ask (clinic, "POST", "/oauth/token", FORM, "grant_type=client_credentials", good), ==,
                    200);
  access = member (clinic, "access_token");
  g_assert_null (strstr (clinic->body, "refresh_token"));
  assert_valid (clinic, access, TRUE);
  ask (clinic, "POST", "/oauth/token", FORM, "grant_type=client_credentials", bad);
  assert_error (clinic, 401, "invalid_client");
  g_assert_cmpstr (soup_message_headers_get_one (clinic->headers, "WWW-Authenticate"), ==,
                   "Basic realm=\"Salve\"");
  ask (clinic, "POST", "/oauth/token", FORM, "grant_type=client_credentials&client_secret=x", good);
  assert_error (clinic, 400, "invalid_request");
  ask (clinic, "POST", "/oauth/token", FORM, "grant_type=client_credentials", "Authorization: Basic ====");
  assert_error (clinic, 401, "invalid_client");
  twice = g_strdup_printf ("grant_type=client_credentials&scope=user/*.*&client_id=%s&client_secret=%s", id,
                           secret);
  post (clinic, "/oauth/token", twice);
  assert_error (clinic, 400, "invalid_scope");
  introspect = g_strdup_printf ("token=%s", access);
  ask (clinic, "POST", "/oauth/introspect", FORM, introspect, good);
  active = member (clinic, "active");
  g_assert_cmpstr (active, ==, "true");
  clinic->now += 900 * SECOND;
  ask (clinic, "POST", "/oauth/introspect", FORM, introspect, good);
  g_assert_cmpstr (clinic->body, ==, "{\"active\":false}");
  post (clinic, "/oauth/introspect", "client_id=salve&token=x");
  assert_error (clinic, 401, "invalid_client");
}

static void
test_codes (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autofree char *code = issue (clinic, "anna", SALVE_CODE_RESET);
  g_autofree char *weak = g_strdup_printf ("kind=reset&password=anna&code=%s", code);
  g_autofree char *form = g_strdup_printf ("kind=reset&password=another+password&code=%s", code);
  g_autofree char *login = NULL;

  post (clinic, "/oauth/register-code", weak);
  assert_error (clinic, 400, "invalid_request");
  g_assert_cmpuint (post (clinic, "/oauth/register-code", form), ==, 200);
  login = member (clinic, "login");
  g_assert_cmpstr (login, ==, "anna");
  post (clinic, "/oauth/register-code", form);
  assert_error (clinic, 400, "invalid_grant");
  post (clinic, "/oauth/token", SIGN_IN);
  assert_error (clinic, 400, "invalid_grant");
  post (clinic, "/oauth/register-code", "kind=other&code=x");
  assert_error (clinic, 400, "invalid_request");
  g_assert_cmpuint (post (clinic, "/oauth/reset", "username=nobody"), ==, 202);
  g_assert_cmpuint (post (clinic, "/oauth/reset", "username=anna"), ==, 202);
  while (clinic->n_sent < 2)
    g_main_context_iteration (NULL, FALSE);
}

static void
test_activate_page (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autofree char *code = issue (clinic, "anna", SALVE_CODE_ACTIVATION);
  g_autofree char *token = NULL;
  g_autofree char *form = NULL;
  g_autofree char *other = NULL;
  g_autofree char *markup = NULL;

  g_assert_cmpuint (ask (clinic, "GET", "/oauth/activate", NULL, NULL, NULL), ==, 200);
  token = hidden (clinic, "form_token");
  form = salve_form_encode ("form_token", token, "code", code, "password", "another password", "again",
                            "another password", NULL);
  other = salve_form_encode ("form_token", token, "code", code, "password", "another password", "again",
                             "another passwort", NULL);
  markup = salve_form_encode ("form_token", token, "code", "\"><script>alert(1)</script>", "password",
                              "another password", "again", "another password", NULL);
  g_assert_cmpuint (post (clinic, "/oauth/activate", other), ==, 400);
  g_assert_cmpuint (post (clinic, "/oauth/activate", markup), ==, 400);
  g_assert_null (strstr (clinic->body, "<script"));
  g_assert_nonnull (strstr (clinic->body, "&lt;script&gt;"));
  g_assert_cmpuint (post (clinic, "/oauth/activate", "code=x&password=y&again=y"), ==, 403);
  g_assert_cmpuint (post (clinic, "/oauth/activate", form), ==, 200);
  g_assert_nonnull (strstr (clinic->body, "anna"));
  g_assert_cmpuint (post (clinic, "/oauth/activate", form), ==, 400);
}

static void
test_expired (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();
  g_autofree char *access = NULL;
  g_autofree char *refresh = NULL;
  g_autofree char *form = NULL;

  post (clinic, "/oauth/token", SIGN_IN);
  access = member (clinic, "access_token");
  refresh = member (clinic, "refresh_token");
  clinic->now += 900 * SECOND;
  assert_valid (clinic, access, FALSE);
  clinic->now += 14 * 24 * 3600 * SECOND;
  form = g_strdup_printf ("grant_type=refresh_token&client_id=salve&refresh_token=%s", refresh);
  post (clinic, "/oauth/token", form);
  assert_error (clinic, 400, "invalid_grant");
}

/* Whoever goes away in the middle takes nothing down. */
static void
test_gone (void)
{
  g_autoptr (Clinic) clinic = clinic_new ();

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GSocketClient) client = g_socket_client_new ();
      g_autoptr (GUri) uri = g_uri_parse (clinic->base, G_URI_FLAGS_NONE, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GSocketConnection) connection =
          g_socket_client_connect_to_host (client, "127.0.0.1", (guint16)g_uri_get_port (uri), NULL, &error);
      static const char *const request = "POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Type: " FORM
                                         "\r\nContent-Length: 84\r\n\r\n" SIGN_IN;

      g_assert_no_error (error);
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                                 strlen (request), NULL, NULL, NULL);
      for (guint n = 0; n < i; n++)
        g_main_context_iteration (NULL, FALSE);
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
    }
  g_assert_cmpuint (post (clinic, "/oauth/token", SIGN_IN), ==, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/oauth/metadata", test_metadata);
  g_test_add_func ("/oauth/password", test_password);
  g_test_add_func ("/oauth/bad-requests", test_bad_requests);
  g_test_add_func ("/oauth/refresh", test_refresh);
  g_test_add_func ("/oauth/revoke", test_revoke);
  g_test_add_func ("/oauth/lock-out", test_lock_out);
  g_test_add_func ("/oauth/page", test_page);
  g_test_add_func ("/oauth/authorization-code", test_authorization_code);
  g_test_add_func ("/oauth/wrong-verifier", test_wrong_verifier);
  g_test_add_func ("/oauth/wrong-redirect", test_wrong_redirect);
  g_test_add_func ("/oauth/wrong-authorization", test_wrong_authorization);
  g_test_add_func ("/oauth/foreign-form", test_foreign_form);
  g_test_add_func ("/oauth/page-answers", test_page_answers);
  g_test_add_func ("/oauth/device", test_device);
  g_test_add_func ("/oauth/codes", test_codes);
  g_test_add_func ("/oauth/activate-page", test_activate_page);
  g_test_add_func ("/oauth/expired", test_expired);
  g_test_add_func ("/oauth/gone", test_gone);
  return g_test_run ();
}
