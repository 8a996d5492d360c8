/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-flow-board-private.h"

#include <glib/gi18n.h>

#define MIN_SIDE 120

enum
{
  PROP_0,
  PROP_HADJUSTMENT,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

guint salve_flow_board_signals[SALVE_BOARD_N_SIGNALS];

G_DEFINE_FINAL_TYPE_WITH_CODE (SalveFlowBoard,
                               salve_flow_board,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

/* The id is copied: whoever hears it may change the board. */
void
salve_flow_board_emit (SalveFlowBoard *self, SalveBoardSignal signal, const char *id)
{
  g_autofree char *copy = g_strdup (id);

  if (copy != NULL)
    g_signal_emit (self, salve_flow_board_signals[signal], 0, copy);
}

static void
on_scrolled (SalveFlowBoard *self)
{
  if (self->day != NULL)
    salve_flow_board_populate (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
set_adjustment (SalveFlowBoard *self, GtkAdjustment **place, GtkAdjustment *adjustment)
{
  if (*place != NULL)
    g_signal_handlers_disconnect_by_data (*place, self);
  g_set_object (place, adjustment);
  if (adjustment != NULL)
    g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
}

static void
configure (GtkAdjustment *adjustment, int upper, int page, double value)
{
  if (adjustment != NULL)
    gtk_adjustment_configure (adjustment, CLAMP (value, 0, MAX (0, upper - page)), 0, MAX (upper, page),
                              page * 0.1, page * 0.9, page);
}

/* What one reads first is in sight first, also where that is on the right. */
static void
configure_both (SalveFlowBoard *self, int width, int height)
{
  int content = salve_flow_board_content_width (self);
  double across = self->across != NULL ? gtk_adjustment_get_value (self->across) : 0;

  if (!self->placed && gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    across = content;
  self->placed = self->placed || self->day != NULL;
  configure (self->across, content, width, across);
  configure (self->down, salve_flow_board_content_height (self) + self->head_height, height,
             self->down != NULL ? gtk_adjustment_get_value (self->down) : 0);
}

static void
place_child (SalveFlowBoard *self, GtkWidget *child, int x, int y, int width, int height)
{
  int content = salve_flow_board_content_width (self);
  int left = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? content - x - width : x;
  int scrolled = self->across != NULL ? (int)gtk_adjustment_get_value (self->across) : 0;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, NULL, NULL, NULL);
  gtk_widget_size_allocate (child, &(GtkAllocation){ left - scrolled, y, width, height }, -1);
}

static void
place_lane (SalveFlowBoard *self, guint index)
{
  const SalveFlowLane *lane = self->day->lanes->pdata[index];
  const GArray *pieces = self->pieces->pdata[index];
  int x = salve_flow_board_lane_x (self, index);
  int top = self->head_height - (self->down != NULL ? (int)gtk_adjustment_get_value (self->down) : 0);

  for (guint i = 0; i < pieces->len; i++)
    {
      const SalveFlowPiece *piece = &g_array_index (pieces, SalveFlowPiece, i);
      g_autofree char *key = g_strdup_printf ("%s/%d", lane->id, piece->part);
      const SalveFlowEntry *entry = piece->entry >= 0 ? lane->entries->pdata[piece->entry] : NULL;
      GtkWidget *child = entry != NULL ? g_hash_table_lookup (self->cards, entry->row->visit->id)
                                       : g_hash_table_lookup (self->titles, key);

      if (child != NULL)
        place_child (self, child, x, top + piece->y, self->lane_width, piece->height);
    }
}

/* Returns: whether they are of another height than before */
static gboolean
measure_heads (SalveFlowBoard *self)
{
  int before = self->head_height;

  self->head_height = 0;
  for (guint i = 0; i < self->heads->len; i++)
    if (self->heads->pdata[i] != NULL)
      {
        int natural;

        gtk_widget_measure (self->heads->pdata[i], GTK_ORIENTATION_VERTICAL, -1, NULL, &natural, NULL, NULL);
        self->head_height = MAX (self->head_height, natural);
      }
  return self->head_height != before;
}

static void
salve_flow_board_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SalveFlowBoard *self = SALVE_FLOW_BOARD (widget);

  if (self->day == NULL)
    return;
  salve_flow_board_lay_out (self);
  configure_both (self, width, height);
  salve_flow_board_populate (self);
  if (measure_heads (self))
    {
      configure_both (self, width, height);
      salve_flow_board_populate (self);
    }
  for (guint i = 0; i < self->pieces->len; i++)
    {
      if (salve_flow_board_lane_shown (self, i))
        place_lane (self, i);
      if (self->heads->pdata[i] != NULL)
        place_child (self, self->heads->pdata[i], salve_flow_board_lane_x (self, i), 0, self->lane_width,
                     self->head_height);
    }
}

static void
salve_flow_board_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  *minimum = MIN_SIDE;
  *natural = MIN_SIDE * 3;
}

/* Where the card in hand would go. */
static void
draw_drop (SalveFlowBoard *self, GtkSnapshot *snapshot)
{
  const GArray *pieces;
  int x, top = self->head_height - (int)gtk_adjustment_get_value (self->down), from = 0, to = 0;
  GskRoundedRect rounded;
  GdkRGBA colour;

  if (self->drop_lane < 0 || (guint)self->drop_lane >= self->pieces->len)
    return;
  pieces = self->pieces->pdata[self->drop_lane];
  for (guint i = 0; i < pieces->len; i++)
    {
      const SalveFlowPiece *piece = &g_array_index (pieces, SalveFlowPiece, i);

      if (piece->part == self->drop_part && piece->entry < 0)
        from = piece->y;
      if (piece->part == self->drop_part)
        to = piece->y + piece->height;
    }
  x = salve_flow_board_lane_x (self, (guint)self->drop_lane);
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    x = salve_flow_board_content_width (self) - x - self->lane_width;
  x -= (int)gtk_adjustment_get_value (self->across);
  gtk_widget_get_color (GTK_WIDGET (self), &colour);
  colour.alpha *= 0.12f;
  gsk_rounded_rect_init_from_rect (&rounded,
                                   &GRAPHENE_RECT_INIT ((float)x - 4, (float)(top + from) - 2,
                                                        (float)self->lane_width + 8, (float)(to - from) + 4),
                                   9);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, &colour, &rounded.bounds);
  gtk_snapshot_pop (snapshot);
}

/* The heads lie over the cards that are scrolled below them. */
static void
salve_flow_board_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SalveFlowBoard *self = SALVE_FLOW_BOARD (widget);
  float width = (float)gtk_widget_get_width (widget), height = (float)gtk_widget_get_height (widget);
  float head = (float)self->head_height;
  GHashTableIter iter;
  gpointer child;

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, head, width, MAX (height - head, 0)));
  if (self->dragged != NULL)
    draw_drop (self, snapshot);
  g_hash_table_iter_init (&iter, self->titles);
  while (g_hash_table_iter_next (&iter, NULL, &child))
    gtk_widget_snapshot_child (widget, child, snapshot);
  g_hash_table_iter_init (&iter, self->cards);
  while (g_hash_table_iter_next (&iter, NULL, &child))
    gtk_widget_snapshot_child (widget, child, snapshot);
  gtk_snapshot_pop (snapshot);
  for (guint i = 0; i < self->heads->len; i++)
    if (self->heads->pdata[i] != NULL)
      gtk_widget_snapshot_child (widget, self->heads->pdata[i], snapshot);
}

