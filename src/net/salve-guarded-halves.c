/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-net"

#include "config.h"

#include "salve-guarded-halves.h"

struct _SalveGuardedInput
{
  GInputStream parent_instance;

  SalveGuardedStream *stream; /* not owned: it forgets us when it goes */
};

struct _SalveGuardedOutput
{
  GOutputStream parent_instance;

  SalveGuardedStream *stream; /* not owned */
  /* libsoup ends an answer in chunks with a write on another thread. */
  GMutex mutex;
  GCond ended;
  gboolean writing;
};

static void input_pollable (GPollableInputStreamInterface *face);
static void output_pollable (GPollableOutputStreamInterface *face);

G_DEFINE_FINAL_TYPE_WITH_CODE (SalveGuardedInput,
                               salve_guarded_input,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, input_pollable))
G_DEFINE_FINAL_TYPE_WITH_CODE (SalveGuardedOutput,
                               salve_guarded_output,
                               G_TYPE_OUTPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM, output_pollable))

static gssize
fail_closed (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "The connection is closed.");
  return -1;
}

/* Fires for what @child waits for, and when the stream itself has something to say. Without a @child nothing is waited
 * for: whoever comes is told that it is over. */
static GSource *
watch (gpointer half, GSource *child, GCancellable *wake, GCancellable *cancellable)
{
  g_autoptr (GSource) waits = child != NULL ? child : g_timeout_source_new (0);
  GSource *source = g_pollable_source_new_full (half, waits, cancellable);

  if (wake != NULL)
    {
      g_autoptr (GSource) woken = g_cancellable_source_new (wake);

      g_source_set_dummy_callback (woken);
      g_source_add_child_source (source, woken);
    }
  return source;
}

/* Never waits, although GIO's read may: libsoup asks only when there is something. */
static gssize
salve_guarded_input_read (GInputStream *stream,
                          void *buffer,
                          gsize n,
                          GCancellable *cancellable,
                          GError **error)
{
  SalveGuardedInput *self = SALVE_GUARDED_INPUT (stream);

  if (self->stream == NULL)
    return fail_closed (error);
  return salve_guarded_stream_read (self->stream, buffer, n, error);
}

static gssize
salve_guarded_input_read_now (GPollableInputStream *stream, void *buffer, gsize n, GError **error)
{
  SalveGuardedInput *self = SALVE_GUARDED_INPUT (stream);

  if (self->stream == NULL)
    return fail_closed (error);
  return salve_guarded_stream_read (self->stream, buffer, n, error);
}

static GSource *
salve_guarded_input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  SalveGuardedInput *self = SALVE_GUARDED_INPUT (stream);

  if (self->stream == NULL)
    return watch (self, NULL, NULL, cancellable);
  return watch (self, salve_guarded_stream_watch_input (self->stream),
                salve_guarded_stream_get_wake (self->stream), cancellable);
}

static gboolean
salve_guarded_input_is_readable (GPollableInputStream *stream)
{
  SalveGuardedInput *self = SALVE_GUARDED_INPUT (stream);

  return self->stream == NULL || salve_guarded_stream_is_readable (self->stream);
}

static void
input_pollable (GPollableInputStreamInterface *face)
{
  face->is_readable = salve_guarded_input_is_readable;
  face->create_source = salve_guarded_input_create_source;
  face->read_nonblocking = salve_guarded_input_read_now;
}

static void
salve_guarded_input_class_init (SalveGuardedInputClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = salve_guarded_input_read;
}

static void
salve_guarded_input_init (SalveGuardedInput *self)
{
}

GInputStream *
salve_guarded_input_new (SalveGuardedStream *stream)
{
  SalveGuardedInput *self = g_object_new (SALVE_TYPE_GUARDED_INPUT, NULL);

  self->stream = stream;
  return G_INPUT_STREAM (self);
}

void
salve_guarded_input_forget (SalveGuardedInput *self)
{
  self->stream = NULL;
}

static SalveGuardedStream *
begin_write (SalveGuardedOutput *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->writing = self->stream != NULL;
  return self->stream;
}

static void
end_write (SalveGuardedOutput *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->writing = FALSE;
  g_cond_signal (&self->ended);
}

static gssize
salve_guarded_output_write (GOutputStream *stream,
                            const void *buffer,
                            gsize n,
                            GCancellable *cancellable,
                            GError **error)
{
  SalveGuardedOutput *self = SALVE_GUARDED_OUTPUT (stream);
  SalveGuardedStream *guarded = begin_write (self);
  gssize wrote;

  if (guarded == NULL)
    return fail_closed (error);
  wrote = salve_guarded_stream_write_blocking (guarded, buffer, n, cancellable, error);
  end_write (self);
  return wrote;
}

static gssize
salve_guarded_output_write_now (GPollableOutputStream *stream, const void *buffer, gsize n, GError **error)
{
  SalveGuardedOutput *self = SALVE_GUARDED_OUTPUT (stream);

  if (self->stream == NULL)
    return fail_closed (error);
  return salve_guarded_stream_write (self->stream, buffer, n, error);
}

static GSource *
salve_guarded_output_create_source (GPollableOutputStream *stream, GCancellable *cancellable)
{
  SalveGuardedOutput *self = SALVE_GUARDED_OUTPUT (stream);

  if (self->stream == NULL)
    return watch (self, NULL, NULL, cancellable);
  return watch (self, salve_guarded_stream_watch_output (self->stream),
                salve_guarded_stream_get_wake (self->stream), cancellable);
}

static gboolean
salve_guarded_output_is_writable (GPollableOutputStream *stream)
{
  SalveGuardedOutput *self = SALVE_GUARDED_OUTPUT (stream);

  return self->stream == NULL || salve_guarded_stream_is_writable (self->stream);
}

static void
output_pollable (GPollableOutputStreamInterface *face)
{
  face->is_writable = salve_guarded_output_is_writable;
  face->create_source = salve_guarded_output_create_source;
  face->write_nonblocking = salve_guarded_output_write_now;
}

static void
salve_guarded_output_finalize (GObject *object)
{
  SalveGuardedOutput *self = SALVE_GUARDED_OUTPUT (object);

  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->ended);
  G_OBJECT_CLASS (salve_guarded_output_parent_class)->finalize (object);
}

static void
salve_guarded_output_class_init (SalveGuardedOutputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_guarded_output_finalize;
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = salve_guarded_output_write;
}

static void
salve_guarded_output_init (SalveGuardedOutput *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->ended);
}

GOutputStream *
salve_guarded_output_new (SalveGuardedStream *stream)
{
  SalveGuardedOutput *self = g_object_new (SALVE_TYPE_GUARDED_OUTPUT, NULL);

  self->stream = stream;
  return G_OUTPUT_STREAM (self);
}

/* From now on nothing is written. A thread that is writing is woken by the end of @socket and waited for: its file must
 * not be closed, and then be another connection's, under it. */
void
salve_guarded_output_forget (SalveGuardedOutput *self, GSocket *socket)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->stream = NULL;
  if (self->writing)
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
  while (self->writing)
    g_cond_wait (&self->ended, &self->mutex);
}
