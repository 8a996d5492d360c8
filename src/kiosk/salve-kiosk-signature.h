/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A field to sign in with a finger. Property-less; signal "changed". */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SALVE_TYPE_KIOSK_SIGNATURE (salve_kiosk_signature_get_type ())
G_DECLARE_FINAL_TYPE (SalveKioskSignature, salve_kiosk_signature, SALVE, KIOSK_SIGNATURE, GtkDrawingArea)

GtkWidget *salve_kiosk_signature_new (void);
gboolean salve_kiosk_signature_is_empty (SalveKioskSignature *self);
void salve_kiosk_signature_clear (SalveKioskSignature *self);
GBytes *salve_kiosk_signature_to_png (SalveKioskSignature *self);

G_END_DECLS
