/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of what happened, by year and by visit. Rows are made as they are scrolled to; a row says what it is when
 * it is bound. "activated" hands over the entry that somebody wants to read. */

#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-timeline.h"

#include <glib/gi18n.h>

struct _SalveTimeline
{
  AdwBin parent_instance;

  SalveRecord *record;
  SalveRecord *built; /* what the rows show; only compared */
  guint kinds;
  GtkNoSelection *selection;
  GtkWidget *list;
  GtkWidget *stack;
  GtkWidget *filter;
};

enum
{
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SalveTimeline, salve_timeline, ADW_TYPE_BIN)

static GtkWidget *
make_label (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  if (style)
    gtk_widget_add_css_class (label, style);
  return label;
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *when = make_label ("numeric");
  GtkWidget *icon = gtk_image_new ();
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *title = make_label (NULL);
  GtkWidget *detail = make_label ("caption");

  gtk_label_set_width_chars (GTK_LABEL (when), 7);
  gtk_label_set_xalign (GTK_LABEL (when), 1);
  gtk_label_set_wrap (GTK_LABEL (when), FALSE);
  gtk_widget_set_valign (when, GTK_ALIGN_START);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (detail, "dimmed");
  gtk_widget_add_css_class (when, "dimmed");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), title);
  gtk_box_append (GTK_BOX (words), detail);
  gtk_box_append (GTK_BOX (row), when);
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), words);
  gtk_widget_add_css_class (row, "timeline-row");
  g_object_set_data (G_OBJECT (row), "when", when);
  g_object_set_data (G_OBJECT (row), "icon", icon);
  g_object_set_data (G_OBJECT (row), "title", title);
  g_object_set_data (G_OBJECT (row), "detail", detail);
  gtk_list_item_set_child (item, row);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  static const char *const year[] = { "timeline-row", "timeline-year", NULL };
  static const char *const visit[] = { "timeline-row", "timeline-visit", NULL };
  static const char *const plain[] = { "timeline-row", NULL };
  SalveEntry *entry = gtk_list_item_get_item (item);
  GtkWidget *row = gtk_list_item_get_child (item);
  GtkWidget *when = g_object_get_data (G_OBJECT (row), "when");
  GtkWidget *icon = g_object_get_data (G_OBJECT (row), "icon");
  GtkWidget *title = g_object_get_data (G_OBJECT (row), "title");
  GtkWidget *detail = g_object_get_data (G_OBJECT (row), "detail");
  g_autofree char *when_text = salve_entry_get_when (entry);
  g_autofree char *title_text = salve_entry_get_title (entry);
  g_autofree char *detail_text = salve_entry_get_detail (entry);
  g_autofree char *name = NULL;
  gboolean heading = entry->level == SALVE_ENTRY_LEVEL_YEAR;

  gtk_widget_set_css_classes (row, heading                                   ? (const char **)year
                                   : entry->level == SALVE_ENTRY_LEVEL_VISIT ? (const char **)visit
                                                                             : (const char **)plain);
  gtk_label_set_label (GTK_LABEL (when), when_text);
  gtk_label_set_label (GTK_LABEL (title), title_text);
  gtk_label_set_label (GTK_LABEL (detail), detail_text);
  gtk_widget_set_visible (detail, *detail_text != '\0');
  gtk_widget_set_visible (when, !heading);
  gtk_widget_set_visible (icon, entry->level == SALVE_ENTRY_LEVEL_ITEM);
  gtk_image_set_from_icon_name (GTK_IMAGE (icon), salve_entry_get_icon_name (entry));
  gtk_list_item_set_activatable (item, entry->resource != NULL);
  gtk_list_item_set_focusable (item, !heading);
  name = *detail_text ? g_strdup_printf ("%s %s, %s", when_text, title_text, detail_text)
                      : g_strdup_printf ("%s %s", when_text, title_text);
  gtk_list_item_set_accessible_label (item, g_strstrip (name));
}

static void
on_activate (SalveTimeline *self, guint position)
{
  g_autoptr (SalveEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (entry && entry->resource)
    g_signal_emit (self, signals[ACTIVATED], 0, entry);
}

static void
rebuild (SalveTimeline *self)
{
  guint kinds = self->kinds;
  guint chosen = self->filter ? gtk_drop_down_get_selected (GTK_DROP_DOWN (self->filter)) : 0;
  g_autoptr (GListStore) rows = NULL;

  if (self->record == NULL || self->built == self->record)
    return;
  self->built = self->record;
  if (chosen > 0 && chosen <= SALVE_ENTRY_N_KINDS)
    kinds = 1u << (chosen - 1);
  rows = salve_timeline_build (self->record, kinds);
  gtk_no_selection_set_model (self->selection, G_LIST_MODEL (rows));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack),
                                    g_list_model_get_n_items (G_LIST_MODEL (rows)) > 0 ? "list" : "empty");
}

