/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The roles that a new clinic begins with, as a whole table; roles that are edited; scopes, which only ever narrow. */
#include "config.h"

#include "salve-permission.h"

#include <string.h>

#define N_ROLES 9

static const char *const all_roles[N_ROLES + 1] = {
  "administrator", "app-developer", "data-scientist", "device-integrator", "doctor",
  "front-desk",    "kiosk",         "nurse",          "patient",
};

/* Role for role as above: how far read, search, create, update, delete, history, export, operation and administer
 * reach. a all, t treated, o own, - refused. */
/* clang-format off */
static const struct
{
  const char *type;
  const char *reach[N_ROLES];
} table[] = {
  { "Patient", { "aaaaaaaa-", "---------", "---------", "---------", "tttt-t---", "aaaaaa---", "---------", "aaaa-a---", "oo---o---" } },
  { "RelatedPerson", { "aaaaaaaa-", "---------", "---------", "---------", "tttt-t---", "aaaaaa---", "---------", "aaaa-a---", "oo-------" } },
  { "Coverage", { "aaaaaaaa-", "---------", "---------", "---------", "tt---t---", "aaaaaa---", "---------", "aa---a---", "oo-------" } },
  { "Account", { "aaaaaaaa-", "---------", "---------", "---------", "tt---t---", "aaaa-a---", "---------", "aa---a---", "---------" } },
  { "Practitioner", { "aaaaaaaa-", "aa---a---", "---------", "---------", "aa---a---", "aa---a---", "---------", "aa---a---", "aa---a---" } },
  { "PractitionerRole", { "aaaaaaaa-", "aa---a---", "---------", "---------", "aa---a---", "aa---a---", "---------", "aa---a---", "aa---a---" } },
  { "Organization", { "aaaaaaaa-", "aa---a---", "---------", "---------", "aa---a---", "aa---a---", "---------", "aa---a---", "aa---a---" } },
  { "Location", { "aaaaaaaa-", "aa---a---", "---------", "---------", "aa---a---", "aaaa-a---", "---------", "aa---a---", "aa---a---" } },
  { "HealthcareService", { "aaaaaaaa-", "aa---a---", "---------", "---------", "aa---a---", "aaaa-a---", "---------", "aa---a---", "aa---a---" } },
  { "Schedule", { "aaaaaaaa-", "aa---a---", "---------", "---------", "aatt-a---", "aaaaaa---", "---------", "aa---a---", "aa---a---" } },
  { "Slot", { "aaaaaaaa-", "aa---a---", "---------", "---------", "aatt-a---", "aaaaaa---", "---------", "aaaa-a---", "aa---a---" } },
  { "Appointment", { "aaaaaaaa-", "---------", "---------", "---------", "tttttt-t-", "aaaaaa-a-", "---------", "aaaa-a-a-", "oo---o-o-" } },
  { "AppointmentResponse", { "aaaaaaaa-", "---------", "---------", "---------", "tttt-t---", "aaaaaa---", "---------", "aaaa-a---", "ooo------" } },
  { "Encounter", { "aaaaaaaa-", "---------", "---------", "---------", "tttttt---", "aaaa-a---", "---------", "aaaa-a---", "oo-------" } },
  { "Condition", { "aaaaaaaa-", "---------", "---------", "---------", "tttttt---", "---------", "---------", "aaaa-a---", "oo-------" } },
  { "Observation", { "aaaaaaaa-", "---------", "---------", "--a------", "tttttt---", "---------", "---------", "aaaaaa---", "ooo------" } },
  { "DiagnosticReport", { "aaaaaaaa-", "---------", "---------", "--a------", "tttt-t---", "---------", "---------", "aaaa-a---", "oo-------" } },
  { "MedicationRequest", { "aaaaaaaa-", "---------", "---------", "---------", "tttttt---", "---------", "---------", "aa---a---", "oo-------" } },
  { "MedicationStatement", { "aaaaaaaa-", "---------", "---------", "---------", "tttttt---", "---------", "---------", "aaaa-a---", "oo-------" } },
  { "AllergyIntolerance", { "aaaaaaaa-", "---------", "---------", "---------", "tttttt---", "---------", "---------", "aaaa-a---", "oo-------" } },
  { "Immunization", { "aaaaaaaa-", "---------", "---------", "---------", "tttt-t---", "---------", "---------", "aaaa-a---", "oo-------" } },
  { "Procedure", { "aaaaaaaa-", "---------", "---------", "---------", "tttt-t---", "---------", "---------", "aaaa-a---", "oo-------" } },
  { "CarePlan", { "aaaaaaaa-", "---------", "---------", "---------", "tttt-t---", "---------", "---------", "aaaa-a---", "oo-------" } },
  { "CareTeam", { "aaaaaaaa-", "---------", "---------", "---------", "tttt-t---", "---------", "---------", "aa---a---", "oo-------" } },
  { "Composition", { "aaaaaaaa-", "---------", "---------", "---------", "tttttt---", "---------", "---------", "aa---a---", "oo-------" } },
  { "DocumentReference", { "aaaaaaaa-", "---------", "---------", "---------", "tttttt---", "---------", "---------", "aaaa-a---", "ooo------" } },
  { "Media", { "aaaaaaaa-", "---------", "---------", "---------", "tttt-t---", "---------", "---------", "aaaa-a---", "ooo------" } },
  { "Binary", { "aaaaaaaa-", "---------", "---------", "---------", "ttt--t---", "---------", "---------", "aaa--a---", "o--------" } },
  { "Communication", { "aaaaaaaa-", "---------", "---------", "---------", "tttt-t---", "aaaa-----", "---------", "aaaa-a---", "ooo------" } },
  { "Consent", { "aaaaaaaa-", "---------", "---------", "---------", "tttt-t---", "aaaa-a---", "---------", "aa---a---", "oo-------" } },
  { "ServiceRequest", { "aaaaaaaa-", "---------", "---------", "---------", "tttt-t---", "aaaa-a---", "---------", "aaaa-a---", "oo-----o-" } },
  { "QuestionnaireResponse", { "aaaaaaaa-", "---------", "---------", "---------", "tttt-t---", "---------", "---------", "aaaa-a---", "oooo-----" } },
  { "Questionnaire", { "aaaaaaaa-", "aa-------", "---------", "---------", "aa---t---", "aa-------", "---------", "aa---a---", "aa-------" } },
  { "Medication", { "aaaaaaaa-", "aa-------", "---------", "---------", "aa---t---", "aa-------", "---------", "aa---a---", "aa-------" } },
  { "ValueSet", { "aaaaaaaa-", "aa-------", "---------", "---------", "aa---t---", "aa-------", "---------", "aa---a---", "aa-------" } },
  { "CodeSystem", { "aaaaaaaa-", "aa-------", "---------", "---------", "aa---t---", "aa-------", "---------", "aa---a---", "aa-------" } },
  { "Device", { "aaaaaaaa-", "---------", "---------", "aaaa-----", "tttt-t---", "---------", "---------", "aaaa-a---", "oo-------" } },
  { "DeviceMetric", { "aaaaaaaa-", "---------", "---------", "aaaa-----", "tt---t---", "---------", "---------", "aa---a---", "---------" } },
  { "DeviceDefinition", { "aaaaaaaa-", "---------", "---------", "aa-------", "tt---t---", "---------", "---------", "aa---a---", "---------" } },
  { "DeviceUseStatement", { "aaaaaaaa-", "---------", "---------", "aaa------", "tttt-t---", "---------", "---------", "aaaa-a---", "oo-------" } },
  { "Task", { "aaaaaaaa-", "---------", "---------", "---------", "tttt-t---", "---------", "---------", "aa---a---", "---------" } },
  { "Provenance", { "aaaaaaaa-", "---------", "---------", "---------", "tt---t---", "---------", "---------", "aa---a---", "---------" } },
  { "Basic", { "aaaaaaaa-", "---------", "---------", "---------", "tt---t---", "---------", "---------", "aa---a---", "---------" } },
  { "AuditEvent", { "aa-------", "---------", "---------", "---------", "---------", "---------", "---------", "---------", "---------" } },
  { "account", { "aaaaa---a", "---------", "---------", "---------", "---------", "---------", "---------", "---------", "---------" } },
  { "role", { "aaaaa---a", "---------", "---------", "---------", "---------", "---------", "---------", "---------", "---------" } },
  { "client", { "aaaaa---a", "aa-------", "---------", "---------", "---------", "---------", "---------", "---------", "---------" } },
  { "audit", { "aa----a-a", "---------", "---------", "---------", "---------", "---------", "---------", "---------", "---------" } },
  { "server", { "a-------a", "---------", "---------", "---------", "---------", "---------", "---------", "---------", "---------" } },
  { "analytics", { "a--------", "---------", "a--------", "---------", "---------", "---------", "---------", "---------", "---------" } },
  { "deidentified", { "------a--", "---------", "------a--", "---------", "---------", "---------", "---------", "---------", "---------" } },
  { "glass", { "a-------a", "---------", "---------", "---------", "--a------", "---------", "---------", "---------", "---------" } },
  { "nothing", { "---------", "---------", "---------", "---------", "---------", "---------", "---------", "---------", "---------" } },
  { "patient-code", { "--a------", "---------", "---------", "---------", "--a------", "--a------", "---------", "--a------", "---------" } },
  { "kiosk", { "---------", "---------", "---------", "---------", "---------", "---------", "a-a------", "---------", "---------" } },
};
/* clang-format on */

