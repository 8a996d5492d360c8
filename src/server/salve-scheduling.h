/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Appointment/$find, $hold, $book (after Argonaut's scheduling guide), $cancel and $move. */
#pragma once

#include "salve-appointment-details.h"
#include "salve-service.h"

G_BEGIN_DECLS

#define SALVE_HOLD_EXTENSION "http://salveclinic.github.io/fhir/StructureDefinition/appointment-hold-until"

gboolean salve_scheduling_handle_find (SalveExchange *exchange, GError **error);
gboolean salve_scheduling_handle_hold (SalveExchange *exchange, GError **error);
gboolean salve_scheduling_handle_book (SalveExchange *exchange, GError **error);
gboolean salve_scheduling_handle_cancel (SalveExchange *exchange, GError **error);
gboolean salve_scheduling_handle_move (SalveExchange *exchange, GError **error);
SalveResource *salve_scheduling_write (SalveExchange *exchange,
                                       const SalveAppointmentDetails *details,
                                       SalveResource *old,
                                       GError **error);
gboolean salve_scheduling_check_offered (SalveExchange *exchange,
                                         const SalveAppointmentDetails *details,
                                         GError **error);
DexFuture *salve_scheduling_release_holds (SalveService *service, SalveInstant now);

G_END_DECLS
