/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-troubles.h"

G_BEGIN_DECLS

const SalveTroubles *salve_store_troubles_get (void);

G_END_DECLS
