/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the appointment form says of one visit, done to several visits of its series. On the main thread. */
#pragma once

#include "salve-appointment-flows.h"

G_BEGIN_DECLS

/* What somebody wants of a visit. The strings and values belong to the caller. */
typedef struct
{
  const SalveAppointmentDetails *before; /* as the visit in hand was */
  const SalveAppointmentDetails *after;  /* as it shall be */
  gint64 version;                        /* in which it was read */
  SalveSeriesScope scope;                /* not SALVE_SERIES_NONE */
  const char *overbook_reason;           /* NULL: refused where a time is taken */
} SalveSeriesEdit;

gboolean salve_series_edit_plan (SalveClinic *clinic,
                                 const SalveSeriesEdit *edit,
                                 char **in_the_way,
                                 guint *n_staying,
                                 GError **error);
DexFuture *salve_series_edit_save (SalveClinic *clinic, const SalveSeriesEdit *edit);

G_END_DECLS
