/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SALVE_TYPE_FOUND_SERVER (salve_found_server_get_type ())
G_DECLARE_FINAL_TYPE (SalveFoundServer, salve_found_server, SALVE, FOUND_SERVER, GObject)

const char *salve_found_server_get_name (SalveFoundServer *self);
const char *salve_found_server_get_base (SalveFoundServer *self);
const char *salve_found_server_get_fingerprint (SalveFoundServer *self);

/* The servers that announce themselves on the local network: a list model of SalveFoundServer. */
#define SALVE_TYPE_DISCOVERY (salve_discovery_get_type ())
G_DECLARE_FINAL_TYPE (SalveDiscovery, salve_discovery, SALVE, DISCOVERY, GObject)

SalveDiscovery *salve_discovery_new (GDBusConnection *bus);

G_END_DECLS
