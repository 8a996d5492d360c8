/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A selection that holds row ids. "Everything" is a flag with exceptions, so that Ctrl+A on a million is a bit. */

#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patient-selection.h"

struct _SalvePatientSelection
{
  GObject parent_instance;

  SalvePatientListModel *model;
  GHashTable *chosen; /* gint64 row ids: the selected ones, or the exceptions where everything is selected */
  gboolean everything;
  guint first, end; /* whoever is selected stands within: what a change of the selection has to be said of */
};

enum
{
  PROP_0,
  PROP_N_SELECTED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void list_model_iface_init (GListModelInterface *iface);
static void selection_model_iface_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SalvePatientSelection,
                               salve_patient_selection,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                          selection_model_iface_init))

static gboolean
holds (SalvePatientSelection *self, gint64 rowid)
{
  return g_hash_table_contains (self->chosen, &rowid) != self->everything;
}

static void
put (SalvePatientSelection *self, gint64 rowid, gboolean selected)
{
  if (selected != self->everything)
    g_hash_table_add (self->chosen, g_memdup2 (&rowid, sizeof rowid));
  else
    g_hash_table_remove (self->chosen, &rowid);
}

static void
say (SalvePatientSelection *self, guint position, guint n)
{
  if (n > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), position, n);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_SELECTED]);
}

static guint
count (SalvePatientSelection *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->model));
}

static void
widen (SalvePatientSelection *self, guint first, guint end)
{
  self->first = self->first == self->end ? first : MIN (self->first, first);
  self->end = MAX (self->end, end);
}

/* Of a list of a million GTK keeps two hundred rows, and looks at each that it is told of: only those are said to have
 * changed who were selected before, or are now. */
static void
say_within (SalvePatientSelection *self, guint first, guint end, gboolean instead)
{
  guint before_first = self->first, before_end = MIN (self->end, count (self));

  if (instead)
    self->first = self->end = 0;
  widen (self, first, end);
  if (instead && before_first < before_end)
    {
      first = MIN (first, before_first);
      end = MAX (end, before_end);
    }
  say (self, first, end - first);
}

static void
say_all (SalvePatientSelection *self)
{
  widen (self, 0, G_MAXUINT);
  say (self, 0, count (self));
}

static GType
get_item_type (GListModel *model)
{
  return SALVE_TYPE_PATIENT_SLOT;
}

static guint
get_n_items (GListModel *model)
{
  return count (SALVE_PATIENT_SELECTION (model));
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (SALVE_PATIENT_SELECTION (model)->model), position);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  SalvePatientSelection *self = SALVE_PATIENT_SELECTION (model);

  return position < count (self) && holds (self, salve_patient_list_model_get_rowid (self->model, position));
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model, guint position, guint n_items)
{
  SalvePatientSelection *self = SALVE_PATIENT_SELECTION (model);
  guint end = MIN (count (self), position + n_items);
  GtkBitset *bits;

  if (self->everything && g_hash_table_size (self->chosen) == 0)
    return gtk_bitset_new_range (position, end > position ? end - position : 0);

  bits = gtk_bitset_new_empty ();
  if (!self->everything && g_hash_table_size (self->chosen) == 0)
    return bits;
  for (guint i = position; i < end; i++)
    {
      if (is_selected (model, i))
        gtk_bitset_add (bits, i);
    }

  return bits;
}

static gboolean
select_item (GtkSelectionModel *model, guint position, gboolean unselect_rest)
{
  SalvePatientSelection *self = SALVE_PATIENT_SELECTION (model);

  if (position >= count (self))
    return FALSE;

  if (unselect_rest)
    {
      g_hash_table_remove_all (self->chosen);
      self->everything = FALSE;
    }
  put (self, salve_patient_list_model_get_rowid (self->model, position), TRUE);
  say_within (self, position, position + 1, unselect_rest);

  return TRUE;
}

static gboolean
unselect_item (GtkSelectionModel *model, guint position)
{
  SalvePatientSelection *self = SALVE_PATIENT_SELECTION (model);

  if (position >= count (self))
    return FALSE;

  put (self, salve_patient_list_model_get_rowid (self->model, position), FALSE);
  say_within (self, position, position + 1, FALSE);

  return TRUE;
}

static gboolean
set_range (SalvePatientSelection *self, guint position, guint n_items, gboolean selected, gboolean rest)
{
  guint end = MIN (count (self), position + n_items);

  if (rest)
    {
      g_hash_table_remove_all (self->chosen);
      self->everything = FALSE;
    }
  for (guint i = position; i < end; i++)
    put (self, salve_patient_list_model_get_rowid (self->model, i), selected);
  say_within (self, MIN (position, end), end, rest);

  return TRUE;
}

static gboolean
select_range (GtkSelectionModel *model, guint position, guint n_items, gboolean unselect_rest)
{
  return set_range (SALVE_PATIENT_SELECTION (model), position, n_items, TRUE, unselect_rest);
}

static gboolean
unselect_range (GtkSelectionModel *model, guint position, guint n_items)
{
  return set_range (SALVE_PATIENT_SELECTION (model), position, n_items, FALSE, FALSE);
}

static gboolean
set_everything (SalvePatientSelection *self, gboolean everything)
{
  g_hash_table_remove_all (self->chosen);
  self->everything = everything;
  say_all (self);
  if (!everything)
    self->first = self->end = 0;

  return TRUE;
}

