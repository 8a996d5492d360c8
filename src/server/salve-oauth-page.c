/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small pages without a script: every text is escaped, nothing is loaded from anywhere, nobody may frame them, and a form
 * is only taken from whom it was given to. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-oauth-private.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#include "salve-secret.h"

#define STYLE                                                                                                \
  ":root{color-scheme:light dark}body{font:1.125rem/1.5 system-ui,sans-serif;max-width:26rem;margin:10vh "   \
  "auto;"                                                                                                    \
  "padding:0 1rem}label{display:block;margin-top:1rem}input{font:inherit;width:100%;box-sizing:border-box;"  \
  "padding:.5rem;border:1px solid GrayText;border-radius:.4rem}button{font:inherit;margin:1.5rem .5rem 0 "   \
  "0;"                                                                                                       \
  "padding:.5rem 1rem;border-radius:.4rem}[role=alert]{border-inline-start:.3rem solid "                     \
  "#c01c28;padding-inline-start:.7rem}"

void
salve_oauth_page_init (SalveOAuthPage *page, const char *title)
{
  *page = (SalveOAuthPage){ .body = g_string_new (NULL), .title = title };
}

static void
add_escaped (GString *to, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (to, escaped);
}

/* before, the text with its marks escaped, after. */
static void
add_between (SalveOAuthPage *page, const char *before, const char *text, const char *after)
{
  g_string_append (page->body, before);
  add_escaped (page->body, text);
  g_string_append (page->body, after);
}

void
salve_oauth_page_add_text (SalveOAuthPage *page, const char *text)
{
  add_between (page, "<p>", text, "</p>\n");
}

void
salve_oauth_page_begin_form (SalveOAuthPage *page, const char *action)
{
  add_between (page, "<form method=\"post\" action=\"", action, "\" accept-charset=\"utf-8\">\n");
}

void
salve_oauth_page_add_hidden (SalveOAuthPage *page, const char *name, const char *value)
{
  if (value == NULL)
    return;
  add_between (page, "<input type=\"hidden\" name=\"", name, "\"");
  add_between (page, " value=\"", value, "\">\n");
}

void
salve_oauth_page_add_entry (SalveOAuthPage *page,
                            const char *name,
                            const char *label,
                            const char *type,
                            const char *autocomplete,
                            const char *value,
                            gboolean focus)
{
  add_between (page, "<label for=\"", name, "\">");
  add_between (page, "", label, "</label>\n");
  add_between (page, "<input id=\"", name, "\"");
  add_between (page, " name=\"", name, "\"");
  add_between (page, " type=\"", type, "\"");
  add_between (page, " autocomplete=\"", autocomplete, "\"");
  if (value != NULL)
    add_between (page, " value=\"", value, "\"");
  g_string_append (page->body, page->alert != NULL ? " aria-describedby=\"alert\"" : "");
  g_string_append (page->body, " autocapitalize=\"none\" spellcheck=\"false\" required");
  g_string_append (page->body, focus ? " autofocus>\n" : ">\n");
}

/* name: (nullable): of a button beside the one that sends the form; the form is then not looked at */
void
salve_oauth_page_add_button (SalveOAuthPage *page, const char *name, const char *label)
{
  g_string_append (page->body, "<button type=\"submit\"");
  if (name != NULL)
    add_between (page, " formnovalidate value=\"1\" name=\"", name, "\"");
  add_between (page, ">", label, "</button>\n");
}

void
salve_oauth_page_end_form (SalveOAuthPage *page)
{
  g_string_append (page->body, "</form>\n");
}

void
salve_oauth_page_add_link (SalveOAuthPage *page, const char *address, const char *label)
{
  add_between (page, "<p><a href=\"", address, "\">");
  add_between (page, "", label, "</a></p>\n");
}

/* Where a form may lead, as a source of the Content-Security-Policy: browsers look at it again when the answer to the
 * form goes on to another address. */
static char *
find_source (const char *address)
{
  g_autoptr (GUri) uri = address != NULL ? g_uri_parse (address, G_URI_FLAGS_NONE, NULL) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (uri == NULL)
    return g_strdup ("");
  if (host == NULL || !g_str_has_prefix (g_uri_get_scheme (uri), "http"))
    return g_strdup_printf (" %s:", g_uri_get_scheme (uri));
  if (g_uri_get_port (uri) > 0)
    return g_strdup_printf (strchr (host, ':') != NULL ? " %s://[%s]:%d" : " %s://%s:%d",
                            g_uri_get_scheme (uri), host, g_uri_get_port (uri));
  return g_strdup_printf (" %s://%s", g_uri_get_scheme (uri), host);
}

