/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-idle.h"

/* Somebody is there, or wants more time. */
void
salve_kiosk_idle_touch (SalveKioskIdle *self, gint64 now)
{
  self->touched = MAX (now, 1);
}

/* Nobody is there any more: there is nothing to warn of. */
void
salve_kiosk_idle_leave (SalveKioskIdle *self)
{
  self->touched = 0;
}

/**
 * salve_kiosk_idle_look:
 * @seconds_left: (out): from the warning on, how long is left, rounded up; else 0
 */
SalveKioskIdleState
salve_kiosk_idle_look (const SalveKioskIdle *self, gint64 now, guint *seconds_left)
{
  const gint64 quiet = now - self->touched - SALVE_KIOSK_IDLE_SECONDS * G_USEC_PER_SEC;
  const gint64 left = SALVE_KIOSK_WARNING_SECONDS * G_USEC_PER_SEC - quiet;

  *seconds_left = 0;
  if (self->touched == 0 || quiet < 0)
    return SALVE_KIOSK_BUSY;
  if (left <= 0)
    return SALVE_KIOSK_OVER;
  *seconds_left = (guint)((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  return SALVE_KIOSK_WARNED;
}
