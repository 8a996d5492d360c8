/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of patients: an array of rowids in order, made by a worker, and the rows of one page, read on the screen's
 * thread. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <string.h>

#include "salve-store-private.h"

typedef struct
{
  SalvePatientQuery query;
  SalveLocale *locale;
  SalveSight *sight; /* NULL: everybody */
  SalveInstant now;
} ListJob;

static void
list_job_free (gpointer data)
{
  ListJob *job = data;

  salve_patient_query_clear (&job->query);
  salve_locale_unref (job->locale);
  salve_sight_unref (job->sight);
  g_free (job);
}

/* Each walks one covering index; who has nothing in the column comes last either way. */
#define SORTED(column)                                                                                       \
  { "SELECT rowid, active FROM patient WHERE " column " IS NOT NULL ORDER BY " column ", name_key",          \
    "SELECT rowid, active FROM patient WHERE " column " IS NOT NULL ORDER BY " column                        \
    " DESC, name_key DESC",                                                                                  \
    "SELECT rowid, active FROM patient WHERE " column " IS NULL ORDER BY name_key" }

static const char *const sorted_sql[][3] = {
  [SALVE_PATIENT_SORT_NAME] = { "SELECT rowid, active FROM patient ORDER BY name_key",
                                "SELECT rowid, active FROM patient ORDER BY name_key DESC", NULL },
  [SALVE_PATIENT_SORT_BIRTH_DATE] = SORTED ("birth_date"),
  [SALVE_PATIENT_SORT_GENDER] = SORTED ("gender"),
  [SALVE_PATIENT_SORT_PHONE] = { "SELECT rowid, active FROM patient WHERE phones > '' ORDER BY phones, "
                                 "name_key",
                                 "SELECT rowid, active FROM patient WHERE phones > '' ORDER BY phones DESC, "
                                 "name_key DESC",
                                 "SELECT rowid, active FROM patient WHERE phones = '' ORDER BY name_key" },
  [SALVE_PATIENT_SORT_NUMBER] = SORTED ("number"),
  [SALVE_PATIENT_SORT_DOCTOR] = SORTED ("doctor"),
  [SALVE_PATIENT_SORT_LAST_VISIT] = SORTED ("last_visit"),
};

/* Who has a visit before them, and when the next one is. ?1 is now. Both tables are walked in the order of the patients'
 * ids, so that neighbours lie on one page. */
static const char *const next_visits_sql =
    "SELECT p.rowid, min (a.start) FROM appointment AS a CROSS JOIN patient AS p ON p.id = a.patient_id WHERE"
    " a.start >= ?1 AND a.status NOT IN ('cancelled', 'noshow', 'entered-in-error') GROUP BY a.patient_id";

typedef struct
{
  GArray *out;
  GHashTable *wanted; /* NULL: everybody */
  SalveSight *sight;
  gboolean inactive;
  guint limit;
} Walk;

