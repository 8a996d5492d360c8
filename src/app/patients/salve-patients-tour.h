/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-tour.h"

const SalveTourScene *salve_patients_tour_scenes (void);
