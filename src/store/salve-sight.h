/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of whom a screen may show anything. The file of a desk has what all who sign in there may read together; of that, what
 * is read for the screen follows the person who works there now. Set once on the store, it holds for lists, searches,
 * calendars and records alike; what runs without a screen (sync, import, export) is not touched by it. */
#pragma once

#include "salve-permission.h"
#include "salve-store.h"

G_BEGIN_DECLS

/* Immutable once it is set, atomically counted. NULL stands for everything. */
typedef struct _SalveSight SalveSight;
#define SALVE_TYPE_SIGHT (salve_sight_get_type ())
GType salve_sight_get_type (void) G_GNUC_CONST;

SalveSight *salve_sight_new (SalveReachKind patients, SalveReachKind appointments);
SalveSight *salve_sight_copy (SalveSight *self);
SalveSight *salve_sight_ref (SalveSight *self);
void salve_sight_unref (SalveSight *self);
void salve_sight_add (SalveSight *self, gint64 rowid, const char *patient_id);
void salve_sight_add_all (SalveSight *self, SalveSight *others);
gboolean salve_sight_equal (SalveSight *a, SalveSight *b);
gboolean salve_sight_has_row (SalveSight *self, gint64 rowid);
gboolean salve_sight_has_patient (SalveSight *self, const char *patient_id);
gboolean salve_sight_has_appointment (SalveSight *self, const char *patient_id);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveSight, salve_sight_unref)

/* Main thread. */
void salve_store_set_sight (SalveStore *self, SalveSight *sight);
SalveSight *salve_store_get_sight (SalveStore *self);
gboolean
salve_store_add_to_sight (SalveStore *self, SalveSight *sight, const char *patient_id, GError **error);
DexFuture *salve_store_find_treated (SalveStore *self,
                                     SalveSight *sight,
                                     const char *practitioner_id,
                                     gboolean in_bodies); /* → SalveSight */
gboolean salve_store_is_treated (SalveStore *self, const char *practitioner_id, const char *patient_id);

G_END_DECLS
