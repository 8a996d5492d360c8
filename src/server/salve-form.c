/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-form.h"

#include <glib/gi18n.h>
#include <string.h>

#include "salve-secret.h"

struct _SalveForm
{
  GHashTable *fields;
};

static void
wipe (gpointer text)
{
  salve_secret_free (text);
}

static gboolean
invalid (GError **error, const char *why)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, why);
  return FALSE;
}

/* The escapes were checked before. */
static char *
decode (const char *text, gsize length)
{
  char *decoded = g_malloc (length + 1);
  gsize n = 0;

  for (gsize i = 0; i < length; i++)
    if (text[i] != '%')
      decoded[n++] = text[i] == '+' ? ' ' : text[i];
    else
      {
        decoded[n++] = (char)(g_ascii_xdigit_value (text[i + 1]) << 4 | g_ascii_xdigit_value (text[i + 2]));
        i += 2;
      }
  decoded[n] = '\0';
  return decoded;
}

static gboolean
has_good_escapes (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '\0')
        return FALSE;
      if (text[i] != '%')
        continue;
      if (i + 2 >= length || !g_ascii_isxdigit (text[i + 1]) || !g_ascii_isxdigit (text[i + 2])
          || (text[i + 1] == '0' && text[i + 2] == '0'))
        return FALSE;
      i += 2;
    }
  return TRUE;
}

static gboolean
add_field (SalveForm *self, const char *text, gsize length, GError **error)
{
  const char *equals = memchr (text, '=', length);
  gsize name_length = equals != NULL ? (gsize)(equals - text) : length;
  g_autofree char *name = NULL;
  char *value;

  if (length == 0)
    return TRUE;
  if (!has_good_escapes (text, length))
    return invalid (error, _ ("The form has a character that is not escaped as it should be"));
  name = decode (text, name_length);
  value = equals != NULL ? decode (equals + 1, length - name_length - 1) : g_strdup ("");
  if (!g_utf8_validate (name, -1, NULL) || !g_utf8_validate (value, -1, NULL))
    {
      salve_secret_free (value);
      return invalid (error, _ ("The form is not in UTF-8"));
    }
  if (g_hash_table_contains (self->fields, name))
    {
      salve_secret_free (value);
      return invalid (error, _ ("The form has a field twice"));
    }
  if (g_hash_table_size (self->fields) >= SALVE_FORM_MAX_FIELDS)
    {
      salve_secret_free (value);
      return invalid (error, _ ("The form has too many fields"));
    }
  g_hash_table_insert (self->fields, g_steal_pointer (&name), value);
  return TRUE;
}

/**
 * salve_form_parse:
 * @text: a body, or what stands behind the ? of an address; need not end in NUL
 * @length: bytes
 * @error: %G_IO_ERROR_INVALID_DATA: too large, too many fields, one of them twice (RFC 6749, 3.1), a bad escape, a NUL,
 *   or no UTF-8
 *
 * Returns: (transfer full) (nullable): the fields; their values are wiped when freed
 */
SalveForm *
salve_form_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (SalveForm) self = g_new0 (SalveForm, 1);
  gsize start = 0;

  self->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, wipe);
  if (length > SALVE_FORM_MAX_BYTES)
    {
      invalid (error, _ ("The form is too large"));
      return NULL;
    }
  for (gsize i = 0; i <= length; i++)
    {
      if (i < length && text[i] != '&')
        continue;
      if (!add_field (self, text + start, i - start, error))
        return NULL;
      start = i + 1;
    }
  return g_steal_pointer (&self);
}

/**
 * salve_form_get:
 *
 * Returns: (nullable): the value; %NULL where the field is not there or empty, which is the same (RFC 6749, 3.1)
 */
const char *
salve_form_get (SalveForm *self, const char *name)
{
  const char *value = g_hash_table_lookup (self->fields, name);

  return value != NULL && *value != '\0' ? value : NULL;
}

void
salve_form_free (SalveForm *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->fields);
  g_free (self);
}

/**
 * salve_form_encode:
 * @name: (nullable): names and values in turn, %NULL at the end
 *
 * Returns: (transfer full): names and values, escaped
 */
char *
salve_form_encode (const char *name, ...)
{
  GString *text = g_string_new (NULL);
  va_list arguments;

  va_start (arguments, name);
  while (name != NULL)
    {
      const char *value = va_arg (arguments, const char *);

      g_assert (value != NULL);
      g_string_append_printf (text, "%s%s=", text->len > 0 ? "&" : "", name);
      g_string_append_uri_escaped (text, value, NULL, FALSE);
      name = va_arg (arguments, const char *);
    }
  va_end (arguments);
  return g_string_free_and_steal (text);
}
