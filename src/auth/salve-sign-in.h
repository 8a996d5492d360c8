/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-sign-in-error.h"
#include "salve-token-source.h"
#include "salve-trust.h"

G_BEGIN_DECLS

/* Opens an address in the person's own browser; FALSE with an error when there is none. On the main context. */
typedef gboolean (*SalveOpenAddress) (const char *address, gpointer data, GError **error);

/* One person, or one device, signed in at one server: a SalveTokenSource. Its tokens are in the keyring and in this
 * object, nowhere else. Properties, read-only with "notify": "login" (string, nullable), "signed-in" (boolean), "kept"
 * (boolean: FALSE where the session has no keyring, so that the tokens end with the program). */
#define SALVE_TYPE_SESSION (salve_session_get_type ())
G_DECLARE_FINAL_TYPE (SalveSession, salve_session, SALVE, SESSION, GObject)

SalveSession *salve_session_new (const char *base, SalveTrust *trust);

DexFuture *salve_session_restore (SalveSession *self, const char *login);
DexFuture *salve_session_sign_in (SalveSession *self, const char *login, const char *password);
DexFuture *salve_session_sign_in_with_browser (SalveSession *self,
                                               SalveOpenAddress open,
                                               gpointer data,
                                               GDestroyNotify free_data);
DexFuture *
salve_session_sign_in_as_device (SalveSession *self, const char *client_id, const char *client_secret);
DexFuture *salve_session_enrol (SalveSession *self, const char *code);
DexFuture *salve_session_activate (SalveSession *self, const char *code, const char *password);
DexFuture *salve_session_sign_out (SalveSession *self);

const char *salve_session_get_base (SalveSession *self);
const char *salve_session_get_login (SalveSession *self);
const char *salve_session_get_scope (SalveSession *self);
gboolean salve_session_get_signed_in (SalveSession *self);
gboolean salve_session_get_kept (SalveSession *self);

G_END_DECLS
