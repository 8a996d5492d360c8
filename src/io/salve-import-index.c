/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An import of ten million resources has as many ids, so nothing here keeps a string per resource: a key is 128 bits of
 * a keyed hash (a false match is as likely as a forged MAC), and an entry is 32 bytes. Ids that the reference
 * itself spells are not kept; other ones lie in one arena.
 */
#define G_LOG_DOMAIN "salve-io"

#include "config.h"

#include "salve-import-index.h"

#include <sodium.h>
#include <string.h>

#define URN_UUID "urn:uuid:"
/* In the place of an offset: the id is the rest of the urn; several resources have this identifier. */
#define ID_IN_KEY G_MAXUINT64
#define AMBIGUOUS (G_MAXUINT64 - 1)

typedef struct
{
  guint64 key[2];
  /* Offset of the id in the arena, or one of the above; for what was seen, a hash of its bytes. */
  guint64 value;
  /* The place of the type in the list of types, plus one; 0 for an empty slot. */
  guint32 type;
} Entry;

struct _SalveImportIndex
{
  guint8 hash_key[crypto_shorthash_siphashx24_KEYBYTES];
  Entry *entries;
  gsize size;
  gsize used;
  GPtrArray *types;
  GHashTable *type_places;
  GString *arena;
};

SalveImportIndex *
salve_import_index_new (void)
{
  SalveImportIndex *self = g_new0 (SalveImportIndex, 1);

  randombytes_buf (self->hash_key, sizeof self->hash_key);
  self->size = 1024;
  self->entries = g_new0 (Entry, self->size);
  self->types = g_ptr_array_new_with_free_func (g_free);
  self->type_places = g_hash_table_new (g_str_hash, g_str_equal);
  self->arena = g_string_new (NULL);
  return self;
}

void
salve_import_index_free (SalveImportIndex *self)
{
  if (self == NULL)
    return;
  g_free (self->entries);
  g_hash_table_unref (self->type_places);
  g_ptr_array_unref (self->types);
  g_string_free (self->arena, TRUE);
  g_free (self);
}

static guint32
type_place (SalveImportIndex *self, const char *type)
{
  guint32 place = GPOINTER_TO_UINT (g_hash_table_lookup (self->type_places, type));

  if (place != 0)
    return place;
  g_ptr_array_add (self->types, g_strdup (type));
  place = self->types->len;
  g_hash_table_insert (self->type_places, g_ptr_array_index (self->types, place - 1),
                       GUINT_TO_POINTER (place));
  return place;
}

static Entry *
find_slot (Entry *entries, gsize size, const guint64 *key)
{
  gsize at = key[0] & (size - 1);

  while (entries[at].type != 0 && (entries[at].key[0] != key[0] || entries[at].key[1] != key[1]))
    at = (at + 1) & (size - 1);
  return &entries[at];
}

static void
grow (SalveImportIndex *self)
{
  gsize size = self->size * 2;
  Entry *entries = g_new0 (Entry, size);

  for (gsize i = 0; i < self->size; i++)
    if (self->entries[i].type != 0)
      *find_slot (entries, size, self->entries[i].key) = self->entries[i];
  g_free (self->entries);
  self->entries = entries;
  self->size = size;
}

static void
hash_text (SalveImportIndex *self, const void *text, gsize size, guint64 *key)
{
  crypto_shorthash_siphashx24 ((guint8 *)key, text, size, self->hash_key);
}

/* The slot of a text, made when it is new; its type is 0 then. */
static Entry *
lookup_or_add (SalveImportIndex *self, const char *text, gsize size)
{
  guint64 key[2];
  Entry *entry;

  if (self->used * 4 >= self->size * 3)
    grow (self);
  hash_text (self, text, size, key);
  entry = find_slot (self->entries, self->size, key);
  if (entry->type == 0)
    {
      memcpy (entry->key, key, sizeof key);
      self->used++;
    }
  return entry;
}

