/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every query runs on one of the store's reading threads with the asker's reach bound into it. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-fhir-read.h"

#include <glib/gi18n.h>
#include <string.h>

#include "salve-element.h"
#include "salve-fhir-row.h"
#include "salve-instant.h"
#include "salve-json.h"
#include "salve-service.h"

typedef struct
{
  SalveFhirSearch *search; /* (transfer none): the fiber keeps it */
  SalveReach reach;
  char *reach_id;
  SalveReachOf *others;
  char *type;
  char *id;
  char *token;
  gint64 version;
  SalveInstant since;
  SalveInstant now;
  guint count;
} Query;

static Query *
query_new (SalveExchange *exchange, const SalveReach *reach)
{
  Query *query = g_new0 (Query, 1);

  query->reach_id = g_strdup (reach->id);
  query->reach = (SalveReach){ reach->kind, query->reach_id };
  query->type = g_strdup (salve_exchange_name (exchange, "type"));
  query->id = g_strdup (salve_exchange_name (exchange, "id"));
  query->now = g_get_real_time ();
  return query;
}

/* The question leads to other types than its own. */
static void
query_widen (Query *query, SalveExchange *exchange, SalveAction action)
{
  query->others = salve_service_list_reach (exchange, action);
  query->reach.others = query->others;
}

static void
query_free (gpointer data)
{
  Query *query = data;

  g_free (query->reach_id);
  g_free (query->others);
  g_free (query->type);
  g_free (query->id);
  g_free (query->token);
  g_free (query);
}

static void
take_page (GValue *value, SalveSearchPage *page)
{
  g_value_init (value, G_TYPE_POINTER);
  g_value_set_pointer (value, page);
}

/* Not modified where the client has this very version (https://hl7.org/fhir/R4/http.html#cread). */
static void
answer_row (SalveExchange *exchange, const SalveSearchRow *row)
{
  g_autofree char *etag = salve_http_etag (row->version);
  g_autofree char *date = salve_http_date (row->last_updated);
  const char *known = salve_exchange_header (exchange, "If-None-Match");
  gint64 version;

  salve_exchange_set_header (exchange, "ETag", etag);
  if (row->last_updated != 0)
    salve_exchange_set_header (exchange, "Last-Modified", date);
  if (known != NULL && salve_http_etag_parse (known, &version) && version == row->version)
    salve_exchange_answer (exchange, SOUP_STATUS_NOT_MODIFIED, NULL, NULL);
  else
    salve_exchange_answer (exchange, SOUP_STATUS_OK, NULL,
                           salve_fhir_row_body (row->body, row->id, row->version, row->last_updated));
}

/**
 * salve_fhir_read_row:
 * @reach: how far whoever asks may see that type
 * @error: 410 where it was deleted, which only who sees all is told; else 404, whether there is none or none for them
 *
 * Returns: (transfer full): the resource as it is now
 */
SalveSearchRow *
salve_fhir_read_row (SalveConnection *connection,
                     const char *type,
                     const char *id,
                     const SalveReach *reach,
                     GError **error)
{
  g_auto (SalveFhirState) state = { 0 };
  SalveSearchRow *row;
  gboolean allowed;

  if (!salve_fhir_state_read (connection, type, id, &state, error)
      || !salve_reach_allows (connection, reach, type, id, &allowed, error))
    return NULL;
  if (state.version == 0 || state.deleted || !allowed)
    {
      gboolean gone = state.deleted && reach->kind == SALVE_REACH_ALL;

      salve_exchange_refuse (error, gone ? SOUP_STATUS_GONE : SOUP_STATUS_NOT_FOUND,
                             gone ? _ ("%s/%s was deleted.") : _ ("There is no %s/%s."), type, id);
      return NULL;
    }
  row = g_new0 (SalveSearchRow, 1);
  row->type = g_strdup (type);
  row->id = g_strdup (id);
  row->version = state.version;
  row->last_updated = state.last_updated;
  row->body = g_steal_pointer (&state.body);
  return row;
}

static gboolean
work_read (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Query *query = data;
  SalveSearchRow *row = salve_fhir_read_row (connection, query->type, query->id, &query->reach, error);

  if (row == NULL)
    return FALSE;
  g_value_init (value, G_TYPE_POINTER);
  g_value_set_pointer (value, row);
  return TRUE;
}