static void
on_filter (SalveTimeline *self)
{
  self->built = NULL;
  rebuild (self);
}

static GtkWidget *
make_filter (SalveTimeline *self)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_string_list_append (names, _ ("Everything"));
  for (guint i = 0; i < SALVE_ENTRY_N_KINDS; i++)
    gtk_string_list_append (names, salve_entry_kind_get_label (i));
  self->filter = gtk_drop_down_new (G_LIST_MODEL (names), NULL);
  gtk_widget_set_tooltip_text (self->filter, _ ("What to Show"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->filter), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What to show"), -1);
  gtk_widget_add_css_class (self->filter, "flat");
  g_signal_connect_object (self->filter, "notify::selected", G_CALLBACK (on_filter), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (bar), self->filter);
  gtk_widget_set_margin_start (bar, 12);
  gtk_widget_set_margin_end (bar, 12);
  gtk_widget_set_margin_top (bar, 6);
  return bar;
}

static void
salve_timeline_dispose (GObject *object)
{
  SalveTimeline *self = SALVE_TIMELINE (object);

  g_clear_object (&self->record);
  G_OBJECT_CLASS (salve_timeline_parent_class)->dispose (object);
}

/* A timeline that nobody looks at is not built. */
static void
salve_timeline_map (GtkWidget *widget)
{
  rebuild (SALVE_TIMELINE (widget));
  GTK_WIDGET_CLASS (salve_timeline_parent_class)->map (widget);
}

static void
salve_timeline_class_init (SalveTimelineClass *klass)
{
  GTK_WIDGET_CLASS (klass)->map = salve_timeline_map;
  G_OBJECT_CLASS (klass)->dispose = salve_timeline_dispose;
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, SALVE_TYPE_ENTRY);
}

static void
salve_timeline_init (SalveTimeline *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  self->selection = gtk_no_selection_new (NULL);
  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, 0);
  self->list = gtk_list_view_new (GTK_SELECTION_MODEL (self->selection), factory);
  gtk_list_view_set_tab_behavior (GTK_LIST_VIEW (self->list), GTK_LIST_TAB_ITEM);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (self->list), TRUE);
  gtk_widget_add_css_class (self->list, "timeline");
  g_signal_connect_object (self->list, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);
}

/**
 * salve_timeline_new:
 * @kinds: bits by SalveEntryKind: what is ever shown
 * @with_filter: whether one kind can be chosen
 * @empty_title: what is said where there is nothing
 * @empty_text: and what can be done about it
 *
 * Returns: an empty timeline
 */
GtkWidget *
salve_timeline_new (guint kinds, gboolean with_filter, const char *empty_title, const char *empty_text)
{
  SalveTimeline *self = g_object_new (SALVE_TYPE_TIMELINE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_scrollable_new ();
  GtkWidget *empty = adw_status_page_new ();

  self->kinds = kinds;
  adw_clamp_scrollable_set_maximum_size (ADW_CLAMP_SCROLLABLE (clamp), 860);
  adw_clamp_scrollable_set_child (ADW_CLAMP_SCROLLABLE (clamp), self->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (empty), "x-office-document-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (empty), empty_title);
  adw_status_page_set_description (ADW_STATUS_PAGE (empty), empty_text);
  gtk_widget_add_css_class (empty, "compact");
  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), scrolled, "list");
  gtk_stack_add_named (GTK_STACK (self->stack), empty, "empty");
  gtk_widget_set_vexpand (self->stack, TRUE);
  if (with_filter)
    gtk_box_append (GTK_BOX (box), make_filter (self));
  gtk_box_append (GTK_BOX (box), self->stack);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Timeline"),
                                  -1);
  adw_bin_set_child (ADW_BIN (self), box);
  return GTK_WIDGET (self);
}

/**
 * salve_timeline_set_record:
 * @self: a timeline
 * @record: what it shows from now on
 */
void
salve_timeline_set_record (SalveTimeline *self, SalveRecord *record)
{
  g_return_if_fail (SALVE_IS_TIMELINE (self));

  g_set_object (&self->record, record);
  self->built = NULL;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) || self->filter)
    rebuild (self);
}

guint
salve_timeline_get_n_rows (SalveTimeline *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}
