/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a conflict is settled: what differs, field by field, what was chosen for each, and the record that comes of it.
 * Pure but for the names that references stand for. Main thread.
 *
 * Signal "changed" (): another choice. */
#pragma once

#include "salve-conflict-item.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_SIDE_NONE, /* nobody has decided */
  SALVE_SIDE_BASE, /* as it was before */
  SALVE_SIDE_OURS,
  SALVE_SIDE_THEIRS,
  SALVE_SIDE_BOTH, /* put together without a clash */
  SALVE_N_SIDES,
} SalveSide;

typedef struct
{
  char *name;                 /* of the element; "" for the whole record */
  char *url;                  /* of one extension, else NULL */
  char *title;                /* in words */
  char *words[SALVE_N_SIDES]; /* what each side says; "" where it is not there; NULL: there is no such side */
  gboolean clashes;           /* only a person can decide */
  SalveSide chosen;
} SalveSettlementField;

#define SALVE_TYPE_SETTLEMENT (salve_settlement_get_type ())
G_DECLARE_FINAL_TYPE (SalveSettlement, salve_settlement, SALVE, SETTLEMENT, GObject)

SalveSettlement *salve_settlement_new (SalveConflictItem *item, SalveResource *merged);
guint salve_settlement_get_n_fields (SalveSettlement *self);
const SalveSettlementField *salve_settlement_get_field (SalveSettlement *self, guint index);
gboolean salve_settlement_can_choose (SalveSettlement *self, guint index, SalveSide side);
void salve_settlement_choose (SalveSettlement *self, guint index, SalveSide side);
void salve_settlement_choose_all (SalveSettlement *self, SalveSide side);
guint salve_settlement_count_open (SalveSettlement *self);
gboolean salve_settlement_make (SalveSettlement *self, SalveResource **chosen, GError **error);

G_END_DECLS
