/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A walk over the strings of a JSON text: where a member is called "reference" and its value is a string that is only
 * good inside its transaction, that string is replaced. All other bytes stay, so numbers keep their digits. The text
 * has been checked as JSON before or will be after; here it is only looked through, and malformed text comes out as it is.
 */
#define G_LOG_DOMAIN "salve-io"

#include "config.h"

#include "salve-reference-rewriter.h"

#include <string.h>
#include <yyjson.h>

#define MEMBER "\"reference\""

/**
 * salve_reference_needs_resolving:
 *
 * Whether a reference is `urn:…`, an absolute URL (which may be the full URL of another entry) or conditional.
 */
gboolean
salve_reference_needs_resolving (const char *reference)
{
  return g_str_has_prefix (reference, "urn:") || g_str_has_prefix (reference, "http://")
         || g_str_has_prefix (reference, "https://") || strchr (reference, '?') != NULL;
}

/* Absolute URLs of elsewhere are as good as resolved. */
static gboolean
is_unresolved (const char *reference)
{
  return g_str_has_prefix (reference, "urn:")
         || (!g_str_has_prefix (reference, "http") && strchr (reference, '?') != NULL);
}

/* The end of the string that starts at @at, behind its closing quote; NULL when it has none. */
static const char *
string_end (const char *at, const char *end)
{
  for (at++; at < end; at++)
    {
      if (*at == '\\')
        at++;
      else if (*at == '"')
        return at + 1;
    }
  return NULL;
}

static char *
read_string (const char *start, gsize size)
{
  yyjson_doc *document;
  char *text;

  if (memchr (start, '\\', size) == NULL)
    return g_strndup (start + 1, size - 2);
  document = yyjson_read (start, size, 0);
  text = g_strdup (yyjson_get_str (yyjson_doc_get_root (document)));
  yyjson_doc_free (document);
  return text;
}

static void
append_string (GByteArray *out, const char *text)
{
  yyjson_mut_doc *document = yyjson_mut_doc_new (NULL);
  char *json;
  gsize size;

  yyjson_mut_doc_set_root (document, yyjson_mut_str (document, text));
  json = yyjson_mut_write (document, 0, &size);
  g_byte_array_append (out, (const guint8 *)json, size);
  free (json);
  yyjson_mut_doc_free (document);
}

/* The string value of the member whose name ends at @at; NULL when it is none. */
static const char *
member_value (const char *at, const char *end)
{
  while (at < end && g_ascii_isspace (*at))
    at++;
  if (at == end || *at != ':')
    return NULL;
  for (at++; at < end && g_ascii_isspace (*at);)
    at++;
  return at < end && *at == '"' ? at : NULL;
}

/**
 * salve_references_rewrite:
 * @json: a resource
 * @resolve: asked for each reference that needs it
 * @n_unresolved: (inout): counts the ones that stay, although no server could keep them
 *
 * Returns: (transfer full): @json itself when nothing is to be changed
 */
GBytes *
salve_references_rewrite (GBytes *json, SalveReferenceResolveFunc resolve, gpointer data, guint *n_unresolved)
{
  gsize size;
  const char *start = g_bytes_get_data (json, &size);
  const char *end = start + size;
  const char *copied = start;
  const char *at = start;
  GByteArray *out = NULL;

  /* No string is walked before the first place that could matter; a quote inside of a string is escaped, so the
   * member's name with its quotes is never found in the middle of another string but with a backslash before it. */
  while (size > 0 && (at = memmem (at, end - at, MEMBER, strlen (MEMBER))) != NULL)
    {
      const char *name = at;
      const char *value;
      const char *value_end;
      g_autofree char *reference = NULL;
      g_autofree char *target = NULL;

      at += strlen (MEMBER);
      if (name > start && name[-1] == '\\')
        continue;
      value = member_value (at, end);
      value_end = value != NULL ? string_end (value, end) : NULL;
      if (value_end == NULL)
        continue;
      at = value_end;
      reference = read_string (value, value_end - value);
      if (reference == NULL || !salve_reference_needs_resolving (reference))
        continue;
      target = resolve (reference, data);
      if (target == NULL)
        {
          *n_unresolved += is_unresolved (reference);
          continue;
        }
      if (out == NULL)
        out = g_byte_array_sized_new (size);
      g_byte_array_append (out, (const guint8 *)copied, value - copied);
      append_string (out, target);
      copied = value_end;
    }
  if (out == NULL)
    return g_bytes_ref (json);
  g_byte_array_append (out, (const guint8 *)copied, end - copied);
  return g_byte_array_free_to_bytes (out);
}
