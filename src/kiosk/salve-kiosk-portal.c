/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-portal.h"

#include <glib/gi18n.h>
#include <string.h>
#include <yyjson.h>

#include "salve-json.h"

#define STACK (256 * 1024)

/* The session's token, in memory alone. */
#define SALVE_TYPE_KIOSK_PASS (salve_kiosk_pass_get_type ())
G_DECLARE_FINAL_TYPE (SalveKioskPass, salve_kiosk_pass, SALVE, KIOSK_PASS, GObject)

struct _SalveKioskPass
{
  GObject parent_instance;

  char *token;
};

static void salve_kiosk_pass_iface_init (SalveTokenSourceInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (SalveKioskPass,
                               salve_kiosk_pass,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SALVE_TYPE_TOKEN_SOURCE, salve_kiosk_pass_iface_init))

/* There is no next one: who needs longer proves it again. */
static DexFuture *
get_token (SalveTokenSource *source, const char *refused)
{
  SalveKioskPass *self = SALVE_KIOSK_PASS (source);

  if (g_strcmp0 (refused, self->token) == 0)
    return dex_future_new_reject (SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_AUTH, "%s",
                                  _ ("Your time at the kiosk is over."));
  return dex_future_new_take_string (g_strdup (self->token));
}

static void
salve_kiosk_pass_iface_init (SalveTokenSourceInterface *iface)
{
  iface->get_token = get_token;
}

static void
salve_kiosk_pass_finalize (GObject *object)
{
  SalveKioskPass *self = SALVE_KIOSK_PASS (object);

  explicit_bzero (self->token, strlen (self->token));
  g_free (self->token);
  G_OBJECT_CLASS (salve_kiosk_pass_parent_class)->finalize (object);
}

static void
salve_kiosk_pass_class_init (SalveKioskPassClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_kiosk_pass_finalize;
}

static void
salve_kiosk_pass_init (SalveKioskPass *self)
{
}

struct _SalveKioskPortal
{
  GObject parent_instance;

  SalveKioskLink *link;
  SalveRemote *remote; /* NULL: nobody is signed in */
  char *patient_id;    /* whose session it is */
  gboolean may_choose_pin;
  gboolean has_pin;
  guint n_session; /* an answer to somebody else's proof opens nothing */
};

G_DEFINE_FINAL_TYPE (SalveKioskPortal, salve_kiosk_portal, G_TYPE_OBJECT)

typedef struct
{
  SalveKioskPortal *self;
  guint n_session;
  GBytes *body;
} Proof;

static void
proof_free (gpointer data)
{
  Proof *proof = data;

  g_object_unref (proof->self);
  g_bytes_unref (proof->body);
  g_free (proof);
}

static gboolean
take_token (SalveKioskPortal *self, GBytes *json, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (json, &length);
  g_autoptr (yyjson_doc) doc = salve_json_parse (text, length, error);
  yyjson_val *root = doc != NULL ? yyjson_doc_get_root (doc) : NULL;
  const char *token = yyjson_get_str (yyjson_obj_get (root, "token"));
  g_autoptr (SalveKioskPass) pass = NULL;

  if (token == NULL)
    return FALSE;
  pass = g_object_new (SALVE_TYPE_KIOSK_PASS, NULL);
  pass->token = g_strdup (token);
  g_set_str (&self->patient_id, yyjson_get_str (yyjson_obj_get (root, "patient")));
  self->may_choose_pin = yyjson_get_bool (yyjson_obj_get (root, "mayChoosePin"));
  self->has_pin = yyjson_get_bool (yyjson_obj_get (root, "hasPin"));
  self->remote = salve_kiosk_link_new_remote (self->link, SALVE_TOKEN_SOURCE (pass));
  return self->remote != NULL;
}

static DexFuture *
prove_fiber (gpointer data)
{
  Proof *proof = data;
  SalveKioskPortal *self = proof->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveRemoteResponse) response =
      dex_await_boxed (salve_kiosk_link_send (self->link, "POST", "sessions", proof->body), &error);

  if (response == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (response->status == 429)
    return dex_future_new_reject (SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_AUTH, "%s",
                                  _ ("Too many tries. Please wait a little, or go to the front desk."));
  if (response->status != 201)
    return dex_future_new_false ();
  if (proof->n_session != self->n_session)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", "somebody else is here");
  return take_token (self, response->body, &error) ? dex_future_new_true () : dex_future_new_false ();
}

