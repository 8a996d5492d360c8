/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-link.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <yyjson.h>

#include "salve-http-remote.h"
#include "salve-json.h"
#include "salve-notices.h"
#include "salve-pin.h"
#include "salve-sign-in.h"
#include "salve-store-sync.h"

#define STACK (256 * 1024)
#define REFRESH_SECONDS 60
#define KIND_DAY "kiosk-day"
#define KIND_CHECK_IN "kiosk-check-in"
#define SETTING_LOGIN "kiosk-login"
#define SETTING_EXIT "kiosk-exit"

struct _SalveKioskLink
{
  GObject parent_instance;

  SalveStore *store;
  char *base; /* NULL: not enrolled */
  char *exit_hash;
  SalveTrust *trust;
  SalveSession *session;
  SalveRemote *remote;
  SalveNotices *notices;
  SalveKioskDay *day; /* NULL: nothing is known of today */
  gboolean online;
  DexFuture *refreshing;  /* the refresh that is under way, or NULL */
  gboolean refresh_again; /* it was asked for since the one under way began */
  guint refresh_source;
};

enum
{
  PROP_0,
  PROP_ENROLLED,
  PROP_ONLINE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint day_signal;

G_DEFINE_FINAL_TYPE (SalveKioskLink, salve_kiosk_link, G_TYPE_OBJECT)

static void
set_online (SalveKioskLink *self, gboolean online)
{
  if (self->online == online)
    return;
  self->online = online;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ONLINE]);
}

static void
take_day (SalveKioskLink *self, SalveKioskDay *day)
{
  g_clear_pointer (&self->day, salve_kiosk_day_unref);
  self->day = day;
  g_signal_emit (self, day_signal, 0);
}

/* Returns: (transfer full): the address of what is below the plain JSON's root, such as "kiosk/day" */
char *
salve_kiosk_link_address (SalveKioskLink *self, const char *path)
{
  g_autofree char *origin = salve_server_address_origin (self->base);

  return g_strconcat (origin, "/api/v1/", path, NULL);
}

/**
 * salve_kiosk_link_send:
 * @what: below api/v1/kiosk/
 * @body: (nullable): JSON
 *
 * Asks as the kiosk, which may read no record.
 *
 * Returns: (transfer full): resolves to a #SalveRemoteResponse, whatever its status
 */
DexFuture *
salve_kiosk_link_send (SalveKioskLink *self, const char *method, const char *what, GBytes *body)
{
  g_autofree char *path = g_strconcat ("kiosk/", what, NULL);
  g_autofree char *address = salve_kiosk_link_address (self, path);
  g_autoptr (SalveRemoteRequest) request = salve_remote_request_new (method, address, body);

  g_set_str (&request->content_type, "application/json");
  return salve_remote_send (self->remote, request);
}

/**
 * salve_kiosk_link_new_remote:
 * @tokens: of whom is asked for
 *
 * Returns: (transfer full) (nullable): another way to the same clinic, trusted alike, with connections of its own; NULL
 *   where this is no clinic's kiosk
 */
SalveRemote *
salve_kiosk_link_new_remote (SalveKioskLink *self, SalveTokenSource *tokens)
{
  return self->base != NULL ? salve_http_remote_new (self->base, self->trust, tokens) : NULL;
}

/* Awaits. Returns: (transfer full): a good answer; NULL with an error */
static SalveRemoteResponse *
ask (SalveKioskLink *self, const char *method, const char *what, GBytes *body, GError **error)
{
  SalveRemoteResponse *response = dex_await_boxed (salve_kiosk_link_send (self, method, what, body), error);

  if (response == NULL)
    return NULL;
  if (response->status / 100 == 2)
    return response;
  g_set_error (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_PROTOCOL, _ ("The clinic’s server answered %u."),
               response->status);
  g_boxed_free (SALVE_TYPE_REMOTE_RESPONSE, response);
  return NULL;
}

/* Awaits. What was answered need not be sent again; where it cannot be taken off the disk it is, and answered the same. */
static void
forget_sent (SalveKioskLink *self, const char *id)
{
  g_autoptr (GError) error = NULL;

  if (!dex_await (salve_store_drop_draft (self->store, KIND_CHECK_IN, id), &error))
    g_message ("An answered check-in stays on the disk: %s", error->message);
}

