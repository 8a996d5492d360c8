/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include "salve-day-cells.h"

#define SALVE_TYPE_DAY_CELL (salve_day_cell_get_type ())
G_DECLARE_FINAL_TYPE (SalveDayCell, salve_day_cell, SALVE, DAY_CELL, GObject)

struct _SalveDayCells
{
  GtkWidget *owner; /* not counted: it owns this */
  const SalveDayCellsClass *klass;
  GPtrArray *cells; /* SalveDayCell by number; empty until somebody asks */
  guint source;     /* that tells what has changed */
};

struct _SalveDayCell
{
  GObject parent_instance;

  SalveDayCells *cells; /* NULL when the widget has gone */
  guint n;
  GtkATContext *context;
};

static void salve_day_cell_accessible_init (GtkAccessibleInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SalveDayCell,
                               salve_day_cell,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_ACCESSIBLE, salve_day_cell_accessible_init))

static gboolean
is_there (SalveDayCell *cell)
{
  return cell->cells != NULL && cell->n < cell->cells->klass->count (cell->cells->owner);
}

static gboolean
is_chosen (SalveDayCell *cell)
{
  return is_there (cell) && cell->cells->klass->chosen (cell->cells->owner) == (int)cell->n;
}

static void
describe (SalveDayCell *cell)
{
  g_autofree char *words = cell->cells->klass->describe (cell->cells->owner, cell->n);

  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_STATE_SELECTED, is_chosen (cell), -1);
}

/* Returns: (transfer full) (nullable): the n-th, where there is one */
static GtkAccessible *
get_cell (SalveDayCells *self, guint n)
{
  if (n >= self->klass->count (self->owner))
    return NULL;
  while (self->cells->len <= n)
    {
      SalveDayCell *cell = g_object_new (SALVE_TYPE_DAY_CELL, NULL);

      cell->cells = self;
      cell->n = self->cells->len;
      g_ptr_array_add (self->cells, cell);
      describe (cell);
    }
  return GTK_ACCESSIBLE (g_object_ref (g_ptr_array_index (self->cells, n)));
}

static GtkATContext *
cell_get_context (GtkAccessible *accessible)
{
  SalveDayCell *cell = SALVE_DAY_CELL (accessible);

  if (cell->cells == NULL)
    return NULL;
  if (cell->context == NULL)
    cell->context = gtk_at_context_create (GTK_ACCESSIBLE_ROLE_GRID_CELL, accessible,
                                           gtk_widget_get_display (cell->cells->owner));
  return cell->context != NULL ? g_object_ref (cell->context) : NULL;
}

static gboolean
cell_get_state (GtkAccessible *accessible, GtkAccessiblePlatformState state)
{
  SalveDayCell *cell = SALVE_DAY_CELL (accessible);

  switch (state)
    {
    case GTK_ACCESSIBLE_PLATFORM_STATE_FOCUSABLE:
      return is_there (cell);
    case GTK_ACCESSIBLE_PLATFORM_STATE_FOCUSED:
      return is_chosen (cell) && gtk_widget_has_focus (cell->cells->owner);
    case GTK_ACCESSIBLE_PLATFORM_STATE_ACTIVE:
    default:
      return FALSE;
    }
}

static GtkAccessible *
cell_get_parent (GtkAccessible *accessible)
{
  SalveDayCell *cell = SALVE_DAY_CELL (accessible);

  return cell->cells != NULL ? g_object_ref (GTK_ACCESSIBLE (cell->cells->owner)) : NULL;
}

static GtkAccessible *
cell_get_first_child (GtkAccessible *accessible)
{
  return NULL;
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

/* After the last day come the widgets that the owner has. */
static GtkAccessible *
cell_get_next (GtkAccessible *accessible)
{
  SalveDayCell *cell = SALVE_DAY_CELL (accessible);
  GtkAccessible *next = is_there (cell) ? get_cell (cell->cells, cell->n + 1) : NULL;

  return next != NULL || cell->cells == NULL ? next : first_widget (cell->cells);
}

static gboolean
cell_get_bounds (GtkAccessible *accessible, int *x, int *y, int *width, int *height)
{
  SalveDayCell *cell = SALVE_DAY_CELL (accessible);
  graphene_rect_t box;

  if (!is_there (cell))
    return FALSE;
  cell->cells->klass->place (cell->cells->owner, cell->n, &box);
  *x = (int)box.origin.x;
  *y = (int)box.origin.y;
  *width = (int)box.size.width;
  *height = (int)box.size.height;
  return TRUE;
}

static void
salve_day_cell_accessible_init (GtkAccessibleInterface *iface)
{
  iface->get_at_context = cell_get_context;
  iface->get_platform_state = cell_get_state;
  iface->get_accessible_parent = cell_get_parent;
  iface->get_first_accessible_child = cell_get_first_child;
  iface->get_next_accessible_sibling = cell_get_next;
  iface->get_bounds = cell_get_bounds;
}

static void
salve_day_cell_dispose (GObject *object)
{
  SalveDayCell *cell = SALVE_DAY_CELL (object);

  g_clear_object (&cell->context);
  cell->cells = NULL;

  G_OBJECT_CLASS (salve_day_cell_parent_class)->dispose (object);
}

static void
salve_day_cell_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_enum (value, GTK_ACCESSIBLE_ROLE_GRID_CELL);
}

/* The role is what it is; the property exists because the interface says so. */
static void
salve_day_cell_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
}

static void
salve_day_cell_class_init (SalveDayCellClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = salve_day_cell_dispose;
  object_class->get_property = salve_day_cell_get_property;
  object_class->set_property = salve_day_cell_set_property;
  g_object_class_override_property (object_class, 1, "accessible-role");
}

static void
salve_day_cell_init (SalveDayCell *cell)
{
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
    ((SalveDayCell *)g_ptr_array_index (self->cells, i))->cells = NULL;
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
