/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* Coverage (https://hl7.org/fhir/R4/coverage.html). An insurance and how long it holds. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

GPtrArray *salve_coverage_get_identifiers (SalveResource *resource);
const char *salve_coverage_get_status (SalveResource *resource);
SalveElement salve_coverage_get_type (SalveResource *resource);
const char *salve_coverage_get_subscriber_id (SalveResource *resource);
char *salve_coverage_get_beneficiary_id (SalveResource *resource);
SalveElement salve_coverage_get_relationship (SalveResource *resource);
const char *salve_coverage_get_start (SalveResource *resource);
const char *salve_coverage_get_end (SalveResource *resource);
SalveElement salve_coverage_get_payors (SalveResource *resource);
const char *salve_coverage_get_order (SalveResource *resource);
const char *salve_coverage_get_network (SalveResource *resource);

void salve_coverage_set_status (SalveEdit *edit, const char *status);
void salve_coverage_set_type_text (SalveEdit *edit, const char *text);
void salve_coverage_set_subscriber_id (SalveEdit *edit, const char *id);
void salve_coverage_set_beneficiary (SalveEdit *edit, const char *patient_id);
void salve_coverage_set_payor_display (SalveEdit *edit, const char *display);
void salve_coverage_set_period (SalveEdit *edit, SalvePartialDate start, SalvePartialDate end);
void salve_coverage_set_order (SalveEdit *edit, guint order);

G_END_DECLS
