/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request and its answer. A handler runs on a fiber of the main context, may wait for futures, and ends by answering
 * or by failing with an error, which becomes an OperationOutcome. The answer is written when the handler returns, to the
 * wire or, where the client asked not to wait, into a job. */
#pragma once

#include <libdex.h>
#include <libsoup/soup.h>

#include "salve-accounts.h"
#include "salve-resource.h"
#include "salve-route.h"
#include "salve-search.h"
#include "salve-store-run.h"

G_BEGIN_DECLS

typedef struct _SalveService SalveService;

/* The code of such an error is the HTTP status; the message is written for whoever sent the request and never repeats a
 * patient's data. */
#define SALVE_HTTP_ERROR (salve_http_error_quark ())
GQuark salve_http_error_quark (void);

struct _SalveExchange
{
  int ref_count;
  SalveService *service;
  SoupServerMessage *message; /* NULL: nobody waits on a wire */
  SoupMessageHeaders *headers;
  char *method;
  char *path;       /* decoded, from the root */
  char *query;      /* as it came, NULL where there is none */
  GHashTable *form; /* the same taken apart (the last of equal names); never NULL */
  GBytes *body;
  char *base;      /* how whoever asks reaches the server: desks know it by several names */
  char *fhir_base; /* the same and /fhir */
  char *address;   /* who asks, for lock-outs and the audit trail */
  const SalveRoute *route;
  GHashTable *names; /* what the pattern's names stand for */

  SalveIdentity *identity; /* NULL where nobody had to sign in */
  SalveReach reach;        /* the rows that may be seen; bound into every query */

  guint status; /* 0: not answered yet */
  GBytes *answer;
  GBytes *packed; /* the same with gzip, where that has been done already; NULL */
  char *answer_type;
  SoupMessageHeaders *answer_headers;
  gboolean streaming; /* the handler writes the body itself */
  gboolean gone;      /* the client went away */
};

SalveExchange *
salve_exchange_new (SalveService *service, const char *method, const char *path, const char *query);
void salve_exchange_set_base (SalveExchange *self, const char *base);
SalveExchange *salve_exchange_ref (SalveExchange *self);
void salve_exchange_unref (SalveExchange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveExchange, salve_exchange_unref)

const char *salve_exchange_name (SalveExchange *self, const char *name);
const char *salve_exchange_header (SalveExchange *self, const char *name);
const char *salve_exchange_parameter (SalveExchange *self, const char *name);
gboolean salve_exchange_prefers (SalveExchange *self, const char *preference);
const char *salve_exchange_actor (SalveExchange *self);

void salve_exchange_set_header (SalveExchange *self, const char *name, const char *value);
void salve_exchange_answer (SalveExchange *self, guint status, const char *type, GBytes *body);
void salve_exchange_answer_text (SalveExchange *self, guint status, const char *type, const char *text);
void salve_exchange_answer_json (SalveExchange *self, guint status, char *json);
void salve_exchange_answer_error (SalveExchange *self, const GError *error);
gboolean salve_exchange_refuse (GError **error, guint status, const char *format, ...) G_GNUC_PRINTF (3, 4);
guint salve_http_status_of_error (const GError *error, const char **code);
SalveResource *salve_exchange_read_resource (SalveExchange *self, GError **error);

char *salve_http_etag (gint64 version);
gboolean salve_http_etag_parse (const char *header, gint64 *version);
char *salve_http_origin (SoupServerMessage *message, const char *base);
char *salve_http_date (gint64 instant);

G_END_DECLS
