/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-projection.h"

#include <string.h>

#include "salve-appointment.h"
#include "salve-patient.h"
#include "salve-projection-scheduler.h"
#include "salve-search-index.h"
#include "salve-statement.h"
#include "salve-text.h"

/* Names are sorted by bytes that do not depend on who looks: the sort key of no particular locale. */
static SalveLocale *
neutral_locale (void)
{
  static gsize once;
  static SalveLocale *locale;

  if (g_once_init_enter (&once))
    {
      locale = salve_locale_new_for_tag ("en");
      g_once_init_leave (&once, 1);
    }
  return locale;
}

#define PHONE_TAIL_MIN 3

/**
 * salve_projection_match_key:
 *
 * Returns: (transfer full): what lies beside each word of a patient, to which the other words of a search are compared:
 *   the search key, \1, the birth date, \2, the telephone numbers with \3 between them
 */
char *
salve_projection_match_key (const char *search_key, const char *birth, const char *phones)
{
  char *text = g_strconcat (search_key, "\x01", birth != NULL ? birth : "", "\x02", phones, NULL);

  g_strdelimit (strchr (text, '\x02'), " ", '\x03');
  return text;
}

/* One row a word of the key, so that any part of a name in any order finds its person. */
static gboolean
put_tokens (SalveConnection *connection,
            gint64 rowid,
            const char *search_key,
            const char *match_key,
            GError **error)
{
  g_auto (GStrv) tokens = g_strsplit (search_key, " ", -1);

  for (guint i = 0; tokens[i] != NULL; i++)
    if (*tokens[i] != '\0'
        && !salve_connection_run (connection, error, "INSERT OR IGNORE INTO patient_token VALUES (?, ?, ?)",
                                  "tit", tokens[i], rowid, match_key))
      return FALSE;
  return TRUE;
}

static gboolean
put_phone_tails (SalveConnection *connection, gint64 rowid, const char *phones, GError **error)
{
  g_auto (GStrv) numbers = g_strsplit (phones, " ", -1);

  for (guint i = 0; numbers[i] != NULL; i++)
    for (const char *tail = numbers[i]; strlen (tail) >= PHONE_TAIL_MIN; tail++)
      if (!salve_connection_run (connection, error, "INSERT OR IGNORE INTO patient_phone_tail VALUES (?, ?)",
                                 "ti", tail, rowid))
        return FALSE;
  return TRUE;
}

