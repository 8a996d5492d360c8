/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-trust.h"

G_BEGIN_DECLS

typedef struct
{
  guint connect_ms; /* until the connection stands, its handshake too; 10,000 */
  guint idle_ms;    /* without a byte in either direction; 30,000 */
  guint whole_ms;   /* all of it; 120,000 */
  gsize max_body;   /* bytes of an answer, unpacked; 64 MiB */
} SalveHttpLimits;

extern const SalveHttpLimits salve_http_limits_default;

/* One session of HTTP with a server that is trusted: every exchange has its limits, and none follows a redirect. */
#define SALVE_TYPE_HTTP_CLIENT (salve_http_client_get_type ())
G_DECLARE_FINAL_TYPE (SalveHttpClient, salve_http_client, SALVE, HTTP_CLIENT, GObject)

SalveHttpClient *salve_http_client_new (SalveTrust *trust, const SalveHttpLimits *limits);
DexFuture *salve_http_client_send (SalveHttpClient *self, SoupMessage *message);
SoupSession *salve_http_client_get_session (SalveHttpClient *self);
SalveTrust *salve_http_client_get_trust (SalveHttpClient *self);

G_END_DECLS
