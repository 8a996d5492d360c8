/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the store's tests share: a folder of their own, a key, people to put in, and a way to wait for a future. */
#pragma once

#include "salve-store.h"

G_BEGIN_DECLS

/* A folder that is made for one test and removed with all that is in it. */
typedef struct
{
  char *folder;
  char *path;
  GFile *file;
  SalveStoreKey *key;
} StoreFixture;

StoreFixture *store_fixture_new (void);
void store_fixture_free (StoreFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreFixture, store_fixture_free)

SalveStore *store_fixture_open (StoreFixture *self);
void store_fixture_close (SalveStore *store);
void store_fixture_assert_sound (SalveStore *store);
GHashTable *store_fixture_dump (SalveStore *store);
void store_fixture_assert_same (GHashTable *a, GHashTable *b);
void store_fixture_copy_file (const char *from, const char *to);
void store_fixture_remove_folder (const char *folder);

SalveStoreKey *store_fixture_key (void);
SalveResource *store_fixture_patient (const char *id, const char *family, const char *given, guint n);
SalveResource *store_fixture_encounter (const char *id, const char *patient_id, guint n);
SalveResource *store_fixture_parse (const char *json);

gboolean store_fixture_wait (DexFuture *future, GError **error);
gint64 store_fixture_wait_id (DexFuture *future);
gint64 store_fixture_put (SalveStore *store, SalveResource *resource);

G_END_DECLS
