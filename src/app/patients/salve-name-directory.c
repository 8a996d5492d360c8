/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-name-directory.h"

#include "salve-store-find.h"
#include "salve-text.h"

/* More organisations than this come from an import of a whole region; then names are typed. */
#define MOST_NAMES 5000

struct _SalveNameDirectory
{
  GObject parent_instance;

  SalveStore *store;
  GHashTable *by_type; /* interned type → GPtrArray of SalveNameEntry */
};

G_DEFINE_FINAL_TYPE (SalveNameDirectory, salve_name_directory, G_TYPE_OBJECT)

static void
entry_free (gpointer data)
{
  SalveNameEntry *entry = data;

  g_free (entry->reference);
  g_free (entry->name);
  g_free (entry);
}

static GPtrArray *
entries_of (SalveNameDirectory *self, const char *type)
{
  GPtrArray *entries = g_hash_table_lookup (self->by_type, type);
  g_autoptr (GPtrArray) named = NULL;

  if (entries != NULL)
    return entries;
  named = salve_store_list_named (self->store, type, MOST_NAMES, NULL);
  entries = g_ptr_array_new_with_free_func (entry_free);
  for (guint i = 0; named != NULL && i < named->len; i++)
    {
      const SalveNamed *one = named->pdata[i];
      SalveNameEntry *entry = g_new0 (SalveNameEntry, 1);

      entry->reference = g_strdup_printf ("%s/%s", type, one->id);
      entry->name = g_strdup (one->name);
      g_ptr_array_add (entries, entry);
    }
  g_hash_table_insert (self->by_type, (gpointer)g_intern_string (type), entries);
  return entries;
}

/* Whether every word that was typed begins a word of the name. */
static gboolean
fits (const char *name, char **typed)
{
  g_auto (GStrv) words = salve_text_tokenise (name);

  for (guint i = 0; typed[i] != NULL; i++)
    {
      gboolean found = FALSE;

      for (guint j = 0; words[j] != NULL && !found; j++)
        found = g_str_has_prefix (words[j], typed[i]);
      if (!found)
        return FALSE;
    }
  return typed[0] != NULL;
}

/**
 * salve_name_directory_search:
 * @type: Practitioner or Organization
 * @typed: the beginnings of words, in any order, accents or not
 *
 * Returns: (transfer container) (element-type SalveNameEntry): at most @limit that fit; they belong to the directory
 */
GPtrArray *
salve_name_directory_search (SalveNameDirectory *self, const char *type, const char *typed, guint limit)
{
  GPtrArray *entries = entries_of (self, type);
  GPtrArray *found = g_ptr_array_new ();
  g_auto (GStrv) words = salve_text_tokenise (typed);

  for (guint i = 0; i < entries->len && found->len < limit; i++)
    {
      SalveNameEntry *entry = entries->pdata[i];

      if (fits (entry->name, words))
        g_ptr_array_add (found, entry);
    }
  return found;
}

/**
 * salve_name_directory_find:
 * @reference: "Practitioner/d1"
 *
 * Returns: (nullable): who that is, where it is one of ours
 */
const SalveNameEntry *
salve_name_directory_find (SalveNameDirectory *self, const char *type, const char *reference)
{
  GPtrArray *entries = entries_of (self, type);

  for (guint i = 0; i < entries->len; i++)
    {
      const SalveNameEntry *entry = entries->pdata[i];

      if (g_strcmp0 (entry->reference, reference) == 0)
        return entry;
    }
  return NULL;
}

static void
salve_name_directory_finalize (GObject *object)
{
  SalveNameDirectory *self = SALVE_NAME_DIRECTORY (object);

  g_hash_table_unref (self->by_type);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (salve_name_directory_parent_class)->finalize (object);
}

static void
salve_name_directory_class_init (SalveNameDirectoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_name_directory_finalize;
}

static void
salve_name_directory_init (SalveNameDirectory *self)
{
  self->by_type = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
}

SalveNameDirectory *
salve_name_directory_new (SalveStore *store)
{
  SalveNameDirectory *self = g_object_new (SALVE_TYPE_NAME_DIRECTORY, NULL);

  self->store = g_object_ref (store);
  return self;
}
