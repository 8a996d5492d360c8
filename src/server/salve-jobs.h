/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work that is answered before it is done. A job is in the file before its number is given out; after a crash it goes on
 * where it stopped. */
#pragma once

#include "salve-service.h"

G_BEGIN_DECLS

/* A job as its row says. Plain. */
typedef struct
{
  char *id;
  char *kind;
  char *account;
  char *login;
  char *state; /* queued, running, done, failed, cancelled */
  gint64 created;
  gint64 total;
  gint64 done;
  gint64 refused;
  GBytes *request;
  GBytes *answer; /* NULL: none */
  gint64 status;  /* of the answer, 0: none */
  char *problem;
} SalveJob;

void salve_job_free (SalveJob *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveJob, salve_job_free)

/* What came of one item. Exactly one of resource and problem is set. */
typedef struct
{
  gint64 position;
  char *resource;
  char *problem;
} SalveJobItem;
void salve_job_item_free (gpointer item);

/* Does a job, on a fiber of its own. It asks salve_jobs_is_wanted() between slices and returns TRUE when that says no. */
typedef gboolean (*SalveJobFunc) (SalveJobs *jobs, SalveJob *job, GError **error);

SalveJobs *salve_jobs_new (SalveService *service);
void salve_jobs_free (SalveJobs *self);
SalveService *salve_jobs_get_service (SalveJobs *self);
void salve_jobs_start (SalveJobs *self);
DexFuture *salve_jobs_stop (SalveJobs *self);
gboolean salve_jobs_is_wanted (SalveJobs *self, SalveJob *job);
char *
salve_jobs_add (SalveExchange *exchange, const char *kind, gint64 total, GBytes *request, GError **error);
DexFuture *salve_jobs_progress (SalveJobs *self, SalveJob *job, GPtrArray *items);
DexFuture *salve_jobs_read (SalveService *service, const char *id);
gboolean salve_jobs_answer_later (SalveExchange *exchange, GError **error);

gboolean salve_jobs_handle_status (SalveExchange *exchange, GError **error);
gboolean salve_jobs_handle_cancel (SalveExchange *exchange, GError **error);

G_END_DECLS