static gboolean
work_vread (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Query *query = data;
  SalveSearchRow *row = NULL;

  if (!salve_version_read (connection, &query->reach, query->type, query->id, query->version, &row, error))
    return FALSE;
  if (row == NULL)
    return salve_exchange_refuse (error, SOUP_STATUS_NOT_FOUND, _ ("There is no such version of %s/%s."),
                                  query->type, query->id);
  if (row->deleted)
    {
      salve_search_row_free (row);
      return salve_exchange_refuse (error, SOUP_STATUS_GONE, _ ("That version is a deletion."));
    }
  g_value_init (value, G_TYPE_POINTER);
  g_value_set_pointer (value, row);
  return TRUE;
}

/**
 * salve_fhir_await_row:
 * @reach: how far whoever asks may see that type
 * @error: as of salve_fhir_read_row()
 *
 * Awaits, on the exchange's fiber.
 *
 * Returns: (transfer full): the resource as it is now
 */
SalveSearchRow *
salve_fhir_await_row (SalveExchange *exchange,
                      const char *type,
                      const char *id,
                      const SalveReach *reach,
                      GError **error)
{
  Query *query = query_new (exchange, reach);

  g_set_str (&query->type, type);
  g_set_str (&query->id, id);
  return dex_await_pointer (
      salve_store_run_read (exchange->service->store, SALVE_PRIORITY_PERSON, work_read, query, query_free),
      error);
}

static gboolean
read_row (SalveExchange *exchange, Query *query, SalveWorkFunc work, GError **error)
{
  g_autoptr (SalveSearchRow) row = dex_await_pointer (
      salve_store_run_read (exchange->service->store, SALVE_PRIORITY_PERSON, work, query, query_free), error);

  if (row == NULL)
    return FALSE;
  answer_row (exchange, row);
  return TRUE;
}

/* GET [type]/[id] */
gboolean
salve_fhir_handle_read (SalveExchange *exchange, GError **error)
{
  return read_row (exchange, query_new (exchange, &exchange->reach), work_read, error);
}

/* GET [type]/[id]/_history/[version] */
gboolean
salve_fhir_handle_vread (SalveExchange *exchange, GError **error)
{
  Query *query = query_new (exchange, &exchange->reach);

  if (!g_ascii_string_to_signed (salve_exchange_name (exchange, "version"), 10, 1, G_MAXINT64,
                                 &query->version, NULL))
    {
      query_free (query);
      return salve_exchange_refuse (error, SOUP_STATUS_NOT_FOUND, _ ("Versions of this server are numbers."));
    }
  return read_row (exchange, query, work_vread, error);
}

static void
append_link (GString *bundle, const char *base, const char *relation, const char *link, gboolean *first)
{
  g_autofree char *url = link != NULL ? g_strdup_printf ("%s/%s", base, link) : NULL;
  g_autofree char *quoted = url != NULL ? salve_json_quote (url) : NULL;

  if (quoted == NULL)
    return;
  g_string_append_printf (bundle, "%s{\"relation\":\"%s\",\"url\":%s}", *first ? "" : ",", relation, quoted);
  *first = FALSE;
}

/* Only the elements asked for, beside those without which it would be no resource. */
static GBytes *
only_elements (GBytes *body, const char *const *elements)
{
  g_autoptr (SalveResource) resource = salve_resource_new (body, NULL);
  g_autoptr (GString) out = g_string_new ("{");
  yyjson_val *key, *item;
  gsize index, max;

  if (resource == NULL)
    return g_bytes_ref (body);
  yyjson_obj_foreach (salve_resource_root (resource).value, index, max, key, item)
  {
    const char *name = unsafe_yyjson_get_str (key); /* a key is always a string */
    const char *plain = name[0] == '_' ? name + 1 : name;
    g_autofree char *json = NULL;

    if (!g_str_equal (plain, "resourceType") && !g_str_equal (plain, "id") && !g_str_equal (plain, "meta")
        && !g_strv_contains (elements, plain))
      continue;
    json = salve_element_to_json ((SalveElement){ item });
    g_string_append_printf (out, "%s\"%s\":%s", out->len > 1 ? "," : "", name, json);
  }
  g_string_append_c (out, '}');
  return g_string_free_to_bytes (g_steal_pointer (&out));
}

