/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locks the session when nobody has touched anything for the time that the setting lock-minutes says, after a warning
 * that any key takes back (WCAG 2.2.1). */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef struct _SalveIdleLock SalveIdleLock;

SalveIdleLock *salve_idle_lock_new (GSettings *settings, AdwToastOverlay *toasts);
void salve_idle_lock_restart (SalveIdleLock *self, gboolean watching);
void salve_idle_lock_free (SalveIdleLock *self);

G_END_DECLS
