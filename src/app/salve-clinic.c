/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Remembers what was changed from this desk, so that each change can be undone and done again; the store itself knows
 * how. The stacks hold change ids alone: what a change was is read from the store's log. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-clinic.h"

#include "salve-right-actions.h"

#include <glib/gi18n.h>

struct _SalveClinic
{
  GObject parent_instance;

  SalveStore *store;
  SalveLocale *locale;
  GTimeZone *zone;
  char *actor;
  SalveRoles roles;
  SalveDeskRights *rights;
  char *device;
  SalveInstant fixed_now;
  GArray *undoable; /* of Done */
  GArray *redoable;
};

typedef struct
{
  gint64 change;
  char *label;
} Done;

enum
{
  PROP_0,
  PROP_STORE,
  PROP_LOCALE,
  PROP_ACTOR,
  PROP_CAN_UNDO,
  PROP_CAN_REDO,
  N_PROPS
};

enum
{
  COMMITTED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SalveClinic, salve_clinic, G_TYPE_OBJECT)

static void
done_clear (gpointer data)
{
  Done *done = data;
  g_clear_pointer (&done->label, g_free);
}

static void
push (GArray *stack, gint64 change, const char *label)
{
  Done done = { change, g_strdup (label) };
  g_array_append_val (stack, done);
}

static void
notify_history (SalveClinic *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_UNDO]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_REDO]);
}

static void
salve_clinic_finalize (GObject *object)
{
  SalveClinic *self = SALVE_CLINIC (object);

  g_clear_object (&self->store);
  g_clear_object (&self->rights);
  g_clear_pointer (&self->locale, salve_locale_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->actor, g_free);
  g_clear_pointer (&self->device, g_free);
  g_clear_pointer (&self->undoable, g_array_unref);
  g_clear_pointer (&self->redoable, g_array_unref);
  G_OBJECT_CLASS (salve_clinic_parent_class)->finalize (object);
}

static void
salve_clinic_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalveClinic *self = SALVE_CLINIC (object);

  switch (id)
    {
    case PROP_STORE:
      g_value_set_object (value, self->store);
      break;
    case PROP_LOCALE:
      g_value_set_boxed (value, self->locale);
      break;
    case PROP_ACTOR:
      g_value_set_string (value, self->actor);
      break;
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, salve_clinic_get_can_undo (self));
      break;
    case PROP_CAN_REDO:
      g_value_set_boolean (value, salve_clinic_get_can_redo (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_clinic_class_init (SalveClinicClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = salve_clinic_finalize;
  object_class->get_property = salve_clinic_get_property;

  properties[PROP_STORE] =
      g_param_spec_object ("store", NULL, NULL, SALVE_TYPE_STORE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_LOCALE] =
      g_param_spec_boxed ("locale", NULL, NULL, SALVE_TYPE_LOCALE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ACTOR] =
      g_param_spec_string ("actor", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CAN_UNDO] =
      g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CAN_REDO] =
      g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * SalveClinic::committed:
   * @label: what was done, for a person
   * @change_id: the change in the store's log
   *
   * A change of this desk is durable.
   */
  signals[COMMITTED] = g_signal_new ("committed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_INT64);
}

static void
salve_clinic_init (SalveClinic *self)
{
  self->fixed_now = SALVE_INSTANT_NONE;
  self->roles = SALVE_ROLES_STAFF;
  self->device = g_strdup (g_get_host_name ());
  self->undoable = g_array_new (FALSE, FALSE, sizeof (Done));
  self->redoable = g_array_new (FALSE, FALSE, sizeof (Done));
  g_array_set_clear_func (self->undoable, done_clear);
  g_array_set_clear_func (self->redoable, done_clear);
}

/**
 * salve_clinic_new:
 * @store: the open store
 * @locale: how dates and names are written
 * @zone: the clinic's time zone
 * @actor: who works at this desk, for the change log
 */
SalveClinic *
salve_clinic_new (SalveStore *store, SalveLocale *locale, GTimeZone *zone, const char *actor)
{
  SalveClinic *self = g_object_new (SALVE_TYPE_CLINIC, NULL);

  self->store = g_object_ref (store);
  self->rights = salve_desk_rights_new (store);
  salve_store_set_locale (store, locale);
  salve_store_set_time_zone (store, zone);
  self->locale = salve_locale_ref (locale);
  self->zone = g_time_zone_ref (zone);
  self->actor = g_strdup (actor);
  return self;
}

SalveStore *
salve_clinic_get_store (SalveClinic *self)
{
  g_return_val_if_fail (SALVE_IS_CLINIC (self), NULL);
  return self->store;
}

SalveLocale *
salve_clinic_get_locale (SalveClinic *self)
{
  g_return_val_if_fail (SALVE_IS_CLINIC (self), NULL);
  return self->locale;
}

/**
 * salve_clinic_get_roles:
 *
 * Returns: what whoever is signed in at this desk is; all of the staff's roles while nobody signs in
 */
SalveRoles
salve_clinic_get_roles (SalveClinic *self)
{
  g_return_val_if_fail (SALVE_IS_CLINIC (self), SALVE_ROLE_NONE);

  return self->roles;
}

/**
 * salve_clinic_get_rights:
 *
 * Returns: (transfer none): how far whoever works here may see
 */
SalveDeskRights *
salve_clinic_get_rights (SalveClinic *self)
{
  g_return_val_if_fail (SALVE_IS_CLINIC (self), NULL);

  return self->rights;
}

/**
 * salve_clinic_set_roles:
 * @roles: of whoever has signed in; %SALVE_ROLES_STAFF when nobody signs in here
 *
 * What is offered follows when it is opened the next time; what is done is checked at that moment.
 */
void
salve_clinic_set_roles (SalveClinic *self, SalveRoles roles)
{
  g_return_if_fail (SALVE_IS_CLINIC (self));

  self->roles = roles;
}

/**
 * salve_clinic_set_locale:
 * @locale: how dates and names are written from now on; views that have written some already are made anew by the window
 */
void
salve_clinic_set_locale (SalveClinic *self, SalveLocale *locale)
{
  g_return_if_fail (SALVE_IS_CLINIC (self));

  salve_locale_ref (locale);
  salve_locale_unref (self->locale);
  self->locale = locale;
  salve_store_set_locale (self->store, locale);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOCALE]);
}

