/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libsoup reads and writes here as on any connection. What it reads has gone through SalveHttpFraming; of the next
 * request it sees nothing before it has begun to answer the last. One timer runs, for the phase the connection is in. */
#define G_LOG_DOMAIN "salve-net"

#include "config.h"

#include "salve-guarded-stream.h"

#include <string.h>

#include "salve-guarded-halves.h"
#include "salve-http-framing.h"
#include "salve-slow-close.h"

/* Who takes this much a second is slow, but honest. */
#define PIECE_A_SECOND 16384.0
#define CLOSE_SECONDS 2.0

typedef enum
{
  PHASE_HEAD, /* since the connection, or since a request's first byte */
  PHASE_REST, /* between two requests */
  PHASE_BODY,
  PHASE_WORK,   /* the request is whole and being answered: as long as it takes */
  PHASE_STALL,  /* the client does not take what is written */
  PHASE_TUNNEL, /* a websocket */
} Phase;

struct _SalveGuardedStream
{
  GIOStream parent_instance;

  GIOStream *base;
  GSocket *socket;
  GInputStream *input;
  GOutputStream *output;
  SalveGuardRules *rules;
  GDestroyNotify closed;
  gpointer closed_data;

  SalveHttpFraming *framing;
  GByteArray *raw; /* (nullable): what came and was not read yet */
  GCancellable *wake;
  GSource *timer;
  Phase phase;
  gint64 phase_start; /* microseconds */
  gsize stalled;      /* bytes that went out since a stall began */
  gsize charged;      /* bytes of @rules' held that are ours */
  gboolean answered;  /* the answer to this request has begun */
  gboolean tunnel, kept;
  gboolean over; /* nothing passes any more */
  gboolean refused, aborted;
};

G_DEFINE_FINAL_TYPE (SalveGuardedStream, salve_guarded_stream, G_TYPE_IO_STREAM)

static gboolean
dispatch_timer (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static GSourceFuncs timer_funcs = { .dispatch = dispatch_timer };

/* How long the phase may last, in seconds; 0: as long as it takes. */
static double
get_phase_seconds (SalveGuardedStream *self)
{
  const SalveListenerLimits *limits = &self->rules->limits;

  switch (self->phase)
    {
    case PHASE_HEAD:
      return limits->header_seconds;
    case PHASE_BODY:
      return limits->body_seconds + salve_http_framing_get_body (self->framing) / PIECE_A_SECOND;
    case PHASE_REST:
    case PHASE_STALL:
      return limits->idle_seconds;
    case PHASE_TUNNEL:
      return self->kept ? 0 : limits->idle_seconds;
    case PHASE_WORK:
    default:
      return 0;
    }
}

static void
set_timer (SalveGuardedStream *self)
{
  double seconds = get_phase_seconds (self);

  if (self->timer != NULL)
    g_source_set_ready_time (self->timer,
                             seconds > 0 ? self->phase_start + (gint64)(seconds * G_USEC_PER_SEC) : -1);
}

static void
set_phase (SalveGuardedStream *self, Phase phase)
{
  self->phase = phase;
  self->phase_start = g_get_monotonic_time ();
  set_timer (self);
}

static void
uncharge (SalveGuardedStream *self)
{
  self->rules->held -= self->charged;
  self->charged = 0;
}

/* Whoever waits at one of the halves comes, and finds that it is over. */
static void
end (SalveGuardedStream *self)
{
  self->over = TRUE;
  if (self->timer != NULL)
    g_source_set_ready_time (self->timer, -1);
  g_cancellable_cancel (self->wake);
}

static void
abort_connection (SalveGuardedStream *self)
{
  self->aborted = TRUE;
  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  end (self);
}

static const char *
get_issue_code (guint status)
{
  switch (status)
    {
    case 408:
      return "timeout";
    case 413:
    case 414:
    case 431:
      return "too-long";
    case 501:
    case 505:
      return "not-supported";
    case 503:
      return "throttled";
    default:
      return "structure";
    }
}

/* libsoup has no words for RFC 6585. */
static const char *
get_phrase (guint status)
{
  return status == 431 ? "Request Header Fields Too Large" : soup_status_get_phrase (status);
}

static char *
make_refusal (guint status, const char *why)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *date = soup_date_time_to_string (now, SOUP_DATE_HTTP);
  g_autofree char *body = g_strdup_printf (
      "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"%s\","
      "\"diagnostics\":\"%s\"}]}",
      get_issue_code (status), why);

  return g_strdup_printf ("HTTP/1.1 %u %s\r\nDate: %s\r\nContent-Type: application/fhir+json\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\nConnection: close\r\n%s\r\n%s",
                          status, get_phrase (status), date, strlen (body),
                          status == 503 ? "Retry-After: 5\r\n" : "", body);
}

