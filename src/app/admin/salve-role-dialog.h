/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What everybody with a role may do: read in plain words, and changed line by line. */
#pragma once

#include <adwaita.h>

#include "salve-people.h"

G_BEGIN_DECLS

#define SALVE_TYPE_ROLE_DIALOG (salve_role_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SalveRoleDialog, salve_role_dialog, SALVE, ROLE_DIALOG, AdwDialog)

/* Signal "saved" (): the list of roles is another one now. */
SalveRoleDialog *salve_role_dialog_new (SalvePeople *people, SalveRoleItem *role);

G_END_DECLS
