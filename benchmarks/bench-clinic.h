/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An encrypted store of many appointments: 40 doctors, doctor-0 to doctor-39, 20 a doctor and working day, over years. */
#pragma once

#include "salve-appointments.h"

#define BENCH_DOCTORS 40
#define BENCH_DAY (24 * 60 * SALVE_INSTANT_MINUTE)
/* Monday, 1 January 2024. */
#define BENCH_BEGIN (G_GINT64_CONSTANT (1704067200) * SALVE_INSTANT_SECOND)

SalveStore *bench_clinic_open (const char *folder, guint n);
guint bench_clinic_weeks (guint n);
void bench_wait (DexFuture *future);