static void
append_resource (GString *bundle, const SalveSearchRow *row, const char *const *elements)
{
  g_autoptr (GBytes) body = salve_fhir_row_body (row->body, row->id, row->version, row->last_updated);
  g_autoptr (GBytes) part =
      elements != NULL && elements[0] != NULL ? only_elements (body, elements) : g_bytes_ref (body);

  g_string_append (bundle, ",\"resource\":");
  g_string_append_len (bundle, g_bytes_get_data (part, NULL), (gssize)g_bytes_get_size (part));
}

static void
append_history (GString *bundle, const SalveSearchRow *row)
{
  const char *method = row->deleted ? "DELETE" : row->version == 1 ? "POST" : "PUT";
  const char *status = row->deleted ? "204" : row->version == 1 ? "201" : "200";
  g_autofree char *time = salve_instant_format_fhir (row->last_updated);

  g_string_append_printf (
      bundle,
      ",\"request\":{\"method\":\"%s\",\"url\":\"%s%s%s\"},\"response\":{\"status\":\"%s\","
      "\"etag\":\"W/\\\"%" G_GINT64_FORMAT "\\\"\"",
      method, row->type, row->version == 1 ? "" : "/", row->version == 1 ? "" : row->id, status,
      row->version);
  if (row->last_updated != 0)
    g_string_append_printf (bundle, ",\"lastModified\":\"%s\"", time);
  g_string_append_c (bundle, '}');
}

static void
append_entry (GString *bundle,
              const char *base,
              const char *kind,
              const SalveSearchRow *row,
              const char *const *elements)
{
  g_string_append_printf (bundle, "{\"fullUrl\":\"%s/%s/%s\"", base, row->type, row->id);
  if (!row->deleted)
    append_resource (bundle, row, elements);
  if (g_str_equal (kind, "history"))
    append_history (bundle, row);
  else
    g_string_append_printf (bundle, ",\"search\":{\"mode\":\"%s\"}",
                            row->mode == SALVE_SEARCH_INCLUDE ? "include" : "match");
  g_string_append_c (bundle, '}');
}

/* Up to when the page is true: a desk goes on from there, not from what a clock says. */
static void
append_newest (GString *bundle, SalveInstant newest)
{
  g_autofree char *time = salve_instant_format_fhir (newest);

  if (newest != 0)
    g_string_append_printf (bundle, ",\"meta\":{\"lastUpdated\":\"%s\"}", time);
}

/**
 * salve_fhir_bundle:
 * @base: of the server's FHIR addresses
 * @kind: searchset or history
 * @self_link: (nullable): relative to the base
 * @next_link: (nullable): the same
 * @elements: (nullable): only these of each resource
 * @note: (nullable): a warning for an OperationOutcome among the entries
 *
 * On any thread.
 *
 * Returns: (transfer full): the page as a Bundle
 */
GBytes *
salve_fhir_bundle (const char *base,
                   const char *kind,
                   SalveSearchPage *page,
                   const char *self_link,
                   const char *next_link,
                   const char *const *elements,
                   const char *note)
{
  GString *bundle = g_string_sized_new (4096);
  gboolean first = TRUE;

  g_string_append_printf (bundle, "{\"resourceType\":\"Bundle\",\"type\":\"%s\"", kind);
  append_newest (bundle, page->newest);
  if (page->total >= 0)
    g_string_append_printf (bundle, ",\"total\":%" G_GINT64_FORMAT, page->total);
  g_string_append (bundle, ",\"link\":[");
  append_link (bundle, base, "self", self_link, &first);
  append_link (bundle, base, "next", next_link, &first);
  g_string_append (bundle, "]");
  if (page->rows->len > 0 || note != NULL)
    g_string_append (bundle, ",\"entry\":[");
  for (guint i = 0; i < page->rows->len; i++)
    {
      if (i > 0)
        g_string_append_c (bundle, ',');
      append_entry (bundle, base, kind, page->rows->pdata[i], elements);
    }
  if (note != NULL)
    {
      g_autoptr (GBytes) outcome = salve_fhir_outcome ("warning", "informational", note);

      g_string_append (bundle, page->rows->len > 0 ? ",{\"resource\":" : "{\"resource\":");
      g_string_append_len (bundle, g_bytes_get_data (outcome, NULL), (gssize)g_bytes_get_size (outcome));
      g_string_append (bundle, ",\"search\":{\"mode\":\"outcome\"}}");
    }
  g_string_append (bundle, page->rows->len > 0 || note != NULL ? "]}" : "}");
  return g_string_free_to_bytes (bundle);
}

