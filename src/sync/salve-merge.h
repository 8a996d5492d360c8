/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-resource.h"

G_BEGIN_DECLS

SalveResource *salve_merge (SalveResource *base,
                            SalveResource *ours,
                            SalveResource *theirs,
                            GPtrArray *clashes,
                            GError **error);

G_END_DECLS
