/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person does to appointments, each as one change that can be undone: book, move, copy, step, cancel, for one
 * visit or for several of its series. All functions are called on the main thread and answer with a future of the
 * change's id (gint64); it rejects with SALVE_STORE_ERROR_TAKEN where somebody else has the time, and then nothing has
 * changed. */
#pragma once

#include <libdex.h>

#include "salve-appointment-details.h"
#include "salve-clinic.h"
#include "salve-series-visits.h"
#include "salve-series.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_SERIES_THIS,
  SALVE_SERIES_FOLLOWING, /* this one and those after it */
  SALVE_SERIES_ALL,
  SALVE_SERIES_NONE, /* nothing is meant after all */
} SalveSeriesScope;

/* Where an appointment goes. */
typedef struct
{
  SalveTimeSpan span;
  const char *doctor_id;       /* NULL: stays with its doctor */
  const char *doctor_name;     /* of that doctor */
  const char *overbook_reason; /* NULL: refused where the time is taken */
} SalveAppointmentPlace;

/* Several steps at once, and where the patient is called to. */
typedef struct
{
  const SalveAppointmentStep *steps; /* each allowed after the one before it */
  guint n_steps;
  const char *room_id; /* NULL: the room stays */
  const char *room_name;
  const char *finish_id; /* another visit that is done with the same change, or NULL */
} SalveAppointmentWalk;

SalveAppointmentDetails *
salve_appointment_read (SalveClinic *clinic, const char *id, gint64 *version, GError **error);
char *salve_appointment_patient_name (SalveClinic *clinic, const SalveAppointmentDetails *details);

gboolean salve_appointment_put (SalveClinic *clinic,
                                SalveChange *change,
                                const SalveAppointmentDetails *details,
                                SalveResource *resource,
                                gint64 version,
                                GError **error);
gboolean salve_appointment_may_book (SalveClinic *clinic,
                                     const char *visit_type_id,
                                     gboolean overbooked,
                                     GError **error);
DexFuture *
salve_appointment_save (SalveClinic *clinic, const SalveAppointmentDetails *details, gint64 version);
DexFuture *salve_appointment_save_series (SalveClinic *clinic,
                                          const SalveAppointmentDetails *details,
                                          const GPtrArray *visits,
                                          const char *rule);
gboolean salve_appointment_plan_move (SalveClinic *clinic,
                                      const char *id,
                                      const SalveAppointmentPlace *place,
                                      SalveSeriesScope scope,
                                      char **in_the_way,
                                      guint *n_staying,
                                      GError **error);
gboolean salve_appointment_plan_copy (SalveClinic *clinic,
                                      const char *id,
                                      const SalveAppointmentPlace *place,
                                      char **in_the_way,
                                      GError **error);
DexFuture *salve_appointment_move (SalveClinic *clinic,
                                   const char *id,
                                   const SalveAppointmentPlace *place,
                                   SalveSeriesScope scope);
DexFuture *salve_appointment_copy (SalveClinic *clinic, const char *id, const SalveAppointmentPlace *place);
DexFuture *salve_appointment_take_step (SalveClinic *clinic,
                                        const char *id,
                                        SalveAppointmentStep step,
                                        const char *reason,
                                        SalveSeriesScope scope);
DexFuture *salve_appointment_walk (SalveClinic *clinic, const char *id, const SalveAppointmentWalk *walk);
DexFuture *salve_appointment_walk_in (SalveClinic *clinic, const SalveAppointmentDetails *details);

G_END_DECLS
