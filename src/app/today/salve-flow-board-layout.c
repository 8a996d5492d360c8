/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where everything on the board lies, and which of it is there as a widget. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-flow-board-private.h"
#include "salve-flow-words.h"

#include "salve-text.h"

#include <glib/gi18n.h>

#define GAP 6           /* between two cards */
#define PART_GAP 8      /* above a heading */
#define LANE_GAP 12     /* between two lanes, and around them */
#define LANE_DIGITS 34  /* so many digits a lane is wide */
#define MOST_STRETCH 16 /* tenths by which few lanes are wider */
#define MOST_SINGLE 720 /* pixels at which one lane alone is wide enough */

static int
digit_width (SalveFlowBoard *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int width = PANGO_PIXELS (pango_font_metrics_get_approximate_digit_width (metrics));

  pango_font_metrics_unref (metrics);
  return width;
}

static int
height_of (GtkWidget *widget)
{
  int natural;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

/* All cards are as high as one of somebody with everything. */
static void
measure_pieces (SalveFlowBoard *self)
{
  GtkWidget *card = salve_flow_card_new ();
  GtkWidget *title = gtk_label_new ("Ag");

  gtk_widget_add_css_class (title, "part");
  gtk_widget_set_parent (card, GTK_WIDGET (self));
  gtk_widget_set_parent (title, GTK_WIDGET (self));
  self->card_height = height_of (card);
  self->title_height = height_of (title);
  gtk_widget_unparent (card);
  gtk_widget_unparent (title);
}

gboolean
salve_flow_board_lane_shown (SalveFlowBoard *self, guint lane)
{
  return !self->single || lane == MIN (self->current, self->day->lanes->len - 1);
}

static guint
count_shown (SalveFlowBoard *self)
{
  if (self->day == NULL || self->day->lanes->len == 0)
    return 0;
  return self->single ? 1 : self->day->lanes->len;
}

static void
choose_lane_width (SalveFlowBoard *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)), base = MAX (digit_width (self) * LANE_DIGITS, 200);
  int n = (int)MAX (count_shown (self), 1), room = (width - LANE_GAP) / n - LANE_GAP;

  if (self->single)
    self->lane_width = MIN (width - 2 * LANE_GAP, MOST_SINGLE);
  else
    self->lane_width = CLAMP (room, base, base * MOST_STRETCH / 10);
}

/* In pixels from the beginning of the content, whichever side that is. */
int
salve_flow_board_lane_x (SalveFlowBoard *self, guint lane)
{
  if (self->single)
    return (gtk_widget_get_width (GTK_WIDGET (self)) - self->lane_width) / 2;
  return LANE_GAP + (int)lane * (self->lane_width + LANE_GAP);
}

int
salve_flow_board_content_width (SalveFlowBoard *self)
{
  return self->single ? gtk_widget_get_width (GTK_WIDGET (self))
                      : LANE_GAP + (int)count_shown (self) * (self->lane_width + LANE_GAP);
}

/* Below the heads. */
int
salve_flow_board_content_height (SalveFlowBoard *self)
{
  int height = 0;

  for (guint i = 0; i < self->pieces->len; i++)
    {
      const GArray *lane = self->pieces->pdata[i];
      const SalveFlowPiece *last =
          lane->len > 0 ? &g_array_index (lane, SalveFlowPiece, lane->len - 1) : NULL;

      if (last != NULL && salve_flow_board_lane_shown (self, i))
        height = MAX (height, last->y + last->height);
    }
  return height + LANE_GAP;
}

static void
add_piece (GArray *pieces, SalveFlowPart part, int entry, int *y, int height, int gap)
{
  SalveFlowPiece piece = { part, entry, *y + gap, height };

  *y = piece.y + height;
  g_array_append_val (pieces, piece);
}

/* While a card is in hand each part has a heading, so that it can be put there. */
static GArray *
lay_out_lane (SalveFlowBoard *self, const SalveFlowLane *lane)
{
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (SalveFlowPiece));
  guint at = 0;
  int y = 0;

  for (SalveFlowPart part = 0; part < SALVE_FLOW_N_PARTS; part++)
    {
      if (lane->counts[part] > 0 || self->dragged != NULL)
        add_piece (pieces, part, -1, &y, self->title_height, y > 0 ? PART_GAP : 0);
      for (; at < lane->entries->len && ((const SalveFlowEntry *)lane->entries->pdata[at])->part == part;
           at++)
        add_piece (pieces, part, (int)at, &y, self->card_height, GAP);
    }
  return pieces;
}

/* After the day, the text's size or the board's width is another one. */
void
salve_flow_board_lay_out (SalveFlowBoard *self)
{
  if (self->card_height == 0)
    measure_pieces (self);
  choose_lane_width (self);
  g_ptr_array_set_size (self->pieces, 0);
  for (guint i = 0; self->day != NULL && i < self->day->lanes->len; i++)
    g_ptr_array_add (self->pieces, lay_out_lane (self, self->day->lanes->pdata[i]));
}