static const char reach_letters[] = "-ota";

static SalveReachKind
find (SalveRoleTable *roles, const char *role, const char *scopes, SalveAction action, const char *type)
{
  const char *const names[] = { role, NULL };
  g_autoptr (SalveScopes) parsed = scopes != NULL ? salve_scopes_parse (scopes) : NULL;

  return salve_permission_find (roles, names, parsed, action, type);
}

static void
test_table (void)
{
  g_autoptr (SalveRoleTable) roles = salve_role_table_new ();
  g_auto (GStrv) names = salve_role_table_list (roles);

  g_assert_cmpstrv (names, all_roles);
  for (guint row = 0; row < G_N_ELEMENTS (table); row++)
    for (guint role = 0; role < N_ROLES; role++)
      {
        g_assert_cmpuint (strlen (table[row].reach[role]), ==, SALVE_N_ACTIONS);
        for (guint action = 0; action < SALVE_N_ACTIONS; action++)
          {
            char found =
                reach_letters[find (roles, all_roles[role], NULL, (SalveAction)action, table[row].type)];

            if (found != table[row].reach[role][action])
              g_test_message ("%s, %s, action %u", all_roles[role], table[row].type, action);
            g_assert_cmpint (found, ==, table[row].reach[role][action]);
          }
      }
}

