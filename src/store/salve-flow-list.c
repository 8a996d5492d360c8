/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When somebody came and was called is no column: a day has some hundreds of visits at the most, and is read beside the
 * screen's thread. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-flow-list.h"

/* A list of SalveFlowRow, handed from thread to thread. */
G_DEFINE_BOXED_TYPE (SalveFlowRows, salve_flow_rows, g_ptr_array_ref, g_ptr_array_unref)

void
salve_flow_row_free (SalveFlowRow *self)
{
  salve_appointment_details_free (self->visit);
  g_free (self->patient_name);
  g_free (self);
}

static SalveFlowRow *
row_new (SalveStatement *select, GError **error)
{
  g_autoptr (GBytes) body = salve_statement_bytes (select, 0);
  g_autoptr (SalveResource) resource = salve_resource_new (body, error);
  SalveFlowRow *row;

  if (resource == NULL)
    return NULL;
  row = g_new0 (SalveFlowRow, 1);
  row->visit = salve_appointment_details_read (resource);
  row->patient_name = g_strdup (salve_statement_text (select, 1));
  return row;
}

/**
 * salve_flow_list:
 * @day: its first instant and the next day's
 *
 * Returns: (transfer full) (element-type SalveFlowRow) (nullable): who is expected, is here, was here or did not come,
 *   in the order of the booked times; nothing that was cancelled, proposed or struck out
 */
GPtrArray *
salve_flow_list (SalveConnection *connection, SalveTimeSpan day, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_flow_row_free);
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection,
      "SELECT r.body, a.patient_name FROM appointment AS a JOIN resource AS r ON r.rowid = a.record"
      " WHERE a.start >= ?1 AND a.start < ?2 AND a.status IN ('pending', 'booked', 'arrived', 'checked-in',"
      " 'fulfilled', 'noshow') AND r.deleted = 0 ORDER BY a.start, a.record",
      error);
  gboolean more;

  if (select == NULL)
    return NULL;
  salve_statement_bind_int (select, 1, day.start);
  salve_statement_bind_int (select, 2, day.end);
  while (salve_statement_step (select, &more, error))
    {
      SalveFlowRow *row;

      if (!more)
        return g_steal_pointer (&rows);
      row = row_new (select, error);
      if (row == NULL)
        return NULL;
      g_ptr_array_add (rows, row);
    }
  return NULL;
}

static void
hide (SalveFlowRow *row)
{
  SalveAppointmentDetails *visit = row->visit;
  char **const texts[] = {
    &row->patient_name,    &visit->patient_id,      &visit->patient_name,
    &visit->visit_type_id, &visit->visit_type_name, &visit->reason,
    &visit->note,          &visit->description,     &visit->to_confirm,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_clear_pointer (texts[i], g_free);
  row->hidden = TRUE;
}

/**
 * salve_flow_rows_hide:
 * @rows: (element-type SalveFlowRow): as read; of those that may not be seen nothing is left but when and where they are
 * @sight: (nullable): of whoever works at the desk
 */
void
salve_flow_rows_hide (GPtrArray *rows, SalveSight *sight)
{
  for (guint i = 0; i < rows->len; i++)
    {
      SalveFlowRow *row = g_ptr_array_index (rows, i);

      if (!salve_sight_has_appointment (sight, row->visit->patient_id))
        hide (row);
    }
}
