/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searches, histories and their pages. */
#include "config.h"

#include <string.h>

#include "model-server-private.h"

#define DEFAULT_COUNT 20

/* A history's item has its version; a search's has the newest of its row when the page is read. */
typedef struct
{
  ModelRow *row;
  ModelVersion *version; /* NULL: the newest */
  gboolean include;
} Item;

/* What a next link leads to. */
typedef struct
{
  char *type;
  char *query; /* of a search that is made again; NULL: items */
  char *after; /* the sort key behind which it goes on */
  GArray *items;
  guint offset;
  guint count;
  guint total;
  gboolean history;
} ModelPage;

void
model_page_free (gpointer data)
{
  ModelPage *page = data;

  g_free (page->type);
  g_free (page->query);
  g_free (page->after);
  g_clear_pointer (&page->items, g_array_unref);
  g_free (page);
}

typedef struct
{
  char *name;
  char *value;
} Parameter;

static void
clear_parameter (gpointer data)
{
  g_free (((Parameter *)data)->name);
  g_free (((Parameter *)data)->value);
}

static GArray *
parse_query (const char *query)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (Parameter));
  g_auto (GStrv) pieces = g_strsplit (query != NULL ? query : "", "&", -1);

  g_array_set_clear_func (found, clear_parameter);
  for (guint i = 0; pieces[i] != NULL; i++)
    {
      char *equals = strchr (pieces[i], '=');
      Parameter parameter;

      if (equals == NULL)
        continue;
      *equals = '\0';
      g_strdelimit (equals + 1, "+", ' ');
      parameter.name = g_uri_unescape_string (pieces[i], NULL);
      parameter.value = g_uri_unescape_string (equals + 1, NULL);
      g_assert_nonnull (parameter.name);
      g_assert_nonnull (parameter.value);
      g_array_append_val (found, parameter);
    }
  return found;
}

/* A prefix and a time that may be a whole day. Returns: whether it could be read */
static gboolean
compare_time (const char *value, SalveInstant time, gboolean *fits)
{
  static const char *const prefixes[] = { "ge", "gt", "le", "lt", "eq" };
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  SalveInstantPrecision precision;
  SalveInstant first, last;
  guint p = 4;

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (value, prefixes[i]))
      {
        p = i;
        value += 2;
        break;
      }
  if (!salve_instant_parse_fhir (value, utc, &first, &precision))
    return FALSE;
  last = precision == SALVE_INSTANT_PRECISION_DAY ? first + G_TIME_SPAN_DAY - 1 : first;
  *fits = p == 0   ? time >= first
          : p == 1 ? time > last
          : p == 2 ? time <= last
          : p == 3 ? time < first
                   : time >= first && time <= last;
  return TRUE;
}

