/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What one resource says in a line of the timeline: a table of where each type keeps its name and its date, so that a
 * type nobody thought of still gets a line. */

#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-entry.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (SalveEntry, salve_entry, G_TYPE_OBJECT)

typedef struct
{
  const char *type;
  SalveEntryKind kind;
  const char *label;
  const char *title;     /* a path to a concept or a text */
  const char *detail[3]; /* the same, joined */
  const char *dates[3];  /* paths to dates, the first that is there */
} TypeRule;

static const TypeRule rules[] = {
  { "Encounter",
    SALVE_ENTRY_VISIT,
    N_ ("Visit"),
    "type",
    { "reasonCode", "participant.individual", "serviceProvider" },
    { "period.start" } },
  { "Appointment",
    SALVE_ENTRY_APPOINTMENT,
    N_ ("Appointment"),
    "serviceType",
    { "reasonCode", "description", "comment" },
    { "start", "requestedPeriod.start", "created" } },
  { "Condition",
    SALVE_ENTRY_PROBLEM,
    N_ ("Problem"),
    "code",
    { "severity", "bodySite" },
    { "recordedDate", "onsetDateTime", "onsetPeriod.start" } },
  { "AllergyIntolerance",
    SALVE_ENTRY_PROBLEM,
    N_ ("Allergy"),
    "code",
    { "reaction.manifestation" },
    { "recordedDate", "onsetDateTime", "lastOccurrence" } },
  { "Observation",
    SALVE_ENTRY_MEASUREMENT,
    N_ ("Measurement"),
    "code",
    { NULL },
    { "effectiveDateTime", "effectivePeriod.start", "issued" } },
  { "DiagnosticReport",
    SALVE_ENTRY_REPORT,
    N_ ("Report"),
    "code",
    { "conclusion", "performer" },
    { "effectiveDateTime", "effectivePeriod.start", "issued" } },
  { "DocumentReference",
    SALVE_ENTRY_NOTE,
    N_ ("Document"),
    "type",
    { "description", "author" },
    { "date", "context.period.start" } },
  { "Composition", SALVE_ENTRY_NOTE, N_ ("Note"), "title", { "type", "author" }, { "date" } },
  { "ClinicalImpression",
    SALVE_ENTRY_NOTE,
    N_ ("Assessment"),
    "code",
    { "summary", "description" },
    { "date", "effectiveDateTime" } },
  { "Media",
    SALVE_ENTRY_NOTE,
    N_ ("Image"),
    "content.title",
    { "type", "bodySite" },
    { "createdDateTime", "issued" } },
  { "MedicationRequest",
    SALVE_ENTRY_PRESCRIPTION,
    N_ ("Prescription"),
    "medicationCodeableConcept",
    { "dosageInstruction.text", "requester" },
    { "authoredOn" } },
  { "MedicationStatement",
    SALVE_ENTRY_PRESCRIPTION,
    N_ ("Medication taken"),
    "medicationCodeableConcept",
    { "dosage.text" },
    { "effectiveDateTime", "effectivePeriod.start", "dateAsserted" } },
  { "MedicationAdministration",
    SALVE_ENTRY_PRESCRIPTION,
    N_ ("Medication given"),
    "medicationCodeableConcept",
    { "dosage.text" },
    { "effectiveDateTime", "effectivePeriod.start" } },
  { "MedicationDispense",
    SALVE_ENTRY_PRESCRIPTION,
    N_ ("Medication handed out"),
    "medicationCodeableConcept",
    { "quantity" },
    { "whenHandedOver", "whenPrepared" } },
  { "Immunization",
    SALVE_ENTRY_IMMUNISATION,
    N_ ("Immunisation"),
    "vaccineCode",
    { "lotNumber", "performer.actor" },
    { "occurrenceDateTime", "recorded" } },
  { "Procedure",
    SALVE_ENTRY_PROCEDURE,
    N_ ("Procedure"),
    "code",
    { "reasonCode", "bodySite", "performer.actor" },
    { "performedDateTime", "performedPeriod.start" } },
  { "ImagingStudy",
    SALVE_ENTRY_PROCEDURE,
    N_ ("Imaging"),
    "procedureCode",
    { "series.modality", "series.bodySite" },
    { "started" } },
  { "CarePlan",
    SALVE_ENTRY_PLAN,
    N_ ("Care plan"),
    "title",
    { "description" },
    { "period.start", "created" } },
  { "CareTeam", SALVE_ENTRY_PLAN, N_ ("Care team"), "name", { "participant.member" }, { "period.start" } },
  { "Goal",
    SALVE_ENTRY_PLAN,
    N_ ("Goal"),
    "description",
    { "target.measure" },
    { "startDate", "statusDate" } },
  { "ServiceRequest",
    SALVE_ENTRY_PLAN,
    N_ ("Request"),
    "code",
    { "reasonCode" },
    { "authoredOn", "occurrenceDateTime" } },
  { "RelatedPerson",
    SALVE_ENTRY_OTHER,
    N_ ("Family or contact"),
    "name.text",
    { "relationship" },
    { "period.start" } },
  { "Coverage", SALVE_ENTRY_OTHER, N_ ("Insurance"), "type", { "payor" }, { "period.start" } },
  { "Claim",
    SALVE_ENTRY_OTHER,
    N_ ("Claim"),
    "type",
    { "provider", "insurer" },
    { "created", "billablePeriod.start" } },
  { "ExplanationOfBenefit",
    SALVE_ENTRY_OTHER,
    N_ ("Settlement of a claim"),
    "type",
    { "provider", "insurer" },
    { "created", "billablePeriod.start" } },
  { "Consent", SALVE_ENTRY_OTHER, N_ ("Consent"), "category", { "scope" }, { "dateTime" } },
  { "Device",
    SALVE_ENTRY_OTHER,
    N_ ("Device"),
    "deviceName.name",
    { "type", "serialNumber" },
    { "manufactureDate" } },
  { "Communication",
    SALVE_ENTRY_OTHER,
    N_ ("Message"),
    "topic",
    { "payload.contentString" },
    { "sent", "received" } },
};

