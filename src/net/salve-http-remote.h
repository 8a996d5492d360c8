/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-http-client.h"
#include "salve-remote.h"
#include "salve-server-address.h"
#include "salve-token-source.h"
#include "salve-trust.h"

G_BEGIN_DECLS

/* A FHIR server over HTTP. */
#define SALVE_TYPE_HTTP_REMOTE (salve_http_remote_get_type ())
G_DECLARE_FINAL_TYPE (SalveHttpRemote, salve_http_remote, SALVE, HTTP_REMOTE, GObject)

SalveRemote *salve_http_remote_new (const char *base, SalveTrust *trust, SalveTokenSource *tokens);
SalveRemote *salve_http_remote_new_full (const char *base,
                                         SalveTrust *trust,
                                         SalveTokenSource *tokens,
                                         const SalveHttpLimits *limits);

G_END_DECLS
