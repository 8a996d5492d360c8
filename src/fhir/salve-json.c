/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON from strangers. yyjson is fast and strict about the grammar, but accepts nesting without end, keys that are
 * there twice and U+0000; these are looked for here, before (depth, text) and after (keys) it builds its document.
 * Numbers stay raw text, because FHIR's decimals keep their digits: 1.00 is not 1.0. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
position_of (const char *text, gsize offset, guint *line, guint *column)
{
  const char *last = text;

  *line = 1;
  for (const char *p = text; (p = memchr (p, '\n', offset - (gsize)(p - text))) != NULL; p++, last = p)
    (*line)++;
  *column = (guint)(offset - (gsize)(last - text)) + 1;
}

static gboolean
fail_at (GError **error, SalveFhirError code, const char *text, gsize offset, const char *what)
{
  guint line, column;

  position_of (text, offset, &line, &column);
  /* Translators: where a mistake in a file is, and what it is */
  g_set_error (error, SALVE_FHIR_ERROR, (int)code, _ ("Line %u, column %u: %s"), line, column, what);
  return FALSE;
}

static int
hex4 (const char *p, const char *end)
{
  int value = 0;

  if (end - p < 4)
    return -1;
  for (int i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (p[i]);

      if (digit < 0)
        return -1;
      value = value * 16 + digit;
    }
  return value;
}

/* Looks at one \u escape at p (the backslash). Returns how many bytes it and, for a pair, its second half take; 0 and
 * a message when it is U+0000 or half a pair. */
static gsize
check_escape (const char *p, const char *end, const char **what)
{
  int unit = hex4 (p + 2, end), low;

  if (unit < 0)
    return 2; /* bad grammar: yyjson says where */
  if (unit == 0)
    {
      *what = _ ("the character U+0000 is not allowed in a text");
      return 0;
    }
  if (unit < 0xD800 || unit > 0xDFFF)
    return 6;
  low = end - p >= 12 && p[6] == '\\' && p[7] == 'u' ? hex4 (p + 8, end) : -1;
  if (unit > 0xDBFF || low < 0xDC00 || low > 0xDFFF)
    {
      *what = _ ("half of a surrogate pair stands alone");
      return 0;
    }
  return 12;
}

/* Skips the inside of a string; p is behind its opening quote. Returns the closing quote or the end. */
static const char *
scan_string (const char *p, const char *end, const char **what)
{
  while (p < end && *p != '"')
    {
      if (*p != '\\')
        p++;
      else if (end - p >= 2 && p[1] == 'u')
        {
          gsize taken = check_escape (p, end, what);

          if (taken == 0)
            return p;
          p += taken;
        }
      else
        p += MIN (2, end - p);
    }
  return p;
}

/**
 * salve_json_check_depth_and_text:
 * @text: (array length=length): JSON, not necessarily well-formed
 * @length: bytes
 * @max_depth: how many objects and arrays may lie in one another
 *
 * Checks in one pass and without memory what yyjson does not: UTF-8, nesting, U+0000 and lone surrogates (RFC 8259
 * section 8.2, FHIR R4 "json.html#primitive").
 */
gboolean
salve_json_check_depth_and_text (const char *text, gsize length, guint max_depth, GError **error)
{
  const char *end = text + length, *bad = NULL, *what = NULL;
  guint depth = 0;

  if (!g_utf8_validate_len (text, length, &bad))
    return fail_at (error, SALVE_FHIR_ERROR_ENCODING, text, (gsize)(bad - text), _ ("the text is not UTF-8"));

  for (const char *p = text; p < end; p++)
    {
      if (*p == '"')
        {
          p = scan_string (p + 1, end, &what);
          if (what != NULL)
            return fail_at (error, SALVE_FHIR_ERROR_ENCODING, text, (gsize)(p - text), what);
        }
      else if (*p == '{' || *p == '[')
        {
          if (++depth > max_depth)
            return fail_at (error, SALVE_FHIR_ERROR_TOO_DEEP, text, (gsize)(p - text),
                            _ ("objects and lists are nested too deeply"));
        }
      else if ((*p == '}' || *p == ']') && depth > 0)
        depth--;
    }
  return TRUE;
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  yyjson_val *ka = *(yyjson_val *const *)a, *kb = *(yyjson_val *const *)b;
  gsize la = yyjson_get_len (ka), lb = yyjson_get_len (kb);
  int order = memcmp (yyjson_get_str (ka), yyjson_get_str (kb), MIN (la, lb));

  return order != 0 ? order : (la > lb) - (la < lb);
}

static gboolean
keys_collide (yyjson_val *a, yyjson_val *b)
{
  return yyjson_get_len (a) == yyjson_get_len (b)
         && memcmp (yyjson_get_str (a), yyjson_get_str (b), yyjson_get_len (a)) == 0;
}