static const char *const any_date[] = { "date",       "period.start",       "created",
                                        "authoredOn", "effectiveDateTime",  "issued",
                                        "start",      "recordedDate",       "recorded",
                                        "sent",       "occurrenceDateTime", "started" };

static const TypeRule *
find_rule (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (g_str_equal (rules[i].type, type))
      return &rules[i];
  return NULL;
}

SalveEntryKind
salve_entry_kind_of_type (const char *type)
{
  const TypeRule *rule = find_rule (type);

  return rule ? rule->kind : SALVE_ENTRY_OTHER;
}

/* What a resource type is called; FHIR's own name where Salve has no word for it. */
const char *
salve_type_label (const char *type)
{
  const TypeRule *rule = find_rule (type);

  return rule ? _ (rule->label) : type;
}

const char *
salve_entry_kind_get_label (SalveEntryKind kind)
{
  static const char *const labels[SALVE_ENTRY_N_KINDS] = { N_ ("Visits"),
                                                           N_ ("Appointments"),
                                                           N_ ("Problems and allergies"),
                                                           N_ ("Notes and documents"),
                                                           N_ ("Reports"),
                                                           N_ ("Measurements"),
                                                           N_ ("Medication"),
                                                           N_ ("Immunisations"),
                                                           N_ ("Procedures"),
                                                           N_ ("Care plans"),
                                                           N_ ("Other") };

  g_return_val_if_fail (kind < SALVE_ENTRY_N_KINDS, "");
  return _ (labels[kind]);
}

/* FHIR's status words that a person should not have to guess at; NULL for those that say nothing new. */
const char *
salve_status_label (const char *code)
{
  static const struct
  {
    const char *code;
    const char *label;
  } labels[] = {
    { "entered-in-error", N_ ("entered in error") },
    { "cancelled", N_ ("cancelled") },
    { "noshow", N_ ("did not come") },
    { "stopped", N_ ("stopped") },
    { "on-hold", N_ ("paused") },
    { "draft", N_ ("draft") },
    { "preliminary", N_ ("preliminary") },
    { "partial", N_ ("incomplete") },
    { "amended", N_ ("amended") },
    { "corrected", N_ ("corrected") },
    { "not-done", N_ ("not done") },
    { "planned", N_ ("planned") },
    { "in-progress", N_ ("in progress") },
    { "superseded", N_ ("superseded") },
    { "proposed", N_ ("proposed") },
    { "pending", N_ ("pending") },
    { "waitlist", N_ ("on the waiting list") },
    { "inactive", N_ ("inactive") },
    { "resolved", N_ ("resolved") },
    { "remission", N_ ("in remission") },
    { "refuted", N_ ("refuted") },
    { "unconfirmed", N_ ("unconfirmed") },
    { "provisional", N_ ("provisional") },
  };

  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].code, code))
      return _ (labels[i].label);
  return NULL;
}

