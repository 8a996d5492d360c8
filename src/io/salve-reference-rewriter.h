/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns transaction-style references into what a server would store, without touching another byte. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SalveReferenceResolveFunc:
 * @reference: what stands there, without JSON's escapes
 *
 * Returns: (transfer full) (nullable): what is to stand there, or %NULL when nobody knows
 */
typedef char *(*SalveReferenceResolveFunc) (const char *reference, gpointer data);

gboolean salve_reference_needs_resolving (const char *reference);
GBytes *salve_references_rewrite (GBytes *json,
                                  SalveReferenceResolveFunc resolve,
                                  gpointer data,
                                  guint *n_unresolved);

G_END_DECLS
