/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-sight.h"
#include "salve-statement.h"
#include "salve-store.h"
#include "salve-worker.h"

G_BEGIN_DECLS

#define SALVE_STORE_READERS 3

struct _SalveStore
{
  GObject parent_instance;

  GFile *file;
  char *path;
  SalveStoreKey *key;
  SalveLocale *locale;
  GTimeZone *zone; /* the clinic's */
  GMainContext *context;
  SalveConnection *reader; /* of the opening thread */
  SalveWorker *writer;     /* NULL when read-only */
  SalveWorker *lister;     /* long queries */
  SalveWorker *pager;      /* pages of a list that is scrolled; NULL until the first of them */
  GMutex readers_lock;
  SalveWorker *readers[SALVE_STORE_READERS]; /* of salve_store_run_read(); NULL until its first call */
  SalveInstant (*now) (gpointer data);
  gpointer now_data;
  gboolean keeps_outbox;
  SalveInstant
      last_stamp;    /* of what was written; the writer's thread alone looks at it; 0: not asked for yet */
  SalveSight *sight; /* NULL: a screen shows everything */
};

SalveInstant salve_store_now (SalveStore *self);
SalveConnection *salve_store_get_reader (SalveStore *self, GError **error);
DexFuture *salve_store_push_write (SalveStore *self,
                                   SalvePriority priority,
                                   SalveWorkFunc func,
                                   gpointer data,
                                   GDestroyNotify destroy);
gboolean salve_store_copy_to_file (SalveConnection *from,
                                   GFile *to,
                                   SalveStoreKey *key,
                                   SalveStoreProgressFunc progress,
                                   gpointer user_data,
                                   GCancellable *cancellable,
                                   GError **error);
void salve_store_emit_changed (SalveStore *self, const char *type, const char *id);

/* The row of a resource as it is now. body is only read where wanted. */
typedef struct
{
  gint64 rowid; /* 0: there is none */
  gint64 version;
  gboolean deleted;
  gint64 time; /* when that version was written, µs UTC */
  GBytes *body;
} SalveResourceState;

gboolean salve_store_look_up (SalveConnection *connection,
                              const char *type,
                              const char *id,
                              gboolean want_body,
                              SalveResourceState *state,
                              GError **error);
gboolean salve_store_write_resource (SalveConnection *connection,
                                     SalveResource *resource,
                                     const SalveResourceState *state,
                                     gint64 time,
                                     int new_state,
                                     GError **error);
void salve_resource_state_clear (SalveResourceState *state);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SalveResourceState, salve_resource_state_clear)

/* The columns that salve_patient_row_new_from_row() reads, from "patient AS p". ?1 is now. */
#define SALVE_PATIENT_ROW_COLUMNS                                                                            \
  "p.rowid, p.id, p.family, p.given, p.prefix, p.suffix, p.name_text, p.birth_date, p.estimated, p.gender, " \
  "p.phone,"                                                                                                 \
  " p.number, p.doctor, p.last_visit, (SELECT start FROM appointment WHERE patient_id = p.id AND start >= "  \
  "?1 AND"                                                                                                   \
  " status NOT IN ('cancelled', 'noshow', 'entered-in-error') ORDER BY start LIMIT 1), p.active, "           \
  "p.deceased,"                                                                                              \
  " p.has_photo"
SalvePatientRow *salve_patient_row_new_from_row (SalveStatement *row, const SalveLocale *locale);

/* What a person typed into a search, taken apart. */
typedef struct
{
  GPtrArray *words; /* (element-type SalveSearchWord) */
} SalveSearch;

typedef struct
{
  char *key;    /* " anna": a space and the folded word, as it stands in search_key; NULL for a date */
  char *digits; /* a telephone fragment; NULL where it is too short or has letters */
  char *date;   /* the beginning of an ISO date; NULL where it is none */
} SalveSearchWord;

SalveSearch *salve_search_parse (const char *text, const SalveLocale *locale, SalvePartialDate today);
void salve_search_free (SalveSearch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveSearch, salve_search_free)
GArray *salve_search_run (SalveConnection *connection,
                          SalveSearch *search,
                          SalveSight *sight,
                          gboolean inactive,
                          guint limit,
                          GError **error);

G_END_DECLS
