/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds where a JSON pointer (RFC 6901) lies in text that salve_json_parse() has accepted, so that an edit can replace
 * those bytes and leave every other one as it came. Nothing here checks grammar; it never reads past the end. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-json-span.h"

#include <string.h>
#include <yyjson.h>

gsize
salve_json_span_skip_space (const char *text, gsize length, gsize at)
{
  while (at < length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r'))
    at++;
  return at;
}

/* Looks for quotes rather than at every character: a photo is a string of many thousand. A quote ends the string unless
 * an odd number of backslashes stands before it. */
static gsize
skip_string (const char *text, gsize length, gsize at)
{
  gsize begin = at + 1;

  for (at = begin; at < length;)
    {
      const char *quote = memchr (text + at, '"', length - at);
      gsize end, escapes = 0;

      if (quote == NULL)
        return length;
      end = (gsize)(quote - text);
      while (end - escapes > begin && text[end - escapes - 1] == '\\')
        escapes++;
      if (escapes % 2 == 0)
        return end + 1;
      at = end + 1;
    }
  return length;
}

/**
 * salve_json_span_skip_value:
 * @at: where a value begins
 *
 * Returns: where it ends, at most @length
 */
gsize
salve_json_span_skip_value (const char *text, gsize length, gsize at)
{
  guint depth = 0;

  if (at >= length)
    return length;
  if (text[at] == '"')
    return skip_string (text, length, at);
  if (text[at] != '{' && text[at] != '[')
    {
      while (at < length && strchr (",]} \t\r\n", text[at]) == NULL)
        at++;
      return at;
    }
  while (at < length)
    {
      if (text[at] == '"')
        {
          at = skip_string (text, length, at);
          continue;
        }
      if (text[at] == '{' || text[at] == '[')
        depth++;
      else if ((text[at] == '}' || text[at] == ']') && --depth == 0)
        return at + 1;
      at++;
    }
  return length;
}

static gboolean
key_is (const char *text, gsize start, gsize end, const char *name)
{
  g_autofree char *plain = NULL;
  yyjson_doc *doc;
  gboolean same;

  if (memchr (text + start, '\\', end - start) == NULL)
    return end - start - 2 == strlen (name) && memcmp (text + start + 1, name, end - start - 2) == 0;

  /* An escaped key is rare enough to be read by the library that knows how. */
  doc = yyjson_read (text + start, end - start, YYJSON_READ_NOFLAG);
  same = doc != NULL && yyjson_equals_str (yyjson_doc_get_root (doc), name);
  yyjson_doc_free (doc);
  return same;
}

static gboolean
step_into_object (const char *text, gsize length, const char *name, SalveJsonSpan *span)
{
  gsize at = salve_json_span_skip_space (text, length, span->start + 1);

  while (at < length && text[at] == '"')
    {
      gsize key = at, key_end = skip_string (text, length, at), start, end;

      start =
          salve_json_span_skip_space (text, length, salve_json_span_skip_space (text, length, key_end) + 1);
      end = salve_json_span_skip_value (text, length, start);
      if (key_is (text, key, key_end, name))
        {
          *span = (SalveJsonSpan){ .key = key, .start = start, .end = end };
          return TRUE;
        }
      at = salve_json_span_skip_space (text, length, end);
      if (at >= length || text[at] != ',')
        return FALSE;
      at = salve_json_span_skip_space (text, length, at + 1);
    }
  return FALSE;
}

static gboolean
step_into_array (const char *text, gsize length, const char *token, SalveJsonSpan *span)
{
  guint64 wanted;
  gsize at = salve_json_span_skip_space (text, length, span->start + 1);

  if (!g_ascii_string_to_unsigned (token, 10, 0, G_MAXUINT32, &wanted, NULL))
    return FALSE;
  for (guint64 i = 0; at < length && text[at] != ']'; i++)
    {
      gsize end = salve_json_span_skip_value (text, length, at);

      if (i == wanted)
        {
          *span = (SalveJsonSpan){ .key = at, .start = at, .end = end };
          return TRUE;
        }
      at = salve_json_span_skip_space (text, length, end);
      if (at >= length || text[at] != ',')
        return FALSE;
      at = salve_json_span_skip_space (text, length, at + 1);
    }
  return FALSE;
}

/**
 * salve_json_span_find:
 * @tokens: the parts of a JSON pointer, unescaped
 * @n_tokens: how many of them to follow; 0 finds the whole value
 * @span: (out): where it lies
 *
 * Returns: FALSE when there is no such place
 */
gboolean
salve_json_span_find (const char *text, gsize length, char **tokens, guint n_tokens, SalveJsonSpan *span)
{
  gsize start = salve_json_span_skip_space (text, length, 0);

  *span = (SalveJsonSpan){ .key = start,
                           .start = start,
                           .end = salve_json_span_skip_value (text, length, start) };
  for (guint i = 0; i < n_tokens; i++)
    {
      gboolean found = FALSE;

      if (span->start < length && text[span->start] == '{')
        found = step_into_object (text, length, tokens[i], span);
      else if (span->start < length && text[span->start] == '[')
        found = step_into_array (text, length, tokens[i], span);
      if (!found)
        return FALSE;
    }
  return TRUE;
}

/**
 * salve_json_span_count:
 * @container: the span of an object or a list
 *
 * Returns: how many members or items it has
 */
gsize
salve_json_span_count (const char *text, const SalveJsonSpan *container)
{
  gboolean object = text[container->start] == '{';
  gsize length = container->end, n = 0;
  gsize at = salve_json_span_skip_space (text, length, container->start + 1);

  while (at + 1 < length && text[at] != '}' && text[at] != ']')
    {
      if (object)
        {
          at = salve_json_span_skip_space (text, length, skip_string (text, length, at));
          at = salve_json_span_skip_space (text, length, at + 1);
        }
      at = salve_json_span_skip_space (text, length, salve_json_span_skip_value (text, length, at));
      n++;
      if (at < length && text[at] == ',')
        at = salve_json_span_skip_space (text, length, at + 1);
    }
  return n;
}

/**
 * salve_json_pointer_split:
 * @pointer: RFC 6901; "" is the whole document
 *
 * Returns: (transfer full) (nullable): its parts with ~1 and ~0 undone; NULL when it does not start with a slash
 */
char **
salve_json_pointer_split (const char *pointer)
{
  char **tokens;

  if (*pointer == '\0')
    return g_new0 (char *, 1);
  if (*pointer != '/')
    return NULL;
  if (pointer[1] == '\0') /* the member whose name is empty; g_strsplit() finds no part in "" */
    {
      tokens = g_new0 (char *, 2);
      tokens[0] = g_strdup ("");
      return tokens;
    }
  tokens = g_strsplit (pointer + 1, "/", -1);
  for (guint i = 0; tokens[i] != NULL; i++)
    if (strchr (tokens[i], '~') != NULL)
      {
        GString *plain = g_string_new_take (tokens[i]);

        g_string_replace (plain, "~1", "/", 0);
        g_string_replace (plain, "~0", "~", 0);
        tokens[i] = g_string_free_and_steal (plain);
      }
  return tokens;
}
