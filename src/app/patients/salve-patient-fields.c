/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patient-fields.h"

#include <glib/gi18n.h>

static const SalveFieldChoice genders[] = {
  { "female", NC_ ("sex", "Female") },
  { "male", NC_ ("sex", "Male") },
  { "other", NC_ ("sex", "Other") },
  { "unknown", NC_ ("sex", "Unknown") },
  { NULL, NULL },
};

static const SalveFieldChoice name_uses[] = {
  { "", N_ ("Not said") },
  { "official", N_ ("Official") },
  { "usual", N_ ("Usual") },
  { "nickname", N_ ("Preferred or nickname") },
  { "maiden", N_ ("Birth name") },
  { "old", N_ ("Former") },
  { "temp", N_ ("Temporary") },
  { "anonymous", N_ ("Anonymous") },
  { NULL, NULL },
};

static const SalveFieldChoice telecom_systems[] = {
  { "phone", N_ ("Phone") },
  { "email", N_ ("E-mail") },
  { "sms", N_ ("Text messages") },
  { "fax", N_ ("Fax") },
  { "url", N_ ("Web") },
  { "other", N_ ("Other") },
  { NULL, NULL },
};

static const SalveFieldChoice telecom_uses[] = {
  { "", N_ ("Not said") },      { "mobile", N_ ("Mobile") }, { "home", N_ ("Home") }, { "work", N_ ("Work") },
  { "temp", N_ ("Temporary") }, { "old", N_ ("Former") },    { NULL, NULL },
};

static const SalveFieldChoice address_uses[] = {
  { "", N_ ("Not said") },
  { "home", N_ ("Home") },
  { "work", N_ ("Work") },
  { "temp", N_ ("Temporary") },
  { "billing", N_ ("Billing") },
  { "old", N_ ("Former") },
  { NULL, NULL },
};

static const SalveFieldChoice identifier_types[] = {
  { "", N_ ("Not said") },          { "JHN", N_ ("Health card") },
  { "MR", N_ ("Record number") },   { "SS", N_ ("Social security") },
  { "PPN", N_ ("Passport") },       { "DL", N_ ("Driving licence") },
  { "NI", N_ ("National number") }, { NULL, NULL },
};

static const SalveFieldChoice contact_roles[] = {
  { "", N_ ("Not said") },  { "C", N_ ("Emergency contact") }, { "N", N_ ("Next of kin") },
  { "E", N_ ("Employer") }, { "S", N_ ("State agency") },      { NULL, NULL },
};

static const SalveFieldChoice relations[] = {
  { "", N_ ("Not said") },         { "MTH", N_ ("Mother") },
  { "FTH", N_ ("Father") },        { "SPS", N_ ("Spouse or partner") },
  { "CHILD", N_ ("Child") },       { "SIB", N_ ("Sister or brother") },
  { "GRPRN", N_ ("Grandparent") }, { "GUARD", N_ ("Guardian") },
  { "FRND", N_ ("Friend") },       { NULL, NULL },
};

const SalveFieldChoice salve_language_choices[] = {
  { "", N_ ("Not said") },
  { "ar", N_ ("Arabic") },
  { "bn", N_ ("Bengali") },
  { "zh", N_ ("Chinese") },
  { "da", N_ ("Danish") },
  { "nl", N_ ("Dutch") },
  { "en", N_ ("English") },
  { "fr", N_ ("French") },
  { "de", N_ ("German") },
  { "el", N_ ("Greek") },
  { "he", N_ ("Hebrew") },
  { "hi", N_ ("Hindi") },
  { "it", N_ ("Italian") },
  { "ja", N_ ("Japanese") },
  { "ko", N_ ("Korean") },
  { "no", N_ ("Norwegian") },
  { "fa", N_ ("Persian") },
  { "pl", N_ ("Polish") },
  { "pt", N_ ("Portuguese") },
  { "ro", N_ ("Romanian") },
  { "ru", N_ ("Russian") },
  { "es", N_ ("Spanish") },
  { "sv", N_ ("Swedish") },
  { "ta", N_ ("Tamil") },
  { "tr", N_ ("Turkish") },
  { "uk", N_ ("Ukrainian") },
  { "ur", N_ ("Urdu") },
  { "vi", N_ ("Vietnamese") },
  { NULL, NULL },
};

static const SalveFieldChoice consent_states[] = {
  { "active", N_ ("Given") },
  { "rejected", N_ ("Refused") },
  { "inactive", N_ ("Withdrawn") },
  { "draft", N_ ("Asked, not answered") },
  { NULL, NULL },
};

const SalveFieldSpec salve_quick_name_fields[] = {
  { "family", N_ ("Family name"), "/family", SALVE_FIELD_TEXT },
  { "given", N_ ("Given names"), "/given", SALVE_FIELD_WORDS },
  { NULL },
};

