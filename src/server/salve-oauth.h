/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in over HTTP: OAuth 2.0 (RFC 6749, 6750, 7009, 7636, 8252, 8414, 9207) as SMART App Launch 2 asks for it, and
 * the pages on which people type their password and their codes. */
#pragma once

#include <libsoup/soup.h>

#include "salve-accounts.h"

G_BEGIN_DECLS

void salve_oauth_add_handlers (SoupServer *server, SalveAccounts *accounts, const char *base_url);

G_END_DECLS
