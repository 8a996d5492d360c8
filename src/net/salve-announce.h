/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells the local network where the clinic's server is. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SALVE_ANNOUNCE_SERVICE "_salve._tcp"

#define SALVE_TYPE_ANNOUNCE (salve_announce_get_type ())
G_DECLARE_FINAL_TYPE (SalveAnnounce, salve_announce, SALVE, ANNOUNCE, GObject)

SalveAnnounce *salve_announce_new (const char *clinic_name, guint port, const char *fingerprint);
gboolean salve_announce_is_heard (SalveAnnounce *self);

G_END_DECLS
