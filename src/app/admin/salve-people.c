/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-people.h"

#include "salve-permission.h"

#include <glib/gi18n.h>

G_DEFINE_INTERFACE (SalvePeople, salve_people, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (SalvePersonAccount, salve_person_account, G_TYPE_OBJECT)

static const char *const role_names[] = {
  SALVE_ROLE_NAME_FRONT_DESK,     SALVE_ROLE_NAME_DOCTOR,
  SALVE_ROLE_NAME_NURSE,          SALVE_ROLE_NAME_ADMINISTRATOR,
  SALVE_ROLE_NAME_APP_DEVELOPER,  SALVE_ROLE_NAME_DEVICE_INTEGRATOR,
  SALVE_ROLE_NAME_DATA_SCIENTIST, SALVE_ROLE_NAME_PATIENT,
  SALVE_ROLE_NAME_KIOSK,          NULL,
};

static void
salve_people_default_init (SalvePeopleInterface *iface)
{
}

static void
salve_person_account_finalize (GObject *object)
{
  SalvePersonAccount *self = SALVE_PERSON_ACCOUNT (object);

  g_free (self->id);
  g_free (self->login);
  g_free (self->email);
  g_strfreev (self->roles);
  g_free (self->practitioner_id);
  g_free (self->patient_id);
  g_free (self->device_id);
  G_OBJECT_CLASS (salve_person_account_parent_class)->finalize (object);
}

static void
salve_person_account_class_init (SalvePersonAccountClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_person_account_finalize;
}

static void
salve_person_account_init (SalvePersonAccount *self)
{
}

/**
 * salve_person_account_new:
 * @id: (nullable): %NULL for one that is not made yet
 * @email: (nullable): where a code can be sent
 * @active: may sign in
 * @has_password: has chosen one already
 *
 * Returns: (transfer full): somebody who may sign in
 */
SalvePersonAccount *
salve_person_account_new (const char *id,
                          const char *login,
                          const char *email,
                          const char *const *roles,
                          gboolean active,
                          gboolean has_password)
{
  SalvePersonAccount *self = g_object_new (SALVE_TYPE_PERSON_ACCOUNT, NULL);

  self->id = g_strdup (id);
  self->login = g_strdup (login);
  self->email = g_strdup (email);
  self->roles = g_strdupv ((char **)roles);
  self->active = active;
  self->has_password = has_password;
  return self;
}

/**
 * salve_person_account_link:
 * @practitioner_id: (nullable): the doctor who this is
 * @patient_id: (nullable): the patient who this is
 * @device_id: (nullable): the device that this is
 *
 * Only before @self is handed on.
 */
void
salve_person_account_link (SalvePersonAccount *self,
                           const char *practitioner_id,
                           const char *patient_id,
                           const char *device_id)
{
  g_return_if_fail (SALVE_IS_PERSON_ACCOUNT (self));
  g_set_str (&self->practitioner_id, practitioner_id);
  g_set_str (&self->patient_id, patient_id);
  g_set_str (&self->device_id, device_id);
}

/**
 * salve_person_account_enrols:
 *
 * Returns: whether this is a device or a kiosk, which enrols with a code and has no password
 */
gboolean
salve_person_account_enrols (SalvePersonAccount *self)
{
  static const char *const devices[] = { SALVE_ROLE_NAME_KIOSK, SALVE_ROLE_NAME_DEVICE_INTEGRATOR, NULL };

  g_return_val_if_fail (SALVE_IS_PERSON_ACCOUNT (self), FALSE);

  if (self->device_id != NULL)
    return TRUE;
  for (guint i = 0; self->roles != NULL && self->roles[i] != NULL; i++)
    if (!g_strv_contains (devices, self->roles[i]))
      return FALSE;
  return self->roles != NULL && self->roles[0] != NULL;
}

/**
 * salve_role_names:
 *
 * Returns: (transfer none): the roles that every server of ours has, in the order in which they are offered
 */
const char *const *
salve_role_names (void)
{
  return role_names;
}

/**
 * salve_role_words:
 *
 * Returns: (transfer none): what people call the role; the role itself where the clinic made it
 */
const char *
salve_role_words (const char *role)
{
  static const struct
  {
    const char *role;
    const char *words;
  } words[] = {
    { SALVE_ROLE_NAME_FRONT_DESK, NC_ ("role", "Front desk") },
    { SALVE_ROLE_NAME_DOCTOR, NC_ ("role", "Doctor") },
    { SALVE_ROLE_NAME_NURSE, NC_ ("role", "Nurse") },
    { SALVE_ROLE_NAME_ADMINISTRATOR, NC_ ("role", "Administrator") },
    { SALVE_ROLE_NAME_APP_DEVELOPER, NC_ ("role", "Application developer") },
    { SALVE_ROLE_NAME_DEVICE_INTEGRATOR, NC_ ("role", "Device integrator") },
    { SALVE_ROLE_NAME_DATA_SCIENTIST, NC_ ("role", "Data scientist") },
    { SALVE_ROLE_NAME_PATIENT, NC_ ("role", "Patient") },
    { SALVE_ROLE_NAME_KIOSK, NC_ ("role", "Kiosk") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].role, role))
      return g_dpgettext2 (NULL, "role", words[i].words);
  return role;
}

/**
 * salve_roles_words:
 *
 * Returns: (transfer full): all of them, in words
 */
char *
salve_roles_words (const char *const *roles)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; roles != NULL && roles[i] != NULL; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? " · " : "", salve_role_words (roles[i]));
  return words->len > 0 ? g_string_free (g_steal_pointer (&words), FALSE) : g_strdup (_ ("No role"));
}