const SalveFieldSpec salve_quick_fields[] = {
  { "birth-date", N_ ("Birth date, or age as ~34y"), "/birthDate", SALVE_FIELD_BIRTH_DATE },
  { "gender", N_ ("Sex"), "/gender", SALVE_FIELD_TOGGLES, genders },
  { NULL },
};

const SalveFieldSpec salve_quick_phone_fields[] = {
  { "phone", N_ ("Phone"), "/value", SALVE_FIELD_PHONE },
  { NULL },
};

const SalveFieldSpec salve_card_fields[] = {
  { "email", N_ ("E-mail"), "/value", SALVE_FIELD_EMAIL },
  { "card", N_ ("Health card number, as 1234-567-890-AB"), "/value", SALVE_FIELD_CARD },
  { "card-expiry", N_ ("Card valid until"), "/period/end", SALVE_FIELD_DATE },
  { NULL },
};

const SalveFieldSpec salve_more_name_fields[] = {
  { "prefix", N_ ("Title or prefix"), "/prefix", SALVE_FIELD_WORDS },
  { "suffix", N_ ("Suffix"), "/suffix", SALVE_FIELD_WORDS },
  { NULL },
};

const SalveFieldSpec salve_care_fields[] = {
  { "doctor", N_ ("Doctor"), "/generalPractitioner/0", SALVE_FIELD_REFERENCE, NULL, NULL, "Practitioner" },
  { "pharmacy", N_ ("Pharmacy"), "/valueReference", SALVE_FIELD_REFERENCE, NULL,
    SALVE_FIELD_BASE "preferred-pharmacy", "Organization" },
  { "remind-sms", N_ ("Reminders by text message"), "/valueBoolean", SALVE_FIELD_FLAG, NULL,
    SALVE_FIELD_BASE "reminder-by-sms" },
  { "remind-email", N_ ("Reminders by e-mail"), "/valueBoolean", SALVE_FIELD_FLAG, NULL,
    SALVE_FIELD_BASE "reminder-by-email" },
  { "died", N_ ("Died on"), "/deceasedDateTime", SALVE_FIELD_DATE },
  { NULL },
};

static const SalveFieldSpec name_fields[] = {
  { "family", N_ ("Family name"), "/family", SALVE_FIELD_TEXT },
  { "given", N_ ("Given names"), "/given", SALVE_FIELD_WORDS },
  { "use", N_ ("Kind of name"), "/use", SALVE_FIELD_CHOICE, name_uses },
  { "prefix", N_ ("Title or prefix"), "/prefix", SALVE_FIELD_WORDS },
  { "suffix", N_ ("Suffix"), "/suffix", SALVE_FIELD_WORDS },
  { NULL },
};

static const SalveFieldSpec telecom_fields[] = {
  { .name = "value", .title = N_ ("Number or address"), .pointer = "/value", .peer = "system" },
  { "system", N_ ("Kind"), "/system", SALVE_FIELD_CHOICE, telecom_systems },
  { "use", N_ ("Where"), "/use", SALVE_FIELD_CHOICE, telecom_uses },
  { NULL },
};

static const SalveFieldSpec address_fields[] = {
  { "line", N_ ("Street and number"), "/line", SALVE_FIELD_LINES },
  { "postal-code", N_ ("Postal code"), "/postalCode", SALVE_FIELD_TEXT },
  { "city", N_ ("City"), "/city", SALVE_FIELD_TEXT },
  { "district", N_ ("District"), "/district", SALVE_FIELD_TEXT },
  { "state", N_ ("State or region"), "/state", SALVE_FIELD_TEXT },
  { "country", N_ ("Country"), "/country", SALVE_FIELD_TEXT },
  { "use", N_ ("Kind of address"), "/use", SALVE_FIELD_CHOICE, address_uses },
  { NULL },
};

static const SalveFieldSpec identifier_fields[] = {
  { "value", N_ ("Number"), "/value", SALVE_FIELD_TEXT },
  { "type", N_ ("Kind of number"), "/type/coding/0/code", SALVE_FIELD_CHOICE, identifier_types },
  { "valid-from", N_ ("Valid from"), "/period/start", SALVE_FIELD_DATE },
  { "valid-to", N_ ("Valid until"), "/period/end", SALVE_FIELD_DATE },
  { NULL },
};

static const SalveFieldSpec contact_fields[] = {
  { "family", N_ ("Family name"), "/name/family", SALVE_FIELD_TEXT },
  { "given", N_ ("Given names"), "/name/given", SALVE_FIELD_WORDS },
  { "phone", N_ ("Phone"), "/telecom/0/value", SALVE_FIELD_PHONE },
  { "role", N_ ("Role"), "/relationship/0/coding/0/code", SALVE_FIELD_CHOICE, contact_roles },
  { NULL },
};

static const SalveFieldSpec family_fields[] = {
  { "family", N_ ("Family name"), "/name/0/family", SALVE_FIELD_TEXT },
  { "given", N_ ("Given names"), "/name/0/given", SALVE_FIELD_WORDS },
  { "relation", N_ ("Relation"), "/relationship/0/coding/0/code", SALVE_FIELD_CHOICE, relations },
  { "phone", N_ ("Phone"), "/telecom/0/value", SALVE_FIELD_PHONE },
  { "birth-date", N_ ("Birth date"), "/birthDate", SALVE_FIELD_DATE },
  { NULL },
};