static void
measure_again (SalveFlowBoard *self)
{
  self->card_height = 0;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
salve_flow_board_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (salve_flow_board_parent_class)->css_changed (widget, change);
  measure_again (SALVE_FLOW_BOARD (widget));
}

static void
salve_flow_board_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (salve_flow_board_parent_class)->system_setting_changed (widget, setting);
  measure_again (SALVE_FLOW_BOARD (widget));
}

/* A menu over a card gives the keyboard back to the board, and so to that card. */
static gboolean
salve_flow_board_grab_focus (GtkWidget *widget)
{
  return gtk_widget_get_focus_child (widget) != NULL || salve_flow_board_focus (widget, GTK_DIR_TAB_FORWARD);
}

static void
salve_flow_board_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalveFlowBoard *self = SALVE_FLOW_BOARD (object);

  if (id == PROP_HADJUSTMENT || id == PROP_VADJUSTMENT)
    g_value_set_object (value, id == PROP_HADJUSTMENT ? self->across : self->down);
  else
    g_value_set_enum (value, self->policies[id == PROP_VSCROLL_POLICY]);
}

static void
salve_flow_board_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SalveFlowBoard *self = SALVE_FLOW_BOARD (object);

  if (id == PROP_HADJUSTMENT)
    set_adjustment (self, &self->across, g_value_get_object (value));
  else if (id == PROP_VADJUSTMENT)
    set_adjustment (self, &self->down, g_value_get_object (value));
  else
    self->policies[id == PROP_VSCROLL_POLICY] = g_value_get_enum (value);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
salve_flow_board_dispose (GObject *object)
{
  SalveFlowBoard *self = SALVE_FLOW_BOARD (object);
  GtkWidget *child;

  set_adjustment (self, &self->across, NULL);
  set_adjustment (self, &self->down, NULL);
  g_hash_table_remove_all (self->cards);
  g_hash_table_remove_all (self->titles);
  g_ptr_array_set_size (self->spare, 0);
  g_ptr_array_set_size (self->heads, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->day, salve_flow_day_free);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (salve_flow_board_parent_class)->dispose (object);
}

static void
salve_flow_board_finalize (GObject *object)
{
  SalveFlowBoard *self = SALVE_FLOW_BOARD (object);

  g_clear_pointer (&self->cards, g_hash_table_unref);
  g_clear_pointer (&self->titles, g_hash_table_unref);
  g_clear_pointer (&self->spare, g_ptr_array_unref);
  g_clear_pointer (&self->heads, g_ptr_array_unref);
  g_clear_pointer (&self->pieces, g_ptr_array_unref);
  g_clear_pointer (&self->cursor, g_free);
  g_clear_pointer (&self->dragged, g_free);
  G_OBJECT_CLASS (salve_flow_board_parent_class)->finalize (object);
}

