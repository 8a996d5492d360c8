/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What patients do for themselves at the kiosk after they have proven who they are: see, book, move and cancel their own
 * appointments, read what is in their record, and give a picture that they were asked for. Its steps and its pages. */
#pragma once

#include "salve-kiosk-page.h"
#include "salve-kiosk-window.h"

G_BEGIN_DECLS

SalveKioskErrand *salve_kiosk_errand_new (SalveKioskWindow *window);
void salve_kiosk_errand_free (SalveKioskErrand *self);
gboolean salve_kiosk_errand_is_begun (SalveKioskErrand *self);
void salve_kiosk_errand_begin (SalveKioskErrand *self);
SalveKioskPage *salve_kiosk_errand_build (SalveKioskErrand *self);
void salve_kiosk_errand_leave_page (SalveKioskErrand *self);
void salve_kiosk_errand_reset (SalveKioskErrand *self);
void salve_kiosk_errand_scan (SalveKioskErrand *self, const char *code);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveKioskErrand, salve_kiosk_errand_free)

G_END_DECLS
