/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "memory-vfs.h"

#include <sqlite3.h>
#include <string.h>

#define SLOTS SQLITE_SHM_NLOCK

/* What is under one name; also after the name is gone, as long as somebody has it open. */
typedef struct
{
  guint n_open;
  gboolean unlinked;
  GByteArray *content;
  guint n_shared;              /* who may read */
  sqlite3_file *writer;        /* RESERVED or more */
  sqlite3_file *waiting;       /* PENDING or EXCLUSIVE: nobody else begins to read */
  GPtrArray *memory;           /* regions of the shared memory */
  guint n_mapped;              /* who uses them */
  guint readers[SLOTS];        /* who holds a slot with others … */
  sqlite3_file *owners[SLOTS]; /* … or alone */
} Node;

typedef struct
{
  sqlite3_file base;
  Node *node;
  int level;
  gboolean mapped;
  gboolean reads[SLOTS];
} MemoryFile;

static struct
{
  sqlite3_vfs vfs;
  GHashTable *nodes; /* path -> Node */
} disk;

#define NODE(file) (((MemoryFile *)(file))->node)

static void
node_free (gpointer data)
{
  Node *node = data;

  g_byte_array_unref (node->content);
  g_ptr_array_unref (node->memory);
  g_free (node);
}

static Node *
node_new (void)
{
  Node *node = g_new0 (Node, 1);

  node->content = g_byte_array_new ();
  node->memory = g_ptr_array_new_with_free_func (g_free);
  return node;
}

static void
forget (gpointer data)
{
  Node *node = data;

  node->unlinked = TRUE;
  if (node->n_open == 0)
    node_free (node);
}

static int
memory_read (sqlite3_file *file, void *buffer, int n, sqlite3_int64 offset)
{
  GByteArray *content = NODE (file)->content;
  gint64 there = CLAMP ((gint64)content->len - offset, 0, n);

  if (there > 0)
    memcpy (buffer, content->data + offset, (gsize)there);
  memset ((char *)buffer + there, 0, (gsize)(n - there));
  return there == n ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int
memory_write (sqlite3_file *file, const void *data, int n, sqlite3_int64 offset)
{
  GByteArray *content = NODE (file)->content;
  guint old = content->len;

  if (offset + n > old)
    {
      g_byte_array_set_size (content, (guint)(offset + n));
      if (offset > old)
        memset (content->data + old, 0, (gsize)(offset - old));
    }
  memcpy (content->data + offset, data, (gsize)n);
  return SQLITE_OK;
}

static int
memory_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  GByteArray *content = NODE (file)->content;

  if (size < content->len)
    g_byte_array_set_size (content, (guint)size);
  return SQLITE_OK;
}

static int
memory_sync (sqlite3_file *file, int flags)
{
  return SQLITE_OK;
}

static int
memory_file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  *size = NODE (file)->content->len;
  return SQLITE_OK;
}

static int
memory_unlock (sqlite3_file *file, int level)
{
  MemoryFile *self = (MemoryFile *)file;
  Node *node = self->node;

  if (self->level <= level)
    return SQLITE_OK;
  if (node->writer == file)
    node->writer = NULL;
  if (node->waiting == file)
    node->waiting = NULL;
  if (level == SQLITE_LOCK_NONE)
    node->n_shared--;
  self->level = level;
  return SQLITE_OK;
}

static int
memory_lock (sqlite3_file *file, int level)
{
  MemoryFile *self = (MemoryFile *)file;
  Node *node = self->node;

  if (self->level >= level)
    return SQLITE_OK;
  if ((node->waiting != NULL && node->waiting != file)
      || (level > SQLITE_LOCK_SHARED && node->writer != NULL && node->writer != file))
    return SQLITE_BUSY;
  if (self->level == SQLITE_LOCK_NONE)
    node->n_shared++;
  if (level > SQLITE_LOCK_SHARED)
    node->writer = file;
  if (level == SQLITE_LOCK_EXCLUSIVE)
    {
      node->waiting = file;
      if (node->n_shared > 1)
        {
          self->level = SQLITE_LOCK_PENDING;
          return SQLITE_BUSY;
        }
    }
  self->level = level;
  return SQLITE_OK;
}

static int
memory_check_reserved (sqlite3_file *file, int *out)
{
  *out = NODE (file)->writer != NULL;
  return SQLITE_OK;
}

static int
memory_control (sqlite3_file *file, int op, void *argument)
{
  return SQLITE_NOTFOUND;
}

static int
memory_sector_size (sqlite3_file *file)
{
  return 0;
}

static int
memory_characteristics (sqlite3_file *file)
{
  return 0;
}

static int
memory_shm_map (sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
  MemoryFile *self = (MemoryFile *)file;
  GPtrArray *memory = self->node->memory;

  if (!self->mapped)
    self->node->n_mapped++;
  self->mapped = TRUE;
  while (extend && memory->len <= (guint)page)
    g_ptr_array_add (memory, g_malloc0 ((gsize)size));
  *out = (guint)page < memory->len ? memory->pdata[page] : NULL;
  return SQLITE_OK;
}

