/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The PIN of a desk where nobody signs in: it is asked for when the desk is locked, and at the start. It lies as argon2id
 * in the clinic's encrypted file; wrong tries are counted there too, so that a new start does not begin again. It keeps
 * people from the screen, not from the file: that is the key's. Main thread. */
#pragma once

#include <libdex.h>

#include "salve-store.h"

G_BEGIN_DECLS

/* Wrong tries that cost nothing but the try. */
#define SALVE_DESK_PIN_FREE_TRIES 5

gboolean salve_desk_pin_is_set (SalveStore *store);
DexFuture *salve_desk_pin_set (SalveStore *store, const char *pin);
DexFuture *salve_desk_pin_open (SalveStore *store, const char *pin, SalveInstant now);

G_END_DECLS
