/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First free times, on a thread of its own. What is taken is read for two days first, and further on only while that
 * does not give as many times as are wanted: all of a query's visits are equally long, so what fits into the beginning
 * of a period comes first in the whole of it too. Of what is booked only the times of those are read who are asked about. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "salve-appointments.h"
#include "salve-diary-load.h"
#include "salve-store-private.h"

#define FIRST_LOOK (2 * 24 * 60 * SALVE_INSTANT_MINUTE)
#define WITHOUT_END (366 * 24 * 60 * SALVE_INSTANT_MINUTE) /* how far a query looks that says no latest */

G_DEFINE_BOXED_TYPE (SalveFreeTimes, salve_free_times, salve_free_times_ref, salve_free_times_unref)

SalveFreeTimes *
salve_free_times_ref (SalveFreeTimes *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
salve_free_times_unref (SalveFreeTimes *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_array_unref (self->times);
  g_free (self);
}

typedef struct
{
  SalveFreeQuery query; /* its texts are interned */
  SalveVisitType *visit_type;
  const char **doctors;
  GTimeZone *zone;
} FreeJob;

static void
free_job_free (gpointer data)
{
  FreeJob *job = data;

  g_clear_pointer (&job->visit_type, salve_visit_type_free);
  g_free (job->doctors);
  g_time_zone_unref (job->zone);
  g_free (job);
}

static GHashTable *
set_of (const char *const *ids)
{
  GHashTable *set = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; ids[i] != NULL; i++)
    g_hash_table_add (set, (gpointer)ids[i]);
  return set;
}

/* Reads further and further on into one diary, until there is enough or nothing more. */
static GArray *
search (const FreeJob *job, SalveConnection *connection, GHashTable *const *actors, GError **error)
{
  SalveFreeQuery query = job->query;
  SalveInstant latest = query.latest, from = query.earliest;
  /* Spread over doctors, the last wanted time may be a doctor's who has nothing for weeks: the whole counts. */
  gint64 look = query.spread ? latest - from : FIRST_LOOK;
  g_autoptr (SalveDiary) diary =
      salve_diary_load_hours (connection, (SalveTimeSpan){ from, latest }, job->zone, error);

  if (diary == NULL)
    return NULL;
  for (;; look *= 4)
    {
      g_autoptr (GArray) times = NULL;

      query.latest = latest - job->query.earliest <= look ? latest : job->query.earliest + look;
      if (!salve_diary_load_busy (diary, connection, (SalveTimeSpan){ from, query.latest }, actors, error))
        return NULL;
      times = salve_first_free (diary, &query, job->zone);
      if (query.latest == latest || times->len >= query.count)
        return g_steal_pointer (&times);
      from = query.latest;
    }
}

static gboolean
do_search (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  const FreeJob *job = data;
  const char *const room[] = { job->query.room_id, NULL }, *const device[] = { job->query.device_id, NULL },
                    *const patient[] = { job->query.patient_id, NULL };
  g_autoptr (GHashTable) doctors = set_of (job->query.doctors), rooms = set_of (room),
                         devices = set_of (device), patients = set_of (patient);
  GHashTable *const actors[SALVE_N_ACTOR_KINDS] = { [SALVE_ACTOR_DOCTOR] = doctors,
                                                    [SALVE_ACTOR_ROOM] = rooms,
                                                    [SALVE_ACTOR_DEVICE] = devices,
                                                    [SALVE_ACTOR_PATIENT] = patients };
  GArray *times = search (job, connection, actors, error);
  SalveFreeTimes *found;

  if (times == NULL)
    return FALSE;
  found = g_new0 (SalveFreeTimes, 1);
  g_atomic_ref_count_init (&found->ref_count);
  found->times = times;
  g_value_init (value, SALVE_TYPE_FREE_TIMES);
  g_value_take_boxed (value, found);
  return TRUE;
}

/**
 * salve_store_find_free:
 * @query: copied; a latest that is not after the earliest looks a year ahead
 * @zone: the clinic's
 *
 * Looks for free times on a thread of its own.
 *
 * Returns: (transfer full): resolves to #SalveFreeTimes (boxed), in the order of salve_first_free(); rejects with
 *   SALVE_STORE_ERROR
 */
DexFuture *
salve_store_find_free (SalveStore *self, const SalveFreeQuery *query, GTimeZone *zone)
{
  FreeJob *job;
  gsize n = 0;

  if (self->lister == NULL)
    return dex_future_new_reject (SALVE_STORE_ERROR, SALVE_STORE_ERROR_CLOSED,
                                  _ ("The clinic's file is closed."));
  while (query->doctors != NULL && query->doctors[n] != NULL)
    n++;
  job = g_new0 (FreeJob, 1);
  job->query = *query;
  job->doctors = g_new0 (const char *, n + 1);
  for (gsize i = 0; i < n; i++)
    job->doctors[i] = g_intern_string (query->doctors[i]);
  job->query.doctors = job->doctors;
  job->visit_type = query->visit_type != NULL ? salve_visit_type_copy (query->visit_type) : NULL;
  job->query.visit_type = job->visit_type;
  job->query.patient_id = g_intern_string (query->patient_id);
  job->query.room_id = g_intern_string (query->room_id);
  job->query.device_id = g_intern_string (query->device_id);
  job->query.location_id = g_intern_string (query->location_id);
  if (job->query.latest <= job->query.earliest)
    job->query.latest = job->query.earliest + WITHOUT_END;
  job->zone = g_time_zone_ref (zone);
  return salve_worker_push (self->lister, SALVE_PRIORITY_PERSON, do_search, job, free_job_free);
}