static gboolean
select_all (GtkSelectionModel *model)
{
  return set_everything (SALVE_PATIENT_SELECTION (model), TRUE);
}

static gboolean
unselect_all (GtkSelectionModel *model)
{
  return set_everything (SALVE_PATIENT_SELECTION (model), FALSE);
}

static gboolean
set_selection (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  SalvePatientSelection *self = SALVE_PATIENT_SELECTION (model);
  GtkBitsetIter iter;
  guint position;

  if (!gtk_bitset_iter_init_first (&iter, mask, &position))
    return TRUE;

  do
    {
      if (position >= count (self))
        break;
      put (self, salve_patient_list_model_get_rowid (self->model, position),
           gtk_bitset_contains (selected, position));
    }
  while (gtk_bitset_iter_next (&iter, &position));
  say_all (self);

  return TRUE;
}

static void
selection_model_iface_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
  iface->select_item = select_item;
  iface->unselect_item = unselect_item;
  iface->select_range = select_range;
  iface->unselect_range = unselect_range;
  iface->select_all = select_all;
  iface->unselect_all = unselect_all;
  iface->set_selection = set_selection;
}

static void
salve_patient_selection_finalize (GObject *object)
{
  SalvePatientSelection *self = SALVE_PATIENT_SELECTION (object);

  g_clear_object (&self->model);
  g_hash_table_unref (self->chosen);

  G_OBJECT_CLASS (salve_patient_selection_parent_class)->finalize (object);
}

static void
salve_patient_selection_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SalvePatientSelection *self = SALVE_PATIENT_SELECTION (object);

  switch (prop_id)
    {
    case PROP_N_SELECTED:
      g_value_set_uint (value, salve_patient_selection_get_n_selected (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
salve_patient_selection_class_init (SalvePatientSelectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = salve_patient_selection_finalize;
  object_class->get_property = salve_patient_selection_get_property;

  properties[PROP_N_SELECTED] =
      g_param_spec_uint ("n-selected", NULL, NULL, 0, G_MAXUINT, 0,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
salve_patient_selection_init (SalvePatientSelection *self)
{
  self->chosen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, SalvePatientSelection *self)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

SalvePatientSelection *
salve_patient_selection_new (SalvePatientListModel *model)
{
  SalvePatientSelection *self = g_object_new (SALVE_TYPE_PATIENT_SELECTION, NULL);

  self->model = g_object_ref (model);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_DEFAULT);

  return self;
}

SalvePatientListModel *
salve_patient_selection_get_model (SalvePatientSelection *self)
{
  g_return_val_if_fail (SALVE_IS_PATIENT_SELECTION (self), NULL);

  return self->model;
}

/**
 * salve_patient_selection_get_n_selected:
 *
 * Returns: how many people are selected, those that the search hides at the moment among them
 */
guint
salve_patient_selection_get_n_selected (SalvePatientSelection *self)
{
  guint n;

  g_return_val_if_fail (SALVE_IS_PATIENT_SELECTION (self), 0);

  n = g_hash_table_size (self->chosen);

  return self->everything ? count (self) - MIN (n, count (self)) : n;
}

/**
 * salve_patient_selection_get_rowids:
 *
 * Returns: (transfer full) (element-type gint64): the selected people, in the order of the list where they stand in
 *   it, the hidden ones after them
 */
GArray *
salve_patient_selection_get_rowids (SalvePatientSelection *self)
{
  GArray *rowids;
  g_autoptr (GHashTable) seen = NULL;
  GHashTableIter iter;
  gpointer key;

  g_return_val_if_fail (SALVE_IS_PATIENT_SELECTION (self), NULL);

  rowids = g_array_new (FALSE, FALSE, sizeof (gint64));
  seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  for (guint i = 0; i < count (self); i++)
    {
      gint64 rowid = salve_patient_list_model_get_rowid (self->model, i);

      if (holds (self, rowid))
        {
          g_array_append_val (rowids, rowid);
          if (!self->everything && g_hash_table_lookup_extended (self->chosen, &rowid, &key, NULL))
            g_hash_table_add (seen, key);
        }
    }

  if (self->everything)
    return rowids;

  g_hash_table_iter_init (&iter, self->chosen);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      if (!g_hash_table_contains (seen, key))
        g_array_append_vals (rowids, key, 1);
    }

  return rowids;
}

void
salve_patient_selection_clear (SalvePatientSelection *self)
{
  g_return_if_fail (SALVE_IS_PATIENT_SELECTION (self));

  set_everything (self, FALSE);
}

/**
 * salve_patient_selection_rows_moved:
 *
 * Says that other people stand in the list's places, so that the marks on the screen follow them.
 */
void
salve_patient_selection_rows_moved (SalvePatientSelection *self)
{
  g_return_if_fail (SALVE_IS_PATIENT_SELECTION (self));

  say_all (self);
}

/**
 * salve_patient_selection_settle:
 *
 * To be called before the list shows other people: "everything" meant those who were listed then, so they are named
 * one by one and the new ones are not among them.
 */
void
salve_patient_selection_settle (SalvePatientSelection *self)
{
  g_autoptr (GArray) rowids = NULL;

  g_return_if_fail (SALVE_IS_PATIENT_SELECTION (self));

  if (!self->everything)
    return;

  rowids = salve_patient_selection_get_rowids (self);
  g_hash_table_remove_all (self->chosen);
  self->everything = FALSE;
  for (guint i = 0; i < rowids->len; i++)
    put (self, g_array_index (rowids, gint64, i), TRUE);
}
