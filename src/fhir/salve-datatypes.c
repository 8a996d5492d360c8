/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-datatypes.h"

#include <string.h>

static char **
read_strings (SalveElement array)
{
  g_autoptr (GStrvBuilder) builder = NULL;

  if (!salve_element_exists (array))
    return NULL;
  builder = g_strv_builder_new ();
  SALVE_ELEMENT_FOREACH (item, array)
    {
      if (salve_element_text (item) != NULL)
        g_strv_builder_add (builder, salve_element_text (item));
    }
  return g_strv_builder_end (builder);
}

SalvePersonName *
salve_read_human_name (SalveElement element)
{
  SalvePersonName *name = salve_person_name_new (salve_element_string (element, "family"), NULL);

  name->use = salve_name_use_from_code (salve_element_string (element, "use"));
  name->text = g_strdup (salve_element_string (element, "text"));
  g_strfreev (name->given);
  name->given = read_strings (salve_element_get (element, "given"));
  name->prefix = read_strings (salve_element_get (element, "prefix"));
  name->suffix = read_strings (salve_element_get (element, "suffix"));
  name->period_start = g_strdup (salve_element_path_string (element, "period.start"));
  name->period_end = g_strdup (salve_element_path_string (element, "period.end"));
  return name;
}

SalveTelecom *
salve_read_contact_point (SalveElement element)
{
  SalveTelecom *telecom =
      salve_telecom_new (salve_telecom_system_from_code (salve_element_string (element, "system")),
                         salve_telecom_use_from_code (salve_element_string (element, "use")),
                         salve_element_string (element, "value"));
  const char *rank = salve_element_number_text (salve_element_get (element, "rank"));

  telecom->rank = rank != NULL ? (guint)g_ascii_strtoull (rank, NULL, 10) : 0;
  return telecom;
}

SalveAddress *
salve_read_address (SalveElement element)
{
  SalveAddress *address = salve_address_new ();

  address->use = salve_address_use_from_code (salve_element_string (element, "use"));
  address->text = g_strdup (salve_element_string (element, "text"));
  address->lines = read_strings (salve_element_get (element, "line"));
  address->city = g_strdup (salve_element_string (element, "city"));
  address->district = g_strdup (salve_element_string (element, "district"));
  address->state = g_strdup (salve_element_string (element, "state"));
  address->postal_code = g_strdup (salve_element_string (element, "postalCode"));
  address->country = g_strdup (salve_element_string (element, "country"));
  return address;
}

SalveIdentifier *
salve_read_identifier (SalveElement element)
{
  SalveIdentifier *identifier =
      salve_identifier_new (salve_element_string (element, "system"), salve_element_string (element, "value"),
                            salve_element_path_string (element, "type.coding.code"));

  identifier->use = salve_identifier_use_from_code (salve_element_string (element, "use"));
  identifier->type_text = g_strdup (salve_element_path_string (element, "type.text"));
  if (identifier->type_text == NULL)
    identifier->type_text = g_strdup (salve_element_path_string (element, "type.coding.display"));
  identifier->period_start = g_strdup (salve_element_path_string (element, "period.start"));
  identifier->period_end = g_strdup (salve_element_path_string (element, "period.end"));
  return identifier;
}

#define DEFINE_READ_LIST(function, reader, destroy)                                                          \
  GPtrArray *function (SalveElement array)                                                                   \
  {                                                                                                          \
    GPtrArray *out = g_ptr_array_new_with_free_func ((GDestroyNotify)destroy);                               \
    SALVE_ELEMENT_FOREACH (item, array)                                                                      \
      {                                                                                                      \
        if (salve_element_is_object (item))                                                                  \
          g_ptr_array_add (out, reader (item));                                                              \
      }                                                                                                      \
    return out;                                                                                              \
  }

DEFINE_READ_LIST (salve_read_human_names, salve_read_human_name, salve_person_name_free)
DEFINE_READ_LIST (salve_read_contact_points, salve_read_contact_point, salve_telecom_free)
DEFINE_READ_LIST (salve_read_addresses, salve_read_address, salve_address_free)
DEFINE_READ_LIST (salve_read_identifiers, salve_read_identifier, salve_identifier_free)

/**
 * salve_read_date:
 * @element: a date or dateTime; of the latter only the day is taken
 * @date: (out): none where there is no date
 */
gboolean
salve_read_date (SalveElement element, SalvePartialDate *date)
{
  const char *text = salve_element_text (element);
  g_autofree char *day = text != NULL ? g_strndup (text, strcspn (text, "T")) : NULL;

  *date = SALVE_PARTIAL_DATE_NONE;
  return day != NULL && salve_partial_date_parse_iso (day, date);
}

/* Returns: (nullable): what a CodeableConcept or Coding says to a person: its text, a display, else a code */
const char *
salve_concept_display (SalveElement concept)
{
  const char *text = salve_element_string (concept, "text");

  if (text != NULL)
    return text;
  SALVE_ELEMENT_FOREACH (coding, salve_element_get (concept, "coding"))
    {
      if (salve_element_string (coding, "display") != NULL)
        return salve_element_string (coding, "display");
    }
  if (salve_element_string (concept, "display") != NULL)
    return salve_element_string (concept, "display");
  text = salve_element_path_string (concept, "coding.code");
  return text != NULL ? text : salve_element_string (concept, "code");
}

