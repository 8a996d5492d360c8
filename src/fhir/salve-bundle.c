/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Bundle that came from somewhere: one walk over its text cuts out the entries, and each resource is parsed by itself
 * from its own bytes, so that nothing of it is written anew. One that cannot be read does not hide the others. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-bundle.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "salve-element.h"
#include "salve-json-span.h"
#include "salve-json.h"

/* More than any server gives on a page; a page of them is no page. */
#define MOST_ENTRIES 100000

G_DEFINE_BOXED_TYPE (SalveBundle, salve_bundle, salve_bundle_ref, salve_bundle_unref)

static void
entry_free (gpointer data)
{
  SalveBundleEntry *self = data;

  g_clear_pointer (&self->resource, salve_resource_unref);
  g_clear_pointer (&self->outcome, salve_resource_unref);
  g_clear_error (&self->unreadable);
  g_free (self->full_url);
  g_free (self->method);
  g_free (self->url);
  g_free (self->etag);
  g_free (self->location);
  g_free (self->last_modified);
  g_free (self);
}

SalveBundle *
salve_bundle_ref (SalveBundle *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
salve_bundle_unref (SalveBundle *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->type);
  g_free (self->next);
  g_ptr_array_unref (self->entries);
  g_free (self);
}

/* Finds what lies at the pointer's parts in a value; its text is not copied. */
static gboolean
find (const char *text, const SalveJsonSpan *in, const char *first, const char *second, SalveJsonSpan *out)
{
  char *tokens[] = { (char *)first, (char *)second };

  if (!salve_json_span_find (text + in->start, in->end - in->start, tokens, second != NULL ? 2 : 1, out))
    return FALSE;
  out->start += in->start;
  out->end += in->start;
  return TRUE;
}

static char *
read_string (const char *text, const SalveJsonSpan *span)
{
  g_autoptr (yyjson_doc) doc = NULL;
  gsize length = span->end - span->start;

  /* The whole was read before: without an escape its letters are what it says. */
  if (length >= 2 && text[span->start] == '"' && memchr (text + span->start, '\\', length) == NULL)
    return g_strndup (text + span->start + 1, length - 2);
  doc = salve_json_parse (text + span->start, length, NULL);
  return doc != NULL ? g_strdup (yyjson_get_str (yyjson_doc_get_root (doc))) : NULL;
}

static char *
read_text (const char *text, const SalveJsonSpan *in, const char *first, const char *second)
{
  SalveJsonSpan span;

  return find (text, in, first, second, &span) ? read_string (text, &span) : NULL;
}

/* What an entry may have; end is 0 for what it has not. */
enum
{
  RESOURCE,
  FULL_URL,
  REQUEST,
  RESPONSE,
  SEARCH,
  N_MEMBERS
};
static const char *const member_names[N_MEMBERS] = { "resource", "fullUrl", "request", "response", "search" };

/* All at once: a resource is long, and would be stepped over once for each of the others. */
static void
find_members (const char *text, const SalveJsonSpan *in, SalveJsonSpan members[N_MEMBERS])
{
  gsize at = salve_json_span_skip_space (text, in->end, in->start + 1);

  while (at < in->end && text[at] == '"')
    {
      SalveJsonSpan key = { at, at, salve_json_span_skip_value (text, in->end, at) };
      g_autofree char *name = read_string (text, &key);
      gsize start = salve_json_span_skip_space (text, in->end, key.end);

      start = salve_json_span_skip_space (text, in->end, start + 1);
      at = salve_json_span_skip_value (text, in->end, start);
      for (guint i = 0; i < N_MEMBERS; i++)
        if (g_strcmp0 (name, member_names[i]) == 0)
          members[i] = (SalveJsonSpan){ key.start, start, at };
      at = salve_json_span_skip_space (text, in->end, at);
      if (at < in->end && text[at] == ',')
        at = salve_json_span_skip_space (text, in->end, at + 1);
    }
}

static SalveResource *
read_resource (const char *text, const SalveJsonSpan *span, GError **error)
{
  return salve_resource_new_from_text (text + span->start, (gssize)(span->end - span->start), error);
}

static void
read_response (SalveBundleEntry *entry, const char *text, const SalveJsonSpan *response)
{
  g_autofree char *status = read_text (text, response, "status", NULL);
  SalveJsonSpan outcome;

  entry->status = status != NULL ? (guint)strtoul (status, NULL, 10) : 0;
  entry->etag = read_text (text, response, "etag", NULL);
  entry->location = read_text (text, response, "location", NULL);
  entry->last_modified = read_text (text, response, "lastModified", NULL);
  if (find (text, response, "outcome", NULL, &outcome))
    entry->outcome = read_resource (text, &outcome, NULL);
}

