/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The board's keys, and its cards in hand. Arrows go from card to card; Space takes the next step, Backspace the one
 * back. What is dragged has its twin in the card's menu. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-flow-board-private.h"

#include <string.h>

/* So near to its edge the board scrolls below a card in hand. */
#define EDGE 40
#define EDGE_STEP 24

static gboolean
find_cursor (SalveFlowBoard *self, guint *lane, guint *entry)
{
  for (guint i = 0; self->cursor != NULL && self->day != NULL && i < self->day->lanes->len; i++)
    {
      const SalveFlowLane *each = self->day->lanes->pdata[i];

      for (guint e = 0; e < each->entries->len; e++)
        if (g_str_equal (((const SalveFlowEntry *)each->entries->pdata[e])->row->visit->id, self->cursor))
          {
            *lane = i;
            *entry = e;
            return salve_flow_board_lane_shown (self, i);
          }
    }
  return FALSE;
}

static const SalveFlowPiece *
piece_of (SalveFlowBoard *self, guint lane, guint entry)
{
  const GArray *pieces = self->pieces->pdata[lane];

  for (guint i = 0; i < pieces->len; i++)
    if (g_array_index (pieces, SalveFlowPiece, i).entry == (int)entry)
      return &g_array_index (pieces, SalveFlowPiece, i);
  return NULL;
}

static void
scroll_to (SalveFlowBoard *self, guint lane, const SalveFlowPiece *piece)
{
  int x = salve_flow_board_lane_x (self, lane);

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    x = salve_flow_board_content_width (self) - x - self->lane_width;
  if (self->across != NULL)
    gtk_adjustment_clamp_page (self->across, x - 12, x + self->lane_width + 12);
  if (self->down != NULL)
    gtk_adjustment_clamp_page (self->down, piece->y - self->title_height - 12,
                               piece->y + piece->height + self->head_height + 12);
}

static gboolean
focus_entry (SalveFlowBoard *self, guint lane, guint entry)
{
  const SalveFlowPiece *piece = piece_of (self, lane, entry);
  const SalveFlowLane *from = self->day->lanes->pdata[lane];
  GtkWidget *card;

  if (piece == NULL)
    return FALSE;
  scroll_to (self, lane, piece);
  salve_flow_board_populate (self);
  card = g_hash_table_lookup (self->cards,
                              ((const SalveFlowEntry *)from->entries->pdata[entry])->row->visit->id);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  return card != NULL && gtk_widget_grab_focus (card);
}

/* Returns: whether that visit is on the board, and has the keyboard now */
gboolean
salve_flow_board_focus_card (SalveFlowBoard *self, const char *id)
{
  guint lane, entry;

  g_set_str (&self->cursor, id);
  return find_cursor (self, &lane, &entry) && focus_entry (self, lane, entry);
}

/* The first that waits, else the first of all. */
static gboolean
focus_first (SalveFlowBoard *self)
{
  for (guint i = 0; self->day != NULL && i < self->day->lanes->len; i++)
    {
      const SalveFlowLane *lane = self->day->lanes->pdata[i];

      if (salve_flow_board_lane_shown (self, i) && lane->entries->len > 0)
        return focus_entry (self, i, 0);
    }
  return FALSE;
}

/* One stop on the way of the Tab key, at the card where one was. */
gboolean
salve_flow_board_focus (GtkWidget *widget, GtkDirectionType direction)
{
  SalveFlowBoard *self = SALVE_FLOW_BOARD (widget);
  guint lane, entry;

  if ((direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
      || gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  return find_cursor (self, &lane, &entry) ? focus_entry (self, lane, entry) : focus_first (self);
}

static gboolean
on_up_down (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveFlowBoard *self = SALVE_FLOW_BOARD (widget);
  int by = g_variant_get_int32 (arguments);
  guint lane, entry;
  int last;

  if (!find_cursor (self, &lane, &entry))
    return focus_first (self);
  last = (int)((const SalveFlowLane *)self->day->lanes->pdata[lane])->entries->len - 1;
  focus_entry (self, lane, (guint)CLAMP ((int)entry + by, 0, last));
  return GDK_EVENT_STOP;
}

/* To the card beside it in the next lane that has any. */
static gboolean
on_sideways (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveFlowBoard *self = SALVE_FLOW_BOARD (widget);
  int by = g_variant_get_int32 (arguments);
  guint lane, entry;
  const SalveFlowPiece *here;

  if (self->single || !find_cursor (self, &lane, &entry))
    return GDK_EVENT_PROPAGATE;
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    by = -by;
  here = piece_of (self, lane, entry);
  for (int i = (int)lane + by; i >= 0 && i < (int)self->day->lanes->len; i += by)
    {
      const SalveFlowLane *beside = self->day->lanes->pdata[i];
      guint best = 0;
      int least = G_MAXINT;

      for (guint e = 0; e < beside->entries->len; e++)
        {
          const SalveFlowPiece *there = piece_of (self, (guint)i, e);

          if (there != NULL && here != NULL && ABS (there->y - here->y) < least)
            {
              least = ABS (there->y - here->y);
              best = e;
            }
        }
      if (beside->entries->len > 0)
        {
          focus_entry (self, (guint)i, best);
          break;
        }
    }
  return GDK_EVENT_STOP;
}

static gboolean
on_key (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveFlowBoard *self = SALVE_FLOW_BOARD (widget);
  GtkWidget *focus = gtk_widget_get_focus_child (widget);

  if (focus == NULL || !SALVE_IS_FLOW_CARD (focus))
    return GDK_EVENT_PROPAGATE;
  salve_flow_board_emit (self, (SalveBoardSignal)g_variant_get_int32 (arguments),
                         salve_flow_card_get_id (SALVE_FLOW_CARD (focus)));
  return GDK_EVENT_STOP;
}

void
salve_flow_board_install_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *keys;
    GtkShortcutFunc func;
    int argument;
  } all[] = {
    { "Up|KP_Up", on_up_down, -1 },
    { "Down|KP_Down", on_up_down, 1 },
    { "Page_Up|KP_Page_Up", on_up_down, -8 },
    { "Page_Down|KP_Page_Down", on_up_down, 8 },
    { "Home|KP_Home", on_up_down, -100000 },
    { "End|KP_End", on_up_down, 100000 },
    { "Left|KP_Left", on_sideways, -1 },
    { "Right|KP_Right", on_sideways, 1 },
    { "space|KP_Space", on_key, SALVE_BOARD_STEP },
    { "BackSpace", on_key, SALVE_BOARD_BACK },
    { "Delete|KP_Delete", on_key, SALVE_BOARD_DELETE },
    { "Return|KP_Enter|ISO_Enter", on_key, SALVE_BOARD_ACTIVATED },
    { "<Control>Return|<Control>KP_Enter", on_key, SALVE_BOARD_RECORD },
    { "Menu|<Shift>F10", on_key, SALVE_BOARD_MENU },
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      GtkShortcut *shortcut = gtk_shortcut_new (gtk_shortcut_trigger_parse_string (all[i].keys),
                                                gtk_callback_action_new (all[i].func, NULL, NULL));

      gtk_shortcut_set_arguments (shortcut, g_variant_new_int32 (all[i].argument));
      gtk_widget_class_add_shortcut (widget_class, shortcut);
      g_object_unref (shortcut);
    }
}