/* Says why, unless an answer is already on its way: then only the end of the connection can be said. */
static void
refuse (SalveGuardedStream *self, guint status, const char *why)
{
  g_autofree char *text = NULL;
  gsize length;

  if (self->over)
    return;
  self->refused = TRUE;
  self->rules->refused++;
  if (!self->answered)
    {
      GOutputStream *output = g_io_stream_get_output_stream (self->base);
      gssize n;

      text = make_refusal (status, why);
      length = strlen (text);
      n = g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (output), text, length, NULL,
                                                      NULL);
      if (n != (gssize)length)
        self->aborted = TRUE;
    }
  end (self);
}

static gboolean
is_whole (SalveGuardedStream *self)
{
  return salve_http_framing_get_state (self->framing) == SALVE_FRAMING_END
         && !salve_http_framing_is_ready (self->framing);
}

static gboolean
on_deadline (gpointer data)
{
  SalveGuardedStream *self = data;
  gint64 left =
      self->phase_start + (gint64)(get_phase_seconds (self) * G_USEC_PER_SEC) - g_get_monotonic_time ();

  if (left > 0) /* a body came on meanwhile */
    set_timer (self);
  else if (self->phase == PHASE_STALL || self->phase == PHASE_TUNNEL)
    abort_connection (self);
  else if (self->phase == PHASE_BODY)
    refuse (self, 408, "The body did not come in time.");
  else if (self->phase == PHASE_HEAD && salve_http_framing_get_state (self->framing) == SALVE_FRAMING_HEAD)
    refuse (self, 408, "The headers did not come in time.");
  else
    end (self);
  return G_SOURCE_CONTINUE;
}

static void
begin_next (SalveGuardedStream *self)
{
  uncharge (self);
  salve_http_framing_begin (self->framing);
  self->answered = FALSE;
  set_phase (self, PHASE_REST);
  if (self->rules->stopping)
    end (self);
}

/* Reads what the socket has; room for a whole TLS record, of which the rest would stay where no socket tells of it. */
static gssize
fill (SalveGuardedStream *self, GError **error)
{
  GInputStream *input = g_io_stream_get_input_stream (self->base);
  guint8 buffer[16384];
  gssize n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (input), buffer, sizeof buffer,
                                                       NULL, error);

  if (n > 0)
    {
      self->raw = g_byte_array_sized_new (n);
      g_byte_array_append (self->raw, buffer, n);
    }
  return n;
}

static void
drop_raw (SalveGuardedStream *self, gsize n)
{
  if (n == self->raw->len)
    g_clear_pointer (&self->raw, g_byte_array_unref);
  else if (n > 0)
    g_byte_array_remove_range (self->raw, 0, n);
}

static void
charge (SalveGuardedStream *self)
{
  gsize body = salve_http_framing_get_body (self->framing);

  self->rules->held += body - self->charged;
  self->charged = body;
  if (self->rules->held > self->rules->limits.max_bodies)
    refuse (self, 503, "Too much is being sent at the moment.");
}

/* Lets the framing read on, and keeps the phase true. */
static void
take (SalveGuardedStream *self)
{
  SalveFramingState state;
  const char *why;

  drop_raw (self, salve_http_framing_take (self->framing, self->raw->data, self->raw->len));
  state = salve_http_framing_get_state (self->framing);
  if (state == SALVE_FRAMING_REFUSED)
    {
      guint status = salve_http_framing_get_refusal (self->framing, &why);

      refuse (self, status, why);
      return;
    }
  if (state == SALVE_FRAMING_HEAD && self->phase == PHASE_REST)
    set_phase (self, PHASE_HEAD);
  else if (state == SALVE_FRAMING_BODY && self->phase != PHASE_BODY)
    set_phase (self, PHASE_BODY);
  else if (state == SALVE_FRAMING_END)
    set_phase (self, PHASE_WORK);
  charge (self);
}

