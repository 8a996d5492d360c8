/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The days of a month that a widget draws itself, for assistive technology: each is an accessible object with a name, a
 * place and whether it is the chosen one, made when somebody asks for it. They are no widgets, so a screen without a
 * reader pays nothing for them. On the main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the widget that draws them says of them. */
typedef struct
{
  guint (*count) (GtkWidget *owner);
  char *(*describe) (GtkWidget *owner, guint n);                   /* (transfer full) */
  void (*place) (GtkWidget *owner, guint n, graphene_rect_t *box); /* in the owner */
  int (*chosen) (GtkWidget *owner);                                /* -1: none of them */
} SalveDayCellsClass;

typedef struct _SalveDayCells SalveDayCells;

SalveDayCells *salve_day_cells_new (GtkWidget *owner, const SalveDayCellsClass *klass);
void salve_day_cells_free (SalveDayCells *self);
GtkAccessible *salve_day_cells_get_first (SalveDayCells *self);
void salve_day_cells_changed (SalveDayCells *self);

G_END_DECLS
