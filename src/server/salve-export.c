/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing is written to the disk for an export: its files are what the store had at one moment, read page by page while
 * they are fetched, so that no plain copy of a record lies anywhere. What was changed after that moment is left out of
 * an export that is fetched later, and comes with the next one (_since). */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-export.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#include "salve-deidentify.h"
#include "salve-element.h"
#include "salve-fhir-row.h"
#include "salve-instant.h"
#include "salve-json.h"

#define PAGE 500
#define KEY_SIZE 32

/* What the job remembers: a JSON object that only we write. */
typedef struct
{
  char **types; /* NULL: all */
  SalveInstant since;
  SalveInstant until;
  char *key; /* hexadecimal: pseudonyms of this export; NULL: with names */
} Plan;

static void
plan_clear (Plan *plan)
{
  g_strfreev (plan->types);
  g_free (plan->key);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

static GBytes *
plan_write (const Plan *plan)
{
  g_autofree char *types = plan->types != NULL ? g_strjoinv (",", plan->types) : g_strdup ("");
  char *text = g_strdup_printf ("{\"types\":\"%s\",\"since\":\"%" G_GINT64_FORMAT
                                "\",\"until\":\"%" G_GINT64_FORMAT "\",\"key\":\"%s\"}",
                                types, plan->since, plan->until, plan->key != NULL ? plan->key : "");

  return g_bytes_new_take (text, strlen (text));
}

static gboolean
plan_read (GBytes *bytes, Plan *plan, GError **error)
{
  g_autoptr (yyjson_doc) doc =
      salve_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
  yyjson_val *root = doc != NULL ? yyjson_doc_get_root (doc) : NULL;
  const char *types, *key;

  *plan = (Plan){ 0 };
  if (root == NULL)
    return FALSE;
  types = yyjson_get_str (yyjson_obj_get (root, "types"));
  key = yyjson_get_str (yyjson_obj_get (root, "key"));
  plan->types = types != NULL && types[0] != '\0' ? g_strsplit (types, ",", -1) : NULL;
  plan->since = g_ascii_strtoll (yyjson_get_str (yyjson_obj_get (root, "since")), NULL, 10);
  plan->until = g_ascii_strtoll (yyjson_get_str (yyjson_obj_get (root, "until")), NULL, 10);
  plan->key = key != NULL && key[0] != '\0' ? g_strdup (key) : NULL;
  return TRUE;
}

static gboolean
choose_types (SalveExchange *exchange, Plan *plan, GError **error)
{
  const char *text = salve_exchange_parameter (exchange, "_type");

  if (text == NULL)
    return TRUE;
  plan->types = g_strsplit (text, ",", 100);
  for (guint i = 0; plan->types[i] != NULL; i++)
    if (!salve_resource_is_valid_type_name (plan->types[i]))
      return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, _ ("_type has to be a list of types."));
  return TRUE;
}

/* Names go out only to who may see all of every type asked for. */
static gboolean
check_right (SalveExchange *exchange, Plan *plan, GError **error)
{
  const char *const *types;
  SalveReach reach;

  if (plan->key != NULL)
    return salve_service_authorize (exchange, SALVE_ACTION_EXPORT, "deidentified", &reach, error);
  types = plan->types != NULL ? (const char *const *)plan->types : salve_search_types ();
  for (guint i = 0; types[i] != NULL; i++)
    if (!salve_service_authorize (exchange, SALVE_ACTION_EXPORT, types[i], &reach, error))
      return FALSE;
    else if (reach.kind != SALVE_REACH_ALL)
      return salve_exchange_refuse (error, SOUP_STATUS_FORBIDDEN,
                                    _ ("This account may not export that type."));
  return TRUE;
}

static char *
random_key (void)
{
  guchar bytes[KEY_SIZE];
  char *hex = g_malloc (2 * KEY_SIZE + 1);

  randombytes_buf (bytes, sizeof bytes);
  return sodium_bin2hex (hex, 2 * KEY_SIZE + 1, bytes, sizeof bytes);
}

/* GET $export?_type=…&_since=…&_deidentify=true */
gboolean
salve_export_handle_start (SalveExchange *exchange, GError **error)
{
  g_auto (Plan) plan = { 0 };
  g_autoptr (GBytes) request = NULL;
  g_autofree char *id = NULL;
  g_autofree char *place = NULL;
  const char *since = salve_exchange_parameter (exchange, "_since");

  if (!salve_exchange_prefers (exchange, "respond-async"))
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST,
                                  _ ("$export needs “Prefer: respond-async”."));
  if (since != NULL && !salve_instant_parse_fhir (since, exchange->service->zone, &plan.since, NULL))
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST,
                                  _ ("_since is no instant, such as 2026-11-02T08:00:00Z."));
  if (g_strcmp0 (salve_exchange_parameter (exchange, "_deidentify"), "true") == 0)
    plan.key = random_key ();
  plan.until = g_get_real_time ();
  if (!choose_types (exchange, &plan, error) || !check_right (exchange, &plan, error))
    return FALSE;
  request = plan_write (&plan);
  id = salve_jobs_add (exchange, "export", 0, request, error);
  if (id == NULL)
    return FALSE;
  place = g_strdup_printf ("%s/jobs/%s", exchange->base, id);
  salve_exchange_set_header (exchange, "Content-Location", place);
  salve_exchange_answer (exchange, SOUP_STATUS_ACCEPTED, NULL, NULL);
  return TRUE;
}

