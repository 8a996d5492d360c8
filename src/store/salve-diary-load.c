/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Diaries and timetables out of the store, and the search for free times, which has a thread of its own. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "salve-appointments.h"
#include "salve-diary-load.h"
#include "salve-projection-scheduler.h"
#include "salve-store-private.h"

/* What reaches into a range may begin so much before it: the longest that is not long, and a buffer. */
#define REACH (SALVE_LONG_APPOINTMENT + 240 * SALVE_INSTANT_MINUTE)

typedef struct
{
  GHashTable *timetables[SALVE_N_ACTOR_KINDS]; /* actor id (of the timetable) → SalveTimetable */
} Timetables;

static void
timetables_init (Timetables *self)
{
  for (int i = 0; i < SALVE_N_ACTOR_KINDS; i++)
    self->timetables[i] =
        g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)salve_timetable_unref);
}

static void
timetables_clear (Timetables *self)
{
  for (int i = 0; i < SALVE_N_ACTOR_KINDS; i++)
    g_clear_pointer (&self->timetables[i], g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Timetables, timetables_clear)

static SalveTimetable *
timetable_of (Timetables *self, SalveActorKind kind, const char *actor_id)
{
  SalveTimetable *timetable = g_hash_table_lookup (self->timetables[kind], actor_id);

  if (timetable == NULL)
    {
      timetable = salve_timetable_new (actor_id);
      g_hash_table_insert (self->timetables[kind], (gpointer)salve_timetable_get_actor_id (timetable),
                           timetable);
    }
  return timetable;
}

static SalvePartialDate
day_of (SalveStatement *row, int column)
{
  SalvePartialDate day = SALVE_PARTIAL_DATE_NONE;

  if (!salve_statement_is_null (row, column))
    salve_partial_date_parse_iso (salve_statement_text (row, column), &day);
  return day;
}

/* hours as the projection writes them: "1:480-720 2:480-720". */
static void
add_hours (SalveTimetable *timetable, const SalveHoursRule *base, const char *hours)
{
  for (const char *at = hours; *at != '\0'; at += strcspn (at, " "), at += *at == ' ')
    {
      SalveHoursRule rule = *base;

      if (sscanf (at, "%u:%d-%d", &rule.weekday, &rule.start_minute, &rule.end_minute) == 3)
        salve_timetable_add_rule (timetable, rule);
    }
}

/* Every doctor has a timetable, so that holidays hold for all; the rules are those of active roles. */
static gboolean
add_roles (Timetables *self, SalveConnection *connection, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection,
      "SELECT p.id, r.location_id, r.valid_from, r.valid_to, r.hours FROM practitioner AS p LEFT JOIN"
      " practitioner_role AS r ON r.doctor_id = p.id AND r.active",
      error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  for (;;)
    {
      SalveHoursRule base = { 0 };
      SalveTimetable *timetable;

      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      timetable = timetable_of (self, SALVE_ACTOR_DOCTOR, salve_statement_text (select, 0));
      if (salve_statement_is_null (select, 4))
        continue;
      base.location_id = g_intern_string (salve_statement_text (select, 1));
      base.valid_from = day_of (select, 2);
      base.valid_to = day_of (select, 3);
      add_hours (timetable, &base, salve_statement_text (select, 4));
    }
}

/* The clinic's own place: the one that is part of nothing and that others are part of; else the only one. */
static const char clinic_place_sql[] =
    "SELECT l.id FROM location AS l WHERE l.part_of IS NULL AND l.active AND coalesce (l.kind, '') <> 'ro'"
    " ORDER BY (SELECT count(*) FROM location AS c WHERE c.part_of = l.id) DESC, l.name, l.id LIMIT 1";

static gboolean
find_clinic_place (SalveConnection *connection, char **id, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (connection, clinic_place_sql, error);
  gboolean row;

  *id = NULL;
  if (select == NULL || !salve_statement_step (select, &row, error))
    return FALSE;
  if (row)
    *id = g_strdup (salve_statement_text (select, 0));
  return TRUE;
}

static void
add_holiday (Timetables *self, SalveTimeSpan span, const char *id, const char *reason)
{
  for (int kind = 0; kind < SALVE_N_ACTOR_KINDS; kind++)
    {
      GHashTableIter iter;
      gpointer timetable;

      g_hash_table_iter_init (&iter, self->timetables[kind]);
      while (g_hash_table_iter_next (&iter, NULL, &timetable))
        salve_timetable_add_exception (timetable, SALVE_EXCEPTION_HOLIDAY, span, id, reason, NULL);
    }
}

static SalveActorKind
kind_of (const char *type)
{
  return g_strcmp0 (type, "Location") == 0 ? SALVE_ACTOR_ROOM
         : g_strcmp0 (type, "Device") == 0 ? SALVE_ACTOR_DEVICE
                                           : SALVE_ACTOR_DOCTOR;
}

static const char slots_sql[] =
    "SELECT s.id, s.opened, s.start, s.end, s.reason, s.location_id, c.actor_type,"
    " coalesce (c.actor_id, s.schedule_id) FROM slot AS s INDEXED BY slot_end LEFT JOIN schedule AS c ON"
    " c.id = s.schedule_id WHERE s.end > ?1 AND s.start < ?2";

/* Absences and opened times, then (of_clinic) the holidays, when everybody who has a timetable is known. */
static gboolean
add_slots (Timetables *self,
           SalveConnection *connection,
           SalveTimeSpan range,
           const char *clinic,
           gboolean of_clinic,
           GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (connection, slots_sql, error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_int (select, 1, range.start);
  salve_statement_bind_int (select, 2, range.end);
  for (;;)
    {
      SalveTimeSpan span;
      const char *id, *reason, *actor;
      gboolean opened, holiday;

      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      id = salve_statement_text (select, 0);
      opened = salve_statement_int (select, 1) != 0;
      span = (SalveTimeSpan){ salve_statement_int (select, 2), salve_statement_int (select, 3) };
      reason = salve_statement_text (select, 4);
      actor = salve_statement_text (select, 7);
      holiday = !opened && clinic != NULL && g_str_equal (actor, clinic);
      if (holiday && of_clinic)
        add_holiday (self, span, id, reason);
      else if (!holiday && !of_clinic)
        salve_timetable_add_exception (timetable_of (self, kind_of (salve_statement_text (select, 6)), actor),
                                       opened ? SALVE_EXCEPTION_OPENED : SALVE_EXCEPTION_ABSENCE, span, id,
                                       reason, g_intern_string (salve_statement_text (select, 5)));
    }
}

/* Holidays are added to those who are known by then: @actor_id is one of them though nothing is said of it. */
static gboolean
read_timetables (Timetables *self,
                 SalveConnection *connection,
                 SalveTimeSpan range,
                 SalveActorKind kind,
                 const char *actor_id,
                 GError **error)
{
  g_autofree char *clinic = NULL;

  timetables_init (self);
  if (actor_id != NULL)
    timetable_of (self, kind, actor_id);
  return add_roles (self, connection, error) && find_clinic_place (connection, &clinic, error)
         && add_slots (self, connection, range, clinic, FALSE, error)
         && add_slots (self, connection, range, clinic, TRUE, error);
}

#define BOOKING_COLUMNS                                                                                      \
  "a.id, a.start, a.end, a.buffer_before, a.buffer_after, a.practitioner_id, a.location_id, a.device_id,"    \
  " a.patient_id, a.status, a.flags"

/* The plus keeps SQLite from an index that it would have to leave for every row. */
const char salve_diary_range_sql[] =
    "SELECT " BOOKING_COLUMNS " FROM appointment AS a WHERE a.start >= ?3 AND"
    " a.start < ?2 AND a.end > ?1 AND +a.taken";
const char salve_diary_long_sql[] =
    "SELECT " BOOKING_COLUMNS " FROM appointment AS a INDEXED BY appointment_long WHERE a.end - a.start >"
    " 14400000000 AND a.end > ?1 AND a.start < ?3 AND a.start < ?2 AND a.taken";

#define BUSY_COLUMNS                                                                                         \
  "a.start, a.end, a.buffer_before, a.buffer_after, a.practitioner_id, a.location_id, a.device_id,"          \
  " a.patient_id"

const char salve_busy_range_sql[] = "SELECT " BUSY_COLUMNS " FROM appointment AS a WHERE a.start >= ?3 AND"
                                    " a.start < ?2 AND a.end > ?1 AND +a.taken";
const char salve_busy_long_sql[] =
    "SELECT " BUSY_COLUMNS " FROM appointment AS a INDEXED BY appointment_long WHERE a.end - a.start >"
    " 14400000000 AND a.end > ?1 AND a.start < ?3 AND a.start < ?2 AND a.taken";

static void
bind_range (SalveStatement *select, SalveTimeSpan range)
{
  salve_statement_bind_int (select, 1, range.start - 240 * SALVE_INSTANT_MINUTE);
  salve_statement_bind_int (select, 2, range.end + 240 * SALVE_INSTANT_MINUTE);
  salve_statement_bind_int (select, 3, range.start - REACH);
}

/* The diary copies what it is given, so the texts are only lent to it. */
static gboolean
add_bookings (SalveDiary *diary,
              SalveConnection *connection,
              const char *sql,
              SalveTimeSpan range,
              GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (connection, sql, error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  bind_range (select, range);
  for (;;)
    {
      SalveBooking booking = { 0 };

      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      booking.id = (char *)salve_statement_text (select, 0);
      booking.span = (SalveTimeSpan){ salve_statement_int (select, 1), salve_statement_int (select, 2) };
      booking.buffer_before = (int)salve_statement_int (select, 3);
      booking.buffer_after = (int)salve_statement_int (select, 4);
      for (int i = 0; i < SALVE_N_ACTOR_KINDS; i++)
        booking.actors[i] = (char *)salve_statement_text (select, 5 + i);
      salve_appointment_status_parse (salve_statement_text (select, 9), &booking.status);
      booking.overbooked = (salve_statement_int (select, 10) & SALVE_FLAG_OVERBOOKED) != 0;
      salve_diary_add (diary, &booking);
    }
}

static gboolean
block (SalveDiary *diary,
       SalveConnection *connection,
       const char *sql,
       SalveTimeSpan range,
       GHashTable *const *actors,
       GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (connection, sql, error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  bind_range (select, range);
  for (;;)
    {
      SalveBooking booking = { 0 };

      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      booking.span = (SalveTimeSpan){ salve_statement_int (select, 0), salve_statement_int (select, 1) };
      booking.buffer_before = (int)salve_statement_int (select, 2);
      booking.buffer_after = (int)salve_statement_int (select, 3);
      for (int i = 0; i < SALVE_N_ACTOR_KINDS; i++)
        {
          const char *actor = g_hash_table_size (actors[i]) > 0 ? salve_statement_text (select, 4 + i) : NULL;

          if (actor != NULL && g_hash_table_contains (actors[i], actor))
            salve_diary_block (diary, (SalveActorKind)i, actor, salve_booking_get_span_of (&booking, i));
        }
    }
}

/* Adds when those of @actors (sets of ids by SalveActorKind) are taken, but not by what. Ranges may overlap. */
gboolean
salve_diary_load_busy (SalveDiary *diary,
                       SalveConnection *connection,
                       SalveTimeSpan range,
                       GHashTable *const *actors,
                       GError **error)
{
  return block (diary, connection, salve_busy_long_sql, range, actors, error)
         && block (diary, connection, salve_busy_range_sql, range, actors, error);
}

static void
set_timetables (SalveDiary *diary, const Timetables *timetables)
{
  for (int kind = 0; kind < SALVE_N_ACTOR_KINDS; kind++)
    {
      GHashTableIter iter;
      gpointer timetable;

      g_hash_table_iter_init (&iter, timetables->timetables[kind]);
      while (g_hash_table_iter_next (&iter, NULL, &timetable))
        salve_diary_set_timetable (diary, (SalveActorKind)kind, timetable);
    }
}

/* A diary of everybody's hours, without bookings. On whichever thread owns the connection. */
SalveDiary *
salve_diary_load_hours (SalveConnection *connection, SalveTimeSpan range, GTimeZone *zone, GError **error)
{
  g_autoptr (SalveDiary) diary = salve_diary_new (zone);
  g_auto (Timetables) timetables = { { NULL } };

  if (!read_timetables (&timetables, connection, range, SALVE_ACTOR_DOCTOR, NULL, error))
    return NULL;
  set_timetables (diary, &timetables);
  return g_steal_pointer (&diary);
}

/* On whichever thread owns the connection. */
SalveDiary *
salve_diary_load (SalveConnection *connection, SalveTimeSpan range, GTimeZone *zone, GError **error)
{
  g_autoptr (SalveDiary) diary = salve_diary_load_hours (connection, range, zone, error);

  if (diary == NULL || !add_bookings (diary, connection, salve_diary_long_sql, range, error)
      || !add_bookings (diary, connection, salve_diary_range_sql, range, error))
    return NULL;
  return g_steal_pointer (&diary);
}

/**
 * salve_store_load_diary:
 * @range: what is to be looked at; whatever reaches into it is loaded
 * @zone: in which weekly hours are meant
 *
 * On the thread that opened the store: for a day, a week or a month, not for years.
 *
 * Returns: (transfer full) (nullable): all bookings that take time, and everybody's timetable with holidays; NULL with
 *   an error
 */
SalveDiary *
salve_store_load_diary (SalveStore *self, SalveTimeSpan range, GTimeZone *zone, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);

  return connection != NULL ? salve_diary_load (connection, range, zone, error) : NULL;
}

/**
 * salve_store_load_hours:
 * @range: of the exceptions
 * @zone: in which weekly hours are meant
 *
 * On the thread that opened the store.
 *
 * Returns: (transfer full) (nullable): everybody's timetable with holidays, and no booking; NULL with an error
 */
SalveDiary *
salve_store_load_hours (SalveStore *self, SalveTimeSpan range, GTimeZone *zone, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);

  return connection != NULL ? salve_diary_load_hours (connection, range, zone, error) : NULL;
}

/**
 * salve_store_load_timetable:
 * @range: of the exceptions
 *
 * Returns: (transfer full) (nullable): the actor's hours, absences, opened times and the clinic's holidays; empty for one
 *   of whom nothing is said; NULL with an error
 */
SalveTimetable *
salve_store_load_timetable (SalveStore *self,
                            SalveActorKind kind,
                            const char *actor_id,
                            SalveTimeSpan range,
                            GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_auto (Timetables) timetables = { { NULL } };

  if (connection == NULL || !read_timetables (&timetables, connection, range, kind, actor_id, error))
    return NULL;
  return salve_timetable_ref (timetable_of (&timetables, kind, actor_id));
}

/* Returns: (transfer full) (nullable): the id of the Location on whose Schedule holidays are; NULL, perhaps without an
 *   error, where there is none */
char *
salve_store_find_clinic_place (SalveStore *self, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  char *id = NULL;

  if (connection != NULL)
    find_clinic_place (connection, &id, error);
  return id;
}
