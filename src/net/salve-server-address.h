/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "salve-net-error.h"

G_BEGIN_DECLS

/* What a person who types only a name means: a salve-server where it listens by itself. */
#define SALVE_SERVER_DEFAULT_PORT 8443
#define SALVE_SERVER_DEFAULT_PATH "/fhir"

char *salve_server_address_parse (const char *typed, GError **error);
gboolean salve_server_address_same_origin (GUri *one, GUri *other);
gboolean salve_server_address_is_loopback (const char *host);
char *salve_server_address_origin (const char *address);

G_END_DECLS
