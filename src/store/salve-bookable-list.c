/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who and what can be booked: doctors, rooms, visit types; and who waits for a time. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-appointments.h"
#include "salve-store-private.h"

void
salve_doctor_row_free (SalveDoctorRow *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self->name_key);
  g_strfreev (self->specialties);
  g_free (self);
}

void
salve_room_row_free (SalveRoomRow *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self->part_of_id);
  g_free (self);
}

void
salve_wish_row_free (SalveWishRow *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->wish, salve_wish_free);
  g_free (self->patient_name);
  g_free (self);
}

void
salve_slot_row_free (SalveSlotRow *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self);
}

typedef gpointer (*RowFunc) (SalveStatement *row);

/* Every row of a query, each made by func. */
static GPtrArray *
list_rows (SalveStore *self,
           const char *sql,
           const char *parameter,
           RowFunc func,
           GDestroyNotify destroy,
           GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (destroy);
  g_autoptr (SalveStatement) select =
      connection != NULL ? salve_connection_prepare (connection, sql, error) : NULL;
  gboolean row;

  if (select == NULL)
    return NULL;
  if (parameter != NULL)
    salve_statement_bind_text (select, 1, parameter);
  for (;;)
    {
      gpointer item;

      if (!salve_statement_step (select, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&rows);
      item = func (select);
      if (item != NULL)
        g_ptr_array_add (rows, item);
    }
}

static gpointer
make_visit_type (SalveStatement *row)
{
  SalveVisitType *type = salve_visit_type_new (salve_statement_text (row, 0), salve_statement_text (row, 1),
                                               (int)salve_statement_int (row, 3));

  g_set_str (&type->specialty, salve_statement_text (row, 2));
  type->buffer_before = (int)salve_statement_int (row, 4);
  type->buffer_after = (int)salve_statement_int (row, 5);
  type->colour = (int)salve_statement_int (row, 6);
  type->modes = (SalveVisitModes)salve_statement_int (row, 7);
  type->bookable_by = (SalveRoles)salve_statement_int (row, 8);
  type->active = salve_statement_int (row, 9) != 0;
  return type;
}

/* Returns: (transfer full) (element-type SalveVisitType) (nullable): by name, also those that are not offered any more */
GPtrArray *
salve_store_list_visit_types (SalveStore *self, GError **error)
{
  return list_rows (self,
                    "SELECT id, name, specialty, minutes, buffer_before, buffer_after, colour, modes,"
                    " bookable_by, active FROM healthcare_service ORDER BY name COLLATE NOCASE, id",
                    NULL, make_visit_type, (GDestroyNotify)salve_visit_type_free, error);
}

/* A specialty that a doctor has at two places is one. */
static char **
split_specialties (const char *lines)
{
  g_auto (GStrv) all = g_strsplit (lines != NULL ? lines : "", "\n", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; all[i] != NULL; i++)
    {
      gsize j = 0;

      while (j < i && !g_str_equal (all[j], all[i]))
        j++;
      if (j == i && *all[i] != '\0')
        g_strv_builder_add (builder, all[i]);
    }
  return g_strv_builder_end (builder);
}

static gpointer
make_doctor (SalveStatement *row)
{
  SalveDoctorRow *doctor = g_new0 (SalveDoctorRow, 1);

  doctor->id = g_strdup (salve_statement_text (row, 0));
  doctor->name = g_strdup (salve_statement_text (row, 1));
  doctor->name_key = g_strdup (salve_statement_text (row, 2));
  doctor->active = salve_statement_int (row, 3) != 0;
  doctor->colour = (int)salve_statement_int (row, 4);
  doctor->has_photo = salve_statement_int (row, 5) != 0;
  doctor->version = salve_statement_int (row, 6);
  doctor->specialties = split_specialties (salve_statement_text (row, 7));
  return doctor;
}

/* Returns: (transfer full) (element-type SalveDoctorRow) (nullable): by family name, also those who have left */
GPtrArray *
salve_store_list_doctors (SalveStore *self, GError **error)
{
  return list_rows (self,
                    "SELECT p.id, p.name, p.name_key, p.active, p.colour, p.has_photo,"
                    " (SELECT version FROM resource WHERE rowid = p.rowid),"
                    " (SELECT group_concat (specialties, char (10)) FROM practitioner_role WHERE"
                    " doctor_id = p.id AND active) FROM practitioner AS p ORDER BY p.name_key, p.id",
                    NULL, make_doctor, (GDestroyNotify)salve_doctor_row_free, error);
}

static gpointer
make_room (SalveStatement *row)
{
  SalveRoomRow *room = g_new0 (SalveRoomRow, 1);

  room->id = g_strdup (salve_statement_text (row, 0));
  room->name = g_strdup (salve_statement_text (row, 1));
  room->part_of_id = g_strdup (salve_statement_text (row, 2));
  room->active = salve_statement_int (row, 3) != 0;
  room->version = salve_statement_int (row, 4);
  return room;
}

#define ROOM_COLUMNS                                                                                         \
  "SELECT l.id, l.name, l.part_of, l.active, (SELECT version FROM resource WHERE rowid = l.rowid) FROM"      \
  " location AS l WHERE "

/* Returns: (transfer full) (element-type SalveRoomRow) (nullable): rooms (physicalType ro), by name */
GPtrArray *
salve_store_list_rooms (SalveStore *self, GError **error)
{
  return list_rows (self, ROOM_COLUMNS "l.kind = 'ro' ORDER BY l.name COLLATE NOCASE, l.id", NULL, make_room,
                    (GDestroyNotify)salve_room_row_free, error);
}

/* Returns: (transfer full) (element-type SalveRoomRow) (nullable): beds (physicalType bd), by name */
GPtrArray *
salve_store_list_beds (SalveStore *self, GError **error)
{
  return list_rows (self, ROOM_COLUMNS "l.kind = 'bd' ORDER BY l.name COLLATE NOCASE, l.id", NULL, make_room,
                    (GDestroyNotify)salve_room_row_free, error);
}

/* Returns: (transfer full) (element-type SalveRoomRow) (nullable): places that are no rooms and no beds, by name */
GPtrArray *
salve_store_list_places (SalveStore *self, GError **error)
{
  return list_rows (
      self, ROOM_COLUMNS "coalesce (l.kind, '') NOT IN ('ro', 'bd') ORDER BY l.name COLLATE NOCASE, l.id",
      NULL, make_room, (GDestroyNotify)salve_room_row_free, error);
}

/* Returns: (nullable): what people call it; else its type, else its model */
static const char *
device_name (SalveElement root)
{
  static const char *const paths[] = { "deviceName.name", "type.text", "modelNumber", "manufacturer" };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      const char *name = salve_element_path_string (root, paths[i]);

      if (name != NULL && *name != '\0')
        return name;
    }
  return NULL;
}

