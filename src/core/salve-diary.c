/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-diary.h"

#include "salve-diary-private.h"
#include "salve-timetable-private.h"

G_DEFINE_BOXED_TYPE (SalveBooking, salve_booking, salve_booking_copy, salve_booking_free)

struct _SalveDiary
{
  GTimeZone *zone;
  GHashTable *bookings;                        /* id → SalveBooking */
  GHashTable *taken[SALVE_N_ACTOR_KINDS];      /* actor → Taken */
  GHashTable *timetables[SALVE_N_ACTOR_KINDS]; /* actor → SalveTimetable */
  gboolean blocked;                            /* somebody is taken by something that is no booking here */
};

/* An actor's time, buffers included, twice: what takes it is looked for in the tree, where there is some left beside it. */
typedef struct
{
  SalveIntervalTree *tree; /* of SalveBooking */
  SalveBusySpans busy;
} Taken;

static void
taken_free (gpointer data)
{
  Taken *taken = data;

  salve_interval_tree_free (taken->tree);
  salve_busy_spans_clear (&taken->busy);
  g_free (taken);
}

static Taken *
taken_of (SalveDiary *self, SalveActorKind kind, const char *actor_id)
{
  Taken *taken = g_hash_table_lookup (self->taken[kind], actor_id);

  if (!taken)
    {
      taken = g_new0 (Taken, 1);
      taken->tree = salve_interval_tree_new (NULL);
      g_hash_table_insert (self->taken[kind], g_strdup (actor_id), taken);
    }
  return taken;
}

/**
 * salve_booking_new:
 * @id: of the Appointment
 * @doctor_id: (nullable): who sees the patient
 * @patient_id: (nullable): who comes
 *
 * Returns: (transfer full): a booked one without buffers
 */
SalveBooking *
salve_booking_new (const char *id, SalveTimeSpan span, const char *doctor_id, const char *patient_id)
{
  SalveBooking *self = g_new0 (SalveBooking, 1);

  self->id = g_strdup (id);
  self->span = span;
  self->actors[SALVE_ACTOR_DOCTOR] = g_strdup (doctor_id);
  self->actors[SALVE_ACTOR_PATIENT] = g_strdup (patient_id);
  self->status = SALVE_APPOINTMENT_BOOKED;
  return self;
}

SalveBooking *
salve_booking_copy (const SalveBooking *self)
{
  SalveBooking *copy = g_memdup2 (self, sizeof *self);

  copy->id = g_strdup (self->id);
  for (guint i = 0; i < SALVE_N_ACTOR_KINDS; i++)
    copy->actors[i] = g_strdup (self->actors[i]);
  return copy;
}

void
salve_booking_free (SalveBooking *self)
{
  if (!self)
    return;
  g_free (self->id);
  for (guint i = 0; i < SALVE_N_ACTOR_KINDS; i++)
    g_free (self->actors[i]);
  g_free (self);
}

/**
 * salve_booking_get_span_of:
 *
 * Returns: how long it takes that actor: with the buffers for all but the patient, who is there only for the visit
 */
SalveTimeSpan
salve_booking_get_span_of (const SalveBooking *self, SalveActorKind kind)
{
  if (kind == SALVE_ACTOR_PATIENT)
    return self->span;
  return (SalveTimeSpan){ self->span.start - self->buffer_before * SALVE_INSTANT_MINUTE,
                          self->span.end + self->buffer_after * SALVE_INSTANT_MINUTE };
}

void
salve_clash_free (SalveClash *self)
{
  if (!self)
    return;
  g_free (self->actor_id);
  g_free (self->booking_id);
  g_free (self->reason);
  g_free (self);
}

/**
 * salve_diary_new:
 * @zone: (transfer none): in which weekly hours are meant
 */
SalveDiary *
salve_diary_new (GTimeZone *zone)
{
  SalveDiary *self = g_new0 (SalveDiary, 1);

  self->zone = g_time_zone_ref (zone);
  self->bookings = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)salve_booking_free);
  for (guint i = 0; i < SALVE_N_ACTOR_KINDS; i++)
    {
      self->taken[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, taken_free);
      self->timetables[i] =
          g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)salve_timetable_unref);
    }
  return self;
}

