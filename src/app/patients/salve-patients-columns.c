/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patients-columns.h"

#include <glib/gi18n.h>

#include "salve-patient-words.h"

static const struct
{
  const char *id; /* as in the setting patient-columns */
  const char *title;
  gboolean expand;
} columns[] = {
  [SALVE_PATIENT_COLUMN_NAME] = { "name", N_ ("Name"), TRUE },
  [SALVE_PATIENT_COLUMN_BIRTH_DATE] = { "birth-date", N_ ("Birth Date"), FALSE },
  [SALVE_PATIENT_COLUMN_GENDER] = { "gender", N_ ("Sex"), FALSE },
  [SALVE_PATIENT_COLUMN_PHONE] = { "phone", N_ ("Phone"), FALSE },
  [SALVE_PATIENT_COLUMN_NUMBER] = { "number", N_ ("Number"), FALSE },
  [SALVE_PATIENT_COLUMN_DOCTOR] = { "doctor", N_ ("Doctor"), FALSE },
  [SALVE_PATIENT_COLUMN_LAST_VISIT] = { "last-visit", N_ ("Last Visit"), FALSE },
  [SALVE_PATIENT_COLUMN_NEXT_VISIT] = { "next-visit", N_ ("Next Visit"), FALSE },
};

/* Translated. */
const char *
salve_patients_column_title (SalvePatientColumn column)
{
  return _ (columns[column].title);
}

/* A list's rows are items until it is said that they have cells. Once a screen reader has seen one, its role stays. */
static void
on_row_parent (GtkWidget *cell)
{
  GtkWidget *row = gtk_widget_get_parent (cell);

  if (row != NULL
      && gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (row)) == GTK_ACCESSIBLE_ROLE_LIST_ITEM)
    g_object_set (row, "accessible-role", GTK_ACCESSIBLE_ROLE_ROW, NULL);
}

static void
on_row_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *cell = salve_patient_cell_new (data);

  g_signal_connect (cell, "notify::parent", G_CALLBACK (on_row_parent), NULL);
  gtk_list_item_set_child (item, cell);
}

static void
on_row_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  salve_patient_cell_set_slot (SALVE_PATIENT_CELL (gtk_list_item_get_child (item)),
                               gtk_list_item_get_item (item));
}

static void
on_row_unbind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  salve_patient_cell_set_slot (SALVE_PATIENT_CELL (gtk_list_item_get_child (item)), NULL);
}

/**
 * salve_patients_rows_new:
 *
 * Returns: (transfer full): what makes the rows of the list
 */
GtkListItemFactory *
salve_patients_rows_new (SalvePatientLook *look)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (on_row_setup), look, G_CONNECT_DEFAULT);
  g_signal_connect (factory, "bind", G_CALLBACK (on_row_bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_row_unbind), NULL);
  return factory;
}

static void
on_ruler_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  SalvePatientColumn column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "column"));

  gtk_list_item_set_child (item, salve_patient_look_make_ruler (data, column));
}

static GtkListItemFactory *
ruler_factory_new (SalvePatientLook *look, SalvePatientColumn column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (column));
  g_signal_connect_object (factory, "setup", G_CALLBACK (on_ruler_setup), look, G_CONNECT_DEFAULT);
  return factory;
}

static void
on_ruler_row_setup (GtkSignalListItemFactory *factory, GtkColumnViewRow *row, gpointer data)
{
  gtk_column_view_row_set_focusable (row, FALSE);
  gtk_column_view_row_set_selectable (row, FALSE);
  gtk_column_view_row_set_activatable (row, FALSE);
}

/* The headers' own row, which holds the rulers, is there for nobody: no eye, no keyboard, no screen reader. */
static void
add_ruler_row (GtkColumnView *view)
{
  GtkListItemFactory *rows = gtk_signal_list_item_factory_new ();
  g_autoptr (GListStore) one = g_list_store_new (G_TYPE_OBJECT);
  g_autoptr (GObject) item = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GtkSelectionModel) model = NULL;
  GtkWidget *list = gtk_widget_get_last_child (GTK_WIDGET (view));

  g_list_store_append (one, item);
  model = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (one))));
  g_signal_connect (rows, "setup", G_CALLBACK (on_ruler_row_setup), NULL);
  gtk_column_view_set_row_factory (view, rows);
  gtk_column_view_set_model (view, model);
  gtk_widget_set_can_focus (list, FALSE);
  gtk_widget_set_can_target (list, FALSE);
  gtk_accessible_update_state (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  g_object_unref (rows);
}

