/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A day grid for assistive technology: each event in sight is an accessible object with a name and a place, made when
 * somebody asks for it. They are no widgets, so a screen without a reader pays nothing for them. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include "salve-day-grid-private.h"
#include "salve-drawn-cell.h"

typedef struct
{
  SalveCalendarEvent *event;
  guint column;
} Item;

static void
item_free (gpointer data)
{
  Item *item = data;

  salve_calendar_event_unref (item->event);
  g_free (item);
}

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

static SalveDayGrid *
grid_of (SalveDrawnCell *cell)
{
  return SALVE_DAY_GRID (salve_drawn_cell_get_owner (cell));
}

/* The cell's owner is there. */
static GridPiece *
piece_of (SalveDrawnCell *cell)
{
  const Item *item = salve_drawn_cell_get_data (cell);
  GridPiece *piece = salve_day_grid_find_piece (grid_of (cell), item->event->id, item->column);

  return piece != NULL && piece->column == item->column ? piece : NULL;
}

static gboolean
is_there (SalveDrawnCell *cell)
{
  return TRUE;
}

static gboolean
is_chosen (SalveDrawnCell *cell)
{
  const Item *item = salve_drawn_cell_get_data (cell);
  SalveDayGrid *self = grid_of (cell);

  return g_strcmp0 (self->focused, item->event->id) == 0 && self->focused_column == item->column;
}

static gboolean
place (SalveDrawnCell *cell, graphene_rect_t *box)
{
  GridPiece *piece = piece_of (cell);
  GridRect rect;

  if (piece == NULL)
    return FALSE;
  rect = salve_day_grid_piece_rect (grid_of (cell), piece);
  *box = GRAPHENE_RECT_INIT ((float)rect.x, (float)rect.y, (float)rect.width, (float)rect.height);
  return TRUE;
}

static GtkAccessible *next_in_sight (SalveDayGrid *self, guint from);

static GtkAccessible *
get_next (SalveDrawnCell *cell)
{
  SalveDayGrid *self = grid_of (cell);
  GridPiece *piece = piece_of (cell);

  return piece != NULL ? next_in_sight (self, (guint)(piece - salve_day_grid_piece (self, 0)) + 1) : NULL;
}

static void
describe (SalveDrawnCell *cell)
{
  SalveDayGrid *self = grid_of (cell);
  const Item *item = salve_drawn_cell_get_data (cell);
  g_autofree char *words = salve_calendar_event_describe (item->event, self->zone, self->locale);
  const char *column = salve_day_grid_column (self, item->column)->column->title;

  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, column, -1);
}

static SalveDrawnCell *
ensure_cell (SalveDayGrid *self, const GridPiece *piece)
{
  static const SalveDrawnCellFuncs funcs = { is_there, is_chosen, place, get_next };
  g_autofree char *key = item_key (piece->event->id, piece->column);
  SalveDrawnCell *cell = g_hash_table_lookup (self->accessibles, key);
  Item *item = cell != NULL ? salve_drawn_cell_get_data (cell) : NULL;

  if (item != NULL && item->event == piece->event)
    return cell;
  if (item == NULL)
    {
      item = g_new (Item, 1);
      *item = (Item){ salve_calendar_event_ref (piece->event), piece->column };
      cell = salve_drawn_cell_new (GTK_WIDGET (self), &funcs, item, item_free);
      g_hash_table_insert (self->accessibles, g_steal_pointer (&key), cell);
    }
  else
    {
      salve_calendar_event_unref (item->event);
      item->event = salve_calendar_event_ref (piece->event);
    }
  describe (cell);
  return cell;
}

/* The first piece in sight from an index on. */
static GtkAccessible *
next_in_sight (SalveDayGrid *self, guint from)
{
  for (guint i = from; i < self->pieces->len; i++)
    if (in_sight (self, salve_day_grid_piece (self, i)))
      return g_object_ref (GTK_ACCESSIBLE (ensure_cell (self, salve_day_grid_piece (self, i))));
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

/* Drops the objects of what is not there any more. */
void
salve_day_grid_access_forget (SalveDayGrid *self)
{
  GHashTableIter iter;
  SalveDrawnCell *cell;

  if (self->accessibles == NULL || g_hash_table_size (self->accessibles) == 0)
    return;
  g_hash_table_iter_init (&iter, self->accessibles);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&cell))
    {
      GridPiece *piece = piece_of (cell);

      if (piece == NULL || !in_sight (self, piece))
        {
          salve_drawn_cell_forget_owner (cell);
          g_hash_table_iter_remove (&iter);
        }
    }
}

/* Drops all of them: whoever still holds one holds an empty one from now on. */
void
salve_day_grid_access_clear (SalveDayGrid *self)
{
  GHashTableIter iter;
  SalveDrawnCell *cell;

  g_hash_table_iter_init (&iter, self->accessibles);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&cell))
    salve_drawn_cell_forget_owner (cell);
  g_hash_table_remove_all (self->accessibles);
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
                                  ensure_cell (self, piece), -1);
  words = salve_calendar_event_describe (piece->event, self->zone, self->locale);
  salve_day_grid_announce (self, words);
}
