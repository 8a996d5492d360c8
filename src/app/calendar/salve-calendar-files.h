/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Appointments written into a file for another program: iCalendar, a table or a spreadsheet. Knows what is written and how; what is
 * chosen is the dialog's. */
#pragma once

#include <gtk/gtk.h>

#include "salve-clinic.h"
#include "salve-store-key.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_CALENDAR_FORMAT_ICALENDAR,
  SALVE_CALENDAR_FORMAT_CSV,
  SALVE_CALENDAR_FORMAT_XLSX,
} SalveCalendarFormat;

typedef struct
{
  SalvePartialDate first, last; /* both are written */
  int from_minute;              /* of the first day */
  int to_minute;                /* of the last day; 0: its end */
  char **doctors;               /* NULL: everybody's */
  char *patient_id;             /* NULL: everybody */
  SalveCalendarFormat format;
  gboolean with_names; /* iCalendar: FALSE for initials, without reasons and notes */
  guint columns;       /* of the table, as in salve-appointment-csv.h */
} SalveCalendarExport;

SalveCalendarExport *salve_calendar_export_copy (const SalveCalendarExport *self);
void salve_calendar_export_free (SalveCalendarExport *self);
char *salve_calendar_export_file_name (const SalveCalendarExport *self);
gboolean salve_calendar_export_write (const SalveCalendarExport *self,
                                      SalveStore *store,
                                      GTimeZone *zone,
                                      SalveInstant now,
                                      GFile *to,
                                      SalveStoreProgressFunc progress,
                                      gpointer progress_data,
                                      guint *n_written,
                                      GCancellable *cancellable,
                                      GError **error);
void salve_calendar_export_start (SalveClinic *clinic,
                                  SalveStoreKey *key,
                                  const SalveCalendarExport *what,
                                  GFile *to,
                                  GtkWindow *window);
void salve_calendar_export_ask (SalveClinic *clinic,
                                SalveStoreKey *key,
                                const SalveCalendarExport *what,
                                GtkWindow *window);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveCalendarExport, salve_calendar_export_free)

G_END_DECLS
