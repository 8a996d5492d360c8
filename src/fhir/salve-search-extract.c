/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-search-extract.h"

#include <math.h>
#include <string.h>

#include "salve-datatypes.h"
#include "salve-text.h"

typedef struct
{
  SalveSearchEntry entry;
  SalveSearchEntryFunc func;
  gpointer user_data;
} Extraction;

static void
give (Extraction *self, const char *text, const char *system, const char *exact)
{
  self->entry.text = text;
  self->entry.system = system != NULL ? system : "";
  self->entry.exact = exact != NULL ? exact : "";
  self->func (&self->entry, self->user_data);
}

/* Coding, CodeableConcept, Identifier, ContactPoint, code, boolean. */
static void
take_token (Extraction *self, SalveElement value)
{
  const char *text = salve_element_text (value);

  if (yyjson_is_bool (value.value))
    give (self, yyjson_get_bool (value.value) ? "true" : "false", NULL, NULL);
  else if (text != NULL)
    give (self, text, NULL, NULL);
  else if (salve_element_exists (salve_element_get (value, "coding")))
    SALVE_ELEMENT_FOREACH (coding, salve_element_get (value, "coding"))
      take_token (self, coding);
  else if ((text = salve_element_string (value, "code")) != NULL
           || (text = salve_element_string (value, "value")) != NULL)
    give (self, text, salve_element_string (value, "system"), NULL);
}

/**
 * salve_search_fold:
 *
 * Returns: (transfer full): as strings lie in the index: folded, without spaces at the ends
 */
char *
salve_search_fold (const char *text)
{
  char *folded = salve_text_fold (text);

  return g_strstrip (folded);
}

static void
give_string (Extraction *self, SalveElement value)
{
  const char *text = salve_element_text (value);
  g_autofree char *folded = text != NULL ? salve_search_fold (text) : NULL;

  if (folded != NULL && *folded != '\0')
    give (self, folded, NULL, text);
}

