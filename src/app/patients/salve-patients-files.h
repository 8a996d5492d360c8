/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The selected patients into a file that a person chooses. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"
#include "salve-patients-export.h"

G_BEGIN_DECLS

gboolean salve_patients_format_parse (const char *name, SalvePatientsFormat *format);
void salve_patients_export (SalveClinic *clinic,
                            SalveStoreKey *key,
                            GArray *rowids,
                            SalvePatientsFormat format,
                            GtkWindow *window);
AdwDialog *salve_patients_export_to (SalveClinic *clinic,
                                     SalveStoreKey *key,
                                     GArray *rowids,
                                     SalvePatientsFormat format,
                                     GFile *to);

G_END_DECLS
