/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Roles, the scopes of tokens, and the one question that is asked of both: how far does this action reach? */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-permission.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_RULES_LENGTH 16384
#define MAX_NAME_LENGTH 64
#define MAX_SCOPES_LENGTH 4096

typedef struct
{
  char *text;
  GArray *rules; /* SalveRule */
} Role;

struct _SalveRoleTable
{
  gatomicrefcount ref_count;
  GHashTable *roles; /* name → Role */
};

struct _SalveScopes
{
  gboolean everything;
  GArray *rules; /* SalveRule; reach PATIENT for patient/, else ALL */
};

G_DEFINE_QUARK (salve - permission - error - quark, salve_permission_error)

static const char letters[SALVE_N_ACTIONS + 1] = "rscudheoa";
static const char *const reach_names[] = { "none", "own", "treated", "all" };

#define DIRECTORY                                                                                            \
  " all/Practitioner.rsh all/PractitionerRole.rsh all/Organization.rsh all/Location.rsh"                     \
  " all/HealthcareService.rsh all/Schedule.rsh all/Slot.rsh all/Medication.rs all/ValueSet.rs"               \
  " all/CodeSystem.rs all/Questionnaire.rs"

/* What a new clinic begins with; each can be edited. The administrator's rights reach over all records because it is who
 * brings the clinic's data onto the server. */
static const struct
{
  const char *name;
  const char *rules;
} defaults[] = {
  { SALVE_ROLE_NAME_PATIENT,
    "own/Patient.rsh own/Appointment.rsho own/AppointmentResponse.rsc own/Encounter.rs own/Condition.rs"
    " own/Observation.rsc own/DiagnosticReport.rs own/MedicationRequest.rs own/MedicationStatement.rs"
    " own/AllergyIntolerance.rs own/Immunization.rs own/Procedure.rs own/CarePlan.rs own/CareTeam.rs"
    " own/Composition.rs own/DocumentReference.rsc own/Media.rsc own/Binary.r own/Communication.rsc"
    " own/RelatedPerson.rs own/Coverage.rs own/Consent.rs own/Device.rs own/DeviceUseStatement.rs"
    " own/QuestionnaireResponse.rscu own/ServiceRequest.rso" DIRECTORY },
  { SALVE_ROLE_NAME_NURSE, "all/*.rsh all/Patient.cu all/Appointment.cuo all/AppointmentResponse.cu"
                           " all/Encounter.cu all/Observation.cud all/DiagnosticReport.cu all/Condition.cu"
                           " all/AllergyIntolerance.cu all/Immunization.cu all/MedicationStatement.cu"
                           " all/Procedure.cu all/CarePlan.cu all/DocumentReference.cu all/Media.cu"
                           " all/Binary.c all/Communication.cu all/RelatedPerson.cu all/Device.cu"
                           " all/DeviceUseStatement.cu all/QuestionnaireResponse.cu all/ServiceRequest.cu"
                           " all/Slot.cu all/patient-code.c" },
  { SALVE_ROLE_NAME_DOCTOR,
    "treated/*.rsh treated/Patient.cu treated/RelatedPerson.cu treated/AppointmentResponse.cu"
    " treated/DiagnosticReport.cu treated/Immunization.cu treated/Procedure.cu"
    " treated/CarePlan.cu treated/CareTeam.cu treated/Media.cu treated/Communication.cu"
    " treated/Consent.cu treated/ServiceRequest.cu treated/QuestionnaireResponse.cu"
    " treated/Task.cu treated/Device.cu treated/DeviceUseStatement.cu treated/Schedule.cu"
    " treated/Slot.cu treated/Appointment.cudo treated/Encounter.cud treated/Condition.cud"
    " treated/Observation.cud treated/MedicationRequest.cud treated/MedicationStatement.cud"
    " treated/AllergyIntolerance.cud treated/Composition.cud treated/DocumentReference.cud"
    " treated/Binary.c all/glass.c all/patient-code.c" DIRECTORY },
  { SALVE_ROLE_NAME_FRONT_DESK,
    "all/Patient.rscuhd all/RelatedPerson.rscuhd all/Coverage.rscuhd all/Account.rscuh"
    " all/Appointment.rscuhdo all/AppointmentResponse.rscuhd all/Schedule.cud all/Slot.cud"
    " all/Encounter.rscuh all/Communication.rscu all/Consent.rscuh all/ServiceRequest.rscuh"
    " all/HealthcareService.cu all/Location.cu all/patient-code.c" DIRECTORY },
  { SALVE_ROLE_NAME_ADMINISTRATOR, "all/*.rscudheo all/AuditEvent.rs all/account.rscuda all/role.rscuda"
                                   " all/client.rscuda all/audit.rsea all/server.ra all/analytics.r"
                                   " all/deidentified.e all/glass.ra all/patient-code.c" },
  { SALVE_ROLE_NAME_APP_DEVELOPER, "all/client.rs" DIRECTORY },
  { SALVE_ROLE_NAME_DEVICE_INTEGRATOR,
    "all/Device.rscu all/DeviceMetric.rscu all/DeviceDefinition.rs"
    " all/DeviceUseStatement.rsc all/Observation.c all/DiagnosticReport.c" },
  { SALVE_ROLE_NAME_DATA_SCIENTIST, "all/deidentified.e all/analytics.r" },
  /* No record at all: what it may know of today is made for it (salve-kiosk-proof.h). */
  { SALVE_ROLE_NAME_KIOSK, "all/kiosk.rc" },
};

