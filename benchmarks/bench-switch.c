/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loaded into a GTK calendar (LD_PRELOAD) to measure how long another week takes. Once a widget of the type
 * BENCH_SWITCH_WANTS is on the screen and nothing has been painted for a second, it asks for the next week and back again
 * by the actions BENCH_SWITCH_NEXT and BENCH_SWITCH_PREVIOUS: half of the rounds on, then as many back. A switch lasts from
 * asking to the end of the last frame before nothing has been painted for a third of a second. Prints the median, the
 * longest and the memory, and ends the program.
 */
#include <gtk/gtk.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ROUNDS 20
#define REST (G_TIME_SPAN_SECOND / 3)

static GtkWidget *window;
static gint64 last_frame, asked;
static GArray *times, *firsts;
static gboolean first_of_switch;
static guint n_asked;

static void
print_memory (const char *field, const char *name)
{
  FILE *rollup = fopen ("/proc/self/smaps_rollup", "re");
  char line[256];
  long kilobytes;

  while (rollup != NULL && fgets (line, sizeof line, rollup) != NULL)
    if (g_str_has_prefix (line, field) && sscanf (line + strlen (field), ": %ld", &kilobytes) == 1)
      printf ("%s %.1f MB\n", name, kilobytes / 1000.0);
  if (rollup != NULL)
    fclose (rollup);
}

static GtkWidget *
find (GtkWidget *widget, const char *type)
{
  GtkWidget *found =
      g_str_equal (G_OBJECT_TYPE_NAME (widget), type) && gtk_widget_get_mapped (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

static void
painted_cb (GdkFrameClock *clock, gpointer data)
{
  double ms;

  last_frame = g_get_monotonic_time ();
  if (!first_of_switch)
    return;
  first_of_switch = FALSE;
  ms = (double)(last_frame - asked) / 1e3;
  g_array_append_val (firsts, ms);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static void
print_times (const char *name, GArray *what)
{
  if (what->len == 0)
    return;
  g_array_sort (what, compare);
  printf ("%s-p50 %.1f ms\n%s-max %.1f ms\n", name, g_array_index (what, double, what->len / 2), name,
          g_array_index (what, double, what->len - 1));
}

/* Returns: whether there is a window whose frames are watched */
static gboolean
watch_window (void)
{
  GdkFrameClock *clock;

  if (window != NULL)
    return TRUE;
  if (!gtk_is_initialized () || g_list_model_get_n_items (gtk_window_get_toplevels ()) == 0)
    return FALSE;
  window = g_list_model_get_item (gtk_window_get_toplevels (), 0);
  clock = gtk_widget_get_frame_clock (window);
  if (clock == NULL)
    {
      g_clear_object (&window);
      return FALSE;
    }
  g_object_set (gtk_widget_get_settings (window), "gtk-cursor-blink", FALSE, NULL);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (painted_cb), NULL);
  return TRUE;
}

/* On and on first, so that no switch of that half is to a week that has been shown before. */
static void
ask (GtkWidget *widget)
{
  const char *action = g_getenv (n_asked < ROUNDS / 2 ? "BENCH_SWITCH_NEXT" : "BENCH_SWITCH_PREVIOUS");

  n_asked++;
  asked = g_get_monotonic_time ();
  first_of_switch = TRUE;
  if (!gtk_widget_activate_action (widget, action, NULL))
    {
      printf ("# there is no action %s\n", action);
      fflush (stdout);
      _exit (1);
    }
}

static gboolean
watch_cb (gpointer data)
{
  gint64 now = g_get_monotonic_time ();
  GtkWidget *widget = watch_window () ? find (window, g_getenv ("BENCH_SWITCH_WANTS")) : NULL;
  double ms;

  if (widget == NULL || last_frame == 0 || now - MAX (last_frame, asked) < (n_asked == 0 ? 3 * REST : REST))
    return G_SOURCE_CONTINUE;
  if (n_asked > 0)
    {
      ms = (double)(last_frame - asked) / 1e3;
      g_array_append_val (times, ms);
    }
  if (times->len < ROUNDS)
    {
      ask (widget);
      return G_SOURCE_CONTINUE;
    }
  print_times ("switch-first-frame", firsts);
  print_times ("switch", times);
  print_memory ("Rss", "rss");
  print_memory ("Pss", "pss");
  fflush (stdout);
  _exit (0);
}

__attribute__ ((constructor)) static void
start_watching (void)
{
  if (g_getenv ("BENCH_SWITCH_WANTS") == NULL)
    return;
  times = g_array_new (FALSE, FALSE, sizeof (double));
  firsts = g_array_new (FALSE, FALSE, sizeof (double));
  g_timeout_add (10, watch_cb, NULL);
}
