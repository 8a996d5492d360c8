/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server as its handlers see it: the store, who may do what, where it is reached. */
#pragma once

#include <yyjson.h>

#include "salve-exchange.h"

G_BEGIN_DECLS

typedef struct _SalveNoticeBoard SalveNoticeBoard;
typedef struct _SalveAuditQueue SalveAuditQueue;
typedef struct _SalveJobs SalveJobs;
typedef struct _SalveIndexMaker SalveIndexMaker;

struct _SalveService
{
  SalveStore *store;
  SalveAccounts *accounts;
  SoupServer *soup;
  char *base;      /* https://host:port, without a slash at its end */
  char *fhir_base; /* base/fhir */
  GTimeZone *zone; /* the clinic's */
  SalveNoticeBoard *notices;
  SalveAuditQueue *audit;
  SalveJobs *jobs;
  SalveIndexMaker *indexing; /* not owned; NULL: the index is there */
  guint n_running;           /* requests that are not answered yet */
  guint64 n_answered;
  guint64 n_by_class[6]; /* answers by the first digit of their status */
  gint64 started;
  gboolean stopping;
  void (*met) (SoupServerMessage *message,
               gboolean known,
               gpointer data); /* NULL: nobody wants to hear of it */
  gpointer met_data;
};

SalveService *salve_service_new (SalveStore *store, SalveAccounts *accounts, GTimeZone *zone);
void salve_service_set_base (SalveService *self, const char *base);
void salve_service_set_met (SalveService *self,
                            void (*met) (SoupServerMessage *message, gboolean known, gpointer data),
                            gpointer data);
void salve_service_meet (SalveService *self, SoupServerMessage *message, gboolean known);
gboolean
salve_service_authorize_all (SalveExchange *exchange, SalveAction action, SalveReach *reach, GError **error);
void salve_service_filter (SalveExchange *exchange, const SalveReach *reach, SalveSearchPage *page);
SalveReachOf *salve_service_list_reach (SalveExchange *exchange, SalveAction action);
void salve_service_free (SalveService *self);
DexFuture *salve_service_drain (SalveService *self);
DexFuture *salve_service_answer (SalveService *self, SalveExchange *exchange);
yyjson_doc *salve_service_parse (SalveService *self, GBytes *text, GError **error); /* awaits */
gboolean salve_service_takes_gzip (SalveExchange *exchange);
GBytes *salve_service_compress (GBytes *body);
gboolean salve_service_authorize (SalveExchange *exchange,
                                  SalveAction action,
                                  const char *type,
                                  SalveReach *reach,
                                  GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveService, salve_service_free)

G_END_DECLS
