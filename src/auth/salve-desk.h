/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-sign-in.h"

G_BEGIN_DECLS

/* Somebody who is signed in at this desk. Properties, read-only with "notify": "login" (string), "has-pin" (boolean),
 * "needs-password" (boolean: the PIN's attempts are used up, or the server ended the session), "active" (boolean). */
#define SALVE_TYPE_DESK_PERSON (salve_desk_person_get_type ())
G_DECLARE_FINAL_TYPE (SalveDeskPerson, salve_desk_person, SALVE, DESK_PERSON, GObject)

const char *salve_desk_person_get_login (SalveDeskPerson *self);
gboolean salve_desk_person_get_has_pin (SalveDeskPerson *self);
gboolean salve_desk_person_get_needs_password (SalveDeskPerson *self);
gboolean salve_desk_person_get_active (SalveDeskPerson *self);
SalveSession *salve_desk_person_get_session (SalveDeskPerson *self);

/* The people of one desk at one server: a GListModel of SalveDeskPerson, and a SalveTokenSource that gives the token of
 * whoever is active, so that a remote stays when people switch. Property "active" (SalveDeskPerson, nullable), with
 * "notify". Nobody is active after salve_desk_load(): the desk is locked until a PIN or a password. */
#define SALVE_TYPE_DESK (salve_desk_get_type ())
G_DECLARE_FINAL_TYPE (SalveDesk, salve_desk, SALVE, DESK, GObject)

SalveDesk *salve_desk_new (const char *base, SalveTrust *trust);

DexFuture *salve_desk_load (SalveDesk *self);
DexFuture *salve_desk_sign_in (SalveDesk *self, const char *login, const char *password);
DexFuture *salve_desk_sign_in_with_browser (SalveDesk *self,
                                            SalveOpenAddress open,
                                            gpointer data,
                                            GDestroyNotify free_data);
DexFuture *salve_desk_enrol (SalveDesk *self, const char *code);
DexFuture *salve_desk_activate (SalveDesk *self, const char *code, const char *password);
DexFuture *salve_desk_set_pin (SalveDesk *self, SalveDeskPerson *person, const char *pin);
DexFuture *salve_desk_switch (SalveDesk *self, SalveDeskPerson *person, const char *pin);
DexFuture *salve_desk_sign_out (SalveDesk *self, SalveDeskPerson *person);
void salve_desk_lock (SalveDesk *self);

SalveDeskPerson *salve_desk_get_active (SalveDesk *self);
guint salve_desk_pin_attempts_left (SalveDeskPerson *person);

G_END_DECLS
