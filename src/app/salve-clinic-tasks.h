/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done with the clinic's whole file from the menu: each asks where to, then shows its progress. */
#pragma once

#include <gtk/gtk.h>

#include "salve-clinic.h"
#include "salve-store-key.h"

G_BEGIN_DECLS

void salve_clinic_export (SalveClinic *clinic, SalveStoreKey *key, GtkWindow *window);
void salve_clinic_backup (SalveClinic *clinic, SalveStoreKey *key, GtkWindow *window);
void salve_clinic_check (SalveClinic *clinic, SalveStoreKey *key, GtkWindow *window);
void salve_clinic_fill_demo (SalveClinic *clinic, guint n_patients, GtkWindow *window);

G_END_DECLS