GTimeZone *
salve_clinic_get_zone (SalveClinic *self)
{
  g_return_val_if_fail (SALVE_IS_CLINIC (self), NULL);
  return self->zone;
}

const char *
salve_clinic_get_actor (SalveClinic *self)
{
  g_return_val_if_fail (SALVE_IS_CLINIC (self), NULL);
  return self->actor;
}

/**
 * salve_clinic_set_actor:
 * @actor: who works here from now on: what is changed is changed by them
 */
void
salve_clinic_set_actor (SalveClinic *self, const char *actor)
{
  g_return_if_fail (SALVE_IS_CLINIC (self));
  g_return_if_fail (actor != NULL);

  if (g_set_str (&self->actor, actor))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTOR]);
}

const char *
salve_clinic_get_device (SalveClinic *self)
{
  g_return_val_if_fail (SALVE_IS_CLINIC (self), NULL);
  return self->device;
}

/**
 * salve_clinic_now:
 *
 * Returns: the time, in microseconds of UTC; a fixed one where a tour or a test has set it
 */
SalveInstant
salve_clinic_now (SalveClinic *self)
{
  g_return_val_if_fail (SALVE_IS_CLINIC (self), 0);
  return self->fixed_now != SALVE_INSTANT_NONE ? self->fixed_now : g_get_real_time ();
}

/**
 * salve_clinic_today:
 *
 * Returns: the day it is in the clinic's time zone
 */
SalvePartialDate
salve_clinic_today (SalveClinic *self)
{
  return salve_instant_to_date (salve_clinic_now (self), self->zone);
}

/**
 * salve_clinic_set_now:
 * @now: the time that it shall be from now on, or %SALVE_INSTANT_NONE for the real one
 */
void
salve_clinic_set_now (SalveClinic *self, SalveInstant now)
{
  g_return_if_fail (SALVE_IS_CLINIC (self));
  self->fixed_now = now;
}

/**
 * salve_clinic_begin:
 * @label: what is about to be done, for a person ("Registered Anna Keller")
 *
 * Returns: (transfer full): a change by this desk's actor, to fill and commit
 */
SalveChange *
salve_clinic_begin (SalveClinic *self, const char *label)
{
  g_return_val_if_fail (SALVE_IS_CLINIC (self), NULL);
  return salve_change_new (self->actor, self->device, label);
}

typedef struct
{
  SalveClinic *clinic;
  GArray *to;
  char *label;
} Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  g_object_unref (step->clinic);
  g_array_unref (step->to);
  g_free (step->label);
  g_free (step);
}

static DexFuture *
remember (DexFuture *committed, gpointer data)
{
  Step *step = data;
  gint64 change = g_value_get_int64 (dex_future_get_value (committed, NULL));

  if (change == 0)
    return NULL;
  push (step->to, change, step->label);
  notify_history (step->clinic);
  g_signal_emit (step->clinic, signals[COMMITTED], 0, step->label, change);
  return NULL;
}

