/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-keypad.h"

/* With more of them in a row the keys are smaller. */
#define USUAL_COLUMNS 10

#include <glib/gi18n.h>
#include <string.h>

struct _SalveKioskKeypad
{
  AdwBin parent_instance;

  GtkWidget *done;
};

enum
{
  TYPED,
  ERASED,
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SalveKioskKeypad, salve_kiosk_keypad, ADW_TYPE_BIN)

static void
on_typed (GtkButton *button, SalveKioskKeypad *self)
{
  g_signal_emit (self, signals[TYPED], 0, gtk_button_get_label (button));
}

static void
on_erased (SalveKioskKeypad *self)
{
  g_signal_emit (self, signals[ERASED], 0);
}

static void
on_done (SalveKioskKeypad *self)
{
  g_signal_emit (self, signals[DONE], 0);
}

static void
salve_kiosk_keypad_class_init (SalveKioskKeypadClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  signals[TYPED] =
      g_signal_new ("typed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[ERASED] = g_signal_new ("erased", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[DONE] = g_signal_new ("done", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
salve_kiosk_keypad_init (SalveKioskKeypad *self)
{
}

static GtkWidget *
key_new (const char *label)
{
  GtkWidget *key = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (key, "key");
  return key;
}

static void
on_space (SalveKioskKeypad *self)
{
  g_signal_emit (self, signals[TYPED], 0, " ");
}

static void
add_last_row (SalveKioskKeypad *self, GtkGrid *grid, int row, int columns, gboolean with_space)
{
  GtkWidget *erase = key_new (C_ ("key of a kiosk", "Erase"));
  const int third = with_space ? columns / 3 : columns / 2;

  self->done = key_new (C_ ("key of a kiosk", "Next"));
  gtk_widget_add_css_class (self->done, "suggested-action");
  gtk_widget_set_sensitive (self->done, FALSE);
  gtk_grid_attach (grid, erase, 0, row, third, 1);
  if (with_space)
    {
      GtkWidget *space = key_new (C_ ("key of a kiosk", "Space"));

      gtk_grid_attach (grid, space, third, row, columns - 2 * third, 1);
      g_signal_connect_swapped (space, "clicked", G_CALLBACK (on_space), self);
    }
  gtk_grid_attach (grid, self->done, with_space ? columns - third : third, row,
                   with_space ? third : columns - third, 1);
  g_signal_connect_swapped (erase, "clicked", G_CALLBACK (on_erased), self);
  g_signal_connect_swapped (self->done, "clicked", G_CALLBACK (on_done), self);
}

/**
 * salve_kiosk_keypad_new:
 * @letters: the keys, a character each; a blank, if there is one, comes last, and between the two keys of the last row
 * @columns: keys in a row, at least 2
 */
GtkWidget *
salve_kiosk_keypad_new (const char *letters, int columns)
{
  SalveKioskKeypad *self = g_object_new (SALVE_TYPE_KIOSK_KEYPAD, NULL);
  GtkWidget *grid = gtk_grid_new ();
  const int spacing = columns > USUAL_COLUMNS ? 8 : 12;
  int n = 0;

  if (columns > USUAL_COLUMNS)
    gtk_widget_add_css_class (grid, "many");
  gtk_grid_set_row_spacing (GTK_GRID (grid), spacing);
  gtk_grid_set_column_spacing (GTK_GRID (grid), spacing);
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_widget_set_halign (grid, GTK_ALIGN_CENTER);
  for (const char *at = letters; *at != '\0' && *at != ' '; at = g_utf8_next_char (at), n++)
    {
      g_autofree char *label = g_strndup (at, (gsize)(g_utf8_next_char (at) - at));
      GtkWidget *key = key_new (label);

      gtk_grid_attach (GTK_GRID (grid), key, n % columns, n / columns, 1, 1);
      g_signal_connect (key, "clicked", G_CALLBACK (on_typed), self);
    }
  add_last_row (self, GTK_GRID (grid), (n + columns - 1) / columns, columns, strchr (letters, ' ') != NULL);
  adw_bin_set_child (ADW_BIN (self), grid);
  return GTK_WIDGET (self);
}

/* Whether there is enough to go on with. */
void
salve_kiosk_keypad_set_complete (SalveKioskKeypad *self, gboolean complete)
{
  gtk_widget_set_sensitive (self->done, complete);
}

/* A key of a keyboard, as if that of the keypad was pressed. */
void
salve_kiosk_keypad_type (SalveKioskKeypad *self, const char *text)
{
  g_signal_emit (self, signals[TYPED], 0, text);
}

void
salve_kiosk_keypad_erase (SalveKioskKeypad *self)
{
  on_erased (self);
}

/* As if its last key was pressed, where there is enough to go on with. */
void
salve_kiosk_keypad_finish (SalveKioskKeypad *self)
{
  if (gtk_widget_get_sensitive (self->done))
    on_done (self);
}