static gboolean
has_reference (SalveResource *body, const char *value)
{
  SALVE_ELEMENT_FOREACH (participant, salve_element_get (salve_resource_root (body), "participant"))
    {
      const char *reference = salve_element_path_string (participant, "actor.reference");
      const char *slash = reference != NULL ? strrchr (reference, '/') : NULL;

      if (reference != NULL
          && (g_str_equal (reference, value) || (slash != NULL && g_str_equal (slash + 1, value))))
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_identifier (SalveResource *body, const char *value)
{
  g_auto (GStrv) halves = g_strsplit (value, "|", 2);

  SALVE_ELEMENT_FOREACH (identifier, salve_element_get (salve_resource_root (body), "identifier"))
    {
      const char *system = salve_element_string (identifier, "system");
      const char *text = salve_element_string (identifier, "value");

      if (halves[0] != NULL && halves[1] == NULL
              ? g_strcmp0 (text, halves[0]) == 0
              : g_strcmp0 (system, halves[0]) == 0 && g_strcmp0 (text, halves[1]) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
fits_any (ModelRow *row, const Parameter *parameter, char **wrong)
{
  ModelVersion *version = model_row_newest (row);
  g_auto (GStrv) choices = g_strsplit (parameter->value, ",", -1);

  for (guint i = 0; choices[i] != NULL; i++)
    {
      gboolean fits = FALSE;

      if (g_str_equal (parameter->name, "_id"))
        fits = g_str_equal (row->id, choices[i]);
      else if (g_str_equal (parameter->name, "identifier"))
        fits = has_identifier (version->body, choices[i]);
      else if (g_str_equal (parameter->name, "status"))
        fits =
            g_strcmp0 (salve_element_string (salve_resource_root (version->body), "status"), choices[i]) == 0;
      else if (g_str_equal (parameter->name, "_lastUpdated"))
        {
          if (!compare_time (choices[i], version->updated, &fits))
            *wrong = g_strdup_printf ("not a time: %s", choices[i]);
        }
      else if (g_str_equal (parameter->name, "date") && g_str_equal (row->type, "Appointment"))
        {
          g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
          const char *text = salve_element_string (salve_resource_root (version->body), "start");
          SalveInstant start;

          if (text == NULL || !salve_instant_parse_fhir (text, utc, &start, NULL))
            fits = FALSE;
          else if (!compare_time (choices[i], start, &fits))
            *wrong = g_strdup_printf ("not a time: %s", choices[i]);
        }
      else if ((g_str_equal (parameter->name, "actor") || g_str_equal (parameter->name, "patient")
                || g_str_equal (parameter->name, "practitioner"))
               && g_str_equal (row->type, "Appointment"))
        fits = has_reference (version->body, choices[i]);
      else
        *wrong = g_strdup_printf ("unknown search parameter: %s", parameter->name);
      if (fits || *wrong != NULL)
        return fits;
    }
  return FALSE;
}

static gboolean
is_of_the_result (const char *name)
{
  static const char *const names[] = { "_count",    "_sort",    "_summary", "_total",
                                       "_elements", "_include", "_format",  "_since" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (name, names[i]))
      return TRUE;
  return FALSE;
}

static GPtrArray *
match (ModelServer *self, const char *type, GArray *parameters, char **wrong)
{
  g_autoptr (GPtrArray) rows = model_data_list (self->data, type);
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < rows->len && *wrong == NULL; i++)
    {
      gboolean fits = model_row_newest (rows->pdata[i])->body != NULL;

      for (guint j = 0; fits && j < parameters->len; j++)
        if (!is_of_the_result (g_array_index (parameters, Parameter, j).name))
          fits = fits_any (rows->pdata[i], &g_array_index (parameters, Parameter, j), wrong);
      if (fits)
        g_ptr_array_add (found, rows->pdata[i]);
    }
  return found;
}

/* Returns: (transfer container): ModelRow of those that are there and fit; *wrong is set where the query cannot be read */
GPtrArray *
model_server_match (ModelServer *self, const char *type, const char *query, char **wrong)
{
  g_autoptr (GArray) parameters = parse_query (query);

  return match (self, type, parameters, wrong);
}

static const char *
find_parameter (GArray *parameters, const char *name)
{
  for (guint i = 0; i < parameters->len; i++)
    if (g_str_equal (g_array_index (parameters, Parameter, i).name, name))
      return g_array_index (parameters, Parameter, i).value;
  return NULL;
}

/* What a row is sorted by, as text that sorts alike; no two rows have the same. */
static char *
sort_key (ModelRow *row, const char *sort)
{
  ModelVersion *version = model_row_newest (row);

  if (*sort == '-')
    sort++;
  if (g_str_equal (sort, "_lastUpdated"))
    return g_strdup_printf ("%020" G_GINT64_FORMAT " %s", version->updated, row->id);
  if (g_str_equal (sort, "date"))
    return g_strdup_printf ("%s %s", salve_element_string (salve_resource_root (version->body), "start"),
                            row->id);
  if (g_str_equal (sort, "_id"))
    return g_strdup (row->id);
  return g_strdup_printf ("%020" G_GUINT64_FORMAT " %s", row->made, row->id);
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer sort)
{
  g_autofree char *first = sort_key (*(ModelRow *const *)a, sort);
  g_autofree char *second = sort_key (*(ModelRow *const *)b, sort);

  return *(const char *)sort == '-' ? strcmp (second, first) : strcmp (first, second);
}

static void
append_item (GString *to, ModelServer *self, const Item *item, gboolean history)
{
  ModelVersion *version = item->version != NULL ? item->version : model_row_newest (item->row);
  gboolean first = version == item->row->versions->pdata[0];

  g_string_append_printf (to, "%s{\"fullUrl\":\"" MODEL_BASE "/%s/%s\"",
                          g_str_has_suffix (to->str, "[") ? "" : ",", item->row->type, item->row->id);
  if (version->body != NULL)
    g_string_append_printf (to, ",\"resource\":%s", salve_resource_get_text (version->body, NULL));
  if (history)
    {
      g_autofree char *updated = model_format_time (version->updated);

      g_string_append_printf (to,
                              ",\"request\":{\"method\":\"%s\",\"url\":\"%s/%s\"},\"response\":{\"status\":\""
                              "%s\",\"etag\":\"W/\\\"%s\\\"\",\"lastModified\":\"%s\"}",
                              version->body == NULL ? "DELETE"
                              : first               ? "POST"
                                                    : "PUT",
                              item->row->type, item->row->id,
                              version->body == NULL ? "204"
                              : first               ? "201"
                                                    : "200",
                              version->version_id, updated);
    }
  else
    g_string_append_printf (to, ",\"search\":{\"mode\":\"%s\"}", item->include ? "include" : "match");
  g_string_append_c (to, '}');
}

static void
add_includes (ModelServer *self, GArray *items)
{
  g_autoptr (GHashTable) there = g_hash_table_new (g_direct_hash, g_direct_equal);
  guint n = items->len;

  for (guint i = 0; i < n; i++)
    g_hash_table_add (there, g_array_index (items, Item, i).row);
  for (guint i = 0; i < n; i++)
    {
      SalveElement root = salve_resource_root (model_row_newest (g_array_index (items, Item, i).row)->body);

      SALVE_ELEMENT_FOREACH (participant, salve_element_get (root, "participant"))
        {
          const char *reference = salve_element_path_string (participant, "actor.reference");
          g_auto (GStrv) halves = g_strsplit (reference != NULL ? reference : "", "/", 2);
          Item item = { .include = TRUE };

          if (halves[0] == NULL || halves[1] == NULL)
            continue;
          item.row = model_data_find (self->data, halves[0], halves[1]);
          if (item.row != NULL && model_row_newest (item.row)->body != NULL
              && g_hash_table_add (there, item.row))
            g_array_append_val (items, item);
        }
    }
}

/* next: (transfer full) (nullable): kept for its link */
static void
answer_page (ModelServer *self,
             GArray *items,
             guint total,
             gboolean history,
             ModelPage *next,
             ModelAnswer *answer)
{
  g_autoptr (GString) text = g_string_new ("{\"resourceType\":\"Bundle\"");

  if (self->personality->counts_stamps && self->newest > 0)
    {
      g_autofree char *newest = model_format_time (self->newest);

      g_string_append_printf (text, ",\"meta\":{\"lastUpdated\":\"%s\"}", newest);
    }
  g_string_append_printf (
      text, ",\"type\":\"%s\",\"total\":%u,\"link\":[{\"relation\":\"self\",\"url\":\"" MODEL_BASE "\"}",
      history ? "history" : "searchset", total);
  if (next != NULL)
    {
      char *token = g_strdup_printf ("p%u", ++self->n_pages);

      g_string_append_printf (text, ",{\"relation\":\"next\",\"url\":\"" MODEL_BASE "?_getpages=%s\"}",
                              token);
      g_hash_table_insert (self->pages, token, next);
    }
  g_string_append (text, "]");
  if (items->len > 0)
    {
      g_string_append (text, ",\"entry\":[");
      for (guint i = 0; i < items->len; i++)
        append_item (text, self, &g_array_index (items, Item, i), history);
      g_string_append_c (text, ']');
    }
  g_string_append_c (text, '}');
  answer->status = 200;
  answer->bundle = g_string_free (g_steal_pointer (&text), FALSE);
}

static guint
count_of (ModelServer *self, GArray *parameters)
{
  const char *text = find_parameter (parameters, "_count");
  guint count = text != NULL ? (guint)g_ascii_strtoull (text, NULL, 10) : DEFAULT_COUNT;

  return CLAMP (count, 1, self->personality->max_count);
}

/* Items from offset on that are still there. */
static void
answer_frozen (ModelServer *self, const ModelPage *page, ModelAnswer *answer)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (Item));
  ModelPage *next = NULL;
  guint end = MIN (page->offset + page->count, page->items->len);

  for (guint i = page->offset; i < end; i++)
    {
      Item item = g_array_index (page->items, Item, i);

      if (item.version != NULL || model_row_newest (item.row)->body != NULL)
        g_array_append_val (items, item);
    }
  if (end < page->items->len)
    {
      next = g_new0 (ModelPage, 1);
      *next = (ModelPage){ .items = g_array_ref (page->items),
                           .offset = end,
                           .count = page->count,
                           .total = page->total,
                           .history = page->history };
    }
  answer_page (self, items, page->total, page->history, next, answer);
}

/* The search is made anew; what lies behind after is answered. */
static void
answer_moving (ModelServer *self, const char *type, const char *query, const char *after, ModelAnswer *answer)
{
  g_autoptr (GArray) parameters = parse_query (query), items = g_array_new (FALSE, FALSE, sizeof (Item));
  g_autoptr (GPtrArray) rows = match (self, type, parameters, &answer->wrong);
  const char *sort = find_parameter (parameters, "_sort");
  gboolean frozen = self->personality->frozen_pages;
  guint count = count_of (self, parameters), skip = 0;
  ModelPage *next = NULL;

  if (answer->wrong != NULL)
    {
      answer->status = 400;
      return;
    }
  sort = sort != NULL ? sort : "made";
  g_ptr_array_sort_with_data (rows, compare_rows, (gpointer)sort);
  if (after != NULL && self->personality->offset_pages)
    skip = (guint)g_ascii_strtoull (after, NULL, 10);
  for (; after != NULL && skip < rows->len && !self->personality->offset_pages; skip++)
    {
      g_autofree char *key = sort_key (rows->pdata[skip], sort);

      if (*sort == '-' ? strcmp (key, after) < 0 : strcmp (key, after) > 0)
        break;
    }
  for (guint i = skip; i < rows->len && (frozen || items->len < count); i++)
    {
      Item item = { .row = rows->pdata[i] };

      g_array_append_val (items, item);
    }
  if (frozen)
    {
      ModelPage page = { .items = items, .count = count, .total = rows->len };

      answer_frozen (self, &page, answer);
      return;
    }
  if (skip + items->len < rows->len)
    {
      next = g_new0 (ModelPage, 1);
      *next = (ModelPage){ .type = g_strdup (type),
                           .query = g_strdup (query),
                           .after = self->personality->offset_pages
                                        ? g_strdup_printf ("%u", skip + items->len)
                                        : sort_key (rows->pdata[skip + items->len - 1], sort) };
    }
  if (find_parameter (parameters, "_include") != NULL)
    add_includes (self, items);
  answer_page (self, items, rows->len, FALSE, next, answer);
}

void
model_server_search (ModelServer *self, const char *type, const char *query, ModelAnswer *answer)
{
  g_autoptr (GArray) parameters = parse_query (query);
  g_autofree char *wrong = NULL;

  if (g_strcmp0 (find_parameter (parameters, "_summary"), "count") == 0)
    {
      g_autoptr (GPtrArray) rows = match (self, type, parameters, &wrong);

      answer->status = wrong != NULL ? 400 : 200;
      answer->bundle =
          g_strdup_printf ("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":%u}", rows->len);
      return;
    }
  answer_moving (self, type, query, NULL, answer);
}

static int
compare_commits (gconstpointer a, gconstpointer b)
{
  const Item *first = a, *second = b;

  return first->version->commit > second->version->commit ? -1
                                                          : first->version->commit < second->version->commit;
}

/* The newest first. id NULL: of the type. */
void
model_server_history (ModelServer *self,
                      const char *type,
                      const char *id,
                      const char *query,
                      ModelAnswer *answer)
{
  g_autoptr (GArray) parameters = parse_query (query), items = g_array_new (FALSE, FALSE, sizeof (Item));
  g_autoptr (GPtrArray) rows = model_data_list (self->data, type);
  g_autofree char *since = g_strconcat ("ge", find_parameter (parameters, "_since"), NULL);
  ModelPage page = { .items = items, .count = count_of (self, parameters), .history = TRUE };

  if (id == NULL && !self->personality->type_history)
    {
      model_answer_refuse (answer, 404, "no history of a type");
      return;
    }
  for (guint i = 0; i < rows->len; i++)
    {
      ModelRow *row = rows->pdata[i];

      if (id != NULL && !g_str_equal (row->id, id))
        continue;
      for (guint j = 0; j < row->versions->len; j++)
        {
          Item item = { .row = row, .version = row->versions->pdata[j] };
          gboolean fits = TRUE;

          if (since[2] != '\0' && !compare_time (since, item.version->updated, &fits))
            {
              model_answer_refuse (answer, 400, "not a time: %s", since);
              return;
            }
          if (fits)
            g_array_append_val (items, item);
        }
    }
  g_array_sort (items, compare_commits);
  page.total = items->len;
  if (id != NULL && items->len == 0)
    model_answer_refuse (answer, 404, "unknown");
  else
    answer_frozen (self, &page, answer);
}

void
model_server_page (ModelServer *self, const char *token, ModelAnswer *answer)
{
  const ModelPage *page = g_hash_table_lookup (self->pages, token);

  if (page == NULL)
    model_answer_refuse (answer, 410, "the page has expired");
  else if (page->items != NULL)
    answer_frozen (self, page, answer);
  else
    answer_moving (self, page->type, page->query, page->after, answer);
}
