/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-first-free.h"
#include "salve-store.h"
#include "salve-waiting-list.h"

G_BEGIN_DECLS

/* The scheduler's reads: indexed columns, never JSON. They are made on the thread that opened the store, but for
 * salve_store_find_free(). Arrays are (transfer full) and free what they hold. */

/* What a calendar shows of an appointment. Plain and read-only; one piece of memory. */
typedef struct
{
  const char *id;
  gint64 version;
  SalveTimeSpan span;
  SalveAppointmentStatus status;
  const char *patient_id;      /* or NULL */
  const char *patient_name;    /* or NULL */
  const char *doctor_id;       /* or NULL */
  const char *room_id;         /* or NULL */
  const char *room_name;       /* or NULL */
  const char *device_id;       /* or NULL */
  const char *visit_type_id;   /* or NULL */
  const char *visit_type_name; /* or NULL */
  const char *series_id;       /* or NULL */
  int colour;                  /* the visit type's, else the doctor's; -1: none */
  int buffer_before;           /* minutes */
  int buffer_after;
  SalveVisitModes mode;
  gboolean has_note;
  gboolean in_series;
  gboolean overbooked;
  gboolean provisional; /* not yet accepted by a server */
  gboolean hidden;      /* whose it is and what for may not be seen: both are NULL */
} SalveAppointmentRow;

void salve_appointment_row_free (SalveAppointmentRow *self);
SalveBooking *salve_appointment_row_to_booking (const SalveAppointmentRow *self);

GPtrArray *salve_store_list_appointments (SalveStore *self,
                                          SalveTimeSpan range,
                                          const char *const *doctors,
                                          GError **error);
GPtrArray *salve_store_list_first_appointments (SalveStore *self,
                                                const SalveInstant *starts,
                                                guint n_days,
                                                const char *const *doctors,
                                                guint statuses,
                                                guint most,
                                                GArray **n_more,
                                                GError **error);
GPtrArray *salve_store_list_patient_appointments (SalveStore *self, const char *patient_id, GError **error);
GPtrArray *salve_store_list_series (SalveStore *self, const char *series_id, GError **error);
SalveAppointmentRow *
salve_store_read_appointment_row (SalveStore *self, const char *appointment_id, GError **error);

/* Appointments that take time, a guint a day of the range, for the mini-month. */
GArray *salve_store_count_appointments_by_day (SalveStore *self,
                                               SalvePartialDate first,
                                               SalvePartialDate last,
                                               GTimeZone *zone,
                                               const char *const *doctors,
                                               GError **error);

SalveDiary *salve_store_load_diary (SalveStore *self, SalveTimeSpan range, GTimeZone *zone, GError **error);
SalveDiary *salve_store_load_hours (SalveStore *self, SalveTimeSpan range, GTimeZone *zone, GError **error);
SalveTimetable *salve_store_load_timetable (SalveStore *self,
                                            SalveActorKind kind,
                                            const char *actor_id,
                                            SalveTimeSpan range,
                                            GError **error);

/* A first-free answer that outlives the query. */
#define SALVE_TYPE_FREE_TIMES (salve_free_times_get_type ())
typedef struct
{
  gatomicrefcount ref_count;
  GArray *times; /* SalveFreeTime; its doctor_id is interned */
} SalveFreeTimes;
GType salve_free_times_get_type (void) G_GNUC_CONST;
SalveFreeTimes *salve_free_times_ref (SalveFreeTimes *self);
void salve_free_times_unref (SalveFreeTimes *self);
DexFuture *salve_store_find_free (SalveStore *self, const SalveFreeQuery *query, GTimeZone *zone);

typedef struct
{
  char *id;
  gint64 version;
  char *name;
  char *name_key; /* sorts by family name */
  char **specialties;
  int colour; /* 0 to 11, -1: none */
  gboolean active;
  gboolean has_photo;
} SalveDoctorRow;
void salve_doctor_row_free (SalveDoctorRow *self);

typedef struct
{
  char *id;
  gint64 version;
  char *name;
  char *part_of_id; /* or NULL */
  gboolean active;
} SalveRoomRow; /* a place, or a device: that has no part_of_id */
void salve_room_row_free (SalveRoomRow *self);

typedef struct
{
  gint64 version;
  SalveWish *wish;
  char *patient_name; /* or NULL */
} SalveWishRow;
void salve_wish_row_free (SalveWishRow *self);

/* An opened time that is over. */
typedef struct
{
  char *id; /* of the Slot */
  gint64 version;
} SalveSlotRow;
void salve_slot_row_free (SalveSlotRow *self);
GPtrArray *
salve_store_list_expired_slots (SalveStore *self, SalveInstant before, guint limit, GError **error);

GPtrArray *salve_store_list_visit_types (SalveStore *self, GError **error); /* SalveVisitType */
GPtrArray *salve_store_list_doctors (SalveStore *self, GError **error);     /* SalveDoctorRow */
GPtrArray *salve_store_list_rooms (SalveStore *self, GError **error); /* SalveRoomRow: physicalType ro */
GPtrArray *salve_store_list_beds (SalveStore *self, GError **error);  /* SalveRoomRow: physicalType bd */
GPtrArray *salve_store_list_places (SalveStore *self,
                                    GError **error); /* SalveRoomRow: every other Location */
GPtrArray *salve_store_list_devices (SalveStore *self,
                                     GError **error); /* SalveRoomRow: Devices that are no patient's */
GPtrArray *salve_store_list_wishes (SalveStore *self, GError **error); /* SalveWishRow */
GPtrArray *salve_store_list_doctor_roles (SalveStore *self,
                                          const char *doctor_id,
                                          GError **error); /* SalveResource: PractitionerRole */
char *salve_store_find_clinic_place (SalveStore *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveAppointmentRow, salve_appointment_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveFreeTimes, salve_free_times_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveDoctorRow, salve_doctor_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveRoomRow, salve_room_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveSlotRow, salve_slot_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveWishRow, salve_wish_row_free)

G_END_DECLS
