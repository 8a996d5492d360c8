/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The standing facts of a record, as the page's side and the printed sheet show them: problems, medication,
 * allergies, immunisations, people, insurance, and how to reach the patient. */

#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-entry.h"
#include "salve-facts.h"
#include "salve-patient-words.h"
#include "salve-record-care.h"

#include <glib/gi18n.h>

static void
fact_free (gpointer data)
{
  SalveFact *fact = data;

  g_free (fact->title);
  g_free (fact->detail);
  g_clear_pointer (&fact->resource, salve_resource_unref);
  g_free (fact->patient_id);
  g_free (fact);
}

static void
group_free (gpointer data)
{
  SalveFactGroup *group = data;

  g_ptr_array_unref (group->facts);
  g_free (group);
}

static SalveFactGroup *
add_group (GPtrArray *groups, const char *title, const char *empty)
{
  SalveFactGroup *group = g_new0 (SalveFactGroup, 1);

  group->title = title;
  group->empty = empty;
  group->facts = g_ptr_array_new_with_free_func (fact_free);
  g_ptr_array_add (groups, group);
  return group;
}

/* Takes title and detail. */
static SalveFact *
add_fact (SalveFactGroup *group, char *title, char *detail, SalveResource *resource)
{
  SalveFact *fact = g_new0 (SalveFact, 1);

  fact->title = title;
  fact->detail = detail;
  fact->resource = resource ? salve_resource_ref (resource) : NULL;
  g_ptr_array_add (group->facts, fact);
  return fact;
}

static const char *
clinical_status (SalveElement root)
{
  return salve_element_path_string (root, "clinicalStatus.coding.code");
}

static gboolean
is_refuted (SalveElement root)
{
  const char *status = salve_element_path_string (root, "verificationStatus.coding.code");

  return g_strcmp0 (status, "entered-in-error") == 0 || g_strcmp0 (status, "refuted") == 0
         || g_strcmp0 (salve_element_string (root, "status"), "entered-in-error") == 0;
}

static gboolean
is_over (SalveElement root)
{
  const char *status = clinical_status (root);

  return g_strcmp0 (status, "resolved") == 0 || g_strcmp0 (status, "inactive") == 0
         || g_strcmp0 (status, "remission") == 0;
}

static char *
join (const char *a, const char *b)
{
  if (a && *a && b && *b)
    return g_strconcat (a, salve_words_joint (), b, NULL);
  return g_strdup (a && *a ? a : b);
}

static void
collect_allergies (SalveRecord *record, SalveFactGroup *group)
{
  GPtrArray *allergies = salve_record_list (record, "AllergyIntolerance");

  for (guint i = 0; allergies != NULL && i < allergies->len; i++)
    {
      SalveElement root = salve_resource_root (allergies->pdata[i]);
      const char *criticality = salve_element_string (root, "criticality");
      const char *reaction =
          salve_concept_display (salve_element_at (salve_element_path (root, "reaction.manifestation"), 0));
      gboolean high = g_strcmp0 (criticality, "high") == 0;
      const char *risk = high ? _ ("high risk") : g_strcmp0 (criticality, "low") == 0 ? _ ("low risk") : NULL;
      SalveFact *fact;

      if (is_refuted (root) || is_over (root))
        continue;
      fact = add_fact (group, salve_resource_describe (record, allergies->pdata[i]), join (risk, reaction),
                       allergies->pdata[i]);
      fact->tone = high ? SALVE_TONE_ERROR : SALVE_TONE_WARNING;
    }
}

static char *
since (SalveRecord *record, SalveResource *resource)
{
  g_autofree char *date = salve_record_format_day (record, salve_entry_find_date (resource));

  /* Translators: a date */
  return date ? g_strdup_printf (_ ("since %s"), date) : NULL;
}

