/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forms that were left unfinished, to go on with or to throw away. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

void salve_patient_drafts_show (GtkWidget *parent, SalveClinic *clinic);

G_END_DECLS
