/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A PIN opens the desk for somebody who is signed in already; it never leaves the machine. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SALVE_PIN_MIN 4
#define SALVE_PIN_MAX 12
#define SALVE_PIN_ATTEMPTS 5

gboolean salve_pin_check_new (const char *pin, GError **error);
char *salve_pin_hash (const char *pin, GError **error);
gboolean salve_pin_fits (const char *pin, const char *hash);

G_END_DECLS
