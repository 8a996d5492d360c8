/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a screen reader has of a row of the patient list: the cells that a GtkColumnView would have, as siblings of the widget
 * that draws them all. That widget is the name's cell; those of the other columns are made when they are asked for, so that a
 * desk without a screen reader pays nothing for them. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patient-cell-private.h"
#include "salve-patients-columns.h"

static SalvePatientColumn
column_of (SalveDrawnCell *part)
{
  return GPOINTER_TO_UINT (salve_drawn_cell_get_data (part));
}

/* The keyboard moves from row to row. */
static gboolean
takes_no_focus (SalveDrawnCell *part)
{
  return FALSE;
}

/* Where a column lies in the row of the list. */
static gboolean
place_column (SalvePatientCell *self, SalvePatientColumn column, graphene_rect_t *box)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  int x, width;

  if (parent == NULL || salve_patient_look_get_narrow (self->look)
      || !salve_patient_look_get_span (self->look, column, &x, &width)
      || !gtk_widget_compute_bounds (GTK_WIDGET (self), parent, box))
    return FALSE;
  box->origin.x += (float)x;
  box->size.width = (float)width;
  return TRUE;
}

static gboolean
place_part (SalveDrawnCell *part, graphene_rect_t *box)
{
  return place_column (SALVE_PATIENT_CELL (salve_drawn_cell_get_owner (part)), column_of (part), box);
}

static void
tell_part (SalvePatientCell *self, SalvePatientColumn column)
{
  const char *words = salve_patient_cell_get_words (self, column);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->parts[column]), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  words != NULL ? words : "", GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  salve_patients_column_title (column), -1);
}

static GtkAccessible *next_part (SalveDrawnCell *part);

/* Returns: (transfer full) (nullable): the cell of the next column that is shown */
static GtkAccessible *
part_after (SalvePatientCell *self, SalvePatientColumn column)
{
  static const SalveDrawnCellFuncs funcs = { takes_no_focus, takes_no_focus, place_part, next_part, TRUE };
  int x, width;

  if (salve_patient_look_get_narrow (self->look))
    return NULL;
  for (guint i = column + 1; i < SALVE_PATIENT_N_COLUMNS; i++)
    {
      if (!salve_patient_look_get_span (self->look, i, &x, &width))
        continue;
      if (self->parts[i] == NULL)
        {
          self->parts[i] = salve_drawn_cell_new (GTK_WIDGET (self), &funcs, GUINT_TO_POINTER (i), NULL);
          tell_part (self, i);
        }
      return g_object_ref (GTK_ACCESSIBLE (self->parts[i]));
    }
  return NULL;
}

static GtkAccessible *
next_part (SalveDrawnCell *part)
{
  return part_after (SALVE_PATIENT_CELL (salve_drawn_cell_get_owner (part)), column_of (part));
}

static GtkAccessible *
get_next (GtkAccessible *accessible)
{
  return part_after (SALVE_PATIENT_CELL (accessible), SALVE_PATIENT_COLUMN_NAME);
}

void
salve_patient_cell_accessible_init (GtkAccessibleInterface *iface)
{
  iface->get_next_accessible_sibling = get_next;
}

/**
 * salve_patient_cell_tell_parts:
 *
 * Says anew what stands in the cells that somebody has asked for.
 */
void
salve_patient_cell_tell_parts (SalvePatientCell *self)
{
  for (guint i = 0; i < SALVE_PATIENT_N_COLUMNS; i++)
    if (self->parts[i] != NULL)
      tell_part (self, i);
}

/** salve_patient_cell_drop_parts: whoever still holds a cell holds an empty one from now on */
void
salve_patient_cell_drop_parts (SalvePatientCell *self)
{
  for (guint i = 0; i < SALVE_PATIENT_N_COLUMNS; i++)
    if (self->parts[i] != NULL)
      salve_drawn_cell_forget_owner (self->parts[i]);
  for (guint i = 0; i < SALVE_PATIENT_N_COLUMNS; i++)
    g_clear_object (&self->parts[i]);
}