static DexFuture *
then_remember (SalveClinic *self, DexFuture *future, GArray *to, const char *label)
{
  Step *step = g_new0 (Step, 1);

  step->clinic = g_object_ref (self);
  step->to = g_array_ref (to);
  step->label = g_strdup (label);
  return dex_future_then (future, remember, step, step_free);
}

/* What the server would refuse afterwards is refused now, while whoever did it is still here. */
static gboolean
may_change (SalveClinic *self, SalveChange *change)
{
  for (guint i = 0; i < salve_change_get_n_items (change); i++)
    {
      const SalveChangeItem *item = salve_change_get_item (change, i);
      SalveAction action = item->resource == NULL                         ? SALVE_ACTION_DELETE
                           : item->expected_version == SALVE_VERSION_NONE ? SALVE_ACTION_CREATE
                                                                          : SALVE_ACTION_UPDATE;

      if (!salve_desk_rights_may (self->rights, action, item->type))
        return FALSE;
    }
  return TRUE;
}

/**
 * salve_clinic_commit:
 * @change: (transfer none): what a person did
 *
 * Returns: (transfer full): a future of the change's id, resolved when it is durable; or what the store rejects with, or
 *   %G_IO_ERROR_PERMISSION_DENIED where whoever works here has no right to it
 */
DexFuture *
salve_clinic_commit (SalveClinic *self, SalveChange *change)
{
  g_return_val_if_fail (SALVE_IS_CLINIC (self), NULL);

  if (!may_change (self, change))
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "%s",
                                  salve_right_actions_refusal ());
  g_array_set_size (self->redoable, 0);
  return then_remember (self, salve_store_commit (self->store, change), self->undoable,
                        salve_change_get_label (change));
}

/**
 * salve_clinic_remember:
 * @change: (transfer full): a future of the id (gint64) of a change that the store makes by itself for this person; 0:
 *   there was nothing to change, and so there is nothing to undo
 * @label: what it was, for a person
 *
 * Returns: (transfer full): the same future, after which the change is the one that is undone next
 */
DexFuture *
salve_clinic_remember (SalveClinic *self, DexFuture *change, const char *label)
{
  g_return_val_if_fail (SALVE_IS_CLINIC (self), change);

  g_array_set_size (self->redoable, 0);
  return then_remember (self, change, self->undoable, label);
}

static DexFuture *
turn_back (SalveClinic *self, GArray *from, GArray *to)
{
  g_autofree char *label = NULL;
  gint64 change;

  if (from->len == 0)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s", _ ("There is nothing to undo."));

  change = g_array_index (from, Done, from->len - 1).change;
  label = g_strdup (g_array_index (from, Done, from->len - 1).label);
  g_array_set_size (from, from->len - 1);
  notify_history (self);
  return then_remember (self, salve_store_undo (self->store, change, self->actor, self->device), to, label);
}

/**
 * salve_clinic_undo:
 *
 * Returns: (transfer full): a future of the id of the change that undoes this desk's last one
 */
DexFuture *
salve_clinic_undo (SalveClinic *self)
{
  g_return_val_if_fail (SALVE_IS_CLINIC (self), NULL);
  return turn_back (self, self->undoable, self->redoable);
}

/**
 * salve_clinic_redo:
 *
 * Returns: (transfer full): a future of the id of the change that does again what was undone last
 */
DexFuture *
salve_clinic_redo (SalveClinic *self)
{
  g_return_val_if_fail (SALVE_IS_CLINIC (self), NULL);
  return turn_back (self, self->redoable, self->undoable);
}

/**
 * salve_clinic_undo_change:
 * @change_id: any change in the store's log, of this desk or another
 * @label: what it was, for a person
 *
 * Returns: (transfer full): a future of the id of the change that undoes it; or what the store rejects with, where
 *   something newer stands on it
 */
DexFuture *
salve_clinic_undo_change (SalveClinic *self, gint64 change_id, const char *label)
{
  g_return_val_if_fail (SALVE_IS_CLINIC (self), NULL);

  for (guint i = 0; i < self->undoable->len; i++)
    {
      if (g_array_index (self->undoable, Done, i).change != change_id)
        continue;
      g_array_remove_index (self->undoable, i);
      notify_history (self);
      break;
    }
  return then_remember (self, salve_store_undo (self->store, change_id, self->actor, self->device),
                        self->redoable, label);
}

gboolean
salve_clinic_get_can_undo (SalveClinic *self)
{
  g_return_val_if_fail (SALVE_IS_CLINIC (self), FALSE);
  return self->undoable->len > 0;
}

gboolean
salve_clinic_get_can_redo (SalveClinic *self)
{
  g_return_val_if_fail (SALVE_IS_CLINIC (self), FALSE);
  return self->redoable->len > 0;
}
