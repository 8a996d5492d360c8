/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One item of the keyring a person and server. Its attributes, which anybody in the session can read, are two hashes; the
 * name, the tokens and the PIN's hash are in the secret, a small JSON document that we write and read ourselves.
 */
#define G_LOG_DOMAIN "salve-auth"

#include "config.h"

#include "salve-sign-in-record.h"

#include "salve-keyring-private.h"
#include "salve-sandbox-keyring.h"
#include "salve-small-json.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <sodium.h>
#include <string.h>

static const SecretSchema schema = {
  "io.github.salveclinic.Salve.SignIn",
  SECRET_SCHEMA_NONE,
  {
      { "server", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "person", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { NULL, 0 },
  },
};

static void
wipe (char **text)
{
  if (*text != NULL)
    sodium_memzero (*text, strlen (*text));
  g_clear_pointer (text, g_free);
}

SalveSignInRecord *
salve_sign_in_record_new (const char *login)
{
  SalveSignInRecord *self = g_new0 (SalveSignInRecord, 1);

  self->login = g_strdup (login);
  return self;
}

SalveSignInRecord *
salve_sign_in_record_copy (const SalveSignInRecord *self)
{
  SalveSignInRecord *copy = salve_sign_in_record_new (self->login);

  copy->issuer = g_strdup (self->issuer);
  copy->client = g_strdup (self->client);
  copy->secret = g_strdup (self->secret);
  copy->access = g_strdup (self->access);
  copy->refresh = g_strdup (self->refresh);
  copy->scope = g_strdup (self->scope);
  copy->expires = self->expires;
  copy->pin = g_strdup (self->pin);
  copy->pin_failures = self->pin_failures;
  return copy;
}

/* Without them somebody has to sign in again; name and PIN stay. */
void
salve_sign_in_record_drop_tokens (SalveSignInRecord *self)
{
  wipe (&self->access);
  wipe (&self->refresh);
  self->expires = 0;
}

void
salve_sign_in_record_free (SalveSignInRecord *self)
{
  salve_sign_in_record_drop_tokens (self);
  wipe (&self->secret);
  wipe (&self->pin);
  g_free (self->login);
  g_free (self->issuer);
  g_free (self->client);
  g_free (self->scope);
  g_free (self);
}

static void
add_text (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

static char *
to_json (const SalveSignInRecord *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_alloc ();

  add_text (object, "login", self->login);
  add_text (object, "issuer", self->issuer);
  add_text (object, "client", self->client);
  add_text (object, "secret", self->secret);
  add_text (object, "access", self->access);
  add_text (object, "refresh", self->refresh);
  add_text (object, "scope", self->scope);
  add_text (object, "pin", self->pin);
  json_object_set_int_member (object, "expires", self->expires);
  json_object_set_int_member (object, "pinFailures", self->pin_failures);
  json_node_init_object (node, object);
  return json_to_string (node, FALSE);
}

static SalveSignInRecord *
from_json (const char *text, gsize length)
{
  g_autoptr (JsonObject) object = salve_small_json_parse (text, length, NULL);
  SalveSignInRecord *self;
  const char *login = object != NULL ? salve_small_json_get_text (object, "login") : NULL;

  if (login == NULL)
    return NULL;
  self = salve_sign_in_record_new (login);
  self->issuer = g_strdup (salve_small_json_get_text (object, "issuer"));
  self->client = g_strdup (salve_small_json_get_text (object, "client"));
  self->secret = g_strdup (salve_small_json_get_text (object, "secret"));
  self->access = g_strdup (salve_small_json_get_text (object, "access"));
  self->refresh = g_strdup (salve_small_json_get_text (object, "refresh"));
  self->scope = g_strdup (salve_small_json_get_text (object, "scope"));
  self->pin = g_strdup (salve_small_json_get_text (object, "pin"));
  self->expires = salve_small_json_get_integer (object, "expires", 0);
  self->pin_failures = CLAMP (salve_small_json_get_integer (object, "pinFailures", 0), 0, G_MAXINT);
  return self;
}

static GHashTable *
make_attributes (const char *base, const char *login)
{
  g_autofree char *server = g_compute_checksum_for_string (G_CHECKSUM_SHA256, base, -1);
  g_autofree char *both = login != NULL ? g_strconcat (base, "\n", login, NULL) : NULL;
  g_autofree char *person = both != NULL ? g_compute_checksum_for_string (G_CHECKSUM_SHA256, both, -1) : NULL;

  if (person == NULL)
    return secret_attributes_build (&schema, "server", server, NULL);
  return secret_attributes_build (&schema, "server", server, "person", person, NULL);
}

static gboolean
fail (GError **error, GError *cause)
{
  g_set_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_FAILED, _ ("The keyring did not do it: %s"),
               cause != NULL ? cause->message : _ ("no reason given"));
  return FALSE;
}

/**
 * salve_sign_in_record_store_sync:
 * @base: the server
 * @error: SALVE_KEY_ERROR
 *
 * Puts the record in the place of an earlier one of the same person and server. The keyring may ask to be unlocked.
 */
gboolean
salve_sign_in_record_store_sync (const SalveSignInRecord *self,
                                 const char *base,
                                 GCancellable *cancellable,
                                 GError **error)
{
  g_autoptr (SecretService) service = NULL;
  g_autoptr (GHashTable) attributes = make_attributes (base, self->login);
  g_autoptr (SecretCollection) collection = NULL;
  g_autoptr (SecretItem) item = NULL;
  g_autoptr (SecretValue) value = NULL;
  g_autoptr (GError) cause = NULL;
  char *text;

  text = to_json (self);
  value = secret_value_new (text, -1, "application/json");
  wipe (&text);
  if (salve_sandbox_keyring_is_used ())
    return salve_sandbox_keyring_store (&schema, attributes, _ ("Salve sign-in"), value, cancellable, error);
  service = salve_keyring_open_service (cancellable, error);
  if (service == NULL)
    return FALSE;
  collection = salve_keyring_open_default (service, TRUE, cancellable, error);
  if (collection == NULL)
    return FALSE;
  item = secret_item_create_sync (collection, &schema, attributes, _ ("Salve sign-in"), value,
                                  SECRET_ITEM_CREATE_REPLACE, cancellable, &cause);
  return item != NULL ? TRUE : fail (error, cause);
}

static GList *
search_open (SecretService *service, GHashTable *attributes, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) cause = NULL;
  GList *items;

  items = secret_service_search_sync (service, &schema, attributes, SECRET_SEARCH_ALL, cancellable, &cause);
  if (cause != NULL)
    fail (error, cause);
  return items;
}

