/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Appointments as calendars and lists show them: columns that lie in the order of time, never JSON. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <string.h>

#include "salve-appointments.h"
#include "salve-diary-load.h"
#include "salve-projection-scheduler.h"
#include "salve-store-private.h"
#include "salve-store-sync.h"

/* So many doctors are looked up one by one; for more, the range is read as a whole. */
#define FEW_DOCTORS 10

#define ROW_COLUMNS                                                                                          \
  "a.id, a.version, a.start, a.end, a.status, a.patient_id, a.patient_name, a.practitioner_id,"              \
  " a.location_id, a.device_id, a.visit_type_id, a.visit_type_name, a.series_id, a.buffer_before,"           \
  " a.buffer_after, a.mode, a.flags"

/* What rows are called and coloured by, of which a clinic has some dozens. Texts are interned. */
typedef struct
{
  GHashTable *rooms;   /* id → name */
  GHashTable *types;   /* id → colour + 1 */
  GHashTable *doctors; /* id → colour + 1 */
  GHashTable *unsent;  /* ids of appointments that the clinic's server has not accepted yet */
  SalveSight *sight;   /* borrowed */
} Names;

void
salve_appointment_row_free (SalveAppointmentRow *self)
{
  g_free (self);
}

/* Returns: (transfer full): the appointment as the rules see it */
SalveBooking *
salve_appointment_row_to_booking (const SalveAppointmentRow *self)
{
  SalveBooking *booking = salve_booking_new (self->id, self->span, self->doctor_id, self->patient_id);

  booking->buffer_before = self->buffer_before;
  booking->buffer_after = self->buffer_after;
  g_set_str (&booking->actors[SALVE_ACTOR_ROOM], self->room_id);
  g_set_str (&booking->actors[SALVE_ACTOR_DEVICE], self->device_id);
  booking->status = self->status;
  booking->overbooked = self->overbooked;
  return booking;
}

