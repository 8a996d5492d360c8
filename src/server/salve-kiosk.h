/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a kiosk and a waiting room's screen may ask for: the day's visits without anybody's name, that somebody is here,
 * and which tickets are called. And what a patient may who has proven there who they are. */
#pragma once

#include "salve-exchange.h"

G_BEGIN_DECLS

gboolean salve_kiosk_handle_day (SalveExchange *exchange, GError **error);
gboolean salve_kiosk_handle_check_ins (SalveExchange *exchange, GError **error);
gboolean salve_kiosk_handle_calls (SalveExchange *exchange, GError **error);

/* salve-kiosk-session.c */
gboolean salve_kiosk_handle_code (SalveExchange *exchange, GError **error);
gboolean salve_kiosk_handle_pin (SalveExchange *exchange, GError **error);
gboolean salve_kiosk_handle_pin_removal (SalveExchange *exchange, GError **error);
gboolean salve_kiosk_handle_session (SalveExchange *exchange, GError **error);
gboolean salve_kiosk_handle_session_end (SalveExchange *exchange, GError **error);

/* salve-kiosk-own.c */
gboolean salve_kiosk_handle_own (SalveExchange *exchange, GError **error);
gboolean salve_kiosk_handle_paper (SalveExchange *exchange, GError **error);
gboolean salve_kiosk_handle_offers (SalveExchange *exchange, GError **error);
gboolean salve_kiosk_handle_picture (SalveExchange *exchange, GError **error);

G_END_DECLS
