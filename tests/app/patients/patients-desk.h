/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clinic of any size in a file of its own, for tests of the patients' views. */
#pragma once

#include "salve-clinic.h"

#define PATIENTS_DESK_NOW G_GINT64_CONSTANT (1782000000000000) /* 2026-06-21T00:00:00Z */

typedef struct
{
  char *folder;
  SalveStoreKey *key;
  SalveStore *store;
  SalveClinic *clinic;
} PatientsDesk;

PatientsDesk *patients_desk_new (guint n_patients, const char *locale_tag);
void patients_desk_free (PatientsDesk *self);
void patients_desk_fill (SalveStore *store, guint n_patients);
void patients_desk_put (SalveStore *store, const char *json);
gint64 patients_desk_wait_commit (DexFuture *future, GError **error);
SalveIdArray *
patients_desk_query (SalveStore *store, const char *text, SalvePatientSort sort, gboolean descending);
char *patients_desk_look (PatientsDesk *self, const char *type);
void patients_desk_spin (guint milliseconds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PatientsDesk, patients_desk_free)
