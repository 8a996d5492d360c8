/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "salve-resource.h"

G_BEGIN_DECLS

#define SALVE_TYPE_RAW_VIEW (salve_raw_view_get_type ())
G_DECLARE_FINAL_TYPE (SalveRawView, salve_raw_view, SALVE, RAW_VIEW, AdwBin)

GtkWidget *salve_raw_view_new (SalveResource *resource);
guint salve_raw_view_search (SalveRawView *self, const char *text);

G_END_DECLS
