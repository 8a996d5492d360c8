/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A kiosk's way to its clinic that answers nothing: for tests of what is shown. Linked in place of the real one. */
#pragma once

#include "salve-kiosk-link.h"

SalveKioskLink *fake_link_new (SalveKioskDay *day);
void fake_link_end (SalveKioskLink *self);
void fake_link_set_online (SalveKioskLink *self, gboolean online);
