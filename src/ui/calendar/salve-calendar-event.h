/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-appointment-cycle.h"
#include "salve-time-span.h"

G_BEGIN_DECLS

/* What the calendar's widgets show. Immutable values, counted by reference; may be made on any thread. */

/* One block. Fill one in with designated initialisers and hand it to salve_calendar_event_new (), which copies it. */
#define SALVE_TYPE_CALENDAR_EVENT (salve_calendar_event_get_type ())
typedef struct
{
  const char *id;
  const char
      *column_id; /* of a column, or of the actor (doctor) whose columns it is in; NULL: in all columns */
  SalveTimeSpan span;
  const char *title;    /* the name: what is never left out */
  const char *subtitle; /* the type, or NULL */
  const char *place;    /* the room, or NULL */
  const char *kind;     /* the type, said aloud where the subtitle is something else, or NULL */
  const char *person;   /* with whom, said aloud, or NULL */
  int colour;           /* 0 to 11 in the palette, -1: the accent */
  SalveAppointmentStatus status;
  gboolean all_day;     /* in the strip above the hours */
  gboolean provisional; /* hatched edge */
  gboolean overbooked;  /* marked: there on purpose although the time was taken */
  gboolean fixed;       /* cannot be dragged or resized */
} SalveCalendarEvent;

GType salve_calendar_event_get_type (void) G_GNUC_CONST;
SalveCalendarEvent *salve_calendar_event_new (const SalveCalendarEvent *values);
SalveCalendarEvent *salve_calendar_event_ref (SalveCalendarEvent *self);
void salve_calendar_event_unref (SalveCalendarEvent *self);
gboolean salve_calendar_event_equal (const SalveCalendarEvent *a, const SalveCalendarEvent *b);

typedef enum
{
  SALVE_SHADE_CLOSED,  /* slightly darker, no label */
  SALVE_SHADE_ABSENT,  /* hatched, with its reason */
  SALVE_SHADE_OPENED,  /* opened by hand: plain, with an edge and its label */
  SALVE_SHADE_HOLIDAY, /* the clinic is closed */
} SalveShadeKind;

typedef struct
{
  SalveTimeSpan span;
  SalveShadeKind kind;
  char *label; /* or NULL */
} SalveShade;

/* One column: somebody on a day. It holds the events whose column_id is its id or its actor_id (any, if actor_id is
 * NULL) and whose span touches its day. Time that no shade covers is working time. */
#define SALVE_TYPE_CALENDAR_COLUMN (salve_calendar_column_get_type ())
typedef struct
{
  const char *id;       /* unique within the grid; what the signals carry */
  const char *actor_id; /* a doctor's id; NULL: everybody's events of the day */
  SalvePartialDate day;
  const char *title;    /* "Dr Lee", or "Mon 23" */
  const char *subtitle; /* the specialty or the date, or NULL */
  int colour;           /* of a thin line under the title, 0 to 11; -1: none */
  GArray *shades;       /* of SalveShade */
} SalveCalendarColumn;

GType salve_calendar_column_get_type (void) G_GNUC_CONST;
SalveCalendarColumn *salve_calendar_column_new (const char *id,
                                                const char *actor_id,
                                                SalvePartialDate day,
                                                const char *title,
                                                const char *subtitle,
                                                int colour);
void salve_calendar_column_add_shade (SalveCalendarColumn *self,
                                      SalveShadeKind kind,
                                      SalveTimeSpan span,
                                      const char *label);
SalveCalendarColumn *salve_calendar_column_ref (SalveCalendarColumn *self);
void salve_calendar_column_unref (SalveCalendarColumn *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveCalendarEvent, salve_calendar_event_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveCalendarColumn, salve_calendar_column_unref)

G_END_DECLS
