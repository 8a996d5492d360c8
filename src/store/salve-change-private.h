/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-change.h"
#include "salve-statement.h"

G_BEGIN_DECLS

/* Whether the change puts what the server has, and nothing else. */
void salve_change_set_decided_there (SalveChange *self);
gboolean salve_change_is_decided_there (SalveChange *self);

SalveChangeRecord *salve_change_record_new_from_row (SalveStatement *row);

G_END_DECLS
