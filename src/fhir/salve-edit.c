/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-edit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-json-span.h"
#include "salve-json.h"

struct _SalveEdit
{
  GString *text;
  SalveResource *original;
  gboolean touched;
  GError *error;
};

/**
 * salve_resource_edit:
 * @resource: what to start from; it is not changed
 *
 * Returns: (transfer full): an editor over a copy of its text
 */
SalveEdit *
salve_resource_edit (SalveResource *resource)
{
  SalveEdit *self = g_new0 (SalveEdit, 1);
  gsize length;
  const char *text = salve_resource_get_text (resource, &length);

  self->original = salve_resource_ref (resource);
  self->text = g_string_new_len (text, (gssize)length);
  return self;
}

void
salve_edit_free (SalveEdit *self)
{
  if (self == NULL)
    return;
  g_string_free (self->text, TRUE);
  salve_resource_unref (self->original);
  g_clear_error (&self->error);
  g_free (self);
}

static void
fail (SalveEdit *self, const char *pointer)
{
  if (self->error == NULL)
    self->error = g_error_new (SALVE_FHIR_ERROR, SALVE_FHIR_ERROR_POINTER,
                               _ ("There is no place %s to change"), pointer);
}

static gboolean
find (SalveEdit *self, char **tokens, guint n_tokens, SalveJsonSpan *span)
{
  return salve_json_span_find (self->text->str, self->text->len, tokens, n_tokens, span);
}

static void
splice (SalveEdit *self, gsize start, gsize end, const char *with)
{
  g_string_erase (self->text, (gssize)start, (gssize)(end - start));
  g_string_insert (self->text, (gssize)start, with);
  self->touched = TRUE;
}

static gboolean
is_index (const char *token)
{
  return g_str_equal (token, "-") || (*token != '\0' && strspn (token, "0123456789") == strlen (token));
}

/* Wraps json into the objects and lists that tokens name, from the inside out. */
static char *
wrap (char **tokens, const char *json)
{
  char *out = g_strdup (json);

  for (gint i = (gint)g_strv_length (tokens) - 1; i >= 0; i--)
    {
      g_autofree char *inner = out;

      if (is_index (tokens[i]))
        out = g_strdup_printf ("[%s]", inner);
      else
        {
          g_autofree char *key = salve_json_quote (tokens[i]);

          out = g_strdup_printf ("{%s:%s}", key, inner);
        }
    }
  return out;
}

/* Puts a member or an item at the end of a container. */
static gboolean
append_to (SalveEdit *self, const SalveJsonSpan *container, const char *token, const char *json)
{
  char open = self->text->str[container->start];
  gsize at = container->end - 1, n = salve_json_span_count (self->text->str, container);
  g_autoptr (GString) piece = g_string_new (n > 0 ? "," : NULL);

  if (open == '{')
    {
      g_autofree char *key = salve_json_quote (token);

      g_string_append_printf (piece, "%s:", key);
    }
  else if (open != '[' || !is_index (token)
           || (!g_str_equal (token, "-") && g_ascii_strtoull (token, NULL, 10) != n))
    return FALSE;
  g_string_append (piece, json);

  /* Behind the last value rather than before the bracket, so that pretty-printed text stays so. */
  while (at > container->start + 1 && strchr (" \t\r\n", self->text->str[at - 1]) != NULL)
    at--;
  splice (self, at, at, piece->str);
  return TRUE;
}

/**
 * salve_edit_set_json:
 * @pointer: RFC 6901; what is missing on the way is made (a number makes a list), "-" is behind the last item
 * @json: one well-formed JSON value
 */
void
salve_edit_set_json (SalveEdit *self, const char *pointer, const char *json)
{
  g_auto (GStrv) tokens = salve_json_pointer_split (pointer);
  SalveJsonSpan span;
  guint n;

  if (self->error != NULL)
    return;
  if (tokens == NULL || (n = g_strv_length (tokens)) == 0)
    {
      fail (self, pointer);
      return;
    }
  if (find (self, tokens, n, &span))
    {
      if (span.end - span.start != strlen (json)
          || memcmp (self->text->str + span.start, json, span.end - span.start) != 0)
        splice (self, span.start, span.end, json);
      return;
    }
  for (guint have = n; have-- > 0;)
    {
      g_autofree char *inner = NULL;

      if (!find (self, tokens, have, &span))
        continue;
      inner = wrap (tokens + have + 1, json);
      if (!append_to (self, &span, tokens[have], inner))
        fail (self, pointer);
      return;
    }
  fail (self, pointer);
}

