/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One job runs at a time, so that uploads do not take the machine from the desks. What a job did and how far it is are
 * written together; an item that was done twice because of a crash in between must be the same to the byte, which the
 * kinds of jobs see to by the ids they give. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-jobs.h"

#include <glib/gi18n.h>
#include <string.h>

#include "salve-bulk-upload.h"
#include "salve-export.h"
#include "salve-json.h"

#define KEEP_FOR ((gint64)7 * 24 * 3600 * G_USEC_PER_SEC)

static const struct
{
  const char *kind;
  SalveJobFunc run;
} kinds[] = {
  { "checkups", salve_bulk_upload_run },
};

struct _SalveJobs
{
  SalveService *service;
  DexFuture *runner; /* NULL: idle */
  GHashTable *cancelled;
  gboolean stopping;
};

void
salve_job_free (SalveJob *self)
{
  g_free (self->id);
  g_free (self->kind);
  g_free (self->account);
  g_free (self->login);
  g_free (self->state);
  g_free (self->problem);
  g_clear_pointer (&self->request, g_bytes_unref);
  g_clear_pointer (&self->answer, g_bytes_unref);
  g_free (self);
}

void
salve_job_item_free (gpointer data)
{
  SalveJobItem *item = data;

  g_free (item->resource);
  g_free (item->problem);
  g_free (item);
}

SalveJobs *
salve_jobs_new (SalveService *service)
{
  SalveJobs *self = g_new0 (SalveJobs, 1);

  self->service = service;
  self->cancelled = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

/* Call it after salve_jobs_stop() has resolved. */
void
salve_jobs_free (SalveJobs *self)
{
  dex_clear (&self->runner);
  g_hash_table_unref (self->cancelled);
  g_free (self);
}

SalveService *
salve_jobs_get_service (SalveJobs *self)
{
  return self->service;
}

/* FALSE when the job was cancelled or the server is about to stop: it goes on at the next start. */
gboolean
salve_jobs_is_wanted (SalveJobs *self, SalveJob *job)
{
  return !self->stopping && !g_hash_table_contains (self->cancelled, job->id);
}

/* ---- rows ---- */

#define JOB_COLUMNS                                                                                          \
  "id, kind, account, login, state, created, total, done, refused, request, answer, coalesce (status, 0), "  \
  "problem"

static SalveJob *
job_from_row (SalveStatement *row)
{
  SalveJob *job = g_new0 (SalveJob, 1);

  job->id = g_strdup (salve_statement_text (row, 0));
  job->kind = g_strdup (salve_statement_text (row, 1));
  job->account = g_strdup (salve_statement_text (row, 2));
  job->login = g_strdup (salve_statement_text (row, 3));
  job->state = g_strdup (salve_statement_text (row, 4));
  job->created = salve_statement_int (row, 5);
  job->total = salve_statement_int (row, 6);
  job->done = salve_statement_int (row, 7);
  job->refused = salve_statement_int (row, 8);
  job->request = salve_statement_bytes (row, 9);
  job->answer = salve_statement_is_null (row, 10) ? NULL : salve_statement_bytes (row, 10);
  job->status = salve_statement_int (row, 11);
  job->problem = g_strdup (salve_statement_text (row, 12));
  return job;
}

static gboolean
work_read (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection, "SELECT " JOB_COLUMNS " FROM job WHERE id = ?1", error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, data);
  if (!salve_statement_step (select, &row, error))
    return FALSE;
  if (!row)
    return salve_exchange_refuse (error, SOUP_STATUS_NOT_FOUND, _ ("There is no such job."));
  g_value_init (value, G_TYPE_POINTER);
  g_value_set_pointer (value, job_from_row (select));
  return TRUE;
}

/* Returns: (transfer full): resolves to a SalveJob (pointer, transfer full) */
DexFuture *
salve_jobs_read (SalveService *service, const char *id)
{
  return salve_store_run_read (service->store, SALVE_PRIORITY_PERSON, work_read, g_strdup (id), g_free);
}