static int
take_slots (MemoryFile *self, int from, int n, gboolean alone)
{
  Node *node = self->node;

  for (int i = from; i < from + n; i++)
    if ((node->owners[i] != NULL && node->owners[i] != &self->base)
        || (alone && node->readers[i] > (guint)self->reads[i]))
      return SQLITE_BUSY;
  for (int i = from; i < from + n; i++)
    if (alone)
      node->owners[i] = &self->base;
    else if (!self->reads[i])
      {
        self->reads[i] = TRUE;
        node->readers[i]++;
      }
  return SQLITE_OK;
}

static void
release_slots (MemoryFile *self, int from, int n)
{
  for (int i = from; i < from + n; i++)
    {
      if (self->node->owners[i] == &self->base)
        self->node->owners[i] = NULL;
      self->node->readers[i] -= (guint)self->reads[i];
      self->reads[i] = FALSE;
    }
}

static int
memory_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  if (flags & SQLITE_SHM_LOCK)
    return take_slots ((MemoryFile *)file, offset, n, (flags & SQLITE_SHM_EXCLUSIVE) != 0);
  release_slots ((MemoryFile *)file, offset, n);
  return SQLITE_OK;
}

static void
memory_shm_barrier (sqlite3_file *file)
{
}

/* Whoever comes first after the last one finds nothing, and reads the journal. */
static int
memory_shm_unmap (sqlite3_file *file, int remove)
{
  MemoryFile *self = (MemoryFile *)file;

  if (!self->mapped)
    return SQLITE_OK;
  release_slots (self, 0, SLOTS);
  self->mapped = FALSE;
  if (--self->node->n_mapped == 0)
    g_ptr_array_set_size (self->node->memory, 0);
  return SQLITE_OK;
}

static int
memory_close (sqlite3_file *file)
{
  MemoryFile *self = (MemoryFile *)file;

  memory_shm_unmap (file, 0);
  memory_unlock (file, SQLITE_LOCK_NONE);
  if (--self->node->n_open == 0 && self->node->unlinked)
    node_free (self->node);
  return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = memory_close,
  .xRead = memory_read,
  .xWrite = memory_write,
  .xTruncate = memory_truncate,
  .xSync = memory_sync,
  .xFileSize = memory_file_size,
  .xLock = memory_lock,
  .xUnlock = memory_unlock,
  .xCheckReservedLock = memory_check_reserved,
  .xFileControl = memory_control,
  .xSectorSize = memory_sector_size,
  .xDeviceCharacteristics = memory_characteristics,
  .xShmMap = memory_shm_map,
  .xShmLock = memory_shm_lock,
  .xShmBarrier = memory_shm_barrier,
  .xShmUnmap = memory_shm_unmap,
};

static Node *
make (const char *path, gboolean stands_for_it)
{
  Node *node = node_new ();

  g_hash_table_replace (disk.nodes, g_strdup (path), node);
  if (stands_for_it)
    g_file_set_contents (path, "", 0, NULL);
  return node;
}

static int
memory_open (sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags)
{
  MemoryFile *self = (MemoryFile *)file;
  Node *node = name != NULL ? g_hash_table_lookup (disk.nodes, name) : NULL;

  *self = (MemoryFile){ 0 };
  if (node == NULL && name != NULL && !(flags & SQLITE_OPEN_CREATE))
    return SQLITE_CANTOPEN;
  if (node == NULL && name != NULL)
    node = make (name, (flags & SQLITE_OPEN_MAIN_DB) != 0);
  else if (node == NULL)
    {
      node = node_new ();
      node->unlinked = TRUE;
    }
  node->n_open++;
  self->node = node;
  self->base.pMethods = &methods;
  if (out_flags != NULL)
    *out_flags = flags;
  return SQLITE_OK;
}

static int
memory_delete (sqlite3_vfs *vfs, const char *name, int sync_folder)
{
  return g_hash_table_remove (disk.nodes, name) ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
}

static int
memory_access (sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
  *out = g_hash_table_contains (disk.nodes, name);
  return SQLITE_OK;
}

void
memory_vfs_install (void)
{
  disk.vfs = *sqlite3_vfs_find (NULL);
  disk.vfs.zName = "salve-memory";
  disk.vfs.pNext = NULL;
  disk.vfs.szOsFile = (int)sizeof (MemoryFile);
  disk.vfs.xOpen = memory_open;
  disk.vfs.xDelete = memory_delete;
  disk.vfs.xAccess = memory_access;
  disk.nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, forget);
  g_assert_cmpint (sqlite3_vfs_register (&disk.vfs, 1), ==, SQLITE_OK);
}

/* Returns: (transfer full): what is in a file that is there */
GBytes *
memory_vfs_read (const char *path)
{
  Node *node = g_hash_table_lookup (disk.nodes, path);

  g_assert_nonnull (node);
  return g_bytes_new (node->content->data, node->content->len);
}

/* A main file that is not there yet. */
void
memory_vfs_write (const char *path, GBytes *content)
{
  Node *node;

  g_assert_false (g_hash_table_contains (disk.nodes, path));
  node = make (path, TRUE);
  g_byte_array_append (node->content, g_bytes_get_data (content, NULL), (guint)g_bytes_get_size (content));
}

/* No file is open. */
void
memory_vfs_clear (void)
{
  GHashTableIter iter;
  gpointer node;

  g_hash_table_iter_init (&iter, disk.nodes);
  while (g_hash_table_iter_next (&iter, NULL, &node))
    g_assert_cmpuint (((Node *)node)->n_open, ==, 0);
  g_hash_table_remove_all (disk.nodes);
}
