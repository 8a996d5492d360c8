/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A layer under SQLite that fails on purpose, and that knows what a power cut would leave. It becomes the default VFS
 * of the process; while it is not armed it only passes on. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  FAULT_FULL,  /* SQLITE_FULL */
  FAULT_WRITE, /* SQLITE_IOERR_WRITE */
  FAULT_SYNC,  /* SQLITE_IOERR_FSYNC */
} FaultKind;

void fault_vfs_install (void);

/* Write, truncate and sync calls are counted from here; the one with the number nth (from 1) fails, and with lasting
 * all after it. */
void fault_vfs_arm (FaultKind kind, guint nth, gboolean lasting);
gboolean fault_vfs_disarm (void); /* whether a call failed */

/* From here every file's synced content and what was written since are kept. */
void fault_vfs_start_recording (void);
void fault_vfs_stop_recording (void);

typedef void (*PowerCutFunc) (gpointer data);
/* Calls func (with the lock held, on the writing thread) before each every-th counted call. */
void fault_vfs_set_cut (guint every, PowerCutFunc func, gpointer data);
/* Within a PowerCutFunc: writes each recorded file into folder as a cut would leave it: what was synced, and any subset
 * of the writes since, some torn at 512 bytes. */
void fault_vfs_write_remains (const char *folder, GRand *random);

G_END_DECLS
