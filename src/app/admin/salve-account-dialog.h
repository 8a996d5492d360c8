/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody who may sign in: name, roles, and whether they still may. A code that comes of it is shown to be handed over. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"
#include "salve-people.h"

G_BEGIN_DECLS

#define SALVE_TYPE_ACCOUNT_DIALOG (salve_account_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SalveAccountDialog, salve_account_dialog, SALVE, ACCOUNT_DIALOG, AdwDialog)

/* Signal "saved" (): the list of people is another one now. */
SalveAccountDialog *
salve_account_dialog_new (SalveClinic *clinic, SalvePeople *people, SalvePersonAccount *account);

G_END_DECLS