/* Some rules of the house that must hold whatever the table says. */
static void
test_principles (void)
{
  g_autoptr (SalveRoleTable) roles = salve_role_table_new ();

  for (guint row = 0; row < G_N_ELEMENTS (table); row++)
    for (guint role = 0; role < N_ROLES; role++)
      for (guint action = 0; action < SALVE_N_ACTIONS; action++)
        {
          SalveReachKind reach = find (roles, all_roles[role], NULL, (SalveAction)action, table[row].type);
          gboolean word = g_ascii_islower (table[row].type[0]);

          if (action == SALVE_ACTION_ADMIN || g_str_equal (table[row].type, "AuditEvent"))
            g_assert_true (reach == SALVE_REACH_NONE || role == 0);
          if (g_str_equal (all_roles[role], "data-scientist") && !word)
            g_assert_cmpint (reach, ==, SALVE_REACH_NONE);
          if (action == SALVE_ACTION_EXPORT && role != 0)
            g_assert_true (reach == SALVE_REACH_NONE || g_str_equal (table[row].type, "deidentified"));
        }
}

static void
test_nobody (void)
{
  g_autoptr (SalveRoleTable) roles = salve_role_table_new ();

  g_assert_cmpint (salve_permission_find (roles, NULL, NULL, SALVE_ACTION_READ, "Patient"), ==,
                   SALVE_REACH_NONE);
  g_assert_cmpint (find (roles, "unknown", NULL, SALVE_ACTION_READ, "Patient"), ==, SALVE_REACH_NONE);
  g_assert_cmpint (find (roles, "", NULL, SALVE_ACTION_READ, "Patient"), ==, SALVE_REACH_NONE);
  g_assert_cmpint (find (roles, "administrator", NULL, SALVE_ACTION_READ, ""), ==, SALVE_REACH_NONE);
  g_assert_cmpint (find (roles, "administrator", NULL, SALVE_ACTION_READ, "*"), ==, SALVE_REACH_NONE);
}

/* Of two roles the wider counts for each action by itself. */
static void
test_two_roles (void)
{
  g_autoptr (SalveRoleTable) roles = salve_role_table_new ();

  for (guint a = 0; a < N_ROLES; a++)
    for (guint b = 0; b < N_ROLES; b++)
      for (guint row = 0; row < G_N_ELEMENTS (table); row++)
        for (guint action = 0; action < SALVE_N_ACTIONS; action++)
          {
            const char *const names[] = { all_roles[a], all_roles[b], NULL };
            SalveReachKind one = find (roles, all_roles[a], NULL, (SalveAction)action, table[row].type);
            SalveReachKind two = find (roles, all_roles[b], NULL, (SalveAction)action, table[row].type);

            g_assert_cmpint (salve_permission_find (roles, names, NULL, (SalveAction)action, table[row].type),
                             ==, MAX (one, two));
          }
}

