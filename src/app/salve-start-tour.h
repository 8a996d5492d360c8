/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tour shows of the way to an open clinic. */
#pragma once

#include "salve-tour.h"

const SalveTourScene *salve_start_tour_scenes (void);