static void
clear_rule (gpointer data)
{
  g_free (((SalveRule *)data)->type);
}

static GArray *
rules_new (void)
{
  GArray *rules = g_array_new (FALSE, FALSE, sizeof (SalveRule));

  g_array_set_clear_func (rules, clear_rule);
  return rules;
}

static void
role_free (gpointer data)
{
  Role *role = data;

  g_free (role->text);
  g_array_unref (role->rules);
  g_free (role);
}

static gboolean
parse_letters (const char *text, guint *actions)
{
  *actions = 0;
  for (const char *at = text; *at != '\0'; at++)
    {
      const char *found = strchr (letters, *at);

      if (found == NULL || (*actions & 1u << (found - letters)) != 0)
        return FALSE;
      *actions |= 1u << (found - letters);
    }
  return *actions != 0;
}

/* "*", a resource type, or a word of the server's own. */
static gboolean
is_type (const char *text)
{
  if (g_str_equal (text, "*"))
    return TRUE;
  if (!g_ascii_isalpha (*text) || strlen (text) > MAX_NAME_LENGTH)
    return FALSE;
  for (const char *at = text; *at != '\0'; at++)
    if (!g_ascii_isalpha (*at) && !(*at == '-' && g_ascii_islower (*text)))
      return FALSE;
  return TRUE;
}

static gboolean
parse_reach (const char *text, SalveReachKind *reach)
{
  for (guint i = SALVE_REACH_PATIENT; i < G_N_ELEMENTS (reach_names); i++)
    if (g_str_equal (reach_names[i], text))
      {
        *reach = (SalveReachKind)i;
        return TRUE;
      }
  return FALSE;
}

/* Takes "before/type.after" apart; the word is cut in place. */
static gboolean
split (char *word, char **before, char **type, char **after)
{
  char *slash = strchr (word, '/'), *dot = strrchr (word, '.');

  if (slash == NULL || dot == NULL || dot < slash)
    return FALSE;
  *slash = *dot = '\0';
  *before = word;
  *type = slash + 1;
  *after = dot + 1;
  return is_type (*type);
}

