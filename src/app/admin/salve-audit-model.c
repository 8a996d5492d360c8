/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-audit-model.h"

#include <gio/gio.h>

/* Several screens. */
#define PAGE 200

struct _SalveAuditModel
{
  GObject parent_instance;

  SalveStore *store;
  SalvePeople *people; /* NULL: the store is read */
  GPtrArray *rows;     /* SalveAuditRow */
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

G_DEFINE_FINAL_TYPE_WITH_CODE (SalveAuditModel,
                               salve_audit_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, salve_audit_model_list_init))

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
  const SalveAuditFilter filter = { self->actor, self->resource_id, self->from, self->until };
  gint64 before;
  Waiting *waiting;
  DexFuture *future;

  g_return_if_fail (SALVE_IS_AUDIT_MODEL (self));

  if (self->loading || self->complete)
    return;
  before = self->rows->len > 0 ? ((SalveAuditRow *)self->rows->pdata[self->rows->len - 1])->id : G_MAXINT64;
  waiting = g_new0 (Waiting, 1);
  *waiting = (Waiting){ g_object_ref (self), self->serial };
  set_state (self, TRUE, FALSE, NULL);
  future = self->people != NULL
               ? SALVE_PEOPLE_GET_IFACE (self->people)->list_audit (self->people, &filter, before, PAGE)
               : salve_store_list_audit (self->store, &filter, before, PAGE);
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
  g_clear_object (&self->people);
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

/**
 * salve_audit_model_set_people:
 * @people: (nullable): whose server's trail is shown; %NULL: the store's
 *
 * The rows stay until salve_audit_model_filter() is called.
 */
void
salve_audit_model_set_people (SalveAuditModel *self, SalvePeople *people)
{
  g_return_if_fail (SALVE_IS_AUDIT_MODEL (self));
  g_set_object (&self->people, people);
}