static guint64
keep_id (SalveImportIndex *self, const char *id)
{
  guint64 offset = self->arena->len;

  g_string_append_len (self->arena, id, strlen (id) + 1);
  return offset;
}

/**
 * salve_import_index_add_id:
 *
 * `urn:uuid:` and the id stand for the resource, as in a file that was cut out of a transaction.
 */
void
salve_import_index_add_id (SalveImportIndex *self, const char *type, const char *id)
{
  char urn[sizeof URN_UUID + 64];
  int size = g_snprintf (urn, sizeof urn, URN_UUID "%s", id);
  Entry *entry = lookup_or_add (self, urn, MIN (size, (int)sizeof urn - 1));

  if (entry->type != 0)
    return;
  entry->type = type_place (self, type);
  entry->value = ID_IN_KEY;
}

/**
 * salve_import_index_add_url:
 * @url: the full URL of an entry, `urn:` or `http:`
 */
void
salve_import_index_add_url (SalveImportIndex *self, const char *url, const char *type, const char *id)
{
  Entry *entry = lookup_or_add (self, url, strlen (url));

  entry->type = type_place (self, type);
  entry->value = keep_id (self, id);
}

/**
 * salve_import_index_add_identifier:
 * @system: (nullable): the identifier's system
 *
 * For conditional references, `Type?identifier=system|value`. An identifier that two resources share stands for none.
 */
void
salve_import_index_add_identifier (SalveImportIndex *self,
                                   const char *type,
                                   const char *system,
                                   const char *value,
                                   const char *id)
{
  g_autofree char *full = g_strdup_printf ("%s?identifier=%s|%s", type, system != NULL ? system : "", value);
  g_autofree char *bare = g_strdup_printf ("%s?identifier=%s", type, value);
  const char *const keys[] = { full, bare };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      Entry *entry = lookup_or_add (self, keys[i], strlen (keys[i]));

      if (entry->type == 0)
        {
          entry->type = type_place (self, type);
          entry->value = keep_id (self, id);
        }
      else if (entry->value != AMBIGUOUS && !g_str_equal (self->arena->str + entry->value, id))
        entry->value = AMBIGUOUS;
    }
}

/**
 * salve_import_index_resolve:
 * @reference: `urn:…`, a full URL or `Type?identifier=…`
 *
 * Returns: (transfer full) (nullable): `Type/id`
 */
char *
salve_import_index_resolve (SalveImportIndex *self, const char *reference)
{
  guint64 key[2];
  const Entry *entry;
  const char *type;

  hash_text (self, reference, strlen (reference), key);
  entry = find_slot (self->entries, self->size, key);
  if (entry->type == 0 || entry->value == AMBIGUOUS)
    return NULL;
  type = g_ptr_array_index (self->types, entry->type - 1);
  if (entry->value == ID_IN_KEY)
    return g_strconcat (type, "/", reference + strlen (URN_UUID), NULL);
  return g_strconcat (type, "/", self->arena->str + entry->value, NULL);
}

/**
 * salve_import_index_see:
 * @bytes: the resource as it came
 *
 * Remembers that a resource came, so that a second one of the same id is noticed: the first one counts, or else an
 * import would change the store each time that it is repeated.
 */
SalveImportSeen
salve_import_index_see (SalveImportIndex *self, const char *type, const char *id, GBytes *bytes)
{
  char key[256];
  int size = g_snprintf (key, sizeof key, "seen %s/%s", type, id);
  Entry *entry = lookup_or_add (self, key, MIN (size, (int)sizeof key - 1));
  guint64 content[2];

  hash_text (self, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), content);
  if (entry->type != 0)
    return entry->value == content[0] ? SALVE_IMPORT_SAME_AGAIN : SALVE_IMPORT_OTHER_AGAIN;
  entry->type = type_place (self, type);
  entry->value = content[0];
  return SALVE_IMPORT_FIRST;
}
