/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fault-vfs.h"

#include <sqlite3.h>
#include <string.h>

#define SECTOR 512

typedef struct
{
  sqlite3_file base;
  char *name;         /* NULL: a temporary file, passed on as it is */
  sqlite3_file *real; /* behind this struct */
} FaultFile;

/* A write (bytes set) or a truncation to offset. */
typedef struct
{
  gint64 offset;
  GBytes *bytes;
} Pending;

typedef struct
{
  GByteArray *synced;
  GArray *pending; /* Pending */
} Image;

static struct
{
  GMutex lock;
  sqlite3_vfs vfs;
  sqlite3_vfs *real;
  gboolean armed, failed, lasting, recording;
  FaultKind kind;
  guint nth, count, every, calls;
  PowerCutFunc cut;
  gpointer cut_data;
  GHashTable *images; /* path -> Image */
} shim;

static void
clear_pending (gpointer data)
{
  g_clear_pointer (&((Pending *)data)->bytes, g_bytes_unref);
}

static void
image_free (gpointer data)
{
  Image *image = data;

  g_byte_array_unref (image->synced);
  g_array_unref (image->pending);
  g_free (image);
}

static Image *
image_of (const char *name)
{
  Image *image = g_hash_table_lookup (shim.images, name);

  if (image == NULL)
    {
      g_autofree char *content = NULL;
      gsize length = 0;

      image = g_new0 (Image, 1);
      image->synced = g_byte_array_new ();
      image->pending = g_array_new (FALSE, TRUE, sizeof (Pending));
      g_array_set_clear_func (image->pending, clear_pending);
      if (g_file_get_contents (name, &content, &length, NULL))
        g_byte_array_append (image->synced, (const guint8 *)content, (guint)length);
      g_hash_table_insert (shim.images, g_strdup (name), image);
    }
  return image;
}

static void
apply (GByteArray *to, const Pending *op, gsize from, gsize until)
{
  const guint8 *data;

  if (op->bytes == NULL)
    {
      g_byte_array_set_size (to, (guint)op->offset);
      return;
    }
  data = g_bytes_get_data (op->bytes, NULL);
  if (to->len < (gsize)op->offset + until)
    {
      guint before = to->len;

      g_byte_array_set_size (to, (guint)((gsize)op->offset + until));
      memset (to->data + before, 0, to->len - before);
    }
  memcpy (to->data + op->offset + from, data + from, until - from);
}

static void
apply_whole (GByteArray *to, const Pending *op)
{
  apply (to, op, 0, op->bytes != NULL ? g_bytes_get_size (op->bytes) : 0);
}

static void
apply_torn (GByteArray *to, const Pending *op, GRand *random)
{
  gsize size = op->bytes != NULL ? g_bytes_get_size (op->bytes) : 0;
  int fate = g_rand_int_range (random, 0, 4);

  if (fate == 0)
    return; /* never arrived */
  if (fate < 3 || size <= SECTOR)
    apply_whole (to, op);
  else
    for (gsize at = 0; at < size; at += SECTOR)
      if (g_rand_boolean (random))
        apply (to, op, at, MIN (at + SECTOR, size));
}

void
fault_vfs_write_remains (const char *folder, GRand *random)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, shim.images);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      Image *image = value;
      g_autoptr (GByteArray) left = g_byte_array_new ();
      g_autofree char *base = g_path_get_basename (name), *path = g_build_filename (folder, base, NULL);
      g_autoptr (GError) error = NULL;

      g_byte_array_append (left, image->synced->data, image->synced->len);
      for (guint i = 0; i < image->pending->len; i++)
        apply_torn (left, &g_array_index (image->pending, Pending, i), random);
      g_file_set_contents (path, (const char *)left->data, (gssize)left->len, &error);
      g_assert_no_error (error);
    }
}

