/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A token that somebody wrote into a file. */
#pragma once

#include "salve-token-source.h"

G_BEGIN_DECLS

SalveTokenSource *salve_fixed_token_new (const char *token);

G_END_DECLS
