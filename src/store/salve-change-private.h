/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-change.h"
#include "salve-statement.h"

G_BEGIN_DECLS

SalveChangeRecord *salve_change_record_new_from_row (SalveStatement *row);

G_END_DECLS
