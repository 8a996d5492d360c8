/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many pages of a download at once. Rows of a first download come in no order of what they are found by, and each index
 * that they go into would have a page of the file read, deciphered, enciphered and written for nearly every one of them. So
 * those of several pages go together, first their own rows in the order of their ids, then what is made of them in the
 * order of the patients whom they belong to: then neighbours share the pages. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <string.h>

#include "salve-appointment.h"
#include "salve-load.h"
#include "salve-projection.h"
#include "salve-store-private.h"
#include "salve-store-run.h"
#include "salve-sync-row-private.h"

/* Whoever waits does so no longer than for so many rows. */
#define ROWS_A_LOOK 64
#define WORTH_TO_GIVE_UP (10 * G_TIME_SPAN_MILLISECOND)

SalveSyncStep *
salve_sync_step_new (SalveBundle *page, const char *const *cursors)
{
  SalveSyncStep *self = g_new0 (SalveSyncStep, 1);

  self->page = salve_bundle_ref (page);
  self->cursors = g_strdupv ((char **)cursors);
  return self;
}

void
salve_sync_step_free (gpointer data)
{
  SalveSyncStep *self = data;

  salve_bundle_unref (self->page);
  g_strfreev (self->cursors);
  g_free (self);
}

typedef struct
{
  SalveStore *store;
  SalveWorker *writer;
  SalveSyncRules rules;
  GPtrArray *steps; /* SalveSyncStep */
  guint next;
  gboolean first;
  gboolean small; /* somebody came: a page at a time from now on */
  SalveSyncCounts counts;
} Load;

static void
load_free (gpointer data)
{
  Load *self = data;

  g_free ((char *)self->rules.base);
  g_ptr_array_unref (self->steps);
  g_clear_pointer (&self->writer, salve_worker_unref);
  g_object_unref (self->store);
  g_free (self);
}

/* One that is thought to be new. */
typedef struct
{
  const SalveBundleEntry *entry;
  SalveResource *ours; /* with the ids of this file */
  char *patient;       /* the id of whom it belongs to; NULL */
  gint64 rowid;        /* 0: it was there */
  guint place;
} Arrival;

static void
clear_arrival (gpointer data)
{
  Arrival *arrival = data;

  g_clear_pointer (&arrival->ours, salve_resource_unref);
  g_free (arrival->patient);
}

/* What is being written in one transaction. */
typedef struct
{
  Load *load;
  SalveSyncWork *work;
  gboolean large; /* may be given up for somebody who waits */
  gint64 started;
  guint rows;
} Slice;

/* Whether somebody waits who should not wait for all of it. */
static gboolean
is_to_be_given_up (Slice *slice)
{
  return slice->large && ++slice->rows % ROWS_A_LOOK == 0 && salve_worker_is_wanted (slice->load->writer)
         && g_get_monotonic_time () - slice->started > WORTH_TO_GIVE_UP;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const Arrival *first = a, *second = b;
  int order = strcmp (salve_resource_get_id (first->ours), salve_resource_get_id (second->ours));

  return order != 0 ? order : (first->place > second->place) - (first->place < second->place);
}

static int
compare_patients (gconstpointer a, gconstpointer b)
{
  const Arrival *first = a, *second = b;
  int order = g_strcmp0 (first->patient, second->patient);

  return order != 0 ? order : (first->rowid > second->rowid) - (first->rowid < second->rowid);
}

static char *
find_patient (SalveResource *resource)
{
  return g_str_equal (salve_resource_get_type_name (resource), "Appointment")
             ? salve_appointment_find_actor (resource, "Patient")
             : salve_projection_patient_of (resource);
}

/* Of a page of a search, in a file whose ids are the server's. */
static gboolean
may_be_new (Slice *slice, const SalveBundleEntry *entry)
{
  return slice->load->first && !slice->work->maps && entry->method == NULL && entry->resource != NULL
         && !entry->is_outcome && salve_resource_get_id (entry->resource) != NULL
         && !g_str_equal (salve_resource_get_type_name (entry->resource), "OperationOutcome")
         && !salve_sync_is_guard (entry->resource);
}

/* Takes those of a page that may be new, and leaves the others, in their order. */
static gboolean
sort_out (Slice *slice, SalveBundle *page, GArray *arrivals, GPtrArray *others, GError **error)
{
  for (guint i = 0; i < page->entries->len; i++)
    {
      const SalveBundleEntry *entry = page->entries->pdata[i];
      Arrival arrival = { .entry = entry, .place = arrivals->len };

      if (!may_be_new (slice, entry))
        {
          g_ptr_array_add (others, (gpointer)entry);
          continue;
        }
      arrival.ours =
          salve_sync_localise (slice->work, entry->resource, salve_resource_get_id (entry->resource), error);
      if (arrival.ours == NULL)
        return FALSE;
      g_array_append_val (arrivals, arrival);
    }
  return TRUE;
}

