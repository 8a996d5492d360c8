/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-calendar-palette.h"
#include "salve-colours.h"

#include <glib/gi18n.h>

#define DOT_SIZE 14

/* The calendar's palette is another one on a dark ground, and so are the names. */
static const struct
{
  const char *light;
  const char *dark;
} names[SALVE_N_COLOURS] = {
  { NC_ ("colour", "Blue"), NC_ ("colour", "Blue") },
  { NC_ ("colour", "Green"), NC_ ("colour", "Green") },
  { NC_ ("colour", "Vermilion"), NC_ ("colour", "Orange") },
  { NC_ ("colour", "Purple"), NC_ ("colour", "Purple") },
  { NC_ ("colour", "Dark green"), NC_ ("colour", "Turquoise") },
  { NC_ ("colour", "Brown"), NC_ ("colour", "Ochre") },
  { NC_ ("colour", "Navy"), NC_ ("colour", "Lime") },
  { NC_ ("colour", "Rose"), NC_ ("colour", "Pink") },
  { NC_ ("colour", "Maroon"), NC_ ("colour", "Peach") },
  { NC_ ("colour", "Aubergine"), NC_ ("colour", "Lavender") },
  { NC_ ("colour", "Slate"), NC_ ("colour", "Moss") },
  { NC_ ("colour", "Grey"), NC_ ("colour", "Grey") },
};

static gboolean
is_dark (void)
{
  return adw_style_manager_get_dark (adw_style_manager_get_default ());
}

/**
 * salve_colour_get_name:
 * @colour: 0 to 11, or anything else for none
 *
 * Returns: (transfer none): what the colour is called
 */
const char *
salve_colour_get_name (int colour)
{
  if (colour < 0 || colour >= SALVE_N_COLOURS)
    return C_ ("colour", "The doctor’s own");
  return g_dpgettext2 (GETTEXT_PACKAGE, "colour", is_dark () ? names[colour].dark : names[colour].light);
}

/**
 * salve_colour_get_rgba:
 * @colour: 0 to 11
 * @dark: whether it lies on a dark ground
 */
void
salve_colour_get_rgba (int colour, gboolean dark, GdkRGBA *rgba)
{
  guint32 rgb;

  g_return_if_fail (colour >= 0 && colour < SALVE_N_COLOURS);

  rgb = salve_calendar_palette_get (colour, dark);
  *rgba = (GdkRGBA){ (float)(rgb >> 16) / 255, (float)(rgb >> 8 & 255) / 255, (float)(rgb & 255) / 255, 1 };
}

struct _SalveColourDot
{
  GtkWidget parent_instance;

  int colour;
};

G_DEFINE_FINAL_TYPE (SalveColourDot, salve_colour_dot, GTK_TYPE_WIDGET)

static void
salve_colour_dot_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SalveColourDot *self = SALVE_COLOUR_DOT (widget);
  float width = (float)gtk_widget_get_width (widget), height = (float)gtk_widget_get_height (widget);
  float size = MIN (width, height);
  GskRoundedRect outline;
  GdkRGBA rgba;

  gsk_rounded_rect_init_from_rect (
      &outline, &GRAPHENE_RECT_INIT ((width - size) / 2, (height - size) / 2, size, size), size / 2);
  if (self->colour < 0 || self->colour >= SALVE_N_COLOURS)
    {
      float widths[] = { 1.5f, 1.5f, 1.5f, 1.5f };
      GdkRGBA lines[4];

      gtk_widget_get_color (widget, &rgba);
      for (guint i = 0; i < 4; i++)
        lines[i] = rgba;
      gtk_snapshot_append_border (snapshot, &outline, widths, lines);
      return;
    }
  salve_colour_get_rgba (self->colour, adw_style_manager_get_dark (adw_style_manager_get_default ()), &rgba);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &rgba, &outline.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
salve_colour_dot_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  *minimum = *natural = DOT_SIZE;
}

