/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-io"

#include "config.h"

#include "salve-calendar-item.h"

#include "salve-appointments.h"

/**
 * salve_calendar_item_new:
 * @details: (transfer full): with a time
 * @modified: when it was last changed, or SALVE_INSTANT_NONE
 */
SalveCalendarItem *
salve_calendar_item_new (SalveAppointmentDetails *details, SalveInstant modified)
{
  SalveCalendarItem *self = g_new0 (SalveCalendarItem, 1);

  self->details = details;
  self->modified = modified;
  return self;
}

void
salve_calendar_item_free (SalveCalendarItem *self)
{
  if (self == NULL)
    return;
  salve_appointment_details_free (self->details);
  g_free (self);
}

/**
 * salve_calendar_item_initials:
 * @name: (nullable): of a person
 *
 * Returns: (transfer full) (nullable): the first letters of its words, such as “A. S.”
 */
char *
salve_calendar_item_initials (const char *name)
{
  g_autoptr (GString) initials = g_string_new (NULL);
  gboolean begins = TRUE;

  for (const char *p = name; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || c == '-')
        begins = TRUE;
      else if (begins && g_unichar_isalpha (c))
        {
          if (initials->len > 0)
            g_string_append_c (initials, ' ');
          g_string_append_unichar (initials, g_unichar_toupper (c));
          g_string_append_c (initials, '.');
          begins = FALSE;
        }
    }
  return initials->len > 0 ? g_string_free (g_steal_pointer (&initials), FALSE) : NULL;
}

static SalveInstant
read_modified (SalveResource *resource)
{
  const char *text = salve_resource_get_last_updated (resource);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  SalveInstant instant;

  return text != NULL && salve_instant_parse_fhir (text, utc, &instant, NULL) ? instant : SALVE_INSTANT_NONE;
}

static void
set_name (char **name, const char *known)
{
  if (known != NULL && *known != '\0')
    g_set_str (name, known);
}

static SalveCalendarItem *
load_item (SalveStore *store, const SalveAppointmentRow *row, GHashTable *doctors, GError **error)
{
  g_autoptr (SalveResource) resource = salve_store_read (store, "Appointment", row->id, NULL, error);
  g_autoptr (SalveAppointmentDetails) details = NULL;

  if (resource == NULL)
    return NULL;
  details = salve_appointment_details_read (resource);
  details->span = row->span;
  set_name (&details->patient_name, row->patient_name);
  set_name (&details->room_name, row->room_name);
  set_name (&details->visit_type_name, row->visit_type_name);
  if (row->doctor_id != NULL)
    set_name (&details->doctor_name, g_hash_table_lookup (doctors, row->doctor_id));
  return salve_calendar_item_new (g_steal_pointer (&details), read_modified (resource));
}

/**
 * salve_calendar_items_load:
 * @store: on the thread that opened it
 * @range: what begins or is under way in it
 * @doctors: (array zero-terminated=1) (nullable): only theirs
 * @patient_id: (nullable): only this patient's
 *
 * Returns: (transfer full) (element-type SalveCalendarItem): in order of time, the cancelled ones too; %NULL with
 *   an error of the store's
 */
GPtrArray *
salve_calendar_items_load (SalveStore *store,
                           SalveTimeSpan range,
                           const char *const *doctors,
                           const char *patient_id,
                           GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_calendar_item_free);
  g_autoptr (GPtrArray) rows = salve_store_list_appointments (store, range, doctors, error);
  g_autoptr (GPtrArray) people = rows != NULL ? salve_store_list_doctors (store, error) : NULL;
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  if (people == NULL)
    return NULL;
  for (guint i = 0; i < people->len; i++)
    {
      const SalveDoctorRow *doctor = people->pdata[i];

      g_hash_table_insert (names, doctor->id, doctor->name);
    }
  for (guint i = 0; i < rows->len; i++)
    {
      const SalveAppointmentRow *row = rows->pdata[i];
      SalveCalendarItem *item;

      if (patient_id != NULL && g_strcmp0 (row->patient_id, patient_id) != 0)
        continue;
      if ((item = load_item (store, row, names, error)) == NULL)
        return NULL;
      g_ptr_array_add (items, item);
    }
  return g_steal_pointer (&items);
}

/**
 * salve_calendar_write_file:
 * @path: replaced whole or not at all, and readable to its owner alone: it holds patients' names
 */
gboolean
salve_calendar_write_file (const char *path, const char *text, gssize length, GError **error)
{
  return g_file_set_contents_full (path, text, length,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}