static gboolean
walk_sorted (SalveConnection *connection, const char *sql, Walk *walk, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (connection, sql, error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  for (;;)
    {
      gint64 rowid;

      if (walk->out->len >= walk->limit)
        return TRUE;
      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      rowid = salve_statement_int (select, 0);
      if (!walk->inactive && salve_statement_int (select, 1) == 0)
        continue;
      if (!salve_sight_has_row (walk->sight, rowid))
        continue;
      if (walk->wanted != NULL && !g_hash_table_contains (walk->wanted, GSIZE_TO_POINTER ((gsize)rowid)))
        continue;
      g_array_append_val (walk->out, rowid);
    }
}

typedef struct
{
  gint64 rowid;
  SalveInstant start;
  guint place; /* by name */
} Visit;

static int
compare_visits (gconstpointer a, gconstpointer b)
{
  const Visit *first = a, *second = b;

  if (first->start != second->start)
    return first->start < second->start ? -1 : 1;
  return (first->place > second->place) - (first->place < second->place);
}

static int
compare_visits_descending (gconstpointer a, gconstpointer b)
{
  const Visit *first = a, *second = b;

  if (first->start != second->start)
    return first->start > second->start ? -1 : 1;
  return (first->place > second->place) - (first->place < second->place);
}

/* Row ids, as pointers, to places in visits. */
static GHashTable *
read_next_visits (SalveConnection *connection, SalveInstant now, GArray *visits, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (connection, next_visits_sql, error);
  g_autoptr (GHashTable) places = g_hash_table_new (g_direct_hash, g_direct_equal);
  gboolean row;

  if (select == NULL)
    return NULL;
  salve_statement_bind_int (select, 1, now);
  for (;;)
    {
      Visit visit = { 0 };

      if (!salve_statement_step (select, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&places);
      visit.rowid = salve_statement_int (select, 0);
      visit.start = salve_statement_int (select, 1);
      g_hash_table_insert (places, GSIZE_TO_POINTER ((gsize)visit.rowid), GUINT_TO_POINTER (visits->len));
      g_array_append_val (visits, visit);
    }
}

/* Few of the patients have a next visit: those come first, by its time, then the rest by name. One walk by name tells
 * both apart. */
static gboolean
walk_by_next_visit (SalveConnection *connection, const ListJob *job, Walk *walk, GError **error)
{
  g_autoptr (GArray) visits = g_array_new (FALSE, FALSE, sizeof (Visit));
  g_autoptr (GHashTable) places = read_next_visits (connection, job->now, visits, error);
  g_autoptr (GArray) first = g_array_new (FALSE, FALSE, sizeof (Visit));
  g_autoptr (GArray) all = NULL;

  walk->limit = G_MAXUINT;
  if (places == NULL || !walk_sorted (connection, sorted_sql[SALVE_PATIENT_SORT_NAME][0], walk, error))
    return FALSE;
  all = walk->out;
  walk->out = g_array_sized_new (FALSE, FALSE, sizeof (gint64), all->len);
  for (guint i = 0; i < all->len; i++)
    {
      gpointer place;

      if (!g_hash_table_lookup_extended (places, GSIZE_TO_POINTER ((gsize)g_array_index (all, gint64, i)),
                                         NULL, &place))
        continue;
      g_array_index (visits, Visit, GPOINTER_TO_UINT (place)).place = i;
      g_array_append_val (first, g_array_index (visits, Visit, GPOINTER_TO_UINT (place)));
    }
  g_array_sort (first, job->query.descending ? compare_visits_descending : compare_visits);
  for (guint i = 0; i < first->len; i++)
    {
      g_array_append_val (walk->out, g_array_index (first, Visit, i).rowid);
      g_array_index (all, gint64, g_array_index (first, Visit, i).place) = 0; /* no row has this id */
    }
  for (guint i = 0; i < all->len; i++)
    if (g_array_index (all, gint64, i) != 0)
      g_array_append_val (walk->out, g_array_index (all, gint64, i));
  return TRUE;
}

static gboolean
walk_all (SalveConnection *connection, const ListJob *job, Walk *walk, GError **error)
{
  if (job->query.sort == SALVE_PATIENT_SORT_NEXT_VISIT)
    return walk_by_next_visit (connection, job, walk, error);
  for (int part = 0; part < 2; part++)
    {
      const char *sql = sorted_sql[job->query.sort][part == 1 ? 2 : job->query.descending ? 1 : 0];

      if (sql != NULL && !walk_sorted (connection, sql, walk, error))
        return FALSE;
    }
  return TRUE;
}

typedef struct
{
  char *key;
  gint64 rowid;
} NameKey;

static int
compare_name_keys (gconstpointer a, gconstpointer b)
{
  const NameKey *first = a, *second = b;
  int order = strcmp (first->key, second->key);

  return order != 0 ? order : (first->rowid > second->rowid) - (first->rowid < second->rowid);
}

static void
clear_name_key (gpointer data)
{
  g_free (((NameKey *)data)->key);
}

/* A few found by a search: sorting them costs less than walking the index of everybody. */
static gboolean
sort_few_by_name (SalveConnection *connection, GArray *rowids, gboolean descending, GError **error)
{
  g_autoptr (GArray) keys = g_array_sized_new (FALSE, FALSE, sizeof (NameKey), rowids->len);

  g_array_set_clear_func (keys, clear_name_key);
  for (guint i = 0; i < rowids->len; i++)
    {
      g_autoptr (SalveStatement) select =
          salve_connection_prepare (connection, "SELECT name_key FROM patient WHERE rowid = ?", error);
      NameKey key = { .rowid = g_array_index (rowids, gint64, i) };
      gboolean row;

      if (select == NULL)
        return FALSE;
      salve_statement_bind_int (select, 1, key.rowid);
      if (!salve_statement_step (select, &row, error))
        return FALSE;
      key.key = g_strdup (row ? salve_statement_text (select, 0) : "");
      g_array_append_val (keys, key);
    }
  g_array_sort (keys, compare_name_keys);
  for (guint i = 0; i < keys->len; i++)
    g_array_index (rowids, gint64, descending ? keys->len - 1 - i : i) =
        g_array_index (keys, NameKey, i).rowid;
  return TRUE;
}

#define FEW 5000

static gboolean
list_matches (SalveConnection *connection, const ListJob *job, Walk *walk, GError **error)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (SalveSearch) search =
      salve_search_parse (job->query.text, job->locale, salve_instant_to_date (job->now, utc));
  g_autoptr (GArray) found = NULL;
  g_autoptr (GHashTable) wanted = NULL;

  if (search->words->len == 0)
    return walk_all (connection, job, walk, error);
  found = salve_search_run (connection, search, walk->sight, walk->inactive, G_MAXUINT, error);
  if (found == NULL)
    return FALSE;
  if (found->len <= FEW && job->query.sort == SALVE_PATIENT_SORT_NAME)
    {
      if (!sort_few_by_name (connection, found, job->query.descending, error))
        return FALSE;
      g_array_append_vals (walk->out, found->data, found->len);
      return TRUE;
    }
  wanted = g_hash_table_new (g_direct_hash, g_direct_equal);
  for (guint i = 0; i < found->len; i++)
    g_hash_table_add (wanted, GSIZE_TO_POINTER ((gsize)g_array_index (found, gint64, i)));
  walk->wanted = wanted;
  return walk_all (connection, job, walk, error);
}

static gboolean
do_list (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  ListJob *job = data;
  Walk walk = { .out = g_array_new (FALSE, FALSE, sizeof (gint64)),
                .sight = job->sight,
                .inactive = (job->query.flags & SALVE_PATIENT_QUERY_INCLUDE_INACTIVE) != 0,
                .limit = job->query.limit > 0 ? job->query.limit : G_MAXUINT };
  g_autoptr (GArray) out = NULL;
  gboolean ok;
  guint n;

  ok = salve_connection_begin_read (connection, error)
       && (job->query.text != NULL && *job->query.text != '\0' ? list_matches (connection, job, &walk, error)
                                                               : walk_all (connection, job, &walk, error));
  salve_connection_rollback (connection);
  out = walk.out;
  if (!ok)
    return FALSE;
  n = out->len;
  g_value_init (value, SALVE_TYPE_ID_ARRAY);
  g_value_take_boxed (value,
                      salve_id_array_new_take ((gint64 *)g_array_free (g_steal_pointer (&out), FALSE), n));
  return TRUE;
}

/**
 * salve_store_query_patients:
 * @query: copied
 *
 * The limit shortens only what an index is walked for: not a search, and not the order by the next visit.
 *
 * Returns: (transfer full): resolves to a #SalveIdArray (boxed) of all that fit, in order
 */
DexFuture *
salve_store_query_patients (SalveStore *self, const SalvePatientQuery *query)
{
  g_autoptr (GError) error = NULL;
  ListJob *job;

  if (salve_store_get_reader (self, &error) == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  g_return_val_if_fail (query->sort <= SALVE_PATIENT_SORT_NEXT_VISIT, NULL);
  job = g_new0 (ListJob, 1);
  salve_patient_query_copy_to (query, &job->query);
  job->locale = salve_locale_ref (self->locale);
  job->now = salve_store_now (self);
  job->sight = self->sight != NULL ? salve_sight_ref (self->sight) : NULL;
  return salve_worker_push (self->lister, SALVE_PRIORITY_PERSON, do_list, job, list_job_free);
}

static void
unref_row (gpointer row)
{
  if (row != NULL)
    g_object_unref (row);
}

static GPtrArray *
read_rows (SalveConnection *connection,
           const gint64 *rowids,
           guint n_rowids,
           SalveInstant now,
           const SalveLocale *locale,
           SalveSight *sight,
           GError **error)
{
  g_autoptr (GPtrArray) out = g_ptr_array_new_full (n_rowids, unref_row);
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection, "SELECT " SALVE_PATIENT_ROW_COLUMNS " FROM patient AS p WHERE p.rowid = ?2", error);

  if (select == NULL)
    return NULL;
  for (guint i = 0; i < n_rowids; i++)
    {
      gboolean row;

      salve_statement_bind_int (select, 1, now);
      salve_statement_bind_int (select, 2, rowids[i]);
      if (!salve_statement_step (select, &row, error))
        return NULL;
      row = row && salve_sight_has_row (sight, rowids[i]);
      g_ptr_array_add (out, row ? salve_patient_row_new_from_row (select, locale) : NULL);
      salve_statement_rewind (select);
    }
  return g_steal_pointer (&out);
}

/**
 * salve_store_read_patient_rows:
 * @rowids: (array length=n_rowids): of one page, some hundreds at most
 *
 * Returns: (transfer full) (element-type SalvePatientRow): in that order; NULL in it for one that is gone or
 *   may not be seen
 */
GPtrArray *
salve_store_read_patient_rows (SalveStore *self, const gint64 *rowids, guint n_rowids, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);

  if (connection == NULL)
    return NULL;
  return read_rows (connection, rowids, n_rowids, salve_store_now (self), self->locale, self->sight, error);
}

