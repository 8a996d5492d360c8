/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The day as the board shows it: a lane a doctor or a room, and in each lane who is inside, who waits, who comes, who was
 * here and who did not come. A plain value, made on the main thread of what was read from the store. */
#pragma once

#include "salve-day-flow.h"
#include "salve-directory.h"
#include "salve-flow-list.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_FLOW_INSIDE,
  SALVE_FLOW_WAITING,
  SALVE_FLOW_COMING,
  SALVE_FLOW_DONE,
  SALVE_FLOW_MISSED,
} SalveFlowPart;
#define SALVE_FLOW_N_PARTS 5

typedef enum
{
  SALVE_FLOW_NO_PLACE, /* a doctor, or those without a room */
  SALVE_FLOW_ROOM,
  SALVE_FLOW_BED, /* for one person at a time */
} SalveFlowPlace;

typedef struct
{
  const SalveFlowRow *row; /* of the day */
  SalveFlowPart part;
  SalveInstant
      expected; /* when they are likely to be called; SALVE_INSTANT_NONE: they were, or are missing */
  int colour;   /* 0 to 11; -1: none */
  char *doctor; /* what the doctor is called, or NULL */
  char *room;   /* or NULL: there is none, or it is what the lane is called */
} SalveFlowEntry;

typedef struct
{
  char *id; /* of the doctor or the room; "" for what has none */
  char *title;
  char *subtitle; /* or NULL */
  int colour;
  SalveFlowPlace place;
  GPtrArray *entries; /* of SalveFlowEntry, part by part */
  guint counts[SALVE_FLOW_N_PARTS];
  SalveFlowPace pace; /* of a doctor */
} SalveFlowLane;

typedef struct
{
  GPtrArray *rows;  /* of SalveFlowRow: all of the day */
  GPtrArray *lanes; /* of SalveFlowLane */
  SalveInstant now;
  guint counts[SALVE_FLOW_N_PARTS]; /* of the whole day, whatever is shown */
} SalveFlowDay;

/* What is to be shown. */
typedef struct
{
  gboolean by_room;
  const char *const *doctors; /* NULL or empty: all */
  const char *own_id;         /* the doctor who works here, whose lane is there in any case; or NULL */
  const char *text;           /* part of a name or a ticket; NULL or "": all */
  gboolean hide_done;         /* and who did not come */
} SalveFlowChoice;

SalveFlowDay *salve_flow_day_new (GPtrArray *rows,
                                  SalveDirectory *directory,
                                  GPtrArray *beds,
                                  const SalveFlowChoice *choice,
                                  SalveInstant now);
void salve_flow_day_free (SalveFlowDay *self);
GPtrArray *salve_flow_day_sort_places (GPtrArray *places);
SalveFlowPart salve_flow_part_of (SalveAppointmentStatus status);
const SalveFlowEntry *
salve_flow_day_find (const SalveFlowDay *self, const char *id, const SalveFlowLane **lane);
const SalveFlowEntry *salve_flow_lane_next (const SalveFlowLane *lane);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveFlowDay, salve_flow_day_free)

G_END_DECLS
