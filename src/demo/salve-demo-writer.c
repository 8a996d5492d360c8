/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-demo"

#include "config.h"

#include "salve-demo-private.h"

#include <string.h>

/* Writes JSON into one buffer that is kept from resource to resource, and hands out its bytes. */

static void
append_quoted (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        {
          g_string_append_c (out, '\\');
          g_string_append_c (out, *p);
        }
      else if (*p == '\n')
        g_string_append (out, "\\n");
      else if ((guchar)*p >= 0x20)
        g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

static void
append_number (GString *out, int value, guint width)
{
  char digits[16];
  guint n = 0;
  gboolean negative = value < 0;
  guint rest = negative ? -(guint)value : (guint)value;

  do
    digits[n++] = '0' + rest % 10;
  while ((rest /= 10) > 0 || n < width);
  if (negative)
    g_string_append_c (out, '-');
  while (n > 0)
    g_string_append_c (out, digits[--n]);
}

void
salve_demo_add (SalveDemo *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  for (const char *p = format; *p != '\0'; p++)
    {
      if (*p == '\'')
        g_string_append_c (self->out, '"');
      else if (*p != '%')
        g_string_append_c (self->out, *p);
      else if (*++p == 'q')
        append_quoted (self->out, va_arg (arguments, const char *));
      else if (*p == 's')
        g_string_append (self->out, va_arg (arguments, const char *));
      else if (*p == 'd' || *p == 'u')
        append_number (self->out, va_arg (arguments, int), 1);
      else if (*p == '2')
        append_number (self->out, va_arg (arguments, int), 2);
      else
        g_string_append_c (self->out, *p);
    }
  va_end (arguments);
}

void
salve_demo_begin (SalveDemo *self, const char *type, const char *id)
{
  g_strlcpy (self->type, type, sizeof self->type);
  g_strlcpy (self->id, id, sizeof self->id);
  g_string_truncate (self->out, 0);
  salve_demo_add (self, "{'resourceType':'%s','id':'%s'", type, id);
}

gboolean
salve_demo_end (SalveDemo *self)
{
  g_autoptr (GBytes) json = NULL;

  g_string_append_c (self->out, '}');
  json = g_bytes_new (self->out->str, self->out->len);
  self->n_resources++;
  return self->func (self->type, self->id, json, self->user_data, self->error);
}

/* Adds ,"key":"the time with the clinic's offset". */
void
salve_demo_add_time (SalveDemo *self, const char *key, SalvePartialDate day, int minute)
{
  SalveInstant instant = salve_instant_from_local (day, minute / 60, minute % 60, self->options->zone);
  g_autofree char *text = salve_instant_format_fhir_zone (instant, self->options->zone);

  salve_demo_add (self, ",'%s':'%s'", key, text);
}
