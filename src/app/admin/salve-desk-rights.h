/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far whoever works at this desk may see, and what they may do. The file of a desk has what all who sign in here may
 * see together; which part of it is shown follows the person: here the store is told so (salve-sight.h). Of a clinic without a server of ours nothing is known, and everything is
 * shown. Main thread. Signal "changed" (): somebody else works here, or an access in an emergency has begun or ended. */
#pragma once

#include <yyjson.h>

#include "salve-permission.h"
#include "salve-store.h"

G_BEGIN_DECLS

#define SALVE_TYPE_DESK_RIGHTS (salve_desk_rights_get_type ())
G_DECLARE_FINAL_TYPE (SalveDeskRights, salve_desk_rights, SALVE, DESK_RIGHTS, GObject)

SalveDeskRights *salve_desk_rights_new (SalveStore *store);
void salve_desk_rights_set (SalveDeskRights *self, yyjson_val *me);
SalveReachKind salve_desk_rights_get_reach (SalveDeskRights *self, const char *type);
const char *salve_desk_rights_get_practitioner_id (SalveDeskRights *self);
gboolean salve_desk_rights_may (SalveDeskRights *self, SalveAction action, const char *type);
GPtrArray *salve_desk_rights_filter (SalveDeskRights *self, GPtrArray *resources);

/* A patient's record. */
gboolean salve_desk_rights_may_open (SalveDeskRights *self, const char *patient_id, SalveInstant now);
gboolean salve_desk_rights_may_break_glass (SalveDeskRights *self);
void salve_desk_rights_break_glass (SalveDeskRights *self, const char *patient_id, SalveInstant now);
SalveInstant salve_desk_rights_get_end (SalveDeskRights *self, const char *patient_id, SalveInstant now);

G_END_DECLS
