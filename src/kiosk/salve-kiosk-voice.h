/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kiosk speaks by itself, without a screen reader: through speech-dispatcher, where the machine has it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean salve_kiosk_voice_is_there (void);
void salve_kiosk_voice_add (const char *text, const char *language);
void salve_kiosk_voice_say (const char *text, const char *language);
void salve_kiosk_voice_stop (void);

G_END_DECLS