/* The next one that is not done, the oldest first. */
static gboolean
work_next (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection,
      "SELECT " JOB_COLUMNS " FROM job WHERE state IN ('queued', 'running') AND kind <> 'answer'"
      " ORDER BY created, id LIMIT 1",
      error);
  gboolean row;

  if (select == NULL || !salve_statement_step (select, &row, error))
    return FALSE;
  g_value_init (value, G_TYPE_POINTER);
  g_value_set_pointer (value, row ? job_from_row (select) : NULL);
  return TRUE;
}

typedef struct
{
  char *id;
  char *kind;
  char *account;
  char *login;
  const char *state; /* static */
  gint64 now;
  gint64 total;
  gint64 status;
  gint64 n_done;
  gint64 n_refused;
  GBytes *bytes;
  char *problem;
  GPtrArray *items;
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->id);
  g_free (row->kind);
  g_free (row->account);
  g_free (row->login);
  g_free (row->problem);
  g_clear_pointer (&row->bytes, g_bytes_unref);
  g_clear_pointer (&row->items, g_ptr_array_unref);
  g_free (row);
}

static gboolean
in_transaction (SalveConnection *connection,
                gboolean (*func) (SalveConnection *connection, Row *row, GError **error),
                Row *row,
                GError **error)
{
  if (!salve_connection_begin (connection, error))
    return FALSE;
  if (!func (connection, row, error))
    {
      salve_connection_rollback (connection);
      return FALSE;
    }
  return salve_connection_commit (connection, error);
}

static gboolean
insert_job (SalveConnection *connection, Row *row, GError **error)
{
  return salve_connection_run (
      connection, error,
      "INSERT INTO job (id, kind, account, login, created, updated, total, request, state)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8)",
      "ttttiibt", row->id, row->kind, row->account, row->login, row->now, row->total, row->bytes, row->state);
}

static gboolean
work_insert (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  return in_transaction (connection, insert_job, data, error);
}

static gboolean
update_state (SalveConnection *connection, Row *row, GError **error)
{
  return salve_connection_run (
      connection, error,
      "UPDATE job SET state = ?2, updated = ?3, problem = ?4, status = nullif (?5, 0),"
      " answer = ?6 WHERE id = ?1 AND state IN ('queued', 'running')",
      "ttitib", row->id, row->state, row->now, row->problem, row->status, row->bytes);
}

static gboolean
work_state (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  return in_transaction (connection, update_state, data, error);
}

static DexFuture *
set_state (SalveService *service,
           const char *id,
           const char *state,
           const char *problem,
           guint status,
           GBytes *answer)
{
  Row *row = g_new0 (Row, 1);

  row->id = g_strdup (id);
  row->state = state;
  row->now = g_get_real_time ();
  row->problem = g_strdup (problem);
  row->status = status;
  row->bytes = answer != NULL ? g_bytes_ref (answer) : NULL;
  return salve_store_run_write (service->store, SALVE_PRIORITY_NORMAL, work_state, row, row_free);
}

static gboolean
insert_items (SalveConnection *connection, Row *row, GError **error)
{
  for (guint i = 0; i < row->items->len; i++)
    {
      const SalveJobItem *item = row->items->pdata[i];

      if (!salve_connection_run (connection, error,
                                 "INSERT OR REPLACE INTO job_item (job, position, resource, problem)"
                                 " VALUES (?, ?, ?, ?)",
                                 "titt", row->id, item->position, item->resource, item->problem))
        return FALSE;
    }
  return salve_connection_run (connection, error,
                               "UPDATE job SET done = ?2, refused = ?3, updated = ?4, state = 'running'"
                               " WHERE id = ?1 AND state IN ('queued', 'running')",
                               "tiii", row->id, row->n_done, row->n_refused, row->now);
}

static gboolean
work_items (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  return in_transaction (connection, insert_items, data, error);
}

/**
 * salve_jobs_progress:
 * @job: its counts go up by those of @items
 * @items: (transfer full) (element-type SalveJobItem): the next ones, in order
 *
 * Writes what came of them. Returns: (transfer full): resolves when it is on the disk
 */
