/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The OAuth 2.0 side of a server: what it says of itself, and the forms that are sent there. All of it on a fiber. */
#pragma once

#include "salve-http-client.h"
#include "salve-sign-in-error.h"

G_BEGIN_DECLS

typedef struct
{
  char *issuer;
  char *authorize; /* NULL where there is none, like revoke and enrol */
  char *token;
  char *revoke;
  char *enrol;
  char *scope;           /* what a desk asks for */
  gboolean s256;         /* it says that it checks code challenges by S256 */
  gboolean names_itself; /* every answer of the browser's says who it is from (RFC 9207) */
  gboolean takes_passwords;
} SalveAuthServer;

void salve_auth_server_free (SalveAuthServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveAuthServer, salve_auth_server_free)

/* What a server gave. */
typedef struct
{
  char *access;
  char *refresh;
  char *scope;
  char *login;
  gint64 expires; /* microseconds since 1970 */
} SalveAuthGrant;

void salve_auth_grant_free (SalveAuthGrant *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveAuthGrant, salve_auth_grant_free)

SalveHttpClient *salve_auth_server_new_client (SalveTrust *trust);
SalveAuthServer *salve_auth_server_await (SalveHttpClient *client, const char *base, GError **error);
SalveAuthGrant *salve_auth_server_await_grant (SalveHttpClient *client,
                                               const SalveAuthServer *server,
                                               const char *const *fields,
                                               GError **error);
gboolean salve_auth_server_await_device (SalveHttpClient *client,
                                         const SalveAuthServer *server,
                                         const char *code,
                                         char **client_id,
                                         char **client_secret,
                                         GError **error);
char *salve_auth_server_await_activated (SalveHttpClient *client,
                                         const SalveAuthServer *server,
                                         const char *code,
                                         const char *password,
                                         GError **error);
gboolean salve_auth_server_await_revoked (SalveHttpClient *client,
                                          const SalveAuthServer *server,
                                          const char *token,
                                          const char *client_id,
                                          GError **error);

G_END_DECLS
