/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints day sheets, weeks and appointment cards through the system's dialog with its preview; what was printed by whom
 * is in the audit trail. */
#pragma once

#include <gtk/gtk.h>

#include "salve-calendar-range.h"
#include "salve-clinic.h"
#include "salve-directory.h"

G_BEGIN_DECLS

void salve_calendar_print (SalveClinic *clinic,
                           SalveDirectory *directory,
                           SalveCalendarMode mode,
                           SalvePartialDate day,
                           const char *const *doctors,
                           GtkWindow *parent);
void salve_appointment_print (SalveClinic *clinic, const char *appointment_id, GtkWindow *parent);
gboolean salve_calendar_print_to_pdf (SalveClinic *clinic,
                                      SalveDirectory *directory,
                                      SalveCalendarMode mode,
                                      SalvePartialDate day,
                                      const char *const *doctors,
                                      const char *path,
                                      GError **error);

G_END_DECLS
