/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Large keys for digits or for the letters of a language. Signals: "typed" (const char *text), "erased", "done". */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SALVE_TYPE_KIOSK_KEYPAD (salve_kiosk_keypad_get_type ())
G_DECLARE_FINAL_TYPE (SalveKioskKeypad, salve_kiosk_keypad, SALVE, KIOSK_KEYPAD, AdwBin)

GtkWidget *salve_kiosk_keypad_new (const char *letters, int columns);
void salve_kiosk_keypad_type (SalveKioskKeypad *self, const char *text);
void salve_kiosk_keypad_erase (SalveKioskKeypad *self);
void salve_kiosk_keypad_finish (SalveKioskKeypad *self);
void salve_kiosk_keypad_set_complete (SalveKioskKeypad *self, gboolean complete);

G_END_DECLS