/* A string, or every part of a HumanName or an Address. */
static void
take_string (Extraction *self, SalveElement value)
{
  static const char *const parts[] = { "family",   "given", "prefix",     "suffix", "text",   "line",
                                       "district", "city",  "postalCode", "state",  "country" };

  if (!salve_element_is_object (value))
    {
      give_string (self, value);
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    SALVE_ELEMENT_FOREACH (part, salve_element_get (value, parts[i]))
      give_string (self, part);
}

/* How long a text that ends in seconds means: a minute, a second, or the last digit of its fraction. */
static gint64
length_of_time (const char *text)
{
  const char *point = strchr (text, '.');
  gint64 length = G_TIME_SPAN_SECOND;

  if (point != NULL)
    for (point++; g_ascii_isdigit (*point) && length > 1; point++)
      length /= 10;
  /* 2024-05-01T10:00, with or without a zone behind it */
  else if (strlen (text) < 17 || text[16] != ':')
    length = G_TIME_SPAN_MINUTE;
  return length;
}

/**
 * salve_search_date_range:
 * @text: (nullable): a date, dateTime or instant; without a zone UTC is meant
 * @low: (out): the first moment
 * @high: (out): the first moment after it
 *
 * Returns: FALSE for what is no such text
 */
gboolean
salve_search_date_range (const char *text, SalveInstant *low, SalveInstant *high)
{
  SalveInstantPrecision precision;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  SalvePartialDate date = { 0 };

  if (!salve_instant_parse_fhir (text, utc, low, &precision))
    return FALSE;
  if (precision == SALVE_INSTANT_PRECISION_TIME)
    {
      *high = *low + length_of_time (text);
      return TRUE;
    }
  salve_partial_date_parse_iso (text, &date);
  *high = salve_instant_from_local (salve_partial_date_last_day (date), 0, 0, utc) + G_TIME_SPAN_DAY;
  return TRUE;
}

static void
give_range (Extraction *self, SalveInstant low, SalveInstant high)
{
  self->entry.low = low;
  self->entry.high = high;
  give (self, NULL, NULL, NULL);
}

static void
take_period (Extraction *self, SalveElement period)
{
  SalveInstant low = G_MININT64, high = G_MAXINT64, unused;
  const char *start = salve_element_string (period, "start"), *end = salve_element_string (period, "end");

  if (start == NULL && end == NULL)
    return;
  if ((start == NULL || salve_search_date_range (start, &low, &unused))
      && (end == NULL || salve_search_date_range (end, &unused, &high)) && low < high)
    give_range (self, low, high);
}

/* Of a Timing only the outer limits count. */
static void
take_timing (Extraction *self, SalveElement timing)
{
  SalveInstant first = G_MAXINT64, last = G_MININT64, low, high;

  SALVE_ELEMENT_FOREACH (event, salve_element_get (timing, "event"))
    {
      if (!salve_search_date_range (salve_element_text (event), &low, &high))
        continue;
      first = MIN (first, low);
      last = MAX (last, high);
    }
  if (first < last)
    give_range (self, first, last);
  else
    take_period (self, salve_element_path (timing, "repeat.boundsPeriod"));
}

/* A date, dateTime, instant, Period or Timing. */
static void
take_date (Extraction *self, SalveElement value)
{
  SalveInstant low, high;

  if (salve_search_date_range (salve_element_text (value), &low, &high))
    give_range (self, low, high);
  else if (salve_element_exists (salve_element_get (value, "event"))
           || salve_element_exists (salve_element_get (value, "repeat")))
    take_timing (self, value);
  else
    take_period (self, value);
}

/**
 * salve_search_split_reference:
 * @base: (out) (transfer full): the server's address in front, "" for this one
 * @type: (out) (transfer full): "" where it names no type
 * @id: (out) (transfer full): the id; the whole text where it names no type
 */
void
salve_search_split_reference (const char *reference, char **base, char **type, char **id)
{
  g_autofree char *both = NULL;
  const char *at;

  if (!salve_reference_parse (reference, type, id))
    {
      *base = g_strdup ("");
      *type = g_strdup ("");
      *id = g_strdup (reference);
      return;
    }
  both = g_strdup_printf ("%s/%s", *type, *id);
  at = g_strrstr (reference, both);
  *base =
      at != NULL && at > reference + 1 ? g_strndup (reference, (gsize)(at - reference) - 1) : g_strdup ("");
}

static void
take_reference (Extraction *self, SalveElement value)
{
  const char *reference = salve_element_is_object (value) ? salve_element_string (value, "reference")
                                                          : salve_element_text (value);
  g_autofree char *base = NULL, *type = NULL, *id = NULL;

  if (reference == NULL || *reference == '#')
    return;
  salve_search_split_reference (reference, &base, &type, &id);
  if (*type == '\0' || salve_search_parameter_targets (self->entry.parameter, type))
    give (self, id, type, base);
}

static void
take_quantity (Extraction *self, SalveElement value)
{
  const char *code = salve_element_string (value, "code"), *unit = salve_element_string (value, "unit");

  if (!salve_element_double (salve_element_get (value, "value"), &self->entry.number)
      || !isfinite (self->entry.number))
    return;
  give (self, NULL, salve_element_string (value, "system"), code != NULL ? code : unit);
  if (code != NULL && unit != NULL && !g_str_equal (code, unit))
    give (self, NULL, NULL, unit);
}

static void
take (Extraction *self, SalveElement value)
{
  switch (self->entry.parameter->kind)
    {
    case SALVE_SEARCH_TOKEN:
      take_token (self, value);
      break;
    case SALVE_SEARCH_STRING:
      take_string (self, value);
      break;
    case SALVE_SEARCH_DATE:
      take_date (self, value);
      break;
    case SALVE_SEARCH_REFERENCE:
      take_reference (self, value);
      break;
    case SALVE_SEARCH_QUANTITY:
      take_quantity (self, value);
      break;
    case SALVE_SEARCH_URI:
    default:
      if (salve_element_text (value) != NULL)
        give (self, salve_element_text (value), NULL, NULL);
      break;
    }
}

/* path goes up to end; each of its names enters all items of an array. */
static void
walk (Extraction *self, SalveElement at, const char *path, const char *end)
{
  const char *dot = memchr (path, '.', (gsize)(end - path));
  const char *stop = dot != NULL ? dot : end, *bracket = memchr (path, '[', (gsize)(stop - path));
  g_autofree char *name = g_strndup (path, (gsize)((bracket != NULL ? bracket : stop) - path));
  gboolean choice = bracket != NULL && bracket[1] == 'x';
  g_autofree char *system =
      bracket != NULL && !choice ? g_strndup (bracket + 1, (gsize)(stop - bracket) - 2) : NULL;

  SALVE_ELEMENT_FOREACH (item, choice ? salve_element_choice (at, name, NULL) : salve_element_get (at, name))
    {
      if (system != NULL && g_strcmp0 (salve_element_string (item, "system"), system) != 0)
        continue;
      if (dot != NULL)
        walk (self, item, dot + 1, end);
      else
        take (self, item);
    }
}

/**
 * salve_search_extract:
 * @func: (scope call): gets one value after the other; the same one may come twice
 */
void
salve_search_extract (SalveResource *resource, SalveSearchEntryFunc func, gpointer user_data)
{
  gsize n;
  const SalveSearchParameter *all = salve_search_parameters (salve_resource_get_type_name (resource), &n);
  SalveElement root = salve_resource_root (resource);

  for (gsize i = 0; i < n; i++)
    {
      Extraction self = { { .parameter = &all[i] }, func, user_data };

      if (all[i].place != SALVE_SEARCH_INDEXED)
        continue;
      for (const char *path = all[i].path; path != NULL;)
        {
          const char *end = strchrnul (path, '|');

          walk (&self, root, path, end);
          path = *end == '|' ? end + 1 : NULL;
        }
    }
}