static gpointer
make_device (SalveStatement *row)
{
  gsize length;
  const char *text = salve_statement_blob (row, 2, &length);
  g_autoptr (SalveResource) resource = salve_resource_new_from_text (text, (gssize)length, NULL);
  SalveRoomRow *device = g_new0 (SalveRoomRow, 1);
  const char *name = resource != NULL ? device_name (salve_resource_root (resource)) : NULL;
  const char *status =
      resource != NULL ? salve_element_path_string (salve_resource_root (resource), "status") : NULL;

  device->id = g_strdup (salve_statement_text (row, 0));
  device->version = salve_statement_int (row, 1);
  device->name = g_strdup (name != NULL ? name : device->id);
  device->active = status == NULL || g_str_equal (status, "active");
  return device;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate ((*(SalveRoomRow *const *)a)->name, (*(SalveRoomRow *const *)b)->name);
}

/* Returns: (transfer full) (element-type SalveRoomRow) (nullable): the clinic's own devices, by name. What is in a
 * patient's body or at a patient's home is of that record, and nobody books it. */
GPtrArray *
salve_store_list_devices (SalveStore *self, GError **error)
{
  GPtrArray *devices =
      list_rows (self,
                 "SELECT r.id, r.version, r.body FROM resource AS r WHERE r.type = 'Device' AND r.deleted = 0"
                 " AND NOT EXISTS (SELECT 1 FROM clinical AS c WHERE c.rowid = r.rowid)",
                 NULL, make_device, (GDestroyNotify)salve_room_row_free, error);

  if (devices != NULL)
    g_ptr_array_sort (devices, compare_names);
  return devices;
}

