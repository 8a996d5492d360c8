/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each scene gets a window of its own in each size, and a picture in each style once nothing is drawn or loaded any more.
 * Pictures are taken from inside, so that they are the same under any display.
 *
 * What a process is decides which pictures it takes: all views in the usual one; the main ones alone where the language
 * runs from right to left, and where the desktop asks for high contrast. build-aux/run starts one process of each. */
#define G_LOG_DOMAIN "salve-app"
#define G_SETTINGS_ENABLE_BACKEND

#include "config.h"

#include "salve-application.h"
#include "salve-calendar-tour.h"
#include "salve-start-tour.h"
#include "salve-sync-tour.h"
#include "salve-today-tour.h"
#include "salve-tour.h"
#include "salve-view-audit.h"
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

/* Nothing was drawn for so long: what was shown has settled. */
#define QUIET_US (60 * G_TIME_SPAN_MILLISECOND)
#define LOOK_MS 20
/* Something that never settles is drawn as it is. */
#define MOST_US (8 * G_TIME_SPAN_SECOND)
#define MOST_RETRIES 30
#define LEAST_TARGET 24 /* px, WCAG 2.2, 2.5.8 */

/* Without a compositor the window's frame takes 5 px on each side, so that the narrow one is 360 inside. */
typedef struct
{
  const char *name;
  int width;
  int height;
  double text; /* times the usual size */
  gboolean main_only;
  gboolean light_only;
} Size;

static const Size usual_sizes[] = {
  { "wide", 1280, 800, 1, FALSE, FALSE },         { "narrow", 370, 730, 1, FALSE, FALSE },
  { "large", 1920, 1080, 1, TRUE, TRUE },         { "big-text-wide", 1280, 800, 2, TRUE, TRUE },
  { "big-text-narrow", 370, 730, 2, TRUE, TRUE }, { NULL, 0, 0, 0, FALSE, FALSE },
};

static const Size right_to_left_sizes[] = {
  { "rtl-wide", 1280, 800, 1, TRUE, TRUE },
  { "rtl-narrow", 370, 730, 1, TRUE, TRUE },
  { NULL, 0, 0, 0, FALSE, FALSE },
};

static const Size contrast_sizes[] = {
  { "contrast-wide", 1280, 800, 1, TRUE, TRUE },
  { "contrast-narrow", 370, 730, 1, TRUE, TRUE },
  { NULL, 0, 0, 0, FALSE, FALSE },
};

static const struct
{
  const char *name;
  AdwColorScheme scheme;
} styles[] = { { "light", ADW_COLOR_SCHEME_FORCE_LIGHT }, { "dark", ADW_COLOR_SCHEME_FORCE_DARK } };

typedef struct
{
  const SalveTourScene *scene;
  const Size *size;
} Stop;

typedef struct _Tour Tour;

struct _Tour
{
  GtkApplication *application;
  SalveClinic *clinic;
  char *folder;
  GArray *stops; /* of Stop */
  guint next;    /* of them */
  guint style;
  guint pictures;
  guint retries; /* for this picture */
  int usual_dpi;
  GThreadPool *writers;
  GtkWindow *window;
  gint64 drawn_at; /* the last frame, 0 before the first one since settle () */
  gint64 since;
  void (*then) (Tour *tour);
};

static const SalveTourScene shell_scenes[] = {
  { .name = "doctors", .place = "doctors", .main = TRUE },
  { .name = "devices", .place = "devices" },
  { .name = "reports", .place = "reports" },
  { .name = "palette", .place = "patients", .action = "palette.open", .main = TRUE },
  { .name = "locked", .action = "session.lock", .main = TRUE },
  { .name = "preferences", .action = "app.preferences", .main = TRUE },
  { .name = "shortcuts", .action = "app.shortcuts" },
  { .name = "import", .action = "clinic.import" },
  { .name = "changes", .action = "history.show" },
  { .name = NULL },
};

