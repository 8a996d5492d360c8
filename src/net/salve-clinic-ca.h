/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clinic's own certificate authority and the server's certificate, in a folder that only the server reads. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GTlsCertificate *salve_clinic_ca_ensure (GFile *folder,
                                         const char *const *names,
                                         gint64 now,
                                         char **fingerprint,
                                         GError **error);

G_END_DECLS
