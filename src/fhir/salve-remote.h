/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

#include "salve-resource.h"

G_BEGIN_DECLS

/* A FHIR server somewhere: what sync needs of one, whoever speaks to it. The net layer implements it over HTTP, tests
 * over a model in memory. Every future may be rejected with an error of the transport, or with SALVE_REMOTE_ERROR for
 * what the server answered; all functions are called on the thread of one main context. */

typedef enum
{
  SALVE_REMOTE_ERROR_UNREACHABLE, /* nothing answered, or not in time; try again later */
  SALVE_REMOTE_ERROR_AUTH,        /* 401, 403: somebody has to sign in */
  SALVE_REMOTE_ERROR_NOT_FOUND,   /* 404 */
  SALVE_REMOTE_ERROR_GONE,        /* 410: it was deleted */
  SALVE_REMOTE_ERROR_CONFLICT,    /* 409 and 412 alike: somebody else was first */
  SALVE_REMOTE_ERROR_REFUSED,     /* 400, 422: what was sent is wrong, sending it again does not help */
  SALVE_REMOTE_ERROR_BUSY,        /* 429, 503: after a while */
  SALVE_REMOTE_ERROR_PROTOCOL,    /* an answer that is no FHIR */
} SalveRemoteError;

#define SALVE_REMOTE_ERROR (salve_remote_error_quark ())
GQuark salve_remote_error_quark (void);

#define SALVE_TYPE_REMOTE (salve_remote_get_type ())
G_DECLARE_INTERFACE (SalveRemote, salve_remote, SALVE, REMOTE, GObject)

struct _SalveRemoteInterface
{
  GTypeInterface parent_iface;

  DexFuture *(*read) (SalveRemote *self, const char *type, const char *id);
  DexFuture *(*search) (SalveRemote *self, const char *type, const char *query);
  DexFuture *(*next_page) (SalveRemote *self, const char *url);
  DexFuture *(*history) (SalveRemote *self, const char *type, const char *id, const char *since);
  DexFuture *(*transaction) (SalveRemote *self, GBytes *bundle);
};

DexFuture *salve_remote_read (SalveRemote *self, const char *type, const char *id);
DexFuture *salve_remote_search (SalveRemote *self, const char *type, const char *query);
DexFuture *salve_remote_next_page (SalveRemote *self, const char *url);
DexFuture *salve_remote_history (SalveRemote *self, const char *type, const char *id, const char *since);
DexFuture *salve_remote_transaction (SalveRemote *self, GBytes *bundle);

G_END_DECLS