/* A sort instead of a hash table, so that keys that were made to collide cost nothing more. */
static yyjson_val *
find_twin (yyjson_val *object)
{
  gsize n = yyjson_obj_size (object);
  yyjson_val *few[16];
  g_autofree yyjson_val **many = n > G_N_ELEMENTS (few) ? g_new (yyjson_val *, n) : NULL;
  yyjson_val **keys = many != NULL ? many : few;
  yyjson_val *key;
  yyjson_obj_iter iter = yyjson_obj_iter_with (object);

  for (gsize i = 0; i < n && (key = yyjson_obj_iter_next (&iter)) != NULL; i++)
    keys[i] = key;
  if (many != NULL)
    {
      qsort (keys, n, sizeof *keys, compare_keys);
      for (gsize i = 1; i < n; i++)
        if (keys_collide (keys[i - 1], keys[i]))
          return keys[i];
      return NULL;
    }
  for (gsize i = 1; i < n; i++)
    for (gsize j = 0; j < i; j++)
      if (keys_collide (keys[i], keys[j]))
        return keys[i];
  return NULL;
}

/* How many bytes of a key are shown: at most 64, and never a part of a character. */
static int
shown (const char *key)
{
  gsize n = strnlen (key, 65);

  if (n > 64)
    for (n = 64; n > 0 && ((guchar)key[n] & 0xC0) == 0x80;)
      n--;
  return (int)n;
}

static void
fail_twice (GError **error, GString *path, const char *key)
{
  g_autofree char *name = g_strndup (key, (gsize)shown (key));

  g_set_error (error, SALVE_FHIR_ERROR, SALVE_FHIR_ERROR_DUPLICATE,
               /* Translators: the first is a place such as /name/0, the second a key such as family */
               _ ("%s: the key “%.64s” is there twice"), path->len > 0 ? path->str : "/", name);
}

/* Recursion is safe: the depth was checked before. path grows and shrinks with it. */
static gboolean
check_keys (yyjson_val *value, GString *path, GError **error)
{
  gsize before = path->len, index = 0;
  yyjson_val *key, *item;
  yyjson_obj_iter members;
  yyjson_arr_iter items;

  if (yyjson_is_arr (value))
    {
      yyjson_arr_iter_init (value, &items);
      for (; (item = yyjson_arr_iter_next (&items)) != NULL; index++)
        {
          if (!yyjson_is_ctn (item))
            continue;
          g_string_append_printf (path, "/%" G_GSIZE_FORMAT, index);
          if (!check_keys (item, path, error))
            return FALSE;
          g_string_truncate (path, before);
        }
      return TRUE;
    }
  if ((key = find_twin (value)) != NULL)
    {
      fail_twice (error, path, yyjson_get_str (key));
      return FALSE;
    }
  yyjson_obj_iter_init (value, &members);
  while ((key = yyjson_obj_iter_next (&members)) != NULL)
    {
      item = yyjson_obj_iter_get_val (key);
      if (!yyjson_is_ctn (item))
        continue;
      g_string_append_printf (path, "/%.*s", shown (yyjson_get_str (key)), yyjson_get_str (key));
      if (!check_keys (item, path, error))
        return FALSE;
      g_string_truncate (path, before);
    }
  return TRUE;
}

/**
 * salve_json_parse:
 * @text: (array length=length): the bytes
 * @length: how many
 *
 * Reads one JSON value with every number kept as its text (yyjson_get_raw()). Refuses what RFC 8259 leaves open and a
 * record cannot carry: keys that are there twice, U+0000, lone surrogates, nesting over SALVE_JSON_MAX_DEPTH. May be
 * called on any thread; memory is about 3 to 16 times @length.
 *
 * Returns: (transfer full): the document, to be freed with yyjson_doc_free(); NULL with an error of SALVE_FHIR_ERROR
 */
yyjson_doc *
salve_json_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (yyjson_doc) doc = NULL;
  g_autoptr (GString) path = NULL;
  yyjson_read_err problem = { 0 };

  if (!salve_json_check_depth_and_text (text, length, SALVE_JSON_MAX_DEPTH, error))
    return NULL;
  doc = yyjson_read_opts ((char *)text, length, YYJSON_READ_NUMBER_AS_RAW, NULL, &problem);
  if (doc == NULL)
    {
      fail_at (error, SALVE_FHIR_ERROR_SYNTAX, text, MIN (problem.pos, length),
               problem.msg != NULL ? problem.msg : _ ("not JSON"));
      return NULL;
    }
  path = g_string_new (NULL);
  if (yyjson_is_ctn (yyjson_doc_get_root (doc)) && !check_keys (yyjson_doc_get_root (doc), path, error))
    return NULL;
  return g_steal_pointer (&doc);
}

/**
 * salve_json_quote:
 * @text: UTF-8
 *
 * Returns: (transfer full): @text as a JSON string with its quotes
 */
char *
salve_json_quote (const char *text)
{
  GString *out = g_string_sized_new (strlen (text) + 2);

  g_string_append_c (out, '"');
  for (const guchar *p = (const guchar *)text; *p != '\0'; p++)
    switch (*p)
      {
      case '"':
      case '\\':
        g_string_append_c (out, '\\');
        g_string_append_c (out, (char)*p);
        break;
      case '\n':
        g_string_append (out, "\\n");
        break;
      case '\r':
        g_string_append (out, "\\r");
        break;
      case '\t':
        g_string_append (out, "\\t");
        break;
      default:
        if (*p < 0x20)
          g_string_append_printf (out, "\\u%04x", *p);
        else
          g_string_append_c (out, (char)*p);
      }
  g_string_append_c (out, '"');
  return g_string_free_and_steal (out);
}