/**
 * salve_kiosk_portal_prove:
 * @card: as typed or scanned
 * @birth_date: "1980-03-12"
 * @code: of the front desk, or the PIN, as typed
 *
 * Returns: (transfer full): resolves to whether the clinic believes it; rejects where it could not be asked, or wants no
 *   more tries for now
 */
DexFuture *
salve_kiosk_portal_prove (SalveKioskPortal *self, const char *card, const char *birth_date, const char *code)
{
  g_autofree char *quoted = salve_json_quote (card);
  g_autofree char *json =
      g_strdup_printf ("{\"card\":%s,\"birthDate\":\"%s\",\"code\":\"%s\"}", quoted, birth_date, code);
  Proof *proof = g_new0 (Proof, 1);
  gsize length = strlen (json);

  salve_kiosk_portal_end (self);
  proof->self = g_object_ref (self);
  proof->n_session = self->n_session;
  proof->body = g_bytes_new_take (g_steal_pointer (&json), length);
  return dex_scheduler_spawn (NULL, STACK, prove_fiber, proof, proof_free);
}

gboolean
salve_kiosk_portal_is_open (SalveKioskPortal *self)
{
  return self->remote != NULL;
}

/* Returns: (nullable): the id of the patient whose session it is */
const char *
salve_kiosk_portal_get_patient (SalveKioskPortal *self)
{
  return self->patient_id;
}

/* Whether they came in by a code, and may choose a PIN. */
gboolean
salve_kiosk_portal_may_choose_pin (SalveKioskPortal *self)
{
  return self->remote != NULL && self->may_choose_pin;
}

gboolean
salve_kiosk_portal_has_pin (SalveKioskPortal *self)
{
  return self->has_pin;
}

/**
 * salve_kiosk_portal_ask:
 * @path: "kiosk/own" of the plain JSON, or "Appointment/…" below FHIR's base
 * @body: (nullable):
 *
 * Returns: (transfer full): resolves to a #SalveRemoteResponse, whatever its status; rejects where there is no answer, or
 *   the session is over
 */
DexFuture *
salve_kiosk_portal_ask (SalveKioskPortal *self, const char *method, const char *path, GBytes *body)
{
  const gboolean plain = g_str_has_prefix (path, "kiosk/");
  g_autoptr (SalveRemoteRequest) request = NULL;
  g_autofree char *address = NULL;

  if (self->remote == NULL)
    return dex_future_new_reject (SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_AUTH, "%s",
                                  _ ("Your time at the kiosk is over."));
  address = plain ? salve_kiosk_link_address (self->link, path) : g_strdup (path);
  request = salve_remote_request_new (method, address, body);
  if (plain)
    g_set_str (&request->content_type, "application/json");
  return salve_remote_send (self->remote, request);
}

/* The session ends, here at once and at the clinic as soon as it hears of it; if it never does, it is over there within a
 * quarter of an hour. */
void
salve_kiosk_portal_end (SalveKioskPortal *self)
{
  self->n_session++;
  if (self->remote == NULL)
    return;
  dex_future_disown (salve_kiosk_portal_ask (self, "DELETE", "kiosk/sessions", NULL));
  g_clear_object (&self->remote);
  g_clear_pointer (&self->patient_id, g_free);
}

static void
salve_kiosk_portal_dispose (GObject *object)
{
  SalveKioskPortal *self = SALVE_KIOSK_PORTAL (object);

  g_clear_object (&self->remote);
  g_clear_pointer (&self->patient_id, g_free);
  g_clear_object (&self->link);
  G_OBJECT_CLASS (salve_kiosk_portal_parent_class)->dispose (object);
}

static void
salve_kiosk_portal_class_init (SalveKioskPortalClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = salve_kiosk_portal_dispose;
}

static void
salve_kiosk_portal_init (SalveKioskPortal *self)
{
}

SalveKioskPortal *
salve_kiosk_portal_new (SalveKioskLink *link)
{
  SalveKioskPortal *self = g_object_new (SALVE_TYPE_KIOSK_PORTAL, NULL);

  self->link = g_object_ref (link);
  return self;
}
