/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes a backup back: it is copied and checked beside the clinic's file, and only then do the two change places. */
#pragma once

#include <gtk/gtk.h>

#include "salve-store-key.h"

G_BEGIN_DECLS

/**
 * SalveRestoreFunc:
 * @prepared: a whole, checked copy of the backup, in the same folder as the clinic's file
 *
 * The person has seen what is in it and wants it in the present file's place.
 */
typedef void (*SalveRestoreFunc) (GFile *prepared, gpointer data);

void salve_restore_choose (GFile *store,
                           SalveStoreKey *key,
                           GtkWindow *window,
                           SalveRestoreFunc func,
                           gpointer data);
void salve_restore_prepare (GFile *backup,
                            GFile *store,
                            SalveStoreKey *key,
                            GtkWindow *window,
                            SalveRestoreFunc func,
                            gpointer data);
GFile *salve_restore_swap (GFile *store, GFile *prepared, GError **error);

G_END_DECLS
