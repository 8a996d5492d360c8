/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server's accounts, on a real encrypted file, with a clock that the tests set. */
#pragma once

#include "salve-accounts-private.h"
#include "salve-secret.h"
#include "salve-store-run.h"
#include "store-fixture.h"

G_BEGIN_DECLS

#define SECOND SALVE_INSTANT_SECOND
#define PASSWORD "correct horse battery"

typedef struct
{
  StoreFixture *fixture;
  SalveStore *store;
  SalveAccounts *accounts;
  SalveInstant now;
  char *code; /* the last that was sent */
  char *to;
  guint n_sent;
} Clinic;

void clinic_open (Clinic *clinic);
Clinic *clinic_new (void);
void clinic_close (Clinic *clinic);
void clinic_free (Clinic *clinic);
gpointer accounts_wait_good (DexFuture *future);
void accounts_wait_done (DexFuture *future);
void accounts_wait_refused (DexFuture *future, int code);
SalveAccount *clinic_add (Clinic *clinic, const char *login, const char *role);
SalveTokens *clinic_sign_in (Clinic *clinic, const char *login);
void clinic_assert_valid (Clinic *clinic, const char *token, gboolean valid);
gint64 clinic_count_rows (Clinic *clinic, const char *sql);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Clinic, clinic_free)

G_END_DECLS
