/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A session is one record (salve-sign-in-record.h) in the keyring and in memory. A new refresh token is in the keyring
 * before anything else happens with it, because the old one is dead from the moment the server sent the new one: a program
 * that ended in between would be signed out. Where the session has no keyring at all, memory is all there is.
 */
#define G_LOG_DOMAIN "salve-auth"

#include "config.h"

#include "salve-sign-in.h"

#include "salve-auth-server.h"
#include "salve-browser-flow.h"
#include "salve-session-private.h"
#include "salve-sign-in-keyring.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#define CLIENT_ID "salve"
#define STACK (256 * 1024)
/* A token that ends sooner is renewed first. */
#define MARGIN (30 * G_USEC_PER_SEC)

struct _SalveSession
{
  GObject parent_instance;

  char *base;
  SalveHttpClient *client;
  SalveAuthServer *server;   /* once asked */
  SalveSignInRecord *record; /* NULL: nobody */
  guint generation;          /* goes up when the record becomes another's */
  gboolean kept;
  gboolean unstored;     /* the record has changed and the keyring has not taken it yet */
  DexFuture *refreshing; /* the one renewal that everybody waits for */
  DexPromise *turn;      /* the keyring is asked about this session by one at a time */
};

enum
{
  PROP_LOGIN = 1,
  PROP_SIGNED_IN,
  PROP_KEPT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void salve_session_token_source_init (SalveTokenSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SalveSession,
                               salve_session,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SALVE_TYPE_TOKEN_SOURCE,
                                                      salve_session_token_source_init))

/* --- the record --- */

static gboolean
has_credentials (const SalveSignInRecord *record)
{
  return record != NULL && (record->access != NULL || record->refresh != NULL || record->secret != NULL);
}

static void
notify_all (SalveSession *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOGIN]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIGNED_IN]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEPT]);
}

static void
take_record (SalveSession *self, SalveSignInRecord *record)
{
  g_clear_pointer (&self->record, salve_sign_in_record_free);
  self->record = record;
  self->generation++;
  self->unstored = FALSE;
  notify_all (self);
}

static void
set_kept (SalveSession *self, gboolean kept)
{
  if (self->kept == kept)
    return;
  self->kept = kept;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEPT]);
}

static void
await_turn (SalveSession *self)
{
  while (self->turn != NULL)
    dex_await (dex_ref (self->turn), NULL);
  self->turn = dex_promise_new ();
}

static void
end_turn (SalveSession *self)
{
  g_autoptr (DexPromise) turn = g_steal_pointer (&self->turn);

  dex_promise_resolve_boolean (turn, TRUE);
}

/*
 * Into the keyring; a session without one is no failure, a keyring that refuses is. One after the other, and each time what
 * is true then, so that an older token never comes to lie over a newer one.
 * @record: (nullable): NULL for the session's own, whatever it is by then
 */
static gboolean
await_stored (SalveSession *self, const SalveSignInRecord *record, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gboolean own = record == NULL;
  gboolean done = TRUE;

  await_turn (self);
  if (own)
    record = self->record;
  if (record != NULL)
    {
      guint generation = self->generation;
      const SalveSignInRecord *stored = self->record;

      done =
          salve_sign_in_keyring_await (self->base, SALVE_SIGN_IN_KEYRING_STORE, record, NULL, &local_error);
      if (!done && g_error_matches (local_error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_NO_KEYRING))
        {
          g_clear_error (&local_error);
          done = TRUE;
          set_kept (self, FALSE);
        }
      else if (done)
        set_kept (self, TRUE);
      if (own && done && generation == self->generation && stored == self->record)
        self->unstored = FALSE;
    }
  end_turn (self);
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return done;
}

static gboolean
await_server (SalveSession *self, GError **error)
{
  if (self->server == NULL)
    {
      g_autoptr (SalveAuthServer) server = salve_auth_server_await (self->client, self->base, error);

      if (server == NULL)
        return FALSE;
      g_clear_pointer (&self->server, salve_auth_server_free);
      self->server = g_steal_pointer (&server);
    }
  return TRUE;
}

/* A server that was one issuer's stays that one's. */
static gboolean
check_issuer (SalveSession *self, const SalveSignInRecord *record, GError **error)
{
  if (record == NULL || record->issuer == NULL || g_strcmp0 (record->issuer, self->server->issuer) == 0)
    return TRUE;
  g_set_error_literal (
      error, SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_PROTOCOL,
      _ ("This server suddenly has its tokens from somebody else. Nothing was sent; ask whoever looks "
         "after the server"));
  return FALSE;
}

