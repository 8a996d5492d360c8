/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-change-private.h"

struct _SalveChange
{
  gatomicrefcount ref_count;
  char *actor;
  char *device;
  char *label;
  char *reason;
  GArray *items; /* SalveChangeItem */
  gboolean decided_there;
};

G_DEFINE_BOXED_TYPE (SalveChange, salve_change, salve_change_ref, salve_change_unref)

static void
clear_item (gpointer data)
{
  SalveChangeItem *item = data;

  g_clear_pointer (&item->resource, salve_resource_unref);
  g_clear_pointer (&item->type, g_free);
  g_clear_pointer (&item->id, g_free);
}

/**
 * salve_change_new:
 * @actor: who: a login, never a patient's name
 * @device: at which desk
 * @label: what, in the person's language, for the history and the undo button
 *
 * Returns: (transfer full): a change with nothing in it
 */
SalveChange *
salve_change_new (const char *actor, const char *device, const char *label)
{
  SalveChange *self = g_new0 (SalveChange, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->actor = g_strdup (actor != NULL ? actor : "");
  self->device = g_strdup (device != NULL ? device : "");
  self->label = g_strdup (label != NULL ? label : "");
  self->items = g_array_new (FALSE, TRUE, sizeof (SalveChangeItem));
  g_array_set_clear_func (self->items, clear_item);
  return self;
}

SalveChange *
salve_change_ref (SalveChange *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
salve_change_unref (SalveChange *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->actor);
  g_free (self->device);
  g_free (self->label);
  g_free (self->reason);
  g_array_unref (self->items);
  g_free (self);
}

void
salve_change_set_reason (SalveChange *self, const char *reason)
{
  g_set_str (&self->reason, reason);
}

/**
 * salve_change_put:
 * @resource: with an id
 * @expected_version: of the store's row when it was read; the commit is refused as a conflict when it has another one
 */
void
salve_change_put (SalveChange *self, SalveResource *resource, gint64 expected_version)
{
  SalveChangeItem item = {
    .resource = salve_resource_ref (resource),
    .type = g_strdup (salve_resource_get_type_name (resource)),
    .id = g_strdup (salve_resource_get_id (resource)),
    .expected_version = expected_version,
  };

  g_array_append_val (self->items, item);
}

void
salve_change_delete (SalveChange *self, const char *type, const char *id, gint64 expected_version)
{
  SalveChangeItem item = { .type = g_strdup (type),
                           .id = g_strdup (id),
                           .expected_version = expected_version };

  g_array_append_val (self->items, item);
}

/**
 * salve_change_set_decided_there:
 *
 * What it puts is what the server has. Appointments and cards of this desk are in the way of that as little as of what comes
 * down: else nobody could give up what was refused once its time is another's.
 */
void
salve_change_set_decided_there (SalveChange *self)
{
  self->decided_there = TRUE;
}

gboolean
salve_change_is_decided_there (SalveChange *self)
{
  return self->decided_there;
}

const char *
salve_change_get_actor (SalveChange *self)
{
  return self->actor;
}

const char *
salve_change_get_device (SalveChange *self)
{
  return self->device;
}

const char *
salve_change_get_label (SalveChange *self)
{
  return self->label;
}

/* Returns: (nullable): */
const char *
salve_change_get_reason (SalveChange *self)
{
  return self->reason;
}

guint
salve_change_get_n_items (SalveChange *self)
{
  return self->items->len;
}

const SalveChangeItem *
salve_change_get_item (SalveChange *self, guint index)
{
  return &g_array_index (self->items, SalveChangeItem, index);
}

struct _SalveChangeRecord
{
  GObject parent_instance;

  gint64 id;
  gint64 time;
  char *actor;
  char *device;
  char *label;
  char *reason;
  gint64 undoes;
  gint64 undone_by;
};

G_DEFINE_FINAL_TYPE (SalveChangeRecord, salve_change_record, G_TYPE_OBJECT)

static void
salve_change_record_finalize (GObject *object)
{
  SalveChangeRecord *self = SALVE_CHANGE_RECORD (object);

  g_free (self->actor);
  g_free (self->device);
  g_free (self->label);
  g_free (self->reason);
  G_OBJECT_CLASS (salve_change_record_parent_class)->finalize (object);
}

static void
salve_change_record_class_init (SalveChangeRecordClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_change_record_finalize;
}

static void
salve_change_record_init (SalveChangeRecord *self)
{
}

/* Columns: id, time, actor, device, label, reason, undoes, undone_by. */
SalveChangeRecord *
salve_change_record_new_from_row (SalveStatement *row)
{
  SalveChangeRecord *self = g_object_new (SALVE_TYPE_CHANGE_RECORD, NULL);

  self->id = salve_statement_int (row, 0);
  self->time = salve_statement_int (row, 1);
  self->actor = g_strdup (salve_statement_text (row, 2));
  self->device = g_strdup (salve_statement_text (row, 3));
  self->label = g_strdup (salve_statement_text (row, 4));
  self->reason = g_strdup (salve_statement_text (row, 5));
  self->undoes = salve_statement_int (row, 6);
  self->undone_by = salve_statement_int (row, 7);
  return self;
}

gint64
salve_change_record_get_id (SalveChangeRecord *self)
{
  return self->id;
}

/* Returns: µs UTC */
gint64
salve_change_record_get_time (SalveChangeRecord *self)
{
  return self->time;
}

const char *
salve_change_record_get_actor (SalveChangeRecord *self)
{
  return self->actor;
}

const char *
salve_change_record_get_device (SalveChangeRecord *self)
{
  return self->device;
}

const char *
salve_change_record_get_label (SalveChangeRecord *self)
{
  return self->label;
}

const char *
salve_change_record_get_reason (SalveChangeRecord *self)
{
  return self->reason;
}

/* Returns: the change that this one took back; 0 where it is none of that kind */
gint64
salve_change_record_get_undoes (SalveChangeRecord *self)
{
  return self->undoes;
}

/* Returns: the change that took this one back; 0 where it stands */
gint64
salve_change_record_get_undone_by (SalveChangeRecord *self)
{
  return self->undone_by;
}