static void
collect_problems (SalveRecord *record, SalveFactGroup *active, SalveFactGroup *past)
{
  GPtrArray *conditions = salve_record_list (record, "Condition");
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; conditions != NULL && i < conditions->len; i++)
    {
      SalveElement root = salve_resource_root (conditions->pdata[i]);
      g_autofree char *title = salve_resource_describe (record, conditions->pdata[i]);
      SalveFactGroup *group = is_over (root) ? past : active;
      g_autofree char *key = g_strdup_printf ("%d%s", group == past, title);

      /* The newest entry stands for its older repetitions; the timeline has them all. */
      if (is_refuted (root) || !g_hash_table_add (seen, g_steal_pointer (&key)))
        continue;
      add_fact (group, g_steal_pointer (&title), since (record, conditions->pdata[i]), conditions->pdata[i]);
    }
}

static void
collect_medication (SalveRecord *record, SalveFactGroup *group)
{
  static const char *const types[] = { "MedicationStatement", "MedicationRequest" };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint n = 0; n < G_N_ELEMENTS (types); n++)
    {
      GPtrArray *list = salve_record_list (record, types[n]);

      for (guint i = 0; list != NULL && i < list->len; i++)
        {
          SalveElement root = salve_resource_root (list->pdata[i]);
          const char *status = salve_element_string (root, "status");
          const char *dosage =
              salve_element_path_string (root, n == 0 ? "dosage.text" : "dosageInstruction.text");
          g_autofree char *title = NULL;

          if (g_strcmp0 (status, "active") != 0 && g_strcmp0 (status, "on-hold") != 0
              && g_strcmp0 (status, "intended") != 0)
            continue;
          title = salve_resource_describe (record, list->pdata[i]);
          if (!g_hash_table_add (seen, g_strdup (title)))
            continue;
          add_fact (group, g_steal_pointer (&title),
                    dosage ? join (dosage, salve_status_label (status)) : since (record, list->pdata[i]),
                    list->pdata[i]);
        }
    }
}

static void
collect_immunisations (SalveRecord *record, SalveFactGroup *group)
{
  GPtrArray *list = salve_record_list (record, "Immunization");
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      g_autofree char *title = salve_resource_describe (record, list->pdata[i]);

      if (is_refuted (salve_resource_root (list->pdata[i])) || !g_hash_table_add (seen, g_strdup (title)))
        continue;
      add_fact (group, g_steal_pointer (&title),
                salve_record_format_day (record, salve_entry_find_date (list->pdata[i])), list->pdata[i]);
    }
}

static char *
reach_words (const SalveTelecom *telecom)
{
  g_autofree char *words = salve_telecom_format (telecom);

  return salve_phone_words (words);
}

static char *
first_telecom (SalveElement holder)
{
  g_autoptr (GPtrArray) telecoms = salve_read_contact_points (salve_element_get (holder, "telecom"));

  return telecoms && telecoms->len > 0 ? reach_words (telecoms->pdata[0]) : NULL;
}

static void
collect_people (SalveRecord *record, SalveFactGroup *contacts, SalveFactGroup *family)
{
  GPtrArray *related = salve_record_list (record, "RelatedPerson");
  SalveElement root = salve_resource_root (salve_record_get_patient (record));

  SALVE_ELEMENT_FOREACH (contact, salve_element_get (root, "contact"))
    {
      g_autoptr (SalvePersonName) name = salve_read_human_name (salve_element_get (contact, "name"));
      const char *relationship =
          salve_concept_display (salve_element_at (salve_element_get (contact, "relationship"), 0));
      g_autofree char *phone = first_telecom (contact);
      g_autofree char *full =
          name ? salve_person_name_format_full (name, salve_record_get_locale (record)) : NULL;

      add_fact (contacts, full && *full ? g_steal_pointer (&full) : g_strdup (_ ("No name")),
                join (relationship, phone), NULL);
    }
  for (guint i = 0; related != NULL && i < related->len; i++)
    {
      SalveElement person = salve_resource_root (related->pdata[i]);
      const char *relationship =
          salve_concept_display (salve_element_at (salve_element_get (person, "relationship"), 0));
      g_autofree char *phone = first_telecom (person);

      add_fact (family, salve_resource_describe (record, related->pdata[i]), join (relationship, phone),
                related->pdata[i]);
    }
  SALVE_ELEMENT_FOREACH (link, salve_element_get (root, "link"))
    {
      g_autofree char *id = salve_reference_id (salve_element_get (link, "other"), "Patient");
      const char *name = salve_reference_display (salve_element_get (link, "other"));
      SalveFact *fact;

      if (id == NULL)
        continue;
      fact = add_fact (family, g_strdup (name ? name : _ ("Another record")),
                       g_strdup (g_strcmp0 (salve_element_string (link, "type"), "seealso") == 0
                                     ? _ ("see also")
                                     : _ ("the same person")),
                       NULL);
      fact->patient_id = g_steal_pointer (&id);
    }
}