/**
 * salve_entry_find_date:
 * @resource: any resource
 *
 * Returns: (nullable): the date it is about, as FHIR text
 */
const char *
salve_entry_find_date (SalveResource *resource)
{
  SalveElement root = salve_resource_root (resource);
  const TypeRule *rule = find_rule (salve_resource_get_type_name (resource));

  for (guint i = 0; rule != NULL && i < G_N_ELEMENTS (rule->dates) && rule->dates[i] != NULL; i++)
    {
      const char *date = salve_element_path_string (root, rule->dates[i]);

      if (date)
        return date;
    }
  for (guint i = 0; i < G_N_ELEMENTS (any_date); i++)
    {
      const char *date = salve_element_path_string (root, any_date[i]);

      if (date)
        return date;
    }
  return NULL;
}

/* Whatever stands at a path, in words: a text, a concept, a coding, a reference, a quantity. */
static char *
words_at (SalveElement root, const char *path)
{
  SalveElement element = salve_element_path (root, path);
  const char *text;

  if (salve_element_is_array (element))
    element = salve_element_at (element, 0);
  text = salve_element_text (element);
  if (text == NULL)
    text = salve_concept_display (element);
  if (text == NULL)
    text = salve_reference_display (element);
  if (text == NULL && salve_element_exists (salve_element_get (element, "value")))
    return salve_quantity_format (element);
  return g_strdup (text);
}

static char *
encounter_title (SalveElement root)
{
  const char *code = salve_element_path_string (root, "class.code");

  if (g_strcmp0 (code, "EMER") == 0)
    return g_strdup (_ ("Emergency"));
  if (g_strcmp0 (code, "IMP") == 0)
    return g_strdup (_ ("Stay in hospital"));
  if (g_strcmp0 (code, "HH") == 0)
    return g_strdup (_ ("Visit at home"));
  if (g_strcmp0 (code, "VR") == 0)
    return g_strdup (_ ("Visit by phone or video"));
  return g_strdup (_ ("Visit"));
}

static char *
special_title (SalveRecord *record, SalveResource *resource, SalveElement root)
{
  const char *type = salve_resource_get_type_name (resource);

  if (g_str_equal (type, "Encounter"))
    return encounter_title (root);
  if (g_str_equal (type, "RelatedPerson"))
    {
      g_autoptr (SalvePersonName) name = salve_read_human_name (salve_element_path (root, "name"));
      g_autoptr (GPtrArray) names = salve_read_human_names (salve_element_get (root, "name"));

      if (names && names->len > 0)
        return salve_person_name_format_full (names->pdata[0], salve_record_get_locale (record));
    }
  if (g_str_has_prefix (type, "Medication"))
    {
      SalveResource *medication =
          salve_record_resolve (record, salve_element_get (root, "medicationReference"));
      const char *name = salve_reference_display (salve_element_get (root, "medicationReference"));

      if (medication)
        name = salve_concept_display (salve_element_get (salve_resource_root (medication), "code"));
      return g_strdup (name);
    }
  if (g_str_equal (type, "CarePlan"))
    {
      SalveElement categories = salve_element_get (root, "category");

      return g_strdup (
          salve_concept_display (salve_element_at (categories, salve_element_length (categories) - 1)));
    }
  return NULL;
}

/**
 * salve_resource_describe:
 * @record: the record it belongs to
 * @resource: any resource
 *
 * Returns: (transfer full): its name in a few words, never empty
 */
char *
salve_resource_describe (SalveRecord *record, SalveResource *resource)
{
  SalveElement root = salve_resource_root (resource);
  const TypeRule *rule = find_rule (salve_resource_get_type_name (resource));
  static const char *const likely[] = { "code", "title", "name", "type", "category", "description" };
  g_autofree char *title = rule ? words_at (root, rule->title) : NULL;

  if (title && *title)
    return g_steal_pointer (&title);
  g_set_str (&title, NULL);
  title = special_title (record, resource, root);
  for (guint i = 0; (title == NULL || *title == '\0') && i < G_N_ELEMENTS (likely); i++)
    {
      g_free (title);
      title = words_at (root, likely[i]);
    }
  if (title && *title)
    return g_steal_pointer (&title);
  return g_strdup (salve_type_label (salve_resource_get_type_name (resource)));
}

