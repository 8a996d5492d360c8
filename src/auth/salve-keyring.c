/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libsecret's look-up answers NULL without an error both when there is no such secret and when it could
 * not look, so "the key is lost" and "unlock your keyring" would be told as the same thing. Here a look-up
 * is a search that neither unlocks nor asks; what it leaves open is settled by the state of the collections.
 * An item carries the store's id and path and the key in hexadecimal; its label names no clinic and no person.
 */
#define G_LOG_DOMAIN "salve-auth"

#include "config.h"

#include "salve-keyring.h"

#include "salve-keyring-private.h"
#include "salve-sandbox-keyring.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <sodium.h>
#include <string.h>

#define KEY_SIZE 32
#define HEX_SIZE (2 * KEY_SIZE)

static const SecretSchema schema = {
  "io.github.salveclinic.Salve.StoreKey",
  SECRET_SCHEMA_NONE,
  {
      { "store", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "path", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { NULL, 0 },
  },
};

/* By the id when there is one, because a store may have been moved; by the path when the keys file is lost. */
static GHashTable *
make_attributes (const char *store_id, const char *path)
{
  return store_id != NULL ? secret_attributes_build (&schema, "store", store_id, NULL)
                          : secret_attributes_build (&schema, "path", path, NULL);
}

static void
set_locked (GError **error)
{
  g_set_error_literal (
      error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_LOCKED,
      _ ("The keyring is locked, so the key of this store cannot be read: unlock it and try again"));
}

SecretService *
salve_keyring_open_service (GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  SecretService *service;

  /* Not the shared one of secret_service_get_sync(), which does not stand being used from several threads. */
  service = secret_service_open_sync (SECRET_TYPE_SERVICE, NULL,
                                      SECRET_SERVICE_OPEN_SESSION | SECRET_SERVICE_LOAD_COLLECTIONS,
                                      cancellable, &local_error);
  if (service != NULL)
    return service;
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&local_error));
  else
    g_set_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_NO_KEYRING,
                 _ ("This session has no keyring that answers (%s): use the passphrase or the recovery key "
                    "of the store"),
                 local_error->message);
  return NULL;
}

gboolean
salve_keyring_is_locked (gpointer proxy)
{
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) value = NULL;

  /* Asked over the bus, since the cached property follows a signal that may not have arrived. */
  answer = g_dbus_proxy_call_sync (proxy, "org.freedesktop.DBus.Properties.Get",
                                   g_variant_new ("(ss)", g_dbus_proxy_get_interface_name (proxy), "Locked"),
                                   G_DBUS_CALL_FLAGS_NONE, 5000, NULL, NULL);
  if (answer == NULL)
    return TRUE;
  g_variant_get (answer, "(v)", &value);
  return !g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) || g_variant_get_boolean (value);
}

/* The locked collections that might hold a key: any that people use, not the one that lives for a session. */
GList *
salve_keyring_list_locked (SecretService *service)
{
  g_autolist (SecretCollection) collections = secret_service_get_collections (service);
  GList *locked = NULL;

  for (GList *at = collections; at != NULL; at = at->next)
    if (!g_str_has_suffix (g_dbus_proxy_get_object_path (at->data), "/session")
        && salve_keyring_is_locked (at->data))
      locked = g_list_prepend (locked, g_object_ref (at->data));
  return locked;
}

typedef struct
{
  GMainContext *context;
  gboolean completed;
  gboolean dismissed;
} Prompt;

static void
prompt_completed_cb (GDBusConnection *bus,
                     const char *sender,
                     const char *path,
                     const char *interface,
                     const char *signal,
                     GVariant *parameters,
                     gpointer data)
{
  Prompt *prompt = data;

  prompt->completed = TRUE;
  prompt->dismissed = TRUE;
  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(bv)")))
    g_variant_get_child (parameters, 0, "b", &prompt->dismissed);
}

/* The keyring's daemon went away while its dialog was up. */
static void
prompt_owner_vanished_cb (GDBusConnection *bus, const char *name, gpointer data)
{
  Prompt *prompt = data;

  prompt->completed = TRUE;
  prompt->dismissed = TRUE;
}

static void
prompt_cancelled_cb (GCancellable *cancellable, gpointer data)
{
  Prompt *prompt = data;

  g_main_context_wakeup (prompt->context);
}

