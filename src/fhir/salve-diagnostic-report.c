/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DiagnosticReport, read. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-diagnostic-report.h"

#include "salve-view-private.h"

SALVE_VIEW_IDENTIFIERS (salve_diagnostic_report_get_identifiers, "identifier")
SALVE_VIEW_TEXT (salve_diagnostic_report_get_status, "status")
SALVE_VIEW_ELEMENT (salve_diagnostic_report_get_categories, "category")
SALVE_VIEW_ELEMENT (salve_diagnostic_report_get_code, "code")
SALVE_VIEW_REFERENCE (salve_diagnostic_report_get_patient_id, "subject", "Patient")
SALVE_VIEW_REFERENCE (salve_diagnostic_report_get_encounter_id, "encounter", "Encounter")
SALVE_VIEW_FIRST_TEXT (salve_diagnostic_report_get_effective, "effectiveDateTime", "effectivePeriod.start")
SALVE_VIEW_TEXT (salve_diagnostic_report_get_issued, "issued")
SALVE_VIEW_ELEMENT (salve_diagnostic_report_get_performers, "performer")
SALVE_VIEW_ELEMENT (salve_diagnostic_report_get_results, "result")
SALVE_VIEW_TEXT (salve_diagnostic_report_get_conclusion, "conclusion")
SALVE_VIEW_ELEMENT (salve_diagnostic_report_get_conclusion_codes, "conclusionCode")
SALVE_VIEW_ELEMENT (salve_diagnostic_report_get_presented_forms, "presentedForm")