static gboolean
insert_rows (Slice *slice, GArray *arrivals, GPtrArray *others, gboolean *given_up, GError **error)
{
  g_array_sort (arrivals, compare_ids);
  for (guint i = 0; i < arrivals->len && !*given_up; i++)
    {
      Arrival *arrival = &g_array_index (arrivals, Arrival, i);
      g_autofree char *etag = NULL;

      if (!salve_sync_insert_new (slice->work, salve_resource_get_type_name (arrival->ours), arrival->ours,
                                  salve_sync_version_of_entry (arrival->entry, &etag), &arrival->rowid,
                                  error))
        return FALSE;
      if (arrival->rowid == 0)
        g_ptr_array_add (others, (gpointer)arrival->entry);
      else
        arrival->patient = find_patient (arrival->ours);
      salve_resource_rest (arrival->ours);
      *given_up = is_to_be_given_up (slice);
    }
  return TRUE;
}

static gboolean
insert_projections (Slice *slice, GArray *arrivals, gboolean *given_up, GError **error)
{
  g_array_sort (arrivals, compare_patients);
  for (guint i = 0; i < arrivals->len && !*given_up; i++)
    {
      const Arrival *arrival = &g_array_index (arrivals, Arrival, i);

      if (arrival->rowid == 0)
        continue;
      if (!salve_projection_put (slice->work->connection, arrival->ours, arrival->rowid, error))
        return FALSE;
      salve_resource_rest (arrival->ours);
      slice->load->counts.written++;
      *given_up = is_to_be_given_up (slice);
    }
  return TRUE;
}

/* As salve_sync_rows_apply() does it: what was here already, and what is no resource. */
static gboolean
apply_others (Slice *slice, GPtrArray *others, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < others->len; i++)
    if (!salve_sync_apply_entry (slice->work, &slice->load->counts, seen, others->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* The steps from the next one up to the one with the number end. */
static gboolean
apply_steps (Slice *slice, guint end, gboolean *given_up, GError **error)
{
  Load *self = slice->load;
  g_autoptr (GArray) arrivals = g_array_new (FALSE, FALSE, sizeof (Arrival));
  g_autoptr (GPtrArray) others = g_ptr_array_new ();

  g_array_set_clear_func (arrivals, clear_arrival);
  for (guint i = self->next; i < end; i++)
    if (!sort_out (slice, ((SalveSyncStep *)self->steps->pdata[i])->page, arrivals, others, error))
      return FALSE;
  if (!insert_rows (slice, arrivals, others, given_up, error)
      || !insert_projections (slice, arrivals, given_up, error))
    return FALSE;
  if (*given_up)
    return TRUE;
  if (!apply_others (slice, others, error))
    return FALSE;
  for (; self->next < end; self->next++)
    if (!salve_sync_set_cursors (slice->work, ((SalveSyncStep *)self->steps->pdata[self->next])->cursors,
                                 error))
      return FALSE;
  return TRUE;
}

/* As many pages as there are in one transaction. Whoever comes while they are being written does not wait for them: they
 * are taken back, and written one by one. What was committed stays, with the cursors that are true with it. */
static gboolean
do_load (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Load *self = data;
  SalveSyncCounts before = self->counts;
  guint end = self->small ? self->next + 1 : self->steps->len;
  gboolean deferring = FALSE, given_up = FALSE, ok;
  SalveSyncWork work;
  Slice slice = { self, &work, end > self->next + 1, g_get_monotonic_time (), 0 };

  /* A desk has other things to do with its memory than to be filled. */
  if (self->first
      && (!salve_load_begin (connection, SALVE_LOAD_FEW_TO_DOWNLOAD, &deferring, error)
          || !salve_connection_exec (connection, "PRAGMA cache_size=-16384", error)))
    return FALSE;
  if (!salve_sync_work_begin (&work, connection, self->store, &self->rules, error))
    return FALSE;
  salve_connection_set_deferring (connection, deferring);
  ok = apply_steps (&slice, end, &given_up, error);
  salve_connection_set_deferring (connection, FALSE);
  if (given_up)
    {
      salve_connection_rollback (connection);
      g_clear_pointer (&work.changed, g_ptr_array_unref);
      self->counts = before;
      self->small = *again = TRUE;
      return TRUE;
    }
  if (!salve_sync_work_end (&work, ok, error))
    return FALSE;
  *again = self->next < self->steps->len;
  if (*again)
    return TRUE;
  g_value_init (value, SALVE_TYPE_SYNC_COUNTS);
  g_value_set_boxed (value, &self->counts);
  return TRUE;
}

/**
 * salve_sync_rows_load:
 * @steps: (element-type SalveSyncStep) (transfer none): one or more, in their order; not to be changed any more
 * @first: whether they are of a first download: what searches walk may then be left out until
 *   salve_store_finish_load(), which has to be called at its end
 *
 * salve_sync_rows_apply() for several pages at once, which lets a person's edits come in between.
 *
 * Returns: (transfer full): resolves to #SalveSyncCounts of all of them when they are on the disk
 */
DexFuture *
salve_sync_rows_load (SalveStore *store, const SalveSyncRules *rules, GPtrArray *steps, gboolean first)
{
  Load *self = g_new0 (Load, 1);

  self->store = g_object_ref (store);
  self->writer = store->writer != NULL ? salve_worker_ref (store->writer) : NULL;
  self->rules = *rules;
  self->rules.base = g_strdup (rules->base);
  self->steps = g_ptr_array_ref (steps);
  self->first = first;
  return salve_store_run_write (store, SALVE_PRIORITY_BULK, do_load, self, load_free);
}
