/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyring's service as all of this folder speaks to it. Everything blocks. */
#pragma once

#include <libsecret/secret.h>

G_BEGIN_DECLS

SecretService *salve_keyring_open_service (GCancellable *cancellable, GError **error);
gboolean salve_keyring_is_locked (gpointer proxy);
GList *salve_keyring_list_locked (SecretService *service);
gboolean
salve_keyring_unlock (SecretService *service, GList *objects, GCancellable *cancellable, GError **error);
SecretCollection *salve_keyring_open_default (SecretService *service,
                                              gboolean interactive,
                                              GCancellable *cancellable,
                                              GError **error);

G_END_DECLS