DexFuture *
salve_jobs_progress (SalveJobs *self, SalveJob *job, GPtrArray *items)
{
  Row *row = g_new0 (Row, 1);

  for (guint i = 0; i < items->len; i++)
    if (((SalveJobItem *)items->pdata[i])->problem != NULL)
      job->refused++;
  job->done += items->len;
  row->id = g_strdup (job->id);
  row->now = g_get_real_time ();
  row->n_done = job->done;
  row->n_refused = job->refused;
  row->items = items;
  return salve_store_run_write (self->service->store, SALVE_PRIORITY_NORMAL, work_items, row, row_free);
}

/* What nobody fetched for a week goes; an answer that was being made when the server stopped cannot be made any more. */
static gboolean
tidy (SalveConnection *connection, Row *row, GError **error)
{
  return salve_connection_run (connection, error,
                               "DELETE FROM job_item WHERE job IN (SELECT id FROM job WHERE updated < ?1"
                               " AND state NOT IN ('queued', 'running'))",
                               "i", row->now - KEEP_FOR)
         && salve_connection_run (connection, error,
                                  "DELETE FROM job WHERE updated < ?1 AND state NOT IN ('queued', 'running')",
                                  "i", row->now - KEEP_FOR)
         && salve_connection_run (
             connection, error,
             "UPDATE job SET state = 'failed', updated = ?1, problem = ?2 WHERE kind = 'answer'"
             " AND state IN ('queued', 'running')",
             "it", row->now, _ ("The server was started again in the meantime: ask once more."));
}

static gboolean
work_tidy (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  return in_transaction (connection, tidy, data, error);
}

/* ---- running ---- */

static SalveJobFunc
find_kind (const char *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].kind, kind))
      return kinds[i].run;
  return NULL;
}

static void
run_job (SalveJobs *self, SalveJob *job)
{
  SalveJobFunc run = find_kind (job->kind);
  g_autoptr (GError) error = NULL;
  gboolean good = run != NULL && run (self, job, &error);

  if (good && !salve_jobs_is_wanted (self, job))
    return;
  if (!good)
    g_warning ("Job %s (%s) failed: %s", job->id, job->kind, error != NULL ? error->message : "unknown kind");
  dex_await (set_state (self->service, job->id, good ? "done" : "failed",
                        error != NULL ? error->message : NULL, 0, NULL),
             NULL);
}

static DexFuture *
run_fiber (gpointer data)
{
  SalveJobs *self = data;

  while (!self->stopping)
    {
      g_autoptr (SalveJob) job = dex_await_pointer (
          salve_store_run_read (self->service->store, SALVE_PRIORITY_NORMAL, work_next, NULL, NULL), NULL);

      if (job == NULL)
        break;
      run_job (self, job);
    }
  return dex_future_new_true ();
}

static void
run_more (SalveJobs *self)
{
  if (self->stopping || (self->runner != NULL && dex_future_is_pending (self->runner)))
    return;
  dex_clear (&self->runner);
  self->runner = dex_scheduler_spawn (NULL, 512 * 1024, run_fiber, self, NULL);
}

/* Goes on with what was not done when the server stopped. */
void
salve_jobs_start (SalveJobs *self)
{
  Row *row = g_new0 (Row, 1);

  row->now = g_get_real_time ();
  dex_future_disown (
      salve_store_run_write (self->service->store, SALVE_PRIORITY_NORMAL, work_tidy, row, row_free));
  run_more (self);
}

/* Returns: (transfer full): resolves when the job under way has come to the end of its slice */
DexFuture *
salve_jobs_stop (SalveJobs *self)
{
  self->stopping = TRUE;
  return self->runner != NULL ? dex_ref (self->runner) : dex_future_new_true ();
}

/**
 * salve_jobs_add:
 * @total: items, 0 where that is not known
 * @request: what it needs to be done, also after a crash
 *
 * On the exchange's fiber. Returns: (transfer full): the job's id, when it is on the disk; NULL with an error
 */
