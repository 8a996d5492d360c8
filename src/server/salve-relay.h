/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New reports go to another FHIR server, at an interval. */
#pragma once

#include "salve-remote.h"
#include "salve-service.h"

G_BEGIN_DECLS

typedef struct _SalveRelay SalveRelay;

SalveRelay *salve_relay_new (SalveStore *store, SalveRemote *remote, guint interval);
void salve_relay_free (SalveRelay *self);
DexFuture *salve_relay_run_once (SalveRelay *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveRelay, salve_relay_free)

G_END_DECLS
