/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model-server.h"

#include <string.h>

#include "model-server-private.h"

const ModelPersonality model_personalities[] = {
  { .name = "salve",
    .software = "salve-server",
    .put_creates = TRUE,
    .put_if_none_match = TRUE,
    .if_match = TRUE,
    .stale_status = 412,
    .stale_status_transaction = 412,
    .if_none_exist = TRUE,
    .transactions = TRUE,
    .type_history = TRUE,
    .overlap_guard = TRUE,
    .counts_stamps = TRUE,
    .max_count = 1000,
    .grain = 1 },
  { .name = "medplum",
    .software = "Medplum",
    .if_match = TRUE,
    .stale_status = 412,
    .stale_status_transaction = 412,
    .if_none_exist = TRUE,
    .transactions = TRUE,
    .opaque_versions = TRUE,
    .same_keeps_version = TRUE,
    .max_count = 1000,
    .grain = 1000,
    .lag = 2 * G_TIME_SPAN_SECOND },
  { .name = "medplum-batches",
    .software = "Medplum",
    .if_match = TRUE,
    .stale_status = 412,
    .stale_status_transaction = 412,
    .if_none_exist = TRUE,
    .opaque_versions = TRUE,
    .same_keeps_version = TRUE,
    .max_count = 1000,
    .grain = 1000,
    .lag = 2 * G_TIME_SPAN_SECOND },
  { .name = "hapi",
    .software = "HAPI FHIR",
    .put_creates = TRUE,
    .if_match = TRUE,
    .stale_status = 409,
    .stale_status_transaction = 409,
    .if_none_exist = TRUE,
    .transactions = TRUE,
    .type_history = TRUE,
    .checks_references = TRUE,
    .frozen_pages = TRUE,
    .same_keeps_version = TRUE,
    .max_count = 200,
    .grain = 1000 },
  { .name = "azure",
    .software = "Azure API for FHIR",
    .put_creates = TRUE,
    .if_match = TRUE,
    .stale_status = 412,
    .stale_status_transaction = 409,
    .if_none_exist = TRUE,
    .transactions = TRUE,
    .type_history = TRUE,
    .max_count = 1000,
    .grain = 1000 },
  { .name = "careless",
    .software = "Careless",
    .put_creates = TRUE,
    .stale_status = 412,
    .stale_status_transaction = 412,
    .max_count = 100,
    .grain = 1000 },
  { .name = "equal-times",
    .software = "Coarse",
    .put_creates = TRUE,
    .put_if_none_match = TRUE,
    .if_match = TRUE,
    .stale_status = 412,
    .stale_status_transaction = 412,
    .if_none_exist = TRUE,
    .transactions = TRUE,
    .type_history = TRUE,
    .checks_references = TRUE,
    .max_count = 7,
    .grain = 10 * G_TIME_SPAN_SECOND },
  { .name = "salve-pages",
    .software = "salve-server",
    .put_creates = TRUE,
    .put_if_none_match = TRUE,
    .if_match = TRUE,
    .stale_status = 412,
    .stale_status_transaction = 412,
    .if_none_exist = TRUE,
    .transactions = TRUE,
    .type_history = TRUE,
    .overlap_guard = TRUE,
    .counts_stamps = TRUE,
    .max_count = 3,
    .grain = 1 },
  { .name = "no-guards",
    .software = "Without schedules",
    .put_creates = TRUE,
    .if_match = TRUE,
    .stale_status = 412,
    .stale_status_transaction = 412,
    .if_none_exist = TRUE,
    .transactions = TRUE,
    .type_history = TRUE,
    .no_schedules = TRUE,
    .max_count = 100,
    .grain = G_TIME_SPAN_SECOND,
    .lag = G_TIME_SPAN_SECOND },
  { .name = "offset-pages",
    .software = "Offsets",
    .if_match = TRUE,
    .stale_status = 412,
    .stale_status_transaction = 412,
    .if_none_exist = TRUE,
    .type_history = TRUE,
    .offset_pages = TRUE,
    .max_count = 4,
    .grain = 1000 },
  { .name = "stamped-before",
    .software = "Slow",
    .put_creates = TRUE,
    .put_if_none_match = TRUE,
    .if_match = TRUE,
    .stale_status = 412,
    .stale_status_transaction = 412,
    .if_none_exist = TRUE,
    .transactions = TRUE,
    .max_count = 5,
    .grain = 1000,
    .lag = 100 * G_TIME_SPAN_SECOND },
};
const guint model_n_personalities = G_N_ELEMENTS (model_personalities);

/* Returns: (nullable) */
const ModelPersonality *
model_personality_find (const char *name)
{
  for (guint i = 0; i < model_n_personalities; i++)
    if (g_str_equal (model_personalities[i].name, name))
      return &model_personalities[i];
  return NULL;
}

