/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells when nobody sits at the desk: the computer goes to sleep, or the desktop's own lock or screen saver starts. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _SalveSessionWatch SalveSessionWatch;

typedef void (*SalveSessionAwayFunc) (gpointer data);

SalveSessionWatch *salve_session_watch_new (SalveSessionAwayFunc func, gpointer data);
void salve_session_watch_free (SalveSessionWatch *self);

G_END_DECLS
