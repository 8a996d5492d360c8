/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clinic in the model's time: some desks with the real store and the real engine, one server, one bad network. All that
 * happens follows from a seed. */
#pragma once

#include "model-remote.h"
#include "salve-store-sync.h"
#include "salve-sync.h"
#include "sim-ledger.h"

G_BEGIN_DECLS

#define SIM_KEY_SYSTEM "urn:sim"

typedef struct _SimWorld SimWorld;

/* One desk. Its store, engine and network are NULL while its program does not run. */
typedef struct
{
  SimWorld *world;
  guint number;
  char *name;
  char *folder;
  GFile *file;
  gint64 skew; /* of its clock, µs */
  SalveStore *store;
  SalveSync *sync;
  ModelRemote *remote;
  GPtrArray *sleeps; /* DexPromise that nobody wakes once the program is dead */
  gboolean connected;
  ModelServer *server;     /* whose desk it is; NULL: it has none */
  gboolean leaving;        /* it was about to leave that one */
  gint64 last_change;      /* that can be undone; 0: none */
  GPtrArray *last_touched; /* "Type/id" of it */
} SimClient;

struct _SimWorld
{
  guint32 seed;
  GRand *random;
  char *folder;
  ModelClock *clock;
  ModelServer *server; /* the clinic's */
  ModelServer *former; /* that it had before; NULL: none */
  guint moves_at;      /* the step at which it gets another one */
  ModelFaults faults;
  gint64 server_skew;
  SimLedger *ledger;
  GPtrArray *clients; /* SimClient */
  guint n_keys;
  guint64 checked_commits; /* of the server, when its invariants were looked at */
  gboolean risk_accepted;  /* with a server that ignores If-Match */
  gboolean trace;
  gboolean over; /* all has been settled */
  gboolean calm; /* the network is well and nobody dies any more */
  char *failure; /* what went wrong; NULL so far */
  guint n_acknowledged, n_crashes, n_conflicts, n_refusals, n_requests, n_faults;
};

/* sim-world.c */
SimWorld *sim_world_new (guint32 seed, const char *folder, const ModelPersonality *kind, gboolean trace);
void sim_world_free (SimWorld *self);
void sim_world_settle (SimWorld *self, guint at_most);
void sim_world_pass (SimWorld *self, gint64 duration);
void sim_world_move (SimWorld *self);
gboolean sim_world_wait (SimWorld *self, SimClient *client, DexFuture *future, gint64 *id, GError **error);
void sim_world_fail (SimWorld *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void sim_world_say (SimWorld *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
guint sim_draw (SimWorld *self, guint n);

/* sim-chance.c */
void sim_chance_begin (guint32 seed);

/* sim-client.c */
SimClient *sim_client_new (SimWorld *world, guint number);
void sim_client_free (SimClient *self);
void sim_client_start (SimClient *self);
void sim_client_connect (SimClient *self);
void sim_client_move (SimClient *self);
gboolean sim_client_lags (SimClient *self);
void sim_client_bury (SimClient *self);
gboolean sim_client_is_dead (SimClient *self);
gboolean sim_client_watch (SimClient *self);

/* sim-person.c */
void sim_person_register (SimClient *client);
void sim_person_act (SimClient *client);
void sim_person_decide (SimClient *client, gboolean finally);

/* sim-check.c */
const char *sim_key_of (SalveResource *resource);
gboolean sim_world_is_read_only (SimWorld *self);
void sim_check_server (SimWorld *self);
void sim_check_waiting (SimWorld *self);
void sim_check_received (SimWorld *self);
void sim_check_end (SimWorld *self);

G_END_DECLS
