/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When somebody would like to come, as forms ask for it: parts of the day, and days of the week. */
#pragma once

#include <adwaita.h>

#include "salve-locale.h"

G_BEGIN_DECLS

typedef struct
{
  GtkToggleButton *days[8]; /* by weekday, 1 Monday to 7 Sunday */
} SalveWeekdayToggles;

void salve_day_part_fill (AdwComboRow *row);
void salve_day_part_read (AdwComboRow *row, int *from_minute, int *to_minute);
void salve_weekday_toggles_fill (SalveWeekdayToggles *self, GtkFlowBox *box, SalveLocale *locale);
guint salve_weekday_toggles_read (const SalveWeekdayToggles *self);

G_END_DECLS
