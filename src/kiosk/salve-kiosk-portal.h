/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A patient's session with the clinic: opened by a proof, with their own record in reach, and forgotten when they go. Its
 * connections are its own, so that nothing of them is left in the kiosk's. Main thread. */
#pragma once

#include <libdex.h>

#include "salve-kiosk-link.h"

G_BEGIN_DECLS

#define SALVE_TYPE_KIOSK_PORTAL (salve_kiosk_portal_get_type ())
G_DECLARE_FINAL_TYPE (SalveKioskPortal, salve_kiosk_portal, SALVE, KIOSK_PORTAL, GObject)

SalveKioskPortal *salve_kiosk_portal_new (SalveKioskLink *link);
DexFuture *
salve_kiosk_portal_prove (SalveKioskPortal *self, const char *card, const char *birth_date, const char *code);
gboolean salve_kiosk_portal_is_open (SalveKioskPortal *self);
gboolean salve_kiosk_portal_may_choose_pin (SalveKioskPortal *self);
gboolean salve_kiosk_portal_has_pin (SalveKioskPortal *self);
const char *salve_kiosk_portal_get_patient (SalveKioskPortal *self);
DexFuture *
salve_kiosk_portal_ask (SalveKioskPortal *self, const char *method, const char *path, GBytes *body);
void salve_kiosk_portal_end (SalveKioskPortal *self);

G_END_DECLS
