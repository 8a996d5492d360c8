/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-resource.h"

G_BEGIN_DECLS

/* What one person does in one go: resources put and deleted together, or none of them. It is built on any thread,
 * then handed to salve_store_commit(), which takes it as it is. */
#define SALVE_TYPE_CHANGE (salve_change_get_type ())
typedef struct _SalveChange SalveChange;

GType salve_change_get_type (void) G_GNUC_CONST;
SalveChange *salve_change_new (const char *actor, const char *device, const char *label);
SalveChange *salve_change_ref (SalveChange *self);
void salve_change_unref (SalveChange *self);

void salve_change_set_reason (SalveChange *self, const char *reason);
void salve_change_put (SalveChange *self, SalveResource *resource, gint64 expected_version);
void salve_change_delete (SalveChange *self, const char *type, const char *id, gint64 expected_version);

const char *salve_change_get_actor (SalveChange *self);
const char *salve_change_get_device (SalveChange *self);
const char *salve_change_get_label (SalveChange *self);
const char *salve_change_get_reason (SalveChange *self);
guint salve_change_get_n_items (SalveChange *self);

/* resource is NULL for a deletion. */
typedef struct
{
  SalveResource *resource;
  char *type;
  char *id;
  gint64
      expected_version; /* SALVE_VERSION_ANY, SALVE_VERSION_NONE (must not be there yet), or the version read */
} SalveChangeItem;

#define SALVE_VERSION_ANY G_GINT64_CONSTANT (0)
#define SALVE_VERSION_NONE G_GINT64_CONSTANT (-1)

const SalveChangeItem *salve_change_get_item (SalveChange *self, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveChange, salve_change_unref)

/* A change that was made, as the history shows it. */
#define SALVE_TYPE_CHANGE_RECORD (salve_change_record_get_type ())
G_DECLARE_FINAL_TYPE (SalveChangeRecord, salve_change_record, SALVE, CHANGE_RECORD, GObject)

gint64 salve_change_record_get_id (SalveChangeRecord *self);
gint64 salve_change_record_get_time (SalveChangeRecord *self);
const char *salve_change_record_get_actor (SalveChangeRecord *self);
const char *salve_change_record_get_device (SalveChangeRecord *self);
const char *salve_change_record_get_label (SalveChangeRecord *self);
const char *salve_change_record_get_reason (SalveChangeRecord *self);
gint64 salve_change_record_get_undoes (SalveChangeRecord *self);
gint64 salve_change_record_get_undone_by (SalveChangeRecord *self);

G_END_DECLS
