/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A SoupServer behind a SalveListener on loopback, with handlers for what the tests need. */
#pragma once

#include <libsoup/soup.h>

#include "raw-client.h"
#include "salve-listener.h"

G_BEGIN_DECLS

/* Seconds: long enough not to happen while a test is at something else. */
#define NEVER 3600

/* /known and /unknown say of whom they come from whether that is known; /slow waits for server_unpause(), /large answers with 16 MiB, /large/chunks in chunks, /early with 401 before the body,
 * /socket is a websocket; everything else answers with its path. */
typedef struct
{
  SoupServer *soup;
  SalveListener *listener;
  guint port;
  guint handled;
  gsize body;
  GString *paths;
  SoupServerMessage *paused;
  SoupWebsocketConnection *socket;
  gboolean keep_open; /* websockets are */
} Server;

Server *server_new_with (const SalveListenerLimits *limits, GTlsCertificate *certificate);
Server *server_new (void);
Server *server_new_hasty (double header, double body, double idle);
void server_free (Server *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Server, server_free)

guint server_get_open (Server *self);
guint64 server_get_accepted (Server *self);
guint64 server_get_refused (Server *self);
gboolean server_unpause (gpointer self);
RawClient *server_talk (Server *self, const char *bytes, gssize n);

G_END_DECLS