static gssize
read_tunnel (SalveGuardedStream *self, guint8 *buffer, gsize n, GError **error)
{
  GInputStream *input = g_io_stream_get_input_stream (self->base);
  gssize count;

  if (self->raw != NULL)
    {
      count = MIN (n, self->raw->len);
      memcpy (buffer, self->raw->data, count);
      drop_raw (self, count);
      return count;
    }
  count = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (input), buffer, n, NULL, error);
  if (count > 0 && self->phase == PHASE_TUNNEL)
    set_phase (self, PHASE_TUNNEL);
  return count;
}

static gssize
read_on (SalveGuardedStream *self, guint8 *buffer, gsize n, GError **error)
{
  for (;;)
    {
      gsize given = salve_http_framing_give (self->framing, buffer, n);
      gssize got;

      if (given > 0)
        return given;
      if (self->raw == NULL && (got = fill (self, error)) <= 0)
        {
          if (got == 0 && salve_http_framing_get_state (self->framing) != SALVE_FRAMING_REST)
            {
              g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "The request ends half-way.");
              return -1;
            }
          return got;
        }
      take (self);
      if (self->over)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "The request is refused.");
          return -1;
        }
    }
}

gssize
salve_guarded_stream_read (SalveGuardedStream *self, guint8 *buffer, gsize n, GError **error)
{
  if (self->over)
    return 0;
  if (self->tunnel)
    return read_tunnel (self, buffer, n, error);
  /* An answer that did not wait for the body: whatever comes of it must not be taken for the next request. */
  if (self->answered && !is_whole (self))
    {
      end (self);
      return 0;
    }
  if (is_whole (self))
    begin_next (self);
  return self->over ? 0 : read_on (self, buffer, n, error);
}

gboolean
salve_guarded_stream_is_readable (SalveGuardedStream *self)
{
  GInputStream *input = g_io_stream_get_input_stream (self->base);

  return self->over || self->raw != NULL || salve_http_framing_is_ready (self->framing)
         || g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (input));
}

/* (nullable): what to wait for before the next read; NULL: read now. That libsoup waits again after a whole request is
 * the sign that it has answered. */
GSource *
salve_guarded_stream_watch_input (SalveGuardedStream *self)
{
  GInputStream *input = g_io_stream_get_input_stream (self->base);

  if (!self->tunnel && self->answered && is_whole (self))
    begin_next (self);
  if (self->over || self->raw != NULL || salve_http_framing_is_ready (self->framing))
    return NULL;
  return g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (input), NULL);
}

/* libsoup writes each head with one call. FALSE: what it would begin cannot be let through. */
static gboolean
note_head (SalveGuardedStream *self, const guint8 *buffer, gsize n)
{
  guint status;

  if (self->answered || self->tunnel || n < 12 || memcmp (buffer, "HTTP/1.", 7) != 0)
    return TRUE;
  status = (buffer[9] - '0') * 100 + (buffer[10] - '0') * 10 + (buffer[11] - '0');
  if (status == 101)
    {
      if (!salve_http_framing_asks_upgrade (self->framing) || !is_whole (self))
        {
          abort_connection (self);
          return FALSE;
        }
      self->tunnel = TRUE;
      set_phase (self, PHASE_TUNNEL);
    }
  else if (status >= 200)
    {
      self->answered = TRUE;
      set_phase (self, PHASE_WORK);
    }
  return TRUE;
}

/* Whoever takes 16 KiB in the time begins anew with it. */
static void
note_stalled (SalveGuardedStream *self, gsize wrote)
{
  self->stalled += wrote;
  if (self->phase == PHASE_STALL && self->stalled < SALVE_HTTP_PIECE)
    return;
  self->stalled = 0;
  set_phase (self, PHASE_STALL);
}

static void
note_written (SalveGuardedStream *self, gsize wrote, gsize n)
{
  if (wrote < n)
    note_stalled (self, wrote);
  else if (self->tunnel)
    set_phase (self, PHASE_TUNNEL);
  else if (self->phase == PHASE_STALL)
    set_phase (self, PHASE_WORK);
}

static gssize
fail_over (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "The connection has ended.");
  return -1;
}

gssize
salve_guarded_stream_write (SalveGuardedStream *self, const guint8 *buffer, gsize n, GError **error)
{
  GOutputStream *output = g_io_stream_get_output_stream (self->base);
  g_autoptr (GError) problem = NULL;
  gssize wrote;

  if (self->over || !note_head (self, buffer, n))
    return fail_over (error);
  wrote = g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (output), buffer, n, NULL,
                                                      &problem);
  if (wrote >= 0)
    note_written (self, wrote, n);
  else if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    note_stalled (self, 0);
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return wrote;
}