/* A page that becomes an answer; everything is its fiber's, which waits. */
typedef struct
{
  const char *base;
  const char *kind;
  SalveSearchPage *page;
  const char *self_link;
  const char *next_link;
  const char *const *elements;
  const char *note;
  gboolean pack;
  GBytes *answer; /* (out) */
  GBytes *packed; /* (out): NULL where it was not asked for or is too small */
} Writing;

static void
write_page (Writing *self)
{
  self->answer = salve_fhir_bundle (self->base, self->kind, self->page, self->self_link, self->next_link,
                                    self->elements, self->note);
  self->packed = self->pack ? salve_service_compress (self->answer) : NULL;
}

static gboolean
work_write (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  write_page (data);
  return TRUE;
}

/* More rows than these are not written on the main thread, where others wait. */
#define FEW_ROWS 8

/* On the exchange's fiber. */
static gboolean
answer_page (SalveExchange *exchange, Writing *writing, GError **error)
{
  writing->base = exchange->fhir_base;
  writing->pack = salve_service_takes_gzip (exchange);
  if (writing->page->rows->len <= FEW_ROWS)
    write_page (writing);
  else if (!dex_await (salve_store_run_read (exchange->service->store, SALVE_PRIORITY_PERSON, work_write,
                                             writing, NULL),
                       error))
    return FALSE;
  salve_exchange_answer (exchange, SOUP_STATUS_OK, NULL, writing->answer);
  exchange->packed = writing->packed;
  return TRUE;
}

static gboolean
work_search (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Query *query = data;
  SalveSearchPage *page = NULL;

  if (!salve_fhir_search_run (query->search, connection, &query->reach, query->now, &page, error))
    return FALSE;
  take_page (value, page);
  return TRUE;
}

/* On the exchange's fiber. Returns: (transfer full): a page; NULL with an error */
SalveSearchPage *
salve_fhir_run_search (SalveExchange *exchange,
                       SalveFhirSearch *search,
                       const SalveReach *reach,
                       GError **error)
{
  Query *query = query_new (exchange, reach);

  query->search = search;
  if (salve_fhir_search_leads_elsewhere (search))
    query_widen (query, exchange, SALVE_ACTION_READ);
  return dex_await_pointer (
      salve_store_run_read (exchange->service->store, SALVE_PRIORITY_PERSON, work_search, query, query_free),
      error);
}

/* The same question with another page. Returns: (transfer full): behind the type, such as "Patient?name=a&_page=x" */
static char *
page_link (const char *path, const char *query, const char *token)
{
  g_autoptr (GString) link = g_string_new (path);
  g_auto (GStrv) parts = g_strsplit (query != NULL ? query : "", "&", -1);
  char joint = '?';

  for (guint i = 0; parts[i] != NULL; i++)
    if (parts[i][0] != '\0' && !g_str_has_prefix (parts[i], "_page="))
      {
        g_string_append_c (link, joint);
        g_string_append (link, parts[i]);
        joint = '&';
      }
  if (token != NULL)
    {
      g_autofree char *escaped = g_uri_escape_string (token, NULL, FALSE);

      g_string_append_printf (link, "%c_page=%s", joint, escaped);
    }
  return g_string_free (g_steal_pointer (&link), FALSE);
}

static char *
note_of_page (SalveFhirSearch *search, SalveSearchPage *page)
{
  const char *const *ignored = salve_fhir_search_get_ignored (search);
  g_autofree char *names = ignored != NULL && ignored[0] != NULL ? g_strjoinv (", ", (char **)ignored) : NULL;

  if (names != NULL)
    return g_strdup_printf (_ ("Not understood, and left out of the search: %s"), names);
  return page->includes_left_out ? g_strdup (_ ("More belongs to this page than is included.")) : NULL;
}