static void
salve_colour_dot_class_init (SalveColourDotClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = salve_colour_dot_snapshot;
  widget_class->measure = salve_colour_dot_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "colourdot");
}

static void
salve_colour_dot_init (SalveColourDot *self)
{
  self->colour = -2;
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

/**
 * salve_colour_dot_new:
 * @colour: 0 to 11; anything else is an empty ring
 *
 * Returns: (transfer floating): a dot whose name is the colour's
 */
GtkWidget *
salve_colour_dot_new (int colour)
{
  SalveColourDot *self = g_object_new (SALVE_TYPE_COLOUR_DOT, NULL);

  salve_colour_dot_set_colour (self, colour);
  return GTK_WIDGET (self);
}

void
salve_colour_dot_set_colour (SalveColourDot *self, int colour)
{
  g_return_if_fail (SALVE_IS_COLOUR_DOT (self));

  if (self->colour == colour)
    return;
  self->colour = colour;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  salve_colour_get_name (colour), -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), salve_colour_get_name (colour));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

struct _SalveColourRow
{
  AdwComboRow parent_instance;

  gboolean with_none;
};

G_DEFINE_FINAL_TYPE (SalveColourRow, salve_colour_row, ADW_TYPE_COMBO_ROW)

static int
colour_at (SalveColourRow *self, guint position)
{
  return (int)position - (self->with_none ? 1 : 0);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9), *name = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), salve_colour_dot_new (-2));
  gtk_box_append (GTK_BOX (box), name);
  gtk_list_item_set_child (item, box);
}

static void
on_bind (SalveColourRow *self, GtkListItem *item)
{
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkStringObject *name = gtk_list_item_get_item (item);
  guint position = gtk_list_item_get_position (item);

  /* In the button that shows the choice, the position is always the first; the name is right in both. */
  for (guint i = 0; i < g_list_model_get_n_items (adw_combo_row_get_model (ADW_COMBO_ROW (self))); i++)
    {
      g_autoptr (GtkStringObject) other =
          g_list_model_get_item (adw_combo_row_get_model (ADW_COMBO_ROW (self)), i);

      if (other == name)
        position = i;
    }
  salve_colour_dot_set_colour (SALVE_COLOUR_DOT (gtk_widget_get_first_child (box)),
                               colour_at (self, position));
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (box)), gtk_string_object_get_string (name));
}

static void
salve_colour_row_class_init (SalveColourRowClass *klass)
{
}

static void
salve_colour_row_init (SalveColourRow *self)
{
}

/**
 * salve_colour_row_new:
 * @title: what is coloured
 * @with_none: whether no colour of its own is a choice
 *
 * Returns: (transfer floating): a row in which a colour is chosen by its name
 */
GtkWidget *
salve_colour_row_new (const char *title, gboolean with_none)
{
  SalveColourRow *self = g_object_new (SALVE_TYPE_COLOUR_ROW, "title", title, NULL);
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->with_none = with_none;
  for (int i = with_none ? -1 : 0; i < SALVE_N_COLOURS; i++)
    gtk_string_list_append (labels, salve_colour_get_name (i));
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, G_CONNECT_SWAPPED);
  adw_combo_row_set_factory (ADW_COMBO_ROW (self), factory);
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (labels));
  return GTK_WIDGET (self);
}

/* Returns: 0 to 11, or -1 for none of its own */
int
salve_colour_row_get_colour (SalveColourRow *self)
{
  g_return_val_if_fail (SALVE_IS_COLOUR_ROW (self), -1);
  return colour_at (self, adw_combo_row_get_selected (ADW_COMBO_ROW (self)));
}

void
salve_colour_row_set_colour (SalveColourRow *self, int colour)
{
  g_return_if_fail (SALVE_IS_COLOUR_ROW (self));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), (guint)(MAX (colour, -1) + (self->with_none ? 1 : 0)));
}
