/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work on months of bookings, which is too much for the thread that draws. */
#pragma once

#include <libdex.h>

#include "salve-diary.h"
#include "salve-store.h"

G_BEGIN_DECLS

/* On the store's own thread; the diary is freed there afterwards. */
typedef void (*SalveDiaryFunc) (SalveDiary *diary, gpointer data);

DexFuture *salve_store_visit_diary (SalveStore *self,
                                    SalveTimeSpan range,
                                    GTimeZone *zone,
                                    SalveDiaryFunc func,
                                    gpointer data,
                                    GDestroyNotify destroy);

G_END_DECLS
