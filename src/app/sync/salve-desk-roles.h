/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What whoever took over at this desk may do here. */
#pragma once

#include "salve-clinic.h"
#include "salve-remote.h"

G_BEGIN_DECLS

void salve_desk_roles_unknown (SalveClinic *clinic);
void salve_desk_roles_follow (SalveClinic *clinic, SalveRemote *remote, const char *login);

G_END_DECLS
