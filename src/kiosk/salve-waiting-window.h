/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen of the waiting room: which tickets are called into which rooms, and nobody's name. */
#pragma once

#include <adwaita.h>

#include "salve-kiosk-link.h"

G_BEGIN_DECLS

#define SALVE_TYPE_WAITING_WINDOW (salve_waiting_window_get_type ())
G_DECLARE_FINAL_TYPE (SalveWaitingWindow, salve_waiting_window, SALVE, WAITING_WINDOW, AdwApplicationWindow)

GtkWindow *salve_waiting_window_new (GtkApplication *application, SalveKioskLink *link);

G_END_DECLS
