/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-suggestion-rows.h"

struct _SalveSuggestionRows
{
  GObject parent_instance;

  GPtrArray *rows; /* of AdwActionRow */
};

enum
{
  PICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SalveSuggestionRows, salve_suggestion_rows, G_TYPE_OBJECT)

static void
on_activated (SalveSuggestionRows *self, AdwActionRow *row)
{
  guint index;

  if (g_ptr_array_find (self->rows, row, &index))
    g_signal_emit (self, signals[PICKED], 0, index);
}

static GtkWidget *
make_row (SalveSuggestionRows *self)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("object-select-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_visible (row, FALSE);
  g_signal_connect_object (row, "activated", G_CALLBACK (on_activated), self, G_CONNECT_SWAPPED);
  return row;
}

/**
 * salve_suggestion_rows_offer:
 * @entries: (nullable) (element-type SalveNameEntry): what is offered; none hides the rows
 */
void
salve_suggestion_rows_offer (SalveSuggestionRows *self, GPtrArray *entries)
{
  guint n = entries != NULL ? MIN (entries->len, self->rows->len) : 0;

  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = self->rows->pdata[i];

      if (i < n)
        adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                       ((SalveNameEntry *)entries->pdata[i])->name);
      gtk_widget_set_visible (row, i < n);
    }
}

GPtrArray *
salve_suggestion_rows_get_rows (SalveSuggestionRows *self)
{
  return self->rows;
}

static void
salve_suggestion_rows_finalize (GObject *object)
{
  SalveSuggestionRows *self = SALVE_SUGGESTION_ROWS (object);

  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (salve_suggestion_rows_parent_class)->finalize (object);
}

static void
salve_suggestion_rows_class_init (SalveSuggestionRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_suggestion_rows_finalize;
  signals[PICKED] = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
salve_suggestion_rows_init (SalveSuggestionRows *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < SALVE_SUGGESTION_ROWS_MOST; i++)
    g_ptr_array_add (self->rows, g_object_ref_sink (make_row (self)));
}

SalveSuggestionRows *
salve_suggestion_rows_new (void)
{
  return g_object_new (SALVE_TYPE_SUGGESTION_ROWS, NULL);
}
