/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a desk remembers of its server: the hash of the server's public key, which outlives its certificates. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *salve_fingerprint_of_certificate (GTlsCertificate *certificate, GError **error);
char *salve_fingerprint_format (const char *hex);

G_END_DECLS
