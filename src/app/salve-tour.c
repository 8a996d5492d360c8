/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each scene gets a window of its own in each size and each style, half a second to settle, and a picture taken from
 * inside, so that the pictures are the same under any display. Time stands still at the demo clinic's day. */
#define G_LOG_DOMAIN "salve-app"
#define G_SETTINGS_ENABLE_BACKEND

#include "config.h"

#include "salve-application.h"
#include "salve-tour.h"
#include "salve-window.h"

/* Each declares "const SalveTourScene *salve_<feature>_tour_scenes (void)". */
#if __has_include("salve-patients-tour.h")
#include "salve-patients-tour.h"
#endif
#if __has_include("salve-record-tour.h")
#include "salve-record-tour.h"
#endif
#if __has_include("salve-doctors-tour.h")
#include "salve-doctors-tour.h"
#endif

#include <adwaita.h>
#include <gio/gsettingsbackend.h>
#include <glib/gi18n.h>

#define SETTLING_MS 500
/* The window has its size, and its breakpoints are applied, before the scene opens a dialog in it: one that is presented
 * earlier and then becomes a bottom sheet is never drawn. */
#define SIZING_MS 300
#define SIZING_FRAMES 6
/* A loaded machine may need longer to draw the first frame. */
#define RETRY_MS 300
#define MOST_RETRIES 30

typedef struct
{
  GtkApplication *application;
  SalveClinic *clinic;
  char *folder;
  GPtrArray *scenes; /* of const SalveTourScene */
  guint next;        /* counts scenes × sizes × styles */
  guint pictures;
  guint retries; /* for this picture */
  guint frames;  /* drawn before this scene */
  GtkWindow *window;
} Tour;

/* Without a compositor the window's frame takes 5 px on each side, so that the narrow one is 360 inside. */
static const struct
{
  const char *name;
  int width;
  int height;
} sizes[] = { { "wide", 1280, 800 }, { "narrow", 370, 730 }, { "large", 1920, 1080 } };

static const struct
{
  const char *name;
  AdwColorScheme scheme;
} styles[] = { { "light", ADW_COLOR_SCHEME_FORCE_LIGHT }, { "dark", ADW_COLOR_SCHEME_FORCE_DARK } };

static void
show_place (GtkWindow *window, const char *place)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "view.show", "s", place);
}

static void
show_today (GtkWindow *window, SalveClinic *clinic)
{
  show_place (window, "today");
}

static void
show_calendar (GtkWindow *window, SalveClinic *clinic)
{
  show_place (window, "calendar");
}

static void
show_doctors (GtkWindow *window, SalveClinic *clinic)
{
  show_place (window, "doctors");
}

static void
show_devices (GtkWindow *window, SalveClinic *clinic)
{
  show_place (window, "devices");
}

static void
show_reports (GtkWindow *window, SalveClinic *clinic)
{
  show_place (window, "reports");
}

static void
show_palette (GtkWindow *window, SalveClinic *clinic)
{
  show_place (window, "patients");
  gtk_widget_activate_action (GTK_WIDGET (window), "palette.open", NULL);
}

static void
show_lock (GtkWindow *window, SalveClinic *clinic)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "session.lock", NULL);
}

static void
show_preferences (GtkWindow *window, SalveClinic *clinic)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "app.preferences", NULL);
}

static void
show_history (GtkWindow *window, SalveClinic *clinic)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "history.show", NULL);
}

static void
show_shortcuts (GtkWindow *window, SalveClinic *clinic)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "app.shortcuts", NULL);
}

static const SalveTourScene shell_scenes[] = {
  { "today", show_today },
  { "calendar", show_calendar },
  { "doctors", show_doctors },
  { "devices", show_devices },
  { "reports", show_reports },
  { "palette", show_palette },
  { "locked", show_lock },
  { "preferences", show_preferences },
  { "shortcuts", show_shortcuts },
  { "changes", show_history },
  { NULL, NULL },
};

static void
add_scenes (GPtrArray *all, const SalveTourScene *scenes)
{
  /* While one works on a view: SALVE_TOUR_ONLY="patients*" takes only those pictures. */
  const char *only = g_getenv ("SALVE_TOUR_ONLY");

  for (; scenes->name; scenes++)
    if (!only || g_pattern_match_simple (only, scenes->name))
      g_ptr_array_add (all, (gpointer)scenes);
}

static gboolean
take_picture (GtkWindow *window, const char *path)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (window));
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  double width = gdk_paintable_get_intrinsic_width (paintable);
  double height = gdk_paintable_get_intrinsic_height (paintable);

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  if (!node)
    return FALSE;
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  return gdk_texture_save_to_png (texture, path);
}

