/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passwords as argon2id (RFC 9106), two at a time on threads of their own because each takes 64 MiB and a seventh of a
 * second. A password is never kept, shown or logged; what is copied is wiped. */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

#define SALVE_PASSWORD_MIN_LENGTH 10 /* characters */
#define SALVE_PASSWORD_MAX_LENGTH 1024

typedef struct _SalvePasswordHasher SalvePasswordHasher;

SalvePasswordHasher *salve_password_hasher_new (guint operations, gsize memory);
void salve_password_hasher_free (SalvePasswordHasher *self);
DexFuture *salve_password_hasher_hash (SalvePasswordHasher *self, const char *password);
DexFuture *salve_password_hasher_verify (SalvePasswordHasher *self, const char *hash, const char *password);
gboolean salve_password_hasher_is_weak (SalvePasswordHasher *self, const char *hash);
gboolean salve_password_check (const char *password, const char *login, const char *email, GError **error);

#define SALVE_PASSWORD_OPERATIONS 3
#define SALVE_PASSWORD_MEMORY ((gsize)64 * 1024 * 1024)

G_END_DECLS
