/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who did what to whose record: the audit trail of the clinic's file, with a filter. */
#pragma once

#include <adwaita.h>

#include "salve-audit-model.h"
#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_AUDIT_VIEW (salve_audit_view_get_type ())
G_DECLARE_FINAL_TYPE (SalveAuditView, salve_audit_view, SALVE, AUDIT_VIEW, AdwBin)

GtkWidget *salve_audit_view_new (SalveClinic *clinic, SalvePeople *people);
SalveAuditModel *salve_audit_view_get_model (SalveAuditView *self);
const char *salve_audit_action_words (const char *action);

G_END_DECLS
