/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of booking on foreign servers share. */
#pragma once

#include "salve-appointment-details.h"
#include "salve-sync-private.h"

G_BEGIN_DECLS

/* Somebody or something whose time it takes. */
typedef struct
{
  SalveActorKind kind;
  char *reference; /* Type/id there */
  char *key;       /* of the guard */
  SalveTimeSpan span;

  SalveResource *guard; /* as the server has it; NULL: not read */
  char *guard_version;
  SalveInstant server_time; /* when it was read */
} SalveSyncPlace;

/* One booking on its way. Ids are the server's. */
typedef struct
{
  SalveSync *self;
  const SalveSyncEntry *entry;
  SalveSyncPlace places[SALVE_N_ACTOR_KINDS];
  guint n_places;
  const SalveSyncPlace *taken; /* whose time somebody else has; NULL: nobody's */
  char *mark;                  /* by which it is known there */
  char *id;                    /* that it has got there; NULL: it is not sent yet */
  SalveResource *other;        /* that has the time; NULL: nobody */
} SalveSyncBooking;
void salve_sync_booking_clear (SalveSyncBooking *booking);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SalveSyncBooking, salve_sync_booking_clear)

/* How a step ended. */
typedef enum
{
  SALVE_SYNC_TURN_DONE,
  SALVE_SYNC_TURN_CLASH,  /* the time is taken, or leased to somebody */
  SALVE_SYNC_TURN_FOUND,  /* what was to be created is there already */
  SALVE_SYNC_TURN_AGAIN,  /* somebody else was quicker with the guard */
  SALVE_SYNC_TURN_NO_WAY, /* the server keeps no guards */
  SALVE_SYNC_TURN_FAILED, /* with an error */
} SalveSyncTurn;

gboolean salve_sync_booking_read (SalveSyncBooking *booking, GError **error);
gboolean salve_sync_booking_is_within (SalveSyncBooking *booking, SalveResource *appointment);
SalveSyncTurn salve_sync_booking_guard (SalveSyncBooking *booking, GError **error); /* awaits */
SalveSyncTurn salve_sync_booking_look (SalveSyncBooking *booking, GError **error);  /* awaits */
gboolean salve_sync_booking_give_up (SalveSyncBooking *booking, GError **error);    /* awaits */
gboolean salve_sync_book_unguarded (SalveSyncBooking *booking, GError **error);     /* awaits */

G_END_DECLS
