/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nobody twice at one time. The check is made inside the transaction that writes, after all of a change is written: so
 * two who race for a time are one behind the other, and appointments that change places do not stand in each other's
 * way. The rules are those of salve_diary_check(). */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-booking-check.h"

#include <glib/gi18n-lib.h>

#include "salve-diary.h"
#include "salve-projection-scheduler.h"
#include "salve-statement.h"

#define BUFFER_MAX (240 * SALVE_INSTANT_MINUTE)

/* Columns of an appointment as a booking, in the order of SalveActorKind. */
#define BOOKING_COLUMNS                                                                                      \
  "a.id, a.start, a.end, a.buffer_before, a.buffer_after, a.practitioner_id, a.location_id, a.device_id,"    \
  " a.patient_id, a.taken, a.flags"

struct _SalveBookingCheck
{
  GPtrArray *ids;       /* (element-type utf8): appointments that the change puts */
  GPtrArray *before;    /* (element-type SalveBooking) (nullable): what each was; NULL: took no time */
  GHashTable *patients; /* ids of the patients that the change puts too */
  gboolean undo;
};

void
salve_booking_check_free (SalveBookingCheck *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->ids);
  g_ptr_array_unref (self->before);
  g_hash_table_unref (self->patients);
  g_free (self);
}

static SalveBooking *
read_booking (SalveStatement *row)
{
  SalveTimeSpan span = { salve_statement_int (row, 1), salve_statement_int (row, 2) };
  SalveBooking *booking = salve_booking_new (salve_statement_text (row, 0), span, NULL, NULL);

  booking->buffer_before = (int)salve_statement_int (row, 3);
  booking->buffer_after = (int)salve_statement_int (row, 4);
  for (int i = 0; i < SALVE_N_ACTOR_KINDS; i++)
    g_set_str (&booking->actors[i], salve_statement_text (row, 5 + i));
  booking->overbooked = (salve_statement_int (row, 10) & SALVE_FLAG_OVERBOOKED) != 0;
  return booking;
}

/* booking: (out) (transfer full): NULL where there is none or it takes no time */
static gboolean
find_booking (SalveConnection *connection, const char *id, SalveBooking **booking, GError **error)
{
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection,
                                "SELECT " BOOKING_COLUMNS " FROM appointment AS a WHERE a.record ="
                                " (SELECT rowid FROM resource WHERE id = ? AND type = 'Appointment')",
                                error);
  gboolean row;

  *booking = NULL;
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, id);
  if (!salve_statement_step (select, &row, error))
    return FALSE;
  if (row && salve_statement_int (select, 9) != 0)
    *booking = read_booking (select);
  return TRUE;
}

/**
 * salve_booking_check_begin:
 * @undo: whether the change takes another one back
 *
 * Inside the transaction, before the change is written.
 */
SalveBookingCheck *
salve_booking_check_begin (SalveConnection *connection, SalveChange *change, gboolean undo, GError **error)
{
  g_autoptr (SalveBookingCheck) self = g_new0 (SalveBookingCheck, 1);

  self->undo = undo;
  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->patients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->before = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_booking_free);
  for (guint i = 0; i < salve_change_get_n_items (change); i++)
    {
      const SalveChangeItem *item = salve_change_get_item (change, i);
      SalveBooking *booking;

      if (g_str_equal (item->type, "Patient"))
        g_hash_table_add (self->patients, g_strdup (item->id));
      if (item->resource == NULL || !g_str_equal (item->type, "Appointment"))
        continue;
      if (!find_booking (connection, item->id, &booking, error))
        return NULL;
      g_ptr_array_add (self->ids, g_strdup (item->id));
      g_ptr_array_add (self->before, booking);
    }
  return g_steal_pointer (&self);
}

static gboolean
contains (SalveTimeSpan outer, SalveTimeSpan inner)
{
  return outer.start <= inner.start && inner.end <= outer.end;
}

/* Whoever takes no more of an actor's time than before needs no new leave: a note can be added to an appointment that
 * another one was overbooked onto, and it can be made shorter. */
static gboolean
takes_more (const SalveBooking *before, const SalveBooking *now, SalveActorKind kind)
{
  return before == NULL || g_strcmp0 (before->actors[kind], now->actors[kind]) != 0
         || !contains (salve_booking_get_span_of (before, kind), salve_booking_get_span_of (now, kind))
         || (before->overbooked && !now->overbooked);
}

/* Two records of one person become one, or two again: the appointments have been, or were made, as they are. */
static gboolean
is_merge (const SalveBookingCheck *self,
          const SalveBooking *before,
          const SalveBooking *now,
          SalveActorKind kind)
{
  return kind == SALVE_ACTOR_PATIENT && before != NULL && before->actors[kind] != NULL
         && contains (before->span, now->span) && g_hash_table_contains (self->patients, before->actors[kind])
         && g_hash_table_contains (self->patients, now->actors[kind]);
}

static const char *const find_sql[SALVE_N_ACTOR_KINDS] = {
#define FIND(column)                                                                                         \
  "SELECT " BOOKING_COLUMNS " FROM appointment AS a WHERE a." column " = ?1 AND a.start >= ?2"               \
  " AND a.start < ?3 AND a.taken UNION ALL SELECT " BOOKING_COLUMNS " FROM appointment AS a INDEXED BY"      \
  " appointment_long WHERE a.end - a.start > 14400000000 AND a.end > ?2 AND a.start < ?2 AND a." column      \
  " = ?1 AND a.taken"
  [SALVE_ACTOR_DOCTOR] = FIND ("practitioner_id"),
  [SALVE_ACTOR_ROOM] = FIND ("location_id"),
  [SALVE_ACTOR_DEVICE] = FIND ("device_id"),
  [SALVE_ACTOR_PATIENT] = FIND ("patient_id"),
#undef FIND
};

