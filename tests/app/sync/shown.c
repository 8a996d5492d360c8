/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shown.h"

const Shape shapes[] = {
  { "wide", 1000, 700, 1, FALSE, FALSE },      { "dark", 1000, 700, 1, FALSE, TRUE },
  { "narrow", 360, 640, 1, FALSE, FALSE },     { "big", 1000, 700, 2, FALSE, FALSE },
  { "narrow-big", 360, 640, 2, FALSE, FALSE }, { "rtl", 1000, 700, 1, TRUE, FALSE },
  { "narrow-rtl", 360, 640, 1, TRUE, TRUE },   { NULL, 0, 0, 0, FALSE, FALSE },
};

static void
on_painted (GdkFrameClock *clock, guint *n)
{
  (*n)++;
}

/* Three frames from now whatever was asked for is laid out and drawn: breakpoints and lists take a second look. */
void
shown_paint (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  guint n = 0;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted), &n);

  while (n < 3)
    {
      gtk_widget_queue_draw (window);
      g_main_context_iteration (NULL, TRUE);
    }
  g_signal_handler_disconnect (clock, handler);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
shown_picture (GtkWidget *native, const char *name)
{
  const char *folder = g_getenv ("SALVE_TEST_PICTURES");
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree char *path = NULL;
  int width, height;

  if (folder == NULL)
    return;
  paintable = gtk_widget_paintable_new (native);
  width = gdk_paintable_get_intrinsic_width (paintable);
  height = gdk_paintable_get_intrinsic_height (paintable);
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (native)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  path = g_strdup_printf ("%s/%s.png", folder, name);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

static void
set_text_size (double times)
{
  static int usual = 0;

  if (usual == 0)
    g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &usual, NULL);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", (int)(usual * (times > 0 ? times : 1)), NULL);
}

/* As the application loads it. */
static void
use_style (void)
{
  static gboolean used = FALSE;
  g_autoptr (GtkCssProvider) provider = NULL;

  if (used)
    return;
  used = TRUE;
  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, "/io/github/salveclinic/Salve/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

/* child: a widget, a navigation page or a dialog. */
GtkWidget *
shown_open (GtkWidget *child, const Shape *shape)
{
  GtkWidget *window;

  use_style ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, "gtk-cursor-blink", FALSE, NULL);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), shape->dark
                                                                            ? ADW_COLOR_SCHEME_FORCE_DARK
                                                                            : ADW_COLOR_SCHEME_FORCE_LIGHT);
  gtk_widget_set_default_direction (shape->rtl ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
  set_text_size (shape->text);
  window = adw_window_new ();
  gtk_widget_set_size_request (window, 360, 294);
  gtk_window_set_default_size (GTK_WINDOW (window), shape->width, shape->height);
  if (ADW_IS_NAVIGATION_PAGE (child))
    {
      GtkWidget *navigation = adw_navigation_view_new ();

      adw_navigation_view_add (ADW_NAVIGATION_VIEW (navigation), ADW_NAVIGATION_PAGE (child));
      adw_window_set_content (ADW_WINDOW (window), navigation);
    }
  else if (!ADW_IS_DIALOG (child))
    adw_window_set_content (ADW_WINDOW (window), child);
  else
    adw_window_set_content (ADW_WINDOW (window), gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_window_present (GTK_WINDOW (window));
  shown_paint (window);
  if (ADW_IS_DIALOG (child))
    adw_dialog_present (ADW_DIALOG (child), window);
  shown_paint (window);
  return window;
}

void
shown_close (GtkWidget *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  set_text_size (1);
}

/* Nothing asks for more room than there is; and a picture of it. */
void
shown_check (GtkWidget *window, GtkWidget *child, const char *name, const Shape *shape)
{
  g_autofree char *file = g_strdup_printf ("%s-%s", name, shape->name);
  GtkRequisition minimum;

  gtk_widget_get_preferred_size (child, &minimum, NULL);
  g_test_message ("%s asks for %d", file, minimum.width);
  g_assert_cmpint (minimum.width, <=, 360);
  shown_picture (window, file);
}

void
shown_in_all_shapes (const char *name, GtkWidget *(*make) (gpointer data), gpointer data)
{
  for (const Shape *shape = shapes; shape->name; shape++)
    {
      GtkWidget *child, *window;

      gtk_widget_set_default_direction (shape->rtl ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
      child = make (data);
      window = shown_open (child, shape);
      shown_check (window, child, name, shape);
      shown_close (window);
    }
}

static const char *
label_of (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    return gtk_button_get_label (GTK_BUTTON (widget));
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_label (GTK_LABEL (widget));
  if (ADW_IS_PREFERENCES_ROW (widget))
    return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget));
  return NULL;
}

/* The first one inside root that is visible, of that type, and says that; label NULL: whatever it says. */
GtkWidget *
shown_find (GtkWidget *root, GType type, const char *label)
{
  if (!gtk_widget_get_visible (root) || !gtk_widget_get_child_visible (root))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (root), type) && (label == NULL || g_strcmp0 (label_of (root), label) == 0))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = shown_find (child, type, label);

      if (found)
        return found;
    }
  return NULL;
}
