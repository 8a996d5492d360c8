/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-connector.h"

G_DEFINE_INTERFACE (SalveConnector, salve_connector, G_TYPE_OBJECT)

static void
salve_connector_default_init (SalveConnectorInterface *iface)
{
}