/**
 * model_server_new:
 * @seed: for ids, versions and how late lastUpdated is
 * @now: the server's clock
 */
ModelServer *
model_server_new (const ModelPersonality *personality,
                  guint32 seed,
                  SalveInstant (*now) (gpointer data),
                  gpointer data)
{
  ModelServer *self = g_new0 (ModelServer, 1);

  self->personality = personality;
  self->data = model_data_new ();
  self->random = g_rand_new_with_seed (seed);
  self->now = now;
  self->now_data = data;
  self->pages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, model_page_free);
  return self;
}

void
model_server_free (ModelServer *self)
{
  g_hash_table_unref (self->pages);
  g_free (self->complaint);
  g_rand_free (self->random);
  model_data_free (self->data);
  g_free (self);
}

ModelData *
model_server_get_data (ModelServer *self)
{
  return self->data;
}

const ModelPersonality *
model_server_get_personality (ModelServer *self)
{
  return self->personality;
}

/* Somebody does what no client may do. */
void
model_server_complain (ModelServer *self, const char *format, ...)
{
  va_list arguments;

  if (self->complaint != NULL)
    return;
  va_start (arguments, format);
  self->complaint = g_strdup_vprintf (format, arguments);
  va_end (arguments);
}

/* Returns: (nullable): the first one */
const char *
model_server_get_complaint (ModelServer *self)
{
  return self->complaint;
}

void
model_server_forget_pages (ModelServer *self)
{
  g_hash_table_remove_all (self->pages);
}

void
model_answer_clear (ModelAnswer *self)
{
  g_clear_pointer (&self->bundle, g_free);
  g_clear_pointer (&self->wrong, g_free);
}

void
model_answer_refuse (ModelAnswer *self, guint status, const char *format, ...)
{
  va_list arguments;

  g_free (self->wrong);
  va_start (arguments, format);
  self->wrong = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  self->status = status;
  self->row = NULL;
  self->version = NULL;
}

char *
model_answer_to_outcome (const ModelAnswer *self)
{
  const char *code = self->status == 404   ? "not-found"
                     : self->status == 410 ? "deleted"
                     : self->status == 409 ? "conflict"
                     : self->status == 412 ? "conflict"
                                           : "invalid";
  g_autofree char *escaped = g_strescape (self->wrong != NULL ? self->wrong : "", NULL);

  return g_strdup_printf (
      "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"%s\","
      "\"diagnostics\":\"%s\"}]}",
      code, escaped);
}

/* As FHIR's instants, with milliseconds where that says all of it, else with microseconds. */
char *
model_format_time (SalveInstant time)
{
  g_autoptr (GDateTime) whole = g_date_time_new_from_unix_utc_usec (time);
  g_autofree char *seconds = g_date_time_format (whole, "%Y-%m-%dT%H:%M:%S");
  int fraction = g_date_time_get_microsecond (whole);

  return fraction % 1000 == 0 ? g_strdup_printf ("%s.%03dZ", seconds, fraction / 1000)
                              : g_strdup_printf ("%s.%06dZ", seconds, fraction);
}

static void
read_version (ModelServer *self,
              const char *type,
              const char *id,
              const char *version_id,
              ModelAnswer *answer)
{
  ModelRow *row = model_data_find (self->data, type, id);

  if (row == NULL)
    {
      model_answer_refuse (answer, 404, "unknown");
      return;
    }
  answer->row = row;
  answer->version = version_id == NULL ? model_row_newest (row) : NULL;
  for (guint i = 0; version_id != NULL && i < row->versions->len; i++)
    if (g_str_equal (((ModelVersion *)row->versions->pdata[i])->version_id, version_id))
      answer->version = row->versions->pdata[i];
  if (answer->version == NULL)
    model_answer_refuse (answer, 404, "no such version");
  else if (answer->version->body == NULL)
    model_answer_refuse (answer, 410, "deleted");
  else
    answer->status = 200;
}

static char *
capability_statement (ModelServer *self)
{
  static const char *const types[] = { "Practitioner", "Patient", "Appointment", "Schedule", "Observation" };
  GString *text = g_string_new (NULL);

  /* Every one says that it can do transactions; which is the trap. */
  g_string_append_printf (
      text,
      "{\"resourceType\":\"CapabilityStatement\",\"status\":\"active\",\"kind\":\"instance\","
      "\"fhirVersion\":\"4.0.1\",\"format\":[\"json\"],\"date\":\"2026-01-01\",\"software\":{"
      "\"name\":\"%s\",\"version\":\"1.0\"},\"rest\":[{\"mode\":\"server\",\"interaction\":["
      "{\"code\":\"transaction\"},{\"code\":\"batch\"}],\"resource\":[",
      self->personality->software);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (!self->personality->no_schedules || !g_str_equal (types[i], "Schedule"))
      g_string_append_printf (text, "%s{\"type\":\"%s\"}", i > 0 ? "," : "", types[i]);
  g_string_append (text, "]}]}");
  return g_string_free (text, FALSE);
}

