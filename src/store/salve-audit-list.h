/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the audit trail of a store, a page at a time, the newest first. */
#pragma once

#include "salve-store.h"

G_BEGIN_DECLS

/* One row. Immutable once it is handed over. */
#define SALVE_TYPE_AUDIT_ROW (salve_audit_row_get_type ())
G_DECLARE_FINAL_TYPE (SalveAuditRow, salve_audit_row, SALVE, AUDIT_ROW, GObject)

struct _SalveAuditRow
{
  GObject parent_instance;

  gint64 id; /* in the order of time */
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
  const char *actor;       /* a part of the name, in any case of letters */
  const char *resource_id; /* of the record; of a patient: with everything that belongs to them */
  SalveInstant from;       /* since then */
  SalveInstant until;      /* before then */
} SalveAuditFilter;

#define SALVE_AUDIT_MOST 1000

DexFuture *salve_store_list_audit (SalveStore *self,
                                   const SalveAuditFilter *filter,
                                   gint64 before, /* only older ones than this id; G_MAXINT64: all */
                                   guint most);   /* 1 to SALVE_AUDIT_MOST */

G_END_DECLS
