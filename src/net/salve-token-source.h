/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

/* Who has the token that opens a server. */
#define SALVE_TYPE_TOKEN_SOURCE (salve_token_source_get_type ())
G_DECLARE_INTERFACE (SalveTokenSource, salve_token_source, SALVE, TOKEN_SOURCE, GObject)

struct _SalveTokenSourceInterface
{
  GTypeInterface parent_iface;

  DexFuture *(*get_token) (SalveTokenSource *self, const char *refused);
};

DexFuture *salve_token_source_get_token (SalveTokenSource *self, const char *refused);

G_END_DECLS
