/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-exchange.h"

G_BEGIN_DECLS

#define SALVE_BUNDLE_MAX_ENTRIES 5000

gboolean salve_fhir_handle_bundle (SalveExchange *exchange, GError **error);

G_END_DECLS
