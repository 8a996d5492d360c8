/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include "salve-drawn-cell.h"

struct _SalveDrawnCell
{
  GObject parent_instance;

  GtkWidget *owner; /* not counted: it lets go of the cell before it goes */
  const SalveDrawnCellFuncs *funcs;
  gpointer data;
  GDestroyNotify destroy;
  GtkATContext *context;
};

static void salve_drawn_cell_accessible_init (GtkAccessibleInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SalveDrawnCell,
                               salve_drawn_cell,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_ACCESSIBLE, salve_drawn_cell_accessible_init))

static GtkATContext *
get_context (GtkAccessible *accessible)
{
  SalveDrawnCell *self = SALVE_DRAWN_CELL (accessible);

  if (self->owner == NULL)
    return NULL;
  if (self->context == NULL)
    self->context = gtk_at_context_create (GTK_ACCESSIBLE_ROLE_GRID_CELL, accessible,
                                           gtk_widget_get_display (self->owner));
  return self->context != NULL ? g_object_ref (self->context) : NULL;
}

static gboolean
get_state (GtkAccessible *accessible, GtkAccessiblePlatformState state)
{
  SalveDrawnCell *self = SALVE_DRAWN_CELL (accessible);

  if (self->owner == NULL || !self->funcs->is_there (self))
    return FALSE;
  switch (state)
    {
    case GTK_ACCESSIBLE_PLATFORM_STATE_FOCUSABLE:
      return TRUE;
    case GTK_ACCESSIBLE_PLATFORM_STATE_FOCUSED:
      return self->funcs->is_chosen (self) && gtk_widget_has_focus (self->owner);
    case GTK_ACCESSIBLE_PLATFORM_STATE_ACTIVE:
    default:
      return FALSE;
    }
}

static GtkAccessible *
get_parent (GtkAccessible *accessible)
{
  SalveDrawnCell *self = SALVE_DRAWN_CELL (accessible);
  GtkWidget *parent = self->owner;

  if (parent != NULL && self->funcs->beside)
    parent = gtk_widget_get_parent (parent);
  return parent != NULL ? g_object_ref (GTK_ACCESSIBLE (parent)) : NULL;
}

static GtkAccessible *
get_first_child (GtkAccessible *accessible)
{
  return NULL;
}

static GtkAccessible *
get_next (GtkAccessible *accessible)
{
  SalveDrawnCell *self = SALVE_DRAWN_CELL (accessible);

  return self->owner != NULL ? self->funcs->next (self) : NULL;
}

static gboolean
get_bounds (GtkAccessible *accessible, int *x, int *y, int *width, int *height)
{
  SalveDrawnCell *self = SALVE_DRAWN_CELL (accessible);
  graphene_rect_t box;

  if (self->owner == NULL || !self->funcs->place (self, &box))
    return FALSE;
  *x = (int)box.origin.x;
  *y = (int)box.origin.y;
  *width = (int)box.size.width;
  *height = (int)box.size.height;
  return TRUE;
}

static void
salve_drawn_cell_accessible_init (GtkAccessibleInterface *iface)
{
  iface->get_at_context = get_context;
  iface->get_platform_state = get_state;
  iface->get_accessible_parent = get_parent;
  iface->get_first_accessible_child = get_first_child;
  iface->get_next_accessible_sibling = get_next;
  iface->get_bounds = get_bounds;
}

static void
salve_drawn_cell_dispose (GObject *object)
{
  SalveDrawnCell *self = SALVE_DRAWN_CELL (object);

  g_clear_object (&self->context);
  self->owner = NULL;
  if (self->destroy != NULL)
    self->destroy (g_steal_pointer (&self->data));
  self->destroy = NULL;

  G_OBJECT_CLASS (salve_drawn_cell_parent_class)->dispose (object);
}

static void
salve_drawn_cell_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_enum (value, GTK_ACCESSIBLE_ROLE_GRID_CELL);
}

/* The role is what it is; the property exists because the interface says so. */
static void
salve_drawn_cell_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
}

static void
salve_drawn_cell_class_init (SalveDrawnCellClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = salve_drawn_cell_dispose;
  object_class->get_property = salve_drawn_cell_get_property;
  object_class->set_property = salve_drawn_cell_set_property;
  g_object_class_override_property (object_class, 1, "accessible-role");
}

static void
salve_drawn_cell_init (SalveDrawnCell *self)
{
}

/**
 * salve_drawn_cell_new:
 * @owner: (transfer none): the widget; it calls salve_drawn_cell_forget_owner() when it is disposed of
 * @funcs: (transfer none): stay as they are
 * @data: what the maker knows the cell by
 * @destroy: (nullable): frees @data
 *
 * Returns: (transfer full): a cell without a name
 */
SalveDrawnCell *
salve_drawn_cell_new (GtkWidget *owner,
                      const SalveDrawnCellFuncs *funcs,
                      gpointer data,
                      GDestroyNotify destroy)
{
  SalveDrawnCell *self = g_object_new (SALVE_TYPE_DRAWN_CELL, NULL);

  self->owner = owner;
  self->funcs = funcs;
  self->data = data;
  self->destroy = destroy;
  return self;
}

/** salve_drawn_cell_get_owner: Returns: (nullable): NULL once it has gone */
GtkWidget *
salve_drawn_cell_get_owner (SalveDrawnCell *self)
{
  return self->owner;
}

/** salve_drawn_cell_get_data: */
gpointer
salve_drawn_cell_get_data (SalveDrawnCell *self)
{
  return self->data;
}

/** salve_drawn_cell_forget_owner: whoever still holds the cell holds an empty one from now on */
void
salve_drawn_cell_forget_owner (SalveDrawnCell *self)
{
  self->owner = NULL;
}
