/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cell that a widget draws itself, for assistive technology: an accessible object with a place, whose name its maker
 * sets. It is no widget, so a screen without a reader pays nothing for it. On the main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SALVE_TYPE_DRAWN_CELL (salve_drawn_cell_get_type ())
G_DECLARE_FINAL_TYPE (SalveDrawnCell, salve_drawn_cell, SALVE, DRAWN_CELL, GObject)

/* What the maker says of a cell as long as its owner is there. */
typedef struct
{
  gboolean (*is_there) (SalveDrawnCell *cell);  /* where the keyboard may go */
  gboolean (*is_chosen) (SalveDrawnCell *cell); /* where the owner's focus is, if it has it */
  gboolean (*place) (SalveDrawnCell *cell, graphene_rect_t *box); /* in the owner; FALSE: it is not there */
  GtkAccessible *(*next) (SalveDrawnCell *cell);                  /* (transfer full) (nullable) */
  gboolean
      beside; /* the cell is no child of its owner but stands beside it, and its place is in the owner's parent */
} SalveDrawnCellFuncs;

SalveDrawnCell *salve_drawn_cell_new (GtkWidget *owner,
                                      const SalveDrawnCellFuncs *funcs,
                                      gpointer data,
                                      GDestroyNotify destroy);
GtkWidget *salve_drawn_cell_get_owner (SalveDrawnCell *self);
gpointer salve_drawn_cell_get_data (SalveDrawnCell *self);
void salve_drawn_cell_forget_owner (SalveDrawnCell *self);

G_END_DECLS
