/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patients come in the order in which they were chosen, a few hundred rows at a time, so that a selection of all of them
 * takes no more memory than one of some. What belongs to two of them is written once. */
#define G_LOG_DOMAIN "salve-io"

#include "config.h"

#include "salve-patients-export.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-appointment-csv.h"
#include "salve-card-check.h"
#include "salve-patient.h"
#include "salve-vcard.h"

#define ROWS_AT_ONCE 200
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

typedef struct
{
  SalveStore *store;
  SalvePatientsFormat format;
  const SalveLocale *locale;
  GOutputStream *out;
  GHashTable *seen; /* Type/id of what a Bundle or NDJSON has already */
  guint64 n_resources;
  GCancellable *cancellable;
} Export;

static gboolean
put (Export *self, const char *text, gssize length, GError **error)
{
  return g_output_stream_write_all (self->out, text, length < 0 ? strlen (text) : (gsize)length, NULL,
                                    self->cancellable, error);
}

static gboolean
put_resource (Export *self, SalveResource *resource, GError **error)
{
  g_autofree char *name =
      g_strconcat (salve_resource_get_type_name (resource), "/", salve_resource_get_id (resource), NULL);
  gboolean bundle = self->format == SALVE_PATIENTS_BUNDLE;
  g_autoptr (GString) line = g_string_new (NULL);
  gsize length;
  const char *text = salve_resource_get_text (resource, &length);

  if (!g_hash_table_add (self->seen, g_steal_pointer (&name)))
    return TRUE;
  if (bundle)
    g_string_append (line, self->n_resources > 0 ? ",\n{\"resource\":" : "\n{\"resource\":");
  /* A line's end is never inside a JSON string. */
  for (gsize i = 0; i < length; i++)
    if (text[i] != '\n' && text[i] != '\r')
      g_string_append_c (line, text[i]);
  g_string_append (line, bundle ? "}" : "\n");
  self->n_resources++;
  return put (self, line->str, (gssize)line->len, error);
}

static gboolean
put_record (Export *self, SalveResource *patient, GError **error)
{
  g_autoptr (GPtrArray) related =
      salve_store_list_related (self->store, salve_resource_get_id (patient), NULL, error);

  if (related == NULL || !put_resource (self, patient, error))
    return FALSE;
  for (guint i = 0; i < related->len; i++)
    if (!put_resource (self, related->pdata[i], error))
      return FALSE;
  return TRUE;
}

/**
 * salve_patient_format_vcard:
 * @patient: a Patient
 *
 * Returns: (transfer full): how to reach the patient, with nothing clinical
 */
char *
salve_patient_format_vcard (SalveResource *patient, const SalveLocale *locale)
{
  g_autoptr (GPtrArray) names = salve_patient_get_names (patient);
  g_autoptr (GPtrArray) telecoms = salve_patient_get_telecoms (patient);
  g_autoptr (GPtrArray) addresses = salve_patient_get_addresses (patient);
  g_auto (GStrv) languages = salve_patient_get_languages (patient);
  const char *id = salve_resource_get_id (patient), *photo_type = NULL;
  g_autoptr (GBytes) photo = salve_patient_get_photo (patient, &photo_type);
  SalveVcardPerson person = {
    .uid = id != NULL && g_uuid_string_is_valid (id) ? id : NULL,
    .names = names,
    .gender = salve_gender_to_code (salve_patient_get_gender (patient)),
    .telecoms = telecoms,
    .addresses = addresses,
    .languages = (const char *const *)languages,
    .photo = photo,
    .photo_type = photo_type,
    .revised = SALVE_INSTANT_NONE,
  };

  salve_patient_get_birth_date (patient, &person.birth_date);
  return salve_vcard_format (&person, locale);
}

static const char *
find_telecom (GPtrArray *telecoms, SalveTelecomSystem system)
{
  const SalveTelecom *best = NULL;

  for (guint i = 0; i < telecoms->len; i++)
    {
      const SalveTelecom *telecom = telecoms->pdata[i];

      if (telecom->system == system && (best == NULL || telecom->rank == 1))
        best = telecom;
    }
  return best != NULL ? best->value : NULL;
}

static const char *
find_card (GPtrArray *identifiers)
{
  for (guint i = 0; i < identifiers->len; i++)
    {
      const SalveIdentifier *identifier = identifiers->pdata[i];

      if (g_strcmp0 (identifier->type_code, SALVE_HEALTH_CARD_CODE) == 0)
        return identifier->value;
    }
  return NULL;
}

static void
append_row (GString *text, const char *const *cells, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      salve_csv_append_cell (text, cells[i]);
    }
  g_string_append (text, "\r\n");
}

static gboolean
put_titles (Export *self, GError **error)
{
  const char *titles[] = { _ ("Number"), _ ("Family name"), _ ("Given names"), _ ("Birth date"),
                           _ ("Sex"),    _ ("Phone"),       _ ("E-mail"),      _ ("Address"),
                           _ ("Doctor"), _ ("Health card") };
  g_autoptr (GString) text = g_string_new (BYTE_ORDER_MARK);

  append_row (text, titles, G_N_ELEMENTS (titles));
  return put (self, text->str, (gssize)text->len, error);
}

