/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server can do, in plain words. */
#pragma once

#include <adwaita.h>

#include "salve-server-abilities.h"

G_BEGIN_DECLS

void salve_abilities_rows_fill (AdwPreferencesGroup *group,
                                GPtrArray *rows,
                                const SalveServerAbilities *abilities);

G_END_DECLS
