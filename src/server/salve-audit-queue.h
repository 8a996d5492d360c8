/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the audit trail for what is read: many a transaction, as soon as the one before is on the disk. */
#pragma once

#include "salve-store.h"

G_BEGIN_DECLS

typedef struct _SalveAuditQueue SalveAuditQueue;

SalveAuditQueue *salve_audit_queue_new (SalveStore *store);
void salve_audit_queue_free (SalveAuditQueue *self);
void salve_audit_queue_add (SalveAuditQueue *self,
                            const char *actor,
                            const char *action,
                            const char *type,
                            const char *id,
                            const char *detail);
DexFuture *salve_audit_queue_flush (SalveAuditQueue *self);

G_END_DECLS
