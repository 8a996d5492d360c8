/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of which JSON type each element is that Salve reads, for the resource types it knows (FHIR R4,
 * https://hl7.org/fhir/R4/resourcelist.html). A birth date that is a number or a name that is a text is refused where
 * it comes in, so that no screen ever meets one. Elements that are not named here, and other types of resource, are
 * stored as they come: what Salve does not understand is not its business to refuse.
 *
 * A shape is a list of words "name:kind". Kinds: s text, b boolean, n number, a capital letter begins the name of
 * another shape, and a star in front makes it a list. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-shape.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-element.h"

static const char *const shapes[][2] = {
  /* Data types */
  { "Address", "use:s type:s text:s line:*s city:s district:s state:s postalCode:s country:s period:Period" },
  { "Age", "value:n comparator:s unit:s system:s code:s" },
  { "Annotation", "authorReference:Reference authorString:s time:s text:s" },
  { "Attachment", "contentType:s language:s data:s url:s size:n hash:s title:s creation:s" },
  { "CodeableConcept", "coding:*Coding text:s" },
  { "Coding", "system:s version:s code:s display:s userSelected:b" },
  { "ContactPoint", "system:s value:s use:s rank:n period:Period" },
  { "Dosage",
    "sequence:n text:s additionalInstruction:*CodeableConcept patientInstruction:s timing:Timing"
    " asNeededBoolean:b asNeededCodeableConcept:CodeableConcept site:CodeableConcept route:CodeableConcept"
    " method:CodeableConcept doseAndRate:*DoseAndRate" },
  { "DoseAndRate",
    "type:CodeableConcept doseQuantity:Quantity doseRange:Range rateQuantity:Quantity rateRatio:Ratio" },
  { "Extension", "url:s valueString:s valueBoolean:b valueCode:s valueUri:s valueDate:s valueDateTime:s"
                 " valueInteger:n valueDecimal:n" },
  { "HumanName", "use:s text:s family:s given:*s prefix:*s suffix:*s period:Period" },
  { "Identifier", "use:s type:CodeableConcept system:s value:s period:Period assigner:Reference" },
  { "Meta", "versionId:s lastUpdated:s source:s profile:*s security:*Coding tag:*Coding" },
  { "Period", "start:s end:s" },
  { "Quantity", "value:n comparator:s unit:s system:s code:s" },
  { "Range", "low:Quantity high:Quantity" },
  { "Ratio", "numerator:Quantity denominator:Quantity" },
  { "Reference", "reference:s type:s identifier:Identifier display:s" },
  { "Timing", "event:*s repeat:TimingRepeat code:CodeableConcept" },
  { "TimingRepeat", "count:n frequency:n period:n periodUnit:s boundsPeriod:Period" },

  /* What every resource has */
  { "Resource", "id:s meta:Meta language:s extension:*Extension" },

  /* Parts of resources */
  { "AllergyReaction",
    "substance:CodeableConcept manifestation:*CodeableConcept description:s onset:s severity:s"
    " note:*Annotation" },
  { "AppointmentParticipant", "type:*CodeableConcept actor:Reference required:s status:s period:Period" },
  { "BundleEntry", "fullUrl:s resource:Resource request:BundleRequest response:BundleResponse" },
  { "BundleLink", "relation:s url:s" },
  { "BundleRequest", "method:s url:s ifNoneMatch:s ifMatch:s ifNoneExist:s ifModifiedSince:s" },
  { "BundleResponse", "status:s location:s etag:s lastModified:s" },
  { "CarePlanActivity", "detail:CarePlanDetail reference:Reference progress:*Annotation" },
  { "CarePlanDetail", "kind:s code:CodeableConcept status:s description:s location:Reference" },
  { "DeviceName", "name:s type:s" },
  { "DeviceVersion", "type:CodeableConcept value:s" },
  { "DocumentContent", "attachment:Attachment format:Coding" },
  { "DocumentContext", "encounter:*Reference period:Period" },
  { "EncounterDiagnosis", "condition:Reference use:CodeableConcept rank:n" },
  { "EncounterLocation", "location:Reference status:s physicalType:CodeableConcept period:Period" },
  { "EncounterParticipant", "type:*CodeableConcept period:Period individual:Reference" },
  { "Issue", "severity:s code:s details:CodeableConcept diagnostics:s expression:*s location:*s" },
  { "ObservationComponent", "code:CodeableConcept valueQuantity:Quantity valueCodeableConcept:CodeableConcept"
                            " valueString:s interpretation:*CodeableConcept referenceRange:*ReferenceRange" },
  { "PatientCommunication", "language:CodeableConcept preferred:b" },
  { "PatientContact",
    "relationship:*CodeableConcept name:HumanName telecom:*ContactPoint address:Address gender:s"
    " organization:Reference period:Period" },
  { "PatientLink", "other:Reference type:s" },
  { "PractitionerQualification",
    "identifier:*Identifier code:CodeableConcept period:Period issuer:Reference" },
  { "ReferenceRange", "low:Quantity high:Quantity type:CodeableConcept age:Range text:s" },
  { "RoleAvailable", "daysOfWeek:*s allDay:b availableStartTime:s availableEndTime:s" },
  { "RoleNotAvailable", "description:s during:Period" },

  /* Resources */
  { "AllergyIntolerance",
    "identifier:*Identifier clinicalStatus:CodeableConcept verificationStatus:CodeableConcept"
    " type:s category:*s criticality:s code:CodeableConcept patient:Reference encounter:Reference"
    " onsetDateTime:s recordedDate:s recorder:Reference asserter:Reference lastOccurrence:s"
    " note:*Annotation reaction:*AllergyReaction" },
  { "Appointment",
    "identifier:*Identifier status:s cancelationReason:CodeableConcept serviceType:*CodeableConcept"
    " specialty:*CodeableConcept appointmentType:CodeableConcept reasonCode:*CodeableConcept priority:n"
    " description:s start:s end:s minutesDuration:n slot:*Reference created:s comment:s"
    " participant:*AppointmentParticipant requestedPeriod:*Period" },
  { "Binary", "contentType:s data:s securityContext:Reference" },
  { "Bundle", "identifier:Identifier type:s timestamp:s total:n link:*BundleLink entry:*BundleEntry" },
  { "CarePlan", "identifier:*Identifier status:s intent:s category:*CodeableConcept title:s description:s"
                " subject:Reference encounter:Reference period:Period created:s author:Reference"
                " activity:*CarePlanActivity note:*Annotation" },
  { "Condition",
    "identifier:*Identifier clinicalStatus:CodeableConcept verificationStatus:CodeableConcept"
    " category:*CodeableConcept severity:CodeableConcept code:CodeableConcept bodySite:*CodeableConcept"
    " subject:Reference encounter:Reference onsetDateTime:s onsetAge:Age onsetPeriod:Period onsetString:s"
    " abatementDateTime:s recordedDate:s recorder:Reference asserter:Reference note:*Annotation" },
  { "Coverage",
    "identifier:*Identifier status:s type:CodeableConcept subscriber:Reference subscriberId:s"
    " beneficiary:Reference dependent:s relationship:CodeableConcept period:Period payor:*Reference order:n"
    " network:s" },
  { "Device",
    "identifier:*Identifier status:s manufacturer:s manufactureDate:s expirationDate:s lotNumber:s"
    " serialNumber:s deviceName:*DeviceName modelNumber:s type:CodeableConcept version:*DeviceVersion"
    " patient:Reference owner:Reference location:Reference note:*Annotation" },
  { "DiagnosticReport",
    "identifier:*Identifier status:s category:*CodeableConcept code:CodeableConcept"
    " subject:Reference encounter:Reference effectiveDateTime:s effectivePeriod:Period issued:s"
    " performer:*Reference result:*Reference conclusion:s conclusionCode:*CodeableConcept"
    " presentedForm:*Attachment" },
  { "DocumentReference",
    "identifier:*Identifier status:s docStatus:s type:CodeableConcept category:*CodeableConcept"
    " subject:Reference date:s author:*Reference description:s content:*DocumentContent"
    " context:DocumentContext" },
  { "Encounter",
    "identifier:*Identifier status:s class:Coding type:*CodeableConcept serviceType:CodeableConcept"
    " priority:CodeableConcept subject:Reference participant:*EncounterParticipant appointment:*Reference"
    " period:Period reasonCode:*CodeableConcept reasonReference:*Reference diagnosis:*EncounterDiagnosis"
    " location:*EncounterLocation serviceProvider:Reference" },
  { "HealthcareService",
    "identifier:*Identifier active:b providedBy:Reference category:*CodeableConcept type:*CodeableConcept"
    " specialty:*CodeableConcept location:*Reference name:s comment:s extraDetails:s photo:Attachment"
    " telecom:*ContactPoint appointmentRequired:b availableTime:*RoleAvailable" },
  { "Immunization",
    "identifier:*Identifier status:s statusReason:CodeableConcept vaccineCode:CodeableConcept"
    " patient:Reference encounter:Reference occurrenceDateTime:s occurrenceString:s recorded:s"
    " primarySource:b manufacturer:Reference lotNumber:s expirationDate:s site:CodeableConcept"
    " route:CodeableConcept doseQuantity:Quantity note:*Annotation" },
  { "Location",
    "identifier:*Identifier status:s name:s alias:*s description:s mode:s type:*CodeableConcept"
    " telecom:*ContactPoint address:Address physicalType:CodeableConcept managingOrganization:Reference"
    " partOf:Reference" },
  { "Medication",
    "identifier:*Identifier code:CodeableConcept status:s manufacturer:Reference form:CodeableConcept" },
  { "MedicationRequest",
    "identifier:*Identifier status:s intent:s category:*CodeableConcept"
    " medicationCodeableConcept:CodeableConcept medicationReference:Reference subject:Reference"
    " encounter:Reference authoredOn:s requester:Reference reasonCode:*CodeableConcept"
    " note:*Annotation dosageInstruction:*Dosage" },
  { "MedicationStatement",
    "identifier:*Identifier status:s medicationCodeableConcept:CodeableConcept"
    " medicationReference:Reference subject:Reference context:Reference effectiveDateTime:s"
    " effectivePeriod:Period dateAsserted:s reasonCode:*CodeableConcept note:*Annotation"
    " dosage:*Dosage" },
  { "Observation",
    "identifier:*Identifier status:s category:*CodeableConcept code:CodeableConcept subject:Reference"
    " encounter:Reference effectiveDateTime:s effectivePeriod:Period effectiveInstant:s issued:s"
    " performer:*Reference valueQuantity:Quantity valueCodeableConcept:CodeableConcept valueString:s"
    " valueBoolean:b valueInteger:n valueRange:Range valueRatio:Ratio valueDateTime:s valuePeriod:Period"
    " dataAbsentReason:CodeableConcept interpretation:*CodeableConcept note:*Annotation"
    " bodySite:CodeableConcept method:CodeableConcept device:Reference referenceRange:*ReferenceRange"
    " hasMember:*Reference component:*ObservationComponent" },
  { "OperationOutcome", "issue:*Issue" },
  { "Organization",
    "identifier:*Identifier active:b type:*CodeableConcept name:s alias:*s telecom:*ContactPoint"
    " address:*Address partOf:Reference" },
  { "Patient",
    "identifier:*Identifier active:b name:*HumanName telecom:*ContactPoint gender:s birthDate:s"
    " deceasedBoolean:b deceasedDateTime:s address:*Address maritalStatus:CodeableConcept"
    " multipleBirthBoolean:b multipleBirthInteger:n photo:*Attachment contact:*PatientContact"
    " communication:*PatientCommunication generalPractitioner:*Reference managingOrganization:Reference"
    " link:*PatientLink" },
  { "Practitioner",
    "identifier:*Identifier active:b name:*HumanName telecom:*ContactPoint address:*Address gender:s"
    " birthDate:s photo:*Attachment qualification:*PractitionerQualification"
    " communication:*CodeableConcept" },
  { "PractitionerRole",
    "identifier:*Identifier active:b period:Period practitioner:Reference organization:Reference"
    " code:*CodeableConcept specialty:*CodeableConcept location:*Reference"
    " healthcareService:*Reference telecom:*ContactPoint availableTime:*RoleAvailable"
    " notAvailable:*RoleNotAvailable" },
  { "Procedure",
    "identifier:*Identifier status:s category:CodeableConcept code:CodeableConcept subject:Reference"
    " encounter:Reference performedDateTime:s performedPeriod:Period performedString:s"
    " reasonCode:*CodeableConcept outcome:CodeableConcept note:*Annotation" },
  { "RelatedPerson",
    "identifier:*Identifier active:b patient:Reference relationship:*CodeableConcept name:*HumanName"
    " telecom:*ContactPoint gender:s birthDate:s address:*Address photo:*Attachment period:Period" },
  { "Schedule",
    "identifier:*Identifier active:b serviceCategory:*CodeableConcept serviceType:*CodeableConcept"
    " specialty:*CodeableConcept actor:*Reference planningHorizon:Period comment:s" },
  { "Slot",
    "identifier:*Identifier serviceType:*CodeableConcept specialty:*CodeableConcept"
    " appointmentType:CodeableConcept schedule:Reference status:s start:s end:s overbooked:b comment:s" },
};

static const char *
find_shape (const char *name, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    if (strlen (shapes[i][0]) == length && strncmp (shapes[i][0], name, length) == 0)
      return shapes[i][1];
  return NULL;
}

static gboolean
fail (GString *path, const char *wanted, GError **error)
{
  /* Translators: the first is a place such as /name/0/family, the second what should be there */
  g_set_error (error, SALVE_FHIR_ERROR, SALVE_FHIR_ERROR_SHAPE, _ ("%s: FHIR R4 has %s here"), path->str,
               wanted);
  return FALSE;
}

static gboolean check_object (SalveElement object, const char *shape, GString *path, GError **error);

/* A list's item may be null where a primitive one has only an extension (R4 "json.html#primitive"). */
static gboolean
check_one (SalveElement value, const char *kind, gsize length, gboolean item, GString *path, GError **error)
{
  const char *shape;

  if (item && yyjson_is_null (value.value) && length == 1)
    return TRUE;
  switch (*kind)
    {
    case 's':
      return yyjson_is_str (value.value) || fail (path, _ ("a text"), error);
    case 'b':
      return yyjson_is_bool (value.value) || fail (path, _ ("true or false"), error);
    case 'n':
      return yyjson_is_raw (value.value) || fail (path, _ ("a number"), error);
    default:
      if (!salve_element_is_object (value))
        return fail (path, _ ("an object"), error);
      shape = find_shape (kind, length);
      return shape == NULL || check_object (value, shape, path, error);
    }
}

static gboolean
check_list (SalveElement list, const char *kind, gsize length, GString *path, GError **error)
{
  gsize before = path->len, index = 0;

  if (!salve_element_is_array (list))
    return fail (path, _ ("a list"), error);
  SALVE_ELEMENT_FOREACH (item, list)
    {
      g_string_append_printf (path, "/%" G_GSIZE_FORMAT, index++);
      if (!check_one (item, kind, length, TRUE, path, error))
        return FALSE;
      g_string_truncate (path, before);
    }
  return TRUE;
}

/* Returns: the kind of the member, or NULL where the shape does not name it */
static const char *
find_member (const char *shape, const char *name)
{
  gsize n = strlen (name);

  for (const char *p = shape; *p != '\0'; p += strcspn (p, " "), p += *p == ' ')
    if (strncmp (p, name, n) == 0 && p[n] == ':')
      return p + n + 1;
  return NULL;
}

static gboolean
check_object (SalveElement object, const char *shape, GString *path, GError **error)
{
  gsize before = path->len;
  yyjson_obj_iter iter = yyjson_obj_iter_with (object.value);
  yyjson_val *key;

  while ((key = yyjson_obj_iter_next (&iter)) != NULL)
    {
      const char *kind = find_member (shape, yyjson_get_str (key));
      SalveElement value = { yyjson_obj_iter_get_val (key) };
      gboolean list, ok;

      if (kind == NULL)
        continue;
      list = *kind == '*';
      kind += list;
      g_string_append_printf (path, "/%s", yyjson_get_str (key));
      ok = list ? check_list (value, kind, strcspn (kind, " "), path, error)
                : check_one (value, kind, strcspn (kind, " "), FALSE, path, error);
      if (!ok)
        return FALSE;
      g_string_truncate (path, before);
    }
  return TRUE;
}

/**
 * salve_resource_check_shape:
 *
 * Checks the elements that Salve reads against R4's types, for the resource types it knows; contained resources too.
 * Meant for what comes in from outside: what is stored is always read.
 *
 * Returns: FALSE with SALVE_FHIR_ERROR_SHAPE, whose message begins with the JSON pointer
 */
gboolean
salve_resource_check_shape (SalveResource *self, GError **error)
{
  g_autoptr (GString) path = g_string_new (NULL);
  SalveElement root = salve_resource_root (self), contained = salve_element_get (root, "contained");
  const char *type = salve_resource_get_type_name (self);
  const char *shape = find_shape (type, strlen (type));
  gsize index = 0;

  if (!check_object (root, find_shape ("Resource", 8), path, error)
      || (shape != NULL && !check_object (root, shape, path, error)))
    return FALSE;
  if (salve_element_exists (contained) && !salve_element_is_array (contained))
    {
      g_string_append (path, "/contained");
      return fail (path, _ ("a list"), error);
    }
  SALVE_ELEMENT_FOREACH (item, contained)
    {
      const char *inner = salve_element_string (item, "resourceType");

      g_string_printf (path, "/contained/%" G_GSIZE_FORMAT, index++);
      shape = inner != NULL ? find_shape (inner, strlen (inner)) : NULL;
      if (shape != NULL && !check_object (item, shape, path, error))
        return FALSE;
    }
  return TRUE;
}
