/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One patient's record in memory: the resources, found by type and by reference, and the few lines about the person
 * that the head, the sheet and the card share. */

#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-language-words.h"
#include "salve-patient-words.h"
#include "salve-record.h"

#include <glib/gi18n.h>

#include "salve-vcard.h"

struct _SalveRecord
{
  GObject parent_instance;

  SalveResource *patient;
  GPtrArray *resources;
  GHashTable *by_type; /* type → GPtrArray of unowned resources */
  GHashTable *by_id;   /* "id" → unowned resource; ids are UUIDs, one name space */
  SalveLocale *locale;
  GTimeZone *zone;
  SalvePartialDate today;
  SalveRecordLookup lookup;
  gpointer lookup_data;
  GDestroyNotify lookup_destroy;
};

G_DEFINE_FINAL_TYPE (SalveRecord, salve_record, G_TYPE_OBJECT)

static void
salve_record_finalize (GObject *object)
{
  SalveRecord *self = SALVE_RECORD (object);

  if (self->lookup_destroy)
    self->lookup_destroy (self->lookup_data);
  g_clear_pointer (&self->by_type, g_hash_table_unref);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->resources, g_ptr_array_unref);
  g_clear_pointer (&self->patient, salve_resource_unref);
  g_clear_pointer (&self->locale, salve_locale_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  G_OBJECT_CLASS (salve_record_parent_class)->finalize (object);
}

static void
salve_record_class_init (SalveRecordClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_record_finalize;
}

static void
salve_record_init (SalveRecord *self)
{
  self->by_type = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
}

static void
index_resource (SalveRecord *self, SalveResource *resource)
{
  const char *type = salve_resource_get_type_name (resource);
  const char *id = salve_resource_get_id (resource);
  GPtrArray *list = g_hash_table_lookup (self->by_type, type);

  if (list == NULL)
    {
      list = g_ptr_array_new ();
      g_hash_table_insert (self->by_type, (gpointer)type, list);
    }
  g_ptr_array_add (list, resource);
  if (id)
    g_hash_table_insert (self->by_id, (gpointer)id, resource);
}

/**
 * salve_record_new:
 * @patient: the Patient
 * @resources: (transfer none) (element-type SalveResource): everything that belongs to the patient, in any order
 * @locale: how names and dates are written
 * @zone: the clinic's zone
 * @today: the clinic's day, for ages and for what is valid
 *
 * Returns: (transfer full): the record
 */
SalveRecord *
salve_record_new (SalveResource *patient,
                  GPtrArray *resources,
                  SalveLocale *locale,
                  GTimeZone *zone,
                  SalvePartialDate today)
{
  SalveRecord *self = g_object_new (SALVE_TYPE_RECORD, NULL);

  self->patient = salve_resource_ref (patient);
  self->resources = g_ptr_array_ref (resources);
  self->locale = salve_locale_ref (locale);
  self->zone = g_time_zone_ref (zone);
  self->today = today;
  for (guint i = 0; i < resources->len; i++)
    index_resource (self, resources->pdata[i]);
  return self;
}

SalveResource *
salve_record_get_patient (SalveRecord *self)
{
  return self->patient;
}

const char *
salve_record_get_id (SalveRecord *self)
{
  return salve_resource_get_id (self->patient);
}

GPtrArray *
salve_record_get_resources (SalveRecord *self)
{
  return self->resources;
}

SalveLocale *
salve_record_get_locale (SalveRecord *self)
{
  return self->locale;
}

GTimeZone *
salve_record_get_zone (SalveRecord *self)
{
  return self->zone;
}

SalvePartialDate
salve_record_get_today (SalveRecord *self)
{
  return self->today;
}

/**
 * salve_record_list:
 * @self: a record
 * @type: a resource type
 *
 * Returns: (transfer none) (nullable) (element-type SalveResource): those of that type, in the order they came
 */
