/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is in the way of one appointment or of many, on any days: the days' diaries are read once and kept. On the main
 * thread. */
#pragma once

#include "salve-clinic.h"
#include "salve-diary.h"

G_BEGIN_DECLS

typedef struct _SalveClashFinder SalveClashFinder;

SalveClashFinder *salve_clash_finder_new (SalveClinic *clinic);
void salve_clash_finder_free (SalveClashFinder *self);
void salve_clash_finder_leave_out (SalveClashFinder *self, const char *appointment_id);
GPtrArray *salve_clash_finder_check (SalveClashFinder *self, const SalveBooking *booking, GError **error);
void salve_clash_finder_forget (SalveClashFinder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveClashFinder, salve_clash_finder_free)

G_END_DECLS