static gboolean
cut (gpointer socket)
{
  g_socket_shutdown (socket, TRUE, TRUE, NULL);
  return G_SOURCE_REMOVE;
}

/* libsoup ends an answer in chunks from a thread of its own, with a write that waits: the listener's thread cuts the
 * connection when that takes too long. */
gssize
salve_guarded_stream_write_blocking (SalveGuardedStream *self,
                                     const guint8 *buffer,
                                     gsize n,
                                     GCancellable *cancellable,
                                     GError **error)
{
  g_autoptr (GSource) source =
      g_timeout_source_new (MAX (1, (guint)(self->rules->limits.idle_seconds * 1000)));
  gssize wrote;

  g_source_set_callback (source, cut, g_object_ref (self->socket), g_object_unref);
  g_source_attach (source, self->rules->context);
  wrote = g_output_stream_write (g_io_stream_get_output_stream (self->base), buffer, n, cancellable, error);
  g_source_destroy (source);
  return wrote;
}

gboolean
salve_guarded_stream_is_writable (SalveGuardedStream *self)
{
  GOutputStream *output = g_io_stream_get_output_stream (self->base);

  return self->over || g_pollable_output_stream_is_writable (G_POLLABLE_OUTPUT_STREAM (output));
}

/* (nullable): see salve_guarded_stream_watch_input(). */
GSource *
salve_guarded_stream_watch_output (SalveGuardedStream *self)
{
  GOutputStream *output = g_io_stream_get_output_stream (self->base);

  if (self->over)
    return NULL;
  return g_pollable_output_stream_create_source (G_POLLABLE_OUTPUT_STREAM (output), NULL);
}

GCancellable *
salve_guarded_stream_get_wake (SalveGuardedStream *self)
{
  return self->over ? NULL : self->wake;
}

/* A websocket, also when it is silent for long. */
void
salve_guarded_stream_keep_open (SalveGuardedStream *self)
{
  self->kept = TRUE;
  set_timer (self);
}

/* Ends the connection if it waits for a request of which nothing has come. */
void
salve_guarded_stream_end_rest (SalveGuardedStream *self)
{
  if (!self->tunnel && self->raw == NULL
      && salve_http_framing_get_state (self->framing) == SALVE_FRAMING_REST)
    end (self);
}

/* Since when the connection rests between two requests (monotonic microseconds); -1: it does not. */
gint64
salve_guarded_stream_get_rest (SalveGuardedStream *self)
{
  return self->phase == PHASE_REST && !self->over && self->raw == NULL ? self->phase_start : -1;
}

static SalveCloseManner
get_manner (SalveGuardedStream *self)
{
  gboolean clean = is_whole (self) || salve_http_framing_get_state (self->framing) == SALVE_FRAMING_REST;

  if (self->aborted)
    return SALVE_CLOSE_NOW;
  if (self->refused || self->raw != NULL || !clean || g_socket_get_available_bytes (self->socket) > 0)
    return SALVE_CLOSE_DRAIN;
  return G_IS_TLS_CONNECTION (self->base) ? SALVE_CLOSE_GOODBYE : SALVE_CLOSE_NOW;
}

static gboolean
salve_guarded_stream_close (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  SalveGuardedStream *self = SALVE_GUARDED_STREAM (stream);

  end (self);
  uncharge (self);
  salve_guarded_output_forget (SALVE_GUARDED_OUTPUT (self->output), self->socket);
  salve_slow_close (self->base, self->socket, get_manner (self), self->rules->context,
                    MIN (CLOSE_SECONDS, self->rules->limits.header_seconds), self->closed, self->closed_data);
  return TRUE;
}

/* GIO's own would close on another thread. */
static void
salve_guarded_stream_close_async (GIOStream *stream,
                                  int priority,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  g_autoptr (GTask) task = g_task_new (stream, NULL, callback, data);

  g_task_set_source_tag (task, salve_guarded_stream_close_async);
  g_task_set_priority (task, priority);
  salve_guarded_stream_close (stream, NULL, NULL);
  g_task_return_boolean (task, TRUE);
}

