/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>
#include <libsoup/soup.h>

#include "salve-remote.h"

G_BEGIN_DECLS

/* Which server is believed to be the one: the one with this key, or, without a pin, one that the system's authorities
 * vouch for. */
#define SALVE_TYPE_TRUST (salve_trust_get_type ())
G_DECLARE_FINAL_TYPE (SalveTrust, salve_trust, SALVE, TRUST, GObject)

SalveTrust *salve_trust_new (const char *pin);
const char *salve_trust_get_pin (SalveTrust *self);
gboolean salve_trust_check (SalveTrust *self, GTlsCertificate *certificate, GError **error);
void salve_trust_prepare_session (SalveTrust *self, SoupSession *session);

/* Who answers at an address, for first use. */
#define SALVE_TYPE_SERVER_KEY (salve_server_key_get_type ())
typedef struct
{
  char *fingerprint; /* SHA-256 of the key, lower-case hexadecimal; NULL over plain HTTP on this machine */
  char *shown;       /* the same in groups, for eyes; NULL likewise */
  gboolean vouched;  /* the system's authorities vouch for it: no pin is needed */
} SalveServerKey;

GType salve_server_key_get_type (void) G_GNUC_CONST;
SalveServerKey *salve_server_key_copy (const SalveServerKey *self);
void salve_server_key_free (SalveServerKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveServerKey, salve_server_key_free)

DexFuture *salve_trust_fetch (const char *base);

G_END_DECLS