static char *
describe_validity (SalveRecord *record, const char *end, gboolean *expired)
{
  g_autofree char *until = salve_record_format_day (record, end);
  g_autofree char *day = end ? g_strndup (end, 10) : NULL;
  SalvePartialDate last;

  *expired =
      day && salve_partial_date_parse_iso (day, &last)
      && salve_partial_date_compare (salve_partial_date_last_day (last), salve_record_get_today (record)) < 0;
  /* Translators: a date */
  return until ? g_strdup_printf (*expired ? _ ("expired %s") : _ ("valid until %s"), until) : NULL;
}

static void
collect_insurance (SalveRecord *record, SalveFactGroup *group)
{
  GPtrArray *list = salve_record_list (record, "Coverage");

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      SalveElement root = salve_resource_root (list->pdata[i]);
      g_autofree char *payor =
          salve_record_name_reference (record, salve_element_at (salve_element_get (root, "payor"), 0));
      const char *number = salve_element_string (root, "subscriberId");
      gboolean expired;
      g_autofree char *validity =
          describe_validity (record, salve_element_path_string (root, "period.end"), &expired);
      SalveFact *fact;

      fact = add_fact (group,
                       payor ? g_steal_pointer (&payor) : salve_resource_describe (record, list->pdata[i]),
                       join (number, validity), list->pdata[i]);
      fact->tone = expired ? SALVE_TONE_WARNING : SALVE_TONE_PLAIN;
    }
}

static const char *
telecom_use_label (const SalveTelecom *telecom)
{
  switch (telecom->use)
    {
    case SALVE_TELECOM_USE_HOME:
      return C_ ("address", "home");
    case SALVE_TELECOM_USE_WORK:
      return C_ ("address", "work");
    case SALVE_TELECOM_USE_MOBILE:
      return C_ ("address", "mobile");
    case SALVE_TELECOM_USE_OLD:
      return C_ ("address", "no longer used");
    case SALVE_TELECOM_USE_TEMP:
      return C_ ("address", "for a time");
    case SALVE_TELECOM_USE_NONE:
    default:
      return NULL;
    }
}

static void
collect_reach (SalveRecord *record, SalveFactGroup *group)
{
  g_autoptr (GPtrArray) telecoms = salve_patient_get_telecoms (salve_record_get_patient (record));
  g_autoptr (GPtrArray) addresses = salve_patient_get_addresses (salve_record_get_patient (record));

  for (guint i = 0; telecoms != NULL && i < telecoms->len; i++)
    add_fact (group, reach_words (telecoms->pdata[i]), g_strdup (telecom_use_label (telecoms->pdata[i])),
              NULL);
  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    {
      const SalveAddress *address = addresses->pdata[i];
      const char *use = address->use == SALVE_ADDRESS_USE_WORK   ? C_ ("address", "work")
                        : address->use == SALVE_ADDRESS_USE_OLD  ? C_ ("address", "no longer used")
                        : address->use == SALVE_ADDRESS_USE_TEMP ? C_ ("address", "for a time")
                                                                 : NULL;

      add_fact (group, salve_address_format_line (address, salve_record_get_locale (record)), g_strdup (use),
                NULL);
    }
}

/* HL7 table 0203, as far as a clinic meets it. */
static const char *
identifier_label (const char *code)
{
  static const struct
  {
    const char *code;
    const char *label;
  } labels[] = { { "MB", N_ ("insurance number") },
                 { "SB", N_ ("social insurance number") },
                 { "SS", N_ ("social security number") },
                 { "DL", N_ ("driving licence") },
                 { "PPN", N_ ("passport") },
                 { "NI", N_ ("national number") },
                 { "NH", N_ ("health number") },
                 { "JHN", N_ ("health card") },
                 { "HC", N_ ("health card") } };

  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].code, code))
      return _ (labels[i].label);
  return code;
}

