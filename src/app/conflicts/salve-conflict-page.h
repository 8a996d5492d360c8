/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One conflict: what was before, here and on the server, side by side, a choice for each field that clashes, and what the
 * record will say. Nothing happens before Apply, and Undo takes it back. */
#pragma once

#include <adwaita.h>

#include "salve-settlement.h"

G_BEGIN_DECLS

/**
 * SalveSettleFunc:
 * @chosen: (nullable): the record as it was decided; %NULL: it is deleted
 *
 * Returns: (transfer full): a future that resolves when it is done
 */
typedef DexFuture *(*SalveSettleFunc) (SalveConflictItem *item, SalveResource *chosen, gpointer data);

#define SALVE_TYPE_CONFLICT_PAGE (salve_conflict_page_get_type ())
G_DECLARE_FINAL_TYPE (SalveConflictPage, salve_conflict_page, SALVE, CONFLICT_PAGE, AdwNavigationPage)

SalveConflictPage *salve_conflict_page_new (SalveConflictItem *item,
                                            SalveResource *merged,
                                            SalveSettleFunc settle,
                                            gpointer data,
                                            GDestroyNotify destroy);
SalveSettlement *salve_conflict_page_get_settlement (SalveConflictPage *self);

G_END_DECLS
