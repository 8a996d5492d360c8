/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Readings and check-ups of machines, many thousands in one request. */
#pragma once

#include "salve-jobs.h"

G_BEGIN_DECLS

#define SALVE_BULK_MAX_ITEMS 1000000

gboolean salve_bulk_upload_handle (SalveExchange *exchange, GError **error);
gboolean salve_bulk_upload_run (SalveJobs *jobs, SalveJob *job, GError **error);

G_END_DECLS
