/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Creates, updates and deletes, alone and in Bundles. */
#include "config.h"

#include <string.h>

#include "model-server-private.h"
#include "salve-edit.h"

/* W/"3" → 3 */
static char *
version_in (const char *if_match)
{
  const char *from = strchr (if_match, '"'), *to = strrchr (if_match, '"');

  return from != NULL && to > from ? g_strndup (from + 1, (gsize)(to - from - 1)) : g_strdup (if_match);
}

static SalveInstant
stamp (ModelServer *self)
{
  SalveInstant now = self->now (self->now_data);

  if (self->personality->lag > 0)
    now -= (SalveInstant)(g_rand_double (self->random) * (double)self->personality->lag);
  now -= now % self->personality->grain;
  if (self->personality->counts_stamps)
    now = MAX (now, self->newest + 1);
  self->newest = MAX (self->newest, now);
  return now;
}

static char *
next_version_id (ModelServer *self, ModelRow *row)
{
  if (self->personality->opaque_versions)
    return g_strdup_printf ("v%08x", g_rand_int (self->random));
  return g_strdup_printf ("%u", (row != NULL ? row->versions->len : 0) + 1);
}

static SalveResource *
with_meta (SalveResource *body, const char *id, const char *version_id, SalveInstant updated)
{
  g_autoptr (SalveEdit) edit = salve_resource_edit (body);
  g_autofree char *time = model_format_time (updated);
  g_autoptr (GError) error = NULL;
  SalveResource *made;

  salve_edit_set_string (edit, "/id", id);
  salve_edit_set_string (edit, "/meta/versionId", version_id);
  salve_edit_set_string (edit, "/meta/lastUpdated", time);
  made = salve_edit_finish (edit, &error);
  g_assert_no_error (error);
  return made;
}

static void
store (ModelServer *self,
       const char *type,
       const char *id,
       SalveResource *body,
       guint status,
       ModelAnswer *answer)
{
  ModelRow *row = model_data_find (self->data, type, id);
  g_autofree char *version_id = next_version_id (self, row);
  /* A resource's own versions are one behind the other, and so are their times. */
  SalveInstant updated = MAX (stamp (self), row != NULL ? model_row_newest (row)->updated : 0);
  g_autoptr (SalveResource) whole = body != NULL ? with_meta (body, id, version_id, updated) : NULL;

  answer->version = model_data_put (self->data, type, id, version_id, updated, whole, &answer->row);
  answer->status = status;
}

static gboolean
read_span (SalveResource *appointment, SalveInstant *start, SalveInstant *end, GPtrArray *actors)
{
  SalveElement root = salve_resource_root (appointment);
  const char *status = salve_element_string (root, "status");
  const char *from = salve_element_string (root, "start"), *to = salve_element_string (root, "end");
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  g_ptr_array_set_size (actors, 0);
  if (status == NULL || from == NULL || to == NULL || g_str_equal (status, "cancelled")
      || g_str_equal (status, "noshow") || g_str_equal (status, "entered-in-error")
      || g_str_equal (status, "proposed") || g_str_equal (status, "waitlist"))
    return FALSE;
  SALVE_ELEMENT_FOREACH (participant, salve_element_get (root, "participant"))
    {
      const char *reference = salve_element_path_string (participant, "actor.reference");

      if (reference != NULL)
        g_ptr_array_add (actors, g_strdup (reference));
    }
  return salve_instant_parse_fhir (from, utc, start, NULL) && salve_instant_parse_fhir (to, utc, end, NULL);
}

static gboolean
overlaps_another (ModelServer *self, const char *id, SalveResource *body)
{
  g_autoptr (GPtrArray) rows = model_data_list (self->data, "Appointment");
  g_autoptr (GPtrArray) actors = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_free);
  SalveInstant start, end;

  if (!read_span (body, &start, &end, actors))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      ModelRow *row = rows->pdata[i];
      SalveInstant from, to;

      if (g_strcmp0 (row->id, id) == 0 || model_row_newest (row)->body == NULL
          || !read_span (model_row_newest (row)->body, &from, &to, others) || from >= end || start >= to)
        continue;
      for (guint j = 0; j < actors->len; j++)
        if (g_ptr_array_find_with_equal_func (others, actors->pdata[j], g_str_equal, NULL))
          return TRUE;
    }
  return FALSE;
}

typedef struct
{
  ModelServer *server;
  char *missing;
} ReferenceCheck;