/* Before a counted call. Returns: the error it has to fail with, or SQLITE_OK */
static int
account (gboolean sync)
{
  int code = SQLITE_OK;

  shim.calls++;
  if (shim.cut != NULL && shim.recording && shim.calls % shim.every == 0)
    shim.cut (shim.cut_data);
  if (!shim.armed || (shim.kind == FAULT_SYNC && !sync) || (shim.kind != FAULT_SYNC && sync))
    return SQLITE_OK;
  shim.count++;
  if (shim.count == shim.nth || (shim.lasting && shim.count > shim.nth))
    {
      shim.failed = TRUE;
      code = shim.kind == FAULT_FULL    ? SQLITE_FULL
             : shim.kind == FAULT_WRITE ? SQLITE_IOERR_WRITE
                                        : SQLITE_IOERR_FSYNC;
    }
  return code;
}

#define REAL(file) (((FaultFile *)(file))->real)

static int
fault_close (sqlite3_file *file)
{
  int code = REAL (file)->pMethods->xClose (REAL (file));

  g_free (((FaultFile *)file)->name);
  return code;
}

static int
fault_read (sqlite3_file *file, void *buffer, int n, sqlite3_int64 offset)
{
  return REAL (file)->pMethods->xRead (REAL (file), buffer, n, offset);
}

static void
record (FaultFile *file, gint64 offset, const void *data, gsize n)
{
  Pending op = { .offset = offset, .bytes = data != NULL ? g_bytes_new (data, n) : NULL };

  if (shim.recording && file->name != NULL)
    g_array_append_val (image_of (file->name)->pending, op);
  else
    clear_pending (&op);
}

static int
fault_write (sqlite3_file *file, const void *data, int n, sqlite3_int64 offset)
{
  int code;

  g_mutex_lock (&shim.lock);
  code = account (FALSE);
  if (code == SQLITE_OK)
    {
      record ((FaultFile *)file, offset, data, (gsize)n);
      code = REAL (file)->pMethods->xWrite (REAL (file), data, n, offset);
    }
  g_mutex_unlock (&shim.lock);
  return code;
}

static int
fault_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  int code;

  g_mutex_lock (&shim.lock);
  code = account (FALSE);
  if (code == SQLITE_OK)
    {
      record ((FaultFile *)file, size, NULL, 0);
      code = REAL (file)->pMethods->xTruncate (REAL (file), size);
    }
  g_mutex_unlock (&shim.lock);
  return code;
}

/* The real disk need not be synced for a cut that is only played. */
static int
fault_sync (sqlite3_file *file, int flags)
{
  FaultFile *self = (FaultFile *)file;
  int code;

  g_mutex_lock (&shim.lock);
  code = account (TRUE);
  if (code == SQLITE_OK && shim.recording && self->name != NULL)
    {
      Image *image = image_of (self->name);

      for (guint i = 0; i < image->pending->len; i++)
        apply_whole (image->synced, &g_array_index (image->pending, Pending, i));
      g_array_set_size (image->pending, 0);
    }
  else if (code == SQLITE_OK)
    code = REAL (file)->pMethods->xSync (REAL (file), flags);
  g_mutex_unlock (&shim.lock);
  return code;
}

static int
fault_file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return REAL (file)->pMethods->xFileSize (REAL (file), size);
}

static int
fault_lock (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xLock (REAL (file), level);
}

static int
fault_unlock (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xUnlock (REAL (file), level);
}

static int
fault_check_reserved (sqlite3_file *file, int *out)
{
  return REAL (file)->pMethods->xCheckReservedLock (REAL (file), out);
}

static int
fault_control (sqlite3_file *file, int op, void *argument)
{
  return REAL (file)->pMethods->xFileControl (REAL (file), op, argument);
}

static int
fault_sector_size (sqlite3_file *file)
{
  return SECTOR;
}

/* Nothing is promised: no atomic writes, no safe append. */
static int
fault_characteristics (sqlite3_file *file)
{
  return 0;
}

static int
fault_shm_map (sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
  return REAL (file)->pMethods->xShmMap (REAL (file), page, size, extend, out);
}

