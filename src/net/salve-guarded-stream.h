/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One accepted connection as SoupServer gets it: a stream that lets whole, sound requests through, one at a time, and
 * ends by itself what takes too long. Made and used by SalveListener alone, on its thread. */
#pragma once

#include <gio/gio.h>

#include "salve-listener.h"

G_BEGIN_DECLS

#define SALVE_TYPE_GUARDED_STREAM (salve_guarded_stream_get_type ())
G_DECLARE_FINAL_TYPE (SalveGuardedStream, salve_guarded_stream, SALVE, GUARDED_STREAM, GIOStream)

/**
 * SalveGuardRules:
 * @limits: with no zero left in it
 * @body_limit: (nullable): the limit of one request's body
 * @body_data: for @body_limit
 * @held: bytes of bodies that all connections hold now
 * @refused: requests refused so far
 * @stopping: whoever comes to wait for a next request is let go
 * @context: where the timers run
 *
 * What all connections of one listener share; in a box that counts references.
 */
typedef struct
{
  SalveListenerLimits limits;
  SalveBodyLimitFunc body_limit;
  gpointer body_data;
  gsize held;
  guint64 refused;
  gboolean stopping;
  GMainContext *context;
} SalveGuardRules;

SalveGuardRules *salve_guard_rules_new (const SalveListenerLimits *limits);
void salve_guard_rules_unref (SalveGuardRules *rules);

SalveGuardedStream *salve_guarded_stream_new (GIOStream *base,
                                              GSocket *socket,
                                              SalveGuardRules *rules,
                                              GDestroyNotify closed,
                                              gpointer closed_data);
void salve_guarded_stream_keep_open (SalveGuardedStream *self);
void salve_guarded_stream_end_rest (SalveGuardedStream *self);
gint64 salve_guarded_stream_get_rest (SalveGuardedStream *self);

/* For its two halves. */
gssize salve_guarded_stream_read (SalveGuardedStream *self, guint8 *buffer, gsize n, GError **error);
gssize salve_guarded_stream_write (SalveGuardedStream *self, const guint8 *buffer, gsize n, GError **error);
gssize salve_guarded_stream_write_blocking (SalveGuardedStream *self,
                                            const guint8 *buffer,
                                            gsize n,
                                            GCancellable *cancellable,
                                            GError **error);
gboolean salve_guarded_stream_is_readable (SalveGuardedStream *self);
gboolean salve_guarded_stream_is_writable (SalveGuardedStream *self);
GSource *salve_guarded_stream_watch_input (SalveGuardedStream *self);
GSource *salve_guarded_stream_watch_output (SalveGuardedStream *self);
GCancellable *salve_guarded_stream_get_wake (SalveGuardedStream *self);

G_END_DECLS
