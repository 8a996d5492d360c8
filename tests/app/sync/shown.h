/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page in a window of its own, as narrow, as large in its text and in the direction that a test wants. Where
 * SALVE_TEST_PICTURES names a folder, pictures for people to look at are left there. */
#pragma once

#include <adwaita.h>

typedef struct
{
  const char *name; /* of the picture */
  int width;
  int height;
  double text; /* times the usual size; 0: 1 */
  gboolean rtl;
  gboolean dark;
} Shape;

extern const Shape shapes[]; /* wide, narrow, big text, right to left, dark; the last has no name */

GtkWidget *shown_open (GtkWidget *child, const Shape *shape);
void shown_paint (GtkWidget *window);
void shown_picture (GtkWidget *native, const char *name);
void shown_close (GtkWidget *window);
void shown_check (GtkWidget *window, GtkWidget *child, const char *name, const Shape *shape);
void shown_in_all_shapes (const char *name, GtkWidget *(*make) (gpointer data), gpointer data);
GtkWidget *shown_find (GtkWidget *root, GType type, const char *label);
