/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Appointments as a table for spreadsheets (RFC 4180). */
#pragma once

#include "salve-calendar-item.h"

G_BEGIN_DECLS

#define SALVE_CSV_N_COLUMNS 13
#define SALVE_CSV_ALL_COLUMNS ((1u << SALVE_CSV_N_COLUMNS) - 1)

/* What a program that knows types makes of a column's cells. */
typedef enum
{
  SALVE_CSV_TEXT,
  SALVE_CSV_DATE, /* "2027-01-31" */
  SALVE_CSV_TIME, /* "08:30" */
  SALVE_CSV_NUMBER,
} SalveCsvKind;

const char *salve_csv_column_id (guint column);    /* "date", for the command line */
const char *salve_csv_column_title (guint column); /* translated */
SalveCsvKind salve_csv_column_kind (guint column);
char *salve_csv_cell (guint column, const SalveAppointmentDetails *details, GTimeZone *zone);
gboolean salve_csv_columns_parse (const char *ids, guint *columns, GError **error);
void salve_csv_append_cell (GString *line, const char *cell);
char *salve_appointments_to_csv (GPtrArray *items, guint columns, GTimeZone *zone);

G_END_DECLS
