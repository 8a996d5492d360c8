/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two soft tones, so that people look up. Made here: no sound of the system's is there for certain. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SALVE_KIOSK_CHIME_MS 900

GBytes *salve_kiosk_chime_new (void);

G_END_DECLS
