/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An engine that is whatever a test says: the properties of SalveSync, without a server. */
#pragma once

#include "salve-sync-face.h"

#define FAKE_TYPE_SYNC (fake_sync_get_type ())
G_DECLARE_FINAL_TYPE (FakeSync, fake_sync, FAKE, SYNC, GObject)

struct _FakeSync
{
  GObject parent_instance;
  SalveSyncFacts facts;
};

FakeSync *fake_sync_new (void);
void fake_sync_set (FakeSync *self, const SalveSyncFacts *facts);
