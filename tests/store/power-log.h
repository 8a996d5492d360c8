/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was written into a folder, in its order, so that every state in which a power cut could leave it can be made
 * afterwards, as many as wanted and the same ones from the same seed. fault-vfs.c writes it, below SQLCipher.
 *
 * The disk that is assumed is a bad one: until a file is synced any of the writes and truncations since its last sync
 * may have arrived and any not, in any order, and a write of more than 512 bytes in part; a file that was made or
 * deleted may still be missing or there until its folder was synced. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _PowerLog PowerLog;
PowerLog *power_log_new (void);
void power_log_free (PowerLog *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PowerLog, power_log_free)

void power_log_create (PowerLog *self, const char *path);
void power_log_write (PowerLog *self, const char *path, gint64 offset, gconstpointer data, gsize n);
void power_log_truncate (PowerLog *self, const char *path, gint64 size);
void power_log_sync (PowerLog *self, const char *path, gboolean folder_too);
void power_log_delete (PowerLog *self, const char *path, gboolean sync_folder);
void power_log_acknowledge (PowerLog *self, guint n); /* from here on, what n stands for was promised */
guint power_log_get_length (PowerLog *self);

/* What the disk is known to hold after the first so many entries of the log, and what it may hold. */
typedef struct _PowerDisk PowerDisk;
PowerDisk *power_disk_new (PowerLog *log); /* borrows the log */
void power_disk_free (PowerDisk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PowerDisk, power_disk_free)

void power_disk_advance (PowerDisk *self, guint to); /* forwards only */
guint power_disk_get_acknowledged (PowerDisk *self); /* the last n; 0 before the first */
void power_disk_write (PowerDisk *self, const char *folder, GRand *random);

G_END_DECLS
