/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "salve-entry.h"

G_BEGIN_DECLS

#define SALVE_TYPE_TIMELINE (salve_timeline_get_type ())
G_DECLARE_FINAL_TYPE (SalveTimeline, salve_timeline, SALVE, TIMELINE, AdwBin)

GtkWidget *
salve_timeline_new (guint kinds, gboolean with_filter, const char *empty_title, const char *empty_text);
void salve_timeline_set_record (SalveTimeline *self, SalveRecord *record);
guint salve_timeline_get_n_rows (SalveTimeline *self);

G_END_DECLS
