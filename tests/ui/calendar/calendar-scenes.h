/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "salve-day-grid.h"

G_BEGIN_DECLS

/* Calendars to test and to look at. */
typedef struct
{
  GtkWidget *window;
  SalveDayGrid *grid;
  GPtrArray *columns;
  GPtrArray *events;
  GTimeZone *zone;
  SalveLocale *locale;
} Scene;

Scene *scene_new (const char *zone, const char *locale);
void scene_free (Scene *scene);
void scene_add_doctors (Scene *scene, SalvePartialDate day, guint n);
void scene_add_days (Scene *scene, SalvePartialDate first, guint n);
void scene_add_busy_day (Scene *scene, const char *doctor, SalvePartialDate day, guint n, guint seed);
SalveInstant scene_time (Scene *scene, SalvePartialDate day, int hour, int minute);
void scene_add_event (Scene *scene,
                      const char *id,
                      const char *column,
                      SalveInstant start,
                      int minutes,
                      const char *title,
                      SalveAppointmentStatus status);
void scene_fill (Scene *scene);
void scene_make (Scene *scene, int width, int height);
void scene_show (Scene *scene, int width, int height);
void scene_make_widget (Scene *scene, GtkWidget *content, int width, int height);
void scene_show_widget (Scene *scene, GtkWidget *content, int width, int height);
void settle (guint milliseconds);

/* A person's hand, by xdotool. */
void act (const char *format, ...) G_GNUC_PRINTF (1, 2);
void point_at (Scene *scene, GtkWidget *widget, double x, double y);
void keys (const char *sequence);
void take_keyboard (Scene *scene);

void picture (GtkWidget *window, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Scene, scene_free)

G_END_DECLS
