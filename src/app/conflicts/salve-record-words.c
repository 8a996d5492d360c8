/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-record-words.h"

#include "salve-appointment-cycle.h"
#include "salve-appointment-details.h"
#include "salve-calendar-draw.h"
#include "salve-datatypes.h"
#include "salve-entry.h"
#include "salve-language-words.h"
#include "salve-patient-words.h"
#include "salve-patient.h"

#include <glib/gi18n.h>

/* Deeper than this nothing is put into words any more: people would not read it. */
#define MOST_DEPTH 4

static char *
element_words (SalveClinic *clinic, const char *type, const char *name, SalveElement value, guint depth);

static char *
take_if_said (char *words)
{
  if (words != NULL && *words != '\0')
    return words;
  g_free (words);
  return NULL;
}

static char *
person_words (SalveClinic *clinic, SalveResource *resource)
{
  g_autoptr (GPtrArray) names =
      salve_read_human_names (salve_element_get (salve_resource_root (resource), "name"));

  if (names->len == 0)
    return NULL;
  return take_if_said (
      salve_person_name_format_full (salve_person_name_pick (names), salve_clinic_get_locale (clinic)));
}

static char *
join (char *first, char *second)
{
  g_autofree char *a = first;
  g_autofree char *b = second;

  if (a == NULL || b == NULL)
    return g_strdup (a != NULL ? a : b);
  return g_strdup_printf ("%s · %s", a, b);
}