/* The store sorts; the column's sorter only makes its header a button. */
static int
never_compare (gconstpointer a, gconstpointer b, gpointer data)
{
  return 0;
}

/**
 * salve_patients_columns_add:
 * @view: the headers
 */
void
salve_patients_columns_add (GtkColumnView *view, SalvePatientLook *look)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column =
          gtk_column_view_column_new (_ (columns[i].title), ruler_factory_new (look, i));
      g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (never_compare, NULL, NULL));

      gtk_column_view_column_set_id (column, columns[i].id);
      gtk_column_view_column_set_expand (column, columns[i].expand);
      gtk_column_view_column_set_resizable (column, TRUE);
      gtk_column_view_column_set_sorter (column, sorter);
      gtk_column_view_append_column (view, column);
      if (i == SALVE_PATIENT_COLUMN_NAME)
        gtk_column_view_sort_by_column (view, column, GTK_SORT_ASCENDING);
    }
  add_ruler_row (view);
}

/* Which column sorts, and which way round. */
gboolean
salve_patients_columns_get_sort (GtkColumnView *view, SalvePatientColumn *column, gboolean *descending)
{
  GtkColumnViewSorter *sorter = GTK_COLUMN_VIEW_SORTER (gtk_column_view_get_sorter (view));
  GtkColumnViewColumn *primary = gtk_column_view_sorter_get_primary_sort_column (sorter);
  const char *id = primary != NULL ? gtk_column_view_column_get_id (primary) : NULL;

  for (guint i = 0; id != NULL && i < G_N_ELEMENTS (columns); i++)
    {
      if (g_str_equal (columns[i].id, id))
        {
          *column = i;
          *descending = gtk_column_view_sorter_get_primary_sort_order (sorter) == GTK_SORT_DESCENDING;
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * salve_patients_columns_remember_sort:
 *
 * Writes into the setting patient-sort by which column the list is sorted: its name, with a minus for the other way round.
 */
void
salve_patients_columns_remember_sort (GtkColumnView *view, GSettings *settings)
{
  SalvePatientColumn column;
  gboolean descending;
  g_autofree char *text = NULL;

  if (!salve_patients_columns_get_sort (view, &column, &descending))
    return;
  text = g_strconcat (descending ? "-" : "", columns[column].id, NULL);
  g_settings_set_string (settings, "patient-sort", text);
}

/**
 * salve_patients_columns_restore_sort:
 *
 * Sorts as salve_patients_columns_remember_sort() has written; a column that is not there, or not shown, leaves it by name.
 */
void
salve_patients_columns_restore_sort (GtkColumnView *view, GSettings *settings)
{
  GListModel *list = gtk_column_view_get_columns (view);
  g_autofree char *text = g_settings_get_string (settings, "patient-sort");
  gboolean descending = *text == '-';
  const char *id = descending ? text + 1 : text;

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (list, i);

      if (g_strcmp0 (gtk_column_view_column_get_id (column), id) == 0
          && gtk_column_view_column_get_visible (column))
        gtk_column_view_sort_by_column (view, column, descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
    }
}

static void
remember_columns (GtkColumnView *view, GSettings *settings)
{
  GListModel *list = gtk_column_view_get_columns (view);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) ids = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (list, i);

      if (gtk_column_view_column_get_visible (column))
        g_strv_builder_add (builder, gtk_column_view_column_get_id (column));
    }
  ids = g_strv_builder_end (builder);
  g_settings_set_strv (settings, "patient-columns", (const char *const *)ids);
}

static void
on_visible_changed (GtkColumnViewColumn *column, GParamSpec *pspec, GSettings *settings)
{
  remember_columns (gtk_column_view_column_get_column_view (column), settings);
}

void
salve_patients_columns_add_actions (GtkColumnView *view, GActionMap *actions, GSettings *settings)
{
  GListModel *list = gtk_column_view_get_columns (view);
  g_auto (GStrv) shown = g_settings_get_strv (settings, "patient-columns");

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (list, i);
      const char *id = gtk_column_view_column_get_id (column);
      g_autofree char *name = g_strconcat ("column-", id, NULL);
      g_autoptr (GPropertyAction) action = NULL;

      if (g_str_equal (id, "name"))
        continue;
      gtk_column_view_column_set_visible (column, g_strv_contains ((const char *const *)shown, id));
      action = g_property_action_new (name, column, "visible");
      g_action_map_add_action (actions, G_ACTION (action));
      g_signal_connect_object (column, "notify::visible", G_CALLBACK (on_visible_changed), settings,
                               G_CONNECT_DEFAULT);
    }
}
