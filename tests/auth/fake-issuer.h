/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "test-server.h"

/* An OAuth server whose every vice can be switched on. Tokens are "access-N" and "refresh-N", N counted up. */
typedef struct
{
  TestServer *server;
  gboolean at_root; /* the document is at the root, not at the base */
  gboolean no_document;
  gboolean no_s256;
  gboolean no_passwords;
  const char *document; /* instead of the true one */
  const char *issuer;   /* instead of the true one */
  const char *answer;   /* of the token endpoint instead of tokens, with answer_status */
  guint answer_status;
  const char *retry_after;
  gboolean hold; /* tokens wait until release */
  gint64 expires_in;
  const char *login; /* named with the tokens */
  char *challenge;   /* of the code that the browser brought */
  char *redirect;
  guint n_tokens;
  guint n_refreshes;
  GPtrArray *forms; /* as they came to the token endpoint */
  GPtrArray *revoked;
  SoupServerMessage *held;
} FakeIssuer;

FakeIssuer *fake_issuer_new (void);
FakeIssuer *fake_issuer_new_tls (GTlsCertificate *certificate);
void fake_issuer_free (FakeIssuer *self);
void fake_issuer_release (FakeIssuer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeIssuer, fake_issuer_free)
