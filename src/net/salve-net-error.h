/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SALVE_NET_ERROR_ADDRESS,     /* what was typed is no address of a server */
  SALVE_NET_ERROR_CERTIFICATE, /* a certificate or its key cannot be made, read or trusted */
  SALVE_NET_ERROR_LISTEN,      /* the address is taken or not allowed */
} SalveNetError;

#define SALVE_NET_ERROR (salve_net_error_quark ())
GQuark salve_net_error_quark (void);

G_END_DECLS
