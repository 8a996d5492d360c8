/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kiosk and its clinic: enrolment, the day, and who checked in. What a patient did here is on the disk before it is
 * said to be done, and goes to the clinic when there is a line. Main thread.
 *
 * Properties, read-only, with "notify": "enrolled", "online" (booleans). Signal "day": another list of today came. */
#pragma once

#include <libdex.h>

#include "salve-kiosk-day.h"
#include "salve-remote.h"
#include "salve-store.h"
#include "salve-token-source.h"

G_BEGIN_DECLS

#define SALVE_TYPE_KIOSK_LINK (salve_kiosk_link_get_type ())
G_DECLARE_FINAL_TYPE (SalveKioskLink, salve_kiosk_link, SALVE, KIOSK_LINK, GObject)

SalveKioskLink *salve_kiosk_link_new (SalveStore *store);
DexFuture *salve_kiosk_link_load (SalveKioskLink *self);
DexFuture *salve_kiosk_link_enrol (SalveKioskLink *self,
                                   const char *base,
                                   const char *fingerprint,
                                   const char *code,
                                   const char *exit_pin);
gboolean salve_kiosk_link_get_enrolled (SalveKioskLink *self);
gboolean salve_kiosk_link_get_online (SalveKioskLink *self);
gboolean salve_kiosk_link_exit_pin_fits (SalveKioskLink *self, const char *pin);
SalveKioskDay *salve_kiosk_link_get_day (SalveKioskLink *self);
DexFuture *salve_kiosk_link_refresh (SalveKioskLink *self);
DexFuture *salve_kiosk_link_read_calls (SalveKioskLink *self);
DexFuture *salve_kiosk_link_check_in (SalveKioskLink *self,
                                      const char *appointment_id,
                                      const char *wrong,
                                      const char *const *now,
                                      const char *policy,
                                      GBytes *signature);
char *salve_kiosk_link_address (SalveKioskLink *self, const char *path);
DexFuture *salve_kiosk_link_send (SalveKioskLink *self, const char *method, const char *what, GBytes *body);
SalveRemote *salve_kiosk_link_new_remote (SalveKioskLink *self, SalveTokenSource *tokens);

G_END_DECLS
