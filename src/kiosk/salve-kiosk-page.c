/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-page.h"

#include <glib/gi18n.h>

struct _SalveKioskPage
{
  AdwBin parent_instance;

  GtkBox *box;
  GtkGrid *facts; /* NULL: none yet */
  int n_facts;
  GtkLabel *typed;          /* NULL where nothing is typed */
  SalveKioskKeypad *keypad; /* the same */
  GtkWidget *first;         /* gets the keyboard */
  GtkSizeGroup *widths;     /* of the choices, which are a column */
  GString *words;
  GString *open_words; /* without what is private */
  gboolean is_private; /* what is added is */
  guint n_private;     /* choices */
};

G_DEFINE_FINAL_TYPE (SalveKioskPage, salve_kiosk_page, ADW_TYPE_BIN)

static void
salve_kiosk_page_finalize (GObject *object)
{
  g_object_unref (SALVE_KIOSK_PAGE (object)->widths);
  g_string_free (SALVE_KIOSK_PAGE (object)->words, TRUE);
  g_string_free (SALVE_KIOSK_PAGE (object)->open_words, TRUE);
  G_OBJECT_CLASS (salve_kiosk_page_parent_class)->finalize (object);
}

static void
salve_kiosk_page_class_init (SalveKioskPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_kiosk_page_finalize;
}

static void
salve_kiosk_page_init (SalveKioskPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);

  self->widths = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  self->words = g_string_new (NULL);
  self->open_words = g_string_new (NULL);
  self->box = GTK_BOX (box);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  adw_bin_set_child (ADW_BIN (self), box);
}