static void
check_reference (const char *pointer, const char *reference, gpointer data)
{
  ReferenceCheck *check = data;
  g_auto (GStrv) halves = g_strsplit (reference, "/", 2);
  ModelRow *row;

  if (check->missing != NULL || halves[0] == NULL || halves[1] == NULL || strchr (halves[1], '/') != NULL
      || !salve_resource_is_valid_type_name (halves[0]))
    return;
  if (check->server->coming != NULL && g_hash_table_contains (check->server->coming, reference))
    return;
  row = model_data_find (check->server->data, halves[0], halves[1]);
  if (row == NULL || model_row_newest (row)->body == NULL)
    check->missing = g_strdup (reference);
}

/* Whether the body may be stored under that id; the id is NULL for one that has none yet. */
static gboolean
check_body (ModelServer *self, const char *type, const char *id, SalveResource *body, ModelAnswer *answer)
{
  ReferenceCheck check = { .server = self };

  if (body == NULL || !g_str_equal (salve_resource_get_type_name (body), type))
    {
      model_answer_refuse (answer, 400, "the body is no %s", type);
      return FALSE;
    }
  /* What the tests call poison is refused for good, by every server. */
  if (strstr (salve_resource_get_text (body, NULL), "poison") != NULL)
    {
      model_answer_refuse (answer, 422, "the server does not like it");
      return FALSE;
    }
  if (strstr (salve_resource_get_text (body, NULL), "stumbling") != NULL)
    {
      model_answer_refuse (answer, 500, "the server stumbles over it");
      return FALSE;
    }
  if (self->personality->checks_references)
    salve_resource_foreach_reference (body, check_reference, &check);
  if (check.missing != NULL)
    {
      model_answer_refuse (answer, 400, "there is no %s", check.missing);
      g_free (check.missing);
      return FALSE;
    }
  if (self->personality->overlap_guard && g_str_equal (type, "Appointment")
      && overlaps_another (self, id, body))
    {
      model_answer_refuse (answer, 409, "the time is taken");
      return FALSE;
    }
  return TRUE;
}

static char *
make_id (ModelServer *self)
{
  return g_strdup_printf ("s%u-%08x", ++self->n_ids, g_rand_int (self->random));
}

static void
create (ModelServer *self, const ModelOperation *operation, const char *type, ModelAnswer *answer)
{
  g_autofree char *id = NULL;

  if (operation->if_none_exist != NULL && self->personality->if_none_exist)
    {
      g_autoptr (GPtrArray) found = model_server_match (self, type, operation->if_none_exist, &answer->wrong);

      if (answer->wrong != NULL)
        answer->status = 400;
      else if (found->len > 1)
        model_answer_refuse (answer, 412, "several are there");
      if (answer->wrong != NULL)
        return;
      if (found->len == 1)
        {
          answer->status = 200;
          answer->row = found->pdata[0];
          answer->version = model_row_newest (answer->row);
          return;
        }
    }
  if (!check_body (self, type, NULL, operation->body, answer))
    return;
  id = operation->new_id != NULL ? g_strdup (operation->new_id) : make_id (self);
  store (self, type, id, operation->body, 201, answer);
}

/* Returns: whether the condition holds or is ignored */
static gboolean
check_if_match (ModelServer *self, const ModelOperation *operation, ModelRow *row, ModelAnswer *answer)
{
  g_autofree char *wanted = operation->if_match != NULL ? version_in (operation->if_match) : NULL;

  if (wanted == NULL || !self->personality->if_match)
    return TRUE;
  if (row != NULL && g_str_equal (wanted, model_row_newest (row)->version_id))
    return TRUE;
  model_answer_refuse (answer,
                       operation->in_transaction ? self->personality->stale_status_transaction
                                                 : self->personality->stale_status,
                       "another version is there");
  return FALSE;
}

static gboolean
says_the_same (SalveResource *body, ModelVersion *there)
{
  g_autoptr (SalveResource) same =
      with_meta (body, salve_resource_get_id (there->body), there->version_id, there->updated);

  return salve_resource_equal_value (same, there->body);
}

static void
update (ModelServer *self,
        const ModelOperation *operation,
        const char *type,
        const char *id,
        ModelAnswer *answer)
{
  ModelRow *row = model_data_find (self->data, type, id);
  gboolean there = row != NULL && model_row_newest (row)->body != NULL;

  if (operation->body != NULL && g_strcmp0 (salve_resource_get_id (operation->body), id) != 0)
    {
      model_answer_refuse (answer, 400, "the body has another id");
      return;
    }
  if (!there && !self->personality->put_creates)
    {
      model_answer_refuse (answer, row != NULL ? 410 : 404, "unknown");
      return;
    }
  if (there && self->personality->put_if_none_match && g_strcmp0 (operation->if_none_match, "*") == 0)
    {
      model_answer_refuse (answer, self->personality->stale_status, "it is there already");
      return;
    }
  if (!check_if_match (self, operation, row, answer) || !check_body (self, type, id, operation->body, answer))
    return;
  if (there && self->personality->same_keeps_version
      && says_the_same (operation->body, model_row_newest (row)))
    {
      answer->status = 200;
      answer->row = row;
      answer->version = model_row_newest (row);
      return;
    }
  store (self, type, id, operation->body, there ? 200 : 201, answer);
}

