/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loaded into a GTK program (LD_PRELOAD) to measure its frames while somebody else scrolls in it (benchmarks/scroll). Says
 * "ready" when the first window with a widget of the type BENCH_SCROLL_WANTS has painted nothing for half a second. From
 * then on, a line "mark NAME" on standard input ends a part: its frames' times are printed under that name, from the moment
 * when a frame takes its events to the end of its layout (the program's own work) and to the end of its painting, and what the
 * thread computed meanwhile, which other programs do not change. "end" ends the program.
 */
#include <gtk/gtk.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define QUIET (G_TIME_SPAN_SECOND / 2)

static gint64 last_frame, began, laid_out;
static GArray *work_times, *frame_times, *cpu_times;
static double began_cpu; /* ms */
static gboolean ready;

static double
thread_cpu (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* At the first phase of a frame: not every frame has all of them. */
static void
begun_cb (GdkFrameClock *clock, gpointer data)
{
  if (began != 0)
    return;
  began = g_get_monotonic_time ();
  began_cpu = thread_cpu ();
}

static void
layout_cb (GdkFrameClock *clock, gpointer data)
{
  laid_out = g_get_monotonic_time ();
}

static void
after_paint_cb (GdkFrameClock *clock, gpointer data)
{
  double work, frame, cpu = thread_cpu () - began_cpu;

  last_frame = g_get_monotonic_time ();
  if (!ready || began == 0)
    {
      began = laid_out = 0;
      return;
    }
  work = (double)((laid_out != 0 ? laid_out : last_frame) - began) / 1000.0;
  frame = (double)(last_frame - began) / 1000.0;
  g_array_append_val (work_times, work);
  g_array_append_val (frame_times, frame);
  g_array_append_val (cpu_times, cpu);
  began = laid_out = 0;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static void
print_times (const char *name, const char *what, GArray *times)
{
  if (times->len == 0)
    return;
  g_array_sort (times, compare);
  printf ("%s-%s-p50 %.2f ms\n", name, what, g_array_index (times, double, times->len / 2));
  printf ("%s-%s-p99 %.2f ms\n", name, what, g_array_index (times, double, times->len * 99 / 100));
  printf ("%s-%s-max %.2f ms\n", name, what, g_array_index (times, double, times->len - 1));
  g_array_set_size (times, 0);
}

static gboolean
told_cb (GIOChannel *channel, GIOCondition condition, gpointer data)
{
  g_autofree char *line = NULL;

  if (g_io_channel_read_line (channel, &line, NULL, NULL, NULL) != G_IO_STATUS_NORMAL
      || g_str_has_prefix (line, "end"))
    _exit (0);
  if (g_str_has_prefix (line, "mark "))
    {
      const char *name = g_strchomp (line + strlen ("mark "));

      printf ("%s-frames %u frames\n", name, frame_times->len);
      print_times (name, "work", work_times);
      print_times (name, "frame", frame_times);
      print_times (name, "frame-cpu", cpu_times);
      printf ("marked\n");
      fflush (stdout);
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
is_there (GtkWidget *widget, const char *type)
{
  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), type))
    return gtk_widget_get_mapped (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (is_there (child, type))
      return TRUE;
  return FALSE;
}

static gboolean
watch_cb (gpointer data)
{
  static GtkWidget *window;
  GdkFrameClock *clock;

  if (window == NULL && gtk_is_initialized () && g_list_model_get_n_items (gtk_window_get_toplevels ()) > 0)
    {
      window = g_list_model_get_item (gtk_window_get_toplevels (), 0);
      clock = gtk_widget_get_frame_clock (window);
      if (clock == NULL)
        {
          g_clear_object (&window);
          return G_SOURCE_CONTINUE;
        }
      g_object_set (gtk_widget_get_settings (window), "gtk-cursor-blink", FALSE, NULL);
      g_signal_connect (clock, "flush-events", G_CALLBACK (begun_cb), NULL);
      g_signal_connect (clock, "before-paint", G_CALLBACK (begun_cb), NULL);
      g_signal_connect_after (clock, "layout", G_CALLBACK (layout_cb), NULL);
      g_signal_connect_after (clock, "after-paint", G_CALLBACK (after_paint_cb), NULL);
    }
  if (window == NULL || last_frame == 0 || g_get_monotonic_time () - last_frame < QUIET
      || !is_there (window, g_getenv ("BENCH_SCROLL_WANTS")))
    return G_SOURCE_CONTINUE;
  ready = TRUE;
  printf ("ready\n");
  fflush (stdout);
  g_io_add_watch (g_io_channel_unix_new (STDIN_FILENO), G_IO_IN | G_IO_HUP, told_cb, NULL);
  return G_SOURCE_REMOVE;
}

__attribute__ ((constructor)) static void
start_watching (void)
{
  if (g_getenv ("BENCH_SCROLL_WANTS") == NULL)
    return;
  work_times = g_array_new (FALSE, FALSE, sizeof (double));
  frame_times = g_array_new (FALSE, FALSE, sizeof (double));
  cpu_times = g_array_new (FALSE, FALSE, sizeof (double));
  g_timeout_add (10, watch_cb, NULL);
}
