/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Books an appointment or changes one. While it is filled in, it says what stands in the way and which times are free. */
#pragma once

#include <adwaita.h>

#include "salve-appointment-details.h"
#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_APPOINTMENT_DIALOG (salve_appointment_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SalveAppointmentDialog, salve_appointment_dialog, SALVE, APPOINTMENT_DIALOG, AdwDialog)

AdwDialog *salve_appointment_dialog_new (SalveClinic *clinic, const SalveAppointmentDetails *proposal);
AdwDialog *salve_appointment_dialog_new_for (SalveClinic *clinic, const char *appointment_id, GError **error);
AdwDialog *
salve_appointment_dialog_new_like (SalveClinic *clinic, const char *appointment_id, GError **error);
void salve_appointment_dialog_set_repeat (AdwDialog *dialog, guint repeat, guint count);

G_END_DECLS
