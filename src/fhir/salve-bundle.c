/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bundle, read. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-bundle.h"

#include "salve-view-private.h"

SALVE_VIEW_TEXT (salve_bundle_get_type, "type")
SALVE_VIEW_TEXT (salve_bundle_get_timestamp, "timestamp")
SALVE_VIEW_NUMBER (salve_bundle_get_total, "total")
SALVE_VIEW_ELEMENT (salve_bundle_get_entries, "entry")

/**
 * salve_bundle_get_link:
 * @relation: such as next
 *
 * Returns: (nullable): the URL, to be followed as it is given
 */
const char *
salve_bundle_get_link (SalveResource *resource, const char *relation)
{
  SALVE_ELEMENT_FOREACH (link, salve_element_get (salve_resource_root (resource), "link"))
    {
      if (g_strcmp0 (salve_element_string (link, "relation"), relation) == 0)
        return salve_element_string (link, "url");
    }
  return NULL;
}
