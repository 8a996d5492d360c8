/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hides the desk until the person is back. Asks for the PIN or the password where people are signed in
 * with a PIN, else for the store's passphrase or the PIN of the desk where it has one. */
#pragma once

#include <adwaita.h>

#include "salve-key-custody.h"
#include "salve-person-dialog.h"
#include "salve-store.h"

G_BEGIN_DECLS

#define SALVE_TYPE_LOCK_PAGE (salve_lock_page_get_type ())
G_DECLARE_FINAL_TYPE (SalveLockPage, salve_lock_page, SALVE, LOCK_PAGE, AdwBin)

void salve_lock_page_lock (SalveLockPage *self,
                           SalveKeyCustody *custody,
                           SalveStore *store,
                           GListModel *desk,
                           const SalveDeskWays *ways);

G_END_DECLS
