/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of salve-appointment-csv.h as a spreadsheet with typed cells (Office Open XML, ECMA-376). */
#pragma once

#include "salve-calendar-item.h"

G_BEGIN_DECLS

GBytes *salve_appointments_to_xlsx (GPtrArray *items,
                                    guint columns,
                                    GTimeZone *zone,
                                    const char *path,
                                    GError **error);

G_END_DECLS
