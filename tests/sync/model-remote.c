/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model-remote.h"

#include <string.h>

typedef enum
{
  FINE,
  LOST_BEFORE,
  LOST_AFTER,
  TWICE,
  SLOW,
  CUT,
  GARBAGE,
  FORGOTTEN,
  UNAUTHORIZED,
  TOO_MANY,
  BROKEN,
  UNAVAILABLE,
} Fate;

struct _ModelRemote
{
  GObject parent_instance;

  ModelServer *server;
  ModelClock *clock;
  const ModelFaults *faults;
  GRand *random;
  GPtrArray *pending;  /* Exchange, not owned */
  GHashTable *refused; /* "PUT Type/id if W/"3"" that this program was told are outdated */
  gboolean dead;
  gboolean signed_out;
  guint n_requests;
  guint n_faults;
};

/* One request on its way there and back. */
typedef struct
{
  gatomicrefcount ref_count;
  ModelRemote *remote;
  SalveRemoteRequest *request;
  SalveRemoteResponse *response;
  DexPromise *promise; /* NULL when it was answered */
  Fate fate;
} Exchange;

static void
exchange_unref (gpointer data)
{
  Exchange *self = data;

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_remove_fast (self->remote->pending, self);
  salve_remote_request_free (self->request);
  g_clear_pointer (&self->response, salve_remote_response_free);
  dex_clear (&self->promise);
  g_object_unref (self->remote);
  g_free (self);
}

