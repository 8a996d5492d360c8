/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question to the plain JSON that the clinic's server has beside its FHIR base. */
#pragma once

#include <yyjson.h>

#include "salve-remote.h"

G_BEGIN_DECLS

/* What the answer becomes; root is NULL where it has no body. */
typedef DexFuture *(*SalveApiRead) (yyjson_val *root);

DexFuture *salve_api_call (SalveRemote *remote,
                           const char *method,
                           const char *path,
                           const char *json,
                           SalveApiRead read);
DexFuture *salve_api_read_nothing (yyjson_val *root);

G_END_DECLS