/* Shows the keyring's dialog and waits until the person is done with it; FALSE when it did not come or was dismissed. */
static gboolean
show_prompt (GDBusConnection *bus, const char *owner, const char *path, GCancellable *cancellable)
{
  Prompt prompt = { .context = g_main_context_new () };
  g_autoptr (GVariant) answer = NULL;
  gulong cancelled_id = 0;
  guint subscription;
  guint watch;

  g_main_context_push_thread_default (prompt.context);
  subscription =
      g_dbus_connection_signal_subscribe (bus, owner, "org.freedesktop.Secret.Prompt", "Completed", path,
                                          NULL, G_DBUS_SIGNAL_FLAGS_NONE, prompt_completed_cb, &prompt, NULL);
  watch = g_bus_watch_name_on_connection (bus, owner, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL,
                                          prompt_owner_vanished_cb, &prompt, NULL);
  if (cancellable != NULL)
    cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (prompt_cancelled_cb), &prompt, NULL);
  answer = g_dbus_connection_call_sync (bus, owner, path, "org.freedesktop.Secret.Prompt", "Prompt",
                                        g_variant_new ("(s)", ""), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                                        cancellable, NULL);
  while (answer != NULL && !prompt.completed && !g_dbus_connection_is_closed (bus)
         && !g_cancellable_is_cancelled (cancellable))
    g_main_context_iteration (prompt.context, TRUE);
  g_cancellable_disconnect (cancellable, cancelled_id);
  g_bus_unwatch_name (watch);
  g_dbus_connection_signal_unsubscribe (bus, subscription);
  g_main_context_pop_thread_default (prompt.context);
  g_main_context_unref (prompt.context);
  return prompt.completed && !prompt.dismissed;
}

/*
 * Asks the person to unlock, through the keyring's own dialog. Not libsecret's call, which runs into a critical
 * and never returns when the dialog cannot come up, as on a machine without a screen.
 */
gboolean
salve_keyring_unlock (SecretService *service, GList *objects, GCancellable *cancellable, GError **error)
{
  GDBusConnection *bus = g_dbus_proxy_get_connection (G_DBUS_PROXY (service));
  g_autofree char *owner = g_dbus_proxy_get_name_owner (G_DBUS_PROXY (service));
  g_autoptr (GVariant) answer = NULL;
  GVariantBuilder paths;
  const char *prompt_path;

  if (owner == NULL)
    {
      set_locked (error);
      return FALSE;
    }
  g_variant_builder_init (&paths, G_VARIANT_TYPE ("ao"));
  for (GList *at = objects; at != NULL; at = at->next)
    g_variant_builder_add (&paths, "o", g_dbus_proxy_get_object_path (at->data));
  answer =
      g_dbus_connection_call_sync (bus, owner, g_dbus_proxy_get_object_path (G_DBUS_PROXY (service)),
                                   "org.freedesktop.Secret.Service", "Unlock", g_variant_new ("(ao)", &paths),
                                   G_VARIANT_TYPE ("(aoo)"), G_DBUS_CALL_FLAGS_NONE, -1, cancellable, NULL);
  if (answer != NULL)
    {
      g_variant_get_child (answer, 1, "&o", &prompt_path);
      if (g_str_equal (prompt_path, "/") || show_prompt (bus, owner, prompt_path, cancellable))
        return TRUE;
    }
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    set_locked (error);
  return FALSE;
}

static GList *
search (SecretService *service, GHashTable *attributes, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  GList *items;

  items =
      secret_service_search_sync (service, &schema, attributes, SECRET_SEARCH_ALL, cancellable, &local_error);
  if (local_error != NULL)
    g_set_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_FAILED, _ ("The keyring cannot be searched: %s"),
                 local_error->message);
  return items;
}

static SalveStoreKey *
read_value (SecretValue *value, GError **error)
{
  guint8 bytes[KEY_SIZE];
  SalveStoreKey *key = NULL;
  const char *text;
  gsize length;
  gsize n_bytes;

  text = secret_value_get (value, &length);
  if (length == HEX_SIZE && sodium_hex2bin (bytes, KEY_SIZE, text, length, NULL, &n_bytes, NULL) == 0
      && n_bytes == KEY_SIZE)
    key = salve_store_key_new_from_bytes (bytes);
  else
    g_set_error_literal (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_DAMAGED,
                         _ ("What the keyring holds for this store is not a key: use the recovery key"));
  sodium_memzero (bytes, sizeof bytes);
  return key;
}

