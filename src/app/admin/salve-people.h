/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The people who may sign in at a clinic's server, as the page of administration needs them. Main thread. */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

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
  gboolean active;
  gboolean has_password;
};

SalvePersonAccount *salve_person_account_new (const char *id,
                                              const char *login,
                                              const char *email,
                                              const char *const *roles,
                                              gboolean active,
                                              gboolean has_password);
const char *salve_role_words (const char *role);
const char *const *salve_role_names (void);
char *salve_roles_words (const char *const *roles);

#define SALVE_TYPE_PEOPLE (salve_people_get_type ())
G_DECLARE_INTERFACE (SalvePeople, salve_people, SALVE, PEOPLE, GObject)

/**
 * SalvePeopleInterface:
 * @list: resolves to a #GListModel of #SalvePersonAccount, by login
 * @add: resolves to the code (string) with which the person chooses a password
 * @update: resolves when the login's address, the roles and whether it is active are as in @account
 * @issue_code: resolves to a new code (string); the old password ends when it is used
 */
struct _SalvePeopleInterface
{
  GTypeInterface parent_iface;

  DexFuture *(*list) (SalvePeople *self);
  DexFuture *(*add) (SalvePeople *self, SalvePersonAccount *account);
  DexFuture *(*update) (SalvePeople *self, SalvePersonAccount *account);
  DexFuture *(*issue_code) (SalvePeople *self, SalvePersonAccount *account);
};

G_END_DECLS
