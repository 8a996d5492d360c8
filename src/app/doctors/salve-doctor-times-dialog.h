/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that is booked and all that is open with a doctor in the next weeks. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

AdwDialog *salve_doctor_times_dialog_new (SalveClinic *clinic, const char *doctor_id);

G_END_DECLS
