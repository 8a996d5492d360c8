/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages are in the program and are drawn by it: in a sandbox the desktop's own viewer sees none of them, a clinic's desk
 * may have neither that viewer nor a browser, and a page that is a file elsewhere may be of another version. The same pages
 * are installed as Mallard, so that Yelp shows them too. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-help-page.h"
#include "salve-help-window.h"

#include <glib/gi18n.h>

/* Lines that are longer are hard to read: in pixels at the usual size of text. */
#define LINE 620

struct _SalveHelpWindow
{
  AdwWindow parent_instance;

  AdwNavigationView *navigation;
  GtkListBox *topics;
  GPtrArray *pages; /* of SalveHelpPage, for the index */
  char *wanted;     /* what is typed into the search, in lower case */
};

G_DEFINE_FINAL_TYPE (SalveHelpWindow, salve_help_window, ADW_TYPE_WINDOW)

static gboolean
on_link (GtkLabel *label, const char *where, SalveHelpWindow *self)
{
  if (strstr (where, "://"))
    return GDK_EVENT_PROPAGATE;
  salve_help_window_show_page (self, where);
  return GDK_EVENT_STOP;
}

static GtkWidget *
make_label (SalveHelpWindow *self, const SalveHelpBlock *block)
{
  gboolean heading = block->kind == SALVE_HELP_HEADING;
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role",
                                   heading ? GTK_ACCESSIBLE_ROLE_HEADING : GTK_ACCESSIBLE_ROLE_LABEL, "label",
                                   block->markup, "use-markup", TRUE, "wrap", TRUE, "wrap-mode",
                                   PANGO_WRAP_WORD_CHAR, "xalign", 0.0, "hexpand", TRUE, NULL);

  if (heading)
    gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    gtk_label_get_text (GTK_LABEL (label)), -1);
  if (heading)
    gtk_widget_add_css_class (label, "heading");
  if (heading)
    gtk_widget_set_margin_top (label, 12);
  g_signal_connect_object (label, "activate-link", G_CALLBACK (on_link), self, 0);
  return label;
}

static GtkWidget *
make_picture (const SalveHelpBlock *block)
{
  g_autofree char *path = g_strconcat (SALVE_HELP_RESOURCES, block->source, NULL);
  GtkWidget *picture = gtk_picture_new_for_resource (path);

  gtk_picture_set_alternative_text (GTK_PICTURE (picture), block->markup);
  gtk_picture_set_content_fit (GTK_PICTURE (picture), GTK_CONTENT_FIT_SCALE_DOWN);
  gtk_widget_add_css_class (picture, "card");
  gtk_widget_set_overflow (picture, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_halign (picture, GTK_ALIGN_START);
  return picture;
}

/* A step has its number, and an item its point, before it; what belongs to a term or goes on below a step stands as far in. */
static GtkWidget *
make_item (SalveHelpWindow *self, const SalveHelpBlock *block, const SalveHelpBlock *before)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gboolean pointed = block->kind == SALVE_HELP_ITEM && !(before && before->kind == SALVE_HELP_TERM);
  g_autofree char *mark =
      block->number ? g_strdup_printf ("%u.", block->number) : g_strdup (pointed ? "•" : "");
  GtkWidget *label = gtk_label_new (mark);

  gtk_label_set_width_chars (GTK_LABEL (label), 3);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), make_label (self, block));
  return box;
}

static GtkWidget *
make_block (SalveHelpWindow *self, const SalveHelpBlock *block, const SalveHelpBlock *before)
{
  GtkWidget *widget;

  switch (block->kind)
    {
    case SALVE_HELP_PICTURE:
      return make_picture (block);
    case SALVE_HELP_STEP:
    case SALVE_HELP_ITEM:
      return make_item (self, block, before);
    case SALVE_HELP_NOTE:
      widget = make_label (self, block);
      gtk_widget_add_css_class (widget, "card");
      gtk_widget_add_css_class (widget, "help-note");
      return widget;
    case SALVE_HELP_PARAGRAPH:
    case SALVE_HELP_HEADING:
    case SALVE_HELP_TERM:
    default:
      return make_label (self, block);
    }
}