static gboolean
salve_guarded_stream_close_finish (GIOStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static GInputStream *
salve_guarded_stream_get_input (GIOStream *stream)
{
  return SALVE_GUARDED_STREAM (stream)->input;
}

static GOutputStream *
salve_guarded_stream_get_output (GIOStream *stream)
{
  return SALVE_GUARDED_STREAM (stream)->output;
}

static void
salve_guarded_stream_finalize (GObject *object)
{
  SalveGuardedStream *self = SALVE_GUARDED_STREAM (object);

  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  salve_guarded_input_forget (SALVE_GUARDED_INPUT (self->input));
  g_clear_object (&self->input);
  g_clear_object (&self->output);
  g_clear_object (&self->base);
  g_clear_object (&self->socket);
  g_clear_object (&self->wake);
  g_clear_pointer (&self->framing, salve_http_framing_free);
  g_clear_pointer (&self->raw, g_byte_array_unref);
  salve_guard_rules_unref (self->rules);
  G_OBJECT_CLASS (salve_guarded_stream_parent_class)->finalize (object);
}

static void
salve_guarded_stream_class_init (SalveGuardedStreamClass *klass)
{
  GIOStreamClass *stream = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = salve_guarded_stream_finalize;
  stream->get_input_stream = salve_guarded_stream_get_input;
  stream->get_output_stream = salve_guarded_stream_get_output;
  stream->close_fn = salve_guarded_stream_close;
  stream->close_async = salve_guarded_stream_close_async;
  stream->close_finish = salve_guarded_stream_close_finish;
}

static void
salve_guarded_stream_init (SalveGuardedStream *self)
{
  self->wake = g_cancellable_new ();
  self->input = salve_guarded_input_new (self);
  self->output = salve_guarded_output_new (self);
}

static gsize
get_body_limit (const char *method, const char *path, gpointer data)
{
  SalveGuardRules *rules = data;

  return rules->body_limit == NULL ? G_MAXSIZE : rules->body_limit (method, path, rules->body_data);
}

static void
clear_rules (gpointer data)
{
  g_main_context_unref (((SalveGuardRules *)data)->context);
}

void
salve_guard_rules_unref (SalveGuardRules *rules)
{
  g_rc_box_release_full (rules, clear_rules);
}

/**
 * salve_guard_rules_new:
 * @limits: (nullable): where a number is 0, the default holds; NULL: it holds everywhere
 *
 * Returns: (transfer full): rules, for the caller's main context
 */
SalveGuardRules *
salve_guard_rules_new (const SalveListenerLimits *limits)
{
  SalveGuardRules *rules = g_rc_box_new0 (SalveGuardRules);
  SalveListenerLimits *own = &rules->limits;

  if (limits != NULL)
    *own = *limits;
#define FALL_BACK(member, value) own->member = own->member > 0 ? own->member : (value)
  FALL_BACK (header_seconds, 10);
  FALL_BACK (body_seconds, 30);
  FALL_BACK (idle_seconds, 60);
  FALL_BACK (per_address, 32);
  FALL_BACK (total, 256);
  FALL_BACK (max_header, 64 * 1024);
  FALL_BACK (max_body, 64 * 1024 * 1024);
  FALL_BACK (max_bodies, 256 * 1024 * 1024);
#undef FALL_BACK
  rules->context = g_main_context_ref_thread_default ();
  return rules;
}

/**
 * salve_guarded_stream_new:
 * @base: the connection, with its TLS handshake done
 * @socket: the socket under @base
 * @rules: what holds for all connections
 * @closed: called once, when the socket is closed
 * @closed_data: for @closed
 *
 * The first request's time begins now.
 *
 * Returns: (transfer full): a stream for soup_server_accept_iostream()
 */
SalveGuardedStream *
salve_guarded_stream_new (GIOStream *base,
                          GSocket *socket,
                          SalveGuardRules *rules,
                          GDestroyNotify closed,
                          gpointer closed_data)
{
  SalveGuardedStream *self = g_object_new (SALVE_TYPE_GUARDED_STREAM, NULL);

  self->base = g_object_ref (base);
  self->socket = g_object_ref (socket);
  self->rules = g_rc_box_acquire (rules);
  self->closed = closed;
  self->closed_data = closed_data;
  self->framing =
      salve_http_framing_new (rules->limits.max_header, rules->limits.max_body, get_body_limit, rules);
  self->timer = g_source_new (&timer_funcs, sizeof (GSource));
  g_source_set_static_name (self->timer, "salve-guarded-stream");
  g_source_set_callback (self->timer, on_deadline, self, NULL);
  g_source_attach (self->timer, rules->context);
  set_phase (self, PHASE_HEAD);
  return self;
}
