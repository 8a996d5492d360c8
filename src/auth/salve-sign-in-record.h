/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept of one sign-in, and its place in the keyring. */
#pragma once

#include <gio/gio.h>

#include "salve-key-error.h"

G_BEGIN_DECLS

/* All texts but the login are secrets; they are wiped when freed. Absent ones are NULL. */
typedef struct
{
  char *login;
  char *issuer; /* who gave the tokens; a server that names another one later is refused */
  char *client; /* the program's id there */
  char *secret; /* a device's own */
  char *access;
  char *refresh;
  char *scope;
  gint64 expires; /* of access, microseconds since 1970 */
  char *pin;      /* argon2id, as libsodium writes it */
  guint pin_failures;
} SalveSignInRecord;

SalveSignInRecord *salve_sign_in_record_new (const char *login);
SalveSignInRecord *salve_sign_in_record_copy (const SalveSignInRecord *self);
void salve_sign_in_record_free (SalveSignInRecord *self);
void salve_sign_in_record_drop_tokens (SalveSignInRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveSignInRecord, salve_sign_in_record_free)

/* These block: the keyring answers over D-Bus. Never on the main thread. */
gboolean salve_sign_in_record_store_sync (const SalveSignInRecord *self,
                                          const char *base,
                                          GCancellable *cancellable,
                                          GError **error);
GPtrArray *salve_sign_in_record_list_sync (const char *base, GCancellable *cancellable, GError **error);
SalveSignInRecord *salve_sign_in_record_look_up_sync (const char *base,
                                                      const char *login,
                                                      GCancellable *cancellable,
                                                      GError **error);
gboolean salve_sign_in_record_clear_sync (const char *base,
                                          const char *login,
                                          GCancellable *cancellable,
                                          GError **error);

G_END_DECLS
