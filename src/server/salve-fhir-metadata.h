/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-exchange.h"

G_BEGIN_DECLS

gboolean salve_fhir_handle_metadata (SalveExchange *exchange, GError **error);

G_END_DECLS
