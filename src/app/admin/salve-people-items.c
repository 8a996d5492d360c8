/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of the page of administration. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-people.h"

G_DEFINE_FINAL_TYPE (SalveRoleItem, salve_role_item, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (SalveProgram, salve_program, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (SalveGlass, salve_glass, G_TYPE_OBJECT)

static void
salve_role_item_finalize (GObject *object)
{
  SalveRoleItem *self = SALVE_ROLE_ITEM (object);

  g_free (self->name);
  g_free (self->rules);
  g_free (self->default_rules);
  G_OBJECT_CLASS (salve_role_item_parent_class)->finalize (object);
}

static void
salve_role_item_class_init (SalveRoleItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_role_item_finalize;
}

static void
salve_role_item_init (SalveRoleItem *self)
{
}

/**
 * salve_role_item_new:
 * @rules: as salve-permission.h says
 * @default_rules: (nullable): what a new clinic begins with; %NULL: the clinic made this role itself
 *
 * Returns: (transfer full): a role
 */
SalveRoleItem *
salve_role_item_new (const char *name, const char *rules, const char *default_rules)
{
  SalveRoleItem *self = g_object_new (SALVE_TYPE_ROLE_ITEM, NULL);

  self->name = g_strdup (name);
  self->rules = g_strdup (rules);
  self->default_rules = g_strdup (default_rules);
  return self;
}

static void
salve_program_finalize (GObject *object)
{
  SalveProgram *self = SALVE_PROGRAM (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->scopes);
  g_free (self->account_id);
  G_OBJECT_CLASS (salve_program_parent_class)->finalize (object);
}

static void
salve_program_class_init (SalveProgramClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_program_finalize;
}

static void
salve_program_init (SalveProgram *self)
{
}

/**
 * salve_program_new:
 * @scopes: the most that it may ask for
 * @account_id: (nullable): who it acts as by itself; %NULL: people sign in with it
 *
 * Returns: (transfer full): a program
 */
SalveProgram *
salve_program_new (const char *id, const char *name, const char *scopes, const char *account_id)
{
  SalveProgram *self = g_object_new (SALVE_TYPE_PROGRAM, NULL);

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->scopes = g_strdup (scopes);
  self->account_id = g_strdup (account_id);
  return self;
}

static void
salve_glass_finalize (GObject *object)
{
  SalveGlass *self = SALVE_GLASS (object);

  g_free (self->id);
  g_free (self->login);
  g_free (self->patient_id);
  g_free (self->reason);
  g_free (self->reviewer);
  G_OBJECT_CLASS (salve_glass_parent_class)->finalize (object);
}

static void
salve_glass_class_init (SalveGlassClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_glass_finalize;
}

static void
salve_glass_init (SalveGlass *self)
{
}

/**
 * salve_glass_new:
 * @login: who looked
 * @reason: as they wrote it
 * @created: when
 * @reviewer: (nullable): who has looked at why; %NULL: nobody yet
 *
 * Returns: (transfer full): one look at a record without treating
 */
SalveGlass *
salve_glass_new (const char *id,
                 const char *login,
                 const char *patient_id,
                 const char *reason,
                 SalveInstant created,
                 const char *reviewer)
{
  SalveGlass *self = g_object_new (SALVE_TYPE_GLASS, NULL);

  self->id = g_strdup (id);
  self->login = g_strdup (login);
  self->patient_id = g_strdup (patient_id);
  self->reason = g_strdup (reason);
  self->created = created;
  self->reviewer = g_strdup (reviewer);
  return self;
}