static const char *const some_scopes[] = {
  "",
  "openid fhirUser",
  "patient/*.read",
  "patient/*.*",
  "patient/Observation.rs",
  "user/*.cruds",
  "user/Patient.r",
  "user/Patient.rs patient/Observation.cud",
  "system/*.rs",
  "system/*.*",
  "salve",
  "user/*.rs?category=laboratory",
  "user/*.sr",
  "user/*.",
  "user/.rs",
  "users/*.rs",
  "user/Patient.x",
  "user/account.rs",
  "SALVE",
  "launch/patient offline_access",
};

static void
test_scopes_never_widen (void)
{
  g_autoptr (SalveRoleTable) roles = salve_role_table_new ();

  for (guint i = 0; i < G_N_ELEMENTS (some_scopes); i++)
    for (guint role = 0; role < N_ROLES; role++)
      for (guint row = 0; row < G_N_ELEMENTS (table); row++)
        for (guint action = 0; action < SALVE_N_ACTIONS; action++)
          {
            SalveReachKind whole = find (roles, all_roles[role], NULL, (SalveAction)action, table[row].type);
            SalveReachKind narrowed =
                find (roles, all_roles[role], some_scopes[i], (SalveAction)action, table[row].type);

            g_assert_cmpint (narrowed, <=, whole);
            if (g_str_equal (some_scopes[i], "salve"))
              g_assert_cmpint (narrowed, ==, whole);
            if (g_ascii_islower (table[row].type[0]) && !g_str_equal (some_scopes[i], "salve"))
              g_assert_cmpint (narrowed, ==, SALVE_REACH_NONE);
          }
}

static void
test_scopes (void)
{
  static const struct
  {
    const char *role, *scopes;
    SalveAction action;
    const char *type;
    SalveReachKind reach;
  } cases[] = {
    { "nurse", "patient/*.read", SALVE_ACTION_READ, "Observation", SALVE_REACH_PATIENT },
    { "nurse", "patient/*.read", SALVE_ACTION_CREATE, "Observation", SALVE_REACH_NONE },
    { "nurse", "user/*.read", SALVE_ACTION_HISTORY, "Observation", SALVE_REACH_ALL },
    { "nurse", "user/Observation.write", SALVE_ACTION_DELETE, "Observation", SALVE_REACH_ALL },
    { "nurse", "user/Observation.write", SALVE_ACTION_READ, "Observation", SALVE_REACH_NONE },
    { "nurse", "user/Observation.rs", SALVE_ACTION_READ, "Patient", SALVE_REACH_NONE },
    { "nurse", "user/Observation.r", SALVE_ACTION_SEARCH, "Observation", SALVE_REACH_NONE },
    { "doctor", "user/*.cruds", SALVE_ACTION_READ, "Patient", SALVE_REACH_TREATED },
    { "doctor", "patient/*.rs", SALVE_ACTION_READ, "Patient", SALVE_REACH_NONE },
    { "doctor", "patient/*.rs user/Patient.r", SALVE_ACTION_READ, "Patient", SALVE_REACH_TREATED },
    { "patient", "user/*.*", SALVE_ACTION_READ, "Patient", SALVE_REACH_PATIENT },
    { "patient", "patient/*.*", SALVE_ACTION_OPERATION, "Appointment", SALVE_REACH_PATIENT },
    { "patient", "patient/*.read", SALVE_ACTION_OPERATION, "Appointment", SALVE_REACH_NONE },
    { "administrator", "system/*.rs", SALVE_ACTION_EXPORT, "Patient", SALVE_REACH_ALL },
    { "administrator", "system/*.r", SALVE_ACTION_EXPORT, "Patient", SALVE_REACH_NONE },
    { "administrator", "system/*.*", SALVE_ACTION_ADMIN, "account", SALVE_REACH_NONE },
    { "administrator", "salve", SALVE_ACTION_ADMIN, "account", SALVE_REACH_ALL },
    { "administrator", "user/*.rs", SALVE_ACTION_READ, "AuditEvent", SALVE_REACH_NONE },
    { "administrator", "user/AuditEvent.rs", SALVE_ACTION_READ, "AuditEvent", SALVE_REACH_ALL },
    { "device-integrator", "system/Observation.c", SALVE_ACTION_CREATE, "Observation", SALVE_REACH_ALL },
    { "device-integrator", "system/*.cruds", SALVE_ACTION_READ, "Observation", SALVE_REACH_NONE },
  };
  g_autoptr (SalveRoleTable) roles = salve_role_table_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (find (roles, cases[i].role, cases[i].scopes, cases[i].action, cases[i].type), ==,
                     cases[i].reach);
}