/**
 * salve_edit_set_string:
 * @text: (nullable): UTF-8; NULL or "" removes the element, because FHIR knows no empty text
 */
void
salve_edit_set_string (SalveEdit *self, const char *pointer, const char *text)
{
  g_autofree char *json = NULL;

  if (text == NULL || *text == '\0')
    {
      salve_edit_remove (self, pointer);
      return;
    }
  json = salve_json_quote (text);
  salve_edit_set_json (self, pointer, json);
}

void
salve_edit_set_boolean (SalveEdit *self, const char *pointer, gboolean value)
{
  salve_edit_set_json (self, pointer, value ? "true" : "false");
}

/* Adds an item to the list at pointer, which is made when it is not there. */
void
salve_edit_append_json (SalveEdit *self, const char *pointer, const char *json)
{
  g_autofree char *last = g_strconcat (pointer, "/-", NULL);

  salve_edit_set_json (self, last, json);
}

static void
cut (SalveEdit *self, const SalveJsonSpan *span)
{
  const char *text = self->text->str;
  gsize start = span->key, end = span->end, next;

  next = salve_json_span_skip_space (text, self->text->len, end);
  if (next < self->text->len && text[next] == ',')
    end = salve_json_span_skip_space (text, self->text->len, next + 1);
  else
    {
      while (start > 0 && strchr (" \t\r\n", text[start - 1]) != NULL)
        start--;
      if (start > 0 && text[start - 1] == ',')
        start--;
      else
        start = span->key;
    }
  splice (self, start, end, "");
}

/**
 * salve_edit_remove:
 * @pointer: what to take out; nothing happens when it is not there
 *
 * An object or a list that this leaves empty goes with it: FHIR allows neither (R4 "json.html").
 */
void
salve_edit_remove (SalveEdit *self, const char *pointer)
{
  g_auto (GStrv) tokens = salve_json_pointer_split (pointer);
  SalveJsonSpan span;
  guint n;

  if (self->error != NULL)
    return;
  if (tokens == NULL || (n = g_strv_length (tokens)) == 0)
    {
      fail (self, pointer);
      return;
    }
  if (!find (self, tokens, n, &span))
    return;
  cut (self, &span);
  while (--n > 0 && find (self, tokens, n, &span) && salve_json_span_count (self->text->str, &span) == 0)
    cut (self, &span);
}

gboolean
salve_edit_has (SalveEdit *self, const char *pointer)
{
  g_auto (GStrv) tokens = salve_json_pointer_split (pointer);
  SalveJsonSpan span;

  return tokens != NULL && find (self, tokens, g_strv_length (tokens), &span);
}

/* Returns: (transfer full) (nullable): the text that stands at pointer now */
char *
salve_edit_get_json (SalveEdit *self, const char *pointer)
{
  g_auto (GStrv) tokens = salve_json_pointer_split (pointer);
  SalveJsonSpan span;

  if (tokens == NULL || !find (self, tokens, g_strv_length (tokens), &span))
    return NULL;
  return g_strndup (self->text->str + span.start, span.end - span.start);
}

/* Returns: how many items or members the list or object at pointer has now; 0 when it is not there */
gsize
salve_edit_count (SalveEdit *self, const char *pointer)
{
  g_auto (GStrv) tokens = salve_json_pointer_split (pointer);
  SalveJsonSpan span;

  if (tokens == NULL || !find (self, tokens, g_strv_length (tokens), &span)
      || strchr ("[{", self->text->str[span.start]) == NULL)
    return 0;
  return salve_json_span_count (self->text->str, &span);
}

/**
 * salve_edit_finish:
 *
 * Checks the whole result as salve_resource_new() does. The editor may be used further.
 *
 * Returns: (transfer full): the new resource (the original itself where nothing changed); NULL with the first error
 */
SalveResource *
salve_edit_finish (SalveEdit *self, GError **error)
{
  if (self->error != NULL)
    {
      g_propagate_error (error, g_error_copy (self->error));
      return NULL;
    }
  if (!self->touched)
    return salve_resource_ref (self->original);
  return salve_resource_new_from_text (self->text->str, (gssize)self->text->len, error);
}
