/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When doctors are busy and when they are free, in numbers and words. */
#pragma once

#include <gio/gio.h>

#include "salve-appointments.h"
#include "salve-clinic.h"

G_BEGIN_DECLS

/* Of a range of time. */
typedef struct
{
  GPtrArray *booked; /* of SalveAppointmentRow, that take time, by time */
  GArray *free;      /* of SalveTimeSpan: open and not taken, buffers counted */
  guint n_all;       /* appointments with those that were cancelled or where nobody came */
  int free_minutes;
} SalveDoctorTimes;

SalveDoctorTimes *
salve_doctor_times_read (SalveClinic *clinic, const char *doctor_id, SalveTimeSpan range, GError **error);
void salve_doctor_times_free (SalveDoctorTimes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveDoctorTimes, salve_doctor_times_free)

void salve_doctor_times_fill (SalveClinic *clinic, GListModel *items);
char *salve_minutes_format_length (int minutes);

G_END_DECLS