static const Size *
sizes_of_this_process (void)
{
  if (gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL)
    return right_to_left_sizes;
  if (adw_style_manager_get_high_contrast (adw_style_manager_get_default ()))
    return contrast_sizes;
  return usual_sizes;
}

/* Two processes may share a tour, each taking every other stop: SALVE_TOUR_HALF=0 and 1. */
static gboolean
is_mine (guint stop)
{
  const char *half = g_getenv ("SALVE_TOUR_HALF");

  return !half || stop % 2 == (guint)g_ascii_strtoull (half, NULL, 10) % 2;
}

/* Whether the list in the environment, "patient*,today", has the name; without a list all are asked for. */
static gboolean
is_asked_for (const char *variable, const char *name)
{
  const char *list = g_getenv (variable);
  g_auto (GStrv) patterns = list ? g_strsplit (list, ",", -1) : NULL;

  for (guint i = 0; patterns && patterns[i]; i++)
    if (g_pattern_match_simple (patterns[i], name))
      return TRUE;
  return !list;
}

/* While one works on a view, and for the tests: SALVE_TOUR_ONLY="patient*,today" takes only those pictures, and
 * SALVE_TOUR_SIZE="narrow" takes them in that size, whether or not it is one of theirs. */
static void
add_scenes (GArray *stops, const SalveTourScene *scenes, guint *n)
{
  gboolean any_size = g_getenv ("SALVE_TOUR_SIZE") != NULL;

  for (; scenes->name; scenes++)
    for (const Size *size = sizes_of_this_process (); size->name; size++)
      {
        Stop stop = { scenes, size };

        if (is_asked_for ("SALVE_TOUR_ONLY", scenes->name) && is_asked_for ("SALVE_TOUR_SIZE", size->name)
            && (scenes->main || !size->main_only || any_size) && is_mine ((*n)++))
          g_array_append_val (stops, stop);
      }
}

/* A page that still fetches shows a spinner. */
static gboolean
is_loading (GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  if (ADW_IS_SPINNER (widget) || (GTK_IS_SPINNER (widget) && gtk_spinner_get_spinning (GTK_SPINNER (widget))))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (is_loading (child))
      return TRUE;
  return FALSE;
}

static void
on_painted (GdkFrameClock *clock, Tour *tour)
{
  tour->drawn_at = g_get_monotonic_time ();
}

/* Runs behind everything else that waits for the main loop, so that idle work is done before it counts as quiet. */
static gboolean
look_whether_settled (gpointer data)
{
  Tour *tour = data;
  gint64 now = g_get_monotonic_time ();

  if (now - tour->since < MOST_US
      && (tour->drawn_at == 0 || now - tour->drawn_at < QUIET_US || is_loading (GTK_WIDGET (tour->window))))
    return G_SOURCE_CONTINUE;
  tour->then (tour);
  return G_SOURCE_REMOVE;
}

/* Calls @then when the window has drawn what it is now, and whatever followed from that. */
static void
settle (Tour *tour, void (*then) (Tour *tour))
{
  tour->drawn_at = 0;
  tour->since = g_get_monotonic_time ();
  tour->then = then;
  gtk_widget_queue_draw (GTK_WIDGET (tour->window));
  g_timeout_add_full (G_PRIORITY_LOW, LOOK_MS, look_whether_settled, tour, NULL);
}

typedef struct
{
  GdkTexture *texture;
  char *path;
} Picture;

/* On a thread of its own: packing a picture takes longer than drawing it. */
static void
write_picture (gpointer data, gpointer unused)
{
  Picture *picture = data;

  if (!gdk_texture_save_to_png (picture->texture, picture->path))
    g_printerr (_ ("The picture %s could not be taken.\n"), picture->path);
  g_object_unref (picture->texture);
  g_free (picture->path);
  g_free (picture);
}