typedef struct
{
  GArray *rowids;
  SalveLocale *locale;
  SalveSight *sight; /* NULL: everything */
  SalveInstant now;
} PageJob;

static void
page_job_free (gpointer data)
{
  PageJob *job = data;

  g_array_unref (job->rowids);
  salve_locale_unref (job->locale);
  g_clear_pointer (&job->sight, salve_sight_unref);
  g_free (job);
}

static gboolean
do_page (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  PageJob *job = data;
  GPtrArray *rows = NULL;

  if (salve_connection_begin_read (connection, error))
    rows = read_rows (connection, (const gint64 *)(gpointer)job->rowids->data, job->rowids->len, job->now,
                      job->locale, job->sight, error);
  salve_connection_rollback (connection);
  if (rows == NULL)
    return FALSE;
  g_value_init (value, G_TYPE_PTR_ARRAY);
  g_value_take_boxed (value, rows);
  return TRUE;
}

/**
 * salve_store_load_patient_rows:
 * @rowids: (array length=n_rowids): of one page; copied
 *
 * As salve_store_read_patient_rows(), on a thread of its own, which waits for no long query.
 *
 * Returns: (transfer full): resolves to a #GPtrArray (boxed) of #SalvePatientRow in that order, with NULL in it for one
 *   that is gone or may not be seen
 */
