/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model-data.h"

struct _ModelData
{
  GPtrArray *rows;    /* ModelRow */
  GHashTable *places; /* "Type/id" -> ModelRow */
  guint64 commits;
  GPtrArray *touched; /* ModelRow, once for each version since model_data_begin(); NULL outside */
};

static void
version_free (gpointer data)
{
  ModelVersion *version = data;

  g_free (version->version_id);
  g_clear_pointer (&version->body, salve_resource_unref);
  g_free (version);
}

static void
row_free (gpointer data)
{
  ModelRow *row = data;

  g_free (row->type);
  g_free (row->id);
  g_ptr_array_unref (row->versions);
  g_free (row);
}

ModelData *
model_data_new (void)
{
  ModelData *self = g_new0 (ModelData, 1);

  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
model_data_free (ModelData *self)
{
  g_ptr_array_unref (self->rows);
  g_hash_table_unref (self->places);
  g_clear_pointer (&self->touched, g_ptr_array_unref);
  g_free (self);
}

/* Counts what was put, also what was rolled back since. */
guint64
model_data_count_commits (ModelData *self)
{
  return self->commits;
}

/* Returns: (transfer none) (nullable): also one that is deleted */
ModelRow *
model_data_find (ModelData *self, const char *type, const char *id)
{
  g_autofree char *place = g_strconcat (type, "/", id, NULL);

  return g_hash_table_lookup (self->places, place);
}

/* Returns: (transfer container): rows of that type, deleted ones too, as they were made; type NULL: of all */
GPtrArray *
model_data_list (ModelData *self, const char *type)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < self->rows->len; i++)
    if (type == NULL || g_str_equal (((ModelRow *)self->rows->pdata[i])->type, type))
      g_ptr_array_add (found, self->rows->pdata[i]);
  return found;
}

ModelVersion *
model_row_newest (ModelRow *row)
{
  return row->versions->pdata[row->versions->len - 1];
}

static ModelRow *
ensure_row (ModelData *self, const char *type, const char *id)
{
  ModelRow *row = model_data_find (self, type, id);

  if (row != NULL)
    return row;
  row = g_new0 (ModelRow, 1);
  row->type = g_strdup (type);
  row->id = g_strdup (id);
  row->made = self->commits;
  row->versions = g_ptr_array_new_with_free_func (version_free);
  g_ptr_array_add (self->rows, row);
  g_hash_table_insert (self->places, g_strconcat (type, "/", id, NULL), row);
  return row;
}

/* body: (nullable): NULL for a deletion */
ModelVersion *
model_data_put (ModelData *self,
                const char *type,
                const char *id,
                const char *version_id,
                SalveInstant updated,
                SalveResource *body,
                ModelRow **row)
{
  ModelVersion *version = g_new0 (ModelVersion, 1);

  *row = ensure_row (self, type, id);
  version->version_id = g_strdup (version_id);
  version->updated = updated;
  version->commit = ++self->commits;
  version->body = body != NULL ? salve_resource_ref (body) : NULL;
  g_ptr_array_add ((*row)->versions, version);
  if (self->touched != NULL)
    g_ptr_array_add (self->touched, *row);
  return version;
}

void
model_data_begin (ModelData *self)
{
  g_assert_null (self->touched);
  self->touched = g_ptr_array_new ();
}

void
model_data_commit (ModelData *self)
{
  g_clear_pointer (&self->touched, g_ptr_array_unref);
}

void
model_data_rollback (ModelData *self)
{
  for (guint i = self->touched->len; i > 0; i--)
    {
      ModelRow *row = self->touched->pdata[i - 1];

      g_ptr_array_set_size (row->versions, (int)row->versions->len - 1);
      if (row->versions->len == 0)
        {
          g_autofree char *place = g_strconcat (row->type, "/", row->id, NULL);

          g_hash_table_remove (self->places, place);
          g_ptr_array_remove (self->rows, row);
        }
    }
  g_clear_pointer (&self->touched, g_ptr_array_unref);
}
