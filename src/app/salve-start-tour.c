/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The start page in each of its states. None of them is got at as a person would: they need a session without a keyring,
 * a damaged file and a key that is shown only once. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-start-tour.h"

#include "salve-start-page.h"
#include "salve-window.h"

static void
show_stage (GtkWindow *window, const char *stage)
{
  salve_start_page_preview (salve_window_get_start_page (SALVE_WINDOW (window)), stage);
}

static void
show_welcome (GtkWindow *window, SalveClinic *clinic)
{
  show_stage (window, "welcome");
}

static void
show_passphrase (GtkWindow *window, SalveClinic *clinic)
{
  show_stage (window, "welcome-passphrase");
}

static void
show_recovery (GtkWindow *window, SalveClinic *clinic)
{
  show_stage (window, "recovery");
}

static void
show_key (GtkWindow *window, SalveClinic *clinic)
{
  show_stage (window, "key");
}

static void
show_updating (GtkWindow *window, SalveClinic *clinic)
{
  show_stage (window, "updating");
}

static void
show_trouble (GtkWindow *window, SalveClinic *clinic)
{
  show_stage (window, "trouble");
}

const SalveTourScene *
salve_start_tour_scenes (void)
{
  static const SalveTourScene scenes[] = {
    { .name = "start-welcome", .show = show_welcome, .main = TRUE, .closed = TRUE },
    { .name = "start-passphrase", .show = show_passphrase, .closed = TRUE },
    { .name = "start-recovery", .show = show_recovery, .main = TRUE, .closed = TRUE },
    { .name = "start-key", .show = show_key, .main = TRUE, .closed = TRUE },
    { .name = "start-updating", .show = show_updating, .closed = TRUE },
    { .name = "start-trouble", .show = show_trouble, .main = TRUE, .closed = TRUE },
    { .name = NULL },
  };

  return scenes;
}
