/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-change.h"
#include "salve-connection.h"
#include "salve-locale.h"

G_BEGIN_DECLS

/* Whose time each appointment of a change took before it; looked up before anything is written. */
typedef struct _SalveBookingCheck SalveBookingCheck;

SalveBookingCheck *
salve_booking_check_begin (SalveConnection *connection, SalveChange *change, gboolean undo, GError **error);
gboolean salve_booking_check_finish (SalveBookingCheck *self,
                                     SalveConnection *connection,
                                     GTimeZone *zone,
                                     const SalveLocale *locale,
                                     GError **error);
void salve_booking_check_free (SalveBookingCheck *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveBookingCheck, salve_booking_check_free)

G_END_DECLS
