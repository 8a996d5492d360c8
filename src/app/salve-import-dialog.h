/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings FHIR files into the clinic, with a number for everything that happens and a reason for all that is refused. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_IMPORT_DIALOG (salve_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SalveImportDialog, salve_import_dialog, SALVE, IMPORT_DIALOG, AdwDialog)

AdwDialog *salve_import_dialog_new (SalveClinic *clinic);

G_END_DECLS
