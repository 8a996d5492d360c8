/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sync engine does to the file: each function is one transaction on the writer's thread and answers with a
 * future. What is on its way to a server lies in "inflight" as the bytes that were sent, so that a crash or a lost
 * answer can be compared with what the server has. */
#pragma once

#include "salve-bundle.h"
#include "salve-store.h"

G_BEGIN_DECLS

/* The identifier that every resource carries on a server that gives ids of its own: its id here. */
#define SALVE_LOCAL_ID_SYSTEM "http://salveclinic.github.io/fhir/local-id"

/**
 * SalveMergeFunc:
 * @base: (nullable): what both began with
 * @clashes: (element-type utf8): gets the JSON pointers of what only a person can decide
 *
 * Merges three ways; called on the writer's thread.
 *
 * Returns: (transfer full): the merged resource, which is @ours wherever both clash; NULL with an error
 */
typedef SalveResource *(*SalveMergeFunc) (SalveResource *base,
                                          SalveResource *ours,
                                          SalveResource *theirs,
                                          GPtrArray *clashes,
                                          GError **error);

/* What the server is like, as far as the rows have to know. Copied by every function that takes it. */
typedef struct
{
  const char *base;      /* its address: absolute references to it are the same as relative ones */
  gboolean put_creates;  /* ids are the same here and there; otherwise the server gives its own */
  gboolean transactions; /* what depends on each other may go together */
  gboolean guards;       /* bookings go one by one, each behind a guard that the client keeps */
  gboolean is_salve;     /* every id may be created by PUT, not UUIDs only */
  guint most_entries;    /* of one batch */
  gsize most_bytes;      /* of one batch, unless one entry alone has more */
  SalveMergeFunc merge;
  SalveInstant emergency_until; /* what comes now and was not here may stay up to then; 0: for good */
} SalveSyncRules;

/* Begins the names of cursors of what came for an emergency. */
#define SALVE_SYNC_EMERGENCY "emergency "

/* A Schedule that only guards somebody's time: its version is the lock. It is nothing to a desk. */
#define SALVE_BOOKING_GUARD_SYSTEM "http://salveclinic.github.io/fhir/booking-guard"

/* Something on its way to the server. */
typedef struct
{
  char *operation_id; /* a UUID, also urn:uuid: of the Bundle's entry */
  char *type;
  char *id;           /* here */
  char *server_id;    /* there; NULL where the server has yet to give one */
  char *operation;    /* create, update, delete */
  char *base_version; /* what the server had; NULL for a creation */
  GBytes *body;       /* exactly what is sent; NULL for a deletion */
  guint attempts;     /* before this one */
  gboolean
      revives; /* the server had it and it was deleted there: somebody else may be faster in making it anew */
  gboolean books;    /* takes time of somebody that it did not take there before */
  gboolean deferred; /* names something the server does not know yet: has to be sent once more afterwards */
} SalveSyncEntry;

#define SALVE_TYPE_SYNC_BATCH (salve_sync_batch_get_type ())
typedef struct
{
  gatomicrefcount ref_count;
  GPtrArray *entries; /* (element-type SalveSyncEntry): what is referred to comes before what refers to it */
  guint quarantined;  /* found on the way: they refer to what was refused */
} SalveSyncBatch;
GType salve_sync_batch_get_type (void) G_GNUC_CONST;
SalveSyncBatch *salve_sync_batch_ref (SalveSyncBatch *self);
void salve_sync_batch_unref (SalveSyncBatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveSyncBatch, salve_sync_batch_unref)

/* The server's yes. */
typedef struct
{
  char *operation_id;
  char *server_id;         /* NULL: the one that was sent */
  char *version;           /* NULL for a deletion, or where it was not said */
  SalveResource *accepted; /* as the server has it now, with its ids; NULL: as it was sent */
} SalveSyncAnswer;
SalveSyncAnswer *salve_sync_answer_new (const char *operation_id,
                                        const char *server_id,
                                        const char *version,
                                        SalveResource *accepted);
void salve_sync_answer_free (SalveSyncAnswer *self);

typedef enum
{
  SALVE_SYNC_MET_ECHO,     /* the server has what was sent: acknowledged */
  SALVE_SYNC_MET_RESEND,   /* merged, or nobody else had changed it: queued again upon the server's version */
  SALVE_SYNC_MET_THEIRS,   /* nothing of ours was left to send */
  SALVE_SYNC_MET_CONFLICT, /* waits for a person */
} SalveSyncMet;

DexFuture *salve_sync_rows_prepare (SalveStore *store); /* once, before the first of the others */
DexFuture *salve_sync_rows_begin (SalveStore *store, const SalveSyncRules *rules); /* → SalveSyncBatch */
DexFuture *salve_sync_rows_list_inflight (SalveStore *store);                      /* → SalveSyncBatch */
DexFuture *salve_sync_rows_name (SalveStore *store, const SalveSyncRules *rules, GPtrArray *answers);
DexFuture *salve_sync_rows_acknowledge (SalveStore *store, const SalveSyncRules *rules, GPtrArray *answers);
DexFuture *salve_sync_rows_requeue (SalveStore *store,
                                    const char *const *operation_ids,
                                    SalveInstant not_before,
                                    const char *error);
DexFuture *salve_sync_rows_refuse (SalveStore *store, const char *operation_id, const char *error);
DexFuture *salve_sync_rows_meet (SalveStore *store,
                                 const SalveSyncRules *rules,
                                 const char *operation_id,
                                 const char *server_id,
                                 SalveResource *theirs,
                                 const char *version,
                                 SalveInstant not_before,
                                 const char *problem); /* → SalveSyncMet as int */

/* A page that came, and the cursors that are true with it: name, value, name, value, …; an empty value forgets one. */
#define SALVE_TYPE_SYNC_COUNTS (salve_sync_counts_get_type ())
typedef struct
{
  guint written;
  guint unchanged;
  guint deleted;
  guint merged;
  guint conflicts;
  guint unreadable;
} SalveSyncCounts;
GType salve_sync_counts_get_type (void) G_GNUC_CONST;
DexFuture *salve_sync_rows_apply (SalveStore *store,
                                  const SalveSyncRules *rules,
                                  SalveBundle *page,
                                  const char *const *cursors); /* → SalveSyncCounts */
typedef struct
{
  SalveBundle *page;
  GStrv cursors;
} SalveSyncStep;
SalveSyncStep *salve_sync_step_new (SalveBundle *page, const char *const *cursors);
void salve_sync_step_free (gpointer step);
DexFuture *salve_sync_rows_load (SalveStore *store,
                                 const SalveSyncRules *rules,
                                 GPtrArray *steps,
                                 gboolean first); /* → SalveSyncCounts */
DexFuture *salve_sync_rows_forget (SalveStore *store,
                                   const SalveSyncRules *rules,
                                   const char *type,
                                   const char *server_id,
                                   const char *version);        /* gone there → SalveSyncCounts */
DexFuture *salve_sync_rows_end_emergencies (SalveStore *store); /* → gint64: how many went */
DexFuture *salve_sync_rows_read_cursors (SalveStore *store);    /* → GHashTable of texts */

DexFuture *salve_sync_rows_forget_server (SalveStore *store, const char *actor); /* before another one */

/* For reconciling with a server that does not say what was deleted: "id\nversion" of what it should still have. */
DexFuture *salve_sync_rows_list_known (SalveStore *store, const char *type); /* → GStrv */

G_END_DECLS