void
salve_diary_free (SalveDiary *self)
{
  if (!self)
    return;
  for (guint i = 0; i < SALVE_N_ACTOR_KINDS; i++)
    {
      g_hash_table_unref (self->taken[i]);
      g_hash_table_unref (self->timetables[i]);
    }
  g_hash_table_unref (self->bookings);
  g_time_zone_unref (self->zone);
  g_free (self);
}

/**
 * salve_diary_add:
 * @booking: copied; one of the same id is replaced. Those whose status takes no time are kept, but in nobody's way.
 */
void
salve_diary_add (SalveDiary *self, const SalveBooking *booking)
{
  SalveBooking *copy = salve_booking_copy (booking);

  salve_diary_remove (self, booking->id);
  g_hash_table_insert (self->bookings, copy->id, copy);
  if (!salve_appointment_status_takes_time (copy->status) || copy->span.end <= copy->span.start)
    return;
  for (guint i = 0; i < SALVE_N_ACTOR_KINDS; i++)
    {
      SalveTimeSpan span = salve_booking_get_span_of (copy, i);
      Taken *taken = copy->actors[i] ? taken_of (self, i, copy->actors[i]) : NULL;

      if (!taken)
        continue;
      salve_interval_tree_add (taken->tree, span, copy);
      salve_busy_spans_add (&taken->busy, span);
    }
}

/**
 * salve_diary_block:
 * @span: buffers included; an empty one is left out
 *
 * Somebody is taken by something of which only the time is known: salve_first_free() offers nothing in it,
 * salve_diary_check() and salve_diary_is_free() know nothing of it. Nothing can be removed from such a diary.
 */
void
salve_diary_block (SalveDiary *self, SalveActorKind kind, const char *actor_id, SalveTimeSpan span)
{
  if (span.end <= span.start)
    return;
  self->blocked = TRUE;
  salve_busy_spans_add (&taken_of (self, kind, actor_id)->busy, span);
}

static gboolean
add_again (SalveTimeSpan span, gpointer item, gpointer user_data)
{
  salve_busy_spans_add (user_data, span);
  return TRUE;
}

static void
release (Taken *taken, SalveTimeSpan span, SalveBooking *booking)
{
  if (!salve_interval_tree_remove (taken->tree, span, booking))
    return;
  salve_interval_tree_foreach (taken->tree, salve_busy_spans_take_out (&taken->busy, span.start), add_again,
                               &taken->busy);
}

/* Returns: whether it was there */
gboolean
salve_diary_remove (SalveDiary *self, const char *booking_id)
{
  SalveBooking *booking = g_hash_table_lookup (self->bookings, booking_id);

  if (!booking)
    return FALSE;
  g_return_val_if_fail (!self->blocked, FALSE);
  for (guint i = 0; i < SALVE_N_ACTOR_KINDS; i++)
    {
      Taken *taken = booking->actors[i] ? g_hash_table_lookup (self->taken[i], booking->actors[i]) : NULL;

      if (taken)
        release (taken, salve_booking_get_span_of (booking, i), booking);
    }
  return g_hash_table_remove (self->bookings, booking_id);
}

/* Returns: (transfer none) (nullable): the booking */
const SalveBooking *
salve_diary_get (const SalveDiary *self, const char *booking_id)
{
  return g_hash_table_lookup (self->bookings, booking_id);
}

/**
 * salve_diary_set_timetable:
 * @timetable: (transfer none): with the id of the actor whose hours it has
 */
void
salve_diary_set_timetable (SalveDiary *self, SalveActorKind kind, SalveTimetable *timetable)
{
  g_hash_table_replace (self->timetables[kind], (gpointer)salve_timetable_get_actor_id (timetable),
                        salve_timetable_ref (timetable));
}

/* Returns: (transfer none) (nullable): NULL for an actor whose hours nobody has said */
SalveTimetable *
salve_diary_get_timetable (const SalveDiary *self, SalveActorKind kind, const char *actor_id)
{
  return g_hash_table_lookup (self->timetables[kind], actor_id);
}

/* Returns: (transfer none) (nullable): when the actor is taken, buffers included */
const SalveBusySpans *
salve_diary_get_busy (const SalveDiary *self, SalveActorKind kind, const char *actor_id)
{
  const Taken *taken = g_hash_table_lookup (self->taken[kind], actor_id);

  return taken ? &taken->busy : NULL;
}