/* Awaits. What the clinic said of each of them; "refused" and "already" are answers too. */
static gboolean
take_outcomes (SalveKioskLink *self, GBytes *body, GHashTable *tickets, GError **error)
{
  gsize length, index, n;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (yyjson_doc) doc = salve_json_parse (text, length, error);
  yyjson_val *item;

  if (doc == NULL)
    return FALSE;
  yyjson_arr_foreach (yyjson_obj_get (yyjson_doc_get_root (doc), "items"), index, n, item)
    {
      const char *id = yyjson_get_str (yyjson_obj_get (item, "id"));
      const char *ticket = yyjson_get_str (yyjson_obj_get (item, "ticket"));

      if (id == NULL)
        continue;
      g_hash_table_insert (tickets, g_strdup (id), g_strdup (ticket != NULL ? ticket : ""));
      forget_sent (self, id);
    }
  return TRUE;
}

static void
append_item (GString *items, GBytes *item)
{
  gsize length;
  const char *text = g_bytes_get_data (item, &length);

  if (items->len > 0)
    g_string_append_c (items, ',');
  g_string_append_len (items, text, (gssize)length);
}

/* Awaits. Everything that waits goes in one request, and @more (nullable), which could not be kept. */
static gboolean
send_waiting (SalveKioskLink *self, GBytes *more, GHashTable *tickets, GError **error)
{
  g_autoptr (GPtrArray) drafts = salve_store_read_drafts (self->store, KIND_CHECK_IN, error);
  g_autoptr (GString) items = g_string_new (NULL);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (SalveRemoteResponse) response = NULL;
  char *json;

  if (drafts == NULL)
    return FALSE;
  for (guint i = 0; i < drafts->len; i++)
    append_item (items, ((const SalveDraft *)drafts->pdata[i])->content);
  if (more != NULL)
    append_item (items, more);
  if (items->len == 0)
    return TRUE;
  json = g_strdup_printf ("{\"items\":[%s]}", items->str);
  body = g_bytes_new_take (json, strlen (json));
  response = ask (self, "POST", "check-ins", body, error);
  return response != NULL && take_outcomes (self, response->body, tickets, error);
}

/* Awaits. The list is kept, so that a kiosk that starts without a line knows its day. */
static gboolean
fetch_day (SalveKioskLink *self, GError **error)
{
  g_autoptr (SalveRemoteResponse) response = ask (self, "GET", "day", NULL, error);
  gsize length;
  const char *text = response != NULL ? g_bytes_get_data (response->body, &length) : NULL;
  SalveKioskDay *day = text != NULL ? salve_kiosk_day_new (text, (gssize)length, error) : NULL;

  if (day == NULL)
    return FALSE;
  take_day (self, day);
  return dex_await (salve_store_save_draft (self->store, KIND_DAY, "today", response->body), error);
}

static DexFuture *
refresh_fiber (gpointer data)
{
  SalveKioskLink *self = data;
  g_autoptr (GHashTable) tickets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) error = NULL;
  gboolean good;

  do
    {
      self->refresh_again = FALSE;
      g_clear_error (&error);
      good = send_waiting (self, NULL, tickets, &error) && fetch_day (self, &error);
      set_online (self, good);
    }
  while (self->refresh_again);
  dex_clear (&self->refreshing);
  if (good)
    return dex_future_new_true ();
  return dex_future_new_for_error (g_steal_pointer (&error));
}

/**
 * salve_kiosk_link_refresh:
 *
 * Sends what waits and asks for the day; by itself once a minute, and when the clinic says that something changed.
 */
DexFuture *
salve_kiosk_link_refresh (SalveKioskLink *self)
{
  if (self->remote == NULL)
    return dex_future_new_true ();
  /* What the one under way has asked for already may be older than what this one is to bring, or its line be gone. */
  self->refresh_again = self->refreshing != NULL;
  if (self->refreshing == NULL)
    self->refreshing = dex_scheduler_spawn (NULL, STACK, refresh_fiber, g_object_ref (self), g_object_unref);
  return dex_ref (self->refreshing);
}

static DexFuture *
calls_fiber (gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveRemoteResponse) response = ask (data, "GET", "calls", NULL, &error);
  gsize length;
  const char *text = response != NULL ? g_bytes_get_data (response->body, &length) : NULL;

  return text != NULL ? dex_future_new_take_string (g_strndup (text, length))
                      : dex_future_new_for_error (g_steal_pointer (&error));
}

