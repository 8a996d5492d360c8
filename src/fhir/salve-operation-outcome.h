/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* OperationOutcome (https://hl7.org/fhir/R4/operationoutcome.html). What a server says went wrong, or well. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

SalveElement salve_operation_outcome_get_issues (SalveResource *resource);

SalveResource *salve_operation_outcome_new (const char *severity, const char *code, const char *diagnostics);
void salve_operation_outcome_add_issue (SalveEdit *edit,
                                        const char *severity,
                                        const char *code,
                                        const char *diagnostics,
                                        const char *expression);
gboolean salve_operation_outcome_is_failure (SalveResource *resource);
char *salve_operation_outcome_format (SalveResource *resource);

G_END_DECLS
