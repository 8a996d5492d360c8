/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Closes a connection so that what was written last still arrives. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  SALVE_CLOSE_NOW,
  SALVE_CLOSE_GOODBYE, /* TLS says that it ends, so that the other side knows that nothing was cut off */
  SALVE_CLOSE_DRAIN, /* what the other side still sends is read: a close before that would undo our last words */
} SalveCloseManner;

void salve_slow_close (GIOStream *stream,
                       GSocket *socket,
                       SalveCloseManner manner,
                       GMainContext *context,
                       double seconds,
                       GDestroyNotify closed,
                       gpointer closed_data);

G_END_DECLS