/* Returns: (transfer none) (nullable): the actor's bookings, buffers included */
static const SalveIntervalTree *
get_tree (const SalveDiary *self, SalveActorKind kind, const char *actor_id)
{
  const Taken *taken = g_hash_table_lookup (self->taken[kind], actor_id);

  return taken ? taken->tree : NULL;
}

typedef struct
{
  GPtrArray *clashes;
  const SalveBooking *booking;
  SalveActorKind kind;
} Check;

static SalveClash *
add_clash (const Check *check, SalveClashKind kind, SalveTimeSpan span)
{
  SalveClash *clash = g_new0 (SalveClash, 1);

  clash->kind = kind;
  clash->actor_kind = check->kind;
  clash->actor_id = g_strdup (check->booking->actors[check->kind]);
  clash->span = span;
  g_ptr_array_add (check->clashes, clash);
  return clash;
}

static gboolean
add_taken (SalveTimeSpan span, gpointer item, gpointer user_data)
{
  const Check *check = user_data;
  const SalveBooking *other = item;

  if (!g_str_equal (other->id, check->booking->id))
    add_clash (check, SALVE_CLASH_TAKEN, other->span)->booking_id = g_strdup (other->id);
  return TRUE;
}

static gboolean
is_covered (SalveTimeSpan span, const GArray *open)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (SalveTimeSpan));
  g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (SalveTimeSpan));
  g_autoptr (GArray) left = NULL;

  for (guint i = 0; i < open->len; i++)
    g_array_append_val (spans, g_array_index (open, SalveOpenTime, i).span);
  salve_time_spans_normalise (spans);
  g_array_append_val (wanted, span);
  left = salve_time_spans_subtract (wanted, spans);
  return left->len == 0;
}

/* The visit itself must lie in the hours; what is done before and after it may not. */
static void
check_hours (const SalveDiary *self, const Check *check, const SalveTimetable *timetable)
{
  SalveTimeSpan span = check->booking->span;
  g_autoptr (GArray) open = salve_timetable_list_open (timetable, span, self->zone);
  g_autoptr (GPtrArray) exceptions = NULL;
  guint before = check->clashes->len;

  if (is_covered (span, open))
    return;
  exceptions = salve_timetable_list_exceptions (timetable, span);
  for (guint i = 0; i < exceptions->len; i++)
    {
      const SalveTimetableException *exception = g_ptr_array_index (exceptions, i);

      if (exception->kind == SALVE_EXCEPTION_OPENED)
        continue;
      add_clash (check, exception->kind == SALVE_EXCEPTION_ABSENCE ? SALVE_CLASH_ABSENT : SALVE_CLASH_HOLIDAY,
                 exception->span)
          ->reason = g_strdup (exception->reason);
    }
  if (check->clashes->len == before && salve_timetable_has_hours (timetable))
    add_clash (check, SALVE_CLASH_CLOSED, span);
}

/**
 * salve_diary_check:
 * @booking: what somebody would like to book, or to keep
 *
 * Costs O(log n + found) an actor.
 *
 * Returns: (transfer full) (element-type SalveClash): all that is in its way, the doctor's first; empty when it fits
 */
GPtrArray *
salve_diary_check (const SalveDiary *self, const SalveBooking *booking)
{
  GPtrArray *clashes = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_clash_free);

  for (guint i = 0; i < SALVE_N_ACTOR_KINDS; i++)
    {
      Check check = { clashes, booking, i };
      const SalveIntervalTree *tree;
      const SalveTimetable *timetable;

      if (!booking->actors[i])
        continue;
      tree = get_tree (self, i, booking->actors[i]);
      if (tree)
        salve_interval_tree_foreach (tree, salve_booking_get_span_of (booking, i), add_taken, &check);
      timetable = salve_diary_get_timetable (self, i, booking->actors[i]);
      if (timetable)
        check_hours (self, &check, timetable);
    }
  return clashes;
}

/* Returns: whether nothing is booked in that span; the hours are not looked at */
gboolean
salve_diary_is_free (const SalveDiary *self, SalveActorKind kind, const char *actor_id, SalveTimeSpan span)
{
  const SalveIntervalTree *tree = get_tree (self, kind, actor_id);

  return !tree || !salve_interval_tree_first (tree, span);
}
