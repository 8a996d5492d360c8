/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-directory.h"

struct _SalveDirectory
{
  gatomicrefcount references;
  GPtrArray *doctors;
  GHashTable *doctors_by_id; /* every appointment that is drawn asks for its doctor */
  GPtrArray *rooms;
  GPtrArray *devices;
  GPtrArray *visit_types;
};

/* Leaves out who and what is here no more; @offset: of the gboolean that says so. */
static void
keep_active (GPtrArray *rows, gsize offset)
{
  for (guint i = rows->len; i > 0; i--)
    if (!G_STRUCT_MEMBER (gboolean, g_ptr_array_index (rows, i - 1), offset))
      g_ptr_array_remove_index (rows, i - 1);
}

/**
 * salve_directory_new:
 *
 * Returns: (transfer full) (nullable): what the clinic has at this moment
 */
SalveDirectory *
salve_directory_new (SalveStore *store, GError **error)
{
  g_autoptr (SalveDirectory) self = g_new0 (SalveDirectory, 1);

  g_atomic_ref_count_init (&self->references);
  self->doctors = salve_store_list_doctors (store, error);
  self->rooms = self->doctors ? salve_store_list_rooms (store, error) : NULL;
  self->devices = self->rooms ? salve_store_list_devices (store, error) : NULL;
  self->visit_types = self->devices ? salve_store_list_visit_types (store, error) : NULL;
  if (!self->visit_types)
    return NULL;
  keep_active (self->doctors, G_STRUCT_OFFSET (SalveDoctorRow, active));
  keep_active (self->rooms, G_STRUCT_OFFSET (SalveRoomRow, active));
  keep_active (self->devices, G_STRUCT_OFFSET (SalveRoomRow, active));
  keep_active (self->visit_types, G_STRUCT_OFFSET (SalveVisitType, active));
  self->doctors_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < self->doctors->len; i++)
    {
      SalveDoctorRow *row = g_ptr_array_index (self->doctors, i);

      g_hash_table_insert (self->doctors_by_id, row->id, row);
    }
  return g_steal_pointer (&self);
}

SalveDirectory *
salve_directory_ref (SalveDirectory *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
salve_directory_unref (SalveDirectory *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_clear_pointer (&self->doctors_by_id, g_hash_table_unref);
  g_clear_pointer (&self->doctors, g_ptr_array_unref);
  g_clear_pointer (&self->rooms, g_ptr_array_unref);
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  g_clear_pointer (&self->visit_types, g_ptr_array_unref);
  g_free (self);
}

GPtrArray *
salve_directory_get_doctors (SalveDirectory *self)
{
  return self->doctors;
}

GPtrArray *
salve_directory_get_rooms (SalveDirectory *self)
{
  return self->rooms;
}

GPtrArray *
salve_directory_get_devices (SalveDirectory *self)
{
  return self->devices;
}

GPtrArray *
salve_directory_get_visit_types (SalveDirectory *self)
{
  return self->visit_types;
}

/* Returns: (nullable): NULL also for a doctor who works here no more */
const SalveDoctorRow *
salve_directory_find_doctor (SalveDirectory *self, const char *id)
{
  return id ? g_hash_table_lookup (self->doctors_by_id, id) : NULL;
}

static const SalveRoomRow *
find_row (const GPtrArray *rows, const char *id)
{
  for (guint i = 0; id && i < rows->len; i++)
    {
      const SalveRoomRow *row = g_ptr_array_index (rows, i);

      if (g_str_equal (row->id, id))
        return row;
    }
  return NULL;
}

const SalveRoomRow *
salve_directory_find_room (SalveDirectory *self, const char *id)
{
  return find_row (self->rooms, id);
}

const SalveRoomRow *
salve_directory_find_device (SalveDirectory *self, const char *id)
{
  return find_row (self->devices, id);
}

const SalveVisitType *
salve_directory_find_visit_type (SalveDirectory *self, const char *id)
{
  for (guint i = 0; id && i < self->visit_types->len; i++)
    {
      const SalveVisitType *type = g_ptr_array_index (self->visit_types, i);

      if (g_str_equal (type->id, id))
        return type;
    }
  return NULL;
}

/**
 * salve_directory_parse_quick:
 *
 * Returns: (transfer full): @text read with the names of the doctors and visit types that are here
 */
SalveQuickAdd *
salve_directory_parse_quick (SalveDirectory *self,
                             const char *text,
                             const SalveLocale *locale,
                             SalvePartialDate today)
{
  g_autofree SalveQuickName *doctors = g_new (SalveQuickName, self->doctors->len + 1);
  g_autofree SalveQuickName *types = g_new (SalveQuickName, self->visit_types->len + 1);

  for (guint i = 0; i < self->doctors->len; i++)
    {
      const SalveDoctorRow *row = g_ptr_array_index (self->doctors, i);

      doctors[i] = (SalveQuickName){ row->id, row->name };
    }
  for (guint i = 0; i < self->visit_types->len; i++)
    {
      const SalveVisitType *type = g_ptr_array_index (self->visit_types, i);

      types[i] = (SalveQuickName){ type->id, type->name };
    }
  return salve_quick_add_parse (text, locale, today, doctors, self->doctors->len, types,
                                self->visit_types->len);
}

/* Whether a change of a resource of that type makes a directory old. */
gboolean
salve_directory_concerns (const char *type)
{
  return g_str_equal (type, "Practitioner") || g_str_equal (type, "PractitionerRole")
         || g_str_equal (type, "Location") || g_str_equal (type, "HealthcareService")
         || g_str_equal (type, "Device");
}
