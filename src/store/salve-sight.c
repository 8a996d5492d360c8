/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-sight.h"

#include "salve-search-extract.h"
#include "salve-store-private.h"
#include "salve-store-run.h"

struct _SalveSight
{
  gatomicrefcount ref_count;
  SalveReachKind patients;
  SalveReachKind appointments;
  GHashTable *rowids; /* of the patients that may be seen where not all may, as pointers */
  GHashTable *ids;
};

G_DEFINE_BOXED_TYPE (SalveSight, salve_sight, salve_sight_ref, salve_sight_unref)

/**
 * salve_sight_new:
 * @patients: how far records of patients may be read
 * @appointments: how far appointments may
 *
 * Returns: (transfer full): where neither is %SALVE_REACH_ALL, nobody yet
 */
SalveSight *
salve_sight_new (SalveReachKind patients, SalveReachKind appointments)
{
  SalveSight *self = g_new0 (SalveSight, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->patients = patients;
  self->appointments = appointments;
  self->rowids = g_hash_table_new (g_direct_hash, g_direct_equal);
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

/* Returns: (transfer full): one of its own, to be added to */
SalveSight *
salve_sight_copy (SalveSight *self)
{
  SalveSight *copy = salve_sight_new (self->patients, self->appointments);

  salve_sight_add_all (copy, self);
  return copy;
}

SalveSight *
salve_sight_ref (SalveSight *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
salve_sight_unref (SalveSight *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_hash_table_unref (self->rowids);
  g_hash_table_unref (self->ids);
  g_free (self);
}

/**
 * salve_sight_add:
 * @rowid: of that patient in the store
 *
 * Only before the sight is set.
 */
void
salve_sight_add (SalveSight *self, gint64 rowid, const char *patient_id)
{
  g_hash_table_add (self->rowids, GSIZE_TO_POINTER ((gsize)rowid));
  g_hash_table_add (self->ids, g_strdup (patient_id));
}

/* Adds whom the other one was given; only before it is set. */
void
salve_sight_add_all (SalveSight *self, SalveSight *others)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, others->rowids);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (self->rowids, key);
  g_hash_table_iter_init (&iter, others->ids);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (self->ids, g_strdup (key));
}

/**
 * salve_sight_equal:
 * @a: (nullable):
 * @b: (nullable):
 *
 * Returns: whether both show the same
 */
gboolean
salve_sight_equal (SalveSight *a, SalveSight *b)
{
  GHashTableIter iter;
  gpointer key;

  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL || a->patients != b->patients || a->appointments != b->appointments
      || g_hash_table_size (a->rowids) != g_hash_table_size (b->rowids))
    return FALSE;
  g_hash_table_iter_init (&iter, a->rowids);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (b->rowids, key))
      return FALSE;
  return TRUE;
}

/**
 * salve_sight_has_row:
 * @self: (nullable):
 * @rowid: of a patient
 *
 * Any thread.
 */
gboolean
salve_sight_has_row (SalveSight *self, gint64 rowid)
{
  return self == NULL || self->patients == SALVE_REACH_ALL
         || g_hash_table_contains (self->rowids, GSIZE_TO_POINTER ((gsize)rowid));
}

/* As salve_sight_has_row(). */
gboolean
salve_sight_has_patient (SalveSight *self, const char *patient_id)
{
  return self == NULL || self->patients == SALVE_REACH_ALL || g_hash_table_contains (self->ids, patient_id);
}

/**
 * salve_sight_has_appointment:
 * @self: (nullable):
 * @patient_id: (nullable): whose it is
 *
 * Any thread.
 *
 * Returns: whether it may be told whose it is and what for; that somebody's time is taken may be told to everybody who
 *   works here
 */
gboolean
salve_sight_has_appointment (SalveSight *self, const char *patient_id)
{
  if (self == NULL || self->appointments == SALVE_REACH_ALL)
    return TRUE;
  return patient_id != NULL ? g_hash_table_contains (self->ids, patient_id)
                            : self->appointments == SALVE_REACH_TREATED;
}

/**
 * salve_store_set_sight:
 * @sight: (nullable): of whoever works here from now on; %NULL shows everything
 *
 * Main thread. Emits "changed-many" where something else is to be shown now.
 */
void
salve_store_set_sight (SalveStore *self, SalveSight *sight)
{
  g_return_if_fail (SALVE_IS_STORE (self));

  if (salve_sight_equal (self->sight, sight))
    return;
  if (sight != NULL)
    salve_sight_ref (sight);
  salve_sight_unref (self->sight);
  self->sight = sight;
  g_signal_emit_by_name (self, "changed-many");
}

/* Returns: (transfer none) (nullable): */
SalveSight *
salve_store_get_sight (SalveStore *self)
{
  g_return_val_if_fail (SALVE_IS_STORE (self), NULL);
  return self->sight;
}

/* A patient who is not in the file needs no place. */
static gboolean
add_patient (SalveConnection *connection, SalveSight *sight, const char *patient_id, GError **error)
{
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection, "SELECT rowid FROM patient WHERE id = ?", error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, patient_id);
  if (!salve_statement_step (select, &row, error))
    return FALSE;
  if (row)
    salve_sight_add (sight, salve_statement_int (select, 0), patient_id);
  return TRUE;
}

/**
 * salve_store_add_to_sight:
 * @sight: not set yet
 *
 * Main thread.
 */
