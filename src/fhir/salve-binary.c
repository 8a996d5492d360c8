/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binary, read. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-binary.h"

#include "salve-view-private.h"

SALVE_VIEW_TEXT (salve_binary_get_content_type, "contentType")

/* Returns: (transfer full) (nullable): the bytes; NULL where there are none */
GBytes *
salve_binary_get_data (SalveResource *resource)
{
  const char *data = salve_element_string (salve_resource_root (resource), "data");
  gsize length = 0;
  guchar *raw = data != NULL && *data != '\0' ? g_base64_decode (data, &length) : NULL;

  return raw != NULL ? g_bytes_new_take (raw, length) : NULL;
}
