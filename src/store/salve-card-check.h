/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A health card is one person's. A commit that gives a card to a patient while another active one has it is refused;
 * what was so before, because an import or a server brought it, may stay until somebody settles it by a merge. */
#pragma once

#include "salve-change.h"
#include "salve-connection.h"
#include "salve-locale.h"
#include "salve-store.h"

G_BEGIN_DECLS

/* v2-0203: a jurisdictional health number. */
#define SALVE_HEALTH_CARD_CODE "JHN"

gboolean salve_card_check (SalveConnection *connection,
                           gint64 change_id,
                           SalveChange *change,
                           gboolean undo,
                           const SalveLocale *locale,
                           GError **error);

DexFuture *salve_store_count_shared_cards (SalveStore *self, GPtrArray *cards);

G_END_DECLS
