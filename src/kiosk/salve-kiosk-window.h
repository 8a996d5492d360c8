/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole kiosk: one question at a time, in the person's language. */
#pragma once

#include <adwaita.h>

#include "salve-kiosk-link.h"
#include "salve-kiosk-visit.h"

G_BEGIN_DECLS

#define SALVE_TYPE_KIOSK_WINDOW (salve_kiosk_window_get_type ())
G_DECLARE_FINAL_TYPE (SalveKioskWindow, salve_kiosk_window, SALVE, KIOSK_WINDOW, AdwApplicationWindow)

/* So long nothing is touched before the kiosk asks whether somebody is still there, and then so long it waits. */
#define SALVE_KIOSK_IDLE_SECONDS 30
#define SALVE_KIOSK_WARNING_SECONDS 20

SalveKioskWindow *salve_kiosk_window_new (GtkApplication *application, SalveKioskLink *link);
SalveKioskVisit *salve_kiosk_window_get_visit (SalveKioskWindow *self);
void salve_kiosk_window_show (SalveKioskWindow *self);
void salve_kiosk_window_set_language (SalveKioskWindow *self, const char *code);

G_END_DECLS
