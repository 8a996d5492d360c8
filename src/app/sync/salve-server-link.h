/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clinic that is open and the server it belongs to: the engine, whom the server is believed to be, and who is signed
 * in at this desk. A SalveConnector, too: what is being connected replaces nothing before salve_connector.keep.
 * Main thread.
 *
 * Properties, read-only, with "notify": "connected" (boolean), "person" (string, nullable: who is signed in and active). */
#pragma once

#include "salve-clinic.h"
#include "salve-connector.h"
#include "salve-desk.h"
#include "salve-sync-face.h"

G_BEGIN_DECLS

#define SALVE_TYPE_SERVER_LINK (salve_server_link_get_type ())
G_DECLARE_FINAL_TYPE (SalveServerLink, salve_server_link, SALVE, SERVER_LINK, GObject)

SalveServerLink *salve_server_link_new (SalveClinic *clinic, SalveSyncFace *face);
DexFuture *salve_server_link_disconnect (SalveServerLink *self);
gboolean salve_server_link_get_connected (SalveServerLink *self);
const char *salve_server_link_get_base (SalveServerLink *self);
const char *salve_server_link_get_pin (SalveServerLink *self);
SalveDesk *salve_server_link_get_desk (SalveServerLink *self);
SalveSync *salve_server_link_get_sync (SalveServerLink *self);
SalveRemote *salve_server_link_get_remote (SalveServerLink *self);
gboolean salve_open_in_browser (const char *address, gpointer data, GError **error);

G_END_DECLS
