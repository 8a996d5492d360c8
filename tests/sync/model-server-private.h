/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-server.h"
#include "salve-element.h"

G_BEGIN_DECLS

struct _ModelServer
{
  const ModelPersonality *personality;
  ModelData *data;
  GRand *random;
  SalveInstant (*now) (gpointer data);
  gpointer now_data;
  SalveInstant newest; /* of its stamps */
  guint n_ids;
  guint n_pages;
  GHashTable *pages;  /* token -> ModelPage */
  char *complaint;    /* nullable */
  GHashTable *coming; /* places that the transaction under way will fill; NULL outside */
};

/* What came of one interaction, alone or in a Bundle. */
typedef struct
{
  guint status;
  ModelRow *row;         /* nullable */
  ModelVersion *version; /* nullable */
  char *bundle;          /* nullable: the whole answer */
  char *wrong;           /* nullable: in words */
} ModelAnswer;

void model_answer_clear (ModelAnswer *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ModelAnswer, model_answer_clear)
void model_answer_refuse (ModelAnswer *self, guint status, const char *format, ...) G_GNUC_PRINTF (3, 4);
char *model_answer_to_outcome (const ModelAnswer *self);

/* One interaction, as a request or as an entry's. */
typedef struct
{
  const char *method;
  const char *path; /* relative, with its query */
  SalveResource *body;
  const char *if_match;
  const char *if_none_match; /* only * is understood */
  const char *if_none_exist;
  const char *new_id; /* for a POST; NULL: one is made */
  gboolean in_transaction;
} ModelOperation;

char *model_format_time (SalveInstant time);
void model_server_operate (ModelServer *self, const ModelOperation *operation, ModelAnswer *answer);
void model_server_write (ModelServer *self, const ModelOperation *operation, ModelAnswer *answer);
void model_server_bundle (ModelServer *self, SalveResource *bundle, ModelAnswer *answer);
GPtrArray *model_server_match (ModelServer *self, const char *type, const char *query, char **wrong);
void model_server_search (ModelServer *self, const char *type, const char *query, ModelAnswer *answer);
void model_server_history (ModelServer *self,
                           const char *type,
                           const char *id,
                           const char *query,
                           ModelAnswer *answer);
void model_server_page (ModelServer *self, const char *token, ModelAnswer *answer);
void model_page_free (gpointer page);

G_END_DECLS
