/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-record-words.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *type; /* NULL: in every type */
  const char *
      name; /* of the element; with an asterisk, the beginning of one whose type may vary, such as value[x] */
  const char *title;
} FieldTitle;

/* The first that fits is taken. */
static const FieldTitle titles[] = {
  { "Patient", "generalPractitioner", N_ ("Doctor") },
  { "Patient", "communication", N_ ("Languages") },
  { "Patient", "contact", N_ ("Emergency contacts") },
  { "Patient", "identifier", N_ ("Numbers") },
  { "Patient", "link", N_ ("Merged records") },
  { "Patient", "active", N_ ("Record in use") },
  { "Appointment", "participant", N_ ("Who takes part") },
  { "Appointment", "serviceType", N_ ("Kind of visit") },
  { "Appointment", "status", N_ ("State") },
  { "Appointment", "description", N_ ("What it is about") },
  { "Appointment", "minutesDuration", N_ ("Length in minutes") },
  { "Slot", "schedule", N_ ("Whose time") },
  { "AllergyIntolerance", "criticality", N_ ("How dangerous") },
  { "AllergyIntolerance", "reaction", N_ ("Reactions") },
  { "AllergyIntolerance", "code", N_ ("Allergic to") },
  { "Condition", "code", N_ ("Problem") },
  { "Immunization", "vaccineCode", N_ ("Vaccine") },
  { "MedicationRequest", "dosageInstruction", N_ ("How to take it") },
  { "MedicationRequest", "dispenseRequest", N_ ("Supply") },
  { "Observation", "code", N_ ("What was measured") },
  { "Practitioner", "qualification", N_ ("Qualifications") },
  { "PractitionerRole", "availableTime", N_ ("Weekly hours") },
  { "PractitionerRole", "notAvailable", N_ ("Absences") },
  { "PractitionerRole", "specialty", N_ ("Specialty") },
  { NULL, "", N_ ("The whole record") },
  { NULL, "active", N_ ("In use") },
  { NULL, "address", N_ ("Address") },
  { NULL, "actor", N_ ("Who") },
  { NULL, "birthDate", N_ ("Birth date") },
  { NULL, "bodySite", N_ ("Place on the body") },
  { NULL, "cancelationReason", N_ ("Reason of the cancellation") },
  { NULL, "category", N_ ("Category") },
  { NULL, "class", N_ ("Kind") },
  { NULL, "clinicalStatus", N_ ("Clinical state") },
  { NULL, "code", N_ ("What it is") },
  { NULL, "comment", N_ ("Note") },
  { NULL, "communication", N_ ("Languages") },
  { NULL, "component", N_ ("Values") },
  { NULL, "conclusion", N_ ("Conclusion") },
  { NULL, "content", N_ ("Content") },
  { NULL, "criticality", N_ ("How dangerous") },
  { NULL, "date", N_ ("Date") },
  { NULL, "authoredOn", N_ ("Written on") },
  { NULL, "recordedDate", N_ ("Recorded on") },
  { NULL, "dataAbsentReason", N_ ("Why there is no value") },
  { NULL, "description", N_ ("Description") },
  { NULL, "diagnosis", N_ ("Diagnoses") },
  { NULL, "encounter", N_ ("Visit") },
  { NULL, "end", N_ ("End") },
  { NULL, "gender", N_ ("Sex") },
  { NULL, "hospitalization", N_ ("Stay in hospital") },
  { NULL, "identifier", N_ ("Numbers") },
  { NULL, "intent", N_ ("Purpose") },
  { NULL, "interpretation", N_ ("Judgement") },
  { NULL, "issued", N_ ("Given out on") },
  { NULL, "language", N_ ("Language") },
  { NULL, "location", N_ ("Room") },
  { NULL, "maritalStatus", N_ ("Marital status") },
  { NULL, "name", N_ ("Name") },
  { NULL, "note", N_ ("Notes") },
  { NULL, "participant", N_ ("Who takes part") },
  { NULL, "patient", N_ ("Patient") },
  { NULL, "performer", N_ ("Done by") },
  { NULL, "period", N_ ("Time") },
  { NULL, "photo", N_ ("Photo") },
  { NULL, "priority", N_ ("Priority") },
  { NULL, "qualification", N_ ("Qualifications") },
  { NULL, "reaction", N_ ("Reactions") },
  { NULL, "manifestation", N_ ("Sign") },
  { NULL, "reasonCode", N_ ("Reason") },
  { NULL, "reasonReference", N_ ("Reason") },
  { NULL, "recorder", N_ ("Recorded by") },
  { NULL, "referenceRange", N_ ("Usual range") },
  { NULL, "relationship", N_ ("Relationship") },
  { NULL, "requester", N_ ("Asked for by") },
  { NULL, "result", N_ ("Results") },
  { NULL, "serviceType", N_ ("Kind of visit") },
  { NULL, "severity", N_ ("Severity") },
  { NULL, "specialty", N_ ("Specialty") },
  { NULL, "start", N_ ("Start") },
  { NULL, "status", N_ ("State") },
  { NULL, "subject", N_ ("Patient") },
  { NULL, "telecom", N_ ("Phone and e-mail") },
  { NULL, "text", N_ ("Summary") },
  { NULL, "title", N_ ("Title") },
  { NULL, "type", N_ ("Kind") },
  { NULL, "verificationStatus", N_ ("How certain") },
  { NULL, "abatement*", N_ ("Gone since") },
  { NULL, "deceased*", N_ ("Death") },
  { NULL, "effective*", N_ ("Measured on") },
  { NULL, "medication*", N_ ("Medicine") },
  { NULL, "multipleBirth*", N_ ("Twin or more") },
  { NULL, "occurrence*", N_ ("When") },
  { NULL, "onset*", N_ ("Since") },
  { NULL, "performed*", N_ ("Done on") },
  { NULL, "value*", N_ ("Value") },
};

static gboolean
fits (const FieldTitle *title, const char *type, const char *name)
{
  gsize length = strlen (title->name);

  if (title->type != NULL && g_strcmp0 (title->type, type) != 0)
    return FALSE;
  if (length > 0 && title->name[length - 1] == '*')
    return strncmp (title->name, name, length - 1) == 0;
  return g_str_equal (title->name, name);
}

/* What nobody named says its own name, in single words: "careTeam" is "Care team". */
static char *
split_words (const char *name)
{
  GString *words = g_string_new (NULL);

  for (const char *p = name; *p != '\0'; p++)
    {
      if (g_ascii_isupper (*p) && p > name)
        g_string_append_c (words, ' ');
      if (*p == '-' || *p == '_')
        g_string_append_c (words, ' ');
      else
        g_string_append_c (words, p == name ? g_ascii_toupper (*p) : g_ascii_tolower (*p));
    }
  return g_string_free (words, FALSE);
}

/**
 * salve_field_title:
 * @type: (nullable): of the resource
 * @name: of the element, such as "birthDate"; the address of an extension; or "" for the whole record
 *
 * Returns: (transfer full): what people call it
 */
char *
salve_field_title (const char *type, const char *name)
{
  const char *slash = strrchr (name, '/');

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (fits (&titles[i], type, name))
      return g_strdup (_ (titles[i].title));
  return split_words (slash != NULL && slash[1] != '\0' ? slash + 1 : name);
}
