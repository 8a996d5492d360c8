/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server that a clinic is connected to: where it is, whom it is believed to be, what it can do, and the way back to a
 * clinic by itself. Where another key answers, it says what to do, and offers no way through. */
#pragma once

#include <adwaita.h>

#include "salve-server-abilities.h"
#include "salve-sync-face.h"

G_BEGIN_DECLS

typedef struct
{
  const char *base;
  const char *pin;                       /* nullable: the system vouches */
  const char *accepted;                  /* nullable: who accepted the risk */
  const SalveServerAbilities *abilities; /* nullable: not known */
} SalveServerFacts;

/* Returns: (transfer full): resolves when the clinic is by itself */
typedef DexFuture *(*SalveDisconnectFunc) (gpointer data);

#define SALVE_TYPE_SERVER_DIALOG (salve_server_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SalveServerDialog, salve_server_dialog, SALVE, SERVER_DIALOG, AdwDialog)

SalveServerDialog *salve_server_dialog_new (SalveSyncFace *face,
                                            const SalveServerFacts *facts,
                                            SalveDisconnectFunc disconnect,
                                            gpointer data,
                                            GDestroyNotify destroy);

G_END_DECLS
