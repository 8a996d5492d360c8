/* SPDX-License-Identifier: GPL-3.0-or-later */
/* salve --kiosk: a program of its own beside the staff's, with a file and a sign-in of its own. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SALVE_TYPE_KIOSK_APPLICATION (salve_kiosk_application_get_type ())
G_DECLARE_FINAL_TYPE (SalveKioskApplication,
                      salve_kiosk_application,
                      SALVE,
                      KIOSK_APPLICATION,
                      AdwApplication)

gboolean salve_kiosk_is_asked_for (int argc, char **argv);
void salve_kiosk_forget_what_is_freed (char **argv);
GApplication *salve_kiosk_application_new (void);

G_END_DECLS