typedef struct
{
  Plan plan;
  char *type; /* of the file; NULL to count */
  gint64 after;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  plan_clear (&question->plan);
  g_free (question->type);
  g_free (question);
}

static gboolean
is_chosen (const Plan *plan, const char *type)
{
  if (plan->key != NULL && !salve_deidentify_knows (type))
    return FALSE;
  return plan->types == NULL || g_strv_contains ((const char *const *)plan->types, type);
}

static gboolean
work_count (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Question *question = data;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection,
                                "SELECT type, count(*) FROM resource WHERE deleted = 0 AND last_updated >= "
                                "?1 AND last_updated <= ?2 GROUP BY type",
                                error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_int (select, 1, question->plan.since);
  salve_statement_bind_int (select, 2, question->plan.until);
  while (salve_statement_step (select, &row, error))
    {
      if (!row)
        {
          g_value_init (value, G_TYPE_STRING);
          g_value_take_string (value, g_string_free (g_steal_pointer (&out), FALSE));
          return TRUE;
        }
      if (is_chosen (&question->plan, salve_statement_text (select, 0)))
        g_string_append_printf (out, "%s %" G_GINT64_FORMAT "\n", salve_statement_text (select, 0),
                                salve_statement_int (select, 1));
    }
  return FALSE;
}

/* The manifest: where the files are. */
gboolean
salve_export_answer (SalveExchange *exchange, SalveJob *job, GError **error)
{
  Question *question = g_new0 (Question, 1);
  g_autofree char *counts = NULL;
  g_autofree char *time = NULL;
  g_auto (GStrv) lines = NULL;
  GString *out;

  if (!plan_read (job->request, &question->plan, error))
    {
      question_free (question);
      return FALSE;
    }
  time = salve_instant_format_fhir (question->plan.until);
  counts = dex_await_string (salve_store_run_read (exchange->service->store, SALVE_PRIORITY_NORMAL,
                                                   work_count, question, question_free),
                             error);
  if (counts == NULL)
    return FALSE;
  out = g_string_new (NULL);
  g_string_append_printf (
      out,
      "{\"transactionTime\":\"%s\",\"request\":\"%s/$export\",\"requiresAccessToken\":true,"
      "\"output\":[",
      time, exchange->fhir_base);
  lines = g_strsplit (counts, "\n", -1);
  for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      char *space = strchr (lines[i], ' ');

      *space = '\0';
      g_string_append_printf (out, "%s{\"type\":\"%s\",\"url\":\"%s/export/%s/%s.ndjson\",\"count\":%s}",
                              i > 0 ? "," : "", lines[i], exchange->base, job->id, lines[i], space + 1);
    }
  g_string_append (out, "],\"error\":[]}");
  salve_exchange_answer_json (exchange, SOUP_STATUS_OK, g_string_free (out, FALSE));
  return TRUE;
}

typedef struct
{
  GBytes *text;
  gint64 last; /* 0: that was the end */
} Page;

static void
page_free (Page *page)
{
  g_bytes_unref (page->text);
  g_free (page);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Page, page_free)

static gboolean
append_row (GString *out, Question *question, SalveStatement *row, GError **error)
{
  g_autoptr (GBytes) body = salve_statement_bytes (row, 4);
  g_autoptr (GBytes) shown = NULL;

  if (question->plan.key != NULL)
    {
      g_autoptr (SalveResource) resource = salve_resource_new (body, error);

      shown = resource != NULL ? salve_deidentify (resource, question->plan.key, question->plan.until, error)
                               : NULL;
    }
  else
    shown = salve_fhir_row_body (body, salve_statement_text (row, 1), salve_statement_int (row, 2),
                                 salve_statement_int (row, 3));
  if (shown == NULL)
    return FALSE;
  for (gsize i = 0; i < g_bytes_get_size (shown); i++)
    {
      char c = ((const char *)g_bytes_get_data (shown, NULL))[i];

      /* A line a resource: the line breaks of a pretty one are blanks outside of its strings, and JSON has none inside. */
      g_string_append_c (out, c == '\n' || c == '\r' ? ' ' : c);
    }
  g_string_append_c (out, '\n');
  return TRUE;
}

