/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client that sends any bytes and waits for the end of the connection, on the main context that the server runs on. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  GIOStream *stream;
  GSocket *socket;
  GByteArray *sending; /* what is left to send */
  GString *received;
  gboolean ended; /* the server has closed, or cut, the connection */
  gsize sent;
} RawClient;

RawClient *raw_client_new (guint port);
RawClient *raw_client_new_tls (guint port);
void raw_client_free (RawClient *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RawClient, raw_client_free)

void raw_client_send (RawClient *self, const void *bytes, gssize n);
void raw_client_step (RawClient *self);
void raw_client_wait_end (RawClient *self);
void raw_client_wait_for (RawClient *self, const char *text, guint times);
guint raw_client_count (RawClient *self, const char *text);

G_END_DECLS
