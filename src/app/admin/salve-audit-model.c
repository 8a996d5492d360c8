/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-audit-model.h"

#include "salve-store-run.h"

#include <gio/gio.h>

/* Several screens. */
#define PAGE 200

struct _SalveAuditModel
{
  GObject parent_instance;

  SalveStore *store;
  GPtrArray *rows; /* SalveAuditRow */
  char *actor;
  char *resource_id;
  SalveInstant from;
  SalveInstant until;
  guint serial; /* of the filter: answers to an older one are dropped */
  gboolean loading;
  gboolean complete;
  char *error;
};

enum
{
  PROP_0,
  PROP_LOADING,
  PROP_COMPLETE,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void salve_audit_model_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE (SalveAuditRow, salve_audit_row, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (SalveAuditModel,
                               salve_audit_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, salve_audit_model_list_init))

static void
salve_audit_row_finalize (GObject *object)
{
  SalveAuditRow *self = SALVE_AUDIT_ROW (object);

  g_free (self->actor);
  g_free (self->action);
  g_free (self->type);
  g_free (self->resource_id);
  g_free (self->detail);
  G_OBJECT_CLASS (salve_audit_row_parent_class)->finalize (object);
}

static void
salve_audit_row_class_init (SalveAuditRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_audit_row_finalize;
}

static void
salve_audit_row_init (SalveAuditRow *self)
{
}

/* One page, as it travels to the store's thread and back. */
typedef struct
{
  SalveAuditModel *model;
  guint serial;
  gint64 before;
  char *actor;
  char *resource_id;
  SalveInstant from;
  SalveInstant until;
} Page;

static void
page_free (gpointer data)
{
  Page *page = data;

  g_object_unref (page->model);
  g_free (page->actor);
  g_free (page->resource_id);
  g_free (page);
}

static const char page_sql[] =
    "SELECT id, time, actor, action, type, resource_id, detail FROM audit WHERE id < ?1"
    " AND (?2 IS NULL OR instr (lower (actor), lower (?2)) > 0) AND (?3 IS NULL OR resource_id = ?3)"
    " AND time >= ?4 AND time < ?5 ORDER BY id DESC LIMIT ?6";

static SalveAuditRow *
read_row (SalveStatement *statement)
{
  SalveAuditRow *row = g_object_new (SALVE_TYPE_AUDIT_ROW, NULL);

  row->id = salve_statement_int (statement, 0);
  row->time = salve_statement_int (statement, 1);
  row->actor = g_strdup (salve_statement_text (statement, 2));
  row->action = g_strdup (salve_statement_text (statement, 3));
  row->type = g_strdup (salve_statement_text (statement, 4));
  row->resource_id = g_strdup (salve_statement_text (statement, 5));
  row->detail = g_strdup (salve_statement_text (statement, 6));
  return row;
}

/* On the store's thread: the page is not touched by anybody else meanwhile. */
static gboolean
read_page (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  const Page *page = data;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SalveStatement) statement = salve_connection_prepare (connection, page_sql, error);
  gboolean row = FALSE;

  if (statement == NULL)
    return FALSE;
  salve_statement_bind_int (statement, 1, page->before);
  salve_statement_bind_text (statement, 2, page->actor);
  salve_statement_bind_text (statement, 3, page->resource_id);
  salve_statement_bind_int (statement, 4, page->from == SALVE_INSTANT_NONE ? G_MININT64 : page->from);
  salve_statement_bind_int (statement, 5, page->until == SALVE_INSTANT_NONE ? G_MAXINT64 : page->until);
  salve_statement_bind_int (statement, 6, PAGE);
  do
    {
      if (!salve_statement_step (statement, &row, error))
        return FALSE;
      if (row)
        g_ptr_array_add (rows, read_row (statement));
    }
  while (row);
  g_value_init (value, G_TYPE_PTR_ARRAY);
  g_value_take_boxed (value, g_steal_pointer (&rows));
  return TRUE;
}

static void
set_state (SalveAuditModel *self, gboolean loading, gboolean complete, const char *error)
{
  if (self->loading != loading)
    {
      self->loading = loading;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
    }
  if (self->complete != complete)
    {
      self->complete = complete;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
    }
  if (g_set_str (&self->error, error))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

typedef struct
{
  SalveAuditModel *model;
  guint serial;
} Waiting;

static void
waiting_free (gpointer data)
{
  g_object_unref (((Waiting *)data)->model);
  g_free (data);
}

static DexFuture *
on_page (DexFuture *future, gpointer data)
{
  Waiting *waiting = data;
  SalveAuditModel *self = waiting->model;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);
  guint before = self->rows->len;
  GPtrArray *rows;

  if (waiting->serial != self->serial)
    return NULL;
  if (value == NULL)
    {
      set_state (self, FALSE, TRUE, error->message);
      return NULL;
    }
  rows = g_value_get_boxed (value);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (self->rows, g_object_ref (rows->pdata[i]));
  if (rows->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, rows->len);
  set_state (self, FALSE, rows->len < PAGE, NULL);
  return NULL;
}

