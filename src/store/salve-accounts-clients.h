/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The programs that people sign in with, and OAuth 2.0 between them and the accounts. As salve-accounts.h. */
#pragma once

#include "salve-accounts.h"

G_BEGIN_DECLS

/* Our own desks: known to every server, without a secret, by password or in the browser. */
#define SALVE_CLIENT_DESK "salve"
SalveClient *salve_client_new_desk (void);

DexFuture *salve_accounts_add_client (SalveAccounts *self,
                                      const SalveClient *client,
                                      const char *actor); /* → SalveClient */
DexFuture *salve_accounts_remove_client (SalveAccounts *self, const char *client_id, const char *actor);
DexFuture *salve_accounts_list_clients (SalveAccounts *self); /* → GPtrArray of SalveClient */
DexFuture *salve_accounts_find_client (SalveAccounts *self, const char *client_id); /* → SalveClient */
DexFuture *salve_accounts_check_client (SalveAccounts *self,
                                        const char *client_id,
                                        const char *secret); /* → SalveClient */

/* The authorization code grant (RFC 6749, 4.1) with PKCE (RFC 7636), S256 only. */
typedef struct
{
  const char *client_id;
  const char *redirect_uri;
  const char *challenge; /* 43 characters of base64url */
  const char *scope;
} SalveAuthorization;

DexFuture *salve_accounts_authorize (SalveAccounts *self,
                                     const SalveAuthorization *authorization,
                                     const char *login,
                                     const char *password,
                                     const char *address); /* → the code, good for one minute */
DexFuture *salve_accounts_redeem (SalveAccounts *self,
                                  const char *code,
                                  const char *client_id,
                                  const char *redirect_uri,
                                  const char *verifier); /* → SalveTokens */
DexFuture *salve_accounts_sign_in_with (SalveAccounts *self,
                                        const SalveClient *client,
                                        const char *scope, /* NULL: all that the client may have */
                                        const char *login,
                                        const char *password,
                                        const char *address); /* → SalveTokens */
DexFuture *salve_accounts_sign_in_client (SalveAccounts *self,
                                          const SalveClient *client,
                                          const char *scope); /* → SalveTokens, without a refresh token */

G_END_DECLS