static void
fill_from_grant (SalveSignInRecord *record, const SalveAuthGrant *grant)
{
  g_set_str (&record->access, grant->access);
  if (grant->refresh != NULL)
    g_set_str (&record->refresh, grant->refresh);
  if (grant->scope != NULL)
    g_set_str (&record->scope, grant->scope);
  record->expires = grant->expires;
}

/* Somebody signed in: what was known of that person here is looked up, the PIN stays with its count begun anew. */
static gboolean
await_adopted (SalveSession *self, const char *login, const SalveAuthGrant *grant, GError **error)
{
  g_autoptr (SalveSignInRecord) record = salve_sign_in_record_new (login);
  g_autoptr (SalveSignInRecord) known = NULL;

  if (salve_sign_in_keyring_await (self->base, SALVE_SIGN_IN_KEYRING_LOOK_UP, record, &known, NULL))
    {
      if (!check_issuer (self, known, error))
        return FALSE;
      record->pin = g_steal_pointer (&known->pin);
    }
  record->issuer = g_strdup (self->server->issuer);
  record->client = g_strdup (CLIENT_ID);
  fill_from_grant (record, grant);
  if (!await_stored (self, record, error))
    return FALSE;
  take_record (self, g_steal_pointer (&record));
  return TRUE;
}

/* --- renewing --- */

static DexFuture *
reject_ended (void)
{
  return dex_future_new_reject (SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_AUTH,
                                _ ("Nobody is signed in any more: sign in with the password"));
}

/* The server knows the refresh token no more; name and PIN stay, the PIN alone opens nothing. */
static DexFuture *
end_session (SalveSession *self)
{
  salve_sign_in_record_drop_tokens (self->record);
  self->generation++;
  notify_all (self);
  if (!await_stored (self, NULL, NULL))
    g_debug ("The keyring did not take the end of a session");
  return reject_ended ();
}

static SalveAuthGrant *
await_renewal (SalveSession *self, GError **error)
{
  const SalveSignInRecord *record = self->record;
  const char *client = record->client != NULL ? record->client : CLIENT_ID;

  if (record->secret != NULL)
    return salve_auth_server_await_grant (self->client, self->server,
                                          (const char *const[]){ "grant_type", "client_credentials",
                                                                 "client_id", client, "client_secret",
                                                                 record->secret, NULL },
                                          error);
  return salve_auth_server_await_grant (self->client, self->server,
                                        (const char *const[]){ "grant_type", "refresh_token", "refresh_token",
                                                               record->refresh, "client_id", client, NULL },
                                        error);
}

/* What the users of a token source understand. */
static DexFuture *
reject_for_remote (GError *error)
{
  if (error->domain == SALVE_SIGN_IN_ERROR)
    return dex_future_new_reject (SALVE_REMOTE_ERROR,
                                  error->code == SALVE_SIGN_IN_ERROR_SLOW_DOWN
                                      ? SALVE_REMOTE_ERROR_UNREACHABLE
                                      : SALVE_REMOTE_ERROR_PROTOCOL,
                                  "%s", error->message);
  return dex_future_new_for_error (g_error_copy (error));
}

static DexFuture *
renew (SalveSession *self)
{
  g_autoptr (SalveSignInRecord) record = NULL;
  g_autoptr (SalveAuthGrant) grant = NULL;
  g_autoptr (GError) error = NULL;
  guint generation = self->generation;

  if (self->record == NULL || (self->record->refresh == NULL && self->record->secret == NULL))
    return self->record != NULL && self->record->access != NULL ? end_session (self) : reject_ended ();
  if (!await_server (self, &error) || !check_issuer (self, self->record, &error))
    return reject_for_remote (error);
  if (generation != self->generation)
    return reject_ended ();
  grant = await_renewal (self, &error);
  if (generation != self->generation)
    return reject_ended ();
  if (g_error_matches (error, SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_REFUSED))
    return end_session (self);
  if (grant == NULL)
    return reject_for_remote (error);
  record = salve_sign_in_record_copy (self->record);
  fill_from_grant (record, grant);
  g_clear_pointer (&self->record, salve_sign_in_record_free);
  self->record = g_steal_pointer (&record);
  self->unstored = TRUE;
  return NULL;
}