gboolean
salve_store_add_to_sight (SalveStore *self, SalveSight *sight, const char *patient_id, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);

  return connection != NULL && add_patient (connection, sight, patient_id, error);
}

typedef struct
{
  SalveSight *sight;
  char *practitioner_id;
  gboolean in_bodies;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  salve_sight_unref (job->sight);
  g_free (job->practitioner_id);
  g_free (job);
}

/* A SELECT of row and id of patients; ?1 is the doctor. */
static gboolean
add_all (SalveConnection *connection, const char *sql, Job *job, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (connection, sql, error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, job->practitioner_id);
  for (;;)
    {
      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      salve_sight_add (job->sight, salve_statement_int (select, 0), salve_statement_text (select, 1));
    }
}

typedef struct
{
  const char *practitioner_id;
  GHashTable *patients;
} Found;

static void
on_treatment (const char *practitioner_id, const char *patient_id, gpointer data)
{
  Found *found = data;

  if (g_str_equal (practitioner_id, found->practitioner_id))
    g_hash_table_add (found->patients, g_strdup (patient_id));
}

/* @sql is a SELECT of bodies with one parameter. */
static gboolean
find_in_bodies (SalveConnection *connection,
                const char *sql,
                const char *parameter,
                Found *found,
                GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (connection, sql, error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, parameter);
  for (;;)
    {
      g_autoptr (GBytes) body = NULL;
      g_autoptr (SalveResource) resource = NULL;

      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      body = salve_statement_bytes (select, 0);
      resource = salve_resource_new (body, error);
      if (resource == NULL)
        return FALSE;
      salve_search_treatments_of (resource, on_treatment, found);
    }
}

static gboolean
add_from_bodies (SalveConnection *connection, Job *job, GError **error)
{
  g_autoptr (GHashTable) patients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Found found = { job->practitioner_id, patients };
  GHashTableIter iter;
  gpointer id;

  /* No column says who took part in a visit or is of a team: of those that name the doctor at all the body is read. */
  if (!find_in_bodies (connection,
                       "SELECT body FROM resource WHERE type IN ('Encounter', 'CareTeam') AND deleted = 0"
                       " AND instr (body, CAST ('Practitioner/' || ?1 AS BLOB)) > 0",
                       job->practitioner_id, &found, error))
    return FALSE;
  g_hash_table_iter_init (&iter, patients);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!add_patient (connection, job->sight, id, error))
      return FALSE;
  return TRUE;
}

static gboolean
add_from_columns (SalveConnection *connection, Job *job, GError **error)
{
  return add_all (connection,
                  "SELECT p.rowid, p.id FROM (SELECT DISTINCT patient_id FROM appointment WHERE"
                  " practitioner_id = ?1 AND status NOT IN ('cancelled', 'noshow', 'entered-in-error')) AS a"
                  " CROSS JOIN patient AS p ON p.id = a.patient_id",
                  job, error)
         && add_all (connection, "SELECT rowid, id FROM patient WHERE doctor_id = ?1", job, error);
}

static gboolean
do_find (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Job *job = data;

  if (job->in_bodies ? !add_from_bodies (connection, job, error) : !add_from_columns (connection, job, error))
    return FALSE;
  g_value_init (value, SALVE_TYPE_SIGHT);
  g_value_set_boxed (value, job->sight);
  return TRUE;
}

/**
 * salve_store_find_treated:
 * @sight: what is seen besides; is copied
 * @in_bodies: whether visits and care teams are read, which takes seconds in a large file; else what lies in columns:
 *   appointments and a patient's own doctor
 *
 * Looks, beside the main thread, for the patients whom a doctor treats, by the server's rule
 * (salve_search_treatments_of()).
 *
 * Returns: (transfer full): resolves to a #SalveSight with these patients too
 */
DexFuture *
salve_store_find_treated (SalveStore *self,
                          SalveSight *sight,
                          const char *practitioner_id,
                          gboolean in_bodies)
{
  Job *job = g_new0 (Job, 1);

  *job = (Job){ salve_sight_copy (sight), g_strdup (practitioner_id), in_bodies };
  return salve_store_run_read (self, SALVE_PRIORITY_NORMAL, do_find, job, job_free);
}

/**
 * salve_store_is_treated:
 *
 * Main thread, whatever the sight is.
 *
 * Returns: whether that doctor treats that patient, by the server's rule
 */
gboolean
salve_store_is_treated (SalveStore *self, const char *practitioner_id, const char *patient_id)
{
  g_autoptr (GHashTable) patients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  Found found = { practitioner_id, patients };
  SalveConnection *connection = salve_store_get_reader (self, &error);

  if (connection == NULL
      || !find_in_bodies (connection,
                          "SELECT body FROM resource WHERE id = ?1 AND type = 'Patient' AND deleted = 0"
                          " UNION ALL SELECT r.body FROM clinical AS c JOIN resource AS r ON r.rowid ="
                          " c.rowid WHERE c.patient_id = ?1 AND c.type IN ('Encounter', 'CareTeam')"
                          " UNION ALL SELECT r.body FROM appointment AS a JOIN resource AS r ON r.rowid ="
                          " a.record WHERE a.patient_id = ?1",
                          patient_id, &found, &error))
    g_warning ("Who treats Patient/%s cannot be read: %s", patient_id, error->message);
  return g_hash_table_contains (patients, patient_id);
}