static void
names_clear (Names *names)
{
  g_clear_pointer (&names->rooms, g_hash_table_unref);
  g_clear_pointer (&names->types, g_hash_table_unref);
  g_clear_pointer (&names->doctors, g_hash_table_unref);
  g_clear_pointer (&names->unsent, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Names, names_clear)

static GHashTable *
read_pairs (SalveConnection *connection, const char *sql, gboolean texts, GError **error)
{
  g_autoptr (GHashTable) table = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (SalveStatement) select = salve_connection_prepare (connection, sql, error);
  gboolean row;

  if (select == NULL)
    return NULL;
  for (;;)
    {
      const char *id;

      if (!salve_statement_step (select, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&table);
      id = g_intern_string (salve_statement_text (select, 0));
      g_hash_table_insert (table, (gpointer)id,
                           texts ? (gpointer)g_intern_string (salve_statement_text (select, 1))
                                 : GINT_TO_POINTER (salve_statement_int (select, 1) + 1));
    }
}

/* A clinic without a server has nobody who would have to accept anything. */
static GHashTable *
read_unsent (SalveConnection *connection, GError **error)
{
  g_autoptr (GHashTable) unsent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (SalveStatement) select = NULL;
  gint64 connected;
  gboolean row;

  if (!salve_connection_get_int (connection,
                                 "SELECT count(*) FROM meta WHERE name = 'setting:" SALVE_SETTING_SERVER "'",
                                 &connected, error))
    return NULL;
  if (connected == 0)
    return g_steal_pointer (&unsent);
  select = salve_connection_prepare (connection, "SELECT id FROM outbox WHERE type = 'Appointment'", error);
  if (select == NULL)
    return NULL;
  while (salve_statement_step (select, &row, error))
    {
      if (!row)
        return g_steal_pointer (&unsent);
      g_hash_table_add (unsent, g_strdup (salve_statement_text (select, 0)));
    }
  return NULL;
}

static gboolean
names_read (Names *names, SalveStore *store, SalveConnection *connection, GError **error)
{
  names->sight = store->sight;
  names->rooms = read_pairs (connection, "SELECT id, name FROM location", TRUE, error);
  if (names->rooms != NULL)
    names->types = read_pairs (connection, "SELECT id, colour FROM healthcare_service", FALSE, error);
  if (names->types != NULL)
    names->doctors = read_pairs (connection, "SELECT id, colour FROM practitioner", FALSE, error);
  if (names->doctors != NULL)
    names->unsent = read_unsent (connection, error);
  return names->unsent != NULL;
}

static int
colour_of (const Names *names, const SalveAppointmentRow *row)
{
  int colour = -1;

  if (row->visit_type_id != NULL)
    colour = GPOINTER_TO_INT (g_hash_table_lookup (names->types, row->visit_type_id)) - 1;
  if (colour < 0 && row->doctor_id != NULL)
    colour = GPOINTER_TO_INT (g_hash_table_lookup (names->doctors, row->doctor_id)) - 1;
  return MAX (colour, -1);
}

/* What is left where whose appointment it is may not be seen: somebody's time is taken. */
static void
hide (SalveAppointmentRow *row)
{
  row->patient_id = row->patient_name = row->visit_type_id = row->visit_type_name = NULL;
  row->has_note = FALSE;
  row->colour = -1;
  row->hidden = TRUE;
}

/* A row and what only it has to say in one piece of memory; what many say alike is interned. */
static SalveAppointmentRow *
row_new (SalveStatement *s, const Names *names)
{
  static const int own[] = { 0, 5, 6, 11, 12 };
  const char *texts[G_N_ELEMENTS (own)];
  gsize size = sizeof (SalveAppointmentRow);
  SalveAppointmentRow *row;
  char *at;
  gint64 flags = salve_statement_int (s, 16);

  for (gsize i = 0; i < G_N_ELEMENTS (own); i++)
    {
      texts[i] = salve_statement_text (s, own[i]);
      size += texts[i] != NULL ? strlen (texts[i]) + 1 : 0;
    }
  row = g_malloc0 (size);
  at = (char *)(row + 1);
  for (gsize i = 0; i < G_N_ELEMENTS (own); i++)
    if (texts[i] != NULL)
      {
        gsize n = strlen (texts[i]) + 1;

        memcpy (at, texts[i], n);
        texts[i] = at;
        at += n;
      }
  row->id = texts[0];
  row->patient_id = texts[1];
  row->patient_name = texts[2];
  row->visit_type_name = texts[3];
  row->series_id = texts[4];
  row->version = salve_statement_int (s, 1);
  row->span = (SalveTimeSpan){ salve_statement_int (s, 2), salve_statement_int (s, 3) };
  salve_appointment_status_parse (salve_statement_text (s, 4), &row->status);
  row->doctor_id = g_intern_string (salve_statement_text (s, 7));
  row->room_id = g_intern_string (salve_statement_text (s, 8));
  row->device_id = g_intern_string (salve_statement_text (s, 9));
  row->visit_type_id = g_intern_string (salve_statement_text (s, 10));
  row->room_name = row->room_id != NULL ? g_hash_table_lookup (names->rooms, row->room_id) : NULL;
  row->buffer_before = (int)salve_statement_int (s, 13);
  row->buffer_after = (int)salve_statement_int (s, 14);
  row->mode = (SalveVisitModes)salve_statement_int (s, 15);
  row->has_note = (flags & SALVE_FLAG_NOTE) != 0;
  row->overbooked = (flags & SALVE_FLAG_OVERBOOKED) != 0;
  row->in_series = row->series_id != NULL;
  row->colour = colour_of (names, row);
  row->provisional = g_hash_table_contains (names->unsent, row->id);
  if (!salve_sight_has_appointment (names->sight, row->patient_id))
    hide (row);
  return row;
}

/* Adds the rows of a statement whose parameters are bound. */
static gboolean
add_rows (SalveStatement *select, const Names *names, GPtrArray *rows, GHashTable *doctors, GError **error)
{
  gboolean row;

  for (;;)
    {
      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      if (doctors != NULL)
        {
          const char *doctor = salve_statement_text (select, 7);

          if (doctor == NULL || !g_hash_table_contains (doctors, doctor))
            continue;
        }
      g_ptr_array_add (rows, row_new (select, names));
    }
}

#define SHOWN " AND a.status NOT IN ('waitlist', 'entered-in-error')"

/* ?1 start of the range, ?2 its end, ?3 start less the longest that is not long. */
const char salve_list_long_sql[] =
    "SELECT " ROW_COLUMNS " FROM appointment AS a INDEXED BY appointment_long WHERE a.end - a.start >"
    " 14400000000 AND a.end > ?1 AND a.start < ?3 AND a.start < ?2" SHOWN " ORDER BY a.start";
const char salve_list_range_sql[] = "SELECT " ROW_COLUMNS " FROM appointment AS a WHERE a.start >= ?3 AND"
                                    " a.start < ?2 AND a.end > ?1" SHOWN " ORDER BY a.start";
const char salve_list_doctor_sql[] =
    "SELECT " ROW_COLUMNS " FROM appointment AS a WHERE a.practitioner_id = ?4 AND a.start >= ?3 AND"
    " a.start < ?2 AND a.end > ?1" SHOWN " ORDER BY a.start";

static gboolean
add_range (SalveConnection *connection,
           const char *sql,
           SalveTimeSpan range,
           const char *doctor,
           GHashTable *doctors,
           const Names *names,
           GPtrArray *rows,
           GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (connection, sql, error);

  if (select == NULL)
    return FALSE;
  salve_statement_bind_int (select, 1, range.start);
  salve_statement_bind_int (select, 2, range.end);
  salve_statement_bind_int (select, 3, range.start - SALVE_LONG_APPOINTMENT);
  if (doctor != NULL)
    salve_statement_bind_text (select, 4, doctor);
  return add_rows (select, names, rows, doctors, error);
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const SalveAppointmentRow *first = a, *second = b;

  if (first->span.start != second->span.start)
    return first->span.start < second->span.start ? -1 : 1;
  return strcmp (first->id, second->id);
}

static GHashTable *
set_of (const char *const *ids)
{
  GHashTable *set = ids != NULL ? g_hash_table_new (g_str_hash, g_str_equal) : NULL;

  for (gsize i = 0; ids != NULL && ids[i] != NULL; i++)
    g_hash_table_add (set, (gpointer)ids[i]);
  return set;
}

/**
 * salve_store_list_appointments:
 * @range: also what began before it and reaches into it is listed
 * @doctors: (nullable): ids, %NULL-terminated; NULL for all and for those without a doctor
 *
 * On the thread that opened the store. Cancelled and missed ones are among them, wishes and errors are not.
 *
 * Returns: (transfer full) (element-type SalveAppointmentRow) (nullable): in order of their start; NULL with an error
 */
GPtrArray *
salve_store_list_appointments (SalveStore *self,
                               SalveTimeSpan range,
                               const char *const *doctors,
                               GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) set = set_of (doctors);
  g_auto (Names) names = { NULL };

  if (connection == NULL || !names_read (&names, self, connection, error)
      || !add_range (connection, salve_list_long_sql, range, NULL, set, &names, rows, error))
    return NULL;
  if (set == NULL || g_hash_table_size (set) > FEW_DOCTORS)
    return add_range (connection, salve_list_range_sql, range, NULL, set, &names, rows, error)
               ? g_steal_pointer (&rows)
               : NULL;
  for (gsize i = 0; doctors[i] != NULL; i++)
    if (!add_range (connection, salve_list_doctor_sql, range, doctors[i], NULL, &names, rows, error))
      return NULL;
  g_ptr_array_sort_values (rows, compare_rows);
  return g_steal_pointer (&rows);
}

static GPtrArray *
list_by_text (SalveStore *self, const char *sql, const char *text, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (SalveStatement) select = NULL;
  g_auto (Names) names = { NULL };

  if (connection == NULL || !names_read (&names, self, connection, error))
    return NULL;
  select = salve_connection_prepare (connection, sql, error);
  if (select == NULL)
    return NULL;
  salve_statement_bind_text (select, 1, text);
  return add_rows (select, &names, rows, NULL, error) ? g_steal_pointer (&rows) : NULL;
}

#define TIMED " AND a.start > -9223372036854775808"

/* All of a patient's appointments that have a time, in its order. On the thread that opened the store. */
GPtrArray *
salve_store_list_patient_appointments (SalveStore *self, const char *patient_id, GError **error)
{
  return list_by_text (self,
                       "SELECT " ROW_COLUMNS " FROM appointment AS a WHERE a.patient_id = ?" TIMED SHOWN
                       " ORDER BY a.start",
                       patient_id, error);
}

/* All instances of a series, in the order of their time. On the thread that opened the store. */
GPtrArray *
salve_store_list_series (SalveStore *self, const char *series_id, GError **error)
{
  return list_by_text (self,
                       "SELECT " ROW_COLUMNS " FROM appointment AS a WHERE a.series_id = ?" TIMED SHOWN
                       " ORDER BY a.start",
                       series_id, error);
}

/**
 * salve_store_read_appointment_row:
 *
 * Returns: (transfer full) (nullable): the row; NULL with SALVE_STORE_ERROR_NOT_FOUND where there is no such appointment
 */
SalveAppointmentRow *
salve_store_read_appointment_row (SalveStore *self, const char *appointment_id, GError **error)
{
  g_autoptr (GPtrArray) rows = list_by_text (
      self,
      "SELECT " ROW_COLUMNS " FROM appointment AS a WHERE a.record = (SELECT rowid FROM resource"
      " WHERE id = ? AND type = 'Appointment')",
      appointment_id, error);

  if (rows == NULL)
    return NULL;
  if (rows->len == 0)
    {
      g_set_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_NOT_FOUND, "Appointment/%s", appointment_id);
      return NULL;
    }
  return g_ptr_array_steal_index (rows, 0);
}

