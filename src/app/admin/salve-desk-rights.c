/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-desk-rights.h"

#include "salve-appointments.h"
#include "salve-search-extract.h"

/* As at the server (salve_accounts_break_glass()). */
#define GLASS_TIME (30 * 60 * SALVE_INSTANT_SECOND)

struct _SalveDeskRights
{
  GObject parent_instance;

  SalveStore *store;
  GHashTable *reaches; /* type → SalveReachKind; NULL: everything may be seen */
  char *login;         /* whose rights these are; NULL: not known */
  char *practitioner_id;
  gboolean may_break_glass;
  GHashTable *broken; /* patient id → gint64 *: until when */
  guint timer;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (SalveDeskRights, salve_desk_rights, G_TYPE_OBJECT)

static void
salve_desk_rights_finalize (GObject *object)
{
  SalveDeskRights *self = SALVE_DESK_RIGHTS (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->store);
  g_clear_pointer (&self->reaches, g_hash_table_unref);
  g_hash_table_unref (self->broken);
  g_free (self->login);
  g_free (self->practitioner_id);
  G_OBJECT_CLASS (salve_desk_rights_parent_class)->finalize (object);
}

static void
salve_desk_rights_class_init (SalveDeskRightsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_desk_rights_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
salve_desk_rights_init (SalveDeskRights *self)
{
  self->broken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * salve_desk_rights_new:
 *
 * Returns: (transfer full): the rights of somebody who may see everything
 */
SalveDeskRights *
salve_desk_rights_new (SalveStore *store)
{
  SalveDeskRights *self = g_object_new (SALVE_TYPE_DESK_RIGHTS, NULL);

  self->store = g_object_ref (store);
  return self;
}

static SalveReachKind
parse_reach (const char *text)
{
  return g_strcmp0 (text, "all") == 0       ? SALVE_REACH_ALL
         : g_strcmp0 (text, "treated") == 0 ? SALVE_REACH_TREATED
         : g_strcmp0 (text, "own") == 0     ? SALVE_REACH_PATIENT
                                            : SALVE_REACH_NONE;
}

/**
 * salve_desk_rights_set:
 * @me: (nullable): what the server answered to GET api/v1/me; %NULL where nothing is known of whoever works here
 *
 * An access in an emergency is one person's: it ends with them.
 */
void
salve_desk_rights_set (SalveDeskRights *self, yyjson_val *me)
{
  yyjson_val *reach = yyjson_obj_get (me, "reach"), *type, *kind;
  gsize index, max;

  g_return_if_fail (SALVE_IS_DESK_RIGHTS (self));

  if (g_set_str (&self->login, yyjson_get_str (yyjson_obj_get (me, "username"))))
    {
      g_hash_table_remove_all (self->broken);
      g_clear_handle_id (&self->timer, g_source_remove);
    }
  g_clear_pointer (&self->reaches, g_hash_table_unref);
  g_set_str (&self->practitioner_id, yyjson_get_str (yyjson_obj_get (me, "practitioner")));
  self->may_break_glass = yyjson_get_bool (yyjson_obj_get (me, "mayBreakGlass"));
  if (yyjson_is_obj (reach))
    self->reaches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  yyjson_obj_foreach (reach, index, max, type, kind) g_hash_table_insert (
      self->reaches, g_strdup (yyjson_get_str (type)), GINT_TO_POINTER (parse_reach (yyjson_get_str (kind))));
  g_signal_emit (self, changed_signal, 0);
}

/**
 * salve_desk_rights_get_reach:
 *
 * Returns: how far records of @type may be read
 */
SalveReachKind
salve_desk_rights_get_reach (SalveDeskRights *self, const char *type)
{
  gpointer kind;

  g_return_val_if_fail (SALVE_IS_DESK_RIGHTS (self), SALVE_REACH_NONE);

  if (self->reaches == NULL)
    return SALVE_REACH_ALL;
  if (!g_hash_table_lookup_extended (self->reaches, type, NULL, &kind))
    kind = g_hash_table_lookup (self->reaches, "*");
  return (SalveReachKind)GPOINTER_TO_INT (kind);
}

/**
 * salve_desk_rights_filter:
 * @resources: (element-type SalveResource): of one patient whose record may be opened
 *
 * Returns: (transfer full) (element-type SalveResource): those of kinds that may be read at all
 */
GPtrArray *
salve_desk_rights_filter (SalveDeskRights *self, GPtrArray *resources)
{
  GPtrArray *seen;

  if (self->reaches == NULL)
    return g_ptr_array_ref (resources);
  seen = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  for (guint i = 0; i < resources->len; i++)
    if (salve_desk_rights_get_reach (self, salve_resource_get_type_name (resources->pdata[i]))
        != SALVE_REACH_NONE)
      g_ptr_array_add (seen, salve_resource_ref (resources->pdata[i]));
  return seen;
}

typedef struct
{
  const char *practitioner_id;
  const char *patient_id;
  gboolean found;
} Treatment;

static void
on_treatment (const char *practitioner_id, const char *patient_id, gpointer data)
{
  Treatment *treatment = data;

  treatment->found |= g_str_equal (practitioner_id, treatment->practitioner_id)
                      && g_str_equal (patient_id, treatment->patient_id);
}

static gboolean
treats_by_appointment (SalveDeskRights *self, const char *patient_id)
{
  g_autoptr (GPtrArray) rows = salve_store_list_patient_appointments (self->store, patient_id, NULL);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const SalveAppointmentRow *row = rows->pdata[i];

      if (row->status != SALVE_APPOINTMENT_CANCELLED && row->status != SALVE_APPOINTMENT_NO_SHOW
          && row->status != SALVE_APPOINTMENT_ENTERED_IN_ERROR
          && g_strcmp0 (row->doctor_id, self->practitioner_id) == 0)
        return TRUE;
    }
  return FALSE;
}

/* The server's rule (salve_search_treatments_of()), over what this desk has. */
static gboolean
treats (SalveDeskRights *self, const char *patient_id)
{
  static const char *const types[] = { "Encounter", "CareTeam" };
  Treatment treatment = { self->practitioner_id, patient_id, FALSE };
  g_autoptr (SalveResource) patient = salve_store_read (self->store, "Patient", patient_id, NULL, NULL);

  if (self->practitioner_id == NULL)
    return FALSE;
  if (patient != NULL)
    salve_search_treatments_of (patient, on_treatment, &treatment);
  for (guint i = 0; !treatment.found && i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GPtrArray) list = salve_store_list_related (self->store, patient_id, types[i], NULL);

      for (guint j = 0; list != NULL && j < list->len; j++)
        salve_search_treatments_of (list->pdata[j], on_treatment, &treatment);
    }
  return treatment.found || treats_by_appointment (self, patient_id);
}

/**
 * salve_desk_rights_may_open:
 * @now: the clinic's time
 *
 * The store's thread.
 *
 * Returns: whether the record of that patient may be opened by whoever works here
 */
gboolean
salve_desk_rights_may_open (SalveDeskRights *self, const char *patient_id, SalveInstant now)
{
  SalveReachKind reach = salve_desk_rights_get_reach (self, "Patient");

  return reach == SALVE_REACH_ALL
         || (reach == SALVE_REACH_TREATED
             && (salve_desk_rights_get_end (self, patient_id, now) != SALVE_INSTANT_NONE
                 || treats (self, patient_id)));
}

/**
 * salve_desk_rights_may_break_glass:
 *
 * Returns: whether a record that may not be opened can be, by somebody who says why
 */
gboolean
salve_desk_rights_may_break_glass (SalveDeskRights *self)
{
  g_return_val_if_fail (SALVE_IS_DESK_RIGHTS (self), FALSE);
  return self->may_break_glass && salve_desk_rights_get_reach (self, "Patient") == SALVE_REACH_TREATED;
}

static gboolean on_end (gpointer data);

/* Wakes when the next access ends. */
static void
arm (SalveDeskRights *self, SalveInstant now)
{
  GHashTableIter iter;
  gpointer value;
  SalveInstant soonest = G_MAXINT64;

  g_clear_handle_id (&self->timer, g_source_remove);
  g_hash_table_iter_init (&iter, self->broken);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (*(SalveInstant *)value > now)
      soonest = MIN (soonest, *(SalveInstant *)value);
  if (soonest != G_MAXINT64)
    self->timer = g_timeout_add_seconds ((guint)((soonest - now) / SALVE_INSTANT_SECOND) + 1, on_end, self);
}

static gboolean
on_end (gpointer data)
{
  SalveDeskRights *self = data;

  self->timer = 0;
  arm (self, g_get_real_time ());
  g_signal_emit (self, changed_signal, 0);
  return G_SOURCE_REMOVE;
}

/**
 * salve_desk_rights_break_glass:
 * @now: the clinic's time
 *
 * The record of that patient may be opened from now on, for half an hour; "changed" is emitted when that ends.
 */
void
salve_desk_rights_break_glass (SalveDeskRights *self, const char *patient_id, SalveInstant now)
{
  const SalveInstant until = now + GLASS_TIME;

  g_return_if_fail (SALVE_IS_DESK_RIGHTS (self));

  g_hash_table_insert (self->broken, g_strdup (patient_id), g_memdup2 (&until, sizeof until));
  arm (self, now);
  g_signal_emit (self, changed_signal, 0);
}

/**
 * salve_desk_rights_get_end:
 * @now: the clinic's time
 *
 * Returns: when access in an emergency to that patient's record ends; %SALVE_INSTANT_NONE: there is none now
 */
SalveInstant
salve_desk_rights_get_end (SalveDeskRights *self, const char *patient_id, SalveInstant now)
{
  const SalveInstant *until = g_hash_table_lookup (self->broken, patient_id);

  return until != NULL && *until > now ? *until : SALVE_INSTANT_NONE;
}
