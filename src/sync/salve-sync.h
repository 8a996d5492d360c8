/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine that keeps the clinic's file and a FHIR server the same. All of it runs on the main context it was made on;
 * what touches the file goes through the store's threads. */
#pragma once

#include "salve-instant.h"
#include "salve-remote.h"
#include "salve-server-abilities.h"
#include "salve-store.h"

G_BEGIN_DECLS

/* Where time and chance come from: real ones in programs, those of a simulation in tests. */
typedef struct
{
  SalveInstant (*now) (gpointer data);                  /* wall clock, for what is stored */
  guint32 (*random) (gpointer data);                    /* for jitter */
  DexFuture *(*sleep) (gint64 duration, gpointer data); /* microseconds; resolves when they are over */
  gpointer data;
} SalveSyncEnvironment;

typedef enum
{
  SALVE_SYNC_STOPPED,       /* nobody asked it to run */
  SALVE_SYNC_UP_TO_DATE,    /* everything sent, everything received, as of the last round */
  SALVE_SYNC_WAITING,       /* changes wait for their time: just made, or a retry */
  SALVE_SYNC_RUNNING,       /* a round is under way */
  SALVE_SYNC_OFFLINE,       /* the server does not answer */
  SALVE_SYNC_NEEDS_SIGN_IN, /* the server wants somebody to sign in */
  SALVE_SYNC_UNTRUSTED,     /* another key than the pinned one answers: a hard stop */
  SALVE_SYNC_READ_ONLY,     /* the server ignores If-Match: nothing is sent unless the risk was accepted */
} SalveSyncState;
GType salve_sync_state_get_type (void) G_GNUC_CONST;
#define SALVE_TYPE_SYNC_STATE (salve_sync_state_get_type ())

#define SALVE_TYPE_SYNC (salve_sync_get_type ())
G_DECLARE_FINAL_TYPE (SalveSync, salve_sync, SALVE, SYNC, GObject)

/* Properties, all read-only, with "notify": "state" (SalveSyncState), "n-waiting" (guint: changes not yet accepted),
 * "n-conflicts", "n-quarantined" (guint), "progress" (double 0–1, -1 where unknown), "what" (string: what is being done
 * or what went wrong, translated, nullable), "last-success" (gint64 instant, 0 never), "last-error" (string, nullable). */
SalveSync *salve_sync_new (SalveStore *store, SalveRemote *remote, const SalveSyncEnvironment *environment);

void
salve_sync_start (SalveSync *self); /* rounds by itself: on edits, on notices, with back-off, until stopped */
DexFuture *salve_sync_stop (SalveSync *self);
void salve_sync_wake (SalveSync *self); /* now: the network changed, somebody asked, a notice came */
DexFuture *salve_sync_run_once (SalveSync *self); /* one round; resolves TRUE when nothing is left to do */
DexFuture *salve_sync_probe (SalveSync *self);    /* resolves to SalveServerAbilities, and keeps them */

SalveSyncState salve_sync_get_state (SalveSync *self);
guint salve_sync_get_n_waiting (SalveSync *self);
guint salve_sync_get_n_conflicts (SalveSync *self);
guint salve_sync_get_n_quarantined (SalveSync *self);
double salve_sync_get_progress (SalveSync *self);
const char *salve_sync_get_what (SalveSync *self);
SalveInstant salve_sync_get_last_success (SalveSync *self);
const char *salve_sync_get_last_error (SalveSync *self);
void salve_sync_accept_risk (SalveSync *self, gboolean accept);
void
salve_sync_change_reader (SalveSync *self); /* somebody else's token goes with what is asked from now on */
DexFuture *salve_sync_fetch_record (SalveSync *self, const char *patient_id);

G_END_DECLS
