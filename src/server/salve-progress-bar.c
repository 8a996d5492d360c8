/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Standard error only, so that a report on standard output stays clean. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-progress-bar.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define BAR_INTERVAL (100 * G_TIME_SPAN_MILLISECOND)
#define LINE_INTERVAL (5 * G_TIME_SPAN_SECOND)

struct _SalveProgressBar
{
  gboolean quiet;
  gboolean terminal;
  gboolean drawn;
  gint64 last;
};

/**
 * salve_progress_bar_new:
 * @quiet: draw nothing at all
 */
SalveProgressBar *
salve_progress_bar_new (gboolean quiet)
{
  SalveProgressBar *self = g_new0 (SalveProgressBar, 1);

  self->quiet = quiet;
  self->terminal = isatty (STDERR_FILENO) && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
  self->last = self->terminal ? 0 : g_get_monotonic_time ();
  return self;
}

static guint
terminal_width (void)
{
  struct winsize size = { 0 };

  return ioctl (STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? MIN (size.ws_col, 120) : 80;
}

static void
draw (const char *what, double fraction, const char *detail)
{
  guint width = terminal_width ();
  guint text = g_utf8_strlen (what, -1) + g_utf8_strlen (detail, -1) + 12;
  guint bar = width > text + 10 ? MIN (width - text, 40) : 0;
  g_autoptr (GString) line = g_string_new ("\r");

  g_string_append_printf (line, "%s ", what);
  for (guint i = 0; i < bar; i++)
    g_string_append (line, i < fraction * bar ? "█" : "░");
  if (fraction >= 0)
    g_string_append_printf (line, " %3d %%  ", (int)(CLAMP (fraction, 0, 1) * 100));
  g_string_append_printf (line, "%s\033[K", detail);
  fputs (line->str, stderr);
  fflush (stderr);
}

/**
 * salve_progress_bar_update:
 * @what: what is being done, as short as can be
 * @fraction: 0 to 1, or below 0 where nobody knows
 * @detail: numbers
 */
void
salve_progress_bar_update (SalveProgressBar *self, const char *what, double fraction, const char *detail)
{
  gint64 now = g_get_monotonic_time ();

  if (self->quiet || now - self->last < (self->terminal ? BAR_INTERVAL : LINE_INTERVAL))
    return;
  self->last = now;
  self->drawn = TRUE;
  if (self->terminal)
    draw (what, fraction, detail);
  else if (fraction >= 0)
    fprintf (stderr, "%s: %d %%%s%s\n", what, (int)(CLAMP (fraction, 0, 1) * 100),
             *detail != '\0' ? ", " : "", detail);
  else
    fprintf (stderr, "%s: %s\n", what, detail);
}

void
salve_progress_bar_free (SalveProgressBar *self)
{
  if (self->terminal && self->drawn)
    fputs ("\r\033[K", stderr);
  g_free (self);
}