/* Whose it is, from whichever element says so. */
static char *
subject_words (SalveClinic *clinic, SalveResource *resource)
{
  SalveElement root = salve_resource_root (resource);
  static const char *const names[] = { "subject", "patient", "beneficiary" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (salve_element_exists (salve_element_get (root, names[i])))
      return take_if_said (element_words (clinic, NULL, names[i], salve_element_get (root, names[i]), 1));
  return NULL;
}

static char *
appointment_words (SalveClinic *clinic, SalveResource *resource)
{
  g_autoptr (SalveAppointmentDetails) details = salve_appointment_details_read (resource);
  g_autofree char *patient = NULL;
  char *when = NULL;

  if (salve_appointment_details_has_time (details))
    when = salve_instant_format_local (details->span.start, salve_clinic_get_zone (clinic),
                                       salve_clinic_get_locale (clinic), SALVE_INSTANT_STYLE_DATE_TIME_LONG);
  if (details->patient_id != NULL)
    patient = salve_record_words (clinic, "Patient", details->patient_id, NULL);
  else
    patient = g_strdup (details->patient_name);
  return join (when, g_steal_pointer (&patient));
}

static char *
own_words (SalveClinic *clinic, SalveResource *resource)
{
  const char *type = salve_resource_get_type_name (resource);
  SalveElement root = salve_resource_root (resource);
  const char *name = salve_element_string (root, "name");
  const char *concept = salve_concept_display (salve_element_get (root, "code"));

  if (g_str_equal (type, "Patient") || g_str_equal (type, "Practitioner"))
    return person_words (clinic, resource);
  if (g_str_equal (type, "Appointment"))
    return appointment_words (clinic, resource);
  if (name == NULL)
    name = concept != NULL ? concept : salve_element_string (root, "title");
  return join (g_strdup (name), subject_words (clinic, resource));
}

/**
 * salve_record_words:
 * @type: of the record
 * @id: of it
 * @resource: (nullable): the record itself; %NULL: as it stands in the store
 *
 * Returns: (transfer full): what people call this record: a person's name, an appointment's time and patient, what else
 *   it says of itself; its kind where it says nothing or is not there any more
 */
char *
salve_record_words (SalveClinic *clinic, const char *type, const char *id, SalveResource *resource)
{
  g_autoptr (SalveResource) stored = NULL;
  char *words = NULL;

  if (resource == NULL)
    resource = stored = salve_store_read (salve_clinic_get_store (clinic), type, id, NULL, NULL);
  if (resource != NULL)
    words = take_if_said (own_words (clinic, resource));
  return words != NULL ? words : g_strdup (salve_type_label (type));
}

static char *
reference_words (SalveClinic *clinic, SalveElement value)
{
  const char *display = salve_element_string (value, "display");
  g_autofree char *type = NULL;
  g_autofree char *id = NULL;

  if (display != NULL)
    return g_strdup (display);
  if (salve_reference_parse (salve_element_string (value, "reference"), &type, &id) && type != NULL)
    return salve_record_words (clinic, type, id, NULL);
  return g_strdup (salve_element_string (value, "reference"));
}

static char *
period_words (SalveClinic *clinic, SalveElement value)
{
  GTimeZone *zone = salve_clinic_get_zone (clinic);
  const SalveLocale *locale = salve_clinic_get_locale (clinic);
  const char *start = salve_element_string (value, "start");
  const char *end = salve_element_string (value, "end");
  g_autofree char *from = start != NULL ? salve_fhir_date_time_format_local (start, zone, locale) : NULL;
  g_autofree char *to = end != NULL ? salve_fhir_date_time_format_local (end, zone, locale) : NULL;

  if (from != NULL && to != NULL)
    /* Translators: from one time to another */
    return g_strdup_printf (_ ("%s to %s"), from, to);
  /* Translators: %s is a time */
  return from != NULL ? g_strdup_printf (_ ("from %s"), from) : g_strdup_printf (_ ("until %s"), to);
}

static char *
address_words (SalveClinic *clinic, SalveElement value)
{
  g_autoptr (SalveAddress) address = salve_read_address (value);

  return address != NULL ? salve_address_format_line (address, salve_clinic_get_locale (clinic)) : NULL;
}

static char *
name_words (SalveClinic *clinic, SalveElement value)
{
  g_autoptr (SalvePersonName) name = salve_read_human_name (value);

  return name != NULL ? salve_person_name_format_full (name, salve_clinic_get_locale (clinic)) : NULL;
}

/* A picture or a file: what it is and how large. */
static char *
attachment_words (SalveElement value)
{
  const char *title = salve_element_string (value, "title");
  const char *data = salve_element_string (value, "data");
  const char *kind = salve_element_string (value, "contentType");
  g_autofree char *size = data != NULL ? g_format_size (strlen (data) / 4 * 3) : NULL;

  if (title == NULL)
    title = kind != NULL && g_str_has_prefix (kind, "image/") ? _ ("Picture") : _ ("File");
  return size != NULL ? g_strdup_printf ("%s (%s)", title, size) : g_strdup (title);
}

static gboolean
has (SalveElement value, const char *name)
{
  return salve_element_exists (salve_element_get (value, name));
}

/* A number keeps its order where the words around it run from right to left. */
static char *
number_words (SalveClinic *clinic, const char *number)
{
  if (number == NULL || !salve_locale_get_right_to_left (salve_clinic_get_locale (clinic)))
    return g_strdup (number);
  return g_strconcat ("\u2066", number, "\u2069", NULL);
}

/* FHIR's data types are known by their members. NULL: it is none of them. */
static char *
datatype_words (SalveClinic *clinic, SalveElement value)
{
  if (has (value, "reference"))
    return reference_words (clinic, value);
  if (has (value, "family") || has (value, "given"))
    return name_words (clinic, value);
  if (has (value, "line") || has (value, "city") || has (value, "postalCode"))
    return address_words (clinic, value);
  if (has (value, "coding") || (has (value, "system") && has (value, "code") && !has (value, "value")))
    return g_strdup (salve_concept_display (value));
  if (has (value, "contentType") || has (value, "data"))
    return attachment_words (value);
  if (salve_element_number_text (salve_element_get (value, "value")) != NULL)
    return salve_quantity_format (value);
  if (has (value, "value") && (has (value, "system") || has (value, "use")))
    return number_words (clinic, salve_element_string (value, "value"));
  if ((has (value, "start") || has (value, "end")) && salve_element_string (value, "status") == NULL)
    return period_words (clinic, value);
  if (has (value, "text") && !has (value, "div"))
    return g_strdup (salve_element_string (value, "text"));
  return has (value, "display") ? g_strdup (salve_element_string (value, "display")) : NULL;
}

/* What is no data type is told by its members, each with its name. */
static char *
members_words (SalveClinic *clinic, SalveElement value, guint depth)
{
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_auto (GStrv) strv = NULL;
  yyjson_obj_iter iter = yyjson_obj_iter_with (value.value);
  yyjson_val *key;

  while ((key = yyjson_obj_iter_next (&iter)) != NULL)
    {
      const char *name = yyjson_get_str (key);
      g_autofree char *words = NULL, *title = NULL;

      if (name == NULL || *name == '_' || g_str_equal (name, "id") || g_str_equal (name, "div")
          || g_str_equal (name, "url"))
        continue;
      words = take_if_said (
          element_words (clinic, NULL, name, (SalveElement){ yyjson_obj_iter_get_val (key) }, depth + 1));
      if (words == NULL)
        continue;
      title = salve_field_title (NULL, name);
      g_strdelimit (words, "\n", ' ');
      /* Translators: a field's name and what it says */
      g_strv_builder_take (parts, g_strdup_printf (C_ ("field", "%s: %s"), title, words));
    }
  strv = g_strv_builder_end (parts);
  return g_strjoinv (", ", strv);
}

static char *
code_words (const char *type, const char *name, const char *code)
{
  SalveAppointmentStatus status;

  if (g_str_equal (name, "status") && g_strcmp0 (type, "Appointment") == 0
      && salve_appointment_status_parse (code, &status))
    return g_strdup (salve_status_word (status));
  if (g_str_equal (name, "status") || g_str_has_suffix (name, "Status"))
    return salve_status_label (code) != NULL ? g_strdup (salve_status_label (code)) : NULL;
  if (g_str_equal (name, "gender"))
    for (SalveGender gender = SALVE_GENDER_FEMALE; gender <= SALVE_GENDER_UNKNOWN; gender++)
      if (g_strcmp0 (salve_gender_to_code (gender), code) == 0)
        return g_strdup (salve_gender_to_words (gender));
  if (g_str_equal (name, "language"))
    return salve_language_format (code);
  return NULL;
}

/* A text that is a date or a time is told as one; every FHIR date begins with a year and a dash, or is a year alone. */
static char *
text_words (SalveClinic *clinic, const char *type, const char *name, const char *text)
{
  SalveInstantPrecision precision;
  SalveInstant instant;
  char *words = code_words (type, name, text);

  if (words != NULL)
    return words;
  if (strlen (text) >= 7 && text[4] == '-'
      && salve_instant_parse_fhir (text, salve_clinic_get_zone (clinic), &instant, &precision))
    return salve_fhir_date_time_format_local (text, salve_clinic_get_zone (clinic),
                                              salve_clinic_get_locale (clinic));
  return g_strdup (text);
}

static char *
list_words (SalveClinic *clinic, const char *type, const char *name, SalveElement value, guint depth)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  SALVE_ELEMENT_FOREACH (item, value)
    {
      g_autofree char *words = take_if_said (element_words (clinic, type, name, item, depth + 1));

      if (words != NULL)
        g_string_append_printf (lines, "%s%s", lines->len > 0 ? "\n" : "", words);
    }
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

static char *
element_words (SalveClinic *clinic, const char *type, const char *name, SalveElement value, guint depth)
{
  const char *text = salve_element_text (value);
  char *words;

  if (depth > MOST_DEPTH)
    return g_strdup ("…");
  if (text != NULL)
    return text_words (clinic, type, name, text);
  if (salve_element_number_text (value) != NULL)
    return g_strdup (salve_element_number_text (value));
  if (value.value != NULL && yyjson_is_bool (value.value))
    return g_strdup (yyjson_get_bool (value.value) ? _ ("Yes") : _ ("No"));
  if (salve_element_is_array (value))
    return list_words (clinic, type, name, value, depth);
  if (!salve_element_is_object (value))
    return g_strdup ("");
  words = datatype_words (clinic, value);
  if (words == NULL && salve_element_is_object (salve_element_get (value, "actor")))
    words = reference_words (clinic, salve_element_get (value, "actor"));
  return words != NULL ? words : members_words (clinic, value, depth);
}

/**
 * salve_field_words:
 * @type: (nullable): of the resource
 * @name: of the element
 * @value: the element; one that is not there says nothing
 *
 * Returns: (transfer full): what the field says to a person, one line for each entry of a list; never %NULL
 */
char *
salve_field_words (SalveClinic *clinic, const char *type, const char *name, SalveElement value)
{
  char *words = element_words (clinic, type, name, value, 0);

  return words != NULL ? words : g_strdup ("");
}
