/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "power-log.h"

#include <string.h>

#define SECTOR 512

typedef enum
{
  CREATE,
  WRITE,
  TRUNCATE,
  SYNC,
  DELETE,
  ACKNOWLEDGE,
} Kind;

typedef struct
{
  Kind kind;
  gboolean folder; /* is synced too */
  guint n;         /* of ACKNOWLEDGE */
  const char *name;
  gint64 offset;
  GBytes *bytes;
} Entry;

struct _PowerLog
{
  GArray *entries; /* Entry */
};

static void
clear_entry (gpointer data)
{
  g_clear_pointer (&((Entry *)data)->bytes, g_bytes_unref);
}

PowerLog *
power_log_new (void)
{
  PowerLog *self = g_new0 (PowerLog, 1);

  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, clear_entry);
  return self;
}

void
power_log_free (PowerLog *self)
{
  g_array_unref (self->entries);
  g_free (self);
}

static const char *
name_of (const char *path)
{
  const char *slash = strrchr (path, '/');

  return g_intern_string (slash != NULL ? slash + 1 : path);
}

static void
append (PowerLog *self, Entry entry)
{
  g_array_append_val (self->entries, entry);
}

void
power_log_create (PowerLog *self, const char *path)
{
  append (self, (Entry){ .kind = CREATE, .name = name_of (path) });
}

void
power_log_write (PowerLog *self, const char *path, gint64 offset, gconstpointer data, gsize n)
{
  append (self,
          (Entry){ .kind = WRITE, .name = name_of (path), .offset = offset, .bytes = g_bytes_new (data, n) });
}

void
power_log_truncate (PowerLog *self, const char *path, gint64 size)
{
  append (self, (Entry){ .kind = TRUNCATE, .name = name_of (path), .offset = size });
}

void
power_log_sync (PowerLog *self, const char *path, gboolean folder_too)
{
  append (self, (Entry){ .kind = SYNC, .name = name_of (path), .folder = folder_too });
}

void
power_log_delete (PowerLog *self, const char *path, gboolean sync_folder)
{
  append (self, (Entry){ .kind = DELETE, .name = name_of (path), .folder = sync_folder });
}

void
power_log_acknowledge (PowerLog *self, guint n)
{
  append (self, (Entry){ .kind = ACKNOWLEDGE, .n = n });
}

guint
power_log_get_length (PowerLog *self)
{
  return self->entries->len;
}

/* A file's content, whatever name leads to it. */
typedef struct
{
  GByteArray *synced;
  GPtrArray *pending; /* const Entry, of the log */
} Content;

static Content *
content_new (void)
{
  Content *self = g_new0 (Content, 1);

  self->synced = g_byte_array_new ();
  self->pending = g_ptr_array_new ();
  return self;
}

static void
content_free (gpointer data)
{
  Content *self = data;

  if (self == NULL)
    return;
  g_byte_array_unref (self->synced);
  g_ptr_array_unref (self->pending);
  g_free (self);
}

struct _PowerDisk
{
  PowerLog *log;
  guint at;
  guint acknowledged;
  /* A name leads to the first of these since its folder was synced, and to the others since; NULL is no file. */
  GHashTable *names; /* interned name -> GPtrArray of nullable Content */
};

PowerDisk *
power_disk_new (PowerLog *log)
{
  PowerDisk *self = g_new0 (PowerDisk, 1);

  self->log = log;
  self->names =
      g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
  return self;
}

void
power_disk_free (PowerDisk *self)
{
  g_hash_table_unref (self->names);
  g_free (self);
}

static GPtrArray *
chances_of (PowerDisk *self, const char *name)
{
  GPtrArray *chances = g_hash_table_lookup (self->names, name);

  if (chances == NULL)
    {
      chances = g_ptr_array_new_with_free_func (content_free);
      g_ptr_array_add (chances, NULL);
      g_hash_table_insert (self->names, (gpointer)name, chances);
    }
  return chances;
}

static Content *
newest (GPtrArray *chances)
{
  return chances->pdata[chances->len - 1];
}