static gboolean
search (SalveExchange *exchange, const char *text, GError **error)
{
  const char *type = salve_exchange_name (exchange, "type");
  g_autoptr (SalveFhirSearch) parsed = salve_fhir_search_parse (
      type, text != NULL ? text : "", salve_exchange_prefers (exchange, "handling=strict"), error);
  g_autoptr (SalveSearchPage) page = NULL;
  g_autofree char *self_link = NULL;
  g_autofree char *next_link = NULL;
  g_autofree char *note = NULL;

  if (parsed == NULL)
    return FALSE;
  salve_fhir_search_set_base (parsed, exchange->fhir_base);
  page = salve_fhir_run_search (exchange, parsed, &exchange->reach, error);
  if (page == NULL)
    return FALSE;
  self_link = page_link (type, text, NULL);
  next_link = page->next != NULL ? page_link (type, text, page->next) : NULL;
  note = note_of_page (parsed, page);
  return answer_page (exchange,
                      &(Writing){ .kind = "searchset",
                                  .page = page,
                                  .self_link = self_link,
                                  .next_link = next_link,
                                  .elements = salve_fhir_search_get_elements (parsed),
                                  .note = note },
                      error);
}

/* GET [type]?… */
gboolean
salve_fhir_handle_search (SalveExchange *exchange, GError **error)
{
  return search (exchange, exchange->query, error);
}

/* POST [type]/_search with the question in the body, so that no name gets into anybody's log. */
gboolean
salve_fhir_handle_search_post (SalveExchange *exchange, GError **error)
{
  gsize length = g_bytes_get_size (exchange->body);
  g_autofree char *text = NULL;

  if (length > 64 * 1024)
    return salve_exchange_refuse (error, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE,
                                  _ ("The question is larger than 64 KiB."));
  text = g_strndup (g_bytes_get_data (exchange->body, NULL), length);
  if (strlen (text) != length)
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, _ ("The question has a zero in it."));
  return search (exchange, text, error);
}

static gboolean
work_history (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Query *query = data;
  SalveSearchPage *page = NULL;

  if (!salve_history_run (connection, &query->reach, query->type, query->id, query->since, query->count,
                          query->token, &page, error))
    return FALSE;
  take_page (value, page);
  return TRUE;
}

static gboolean
read_since (SalveExchange *exchange, SalveInstant *since, GError **error)
{
  const char *text = salve_exchange_parameter (exchange, "_since");

  *since = 0;
  return text == NULL || salve_instant_parse_fhir (text, exchange->service->zone, since, NULL)
         || salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST,
                                   _ ("_since is no instant, such as 2026-11-02T08:00:00Z."));
}

static gboolean
read_count (SalveExchange *exchange, guint *count, GError **error)
{
  const char *text = salve_exchange_parameter (exchange, "_count");
  guint64 value = SALVE_SEARCH_COUNT_DEFAULT;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT, &value, NULL))
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, _ ("_count has to be a number from 1."));
  *count = (guint)MIN (value, SALVE_SEARCH_COUNT_MAX);
  return TRUE;
}

static gboolean
history (SalveExchange *exchange, const char *path, GError **error)
{
  Query *query = query_new (exchange, &exchange->reach);
  g_autoptr (SalveSearchPage) page = NULL;
  g_autofree char *self_link = NULL;
  g_autofree char *next_link = NULL;

  if (query->type == NULL)
    query_widen (query, exchange, SALVE_ACTION_HISTORY);
  query->token = g_strdup (salve_exchange_parameter (exchange, "_page"));
  if (!read_since (exchange, &query->since, error) || !read_count (exchange, &query->count, error))
    {
      query_free (query);
      return FALSE;
    }
  page = dex_await_pointer (
      salve_store_run_read (exchange->service->store, SALVE_PRIORITY_NORMAL, work_history, query, query_free),
      error);
  if (page == NULL)
    return FALSE;
  if (salve_exchange_name (exchange, "id") != NULL && page->rows->len == 0
      && salve_exchange_parameter (exchange, "_since") == NULL
      && salve_exchange_parameter (exchange, "_page") == NULL)
    return salve_exchange_refuse (error, SOUP_STATUS_NOT_FOUND, _ ("There is no %s/%s."),
                                  salve_exchange_name (exchange, "type"),
                                  salve_exchange_name (exchange, "id"));
  self_link = page_link (path, exchange->query, NULL);
  next_link = page->next != NULL ? page_link (path, exchange->query, page->next) : NULL;
  return answer_page (
      exchange, &(Writing){ .kind = "history", .page = page, .self_link = self_link, .next_link = next_link },
      error);
}

gboolean
salve_fhir_handle_history_instance (SalveExchange *exchange, GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s/%s/_history", salve_exchange_name (exchange, "type"),
                                           salve_exchange_name (exchange, "id"));

  return history (exchange, path, error);
}

gboolean
salve_fhir_handle_history_type (SalveExchange *exchange, GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s/_history", salve_exchange_name (exchange, "type"));

  return history (exchange, path, error);
}

