/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-day-visits.h"

#include <string.h>

#include "salve-encounter.h"
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

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(SalveAppointmentDetails *const *)a)->id, (*(SalveAppointmentDetails *const *)b)->id);
}

/* Whether somebody may come to it yet. */
static gboolean
is_awaited (const SalveAppointmentDetails *visit)
{
  return visit->patient_id != NULL
         && (visit->status == SALVE_APPOINTMENT_BOOKED || visit->status == SALVE_APPOINTMENT_ARRIVED);
}

/**
 * salve_day_visits_foresee_tickets:
 * @visits: (element-type SalveAppointmentDetails): all of one day
 *
 * Gives those to which somebody may come, and who have no ticket, the one they will have. Whoever knows the same
 * appointments foresees the same, so that desks and kiosks without a line give no two people the same ticket.
 */
void
salve_day_visits_foresee_tickets (GPtrArray *visits)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) by_id = g_ptr_array_sized_new (visits->len);

  for (guint i = 0; i < visits->len; i++)
    {
      SalveAppointmentDetails *visit = visits->pdata[i];

      g_ptr_array_add (by_id, visit);
      if (visit->ticket != NULL)
        g_hash_table_add (taken, visit->ticket);
    }
  g_ptr_array_sort (by_id, compare_ids);
  for (guint i = 0; i < by_id->len; i++)
    {
      SalveAppointmentDetails *visit = by_id->pdata[i];

      if (visit->ticket != NULL || !is_awaited (visit))
        continue;
      visit->ticket = salve_ticket_choose (visit->id, taken);
      g_hash_table_add (taken, visit->ticket);
    }
}

/**
 * salve_day_visits_choose_ticket:
 *
 * Gives @visit the ticket that is foreseen for it, or, where it is not among the visits of @day yet, one that nobody has
 * or will have; unless it has one.
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
  salve_day_visits_foresee_tickets (visits);
  for (guint i = 0; i < visits->len && visit->ticket == NULL; i++)
    {
      const SalveAppointmentDetails *other = visits->pdata[i];

      if (other->ticket == NULL)
        continue;
      if (g_str_equal (other->id, visit->id))
        visit->ticket = g_strdup (other->ticket);
      else
        g_hash_table_add (taken, other->ticket);
    }
  if (visit->ticket == NULL)
    visit->ticket = salve_ticket_choose (visit->id, taken);
  return TRUE;
}

/* Without a bed of its own the visit is looked for in that for which it is booked. */
#define FIND_IN_BED                                                                                          \
  "SELECT a.patient_id FROM appointment AS a JOIN location AS l ON l.id = a.location_id WHERE"               \
  " l.kind = 'bd' AND a.location_id = coalesce (?1, (SELECT mine.location_id FROM resource AS r"             \
  " JOIN appointment AS mine ON mine.record = r.rowid WHERE r.type = 'Appointment' AND r.id = ?2))"          \
  " AND a.start >= ?3 AND a.start < ?4 AND a.status = 'checked-in' AND a.id <> ?2"                           \
  " AND a.id <> coalesce (?5, '') LIMIT 1"

/**
 * salve_day_visits_find_in_bed:
 * @place_id: (nullable): where the visit shall be; %NULL: where it is booked
 * @leaving_id: (nullable): of the visit that is over at the same time
 * @patient_id: (out) (transfer full) (nullable): who of that day is in that bed, "" for whoever it is; %NULL where nobody
 *   is, or where the place is no bed: there may be several in a room
 */
gboolean
salve_day_visits_find_in_bed (SalveConnection *connection,
                              const char *appointment_id,
                              const char *place_id,
                              const char *leaving_id,
                              SalveTimeSpan day,
                              char **patient_id,
                              GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (connection, FIND_IN_BED, error);
  gboolean row;

  *patient_id = NULL;
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, place_id);
  salve_statement_bind_text (select, 2, appointment_id);
  salve_statement_bind_int (select, 3, day.start);
  salve_statement_bind_int (select, 4, day.end);
  salve_statement_bind_text (select, 5, leaving_id);
  if (!salve_statement_step (select, &row, error))
    return FALSE;
  if (row)
    {
      const char *text = salve_statement_text (select, 0);

      *patient_id = g_strdup (text != NULL ? text : "");
    }
  return TRUE;
}

/* The appointment's own visit, else one of the patient's that another program made of it. */
#define FIND_ENCOUNTER                                                                                       \
  "SELECT body, version FROM resource WHERE id = ?1 AND type = 'Encounter' AND deleted = 0 UNION ALL"        \
  " SELECT r.body, r.version FROM appointment AS a JOIN resource AS owner ON owner.rowid = a.record"         \
  " JOIN clinical AS c ON c.patient_id = a.patient_id AND c.type = 'Encounter'"                              \
  " JOIN resource AS r ON r.rowid = c.rowid WHERE owner.id = ?2 AND owner.type = 'Appointment'"              \
  " AND r.deleted = 0"

/**
 * salve_day_visits_find_encounter:
 * @encounter: (out) (transfer full) (nullable): the visit that the appointment has become; %NULL: none yet
 * @version: (out): for salve_change_put(): SALVE_VERSION_NONE where there is none
 */
gboolean
salve_day_visits_find_encounter (SalveConnection *connection,
                                 const char *appointment_id,
                                 SalveResource **encounter,
                                 gint64 *version,
                                 GError **error)
{
  g_autofree char *id = salve_encounter_make_id (appointment_id);
  g_autoptr (SalveStatement) select = salve_connection_prepare (connection, FIND_ENCOUNTER, error);
  gboolean row;

  *encounter = NULL;
  *version = SALVE_VERSION_NONE;
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, id);
  salve_statement_bind_text (select, 2, appointment_id);
  while (salve_statement_step (select, &row, error))
    {
      g_autoptr (GBytes) body = NULL;
      g_autoptr (SalveResource) resource = NULL;

      if (!row)
        return TRUE;
      body = salve_statement_bytes (select, 0);
      resource = salve_resource_new (body, error);
      if (resource == NULL)
        return FALSE;
      if (!salve_encounter_is_of (resource, appointment_id))
        continue;
      *encounter = g_steal_pointer (&resource);
      *version = salve_statement_int (select, 1);
      return TRUE;
    }
  return FALSE;
}

/**
 * salve_day_visits_put_encounter:
 * @visit: an appointment as it is from now on
 *
 * Adds to @change the Encounter that goes with @visit: a new one for who is here, what it is now for one that is there;
 * nothing for who is not here and never was.
 */
gboolean
salve_day_visits_put_encounter (SalveConnection *connection,
                                SalveChange *change,
                                const SalveAppointmentDetails *visit,
                                GError **error)
{
  g_autoptr (SalveResource) old = NULL;
  g_autoptr (SalveResource) put = NULL;
  gint64 version;

  if (!salve_day_visits_find_encounter (connection, visit->id, &old, &version, error))
    return FALSE;
  if (old == NULL && !salve_encounter_is_wanted (visit))
    return TRUE;
  put = salve_encounter_follow (visit, old, error);
  if (put == NULL)
    return FALSE;
  salve_change_put (change, put, version);
  return TRUE;
}
