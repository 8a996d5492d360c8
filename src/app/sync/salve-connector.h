/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a clinic is connected to its server, step by step, as the Connect dialog needs it. Each step stands on the one before.
 * Main thread; futures resolve on it. */
#pragma once

#include <libdex.h>

#include "salve-server-abilities.h"
#include "salve-trust.h"

G_BEGIN_DECLS

#define SALVE_TYPE_CONNECTOR (salve_connector_get_type ())
G_DECLARE_INTERFACE (SalveConnector, salve_connector, SALVE, CONNECTOR, GObject)

/**
 * SalveConnectorInterface:
 * @get_found: (transfer none): the servers that announce themselves, as they come and go
 * @describe_found: (transfer none): what one of them is called, where it is, and its key's fingerprint as announced
 * @look: who answers at an address as a person types it; resolves to a #SalveServerKey
 * @believe: from now on only that key is believed; %NULL: whoever the system's authorities vouch for
 * @sign_in: resolves when somebody is signed in
 * @sign_in_with_browser: the same, in the person's own browser
 * @activate: somebody new chooses a password with a code, and is signed in
 * @probe: finds out by harmless requests what the server really does; resolves to #SalveServerAbilities
 * @get_home: (transfer full) (nullable): where the clinic's records belong, if that is another server than the one that
 *   answered
 * @move: forgets that other server, so that all records go to this one; resolves when that is durable
 * @keep: the server belongs to the clinic from now on, and the first sync begins; @accepted: (nullable): who accepts the
 *   risk of a server that does not guard against overwriting, in their words; resolves when that is durable
 * @cancel: nothing of what was tried is kept: whoever signed in is signed out, and no server belongs to the clinic
 * @get_base: (transfer none) (nullable): the address as it is understood, after @look
 * @get_sync: (transfer none) (nullable): the engine, after @keep
 */
struct _SalveConnectorInterface
{
  GTypeInterface parent_iface;

  GListModel *(*get_found) (SalveConnector *self);
  void (*describe_found) (SalveConnector *self,
                          GObject *found,
                          const char **name,
                          const char **base,
                          const char **fingerprint);
  DexFuture *(*look) (SalveConnector *self, const char *address);
  void (*believe) (SalveConnector *self, const char *fingerprint);
  DexFuture *(*sign_in) (SalveConnector *self, const char *login, const char *password);
  DexFuture *(*sign_in_with_browser) (SalveConnector *self);
  DexFuture *(*activate) (SalveConnector *self, const char *code, const char *password);
  DexFuture *(*probe) (SalveConnector *self);
  char *(*get_home) (SalveConnector *self);
  DexFuture *(*move) (SalveConnector *self);
  DexFuture *(*keep) (SalveConnector *self, const char *accepted);
  void (*cancel) (SalveConnector *self);
  const char *(*get_base) (SalveConnector *self);
  GObject *(*get_sync) (SalveConnector *self);
};

G_END_DECLS
