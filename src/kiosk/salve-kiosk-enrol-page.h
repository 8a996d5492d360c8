/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For staff, once: which clinic this kiosk belongs to. */
#pragma once

#include <adwaita.h>

#include "salve-kiosk-link.h"

G_BEGIN_DECLS

#define SALVE_TYPE_KIOSK_ENROL_PAGE (salve_kiosk_enrol_page_get_type ())
G_DECLARE_FINAL_TYPE (SalveKioskEnrolPage, salve_kiosk_enrol_page, SALVE, KIOSK_ENROL_PAGE, AdwBin)

GtkWidget *salve_kiosk_enrol_page_new (SalveKioskLink *link);

G_END_DECLS