static DexFuture *
renew_fiber (gpointer data)
{
  SalveSession *self = data;
  g_autoptr (GError) error = NULL;
  DexFuture *failed = NULL;

  if (!self->unstored)
    failed = renew (self);
  if (failed == NULL && self->unstored && !await_stored (self, NULL, &error))
    failed = dex_future_new_for_error (g_steal_pointer (&error));
  dex_clear (&self->refreshing);
  if (failed != NULL)
    return failed;
  return self->record != NULL && self->record->access != NULL
             ? dex_future_new_for_string (self->record->access)
             : reject_ended ();
}

static gboolean
is_good (SalveSession *self, const char *refused)
{
  return self->record != NULL && self->record->access != NULL && !self->unstored
         && g_strcmp0 (self->record->access, refused) != 0
         && self->record->expires > g_get_real_time () + MARGIN;
}

static DexFuture *
pass_on_cb (DexFuture *future, gpointer data)
{
  return dex_ref (future);
}

static DexFuture *
salve_session_get_token (SalveTokenSource *source, const char *refused)
{
  SalveSession *self = SALVE_SESSION (source);
  DexFuture *fiber;

  if (is_good (self, refused))
    return dex_future_new_for_string (self->record->access);
  if (!has_credentials (self->record))
    return reject_ended ();
  if (self->refreshing != NULL)
    return dex_future_finally (dex_ref (self->refreshing), pass_on_cb, NULL, NULL);
  fiber = dex_scheduler_spawn (NULL, STACK, renew_fiber, g_object_ref (self), g_object_unref);
  self->refreshing = dex_ref (fiber);
  return fiber;
}

static void
salve_session_token_source_init (SalveTokenSourceInterface *iface)
{
  iface->get_token = salve_session_get_token;
}

/* --- signing in and out --- */

typedef struct
{
  SalveSession *session;
  char *login;
  char *password; /* or the secret, or the code */
  SalveOpenAddress open;
  gpointer data;
  GDestroyNotify free_data;
} Attempt;

static void
attempt_free (gpointer data)
{
  Attempt *self = data;

  if (self->password != NULL)
    sodium_memzero (self->password, strlen (self->password));
  if (self->free_data != NULL)
    self->free_data (self->data);
  g_free (self->password);
  g_free (self->login);
  g_object_unref (self->session);
  g_free (self);
}

static Attempt *
attempt_new (SalveSession *session, const char *login, const char *password)
{
  Attempt *self = g_new0 (Attempt, 1);

  self->session = g_object_ref (session);
  self->login = g_strdup (login);
  self->password = g_strdup (password);
  return self;
}

static DexFuture *
finish (SalveSession *self, const char *login, const SalveAuthGrant *grant, GError *error)
{
  g_autoptr (GError) local_error = error;

  if (grant != NULL && await_adopted (self, login, grant, &local_error))
    return dex_future_new_true ();
  return dex_future_new_for_error (g_steal_pointer (&local_error));
}

static DexFuture *
sign_in_person (SalveSession *self, const char *login, const char *password)
{
  g_autoptr (SalveAuthGrant) grant = NULL;
  GError *error = NULL;

  if (!self->server->takes_passwords)
    return dex_future_new_reject (
        SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_UNSUPPORTED,
        _ ("This server takes no passwords from programs: sign in with the browser"));
  grant = salve_auth_server_await_grant (self->client, self->server,
                                         (const char *const[]){ "grant_type", "password", "username", login,
                                                                "password", password, "client_id", CLIENT_ID,
                                                                "scope", self->server->scope, NULL },
                                         &error);
  return finish (self, login, grant, error);
}

static DexFuture *
password_fiber (gpointer data)
{
  Attempt *attempt = data;
  GError *error = NULL;

  if (!await_server (attempt->session, &error))
    return dex_future_new_for_error (error);
  return sign_in_person (attempt->session, attempt->login, attempt->password);
}

static DexFuture *
activate_fiber (gpointer data)
{
  Attempt *attempt = data;
  SalveSession *self = attempt->session;
  g_autofree char *login = NULL;
  GError *error = NULL;

  if (await_server (self, &error))
    login = salve_auth_server_await_activated (self->client, self->server, attempt->login, attempt->password,
                                               &error);
  return login != NULL ? sign_in_person (self, login, attempt->password) : dex_future_new_for_error (error);
}

