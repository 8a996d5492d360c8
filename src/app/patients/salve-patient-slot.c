/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One place in the patient list, and whoever stands in it at the moment. */

#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patient-slot.h"

struct _SalvePatientSlot
{
  GObject parent_instance;

  guint position;
  gboolean waiting;
  SalvePatientRow *row;
};

enum
{
  PROP_0,
  PROP_POSITION,
  PROP_ROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalvePatientSlot, salve_patient_slot, G_TYPE_OBJECT)

static void
salve_patient_slot_finalize (GObject *object)
{
  SalvePatientSlot *self = SALVE_PATIENT_SLOT (object);

  g_clear_object (&self->row);

  G_OBJECT_CLASS (salve_patient_slot_parent_class)->finalize (object);
}

static void
salve_patient_slot_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SalvePatientSlot *self = SALVE_PATIENT_SLOT (object);

  switch (prop_id)
    {
    case PROP_POSITION:
      g_value_set_uint (value, self->position);
      break;
    case PROP_ROW:
      g_value_set_object (value, self->row);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
salve_patient_slot_class_init (SalvePatientSlotClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = salve_patient_slot_finalize;
  object_class->get_property = salve_patient_slot_get_property;

  properties[PROP_POSITION] =
      g_param_spec_uint ("position", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ROW] =
      g_param_spec_object ("row", NULL, NULL, SALVE_TYPE_PATIENT_ROW,
                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
salve_patient_slot_init (SalvePatientSlot *self)
{
}

SalvePatientSlot *
salve_patient_slot_new (guint position)
{
  SalvePatientSlot *self = g_object_new (SALVE_TYPE_PATIENT_SLOT, NULL);

  self->position = position;

  return self;
}

guint
salve_patient_slot_get_position (SalvePatientSlot *self)
{
  g_return_val_if_fail (SALVE_IS_PATIENT_SLOT (self), 0);

  return self->position;
}

/**
 * salve_patient_slot_get_row:
 *
 * Returns: (nullable) (transfer none): who stands in this place; %NULL when the row could not be read
 */
SalvePatientRow *
salve_patient_slot_get_row (SalvePatientSlot *self)
{
  g_return_val_if_fail (SALVE_IS_PATIENT_SLOT (self), NULL);

  return self->row;
}

/**
 * salve_patient_slot_wait:
 *
 * Who stands here is being read, and is given to salve_patient_slot_set_row() when that is done.
 */
void
salve_patient_slot_wait (SalvePatientSlot *self)
{
  g_return_if_fail (SALVE_IS_PATIENT_SLOT (self));

  self->waiting = TRUE;
}

gboolean
salve_patient_slot_is_waiting (SalvePatientSlot *self)
{
  g_return_val_if_fail (SALVE_IS_PATIENT_SLOT (self), FALSE);

  return self->waiting;
}

/**
 * salve_patient_slot_set_row:
 * @row: (nullable) (transfer none): who stands here now; %NULL when that cannot be read
 */
void
salve_patient_slot_set_row (SalvePatientSlot *self, SalvePatientRow *row)
{
  gboolean waited;

  g_return_if_fail (SALVE_IS_PATIENT_SLOT (self));

  waited = self->waiting;
  self->waiting = FALSE;
  if (g_set_object (&self->row, row) || waited)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROW]);
}