/**
 * salve_observation_flag:
 * @observation: an Observation
 *
 * Returns: (nullable): in words, how the one who measured judged it, or how it lies to the range they gave
 */
const char *
salve_observation_flag (SalveElement observation)
{
  static const struct
  {
    const char *code;
    const char *label;
  } flags[] = { { "LL", N_ ("critically low") },  { "L", N_ ("low") },       { "H", N_ ("high") },
                { "HH", N_ ("critically high") }, { "A", N_ ("abnormal") },  { "AA", N_ ("critical") },
                { "POS", N_ ("positive") },       { "R", N_ ("resistant") }, { "HU", N_ ("critically high") },
                { "LU", N_ ("critically low") } };
  const char *code = salve_element_path_string (observation, "interpretation.coding.code");
  SalveElement range = salve_element_at (salve_element_get (observation, "referenceRange"), 0);
  double value, bound;

  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (flags); i++)
    if (g_str_equal (flags[i].code, code))
      return _ (flags[i].label);
  if (code == NULL && salve_element_double (salve_element_path (observation, "valueQuantity.value"), &value))
    {
      if (salve_element_double (salve_element_path (range, "low.value"), &bound) && value < bound)
        return _ ("low");
      if (salve_element_double (salve_element_path (range, "high.value"), &bound) && value > bound)
        return _ ("high");
    }
  return NULL;
}

/**
 * salve_observation_describe_value:
 * @record: for the zone and the locale
 * @observation: an Observation or a component of one
 *
 * Returns: (transfer full) (nullable): value and unit; of blood pressure both, with a slash
 */
char *
salve_observation_describe_value (SalveRecord *record, SalveElement observation)
{
  g_autofree char *value = salve_value_format (observation, "value", salve_record_get_zone (record),
                                               salve_record_get_locale (record));
  g_autoptr (GString) parts = NULL;
  const char *missing;

  if (value)
    return g_steal_pointer (&value);
  SALVE_ELEMENT_FOREACH (component, salve_element_get (observation, "component"))
    {
      g_autofree char *part = salve_value_format (component, "value", salve_record_get_zone (record),
                                                  salve_record_get_locale (record));
      const char *name = salve_concept_display (salve_element_get (component, "code"));

      if (part == NULL)
        continue;
      if (parts == NULL)
        parts = g_string_new (NULL);
      else
        g_string_append (parts, ", ");
      g_string_append_printf (parts, "%s %s", name ? name : "", part);
    }
  if (parts)
    return g_strdup (parts->str);
  missing = salve_concept_display (salve_element_get (observation, "dataAbsentReason"));
  return g_strdup (missing);
}

static void
salve_entry_finalize (GObject *object)
{
  SalveEntry *self = SALVE_ENTRY (object);

  g_clear_pointer (&self->resource, salve_resource_unref);
  g_clear_pointer (&self->members, g_ptr_array_unref);
  g_clear_object (&self->record);
  G_OBJECT_CLASS (salve_entry_parent_class)->finalize (object);
}

static void
salve_entry_class_init (SalveEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_entry_finalize;
}

static void
salve_entry_init (SalveEntry *self)
{
}

/**
 * salve_entry_new:
 * @record: the record
 * @resource: (nullable): what the row is about
 *
 * Returns: (transfer full): a row
 */
SalveEntry *
salve_entry_new (SalveRecord *record, SalveResource *resource)
{
  SalveEntry *self = g_object_new (SALVE_TYPE_ENTRY, NULL);

  self->record = g_object_ref (record);
  self->level = SALVE_ENTRY_LEVEL_ITEM;
  self->instant = SALVE_INSTANT_NONE;
  self->kind = SALVE_ENTRY_OTHER;
  if (resource)
    {
      self->resource = salve_resource_ref (resource);
      self->kind = salve_entry_kind_of_type (salve_resource_get_type_name (resource));
      if (!salve_record_parse_date (record, salve_entry_find_date (resource), &self->instant))
        self->instant = SALVE_INSTANT_NONE;
    }
  return self;
}

char *
salve_entry_get_title (SalveEntry *self)
{
  if (self->level == SALVE_ENTRY_LEVEL_YEAR)
    {
      SalvePartialDate day;

      if (self->instant == SALVE_INSTANT_NONE)
        return g_strdup (_ ("Without a date"));
      day = salve_instant_to_date (self->instant, salve_record_get_zone (self->record));
      return g_strdup_printf ("%d", day.year);
    }
  if (self->members && self->members->len > 1)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u measurement", "%u measurements", self->members->len),
        self->members->len);
  if (self->resource == NULL)
    return g_strdup (_ ("Outside of a visit"));
  return salve_resource_describe (self->record, self->resource);
}

