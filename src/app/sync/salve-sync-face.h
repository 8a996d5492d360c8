/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desk says about sync: the engine's properties put into words, an icon and what a person can do now. It knows
 * the engine by its properties alone, so that it can be shown and tested without a server. Main thread.
 *
 * Properties, all read-only, with "notify": "title", "detail", "icon-name", "tone" (a style class: success, warning, error
 * or empty), "server", "waiting", "conflicts", "refused" (strings, nullable: nothing of the kind), "connected", "running",
 * "can-sync", "needs-sign-in", "untrusted", "read-only", "has-progress", "has-troubles" (booleans), "progress" (0–1). */
#pragma once

#include "salve-clinic.h"
#include "salve-sync.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean connected; /* a server belongs to this clinic; else the rest says nothing, but n_waiting */
  gboolean demo;      /* nobody in this clinic exists */
  SalveSyncState state;
  guint n_waiting;
  guint n_conflicts;
  guint n_refused;
  double progress;           /* 0–1; below 0: unknown */
  const char *what;          /* nullable: what is being done or went wrong, in words */
  const char *server;        /* nullable: the server's address or name */
  SalveInstant last_success; /* 0: never */
} SalveSyncFacts;

#define SALVE_TYPE_SYNC_FACE (salve_sync_face_get_type ())
G_DECLARE_FINAL_TYPE (SalveSyncFace, salve_sync_face, SALVE, SYNC_FACE, GObject)

SalveSyncFace *salve_sync_face_new (SalveClinic *clinic);
void salve_sync_face_set_facts (SalveSyncFace *self, const SalveSyncFacts *facts);
void salve_sync_face_follow (SalveSyncFace *self, GObject *sync, const char *server);
GObject *salve_sync_face_get_sync (SalveSyncFace *self);
const char *salve_sync_face_get_title (SalveSyncFace *self);
const char *salve_sync_face_get_detail (SalveSyncFace *self);

G_END_DECLS
