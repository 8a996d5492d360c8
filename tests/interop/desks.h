/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Desks with real files at some FHIR server, and what has to hold for all of them. */
#pragma once

#include "salve-sync.h"
#include "salve-token-source.h"
#include "salve-trust.h"

#include "store-fixture.h"

typedef struct
{
  const char *base;
  SalveTrust *trust;
  SalveTokenSource *tokens; /* nullable */
} DeskServer;

typedef struct
{
  StoreFixture *fixture;
  SalveStore *store;
  SalveSync *sync;
} Desk;

Desk *desk_new (const DeskServer *server);
void desk_free (Desk *self);
gboolean desk_run_once (Desk *self);
void desk_sync (Desk *self);
SalveServerAbilities *desk_probe (Desk *self);
char *desk_put_patient (Desk *self, const char *family, guint n);
void desk_change_patient (Desk *self, const char *id, const char *pointer, const char *value);
void desk_assert_patient (Desk *self, const char *id, const char *path, const char *expected);
guint64 desk_count (Desk *self, const char *type);

void desks_check_there_and_back (const DeskServer *server);
void desks_check_both (const DeskServer *server);
void desks_check_booking (const DeskServer *server, guint pairs);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)
