/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Below the repetition in the appointment form: the later visits with something in their way, each to be skipped or
 * booked all the same. Hidden while there is no series. */
#pragma once

#include <adwaita.h>

#include "salve-series-visits.h"

G_BEGIN_DECLS

#define SALVE_TYPE_SERIES_VISITS_BOX (salve_series_visits_box_get_type ())
G_DECLARE_FINAL_TYPE (SalveSeriesVisitsBox, salve_series_visits_box, SALVE, SERIES_VISITS_BOX, AdwBin)

void salve_series_visits_box_clear (SalveSeriesVisitsBox *self);
gboolean salve_series_visits_box_show (SalveSeriesVisitsBox *self,
                                       SalveClinic *clinic,
                                       SalveClashFinder *finder,
                                       SalveDirectory *directory,
                                       const SalveAppointmentDetails *details,
                                       const GArray *spans,
                                       GError **error);
const GPtrArray *salve_series_visits_box_get_visits (SalveSeriesVisitsBox *self);
gboolean salve_series_visits_box_is_decided (SalveSeriesVisitsBox *self);
void salve_series_visits_box_focus_undecided (SalveSeriesVisitsBox *self);

G_END_DECLS
