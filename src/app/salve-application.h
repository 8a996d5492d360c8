/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program as a whole: its options, its shortcuts, and which store the window opens. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SALVE_TYPE_APPLICATION (salve_application_get_type ())
G_DECLARE_FINAL_TYPE (SalveApplication, salve_application, SALVE, APPLICATION, AdwApplication)

SalveApplication *salve_application_new (void);

GSettings *salve_application_get_settings (SalveApplication *self);
gboolean salve_application_has_failed (SalveApplication *self);

G_END_DECLS
