/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The palette of twelve that doctors and visit types have: names for people who cannot see them, a dot that shows one,
 * and a row in which one is chosen. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SALVE_N_COLOURS 12

const char *salve_colour_get_name (int colour);
void salve_colour_get_rgba (int colour, gboolean dark, GdkRGBA *rgba);

#define SALVE_TYPE_COLOUR_DOT (salve_colour_dot_get_type ())
G_DECLARE_FINAL_TYPE (SalveColourDot, salve_colour_dot, SALVE, COLOUR_DOT, GtkWidget)

GtkWidget *salve_colour_dot_new (int colour);
void salve_colour_dot_set_colour (SalveColourDot *self, int colour);

#define SALVE_TYPE_COLOUR_ROW (salve_colour_row_get_type ())
G_DECLARE_FINAL_TYPE (SalveColourRow, salve_colour_row, SALVE, COLOUR_ROW, AdwComboRow)

GtkWidget *salve_colour_row_new (const char *title, gboolean with_none);
int salve_colour_row_get_colour (SalveColourRow *self);
void salve_colour_row_set_colour (SalveColourRow *self, int colour);

G_END_DECLS