static gboolean
parse_rule (const char *word, SalveRule *rule)
{
  g_autofree char *copy = g_strdup (word);
  char *reach, *type, *actions;

  if (!split (copy, &reach, &type, &actions) || !parse_reach (reach, &rule->reach)
      || !parse_letters (actions, &rule->actions))
    return FALSE;
  rule->type = g_strdup (type);
  return TRUE;
}

/**
 * salve_rules_parse:
 * @text: rules, at most 16 KiB, in the syntax of the top of salve-permission.h
 * @error: %SALVE_PERMISSION_ERROR_INVALID
 *
 * Returns: (transfer full) (element-type SalveRule): the rules in their order
 */
GArray *
salve_rules_parse (const char *text, GError **error)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GArray) rules = rules_new ();

  if (strlen (text) > MAX_RULES_LENGTH)
    {
      g_set_error_literal (error, SALVE_PERMISSION_ERROR, SALVE_PERMISSION_ERROR_INVALID,
                           _ ("The role has too many rules"));
      return NULL;
    }
  words = g_strsplit_set (text, " \t\r\n", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      SalveRule rule = { 0 };

      if (*words[i] == '\0')
        continue;
      if (!parse_rule (words[i], &rule))
        {
          g_set_error (error, SALVE_PERMISSION_ERROR, SALVE_PERMISSION_ERROR_INVALID,
                       _ ("“%s” is no rule. A rule looks like own/Patient.rs"), words[i]);
          return NULL;
        }
      g_array_append_val (rules, rule);
    }
  return g_steal_pointer (&rules);
}

/**
 * salve_rule_format:
 * @rule: of a role
 *
 * Returns: (transfer full): the rule as text, that salve_rules_parse() reads
 */
char *
salve_rule_format (const SalveRule *rule)
{
  char actions[SALVE_N_ACTIONS + 1];
  gsize n = 0;

  g_return_val_if_fail (rule->reach > SALVE_REACH_NONE && rule->reach <= SALVE_REACH_ALL, NULL);

  for (guint i = 0; i < SALVE_N_ACTIONS; i++)
    if ((rule->actions & 1u << i) != 0)
      actions[n++] = letters[i];
  actions[n] = '\0';
  return g_strdup_printf ("%s/%s.%s", reach_names[rule->reach], rule->type, actions);
}

/* Returns: as it stands in a rule */
char
salve_action_letter (SalveAction action)
{
  g_return_val_if_fail (action < SALVE_N_ACTIONS, '\0');
  return letters[action];
}

static gboolean
is_role_name (const char *name)
{
  if (!g_ascii_islower (*name) || strlen (name) > MAX_NAME_LENGTH)
    return FALSE;
  for (const char *at = name; *at != '\0'; at++)
    if (!g_ascii_islower (*at) && !g_ascii_isdigit (*at) && *at != '-')
      return FALSE;
  return TRUE;
}

/**
 * salve_role_table_new:
 *
 * Returns: (transfer full): the roles that a new clinic begins with
 */
SalveRoleTable *
salve_role_table_new (void)
{
  SalveRoleTable *self = g_new0 (SalveRoleTable, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->roles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, role_free);
  for (guint i = 0; i < G_N_ELEMENTS (defaults); i++)
    {
      gboolean good = salve_role_table_set (self, defaults[i].name, defaults[i].rules, NULL);

      g_assert (good);
    }
  return self;
}

