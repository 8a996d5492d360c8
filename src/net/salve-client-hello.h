/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits for the first words of a TLS handshake without beginning it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef void (*SalveClientHelloFunc) (gboolean came, gpointer user_data);

GSource *salve_client_hello_watch (GSocket *socket, SalveClientHelloFunc func, gpointer user_data);

G_END_DECLS