static SalveBundleEntry *
read_entry (const char *text, const SalveJsonSpan *at)
{
  SalveBundleEntry *entry = g_new0 (SalveBundleEntry, 1);
  SalveJsonSpan members[N_MEMBERS] = { 0 };

  find_members (text, at, members);
  if (members[RESOURCE].end > 0)
    entry->resource = read_resource (text, &members[RESOURCE], &entry->unreadable);
  if (members[FULL_URL].end > 0)
    entry->full_url = read_string (text, &members[FULL_URL]);
  if (members[REQUEST].end > 0)
    {
      entry->method = read_text (text, &members[REQUEST], "method", NULL);
      entry->url = read_text (text, &members[REQUEST], "url", NULL);
    }
  if (members[RESPONSE].end > 0)
    read_response (entry, text, &members[RESPONSE]);
  if (members[SEARCH].end > 0)
    {
      g_autofree char *mode = read_text (text, &members[SEARCH], "mode", NULL);

      entry->is_outcome = g_strcmp0 (mode, "outcome") == 0;
    }
  return entry;
}

static void
note_oldest (SalveBundle *self, const SalveBundleEntry *entry)
{
  SalveInstant time;

  if (entry->resource != NULL
      && salve_instant_parse_fhir (salve_resource_get_last_updated (entry->resource), NULL, &time, NULL)
      && (self->oldest == SALVE_INSTANT_NONE || time < self->oldest))
    self->oldest = time;
}

static gboolean
read_entries (SalveBundle *self, const char *text, const SalveJsonSpan *root, GError **error)
{
  SalveJsonSpan list;
  gsize at;

  if (!find (text, root, "entry", NULL, &list) || text[list.start] != '[')
    return TRUE;
  at = salve_json_span_skip_space (text, list.end, list.start + 1);
  while (at < list.end && text[at] == '{')
    {
      SalveJsonSpan item = { at, at, salve_json_span_skip_value (text, list.end, at) };

      if (self->entries->len >= MOST_ENTRIES)
        {
          g_set_error (error, SALVE_FHIR_ERROR, SALVE_FHIR_ERROR_TOO_LARGE,
                       _ ("The Bundle has more than %d entries"), MOST_ENTRIES);
          return FALSE;
        }
      g_ptr_array_add (self->entries, read_entry (text, &item));
      note_oldest (self, self->entries->pdata[self->entries->len - 1]);
      at = salve_json_span_skip_space (text, list.end, item.end);
      if (at < list.end && text[at] == ',')
        at = salve_json_span_skip_space (text, list.end, at + 1);
    }
  return TRUE;
}

static void
read_head (SalveBundle *self, yyjson_val *value)
{
  SalveElement root = { value };
  const char *total = salve_element_number_text (salve_element_get (root, "total"));

  self->type = g_strdup (salve_element_string (root, "type"));
  self->total = total != NULL ? g_ascii_strtoll (total, NULL, 10) : -1;
  if (!salve_instant_parse_fhir (salve_element_path_string (root, "meta.lastUpdated"), NULL,
                                 &self->last_updated, NULL))
    self->last_updated = SALVE_INSTANT_NONE;
  SALVE_ELEMENT_FOREACH (link, salve_element_get (root, "link"))
    if (g_strcmp0 (salve_element_string (link, "relation"), "next") == 0)
      g_set_str (&self->next, salve_element_string (link, "url"));
}

/**
 * salve_bundle_parse:
 *
 * May be called on any thread.
 *
 * Returns: (transfer full): NULL with SALVE_FHIR_ERROR where the text is no JSON or no Bundle; a single resource that
 *   cannot be read is left out and says so in its entry
 */
SalveBundle *
salve_bundle_parse (GBytes *json, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (json, &length);
  g_autoptr (yyjson_doc) doc = salve_json_parse (text != NULL ? text : "", length, error);
  g_autoptr (SalveBundle) self = NULL;
  SalveJsonSpan root;

  if (doc == NULL)
    return NULL;
  if (g_strcmp0 (yyjson_get_str (yyjson_obj_get (yyjson_doc_get_root (doc), "resourceType")), "Bundle") != 0)
    {
      g_set_error_literal (error, SALVE_FHIR_ERROR, SALVE_FHIR_ERROR_TYPE,
                           _ ("/resourceType: this is not a Bundle"));
      return NULL;
    }
  self = g_new0 (SalveBundle, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->oldest = SALVE_INSTANT_NONE;
  read_head (self, yyjson_doc_get_root (doc));
  g_clear_pointer (&doc, yyjson_doc_free);
  salve_json_span_find (text, length, NULL, 0, &root);
  return read_entries (self, text, &root, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * salve_bundle_rest:
 *
 * salve_resource_rest() for every resource of a page that nobody else has yet; what their addresses were goes, too.
 */
void
salve_bundle_rest (SalveBundle *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      SalveBundleEntry *entry = self->entries->pdata[i];

      if (entry->resource == NULL)
        continue;
      salve_resource_rest (entry->resource);
      g_clear_pointer (&entry->full_url, g_free);
    }
}

/**
 * salve_version_of_etag:
 * @etag: (nullable): such as W/"3"
 *
 * Returns: (transfer full) (nullable): the version in it, opaque text; NULL where it is no entity tag
 */
char *
salve_version_of_etag (const char *etag)
{
  const char *start = etag != NULL ? strchr (etag, '"') : NULL;
  const char *end = start != NULL ? strrchr (start + 1, '"') : NULL;

  return end != NULL && end > start + 1 ? g_strndup (start + 1, end - start - 1) : NULL;
}

/* Returns: (transfer full): as in If-Match */
char *
salve_etag_of_version (const char *version)
{
  return g_strdup_printf ("W/\"%s\"", version);
}
