/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-time-span.h"

G_BEGIN_DECLS

/* The hours that several days are drawn along side by side. Positions are minutes down the axis: those of the wall
 * clock, with an hour that comes twice on one of the days standing there twice for all of them, and an hour that is
 * skipped on all of the days left out. A day that lacks what the others have has a gap there. */

typedef struct
{
  double position; /* where it begins on the axis */
  double length;   /* in minutes */
  SalveInstant start;
} SalveDayPiece;

typedef struct
{
  SalvePartialDate day;
  SalveTimeSpan span; /* from its midnight to the next */
  SalveDayPiece pieces[3];
  guint n_pieces;
} SalveDayScale;

typedef struct
{
  double length;     /* minutes; 1440 on most days */
  int repeat_at;     /* the wall clock's minute at which it goes back, or -1 */
  int repeat_length; /* by how many minutes */
  int skip_at;       /* the minute at which it goes forward on all days, or -1 */
  int skip_length;
  GArray *scales; /* of SalveDayScale, one a day that was given, in that order */
} SalveDayAxis;

SalveDayAxis *salve_day_axis_new (const SalvePartialDate *days, guint n_days, GTimeZone *zone);
void salve_day_axis_free (SalveDayAxis *self);
int salve_day_axis_minute_at (const SalveDayAxis *self, double position, gboolean *again);
double salve_day_axis_position_of_minute (const SalveDayAxis *self, int minute);

const SalveDayScale *salve_day_axis_get_scale (const SalveDayAxis *self, guint day);
double salve_day_scale_position (const SalveDayScale *self, SalveInstant time);
SalveInstant salve_day_scale_time (const SalveDayScale *self, double position);
SalveInstant salve_day_scale_snap (const SalveDayScale *self, SalveInstant time, int minutes);
gboolean salve_day_scale_get_gap (const SalveDayScale *self, guint n, double *from, double *to);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveDayAxis, salve_day_axis_free)

G_END_DECLS
