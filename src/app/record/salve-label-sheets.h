/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels of several patients, as many on a sheet as fit. */
#pragma once

#include <gtk/gtk.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

typedef struct
{
  guint columns;
  guint rows;
  double left; /* of the first label, in points */
  double top;
} SalveLabelGrid;

SalveLabelGrid
salve_label_grid_fit (double page_width, double page_height, double label_width, double label_height);
void salve_print_label_sheets (SalveClinic *clinic, const char *const *patient_ids, GtkWindow *parent);

G_END_DECLS
