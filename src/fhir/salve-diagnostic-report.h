/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* DiagnosticReport (https://hl7.org/fhir/R4/diagnosticreport.html). Findings put together. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

GPtrArray *salve_diagnostic_report_get_identifiers (SalveResource *resource);
const char *salve_diagnostic_report_get_status (SalveResource *resource);
SalveElement salve_diagnostic_report_get_categories (SalveResource *resource);
SalveElement salve_diagnostic_report_get_code (SalveResource *resource);
char *salve_diagnostic_report_get_patient_id (SalveResource *resource);
char *salve_diagnostic_report_get_encounter_id (SalveResource *resource);
const char *salve_diagnostic_report_get_effective (SalveResource *resource);
const char *salve_diagnostic_report_get_issued (SalveResource *resource);
SalveElement salve_diagnostic_report_get_performers (SalveResource *resource);
SalveElement salve_diagnostic_report_get_results (SalveResource *resource);
const char *salve_diagnostic_report_get_conclusion (SalveResource *resource);
SalveElement salve_diagnostic_report_get_conclusion_codes (SalveResource *resource);
SalveElement salve_diagnostic_report_get_presented_forms (SalveResource *resource);

G_END_DECLS
