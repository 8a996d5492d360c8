/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A day grid for assistive technology: each event in sight is an accessible object with a name and a place, made when
 * somebody asks for it. They are no widgets, so a screen without a reader pays nothing for them. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include "salve-day-grid-private.h"

#define SALVE_TYPE_GRID_ITEM (salve_grid_item_get_type ())
G_DECLARE_FINAL_TYPE (SalveGridItem, salve_grid_item, SALVE, GRID_ITEM, GObject)

struct _SalveGridItem
{
  GObject parent_instance;

  SalveDayGrid *grid; /* not counted: it owns this and clears it */
  SalveCalendarEvent *event;
  guint column;
  GtkATContext *context;
};

static void salve_grid_item_accessible_init (GtkAccessibleInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SalveGridItem,
                               salve_grid_item,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_ACCESSIBLE, salve_grid_item_accessible_init))

static char *
item_key (const char *id, guint column)
{
  return g_strdup_printf ("%u/%s", column, id);
}

static gboolean
in_sight (SalveDayGrid *self, const GridPiece *piece)
{
  GridRect rect = salve_day_grid_piece_rect (self, piece), body = salve_day_grid_body (self);

  return rect.x < body.x + body.width && rect.x + rect.width > body.x && rect.y < body.y + body.height
         && rect.y + rect.height > body.y;
}

static void
describe (SalveGridItem *item)
{
  SalveDayGrid *grid = item->grid;
  g_autofree char *words = salve_calendar_event_describe (item->event, grid->zone, grid->locale);
  const char *column = salve_day_grid_column (grid, item->column)->column->title;

  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, column, -1);
}

static SalveGridItem *
ensure_item (SalveDayGrid *self, const GridPiece *piece)
{
  g_autofree char *key = item_key (piece->event->id, piece->column);
  SalveGridItem *item = g_hash_table_lookup (self->accessibles, key);

  if (item != NULL && item->event == piece->event)
    return item;
  if (item == NULL)
    {
      item = g_object_new (SALVE_TYPE_GRID_ITEM, NULL);
      item->grid = self;
      item->column = piece->column;
      item->event = salve_calendar_event_ref (piece->event);
      g_hash_table_insert (self->accessibles, g_steal_pointer (&key), item);
    }
  else
    {
      salve_calendar_event_unref (item->event);
      item->event = salve_calendar_event_ref (piece->event);
    }
  describe (item);
  return item;
}

/* The first piece in sight from an index on. */
static GtkAccessible *
next_in_sight (SalveDayGrid *self, guint from)
{
  for (guint i = from; i < self->pieces->len; i++)
    if (in_sight (self, salve_day_grid_piece (self, i)))
      return g_object_ref (GTK_ACCESSIBLE (ensure_item (self, salve_day_grid_piece (self, i))));
  return NULL;
}

static GtkAccessible *
grid_get_first_child (GtkAccessible *accessible)
{
  SalveDayGrid *self = SALVE_DAY_GRID (accessible);

  return self->pixels > 0 ? next_in_sight (self, 0) : NULL;
}

void
salve_day_grid_access_init (GtkAccessibleInterface *iface)
{
  iface->get_first_accessible_child = grid_get_first_child;
}

static GridPiece *
item_piece (SalveGridItem *item)
{
  GridPiece *piece =
      item->grid != NULL ? salve_day_grid_find_piece (item->grid, item->event->id, item->column) : NULL;

  return piece != NULL && piece->column == item->column ? piece : NULL;
}

static GtkATContext *
item_get_context (GtkAccessible *accessible)
{
  SalveGridItem *item = SALVE_GRID_ITEM (accessible);

  if (item->grid == NULL)
    return NULL;
  if (item->context == NULL)
    item->context = gtk_at_context_create (GTK_ACCESSIBLE_ROLE_GRID_CELL, accessible,
                                           gtk_widget_get_display (GTK_WIDGET (item->grid)));
  return item->context != NULL ? g_object_ref (item->context) : NULL;
}

static gboolean
item_get_state (GtkAccessible *accessible, GtkAccessiblePlatformState state)
{
  SalveGridItem *item = SALVE_GRID_ITEM (accessible);

  switch (state)
    {
    case GTK_ACCESSIBLE_PLATFORM_STATE_FOCUSABLE:
      return item->grid != NULL;
    case GTK_ACCESSIBLE_PLATFORM_STATE_FOCUSED:
      return item->grid != NULL && gtk_widget_has_focus (GTK_WIDGET (item->grid))
             && g_strcmp0 (item->grid->focused, item->event->id) == 0
             && item->grid->focused_column == item->column;
    case GTK_ACCESSIBLE_PLATFORM_STATE_ACTIVE:
    default:
      return FALSE;
    }
}

