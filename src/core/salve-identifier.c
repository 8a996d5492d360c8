/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-identifier.h"

#include <string.h>

/* A number by which a person or a thing is known: FHIR Identifier
 * (https://hl7.org/fhir/R4/datatypes.html#Identifier) as a value. */

G_DEFINE_BOXED_TYPE (SalveIdentifier, salve_identifier, salve_identifier_copy, salve_identifier_free)

static const char *const use_codes[] = { NULL, "usual", "official", "temp", "secondary", "old" };

/**
 * salve_identifier_use_to_code:
 * @use: a use
 *
 * Returns: (nullable) (transfer none): FHIR's code of @use, NULL for none
 */
const char *
salve_identifier_use_to_code (SalveIdentifierUse use)
{
  return (guint)use < G_N_ELEMENTS (use_codes) ? use_codes[use] : NULL;
}

/**
 * salve_identifier_use_from_code:
 * @code: (nullable): a code of FHIR's value set identifier-use
 *
 * Returns: the use, or NONE where @code is not one of the set
 */
SalveIdentifierUse
salve_identifier_use_from_code (const char *code)
{
  for (guint i = 1; code != NULL && i < G_N_ELEMENTS (use_codes); i++)
    {
      if (strcmp (code, use_codes[i]) == 0)
        return i;
    }
  return SALVE_IDENTIFIER_USE_NONE;
}

/**
 * salve_identifier_new:
 * @system: (nullable): the URI of the system that gave the number
 * @value: (nullable): the number
 * @type_code: (nullable): a code of HL7's table 0203, such as "MR"
 *
 * Returns: (transfer full): a new identifier
 */
SalveIdentifier *
salve_identifier_new (const char *system, const char *value, const char *type_code)
{
  SalveIdentifier *self = g_new0 (SalveIdentifier, 1);

  self->system = g_strdup (system);
  self->value = g_strdup (value);
  self->type_code = g_strdup (type_code);
  return self;
}

/**
 * salve_identifier_copy:
 * @self: an identifier
 *
 * Returns: (transfer full): a copy of @self and of all its text
 */
SalveIdentifier *
salve_identifier_copy (const SalveIdentifier *self)
{
  SalveIdentifier *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = salve_identifier_new (self->system, self->value, self->type_code);
  copy->use = self->use;
  copy->type_text = g_strdup (self->type_text);
  copy->period_start = g_strdup (self->period_start);
  copy->period_end = g_strdup (self->period_end);
  return copy;
}

/**
 * salve_identifier_free:
 * @self: (nullable) (transfer full): an identifier
 */
void
salve_identifier_free (SalveIdentifier *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->system, g_free);
  g_clear_pointer (&self->value, g_free);
  g_clear_pointer (&self->type_code, g_free);
  g_clear_pointer (&self->type_text, g_free);
  g_clear_pointer (&self->period_start, g_free);
  g_clear_pointer (&self->period_end, g_free);
  g_free (self);
}

/**
 * salve_identifier_equal:
 * @a: an identifier
 * @b: an identifier
 *
 * Returns: whether every part of @a is the same as that of @b
 */
gboolean
salve_identifier_equal (const SalveIdentifier *a, const SalveIdentifier *b)
{
  return a->use == b->use && g_strcmp0 (a->system, b->system) == 0 && g_strcmp0 (a->value, b->value) == 0
         && g_strcmp0 (a->type_code, b->type_code) == 0 && g_strcmp0 (a->type_text, b->type_text) == 0
         && g_strcmp0 (a->period_start, b->period_start) == 0
         && g_strcmp0 (a->period_end, b->period_end) == 0;
}

/**
 * salve_identifier_is_record_number:
 * @self: an identifier
 *
 * Returns: whether @self is a medical record number: Salve's own system, or type MR of HL7's table 0203
 */
gboolean
salve_identifier_is_record_number (const SalveIdentifier *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return g_strcmp0 (self->system, SALVE_IDENTIFIER_SYSTEM_RECORD_NUMBER) == 0
         || g_strcmp0 (self->type_code, "MR") == 0;
}
