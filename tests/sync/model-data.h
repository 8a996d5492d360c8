/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the model server keeps: every version of every resource, and a way back out of a transaction. */
#pragma once

#include "salve-instant.h"
#include "salve-resource.h"

G_BEGIN_DECLS

typedef struct
{
  char *version_id;
  SalveInstant updated; /* as it says itself */
  guint64 commit;       /* the true order */
  SalveResource *body;  /* with its id and meta; NULL: deleted */
} ModelVersion;

typedef struct
{
  char *type;
  char *id;
  guint64 made;        /* the order of their making */
  GPtrArray *versions; /* ModelVersion, the oldest first; never empty */
} ModelRow;

typedef struct _ModelData ModelData;
ModelData *model_data_new (void);
void model_data_free (ModelData *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelData, model_data_free)

ModelRow *model_data_find (ModelData *self, const char *type, const char *id);
GPtrArray *model_data_list (ModelData *self, const char *type);
guint64 model_data_count_commits (ModelData *self);
ModelVersion *model_row_newest (ModelRow *row);
ModelVersion *model_data_put (ModelData *self,
                              const char *type,
                              const char *id,
                              const char *version_id,
                              SalveInstant updated,
                              SalveResource *body,
                              ModelRow **row);
void model_data_begin (ModelData *self);
void model_data_commit (ModelData *self);
void model_data_rollback (ModelData *self);

G_END_DECLS