SalveRoleTable *
salve_role_table_ref (SalveRoleTable *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
salve_role_table_unref (SalveRoleTable *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_hash_table_unref (self->roles);
  g_free (self);
}

/**
 * salve_role_table_set:
 * @name: small letters, digits and dashes, at most 64
 * @rules: (nullable): in the syntax above, at most 16 KiB; %NULL takes the role away
 * @error: %SALVE_PERMISSION_ERROR_INVALID; nothing is changed then
 *
 * Only before the table is shared: it is not locked.
 */
gboolean
salve_role_table_set (SalveRoleTable *self, const char *name, const char *rules, GError **error)
{
  g_autoptr (GArray) parsed = NULL;
  Role *role;

  g_return_val_if_fail (self != NULL && name != NULL, FALSE);

  if (!is_role_name (name))
    {
      g_set_error_literal (error, SALVE_PERMISSION_ERROR, SALVE_PERMISSION_ERROR_INVALID,
                           _ ("A role’s name is made of small letters, digits and dashes"));
      return FALSE;
    }
  if (rules == NULL)
    {
      g_hash_table_remove (self->roles, name);
      return TRUE;
    }
  parsed = salve_rules_parse (rules, error);
  if (parsed == NULL)
    return FALSE;
  role = g_new0 (Role, 1);
  role->text = g_strdup (rules);
  role->rules = g_steal_pointer (&parsed);
  g_hash_table_replace (self->roles, g_strdup (name), role);
  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/**
 * salve_role_table_list:
 *
 * Returns: (transfer full): the names, in the order of the alphabet
 */
char **
salve_role_table_list (SalveRoleTable *self)
{
  guint n;
  char **names = (char **)g_hash_table_get_keys_as_array (self->roles, &n);

  for (guint i = 0; i < n; i++)
    names[i] = g_strdup (names[i]);
  qsort (names, n, sizeof *names, compare_names);
  return names;
}

/**
 * salve_role_table_get_rules:
 *
 * Returns: (nullable): what was set; %NULL where there is no such role
 */
const char *
salve_role_table_get_rules (SalveRoleTable *self, const char *name)
{
  const Role *role = g_hash_table_lookup (self->roles, name);

  return role != NULL ? role->text : NULL;
}

/**
 * salve_role_table_get_default_rules:
 *
 * Returns: (nullable): what a new clinic begins with; %NULL for a role that the clinic made
 */
const char *
salve_role_table_get_default_rules (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (defaults); i++)
    if (g_str_equal (defaults[i].name, name))
      return defaults[i].rules;
  return NULL;
}

/* SMART 1: read, write, *. SMART 2: letters of c r u d s in that order. */
static gboolean
parse_scope_actions (const char *text, guint *actions)
{
  static const struct
  {
    char letter;
    guint actions;
  } smart[] = {
    { 'c', 1u << SALVE_ACTION_CREATE }, { 'r', 1u << SALVE_ACTION_READ | 1u << SALVE_ACTION_HISTORY },
    { 'u', 1u << SALVE_ACTION_UPDATE }, { 'd', 1u << SALVE_ACTION_DELETE },
    { 's', 1u << SALVE_ACTION_SEARCH },
  };
  const char *at = g_str_equal (text, "read")    ? "rs"
                   : g_str_equal (text, "write") ? "cud"
                   : g_str_equal (text, "*")     ? "cruds"
                                                 : text;

  *actions = 0;
  for (guint i = 0; i < G_N_ELEMENTS (smart); i++)
    if (*at == smart[i].letter)
      {
        *actions |= smart[i].actions;
        at++;
      }
  return *at == '\0' && *actions != 0;
}

/* The actions that need two letters of a scope. */
static guint
add_compound_actions (guint actions)
{
  const guint both = 1u << SALVE_ACTION_CREATE | 1u << SALVE_ACTION_UPDATE;
  const guint read = 1u << SALVE_ACTION_READ | 1u << SALVE_ACTION_SEARCH;

  if ((actions & both) == both)
    actions |= 1u << SALVE_ACTION_OPERATION;
  if ((actions & read) == read)
    actions |= 1u << SALVE_ACTION_EXPORT;
  return actions;
}

/* Of the server's own words only what an enrolled kiosk needs can be had by a scope. */
static gboolean
is_scope_type (const char *type)
{
  return !g_ascii_islower (*type) || g_str_equal (type, "kiosk");
}

static gboolean
parse_scope (const char *word, SalveRule *rule)
{
  g_autofree char *copy = g_strdup (word);
  char *context, *type, *actions;

  if (!split (copy, &context, &type, &actions) || !is_scope_type (type)
      || !parse_scope_actions (actions, &rule->actions))
    return FALSE;
  if (g_str_equal (context, "patient"))
    rule->reach = SALVE_REACH_PATIENT;
  else if (g_str_equal (context, "user") || g_str_equal (context, "system"))
    rule->reach = SALVE_REACH_ALL;
  else
    return FALSE;
  rule->context = *context;
  rule->actions = add_compound_actions (rule->actions);
  rule->type = g_strdup (type);
  return TRUE;
}

/**
 * salve_scopes_parse:
 * @text: the scopes of a token, with blanks between them
 *
 * Reads SMART App Launch 1 (`user/Patient.read`) and 2 (`patient/Observation.rs`). A scope that is not understood, one
 * with a query among them, grants nothing.
 *
 * Returns: (transfer full): what the token is narrowed to
 */
SalveScopes *
salve_scopes_parse (const char *text)
{
  SalveScopes *self = g_new0 (SalveScopes, 1);
  g_auto (GStrv) words = NULL;

  self->rules = rules_new ();
  if (text == NULL || strlen (text) > MAX_SCOPES_LENGTH)
    return self;
  words = g_strsplit (text, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      SalveRule rule = { 0 };

      if (g_str_equal (words[i], SALVE_SCOPE_DESK))
        self->everything = TRUE;
      else if (parse_scope (words[i], &rule))
        g_array_append_val (self->rules, rule);
    }
  return self;
}

void
salve_scopes_free (SalveScopes *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->rules);
  g_free (self);
}