DexFuture *
salve_store_load_patient_rows (SalveStore *self, const gint64 *rowids, guint n_rowids)
{
  g_autoptr (GError) error = NULL;
  PageJob *job;

  if (salve_store_get_reader (self, &error) == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (self->pager == NULL)
    self->pager = salve_worker_new ("salve-pager", self->path, self->key, TRUE);
  job = g_new0 (PageJob, 1);
  job->rowids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n_rowids);
  g_array_append_vals (job->rowids, rowids, n_rowids);
  job->locale = salve_locale_ref (self->locale);
  job->now = salve_store_now (self);
  job->sight = self->sight != NULL ? salve_sight_ref (self->sight) : NULL;
  return salve_worker_push (self->pager, SALVE_PRIORITY_PERSON, do_page, job, page_job_free);
}

/* Returns: (transfer full) (nullable): NULL without an error where there is no such patient, or it may not be seen */
SalvePatientRow *
salve_store_read_patient_row (SalveStore *self, const char *patient_id, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autoptr (SalveStatement) select = NULL;
  gboolean row;

  if (connection == NULL || !salve_sight_has_patient (self->sight, patient_id))
    return NULL;
  select = salve_connection_prepare (connection,
                                     "SELECT " SALVE_PATIENT_ROW_COLUMNS
                                     " FROM resource AS r JOIN patient AS p ON p.rowid = r.rowid"
                                     " WHERE r.id = ?2 AND r.type = 'Patient' AND r.deleted = 0",
                                     error);
  if (select == NULL)
    return NULL;
  salve_statement_bind_int (select, 1, salve_store_now (self));
  salve_statement_bind_text (select, 2, patient_id);
  if (!salve_statement_step (select, &row, error) || !row)
    return NULL;
  return salve_patient_row_new_from_row (select, self->locale);
}

/**
 * salve_store_search_patients:
 * @text: as typed
 * @limit: 1 to some hundreds
 *
 * Searches at once, for what is painted while somebody types.
 *
 * Returns: (transfer full) (element-type SalvePatientRow): by name
 */
GPtrArray *
salve_store_search_patients (SalveStore *self, const char *text, guint limit, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (SalveSearch) search = NULL;
  g_autoptr (GArray) found = NULL;

  if (connection == NULL)
    return NULL;
  search = salve_search_parse (text, self->locale, salve_instant_to_date (salve_store_now (self), utc));
  found = salve_search_run (connection, search, self->sight, FALSE, limit, error);
  if (found == NULL || !sort_few_by_name (connection, found, FALSE, error))
    return NULL;
  return salve_store_read_patient_rows (self, (const gint64 *)(gpointer)found->data, found->len, error);
}