static DexFuture *
browser_fiber (gpointer data)
{
  Attempt *attempt = data;
  SalveSession *self = attempt->session;
  g_autoptr (SalveAuthGrant) grant = NULL;
  GError *error = NULL;

  if (!await_server (self, &error))
    return dex_future_new_for_error (error);
  grant = salve_browser_flow_await (self->client, self->server, self->base, CLIENT_ID, attempt->open,
                                    attempt->data, &error);
  return finish (self,
                 grant != NULL && grant->login != NULL ? grant->login : _ ("Signed in with the browser"),
                 grant, error);
}

/* The secret is kept before it is used: a code that made it works only once. */
static DexFuture *
sign_in_device (SalveSession *self, const char *client_id, const char *secret)
{
  g_autoptr (SalveSignInRecord) record = salve_sign_in_record_new (client_id);
  g_autofree char *token = NULL;
  GError *error = NULL;

  record->issuer = g_strdup (self->server->issuer);
  record->client = g_strdup (client_id);
  record->secret = g_strdup (secret);
  if (!await_stored (self, record, &error))
    return dex_future_new_for_error (error);
  take_record (self, g_steal_pointer (&record));
  token = dex_await_string (salve_session_get_token (SALVE_TOKEN_SOURCE (self), NULL), &error);
  if (token != NULL)
    {
      sodium_memzero (token, strlen (token));
      return dex_future_new_true ();
    }
  return dex_future_new_for_error (error);
}

static DexFuture *
device_fiber (gpointer data)
{
  Attempt *attempt = data;
  SalveSession *self = attempt->session;
  g_autoptr (SalveAuthGrant) grant = NULL;
  GError *error = NULL;

  if (!await_server (self, &error))
    return dex_future_new_for_error (error);
  grant = salve_auth_server_await_grant (self->client, self->server,
                                         (const char *const[]){ "grant_type", "client_credentials",
                                                                "client_id", attempt->login, "client_secret",
                                                                attempt->password, NULL },
                                         &error);
  if (grant == NULL)
    return dex_future_new_for_error (error);
  return sign_in_device (self, attempt->login, attempt->password);
}

static DexFuture *
enrol_fiber (gpointer data)
{
  Attempt *attempt = data;
  SalveSession *self = attempt->session;
  g_autofree char *client_id = NULL;
  char *secret = NULL;
  GError *error = NULL;
  DexFuture *result;

  if (!await_server (self, &error)
      || !salve_auth_server_await_device (self->client, self->server, attempt->password, &client_id, &secret,
                                          &error))
    return dex_future_new_for_error (error);
  result = sign_in_device (self, client_id, secret);
  sodium_memzero (secret, strlen (secret));
  g_free (secret);
  return result;
}

static DexFuture *
restore_fiber (gpointer data)
{
  Attempt *attempt = data;
  SalveSession *self = attempt->session;
  g_autoptr (SalveSignInRecord) wanted = salve_sign_in_record_new (attempt->login);
  SalveSignInRecord *found = NULL;
  g_autoptr (GError) error = NULL;

  if (salve_sign_in_keyring_await (self->base, SALVE_SIGN_IN_KEYRING_LOOK_UP, wanted, &found, &error))
    {
      take_record (self, found);
      set_kept (self, TRUE);
      return dex_future_new_for_boolean (has_credentials (found));
    }
  if (g_error_matches (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_MISSING))
    return dex_future_new_for_boolean (FALSE);
  return dex_future_new_for_error (g_steal_pointer (&error));
}

/* Forgotten here first, whatever the server says afterwards. */
static DexFuture *
sign_out_fiber (gpointer data)
{
  Attempt *attempt = data;
  SalveSession *self = attempt->session;
  g_autoptr (SalveSignInRecord) record = g_steal_pointer (&self->record);
  g_autoptr (GError) error = NULL;
  const char *token;
  gboolean cleared;

  if (record == NULL)
    return dex_future_new_true ();
  take_record (self, NULL);
  await_turn (self);
  cleared = salve_sign_in_keyring_await (self->base, SALVE_SIGN_IN_KEYRING_CLEAR, record, NULL, &error);
  end_turn (self);
  if (!cleared && !g_error_matches (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_NO_KEYRING))
    return dex_future_new_for_error (g_steal_pointer (&error));
  g_clear_error (&error);
  token = record->refresh != NULL ? record->refresh : record->access;
  if (token != NULL
      && !(await_server (self, &error)
           && salve_auth_server_await_revoked (self->client, self->server, token,
                                               record->client != NULL ? record->client : CLIENT_ID, &error)))
    {
      g_debug ("The server was not told of a sign-out: %s", error->message);
      return dex_future_new_for_boolean (FALSE);
    }
  return dex_future_new_true ();
}

