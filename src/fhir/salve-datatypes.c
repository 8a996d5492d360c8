/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-datatypes.h"

#include <string.h>

#include "salve-list-merge.h"

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

static void
set_member (SalveEdit *edit, const char *pointer, const char *name, const char *value)
{
  g_autofree char *place = g_strconcat (pointer, "/", name, NULL);

  salve_edit_set_string (edit, place, value);
}

void
salve_write_strings (SalveEdit *edit, const char *pointer, const char *const *strings)
{
  salve_list_merge_strings (edit, pointer, strings);
}

static void
write_list_member (SalveEdit *edit, const char *pointer, const char *name, char **strings)
{
  g_autofree char *place = g_strconcat (pointer, "/", name, NULL);

  salve_write_strings (edit, place, (const char *const *)strings);
}

static gboolean
names_alike (const SalvePersonName *a, const SalvePersonName *b)
{
  return a->use == b->use;
}

static gboolean
telecoms_alike (const SalveTelecom *a, const SalveTelecom *b)
{
  return a->system == b->system && a->use == b->use;
}

static gboolean
telecom_is_empty (const SalveTelecom *telecom)
{
  return telecom->value == NULL || *telecom->value == '\0';
}

static gboolean
addresses_alike (const SalveAddress *a, const SalveAddress *b)
{
  return a->use == b->use;
}

static gboolean
identifiers_alike (const SalveIdentifier *a, const SalveIdentifier *b)
{
  return g_strcmp0 (a->system, b->system) == 0;
}

static gboolean
identifier_is_empty (const SalveIdentifier *identifier)
{
  return identifier->value == NULL || *identifier->value == '\0';
}

