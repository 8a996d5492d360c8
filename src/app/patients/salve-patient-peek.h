/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A glance at somebody without leaving the list: Space opens it, Space or Escape closes it. */
#pragma once

#include <gtk/gtk.h>

#include "salve-clinic.h"
#include "salve-patient-row.h"

G_BEGIN_DECLS

GtkWidget *salve_patient_peek_show (GtkWidget *beside, SalveClinic *clinic, SalvePatientRow *row);

G_END_DECLS
