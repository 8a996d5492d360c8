/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flows with the questions that go before them and the words that come after: which of a series is meant, why it is
 * cancelled, what was in the way. Each is started from a widget, over which its dialogs are shown. */
#pragma once

#include <adwaita.h>

#include "salve-appointment-flows.h"

G_BEGIN_DECLS

void salve_appointment_ask_move (GtkWidget *parent,
                                 SalveClinic *clinic,
                                 const char *id,
                                 const SalveAppointmentPlace *place,
                                 gboolean copy);
void salve_appointment_ask_step (GtkWidget *parent,
                                 SalveClinic *clinic,
                                 const char *id,
                                 SalveAppointmentStep step);
void salve_appointment_ask_next_step (GtkWidget *parent, SalveClinic *clinic, const char *id);

void salve_appointment_edit (GtkWidget *parent, SalveClinic *clinic, const char *id);
void salve_appointment_book_again (GtkWidget *parent, SalveClinic *clinic, const char *id);
void salve_appointment_book (GtkWidget *parent,
                             SalveClinic *clinic,
                             const char *doctor_id,
                             const char *patient_id,
                             SalveTimeSpan span);

const char *salve_appointment_step_title (SalveAppointmentStep step);
const char *salve_appointment_step_icon (SalveAppointmentStep step);

G_END_DECLS
