/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-rule-lines.h"

#include "salve-entry.h"

#include <glib/gi18n.h>

/* What a rule can be about, in the order in which it is offered: what has words first, then by FHIR's names. */
static const struct
{
  const char *type;
  const char *words; /* NULL: as everywhere */
} kinds[] = {
  { "*", NC_ ("kind of record", "Every kind of record") },
  { "Patient", NC_ ("kind of record", "Patient") },
  { "Appointment", NULL },
  { "Encounter", NULL },
  { "Condition", NULL },
  { "AllergyIntolerance", NULL },
  { "Observation", NULL },
  { "DiagnosticReport", NULL },
  { "DocumentReference", NULL },
  { "Composition", NULL },
  { "Media", NULL },
  { "MedicationRequest", NULL },
  { "MedicationStatement", NULL },
  { "MedicationAdministration", NULL },
  { "MedicationDispense", NULL },
  { "Immunization", NULL },
  { "Procedure", NULL },
  { "ImagingStudy", NULL },
  { "CarePlan", NULL },
  { "CareTeam", NULL },
  { "Goal", NULL },
  { "ServiceRequest", NULL },
  { "RelatedPerson", NULL },
  { "Coverage", NULL },
  { "Claim", NULL },
  { "Consent", NULL },
  { "Communication", NULL },
  { "Practitioner", NC_ ("kind of record", "Doctor") },
  { "PractitionerRole", NULL },
  { "Device", NULL },
  { "Account", NULL },
  { "AppointmentResponse", NULL },
  { "AuditEvent", NULL },
  { "Binary", NULL },
  { "CodeSystem", NULL },
  { "DeviceDefinition", NULL },
  { "DeviceMetric", NULL },
  { "DeviceUseStatement", NULL },
  { "HealthcareService", NULL },
  { "Location", NULL },
  { "Medication", NULL },
  { "Organization", NULL },
  { "Questionnaire", NULL },
  { "QuestionnaireResponse", NULL },
  { "Schedule", NULL },
  { "Slot", NULL },
  { "Task", NULL },
  { "ValueSet", NULL },
  { "account", NC_ ("kind of record", "People who may sign in") },
  { "role", NC_ ("kind of record", "Roles") },
  { "client", NC_ ("kind of record", "Programs") },
  { "audit", NC_ ("kind of record", "The audit trail") },
  { "server", NC_ ("kind of record", "The server itself") },
  { "glass", NC_ ("kind of record", "Access in an emergency") },
  { "kiosk", NC_ ("kind of record", "Checking patients in at a kiosk") },
  { "patient-code", NC_ ("kind of record", "Codes for patients at a kiosk") },
  { "analytics", NC_ ("kind of record", "Figures over all patients") },
  { "deidentified", NC_ ("kind of record", "De-identified data") },
};

/**
 * salve_kinds:
 *
 * Returns: (transfer none) (array zero-terminated=1): what a rule can be about
 */
const char *const *
salve_kinds (void)
{
  static const char *names[G_N_ELEMENTS (kinds) + 1];

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    names[i] = kinds[i].type;
  return names;
}

/**
 * salve_kind_words:
 *
 * Returns: (transfer none): what people call a kind of record; FHIR's own name where there is no word for it
 */
const char *
salve_kind_words (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].words != NULL && g_str_equal (kinds[i].type, type))
      return g_dpgettext2 (NULL, "kind of record", kinds[i].words);
  return salve_type_label (type);
}

/**
 * salve_reach_words:
 *
 * Returns: (transfer none): whose records a rule is about
 */
const char *
salve_reach_words (SalveReachKind reach)
{
  switch (reach)
    {
    case SALVE_REACH_PATIENT:
      return C_ ("reach", "Their own record");
    case SALVE_REACH_TREATED:
      return C_ ("reach", "Patients they treat");
    case SALVE_REACH_ALL:
      return C_ ("reach", "All records");
    case SALVE_REACH_NONE:
    default:
      return C_ ("reach", "Nobody");
    }
}

/**
 * salve_action_words:
 *
 * Returns: (transfer none): what a rule lets people do
 */
const char *
salve_action_words (SalveAction action)
{
  static const char *const words[SALVE_N_ACTIONS] = {
    NC_ ("right", "Read"),       NC_ ("right", "Search"),
    NC_ ("right", "Create"),     NC_ ("right", "Change"),
    NC_ ("right", "Delete"),     NC_ ("right", "See earlier versions"),
    NC_ ("right", "Export"),     NC_ ("right", "Book and hold times"),
    NC_ ("right", "Administer"),
  };

  g_return_val_if_fail (action < SALVE_N_ACTIONS, "");
  return g_dpgettext2 (NULL, "right", words[action]);
}

