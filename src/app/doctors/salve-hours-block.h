/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to the hours' view: one interval of a weekday, or an empty place of a day where one can be added. Both take
 * the focus; a block draws itself and its times. */
#pragma once

#include <gtk/gtk.h>

#include "salve-locale.h"

G_BEGIN_DECLS

#define SALVE_TYPE_HOURS_BLOCK (salve_hours_block_get_type ())
G_DECLARE_FINAL_TYPE (SalveHoursBlock, salve_hours_block, SALVE, HOURS_BLOCK, GtkWidget)

GtkWidget *salve_hours_block_new (SalveLocale *locale, guint weekday, gboolean is_day, gboolean editable);
void salve_hours_block_set_times (SalveHoursBlock *self, guint weekday, int start, int end);
void salve_hours_block_set_colour (SalveHoursBlock *self, int colour);
void salve_hours_block_set_empty (SalveHoursBlock *self, gboolean empty);
guint salve_hours_block_get_weekday (SalveHoursBlock *self);
int salve_hours_block_get_start (SalveHoursBlock *self);
int salve_hours_block_get_end (SalveHoursBlock *self);
gboolean salve_hours_block_is_day (SalveHoursBlock *self);
char *salve_hours_block_describe (SalveHoursBlock *self);

G_END_DECLS
