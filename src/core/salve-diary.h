/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-appointment-cycle.h"
#include "salve-interval-tree.h"
#include "salve-timetable.h"

G_BEGIN_DECLS

/* Who can be taken by an appointment. */
typedef enum
{
  SALVE_ACTOR_DOCTOR,
  SALVE_ACTOR_ROOM,
  SALVE_ACTOR_DEVICE,
  SALVE_ACTOR_PATIENT,
} SalveActorKind;
#define SALVE_N_ACTOR_KINDS 4

/* An appointment as the rules see it. Buffers take the doctor's, the room's and the device's time, not the patient's. */
#define SALVE_TYPE_BOOKING (salve_booking_get_type ())
typedef struct
{
  char *id;
  SalveTimeSpan span;
  int buffer_before; /* minutes */
  int buffer_after;
  char *actors[SALVE_N_ACTOR_KINDS]; /* ids by SalveActorKind; NULL: none */
  SalveAppointmentStatus status;
  gboolean overbooked; /* somebody with the right said so */
} SalveBooking;

GType salve_booking_get_type (void) G_GNUC_CONST;
SalveBooking *
salve_booking_new (const char *id, SalveTimeSpan span, const char *doctor_id, const char *patient_id);
SalveBooking *salve_booking_copy (const SalveBooking *self);
void salve_booking_free (SalveBooking *self);
SalveTimeSpan salve_booking_get_span_of (const SalveBooking *self, SalveActorKind kind);

typedef enum
{
  SALVE_CLASH_TAKEN,  /* another appointment has this actor */
  SALVE_CLASH_CLOSED, /* outside the actor's hours */
  SALVE_CLASH_ABSENT, /* the actor is away; reason says why */
  SALVE_CLASH_HOLIDAY,
} SalveClashKind;

/* What is in the way. */
typedef struct
{
  SalveClashKind kind;
  SalveActorKind actor_kind;
  char *actor_id;
  SalveTimeSpan span; /* of what is in the way */
  char *booking_id;   /* of a SALVE_CLASH_TAKEN, else NULL */
  char *reason;       /* of an absence, or NULL */
} SalveClash;
void salve_clash_free (SalveClash *self);

/* All bookings of a range, an interval tree and the busy spans an actor. */
typedef struct _SalveDiary SalveDiary;

SalveDiary *salve_diary_new (GTimeZone *zone);
void salve_diary_free (SalveDiary *self);
void salve_diary_add (SalveDiary *self, const SalveBooking *booking);
gboolean salve_diary_remove (SalveDiary *self, const char *booking_id);
void salve_diary_block (SalveDiary *self, SalveActorKind kind, const char *actor_id, SalveTimeSpan span);
const SalveBooking *salve_diary_get (const SalveDiary *self, const char *booking_id);
void salve_diary_set_timetable (SalveDiary *self, SalveActorKind kind, SalveTimetable *timetable);
SalveTimetable *salve_diary_get_timetable (const SalveDiary *self, SalveActorKind kind, const char *actor_id);

/* (element-type SalveClash) (transfer full): empty when the booking fits. The booking's own id is never in its way. */
GPtrArray *salve_diary_check (const SalveDiary *self, const SalveBooking *booking);
gboolean
salve_diary_is_free (const SalveDiary *self, SalveActorKind kind, const char *actor_id, SalveTimeSpan span);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveBooking, salve_booking_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveClash, salve_clash_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveDiary, salve_diary_free)

G_END_DECLS
