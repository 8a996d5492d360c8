/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tour: every view of the program, drawn into pictures by the program itself. */
#pragma once

#include <gtk/gtk.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

/**
 * SalveTourScene:
 * @name: of the picture's file, letters and dashes; the last scene has %NULL
 * @show: (nullable): brings the window to it, by its actions as a person would
 * @then: (nullable): goes on once what @show began is loaded and drawn
 * @place: (nullable): the view to go to first
 * @action: (nullable): the action to take there, which needs no parameter
 * @main: also taken on a large screen, with text of twice the size, from right to left, and in high contrast
 * @closed: no clinic is open yet: the window is at its start page
 *
 * A feature has a function that returns its scenes, and salve-tour.c names that function.
 */
typedef struct
{
  const char *name;
  void (*show) (GtkWindow *window, SalveClinic *clinic);
  void (*then) (GtkWindow *window, SalveClinic *clinic);
  const char *place;
  const char *action;
  gboolean main;
  gboolean closed;
} SalveTourScene;

void salve_tour_start (GtkApplication *application, SalveClinic *clinic, const char *folder);

G_END_DECLS
