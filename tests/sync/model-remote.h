/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The network between a client and the model server, in the model's time, as bad as wanted. */
#pragma once

#include "model-clock.h"
#include "model-server.h"

G_BEGIN_DECLS

/* How many of 1,000 requests meet with it; at most one thing happens to each. */
typedef struct
{
  guint lost_before;  /* never arrives */
  guint lost_after;   /* is done, but its answer is lost */
  guint twice;        /* arrives twice; the later answer, or the earlier one, comes back */
  guint slow;         /* arrives or is answered up to two minutes later: others overtake it */
  guint cut;          /* an answer that breaks off */
  guint garbage;      /* an answer that is no JSON, as of a captive portal */
  guint forgotten;    /* next links given out so far end with 410 */
  guint unauthorized; /* 401, until somebody signs in */
  guint too_many;     /* 429 with Retry-After */
  guint broken;       /* 500; done all the same half of the times */
  guint unavailable;  /* 503 */
} ModelFaults;

#define MODEL_TYPE_REMOTE (model_remote_get_type ())
G_DECLARE_FINAL_TYPE (ModelRemote, model_remote, MODEL, REMOTE, GObject)

/* Borrows all of it. faults may be changed at any time. */
ModelRemote *
model_remote_new (ModelServer *server, ModelClock *clock, const ModelFaults *faults, GRand *random);
void model_remote_cut_off (
    ModelRemote *self); /* the program that used it is dead: nothing more goes out or comes in */
void model_remote_sign_in (ModelRemote *self);
gboolean model_remote_is_signed_out (ModelRemote *self);
void model_remote_set_tracing (gboolean trace);
guint model_remote_get_n_requests (ModelRemote *self);
guint model_remote_get_n_faults (ModelRemote *self);

G_END_DECLS
