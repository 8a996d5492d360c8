/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

gboolean
salve_ticket_print_to_pdf (SalveClinic *clinic, const char *appointment_id, const char *path, GError **error);
void salve_ticket_print (SalveClinic *clinic, const char *appointment_id, GtkWindow *parent);

G_END_DECLS