/* The items that are there, once every collection that might hold some is open. */
static gboolean
find_items (SecretService *service,
            GHashTable *attributes,
            GList **items,
            GCancellable *cancellable,
            GError **error)
{
  g_autolist (SecretCollection) locked = NULL;
  g_autoptr (GError) cause = NULL;

  *items = search_open (service, attributes, cancellable, &cause);
  if (cause == NULL && *items == NULL)
    locked = salve_keyring_list_locked (service);
  if (cause == NULL && *items == NULL && locked != NULL)
    {
      if (!salve_keyring_unlock (service, locked, cancellable, error))
        return FALSE;
      *items = search_open (service, attributes, cancellable, &cause);
    }
  for (GList *at = *items; cause == NULL && at != NULL; at = at->next)
    {
      g_autoptr (GList) one = g_list_prepend (NULL, at->data);

      if (salve_keyring_is_locked (at->data) && !salve_keyring_unlock (service, one, cancellable, error))
        {
          g_list_free_full (g_steal_pointer (items), g_object_unref);
          return FALSE;
        }
    }
  if (cause != NULL)
    g_propagate_error (error, g_steal_pointer (&cause));
  return cause == NULL && (error == NULL || *error == NULL);
}

static void
add_record (GPtrArray *records, SecretValue *value)
{
  SalveSignInRecord *record = NULL;
  const char *text;
  gsize length;

  if (value != NULL && (text = secret_value_get (value, &length)) != NULL)
    record = from_json (text, length);
  if (record != NULL)
    g_ptr_array_add (records, record);
  else
    g_warning ("A sign-in in the keyring cannot be read and is passed by");
}

