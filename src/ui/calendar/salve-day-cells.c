/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include "salve-day-cells.h"

#include "salve-drawn-cell.h"

struct _SalveDayCells
{
  GtkWidget *owner; /* not counted: it owns this */
  const SalveDayCellsClass *klass;
  GPtrArray *cells; /* SalveDrawnCell by number; empty until somebody asks */
  guint source;     /* that tells what has changed */
};

typedef struct
{
  SalveDayCells *cells;
  guint n;
} Day;

static gboolean
is_there (SalveDrawnCell *cell)
{
  const Day *day = salve_drawn_cell_get_data (cell);

  return day->n < day->cells->klass->count (day->cells->owner);
}

static gboolean
is_chosen (SalveDrawnCell *cell)
{
  const Day *day = salve_drawn_cell_get_data (cell);

  return is_there (cell) && day->cells->klass->chosen (day->cells->owner) == (int)day->n;
}

static void
describe (SalveDrawnCell *cell)
{
  const Day *day = salve_drawn_cell_get_data (cell);
  g_autofree char *words = day->cells->klass->describe (day->cells->owner, day->n);

  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_STATE_SELECTED, is_chosen (cell), -1);
}

static gboolean
place (SalveDrawnCell *cell, graphene_rect_t *box)
{
  const Day *day = salve_drawn_cell_get_data (cell);

  if (!is_there (cell))
    return FALSE;
  day->cells->klass->place (day->cells->owner, day->n, box);
  return TRUE;
}

/* Returns: (transfer full) (nullable): the first of the owner's own widgets; those that only have its colours are none */
static GtkAccessible *
first_widget (SalveDayCells *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (self->owner); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (child)) != GTK_ACCESSIBLE_ROLE_PRESENTATION)
      return GTK_ACCESSIBLE (g_object_ref (child));
  return NULL;
}

static GtkAccessible *get_cell (SalveDayCells *self, guint n);

/* After the last day come the widgets that the owner has. */
static GtkAccessible *
get_next (SalveDrawnCell *cell)
{
  const Day *day = salve_drawn_cell_get_data (cell);
  GtkAccessible *next = is_there (cell) ? get_cell (day->cells, day->n + 1) : NULL;

  return next != NULL ? next : first_widget (day->cells);
}

/* Returns: (transfer full) (nullable): the n-th, where there is one */
static GtkAccessible *
get_cell (SalveDayCells *self, guint n)
{
  static const SalveDrawnCellFuncs funcs = { is_there, is_chosen, place, get_next };

  if (n >= self->klass->count (self->owner))
    return NULL;
  while (self->cells->len <= n)
    {
      Day *day = g_new (Day, 1);
      SalveDrawnCell *cell = salve_drawn_cell_new (self->owner, &funcs, day, g_free);

      *day = (Day){ self, self->cells->len };
      g_ptr_array_add (self->cells, cell);
      describe (cell);
    }
  return GTK_ACCESSIBLE (g_object_ref (g_ptr_array_index (self->cells, n)));
}

/**
 * salve_day_cells_new:
 * @owner: (transfer none): the widget; it frees what it gets when it is disposed of
 * @klass: (transfer none): stays as it is
 *
 * Returns: (transfer full):
 */
SalveDayCells *
salve_day_cells_new (GtkWidget *owner, const SalveDayCellsClass *klass)
{
  SalveDayCells *self = g_new0 (SalveDayCells, 1);

  self->owner = owner;
  self->klass = klass;
  self->cells = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

/** salve_day_cells_free: whoever still holds a day holds an empty one from now on */
void
salve_day_cells_free (SalveDayCells *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  for (guint i = 0; i < self->cells->len; i++)
    salve_drawn_cell_forget_owner (g_ptr_array_index (self->cells, i));
  g_ptr_array_unref (self->cells);
  g_free (self);
}

/**
 * salve_day_cells_get_first:
 *
 * Returns: (transfer full) (nullable): the first day, for the owner's first accessible child
 */
GtkAccessible *
salve_day_cells_get_first (SalveDayCells *self)
{
  return get_cell (self, 0);
}

static void
tell (gpointer data)
{
  SalveDayCells *self = data;
  int chosen = self->klass->chosen (self->owner);
  guint count = self->klass->count (self->owner);

  self->source = 0;
  for (guint i = 0; i < MIN (count, self->cells->len); i++)
    describe (g_ptr_array_index (self->cells, i));
  if (chosen >= 0 && (guint)chosen < self->cells->len)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (self->owner), GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT,
                                    g_ptr_array_index (self->cells, (guint)chosen), -1);
  else
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->owner), GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT);
}

/**
 * salve_day_cells_changed:
 *
 * Another day is chosen, or other days are shown, or there is more or less on one: told once when all of it is done.
 */
void
salve_day_cells_changed (SalveDayCells *self)
{
  if (self != NULL && self->cells->len > 0 && self->source == 0)
    self->source = g_idle_add_once (tell, self);
}