/* Before the heads, which lie over what is scrolled below them: the pointer finds the last child first. */
static void
add_below_heads (SalveFlowBoard *self, GtkWidget *child)
{
  GtkWidget *first = NULL;

  for (GtkWidget *last = gtk_widget_get_last_child (GTK_WIDGET (self)); last != NULL && GTK_IS_BUTTON (last);
       last = gtk_widget_get_prev_sibling (last))
    first = last;
  gtk_widget_insert_before (child, GTK_WIDGET (self), first);
}

static void
on_card_step (SalveFlowCard *card, SalveFlowBoard *self)
{
  salve_flow_board_emit (self, SALVE_BOARD_STEP, salve_flow_card_get_id (card));
}

static void
on_card_pressed (GtkGestureClick *click, int n_press, double x, double y, SalveFlowBoard *self)
{
  GtkWidget *card = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (click));
  gboolean menu = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (click)) == GDK_BUTTON_SECONDARY;

  gtk_widget_grab_focus (card);
  salve_flow_board_emit (self, menu ? SALVE_BOARD_MENU : SALVE_BOARD_ACTIVATED,
                         salve_flow_card_get_id (SALVE_FLOW_CARD (card)));
}

static void
on_card_focus (GtkEventControllerFocus *controller, SalveFlowBoard *self)
{
  GtkWidget *card = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));

  g_set_str (&self->cursor, salve_flow_card_get_id (SALVE_FLOW_CARD (card)));
}

static GtkWidget *
make_card (SalveFlowBoard *self)
{
  GtkWidget *card = salve_flow_card_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "released", G_CALLBACK (on_card_pressed), self);
  g_signal_connect (focus, "enter", G_CALLBACK (on_card_focus), self);
  g_signal_connect (card, "step", G_CALLBACK (on_card_step), self);
  gtk_widget_add_controller (card, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (card, focus);
  salve_flow_board_add_drag_source (self, card);
  add_below_heads (self, card);
  return card;
}

static void
show_card (SalveFlowBoard *self, const SalveFlowLane *lane, const SalveFlowEntry *entry, GHashTable *before)
{
  const char *id = entry->row->visit->id;
  GtkWidget *card = g_hash_table_lookup (before, id);

  if (card != NULL)
    g_hash_table_steal (before, id);
  else if (self->spare->len > 0)
    card = g_ptr_array_steal_index (self->spare, self->spare->len - 1);
  else
    card = make_card (self);
  salve_flow_card_show (SALVE_FLOW_CARD (card), entry, entry == salve_flow_lane_next (lane), self->serial,
                        self->day->now, self->clinic);
  gtk_widget_set_child_visible (card, TRUE);
  g_hash_table_insert (self->cards, (gpointer)salve_flow_card_get_id (SALVE_FLOW_CARD (card)), card);
}

static void
show_title (SalveFlowBoard *self, const SalveFlowLane *lane, SalveFlowPart part, GHashTable *before)
{
  g_autofree char *key = g_strdup_printf ("%s/%d", lane->id, part);
  g_autofree char *plain = g_strdup_printf ("%'u", lane->counts[part]);
  g_autofree char *count = salve_text_localise_digits (
      plain, salve_locale_get_digit_zero (salve_clinic_get_locale (self->clinic)));
  /* Translators: a part of a list, and how many are in it */
  g_autofree char *text = g_strdup_printf (C_ ("part", "%1$s · %2$s"), salve_flow_part_title (part), count);
  GtkWidget *label = g_hash_table_lookup (before, key);

  if (label != NULL)
    g_hash_table_remove (before, key);
  else
    {
      label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, "xalign", 0.0,
                            "ellipsize", PANGO_ELLIPSIZE_END, NULL);
      gtk_widget_add_css_class (label, "part");
      add_below_heads (self, label);
    }
  gtk_label_set_label (GTK_LABEL (label), text);
  g_hash_table_insert (self->titles, g_steal_pointer (&key), label);
}

static void
on_head_clicked (GtkButton *head, SalveFlowBoard *self)
{
  salve_flow_board_emit (self, SALVE_BOARD_LANE, g_object_get_data (G_OBJECT (head), "salve-lane"));
}

static GtkWidget *
add_head_label (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, css_class);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

/* A head says who it is and how the day goes; pressed, it shows this lane alone. */
static GtkWidget *
make_head (SalveFlowBoard *self)
{
  GtkWidget *head = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_add_css_class (head, "head");
  gtk_widget_add_css_class (head, "flat");
  add_head_label (box, "heading");
  add_head_label (box, "caption");
  gtk_button_set_child (GTK_BUTTON (head), box);
  g_signal_connect (head, "clicked", G_CALLBACK (on_head_clicked), self);
  gtk_widget_set_parent (head, GTK_WIDGET (self));
  return head;
}

