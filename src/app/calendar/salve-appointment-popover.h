/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an appointment is, beside it in the calendar, with the next step and everything else that can be done. */
#pragma once

#include <gtk/gtk.h>

#include "salve-clinic.h"
#include "salve-directory.h"

G_BEGIN_DECLS

GtkWidget *salve_appointment_popover_show (GtkWidget *over,
                                           const GdkRectangle *rect,
                                           GtkPositionType position,
                                           SalveClinic *clinic,
                                           SalveDirectory *directory,
                                           const char *id);

G_END_DECLS
