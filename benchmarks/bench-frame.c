/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loaded into any GTK program (LD_PRELOAD) to measure its start without a line in the program for it. Once its first window
 * has painted and then painted nothing for half a second, it prints the time of the first frame, of the first one that a
 * person can work with, and of the last one before that quiet, the longest that the program was busy after it could be
 * worked with (a click waits so long at most), the processor's time and the memory, and ends the program.
 * BENCH_FRAME_START is when the program was started, in ns of CLOCK_MONOTONIC. BENCH_FRAME_WANTS is the type of widget
 * that has to be on the screen before it can be worked with, such as a row of a list; without it the first frame will do.
 */
#include <gtk/gtk.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define QUIET (G_TIME_SPAN_SECOND / 2)

static gint64 first_frame;
static gint64 last_frame;
static gint64 interactive_frame;
static gint64 last_turn; /* of the main loop */
static gint64 longest;
static double interactive_cpu, interactive_thread; /* ms */

static double
cpu_ms (void)
{
  struct rusage usage;

  if (getrusage (RUSAGE_SELF, &usage) != 0)
    return 0;
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000.0
         + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000.0;
}

/* Of this thread alone: what a start takes where the other threads have a core of their own. */
static double
thread_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

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

static gboolean
is_there (GtkWidget *widget, const char *type)
{
  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), type))
    return gtk_widget_get_mapped (widget) && gtk_widget_get_height (widget) > 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (is_there (child, type))
      return TRUE;
  return FALSE;
}

static void
painted_cb (GdkFrameClock *clock, gpointer window)
{
  const char *wanted = g_getenv ("BENCH_FRAME_WANTS");

  last_frame = g_get_monotonic_time ();
  if (first_frame == 0)
    first_frame = last_frame;
  if (interactive_frame == 0 && (wanted == NULL || is_there (window, wanted)))
    {
      interactive_frame = last_turn = last_frame;
      interactive_cpu = cpu_ms ();
      interactive_thread = thread_ms ();
    }
}

/* Each turn of the main loop asks once how long to wait: what lies between the end of one wait and the next question is
 * work, during which a click would have to wait. */
static GPollFunc poll_before;

static gint
poll_cb (GPollFD *fds, guint n, gint timeout)
{
  gint64 now = g_get_monotonic_time ();
  gint result;

  if (interactive_frame != 0)
    longest = MAX (longest, now - last_turn);
  result = poll_before (fds, n, timeout);
  last_turn = g_get_monotonic_time ();
  return result;
}

static gboolean
watch_cb (gpointer data)
{
  static gboolean connected;
  const char *start_text = g_getenv ("BENCH_FRAME_START");
  gint64 start = start_text != NULL ? g_ascii_strtoll (start_text, NULL, 10) / 1000 : 0;

  if (!connected && gtk_is_initialized () && g_list_model_get_n_items (gtk_window_get_toplevels ()) > 0)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (gtk_window_get_toplevels (), 0);
      GdkFrameClock *clock = gtk_widget_get_frame_clock (window);

      if (clock != NULL)
        {
          /* A cursor blinks for ten seconds; no program with a text field would come to rest before. */
          g_object_set (gtk_widget_get_settings (window), "gtk-cursor-blink", FALSE, NULL);
          poll_before = g_main_context_get_poll_func (NULL);
          g_main_context_set_poll_func (NULL, poll_cb);
          g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), window);
          connected = TRUE;
        }
    }
  if (interactive_frame == 0 || g_get_monotonic_time () - last_frame < QUIET)
    return G_SOURCE_CONTINUE;
  printf ("first-frame %.1f ms\ninteractive %.1f ms\nlast-frame %.1f ms\nbusy-after %.1f ms\n",
          (first_frame - start) / 1000.0, (interactive_frame - start) / 1000.0, (last_frame - start) / 1000.0,
          longest / 1000.0);
  printf ("interactive-cpu %.1f ms\ninteractive-thread %.1f ms\ncpu %.1f ms\n", interactive_cpu,
          interactive_thread, cpu_ms ());
  print_memory ("Rss", "rss");
  print_memory ("Pss", "pss");
  fflush (stdout);
  _exit (0);
}

__attribute__ ((constructor)) static void
start_watching (void)
{
  g_timeout_add (2, watch_cb, NULL);
}