/* The first appointments of each of some days, and how many there are, while all of them are gone through. */
typedef struct
{
  SalveInstant start;
  gint64 record;
} FirstKey;

typedef struct
{
  const SalveInstant *starts; /* of the days, and the end of the last */
  guint n_days;
  guint most;     /* a day */
  guint statuses; /* bits */
  FirstKey *keys; /* most a day, those of a day in their order */
  guint *n_keys;
  GArray *n_more; /* guint a day: those that are not among the keys */
  GArray *apart;  /* records that are on no day, because they last one or longer */
} Firsts;

static void
firsts_clear (Firsts *self)
{
  g_clear_pointer (&self->keys, g_free);
  g_clear_pointer (&self->n_keys, g_free);
  g_clear_pointer (&self->n_more, g_array_unref);
  g_clear_pointer (&self->apart, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Firsts, firsts_clear)

static void
firsts_init (Firsts *self)
{
  self->keys = g_new (FirstKey, (gsize)self->n_days * self->most + 1);
  self->n_keys = g_new0 (guint, self->n_days + 1);
  self->n_more = g_array_sized_new (FALSE, TRUE, sizeof (guint), self->n_days);
  g_array_set_size (self->n_more, self->n_days);
  self->apart = g_array_new (FALSE, FALSE, sizeof (gint64));
}

static gboolean
comes_before (FirstKey a, FirstKey b)
{
  return a.start != b.start ? a.start < b.start : a.record < b.record;
}

static void
firsts_add (Firsts *self, guint day, FirstKey key)
{
  FirstKey *keys = self->keys + (gsize)day * self->most;
  guint *n = &self->n_keys[day], at;

  for (guint i = 0; i < self->apart->len; i++)
    if (g_array_index (self->apart, gint64, i) == key.record)
      return;
  if (*n == self->most)
    {
      g_array_index (self->n_more, guint, day)++;
      if (*n == 0 || !comes_before (key, keys[*n - 1]))
        return;
      --*n;
    }
  for (at = (*n)++; at > 0 && comes_before (key, keys[at - 1]); at--)
    keys[at] = keys[at - 1];
  keys[at] = key;
}

static gboolean
is_wanted (const Firsts *self, const char *code)
{
  SalveAppointmentStatus status;

  return salve_appointment_status_parse (code, &status) && (self->statuses & (1u << status)) != 0;
}

const char salve_first_of_doctor_sql[] =
    "SELECT start, record, status FROM appointment INDEXED BY appointment_practitioner"
    " WHERE practitioner_id = ?1 AND start >= ?2 AND start < ?3 ORDER BY start";

/* Counts one doctor's, whose statement is bound. */
static gboolean
firsts_count (Firsts *self, SalveStatement *select, GError **error)
{
  guint day = 0;
  gboolean row;

  while (salve_statement_step (select, &row, error))
    {
      FirstKey key;

      if (!row)
        return TRUE;
      key = (FirstKey){ salve_statement_int (select, 0), salve_statement_int (select, 1) };
      while (key.start >= self->starts[day + 1])
        day++;
      if (is_wanted (self, salve_statement_text (select, 2)))
        firsts_add (self, day, key);
    }
  return FALSE;
}

static gboolean
firsts_count_all (Firsts *self, SalveConnection *connection, const char *const *doctors, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (connection, salve_first_of_doctor_sql, error);

  if (select == NULL)
    return FALSE;
  for (gsize i = 0; doctors[i] != NULL; i++)
    {
      salve_statement_bind_text (select, 1, doctors[i]);
      salve_statement_bind_int (select, 2, self->starts[0]);
      salve_statement_bind_int (select, 3, self->starts[self->n_days]);
      if (!firsts_count (self, select, error))
        return FALSE;
      salve_statement_rewind (select);
    }
  return TRUE;
}

/* ?1 start of the range, ?2 its end. */
const char salve_list_days_long_sql[] =
    "SELECT " ROW_COLUMNS ", a.record FROM appointment AS a INDEXED BY appointment_long"
    " WHERE a.end - a.start > 14400000000 AND a.end - a.start >= 86400000000 AND a.end > ?1 AND a.start < ?2";

/* What lasts a day or longer. */
static gboolean
firsts_list_long (Firsts *self,
                  SalveConnection *connection,
                  const char *const *doctors,
                  const Names *names,
                  GPtrArray *rows,
                  GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (connection, salve_list_days_long_sql, error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_int (select, 1, self->starts[0]);
  salve_statement_bind_int (select, 2, self->starts[self->n_days]);
  while (salve_statement_step (select, &row, error))
    {
      const char *doctor;
      gint64 record;

      if (!row)
        return TRUE;
      doctor = salve_statement_text (select, 7);
      record = salve_statement_int (select, 17);
      g_array_append_val (self->apart, record);
      if (doctor != NULL && g_strv_contains (doctors, doctor)
          && is_wanted (self, salve_statement_text (select, 4)))
        g_ptr_array_add (rows, row_new (select, names));
    }
  return FALSE;
}

static gboolean
firsts_read (Firsts *self, SalveConnection *connection, const Names *names, GPtrArray *rows, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection, "SELECT " ROW_COLUMNS " FROM appointment AS a WHERE a.start = ?1 AND a.record = ?2", error);

  if (select == NULL)
    return FALSE;
  for (guint day = 0; day < self->n_days; day++)
    for (guint i = 0; i < self->n_keys[day]; i++)
      {
        const FirstKey *key = &self->keys[(gsize)day * self->most + i];

        salve_statement_bind_int (select, 1, key->start);
        salve_statement_bind_int (select, 2, key->record);
        if (!add_rows (select, names, rows, NULL, error))
          return FALSE;
        salve_statement_rewind (select);
      }
  return TRUE;
}

/**
 * salve_store_list_first_appointments:
 * @starts: (array): where each day begins, and where the last one ends: one more than @n_days
 * @doctors: ids, %NULL-terminated
 * @statuses: bits 1 << SalveAppointmentStatus: those to list
 * @most: how many a day
 * @n_more: (out) (transfer full) (element-type guint): how many more begin on each day
 *
 * What a month shows of itself: of the other appointments nothing but their number is read. What lasts a day or longer
 * is always listed and never counted. On the thread that opened the store.
 *
 * Returns: (transfer full) (element-type SalveAppointmentRow) (nullable): in order of their start; NULL with an error
 */
GPtrArray *
salve_store_list_first_appointments (SalveStore *self,
                                     const SalveInstant *starts,
                                     guint n_days,
                                     const char *const *doctors,
                                     guint statuses,
                                     guint most,
                                     GArray **n_more,
                                     GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);
  g_auto (Firsts) firsts = { .starts = starts, .n_days = n_days, .most = most, .statuses = statuses };
  g_auto (Names) names = { NULL };

  firsts_init (&firsts);
  if (connection == NULL || !names_read (&names, self, connection, error)
      || !firsts_list_long (&firsts, connection, doctors, &names, rows, error)
      || !firsts_count_all (&firsts, connection, doctors, error)
      || !firsts_read (&firsts, connection, &names, rows, error))
    return NULL;
  g_ptr_array_sort_values (rows, compare_rows);
  *n_more = g_steal_pointer (&firsts.n_more);
  return g_steal_pointer (&rows);
}