/* Where a widget with a surface of its own begins to be drawn, in the surface of the window that it belongs to. */
static graphene_point_t
corner_of (GtkWidget *widget)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (widget));
  graphene_rect_t box = GRAPHENE_RECT_INIT (0, 0, 0, 0);
  double x, y;

  gtk_native_get_surface_transform (GTK_NATIVE (widget), &x, &y);
  if (gtk_widget_compute_bounds (widget, widget, &box))
    x += box.origin.x, y += box.origin.y;
  for (; GDK_IS_POPUP (surface); surface = gdk_popup_get_parent (GDK_POPUP (surface)))
    {
      x += gdk_popup_get_position_x (GDK_POPUP (surface));
      y += gdk_popup_get_position_y (GDK_POPUP (surface));
    }
  return GRAPHENE_POINT_INIT ((float)x, (float)y);
}

/* A popover has a surface of its own, over the window's and perhaps beyond it: it is drawn where that is, and @area grows
 * to have it. */
static void
draw_popovers (GtkWidget *widget, GtkWidget *window, GtkSnapshot *snapshot, graphene_rect_t *area)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_POPOVER (widget))
    {
      g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
      graphene_point_t corner = corner_of (widget), origin = corner_of (window);
      int width = gdk_paintable_get_intrinsic_width (paintable);
      int height = gdk_paintable_get_intrinsic_height (paintable);
      graphene_rect_t box =
          GRAPHENE_RECT_INIT (corner.x - origin.x, corner.y - origin.y, (float)width, (float)height);

      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &box.origin);
      gdk_paintable_snapshot (paintable, snapshot, width, height);
      gtk_snapshot_restore (snapshot);
      graphene_rect_union (area, &box, area);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    draw_popovers (child, window, snapshot, area);
}

static const Stop *
current_stop (Tour *tour)
{
  return &g_array_index (tour->stops, Stop, tour->next);
}

/* What faults of this picture are told under. */
static char *
scene_name (Tour *tour)
{
  const Stop *stop = current_stop (tour);

  return g_strdup_printf ("%s-%s-%s", stop->scene->name, stop->size->name, styles[tour->style].name);
}

/* What is wrong with what is seen now. */
static void
report (Tour *tour, GPtrArray *faults)
{
  g_autofree char *scene = scene_name (tour);

  for (guint i = 0; i < faults->len; i++)
    g_printerr ("fault: %s: %s\n", scene, (char *)faults->pdata[i]);
}

static gboolean
take_picture (Tour *tour, const char *path)
{
  GtkWidget *window = GTK_WIDGET (tour->window);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (window);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  double width = gdk_paintable_get_intrinsic_width (paintable);
  double height = gdk_paintable_get_intrinsic_height (paintable);
  graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height);
  Picture *picture;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  draw_popovers (window, window, snapshot, &area);
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  if (!node)
    return FALSE;
  picture = g_new0 (Picture, 1);
  picture->texture =
      gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (tour->window)), node, &area);
  if (g_getenv ("SALVE_TOUR_CHECK"))
    {
      g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);

      salve_view_audit_contrast (tour->window, node, picture->texture, &area, faults);
      report (tour, faults);
    }
  picture->path = g_strdup (path);
  g_thread_pool_push (tour->writers, picture, NULL);
  return TRUE;
}

/* Whether what is beyond the edge can be scrolled to. */
static gboolean
scrolls_across (GtkWidget *widget)
{
  for (GtkWidget *up = gtk_widget_get_parent (widget); up; up = gtk_widget_get_parent (up))
    if (GTK_IS_SCROLLED_WINDOW (up))
      {
        GtkPolicyType across;

        gtk_scrolled_window_get_policy (GTK_SCROLLED_WINDOW (up), &across, NULL);
        if (across != GTK_POLICY_NEVER)
          return TRUE;
      }
  return FALSE;
}

