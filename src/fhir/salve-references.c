/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The references in a resource: listed with their places, and pointed elsewhere. Pointing elsewhere is one walk over
 * the text, whatever the number of references, because a stranger may send half a million of them in one resource. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-resource.h"

#include <string.h>

#include "salve-element.h"
#include "salve-json-span.h"
#include "salve-json.h"

/* A member's name as a part of a JSON pointer (RFC 6901, section 3). */
static void
append_token (GString *path, const char *name)
{
  g_string_append_c (path, '/');
  for (const char *p = name; *p != '\0'; p++)
    if (*p == '~')
      g_string_append (path, "~0");
    else if (*p == '/')
      g_string_append (path, "~1");
    else
      g_string_append_c (path, *p);
}

static void
walk_references (yyjson_val *value, GString *path, SalveReferenceFunc func, gpointer user_data)
{
  gsize before = path->len, index, max;
  yyjson_val *key, *item;

  if (yyjson_is_arr (value))
    yyjson_arr_foreach (value, index, max, item)
      {
        if (!yyjson_is_ctn (item))
          continue;
        g_string_append_printf (path, "/%" G_GSIZE_FORMAT, index);
        walk_references (item, path, func, user_data);
        g_string_truncate (path, before);
      }
  else
    yyjson_obj_foreach (value, index, max, key, item)
    {
      const char *name = yyjson_get_str (key);

      if (yyjson_is_str (item) && g_str_equal (name, "reference"))
        {
          g_string_append (path, "/reference");
          func (path->str, yyjson_get_str (item), user_data);
        }
      else if (yyjson_is_ctn (item))
        {
          append_token (path, name);
          walk_references (item, path, func, user_data);
        }
      g_string_truncate (path, before);
    }
}

/**
 * salve_resource_foreach_reference:
 * @func: (scope call): gets each Reference.reference, contained and absolute ones too, with its JSON pointer
 */
void
salve_resource_foreach_reference (SalveResource *self, SalveReferenceFunc func, gpointer user_data)
{
  g_autoptr (GString) path = g_string_new (NULL);

  walk_references (salve_resource_root (self).value, path, func, user_data);
}

/* The text of a JSON string with its quotes, without them and its escapes. */
static char *
unquote (const char *text, gsize length)
{
  yyjson_doc *doc;
  char *plain;

  if (memchr (text, '\\', length) == NULL)
    return g_strndup (text + 1, length - 2);
  doc = yyjson_read (text, length, YYJSON_READ_NOFLAG);
  plain = g_strdup (yyjson_get_str (yyjson_doc_get_root (doc)));
  yyjson_doc_free (doc);
  return plain;
}

static gboolean
is_reference_key (const char *text, gsize length)
{
  g_autofree char *plain = NULL;

  if (memchr (text, '\\', length) == NULL)
    return length == 11 && memcmp (text, "\"reference\"", 11) == 0;
  plain = unquote (text, length);
  return g_strcmp0 (plain, "reference") == 0;
}

/* In well-formed JSON a string with a colon behind it is a member's name, so that no brackets need counting. Returns
 * where the walk goes on; *value is where the reference's quote is when the string at @at names one, otherwise 0. */
static gsize
next_string (const char *text, gsize length, gsize at, gsize *value)
{
  gsize end = salve_json_span_skip_value (text, length, at);
  gsize colon = salve_json_span_skip_space (text, length, end), start;

  *value = 0;
  if (colon >= length || text[colon] != ':')
    return end;
  start = salve_json_span_skip_space (text, length, colon + 1);
  if (start < length && text[start] == '"' && is_reference_key (text + at, end - at))
    *value = start;
  return start;
}

/**
 * salve_resource_map_references:
 * @func: (scope call): gets each reference; answers the text to put in its place (transfer full) or NULL
 *
 * Returns: (transfer full): the resource with those references changed and every other byte as it was (itself when
 *   none was); NULL with an error when it grows larger than a resource may be
 */
SalveResource *
salve_resource_map_references (SalveResource *self,
                               SalveReferenceMapFunc func,
                               gpointer user_data,
                               GError **error)
{
  gsize length, copied = 0, at = 0, value;
  const char *text = salve_resource_get_text (self, &length);
  g_autoptr (GString) out = NULL;

  while (at < length)
    {
      const char *quote = memchr (text + at, '"', length - at);

      if (quote == NULL)
        break;
      at = next_string (text, length, (gsize)(quote - text), &value);
      if (value != 0)
        {
          g_autofree char *reference = NULL;
          g_autofree char *changed = NULL;
          g_autofree char *json = NULL;

          at = salve_json_span_skip_value (text, length, value);
          reference = unquote (text + value, at - value);
          changed = func (reference, user_data);
          if (changed == NULL || g_str_equal (changed, reference))
            continue;
          if (out == NULL)
            out = g_string_sized_new (length + 64);
          json = salve_json_quote (changed);
          g_string_append_len (out, text + copied, (gssize)(value - copied));
          g_string_append (out, json);
          copied = at;
        }
    }
  if (out == NULL)
    return salve_resource_ref (self);
  g_string_append_len (out, text + copied, (gssize)(length - copied));
  return salve_resource_new_from_text (out->str, (gssize)out->len, error);
}

typedef struct
{
  const char *from;
  const char *to;
} Replacement;

static char *
replace_exact (const char *reference, gpointer user_data)
{
  const Replacement *replacement = user_data;

  return g_str_equal (reference, replacement->from) ? g_strdup (replacement->to) : NULL;
}

/**
 * salve_resource_replace_reference:
 * @from: such as Patient/a
 * @to: such as Patient/b
 *
 * Returns: (transfer full): the resource with every reference to @from pointed at @to, otherwise equal to the byte
 */
SalveResource *
salve_resource_replace_reference (SalveResource *self, const char *from, const char *to, GError **error)
{
  Replacement replacement = { from, to };

  return salve_resource_map_references (self, replace_exact, &replacement, error);
}
