/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's own accept loop in front of SoupServer: how many may be connected, how long they may take, how much they
 * may send, and that what they send can be read in one way only. SoupServer itself has none of these limits. */
#pragma once

#include <gio/gio.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * SalveListenerLimits:
 * @header_seconds: from the connection or a request's first byte to its last header byte, the TLS handshake included; 10
 * @body_seconds: for the body, and one second more for each 16 KiB that have come; 30
 * @idle_seconds: between two requests, and for a reader who does not take the answer; 60
 * @per_address: connections from one address of whoever is not known (salve_listener_set_known()); 32. Of those who are, three
 *   quarters of @total, so that a clinic behind one address has room, and nobody takes all of it
 * @total: connections in all; 256. When they are taken, who rests between two requests gives way to who comes, strangers
 *   first
 * @max_header: bytes of a request line and its headers; 64 KiB (libsoup takes no more than 100 KiB)
 * @max_body: bytes of a body; 64 MiB
 * @max_bodies: bytes of all bodies that are held at one time; 256 MiB
 *
 * A zero stands for the default named. The times may have fractions.
 */
typedef struct
{
  double header_seconds, body_seconds, idle_seconds;
  guint per_address, total;
  gsize max_header, max_body, max_bodies;
} SalveListenerLimits;

/* The most bytes that a body sent with @method to @path (as in the address, without the query) may have. */
typedef gsize (*SalveBodyLimitFunc) (const char *method, const char *path, gpointer user_data);

#define SALVE_TYPE_LISTENER (salve_listener_get_type ())
G_DECLARE_FINAL_TYPE (SalveListener, salve_listener, SALVE, LISTENER, GObject)

SalveListener *salve_listener_new (SoupServer *soup, const SalveListenerLimits *limits);
gboolean salve_listener_listen (SalveListener *self,
                                GSocketAddress *address,
                                GTlsCertificate *certificate,
                                GError **error);
gboolean salve_listener_adopt (SalveListener *self, int fd, GTlsCertificate *certificate, GError **error);
guint salve_listener_get_port (SalveListener *self);
void salve_listener_set_certificate (SalveListener *self, GTlsCertificate *certificate);
void salve_listener_stop (SalveListener *self);
void salve_listener_get_counts (SalveListener *self, guint *open, guint64 *accepted, guint64 *refused);
void salve_listener_set_body_limit (SalveListener *self, SalveBodyLimitFunc limit, gpointer user_data);
void salve_listener_keep_open (SalveListener *self, SoupServerMessage *message);
void salve_listener_set_known (SalveListener *self, SoupServerMessage *message, gboolean known);

G_END_DECLS