/* --- the object --- */

static void
salve_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalveSession *self = SALVE_SESSION (object);

  switch (id)
    {
    case PROP_LOGIN:
      g_value_set_string (value, salve_session_get_login (self));
      break;
    case PROP_SIGNED_IN:
      g_value_set_boolean (value, salve_session_get_signed_in (self));
      break;
    case PROP_KEPT:
      g_value_set_boolean (value, self->kept);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_session_finalize (GObject *object)
{
  SalveSession *self = SALVE_SESSION (object);

  g_free (self->base);
  g_clear_object (&self->client);
  g_clear_pointer (&self->server, salve_auth_server_free);
  g_clear_pointer (&self->record, salve_sign_in_record_free);
  dex_clear (&self->refreshing);
  dex_clear (&self->turn);
  G_OBJECT_CLASS (salve_session_parent_class)->finalize (object);
}

static void
salve_session_class_init (SalveSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = salve_session_get_property;
  object_class->finalize = salve_session_finalize;
  properties[PROP_LOGIN] = g_param_spec_string ("login", NULL, NULL, NULL, flags);
  properties[PROP_SIGNED_IN] = g_param_spec_boolean ("signed-in", NULL, NULL, FALSE, flags);
  properties[PROP_KEPT] = g_param_spec_boolean ("kept", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
salve_session_init (SalveSession *self)
{
}

/**
 * salve_session_new:
 * @base: the server's FHIR base, as salve_server_address_parse() gives it
 * @trust: whom to believe
 *
 * For the main thread.
 */
SalveSession *
salve_session_new (const char *base, SalveTrust *trust)
{
  SalveSession *self = g_object_new (SALVE_TYPE_SESSION, NULL);

  self->base = g_strdup (base);
  self->client = salve_auth_server_new_client (trust);
  return self;
}

SalveSession *
salve_session_new_from_record (const char *base, SalveTrust *trust, const SalveSignInRecord *record)
{
  SalveSession *self = salve_session_new (base, trust);

  self->record = salve_sign_in_record_copy (record);
  self->kept = TRUE;
  return self;
}

const SalveSignInRecord *
salve_session_get_record (SalveSession *self)
{
  return self->record;
}

gboolean
salve_session_await_pin (SalveSession *self, const char *pin_hash, guint failures, GError **error)
{
  if (self->record != NULL)
    {
      g_set_str (&self->record->pin, pin_hash);
      self->record->pin_failures = failures;
      return await_stored (self, NULL, error);
    }
  g_set_error_literal (error, SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_ENDED,
                       _ ("This person has signed out"));
  return FALSE;
}

void
salve_session_replace (SalveSession *self, SalveSession *newer)
{
  take_record (self, g_steal_pointer (&newer->record));
  set_kept (self, newer->kept);
}

/**
 * salve_session_restore:
 * @login: who, as signed in before (for a device its id)
 *
 * Returns: (transfer full): resolves to a boolean: whether there are tokens in the keyring; rejected with SALVE_KEY_ERROR
 *   when it cannot be read
 */
DexFuture *
salve_session_restore (SalveSession *self, const char *login)
{
  g_return_val_if_fail (SALVE_IS_SESSION (self) && login != NULL, NULL);
  return dex_scheduler_spawn (NULL, STACK, restore_fiber, attempt_new (self, login, NULL), attempt_free);
}

/**
 * salve_session_sign_in:
 * @login: as typed
 * @password: as typed
 *
 * Returns: (transfer full): resolves to TRUE; rejected with SALVE_SIGN_IN_ERROR, SALVE_REMOTE_ERROR or SALVE_KEY_ERROR
 */
DexFuture *
salve_session_sign_in (SalveSession *self, const char *login, const char *password)
{
  g_return_val_if_fail (SALVE_IS_SESSION (self) && login != NULL && password != NULL, NULL);
  return dex_scheduler_spawn (NULL, STACK, password_fiber, attempt_new (self, login, password), attempt_free);
}

/**
 * salve_session_sign_in_with_browser:
 * @open: opens an address in the browser, called once on the main context
 * @data: for @open
 * @free_data: (nullable): frees @data
 *
 * Returns: (transfer full): resolves to TRUE once the person has signed in there; rejected as salve_session_sign_in(), or
 *   with what @open set. Letting it go ends the waiting.
 */
DexFuture *
salve_session_sign_in_with_browser (SalveSession *self,
                                    SalveOpenAddress open,
                                    gpointer data,
                                    GDestroyNotify free_data)
{
  Attempt *attempt;

  g_return_val_if_fail (SALVE_IS_SESSION (self) && open != NULL, NULL);
  attempt = attempt_new (self, NULL, NULL);
  attempt->open = open;
  attempt->data = data;
  attempt->free_data = free_data;
  return dex_scheduler_spawn (NULL, STACK, browser_fiber, attempt, attempt_free);
}

/**
 * salve_session_sign_in_as_device:
 *
 * Client credentials, for programs without a person.
 *
 * Returns: (transfer full): resolves to TRUE; rejected as salve_session_sign_in()
 */
DexFuture *
salve_session_sign_in_as_device (SalveSession *self, const char *client_id, const char *client_secret)
{
  g_return_val_if_fail (SALVE_IS_SESSION (self) && client_id != NULL && client_secret != NULL, NULL);
  return dex_scheduler_spawn (NULL, STACK, device_fiber, attempt_new (self, client_id, client_secret),
                              attempt_free);
}

/**
 * salve_session_enrol:
 * @code: a one-time code, as typed
 *
 * Makes this machine a device of the clinic and signs it in. The code works once.
 *
 * Returns: (transfer full): resolves to TRUE; rejected as salve_session_sign_in()
 */
DexFuture *
salve_session_enrol (SalveSession *self, const char *code)
{
  g_return_val_if_fail (SALVE_IS_SESSION (self) && code != NULL, NULL);
  return dex_scheduler_spawn (NULL, STACK, enrol_fiber, attempt_new (self, NULL, code), attempt_free);
}

/**
 * salve_session_activate:
 * @code: the one-time code of somebody new, as typed
 * @password: which that person has chosen
 *
 * Chooses somebody's first password and signs them in with it. The code works once.
 *
 * Returns: (transfer full): resolves to TRUE; rejected as salve_session_sign_in()
 */
DexFuture *
salve_session_activate (SalveSession *self, const char *code, const char *password)
{
  g_return_val_if_fail (SALVE_IS_SESSION (self) && code != NULL && password != NULL, NULL);
  return dex_scheduler_spawn (NULL, STACK, activate_fiber, attempt_new (self, code, password), attempt_free);
}

/**
 * salve_session_sign_out:
 *
 * Forgets everything of this sign-in here, then tells the server.
 *
 * Returns: (transfer full): resolves to a boolean: whether the server was told; rejected with SALVE_KEY_ERROR when the
 *   keyring did not forget
 */
DexFuture *
salve_session_sign_out (SalveSession *self)
{
  g_return_val_if_fail (SALVE_IS_SESSION (self), NULL);
  return dex_scheduler_spawn (NULL, STACK, sign_out_fiber, attempt_new (self, NULL, NULL), attempt_free);
}

const char *
salve_session_get_base (SalveSession *self)
{
  g_return_val_if_fail (SALVE_IS_SESSION (self), NULL);
  return self->base;
}

/* Nullable: nobody. */
const char *
salve_session_get_login (SalveSession *self)
{
  g_return_val_if_fail (SALVE_IS_SESSION (self), NULL);
  return self->record != NULL ? self->record->login : NULL;
}

/* Nullable: what the server said that the tokens open. */
const char *
salve_session_get_scope (SalveSession *self)
{
  g_return_val_if_fail (SALVE_IS_SESSION (self), NULL);
  return self->record != NULL ? self->record->scope : NULL;
}

gboolean
salve_session_get_signed_in (SalveSession *self)
{
  g_return_val_if_fail (SALVE_IS_SESSION (self), FALSE);
  return has_credentials (self->record);
}

gboolean
salve_session_get_kept (SalveSession *self)
{
  g_return_val_if_fail (SALVE_IS_SESSION (self), FALSE);
  return self->kept;
}
