/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-record-care.h"

#include <glib/gi18n.h>

/**
 * salve_record_describe_place:
 *
 * Returns: (transfer full) (nullable): room and bed of the stay that has begun and not ended (Encounter.status in-progress;
 *   the locations that are not over), from the outer to the inner
 */
char *
salve_record_describe_place (SalveRecord *record)
{
  GPtrArray *encounters = salve_record_list (record, "Encounter");
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; encounters != NULL && i < encounters->len && words->len == 0; i++)
    {
      SalveElement root = salve_resource_root (encounters->pdata[i]);

      if (g_strcmp0 (salve_element_string (root, "status"), "in-progress") != 0)
        continue;
      SALVE_ELEMENT_FOREACH (stay, salve_element_get (root, "location"))
        {
          const char *status = salve_element_string (stay, "status");
          g_autofree char *name = salve_record_name_reference (record, salve_element_get (stay, "location"));

          if (name == NULL || salve_element_path_string (stay, "period.end") != NULL
              || g_strcmp0 (status, "completed") == 0 || g_strcmp0 (status, "planned") == 0)
            continue;
          g_string_append_printf (words, "%s%s", words->len > 0 ? ", " : "", name);
        }
    }
  return words->len > 0 ? g_string_free_and_steal (g_steal_pointer (&words)) : NULL;
}

/* LOINC: ABO and Rh together, ABO alone, Rh alone. */
static const char *
find_group (SalveRecord *record, const char *loinc)
{
  GPtrArray *observations = salve_record_list (record, "Observation");

  for (guint i = 0; observations != NULL && i < observations->len; i++)
    {
      SalveElement root = salve_resource_root (observations->pdata[i]);
      const char *status = salve_element_string (root, "status");
      const char *value = salve_concept_display (salve_element_get (root, "valueCodeableConcept"));

      if (value == NULL)
        value = salve_element_string (root, "valueString");
      if (value != NULL && g_strcmp0 (status, "entered-in-error") != 0 && g_strcmp0 (status, "cancelled") != 0
          && g_strcmp0 (salve_concept_code (salve_element_get (root, "code"), "http://loinc.org"), loinc)
                 == 0)
        return value;
    }
  return NULL;
}

/**
 * salve_record_describe_blood_group:
 *
 * Returns: (transfer full) (nullable): as the newest Observation says (LOINC 882-1, else 883-9 and 10331-7)
 */
char *
salve_record_describe_blood_group (SalveRecord *record)
{
  const char *both = find_group (record, "882-1");
  const char *abo = find_group (record, "883-9"), *rh = find_group (record, "10331-7");

  if (both != NULL)
    return g_strdup (both);
  if (abo != NULL && rh != NULL)
    return g_strdup_printf ("%s, %s", abo, rh);
  return g_strdup (abo);
}

/* Returns: (transfer full) (nullable): the pharmacy's name; it was a text before it was a reference */
char *
salve_record_describe_pharmacy (SalveRecord *record)
{
  SalveElement extension = salve_element_extension (salve_resource_root (salve_record_get_patient (record)),
                                                    SALVE_EXTENSION_PREFERRED_PHARMACY);
  const char *text = salve_element_string (extension, "valueString");

  return text != NULL ? g_strdup (text)
                      : salve_record_name_reference (record, salve_element_get (extension, "valueReference"));
}

static void
append (GString *line, const char *format_with_words)
{
  g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", format_with_words);
}

/**
 * salve_record_describe_care:
 *
 * Returns: (transfer full) (nullable): place, blood group and pharmacy on a line, as far as they are known
 */
char *
salve_record_describe_care (SalveRecord *record)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *place = salve_record_describe_place (record);
  g_autofree char *group = salve_record_describe_blood_group (record);
  g_autofree char *pharmacy = salve_record_describe_pharmacy (record);

  if (place != NULL)
    append (line, place);
  if (group != NULL)
    {
      /* Translators: such as "A positive" */
      g_autofree char *words = g_strdup_printf (_ ("Blood group: %s"), group);

      append (line, words);
    }
  if (pharmacy != NULL)
    {
      /* Translators: its name */
      g_autofree char *words = g_strdup_printf (_ ("Pharmacy: %s"), pharmacy);

      append (line, words);
    }
  return line->len > 0 ? g_string_free_and_steal (g_steal_pointer (&line)) : NULL;
}