static void
add_identifier (SalveRecord *record, SalveFactGroup *group, const SalveIdentifier *identifier)
{
  gboolean expired;
  g_autofree char *validity = describe_validity (record, identifier->period_end, &expired);
  const char *kind = identifier->type_text ? identifier->type_text : identifier_label (identifier->type_code);
  SalveFact *fact = add_fact (group, g_strdup (identifier->value), join (kind, validity), NULL);

  fact->tone = expired ? SALVE_TONE_WARNING : SALVE_TONE_PLAIN;
}

static void
collect_identity (SalveRecord *record, SalveFactGroup *group)
{
  SalveResource *patient = salve_record_get_patient (record);
  SalveElement root = salve_resource_root (patient);
  g_autoptr (GPtrArray) names = salve_patient_get_names (patient);
  g_autoptr (GPtrArray) identifiers = salve_patient_get_identifiers (patient);
  g_autofree char *current = salve_record_format_name (record);
  g_autofree char *spoken = salve_record_format_languages (record);
  g_autofree char *pharmacy = salve_record_describe_pharmacy (record);

  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      g_autofree char *full =
          salve_person_name_format_full (names->pdata[i], salve_record_get_locale (record));

      if (full && *full && !g_str_equal (full, current))
        add_fact (group, g_steal_pointer (&full), g_strdup (_ ("other name")), NULL);
    }
  for (guint i = 0; identifiers != NULL && i < identifiers->len; i++)
    {
      const SalveIdentifier *identifier = identifiers->pdata[i];

      if (identifier->value == NULL || salve_identifier_is_record_number (identifier)
          || g_str_has_prefix (identifier->value, "urn:uuid:"))
        continue;
      add_identifier (record, group, identifier);
    }
  if (spoken != NULL)
    add_fact (group, g_steal_pointer (&spoken), g_strdup (_ ("language")), NULL);
  if (pharmacy != NULL)
    add_fact (group, g_steal_pointer (&pharmacy), g_strdup (_ ("pharmacy")), NULL);
  SALVE_ELEMENT_FOREACH (practitioner, salve_element_get (root, "generalPractitioner"))
    {
      char *name = salve_record_name_reference (record, practitioner);

      if (name)
        add_fact (group, name, g_strdup (_ ("general practitioner")), NULL);
    }
}

/**
 * salve_record_list_facts:
 * @record: a record
 *
 * Returns: (transfer full) (element-type SalveFactGroup): the groups in the order in which they matter
 */
GPtrArray *
salve_record_list_facts (SalveRecord *record)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func (group_free);
  SalveFactGroup *allergies = add_group (groups, _ ("Allergies"), _ ("None recorded"));
  SalveFactGroup *problems = add_group (groups, _ ("Problems"), _ ("None recorded"));
  SalveFactGroup *medication = add_group (groups, _ ("Medication"), _ ("None recorded"));
  SalveFactGroup *reach = add_group (groups, _ ("Contact"), _ ("No phone or address"));
  SalveFactGroup *contacts = add_group (groups, _ ("Emergency contacts"), NULL);
  SalveFactGroup *family = add_group (groups, _ ("Family"), NULL);
  SalveFactGroup *insurance = add_group (groups, _ ("Insurance"), _ ("None recorded"));
  SalveFactGroup *immunisations = add_group (groups, _ ("Immunisations"), _ ("None recorded"));
  SalveFactGroup *identity = add_group (groups, _ ("Identity"), NULL);
  SalveFactGroup *past = add_group (groups, _ ("Past problems"), NULL);

  collect_allergies (record, allergies);
  collect_problems (record, problems, past);
  collect_medication (record, medication);
  collect_reach (record, reach);
  collect_people (record, contacts, family);
  collect_insurance (record, insurance);
  collect_immunisations (record, immunisations);
  collect_identity (record, identity);
  return groups;
}

