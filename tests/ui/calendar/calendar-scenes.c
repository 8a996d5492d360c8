/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gdk/x11/gdkx.h>

#include "calendar-scenes.h"

#include "salve-calendar-palette.h"

static const char *const names[] = { "Anna Keller",       "Ibrahim Al-Sayed", "Maria Fernández",
                                     "Jean-Luc Moreau",   "Ewa Kowalska",     "Sören Lindqvist",
                                     "Priya Raman",       "Tom O’Neill",      "فاطمة الزهراء",
                                     "Katharina von Ahn", "Lê Thị Hồng",      "John Smith" };
static const char *const types[] = { "Check-up",   "First visit", "Vaccination",
                                     "Blood test", "Follow-up",   "Ultrasound" };
static const char *const doctors[] = { "Dr Lee",    "Dr Haddad", "Dr Novák", "Dr Rossi",
                                       "Dr Okafor", "Dr Meyer",  "Dr Silva", "Dr Tanaka" };
static const char *const specialties[] = { "General practice", "Cardiology", "Paediatrics", "Dermatology" };

Scene *
scene_new (const char *zone, const char *locale)
{
  Scene *scene = g_new0 (Scene, 1);

  scene->zone = g_time_zone_new_identifier (zone);
  scene->locale = salve_locale_new_for_tag (locale);
  scene->columns = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_calendar_column_unref);
  scene->events = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_calendar_event_unref);
  g_assert_nonnull (scene->zone);
  return scene;
}

void
scene_free (Scene *scene)
{
  if (scene->window != NULL)
    gtk_window_destroy (GTK_WINDOW (scene->window));
  settle (20);
  g_ptr_array_unref (scene->columns);
  g_ptr_array_unref (scene->events);
  g_time_zone_unref (scene->zone);
  salve_locale_unref (scene->locale);
  g_free (scene);
}

SalveInstant
scene_time (Scene *scene, SalvePartialDate day, int hour, int minute)
{
  return salve_instant_from_local (day, hour, minute, scene->zone);
}

static void
shade (Scene *scene, SalveCalendarColumn *column, SalveShadeKind kind, int from, int to, const char *label)
{
  SalveTimeSpan span = { scene_time (scene, column->day, from / 60, from % 60),
                         scene_time (scene, column->day, to / 60, to % 60) };

  if (to == 1440)
    span.end = scene_time (scene, salve_partial_date_add_days (column->day, 1), 0, 0);
  salve_calendar_column_add_shade (column, kind, span, label);
}

static void
add_column (Scene *scene, SalveCalendarColumn *column, guint n)
{
  shade (scene, column, SALVE_SHADE_CLOSED, 0, 8 * 60, NULL);
  shade (scene, column, SALVE_SHADE_CLOSED, 12 * 60 + 30, 13 * 60 + 30, NULL);
  shade (scene, column, SALVE_SHADE_CLOSED, 18 * 60, 1440, NULL);
  if (n % 8 == 2)
    shade (scene, column, SALVE_SHADE_ABSENT, 13 * 60 + 30, 18 * 60, "Conference");
  if (n % 8 == 4)
    shade (scene, column, SALVE_SHADE_OPENED, 12 * 60 + 30, 13 * 60 + 30, "Opened");
  if (n % 8 == 6)
    shade (scene, column, SALVE_SHADE_HOLIDAY, 0, 1440, "Public holiday");
  g_ptr_array_add (scene->columns, column);
}

void
scene_add_doctors (Scene *scene, SalvePartialDate day, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("doctor-%u", i);
      g_autofree char *title =
          i < 8 ? g_strdup (doctors[i]) : g_strdup_printf ("%s %u", doctors[i % 8], i / 8 + 1);

      add_column (scene, salve_calendar_column_new (id, id, day, title, specialties[i % 4], (int)(i % 12)),
                  i);
    }
}

void
scene_add_days (Scene *scene, SalvePartialDate first, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      SalvePartialDate day = salve_partial_date_add_days (first, (int)i);
      g_autofree char *id = salve_partial_date_to_iso (day);
      g_autofree char *date = salve_partial_date_format (day, scene->locale);

      add_column (scene,
                  salve_calendar_column_new (
                      id, NULL, day,
                      salve_locale_weekday_name (scene->locale, salve_partial_date_weekday (day), FALSE),
                      date, -1),
                  i);
    }
}

void
scene_add_event (Scene *scene,
                 const char *id,
                 const char *column,
                 SalveInstant start,
                 int minutes,
                 const char *title,
                 SalveAppointmentStatus status)
{
  guint n = scene->events->len;
  g_autofree char *room = g_strdup_printf ("Room %u", n % 5 + 1);
  SalveCalendarEvent values = { .id = id,
                                .column_id = column,
                                .span = { start, start + minutes * SALVE_INSTANT_MINUTE },
                                .title = title,
                                .subtitle = types[n % G_N_ELEMENTS (types)],
                                .place = room,
                                .colour = (int)(n % SALVE_CALENDAR_N_COLOURS),
                                .status = status,
                                .provisional = n % 11 == 5 };

  g_ptr_array_add (scene->events, salve_calendar_event_new (&values));
}