static Exchange *
exchange_ref (Exchange *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
reject (Exchange *self, SalveRemoteError code, const char *words)
{
  DexPromise *promise = g_steal_pointer (&self->promise);

  if (promise == NULL)
    return;
  dex_promise_reject (promise, g_error_new_literal (SALVE_REMOTE_ERROR, (int)code, words));
  dex_unref (promise);
}

/* Whoever heard that what he changes has been changed by others looks at it before he tries again. */
static void
note_refusal (Exchange *self, SalveRemoteResponse *response)
{
  const SalveRemoteRequest *request = self->request;
  g_auto (GStrv) parts = g_strsplit (request->path, "/", -1);
  ModelRow *row = g_strv_length (parts) == 2
                      ? model_data_find (model_server_get_data (self->remote->server), parts[0], parts[1])
                      : NULL;
  g_autofree char *there =
      row != NULL ? g_strdup_printf ("W/\"%s\"", model_row_newest (row)->version_id) : NULL;
  char *what;

  if (there == NULL || !g_str_equal (request->method, "PUT") || request->if_match == NULL
      || (response->status != 409 && response->status != 412) || g_str_equal (there, request->if_match))
    return;
  what = g_strdup_printf ("%s if %s", request->path, request->if_match);
  if (!g_hash_table_add (self->remote->refused, what))
    model_server_complain (self->remote->server, "outdated, and sent again upon the same version: %s if %s",
                           request->path, request->if_match);
}

static void
answer (Exchange *self, SalveRemoteResponse *response)
{
  DexPromise *promise = g_steal_pointer (&self->promise);

  if (promise != NULL)
    note_refusal (self, response);
  if (promise != NULL)
    dex_promise_resolve_boxed (promise, SALVE_TYPE_REMOTE_RESPONSE, salve_remote_response_copy (response));
  dex_clear (&promise);
}

static gint64
latency (ModelRemote *self)
{
  return g_rand_int_range (self->random, 2, 80) * G_TIME_SPAN_MILLISECOND;
}

static void
answer_refusal (Exchange *self, guint status, gint64 retry_after)
{
  g_autoptr (SalveRemoteResponse) response = salve_remote_response_new (status, NULL);

  response->retry_after = retry_after;
  answer (self, response);
}

/* What is left of an answer that breaks off: sometimes the client's HTTP library notices. */
static void
answer_cut (Exchange *self)
{
  gsize size = g_bytes_get_size (self->response->body);
  g_autoptr (GBytes) part = g_bytes_new_from_bytes (
      self->response->body, 0, size > 0 ? (gsize)g_rand_int_range (self->remote->random, 0, (int)size) : 0);
  g_autoptr (SalveRemoteResponse) response = salve_remote_response_copy (self->response);

  if (size == 0 || g_rand_boolean (self->remote->random))
    {
      reject (self, SALVE_REMOTE_ERROR_UNREACHABLE, "The answer broke off.");
      return;
    }
  g_bytes_unref (response->body);
  response->body = g_bytes_ref (part);
  answer (self, response);
}

static void
answer_garbage (Exchange *self)
{
  static const char portal[] = "<html><body>Please accept the terms of this network</body></html>";
  g_autoptr (GBytes) body = g_bytes_new_static (portal, sizeof portal - 1);
  g_autoptr (SalveRemoteResponse) response = salve_remote_response_new (200, body);

  response->content_type = g_strdup ("text/html");
  if (g_rand_boolean (self->remote->random))
    reject (self, SALVE_REMOTE_ERROR_PROTOCOL, "The answer is no FHIR.");
  else
    answer (self, response);
}

static void
come_back (gpointer data)
{
  Exchange *self = data;

  if (self->promise == NULL)
    return;
  switch (self->fate)
    {
    case LOST_BEFORE:
    case LOST_AFTER:
      reject (self, SALVE_REMOTE_ERROR_UNREACHABLE, "The server does not answer.");
      break;
    case CUT:
      answer_cut (self);
      break;
    case GARBAGE:
      answer_garbage (self);
      break;
    case UNAUTHORIZED:
      if (g_rand_boolean (self->remote->random))
        reject (self, SALVE_REMOTE_ERROR_AUTH, "Somebody has to sign in.");
      else
        answer_refusal (self, 401, -1);
      break;
    case TOO_MANY:
      answer_refusal (self, 429, g_rand_int_range (self->remote->random, 0, 20) * G_TIME_SPAN_SECOND);
      break;
    case BROKEN:
      answer_refusal (self, 500, -1);
      break;
    case UNAVAILABLE:
      answer_refusal (self, 503, g_rand_boolean (self->remote->random) ? 5 * G_TIME_SPAN_SECOND : -1);
      break;
    case FINE:
    case TWICE:
    case SLOW:
    case FORGOTTEN:
    default:
      answer (self, self->response);
    }
}

static gboolean
is_done (Exchange *self)
{
  switch (self->fate)
    {
    case LOST_BEFORE:
    case UNAUTHORIZED:
    case TOO_MANY:
    case UNAVAILABLE:
      return FALSE;
    case BROKEN:
    case GARBAGE:
      return g_rand_boolean (self->remote->random);
    case FINE:
    case LOST_AFTER:
    case TWICE:
    case SLOW:
    case CUT:
    case FORGOTTEN:
    default:
      return TRUE;
    }
}

static gboolean tracing;

/* Every request and what the server said, on the standard output. */
void
model_remote_set_tracing (gboolean trace)
{
  tracing = trace;
}

static void
trace_exchange (Exchange *self, SalveRemoteResponse *response)
{
  static const char *const fates[] = { "",       "lost before", "lost after", "twice",        "slow",
                                       "cut",    "garbage",     "forgotten",  "unauthorized", "too many",
                                       "broken", "unavailable" };

  if (!tracing)
    return;
  g_print ("#   %s %s%s%s %s: %u %s\n", self->request->method, self->request->path,
           self->request->if_match != NULL ? " if " : "",
           self->request->if_match != NULL ? self->request->if_match : "", fates[self->fate],
           response != NULL ? response->status : 0,
           response != NULL && response->etag != NULL ? response->etag : "");
  if (!g_str_equal (self->request->method, "GET") && self->request->body != NULL)
    g_print ("#     > %s\n", (const char *)g_bytes_get_data (self->request->body, NULL));
}

static void
arrive (gpointer data)
{
  Exchange *self = data;
  ModelRemote *remote = self->remote;
  gint64 back = latency (remote);

  if (self->fate == FORGOTTEN)
    model_server_forget_pages (remote->server);
  if (is_done (self))
    {
      SalveRemoteResponse *response = model_server_handle (remote->server, self->request);

      trace_exchange (self, response);
      /* Of one that came twice either answer may be the one that is read. */
      if (self->response == NULL || g_rand_boolean (remote->random))
        {
          g_clear_pointer (&self->response, salve_remote_response_free);
          self->response = response;
        }
      else
        salve_remote_response_free (response);
    }
  else
    trace_exchange (self, NULL);
  if (self->fate == SLOW && g_rand_boolean (remote->random))
    back += g_rand_int_range (remote->random, 1, 120) * G_TIME_SPAN_SECOND;
  if (self->fate == LOST_BEFORE || self->fate == LOST_AFTER)
    back += 30 * G_TIME_SPAN_SECOND; /* until the client gives up */
  model_clock_plan (remote->clock, back, come_back, exchange_ref (self), exchange_unref);
}

static Fate
draw_fate (ModelRemote *self)
{
  const ModelFaults *faults = self->faults;
  const guint chances[] = { [LOST_BEFORE] = faults->lost_before,
                            [LOST_AFTER] = faults->lost_after,
                            [TWICE] = faults->twice,
                            [SLOW] = faults->slow,
                            [CUT] = faults->cut,
                            [GARBAGE] = faults->garbage,
                            [FORGOTTEN] = faults->forgotten,
                            [UNAUTHORIZED] = faults->unauthorized,
                            [TOO_MANY] = faults->too_many,
                            [BROKEN] = faults->broken,
                            [UNAVAILABLE] = faults->unavailable };
  guint draw = (guint)g_rand_int_range (self->random, 0, 1000);

  for (guint i = FINE + 1; i < G_N_ELEMENTS (chances); i++)
    {
      if (draw < chances[i])
        return (Fate)i;
      draw -= chances[i];
    }
  return FINE;
}

static const char *
model_remote_get_base (SalveRemote *remote)
{
  return MODEL_BASE;
}

static DexFuture *
model_remote_send (SalveRemote *remote, const SalveRemoteRequest *request)
{
  ModelRemote *self = MODEL_REMOTE (remote);
  Exchange *exchange;
  DexPromise *promise;
  gint64 there = latency (self);

  if (self->dead)
    return dex_future_new_reject (SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNREACHABLE, "Cut off.");
  promise = dex_promise_new ();
  exchange = g_new0 (Exchange, 1);
  g_atomic_ref_count_init (&exchange->ref_count);
  exchange->remote = g_object_ref (self);
  exchange->request = salve_remote_request_copy (request);
  exchange->promise = dex_ref (promise);
  exchange->fate = draw_fate (self);
  self->n_requests++;
  if (exchange->fate == UNAUTHORIZED)
    self->signed_out = TRUE;
  else if (self->signed_out)
    exchange->fate = UNAUTHORIZED;
  self->n_faults += exchange->fate != FINE;
  g_ptr_array_add (self->pending, exchange);
  if (exchange->fate == SLOW)
    there += g_rand_int_range (self->random, 0, 120) * G_TIME_SPAN_SECOND;
  if (exchange->fate == TWICE)
    model_clock_plan (self->clock, there + g_rand_int_range (self->random, 0, 60) * G_TIME_SPAN_SECOND,
                      arrive, exchange_ref (exchange), exchange_unref);
  model_clock_plan (self->clock, there, arrive, exchange, exchange_unref);
  return DEX_FUTURE (promise);
}

static void
remote_iface_init (SalveRemoteInterface *iface)
{
  iface->get_base = model_remote_get_base;
  iface->send = model_remote_send;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ModelRemote,
                               model_remote,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SALVE_TYPE_REMOTE, remote_iface_init))

