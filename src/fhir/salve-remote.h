/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

#include "salve-resource.h"

G_BEGIN_DECLS

/* A FHIR server somewhere: requests go there and answers come back, whoever carries them. The net layer implements it
 * over HTTP, tests over a model in memory. It knows nothing of records: what an answer means is for sync to say. */

typedef enum
{
  SALVE_REMOTE_ERROR_UNREACHABLE, /* nothing answered, or not in time, or the answer broke off; try again later */
  SALVE_REMOTE_ERROR_UNTRUSTED, /* who answers is not whom we know: a changed key; never tried again by itself */
  SALVE_REMOTE_ERROR_AUTH,      /* somebody has to sign in; refreshing the token did not help */
  SALVE_REMOTE_ERROR_PROTOCOL, /* an answer that is no FHIR: too large, not JSON, a captive portal's page */
} SalveRemoteError;

#define SALVE_REMOTE_ERROR (salve_remote_error_quark ())
GQuark salve_remote_error_quark (void);

/* A request. path is relative to the base ("Patient/a", "Patient?_count=100", "" for a Bundle) or, for a next link, an
 * absolute address of the same origin. Absent headers are NULL. */
#define SALVE_TYPE_REMOTE_REQUEST (salve_remote_request_get_type ())
typedef struct
{
  char *method;
  char *path;
  GBytes *body;
  char *content_type; /* NULL: application/fhir+json */
  char *if_match;     /* as in the header: W/"3" */
  char *if_none_match;
  char *if_none_exist;
  char *prefer;
  char *break_glass; /* of whose record this is about, in an emergency: only a salve-server knows it */
} SalveRemoteRequest;

GType salve_remote_request_get_type (void) G_GNUC_CONST;
SalveRemoteRequest *salve_remote_request_new (const char *method, const char *path, GBytes *body);
SalveRemoteRequest *salve_remote_request_copy (const SalveRemoteRequest *self);
void salve_remote_request_free (SalveRemoteRequest *self);

/* An answer, whatever its status. */
#define SALVE_TYPE_REMOTE_RESPONSE (salve_remote_response_get_type ())
typedef struct
{
  guint status;
  char *etag;
  char *location;
  char *last_modified;
  char *content_type;
  gint64 date;        /* the server's clock in microseconds since 1970; 0 where it said none */
  gint64 retry_after; /* in microseconds; -1 where it said none */
  GBytes *body;       /* never NULL */
} SalveRemoteResponse;

GType salve_remote_response_get_type (void) G_GNUC_CONST;
SalveRemoteResponse *salve_remote_response_new (guint status, GBytes *body);
SalveRemoteResponse *salve_remote_response_copy (const SalveRemoteResponse *self);
void salve_remote_response_free (SalveRemoteResponse *self);

#define SALVE_TYPE_REMOTE (salve_remote_get_type ())
G_DECLARE_INTERFACE (SalveRemote, salve_remote, SALVE, REMOTE, GObject)

struct _SalveRemoteInterface
{
  GTypeInterface parent_iface;

  const char *(*get_base) (SalveRemote *self);
  DexFuture *(*send) (SalveRemote *self, const SalveRemoteRequest *request);
};

const char *salve_remote_get_base (SalveRemote *self);
DexFuture *salve_remote_send (SalveRemote *self, const SalveRemoteRequest *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveRemoteRequest, salve_remote_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveRemoteResponse, salve_remote_response_free)

G_END_DECLS