/**
 * salve_rule_line_new:
 * @actions: a bit each: 1 << SalveAction
 *
 * Returns: (transfer full): a line about nothing yet
 */
SalveRuleLine *
salve_rule_line_new (SalveReachKind reach, guint actions)
{
  SalveRuleLine *self = g_new0 (SalveRuleLine, 1);

  self->reach = reach;
  self->actions = actions;
  self->types = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
salve_rule_line_free (SalveRuleLine *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->types);
  g_free (self);
}

static gboolean
find (const SalveRuleLine *self, const char *type, guint *index)
{
  return g_ptr_array_find_with_equal_func (self->types, type, g_str_equal, index);
}

gboolean
salve_rule_line_has (const SalveRuleLine *self, const char *type)
{
  return find (self, type, NULL);
}

void
salve_rule_line_set (SalveRuleLine *self, const char *type, gboolean has)
{
  guint index;

  if (find (self, type, &index))
    {
      if (!has)
        g_ptr_array_remove_index (self->types, index);
    }
  else if (has)
    g_ptr_array_add (self->types, g_strdup (type));
}

/**
 * salve_rule_line_get_actions_words:
 *
 * Returns: (transfer full): what may be done, in words
 */
char *
salve_rule_line_get_actions_words (const SalveRuleLine *self)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < SALVE_N_ACTIONS; i++)
    if ((self->actions & 1u << i) != 0)
      g_string_append_printf (words, "%s%s", words->len > 0 ? " · " : "", salve_action_words (i));
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/**
 * salve_rule_line_get_types_words:
 *
 * Returns: (transfer full): with what, in words
 */
char *
salve_rule_line_get_types_words (const SalveRuleLine *self)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < self->types->len; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? " · " : "", salve_kind_words (self->types->pdata[i]));
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* Of one kind and reach there is one rule, which has the actions of all. */
static GArray *
merge (GArray *rules)
{
  for (guint i = 0; i < rules->len; i++)
    {
      SalveRule *first = &g_array_index (rules, SalveRule, i);

      for (guint j = rules->len - 1; j > i; j--)
        {
          const SalveRule *other = &g_array_index (rules, SalveRule, j);

          if (other->reach != first->reach || !g_str_equal (other->type, first->type))
            continue;
          first->actions |= other->actions;
          g_array_remove_index (rules, j);
        }
    }
  return rules;
}

static SalveRuleLine *
find_line (GPtrArray *lines, const SalveRule *rule)
{
  SalveRuleLine *line;

  for (guint i = 0; i < lines->len; i++)
    {
      line = lines->pdata[i];
      if (line->reach == rule->reach && line->actions == rule->actions)
        return line;
    }
  line = salve_rule_line_new (rule->reach, rule->actions);
  g_ptr_array_add (lines, line);
  return line;
}

/**
 * salve_rule_lines_parse:
 * @rules: of a role, as salve-permission.h says
 * @error: %SALVE_PERMISSION_ERROR_INVALID
 *
 * Returns: (transfer full) (element-type SalveRuleLine): the same as lines, in the order in which they first come
 */
GPtrArray *
salve_rule_lines_parse (const char *rules, GError **error)
{
  g_autoptr (GArray) parsed = salve_rules_parse (rules, error);
  GPtrArray *lines;

  if (parsed == NULL)
    return NULL;
  merge (parsed);
  lines = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_rule_line_free);
  for (guint i = 0; i < parsed->len; i++)
    {
      const SalveRule *rule = &g_array_index (parsed, SalveRule, i);

      salve_rule_line_set (find_line (lines, rule), rule->type, TRUE);
    }
  return lines;
}

/**
 * salve_rule_lines_format:
 *
 * Returns: (transfer full): the rules as text; a line that lets do nothing, or with nothing, is left out
 */
char *
salve_rule_lines_format (GPtrArray *lines)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      const SalveRuleLine *line = lines->pdata[i];

      for (guint j = 0; line->actions != 0 && j < line->types->len; j++)
        {
          const SalveRule rule = { line->reach, line->actions, 0, line->types->pdata[j] };
          g_autofree char *word = salve_rule_format (&rule);

          g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", word);
        }
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
