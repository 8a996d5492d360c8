/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fault-vfs.h"

#include <sqlite3.h>
#include <string.h>

#define SECTOR 512

/* A folder whose files belong to a program that will be killed. */
typedef struct
{
  guint nth, count; /* nth 0: it lives on */
  gboolean dead;
} Victim;

typedef struct
{
  sqlite3_file base;
  char *name;                /* NULL: a temporary file, passed on as it is */
  gboolean new_folder_entry; /* as SQLite does it: the first sync of a new journal syncs its folder too */
  Victim *victim;            /* nullable */
  sqlite3_file *real;        /* behind this struct */
} FaultFile;

static struct
{
  GMutex lock;
  sqlite3_vfs vfs;
  sqlite3_vfs *real;
  gboolean armed, failed, lasting;
  FaultKind kind;
  guint nth, count;
  PowerLog *log;       /* NULL while nothing is recorded */
  char *folder;        /* whose files are */
  GHashTable *victims; /* folder -> Victim */
} shim;

/* Returns: the log that this file's calls go to; the lock is held */
static PowerLog *
log_of (const char *path)
{
  return shim.log != NULL && path != NULL && g_str_has_prefix (path, shim.folder) ? shim.log : NULL;
}

/* Returns: (nullable): the lock is held */
static Victim *
victim_of (const char *path)
{
  g_autofree char *folder = path != NULL ? g_path_get_dirname (path) : NULL;

  return folder != NULL ? g_hash_table_lookup (shim.victims, folder) : NULL;
}

/* Before a call that changes a file. Returns: whether its program is dead by now */
static gboolean
is_dead (Victim *victim)
{
  if (victim != NULL && victim->nth != 0 && ++victim->count >= victim->nth)
    victim->dead = TRUE;
  return victim != NULL && victim->dead;
}

/* Before a counted call. Returns: the error it has to fail with, or SQLITE_OK */
static int
account (FaultFile *file, gboolean sync)
{
  int code = SQLITE_OK;

  if (is_dead (file->victim))
    return SQLITE_IOERR;
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

static int
fault_write (sqlite3_file *file, const void *data, int n, sqlite3_int64 offset)
{
  int code;

  g_mutex_lock (&shim.lock);
  code = account ((FaultFile *)file, FALSE);
  if (code == SQLITE_OK)
    {
      if (log_of (((FaultFile *)file)->name) != NULL)
        power_log_write (shim.log, ((FaultFile *)file)->name, offset, data, (gsize)n);
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
  code = account ((FaultFile *)file, FALSE);
  if (code == SQLITE_OK)
    {
      if (log_of (((FaultFile *)file)->name) != NULL)
        power_log_truncate (shim.log, ((FaultFile *)file)->name, size);
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
  code = account (self, TRUE);
  if (code == SQLITE_OK && log_of (self->name) != NULL)
    {
      power_log_sync (shim.log, self->name, self->new_folder_entry);
      self->new_folder_entry = FALSE;
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
  self->new_folder_entry =
      (flags & SQLITE_OPEN_CREATE) && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL));
  g_mutex_lock (&shim.lock);
  self->victim = victim_of (name);
  if ((flags & SQLITE_OPEN_CREATE) && log_of (name) != NULL)
    power_log_create (shim.log, name);
  g_mutex_unlock (&shim.lock);
  return code;
}

static int
fault_delete (sqlite3_vfs *vfs, const char *name, int sync_folder)
{
  int code;

  g_mutex_lock (&shim.lock);
  code = is_dead (victim_of (name)) ? SQLITE_IOERR_DELETE : shim.real->xDelete (shim.real, name, sync_folder);
  if (code == SQLITE_OK && log_of (name) != NULL)
    power_log_delete (shim.log, name, sync_folder != 0);
  g_mutex_unlock (&shim.lock);
  return code;
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
  shim.victims = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
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

/* folder holds none of the files yet. Ends with fault_vfs_stop_recording(). */
void
fault_vfs_start_recording (const char *folder)
{
  g_mutex_lock (&shim.lock);
  shim.log = power_log_new ();
  shim.folder = g_strconcat (folder, "/", NULL);
  g_mutex_unlock (&shim.lock);
}

void
fault_vfs_acknowledge (guint n)
{
  g_mutex_lock (&shim.lock);
  power_log_acknowledge (shim.log, n);
  g_mutex_unlock (&shim.lock);
}

/* Returns: (transfer full): */
PowerLog *
fault_vfs_stop_recording (void)
{
  PowerLog *log;

  g_mutex_lock (&shim.lock);
  log = g_steal_pointer (&shim.log);
  g_clear_pointer (&shim.folder, g_free);
  g_mutex_unlock (&shim.lock);
  return log;
}

/* Before the first file in the folder is opened. */
void
fault_vfs_add_victim (const char *folder)
{
  g_mutex_lock (&shim.lock);
  g_hash_table_insert (shim.victims, g_strdup (folder), g_new0 (Victim, 1));
  g_mutex_unlock (&shim.lock);
}

/* After the last one was closed. */
void
fault_vfs_remove_victim (const char *folder)
{
  g_mutex_lock (&shim.lock);
  g_hash_table_remove (shim.victims, folder);
  g_mutex_unlock (&shim.lock);
}

/* nth 0: it is alive, again, and stays so. */
void
fault_vfs_kill_at (const char *folder, guint nth)
{
  g_mutex_lock (&shim.lock);
  *(Victim *)g_hash_table_lookup (shim.victims, folder) = (Victim){ .nth = nth };
  g_mutex_unlock (&shim.lock);
}

gboolean
fault_vfs_is_dead (const char *folder)
{
  Victim *victim;

  g_mutex_lock (&shim.lock);
  victim = g_hash_table_lookup (shim.victims, folder);
  g_mutex_unlock (&shim.lock);
  return victim != NULL && victim->dead;
}
