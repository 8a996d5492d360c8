/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of sync's rows share: one file, the rules of a server, and each transaction by itself. */
#pragma once

#include "salve-sync-rows.h"
#include "store-fixture.h"

G_BEGIN_DECLS

#define A "6f1c0b0e-0000-4000-8000-00000000000a"
#define B "6f1c0b0e-0000-4000-8000-00000000000b"
#define C "6f1c0b0e-0000-4000-8000-00000000000c"
#define PATIENT(id, rest) "{\"resourceType\":\"Patient\",\"id\":\"" id "\"" rest "}"
#define VERSION(v) ",\"meta\":{\"versionId\":\"" v "\",\"lastUpdated\":\"2026-01-01T00:00:0" v "Z\"}"
#define GONE(id, version)                                                                                    \
  "{\"fullUrl\":\"https://server.example/fhir/Patient/" id "\",\"request\":{\"method\":\"DELETE\",\"url\":"  \
  "\"Patient/" id "\"},\"response\":{\"status\":\"204\",\"etag\":\"W/\\\"" version "\\\"\"}}"
#define MADE(id, rest)                                                                                       \
  "{\"resource\":" PATIENT (id, VERSION ("1") rest) ",\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}" \
                                                    "}"
#define MARK(id) ",\"identifier\":[{\"system\":\"" SALVE_LOCAL_ID_SYSTEM "\",\"value\":\"" id "\"}]"

typedef struct
{
  StoreFixture *fixture;
  SalveStore *store;
  SalveSyncRules rules;
} RowsDesk;

void rows_set_up (RowsDesk *desk, gconstpointer data);
void rows_tear_down (RowsDesk *desk, gconstpointer data);
gpointer rows_wait_boxed (DexFuture *future);
void rows_wait_done (DexFuture *future);
SalveSyncBatch *rows_begin (RowsDesk *desk);
const SalveSyncEntry *rows_entry (SalveSyncBatch *batch, guint index);
void
rows_acknowledge (RowsDesk *desk, const SalveSyncEntry *sent, const char *server_id, const char *version);
void rows_put (RowsDesk *desk, const char *json);
SalveSyncCounts *rows_apply (RowsDesk *desk, const char *entries, const char *const *cursors);
char *rows_read_member (RowsDesk *desk, const char *type, const char *id, const char *path);
void
rows_assert_member (RowsDesk *desk, const char *type, const char *id, const char *path, const char *wanted);
gboolean rows_body_has (const SalveSyncEntry *sent, const char *text);

G_END_DECLS