static SalveStoreKey *
read_item (SecretItem *item, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SecretValue) value = NULL;

  if (secret_item_load_secret_sync (item, cancellable, &local_error))
    value = secret_item_get_secret (item);
  if (value != NULL)
    return read_value (value, error);
  g_set_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_FAILED,
               _ ("The keyring does not give out the key: %s"),
               local_error != NULL ? local_error->message : _ ("no value"));
  return NULL;
}

static void
set_missing (GError **error)
{
  g_set_error_literal (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_MISSING,
                       _ ("The keyring does not hold the key of this store: type the recovery key"));
}

static SalveStoreKey *
look_up_in_sandbox (const char *store_id, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) attributes = make_attributes (store_id, path);
  g_autoptr (GPtrArray) values = salve_sandbox_keyring_search (&schema, attributes, cancellable, error);

  if (values == NULL)
    return NULL;
  if (values->len > 0)
    return read_value (values->pdata[0], error);
  set_missing (error);
  return NULL;
}

/* The newest item of those that are found: an older one may be left over from a store of this path. */
static SecretItem *
choose_item (GList *items)
{
  SecretItem *chosen = NULL;

  for (GList *at = items; at != NULL; at = at->next)
    if (chosen == NULL || secret_item_get_modified (at->data) > secret_item_get_modified (chosen))
      chosen = at->data;
  return chosen;
}

/* Nothing was found: because there is nothing, or because nobody could look? */
static gboolean
explain_nothing (SecretService *service,
                 gboolean interactive,
                 GCancellable *cancellable,
                 gboolean *unlocked,
                 GError **error)
{
  g_autolist (SecretCollection) locked = salve_keyring_list_locked (service);

  *unlocked = FALSE;
  if (locked == NULL)
    {
      set_missing (error);
      return FALSE;
    }
  if (!interactive)
    {
      set_locked (error);
      return FALSE;
    }
  *unlocked = salve_keyring_unlock (service, locked, cancellable, error);
  return *unlocked;
}

/**
 * salve_keyring_look_up:
 * @store_id: (nullable): the store's UUID, when its keys file is there
 * @path: the store's file
 * @interactive: whether the keyring may show its dialog to be unlocked
 * @error: %SALVE_KEY_ERROR_NO_KEYRING, %SALVE_KEY_ERROR_LOCKED, %SALVE_KEY_ERROR_MISSING,
 *   %SALVE_KEY_ERROR_DAMAGED, %SALVE_KEY_ERROR_FAILED or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the key
 */
SalveStoreKey *
salve_keyring_look_up (const char *store_id,
                       const char *path,
                       gboolean interactive,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (SecretService) service = NULL;
  g_autoptr (GHashTable) attributes = make_attributes (store_id, path);

  if (salve_sandbox_keyring_is_used ())
    return look_up_in_sandbox (store_id, path, cancellable, error);
  service = salve_keyring_open_service (cancellable, error);
  if (service == NULL)
    return NULL;
  for (guint attempt = 0;; attempt++)
    {
      g_autoptr (GError) local_error = NULL;
      g_autolist (SecretItem) items = search (service, attributes, cancellable, &local_error);
      SecretItem *item = choose_item (items);
      gboolean unlocked;

      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
      if (item != NULL && !salve_keyring_is_locked (item))
        return read_item (item, cancellable, error);
      if (item != NULL)
        {
          g_autoptr (GList) objects = g_list_prepend (NULL, item);

          if (!interactive || attempt > 0)
            {
              set_locked (error);
              return NULL;
            }
          if (!salve_keyring_unlock (service, objects, cancellable, error))
            return NULL;
        }
      else if (!explain_nothing (service, interactive && attempt == 0, cancellable, &unlocked, error))
        return NULL;
    }
}

/*
 * The default collection, open. libsecret's own store would ask a person whenever it is locked or missing, and
 * runs into a critical when that dialog cannot come up; so it is only called on an open collection.
 */
