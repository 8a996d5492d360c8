/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "salve-calendar-event.h"

G_BEGIN_DECLS

/* A small month for going to a day; a quiet bar says how full each day is.
 *
 * Signals: day-selected (): the chosen day changed by the person, see salve_mini_month_get_day ();
 * month-shown (): another month is in sight, see salve_mini_month_get_range () for which loads are wanted. */
#define SALVE_TYPE_MINI_MONTH (salve_mini_month_get_type ())
G_DECLARE_FINAL_TYPE (SalveMiniMonth, salve_mini_month, SALVE, MINI_MONTH, GtkWidget)

GtkWidget *salve_mini_month_new (void);
void salve_mini_month_set_day (SalveMiniMonth *self, SalvePartialDate day);
SalvePartialDate salve_mini_month_get_day (SalveMiniMonth *self);
void salve_mini_month_set_today (SalveMiniMonth *self, SalvePartialDate today);
void salve_mini_month_set_span (SalveMiniMonth *self, SalvePartialDate first, SalvePartialDate last);
void salve_mini_month_set_locale (SalveMiniMonth *self, SalveLocale *locale);
void salve_mini_month_get_range (SalveMiniMonth *self, SalvePartialDate *first, SalvePartialDate *last);
void
salve_mini_month_set_load (SalveMiniMonth *self, SalvePartialDate day, double load, guint n_appointments);
void salve_mini_month_clear_loads (SalveMiniMonth *self);

G_END_DECLS
