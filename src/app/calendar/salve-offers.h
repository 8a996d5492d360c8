/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A freed time and those who wait for one. On the main thread. */
#pragma once

#include "salve-appointment-details.h"
#include "salve-appointments.h"
#include "salve-clinic.h"

G_BEGIN_DECLS

typedef struct
{
  SalveWishRow *wish;
  SalveTimeSpan span; /* when the visit would be */
} SalveOffer;

GPtrArray *salve_offers_find (SalveClinic *clinic, const SalveAppointmentDetails *freed);
DexFuture *
salve_offer_book (SalveClinic *clinic, const SalveOffer *offer, const SalveAppointmentDetails *freed);

G_END_DECLS
