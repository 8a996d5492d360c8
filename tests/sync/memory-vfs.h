/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQLite's files in memory, with the locks and the shared memory that a journal of the WAL kind needs: for simulations of
 * one thread, which open and write thousands of small files. An empty file on the disk stands for each main file, because
 * the store looks whether there is one. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void memory_vfs_install (void); /* as the default; before any file is opened */
GBytes *memory_vfs_read (const char *path);
void memory_vfs_write (const char *path, GBytes *content);
void memory_vfs_clear (void);

G_END_DECLS
