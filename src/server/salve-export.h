/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bulk data (https://hl7.org/fhir/uv/bulkdata/): NDJSON, a file a type, also de-identified. */
#pragma once

#include "salve-jobs.h"

G_BEGIN_DECLS

gboolean salve_export_handle_start (SalveExchange *exchange, GError **error);
gboolean salve_export_handle_file (SalveExchange *exchange, GError **error);
gboolean salve_export_answer (SalveExchange *exchange, SalveJob *job, GError **error);

G_END_DECLS
