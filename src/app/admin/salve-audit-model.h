/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit trail of the clinic's file as a list model, the newest first. It grows as it is asked to: a trail has
 * millions of rows, and nobody reads them all. Main thread; the reading is done on a thread of the store.
 *
 * Properties, read-only, with "notify": "loading", "complete" (boolean: there is nothing more), "error" (string, nullable). */
#pragma once

#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_AUDIT_ROW (salve_audit_row_get_type ())
G_DECLARE_FINAL_TYPE (SalveAuditRow, salve_audit_row, SALVE, AUDIT_ROW, GObject)

struct _SalveAuditRow
{
  GObject parent_instance;

  gint64 id;
  SalveInstant time;
  char *actor;
  char *action;
  char *type;        /* nullable */
  char *resource_id; /* nullable */
  char *detail;      /* nullable */
};

/* What is looked for; what is NULL or SALVE_INSTANT_NONE is not asked for. */
typedef struct
{
  const char *actor;       /* a part of the name */
  const char *resource_id; /* of the record */
  SalveInstant from;       /* since then */
  SalveInstant until;      /* before then */
} SalveAuditFilter;

#define SALVE_TYPE_AUDIT_MODEL (salve_audit_model_get_type ())
G_DECLARE_FINAL_TYPE (SalveAuditModel, salve_audit_model, SALVE, AUDIT_MODEL, GObject)

SalveAuditModel *salve_audit_model_new (SalveStore *store);
void salve_audit_model_filter (SalveAuditModel *self, const SalveAuditFilter *filter);
void salve_audit_model_load_more (SalveAuditModel *self);

G_END_DECLS