gboolean
salve_fhir_handle_history_system (SalveExchange *exchange, GError **error)
{
  return salve_service_authorize_all (exchange, SALVE_ACTION_HISTORY, &exchange->reach, error)
         && history (exchange, "_history", error);
}

/* Everything that belongs to the patient, in the order of its rows, and the patient first. The page's token is the
 * number of the last row, which says nothing of anybody. */
static gboolean
work_everything (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Query *query = data;
  g_autoptr (SalveSearchPage) page = g_new0 (SalveSearchPage, 1);
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection,
      "SELECT r.type, r.id, r.version, r.last_updated, r.body, r.rowid FROM resource AS r WHERE r.deleted = 0"
      " AND r.rowid > ?2 AND r.last_updated >= ?4 AND r.rowid IN (SELECT rowid FROM clinical WHERE "
      "patient_id = ?1"
      " UNION SELECT a.record FROM appointment AS a WHERE a.patient_id = ?1) ORDER BY r.rowid LIMIT ?3",
      error);
  gint64 after = query->token != NULL ? g_ascii_strtoll (query->token, NULL, 10) : 0, last = 0;
  gboolean row;

  page->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_search_row_free);
  page->total = -1;
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, query->id);
  salve_statement_bind_int (select, 2, after);
  salve_statement_bind_int (select, 3, (gint64)query->count + 1);
  salve_statement_bind_int (select, 4, query->since);
  while (salve_statement_step (select, &row, error))
    {
      SalveSearchRow *found;

      if (!row)
        {
          take_page (value, g_steal_pointer (&page));
          return TRUE;
        }
      if (page->rows->len == query->count)
        {
          page->next = g_strdup_printf ("%" G_GINT64_FORMAT, last);
          take_page (value, g_steal_pointer (&page));
          return TRUE;
        }
      found = g_new0 (SalveSearchRow, 1);
      found->type = g_strdup (salve_statement_text (select, 0));
      found->id = g_strdup (salve_statement_text (select, 1));
      found->version = salve_statement_int (select, 2);
      found->last_updated = salve_statement_int (select, 3);
      found->body = salve_statement_bytes (select, 4);
      last = salve_statement_int (select, 5);
      g_ptr_array_add (page->rows, found);
    }
  return FALSE;
}

/* The page begins with the patient. */
static gboolean
prepend_patient (SalveExchange *exchange, SalveSearchPage *page, GError **error)
{
  SalveSearchRow *patient =
      dex_await_pointer (salve_store_run_read (exchange->service->store, SALVE_PRIORITY_PERSON, work_read,
                                               query_new (exchange, &exchange->reach), query_free),
                         error);

  if (patient == NULL)
    return FALSE;
  if (salve_exchange_parameter (exchange, "_page") == NULL)
    g_ptr_array_insert (page->rows, 0, patient);
  else
    salve_search_row_free (patient);
  return TRUE;
}

/* GET Patient/[id]/$everything */
gboolean
salve_fhir_handle_everything (SalveExchange *exchange, GError **error)
{
  Query *query;
  g_autoptr (SalveSearchPage) page = NULL;
  g_autofree char *path = g_strdup_printf ("Patient/%s/$everything", salve_exchange_name (exchange, "id"));
  g_autofree char *self_link = NULL;
  g_autofree char *next_link = NULL;

  g_hash_table_replace (exchange->names, g_strdup ("type"), g_strdup ("Patient"));
  query = query_new (exchange, &exchange->reach);
  query->token = g_strdup (salve_exchange_parameter (exchange, "_page"));
  if (!read_since (exchange, &query->since, error) || !read_count (exchange, &query->count, error))
    {
      query_free (query);
      return FALSE;
    }
  page = dex_await_pointer (salve_store_run_read (exchange->service->store, SALVE_PRIORITY_PERSON,
                                                  work_everything, query, query_free),
                            error);
  if (page == NULL || !prepend_patient (exchange, page, error))
    return FALSE;
  salve_service_filter (exchange, &exchange->reach, page);
  self_link = page_link (path, exchange->query, NULL);
  next_link = page->next != NULL ? page_link (path, exchange->query, page->next) : NULL;
  return answer_page (
      exchange,
      &(Writing){ .kind = "searchset", .page = page, .self_link = self_link, .next_link = next_link }, error);
}
