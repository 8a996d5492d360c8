/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "patients-desk.h"

#include <glib/gstdio.h>

static const char *const families[] = { "Keller",   "Müller",         "Nguyễn",  "O’Brien",     "Sørensen",
                                        "Ødegård",  "García Márquez", "Łukasik", "Öztürk",      "Okafor",
                                        "Yamamoto", "الحسن",          "Иванова", "van der Berg" };
static const char *const givens[] = { "Anna",  "Björn", "Thị Minh", "Seán", "Élodie", "Kåre",  "José",
                                      "Zofia", "Çağla", "Chidi",    "Yuki", "ليلى",   "Ольга", "Pieter" };
static const char *const doctors[] = { "Dr Amara Lee", "Dr Karl Weiß", "Dr Inês Duarte" };

static char *
make_patient (guint i)
{
  guint f = i % G_N_ELEMENTS (families), g = (i * 5 + i / 14) % G_N_ELEMENTS (givens);

  return g_strdup_printf (
      "{\"resourceType\":\"Patient\",\"id\":\"p%u\",\"identifier\":[{\"type\":{\"coding\":[{\"system\":"
      "\"http://"
      "terminology.hl7.org/CodeSystem/v2-0203\",\"code\":\"MR\"}]},\"system\":\"http://salveclinic.github.io/"
      "fhir/"
      "sid/"
      "record-number\",\"value\":\"%u\"}],\"active\":true,\"name\":[{\"use\":\"official\",\"family\":\"%s\","
      "\"given\":[\"%s\"]}],\"telecom\":[{\"system\":\"phone\",\"value\":\"0171 %03u "
      "%04u\",\"use\":\"mobile\"}],"
      "\"gender\":\"%s\",\"birthDate\":\"%04u-%02u-%02u\",\"address\":[{\"use\":\"home\",\"line\":["
      "\"Hauptstraße "
      "%u\"],\"city\":\"Basel\",\"postalCode\":\"4051\"}],\"generalPractitioner\":[{\"reference\":"
      "\"Practitioner/"
      "d%u\",\"display\":\"%s\"}],\"multipleBirthInteger\":1}",
      i, 10001 + i, families[f], givens[g], i % 997, (i * 7919) % 10000, i % 2 ? "male" : "female",
      1932 + (i * 13) % 90, 1 + i % 12, 1 + (i * 3) % 28, 1 + i % 90, i % 3, doctors[i % 3]);
}

static DexFuture *
on_settled (DexFuture *future, gpointer data)
{
  *(gboolean *)data = TRUE;
  return NULL;
}

/* Turns the main loop until the future has an answer. */
static gboolean
settle (DexFuture *future, GValue *out, GError **error)
{
  gboolean done = FALSE;
  const GValue *value;
  DexFuture *watch = dex_future_finally (dex_ref (future), on_settled, &done, NULL);

  while (!done || dex_future_is_pending (watch))
    g_main_context_iteration (NULL, TRUE);
  value = dex_future_get_value (future, error);
  if (value != NULL && out != NULL)
    {
      g_value_init (out, G_VALUE_TYPE (value));
      g_value_copy (value, out);
    }
  dex_unref (watch);
  dex_unref (future);
  return value != NULL;
}

void
patients_desk_fill (SalveStore *store, guint n_patients)
{
  g_autoptr (GError) error = NULL;

  for (guint start = 0; start < n_patients; start += 5000)
    {
      g_autoptr (GPtrArray) resources = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);

      for (guint i = start; i < MIN (start + 5000, n_patients); i++)
        {
          g_autofree char *json = make_patient (i);
          SalveResource *resource = salve_resource_new_from_text (json, -1, &error);

          g_assert_no_error (error);
          g_ptr_array_add (resources, resource);
        }
      settle (salve_store_put_bulk (store, resources, SALVE_BULK_DEFAULT), NULL, &error);
      g_assert_no_error (error);
    }
}

void
patients_desk_put (SalveStore *store, const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) resource = salve_resource_new_from_text (json, -1, &error);
  g_autoptr (SalveChange) change = salve_change_new ("test", "desk", "test");

  g_assert_no_error (error);
  salve_change_put (change, resource, SALVE_VERSION_ANY);
  patients_desk_wait_commit (salve_store_commit (store, change), &error);
  g_assert_no_error (error);
}

gint64
patients_desk_wait_commit (DexFuture *future, GError **error)
{
  g_auto (GValue) value = G_VALUE_INIT;

  return settle (future, &value, error) ? g_value_get_int64 (&value) : 0;
}

SalveIdArray *
patients_desk_query (SalveStore *store, const char *text, SalvePatientSort sort, gboolean descending)
{
  SalvePatientQuery query = { .text = (char *)text, .sort = sort, .descending = descending };
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  settle (salve_store_query_patients (store, &query), &value, &error);
  g_assert_no_error (error);
  return salve_id_array_ref (g_value_get_boxed (&value));
}

PatientsDesk *
patients_desk_new (guint n_patients, const char *locale_tag)
{
  PatientsDesk *self = g_new0 (PatientsDesk, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveStoreKey) key = salve_store_key_new_random ();
  g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (locale_tag);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  self->folder = g_dir_make_tmp ("salve-desk-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (self->folder, "clinic.salve", NULL);
  file = g_file_new_for_path (path);
  self->store = salve_store_open (file, key, SALVE_STORE_OPEN_CREATE, &error);
  self->key = salve_store_key_ref (key);
  g_assert_no_error (error);
  self->clinic = salve_clinic_new (self->store, locale, zone, "Desk");
  salve_clinic_set_now (self->clinic, PATIENTS_DESK_NOW);
  patients_desk_fill (self->store, n_patients);
  return self;
}

void
patients_desk_free (PatientsDesk *self)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  settle (salve_store_close (self->store), NULL, NULL);
  g_clear_object (&self->clinic);
  g_clear_object (&self->store);
  g_clear_pointer (&self->key, salve_store_key_unref);
  dir = g_dir_open (self->folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self);
}

static void
on_time (gpointer data)
{
  *(gboolean *)data = TRUE;
}

void
patients_desk_spin (guint milliseconds)
{
  gboolean done = FALSE;

  g_timeout_add_once (milliseconds, on_time, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
add_line (SalveResource *resource, gpointer lines, GError **error)
{
  GBytes *bytes = salve_resource_get_bytes (resource);

  g_ptr_array_add (lines, g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
  return TRUE;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *)a, *(const char *const *)b);
}

/* Returns: (transfer full): all resources of that type, as text in one order, to be compared with another time's */
char *
patients_desk_look (PatientsDesk *self, const char *type)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  g_assert_true (salve_store_foreach (self->store, type, add_line, lines, NULL, NULL));
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **)lines->pdata);
}