static GPtrArray *
new_records (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)salve_sign_in_record_free);
}

static GPtrArray *
read_items (GList *items, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) records = new_records ();

  for (GList *at = items; at != NULL; at = at->next)
    {
      g_autoptr (GError) cause = NULL;
      g_autoptr (SecretValue) value = NULL;

      if (!secret_item_load_secret_sync (at->data, cancellable, &cause))
        {
          fail (error, cause);
          return NULL;
        }
      value = secret_item_get_secret (at->data);
      add_record (records, value);
    }
  return g_steal_pointer (&records);
}

static GPtrArray *
list_in_sandbox (GHashTable *attributes, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) values = salve_sandbox_keyring_search (&schema, attributes, cancellable, error);
  GPtrArray *records = values != NULL ? new_records () : NULL;

  for (guint i = 0; records != NULL && i < values->len; i++)
    add_record (records, values->pdata[i]);
  return records;
}

static GPtrArray *
list (const char *base, const char *login, GCancellable *cancellable, GError **error)
{
  g_autoptr (SecretService) service = NULL;
  g_autoptr (GHashTable) attributes = make_attributes (base, login);
  g_autoptr (GError) cause = NULL;
  g_autolist (SecretItem) items = NULL;

  if (salve_sandbox_keyring_is_used ())
    return list_in_sandbox (attributes, cancellable, error);
  service = salve_keyring_open_service (cancellable, error);
  if (service == NULL)
    return NULL;
  if (!find_items (service, attributes, &items, cancellable, &cause))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return NULL;
    }
  return read_items (items, cancellable, error);
}

static int
compare_logins (gconstpointer one, gconstpointer other)
{
  const SalveSignInRecord *first = *(SalveSignInRecord *const *)one,
                          *second = *(SalveSignInRecord *const *)other;

  return g_utf8_collate (first->login, second->login);
}

/**
 * salve_sign_in_record_list_sync:
 * @base: the server
 * @error: SALVE_KEY_ERROR
 *
 * Returns: (transfer full) (nullable): the SalveSignInRecords of everybody who signed in there from this session, by name
 */
GPtrArray *
salve_sign_in_record_list_sync (const char *base, GCancellable *cancellable, GError **error)
{
  GPtrArray *records = list (base, NULL, cancellable, error);

  if (records != NULL)
    g_ptr_array_sort (records, compare_logins);
  return records;
}

/**
 * salve_sign_in_record_look_up_sync:
 * @error: SALVE_KEY_ERROR; SALVE_KEY_ERROR_MISSING when the keyring is open and has none
 *
 * Returns: (transfer full) (nullable): the one of @login
 */
SalveSignInRecord *
salve_sign_in_record_look_up_sync (const char *base,
                                   const char *login,
                                   GCancellable *cancellable,
                                   GError **error)
{
  g_autoptr (GPtrArray) records = list (base, login, cancellable, error);

  if (records == NULL)
    return NULL;
  if (records->len > 0)
    return salve_sign_in_record_copy (records->pdata[0]);
  g_set_error_literal (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_MISSING,
                       _ ("Nobody of this name has signed in here"));
  return NULL;
}

/**
 * salve_sign_in_record_clear_sync:
 * @error: SALVE_KEY_ERROR
 *
 * Forgets the record; that there is none is no error.
 */
gboolean
salve_sign_in_record_clear_sync (const char *base,
                                 const char *login,
                                 GCancellable *cancellable,
                                 GError **error)
{
  g_autoptr (SecretService) service = NULL;
  g_autoptr (GHashTable) attributes = make_attributes (base, login);
  g_autoptr (GError) cause = NULL;

  if (salve_sandbox_keyring_is_used ())
    return salve_sandbox_keyring_clear (&schema, attributes, cancellable, error);
  service = salve_keyring_open_service (cancellable, error);
  if (service == NULL)
    return FALSE;
  secret_service_clear_sync (service, &schema, attributes, cancellable, &cause);
  return cause == NULL ? TRUE : fail (error, cause);
}
