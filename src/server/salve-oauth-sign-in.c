/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page on which a person signs in for a program (RFC 6749, 4.1, with PKCE), and the one where they choose a password
 * with a code. What is wrong with the program or with where it wants to be answered is said to the person and never sent
 * on; the rest goes back to the program. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-oauth-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_STATE 1024
#define CHALLENGE_LENGTH 43

/* What a program asks for. Texts belong to the form. */
typedef struct
{
  SalveClient *client;
  const char *redirect_uri;
  const char *state;
  const char *scope;
  const char *challenge;
} Wanted;

static void
wanted_clear (Wanted *self)
{
  salve_client_free (self->client);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wanted, wanted_clear)

static const char *const carried[] = { "response_type", "client_id",      "redirect_uri",          "scope",
                                       "state",         "code_challenge", "code_challenge_method", NULL };

static void
refuse_page (SalveOAuthRequest *request, guint status, const char *why)
{
  SalveOAuthPage page;

  salve_oauth_page_init (&page, _ ("Nobody can sign in here"));
  page.alert = why;
  salve_oauth_page_add_text (&page,
                             _ ("Go back to the program that brought you here and try again. If that does "
                                "not help, tell whoever looks after it."));
  salve_oauth_page_answer (&page, request, status);
}

/* Goes back to the program, which learns who answers (RFC 9207) and what it said itself. */
static void
send_back (SalveOAuthRequest *request, const Wanted *wanted, const char *name, const char *value)
{
  g_autofree char *what = salve_form_encode (name, value, "iss", request->origin, NULL);
  g_autofree char *state = wanted->state != NULL ? salve_form_encode ("state", wanted->state, NULL) : NULL;
  g_autofree char *address =
      g_strconcat (wanted->redirect_uri, strchr (wanted->redirect_uri, '?') != NULL ? "&" : "?", what,
                   state != NULL ? "&" : NULL, state, NULL);

  salve_oauth_redirect (request, address);
}

