/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A guarded stream by itself, on a socket pair: the write of another thread, with which libsoup ends an answer in chunks,
 * neither lasts for ever nor outlives the connection. */
#include "salve-guarded-stream.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define NEVER 3600

typedef struct
{
  SalveGuardRules *rules;
  SalveGuardedStream *stream;
  int other; /* the client's end */
  guint closed;
  gboolean written;
  GError *error;
} Fixture;

static void
on_closed (gpointer data)
{
  ((Fixture *)data)->closed++;
}

static void
begin (Fixture *self, double idle)
{
  const SalveListenerLimits limits = { .header_seconds = NEVER, .body_seconds = NEVER, .idle_seconds = idle };
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GIOStream) base = NULL;
  int pair[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), ==, 0);
  socket = g_socket_new_from_fd (pair[0], NULL);
  base = G_IO_STREAM (g_socket_connection_factory_create_connection (socket));
  self->other = pair[1];
  self->rules = salve_guard_rules_new (&limits);
  self->stream = salve_guarded_stream_new (base, socket, self->rules, on_closed, self);
}

static void
finish (Fixture *self)
{
  g_io_stream_close (G_IO_STREAM (self->stream), NULL, NULL);
  while (self->closed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (self->closed, ==, 1);
  g_assert_finalize_object (self->stream);
  salve_guard_rules_unref (self->rules);
  close (self->other);
  g_clear_error (&self->error);
}

/* More than the socket takes. */
static void
write_much (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autofree char *block = g_strnfill (16 * 1024 * 1024, 'x');
  GError *error = NULL;

  g_output_stream_write_all (source, block, 16 * 1024 * 1024, NULL, NULL, &error);
  g_task_return_error (task, error);
}

static void
wrote (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;

  self->written = TRUE;
  g_assert_false (g_task_propagate_boolean (G_TASK (result), &self->error));
}

static void
start_writing (Fixture *self)
{
  g_autoptr (GTask) task =
      g_task_new (g_io_stream_get_output_stream (G_IO_STREAM (self->stream)), NULL, wrote, self);

  g_task_run_in_thread (task, write_much);
}

static void
test_stalled (void)
{
  Fixture self = { 0 };

  begin (&self, 0.05);
  start_writing (&self);
  while (!self.written)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (self.error);
  finish (&self);
}

/* The first bytes have come, so the thread is in the middle of it. */
static void
test_closed (void)
{
  Fixture self = { 0 };
  char byte;

  begin (&self, NEVER);
  start_writing (&self);
  g_assert_cmpint (recv (self.other, &byte, 1, 0), ==, 1);
  g_io_stream_close (G_IO_STREAM (self.stream), NULL, NULL);
  while (!self.written)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (self.error);
  finish (&self);
}

static void
test_closed_before (void)
{
  Fixture self = { 0 };

  begin (&self, NEVER);
  g_io_stream_close (G_IO_STREAM (self.stream), NULL, NULL);
  start_writing (&self);
  while (!self.written)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (self.error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  finish (&self);
}

static void
closed_here (GObject *source, GAsyncResult *result, gpointer data)
{
  g_assert_true (g_io_stream_close_finish (G_IO_STREAM (source), result, NULL));
  *(GThread **)data = g_thread_self ();
}

static void
note_thread (gpointer data)
{
  *(GThread **)data = g_thread_self ();
}

/* libsoup closes a websocket asynchronously, which GIO would do on another thread. */
static void
test_close_async (void)
{
  Fixture self = { 0 };
  GThread *closed = NULL, *called = NULL;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GIOStream) base = NULL;
  g_autoptr (SalveGuardedStream) stream = NULL;
  int pair[2];

  begin (&self, NEVER);
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), ==, 0);
  socket = g_socket_new_from_fd (pair[0], NULL);
  base = G_IO_STREAM (g_socket_connection_factory_create_connection (socket));
  stream = salve_guarded_stream_new (base, socket, self.rules, note_thread, &closed);
  g_io_stream_close_async (G_IO_STREAM (stream), G_PRIORITY_DEFAULT, NULL, closed_here, &called);
  while (closed == NULL || called == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (closed == g_thread_self ());
  g_assert_true (called == g_thread_self ());
  close (pair[1]);
  finish (&self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guarded-stream/thread/stalled", test_stalled);
  g_test_add_func ("/guarded-stream/thread/closed", test_closed);
  g_test_add_func ("/guarded-stream/thread/closed-before", test_closed_before);
  g_test_add_func ("/guarded-stream/close-async", test_close_async);
  return g_test_run ();
}
