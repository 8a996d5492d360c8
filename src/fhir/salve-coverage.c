/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coverage, read and written. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-coverage.h"

#include "salve-view-private.h"

SALVE_VIEW_IDENTIFIERS (salve_coverage_get_identifiers, "identifier")
SALVE_VIEW_TEXT (salve_coverage_get_status, "status")
SALVE_VIEW_ELEMENT (salve_coverage_get_type, "type")
SALVE_VIEW_TEXT (salve_coverage_get_subscriber_id, "subscriberId")
SALVE_VIEW_REFERENCE (salve_coverage_get_beneficiary_id, "beneficiary", "Patient")
SALVE_VIEW_ELEMENT (salve_coverage_get_relationship, "relationship")
SALVE_VIEW_TEXT (salve_coverage_get_start, "period.start")
SALVE_VIEW_TEXT (salve_coverage_get_end, "period.end")
SALVE_VIEW_ELEMENT (salve_coverage_get_payors, "payor")
SALVE_VIEW_NUMBER (salve_coverage_get_order, "order")
SALVE_VIEW_TEXT (salve_coverage_get_network, "network")

void
salve_coverage_set_status (SalveEdit *edit, const char *status)
{
  salve_edit_set_string (edit, "/status", status);
}

void
salve_coverage_set_type_text (SalveEdit *edit, const char *text)
{
  salve_edit_set_string (edit, "/type/text", text);
}

void
salve_coverage_set_subscriber_id (SalveEdit *edit, const char *id)
{
  salve_edit_set_string (edit, "/subscriberId", id);
}

void
salve_coverage_set_beneficiary (SalveEdit *edit, const char *patient_id)
{
  salve_view_set_reference (edit, "/beneficiary", "Patient", patient_id);
}

/* R4 wants a payor (1..*); where the insurer is no resource of its own, its name alone is one. */
void
salve_coverage_set_payor_display (SalveEdit *edit, const char *display)
{
  salve_edit_set_string (edit, "/payor/0/display", display);
}

/* A date that is not set leaves that end open. */
void
salve_coverage_set_period (SalveEdit *edit, SalvePartialDate start, SalvePartialDate end)
{
  g_autofree char *from = salve_partial_date_is_set (start) ? salve_partial_date_to_iso (start) : NULL;
  g_autofree char *to = salve_partial_date_is_set (end) ? salve_partial_date_to_iso (end) : NULL;

  salve_edit_set_string (edit, "/period/start", from);
  salve_edit_set_string (edit, "/period/end", to);
}

/**
 * salve_coverage_set_order:
 * @order: 1 is asked first; 0 takes the element away
 */
void
salve_coverage_set_order (SalveEdit *edit, guint order)
{
  g_autofree char *number = g_strdup_printf ("%u", order);

  if (order > 0)
    salve_edit_set_json (edit, "/order", number);
  else
    salve_edit_remove (edit, "/order");
}
