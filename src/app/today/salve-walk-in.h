/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody is here without an appointment. On the main thread. */
#pragma once

#include "salve-clinic.h"
#include "salve-directory.h"

G_BEGIN_DECLS

char *salve_walk_in_find_booked (SalveClinic *clinic, const char *patient_id);
DexFuture *salve_walk_in_arrive (SalveClinic *clinic,
                                 SalveDirectory *directory,
                                 const char *patient_id,
                                 const char *doctor_id,
                                 const char *visit_type_id);

G_END_DECLS