static gpointer
make_wish (SalveStatement *row)
{
  SalveWishRow *self = g_new0 (SalveWishRow, 1);
  SalveWish *wish = salve_wish_new (salve_statement_text (row, 0), salve_statement_text (row, 1),
                                    (int)salve_statement_int (row, 4));

  wish->doctor_id = g_strdup (salve_statement_text (row, 2));
  wish->visit_type_id = g_strdup (salve_statement_text (row, 3));
  wish->weekdays = (guint)salve_statement_int (row, 5);
  wish->from_minute = (int)salve_statement_int (row, 6);
  wish->to_minute = (int)salve_statement_int (row, 7);
  wish->period = (SalveTimeSpan){ salve_statement_int (row, 8), salve_statement_int (row, 9) };
  wish->priority = (int)salve_statement_int (row, 10);
  wish->since = salve_statement_int (row, 11);
  self->wish = wish;
  self->version = salve_statement_int (row, 12);
  self->patient_name = g_strdup (salve_statement_text (row, 13));
  return self;
}

/* Whose wish may not be seen waits all the same, but not on this screen. */
static GPtrArray *
take_seen (GPtrArray *rows, SalveSight *sight)
{
  for (guint i = rows->len; i > 0; i--)
    {
      const SalveWishRow *row = rows->pdata[i - 1];

      if (!salve_sight_has_appointment (sight, row->wish->patient_id))
        g_ptr_array_remove_index (rows, i - 1);
    }
  return rows;
}

/* Returns: (transfer full) (element-type SalveWishRow) (nullable): most urgent and longest waiting first */
GPtrArray *
salve_store_list_wishes (SalveStore *self, GError **error)
{
  GPtrArray *rows =
      list_rows (self,
                 "SELECT w.id, w.patient_id, w.doctor_id, w.visit_type_id, w.minutes, w.weekdays,"
                 " w.from_minute, w.to_minute, w.period_start, w.period_end, w.priority, w.since, a.version,"
                 " a.patient_name FROM wish AS w JOIN appointment AS a ON a.record = w.rowid"
                 " ORDER BY w.priority DESC, w.since, w.id",
                 NULL, make_wish, (GDestroyNotify)salve_wish_row_free, error);

  return rows != NULL ? take_seen (rows, self->sight) : NULL;
}

static gpointer
make_resource (SalveStatement *row)
{
  gsize length;
  const char *text = salve_statement_blob (row, 0, &length);

  return salve_resource_new_from_text (text, (gssize)length, NULL);
}

/* Returns: (transfer full) (element-type SalveResource) (nullable): a doctor's PractitionerRoles, the oldest validity
 * first */
GPtrArray *
salve_store_list_doctor_roles (SalveStore *self, const char *doctor_id, GError **error)
{
  return list_rows (self,
                    "SELECT r.body FROM practitioner_role AS p JOIN resource AS r ON r.rowid = p.rowid WHERE"
                    " p.doctor_id = ? ORDER BY p.valid_from, p.rowid",
                    doctor_id, make_resource, (GDestroyNotify)salve_resource_unref, error);
}

/**
 * salve_store_list_expired_slots:
 * @before: opened times that ended by then
 * @limit: how many at most
 *
 * On the thread that opened the store.
 *
 * Returns: (transfer full) (element-type SalveSlotRow) (nullable): those that ended first, first
 */
GPtrArray *
salve_store_list_expired_slots (SalveStore *self, SalveInstant before, guint limit, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_slot_row_free);
  g_autoptr (SalveStatement) select =
      connection != NULL
          ? salve_connection_prepare (
                connection,
                "SELECT s.id, (SELECT version FROM resource WHERE rowid = s.rowid) FROM slot AS"
                " s INDEXED BY slot_end WHERE s.end <= ?1 AND s.opened ORDER BY s.end LIMIT ?2",
                error)
          : NULL;
  gboolean row;

  if (select == NULL)
    return NULL;
  salve_statement_bind_int (select, 1, before);
  salve_statement_bind_int (select, 2, limit);
  for (;;)
    {
      SalveSlotRow *slot;

      if (!salve_statement_step (select, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&rows);
      slot = g_new0 (SalveSlotRow, 1);
      slot->id = g_strdup (salve_statement_text (select, 0));
      slot->version = salve_statement_int (select, 1);
      g_ptr_array_add (rows, slot);
    }
}
