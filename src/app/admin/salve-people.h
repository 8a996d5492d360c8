/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The people who may sign in at a clinic's server, as the page of administration needs them. Main thread. */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "salve-audit-list.h"

G_BEGIN_DECLS

/* Somebody who may sign in. Immutable. */
#define SALVE_TYPE_PERSON_ACCOUNT (salve_person_account_get_type ())
G_DECLARE_FINAL_TYPE (SalvePersonAccount, salve_person_account, SALVE, PERSON_ACCOUNT, GObject)

struct _SalvePersonAccount
{
  GObject parent_instance;

  char *id; /* NULL: not made yet */
  char *login;
  char *email; /* nullable */
  GStrv roles;
  char *practitioner_id; /* nullable: whose record this person's is, as a doctor */
  char *patient_id;      /* nullable: as a patient */
  char *device_id;       /* nullable: it is a device, which enrols with a code */
  gboolean active;
  gboolean has_password;
};

SalvePersonAccount *salve_person_account_new (const char *id,
                                              const char *login,
                                              const char *email,
                                              const char *const *roles,
                                              gboolean active,
                                              gboolean has_password);
void salve_person_account_link (SalvePersonAccount *self,
                                const char *practitioner_id,
                                const char *patient_id,
                                const char *device_id);
gboolean salve_person_account_enrols (SalvePersonAccount *self);
const char *salve_role_words (const char *role);
const char *const *salve_role_names (void);
char *salve_roles_words (const char *const *roles);

/* What everybody with a role may do, as text (salve-permission.h). Immutable. */
#define SALVE_TYPE_ROLE_ITEM (salve_role_item_get_type ())
G_DECLARE_FINAL_TYPE (SalveRoleItem, salve_role_item, SALVE, ROLE_ITEM, GObject)

struct _SalveRoleItem
{
  GObject parent_instance;

  char *name;
  char *rules;
  char *default_rules; /* NULL: the clinic made this role itself */
};

SalveRoleItem *salve_role_item_new (const char *name, const char *rules, const char *default_rules);

/* A program that people sign in with, or a device that does by itself. Immutable. */
#define SALVE_TYPE_PROGRAM (salve_program_get_type ())
G_DECLARE_FINAL_TYPE (SalveProgram, salve_program, SALVE, PROGRAM, GObject)

struct _SalveProgram
{
  GObject parent_instance;

  char *id;
  char *name;
  char *scopes;
  char *account_id; /* NULL: people sign in with it */
};

SalveProgram *
salve_program_new (const char *id, const char *name, const char *scopes, const char *account_id);

/* Somebody looked at a record of a patient whom they do not treat. Immutable. */
#define SALVE_TYPE_GLASS (salve_glass_get_type ())
G_DECLARE_FINAL_TYPE (SalveGlass, salve_glass, SALVE, GLASS, GObject)

struct _SalveGlass
{
  GObject parent_instance;

  char *id;
  char *login;
  char *patient_id;
  char *reason;
  SalveInstant created;
  char *reviewer; /* NULL: nobody has looked at why yet */
};

SalveGlass *salve_glass_new (const char *id,
                             const char *login,
                             const char *patient_id,
                             const char *reason,
                             SalveInstant created,
                             const char *reviewer);

#define SALVE_TYPE_PEOPLE (salve_people_get_type ())
G_DECLARE_INTERFACE (SalvePeople, salve_people, SALVE, PEOPLE, GObject)

/**
 * SalvePeopleInterface:
 * @list: resolves to a #GListModel of #SalvePersonAccount, by login
 * @add: resolves to the code (string) with which the person chooses a password, or with which a device enrols
 * @update: resolves when the login's address, the roles and whether it is active are as in @account
 * @issue_code: resolves to a new code (string); the old password ends when it is used; for a device: that enrols it
 * @end_sign_ins: resolves when the person is signed out everywhere
 * @list_roles: resolves to a #GListModel of #SalveRoleItem, by name
 * @set_role: resolves when everybody with the role may do what @rules say; @rules is %NULL to take away a role that the
 *   clinic made
 * @list_programs: resolves to a #GListModel of #SalveProgram
 * @remove_program: resolves when nobody can sign in with it any more
 * @list_glass: resolves to a #GListModel of #SalveGlass, the newest first; @all: also what was reviewed
 * @review_glass: resolves when whoever asks is noted to have looked at why
 * @list_audit: as salve_store_list_audit(), of the server
 *
 * Each rejects with words that can be shown.
 */
struct _SalvePeopleInterface
{
  GTypeInterface parent_iface;

  DexFuture *(*list) (SalvePeople *self);
  DexFuture *(*add) (SalvePeople *self, SalvePersonAccount *account);
  DexFuture *(*update) (SalvePeople *self, SalvePersonAccount *account);
  DexFuture *(*issue_code) (SalvePeople *self, SalvePersonAccount *account);
  DexFuture *(*end_sign_ins) (SalvePeople *self, SalvePersonAccount *account);
  DexFuture *(*list_roles) (SalvePeople *self);
  DexFuture *(*set_role) (SalvePeople *self, const char *name, const char *rules);
  DexFuture *(*list_programs) (SalvePeople *self);
  DexFuture *(*remove_program) (SalvePeople *self, SalveProgram *program);
  DexFuture *(*list_glass) (SalvePeople *self, gboolean all);
  DexFuture *(*review_glass) (SalvePeople *self, SalveGlass *glass);
  DexFuture *(*list_audit) (SalvePeople *self, const SalveAuditFilter *filter, gint64 before, guint most);
};

G_END_DECLS
