/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The right side of a search parameter: values with commas between, their prefixes, bars and escapes
 * (https://hl7.org/fhir/R4/search.html#escaping). */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "salve-search-extract.h"
#include "salve-search-private.h"

void
salve_search_value_free (SalveSearchValue *self)
{
  g_free (self->text);
  g_free (self->system);
  g_free (self->exact);
  g_free (self);
}

static void
target_free (gpointer data)
{
  SalveSearchTarget *target = data;

  g_free (target->type);
  salve_search_clause_free (target->clause);
  g_free (target);
}

SalveSearchClause *
salve_search_clause_new (const SalveSearchParameter *parameter)
{
  SalveSearchClause *self = g_new0 (SalveSearchClause, 1);

  self->parameter = parameter;
  self->values = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_search_value_free);
  self->targets = g_ptr_array_new_with_free_func (target_free);
  return self;
}

void
salve_search_clause_free (SalveSearchClause *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->values);
  g_ptr_array_unref (self->targets);
  g_free (self);
}

/* Returns: (transfer full): a parameter's name as a message may repeat it: what is no name is not repeated */
char *
salve_search_printable (const char *name)
{
  gsize n = strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:");

  return g_strdup (n > 0 && n <= 80 && name[n] == '\0' ? name : "?");
}

/* Splits at what is not behind a backslash; the pieces keep their backslashes. */
static GPtrArray *
split (const char *text, char at)
{
  GPtrArray *pieces = g_ptr_array_new_with_free_func (g_free);
  const char *start = text;

  for (const char *p = text;; p++)
    {
      if (*p == '\\' && p[1] != '\0')
        p++;
      else if (*p == at || *p == '\0')
        {
          g_ptr_array_add (pieces, g_strndup (start, (gsize)(p - start)));
          start = p + 1;
          if (*p == '\0')
            return pieces;
        }
    }
}

static char *
unescape (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '\\' && p[1] != '\0' && strchr ("\\,|$", p[1]) != NULL)
        p++;
      g_string_append_c (out, *p);
    }
  return g_string_free_and_steal (out);
}

/**
 * salve_search_fail:
 * @format: (not nullable): what to do, with "%s" where the name belongs
 *
 * Returns: FALSE
 */
gboolean
salve_search_fail (GError **error, SalveSearchError code, const char *format, const char *name)
{
  g_autofree char *printable = salve_search_printable (name);
  g_autoptr (GString) message = g_string_new (format);

  g_string_replace (message, "%s", printable, 0);
  g_set_error_literal (error, SALVE_SEARCH_ERROR, (int)code, message->str);
  return FALSE;
}

static gboolean
invalid (const char *name, const char *format, GError **error)
{
  return salve_search_fail (error, SALVE_SEARCH_ERROR_INVALID, format, name);
}

static const char *
read_prefix (const char *text, SalveSearchPrefix *prefix)
{
  static const char *const codes[] = { "eq", "ne", "gt", "ge", "lt", "le", "sa", "eb", "ap" };

  *prefix = SALVE_PREFIX_EQ;
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_str_has_prefix (text, codes[i]))
      {
        *prefix = (SalveSearchPrefix)i;
        return text + 2;
      }
  return text;
}

static gboolean
read_date (SalveSearchValue *value, const char *name, const char *text, GError **error)
{
  g_autofree char *date = g_strdup (read_prefix (text, &value->prefix));

  g_strdelimit (date, " ", '+'); /* a zone whose plus nobody escaped */
  return salve_search_date_range (date, &value->low, &value->high)
         || invalid (
             name,
             _ ("“%s” needs a date such as 2024, 2024-05, 2024-05-01 or 2024-05-01T10:00:00Z, with eq, "
                "ne, gt, ge, lt, le, sa, eb or ap in front if wanted."),
             error);
}

/* "5.40" means what rounds to it; "1e3" what rounds to that. */
static double
slack_of (const char *text)
{
  const char *point = strchr (text, '.'), *exponent = strpbrk (text, "eE");
  double power = exponent != NULL ? g_ascii_strtod (exponent + 1, NULL) : 0;
  gsize digits = point != NULL ? strspn (point + 1, "0123456789") : 0;

  return 0.5 * pow (10, power - (double)digits);
}

static gboolean
read_number (SalveSearchValue *value, const char *text)
{
  char *end;

  if (strspn (text, "+-.0123456789eE") != strlen (text))
    return FALSE;
  value->number = g_ascii_strtod (text, &end);
  value->slack = slack_of (text);
  return end != text && *end == '\0' && isfinite (value->number) && isfinite (value->slack);
}

/* [prefix]number, and behind it |system|code or ||code */
static gboolean
read_quantity (SalveSearchValue *value, const char *name, const char *text, GError **error)
{
  g_autoptr (GPtrArray) parts = split (text, '|');
  g_autofree char *number = unescape (parts->pdata[0]);

  if ((parts->len != 1 && parts->len != 3) || !read_number (value, read_prefix (number, &value->prefix)))
    return invalid (
        name,
        _ ("“%s” needs a number, such as 5.4, or with its unit 5.4|http://unitsofmeasure.org|mg or "
           "5.4||mg, with eq, ne, gt, ge, lt, le, sa, eb or ap in front if wanted."),
        error);
  if (parts->len == 3 && *(char *)parts->pdata[1] != '\0')
    value->system = unescape (parts->pdata[1]);
  if (parts->len == 3 && *(char *)parts->pdata[2] != '\0')
    value->exact = unescape (parts->pdata[2]);
  return TRUE;
}