/* Returns: (transfer full): resolves to a string, the JSON of who is called into which room */
DexFuture *
salve_kiosk_link_read_calls (SalveKioskLink *self)
{
  return dex_scheduler_spawn (NULL, STACK, calls_fiber, g_object_ref (self), g_object_unref);
}

static gboolean
on_refresh (gpointer data)
{
  dex_future_disown (salve_kiosk_link_refresh (data));
  return G_SOURCE_CONTINUE;
}

static void
on_notice (SalveKioskLink *self)
{
  dex_future_disown (salve_kiosk_link_refresh (self));
}

/* There is a line again, or it has just gone. */
static void
on_notices (SalveKioskLink *self)
{
  SalveNoticesState state = salve_notices_get_state (self->notices);

  if (state == SALVE_NOTICES_OPEN || (state == SALVE_NOTICES_WAITING && self->online))
    dex_future_disown (salve_kiosk_link_refresh (self));
}

static void
connect_to (SalveKioskLink *self, const char *base, const char *pin)
{
  g_set_str (&self->base, base);
  self->trust = salve_trust_new (pin != NULL && *pin != '\0' ? pin : NULL);
  self->session = salve_session_new (base, self->trust);
  self->remote = salve_http_remote_new (base, self->trust, SALVE_TOKEN_SOURCE (self->session));
}

static void
disconnect (SalveKioskLink *self)
{
  if (self->notices != NULL)
    salve_notices_stop (self->notices);
  g_clear_object (&self->notices);
  g_clear_object (&self->remote);
  g_clear_object (&self->session);
  g_clear_object (&self->trust);
  g_clear_pointer (&self->base, g_free);
}

static void
run (SalveKioskLink *self)
{
  self->notices = salve_notices_new (self->base, self->trust, SALVE_TOKEN_SOURCE (self->session));
  g_signal_connect_object (self->notices, "notice", G_CALLBACK (on_notice), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->notices, "notify::state", G_CALLBACK (on_notices), self, G_CONNECT_SWAPPED);
  salve_notices_start (self->notices);
  self->refresh_source = g_timeout_add_seconds (REFRESH_SECONDS, on_refresh, self);
  dex_future_disown (salve_kiosk_link_refresh (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENROLLED]);
}

static void
read_kept_day (SalveKioskLink *self)
{
  g_autoptr (GPtrArray) drafts = salve_store_read_drafts (self->store, KIND_DAY, NULL);
  gsize length;
  const char *text;
  SalveKioskDay *day;

  if (drafts == NULL || drafts->len == 0)
    return;
  text = g_bytes_get_data (((const SalveDraft *)drafts->pdata[0])->content, &length);
  day = salve_kiosk_day_new (text, (gssize)length, NULL);
  if (day != NULL)
    take_day (self, day);
}

static DexFuture *
load_fiber (gpointer data)
{
  SalveKioskLink *self = data;
  g_autofree char *base = salve_store_get_setting (self->store, SALVE_SETTING_SERVER, NULL),
                  *pin = salve_store_get_setting (self->store, SALVE_SETTING_PIN, NULL),
                  *login = salve_store_get_setting (self->store, SETTING_LOGIN, NULL);
  GError *error = NULL;

  if (base == NULL || *base == '\0' || login == NULL)
    return dex_future_new_false ();
  self->exit_hash = salve_store_get_setting (self->store, SETTING_EXIT, NULL);
  connect_to (self, base, pin);
  if (!dex_await_boolean (salve_session_restore (self->session, login), &error))
    {
      disconnect (self);
      return error != NULL ? dex_future_new_for_error (error) : dex_future_new_false ();
    }
  read_kept_day (self);
  run (self);
  return dex_future_new_true ();
}

/**
 * salve_kiosk_link_load:
 *
 * Returns: (transfer full): resolves to a boolean: whether this machine is a kiosk of a clinic already; rejects where the
 *   keyring cannot be read
 */
DexFuture *
salve_kiosk_link_load (SalveKioskLink *self)
{
  return dex_scheduler_spawn (NULL, STACK, load_fiber, g_object_ref (self), g_object_unref);
}