/* A word on a button that is shortened to points says nothing any more. */
static gboolean
is_shortened (GtkWidget *widget)
{
  return GTK_IS_LABEL (widget) && pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget)))
         && (gtk_widget_get_ancestor (widget, ADW_TYPE_TOGGLE_GROUP)
             || (gtk_widget_get_ancestor (widget, GTK_TYPE_BUTTON)
                 && !gtk_widget_get_ancestor (widget, GTK_TYPE_DROP_DOWN)
                 && !gtk_widget_get_ancestor (widget, ADW_TYPE_VIEW_SWITCHER)));
}

/* What a label says, in one line. */
static void
report_words (Tour *tour, GtkWidget *label)
{
  g_autofree char *scene = scene_name (tour);
  g_autofree char *words = g_strdelimit (g_strdup (gtk_label_get_text (GTK_LABEL (label))), "\n", ' ');

  if (*words)
    g_printerr ("says: %s: %s\n", scene, words);
}

/* For those who work on a view, and for the tests: SALVE_TOUR_CHECK=1 names each scene, so that a warning can be told to be
 * one's of it, what its labels say, and what does not fit into the window. */
static void
report_cut (Tour *tour, GtkWidget *widget)
{
  const Stop *stop = current_stop (tour);
  graphene_rect_t box;
  gboolean leaf = GTK_IS_LABEL (widget) || GTK_IS_BUTTON (widget) || GTK_IS_TEXT (widget);

  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_LABEL (widget))
    report_words (tour, widget);
  if (leaf && gtk_widget_compute_bounds (widget, GTK_WIDGET (tour->window), &box)
      && (((box.origin.x < -1
            || box.origin.x + box.size.width > gtk_widget_get_width (GTK_WIDGET (tour->window)) + 1)
           && !scrolls_across (widget))
          || is_shortened (widget)))
    g_printerr ("cut: %s-%s: %s %s\n", stop->scene->name, stop->size->name, G_OBJECT_TYPE_NAME (widget),
                GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget)) : "");
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    report_cut (tour, child);
}

static void
report_controls (Tour *tour)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);

  salve_view_audit_targets (tour->window, LEAST_TARGET, faults);
  report (tour, faults);
}

/* Afterwards the view is another one. */
static void
report_keys (Tour *tour)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);

  salve_view_audit_keys (tour->window, faults);
  report (tour, faults);
}

static void stand (Tour *tour);

/* Ends the tour, and with it the program. */
static void
tour_free (Tour *tour)
{
  g_thread_pool_free (tour->writers, FALSE, TRUE);
  g_print (g_dngettext (GETTEXT_PACKAGE, "%u picture in %s\n", "%u pictures in %s\n", tour->pictures),
           tour->pictures, tour->folder);
  g_application_release (G_APPLICATION (tour->application));
  g_object_unref (tour->application);
  g_object_unref (tour->clinic);
  g_array_unref (tour->stops);
  g_free (tour->folder);
  g_free (tour);
}

static void
look (Tour *tour)
{
  const Stop *stop = current_stop (tour);
  g_autofree char *scene = scene_name (tour);
  g_autofree char *name = g_strconcat (scene, ".png", NULL);
  g_autofree char *path = g_build_filename (tour->folder, name, NULL);

  if (g_getenv ("SALVE_TOUR_CHECK") && tour->style == 0)
    {
      report_cut (tour, GTK_WIDGET (tour->window));
      report_controls (tour);
    }
  if (take_picture (tour, path))
    tour->pictures++;
  else if (tour->retries++ < MOST_RETRIES)
    {
      settle (tour, look);
      return;
    }
  else
    g_printerr (_ ("The picture %s could not be taken.\n"), path);
  tour->retries = 0;
  if (++tour->style < G_N_ELEMENTS (styles) && !stop->size->light_only)
    {
      adw_style_manager_set_color_scheme (adw_style_manager_get_default (), styles[tour->style].scheme);
      settle (tour, look);
      return;
    }
  tour->style = 0;
  if (g_getenv ("SALVE_TOUR_CHECK"))
    report_keys (tour);
  g_signal_handlers_disconnect_by_data (gtk_widget_get_frame_clock (GTK_WIDGET (tour->window)), tour);
  gtk_window_destroy (tour->window);
  tour->next++;
  stand (tour);
}

