/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A FHIR server in memory, as far as sync needs one, that behaves like one of several real ones: what they were measured
 * or read to do is in their personality. It answers at once and never fails by itself: model-remote.h has the network. */
#pragma once

#include "model-data.h"
#include "salve-remote.h"

G_BEGIN_DECLS

#define MODEL_BASE "https://server.example/fhir"

typedef struct
{
  const char *name;
  const char *software;           /* as metadata gives it */
  gboolean put_creates;           /* else 404 */
  gboolean put_if_none_match;     /* a PUT with If-None-Match: * never changes what is there */
  gboolean if_match;              /* FALSE: a stale one is ignored */
  guint stale_status;             /* for a stale If-Match alone … */
  guint stale_status_transaction; /* … and in a transaction */
  gboolean if_none_exist;
  gboolean transactions; /* FALSE: a transaction is silently done as a batch */
  gboolean type_history;
  gboolean overlap_guard; /* two appointments of one actor at one time: 409 */
  gboolean counts_stamps; /* they never go back, and each page says which is the newest */
  gboolean opaque_versions;
  gboolean same_keeps_version; /* an update that changes nothing */
  gboolean checks_references;  /* to what is not there: 400 */
  gboolean no_schedules;       /* there is no such type, and so nothing to guard times with */
  gboolean offset_pages;       /* next links say how many lie before */
  gboolean frozen_pages; /* next links show what was found at first; else what lies behind the last one */
  guint max_count;
  gint64 grain; /* of lastUpdated, µs */
  gint64 lag;   /* at most so long before its commit is lastUpdated taken, µs */
} ModelPersonality;

extern const ModelPersonality model_personalities[];
extern const guint model_n_personalities;
const ModelPersonality *model_personality_find (const char *name);

typedef struct _ModelServer ModelServer;
ModelServer *model_server_new (const ModelPersonality *personality,
                               guint32 seed,
                               SalveInstant (*now) (gpointer data),
                               gpointer data);
void model_server_free (ModelServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelServer, model_server_free)

SalveRemoteResponse *model_server_handle (ModelServer *self, const SalveRemoteRequest *request);
void model_server_forget_pages (ModelServer *self); /* next links that were given out end with 410 */
void model_server_complain (ModelServer *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
const char *model_server_get_complaint (ModelServer *self);
ModelData *model_server_get_data (ModelServer *self);
const ModelPersonality *model_server_get_personality (ModelServer *self);

G_END_DECLS