/* Returns: (transfer floating): @content that scrolls, below a header with a way back */
static AdwNavigationPage *
make_navigation_page (GtkWidget *content, const char *title, const char *tag)
{
  GtkWidget *toolbar = adw_toolbar_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  gtk_widget_set_margin_start (content, 18);
  gtk_widget_set_margin_end (content, 18);
  gtk_widget_set_margin_top (content, 12);
  gtk_widget_set_margin_bottom (content, 24);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), LINE);
  adw_clamp_set_child (ADW_CLAMP (clamp), content);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (toolbar), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (toolbar), scroller);
  return adw_navigation_page_new_with_tag (toolbar, title, tag);
}

static AdwNavigationPage *
make_topic (SalveHelpWindow *self, const SalveHelpPage *page)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  const SalveHelpBlock *before = NULL;

  for (guint i = 0; i < page->blocks->len; i++)
    {
      const SalveHelpBlock *block = page->blocks->pdata[i];

      gtk_box_append (GTK_BOX (box), make_block (self, block, before));
      before = block;
    }
  return make_navigation_page (box, page->title, page->id);
}

static void
on_topic (SalveHelpWindow *self, GtkListBoxRow *row)
{
  salve_help_window_show_page (self, g_object_get_data (G_OBJECT (row), "page"));
}

static gboolean
fits (GtkListBoxRow *row, gpointer data)
{
  SalveHelpWindow *self = data;
  const char *words = g_object_get_data (G_OBJECT (row), "words");
  g_auto (GStrv) parts = g_strsplit (self->wanted ? self->wanted : "", " ", -1);

  for (guint i = 0; parts[i]; i++)
    if (!strstr (words, parts[i]))
      return FALSE;
  return TRUE;
}

static void
on_search (SalveHelpWindow *self, GtkSearchEntry *entry)
{
  g_free (self->wanted);
  self->wanted = g_utf8_strdown (gtk_editable_get_text (GTK_EDITABLE (entry)), -1);
  gtk_list_box_invalidate_filter (self->topics);
}

/* A heading stands over the first row of its group that is shown. */
static void
set_heading (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  const char *title = g_object_get_data (G_OBJECT (row), "heading");
  GtkWidget *label;

  if (before && g_strcmp0 (title, g_object_get_data (G_OBJECT (before), "heading")) == 0)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = gtk_label_new (NULL);
  gtk_label_set_markup (GTK_LABEL (label), title);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_top (label, 12);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_widget_add_css_class (label, "heading");
  gtk_list_box_row_set_header (row, label);
}

static GtkWidget *
make_row (SalveHelpPage *page, const char *heading)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), TRUE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), page->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), page->summary);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  /* The pages live as long as the window. */
  g_object_set_data (G_OBJECT (row), "page", page->id);
  g_object_set_data (G_OBJECT (row), "words", page->words);
  g_object_set_data_full (G_OBJECT (row), "heading", g_strdup (heading), g_free);
  return row;
}

/* The index says which groups there are and in which order; the pages say of themselves to which they belong. */
static void
fill_topics (SalveHelpWindow *self, const SalveHelpPage *index)
{
  for (guint i = 0; i < index->blocks->len; i++)
    {
      const SalveHelpBlock *block = index->blocks->pdata[i];

      for (guint j = 0; block->kind == SALVE_HELP_HEADING && j < self->pages->len; j++)
        {
          SalveHelpPage *page = self->pages->pdata[j];

          if (g_strcmp0 (page->group, block->source) == 0)
            gtk_list_box_append (self->topics, make_row (page, block->markup));
        }
    }
}

