/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made-up people, the same for the same number: names as frequent as names are, numbers, birth dates, visits. */
#pragma once

#include "salve-resource.h"

G_BEGIN_DECLS

char *bench_person_family (guint n);
char *bench_person_given (guint n);
SalveResource *bench_patient (guint n);
SalveResource *bench_encounter (guint n, guint patient);
SalveResource *bench_observation (guint n, guint patient);

G_END_DECLS
