/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where somebody who is here is put: rooms and beds with who is in them. What a card that is carried over the board does,
 * without carrying it. Main thread. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

AdwDialog *salve_place_dialog_new (SalveClinic *clinic, const char *appointment_id);

G_END_DECLS