typedef struct
{
  SalveKioskLink *self;
  char *base;
  char *fingerprint;
  char *code;
  char *exit_pin;
} Enrolment;

static void
enrolment_free (gpointer data)
{
  Enrolment *enrolment = data;

  g_object_unref (enrolment->self);
  g_free (enrolment->base);
  g_free (enrolment->fingerprint);
  g_free (enrolment->code);
  g_free (enrolment->exit_pin);
  g_free (enrolment);
}

static gboolean
keep (SalveKioskLink *self, const char *name, const char *value, GError **error)
{
  return dex_await (salve_store_set_setting (self->store, name, value != NULL ? value : ""), error);
}

static DexFuture *
enrol_fiber (gpointer data)
{
  Enrolment *enrolment = data;
  SalveKioskLink *self = enrolment->self;
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = NULL;

  if (!salve_pin_check_new (enrolment->exit_pin, &error)
      || (hash = salve_pin_hash (enrolment->exit_pin, &error)) == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  disconnect (self);
  connect_to (self, enrolment->base, enrolment->fingerprint);
  if (!dex_await (salve_session_enrol (self->session, enrolment->code), &error)
      || !keep (self, SETTING_LOGIN, salve_session_get_login (self->session), &error)
      || !keep (self, SETTING_EXIT, hash, &error)
      || !keep (self, SALVE_SETTING_PIN, enrolment->fingerprint, &error)
      || !keep (self, SALVE_SETTING_SERVER, enrolment->base, &error))
    {
      disconnect (self);
      return dex_future_new_for_error (g_steal_pointer (&error));
    }
  g_free (self->exit_hash);
  self->exit_hash = g_steal_pointer (&hash);
  run (self);
  return dex_future_new_true ();
}

/**
 * salve_kiosk_link_enrol:
 * @base: of salve_server_address_parse()
 * @fingerprint: (nullable): of the key that is believed; NULL where the system's authorities vouch for it
 * @code: the one-time code, as typed
 * @exit_pin: with which staff leave the kiosk
 */
DexFuture *
salve_kiosk_link_enrol (SalveKioskLink *self,
                        const char *base,
                        const char *fingerprint,
                        const char *code,
                        const char *exit_pin)
{
  Enrolment *enrolment = g_new0 (Enrolment, 1);

  enrolment->self = g_object_ref (self);
  enrolment->base = g_strdup (base);
  enrolment->fingerprint = g_strdup (fingerprint);
  enrolment->code = g_strdup (code);
  enrolment->exit_pin = g_strdup (exit_pin);
  return dex_scheduler_spawn (NULL, STACK, enrol_fiber, enrolment, enrolment_free);
}

gboolean
salve_kiosk_link_get_enrolled (SalveKioskLink *self)
{
  return self->notices != NULL;
}

/* Whether the clinic answered last time. */
gboolean
salve_kiosk_link_get_online (SalveKioskLink *self)
{
  return self->online;
}

/* Takes some tenths of a second, on purpose: not between two frames of anything that moves. */
gboolean
salve_kiosk_link_exit_pin_fits (SalveKioskLink *self, const char *pin)
{
  return self->exit_hash != NULL && salve_pin_fits (pin, self->exit_hash);
}

/* Returns: (transfer none) (nullable): today, as far as it is known here */
SalveKioskDay *
salve_kiosk_link_get_day (SalveKioskLink *self)
{
  return self->day;
}

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static GBytes *
describe (const char *id, const char *wrong, const char *const *now, const char *policy, GBytes *signature)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_auto (GStrv) words = g_strsplit (wrong, " ", -1);
  g_autofree char *at = salve_instant_format_fhir (g_get_real_time ());
  char *text;

  json_builder_begin_object (builder);
  add_text (builder, "id", id);
  add_text (builder, "at", at);
  json_builder_set_member_name (builder, "wrong");
  json_builder_begin_array (builder);
  for (guint i = 0; words[i] != NULL; i++)
    json_builder_add_string_value (builder, words[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "now");
  json_builder_begin_object (builder);
  for (; now != NULL && now[0] != NULL; now += 2)
    add_text (builder, now[0], now[1]);
  json_builder_end_object (builder);
  if (policy != NULL)
    {
      json_builder_set_member_name (builder, "consent");
      json_builder_begin_object (builder);
      add_text (builder, "policy", policy);
      if (signature != NULL)
        {
          gsize length;
          const guchar *bytes = g_bytes_get_data (signature, &length);
          g_autofree char *base64 = g_base64_encode (bytes, length);

          add_text (builder, "signature", base64);
        }
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  return g_bytes_new_take (text, strlen (text));
}

typedef struct
{
  SalveKioskLink *self;
  char *id;
  GBytes *said;
} Arrival;

static void
arrival_free (gpointer data)
{
  Arrival *arrival = data;

  g_object_unref (arrival->self);
  g_free (arrival->id);
  g_bytes_unref (arrival->said);
  g_free (arrival);
}

/* Without a line the patient need not wait: what was foreseen on the list holds, and what they said is on the disk. Where
 * the disk is full it goes to the clinic all the same; what neither took did not happen. */
static DexFuture *
check_in_fiber (gpointer data)
{
  Arrival *arrival = data;
  SalveKioskLink *self = arrival->self;
  g_autoptr (GHashTable) tickets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) full = NULL;
  g_autoptr (GError) error = NULL;
  const gboolean kept =
      dex_await (salve_store_save_draft (self->store, KIND_CHECK_IN, arrival->id, arrival->said), &full);
  const char *ticket;

  if (kept && self->day != NULL)
    salve_kiosk_day_set_arrived (self->day, arrival->id);
  set_online (self, send_waiting (self, kept ? NULL : arrival->said, tickets, &error));
  ticket = g_hash_table_lookup (tickets, arrival->id);
  if (!kept && ticket == NULL)
    return dex_future_new_for_error (g_steal_pointer (&full));
  return dex_future_new_take_string (g_strdup (ticket));
}

/**
 * salve_kiosk_link_check_in:
 * @wrong: the words of what is not right any more, "" for nothing
 * @now: (nullable) (array zero-terminated=1): such a word, what it is now, the next word, and so on
 * @policy: (nullable): the version of the words that were agreed to; NULL where nobody was asked
 * @signature: (nullable): a PNG
 *
 * Returns: (transfer full): resolves to the ticket (string); "" where the clinic refuses; NULL where it could not be asked
 *   and will hear of it later; rejects where it could neither be kept here nor told
 */
DexFuture *
salve_kiosk_link_check_in (SalveKioskLink *self,
                           const char *appointment_id,
                           const char *wrong,
                           const char *const *now,
                           const char *policy,
                           GBytes *signature)
{
  Arrival *arrival = g_new0 (Arrival, 1);

  arrival->self = g_object_ref (self);
  arrival->id = g_strdup (appointment_id);
  arrival->said = describe (appointment_id, wrong, now, policy, signature);
  return dex_scheduler_spawn (NULL, STACK, check_in_fiber, arrival, arrival_free);
}

static void
salve_kiosk_link_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalveKioskLink *self = SALVE_KIOSK_LINK (object);

  switch (id)
    {
    case PROP_ENROLLED:
      g_value_set_boolean (value, salve_kiosk_link_get_enrolled (self));
      break;
    case PROP_ONLINE:
      g_value_set_boolean (value, self->online);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_kiosk_link_dispose (GObject *object)
{
  SalveKioskLink *self = SALVE_KIOSK_LINK (object);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  disconnect (self);
  g_clear_pointer (&self->day, salve_kiosk_day_unref);
  g_clear_pointer (&self->exit_hash, g_free);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (salve_kiosk_link_parent_class)->dispose (object);
}

static void
salve_kiosk_link_class_init (SalveKioskLinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = salve_kiosk_link_dispose;
  object_class->get_property = salve_kiosk_link_get_property;
  properties[PROP_ENROLLED] = g_param_spec_boolean ("enrolled", NULL, NULL, FALSE, readable);
  properties[PROP_ONLINE] = g_param_spec_boolean ("online", NULL, NULL, FALSE, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  day_signal =
      g_signal_new ("day", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
salve_kiosk_link_init (SalveKioskLink *self)
{
}

/* @store: the kiosk's own: settings and what waits, no record */
SalveKioskLink *
salve_kiosk_link_new (SalveStore *store)
{
  SalveKioskLink *self = g_object_new (SALVE_TYPE_KIOSK_LINK, NULL);

  self->store = g_object_ref (store);
  return self;
}