static void
get (ModelServer *self, const char *path, const char *query, ModelAnswer *answer)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  guint n = g_strv_length (parts);

  if (n == 0 && query != NULL && g_str_has_prefix (query, "_getpages="))
    model_server_page (self, query + strlen ("_getpages="), answer);
  else if (n == 1 && g_str_equal (path, "metadata"))
    {
      answer->status = 200;
      answer->bundle = capability_statement (self);
    }
  else if (n == 1 && g_str_equal (path, "_history"))
    model_server_history (self, NULL, NULL, query, answer);
  else if (n == 1)
    model_server_search (self, parts[0], query, answer);
  else if (n == 2 && g_str_equal (parts[1], "_history"))
    model_server_history (self, parts[0], NULL, query, answer);
  else if (n == 2)
    read_version (self, parts[0], parts[1], NULL, answer);
  else if (n == 3 && g_str_equal (parts[2], "_history"))
    model_server_history (self, parts[0], parts[1], query, answer);
  else if (n == 4 && g_str_equal (parts[2], "_history"))
    read_version (self, parts[0], parts[1], parts[3], answer);
  else
    model_answer_refuse (answer, 404, "no such place");
}

void
model_server_operate (ModelServer *self, const ModelOperation *operation, ModelAnswer *answer)
{
  const char *question = strchr (operation->path, '?');
  g_autofree char *path = question != NULL ? g_strndup (operation->path, (gsize)(question - operation->path))
                                           : g_strdup (operation->path);

  if (self->personality->no_schedules && g_str_has_prefix (path, "Schedule"))
    model_answer_refuse (answer, 404, "no such type");
  else if (g_str_equal (operation->method, "GET"))
    get (self, path, question != NULL ? question + 1 : NULL, answer);
  else if (question != NULL)
    model_answer_refuse (answer, 400, "conditional writes by address are not understood");
  else
    model_server_write (self, operation, answer);
}

static char *
format_http_date (SalveInstant time)
{
  g_autoptr (GDateTime) whole = g_date_time_new_from_unix_utc_usec (time);

  return g_date_time_format (whole, "%a, %d %b %Y %H:%M:%S GMT");
}

static SalveRemoteResponse *
respond (ModelServer *self, const ModelAnswer *answer, gboolean minimal)
{
  g_autofree char *outcome = NULL;
  const char *text = "";
  g_autoptr (GBytes) body = NULL;
  SalveRemoteResponse *response;

  if (answer->status >= 400)
    text = outcome = model_answer_to_outcome (answer);
  else if (answer->bundle != NULL)
    text = answer->bundle;
  else if (answer->version != NULL && answer->version->body != NULL && !minimal)
    text = salve_resource_get_text (answer->version->body, NULL);
  body = g_bytes_new (text, strlen (text));
  response = salve_remote_response_new (answer->status, body);
  response->content_type = g_strdup ("application/fhir+json");
  response->date = self->now (self->now_data) / G_TIME_SPAN_SECOND * G_TIME_SPAN_SECOND;
  if (answer->version != NULL)
    {
      response->etag = g_strdup_printf ("W/\"%s\"", answer->version->version_id);
      response->location = g_strdup_printf (MODEL_BASE "/%s/%s/_history/%s", answer->row->type,
                                            answer->row->id, answer->version->version_id);
      response->last_modified = format_http_date (answer->version->updated);
    }
  return response;
}

/* Returns: (transfer full): */
SalveRemoteResponse *
model_server_handle (ModelServer *self, const SalveRemoteRequest *request)
{
  g_auto (ModelAnswer) answer = { 0 };
  const char *path = request->path;
  g_autoptr (SalveResource) body = NULL;
  ModelOperation operation = { .method = request->method,
                               .if_match = request->if_match,
                               .if_none_match = request->if_none_match,
                               .if_none_exist = request->if_none_exist };

  if (g_str_has_prefix (path, MODEL_BASE))
    path += strlen (MODEL_BASE);
  operation.path = path + (*path == '/');
  if (request->body != NULL && g_bytes_get_size (request->body) > 0)
    {
      body = salve_resource_new (request->body, NULL);
      if (body == NULL)
        model_answer_refuse (&answer, 400, "the body is no resource");
    }
  operation.body = body;
  if (answer.status == 0 && g_str_equal (request->method, "POST") && *operation.path == '\0' && body != NULL)
    model_server_bundle (self, body, &answer);
  else if (answer.status == 0)
    model_server_operate (self, &operation, &answer);
  return respond (self, &answer, g_strcmp0 (request->prefer, "return=minimal") == 0);
}
