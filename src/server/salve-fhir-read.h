/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Read, vread, search, history: what GET answers below /fhir. */
#pragma once

#include "salve-exchange.h"

G_BEGIN_DECLS

gboolean salve_fhir_handle_read (SalveExchange *exchange, GError **error);
gboolean salve_fhir_handle_vread (SalveExchange *exchange, GError **error);
gboolean salve_fhir_handle_search (SalveExchange *exchange, GError **error);
gboolean salve_fhir_handle_search_post (SalveExchange *exchange, GError **error);
gboolean salve_fhir_handle_history_instance (SalveExchange *exchange, GError **error);
gboolean salve_fhir_handle_history_type (SalveExchange *exchange, GError **error);
gboolean salve_fhir_handle_history_system (SalveExchange *exchange, GError **error);
gboolean salve_fhir_handle_everything (SalveExchange *exchange, GError **error);

/* A page as a Bundle. links: what stands behind the ? of self and next, from the root of FHIR. */
GBytes *salve_fhir_bundle (const char *base,
                           const char *kind,
                           SalveSearchPage *page,
                           const char *self_link,
                           const char *next_link,
                           const char *const *elements,
                           const char *note);
SalveSearchPage *salve_fhir_run_search (SalveExchange *exchange,
                                        SalveFhirSearch *search,
                                        const SalveReach *reach,
                                        GError **error);

SalveSearchRow *salve_fhir_await_row (SalveExchange *exchange,
                                      const char *type,
                                      const char *id,
                                      const SalveReach *reach,
                                      GError **error);

/* On the store's threads. */
SalveSearchRow *salve_fhir_read_row (SalveConnection *connection,
                                     const char *type,
                                     const char *id,
                                     const SalveReach *reach,
                                     GError **error);

G_END_DECLS