static gboolean
covers_scope (const SalveScopes *allowed, const char *word)
{
  SalveRule wanted = { 0 };
  gboolean good = allowed->everything;

  if (!parse_scope (word, &wanted))
    return FALSE;
  for (guint i = 0; !good && i < allowed->rules->len; i++)
    {
      const SalveRule *rule = &g_array_index (allowed->rules, SalveRule, i);

      good = (wanted.context == rule->context || (wanted.context == 'p' && rule->context == 'u'))
             && (wanted.actions & ~rule->actions) == 0
             && (g_str_equal (rule->type, "*") || g_str_equal (rule->type, wanted.type));
    }
  clear_rule (&wanted);
  return good;
}

/**
 * salve_scopes_intersect:
 * @wanted: scopes that a program asks for
 * @allowed: scopes that it is registered with
 *
 * Returns: (transfer full): those of @wanted that @allowed names or covers, each once and in their order; may be empty
 */
char *
salve_scopes_intersect (const char *wanted, const char *allowed)
{
  g_autoptr (SalveScopes) scopes = salve_scopes_parse (allowed);
  g_auto (GStrv) words = g_strsplit (strlen (wanted) <= MAX_SCOPES_LENGTH ? wanted : "", " ", -1);
  g_auto (GStrv) registered = g_strsplit (allowed, " ", -1);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GString *result = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *word = words[i];

      if (*word == '\0' || !g_hash_table_add (seen, words[i]))
        continue;
      if (g_strv_contains ((const char *const *)registered, word) || covers_scope (scopes, word))
        g_string_append_printf (result, "%s%s", result->len > 0 ? " " : "", word);
    }
  return g_string_free_and_steal (result);
}

static gboolean
rule_covers (const SalveRule *rule, SalveAction action, const char *type)
{
  if ((rule->actions & 1u << action) == 0)
    return FALSE;
  if (!g_str_equal (rule->type, "*"))
    return g_str_equal (rule->type, type);
  return g_ascii_isupper (*type) && !g_str_equal (type, "AuditEvent");
}

