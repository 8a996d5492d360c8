/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole kiosk: one question at a time, in the person's language. The window switches between the pages, has the bars
 * around them and the clock that gives the kiosk back; what the pages ask is in files of their own. */
#pragma once

#include <adwaita.h>

#include "salve-kiosk-idle.h"
#include "salve-kiosk-language.h"
#include "salve-kiosk-link.h"
#include "salve-kiosk-visit.h"
#include "salve-locale.h"

G_BEGIN_DECLS

#define SALVE_TYPE_KIOSK_WINDOW (salve_kiosk_window_get_type ())
G_DECLARE_FINAL_TYPE (SalveKioskWindow, salve_kiosk_window, SALVE, KIOSK_WINDOW, AdwApplicationWindow)

SalveKioskWindow *salve_kiosk_window_new (GtkApplication *application, SalveKioskLink *link);
void salve_kiosk_window_set_language (SalveKioskWindow *self, const char *code);
void salve_kiosk_window_start_again (SalveKioskWindow *self);

/* For the pages. */
typedef struct _SalveKioskCheckIn SalveKioskCheckIn;
typedef struct _SalveKioskErrand SalveKioskErrand;

void salve_kiosk_window_show (SalveKioskWindow *self);
void salve_kiosk_window_touch (SalveKioskWindow *self);
void salve_kiosk_window_say (SalveKioskWindow *self, const char *text);
void
salve_kiosk_window_say_typed (SalveKioskWindow *self, const char *text, gsize n, gsize of, gboolean secret);
void salve_kiosk_window_take_code (SalveKioskWindow *self, const char *code);
void salve_kiosk_window_open_portal (SalveKioskWindow *self);
SalveKioskLink *salve_kiosk_window_get_link (SalveKioskWindow *self);
const SalveLocale *salve_kiosk_window_get_locale (SalveKioskWindow *self);
const SalveKioskLanguage *salve_kiosk_window_get_language (SalveKioskWindow *self);
SalveKioskCheckIn *salve_kiosk_window_get_check_in (SalveKioskWindow *self);
SalveKioskErrand *salve_kiosk_window_get_errand (SalveKioskWindow *self);

G_END_DECLS
