/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A resource's JSON to read, search and copy: indented, or exactly the bytes that were received and are sent. */

#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-raw-view.h"

#include <glib/gi18n.h>

struct _SalveRawView
{
  AdwBin parent_instance;

  SalveResource *resource;
  GtkTextBuffer *buffer;
  GtkWidget *text;
  GtkWidget *search;
  GtkWidget *found;
  AdwToggleGroup *form;
};

G_DEFINE_FINAL_TYPE (SalveRawView, salve_raw_view, ADW_TYPE_BIN)

static void
salve_raw_view_finalize (GObject *object)
{
  SalveRawView *self = SALVE_RAW_VIEW (object);

  g_clear_pointer (&self->resource, salve_resource_unref);
  g_clear_object (&self->buffer);
  G_OBJECT_CLASS (salve_raw_view_parent_class)->finalize (object);
}

static void
salve_raw_view_class_init (SalveRawViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_raw_view_finalize;
}

static void
show_text (SalveRawView *self)
{
  gboolean exact = g_strcmp0 (adw_toggle_group_get_active_name (self->form), "exact") == 0;
  g_autofree char *pretty = exact ? NULL : salve_resource_format_pretty (self->resource);
  gsize length;
  const char *text = salve_resource_get_text (self->resource, &length);

  if (pretty)
    gtk_text_buffer_set_text (self->buffer, pretty, -1);
  else
    gtk_text_buffer_set_text (self->buffer, text, (int)length);
  salve_raw_view_search (self, gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

static void
on_copy (SalveRawView *self)
{
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  text = gtk_text_buffer_get_text (self->buffer, &start, &end, TRUE);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _ ("Copied"));
}

static void
on_search (SalveRawView *self)
{
  salve_raw_view_search (self, gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

/* Enter goes to the next place, from the end to the first again. */
static void
on_next (SalveRawView *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  GtkTextIter from, start, end;

  if (*text == '\0')
    return;
  gtk_text_buffer_get_selection_bounds (self->buffer, NULL, &from);
  if (!gtk_text_iter_forward_search (&from, text, GTK_TEXT_SEARCH_CASE_INSENSITIVE, &start, &end, NULL))
    {
      gtk_text_buffer_get_start_iter (self->buffer, &from);
      if (!gtk_text_iter_forward_search (&from, text, GTK_TEXT_SEARCH_CASE_INSENSITIVE, &start, &end, NULL))
        return;
    }
  gtk_text_buffer_select_range (self->buffer, &start, &end);
  gtk_text_view_scroll_to_iter (GTK_TEXT_VIEW (self->text), &start, 0.2, FALSE, 0, 0);
}

static GtkWidget *
make_bar (SalveRawView *self)
{
  GtkWidget *bar = adw_wrap_box_new ();
  GtkWidget *copy = gtk_button_new_with_mnemonic (_ ("_Copy"));
  AdwToggle *pretty = adw_toggle_new ();
  AdwToggle *exact = adw_toggle_new ();

  self->form = ADW_TOGGLE_GROUP (adw_toggle_group_new ());
  adw_toggle_set_name (pretty, "pretty");
  adw_toggle_set_label (pretty, _ ("Indented"));
  adw_toggle_set_name (exact, "exact");
  adw_toggle_set_label (exact, _ ("As Received"));
  adw_toggle_group_add (self->form, pretty);
  adw_toggle_group_add (self->form, exact);
  self->search = gtk_search_entry_new ();
  gtk_search_entry_set_placeholder_text (GTK_SEARCH_ENTRY (self->search), _ ("Search in this resource"));
  self->found = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->found, "dimmed");
  gtk_widget_add_css_class (self->found, "numeric");
  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (bar), 8);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (bar), 6);
  adw_wrap_box_append (ADW_WRAP_BOX (bar), GTK_WIDGET (self->form));
  adw_wrap_box_append (ADW_WRAP_BOX (bar), self->search);
  adw_wrap_box_append (ADW_WRAP_BOX (bar), self->found);
  adw_wrap_box_append (ADW_WRAP_BOX (bar), copy);
  g_signal_connect_object (copy, "clicked", G_CALLBACK (on_copy), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (on_search), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "activate", G_CALLBACK (on_next), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form, "notify::active-name", G_CALLBACK (show_text), self,
                           G_CONNECT_SWAPPED);
  return bar;
}

static void
salve_raw_view_init (SalveRawView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->buffer = gtk_text_buffer_new (NULL);
  gtk_text_buffer_create_tag (self->buffer, "found", "background", "#f5c211", "foreground", "#241f31", NULL);
  self->text = gtk_text_view_new_with_buffer (self->buffer);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (self->text), FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (self->text), TRUE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->text), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (self->text), 12);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (self->text), 12);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (self->text), 10);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (self->text), 10);
  /* JSON runs from left to right in every language. */
  gtk_widget_set_direction (self->text, GTK_TEXT_DIR_LTR);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("FHIR resource"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->text);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_widget_add_css_class (scrolled, "card");
  gtk_widget_set_overflow (scrolled, GTK_OVERFLOW_HIDDEN);
  gtk_box_append (GTK_BOX (box), make_bar (self));
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_widget_add_css_class (box, "raw-view");
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * salve_raw_view_new:
 * @resource: whose JSON is shown
 *
 * Returns: a view of it
 */
GtkWidget *
salve_raw_view_new (SalveResource *resource)
{
  SalveRawView *self = g_object_new (SALVE_TYPE_RAW_VIEW, NULL);

  self->resource = salve_resource_ref (resource);
  show_text (self);
  return GTK_WIDGET (self);
}

/**
 * salve_raw_view_search:
 * @self: a view
 * @text: what is looked for, without regard to case; "" for nothing
 *
 * Marks all places.
 *
 * Returns: how many there are
 */
guint
salve_raw_view_search (SalveRawView *self, const char *text)
{
  GtkTextIter start, end, at;
  guint count = 0;
  g_autofree char *words = NULL;

  g_return_val_if_fail (SALVE_IS_RAW_VIEW (self), 0);

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  gtk_text_buffer_remove_tag_by_name (self->buffer, "found", &start, &end);
  at = start;
  while (*text
         && gtk_text_iter_forward_search (&at, text, GTK_TEXT_SEARCH_CASE_INSENSITIVE, &start, &end, NULL))
    {
      gtk_text_buffer_apply_tag_by_name (self->buffer, "found", &start, &end);
      if (count++ == 0)
        gtk_text_view_scroll_to_iter (GTK_TEXT_VIEW (self->text), &start, 0.2, FALSE, 0, 0);
      at = end;
    }
  words = *text ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u place", "%u places", count), count)
                : g_strdup ("");
  gtk_label_set_label (GTK_LABEL (self->found), words);
  return count;
}
