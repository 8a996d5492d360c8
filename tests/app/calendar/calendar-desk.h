/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clinic of two doctors for tests of appointments. Its clock stands at Sunday 2026-06-21, 00:00 UTC; the doctors work on
 * Mondays and Tuesdays from eight to twelve; Anna is with one of them on Monday at nine. */
#pragma once

#include "patients-desk.h"
#include "salve-appointment-details.h"

PatientsDesk *calendar_desk_open (void);
SalveInstant calendar_desk_at (PatientsDesk *desk, int day, int minute);
char *calendar_desk_look (PatientsDesk *desk);
void calendar_desk_done (DexFuture *future);
void calendar_desk_refused (PatientsDesk *desk, DexFuture *future, GQuark domain, int code);
void calendar_desk_undo (PatientsDesk *desk, const char *expected);
SalveAppointmentDetails *calendar_desk_read (PatientsDesk *desk, const char *id);
SalveAppointmentDetails *calendar_desk_propose (PatientsDesk *desk,
                                                const char *patient,
                                                const char *doctor,
                                                SalveInstant start,
                                                int minutes);