char *
salve_jobs_add (SalveExchange *exchange, const char *kind, gint64 total, GBytes *request, GError **error)
{
  SalveJobs *self = exchange->service->jobs;
  Row *row = g_new0 (Row, 1);
  g_autofree char *id = g_uuid_string_random ();

  row->id = g_strdup (id);
  row->kind = g_strdup (kind);
  row->account = g_strdup (exchange->identity->account_id);
  row->login = g_strdup (exchange->identity->login);
  /* An export is made while its files are fetched: there is nothing to wait for. */
  row->state = g_str_equal (kind, "export") ? "done" : "queued";
  row->now = g_get_real_time ();
  row->total = total;
  row->bytes = g_bytes_ref (request);
  if (!dex_await (
          salve_store_run_write (exchange->service->store, SALVE_PRIORITY_PERSON, work_insert, row, row_free),
          error))
    return NULL;
  run_more (self);
  return g_steal_pointer (&id);
}

/* ---- an answer that is made later ---- */

typedef struct
{
  SalveExchange *inner;
  char *id;
} Later;

static void
later_free (gpointer data)
{
  Later *later = data;

  salve_exchange_unref (later->inner);
  g_free (later->id);
  g_free (later);
}

static DexFuture *
later_fiber (gpointer data)
{
  Later *later = data;

  dex_await (salve_service_answer (later->inner->service, later->inner), NULL);
  dex_await (
      set_state (later->inner->service, later->id, "done", NULL, later->inner->status, later->inner->answer),
      NULL);
  return dex_future_new_true ();
}

/**
 * salve_jobs_answer_later:
 *
 * For "Prefer: respond-async" (https://hl7.org/fhir/R4/async.html): 202 and where to look; the answer is made on a fiber
 * of its own with the same rights.
 */
gboolean
salve_jobs_answer_later (SalveExchange *exchange, GError **error)
{
  g_autoptr (GBytes) request = g_bytes_new (exchange->path, strlen (exchange->path));
  g_autofree char *id = salve_jobs_add (exchange, "answer", 0, request, error);
  g_autofree char *place = id != NULL ? g_strdup_printf ("%s/jobs/%s", exchange->base, id) : NULL;
  Later *later;

  if (id == NULL)
    return FALSE;
  later = g_new0 (Later, 1);
  later->id = g_steal_pointer (&id);
  later->inner = salve_exchange_new (exchange->service, exchange->method, exchange->path, exchange->query);
  later->inner->address = g_strdup (exchange->address);
  salve_exchange_set_base (later->inner, exchange->base);
  soup_message_headers_append (later->inner->headers, "Authorization",
                               salve_exchange_header (exchange, "Authorization"));
  dex_future_disown (dex_scheduler_spawn (NULL, 0, later_fiber, later, later_free));
  salve_exchange_set_header (exchange, "Content-Location", place);
  salve_exchange_answer (exchange, SOUP_STATUS_ACCEPTED, NULL, NULL);
  return TRUE;
}

/* ---- asking after one ---- */

static SalveJob *
read_own (SalveExchange *exchange, GError **error)
{
  g_autoptr (SalveJob) job =
      dex_await_pointer (salve_jobs_read (exchange->service, salve_exchange_name (exchange, "id")), error);

  if (job == NULL || g_str_equal (job->account, exchange->identity->account_id))
    return g_steal_pointer (&job);
  salve_exchange_refuse (error, SOUP_STATUS_NOT_FOUND, _ ("There is no such job."));
  return NULL;
}

typedef struct
{
  char *id;
  gint64 after;
  gboolean refused_only;
} ItemQuery;

static void
item_query_free (gpointer data)
{
  ItemQuery *query = data;

  g_free (query->id);
  g_free (query);
}

static gboolean
work_list_items (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  ItemQuery *query = data;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (salve_job_item_free);
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection,
      "SELECT position, resource, problem FROM job_item WHERE job = ?1 AND position > ?2"
      " AND (?3 = 0 OR problem IS NOT NULL) ORDER BY position LIMIT 1000",
      error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, query->id);
  salve_statement_bind_int (select, 2, query->after);
  salve_statement_bind_int (select, 3, query->refused_only);
  while (salve_statement_step (select, &row, error))
    {
      SalveJobItem *item;

      if (!row)
        {
          g_value_init (value, G_TYPE_PTR_ARRAY);
          g_value_take_boxed (value, g_steal_pointer (&items));
          return TRUE;
        }
      item = g_new0 (SalveJobItem, 1);
      item->position = salve_statement_int (select, 0);
      item->resource = g_strdup (salve_statement_text (select, 1));
      item->problem = g_strdup (salve_statement_text (select, 2));
      g_ptr_array_add (items, item);
    }
  return FALSE;
}