/**
 * salve_concept_code:
 * @system: (nullable): the code system; NULL takes any
 *
 * Returns: (nullable): the code of that system in a CodeableConcept
 */
const char *
salve_concept_code (SalveElement concept, const char *system)
{
  SALVE_ELEMENT_FOREACH (coding, salve_element_get (concept, "coding"))
    {
      if (system == NULL || g_strcmp0 (salve_element_string (coding, "system"), system) == 0)
        return salve_element_string (coding, "code");
    }
  return NULL;
}

/* Returns: (transfer full) (nullable): "≥ 36.50 °C", digits as written */
char *
salve_quantity_format (SalveElement quantity)
{
  const char *value = salve_element_number_text (salve_element_get (quantity, "value"));
  const char *unit = salve_element_string (quantity, "unit");
  const char *comparator = salve_element_string (quantity, "comparator");

  if (value == NULL)
    return NULL;
  if (unit == NULL)
    unit = salve_element_string (quantity, "code");
  if (g_strcmp0 (unit, "1") == 0 || g_strcmp0 (unit, "{score}") == 0)
    unit = NULL;
  return g_strdup_printf ("%s%s%s%s%s", comparator != NULL ? comparator : "", comparator != NULL ? " " : "",
                          value, unit != NULL ? " " : "", unit != NULL ? unit : "");
}

/**
 * salve_value_format:
 * @holder: has an element whose type may vary
 * @prefix: its name, such as "value" of value[x]
 * @zone: for instants
 *
 * Returns: (transfer full) (nullable): the value for a person to read; NULL where there is none or it is no plain one
 */
char *
salve_value_format (SalveElement holder, const char *prefix, GTimeZone *zone, const SalveLocale *locale)
{
  const char *type;
  SalveElement value = salve_element_choice (holder, prefix, &type);

  if (type == NULL)
    return NULL;
  if (g_str_equal (type, "Quantity") || g_str_equal (type, "Age"))
    return salve_quantity_format (value);
  if (g_str_equal (type, "CodeableConcept") || g_str_equal (type, "Coding"))
    return g_strdup (salve_concept_display (value));
  if (g_str_equal (type, "DateTime") || g_str_equal (type, "Date") || g_str_equal (type, "Instant"))
    return salve_element_text (value) != NULL
               ? salve_fhir_date_time_format_local (salve_element_text (value), zone, locale)
               : NULL;
  if (g_str_equal (type, "Range"))
    {
      g_autofree char *low = salve_quantity_format (salve_element_get (value, "low"));
      g_autofree char *high = salve_quantity_format (salve_element_get (value, "high"));

      return g_strdup_printf ("%s – %s", low != NULL ? low : "", high != NULL ? high : "");
    }
  if (g_str_equal (type, "Ratio"))
    {
      g_autofree char *above = salve_quantity_format (salve_element_get (value, "numerator"));
      g_autofree char *below = salve_quantity_format (salve_element_get (value, "denominator"));

      return g_strdup_printf ("%s : %s", above != NULL ? above : "", below != NULL ? below : "");
    }
  if (g_str_equal (type, "Period"))
    {
      const char *start = salve_element_string (value, "start"), *end = salve_element_string (value, "end");
      g_autofree char *from = start != NULL ? salve_fhir_date_time_format_local (start, zone, locale) : NULL;
      g_autofree char *to = end != NULL ? salve_fhir_date_time_format_local (end, zone, locale) : NULL;

      return g_strdup_printf ("%s – %s", from != NULL ? from : "", to != NULL ? to : "");
    }
  if (salve_element_text (value) != NULL)
    return g_strdup (salve_element_text (value));
  return g_strdup (salve_element_number_text (value));
}

/**
 * salve_reference_parse:
 * @reference: (nullable): "Type/id", also with a version or in front of it a server's address
 * @type: (out) (optional) (transfer full): the type
 * @id: (out) (optional) (transfer full): the id
 *
 * Returns: FALSE for what names no resource by type and id (contained "#x", "urn:uuid:", conditional references)
 */
gboolean
salve_reference_parse (const char *reference, char **type, char **id)
{
  g_auto (GStrv) parts = NULL;
  guint n;

  if (reference == NULL || *reference == '#' || strchr (reference, '?') != NULL)
    return FALSE;
  parts = g_strsplit (reference, "/", -1);
  n = g_strv_length (parts);
  if (n >= 4 && g_str_equal (parts[n - 2], "_history"))
    n -= 2;
  if (n < 2 || !salve_resource_is_valid_type_name (parts[n - 2])
      || !salve_resource_is_valid_id (parts[n - 1]))
    return FALSE;
  if (type != NULL)
    *type = g_strdup (parts[n - 2]);
  if (id != NULL)
    *id = g_strdup (parts[n - 1]);
  return TRUE;
}

/* Returns: (transfer full) (nullable): the id of a Reference to a resource of that type */
char *
salve_reference_id (SalveElement reference, const char *type)
{
  g_autofree char *found = NULL;
  g_autofree char *id = NULL;

  if (!salve_reference_parse (salve_element_string (reference, "reference"), &found, &id))
    return NULL;
  return type == NULL || g_str_equal (found, type) ? g_steal_pointer (&id) : NULL;
}

const char *
salve_reference_display (SalveElement reference)
{
  return salve_element_string (reference, "display");
}
