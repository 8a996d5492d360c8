/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the engine share. All of it runs in fibers on the engine's main context; what awaits says so. */
#pragma once

#include "salve-bundle.h"
#include "salve-sync-rows.h"
#include "salve-sync.h"

G_BEGIN_DECLS

struct _SalveSync
{
  GObject parent_instance;

  SalveStore *store;
  SalveRemote *remote;
  SalveSyncEnvironment env;
  SalveServerAbilities *abilities; /* NULL until they are known */
  GHashTable *cursors;             /* a copy of what is in the file */
  gboolean prepared;
  gboolean risk_accepted;

  SalveSyncState state;
  guint n_waiting;
  SalveInstant due; /* when the first of those that wait may go; 0: at once */
  guint n_conflicts;
  guint n_quarantined;
  double progress;
  char *what;
  SalveInstant last_success;
  char *last_error;

  DexFuture *round;        /* the one under way; NULL */
  DexFuture *loop;         /* NULL before the first start */
  DexPromise *woken;       /* resolved by salve_sync_wake() while the loop waits; NULL */
  gboolean running;        /* salve_sync_start() was called */
  gboolean wanted;         /* woken while a round was under way */
  guint failures;          /* rounds in a row */
  gint64 ahead;            /* µs by which the server's clock is, in this round; G_MININT64: it did not say */
  gint64 retry_after;      /* µs the server asked for; -1: it did not */
  guint most_entries;      /* of the next batch: halved while the server refuses one as a whole */
  gboolean history_closed; /* the account may not see the history of everything */
  gboolean loading;        /* rows that searches walk may be missing until salve_store_finish_load() */
  guint hiccups;           /* answers 500 in a row */
  gboolean accepts; /* since it last stumbled over everything it has taken something, or a round was well */
  GHashTable *stumbles;   /* "Type/id" → how often the server stumbled over it alone */
  gboolean reader_is_new; /* the server was not asked yet what whoever works here may read */
  char *treating;         /* the reader's id as a doctor, where they read what they treat; NULL */
};

/* Talking. On failure the error is of SALVE_REMOTE_ERROR. */
SalveRemoteResponse *
salve_sync_send (SalveSync *self, SalveRemoteRequest *request, GError **error);          /* awaits */
SalveRemoteResponse *salve_sync_get (SalveSync *self, const char *path, GError **error); /* awaits */
gboolean salve_sync_check (SalveSync *self, SalveRemoteResponse *response, GError **error);
SalveResource *salve_sync_read_body (SalveRemoteResponse *response);
char *salve_sync_say_refusal (guint status, SalveResource *outcome);
char *salve_sync_version_of (const char *etag, SalveResource *resource);
char *salve_sync_id_of_location (const char *location);
gboolean salve_sync_puts_new (SalveSync *self);
SalveSyncRules salve_sync_get_rules (SalveSync *self);
gint64 salve_sync_back_off (SalveSync *self, guint attempts);
void salve_sync_count (SalveSync *self); /* awaits */
void salve_sync_say (SalveSync *self, const char *what, double progress);
const char *salve_sync_get_cursor (SalveSync *self, const char *name);

/* What the server said to one of the entries. */
typedef struct
{
  guint status;
  char *etag;
  char *location;
  SalveResource *resource; /* NULL: it did not send it back, or it is the outcome */
  SalveResource *outcome;
} SalveSyncVerdict;
void salve_sync_verdict_clear (SalveSyncVerdict *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SalveSyncVerdict, salve_sync_verdict_clear)
void salve_sync_take_verdict (const SalveBundleEntry *entry, SalveSyncVerdict *verdict);

/* What the server has of an entry; theirs NULL where it has nothing. */
typedef struct
{
  SalveResource *theirs;
  char *server_id;
  char *version;
  gboolean closed; /* whoever is signed in may not see it */
  gint64 pause;    /* µs until what is to go again may; 0: at once */
  const char *why; /* what people are told of that; NULL */
} SalveSyncLook;
void salve_sync_look_clear (SalveSyncLook *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SalveSyncLook, salve_sync_look_clear)
gboolean salve_sync_look_at (SalveSync *self,
                             const SalveSyncEntry *entry,
                             const char *server_id,
                             SalveSyncLook *look,
                             GError **error); /* awaits */
gboolean salve_sync_meet_look (SalveSync *self,
                               const SalveSyncEntry *entry,
                               const SalveSyncLook *look,
                               GError **error);                                       /* awaits */
gboolean salve_sync_name_those (SalveSync *self, GPtrArray *answers, GError **error); /* awaits */

/* Steps of the upload; all of them await. */
gboolean salve_sync_settle (SalveSync *self,
                            const SalveSyncEntry *entry,
                            const SalveSyncVerdict *verdict,
                            SalveRemoteResponse *response,
                            GPtrArray *answers,
                            GError **error);
gboolean salve_sync_acknowledge (SalveSync *self, GPtrArray *answers, GError **error);
gboolean salve_sync_requeue (SalveSync *self,
                             const SalveSyncEntry *entry,
                             gint64 pause,
                             const char *why,
                             GError **error);
gboolean salve_sync_refuse (SalveSync *self,
                            const SalveSyncEntry *entry,
                            const SalveSyncVerdict *verdict,
                            GError **error);