static void
install_signals (void)
{
  static const char *const names[SALVE_BOARD_N_SIGNALS] = {
    [SALVE_BOARD_ACTIVATED] = "card-activated", [SALVE_BOARD_MENU] = "menu-requested",
    [SALVE_BOARD_RECORD] = "open-record",       [SALVE_BOARD_STEP] = "step-requested",
    [SALVE_BOARD_BACK] = "back-requested",      [SALVE_BOARD_DELETE] = "delete-requested",
    [SALVE_BOARD_LANE] = "lane-activated",
  };

  for (guint i = 0; i < SALVE_BOARD_N_SIGNALS; i++)
    if (names[i] != NULL)
      salve_flow_board_signals[i] = g_signal_new (names[i], SALVE_TYPE_FLOW_BOARD, G_SIGNAL_RUN_LAST, 0, NULL,
                                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  salve_flow_board_signals[SALVE_BOARD_DROPPED] =
      g_signal_new ("dropped", SALVE_TYPE_FLOW_BOARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                    G_TYPE_STRING, G_TYPE_STRING, G_TYPE_UINT);
}

static void
salve_flow_board_class_init (SalveFlowBoardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_flow_board_dispose;
  object_class->finalize = salve_flow_board_finalize;
  object_class->get_property = salve_flow_board_get_property;
  object_class->set_property = salve_flow_board_set_property;
  widget_class->measure = salve_flow_board_measure;
  widget_class->size_allocate = salve_flow_board_size_allocate;
  widget_class->snapshot = salve_flow_board_snapshot;
  widget_class->css_changed = salve_flow_board_css_changed;
  widget_class->system_setting_changed = salve_flow_board_system_setting_changed;
  widget_class->focus = salve_flow_board_focus;
  widget_class->grab_focus = salve_flow_board_grab_focus;
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
  install_signals ();
  salve_flow_board_install_keys (widget_class);
  gtk_widget_class_set_css_name (widget_class, "salveflowboard");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
salve_flow_board_init (SalveFlowBoard *self)
{
  self->pieces = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  self->cards = g_hash_table_new (g_str_hash, g_str_equal);
  self->titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->spare = g_ptr_array_new ();
  self->heads = g_ptr_array_new ();
  self->drop_lane = -1;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The Day’s Visits"), -1);
  salve_flow_board_add_drop_target (self);
}

/* Returns: (transfer floating): a board without a day */
GtkWidget *
salve_flow_board_new (void)
{
  return g_object_new (SALVE_TYPE_FLOW_BOARD, NULL);
}

/* Once, before the first day. */
void
salve_flow_board_set_clinic (SalveFlowBoard *self, SalveClinic *clinic)
{
  g_set_object (&self->clinic, clinic);
}

/**
 * salve_flow_board_set_day:
 * @day: (transfer full): what is shown from now on; whoever has the keyboard keeps it, wherever they are now
 */
void
salve_flow_board_set_day (SalveFlowBoard *self, SalveFlowDay *day)
{
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self));
  SalveFlowDay *before = self->day;

  self->day = day;
  self->serial++;
  salve_flow_board_lay_out (self);
  salve_flow_board_populate (self);
  salve_flow_board_show_heads (self);
  /* Whom it was about has gone: nobody else is to get the key that was meant for them. */
  if (focus != NULL && SALVE_IS_FLOW_CARD (focus) && salve_flow_day_find (day, self->cursor, NULL) == NULL)
    {
      g_clear_pointer (&self->cursor, g_free);
      gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
    }
  g_clear_pointer (&before, salve_flow_day_free);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* One lane at a time, as wide as there is room: for a narrow window, and for one doctor. */
void
salve_flow_board_set_single (SalveFlowBoard *self, gboolean single)
{
  if (self->single == single)
    return;
  self->single = single;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* @lane: which one that is */
void
salve_flow_board_set_current (SalveFlowBoard *self, guint lane)
{
  self->current = lane;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* How many cards there are as widgets, in sight or put aside. */
guint
salve_flow_board_get_n_cards (SalveFlowBoard *self)
{
  return g_hash_table_size (self->cards) + self->spare->len;
}

/* Returns: (nullable): the visit whose card has the keyboard when the board has it */
const char *
salve_flow_board_get_cursor (SalveFlowBoard *self)
{
  return self->cursor;
}

/* Returns: whether the card is in sight */
gboolean
salve_flow_board_get_card_rect (SalveFlowBoard *self, const char *id, GdkRectangle *rect)
{
  GtkWidget *card = g_hash_table_lookup (self->cards, id);
  graphene_rect_t box;

  if (card == NULL || !gtk_widget_compute_bounds (card, GTK_WIDGET (self), &box))
    return FALSE;
  *rect = (GdkRectangle){ (int)box.origin.x, (int)box.origin.y, (int)box.size.width, (int)box.size.height };
  return TRUE;
}
