/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From any record to the page on which people see it. */
#pragma once

#include <gtk/gtk.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

gboolean salve_record_can_open (SalveClinic *clinic, const char *type, const char *id);
gboolean salve_record_open (GtkWidget *widget, SalveClinic *clinic, const char *type, const char *id);

G_END_DECLS
