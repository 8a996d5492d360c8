/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clock that gives the kiosk back to the next person: nothing is touched for a while, it warns, and whoever is there
 * can have more time as often as they like (WCAG 2.2.1). Pure: the time is handed in, in microseconds of a clock that
 * never goes back. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* So long nothing is touched before the kiosk asks whether somebody is still there, and then so long it waits. */
#define SALVE_KIOSK_IDLE_SECONDS 30
#define SALVE_KIOSK_WARNING_SECONDS 20

typedef enum
{
  SALVE_KIOSK_BUSY,   /* somebody is there, or nobody ever was */
  SALVE_KIOSK_WARNED, /* asked whether somebody is */
  SALVE_KIOSK_OVER,   /* nobody is: everything is to be forgotten */
} SalveKioskIdleState;

typedef struct
{
  gint64 touched; /* 0: nobody is there */
} SalveKioskIdle;

void salve_kiosk_idle_touch (SalveKioskIdle *self, gint64 now);
void salve_kiosk_idle_leave (SalveKioskIdle *self);
SalveKioskIdleState salve_kiosk_idle_look (const SalveKioskIdle *self, gint64 now, guint *seconds_left);

G_END_DECLS