static void
apply (GByteArray *to, const Entry *entry, gsize from, gsize until)
{
  guint before = to->len;

  if (entry->kind == TRUNCATE)
    {
      g_byte_array_set_size (to, (guint)entry->offset);
      if (to->len > before)
        memset (to->data + before, 0, to->len - before);
      return;
    }
  if (before < (gsize)entry->offset + until)
    {
      g_byte_array_set_size (to, (guint)((gsize)entry->offset + until));
      memset (to->data + before, 0, to->len - before);
    }
  memcpy (to->data + entry->offset + from, (const guint8 *)g_bytes_get_data (entry->bytes, NULL) + from,
          until - from);
}

static gsize
size_of (const Entry *entry)
{
  return entry->bytes != NULL ? g_bytes_get_size (entry->bytes) : 0;
}

static void
sync_content (Content *content)
{
  for (guint i = 0; i < content->pending->len; i++)
    apply (content->synced, content->pending->pdata[i], 0, size_of (content->pending->pdata[i]));
  g_ptr_array_set_size (content->pending, 0);
}

static void
sync_folder (PowerDisk *self)
{
  GHashTableIter iter;
  gpointer chances;

  g_hash_table_iter_init (&iter, self->names);
  while (g_hash_table_iter_next (&iter, NULL, &chances))
    g_ptr_array_remove_range (chances, 0, ((GPtrArray *)chances)->len - 1);
}

static void
take (PowerDisk *self, const Entry *entry)
{
  GPtrArray *chances;

  if (entry->kind == ACKNOWLEDGE)
    {
      self->acknowledged = entry->n;
      return;
    }
  chances = chances_of (self, entry->name);
  if (entry->kind == DELETE)
    g_ptr_array_add (chances, NULL);
  else if (newest (chances) == NULL)
    g_ptr_array_add (chances, content_new ());
  if (entry->kind == SYNC)
    sync_content (newest (chances));
  else if (entry->kind == WRITE || entry->kind == TRUNCATE)
    g_ptr_array_add (newest (chances)->pending, (gpointer)entry);
  if (entry->folder)
    sync_folder (self);
}

void
power_disk_advance (PowerDisk *self, guint to)
{
  g_assert_cmpuint (to, >=, self->at);
  for (; self->at < to; self->at++)
    take (self, &g_array_index (self->log->entries, Entry, self->at));
}

guint
power_disk_get_acknowledged (PowerDisk *self)
{
  return self->acknowledged;
}

/* What came of one write. That an older one of the same place is left over stands for those that came in another order. */
static void
apply_or_not (GByteArray *to, const Entry *entry, GRand *random)
{
  gsize size = size_of (entry);
  int fate = g_rand_int_range (random, 0, 4);

  if (fate == 0)
    return;
  if (fate < 3 || size <= SECTOR)
    apply (to, entry, 0, size);
  else
    for (gsize at = 0; at < size; at += SECTOR)
      if (g_rand_boolean (random))
        apply (to, entry, at, MIN (at + SECTOR, size));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static void
write_content (const Content *content, const char *folder, const char *name, GRand *random)
{
  g_autoptr (GByteArray) left = g_byte_array_sized_new (content->synced->len);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_byte_array_append (left, content->synced->data, content->synced->len);
  for (guint i = 0; i < content->pending->len; i++)
    apply_or_not (left, content->pending->pdata[i], random);
  g_file_set_contents_full (path, (const char *)left->data, (gssize)left->len, G_FILE_SET_CONTENTS_NONE, 0600,
                            &error);
  g_assert_no_error (error);
}

/* Makes one of the states in which a cut at this moment could leave the folder. The folder has to be there and empty. */
void
power_disk_write (PowerDisk *self, const char *folder, GRand *random)
{
  guint n;
  g_autofree gpointer *names = g_hash_table_get_keys_as_array (self->names, &n);

  qsort (names, n, sizeof *names, compare_names); /* a seed's numbers have to meet the same names */
  for (guint i = 0; i < n; i++)
    {
      GPtrArray *chances = g_hash_table_lookup (self->names, names[i]);
      const Content *content = chances->pdata[g_rand_int_range (random, 0, (int)chances->len)];

      if (content != NULL)
        write_content (content, folder, names[i], random);
    }
}
