/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets in a file of our own whose key the desktop keeps for this program (the Secret portal). All calls block. */
#pragma once

#include <libsecret/secret.h>

G_BEGIN_DECLS

gboolean salve_sandbox_keyring_is_used (void);
GPtrArray *salve_sandbox_keyring_search (const SecretSchema *schema,
                                         GHashTable *attributes,
                                         GCancellable *cancellable,
                                         GError **error);
gboolean salve_sandbox_keyring_store (const SecretSchema *schema,
                                      GHashTable *attributes,
                                      const char *label,
                                      SecretValue *value,
                                      GCancellable *cancellable,
                                      GError **error);
gboolean salve_sandbox_keyring_clear (const SecretSchema *schema,
                                      GHashTable *attributes,
                                      GCancellable *cancellable,
                                      GError **error);

G_END_DECLS