static void
erase (ModelServer *self,
       const ModelOperation *operation,
       const char *type,
       const char *id,
       ModelAnswer *answer)
{
  ModelRow *row = model_data_find (self->data, type, id);

  if (row == NULL)
    model_answer_refuse (answer, 404, "unknown");
  else if (model_row_newest (row)->body == NULL)
    answer->status = 204;
  else if (check_if_match (self, operation, row, answer))
    store (self, type, id, NULL, 204, answer);
}

/* POST, PUT or DELETE. */
void
model_server_write (ModelServer *self, const ModelOperation *operation, ModelAnswer *answer)
{
  g_auto (GStrv) parts = g_strsplit (operation->path, "/", -1);
  guint n = g_strv_length (parts);

  if (g_str_equal (operation->method, "POST") && n == 1)
    create (self, operation, parts[0], answer);
  else if (g_str_equal (operation->method, "PUT") && n == 2)
    update (self, operation, parts[0], parts[1], answer);
  else if (g_str_equal (operation->method, "DELETE") && n == 2)
    erase (self, operation, parts[0], parts[1], answer);
  else
    model_answer_refuse (answer, 405, "%s is not understood here", operation->method);
}

/* One entry of a Bundle. */
typedef struct
{
  const char *full_url;
  const char *method;
  char *url;
  const char *if_match;
  const char *if_none_match;
  const char *if_none_exist;
  SalveResource *body; /* nullable */
  char *new_id;        /* that a POST gets; NULL: as it comes */
  ModelAnswer answer;
} Entry;

static void
clear_entry (gpointer data)
{
  Entry *entry = data;

  g_free (entry->url);
  g_free (entry->new_id);
  g_clear_pointer (&entry->body, salve_resource_unref);
  model_answer_clear (&entry->answer);
}

static GArray *
read_entries (SalveResource *bundle, ModelAnswer *answer)
{
  GArray *entries = g_array_new (FALSE, TRUE, sizeof (Entry));

  g_array_set_clear_func (entries, clear_entry);
  SALVE_ELEMENT_FOREACH (item, salve_element_get (salve_resource_root (bundle), "entry"))
    {
      SalveElement request = salve_element_get (item, "request");
      g_autofree char *text = salve_element_to_json (salve_element_get (item, "resource"));
      Entry entry = { .full_url = salve_element_string (item, "fullUrl"),
                      .method = salve_element_string (request, "method"),
                      .url = g_strdup (salve_element_string (request, "url")),
                      .if_match = salve_element_string (request, "ifMatch"),
                      .if_none_match = salve_element_string (request, "ifNoneMatch"),
                      .if_none_exist = salve_element_string (request, "ifNoneExist") };

      if (text != NULL)
        entry.body = salve_resource_new_from_text (text, -1, NULL);
      g_array_append_val (entries, entry);
      if (entry.method == NULL || entry.url == NULL || (text != NULL && entry.body == NULL))
        model_answer_refuse (answer, 400, "entry %u cannot be read", entries->len - 1);
    }
  return entries;
}

static char *
resolve (const char *reference, gpointer data)
{
  return g_strdup (g_hash_table_lookup (data, reference));
}

static void
do_entry (ModelServer *self, Entry *entry, GHashTable *ids, gboolean in_transaction)
{
  g_autoptr (SalveResource) body =
      entry->body != NULL ? salve_resource_map_references (entry->body, resolve, ids, NULL) : NULL;
  const ModelOperation operation = { .method = entry->method,
                                     .path = entry->url,
                                     .body = body,
                                     .if_match = entry->if_match,
                                     .if_none_match = entry->if_none_match,
                                     .if_none_exist = entry->if_none_exist,
                                     .new_id = entry->new_id,
                                     .in_transaction = in_transaction };

  model_server_operate (self, &operation, &entry->answer);
  /* Entries of a batch know nothing of each other. */
  if (in_transaction && entry->full_url != NULL && entry->answer.row != NULL)
    g_hash_table_insert (ids, g_strdup (entry->full_url),
                         g_strconcat (entry->answer.row->type, "/", entry->answer.row->id, NULL));
}