static gboolean
read_token (SalveSearchValue *value, const char *name, const char *text, GError **error)
{
  g_autoptr (GPtrArray) parts = split (text, '|');
  const char *last = parts->pdata[parts->len - 1];

  if (parts->len > 2 || (parts->len == 2 && *last == '\0' && *(char *)parts->pdata[0] == '\0'))
    return invalid (
        name, _ ("“%s” needs a code, system|code, |code or system|. A bar inside of a code is written \\|."),
        error);
  if (parts->len == 2)
    value->system = unescape (parts->pdata[0]);
  if (*last != '\0')
    value->text = unescape (last);
  return TRUE;
}

static gboolean
read_reference (SalveSearchValue *value, const char *name, const char *text, GError **error)
{
  g_autofree char *reference = unescape (text);

  if (strchr (reference, '/') == NULL || g_str_has_prefix (reference, "urn:"))
    {
      value->text = g_steal_pointer (&reference);
      return TRUE;
    }
  salve_search_split_reference (reference, &value->exact, &value->system, &value->text);
  if (*value->system == '\0')
    {
      g_clear_pointer (&value->system, g_free);
      g_clear_pointer (&value->exact, g_free);
    }
  return TRUE;
}

static gboolean
read_string (SalveSearchValue *value, const char *name, gboolean exact, const char *text, GError **error)
{
  g_autofree char *plain = unescape (text);

  value->text = exact ? g_strdup (plain) : salve_search_fold (plain);
  return *value->text != '\0' || invalid (name, _ ("“%s” needs some letters to look for."), error);
}

static gboolean
read_value (SalveSearchClause *self,
            SalveSearchValue *value,
            const char *name,
            const char *text,
            GError **error)
{
  if (*text == '\0')
    return invalid (name, _ ("“%s” has an empty value. Give one, or leave the parameter out."), error);
  switch (self->parameter->kind)
    {
    case SALVE_SEARCH_DATE:
      return read_date (value, name, text, error);
    case SALVE_SEARCH_QUANTITY:
      return read_quantity (value, name, text, error);
    case SALVE_SEARCH_TOKEN:
      return read_token (value, name, text, error);
    case SALVE_SEARCH_REFERENCE:
      return read_reference (value, name, text, error);
    case SALVE_SEARCH_STRING:
      return read_string (value, name, self->modifier == SALVE_MODIFIER_EXACT, text, error);
    case SALVE_SEARCH_URI:
    default:
      value->text = unescape (text);
      return TRUE;
    }
}

static gboolean
read_modifier (SalveSearchClause *self, const char *name, const char *modifier, GError **error)
{
  SalveSearchKind kind = self->parameter->kind;
  g_autofree char *printable = salve_search_printable (name), *said = salve_search_printable (modifier);

  if (g_str_equal (modifier, "missing"))
    self->modifier = SALVE_MODIFIER_MISSING;
  else if (g_str_equal (modifier, "not") && kind == SALVE_SEARCH_TOKEN)
    self->modifier = SALVE_MODIFIER_NOT;
  else if (g_str_equal (modifier, "exact") && kind == SALVE_SEARCH_STRING)
    self->modifier = SALVE_MODIFIER_EXACT;
  else if (g_str_equal (modifier, "contains") && kind == SALVE_SEARCH_STRING)
    self->modifier = SALVE_MODIFIER_CONTAINS;
  else
    {
      g_set_error (
          error, SALVE_SEARCH_ERROR, SALVE_SEARCH_ERROR_UNSUPPORTED,
          _ ("“%s” cannot be searched with “:%s”. Of the modifiers this server has :missing, :not for "
             "codes, and :exact and :contains for texts."),
          printable, said);
      return FALSE;
    }
  if (self->modifier == SALVE_MODIFIER_MISSING && self->parameter->place != SALVE_SEARCH_INDEXED)
    return invalid (name, _ ("Nothing is without “%s”. Leave :missing out."), error);
  return TRUE;
}

static gboolean
read_missing (SalveSearchClause *self, const char *name, const char *text, GError **error)
{
  self->missing = g_str_equal (text, "true");
  return self->missing || g_str_equal (text, "false")
         || invalid (name, _ ("“%s:missing” is true or false."), error);
}

/**
 * salve_search_clause_read:
 * @name: as it was asked for, for messages
 * @modifier: (nullable): behind the colon
 * @text: decoded: the values
 * @n_values: (inout): how many there were in the whole search
 */
gboolean
salve_search_clause_read (SalveSearchClause *self,
                          const char *name,
                          const char *modifier,
                          const char *text,
                          guint *n_values,
                          GError **error)
{
  g_autoptr (GPtrArray) pieces = NULL;

  if (modifier != NULL && !read_modifier (self, name, modifier, error))
    return FALSE;
  if (self->modifier == SALVE_MODIFIER_MISSING)
    return read_missing (self, name, text, error);
  pieces = split (text, ',');
  *n_values += pieces->len;
  if (*n_values > SALVE_SEARCH_MAX_VALUES)
    {
      g_autofree char *printable = salve_search_printable (name);

      g_set_error (error, SALVE_SEARCH_ERROR, SALVE_SEARCH_ERROR_TOO_MUCH,
                   _ ("“%s” has too many values: a search takes %d in all. Ask in several searches."),
                   printable, SALVE_SEARCH_MAX_VALUES);
      return FALSE;
    }
  for (guint i = 0; i < pieces->len; i++)
    {
      SalveSearchValue *value = g_new0 (SalveSearchValue, 1);

      g_ptr_array_add (self->values, value);
      if (!read_value (self, value, name, pieces->pdata[i], error))
        return FALSE;
    }
  return TRUE;
}
