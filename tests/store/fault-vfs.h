/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A layer under SQLite that fails on purpose, and that writes down what a power cut could undo. It becomes the default VFS
 * of the process; while it is not armed it only passes on. */
#pragma once

#include "power-log.h"

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

/* What is written into a folder goes into a log; its files are not synced meanwhile, as the cut is only played. */
void fault_vfs_start_recording (const char *folder);
void fault_vfs_acknowledge (guint n);
PowerLog *fault_vfs_stop_recording (void);

/* A program that is killed: from the nth write, truncation, sync or delete (from 1) in its folder on nothing reaches the
 * files any more, and every such call fails, until it is alive again. What it wrote before stays. */
void fault_vfs_add_victim (const char *folder);
void fault_vfs_remove_victim (const char *folder);
void fault_vfs_kill_at (const char *folder, guint nth);
gboolean fault_vfs_is_dead (const char *folder);

G_END_DECLS
