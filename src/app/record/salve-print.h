/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_PRINT_SHEET,
  SALVE_PRINT_LABELS,
} SalvePrintKind;

void
salve_print_patient (SalveClinic *clinic, const char *patient_id, GtkWindow *parent, SalvePrintKind kind);
gboolean salve_print_patient_to_pdf (SalveClinic *clinic,
                                     const char *patient_id,
                                     SalvePrintKind kind,
                                     const char *path,
                                     GError **error);
void salve_print_find_label_size (double *width, double *height);

G_END_DECLS
