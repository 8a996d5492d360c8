/* SPDX-License-Identifier: GPL-3.0-or-later */
/* To whose record a resource belongs, and who treats whom. Where a resource does not say it in a way that can be
 * followed, it belongs to nobody whom one could reach: too little is shown rather than too much. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include <string.h>

#include "salve-datatypes.h"
#include "salve-search-extract.h"

/* A part of R4's patient compartment (https://hl7.org/fhir/R4/compartmentdefinition-patient.html): whom it is about, not
 * who wrote it or paid for it. */
static const struct
{
  const char *type;
  const char *list; /* an array to be walked, or the reference itself */
  const char *member;
} owners[] = {
  { "AllergyIntolerance", "patient", NULL },
  { "Appointment", "participant", "actor" },
  { "AppointmentResponse", "actor", NULL },
  { "Binary", "securityContext", NULL },
  { "Communication", "subject", NULL },
  { "Communication", "recipient", NULL },
  { "Communication", "sender", NULL },
  { "Coverage", "beneficiary", NULL },
  { "Schedule", "actor", NULL },
  { "Task", "for", NULL },
};

static void
add_patient (GPtrArray *patients, const char *id)
{
  if (!g_ptr_array_find_with_equal_func (patients, id, g_str_equal, NULL))
    g_ptr_array_add (patients, g_strdup (id));
}

/* A reference to a patient here gives an owner; one that names neither a type nor an id may be to anybody. */
static void
note_owner (GPtrArray *patients, SalveElement reference)
{
  const char *text = salve_element_string (reference, "reference");
  g_autofree char *base = NULL, *type = NULL, *id = NULL;

  if (!salve_element_exists (reference))
    return;
  if (text == NULL)
    {
      add_patient (patients, "");
      return;
    }
  salve_search_split_reference (text, &base, &type, &id);
  if (*type == '\0' || (*base != '\0' && g_str_equal (type, "Patient")))
    add_patient (patients, "");
  else if (g_str_equal (type, "Patient"))
    add_patient (patients, id);
}

static gboolean
note_owners_of_type (GPtrArray *patients, const char *type, SalveElement root)
{
  gboolean known = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (owners); i++)
    {
      if (!g_str_equal (owners[i].type, type))
        continue;
      known = TRUE;
      SALVE_ELEMENT_FOREACH (item, salve_element_get (root, owners[i].list))
        note_owner (patients, owners[i].member != NULL ? salve_element_get (item, owners[i].member) : item);
    }
  return known;
}

static void
look_for_patient (const char *pointer, const char *reference, gpointer user_data)
{
  g_autofree char *type = NULL;

  if (salve_reference_parse (reference, &type, NULL) && g_str_equal (type, "Patient"))
    *(gboolean *)user_data = TRUE;
}

/**
 * salve_search_patients_of:
 *
 * Returns: (transfer full) (element-type utf8): ids of the patients to whose records the resource belongs; none for what
 *   belongs to no patient (a room, a doctor); "" among them for what belongs to somebody who cannot be told
 */
GPtrArray *
salve_search_patients_of (SalveResource *resource)
{
  GPtrArray *patients = g_ptr_array_new_with_free_func (g_free);
  const char *type = salve_resource_get_type_name (resource);
  SalveElement root = salve_resource_root (resource);
  gboolean mentions = FALSE;

  if (g_str_equal (type, "Patient"))
    {
      add_patient (patients, salve_resource_get_id (resource));
      return patients;
    }
  if (!note_owners_of_type (patients, type, root))
    {
      note_owner (patients, salve_element_get (root, "subject"));
      note_owner (patients, salve_element_get (root, "patient"));
    }
  if (patients->len == 0)
    salve_resource_foreach_reference (resource, look_for_patient, &mentions);
  if (mentions || (patients->len == 0 && g_str_equal (type, "Binary")))
    add_patient (patients, "");
  return patients;
}

static void
pair_up (SalveElement list, const char *member, const char *patient, SalveTreatmentFunc func, gpointer data)
{
  SALVE_ELEMENT_FOREACH (item, list)
    {
      const char *text =
          salve_element_string (member != NULL ? salve_element_get (item, member) : item, "reference");
      g_autofree char *base = NULL, *type = NULL, *id = NULL;

      if (text == NULL)
        continue;
      salve_search_split_reference (text, &base, &type, &id);
      if (*base == '\0' && g_str_equal (type, "Practitioner"))
        func (id, patient, data);
    }
}

/* Nobody treats a patient by an appointment that came to nothing. */
static gboolean
is_void (const char *status)
{
  return g_strcmp0 (status, "cancelled") == 0 || g_strcmp0 (status, "noshow") == 0
         || g_strcmp0 (status, "entered-in-error") == 0;
}

/**
 * salve_search_treatments_of:
 * @func: (scope call): gets who treats whom by this resource: a patient's own doctor, an appointment or a visit with
 *   both, a care team
 */
void
salve_search_treatments_of (SalveResource *resource, SalveTreatmentFunc func, gpointer user_data)
{
  const char *type = salve_resource_get_type_name (resource);
  SalveElement root = salve_resource_root (resource);
  gboolean appointment = g_str_equal (type, "Appointment");
  gboolean encounter = g_str_equal (type, "Encounter"), team = g_str_equal (type, "CareTeam");

  if (g_str_equal (type, "Patient"))
    pair_up (salve_element_get (root, "generalPractitioner"), NULL, salve_resource_get_id (resource), func,
             user_data);
  if ((appointment || encounter || team) && !is_void (salve_element_string (root, "status")))
    {
      g_autoptr (GPtrArray) patients = salve_search_patients_of (resource);

      for (guint i = 0; i < patients->len; i++)
        pair_up (salve_element_get (root, "participant"),
                 appointment ? "actor"
                 : encounter ? "individual"
                             : "member",
                 patients->pdata[i], func, user_data);
    }
}
