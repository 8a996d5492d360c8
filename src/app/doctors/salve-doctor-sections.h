/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a doctor's page. Each is made of what the store says now; their buttons use the page's actions. */
#pragma once

#include <adwaita.h>

#include "salve-appointments.h"
#include "salve-doctor.h"

G_BEGIN_DECLS

GtkWidget *salve_doctor_section_next (SalveClinic *clinic, const SalveDoctor *doctor);
GtkWidget *salve_doctor_section_hours (SalveClinic *clinic, const SalveDoctor *doctor);
GtkWidget *salve_doctor_section_exceptions (SalveClinic *clinic, const SalveDoctor *doctor);
void salve_doctor_sections_facts (SalveClinic *clinic, const SalveDoctor *doctor, GtkBox *box);
GtkWidget *salve_appointment_row_widget_new (SalveClinic *clinic, const SalveAppointmentRow *row);

G_END_DECLS
