/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-people.h"

static DexFuture *
refuse (FakePeople *self)
{
  return self->trouble != NULL ? dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_FAILED, "%s", self->trouble)
                               : NULL;
}

static DexFuture *
fake_list (SalvePeople *people)
{
  FakePeople *self = FAKE_PEOPLE (people);
  DexFuture *refusal = refuse (self);

  return refusal != NULL ? refusal : dex_future_new_take_object (g_object_ref (self->list));
}

static DexFuture *
fake_add (SalvePeople *people, SalvePersonAccount *account)
{
  FakePeople *self = FAKE_PEOPLE (people);
  DexFuture *refusal = refuse (self);

  g_set_object (&self->last, account);
  if (refusal != NULL)
    return refusal;
  g_list_store_append (self->list, account);
  return dex_future_new_for_string ("K7QF-2M9X-TR4D");
}

static DexFuture *
fake_update (SalvePeople *people, SalvePersonAccount *account)
{
  g_set_object (&FAKE_PEOPLE (people)->last, account);
  return dex_future_new_true ();
}

static DexFuture *
fake_code (SalvePeople *people, SalvePersonAccount *account)
{
  FAKE_PEOPLE (people)->codes++;
  return dex_future_new_for_string ("AAAA-BBBB-CCCC");
}

static DexFuture *
fake_end (SalvePeople *people, SalvePersonAccount *account)
{
  FAKE_PEOPLE (people)->ended++;
  return dex_future_new_true ();
}

static DexFuture *
answer (FakePeople *self, GListStore *list)
{
  DexFuture *refusal = refuse (self);

  return refusal != NULL ? refusal : dex_future_new_take_object (g_object_ref (list));
}

static DexFuture *
fake_list_roles (SalvePeople *people)
{
  return answer (FAKE_PEOPLE (people), FAKE_PEOPLE (people)->roles);
}

static gboolean
find_role (FakePeople *self, const char *name, guint *at)
{
  for (*at = 0; *at < g_list_model_get_n_items (G_LIST_MODEL (self->roles)); (*at)++)
    {
      g_autoptr (SalveRoleItem) role = g_list_model_get_item (G_LIST_MODEL (self->roles), *at);

      if (g_str_equal (role->name, name))
        return TRUE;
    }
  return FALSE;
}

static DexFuture *
fake_set_role (SalvePeople *people, const char *name, const char *rules)
{
  FakePeople *self = FAKE_PEOPLE (people);
  DexFuture *refusal = refuse (self);
  g_autoptr (SalveRoleItem) role = NULL;
  guint at;

  g_set_str (&self->rules, rules);
  if (refusal != NULL)
    return refusal;
  if (find_role (self, name, &at))
    {
      g_autoptr (SalveRoleItem) old = g_list_model_get_item (G_LIST_MODEL (self->roles), at);

      if (rules != NULL)
        role = salve_role_item_new (name, rules, old->default_rules);
      g_list_store_remove (self->roles, at);
    }
  else
    role = salve_role_item_new (name, rules, NULL);
  if (role != NULL)
    g_list_store_insert (self->roles, at, role);
  return dex_future_new_true ();
}

static DexFuture *
fake_list_programs (SalvePeople *people)
{
  return answer (FAKE_PEOPLE (people), FAKE_PEOPLE (people)->programs);
}

static DexFuture *
fake_remove_program (SalvePeople *people, SalveProgram *program)
{
  FakePeople *self = FAKE_PEOPLE (people);
  guint at;

  if (!g_list_store_find (self->programs, program, &at))
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no such program.");
  g_list_store_remove (self->programs, at);
  return dex_future_new_true ();
}

static DexFuture *
fake_list_glass (SalvePeople *people, gboolean all)
{
  return answer (FAKE_PEOPLE (people), FAKE_PEOPLE (people)->glass);
}

static DexFuture *
fake_review (SalvePeople *people, SalveGlass *glass)
{
  FakePeople *self = FAKE_PEOPLE (people);
  DexFuture *refusal = refuse (self);
  g_autoptr (SalveGlass) reviewed = salve_glass_new (glass->id, glass->login, glass->patient_id,
                                                     glass->reason, glass->created, "anna.keller");
  guint at;

  if (refusal != NULL)
    return refusal;
  g_assert_true (g_list_store_find (self->glass, glass, &at));
  g_list_store_splice (self->glass, at, 1, (gpointer *)&reviewed, 1);
  return dex_future_new_true ();
}

static DexFuture *
fake_list_audit (SalvePeople *people, const SalveAuditFilter *filter, gint64 before, guint most)
{
  FakePeople *self = FAKE_PEOPLE (people);
  DexFuture *refusal = refuse (self);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  if (refusal != NULL)
    return refusal;
  for (guint i = 0; i < self->audit->len && rows->len < most; i++)
    {
      SalveAuditRow *row = self->audit->pdata[i];

      if (row->id < before && (filter->actor == NULL || strstr (row->actor, filter->actor) != NULL))
        g_ptr_array_add (rows, g_object_ref (row));
    }
  return dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, g_steal_pointer (&rows));
}

