/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-patient-query.h"

void
salve_patient_query_copy_to (const SalvePatientQuery *self, SalvePatientQuery *copy)
{
  *copy = *self;
  copy->text = g_strdup (self->text);
}

void
salve_patient_query_clear (SalvePatientQuery *self)
{
  g_clear_pointer (&self->text, g_free);
}

G_DEFINE_BOXED_TYPE (SalveIdArray, salve_id_array, salve_id_array_ref, salve_id_array_unref)

/* @ids: (transfer full) (array length=n): from g_malloc() */
SalveIdArray *
salve_id_array_new_take (gint64 *ids, guint n)
{
  SalveIdArray *self = g_new0 (SalveIdArray, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->ids = ids;
  self->n = n;
  return self;
}

SalveIdArray *
salve_id_array_ref (SalveIdArray *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
salve_id_array_unref (SalveIdArray *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->ids);
  g_free (self);
}

void
salve_duplicate_free (SalveDuplicate *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->row);
  g_free (self);
}