static gboolean
is_in_the_way (const SalveBookingCheck *self,
               const SalveBooking *booking,
               const SalveBooking *other,
               SalveActorKind kind)
{
  if (g_str_equal (other->id, booking->id)
      || !salve_time_span_overlaps (salve_booking_get_span_of (booking, kind),
                                    salve_booking_get_span_of (other, kind)))
    return FALSE;
  /* What is put back was there when the other one was allowed onto it. */
  return !(self->undo && other->overbooked);
}

/* clash: (out) (transfer full): the first that is in the way, or NULL */
static gboolean
find_clash (const SalveBookingCheck *self,
            SalveConnection *connection,
            const SalveBooking *booking,
            SalveActorKind kind,
            SalveBooking **clash,
            GError **error)
{
  SalveTimeSpan span = salve_booking_get_span_of (booking, kind);
  g_autoptr (SalveStatement) select = salve_connection_prepare (connection, find_sql[kind], error);
  gboolean row;

  *clash = NULL;
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, booking->actors[kind]);
  salve_statement_bind_int (select, 2, span.start - SALVE_LONG_APPOINTMENT - BUFFER_MAX);
  salve_statement_bind_int (select, 3, span.end + BUFFER_MAX);
  for (;;)
    {
      g_autoptr (SalveBooking) other = NULL;

      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      other = read_booking (select);
      if (is_in_the_way (self, booking, other, kind))
        {
          *clash = g_steal_pointer (&other);
          return TRUE;
        }
    }
}

/* Of several appointments, which one it is that cannot be. */
static void
name_visit (GString *text, SalveInstant start, GTimeZone *zone, const SalveLocale *locale)
{
  g_autofree char *when = salve_instant_format_local (start, zone, locale, SALVE_INSTANT_STYLE_DATE_TIME);
  g_autofree char *sentence = g_string_free_and_steal (g_string_new_len (text->str, (gssize)text->len));

  /* Translators: %1$s is a date and a time, %2$s a sentence */
  g_string_assign (text, _ ("The visit of %1$s: %2$s"));
  g_string_replace (text, "%1$s", when, 0);
  g_string_replace (text, "%2$s", sentence, 0);
}

/* Says who and when, and of whom the other appointment is nothing. */
static gboolean
refuse (SalveActorKind kind,
        SalveTimeSpan span,
        SalveInstant visit,
        GTimeZone *zone,
        const SalveLocale *locale,
        GError **error)
{
  g_autofree char *from =
      salve_instant_format_local (span.start, zone, locale, SALVE_INSTANT_STYLE_DATE_TIME);
  g_autofree char *to = salve_instant_format_local (span.end, zone, locale, SALVE_INSTANT_STYLE_TIME);
  const char *sentences[SALVE_N_ACTOR_KINDS] = {
    /* Translators: %1$s is a date and a time, %2$s a time. */
    [SALVE_ACTOR_DOCTOR] = _ ("The doctor has another appointment then, from %1$s to %2$s."),
    /* Translators: %1$s is a date and a time, %2$s a time. */
    [SALVE_ACTOR_ROOM] = _ ("The room is taken then, from %1$s to %2$s."),
    /* Translators: %1$s is a date and a time, %2$s a time. */
    [SALVE_ACTOR_DEVICE] = _ ("The device is taken then, from %1$s to %2$s."),
    /* Translators: %1$s is a date and a time, %2$s a time. */
    [SALVE_ACTOR_PATIENT] = _ ("The patient has another appointment then, from %1$s to %2$s."),
  };
  g_autoptr (GString) text = g_string_new (sentences[kind]);

  g_string_replace (text, "%1$s", from, 0);
  g_string_replace (text, "%2$s", to, 0);
  if (visit != SALVE_INSTANT_NONE)
    name_visit (text, visit, zone, locale);
  g_set_error_literal (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_TAKEN, text->str);
  return FALSE;
}

static gboolean
check_one (const SalveBookingCheck *self,
           SalveConnection *connection,
           guint index,
           GTimeZone *zone,
           const SalveLocale *locale,
           GError **error)
{
  const SalveBooking *before = self->before->pdata[index];
  g_autoptr (SalveBooking) booking = NULL;

  if (!find_booking (connection, self->ids->pdata[index], &booking, error))
    return FALSE;
  if (booking == NULL || booking->overbooked)
    return TRUE;
  for (SalveActorKind kind = 0; kind < SALVE_N_ACTOR_KINDS; kind++)
    {
      g_autoptr (SalveBooking) clash = NULL;

      if (booking->actors[kind] == NULL || !takes_more (before, booking, kind)
          || is_merge (self, before, booking, kind))
        continue;
      if (!find_clash (self, connection, booking, kind, &clash, error))
        return FALSE;
      if (clash != NULL)
        return refuse (kind, clash->span, self->ids->len > 1 ? booking->span.start : SALVE_INSTANT_NONE, zone,
                       locale, error);
    }
  return TRUE;
}

/**
 * salve_booking_check_finish:
 * @zone: of the time in the message
 *
 * Inside the same transaction, after the whole change is written.
 *
 * Returns: FALSE with SALVE_STORE_ERROR_TAKEN where an appointment takes time that somebody or something has given to
 *   another one and nobody allowed it; the caller rolls back
 */
gboolean
salve_booking_check_finish (SalveBookingCheck *self,
                            SalveConnection *connection,
                            GTimeZone *zone,
                            const SalveLocale *locale,
                            GError **error)
{
  for (guint i = 0; i < self->ids->len; i++)
    if (!check_one (self, connection, i, zone, locale, error))
      return FALSE;
  return TRUE;
}