gboolean salve_sync_send_alone (SalveSync *self, const SalveSyncEntry *entry, GError **error);
SalveRemoteResponse *
salve_sync_ask (SalveSync *self, const SalveSyncEntry *entry, SalveSyncVerdict *verdict, GError **error);
gboolean salve_sync_take_answer (SalveSync *self,
                                 const SalveSyncEntry *entry,
                                 const SalveSyncVerdict *verdict,
                                 SalveRemoteResponse *response,
                                 GError **error);
char *salve_sync_mark_of (const SalveSyncEntry *entry);
gboolean salve_sync_meet_there (SalveSync *self, const SalveSyncEntry *entry, GError **error);
gboolean salve_sync_book (SalveSync *self, const SalveSyncEntry *entry, GError **error);
gboolean salve_sync_confirm (SalveSync *self,
                             const SalveSyncEntry *entry,
                             SalveResource *there,
                             const char *version,
                             gboolean *stays,
                             GError **error);
void salve_sync_append_entry (SalveSync *self, GString *out, const SalveSyncEntry *entry);

/* Whoever is signed in may not do this; somebody else who signs in at this desk may. The others go on meanwhile. */
#define SALVE_SYNC_FORBIDDEN_FOR (600 * SALVE_INSTANT_SECOND)
#define SALVE_SYNC_ENTRIES 100 /* of one batch at most */

/* What the files of the download share. */
#define SALVE_SYNC_PAGE 500
extern const char *const salve_sync_types[]; /* what a clinic keeps, in the order in which a desk needs it */
extern const gsize salve_sync_n_types;

/* What one answer was good for. */
typedef enum
{
  SALVE_SYNC_GOT,     /* a page */
  SALVE_SYNC_NO_PAGE, /* the address is no good: an expired link, a search it does not know */
  SALVE_SYNC_CLOSED,  /* this desk may not read it */
  SALVE_SYNC_FAILED,  /* with an error */
} SalveSyncGot;

SalveSyncGot salve_sync_read_page (SalveSync *self,
                                   SalveRemoteResponse *response,
                                   SalveBundle **page,
                                   SalveInstant *start,
                                   GError **error);
SalveSyncGot salve_sync_get_page (SalveSync *self,
                                  const char *path,
                                  SalveBundle **page,
                                  SalveInstant *start,
                                  GError **error); /* awaits */
gboolean
salve_sync_fetch_loose (SalveSync *self, const char *path, SalveBundle **page, GError **error); /* awaits */
gboolean salve_sync_serves (SalveSync *self, const char *type);
char *salve_sync_name_cursor (const char *type, const char *part);
char *salve_sync_format_since (SalveSync *self, const char *cursor);
SalveInstant salve_sync_read_instant (const char *text);
#define SALVE_SYNC_DOUBT "doubt" /* a cursor that is there while something may have been missed */
gboolean salve_sync_has_doubt (SalveSync *self);
SalveInstant salve_sync_read_clock (SalveSync *self, SalveBundle *page, SalveInstant date);
gboolean salve_sync_went_back (SalveSync *self, const char *cursor, SalveInstant now);
char *salve_sync_format_instant (SalveInstant time);
gboolean salve_sync_read_histories (SalveSync *self, GError **error);          /* awaits */
gboolean salve_sync_read_what_changed (SalveSync *self, GError **error);       /* awaits */
gboolean salve_sync_reconcile (SalveSync *self, gboolean now, GError **error); /* awaits */

/* Who reads (salve-sync-reader.c). */
gboolean salve_sync_meet_reader (SalveSync *self, GError **error); /* awaits */
gboolean salve_sync_check_reader (SalveSync *self, GError **error);
gboolean salve_sync_fetch_treated (SalveSync *self, SalveBundle *page, GError **error); /* awaits */

/* Today and the week, and who was asked for already on the way. */
typedef struct _SalveSyncAgenda SalveSyncAgenda;
SalveSyncAgenda *salve_sync_agenda_new (void);
void salve_sync_agenda_free (SalveSyncAgenda *agenda);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveSyncAgenda, salve_sync_agenda_free)
gboolean salve_sync_fetch_today (SalveSync *self, SalveSyncAgenda *agenda, GError **error); /* awaits */
gboolean salve_sync_fetch_week (SalveSync *self, SalveSyncAgenda *agenda, GError **error);  /* awaits */

gboolean salve_sync_probe_server (SalveSync *self, GError **error);               /* awaits */
gboolean salve_sync_begin_history (SalveSync *self, GError **error);              /* awaits */
gboolean salve_sync_recover (SalveSync *self, gboolean answered, GError **error); /* awaits */
gboolean salve_sync_upload (SalveSync *self, GError **error);                     /* awaits */
gboolean salve_sync_download (SalveSync *self, GError **error);                   /* awaits */
SalveBundle *salve_sync_parse (GBytes *body);                                     /* awaits */
gboolean salve_sync_finish_load (SalveSync *self,
                                 DexFuture *written,
                                 GPtrArray *steps,
                                 SalveSyncCounts *counts,
                                 GError **error); /* awaits */
gboolean salve_sync_apply (SalveSync *self,
                           SalveBundle *page,
                           const char *const *cursors,
                           SalveSyncCounts *counts,
                           GError **error); /* awaits */

G_END_DECLS