/* Returns: (transfer full) (nullable): ids as a JSON list */
static char *
ids_to_json (const char *const *ids)
{
  g_autoptr (GString) json = NULL;

  if (ids == NULL)
    return NULL;
  json = g_string_new ("[");
  for (gsize i = 0; ids[i] != NULL; i++)
    if (salve_resource_is_valid_id (ids[i]))
      g_string_append_printf (json, "%s\"%s\"", json->len > 1 ? "," : "", ids[i]);
  g_string_append_c (json, ']');
  return g_string_free_and_steal (g_steal_pointer (&json));
}

const char salve_count_day_sql[] =
    "SELECT count(*) FROM appointment INDEXED BY appointment_load WHERE taken AND start >= ?1 AND start < ?2"
    " AND (?3 IS NULL OR practitioner_id IN (SELECT value FROM json_each (?3)))";

/**
 * salve_store_count_appointments_by_day:
 * @first: a day
 * @last: the last day that is counted
 * @zone: in which days begin
 * @doctors: (nullable): ids, %NULL-terminated; NULL for all
 *
 * On the thread that opened the store. Counts what takes time, on the day on which it begins.
 *
 * Returns: (transfer full) (element-type guint) (nullable): a number a day; NULL with an error
 */
GArray *
salve_store_count_appointments_by_day (SalveStore *self,
                                       SalvePartialDate first,
                                       SalvePartialDate last,
                                       GTimeZone *zone,
                                       const char *const *doctors,
                                       GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (SalveStatement) select = NULL;
  g_autofree char *ids = ids_to_json (doctors);

  select = connection != NULL ? salve_connection_prepare (connection, salve_count_day_sql, error) : NULL;
  if (select == NULL)
    return NULL;
  for (SalvePartialDate day = first; salve_partial_date_compare (day, last) <= 0;
       day = salve_partial_date_add_days (day, 1))
    {
      SalveTimeSpan span = salve_wall_clock_day (day, zone);
      gboolean row;
      guint n;

      salve_statement_bind_int (select, 1, span.start);
      salve_statement_bind_int (select, 2, span.end);
      salve_statement_bind_text (select, 3, ids);
      if (!salve_statement_step (select, &row, error))
        return NULL;
      n = (guint)salve_statement_int (select, 0);
      g_array_append_val (counts, n);
      salve_statement_rewind (select);
    }
  return g_steal_pointer (&counts);
}