SecretCollection *
salve_keyring_open_default (SecretService *service,
                            gboolean interactive,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SecretCollection) collection = NULL;
  g_autoptr (GList) objects = NULL;

  collection = secret_collection_for_alias_sync (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                                                 cancellable, &local_error);
  if (collection == NULL && local_error == NULL && interactive)
    collection = secret_collection_create_sync (service, _ ("Login"), SECRET_COLLECTION_DEFAULT,
                                                SECRET_COLLECTION_CREATE_NONE, cancellable, &local_error);
  if (collection == NULL)
    {
      g_set_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_NO_KEYRING,
                   _ ("This session has no default keyring: %s"),
                   local_error != NULL ? local_error->message : _ ("it has to be created first"));
      return NULL;
    }
  if (!salve_keyring_is_locked (collection))
    return g_steal_pointer (&collection);
  objects = g_list_prepend (NULL, collection);
  if (!interactive)
    set_locked (error);
  else if (salve_keyring_unlock (service, objects, cancellable, error))
    return g_steal_pointer (&collection);
  return NULL;
}

static gboolean
put_into_service (GHashTable *attributes,
                  SecretValue *value,
                  gboolean interactive,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (SecretService) service = salve_keyring_open_service (cancellable, error);
  g_autoptr (SecretCollection) collection = NULL;
  g_autoptr (SecretItem) item = NULL;
  g_autoptr (GError) local_error = NULL;

  if (service == NULL)
    return FALSE;
  collection = salve_keyring_open_default (service, interactive, cancellable, error);
  if (collection == NULL)
    return FALSE;
  item = secret_item_create_sync (collection, &schema, attributes, _ ("Salve store key"), value,
                                  SECRET_ITEM_CREATE_REPLACE, cancellable, &local_error);
  if (item != NULL)
    return TRUE;
  g_set_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_FAILED, _ ("The keyring did not take the key: %s"),
               local_error != NULL ? local_error->message : _ ("no reason given"));
  return FALSE;
}

/**
 * salve_keyring_store:
 * @store_id: the store's UUID
 * @path: the store's file
 * @key: its key
 * @interactive: whether the keyring may show its dialogs
 * @error: %SALVE_KEY_ERROR_NO_KEYRING, %SALVE_KEY_ERROR_LOCKED, %SALVE_KEY_ERROR_FAILED
 *
 * Puts the key into the default keyring, in the place of an earlier one of the same store and path, and reads
 * it again before it says that it is there.
 */
gboolean
salve_keyring_store (const char *store_id,
                     const char *path,
                     SalveStoreKey *key,
                     gboolean interactive,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (GHashTable) attributes =
      secret_attributes_build (&schema, "store", store_id, "path", path, NULL);
  g_autoptr (SecretValue) value = NULL;
  g_autoptr (SalveStoreKey) again = NULL;
  char hex[HEX_SIZE + 1];

  sodium_bin2hex (hex, sizeof hex, salve_store_key_get_bytes (key), KEY_SIZE);
  value = secret_value_new (hex, HEX_SIZE, "text/plain");
  sodium_memzero (hex, sizeof hex);
  if (salve_sandbox_keyring_is_used ()
          ? !salve_sandbox_keyring_store (&schema, attributes, _ ("Salve store key"), value, cancellable,
                                          error)
          : !put_into_service (attributes, value, interactive, cancellable, error))
    return FALSE;
  again = salve_keyring_look_up (store_id, path, FALSE, cancellable, error);
  if (again == NULL)
    return FALSE;
  if (!salve_store_key_equal (again, key))
    {
      g_set_error_literal (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_FAILED,
                           _ ("The keyring gave back another key than it was given"));
      return FALSE;
    }
  return TRUE;
}

/**
 * salve_keyring_clear:
 *
 * Removes the key of a store from the keyring; that there is none is no error.
 */
gboolean
salve_keyring_clear (const char *store_id, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (SecretService) service = NULL;
  g_autoptr (GHashTable) attributes = make_attributes (store_id, path);
  g_autoptr (GError) local_error = NULL;

  if (salve_sandbox_keyring_is_used ())
    return salve_sandbox_keyring_clear (&schema, attributes, cancellable, error);
  service = salve_keyring_open_service (cancellable, error);
  if (service == NULL)
    return FALSE;
  secret_service_clear_sync (service, &schema, attributes, cancellable, &local_error);
  if (local_error != NULL)
    {
      g_set_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_FAILED, _ ("The keyring did not drop the key: %s"),
                   local_error->message);
      return FALSE;
    }
  return TRUE;
}