static void
go_on (Tour *tour)
{
  current_stop (tour)->scene->then (tour->window, tour->clinic);
  settle (tour, look);
}

/* The window has its size, and its breakpoints are applied: a dialog that is presented earlier and then becomes a bottom
 * sheet is never drawn. */
static void
show (Tour *tour)
{
  const SalveTourScene *scene = current_stop (tour)->scene;

  if (scene->place)
    gtk_widget_activate_action (GTK_WIDGET (tour->window), "view.show", "s", scene->place);
  if (scene->action)
    gtk_widget_activate_action (GTK_WIDGET (tour->window), scene->action, NULL);
  if (scene->show)
    scene->show (tour->window, tour->clinic);
  settle (tour, scene->then ? go_on : look);
}

/* Opens a window for the next picture, and looks at it when it has settled. */
static void
stand (Tour *tour)
{
  const Stop *stop;
  g_autoptr (GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autoptr (GSettings) settings = NULL;

  if (tour->next >= tour->stops->len)
    {
      tour_free (tour);
      return;
    }
  stop = current_stop (tour);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), styles[0].scheme);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", (int)(tour->usual_dpi * stop->size->text), NULL);
  settings = g_settings_new_with_backend (SALVE_APPLICATION_ID, backend);
  tour->window = GTK_WINDOW (salve_window_new (tour->application, settings, NULL));
  gtk_window_set_default_size (tour->window, stop->size->width, stop->size->height);
  if (g_getenv ("SALVE_TOUR_CHECK"))
    g_printerr ("scene: %s-%s\n", stop->scene->name, stop->size->name);
  /* The start page waits with a spinner until it is told what to show. */
  if (stop->scene->closed)
    stop->scene->show (tour->window, tour->clinic);
  else
    salve_window_set_clinic (SALVE_WINDOW (tour->window), tour->clinic);
  gtk_window_present (tour->window);
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (tour->window)), "after-paint",
                    G_CALLBACK (on_painted), tour);
  settle (tour, show);
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
  guint n = 0;

  g_mkdir_with_parents (folder, 0755);
  tour->application = g_object_ref (application);
  tour->clinic = g_object_ref (clinic);
  tour->folder = g_strdup (folder);
  tour->stops = g_array_new (FALSE, FALSE, sizeof (Stop));
  tour->writers = g_thread_pool_new (write_picture, NULL, 1, FALSE, NULL);
  g_application_hold (G_APPLICATION (application));
  /* A cursor that blinks is drawn in every frame, and nothing would ever have settled. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, "gtk-cursor-blink", FALSE, NULL);
  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &tour->usual_dpi, NULL);
#if __has_include("salve-patients-tour.h")
  add_scenes (tour->stops, salve_patients_tour_scenes (), &n);
#endif
#if __has_include("salve-record-tour.h")
  add_scenes (tour->stops, salve_record_tour_scenes (), &n);
#endif
#if __has_include("salve-doctors-tour.h")
  add_scenes (tour->stops, salve_doctors_tour_scenes (), &n);
#endif
  add_scenes (tour->stops, salve_calendar_tour_scenes (), &n);
  add_scenes (tour->stops, salve_sync_tour_scenes (), &n);
  add_scenes (tour->stops, shell_scenes, &n);
  add_scenes (tour->stops, salve_start_tour_scenes (), &n);
  /* Last, because it moves the clinic's clock. */
  add_scenes (tour->stops, salve_today_tour_scenes (), &n);
  stand (tour);
}