void
scene_add_busy_day (Scene *scene, const char *doctor, SalvePartialDate day, guint n, guint seed)
{
  static const int lengths[] = { 15, 20, 30, 30, 45, 15, 60 };
  static const SalveAppointmentStatus statuses[] = {
    SALVE_APPOINTMENT_FULFILLED, SALVE_APPOINTMENT_FULFILLED,  SALVE_APPOINTMENT_CANCELLED,
    SALVE_APPOINTMENT_NO_SHOW,   SALVE_APPOINTMENT_CHECKED_IN, SALVE_APPOINTMENT_ARRIVED,
    SALVE_APPOINTMENT_BOOKED
  };
  int minute = 8 * 60 + (int)(seed % 3) * 15;

  for (guint i = 0; i < n; i++)
    {
      int length = lengths[(i * 5 + seed) % G_N_ELEMENTS (lengths)];
      g_autofree char *id = g_strdup_printf ("%s-%d-%u", doctor ? doctor : "all", day.day, i);

      scene_add_event (scene, id, doctor, scene_time (scene, day, minute / 60, minute % 60), length,
                       names[(i + seed * 3) % G_N_ELEMENTS (names)], statuses[MIN (i, 6)]);
      minute += length + ((i + seed) % 4 == 0 ? 15 : 0);
      if (minute >= 12 * 60 + 15 && minute < 13 * 60 + 30)
        minute = 13 * 60 + 30;
    }
}

void
settle (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
}

/* A widget in a window that nobody sees yet. */
void
scene_make_widget (Scene *scene, GtkWidget *content, int width, int height)
{
  scene->window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (scene->window), content);
  gtk_widget_set_size_request (content, MIN (width, 300), MIN (height, 200));
  gtk_window_set_default_size (GTK_WINDOW (scene->window), width, height);
}

static void
present (Scene *scene)
{
  gtk_window_present (GTK_WINDOW (scene->window));
  settle (200);
}

void
scene_show_widget (Scene *scene, GtkWidget *content, int width, int height)
{
  scene_make_widget (scene, content, width, height);
  present (scene);
}

void
scene_fill (Scene *scene)
{
  salve_day_grid_set_events (scene->grid, scene->events);
  salve_day_grid_set_columns (scene->grid, scene->columns);
}

/* The grid in a window that nobody sees yet. */
void
scene_make (Scene *scene, int width, int height)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  scene->grid = SALVE_DAY_GRID (salve_day_grid_new ());
  salve_day_grid_set_zone (scene->grid, scene->zone);
  salve_day_grid_set_locale (scene->grid, scene->locale);
  scene_fill (scene);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (scene->grid));
  scene_make_widget (scene, scrolled, width, height);
}

void
scene_show (Scene *scene, int width, int height)
{
  scene_make (scene, width, height);
  present (scene);
}

/* A picture for people to look at, where SALVE_TEST_PICTURES names a folder. */
void
picture (GtkWidget *window, const char *name)
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
  settle (120);
  paintable = gtk_widget_paintable_new (window);
  width = gdk_paintable_get_intrinsic_width (paintable);
  height = gdk_paintable_get_intrinsic_height (paintable);
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  path = g_strdup_printf ("%s/calendar-%s.png", folder, name);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

static void
count_frame (GdkFrameClock *clock, guint *n)
{
  (*n)++;
}

/* What the display was told has come to the program, and two frames have shown what became of it: events of a pointer are
 * handed out at the beginning of a frame. */
static void
wait_for_display (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  gdk_display_sync (gdk_display_get_default ());
  G_GNUC_END_IGNORE_DEPRECATIONS
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
      GdkFrameClock *clock = gtk_widget_get_mapped (window) ? gtk_widget_get_frame_clock (window) : NULL;
      guint n = 0;
      gulong handler;

      if (clock == NULL)
        continue;
      handler = g_signal_connect (clock, "after-paint", G_CALLBACK (count_frame), &n);
      while (n < 2)
        {
          gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
          g_main_context_iteration (NULL, TRUE);
        }
      g_signal_handler_disconnect (clock, handler);
    }
}

void
act (const char *format, ...)
{
  g_autofree char *command = NULL, *line = NULL;
  g_autoptr (GError) error = NULL;
  int status;
  va_list arguments;

  va_start (arguments, format);
  command = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  line = g_strconcat ("xdotool ", command, NULL);
  g_spawn_command_line_sync (line, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  wait_for_display ();
  settle (40);
}

static gulong
window_id (Scene *scene)
{
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  return gdk_x11_surface_get_xid (gtk_native_get_surface (GTK_NATIVE (scene->window)));
  G_GNUC_END_IGNORE_DEPRECATIONS
}

void
point_at (Scene *scene, GtkWidget *widget, double x, double y)
{
  graphene_point_t at;
  double dx, dy;

  gtk_native_get_surface_transform (GTK_NATIVE (scene->window), &dx, &dy);
  g_assert_true (
      gtk_widget_compute_point (widget, scene->window, &GRAPHENE_POINT_INIT ((float)x, (float)y), &at));
  act ("mousemove --window %lu %d %d", window_id (scene), (int)(at.x + dx), (int)(at.y + dy));
}

void
keys (const char *sequence)
{
  act ("key %s", sequence);
}

/* There is no window manager that would give the window the keyboard. */
void
take_keyboard (Scene *scene)
{
  act ("windowfocus %lu", window_id (scene));
}
