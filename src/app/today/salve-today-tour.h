/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-tour.h"

G_BEGIN_DECLS

const SalveTourScene *salve_today_tour_scenes (void);

G_END_DECLS