static void
model_remote_finalize (GObject *object)
{
  g_ptr_array_unref (MODEL_REMOTE (object)->pending);
  g_hash_table_unref (MODEL_REMOTE (object)->refused);
  G_OBJECT_CLASS (model_remote_parent_class)->finalize (object);
}

static void
model_remote_class_init (ModelRemoteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = model_remote_finalize;
}

static void
model_remote_init (ModelRemote *self)
{
  self->pending = g_ptr_array_new ();
  self->refused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

ModelRemote *
model_remote_new (ModelServer *server, ModelClock *clock, const ModelFaults *faults, GRand *random)
{
  ModelRemote *self = g_object_new (MODEL_TYPE_REMOTE, NULL);

  self->server = server;
  self->clock = clock;
  self->faults = faults;
  self->random = random;
  return self;
}

/* What is on its way still arrives at the server; only nobody hears of it. */
void
model_remote_cut_off (ModelRemote *self)
{
  self->dead = TRUE;
  for (guint i = 0; i < self->pending->len; i++)
    reject (self->pending->pdata[i], SALVE_REMOTE_ERROR_UNREACHABLE, "Cut off.");
}

void
model_remote_sign_in (ModelRemote *self)
{
  self->signed_out = FALSE;
}

gboolean
model_remote_is_signed_out (ModelRemote *self)
{
  return self->signed_out;
}

guint
model_remote_get_n_requests (ModelRemote *self)
{
  return self->n_requests;
}

guint
model_remote_get_n_faults (ModelRemote *self)
{
  return self->n_faults;
}
