/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has been done to an appointment, at whatever desk. */
#pragma once

#include <gtk/gtk.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

GtkWidget *salve_visit_history_new (SalveClinic *clinic, const char *id, int width_chars);

G_END_DECLS
