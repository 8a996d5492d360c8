/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bad network between a client and a server: an HTTP proxy of one request a connection that does to each request
 * what its seed says. It has threads of its own, so that neither side's main loop needs to turn for it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  FAULT_NONE,
  FAULT_DROP,         /* the request is lost: the server never sees it */
  FAULT_DROP_ANSWER,  /* the server did it, the answer is lost */
  FAULT_DELAY,        /* the answer comes late */
  FAULT_RESET,        /* the connection is reset, before or after the server did it */
  FAULT_TRUNCATE,     /* the answer ends somewhere */
  FAULT_LENGTH,       /* the answer's Content-Length is not true */
  FAULT_DRIP,         /* the answer comes in small pieces */
  FAULT_GARBLE,       /* a byte of the answer's body becomes one that no JSON has */
  FAULT_BUSY_SECONDS, /* 429 or 503, Retry-After in seconds */
  FAULT_BUSY_DATE,    /* 429 or 503, Retry-After as a date */
  FAULT_UNAUTHORIZED, /* 401, although the token is good */
  FAULT_PORTAL,       /* 200 with the page of a captive portal */
  N_FAULTS
} Fault;

#define FAULTS_ALL ((1u << N_FAULTS) - 2)

typedef struct _FaultProxy FaultProxy;

/**
 * FaultProxyConfig:
 * @seed: what happens to the n-th connection depends on it and on n alone
 * @host: (nullable): the server's; NULL: 127.0.0.1
 * @port: the server's
 * @listen_port: the proxy's, 0: any
 * @server_tls: the server speaks TLS; whatever certificate it has is taken
 * @certificate: (nullable): with its key: the proxy speaks TLS with it; NULL: plain
 * @per_mille: how many connections of 1000 meet with a fault
 * @faults: which, a bit each: 1 << FAULT_DELAY; 0: FAULTS_ALL
 * @most_delay: milliseconds; 0: 50
 */
typedef struct
{
  guint64 seed;
  const char *host;
  guint16 port, listen_port;
  gboolean server_tls;
  GTlsCertificate *certificate;
  guint per_mille;
  guint faults;
  guint most_delay;
} FaultProxyConfig;

FaultProxy *fault_proxy_new (const FaultProxyConfig *config, GError **error);
void fault_proxy_free (FaultProxy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FaultProxy, fault_proxy_free)

guint16 fault_proxy_get_port (FaultProxy *self);
void fault_proxy_force (FaultProxy *self, Fault fault);
guint fault_proxy_get_count (FaultProxy *self, Fault fault);
void fault_proxy_set_per_mille (FaultProxy *self, guint per_mille);

Fault fault_proxy_plan (guint64 seed, guint64 connection, guint per_mille, guint faults);
const char *fault_to_string (Fault fault);

G_END_DECLS
