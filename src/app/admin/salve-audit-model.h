/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit trail of a store, or that of the clinic's server, as a list model, the newest first. It grows as it is asked to: a trail has
 * millions of rows, and nobody reads them all. Main thread.
 *
 * Properties, read-only, with "notify": "loading", "complete" (boolean: there is nothing more), "error" (string, nullable). */
#pragma once

#include "salve-people.h"
#include "salve-store.h"

G_BEGIN_DECLS

#define SALVE_TYPE_AUDIT_MODEL (salve_audit_model_get_type ())
G_DECLARE_FINAL_TYPE (SalveAuditModel, salve_audit_model, SALVE, AUDIT_MODEL, GObject)

SalveAuditModel *salve_audit_model_new (SalveStore *store);
void salve_audit_model_set_people (SalveAuditModel *self, SalvePeople *people);
void salve_audit_model_filter (SalveAuditModel *self, const SalveAuditFilter *filter);
void salve_audit_model_load_more (SalveAuditModel *self);

G_END_DECLS