static void
append_items (GString *out, GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    {
      const SalveJobItem *item = items->pdata[i];
      g_autofree char *text = salve_json_quote (item->problem != NULL ? item->problem : item->resource);

      g_string_append_printf (out, "%s{\"item\":%" G_GINT64_FORMAT ",\"%s\":%s}", i > 0 ? "," : "",
                              item->position, item->problem != NULL ? "error" : "resource", text);
    }
}

static gboolean
answer_counts (SalveExchange *exchange, SalveJob *job, GError **error)
{
  ItemQuery *query = g_new0 (ItemQuery, 1);
  const char *after = salve_exchange_parameter (exchange, "after");
  g_autoptr (GPtrArray) items = NULL;
  GString *out;

  query->id = g_strdup (job->id);
  query->after = after != NULL ? g_ascii_strtoll (after, NULL, 10) : 0;
  query->refused_only = g_strcmp0 (salve_exchange_parameter (exchange, "refused"), "true") == 0;
  items = dex_await_boxed (salve_store_run_read (exchange->service->store, SALVE_PRIORITY_PERSON,
                                                 work_list_items, query, item_query_free),
                           error);
  if (items == NULL)
    return FALSE;
  out = g_string_new (NULL);
  g_string_append_printf (out,
                          "{\"id\":\"%s\",\"state\":\"%s\",\"total\":%" G_GINT64_FORMAT
                          ",\"done\":%" G_GINT64_FORMAT ",\"accepted\":%" G_GINT64_FORMAT
                          ",\"refused\":%" G_GINT64_FORMAT ",\"items\":[",
                          job->id, job->state, job->total, job->done, job->done - job->refused, job->refused);
  append_items (out, items);
  g_string_append_c (out, ']');
  if (items->len == 1000)
    g_string_append_printf (out, ",\"next\":\"/jobs/%s?after=%" G_GINT64_FORMAT "\"", job->id,
                            ((SalveJobItem *)items->pdata[999])->position);
  g_string_append_c (out, '}');
  salve_exchange_answer_json (exchange, SOUP_STATUS_OK, g_string_free (out, FALSE));
  return TRUE;
}

/* GET jobs/[id]: an answer's own status is 202 until it is there */
gboolean
salve_jobs_handle_status (SalveExchange *exchange, GError **error)
{
  g_autoptr (SalveJob) job = read_own (exchange, error);

  if (job == NULL)
    return FALSE;
  if (g_str_equal (job->kind, "export"))
    return salve_export_answer (exchange, job, error);
  if (!g_str_equal (job->kind, "answer"))
    return answer_counts (exchange, job, error);
  if (job->answer != NULL)
    salve_exchange_answer (exchange, (guint)job->status, NULL, g_bytes_ref (job->answer));
  else if (job->problem != NULL || g_str_equal (job->state, "cancelled"))
    return salve_exchange_refuse (error, SOUP_STATUS_GONE, "%s",
                                  job->problem != NULL ? job->problem : _ ("That job was cancelled."));
  else
    {
      salve_exchange_set_header (exchange, "Retry-After", "1");
      salve_exchange_set_header (exchange, "X-Progress", job->state);
      salve_exchange_answer (exchange, SOUP_STATUS_ACCEPTED, NULL, NULL);
    }
  return TRUE;
}

/* DELETE jobs/[id]: what is done stays done */
gboolean
salve_jobs_handle_cancel (SalveExchange *exchange, GError **error)
{
  g_autoptr (SalveJob) job = read_own (exchange, error);

  if (job == NULL)
    return FALSE;
  g_hash_table_add (exchange->service->jobs->cancelled, g_strdup (job->id));
  if (!dex_await (set_state (exchange->service, job->id, "cancelled", NULL, 0, NULL), error))
    return FALSE;
  salve_exchange_answer (exchange, SOUP_STATUS_ACCEPTED, NULL, NULL);
  return TRUE;
}