static void
alert_free (gpointer data)
{
  SalveAlert *alert = data;

  g_free (alert->text);
  g_free (alert->patient_id);
  g_free (alert);
}

/* Takes text. */
static SalveAlert *
add_alert (GPtrArray *alerts, const char *icon_name, SalveTone tone, char *text)
{
  SalveAlert *alert = g_new0 (SalveAlert, 1);

  alert->icon_name = icon_name;
  alert->tone = tone;
  alert->text = text;
  g_ptr_array_add (alerts, alert);
  return alert;
}

static void
add_allergy_alerts (SalveRecord *record, GPtrArray *alerts)
{
  SalveFactGroup group = { .facts = g_ptr_array_new_with_free_func (fact_free) };
  guint others = 0;

  collect_allergies (record, &group);
  for (guint i = 0; i < group.facts->len; i++)
    {
      SalveFact *fact = group.facts->pdata[i];
      g_autofree char *said = NULL;
      g_autofree char *text = NULL;
      gboolean named;

      if (fact->tone != SALVE_TONE_ERROR && i >= 3)
        {
          others++;
          continue;
        }
      /* Some lists of codes say "Allergy to …" themselves. */
      said = g_utf8_casefold (fact->title, -1);
      named = strstr (said, "allerg") != NULL;
      if (fact->tone == SALVE_TONE_ERROR)
        /* Translators: the substance */
        text = g_strdup_printf (named ? _ ("%s, high risk") : _ ("Allergy: %s, high risk"), fact->title);
      else
        /* Translators: the substance */
        text = named ? g_strdup (fact->title) : g_strdup_printf (_ ("Allergy: %s"), fact->title);
      add_alert (alerts, "dialog-warning-symbolic", fact->tone, g_steal_pointer (&text));
    }
  if (others > 0)
    add_alert (alerts, "dialog-warning-symbolic", SALVE_TONE_WARNING,
               g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u more allergy", "%u more allergies", others),
                                others));
  g_ptr_array_unref (group.facts);
}

static void
add_consent_alerts (SalveRecord *record, GPtrArray *alerts)
{
  GPtrArray *consents = salve_record_list (record, "Consent");

  for (guint i = 0; consents != NULL && i < consents->len; i++)
    {
      SalveElement root = salve_resource_root (consents->pdata[i]);
      const char *status = salve_element_string (root, "status");

      if (g_strcmp0 (status, "rejected") == 0
          || (g_strcmp0 (status, "active") == 0
              && g_strcmp0 (salve_element_path_string (root, "provision.type"), "deny") == 0))
        {
          add_alert (alerts, "action-unavailable-symbolic", SALVE_TONE_WARNING,
                     g_strdup (_ ("Consent refused")));
          return;
        }
    }
}

/**
 * salve_record_list_alerts:
 * @record: a record
 *
 * Returns: (transfer full) (element-type SalveAlert): what must be seen before anything is done, in words
 */
GPtrArray *
salve_record_list_alerts (SalveRecord *record)
{
  GPtrArray *alerts = g_ptr_array_new_with_free_func (alert_free);
  SalveResource *patient = salve_record_get_patient (record);
  const char *died = NULL;
  g_autofree char *replaced = salve_patient_get_replaced_by (patient);

  if (replaced)
    {
      SalveAlert *alert = add_alert (alerts, "edit-copy-symbolic", SALVE_TONE_WARNING,
                                     g_strdup (_ ("Merged into another record")));

      alert->patient_id = g_steal_pointer (&replaced);
    }
  else if (!salve_patient_get_active (patient))
    add_alert (alerts, "action-unavailable-symbolic", SALVE_TONE_PLAIN, g_strdup (_ ("Record not in use")));
  if (salve_patient_get_deceased (patient, &died))
    {
      g_autofree char *date = salve_record_format_day (record, died);

      add_alert (alerts, "help-about-symbolic", SALVE_TONE_PLAIN,
                 /* Translators: the day of death */
                 date ? g_strdup_printf (_ ("Died %s"), date) : g_strdup (_ ("Deceased")));
    }
  add_allergy_alerts (record, alerts);
  add_consent_alerts (record, alerts);
  return alerts;
}