GPtrArray *
salve_record_list (SalveRecord *self, const char *type)
{
  g_return_val_if_fail (SALVE_IS_RECORD (self), NULL);
  return g_hash_table_lookup (self->by_type, type);
}

/**
 * salve_record_resolve:
 * @self: a record
 * @reference: a FHIR Reference
 *
 * Returns: (transfer none) (nullable): the resource, where it belongs to this record
 */
SalveResource *
salve_record_resolve (SalveRecord *self, SalveElement reference)
{
  const char *text = salve_element_string (reference, "reference");
  g_autofree char *id = NULL;

  if (text == NULL)
    return NULL;
  if (g_str_has_prefix (text, "urn:uuid:"))
    return g_hash_table_lookup (self->by_id, text + strlen ("urn:uuid:"));
  if (!salve_reference_parse (text, NULL, &id))
    return NULL;
  return g_hash_table_lookup (self->by_id, id);
}

/**
 * salve_record_set_lookup:
 * @self: a record
 * @lookup: finds what the record refers to outside of itself
 * @user_data: for @lookup
 * @destroy: frees @user_data
 */
void
salve_record_set_lookup (SalveRecord *self,
                         SalveRecordLookup lookup,
                         gpointer user_data,
                         GDestroyNotify destroy)
{
  g_return_if_fail (SALVE_IS_RECORD (self));
  g_return_if_fail (self->lookup == NULL);

  self->lookup = lookup;
  self->lookup_data = user_data;
  self->lookup_destroy = destroy;
}

/* An Organization's name is a text, a person's is a HumanName, and a role's is somebody else's. */
static char *
name_resource (SalveRecord *self, SalveResource *resource)
{
  SalveElement root = salve_resource_root (resource);
  SalveElement name = salve_element_get (root, "name");
  g_autoptr (GPtrArray) names = NULL;

  if (g_str_equal (salve_resource_get_type_name (resource), "PractitionerRole"))
    return salve_record_name_reference (self, salve_element_get (root, "practitioner"));
  if (salve_element_text (name))
    return g_strdup (salve_element_text (name));
  names = salve_read_human_names (name);
  return names && names->len > 0 ? salve_person_name_format_full (names->pdata[0], self->locale) : NULL;
}

/**
 * salve_record_name_reference:
 * @self: a record
 * @reference: a FHIR Reference
 *
 * Returns: (transfer full) (nullable): what it refers to, by name
 */
char *
salve_record_name_reference (SalveRecord *self, SalveElement reference)
{
  const char *display = salve_reference_display (reference);
  SalveResource *own = display ? NULL : salve_record_resolve (self, reference);
  g_autoptr (SalveResource) other = NULL;
  g_autofree char *type = NULL;
  g_autofree char *id = NULL;

  if (display)
    return g_strdup (display);
  if (own)
    return name_resource (self, own);
  if (self->lookup == NULL
      || !salve_reference_parse (salve_element_string (reference, "reference"), &type, &id))
    return NULL;
  other = self->lookup (type, id, self->lookup_data);
  return other ? name_resource (self, other) : NULL;
}

/**
 * salve_record_format_name:
 * @self: a record
 *
 * Returns: (transfer full): the name to call the patient by, or words for having none
 */
char *
salve_record_format_name (SalveRecord *self)
{
  g_autoptr (GPtrArray) names = salve_patient_get_names (self->patient);
  const SalvePersonName *name = names ? salve_person_name_pick (names) : NULL;
  g_autofree char *full = name ? salve_person_name_format_full (name, self->locale) : NULL;

  return full && *full ? g_steal_pointer (&full) : g_strdup (_ ("No name"));
}

/**
 * salve_record_format_age:
 * @self: a record
 *
 * Returns: (transfer full) (nullable): the age today, or at death
 */