static AdwNavigationPage *
make_index (SalveHelpWindow *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveHelpPage) index = salve_help_page_load (SALVE_HELP_INDEX, &error);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *entry = gtk_search_entry_new ();
  GtkWidget *nothing = gtk_label_new (_ ("Nothing Found"));

  g_assert_no_error (error);
  gtk_search_entry_set_placeholder_text (GTK_SEARCH_ENTRY (entry), _ ("Search the help"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search the help"), -1);
  g_signal_connect_object (entry, "stop-search", G_CALLBACK (gtk_window_close), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "search-changed", G_CALLBACK (on_search), self, G_CONNECT_SWAPPED);
  self->topics = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->topics, GTK_SELECTION_NONE);
  gtk_list_box_set_filter_func (self->topics, fits, self, NULL);
  gtk_list_box_set_header_func (self->topics, set_heading, NULL, NULL);
  gtk_list_box_set_placeholder (self->topics, nothing);
  gtk_widget_add_css_class (GTK_WIDGET (self->topics), "help-topics");
  g_signal_connect_object (self->topics, "row-activated", G_CALLBACK (on_topic), self, G_CONNECT_SWAPPED);
  fill_topics (self, index);
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->topics));
  return make_navigation_page (box, _ ("Help"), SALVE_HELP_INDEX);
}

static void
salve_help_window_finalize (GObject *object)
{
  SalveHelpWindow *self = SALVE_HELP_WINDOW (object);

  g_free (self->wanted);
  g_ptr_array_unref (self->pages);
  G_OBJECT_CLASS (salve_help_window_parent_class)->finalize (object);
}

static void
salve_help_window_class_init (SalveHelpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = salve_help_window_finalize;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
}

static void
salve_help_window_init (SalveHelpWindow *self)
{
  self->pages = salve_help_page_load_all ();
  self->navigation = ADW_NAVIGATION_VIEW (adw_navigation_view_new ());
  /* Escape closes; Alt+Left and the button go back. */
  adw_navigation_view_set_pop_on_escape (self->navigation, FALSE);
  adw_navigation_view_add (self->navigation, make_index (self));
  adw_window_set_content (ADW_WINDOW (self), GTK_WIDGET (self->navigation));
  gtk_window_set_title (GTK_WINDOW (self), _ ("Help"));
  gtk_window_set_default_size (GTK_WINDOW (self), 680, 720);
  gtk_widget_set_size_request (GTK_WIDGET (self), 360, 294);
}

/**
 * salve_help_window_show_page:
 * @page: the id of a page; what is after a "#" in it is left out
 */
void
salve_help_window_show_page (SalveHelpWindow *self, const char *page)
{
  g_autofree char *id = g_strndup (page, strcspn (page, "#"));
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveHelpPage) loaded = NULL;

  g_return_if_fail (SALVE_IS_HELP_WINDOW (self));

  if (g_strcmp0 (salve_help_window_get_page (self), id) == 0)
    return;
  if (adw_navigation_view_find_page (self->navigation, id))
    {
      adw_navigation_view_pop_to_tag (self->navigation, id);
      return;
    }
  loaded = salve_help_page_load (id, &error);
  if (loaded)
    adw_navigation_view_push (self->navigation, make_topic (self, loaded));
  else
    g_warning ("There is no help page %s: %s", id, error->message);
}

/* Returns: (nullable): the id of the page that is shown */
const char *
salve_help_window_get_page (SalveHelpWindow *self)
{
  AdwNavigationPage *page;

  g_return_val_if_fail (SALVE_IS_HELP_WINDOW (self), NULL);

  page = adw_navigation_view_get_visible_page (self->navigation);
  return page ? adw_navigation_page_get_tag (page) : NULL;
}

/**
 * salve_help_window_open:
 * @page: the id of a page
 *
 * Presents the window at that page. There is one window; it belongs to no application, because what an application does to
 * its window is meant for the desk.
 *
 * Returns: (transfer none): the window
 */
SalveHelpWindow *
salve_help_window_open (const char *page)
{
  static SalveHelpWindow *window = NULL;

  if (!window)
    g_set_weak_pointer (&window, g_object_new (SALVE_TYPE_HELP_WINDOW, NULL));
  salve_help_window_show_page (window, page);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static gboolean
on_key (GtkWidget *widget, guint key, guint code, GdkModifierType state)
{
  if (key != GDK_KEY_F1 || (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  return gtk_widget_activate_action (widget, "app.help", NULL);
}

/**
 * salve_help_window_answer_key:
 * @widget: a window of the desk, or a dialog in it
 *
 * F1 there activates app.help, as an application's accelerator does not do in a dialog.
 */
void
salve_help_window_answer_key (GtkWidget *widget)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), widget, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, keys);
}