static gboolean
is_challenge (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  return length == CHALLENGE_LENGTH && strspn (text, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_") == length;
}

/* Whom to answer, and where. Answers and is FALSE where that is not known. */
static gboolean
find_program (SalveOAuthRequest *request, Wanted *wanted)
{
  const char *id = salve_form_get (request->form, "client_id");
  g_autoptr (GError) error = NULL;

  wanted->redirect_uri = salve_form_get (request->form, "redirect_uri");
  if (id != NULL)
    wanted->client = dex_await_boxed (salve_accounts_find_client (request->oauth->accounts, id), &error);
  if (error != NULL && !g_error_matches (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_NOT_FOUND))
    {
      g_warning ("A program could not be looked up: %s", error->message);
      refuse_page (request, SOUP_STATUS_INTERNAL_SERVER_ERROR, _ ("The server has a fault"));
    }
  else if (wanted->client == NULL)
    refuse_page (request, SOUP_STATUS_BAD_REQUEST,
                 _ ("This server does not know the program that brought you here"));
  else if (wanted->redirect_uri == NULL
           || !salve_client_allows_redirect (wanted->client, wanted->redirect_uri))
    refuse_page (
        request, SOUP_STATUS_BAD_REQUEST,
        _ ("The program that brought you here wants to be answered at an address that is not its own"));
  else
    return TRUE;
  return FALSE;
}

/* Answers and is FALSE where the program asks for something that it cannot have. */
static gboolean
read_wanted (SalveOAuthRequest *request, Wanted *wanted)
{
  SalveForm *form = request->form;
  const char *type = salve_form_get (form, "response_type");
  const char *method = salve_form_get (form, "code_challenge_method");
  const char *state = salve_form_get (form, "state");
  g_autofree char *scope = NULL;
  const char *wrong = NULL;

  if (!find_program (request, wanted))
    return FALSE;
  wanted->challenge = salve_form_get (form, "code_challenge");
  wanted->scope = salve_form_get (form, "scope");
  wanted->state = state != NULL && strlen (state) <= MAX_STATE ? state : NULL;
  scope = wanted->scope != NULL ? salve_scopes_intersect (wanted->scope, wanted->client->scopes) : NULL;
  if (salve_form_get (form, "request") != NULL)
    wrong = "request_not_supported";
  else if (salve_form_get (form, "request_uri") != NULL)
    wrong = "request_uri_not_supported";
  else if (type == NULL)
    wrong = "invalid_request";
  else if (!g_str_equal (type, "code"))
    wrong = "unsupported_response_type";
  else if (g_strcmp0 (method, "S256") != 0 || !is_challenge (wanted->challenge) || wanted->state != state)
    wrong = "invalid_request";
  else if (scope != NULL && *scope == '\0')
    wrong = "invalid_scope";
  if (wrong != NULL)
    send_back (request, wanted, "error", wrong);
  return wrong == NULL;
}

/* All that the form carries along, as one text. */
static char *
describe (SalveForm *form)
{
  GString *text = g_string_new ("authorize");

  for (gsize i = 0; carried[i] != NULL; i++)
    {
      const char *value = salve_form_get (form, carried[i]);

      g_string_append_c (text, '\n');
      g_string_append_uri_escaped (text, value != NULL ? value : "", NULL, TRUE);
    }
  return g_string_free_and_steal (text);
}

static void
show_form (SalveOAuthRequest *request, const Wanted *wanted, guint status, const char *alert)
{
  g_autofree char *about = describe (request->form);
  g_autofree char *token = salve_oauth_make_form_token (request, about);
  g_autofree char *who =
      g_strdup_printf (_ ("“%s” asks you to sign in at this clinic."), wanted->client->name);
  const char *login = salve_form_get (request->form, "login");
  SalveOAuthPage page;

  salve_oauth_page_init (&page, _ ("Sign In"));
  page.alert = alert;
  page.leads_to = wanted->redirect_uri;
  salve_oauth_page_add_text (&page, who);
  salve_oauth_page_begin_form (&page, "/oauth/authorize");
  for (gsize i = 0; carried[i] != NULL; i++)
    salve_oauth_page_add_hidden (&page, carried[i], salve_form_get (request->form, carried[i]));
  salve_oauth_page_add_hidden (&page, "form_token", token);
  salve_oauth_page_add_entry (&page, "login", _ ("Name or e-mail address"), "text", "username", login,
                              login == NULL);
  salve_oauth_page_add_entry (&page, "password", _ ("Password"), "password", "current-password", NULL,
                              login != NULL);
  salve_oauth_page_add_button (&page, NULL, _ ("Sign In"));
  salve_oauth_page_add_button (&page, "cancel", _ ("Cancel"));
  salve_oauth_page_end_form (&page);
  salve_oauth_page_add_link (&page, "/oauth/activate", _ ("I have a code and want to choose a password"));
  salve_oauth_page_answer (&page, request, status);
}

void
salve_oauth_show_sign_in (SalveOAuthRequest *request)
{
  g_auto (Wanted) wanted = { 0 };

  if (read_wanted (request, &wanted))
    show_form (request, &wanted, SOUP_STATUS_OK, NULL);
}

static void
try_password (SalveOAuthRequest *request, const Wanted *wanted)
{
  const SalveAuthorization authorization = { wanted->client->id, wanted->redirect_uri, wanted->challenge,
                                             wanted->scope };
  const char *login = salve_form_get (request->form, "login");
  const char *password = salve_form_get (request->form, "password");
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;
  const char *name;
  guint status;

  if (login == NULL || password == NULL)
    {
      show_form (request, wanted, SOUP_STATUS_BAD_REQUEST, _ ("Type your name and your password"));
      return;
    }
  code = dex_await_string (
      salve_accounts_authorize (request->oauth->accounts, &authorization, login, password, request->address),
      &error);
  if (code != NULL)
    {
      send_back (request, wanted, "code", code);
      return;
    }
  status = salve_oauth_status_of (request, error, &name);
  if (g_error_matches (error, SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_REFUSED))
    show_form (request, wanted, SOUP_STATUS_FORBIDDEN, _ ("The name or the password is not right"));
  else if (status == SALVE_OAUTH_TOO_MANY || status == SOUP_STATUS_SERVICE_UNAVAILABLE)
    show_form (request, wanted, status, error->message);
  else
    send_back (request, wanted, "error", name);
}

void
salve_oauth_take_sign_in (SalveOAuthRequest *request)
{
  g_auto (Wanted) wanted = { 0 };
  g_autofree char *about = describe (request->form);

  if (!read_wanted (request, &wanted))
    return;
  if (!salve_oauth_check_form_token (request, about))
    show_form (request, &wanted, SOUP_STATUS_FORBIDDEN,
               _ ("This page was open for too long, or did not come from here. Try again."));
  else if (salve_form_get (request->form, "cancel") != NULL)
    send_back (request, &wanted, "error", "access_denied");
  else
    try_password (request, &wanted);
}

static void
show_activate (SalveOAuthRequest *request, guint status, const char *alert)
{
  g_autofree char *token = salve_oauth_make_form_token (request, "activate");
  SalveOAuthPage page;

  salve_oauth_page_init (&page, _ ("Choose a Password"));
  page.alert = alert;
  salve_oauth_page_begin_form (&page, "/oauth/activate");
  salve_oauth_page_add_hidden (&page, "form_token", token);
  salve_oauth_page_add_entry (&page, "code", _ ("The code that you were given"), "text", "one-time-code",
                              salve_form_get (request->form, "code"), TRUE);
  salve_oauth_page_add_entry (&page, "password", _ ("New password, at least 10 characters"), "password",
                              "new-password", NULL, FALSE);
  salve_oauth_page_add_entry (&page, "again", _ ("The new password again"), "password", "new-password", NULL,
                              FALSE);
  salve_oauth_page_add_button (&page, NULL, _ ("Choose Password"));
  salve_oauth_page_end_form (&page);
  salve_oauth_page_answer (&page, request, status);
}

void
salve_oauth_show_activate (SalveOAuthRequest *request)
{
  show_activate (request, SOUP_STATUS_OK, NULL);
}

static void
show_activated (SalveOAuthRequest *request, const SalveAccount *account)
{
  g_autofree char *text = g_strdup_printf (
      _ ("The password is set. Go back to Salve and sign in with the name “%s”."), account->login);
  SalveOAuthPage page;

  salve_oauth_page_init (&page, _ ("Done"));
  salve_oauth_page_add_text (&page, text);
  salve_oauth_page_answer (&page, request, SOUP_STATUS_OK);
}

void
salve_oauth_take_activate (SalveOAuthRequest *request)
{
  const char *code = salve_form_get (request->form, "code");
  const char *password = salve_form_get (request->form, "password");
  const char *again = salve_form_get (request->form, "again");
  g_autoptr (SalveAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  const char *name;
  guint status;

  if (!salve_oauth_check_form_token (request, "activate"))
    {
      show_activate (request, SOUP_STATUS_FORBIDDEN,
                     _ ("This page was open for too long, or did not come from here. Try again."));
      return;
    }
  if (code == NULL || password == NULL || g_strcmp0 (password, again) != 0)
    {
      show_activate (request, SOUP_STATUS_BAD_REQUEST,
                     code == NULL || password == NULL ? _ ("Type the code and the new password")
                                                      : _ ("The two passwords are not the same"));
      return;
    }
  account = dex_await_boxed (salve_accounts_use_code (request->oauth->accounts, SALVE_CODE_PASSWORD, code,
                                                      password, request->address),
                             &error);
  if (account != NULL)
    {
      show_activated (request, account);
      return;
    }
  status = salve_oauth_status_of (request, error, &name);
  show_activate (request, status,
                 status == SOUP_STATUS_INTERNAL_SERVER_ERROR ? _ ("The server has a fault") : error->message);
}
