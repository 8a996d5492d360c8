/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-day-visits.h"

#include "salve-ticket.h"

/**
 * salve_day_visits_list:
 * @day: its first instant and the next day's
 *
 * Returns: (transfer full) (element-type SalveAppointmentDetails): the appointments that begin within @day, cancelled
 *   ones too, in the order of their beginning
 */
GPtrArray *
salve_day_visits_list (SalveConnection *connection, SalveTimeSpan day, GError **error)
{
  g_autoptr (GPtrArray) visits =
      g_ptr_array_new_with_free_func ((GDestroyNotify)salve_appointment_details_free);
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection,
      "SELECT r.body FROM appointment AS a JOIN resource AS r ON r.rowid = a.record"
      " WHERE a.start >= ?1 AND a.start < ?2 AND r.deleted = 0 ORDER BY a.start, a.record",
      error);
  gboolean row;

  if (select == NULL)
    return NULL;
  salve_statement_bind_int (select, 1, day.start);
  salve_statement_bind_int (select, 2, day.end);
  while (salve_statement_step (select, &row, error))
    {
      g_autoptr (GBytes) body = NULL;
      g_autoptr (SalveResource) resource = NULL;

      if (!row)
        return g_steal_pointer (&visits);
      body = salve_statement_bytes (select, 0);
      resource = salve_resource_new (body, error);
      if (resource == NULL)
        return NULL;
      g_ptr_array_add (visits, salve_appointment_details_read (resource));
    }
  return NULL;
}

/**
 * salve_day_visits_choose_ticket:
 *
 * Gives @visit a ticket that nobody else has on @day, unless it has one.
 */
gboolean
salve_day_visits_choose_ticket (SalveConnection *connection,
                                SalveAppointmentDetails *visit,
                                SalveTimeSpan day,
                                GError **error)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) visits = NULL;

  if (visit->ticket != NULL)
    return TRUE;
  visits = salve_day_visits_list (connection, day, error);
  if (visits == NULL)
    return FALSE;
  for (guint i = 0; i < visits->len; i++)
    {
      const SalveAppointmentDetails *other = visits->pdata[i];

      if (other->ticket != NULL)
        g_hash_table_add (taken, other->ticket);
    }
  visit->ticket = salve_ticket_choose (visit->id, taken);
  return TRUE;
}