/**
 * salve_audit_model_load_more:
 *
 * Reads the rows before the last one, unless that is being done or there are none.
 */
void
salve_audit_model_load_more (SalveAuditModel *self)
{
  Page *page;
  Waiting *waiting;
  DexFuture *future;

  g_return_if_fail (SALVE_IS_AUDIT_MODEL (self));

  if (self->loading || self->complete)
    return;
  page = g_new0 (Page, 1);
  *page =
      (Page){ .model = g_object_ref (self),
              .before = self->rows->len > 0 ? ((SalveAuditRow *)self->rows->pdata[self->rows->len - 1])->id
                                            : G_MAXINT64,
              .actor = g_strdup (self->actor),
              .resource_id = g_strdup (self->resource_id),
              .from = self->from,
              .until = self->until };
  waiting = g_new0 (Waiting, 1);
  *waiting = (Waiting){ g_object_ref (self), self->serial };
  set_state (self, TRUE, FALSE, NULL);
  future = salve_store_run_read (self->store, SALVE_PRIORITY_PERSON, read_page, page, page_free);
  dex_future_disown (dex_future_finally (future, on_page, waiting, waiting_free));
}

/**
 * salve_audit_model_filter:
 * @filter: what is looked for; copied
 *
 * Begins anew from the newest row.
 */
void
salve_audit_model_filter (SalveAuditModel *self, const SalveAuditFilter *filter)
{
  guint n;

  g_return_if_fail (SALVE_IS_AUDIT_MODEL (self));

  n = self->rows->len;
  self->serial++;
  g_set_str (&self->actor, filter->actor);
  g_set_str (&self->resource_id, filter->resource_id);
  self->from = filter->from;
  self->until = filter->until;
  g_ptr_array_set_size (self->rows, 0);
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
  set_state (self, FALSE, FALSE, NULL);
  salve_audit_model_load_more (self);
}

static GType
salve_audit_model_get_item_type (GListModel *model)
{
  return SALVE_TYPE_AUDIT_ROW;
}

static guint
salve_audit_model_get_n_items (GListModel *model)
{
  return SALVE_AUDIT_MODEL (model)->rows->len;
}

static gpointer
salve_audit_model_get_item (GListModel *model, guint position)
{
  SalveAuditModel *self = SALVE_AUDIT_MODEL (model);

  return position < self->rows->len ? g_object_ref (self->rows->pdata[position]) : NULL;
}

static void
salve_audit_model_list_init (GListModelInterface *iface)
{
  iface->get_item_type = salve_audit_model_get_item_type;
  iface->get_n_items = salve_audit_model_get_n_items;
  iface->get_item = salve_audit_model_get_item;
}

static void
salve_audit_model_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalveAuditModel *self = SALVE_AUDIT_MODEL (object);

  switch (id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_COMPLETE:
      g_value_set_boolean (value, self->complete);
      break;
    case PROP_ERROR:
      g_value_set_string (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_audit_model_finalize (GObject *object)
{
  SalveAuditModel *self = SALVE_AUDIT_MODEL (object);

  g_clear_object (&self->store);
  g_ptr_array_unref (self->rows);
  g_free (self->actor);
  g_free (self->resource_id);
  g_free (self->error);
  G_OBJECT_CLASS (salve_audit_model_parent_class)->finalize (object);
}

static void
salve_audit_model_class_init (SalveAuditModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = salve_audit_model_finalize;
  object_class->get_property = salve_audit_model_get_property;
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, flags);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
salve_audit_model_init (SalveAuditModel *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->from = self->until = SALVE_INSTANT_NONE;
}

/**
 * salve_audit_model_new:
 *
 * Returns: (transfer full): an empty model; salve_audit_model_load_more() reads the newest rows
 */
SalveAuditModel *
salve_audit_model_new (SalveStore *store)
{
  SalveAuditModel *self = g_object_new (SALVE_TYPE_AUDIT_MODEL, NULL);

  self->store = g_object_ref (store);
  return self;
}