static const SalveFieldSpec coverage_fields[] = {
  { "payor", N_ ("Insurer"), "/payor/0/display", SALVE_FIELD_TEXT },
  { "number", N_ ("Insurance number"), "/subscriberId", SALVE_FIELD_TEXT },
  { "plan", N_ ("Plan"), "/type/text", SALVE_FIELD_TEXT },
  { "valid-from", N_ ("Valid from"), "/period/start", SALVE_FIELD_DATE },
  { "valid-to", N_ ("Card valid until"), "/period/end", SALVE_FIELD_DATE },
  { NULL },
};

static const SalveFieldSpec language_fields[] = {
  { "language", N_ ("Language"), "/language/coding/0/code", SALVE_FIELD_CHOICE, salve_language_choices },
  { "preferred", N_ ("Preferred"), "/preferred", SALVE_FIELD_FLAG },
  { NULL },
};

static const SalveFieldSpec consent_fields[] = {
  { "what", N_ ("Consent to"), "/category/0/text", SALVE_FIELD_TEXT },
  { "date", N_ ("Date"), "/dateTime", SALVE_FIELD_DATE },
  { "status", N_ ("Answer"), "/status", SALVE_FIELD_CHOICE, consent_states },
  { NULL },
};

const SalveSectionSpec salve_patient_sections[] = {
  { "identifiers", N_ ("Numbers and Cards"), N_ ("The record number is given when the patient is saved"),
    N_ ("Add a number"), "/identifier", NULL,
    "{\"type\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/"
    "v2-0203\",\"code\":\"JHN\"}]}}",
    identifier_fields },
  { "addresses", N_ ("Addresses"), NULL, N_ ("Add an address"), "/address", NULL, "{\"use\":\"home\"}",
    address_fields },
  { "telecoms", N_ ("Other Ways to Reach"), NULL, N_ ("Add a number or e-mail address"), "/telecom", NULL,
    "{\"system\":\"phone\"}", telecom_fields },
  { "contacts", N_ ("Emergency Contacts"), NULL, N_ ("Add a contact"), "/contact", NULL,
    "{\"relationship\":[{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/"
    "v2-0131\",\"code\":\"C\"}]}]"
    ",\"telecom\":[{\"system\":\"phone\"}]}",
    contact_fields },
  { "family", N_ ("Family"), NULL, N_ ("Add a family member"), NULL, "RelatedPerson",
    "{\"resourceType\":\"RelatedPerson\",\"id\":\"$ID\",\"active\":true,\"patient\":{\"reference\":\"Patient/"
    "$PATIENT\"},"
    "\"relationship\":[{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/"
    "v3-RoleCode\",\"code\":\"MTH\"}]"
    "}],\"telecom\":[{\"system\":\"phone\"}]}",
    family_fields },
  { "insurance", N_ ("Insurance"), NULL, N_ ("Add an insurance"), NULL, "Coverage",
    "{\"resourceType\":\"Coverage\",\"id\":\"$ID\",\"status\":\"active\",\"beneficiary\":{\"reference\":"
    "\"Patient/$PATIENT\"}}",
    coverage_fields },
  { "names", N_ ("Other Names"), N_ ("Preferred, birth and former names"), N_ ("Add a name"), "/name", NULL,
    "{\"use\":\"usual\"}", name_fields },
  { "languages", N_ ("Languages"), NULL, N_ ("Add a language"), "/communication", NULL, "{}",
    language_fields },
  { "consent", N_ ("Consent"), NULL, N_ ("Add a consent"), NULL, "Consent",
    "{\"resourceType\":\"Consent\",\"id\":\"$ID\",\"status\":\"active\",\"scope\":{\"coding\":[{\"system\":"
    "\"http://terminology.hl7.org/CodeSystem/"
    "consentscope\",\"code\":\"patient-privacy\"}]},\"category\":[{\"text\":"
    "\"Treatment and use of "
    "data\"}],\"patient\":{\"reference\":\"Patient/$PATIENT\"},\"policyRule\":{\"text\":\"clinic\"}}",
    consent_fields },
  { NULL },
};

/**
 * salve_language_name:
 * @code: (nullable): a BCP 47 code; only its language counts
 *
 * Returns: (nullable): what the language is called, in the language of the desk
 */
const char *
salve_language_name (const char *code)
{
  g_auto (GStrv) parts = NULL;

  if (code == NULL || *code == '\0')
    return NULL;
  parts = g_strsplit (code, "-", 2);
  for (guint i = 0; salve_language_choices[i].title != NULL; i++)
    {
      if (g_ascii_strcasecmp (salve_language_choices[i].code, parts[0]) == 0)
        return _ (salve_language_choices[i].title);
    }
  return NULL;
}
