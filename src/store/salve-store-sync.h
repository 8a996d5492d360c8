/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pages of the staff program see of sync in the file: settings of the connection, what waits, what was refused,
 * what two people changed at once. The engine's own functions are in salve-sync-rows.h. */
#pragma once

#include "salve-store.h"

G_BEGIN_DECLS

/* Small settings that belong to the file: the server's address, its pin, its abilities. Never a secret. */
char *salve_store_get_setting (SalveStore *self, const char *name, GError **error);
DexFuture *salve_store_set_setting (SalveStore *self, const char *name, const char *value);

#define SALVE_SETTING_SERVER                                                                                 \
  "sync-server"                        /* base address, https://host:port/fhir; absent: a clinic by itself */
#define SALVE_SETTING_PIN "sync-pin"   /* hexadecimal SHA-256 of the server's public key */
#define SALVE_SETTING_HOME "sync-home" /* the server that the records were last the same with; stays */
#define SALVE_SETTING_HOME_PIN "sync-home-pin"
#define SALVE_SETTING_ABILITIES "sync-abilities"    /* JSON of SalveServerAbilities */
#define SALVE_SETTING_ACCEPTED "sync-risk-accepted" /* who accepted, when, in words; absent: nobody */

/* Two people changed one record: waits, visible, for a person. */
typedef struct
{
  gint64 id;
  char *type;
  char *resource_id;
  SalveResource *base;   /* what both began with; NULL where nobody knows */
  SalveResource *ours;   /* NULL: deleted here */
  SalveResource *theirs; /* NULL: deleted there */
  char *fields;          /* the JSON pointers that clash, one a line */
  char *our_actor;       /* who, NULL unknown */
  SalveInstant our_time;
  char *their_actor;
  SalveInstant their_time;
  SalveInstant found;
} SalveSyncConflict;
void salve_sync_conflict_free (SalveSyncConflict *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveSyncConflict, salve_sync_conflict_free)

/* Something the server refused for good, with what depends on it. */
typedef struct
{
  gint64 sequence;
  char *type;
  char *resource_id;
  char *operation; /* create, update, delete */
  char *error;     /* the server's words */
  guint attempts;
} SalveSyncRefusal;
void salve_sync_refusal_free (SalveSyncRefusal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveSyncRefusal, salve_sync_refusal_free)

GPtrArray *
salve_store_list_conflicts (SalveStore *self, guint limit, GError **error); /* open ones, newest first */
DexFuture *salve_store_settle_conflict (SalveStore *self,
                                        gint64 conflict,
                                        SalveResource *chosen, /* NULL: deleted */
                                        const char *actor,
                                        const char *device); /* → gint64 change id, which can be undone */
GPtrArray *salve_store_list_refusals (SalveStore *self, guint limit, GError **error);
DexFuture *salve_store_retry_refusal (SalveStore *self, gint64 sequence); /* queued again */
DexFuture *
salve_store_drop_refusal (SalveStore *self, gint64 sequence, const char *actor, const char *device);
gboolean
salve_store_count_sync (SalveStore *self, guint *waiting, guint *conflicts, guint *refused, GError **error);

G_END_DECLS
