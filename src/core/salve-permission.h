/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who may do what with which kind of record. A role is a text of rules with blanks between them:
 *
 *   own/Patient.rsh treated/Observation.crus all/Schedule.rs all/account.a
 *
 * reach/type.letters; reach is `own` (the patient's own compartment), `treated` (patients whom this doctor treats, and
 * what belongs to no patient) or `all`. A type is a FHIR resource type, `*` for every one of them but AuditEvent, or a
 * word in small letters for something of the server's own (account, role, client, audit, server, analytics,
 * deidentified, kiosk). Letters: r read, s search, c create, u update, d delete, h history, e export, o operation that changes
 * something ($book, $hold), a administer. What no rule names is refused; there are no rules that forbid. Of several
 * rules and roles the widest counts. Everything here is pure and may be used on any thread.
 */
#pragma once

#include <glib.h>

#include "salve-appointment-cycle.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_ACTION_READ,
  SALVE_ACTION_SEARCH,
  SALVE_ACTION_CREATE,
  SALVE_ACTION_UPDATE,
  SALVE_ACTION_DELETE,
  SALVE_ACTION_HISTORY,
  SALVE_ACTION_EXPORT,
  SALVE_ACTION_OPERATION, /* one that changes something; one that only reads is a READ and a SEARCH */
  SALVE_ACTION_ADMIN,
} SalveAction;
#define SALVE_N_ACTIONS 9

/* In the order of their width. */
typedef enum
{
  SALVE_REACH_NONE,
  SALVE_REACH_PATIENT, /* only that patient's compartment */
  SALVE_REACH_TREATED, /* patients whom this practitioner treats + what belongs to no patient */
  SALVE_REACH_ALL,
} SalveReachKind;

#define SALVE_ROLE_NAME_PATIENT "patient"
#define SALVE_ROLE_NAME_NURSE "nurse"
#define SALVE_ROLE_NAME_DOCTOR "doctor"
#define SALVE_ROLE_NAME_FRONT_DESK "front-desk"
#define SALVE_ROLE_NAME_ADMINISTRATOR "administrator"
#define SALVE_ROLE_NAME_APP_DEVELOPER "app-developer"
#define SALVE_ROLE_NAME_DEVICE_INTEGRATOR "device-integrator"
#define SALVE_ROLE_NAME_DATA_SCIENTIST "data-scientist"
#define SALVE_ROLE_NAME_KIOSK "kiosk"

/* All rights of the person's roles: only for the clinic's own programs. */
#define SALVE_SCOPE_DESK "salve"

#define SALVE_PERMISSION_ERROR (salve_permission_error_quark ())
GQuark salve_permission_error_quark (void);
typedef enum
{
  SALVE_PERMISSION_ERROR_INVALID, /* the message names the rule */
} SalvePermissionError;

/* One rule of a role, or one scope of a token. */
typedef struct
{
  SalveReachKind reach;
  guint actions; /* a bit each: 1 << SalveAction */
  char context;  /* of a scope only: p, u or s */
  char *type;    /* "*": every resource type but AuditEvent */
} SalveRule;
GArray *salve_rules_parse (const char *text, GError **error);
char *salve_rule_format (const SalveRule *rule);
char salve_action_letter (SalveAction action);

typedef struct _SalveRoleTable SalveRoleTable; /* name → rules */
typedef struct _SalveScopes SalveScopes;       /* what a token was narrowed to */

SalveRoleTable *salve_role_table_new (void);
SalveRoleTable *salve_role_table_ref (SalveRoleTable *self);
void salve_role_table_unref (SalveRoleTable *self);
gboolean salve_role_table_set (SalveRoleTable *self, const char *name, const char *rules, GError **error);
char **salve_role_table_list (SalveRoleTable *self);
const char *salve_role_table_get_rules (SalveRoleTable *self, const char *name);
const char *salve_role_table_get_default_rules (const char *name);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveRoleTable, salve_role_table_unref)

SalveScopes *salve_scopes_parse (const char *text);
void salve_scopes_free (SalveScopes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveScopes, salve_scopes_free)
char *salve_scopes_intersect (const char *wanted, const char *allowed);

SalveReachKind salve_permission_find (SalveRoleTable *roles,
                                      const char *const *names,
                                      const SalveScopes *scopes,
                                      SalveAction action,
                                      const char *type);
SalveRoles salve_roles_from_names (const char *const *names);
SalveReachKind salve_permission_widen (SalveReachKind reach, gboolean broke_glass, gboolean of_that_patient);

G_END_DECLS
