/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-exchange.h"

G_BEGIN_DECLS

gboolean salve_status_handle_health (SalveExchange *exchange, GError **error);
gboolean salve_status_handle_metrics (SalveExchange *exchange, GError **error);

G_END_DECLS
