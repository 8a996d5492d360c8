/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The standing facts as quiet groups. A fact that has more behind it is a row that opens it: "activated" hands over
 * its resource; another patient's record is opened by the window. */

#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-facts-view.h"

#include <glib/gi18n.h>

#define FIRST_FACTS 6

struct _SalveFactsView
{
  AdwBin parent_instance;

  GtkWidget *box;
  GPtrArray *groups;
};

enum
{
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SalveFactsView, salve_facts_view, ADW_TYPE_BIN)

static void
salve_facts_view_finalize (GObject *object)
{
  g_clear_pointer (&SALVE_FACTS_VIEW (object)->groups, g_ptr_array_unref);
  G_OBJECT_CLASS (salve_facts_view_parent_class)->finalize (object);
}

static void
salve_facts_view_class_init (SalveFactsViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_facts_view_finalize;
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, SALVE_TYPE_RESOURCE);
}

static void
salve_facts_view_init (SalveFactsView *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_widget_add_css_class (self->box, "facts");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 700);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

GtkWidget *
salve_facts_view_new (void)
{
  return g_object_new (SALVE_TYPE_FACTS_VIEW, NULL);
}

static GtkWidget *
make_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  if (style)
    gtk_widget_add_css_class (label, style);
  return label;
}

static void
on_row_activated (SalveFactsView *self, GtkListBoxRow *row)
{
  SalveFact *fact = g_object_get_data (G_OBJECT (row), "fact");

  if (fact == NULL)
    return;
  if (fact->patient_id)
    gtk_widget_activate_action (GTK_WIDGET (self), "patient.open", "s", fact->patient_id);
  else if (fact->resource)
    g_signal_emit (self, signals[ACTIVATED], 0, fact->resource);
}

static GtkWidget *
make_row (SalveFact *fact)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  gboolean opens = fact->resource != NULL || fact->patient_id != NULL;

  if (fact->tone != SALVE_TONE_PLAIN)
    {
      GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

      gtk_widget_set_valign (icon, GTK_ALIGN_START);
      gtk_widget_set_margin_top (icon, 2);
      gtk_widget_add_css_class (icon, fact->tone == SALVE_TONE_ERROR ? "error" : "warning");
      gtk_box_append (GTK_BOX (line), icon);
    }
  gtk_box_append (GTK_BOX (words),
                  make_label (fact->title, fact->tone == SALVE_TONE_ERROR ? "heading" : NULL));
  if (fact->detail && *fact->detail)
    {
      GtkWidget *detail = make_label (fact->detail, "caption");

      gtk_widget_add_css_class (detail, "dimmed");
      gtk_box_append (GTK_BOX (words), detail);
    }
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (line), words);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), opens);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, fact->title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, fact->detail ? fact->detail : "", -1);
  g_object_set_data (G_OBJECT (row), "fact", fact);
  return row;
}

static void
show_rest (GtkWidget *button, GtkWidget *list)
{
  GtkWidget *row = gtk_widget_get_first_child (list);

  for (; row; row = gtk_widget_get_next_sibling (row))
    gtk_widget_set_visible (row, TRUE);
  gtk_widget_set_visible (button, FALSE);
}

static GtkWidget *
make_group (SalveFactsView *self, SalveFactGroup *group)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *heading = make_label (group->title, "heading");
  GtkWidget *list;

  gtk_widget_add_css_class (heading, "facts-heading");
  gtk_box_append (GTK_BOX (box), heading);
  if (group->facts->len == 0)
    {
      GtkWidget *empty = make_label (group->empty, "dimmed");

      gtk_widget_add_css_class (empty, "facts-empty");
      gtk_box_append (GTK_BOX (box), empty);
      return box;
    }
  list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "facts-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, group->title, -1);
  g_signal_connect_object (list, "row-activated", G_CALLBACK (on_row_activated), self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < group->facts->len; i++)
    {
      GtkWidget *row = make_row (group->facts->pdata[i]);

      gtk_widget_set_visible (row, i < FIRST_FACTS || group->facts->len == FIRST_FACTS + 1);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  gtk_box_append (GTK_BOX (box), list);
  if (group->facts->len > FIRST_FACTS + 1)
    {
      guint rest = group->facts->len - FIRST_FACTS;
      g_autofree char *words =
          g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Show %u More", "Show %u More", rest), rest);
      GtkWidget *more = gtk_button_new_with_label (words);

      gtk_widget_add_css_class (more, "flat");
      gtk_widget_set_halign (more, GTK_ALIGN_START);
      g_signal_connect_object (more, "clicked", G_CALLBACK (show_rest), list, 0);
      gtk_box_append (GTK_BOX (box), more);
    }
  return box;
}

/**
 * salve_facts_view_set_record:
 * @self: a view
 * @record: whose facts are shown from now on
 */
void
salve_facts_view_set_record (SalveFactsView *self, SalveRecord *record)
{
  GtkWidget *child;

  g_return_if_fail (SALVE_IS_FACTS_VIEW (self));

  while ((child = gtk_widget_get_first_child (self->box)))
    gtk_box_remove (GTK_BOX (self->box), child);
  g_clear_pointer (&self->groups, g_ptr_array_unref);
  self->groups = salve_record_list_facts (record);
  for (guint i = 0; i < self->groups->len; i++)
    {
      SalveFactGroup *group = self->groups->pdata[i];

      if (group->facts->len > 0 || group->empty)
        gtk_box_append (GTK_BOX (self->box), make_group (self, group));
    }
}
