/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "salve-calendar-page.h"

G_BEGIN_DECLS

/* Appointments on paper: a day sheet or a week of each doctor, each doctor on a page of their own, and the card that a
 * patient takes home. Sizes are in points (1/72 inch). Only Pango and Cairo, so that a test can draw it into a PDF. */
typedef struct _SalveCalendarSheet SalveCalendarSheet;

SalveCalendarSheet *salve_calendar_sheet_new (double width, double height, gboolean right_to_left);
void salve_calendar_sheet_add_doctor (SalveCalendarSheet *self,
                                      SalveClinic *clinic,
                                      const SalveDoctorRow *doctor,
                                      const SalveCalendarPage *page);
void salve_calendar_sheet_add_card (SalveCalendarSheet *self,
                                    SalveClinic *clinic,
                                    SalveDirectory *directory,
                                    const SalveAppointmentRow *row);
void salve_calendar_sheet_finish (SalveCalendarSheet *self, const char *printed);
void salve_calendar_sheet_free (SalveCalendarSheet *self);
int salve_calendar_sheet_get_n_pages (SalveCalendarSheet *self);
void salve_calendar_sheet_draw (SalveCalendarSheet *self, cairo_t *cr, int page);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveCalendarSheet, salve_calendar_sheet_free)

G_END_DECLS