static void
test_intersect (void)
{
  static const struct
  {
    const char *wanted, *allowed, *result;
  } cases[] = {
    { "openid user/Patient.rs", "openid user/*.rs", "openid user/Patient.rs" },
    { "user/Patient.cruds", "user/*.rs", "" },
    { "user/*.rs", "user/Patient.rs", "" },
    { "patient/Patient.rs", "user/Patient.rs", "patient/Patient.rs" },
    { "user/Patient.rs", "patient/*.rs", "" },
    { "user/Patient.rs", "system/*.rs", "" },
    { "system/Patient.rs", "user/*.rs", "" },
    { "system/Patient.rs", "system/*.rs", "system/Patient.rs" },
    { "user/Patient.read user/Patient.read", "user/Patient.rs", "user/Patient.read" },
    { "salve", "user/*.*", "" },
    { "salve offline_access", "salve offline_access", "salve offline_access" },
    { "user/Patient.rs", "salve", "user/Patient.rs" },
    { "  ", "salve", "" },
    { "launch user/Patient.rs?x=1", "salve", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *result = salve_scopes_intersect (cases[i].wanted, cases[i].allowed);

      g_assert_cmpstr (result, ==, cases[i].result);
    }
}

static void
test_edit (void)
{
  static const char *const wrong[] = {
    "own/Patient",     "own/Patient.",    "Patient.rs",    "mine/Patient.rs",
    "own/Pa tient.rs", "own/Patient.rr",  "own/Patient.z", "all/Pa-tient.r",
    "all/.r",          "none/Patient.r",  "all/*x.r",      "all/Patient.rs,",
    "OWN/Patient.r",   "all/P\xc3\xa4.r", "all/../etc.r",  "own.r/Patient",
  };
  g_autoptr (SalveRoleTable) roles = salve_role_table_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *long_rules = g_strnfill (20000, ' ');

  g_assert_true (salve_role_table_set (roles, "porter", "all/Location.rs\n treated/Patient.r", &error));
  g_assert_no_error (error);
  g_assert_cmpint (find (roles, "porter", NULL, SALVE_ACTION_READ, "Patient"), ==, SALVE_REACH_TREATED);
  g_assert_cmpint (find (roles, "porter", NULL, SALVE_ACTION_SEARCH, "Patient"), ==, SALVE_REACH_NONE);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_false (salve_role_table_set (roles, "porter", wrong[i], &error));
      g_assert_error (error, SALVE_PERMISSION_ERROR, SALVE_PERMISSION_ERROR_INVALID);
      g_clear_error (&error);
    }
  g_assert_false (salve_role_table_set (roles, "porter", long_rules, NULL));
  g_assert_false (salve_role_table_set (roles, "Porter", "", NULL));
  g_assert_false (salve_role_table_set (roles, "", "", NULL));
  g_assert_cmpint (find (roles, "porter", NULL, SALVE_ACTION_READ, "Location"), ==, SALVE_REACH_ALL);
  g_assert_cmpstr (salve_role_table_get_rules (roles, "porter"), ==, "all/Location.rs\n treated/Patient.r");
  g_assert_null (salve_role_table_get_default_rules ("porter"));
  g_assert_true (salve_role_table_set (roles, "porter", NULL, NULL));
  g_assert_null (salve_role_table_get_rules (roles, "porter"));
}

static void
test_glass (void)
{
  for (guint reach = 0; reach <= SALVE_REACH_ALL; reach++)
    for (guint n = 0; n < 4; n++)
      g_assert_cmpint (salve_permission_widen (reach, n & 1, n >> 1), ==,
                       reach == SALVE_REACH_TREATED && n == 3 ? SALVE_REACH_ALL : reach);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/permission/table", test_table);
  g_test_add_func ("/core/permission/principles", test_principles);
  g_test_add_func ("/core/permission/nobody", test_nobody);
  g_test_add_func ("/core/permission/two-roles", test_two_roles);
  g_test_add_func ("/core/permission/scopes", test_scopes);
  g_test_add_func ("/core/permission/scopes-never-widen", test_scopes_never_widen);
  g_test_add_func ("/core/permission/intersect", test_intersect);
  g_test_add_func ("/core/permission/edit", test_edit);
  g_test_add_func ("/core/permission/glass", test_glass);
  return g_test_run ();
}