char *
salve_record_format_age (SalveRecord *self)
{
  SalvePartialDate birth, until = self->today;
  const char *died = NULL;

  if (!salve_patient_get_birth_date (self->patient, &birth))
    return NULL;
  if (salve_patient_get_deceased (self->patient, &died))
    {
      g_autofree char *day = died ? g_strndup (died, 10) : NULL;

      /* It is not known how old somebody was who died at an unknown time. */
      if (day == NULL || !salve_partial_date_parse_iso (day, &until))
        return NULL;
    }
  return salve_partial_date_format_age (birth, until, self->locale);
}

char *
salve_record_format_gender (SalveRecord *self)
{
  switch (salve_patient_get_gender (self->patient))
    {
    case SALVE_GENDER_FEMALE:
      return g_strdup (_ ("female"));
    case SALVE_GENDER_MALE:
      return g_strdup (_ ("male"));
    case SALVE_GENDER_OTHER:
      return g_strdup (C_ ("sex", "other"));
    case SALVE_GENDER_UNKNOWN:
    case SALVE_GENDER_NONE:
    default:
      return g_strdup (_ ("sex unknown"));
    }
}

static void
append_part (GString *line, const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  if (line->len > 0)
    g_string_append (line, salve_words_joint ());
  g_string_append (line, part);
}

/**
 * salve_record_format_identity:
 * @self: a record
 *
 * Returns: (transfer full): age, sex, birth date and number on a line
 */
char *
salve_record_format_identity (SalveRecord *self)
{
  GString *line = g_string_new (NULL);
  SalvePartialDate birth;
  const char *number = salve_patient_get_record_number (self->patient);
  g_autofree char *age = salve_record_format_age (self);
  g_autofree char *gender = salve_record_format_gender (self);

  append_part (line, age);
  append_part (line, gender);
  if (salve_patient_get_birth_date (self->patient, &birth))
    {
      g_autofree char *date = salve_partial_date_format (birth, self->locale);
      g_autofree char *born = NULL;

      /* Translators: a birth date */
      born = g_strdup_printf (birth.estimated ? _ ("born about %s") : _ ("born %s"), date);
      append_part (line, born);
    }
  else
    append_part (line, _ ("birth date unknown"));
  if (number && *number)
    {
      /* Translators: the record number */
      g_autofree char *words = g_strdup_printf (_ ("No. %s"), number);

      append_part (line, words);
    }
  return g_string_free_and_steal (line);
}

char *
salve_record_format_date (SalveRecord *self, const char *fhir_date)
{
  char *text = fhir_date ? salve_fhir_date_time_format_local (fhir_date, self->zone, self->locale) : NULL;

  return text ? text : g_strdup (fhir_date);
}

/* The day alone, or as much of it as is known: what a standing fact needs. */
char *
salve_record_format_day (SalveRecord *self, const char *fhir_date)
{
  SalveInstant instant;
  SalveInstantPrecision precision;

  if (fhir_date && salve_instant_parse_fhir (fhir_date, self->zone, &instant, &precision)
      && precision == SALVE_INSTANT_PRECISION_TIME)
    return salve_instant_format_local (instant, self->zone, self->locale, SALVE_INSTANT_STYLE_DATE_LONG);
  return salve_record_format_date (self, fhir_date);
}

gboolean
salve_record_parse_date (SalveRecord *self, const char *text, SalveInstant *instant)
{
  SalveInstantPrecision precision;

  return text != NULL && salve_instant_parse_fhir (text, self->zone, instant, &precision);
}

/**
 * salve_record_format_vcard:
 * @self: a record
 * @plain: whether as lines of text instead
 *
 * Returns: (transfer full): how to reach the patient, with nothing clinical
 */