/* The widest that the token lets through. */
static SalveReachKind
find_cap (const SalveScopes *scopes, SalveAction action, const char *type)
{
  SalveReachKind cap = SALVE_REACH_NONE;

  if (scopes == NULL || scopes->everything)
    return SALVE_REACH_ALL;
  for (guint i = 0; i < scopes->rules->len; i++)
    {
      const SalveRule *rule = &g_array_index (scopes->rules, SalveRule, i);

      if (rule_covers (rule, action, type))
        cap = MAX (cap, rule->reach);
    }
  return cap;
}

/* A doctor's own record is not for that among those they treat: a token for one patient gives nothing of `treated`. */
static SalveReachKind
narrow (SalveReachKind reach, SalveReachKind cap)
{
  if (cap == SALVE_REACH_PATIENT && reach == SALVE_REACH_TREATED)
    return SALVE_REACH_NONE;
  return MIN (reach, cap);
}

/**
 * salve_permission_find:
 * @names: (array zero-terminated=1): the person's roles; unknown ones grant nothing
 * @scopes: (nullable): what the token is narrowed to; %NULL: not at all
 * @type: a resource type, or one of the server's own words
 *
 * Scopes narrow, they never widen.
 *
 * Returns: how far @action reaches; %SALVE_REACH_NONE: refused
 */
SalveReachKind
salve_permission_find (SalveRoleTable *roles,
                       const char *const *names,
                       const SalveScopes *scopes,
                       SalveAction action,
                       const char *type)
{
  SalveReachKind reach = SALVE_REACH_NONE;
  SalveReachKind cap;

  g_return_val_if_fail (roles != NULL && type != NULL && action < SALVE_N_ACTIONS, SALVE_REACH_NONE);

  cap = find_cap (scopes, action, type);
  for (guint i = 0; names != NULL && names[i] != NULL && cap != SALVE_REACH_NONE; i++)
    {
      const Role *role = g_hash_table_lookup (roles->roles, names[i]);

      for (guint j = 0; role != NULL && j < role->rules->len; j++)
        {
          const SalveRule *rule = &g_array_index (role->rules, SalveRule, j);

          if (rule_covers (rule, action, type))
            reach = MAX (reach, narrow (rule->reach, cap));
        }
    }
  return reach;
}

/**
 * salve_permission_widen:
 * @reach: what salve_permission_find() said
 * @broke_glass: whether this person has an open break-glass
 * @of_that_patient: whether the record belongs to the patient for whom it is open
 *
 * Break-glass lets a doctor see one patient whom they do not treat; it gives nobody else anything.
 *
 * Returns: %SALVE_REACH_ALL for such a record, else @reach
 */
SalveReachKind
salve_permission_widen (SalveReachKind reach, gboolean broke_glass, gboolean of_that_patient)
{
  return reach == SALVE_REACH_TREATED && broke_glass && of_that_patient ? SALVE_REACH_ALL : reach;
}

/**
 * salve_roles_from_names:
 * @names: (nullable): of roles in the table of an account; those that a clinic made itself are no role of the scheduler
 *
 * Returns: what they are in the life cycle of appointments and for visit types
 */
SalveRoles
salve_roles_from_names (const char *const *names)
{
  static const struct
  {
    const char *name;
    SalveRoles role;
  } rows[] = {
    { SALVE_ROLE_NAME_PATIENT, SALVE_ROLE_PATIENT },
    { SALVE_ROLE_NAME_FRONT_DESK, SALVE_ROLE_FRONT_DESK },
    { SALVE_ROLE_NAME_NURSE, SALVE_ROLE_NURSE },
    { SALVE_ROLE_NAME_DOCTOR, SALVE_ROLE_DOCTOR },
    { SALVE_ROLE_NAME_ADMINISTRATOR, SALVE_ROLE_ADMINISTRATOR },
  };
  SalveRoles roles = SALVE_ROLE_NONE;

  for (gsize i = 0; names != NULL && i < G_N_ELEMENTS (rows); i++)
    if (g_strv_contains (names, rows[i].name))
      roles |= rows[i].role;
  return roles;
}