#define DEFINE_KIND(name, type, reader, equal_func, alike_func, empty_func, free_func)                       \
  static gpointer name##_read (SalveElement element)                                                         \
  {                                                                                                          \
    return reader (element);                                                                                 \
  }                                                                                                          \
  static gboolean name##_equal (gconstpointer a, gconstpointer b)                                            \
  {                                                                                                          \
    return equal_func ((const type *)a, (const type *)b);                                                    \
  }                                                                                                          \
  static gboolean name##_alike (gconstpointer a, gconstpointer b)                                            \
  {                                                                                                          \
    return alike_func ((const type *)a, (const type *)b);                                                    \
  }                                                                                                          \
  static gboolean name##_empty (gconstpointer value)                                                         \
  {                                                                                                          \
    return empty_func ((const type *)value);                                                                 \
  }                                                                                                          \
  static void name##_destroy (gpointer value)                                                                \
  {                                                                                                          \
    free_func ((type *)value);                                                                               \
  }                                                                                                          \
  static const SalveListKind name = { name##_read, name##_equal, name##_alike, name##_empty, name##_destroy };

DEFINE_KIND (name_kind,
             SalvePersonName,
             salve_read_human_name,
             salve_person_name_equal,
             names_alike,
             salve_person_name_is_empty,
             salve_person_name_free)
DEFINE_KIND (telecom_kind,
             SalveTelecom,
             salve_read_contact_point,
             salve_telecom_equal,
             telecoms_alike,
             telecom_is_empty,
             salve_telecom_free)
DEFINE_KIND (address_kind,
             SalveAddress,
             salve_read_address,
             salve_address_equal,
             addresses_alike,
             salve_address_is_empty,
             salve_address_free)
DEFINE_KIND (identifier_kind,
             SalveIdentifier,
             salve_read_identifier,
             salve_identifier_equal,
             identifiers_alike,
             identifier_is_empty,
             salve_identifier_free)

/* Values first, then removals: an item that loses its last member would vanish and shift its neighbours. */
void
salve_write_human_name (SalveEdit *edit, const char *pointer, const SalvePersonName *name)
{
  for (int pass = 0; pass < 2; pass++)
    {
      struct
      {
        const char *name, *value;
      } members[] = {
        { "use", salve_name_use_to_code (name->use) },
        { "text", name->text },
        { "family", name->family },
        { "period/start", name->period_start },
        { "period/end", name->period_end },
      };
      struct
      {
        const char *name;
        char **values;
      } lists[] = { { "given", name->given }, { "prefix", name->prefix }, { "suffix", name->suffix } };

      for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
        if ((members[i].value != NULL && *members[i].value != '\0') == (pass == 0))
          set_member (edit, pointer, members[i].name, members[i].value);
      for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
        if ((lists[i].values != NULL && lists[i].values[0] != NULL) == (pass == 0))
          write_list_member (edit, pointer, lists[i].name, lists[i].values);
    }
}

void
salve_write_human_names (SalveEdit *edit, const char *pointer, GPtrArray *names)
{
  g_autoptr (GPtrArray) wanted = salve_list_merge_prepare (edit, pointer, names, &name_kind);

  for (guint i = 0; i < wanted->len; i++)
    {
      g_autofree char *place = g_strdup_printf ("%s/%u", pointer, i);

      if (wanted->pdata[i] != NULL)
        salve_write_human_name (edit, place, wanted->pdata[i]);
    }
}

static void
write_contact_point (SalveEdit *edit, const char *pointer, const SalveTelecom *telecom)
{
  g_autofree char *rank_place = g_strconcat (pointer, "/rank", NULL);
  g_autofree char *rank = g_strdup_printf ("%u", telecom->rank);

  set_member (edit, pointer, "value", telecom->value);
  set_member (edit, pointer, "system", salve_telecom_system_to_code (telecom->system));
  set_member (edit, pointer, "use", salve_telecom_use_to_code (telecom->use));
  if (telecom->rank > 0)
    salve_edit_set_json (edit, rank_place, rank);
  else
    salve_edit_remove (edit, rank_place);
}

void
salve_write_contact_points (SalveEdit *edit, const char *pointer, GPtrArray *telecoms)
{
  g_autoptr (GPtrArray) wanted = salve_list_merge_prepare (edit, pointer, telecoms, &telecom_kind);

  for (guint i = 0; i < wanted->len; i++)
    {
      g_autofree char *place = g_strdup_printf ("%s/%u", pointer, i);

      if (wanted->pdata[i] != NULL)
        write_contact_point (edit, place, wanted->pdata[i]);
    }
}

void
salve_write_address (SalveEdit *edit, const char *pointer, const SalveAddress *address)
{
  const char *members[][2] = {
    { "use", salve_address_use_to_code (address->use) },
    { "text", address->text },
    { "city", address->city },
    { "district", address->district },
    { "state", address->state },
    { "postalCode", address->postal_code },
    { "country", address->country },
  };

  for (int pass = 0; pass < 2; pass++)
    {
      if ((address->lines != NULL && address->lines[0] != NULL) == (pass == 0))
        write_list_member (edit, pointer, "line", address->lines);
      for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
        if ((members[i][1] != NULL && *members[i][1] != '\0') == (pass == 0))
          set_member (edit, pointer, members[i][0], members[i][1]);
    }
}

void
salve_write_addresses (SalveEdit *edit, const char *pointer, GPtrArray *addresses)
{
  g_autoptr (GPtrArray) wanted = salve_list_merge_prepare (edit, pointer, addresses, &address_kind);

  for (guint i = 0; i < wanted->len; i++)
    {
      g_autofree char *place = g_strdup_printf ("%s/%u", pointer, i);

      if (wanted->pdata[i] != NULL)
        salve_write_address (edit, place, wanted->pdata[i]);
    }
}

static void
write_identifier_type (SalveEdit *edit, const char *place, const SalveIdentifier *identifier)
{
  g_autofree char *system = g_strconcat (place, "/type/coding/0/system", NULL);

  if (identifier->type_code != NULL)
    {
      set_member (edit, place, "type/coding/0/code", identifier->type_code);
      if (!salve_edit_has (edit, system))
        salve_edit_set_string (edit, system, "http://terminology.hl7.org/CodeSystem/v2-0203");
    }
  /* A display of the coding that was read in place of the text is not written back as one. */
  if (identifier->type_text != NULL)
    {
      g_autofree char *display = g_strconcat (place, "/type/coding/0/display", NULL);

      if (!salve_edit_has (edit, display))
        set_member (edit, place, "type/text", identifier->type_text);
    }
}

static void
write_identifier (SalveEdit *edit, const char *place, const SalveIdentifier *identifier)
{
  set_member (edit, place, "value", identifier->value);
  set_member (edit, place, "system", identifier->system);
  set_member (edit, place, "use", salve_identifier_use_to_code (identifier->use));
  write_identifier_type (edit, place, identifier);
  set_member (edit, place, "period/start", identifier->period_start);
  set_member (edit, place, "period/end", identifier->period_end);
}

void
salve_write_identifiers (SalveEdit *edit, const char *pointer, GPtrArray *identifiers)
{
  g_autoptr (GPtrArray) wanted = salve_list_merge_prepare (edit, pointer, identifiers, &identifier_kind);

  for (guint i = 0; i < wanted->len; i++)
    {
      g_autofree char *place = g_strdup_printf ("%s/%u", pointer, i);

      if (wanted->pdata[i] != NULL)
        write_identifier (edit, place, wanted->pdata[i]);
    }
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
