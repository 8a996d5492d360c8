/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What staff do on a record for the patient's way through the kiosk: a code is handed over, a picture is asked for. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"
#include "salve-remote.h"

G_BEGIN_DECLS

void salve_record_give_kiosk_code (GtkWidget *widget, SalveRemote *remote, const char *patient_id);
void salve_record_ask_for_picture (GtkWidget *widget, SalveClinic *clinic, const char *patient_id);

G_END_DECLS
