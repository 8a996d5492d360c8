/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a visit by video takes place. Beside the long address of the room the clinic's server has a short one for it, which
 * leads on while the visit is on. */
#pragma once

#include "salve-appointment-cycle.h"
#include "salve-time-span.h"

G_BEGIN_DECLS

#define SALVE_VIDEO_MINUTES_BEFORE 15 /* from when on the short address leads on */
#define SALVE_VIDEO_MINUTES_AFTER 30  /* how long after the end it still does */

gboolean salve_video_link_is_sound (const char *link);
gboolean salve_video_link_is_open (SalveTimeSpan visit, SalveAppointmentStatus status, SalveInstant now);
char *salve_video_link_shorten (const char *server, const char *code);

G_END_DECLS