static GtkWidget *
label_new (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
append (GString *all, const char *words)
{
  g_string_append_printf (all, "%s%s", all->len > 0 ? " " : "", words);
}

static void
say (SalveKioskPage *self, const char *words)
{
  append (self->words, words);
  if (!self->is_private)
    append (self->open_words, words);
}

/* What is on the page from here on is heard only by who wants everything said aloud, the question too if it @tells. */
void
salve_kiosk_page_be_private (SalveKioskPage *self, gboolean tells)
{
  if (self->is_private)
    return;
  self->is_private = TRUE;
  if (tells)
    g_string_truncate (self->open_words, 0);
  append (self->open_words,
          _ ("What is private is not said aloud. To hear it, best with headphones, press F1."));
}

/* @more: (nullable): what helps to answer */
SalveKioskPage *
salve_kiosk_page_new (const char *question, const char *more)
{
  SalveKioskPage *self = g_object_new (SALVE_TYPE_KIOSK_PAGE, NULL);

  salve_kiosk_page_add_text (self, question, "question");
  if (more != NULL)
    salve_kiosk_page_add_text (self, more, NULL);
  return self;
}

/* @css_class: (nullable) */
void
salve_kiosk_page_add_text (SalveKioskPage *self, const char *text, const char *css_class)
{
  gtk_box_append (self->box, label_new (text, css_class));
  say (self, text);
}

/* One below the other, in one table. */
void
salve_kiosk_page_add_fact (SalveKioskPage *self, const char *what, const char *fact)
{
  GtkWidget *name = gtk_label_new (what), *value = label_new (fact, "fact");

  if (self->facts == NULL)
    {
      self->facts = GTK_GRID (gtk_grid_new ());
      gtk_grid_set_column_spacing (self->facts, 24);
      gtk_grid_set_row_spacing (self->facts, 12);
      /* Both ways, or its width would be asked for by its height, which a grid of texts cannot tell. */
      gtk_widget_set_halign (GTK_WIDGET (self->facts), GTK_ALIGN_CENTER);
      gtk_widget_set_valign (GTK_WIDGET (self->facts), GTK_ALIGN_START);
      gtk_box_append (self->box, GTK_WIDGET (self->facts));
    }
  gtk_widget_add_css_class (name, "dim-label");
  gtk_widget_set_valign (name, GTK_ALIGN_BASELINE_FILL);
  gtk_widget_set_valign (value, GTK_ALIGN_BASELINE_FILL);
  gtk_label_set_xalign (GTK_LABEL (name), 1);
  gtk_label_set_xalign (GTK_LABEL (value), 0);
  gtk_label_set_justify (GTK_LABEL (value), GTK_JUSTIFY_LEFT);
  gtk_grid_attach (self->facts, name, 0, self->n_facts, 1, 1);
  gtk_grid_attach (self->facts, value, 1, self->n_facts++, 1, 1);
  say (self, what);
  say (self, fact);
}

/* @widget: (transfer floating): says nothing by itself */
void
salve_kiosk_page_add_widget (SalveKioskPage *self, GtkWidget *widget)
{
  gtk_box_append (self->box, widget);
}

/**
 * salve_kiosk_page_add_choice:
 * @chosen: (scope forever): called with @data
 *
 * Returns: (transfer none): the button; the first of them gets the keyboard
 */
GtkWidget *
salve_kiosk_page_add_choice (SalveKioskPage *self,
                             const char *label,
                             gboolean suggested,
                             GCallback chosen,
                             gpointer data)
{
  GtkWidget *button = gtk_button_new ();

  gtk_button_set_child (GTK_BUTTON (button), label_new (label, NULL));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_add_css_class (button, "choice");
  if (suggested)
    gtk_widget_add_css_class (button, "suggested-action");
  /* Both ways, so that it is as wide as its words and not as narrow as its height lets them be broken. */
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", chosen, data);
  gtk_size_group_add_widget (self->widths, button);
  gtk_box_append (self->box, button);
  if (self->first == NULL)
    self->first = button;
  return button;
}

/* Its words are private too: of it only the number is said where not everything is. */
void
salve_kiosk_page_hide_choice (SalveKioskPage *self, GtkWidget *choice)
{
  salve_kiosk_page_be_private (self, FALSE);
  g_object_set_data (G_OBJECT (choice), "salve-private", GUINT_TO_POINTER (++self->n_private));
}

/* So many choices that the air between them is halved, or not all would be seen with large text. */
void
salve_kiosk_page_set_dense (SalveKioskPage *self)
{
  gtk_box_set_spacing (self->box, 12);
}

void
salve_kiosk_page_set_first (SalveKioskPage *self, GtkWidget *widget)
{
  self->first = widget;
}

/**
 * salve_kiosk_page_add_typing:
 * @keypad: (transfer floating): a #SalveKioskKeypad
 * @left_to_right: digits stand in the same order in every script
 */
void
salve_kiosk_page_add_typing (SalveKioskPage *self, GtkWidget *keypad, gboolean left_to_right)
{
  GtkWidget *typed = label_new ("", "answer");

  gtk_widget_set_direction (typed, GTK_TEXT_DIR_LTR);
  if (left_to_right) /* its keys', which do not inherit it */
    gtk_widget_set_direction (adw_bin_get_child (ADW_BIN (keypad)), GTK_TEXT_DIR_LTR);
  gtk_box_append (self->box, typed);
  gtk_box_append (self->box, keypad);
  self->typed = GTK_LABEL (typed);
  self->keypad = SALVE_KIOSK_KEYPAD (keypad);
  self->first = keypad;
}

/* What is typed is shown without another page being built under the finger. */
void
salve_kiosk_page_set_typed (SalveKioskPage *self, const char *shown, gboolean complete)
{
  gtk_label_set_label (self->typed, shown);
  salve_kiosk_keypad_set_complete (self->keypad, complete);
}

/* Returns: (transfer none) (nullable): NULL where nothing is typed */
SalveKioskKeypad *
salve_kiosk_page_get_keypad (SalveKioskPage *self)
{
  return self->keypad;
}

/* @everything: what is private too */
const char *
salve_kiosk_page_get_words (SalveKioskPage *self, gboolean everything)
{
  return everything ? self->words->str : self->open_words->str;
}

void
salve_kiosk_page_focus (SalveKioskPage *self)
{
  if (self->first != NULL)
    gtk_widget_child_focus (self->first, GTK_DIR_TAB_FORWARD);
}

static const char *
label_in (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_label (GTK_LABEL (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (label_in (child) != NULL)
      return label_in (child);
  return NULL;
}

/**
 * salve_kiosk_words_of:
 * @everything: what is private too
 *
 * Returns: (transfer full): what is heard when the keyboard comes to @widget: its words, and whether it is switched on;
 *   "" where it says nothing
 */
char *
salve_kiosk_words_of (GtkWidget *widget, gboolean everything)
{
  const char *label = label_in (widget);
  const guint number = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (widget), "salve-private"));

  if (number > 0 && !everything)
    return g_strdup_printf ("%u", number);
  if (label == NULL)
    return g_strdup ("");
  if (GTK_IS_TOGGLE_BUTTON (widget))
    return g_strdup_printf ("%s, %s", label,
                            gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (widget))
                                ? C_ ("state of a switch, spoken", "on")
                                : C_ ("state of a switch, spoken", "off"));
  return g_strdup (label);
}
