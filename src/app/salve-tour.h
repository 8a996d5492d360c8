/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tour: every view of the program, drawn into pictures by the program itself. */
#pragma once

#include <gtk/gtk.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

/**
 * SalveTourScene:
 * @name: of the picture's file, letters and dashes; the last scene has %NULL
 * @show: brings the window to it, by its actions as a person would; what it starts may take 400 ms
 *
 * A feature has a function that returns its scenes, and salve-tour.c's table names that function.
 */
typedef struct
{
  const char *name;
  void (*show) (GtkWindow *window, SalveClinic *clinic);
} SalveTourScene;

void salve_tour_start (GtkApplication *application, SalveClinic *clinic, const char *folder);

G_END_DECLS
