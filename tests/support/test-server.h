/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

/* A server of libsoup on loopback, on a port of its own. */
typedef struct
{
  SoupServer *soup;
  char *base; /* https://127.0.0.1:PORT/fhir */
  char *origin;
  guint port;
} TestServer;

TestServer *
test_server_new (GTlsCertificate *certificate, guint port, SoupServerCallback handler, gpointer data);
void test_server_stop (TestServer *self);
void test_server_answer (SoupServerMessage *message, guint status, const char *type, const char *body);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestServer, test_server_stop)

/* One that answers every connection's first request with the same bytes, whatever they are. */
typedef struct
{
  GSocketService *service;
  char *base;
  GBytes *answer; /* NULL: none, and the line stays open */
  guint n_connections;
  GPtrArray *open;
} TestRawServer;

TestRawServer *test_raw_server_new (const char *answer, gssize length);
void test_raw_server_free (TestRawServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestRawServer, test_raw_server_free)
