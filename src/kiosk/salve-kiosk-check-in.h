/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of checking in: which question a visit is at, as widgets. */
#pragma once

#include "salve-kiosk-camera.h"
#include "salve-kiosk-page.h"
#include "salve-kiosk-window.h"

G_BEGIN_DECLS

SalveKioskCheckIn *salve_kiosk_check_in_new (SalveKioskWindow *window);
void salve_kiosk_check_in_free (SalveKioskCheckIn *self);
SalveKioskVisit *salve_kiosk_check_in_get_visit (SalveKioskCheckIn *self);
SalveKioskPage *salve_kiosk_check_in_build (SalveKioskCheckIn *self);
void salve_kiosk_check_in_leave_page (SalveKioskCheckIn *self);
void salve_kiosk_check_in_reset (SalveKioskCheckIn *self);
gboolean salve_kiosk_check_in_is_between_people (SalveKioskCheckIn *self);
void salve_kiosk_check_in_scan (SalveKioskCheckIn *self, const char *code);

/* A page that looks for the code of a card or a letter, and gives it to the window. */
SalveKioskPage *salve_kiosk_camera_page_new (SalveKioskWindow *window, SalveKioskCamera **camera);

/* A birth date and letters as they are shown while they are typed. */
char *salve_kiosk_show_date (const char *typed, const SalveLocale *locale);
const char *salve_kiosk_date_hint (const SalveLocale *locale);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveKioskCheckIn, salve_kiosk_check_in_free)

G_END_DECLS