static void
set_headers (SalveOAuthPage *page, SalveOAuthRequest *request, const char *nonce)
{
  g_autofree char *source = find_source (page->leads_to);
  g_autofree char *policy = g_strdup_printf (
      "default-src 'none'; style-src 'nonce-%s'; form-action 'self'%s; frame-ancestors 'none';"
      " base-uri 'none'",
      nonce, source);

  salve_oauth_set_header (request, "Content-Security-Policy", policy);
  salve_oauth_set_header (request, "X-Frame-Options", "DENY");
  salve_oauth_set_header (request, "Referrer-Policy", "no-referrer");
  salve_oauth_set_header (request, "Cache-Control", "no-store");
  salve_oauth_set_header (request, "Pragma", "no-cache");
  salve_oauth_set_header (request, "X-Content-Type-Options", "nosniff");
  salve_oauth_set_header (request, "Cross-Origin-Opener-Policy", "same-origin");
}

/* Takes the body. */
void
salve_oauth_page_answer (SalveOAuthPage *page, SalveOAuthRequest *request, guint status)
{
  g_autofree char *nonce = salve_secret_new ();
  g_autofree char *body = g_string_free_and_steal (page->body);
  GString *text = g_string_new ("<!DOCTYPE html>\n<html lang=\"");

  /* Translators: the code of the language that you translate into, as HTML has it: de, pt-BR */
  add_escaped (text, C_ ("language code", "en"));
  g_string_append (text, "\" dir=\"");
  /* Translators: the direction of the language that you translate into: ltr or rtl */
  add_escaped (text, C_ ("text direction", "ltr"));
  g_string_append (text, "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                         "content=\"width=device-width\">\n<title>");
  add_escaped (text, page->title);
  g_string_append_printf (text, "</title>\n<style nonce=\"%s\">", nonce);
  g_string_append (text, STYLE "</style>\n</head>\n<body>\n<main>\n<h1>");
  add_escaped (text, page->title);
  g_string_append (text, "</h1>\n");
  if (page->alert != NULL)
    {
      g_string_append (text, "<p role=\"alert\" id=\"alert\">");
      add_escaped (text, page->alert);
      g_string_append (text, "</p>\n");
    }
  g_string_append_printf (text, "%s</main>\n</body>\n</html>\n", body);
  if (!request->gone)
    {
      set_headers (page, request, nonce);
      soup_server_message_set_status (request->message, status, NULL);
      soup_server_message_set_response (request->message, "text/html; charset=utf-8", SOUP_MEMORY_COPY,
                                        text->str, text->len);
    }
  g_string_free (text, TRUE);
}

/* A name that only comes over TLS and from this host, where there is TLS. */
static const char *
cookie_name (SalveOAuthRequest *request)
{
  return request->oauth->secure ? "__Host-salve-sign-in" : "salve-sign-in";
}

/* Returns: (transfer full) (nullable): the visitor's cookie */
static char *
read_cookie (SalveOAuthRequest *request)
{
  const char *header =
      soup_message_headers_get_list (soup_server_message_get_request_headers (request->message), "Cookie");
  g_auto (GStrv) parts = g_strsplit (header != NULL ? header : "", ";", 32);
  const char *name = cookie_name (request);

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      const char *part = g_strstrip (parts[i]);
      gsize length = strlen (name);

      if (strncmp (part, name, length) == 0 && part[length] == '=' && strlen (part + length + 1) == 43)
        return g_strdup (part + length + 1);
    }
  return NULL;
}

static char *
sign (SalveOAuthRequest *request, const char *visitor, const char *about)
{
  g_autofree char *text = g_strconcat (visitor, "\n", about, NULL);

  return g_compute_hmac_for_string (G_CHECKSUM_SHA256, request->oauth->key, SALVE_OAUTH_KEY_SIZE, text, -1);
}

/* What a form has to bring back: made for this visitor and for this request of theirs. Also gives the visitor a cookie.
 * Returns: (transfer full): */
char *
salve_oauth_make_form_token (SalveOAuthRequest *request, const char *about)
{
  g_autofree char *visitor = read_cookie (request);

  if (visitor == NULL)
    {
      g_autofree char *cookie = NULL;

      visitor = salve_secret_new ();
      cookie = g_strdup_printf ("%s=%s; Path=/; HttpOnly; SameSite=Strict%s", cookie_name (request), visitor,
                                request->oauth->secure ? "; Secure" : "");
      salve_oauth_set_header (request, "Set-Cookie", cookie);
    }
  return sign (request, visitor, about);
}

gboolean
salve_oauth_check_form_token (SalveOAuthRequest *request, const char *about)
{
  g_autofree char *visitor = read_cookie (request);
  const char *given = salve_form_get (request->form, "form_token");
  const char *site = soup_message_headers_get_one (soup_server_message_get_request_headers (request->message),
                                                   "Sec-Fetch-Site");
  g_autofree char *expected = visitor != NULL ? sign (request, visitor, about) : NULL;

  if (site != NULL && g_ascii_strcasecmp (site, "same-origin") != 0)
    return FALSE;
  return expected != NULL && given != NULL && salve_secret_equal (expected, given);
}
