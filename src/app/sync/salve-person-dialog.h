/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who works here: several people at one desk switch by PIN, without closing what is open; somebody else signs in; whoever
 * works here sets a PIN, or signs out. */
#pragma once

#include <adwaita.h>
#include <libdex.h>

G_BEGIN_DECLS

/* Functions with the signatures of salve-desk.h. A person has the properties of #SalveDeskPerson. */
typedef struct
{
  DexFuture *(*sign_in) (gpointer desk, const char *login, const char *password);
  DexFuture *(*sign_in_with_browser) (gpointer desk);
  DexFuture *(*activate) (gpointer desk, const char *code, const char *password);
  DexFuture *(*set_pin) (gpointer desk, gpointer person, const char *pin);
  DexFuture *(*switch_to) (gpointer desk, gpointer person, const char *pin);
  DexFuture *(*sign_out) (gpointer desk, gpointer person);
} SalveDeskWays;

#define SALVE_TYPE_PERSON_DIALOG (salve_person_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SalvePersonDialog, salve_person_dialog, SALVE, PERSON_DIALOG, AdwDialog)

const SalveDeskWays *salve_desk_ways_get (void);
SalvePersonDialog *salve_person_dialog_new (GListModel *desk, const SalveDeskWays *ways);
const char *salve_person_dialog_get_step (SalvePersonDialog *self);

G_END_DECLS
