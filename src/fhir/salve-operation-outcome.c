/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OperationOutcome, read. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-operation-outcome.h"

#include "salve-view-private.h"

SALVE_VIEW_ELEMENT (salve_operation_outcome_get_issues, "issue")

/**
 * salve_operation_outcome_add_issue:
 * @severity: fatal, error, warning or information
 * @code: of https://hl7.org/fhir/R4/valueset-issue-type.html, such as invalid
 * @diagnostics: (nullable): for a person to read; no patient's data
 * @expression: (nullable): the place, as FHIRPath
 */
void
salve_operation_outcome_add_issue (SalveEdit *edit,
                                   const char *severity,
                                   const char *code,
                                   const char *diagnostics,
                                   const char *expression)
{
  gsize n = salve_edit_count (edit, "/issue");
  const struct
  {
    const char *name, *value;
  } members[] = {
    { "severity", severity }, { "code", code }, { "diagnostics", diagnostics }, { "expression/0", expression }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autofree char *place = g_strdup_printf ("/issue/%" G_GSIZE_FORMAT "/%s", n, members[i].name);

      if (members[i].value != NULL)
        salve_edit_set_string (edit, place, members[i].value);
    }
}

/* Returns: (transfer full): an outcome with one issue */
SalveResource *
salve_operation_outcome_new (const char *severity, const char *code, const char *diagnostics)
{
  g_autoptr (SalveResource) empty =
      salve_resource_new_from_text ("{\"resourceType\":\"OperationOutcome\"}", -1, NULL);
  g_autoptr (SalveEdit) edit = salve_resource_edit (empty);

  salve_operation_outcome_add_issue (edit, severity, code, diagnostics, NULL);
  return salve_edit_finish (edit, NULL);
}

/* Returns: whether any issue is fatal or an error */
gboolean
salve_operation_outcome_is_failure (SalveResource *resource)
{
  SALVE_ELEMENT_FOREACH (issue, salve_operation_outcome_get_issues (resource))
    {
      const char *severity = salve_element_string (issue, "severity");

      if (g_strcmp0 (severity, "fatal") == 0 || g_strcmp0 (severity, "error") == 0)
        return TRUE;
    }
  return FALSE;
}

/* Returns: (transfer full): the issues for a person to read, a line each: details, else diagnostics, else the code */
char *
salve_operation_outcome_format (SalveResource *resource)
{
  g_autoptr (GString) out = g_string_new (NULL);

  SALVE_ELEMENT_FOREACH (issue, salve_operation_outcome_get_issues (resource))
    {
      const char *text = salve_concept_display (salve_element_get (issue, "details"));

      if (text == NULL)
        text = salve_element_string (issue, "diagnostics");
      if (text == NULL)
        text = salve_element_string (issue, "code");
      if (text != NULL)
        g_string_append_printf (out, "%s%s", out->len > 0 ? "\n" : "", text);
    }
  return g_string_free_and_steal (g_steal_pointer (&out));
}
