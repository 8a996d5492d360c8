/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the sign-in share. */
#pragma once

#include <libdex.h>
#include <libsoup/soup.h>
#include <yyjson.h>

#include "salve-accounts-clients.h"
#include "salve-form.h"

G_BEGIN_DECLS

#define SALVE_OAUTH_KEY_SIZE 32
#define SALVE_OAUTH_TOO_MANY 429 /* RFC 6585 */

/* What lasts as long as the server. */
typedef struct
{
  SalveAccounts *accounts;
  char *base;                       /* without a slash at its end */
  gboolean secure;                  /* by TLS */
  guint8 key[SALVE_OAUTH_KEY_SIZE]; /* for forms that only this process made */
} SalveOAuth;

/* One request. It is answered once; where the other side has gone, nothing happens. */
typedef struct
{
  SalveOAuth *oauth;
  SoupServerMessage *message;
  SalveForm *form;
  char *address; /* whose; NULL where it has none */
  char *origin;  /* how the other side reached this server */
  gboolean gone;
} SalveOAuthRequest;

/* On a fiber. */
typedef void (*SalveOAuthHandler) (SalveOAuthRequest *request);

/* Takes the document. */
void salve_oauth_answer (SalveOAuthRequest *request, guint status, yyjson_mut_doc *document);
void salve_oauth_fail (SalveOAuthRequest *request, guint status, const char *code, const char *description);
void salve_oauth_fail_with (SalveOAuthRequest *request, const GError *error);
guint salve_oauth_status_of (SalveOAuthRequest *request, const GError *error, const char **code);
void salve_oauth_set_header (SalveOAuthRequest *request, const char *name, const char *value);
void salve_oauth_redirect (SalveOAuthRequest *request, const char *address);

void salve_oauth_token (SalveOAuthRequest *request);
void salve_oauth_revoke (SalveOAuthRequest *request);
void salve_oauth_introspect (SalveOAuthRequest *request);
void salve_oauth_register_code (SalveOAuthRequest *request);
void salve_oauth_reset (SalveOAuthRequest *request);
void salve_oauth_show_sign_in (SalveOAuthRequest *request);
void salve_oauth_take_sign_in (SalveOAuthRequest *request);
void salve_oauth_show_activate (SalveOAuthRequest *request);
void salve_oauth_take_activate (SalveOAuthRequest *request);

/* Pages. */
typedef struct
{
  GString *body;
  const char *title;
  const char *alert;    /* nullable: what went wrong */
  const char *leads_to; /* nullable: where the answer to the form goes on to */
} SalveOAuthPage;
void salve_oauth_page_init (SalveOAuthPage *page, const char *title);
void salve_oauth_page_add_text (SalveOAuthPage *page, const char *text);
void salve_oauth_page_begin_form (SalveOAuthPage *page, const char *action);
void salve_oauth_page_add_hidden (SalveOAuthPage *page, const char *name, const char *value);
void salve_oauth_page_add_entry (SalveOAuthPage *page,
                                 const char *name,
                                 const char *label,
                                 const char *type,
                                 const char *autocomplete,
                                 const char *value,
                                 gboolean focus);
void salve_oauth_page_add_button (SalveOAuthPage *page, const char *name, const char *label);
void salve_oauth_page_end_form (SalveOAuthPage *page);
void salve_oauth_page_add_link (SalveOAuthPage *page, const char *address, const char *label);
void salve_oauth_page_answer (SalveOAuthPage *page, SalveOAuthRequest *request, guint status);
char *salve_oauth_make_form_token (SalveOAuthRequest *request, const char *about);
gboolean salve_oauth_check_form_token (SalveOAuthRequest *request, const char *about);

G_END_DECLS