static int
fault_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  return REAL (file)->pMethods->xShmLock (REAL (file), offset, n, flags);
}

static void
fault_shm_barrier (sqlite3_file *file)
{
  REAL (file)->pMethods->xShmBarrier (REAL (file));
}

static int
fault_shm_unmap (sqlite3_file *file, int remove)
{
  return REAL (file)->pMethods->xShmUnmap (REAL (file), remove);
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = fault_close,
  .xRead = fault_read,
  .xWrite = fault_write,
  .xTruncate = fault_truncate,
  .xSync = fault_sync,
  .xFileSize = fault_file_size,
  .xLock = fault_lock,
  .xUnlock = fault_unlock,
  .xCheckReservedLock = fault_check_reserved,
  .xFileControl = fault_control,
  .xSectorSize = fault_sector_size,
  .xDeviceCharacteristics = fault_characteristics,
  .xShmMap = fault_shm_map,
  .xShmLock = fault_shm_lock,
  .xShmBarrier = fault_shm_barrier,
  .xShmUnmap = fault_shm_unmap,
};

static int
fault_open (sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags)
{
  FaultFile *self = (FaultFile *)file;
  int code;

  *self = (FaultFile){ .real = (sqlite3_file *)(self + 1) };
  code = shim.real->xOpen (shim.real, name, self->real, flags, out_flags);
  if (self->real->pMethods == NULL)
    return code;
  self->name = g_strdup (name);
  self->base.pMethods = &methods;
  if (name != NULL && shim.recording)
    {
      g_mutex_lock (&shim.lock);
      image_of (name);
      g_mutex_unlock (&shim.lock);
    }
  return code;
}

static int
fault_delete (sqlite3_vfs *vfs, const char *name, int sync_folder)
{
  g_mutex_lock (&shim.lock);
  if (shim.recording)
    g_hash_table_remove (shim.images, name);
  g_mutex_unlock (&shim.lock);
  return shim.real->xDelete (shim.real, name, sync_folder);
}

void
fault_vfs_install (void)
{
  shim.real = sqlite3_vfs_find (NULL);
  shim.vfs = *shim.real;
  shim.vfs.zName = "salve-fault";
  shim.vfs.pNext = NULL;
  shim.vfs.szOsFile = (int)sizeof (FaultFile) + shim.real->szOsFile;
  shim.vfs.xOpen = fault_open;
  shim.vfs.xDelete = fault_delete;
  shim.images = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, image_free);
  g_assert_cmpint (sqlite3_vfs_register (&shim.vfs, 1), ==, SQLITE_OK);
}

void
fault_vfs_arm (FaultKind kind, guint nth, gboolean lasting)
{
  g_mutex_lock (&shim.lock);
  shim.kind = kind;
  shim.nth = nth;
  shim.lasting = lasting;
  shim.count = 0;
  shim.failed = FALSE;
  shim.armed = TRUE;
  g_mutex_unlock (&shim.lock);
}

gboolean
fault_vfs_disarm (void)
{
  gboolean failed;

  g_mutex_lock (&shim.lock);
  failed = shim.failed;
  shim.armed = FALSE;
  g_mutex_unlock (&shim.lock);
  return failed;
}

void
fault_vfs_start_recording (void)
{
  g_mutex_lock (&shim.lock);
  g_hash_table_remove_all (shim.images);
  shim.calls = 0;
  shim.recording = TRUE;
  g_mutex_unlock (&shim.lock);
}

void
fault_vfs_stop_recording (void)
{
  g_mutex_lock (&shim.lock);
  shim.recording = FALSE;
  g_hash_table_remove_all (shim.images);
  g_mutex_unlock (&shim.lock);
}

void
fault_vfs_set_cut (guint every, PowerCutFunc func, gpointer data)
{
  g_mutex_lock (&shim.lock);
  shim.every = every;
  shim.cut = func;
  shim.cut_data = data;
  g_mutex_unlock (&shim.lock);
}