static void
fake_people_iface_init (SalvePeopleInterface *iface)
{
  iface->list = fake_list;
  iface->add = fake_add;
  iface->update = fake_update;
  iface->issue_code = fake_code;
  iface->end_sign_ins = fake_end;
  iface->list_roles = fake_list_roles;
  iface->set_role = fake_set_role;
  iface->list_programs = fake_list_programs;
  iface->remove_program = fake_remove_program;
  iface->list_glass = fake_list_glass;
  iface->review_glass = fake_review;
  iface->list_audit = fake_list_audit;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakePeople,
                               fake_people,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SALVE_TYPE_PEOPLE, fake_people_iface_init))

static void
fake_people_finalize (GObject *object)
{
  FakePeople *self = FAKE_PEOPLE (object);

  g_clear_object (&self->list);
  g_clear_object (&self->roles);
  g_clear_object (&self->programs);
  g_clear_object (&self->glass);
  g_ptr_array_unref (self->audit);
  g_clear_object (&self->last);
  g_free (self->rules);
  G_OBJECT_CLASS (fake_people_parent_class)->finalize (object);
}

static void
fake_people_class_init (FakePeopleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_people_finalize;
}

static void
add_account (FakePeople *self, const char *id, const char *login, gboolean active, gboolean has_password, ...)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (SalvePersonAccount) account = NULL;
  g_auto (GStrv) roles = NULL;
  const char *role;
  va_list list;

  va_start (list, has_password);
  while ((role = va_arg (list, const char *)) != NULL)
    g_strv_builder_add (builder, role);
  va_end (list);
  roles = g_strv_builder_end (builder);
  account = salve_person_account_new (id, login, NULL, (const char *const *)roles, active, has_password);
  g_list_store_append (self->list, account);
}

static void
add_role (FakePeople *self, const char *name, const char *rules, const char *default_rules)
{
  g_autoptr (SalveRoleItem) role = salve_role_item_new (name, rules, default_rules);

  g_list_store_append (self->roles, role);
}

static void
add_glass (FakePeople *self, const char *id, const char *login, const char *reason, const char *reviewer)
{
  g_autoptr (SalveGlass) glass =
      salve_glass_new (id, login, "p1", reason, G_GINT64_CONSTANT (1781949600000000), reviewer);

  g_list_store_append (self->glass, glass);
}

static void
add_rights (FakePeople *self)
{
  g_autoptr (SalveProgram) kiosk =
      salve_program_new ("c1", "Kiosk at the door", "system/Appointment.rs", "9");
  g_autoptr (SalveProgram) app = salve_program_new ("c2", "Growth charts", "user/Observation.rs", NULL);

  add_role (self, "archivist", "all/Patient.rs all/Encounter.rs", NULL);
  add_role (self, "doctor",
            "treated/*.rsh treated/Patient.cu treated/Observation.cud all/Location.rsh all/glass.c",
            "treated/*.rsh treated/Patient.cu treated/Observation.cud all/Location.rsh all/glass.c");
  add_role (self, "nurse", "all/*.rsh", "all/*.rsh all/Patient.cu");
  g_list_store_append (self->programs, kiosk);
  g_list_store_append (self->programs, app);
  add_glass (self, "2", "amara.lee", "Unconscious at the door, no time to ask", NULL);
  add_glass (self, "1", "amara.lee", "Came with <chest pain>, her doctor is away", "karl.weiss");
}

static void
add_audit (FakePeople *self, gint64 id, const char *actor, const char *action)
{
  SalveAuditRow *row = g_object_new (SALVE_TYPE_AUDIT_ROW, NULL);

  row->id = id;
  row->time = G_GINT64_CONSTANT (1781949600000000) + id;
  row->actor = g_strdup (actor);
  row->action = g_strdup (action);
  g_ptr_array_add (self->audit, row);
}

static void
fake_people_init (FakePeople *self)
{
  self->roles = g_list_store_new (SALVE_TYPE_ROLE_ITEM);
  self->programs = g_list_store_new (SALVE_TYPE_PROGRAM);
  self->glass = g_list_store_new (SALVE_TYPE_GLASS);
  self->audit = g_ptr_array_new_with_free_func (g_object_unref);
  for (gint64 id = 450; id > 0; id--)
    add_audit (self, id, id % 2 ? "amara.lee" : "karl.weiss", id == 450 ? "break-glass" : "read");
  add_rights (self);
  self->list = g_list_store_new (SALVE_TYPE_PERSON_ACCOUNT);
  add_account (self, "1", "amara.lee", TRUE, TRUE, "doctor", "administrator", NULL);
  add_account (self, "2", "anna.keller", TRUE, FALSE, "front-desk", NULL);
  add_account (self, "3", "karl.weiss", FALSE, TRUE, "nurse", "archivist", NULL);
}