static char *
describe_members (SalveEntry *self)
{
  GString *text = g_string_new (NULL);
  guint shown = MIN (self->members->len, 4);

  for (guint i = 0; i < shown; i++)
    {
      SalveElement root = salve_resource_root (self->members->pdata[i]);
      g_autofree char *value = salve_observation_describe_value (self->record, root);
      g_autofree char *name = salve_resource_describe (self->record, self->members->pdata[i]);
      const char *flag = salve_observation_flag (root);

      if (text->len > 0)
        g_string_append (text, " · ");
      g_string_append_printf (text, "%s %s", name, value ? value : "");
      if (flag)
        g_string_append_printf (text, " (%s)", flag);
    }
  if (self->members->len > shown)
    g_string_append (text, " …");
  return g_string_free_and_steal (text);
}

static const char *
find_status (SalveElement root)
{
  const char *status = salve_element_string (root, "status");

  if (status == NULL)
    status = salve_element_path_string (root, "verificationStatus.coding.code");
  if (salve_status_label (status) == NULL)
    status = salve_element_path_string (root, "clinicalStatus.coding.code");
  return salve_status_label (status);
}

/**
 * salve_entry_get_detail:
 * @self: a row
 *
 * Returns: (transfer full): what it is, its state if that matters, and the rest on a line; may be empty
 */
char *
salve_entry_get_detail (SalveEntry *self)
{
  GString *text = g_string_new (NULL);
  const TypeRule *rule;
  const char *status;
  SalveElement root;

  if (self->members && self->members->len > 1)
    {
      g_string_free (text, TRUE);
      return describe_members (self);
    }
  if (self->resource == NULL)
    return g_string_free_and_steal (text);
  root = salve_resource_root (self->resource);
  rule = find_rule (salve_resource_get_type_name (self->resource));
  if (self->level == SALVE_ENTRY_LEVEL_ITEM || self->kind != SALVE_ENTRY_VISIT)
    g_string_append (text, salve_type_label (salve_resource_get_type_name (self->resource)));
  if (self->kind == SALVE_ENTRY_MEASUREMENT)
    {
      g_autofree char *value = salve_observation_describe_value (self->record, root);
      const char *flag = salve_observation_flag (root);

      if (value)
        g_string_append_printf (text, " · %s", value);
      if (flag)
        g_string_append_printf (text, " (%s)", flag);
    }
  status = find_status (root);
  if (status)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", status);
  for (guint i = 0; rule != NULL && i < G_N_ELEMENTS (rule->detail) && rule->detail[i] != NULL; i++)
    {
      g_autofree char *words = words_at (root, rule->detail[i]);

      if (words && *words)
        g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", g_strstrip (words));
    }
  return g_string_free_and_steal (text);
}

/**
 * salve_entry_get_when:
 * @self: a row
 *
 * Returns: (transfer full): day and month of a visit ("12 Mar"), nothing for the rows below it
 */
char *
salve_entry_get_when (SalveEntry *self)
{
  SalveLocale *locale = salve_record_get_locale (self->record);
  SalvePartialDate day;
  const char *month;

  if (self->level != SALVE_ENTRY_LEVEL_VISIT || self->instant == SALVE_INSTANT_NONE)
    return g_strdup ("");
  day = salve_instant_to_date (self->instant, salve_record_get_zone (self->record));
  month = salve_locale_month_name (locale, day.month, TRUE);
  return salve_locale_get_date_order (locale) == SALVE_DATE_ORDER_DMY
             ? g_strdup_printf ("%d %s", day.day, month)
             : g_strdup_printf ("%s %d", month, day.day);
}

const char *
salve_entry_get_icon_name (SalveEntry *self)
{
  static const char *const icons[SALVE_ENTRY_N_KINDS] = {
    "avatar-default-symbolic", "x-office-calendar-symbolic",   "dialog-warning-symbolic",
    "text-x-generic-symbolic", "x-office-document-symbolic",   "salve-chart-symbolic",
    "salve-pill-symbolic",     "salve-vaccine-symbolic",       "applications-science-symbolic",
    "selection-mode-symbolic", "view-more-horizontal-symbolic"
  };

  return icons[self->kind];
}
