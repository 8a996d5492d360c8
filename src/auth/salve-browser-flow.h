/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in through the person's own browser (RFC 8252). On a fiber. */
#pragma once

#include "salve-auth-server.h"
#include "salve-sign-in.h"

G_BEGIN_DECLS

char *salve_browser_flow_challenge (const char *verifier);
char *salve_browser_flow_random (void);
SalveAuthGrant *salve_browser_flow_await (SalveHttpClient *client,
                                          const SalveAuthServer *server,
                                          const char *base,
                                          const char *client_id,
                                          SalveOpenAddress open,
                                          gpointer data,
                                          GError **error);

G_END_DECLS
