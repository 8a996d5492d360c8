/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-net"

#include "config.h"

#include "salve-token-source.h"

G_DEFINE_INTERFACE (SalveTokenSource, salve_token_source, G_TYPE_OBJECT)

static void
salve_token_source_default_init (SalveTokenSourceInterface *iface)
{
}

/**
 * salve_token_source_get_token:
 * @refused: (nullable): the token that the server has just refused, so that another one is needed
 *
 * Returns: (transfer full): resolves to a bearer token (string); rejected with SALVE_REMOTE_ERROR_AUTH when somebody has
 *   to sign in, or with why no new one could be had
 */
DexFuture *
salve_token_source_get_token (SalveTokenSource *self, const char *refused)
{
  return SALVE_TOKEN_SOURCE_GET_IFACE (self)->get_token (self, refused);
}
