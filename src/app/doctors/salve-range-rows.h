/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A range of time that is typed: first and last day, and from when to when where it is not whole days. What is wrong is
 * said under each.
 *
 * Signal "changed". */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"
#include "salve-time-span.h"

G_BEGIN_DECLS

#define SALVE_TYPE_RANGE_ROWS (salve_range_rows_get_type ())
G_DECLARE_FINAL_TYPE (SalveRangeRows, salve_range_rows, SALVE, RANGE_ROWS, GObject)

SalveRangeRows *
salve_range_rows_new (SalveClinic *clinic, AdwPreferencesGroup *group, gboolean with_whole_days);
void salve_range_rows_ask_days_only (SalveRangeRows *self);
void salve_range_rows_set_days (SalveRangeRows *self, SalvePartialDate first, SalvePartialDate last);
void salve_range_rows_set_times (SalveRangeRows *self, int start_minute, int end_minute);
gboolean salve_range_rows_get_days (SalveRangeRows *self, SalvePartialDate *first, SalvePartialDate *last);
gboolean salve_range_rows_get_times (SalveRangeRows *self, int *start_minute, int *end_minute);
gboolean salve_range_rows_get_span (SalveRangeRows *self, SalveTimeSpan *span);
gboolean salve_range_rows_check (SalveRangeRows *self);
GtkWidget *salve_range_rows_get_first (SalveRangeRows *self);

G_END_DECLS
