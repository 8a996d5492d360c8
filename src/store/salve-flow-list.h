/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The visits of a day for the desk's board: what lists show of them, and how each went. On the store's threads. */
#pragma once

#include "salve-appointment-details.h"
#include "salve-sight.h"
#include "salve-statement.h"

G_BEGIN_DECLS

typedef struct
{
  SalveAppointmentDetails *visit;
  char *patient_name; /* as lists show it, or NULL */
  gboolean hidden;    /* whose it is and what for may not be seen */
} SalveFlowRow;
void salve_flow_row_free (SalveFlowRow *self);

typedef GPtrArray SalveFlowRows; /* of SalveFlowRow */
#define SALVE_TYPE_FLOW_ROWS (salve_flow_rows_get_type ())
GType salve_flow_rows_get_type (void) G_GNUC_CONST;

GPtrArray *salve_flow_list (SalveConnection *connection, SalveTimeSpan day, GError **error);

void salve_flow_rows_hide (GPtrArray *rows, SalveSight *sight);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveFlowRow, salve_flow_row_free)

G_END_DECLS