static guint
turn_of (const Entry *entry)
{
  static const char *const order[] = { "DELETE", "POST", "PUT" };

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (g_str_equal (entry->method, order[i]))
      return i;
  return G_N_ELEMENTS (order);
}

/* Entries may refer to each other in a circle: so every one has its place before the first is done. */
static void
foresee_places (ModelServer *self, GArray *entries, GHashTable *ids)
{
  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = &g_array_index (entries, Entry, i);
      g_autofree char *place = NULL, *wrong = NULL;

      if (g_str_equal (entry->method, "PUT"))
        place = g_strdup (entry->url);
      else if (g_str_equal (entry->method, "POST"))
        {
          g_autoptr (GPtrArray) there =
              entry->if_none_exist != NULL && self->personality->if_none_exist
                  ? model_server_match (self, entry->url, entry->if_none_exist, &wrong)
                  : NULL;

          if (there == NULL || there->len == 0)
            entry->new_id = make_id (self);
          place =
              g_strconcat (entry->url, "/",
                           entry->new_id != NULL ? entry->new_id : ((ModelRow *)there->pdata[0])->id, NULL);
        }
      if (place == NULL)
        continue;
      g_hash_table_add (self->coming, g_strdup (place));
      if (entry->full_url != NULL)
        g_hash_table_insert (ids, g_strdup (entry->full_url), g_steal_pointer (&place));
    }
}

static char *
format_answers (GArray *entries, const char *type)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "{\"resourceType\":\"Bundle\",\"type\":\"%s\",\"entry\":[", type);
  for (guint i = 0; i < entries->len; i++)
    {
      const ModelAnswer *answer = &g_array_index (entries, Entry, i).answer;

      g_string_append_printf (text, "%s{\"response\":{\"status\":\"%u\"", i > 0 ? "," : "", answer->status);
      if (answer->version != NULL)
        {
          g_autofree char *updated = model_format_time (answer->version->updated);

          g_string_append_printf (
              text, ",\"location\":\"%s/%s/_history/%s\",\"etag\":\"W/\\\"%s\\\"\",\"lastModified\":\"%s\"",
              answer->row->type, answer->row->id, answer->version->version_id, answer->version->version_id,
              updated);
        }
      if (answer->status >= 400)
        {
          g_autofree char *outcome = model_answer_to_outcome (answer);

          g_string_append_printf (text, ",\"outcome\":%s", outcome);
        }
      g_string_append_c (text, '}');
      if (answer->version != NULL && answer->version->body != NULL)
        g_string_append_printf (text, ",\"resource\":%s",
                                salve_resource_get_text (answer->version->body, NULL));
      else if (answer->bundle != NULL)
        g_string_append_printf (text, ",\"resource\":%s", answer->bundle);
      g_string_append_c (text, '}');
    }
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

/* Returns: whether all went well; if not nothing was stored and the answer says why */
static gboolean
do_transaction (ModelServer *self, GArray *entries, GHashTable *ids, ModelAnswer *answer)
{
  model_data_begin (self->data);
  for (guint turn = 0; turn < 4; turn++)
    for (guint i = 0; i < entries->len; i++)
      {
        Entry *entry = &g_array_index (entries, Entry, i);

        if (turn_of (entry) != turn)
          continue;
        do_entry (self, entry, ids, TRUE);
        if (entry->answer.status >= 400)
          {
            model_data_rollback (self->data);
            model_answer_refuse (answer, entry->answer.status, "entry %u: %s", i, entry->answer.wrong);
            return FALSE;
          }
      }
  model_data_commit (self->data);
  return TRUE;
}

void
model_server_bundle (ModelServer *self, SalveResource *bundle, ModelAnswer *answer)
{
  const char *type = salve_element_string (salve_resource_root (bundle), "type");
  gboolean transaction = g_strcmp0 (type, "transaction") == 0;
  g_autoptr (GArray) entries = read_entries (bundle, answer);
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (answer->status >= 400)
    return;
  if (!transaction && g_strcmp0 (type, "batch") != 0)
    {
      model_answer_refuse (answer, 400, "neither a batch nor a transaction");
      return;
    }
  if (transaction && self->personality->transactions)
    {
      gboolean done;

      self->coming = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      foresee_places (self, entries, ids);
      done = do_transaction (self, entries, ids, answer);
      g_clear_pointer (&self->coming, g_hash_table_unref);
      if (!done)
        return;
    }
  else
    for (guint i = 0; i < entries->len; i++)
      do_entry (self, &g_array_index (entries, Entry, i), ids, FALSE);
  answer->status = 200;
  answer->bundle = format_answers (entries, transaction ? "transaction-response" : "batch-response");
}
