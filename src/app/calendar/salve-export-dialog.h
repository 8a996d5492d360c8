/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which appointments go into a file, and as what. */
#pragma once

#include <adwaita.h>

#include "salve-calendar-files.h"

G_BEGIN_DECLS

#define SALVE_TYPE_EXPORT_DIALOG (salve_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SalveExportDialog, salve_export_dialog, SALVE, EXPORT_DIALOG, AdwDialog)

AdwDialog *salve_export_dialog_new (SalveClinic *clinic,
                                    SalvePartialDate first,
                                    SalvePartialDate last,
                                    const char *const *shown);
void salve_export_dialog_set_format (SalveExportDialog *self, SalveCalendarFormat format);
SalveCalendarExport *salve_export_dialog_read (SalveExportDialog *self);

G_END_DECLS