static void stand (Tour *tour);

static void
tour_free (Tour *tour)
{
  g_application_release (G_APPLICATION (tour->application));
  g_object_unref (tour->application);
  g_object_unref (tour->clinic);
  g_ptr_array_unref (tour->scenes);
  g_free (tour->folder);
  g_free (tour);
}

static void
look (gpointer data)
{
  Tour *tour = data;
  guint per_scene = G_N_ELEMENTS (sizes) * G_N_ELEMENTS (styles);
  const SalveTourScene *scene = g_ptr_array_index (tour->scenes, tour->next / per_scene);
  guint size = tour->next % per_scene / G_N_ELEMENTS (styles);
  guint style = tour->next % G_N_ELEMENTS (styles);
  g_autofree char *name = g_strdup_printf ("%s-%s-%s.png", scene->name, sizes[size].name, styles[style].name);
  g_autofree char *path = g_build_filename (tour->folder, name, NULL);

  if (take_picture (tour->window, path))
    tour->pictures++;
  else if (tour->retries++ < MOST_RETRIES)
    {
      g_timeout_add_once (RETRY_MS, look, tour);
      return;
    }
  else
    g_printerr (_ ("The picture %s could not be taken.\n"), path);
  gtk_window_destroy (tour->window);
  tour->next++;
  tour->retries = 0;
  stand (tour);
}

static void
show (gpointer data)
{
  Tour *tour = data;
  guint per_scene = G_N_ELEMENTS (sizes) * G_N_ELEMENTS (styles);
  const SalveTourScene *scene = g_ptr_array_index (tour->scenes, tour->next / per_scene);

  scene->show (tour->window, tour->clinic);
  g_timeout_add_once (SETTLING_MS, look, tour);
}

/* Frames rather than time alone, because a loaded machine draws the first ones late. */
static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Tour *tour = data;

  if (++tour->frames < SIZING_FRAMES)
    return G_SOURCE_CONTINUE;
  g_timeout_add_once (SIZING_MS, show, tour);
  return G_SOURCE_REMOVE;
}

/* Opens a window for the next picture, and looks at it when it has settled. */
static void
stand (Tour *tour)
{
  guint per_scene = G_N_ELEMENTS (sizes) * G_N_ELEMENTS (styles);
  guint size = tour->next % per_scene / G_N_ELEMENTS (styles);
  guint style = tour->next % G_N_ELEMENTS (styles);
  g_autoptr (GSettings) settings = NULL;

  if (tour->next >= tour->scenes->len * per_scene)
    {
      g_print (g_dngettext (GETTEXT_PACKAGE, "%u picture in %s\n", "%u pictures in %s\n", tour->pictures),
               tour->pictures, tour->folder);
      tour_free (tour);
      return;
    }
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), styles[style].scheme);
  settings = g_settings_new_with_backend (SALVE_APPLICATION_ID, g_memory_settings_backend_new ());
  tour->window = GTK_WINDOW (salve_window_new (tour->application, settings));
  gtk_window_set_default_size (tour->window, sizes[size].width, sizes[size].height);
  salve_window_set_clinic (SALVE_WINDOW (tour->window), tour->clinic);
  gtk_window_present (tour->window);
  tour->frames = 0;
  gtk_widget_add_tick_callback (GTK_WIDGET (tour->window), on_frame, tour, NULL);
}

/**
 * salve_tour_start:
 * @folder: where the pictures go; made when it is not there
 *
 * Takes all the pictures, then ends the program.
 */
void
salve_tour_start (GtkApplication *application, SalveClinic *clinic, const char *folder)
{
  Tour *tour = g_new0 (Tour, 1);

  g_mkdir_with_parents (folder, 0755);
  tour->application = g_object_ref (application);
  tour->clinic = g_object_ref (clinic);
  tour->folder = g_strdup (folder);
  tour->scenes = g_ptr_array_new ();
  g_application_hold (G_APPLICATION (application));
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
#if __has_include("salve-patients-tour.h")
  add_scenes (tour->scenes, salve_patients_tour_scenes ());
#endif
#if __has_include("salve-record-tour.h")
  add_scenes (tour->scenes, salve_record_tour_scenes ());
#endif
#if __has_include("salve-doctors-tour.h")
  add_scenes (tour->scenes, salve_doctors_tour_scenes ());
#endif
  add_scenes (tour->scenes, shell_scenes);
  stand (tour);
}