static gboolean
work_page (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Question *question = data;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection,
                                "SELECT rowid, id, version, last_updated, body FROM resource WHERE type = ?1 "
                                "AND deleted = 0 AND rowid > ?2"
                                " AND last_updated >= ?3 AND last_updated <= ?4 ORDER BY rowid LIMIT ?5",
                                error);
  Page *page;
  gint64 last = 0;
  guint n = 0;
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, question->type);
  salve_statement_bind_int (select, 2, question->after);
  salve_statement_bind_int (select, 3, question->plan.since);
  salve_statement_bind_int (select, 4, question->plan.until);
  salve_statement_bind_int (select, 5, PAGE);
  for (;;)
    {
      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        break;
      last = salve_statement_int (select, 0);
      n++;
      if (!append_row (out, question, select, error))
        return FALSE;
    }
  page = g_new0 (Page, 1);
  page->text = g_string_free_to_bytes (g_steal_pointer (&out));
  page->last = n == PAGE ? last : 0;
  g_value_init (value, G_TYPE_POINTER);
  g_value_set_pointer (value, page);
  return TRUE;
}

static void
wrote_cb (SoupServerMessage *message, gpointer data)
{
  DexPromise **promise = data;

  if (*promise != NULL)
    dex_promise_resolve_boolean (*promise, TRUE);
  dex_clear (promise);
}

/* Hands one piece to the wire and waits until it went out, so that memory does not grow with the file. */
static void
send_piece (SalveExchange *exchange, DexPromise **wrote, GBytes *text)
{
  g_autoptr (DexFuture) sent = NULL;

  if (g_bytes_get_size (text) == 0 || exchange->gone)
    return;
  *wrote = dex_promise_new ();
  sent = dex_ref (*wrote);
  soup_message_body_append_bytes (soup_server_message_get_response_body (exchange->message), text);
  soup_server_message_unpause (exchange->message);
  dex_await (g_steal_pointer (&sent), NULL);
  if (!exchange->gone)
    soup_server_message_pause (exchange->message);
}

static void
begin_stream (SalveExchange *exchange)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (exchange->message);

  exchange->streaming = TRUE;
  soup_server_message_set_status (exchange->message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_content_type (headers, "application/fhir+ndjson", NULL);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_body_set_accumulate (soup_server_message_get_response_body (exchange->message), FALSE);
}

static void
stream (SalveExchange *exchange, GBytes *request, const char *type)
{
  DexPromise *wrote = NULL;
  gulong wrote_id = g_signal_connect (exchange->message, "wrote-chunk", G_CALLBACK (wrote_cb), &wrote);
  gulong gone_id = g_signal_connect (exchange->message, "finished", G_CALLBACK (wrote_cb), &wrote);
  gint64 after = 0;

  begin_stream (exchange);
  do
    {
      Question *question = g_new0 (Question, 1);
      g_autoptr (Page) page = NULL;

      plan_read (request, &question->plan, NULL);
      question->type = g_strdup (type);
      question->after = after;
      page = dex_await_pointer (salve_store_run_read (exchange->service->store, SALVE_PRIORITY_BULK,
                                                      work_page, question, question_free),
                                NULL);
      /* Half a file must not look like a whole one: the connection ends without the last chunk. */
      if (page == NULL)
        {
          if (!exchange->gone)
            g_io_stream_close (soup_server_message_steal_connection (exchange->message), NULL, NULL);
          exchange->gone = TRUE;
          break;
        }
      send_piece (exchange, &wrote, page->text);
      after = page->last;
    }
  while (after != 0 && !exchange->gone);
  g_signal_handler_disconnect (exchange->message, wrote_id);
  g_signal_handler_disconnect (exchange->message, gone_id);
  if (exchange->gone)
    return;
  soup_message_body_complete (soup_server_message_get_response_body (exchange->message));
  soup_server_message_unpause (exchange->message);
}

/* GET export/[id]/[type].ndjson */
gboolean
salve_export_handle_file (SalveExchange *exchange, GError **error)
{
  g_autoptr (SalveJob) job =
      dex_await_pointer (salve_jobs_read (exchange->service, salve_exchange_name (exchange, "id")), error);
  const char *file = salve_exchange_name (exchange, "file");
  g_autofree char *type = g_str_has_suffix (file, ".ndjson") ? g_strndup (file, strlen (file) - 7) : NULL;
  g_auto (Plan) plan = { 0 };

  if (job == NULL)
    return FALSE;
  if (!g_str_equal (job->account, exchange->identity->account_id) || !g_str_equal (job->kind, "export")
      || type == NULL || g_str_equal (job->state, "cancelled") || exchange->message == NULL
      || !plan_read (job->request, &plan, NULL) || !is_chosen (&plan, type))
    return salve_exchange_refuse (error, SOUP_STATUS_NOT_FOUND, _ ("There is no such file."));
  /* The right may have been taken away since the export was asked for. */
  if (!check_right (exchange, &plan, error))
    return FALSE;
  stream (exchange, job->request, type);
  exchange->status = SOUP_STATUS_OK;
  return TRUE;
}
