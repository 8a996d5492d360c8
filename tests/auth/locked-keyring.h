/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real gnome-keyring of tests/auth/with-keyring, locked and opened again. */
#pragma once

void lock_keyring (void);
void unlock_keyring (void);