static gboolean
put_row (Export *self, SalveResource *patient, const char *doctor, GError **error)
{
  g_autoptr (GPtrArray) names = salve_patient_get_names (patient);
  g_autoptr (GPtrArray) telecoms = salve_patient_get_telecoms (patient);
  g_autoptr (GPtrArray) addresses = salve_patient_get_addresses (patient);
  g_autoptr (GPtrArray) identifiers = salve_patient_get_identifiers (patient);
  const SalvePersonName *name = names->len > 0 ? salve_person_name_pick (names) : NULL;
  g_autofree char *given = name != NULL && name->given != NULL ? g_strjoinv (" ", name->given) : NULL;
  g_autofree char *address =
      addresses->len > 0 ? salve_address_format_line (addresses->pdata[0], self->locale) : NULL;
  SalvePartialDate date;
  g_autofree char *birth =
      salve_patient_get_birth_date (patient, &date) ? salve_partial_date_to_iso (date) : NULL;
  /* A name without parts is one text. */
  const char *family = name == NULL                            ? NULL
                       : name->family != NULL || given != NULL ? name->family
                                                               : name->text;
  const char *cells[] = { salve_patient_get_record_number (patient),
                          family,
                          given,
                          birth,
                          salve_gender_to_code (salve_patient_get_gender (patient)),
                          find_telecom (telecoms, SALVE_TELECOM_SYSTEM_PHONE),
                          find_telecom (telecoms, SALVE_TELECOM_SYSTEM_EMAIL),
                          address,
                          doctor,
                          find_card (identifiers) };
  g_autoptr (GString) text = g_string_new (NULL);

  append_row (text, cells, G_N_ELEMENTS (cells));
  return put (self, text->str, (gssize)text->len, error);
}

static gboolean
put_patient (Export *self, const SalvePatientRow *row, GError **error)
{
  g_autoptr (SalveResource) patient = salve_store_read (self->store, "Patient", row->id, NULL, error);
  g_autofree char *card = NULL;

  if (patient == NULL)
    return FALSE;
  switch (self->format)
    {
    case SALVE_PATIENTS_CSV:
      return put_row (self, patient, row->doctor, error);
    case SALVE_PATIENTS_VCARD:
      card = salve_patient_format_vcard (patient, self->locale);
      return card == NULL || put (self, card, -1, error);
    case SALVE_PATIENTS_NDJSON:
    case SALVE_PATIENTS_BUNDLE:
    default:
      return put_record (self, patient, error);
    }
}

static gboolean
put_batch (Export *self, const gint64 *rowids, guint n, guint64 *n_written, GError **error)
{
  g_autoptr (GPtrArray) rows = salve_store_read_patient_rows (self->store, rowids, n, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      /* Whoever was deleted since they were chosen has no row. */
      if (rows->pdata[i] == NULL)
        continue;
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error)
          || !put_patient (self, rows->pdata[i], error))
        return FALSE;
      (*n_written)++;
    }
  return TRUE;
}

static gboolean
put_all (Export *self,
         const gint64 *rowids,
         guint n_rowids,
         guint64 *n_written,
         SalveStoreProgressFunc progress,
         gpointer user_data,
         GError **error)
{
  for (guint at = 0; at < n_rowids; at += ROWS_AT_ONCE)
    {
      guint n = MIN (ROWS_AT_ONCE, n_rowids - at);

      if (!put_batch (self, rowids + at, n, n_written, error))
        return FALSE;
      if (progress != NULL)
        progress ((double)(at + n) / n_rowids, "", user_data);
    }
  return TRUE;
}

/**
 * salve_export_patients:
 * @store: read on the calling thread
 * @rowids: (array length=n_rowids): of the patients, as a list has them
 * @locale: how names and addresses are written on cards and in tables
 * @out: gets UTF-8; it is left open
 * @n_written: (out): patients
 * @progress: (nullable): now and then, on this thread
 *
 * Returns: FALSE with an error when not all of them were written
 */
gboolean
salve_export_patients (SalveStore *store,
                       const gint64 *rowids,
                       guint n_rowids,
                       SalvePatientsFormat format,
                       const SalveLocale *locale,
                       GOutputStream *out,
                       guint64 *n_written,
                       SalveStoreProgressFunc progress,
                       gpointer user_data,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Export self = { store, format, locale, out, seen, 0, cancellable };

  *n_written = 0;
  if (format == SALVE_PATIENTS_CSV && !put_titles (&self, error))
    return FALSE;
  if (format == SALVE_PATIENTS_BUNDLE
      && !put (&self, "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[", -1, error))
    return FALSE;
  if (!put_all (&self, rowids, n_rowids, n_written, progress, user_data, error))
    return FALSE;
  return (format != SALVE_PATIENTS_BUNDLE || put (&self, "\n]}\n", -1, error))
         && g_output_stream_flush (out, cancellable, error);
}