/* Takes out the rows that the key and numbers of the patient's present row made. */
static gboolean
remove_patient (SalveConnection *connection, gint64 rowid, GError **error)
{
  g_autofree char *key = NULL;
  g_autofree char *phones = NULL;
  g_auto (GStrv) words = NULL;

  salve_connection_note (connection, rowid);
  {
    g_autoptr (SalveStatement) old = salve_connection_prepare (
        connection, "SELECT search_key, phones FROM patient WHERE rowid = ?", error);
    gboolean row;

    if (old == NULL)
      return FALSE;
    salve_statement_bind_int (old, 1, rowid);
    if (!salve_statement_step (old, &row, error))
      return FALSE;
    if (!row)
      return TRUE;
    key = g_strdup (salve_statement_text (old, 0));
    phones = g_strdup (salve_statement_text (old, 1));
  }
  words = g_strsplit (key, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0'
        && !salve_connection_run (connection, error,
                                  "DELETE FROM patient_token WHERE token = ? AND patient = ?", "ti", words[i],
                                  rowid))
      return FALSE;
  g_strfreev (words);
  words = g_strsplit (phones, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    for (const char *tail = words[i]; strlen (tail) >= PHONE_TAIL_MIN; tail++)
      if (!salve_connection_run (connection, error,
                                 "DELETE FROM patient_phone_tail WHERE tail = ? AND patient = ?", "ti", tail,
                                 rowid))
        return FALSE;
  return salve_connection_run (connection, error, "DELETE FROM patient WHERE rowid = ?", "i", rowid);
}

static void
add_words (GString *key, const char *text)
{
  g_auto (GStrv) words = text != NULL ? salve_text_tokenise (text) : NULL;

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    {
      g_autofree char *piece = g_strconcat (" ", words[i], NULL);
      const char *found = strstr (key->str, piece);
      gsize n = strlen (piece);

      /* Each word once: a second one finds nobody new. */
      if (found != NULL && (found[n] == ' ' || found[n] == '\0'))
        continue;
      g_string_append (key, piece);
    }
}

static void
add_word_list (GString *key, char **texts)
{
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    add_words (key, texts[i]);
}

/**
 * salve_projection_search_key:
 * @names: (element-type SalvePersonName)
 * @identifiers: (element-type SalveIdentifier)
 *
 * Returns: (transfer full): every word of the names and numbers, folded, each behind one space
 */
char *
salve_projection_search_key (GPtrArray *names, GPtrArray *identifiers)
{
  GString *key = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    {
      const SalvePersonName *name = names->pdata[i];

      add_words (key, name->family);
      add_word_list (key, name->given);
      add_words (key, name->text);
    }
  for (guint i = 0; i < identifiers->len; i++)
    {
      const SalveIdentifier *identifier = identifiers->pdata[i];

      if (g_strcmp0 (identifier->system, SALVE_IDENTIFIER_SYSTEM_URI) != 0)
        add_words (key, identifier->value);
    }
  return g_string_free_and_steal (key);
}

static char *
phone_digits_of (GPtrArray *telecoms, const char **first)
{
  GString *phones = g_string_new (NULL);

  *first = NULL;
  for (guint i = 0; i < telecoms->len; i++)
    {
      const SalveTelecom *telecom = telecoms->pdata[i];
      g_autofree char *digits = NULL;

      if (telecom->system != SALVE_TELECOM_SYSTEM_PHONE && telecom->system != SALVE_TELECOM_SYSTEM_SMS)
        continue;
      if (*first == NULL || telecom->rank == 1)
        *first = telecom->value;
      digits = salve_telecom_digits (telecom);
      if (digits != NULL && *digits != '\0')
        g_string_append_printf (phones, "%s%s", phones->len > 0 ? " " : "", digits);
    }
  return g_string_free_and_steal (phones);
}

static char *
join (char **texts)
{
  return texts != NULL && texts[0] != NULL ? g_strjoinv (" ", texts) : NULL;
}

static gboolean
bind_and_run_patient (SalveConnection *connection,
                      SalveResource *patient,
                      gint64 rowid,
                      const char *key,
                      const char *phones,
                      const char *phone,
                      GError **error)
{
  g_autoptr (SalveStatement) insert = NULL;
  g_autoptr (GPtrArray) names = salve_patient_get_names (patient);
  const SalvePersonName *name = salve_person_name_pick (names);
  SalveElement doctor = salve_element_path (salve_resource_root (patient), "generalPractitioner");
  g_autofree char *name_key =
      name != NULL ? salve_person_name_sort_key (name, neutral_locale ()) : g_strdup ("");
  g_autofree char *given = name != NULL ? join (name->given) : NULL;
  g_autofree char *prefix = name != NULL ? join (name->prefix) : NULL;
  g_autofree char *suffix = name != NULL ? join (name->suffix) : NULL;
  g_autofree char *doctor_id = salve_reference_id (salve_element_at (doctor, 0), "Practitioner");
  g_autofree char *birth = NULL;
  g_autoptr (GBytes) photo = salve_patient_get_photo (patient, NULL);
  SalvePartialDate date;

  insert = salve_connection_prepare (
      connection,
      "INSERT INTO patient (rowid, id, name_key, family, given, prefix, suffix, name_text, birth_date, "
      "estimated,"
      " gender, phone, phones, number, doctor_id, doctor, last_visit, active, deceased, has_photo, "
      "search_key)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,"
      " coalesce (?16, (SELECT name FROM practitioner WHERE id = ?15)),"
      " (SELECT date FROM clinical WHERE patient_id = ?2 AND type = 'Encounter' ORDER BY date DESC LIMIT 1),"
      " ?17, ?18, ?19, ?20)",
      error);
  if (insert == NULL)
    return FALSE;
  if (salve_patient_get_birth_date (patient, &date))
    birth = salve_partial_date_to_iso (date);
  salve_statement_bind_int (insert, 1, rowid);
  salve_statement_bind_text (insert, 2, salve_resource_get_id (patient));
  salve_statement_bind_text (insert, 3, name_key);
  salve_statement_bind_text (insert, 4, name != NULL ? name->family : NULL);
  salve_statement_bind_text (insert, 5, given);
  salve_statement_bind_text (insert, 6, prefix);
  salve_statement_bind_text (insert, 7, suffix);
  salve_statement_bind_text (insert, 8, name != NULL ? name->text : NULL);
  salve_statement_bind_text (insert, 9, birth);
  salve_statement_bind_int (insert, 10, date.estimated);
  salve_statement_bind_int (insert, 11, salve_patient_get_gender (patient));
  salve_statement_bind_text (insert, 12, phone);
  salve_statement_bind_text (insert, 13, phones);
  salve_statement_bind_text (insert, 14, salve_patient_get_record_number (patient));
  salve_statement_bind_text (insert, 15, doctor_id);
  salve_statement_bind_text (insert, 16, salve_reference_display (salve_element_at (doctor, 0)));
  salve_statement_bind_int (insert, 17, salve_patient_get_active (patient));
  salve_statement_bind_int (insert, 18, salve_patient_get_deceased (patient, NULL));
  salve_statement_bind_int (insert, 19, photo != NULL);
  salve_statement_bind_text (insert, 20, key);
  return salve_statement_run (insert, error);
}

/**
 * salve_projection_join_name:
 *
 * Returns: (transfer full) (nullable): the whole name from the columns of a patient's row, in no particular locale
 */
char *
salve_projection_join_name (const char *family,
                            const char *given,
                            const char *prefix,
                            const char *suffix,
                            const char *text)
{
  g_autoptr (SalvePersonName) name = salve_person_name_new (family, NULL);

  g_strfreev (name->given);
  name->given = given != NULL ? salve_person_name_split_given (given) : NULL;
  name->prefix = prefix != NULL ? salve_person_name_split_given (prefix) : NULL;
  name->suffix = suffix != NULL ? salve_person_name_split_given (suffix) : NULL;
  name->text = g_strdup (text);
  return salve_person_name_format_full (name, neutral_locale ());
}

/* Through the columns, so that a name is the same from whichever side it comes. */
static char *
full_name (GPtrArray *names)
{
  const SalvePersonName *name = salve_person_name_pick (names);
  g_autofree char *given = NULL, *prefix = NULL, *suffix = NULL;

  if (name == NULL)
    return salve_projection_join_name (NULL, NULL, NULL, NULL, NULL);
  given = join (name->given);
  prefix = join (name->prefix);
  suffix = join (name->suffix);
  return salve_projection_join_name (name->family, given, prefix, suffix, name->text);
}

static gboolean
put_patient (SalveConnection *connection, SalveResource *patient, gint64 rowid, GError **error)
{
  g_autoptr (GPtrArray) names = salve_patient_get_names (patient);
  g_autoptr (GPtrArray) identifiers = salve_patient_get_identifiers (patient);
  g_autoptr (GPtrArray) telecoms = salve_patient_get_telecoms (patient);
  g_autofree char *key = salve_projection_search_key (names, identifiers);
  const char *phone;
  g_autofree char *phones = phone_digits_of (telecoms, &phone);
  g_autofree char *birth = NULL, *match = NULL, *full = NULL;
  SalvePartialDate date;

  if (salve_patient_get_birth_date (patient, &date))
    birth = salve_partial_date_to_iso (date);
  match = salve_projection_match_key (key, birth, phones);
  full = full_name (names);
  return bind_and_run_patient (connection, patient, rowid, key, phones, phone, error)
         && salve_projection_name_patient (connection, salve_resource_get_id (patient), full, error)
         && (salve_connection_is_deferring (connection)
             || (put_tokens (connection, rowid, key, match, error)
                 && put_phone_tails (connection, rowid, phones, error)));
}

/* Where each type names its patient and its moment; the first of the dates that is there counts. */
static const struct
{
  const char *type;
  const char *patient;
  const char *dates[4];
} clinical_types[] = {
  { "AllergyIntolerance", "patient", { "recordedDate", "onsetDateTime" } },
  { "Binary", "securityContext", { NULL } },
  { "CarePlan", "subject", { "period.start", "created" } },
  { "Condition", "subject", { "onsetDateTime", "recordedDate", "onsetPeriod.start" } },
  { "Coverage", "beneficiary", { "period.start" } },
  { "Device", "patient", { "manufactureDate" } },
  { "DiagnosticReport", "subject", { "effectiveDateTime", "effectivePeriod.start", "issued" } },
  { "DocumentReference", "subject", { "date", "context.period.start" } },
  { "Encounter", "subject", { "period.start" } },
  { "Immunization", "patient", { "occurrenceDateTime", "recorded" } },
  { "MedicationRequest", "subject", { "authoredOn" } },
  { "MedicationStatement", "subject", { "effectiveDateTime", "effectivePeriod.start", "dateAsserted" } },
  { "Observation",
    "subject",
    { "effectiveDateTime", "effectivePeriod.start", "effectiveInstant", "issued" } },
  { "Procedure", "subject", { "performedDateTime", "performedPeriod.start" } },
  { "RelatedPerson", "patient", { "period.start" } },
};

static SalveInstant
moment (SalveElement root, const char *path)
{
  const char *text = salve_element_path_string (root, path);
  SalveInstant instant;
  g_autoptr (GTimeZone) utc = NULL;

  if (text == NULL)
    return SALVE_INSTANT_NONE;
  utc = g_time_zone_new_utc ();
  return salve_instant_parse_fhir (text, utc, &instant, NULL) ? instant : SALVE_INSTANT_NONE;
}

/**
 * salve_projection_patient_of:
 *
 * Returns: (transfer full) (nullable): the id of the patient to whose record the resource belongs; types without a row
 *   in the table above are looked at for "subject" and "patient", so that nothing is hidden from the record
 */
char *
salve_projection_patient_of (SalveResource *resource)
{
  SalveElement root = salve_resource_root (resource);
  char *id;

  for (gsize i = 0; i < G_N_ELEMENTS (clinical_types); i++)
    if (g_str_equal (salve_resource_get_type_name (resource), clinical_types[i].type))
      return salve_reference_id (salve_element_get (root, clinical_types[i].patient), "Patient");
  if (g_str_equal (salve_resource_get_type_name (resource), "Patient"))
    return NULL;
  id = salve_reference_id (salve_element_get (root, "subject"), "Patient");
  return id != NULL ? id : salve_reference_id (salve_element_get (root, "patient"), "Patient");
}

static SalveInstant
date_of (SalveResource *resource)
{
  static const char *const usual[] = { "date",   "created", "authoredOn",  "recorded",
                                       "issued", "sent",    "period.start" };
  SalveElement root = salve_resource_root (resource);
  SalveInstant at = SALVE_INSTANT_NONE;

  for (gsize i = 0; i < G_N_ELEMENTS (clinical_types); i++)
    if (g_str_equal (salve_resource_get_type_name (resource), clinical_types[i].type))
      {
        for (gsize j = 0; j < 4 && clinical_types[i].dates[j] != NULL && at == SALVE_INSTANT_NONE; j++)
          at = moment (root, clinical_types[i].dates[j]);
        return at;
      }
  for (gsize j = 0; j < G_N_ELEMENTS (usual) && at == SALVE_INSTANT_NONE; j++)
    at = moment (root, usual[j]);
  return at;
}

static gboolean
touch_last_visit (SalveConnection *connection, const char *patient_id, GError **error)
{
  return salve_connection_run (
      connection, error,
      "UPDATE patient SET last_visit = (SELECT date FROM clinical WHERE patient_id = ?1 AND"
      " type = 'Encounter' ORDER BY date DESC LIMIT 1) WHERE id = ?1",
      "t", patient_id);
}

/* One visit more: the last one is this or stays what it was. */
static gboolean
note_visit (SalveConnection *connection, const char *patient_id, SalveInstant date, GError **error)
{
  return salve_connection_run (
      connection, error,
      "UPDATE patient SET last_visit = ?2 WHERE id = ?1 AND (last_visit IS NULL OR last_visit < ?2)", "ti",
      patient_id, (gint64)date);
}

static gboolean
put_clinical (SalveConnection *connection,
              SalveResource *resource,
              const char *patient,
              gint64 rowid,
              GError **error)
{
  const char *type = salve_resource_get_type_name (resource);
  SalveInstant date = date_of (resource);

  if (!salve_connection_run (connection, error, "INSERT INTO clinical VALUES (?, ?, ?, ?)", "itti", rowid,
                             patient, type, (gint64)date))
    return FALSE;
  return !g_str_equal (type, "Encounter") || note_visit (connection, patient, date, error);
}

/* A patient's doctor is called what the reference says, or else what the doctor's own record says. name may be NULL. */
static gboolean
name_doctor (SalveConnection *connection, const char *practitioner_id, const char *name, GError **error)
{
  return salve_connection_run (
      connection, error,
      "UPDATE patient SET doctor = coalesce ((SELECT json_extract (CAST (r.body AS TEXT),"
      " '$.generalPractitioner[0].display') FROM resource AS r WHERE r.rowid ="
      " patient.rowid), ?2) WHERE doctor_id = ?1",
      "tt", practitioner_id, name);
}

static gboolean
put_practitioner (SalveConnection *connection, SalveResource *resource, gint64 rowid, GError **error)
{
  SalveElement root = salve_resource_root (resource);
  g_autoptr (GPtrArray) names = salve_read_human_names (salve_element_get (root, "name"));
  const SalvePersonName *name = salve_person_name_pick (names);
  g_autofree char *key = name != NULL ? salve_person_name_sort_key (name, neutral_locale ()) : g_strdup ("");
  g_autofree char *full =
      name != NULL ? salve_person_name_format_full (name, neutral_locale ()) : g_strdup ("");

  return salve_connection_run (
             connection, error,
             "INSERT INTO practitioner (rowid, id, name_key, name, active) VALUES (?, ?, ?, ?, ?)", "ittti",
             rowid, salve_resource_get_id (resource), key, full,
             (gint64)salve_element_boolean (root, "active", TRUE))
         && name_doctor (connection, salve_resource_get_id (resource), full, error);
}

/* The record shows appointments too; those of a calendar are the scheduler's. */
static gboolean
put_appointment (SalveConnection *connection, SalveResource *resource, gint64 rowid, GError **error)
{
  g_autofree char *patient = salve_appointment_find_actor (resource, "Patient");

  return patient == NULL
         || salve_connection_run (connection, error, "INSERT INTO clinical VALUES (?, ?, 'Appointment', ?)",
                                  "iti", rowid, patient,
                                  (gint64)moment (salve_resource_root (resource), "start"));
}

/**
 * salve_projection_remove:
 *
 * Takes out whatever salve_projection_put() made of the row before.
 */
gboolean
salve_projection_remove (SalveConnection *connection,
                         const char *type,
                         const char *id,
                         gint64 rowid,
                         GError **error)
{
  g_autofree char *patient = NULL;

  if (!salve_projection_remove_scheduling (connection, type, rowid, error)
      || !salve_search_index_remove (connection, rowid, error))
    return FALSE;
  if (g_str_equal (type, "Patient"))
    return remove_patient (connection, rowid, error)
           && salve_projection_name_patient (connection, id, NULL, error);
  if (g_str_equal (type, "Practitioner"))
    return salve_connection_run (connection, error, "DELETE FROM practitioner WHERE rowid = ?", "i", rowid)
           && name_doctor (connection, id, NULL, error);
  if (g_str_equal (type, "Encounter"))
    {
      g_autoptr (SalveStatement) find =
          salve_connection_prepare (connection, "SELECT patient_id FROM clinical WHERE rowid = ?", error);
      gboolean row;

      if (find == NULL)
        return FALSE;
      salve_statement_bind_int (find, 1, rowid);
      if (!salve_statement_step (find, &row, error))
        return FALSE;
      if (row)
        patient = g_strdup (salve_statement_text (find, 0));
    }
  return salve_connection_run (connection, error, "DELETE FROM clinical WHERE rowid = ?", "i", rowid)
         && (patient == NULL || touch_last_visit (connection, patient, error));
}

static gboolean
put_lists (SalveConnection *connection, SalveResource *resource, gint64 rowid, GError **error)
{
  const char *type = salve_resource_get_type_name (resource);
  g_autofree char *patient = NULL;

  if (g_str_equal (type, "Patient"))
    return put_patient (connection, resource, rowid, error);
  if (g_str_equal (type, "Practitioner"))
    return put_practitioner (connection, resource, rowid, error);
  if (g_str_equal (type, "Appointment"))
    return put_appointment (connection, resource, rowid, error);
  patient = salve_projection_patient_of (resource);
  return patient == NULL || put_clinical (connection, resource, patient, rowid, error);
}

/**
 * salve_projection_put:
 * @rowid: of its resource row; there must be no projection of it
 */
gboolean
salve_projection_put (SalveConnection *connection, SalveResource *resource, gint64 rowid, GError **error)
{
  return put_lists (connection, resource, rowid, error)
         && salve_projection_put_scheduling (connection, resource, rowid, error)
         && salve_search_index_put (connection, resource, rowid, error);
}
