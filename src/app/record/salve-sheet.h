/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "salve-record.h"

G_BEGIN_DECLS

/* A patient's sheet or labels, laid out for pages of a size and drawn with Cairo. Sizes are in points (1/72 inch). */
typedef struct _SalveSheet SalveSheet;

SalveSheet *salve_sheet_new (SalveRecord *record, double width, double height, const char *printed);
SalveSheet *salve_sheet_new_labels (SalveRecord *record, double width, double height);
void salve_sheet_free (SalveSheet *self);
int salve_sheet_get_n_pages (SalveSheet *self);
void salve_sheet_draw (SalveSheet *self, cairo_t *cr, int page);
gboolean salve_label_parse_size (const char *name, double *width, double *height);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveSheet, salve_sheet_free)

G_END_DECLS