static GdkContentProvider *
on_prepare (GtkDragSource *source, double x, double y, SalveFlowBoard *self)
{
  GtkWidget *card = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (card);

  if (salve_flow_card_get_id (SALVE_FLOW_CARD (card)) == NULL)
    return NULL;
  gtk_drag_source_set_icon (source, picture, (int)x, (int)y);
  return gdk_content_provider_new_typed (SALVE_TYPE_FLOW_CARD, card);
}

static void
on_drag_begin (GtkDragSource *source, GdkDrag *drag, SalveFlowBoard *self)
{
  GtkWidget *card = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));

  g_set_str (&self->dragged, salve_flow_card_get_id (SALVE_FLOW_CARD (card)));
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
on_drag_end (GtkDragSource *source, GdkDrag *drag, gboolean delete_data, SalveFlowBoard *self)
{
  g_clear_pointer (&self->dragged, g_free);
  self->drop_lane = -1;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* With the mouse only: a finger scrolls, and finds the steps in the card's menu. */
void
salve_flow_board_add_drag_source (SalveFlowBoard *self, GtkWidget *card)
{
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (on_prepare), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (source, "drag-end", G_CALLBACK (on_drag_end), self);
  gtk_widget_add_controller (card, GTK_EVENT_CONTROLLER (source));
}

static int
lane_at (SalveFlowBoard *self, double x)
{
  double place = x + gtk_adjustment_get_value (self->across);

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    place = salve_flow_board_content_width (self) - place;
  for (guint i = 0; i < self->pieces->len; i++)
    {
      int left = salve_flow_board_lane_x (self, i);

      if (salve_flow_board_lane_shown (self, i) && place >= left && place < left + self->lane_width)
        return (int)i;
    }
  return -1;
}

static SalveFlowPart
part_at (SalveFlowBoard *self, int lane, double y)
{
  const GArray *pieces = self->pieces->pdata[lane];
  double place = y + gtk_adjustment_get_value (self->down) - self->head_height;
  SalveFlowPart part = SALVE_FLOW_INSIDE;

  for (guint i = 0; i < pieces->len && g_array_index (pieces, SalveFlowPiece, i).y <= place; i++)
    part = g_array_index (pieces, SalveFlowPiece, i).part;
  return part;
}

static void
scroll_at_edge (GtkAdjustment *adjustment, double at, double page)
{
  double by = at < EDGE ? -EDGE_STEP : at > page - EDGE ? EDGE_STEP : 0;

  if (by != 0)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + by);
}

static GdkDragAction
on_motion (GtkDropTarget *target, double x, double y, SalveFlowBoard *self)
{
  if (self->dragged == NULL)
    return 0;
  scroll_at_edge (self->across, x, gtk_widget_get_width (GTK_WIDGET (self)));
  scroll_at_edge (self->down, y, gtk_widget_get_height (GTK_WIDGET (self)));
  self->drop_lane = lane_at (self, x);
  if (self->drop_lane >= 0)
    self->drop_part = part_at (self, self->drop_lane, y);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return self->drop_lane >= 0 ? GDK_ACTION_MOVE : 0;
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, SalveFlowBoard *self)
{
  int lane = lane_at (self, x);
  g_autofree char *id = g_strdup (self->dragged), *to = NULL;

  if (id == NULL || lane < 0)
    return FALSE;
  to = g_strdup (((const SalveFlowLane *)self->day->lanes->pdata[lane])->id);
  g_signal_emit (self, salve_flow_board_signals[SALVE_BOARD_DROPPED], 0, id, to,
                 (guint)part_at (self, lane, y));
  return TRUE;
}

void
salve_flow_board_add_drop_target (SalveFlowBoard *self)
{
  GtkDropTarget *target = gtk_drop_target_new (SALVE_TYPE_FLOW_CARD, GDK_ACTION_MOVE);

  g_signal_connect (target, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