char *
salve_record_format_vcard (SalveRecord *self, gboolean plain)
{
  g_autoptr (GPtrArray) names = salve_patient_get_names (self->patient);
  g_autoptr (GPtrArray) telecoms = salve_patient_get_telecoms (self->patient);
  g_autoptr (GPtrArray) addresses = salve_patient_get_addresses (self->patient);
  g_auto (GStrv) languages = salve_patient_get_languages (self->patient);
  const char *photo_type = NULL;
  g_autoptr (GBytes) photo = salve_patient_get_photo (self->patient, &photo_type);
  SalveVcardPerson person = { 0 };
  SalveInstantPrecision precision;

  person.uid = g_uuid_string_is_valid (salve_record_get_id (self)) ? salve_record_get_id (self) : NULL;
  person.names = names;
  person.telecoms = telecoms;
  person.addresses = addresses;
  person.languages = (const char *const *)languages;
  person.gender = salve_gender_to_code (salve_patient_get_gender (self->patient));
  person.photo = photo;
  person.photo_type = photo_type;
  person.revised = SALVE_INSTANT_NONE;
  salve_patient_get_birth_date (self->patient, &person.birth_date);
  if (salve_resource_get_last_updated (self->patient))
    salve_instant_parse_fhir (salve_resource_get_last_updated (self->patient), self->zone, &person.revised,
                              &precision);
  return plain ? salve_vcard_format_text (&person, self->locale) : salve_vcard_format (&person, self->locale);
}

/**
 * salve_record_describe_next_appointment:
 * @self: a record
 *
 * Returns: (transfer full) (nullable): when and what, of the first one that is still to come
 */
char *
salve_record_describe_next_appointment (SalveRecord *self)
{
  GPtrArray *appointments = salve_record_list (self, "Appointment");
  SalveInstant from = salve_instant_from_local (self->today, 0, 0, self->zone);
  SalveInstant first = G_MAXINT64;
  SalveResource *next = NULL;
  const char *what;
  g_autofree char *when = NULL;

  for (guint i = 0; appointments != NULL && i < appointments->len; i++)
    {
      SalveElement root = salve_resource_root (appointments->pdata[i]);
      const char *status = salve_element_string (root, "status");
      SalveInstant start;

      if (g_strcmp0 (status, "cancelled") == 0 || g_strcmp0 (status, "noshow") == 0
          || g_strcmp0 (status, "entered-in-error") == 0 || g_strcmp0 (status, "fulfilled") == 0
          || !salve_record_parse_date (self, salve_element_string (root, "start"), &start))
        continue;
      if (start >= from && start < first)
        {
          first = start;
          next = appointments->pdata[i];
        }
    }
  if (next == NULL)
    return NULL;
  when = salve_instant_format_local (first, self->zone, self->locale, SALVE_INSTANT_STYLE_DATE_TIME_LONG);
  what = salve_concept_display (
      salve_element_at (salve_element_get (salve_resource_root (next), "serviceType"), 0));
  return what ? g_strdup_printf ("%s · %s", when, what) : g_steal_pointer (&when);
}

/**
 * salve_record_format_languages:
 * @self: a record
 *
 * Returns: (transfer full) (nullable): by name, the preferred first; a code without a name is what its text says, and left
 *   out where it says nothing
 */
char *
salve_record_format_languages (SalveRecord *self)
{
  return salve_languages_format (self->patient);
}

/**
 * salve_record_fetch:
 * @self: a record
 * @reference: "Type/id", also with a server's address in front, or "urn:uuid:…"
 *
 * Returns: (transfer full) (nullable): the resource, in the record or outside of it
 */
SalveResource *
salve_record_fetch (SalveRecord *self, const char *reference)
{
  g_autofree char *type = NULL;
  g_autofree char *id = NULL;
  SalveResource *own;

  if (g_str_has_prefix (reference, "urn:uuid:"))
    {
      own = g_hash_table_lookup (self->by_id, reference + strlen ("urn:uuid:"));
      return own != NULL ? salve_resource_ref (own) : NULL;
    }
  if (!salve_reference_parse (reference, &type, &id))
    return NULL;
  own = g_hash_table_lookup (self->by_id, id);
  if (own != NULL && g_str_equal (salve_resource_get_type_name (own), type))
    return salve_resource_ref (own);
  return self->lookup != NULL ? self->lookup (type, id, self->lookup_data) : NULL;
}
