/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The visits of a series that is about to be booked: what is in the way of each, and what becomes of it then. */
#pragma once

#include "salve-appointment-details.h"
#include "salve-clash-finder.h"
#include "salve-directory.h"

G_BEGIN_DECLS

typedef struct
{
  SalveTimeSpan span;
  char *in_the_way;      /* in sentences; NULL: nothing */
  gboolean skipped;      /* is not booked */
  char *overbook_reason; /* why it is booked all the same; NULL: it is not */
} SalveSeriesVisit;

GPtrArray *salve_series_visits_new (const GArray *spans);
gboolean salve_series_visits_look (GPtrArray *visits,
                                   SalveClashFinder *finder,
                                   SalveDirectory *directory,
                                   SalveClinic *clinic,
                                   const SalveAppointmentDetails *details,
                                   GError **error);
void salve_series_visits_keep_decisions (GPtrArray *visits, const GPtrArray *earlier);
gboolean salve_series_visit_is_decided (const SalveSeriesVisit *visit);

G_END_DECLS