static void
show_head (SalveFlowBoard *self, GtkWidget *head, const SalveFlowLane *lane)
{
  GtkWidget *box = gtk_button_get_child (GTK_BUTTON (head));
  GtkWidget *title = gtk_widget_get_first_child (box), *state = gtk_widget_get_last_child (box);
  SalveFlowTone tone;
  g_autofree char *words = salve_flow_lane_state (lane, self->clinic, &tone);
  g_autofree char *spoken = g_strdup_printf ("%s, %s", lane->title, words);

  gtk_label_set_label (GTK_LABEL (title), lane->title);
  gtk_label_set_label (GTK_LABEL (state), words);
  gtk_widget_set_css_classes (
      state,
      (const char *[]){ "caption", "numeric", tone == SALVE_FLOW_TONE_WARNING ? "warning" : "dimmed", NULL });
  gtk_accessible_update_property (GTK_ACCESSIBLE (head), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data_full (G_OBJECT (head), "salve-lane", g_strdup (lane->id), g_free);
}

static gboolean
lane_in_sight (SalveFlowBoard *self, guint lane)
{
  int left = salve_flow_board_lane_x (self, lane), value = 0,
      width = gtk_widget_get_width (GTK_WIDGET (self));

  if (!salve_flow_board_lane_shown (self, lane))
    return FALSE;
  if (self->across != NULL)
    value = (int)gtk_adjustment_get_value (self->across);
  /* What is on the right comes first where one reads from there. */
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    left = salve_flow_board_content_width (self) - left - self->lane_width;
  return left + self->lane_width > value && left < value + width;
}

static void
populate_heads (SalveFlowBoard *self)
{
  guint n = self->day != NULL ? self->day->lanes->len : 0;

  for (guint i = n; i < self->heads->len; i++)
    g_clear_pointer ((GtkWidget **)&self->heads->pdata[i], gtk_widget_unparent);
  g_ptr_array_set_size (self->heads, (int)n);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget **head = (GtkWidget **)&self->heads->pdata[i];
      gboolean wanted = !self->single && lane_in_sight (self, i);

      if (!wanted && *head != NULL && gtk_widget_get_focus_child (GTK_WIDGET (self)) != *head)
        g_clear_pointer (head, gtk_widget_unparent);
      if (wanted && *head == NULL)
        {
          *head = make_head (self);
          show_head (self, *head, self->day->lanes->pdata[i]);
        }
    }
}

/* After another day was set. */
void
salve_flow_board_show_heads (SalveFlowBoard *self)
{
  populate_heads (self);
  for (guint i = 0; i < self->heads->len; i++)
    if (self->heads->pdata[i] != NULL)
      show_head (self, self->heads->pdata[i], self->day->lanes->pdata[i]);
}

static void
populate_lane (SalveFlowBoard *self, guint index, GHashTable *cards, GHashTable *titles)
{
  const SalveFlowLane *lane = self->day->lanes->pdata[index];
  const GArray *pieces = self->pieces->pdata[index];
  int top = self->down != NULL ? (int)gtk_adjustment_get_value (self->down) : 0;
  int bottom = top + gtk_widget_get_height (GTK_WIDGET (self));

  for (guint i = 0; i < pieces->len; i++)
    {
      const SalveFlowPiece *piece = &g_array_index (pieces, SalveFlowPiece, i);

      if (piece->y + piece->height < top || piece->y > bottom)
        continue;
      if (piece->entry < 0)
        show_title (self, lane, piece->part, titles);
      else
        show_card (self, lane, lane->entries->pdata[piece->entry], cards);
    }
}

/* The card with the keyboard and the one in hand stay, even out of sight; the others wait to be used again. */
static void
put_aside (SalveFlowBoard *self, GHashTable *cards)
{
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self));
  GHashTableIter iter;
  gpointer id, card;

  g_hash_table_iter_init (&iter, cards);
  while (g_hash_table_iter_next (&iter, &id, &card))
    {
      gboolean kept = (card == focus || g_strcmp0 (id, self->dragged) == 0)
                      && salve_flow_day_find (self->day, id, NULL) != NULL;

      gtk_widget_set_child_visible (card, FALSE);
      if (kept)
        g_hash_table_insert (self->cards, id, card);
      else
        g_ptr_array_add (self->spare, card);
    }
}

/* Makes what has come into sight, and takes away what has gone out of it. */
void
salve_flow_board_populate (SalveFlowBoard *self)
{
  g_autoptr (GHashTable) cards = g_steal_pointer (&self->cards);
  g_autoptr (GHashTable) titles = g_steal_pointer (&self->titles);
  GHashTableIter iter;
  gpointer title;

  self->cards = g_hash_table_new (g_str_hash, g_str_equal);
  self->titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  populate_heads (self);
  for (guint i = 0; i < self->pieces->len; i++)
    if (lane_in_sight (self, i))
      populate_lane (self, i, cards, titles);
  put_aside (self, cards);
  g_hash_table_iter_init (&iter, titles);
  while (g_hash_table_iter_next (&iter, NULL, &title))
    gtk_widget_unparent (title);
}
