/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A touch screen for tests, with fingers. Xvfb has none; GTK's Broadway display takes touches from a browser, and this is
 * its daemon with a browser that draws nothing and has fingers. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _TouchScreen TouchScreen;

TouchScreen *touch_screen_new (void);
void touch_screen_free (TouchScreen *self);
void touch_screen_show (TouchScreen *self, GtkWidget *window);
void touch_screen_put (TouchScreen *self, guint finger, GtkWidget *widget, double x, double y);
void touch_screen_slide (TouchScreen *self, guint finger, GtkWidget *widget, double x, double y);
void touch_screen_lift (TouchScreen *self, guint finger);
void touch_screen_tap (TouchScreen *self, GtkWidget *widget, double x, double y);
void touch_screen_rest (TouchScreen *self, guint milliseconds);
void touch_screen_until (gboolean (*what) (gpointer data), gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TouchScreen, touch_screen_free)

G_END_DECLS