static GtkAccessible *
item_get_parent (GtkAccessible *accessible)
{
  SalveGridItem *item = SALVE_GRID_ITEM (accessible);

  return item->grid != NULL ? g_object_ref (GTK_ACCESSIBLE (item->grid)) : NULL;
}

static GtkAccessible *
item_get_first_child (GtkAccessible *accessible)
{
  return NULL;
}

static GtkAccessible *
item_get_next (GtkAccessible *accessible)
{
  SalveGridItem *item = SALVE_GRID_ITEM (accessible);
  GridPiece *piece = item_piece (item);

  if (piece == NULL)
    return NULL;
  return next_in_sight (item->grid, (guint)(piece - salve_day_grid_piece (item->grid, 0)) + 1);
}

static gboolean
item_get_bounds (GtkAccessible *accessible, int *x, int *y, int *width, int *height)
{
  GridPiece *piece = item_piece (SALVE_GRID_ITEM (accessible));
  GridRect rect;

  if (piece == NULL)
    return FALSE;
  rect = salve_day_grid_piece_rect (SALVE_GRID_ITEM (accessible)->grid, piece);
  *x = (int)rect.x;
  *y = (int)rect.y;
  *width = (int)rect.width;
  *height = (int)rect.height;
  return TRUE;
}

static void
salve_grid_item_accessible_init (GtkAccessibleInterface *iface)
{
  iface->get_at_context = item_get_context;
  iface->get_platform_state = item_get_state;
  iface->get_accessible_parent = item_get_parent;
  iface->get_first_accessible_child = item_get_first_child;
  iface->get_next_accessible_sibling = item_get_next;
  iface->get_bounds = item_get_bounds;
}

static void
salve_grid_item_dispose (GObject *object)
{
  SalveGridItem *item = SALVE_GRID_ITEM (object);

  g_clear_object (&item->context);
  item->grid = NULL;
  g_clear_pointer (&item->event, salve_calendar_event_unref);

  G_OBJECT_CLASS (salve_grid_item_parent_class)->dispose (object);
}

static void
salve_grid_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_enum (value, GTK_ACCESSIBLE_ROLE_GRID_CELL);
}

/* The role is what it is; the property exists because the interface says so. */
static void
salve_grid_item_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
}

static void
salve_grid_item_class_init (SalveGridItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = salve_grid_item_dispose;
  object_class->get_property = salve_grid_item_get_property;
  object_class->set_property = salve_grid_item_set_property;
  g_object_class_override_property (object_class, 1, "accessible-role");
}

static void
salve_grid_item_init (SalveGridItem *item)
{
}

/* Drops the objects of what is not there any more. */
void
salve_day_grid_access_forget (SalveDayGrid *self)
{
  GHashTableIter iter;
  SalveGridItem *item;

  if (self->accessibles == NULL || g_hash_table_size (self->accessibles) == 0)
    return;
  g_hash_table_iter_init (&iter, self->accessibles);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&item))
    {
      GridPiece *piece = item_piece (item);

      if (piece == NULL || !in_sight (self, piece))
        {
          item->grid = NULL;
          g_hash_table_iter_remove (&iter);
        }
    }
}

void
salve_day_grid_announce (SalveDayGrid *self, const char *words)
{
  salve_calendar_announce (GTK_WIDGET (self), words);
}

/* Tells that the focus within the grid went elsewhere. */
void
salve_day_grid_access_focus (SalveDayGrid *self)
{
  GridPiece *piece = salve_day_grid_find_piece (self, self->focused, self->focused_column);
  GridBar *bar = piece == NULL ? salve_day_grid_find_bar (self, self->focused) : NULL;
  g_autofree char *words = NULL;

  if (bar != NULL)
    {
      words = salve_calendar_event_describe (bar->event, self->zone, self->locale);
      salve_day_grid_announce (self, words);
    }
  if (piece == NULL)
    {
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT);
      return;
    }
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT,
                                  ensure_item (self, piece), -1);
  words = salve_calendar_event_describe (piece->event, self->zone, self->locale);
  salve_day_grid_announce (self, words);
}
