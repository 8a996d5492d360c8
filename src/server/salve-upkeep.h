/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server does by itself: held times that nobody booked become free again. */
#pragma once

#include "salve-service.h"

G_BEGIN_DECLS

typedef struct _SalveUpkeep SalveUpkeep;

SalveUpkeep *salve_upkeep_new (SalveService *service);
void salve_upkeep_free (SalveUpkeep *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveUpkeep, salve_upkeep_free)

G_END_DECLS
