/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A kiosk stands where anybody can carry it away. So it is told only masks and proofs (salve-kiosk-proof.h) of those who
 * come today, and may say only that one of them is here: a kiosk's token reads and writes no record. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-kiosk.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "salve-api.h"
#include "salve-day-visits.h"
#include "salve-fhir-row.h"
#include "salve-kiosk-proof.h"
#include "salve-patient.h"
#include "salve-service.h"
#include "salve-statement.h"
#include "salve-ticket.h"
#include "salve-time-span.h"

/* Longer ago, nobody in the waiting room needs to be told that they were called. */
#define CALLED_FOR (10 * 60 * SALVE_INSTANT_SECOND)

typedef struct
{
  SalveInstant now;
  SalveTimeSpan day;
  char *salt;
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_free (asked->salt);
  g_free (asked);
}

static Asked *
asked_new (SalveExchange *exchange)
{
  Asked *asked = g_new0 (Asked, 1);

  asked->now = g_get_real_time ();
  asked->day = salve_wall_clock_day (salve_instant_to_date (asked->now, exchange->service->zone),
                                     exchange->service->zone);
  asked->salt = g_uuid_string_random ();
  return asked;
}

static void
add_name (JsonBuilder *builder, const char *member, const char *text)
{
  if (text != NULL && *text != '\0')
    salve_api_add_text (builder, member, text);
}

/* One column of one row; NULL where there is none. */
static char *
look_for_name (SalveConnection *connection, const char *sql, const char *id)
{
  g_autoptr (SalveStatement) select = id != NULL ? salve_connection_prepare (connection, sql, NULL) : NULL;
  gboolean row;

  if (select == NULL)
    return NULL;
  salve_statement_bind_text (select, 1, id);
  return salve_statement_step (select, &row, NULL) && row ? g_strdup (salve_statement_text (select, 0))
                                                          : NULL;
}

static void
add_proof (JsonBuilder *builder, char *proof)
{
  json_builder_add_string_value (builder, proof);
  g_free (proof);
}

static void
add_proofs_of_words (JsonBuilder *builder, const char *salt, SalvePartialDate birth, const char *words)
{
  g_auto (GStrv) parts = g_strsplit_set (words != NULL ? words : "", " -\t", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *letters = salve_kiosk_letters (parts[i]);

      if (*letters != '\0')
        add_proof (builder, salve_kiosk_prove_birth (salt, birth, letters));
    }
}

/* Any word of any of their names will do: people do not agree with registers on which is the first. */
static void
add_proofs (JsonBuilder *builder, const char *salt, SalveResource *patient)
{
  g_autoptr (GPtrArray) names = salve_patient_get_names (patient);
  SalvePartialDate birth;

  json_builder_set_member_name (builder, "proofs");
  json_builder_begin_array (builder);
  if (salve_patient_get_birth_date (patient, &birth) && birth.precision != SALVE_DATE_PRECISION_NONE)
    for (guint i = 0; i < names->len; i++)
      {
        const SalvePersonName *name = names->pdata[i];

        add_proofs_of_words (builder, salt, birth, name->family != NULL ? name->family : name->text);
        for (guint g = 0; name->given != NULL && name->given[g] != NULL; g++)
          add_proofs_of_words (builder, salt, birth, name->given[g]);
      }
  json_builder_end_array (builder);
}

static void
add_codes (JsonBuilder *builder, const char *salt, const char *appointment_id, SalveResource *patient)
{
  g_autoptr (GPtrArray) identifiers = salve_patient_get_identifiers (patient);

  json_builder_set_member_name (builder, "codes");
  json_builder_begin_array (builder);
  add_proof (builder, salve_kiosk_prove_code (salt, appointment_id));
  for (guint i = 0; i < identifiers->len; i++)
    {
      const SalveIdentifier *identifier = identifiers->pdata[i];

      if (identifier->value != NULL && *identifier->value != '\0')
        add_proof (builder, salve_kiosk_prove_code (salt, identifier->value));
    }
  json_builder_end_array (builder);
}

static void
add_masks (JsonBuilder *builder, SalveResource *patient)
{
  g_autoptr (GPtrArray) names = salve_patient_get_names (patient);
  g_autoptr (GPtrArray) telecoms = salve_patient_get_telecoms (patient);
  g_autoptr (GPtrArray) addresses = salve_patient_get_addresses (patient);
  const SalvePersonName *name = salve_person_name_pick (names);
  const SalveAddress *address = addresses->len > 0 ? addresses->pdata[0] : NULL;
  SalvePartialDate birth;

  if (name != NULL)
    {
      g_autoptr (SalveLocale) locale = salve_locale_new_for_tag ("en");
      g_autofree char *full = salve_person_name_format_short (name, locale);
      g_autofree char *masked = salve_kiosk_mask_words (full);

      add_name (builder, "name", masked);
    }
  if (salve_patient_get_birth_date (patient, &birth) && birth.precision == SALVE_DATE_PRECISION_DAY)
    {
      json_builder_set_member_name (builder, "birthDay");
      json_builder_add_int_value (builder, birth.day);
      json_builder_set_member_name (builder, "birthYear");
      json_builder_add_int_value (builder, birth.year);
    }
  for (guint i = 0; i < telecoms->len; i++)
    {
      const SalveTelecom *telecom = telecoms->pdata[i];
      g_autofree char *masked = salve_kiosk_mask_number (telecom->value);

      if (telecom->system == SALVE_TELECOM_SYSTEM_PHONE && *masked != '\0')
        {
          add_name (builder, "phone", masked);
          break;
        }
    }
  if (address != NULL)
    {
      g_autofree char *city = salve_kiosk_mask_words (address->city);

      add_name (builder, "city", city);
    }
}

/* Whether they were told what becomes of their data, and agreed, once before. */
static gboolean
has_consent (SalveConnection *connection, const char *patient_id)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection,
      "SELECT 1 FROM clinical AS c JOIN resource AS r ON r.rowid = c.rowid WHERE c.patient_id = ?1"
      " AND c.type = 'Consent' AND json_extract (r.body, '$.status') = 'active' LIMIT 1",
      NULL);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, patient_id);
  return salve_statement_step (select, &row, NULL) && row;
}

static gboolean
add_visit (SalveConnection *connection,
           JsonBuilder *builder,
           const Asked *asked,
           const SalveAppointmentDetails *visit,
           GError **error)
{
  g_auto (SalveFhirState) state = { 0 };
  g_autoptr (SalveResource) patient = NULL;
  g_autofree char *room =
      look_for_name (connection, "SELECT name FROM location WHERE id = ?1", visit->room_id);
  g_autofree char *doctor =
      look_for_name (connection, "SELECT name FROM practitioner WHERE id = ?1", visit->doctor_id);

  if (!salve_fhir_state_read (connection, "Patient", visit->patient_id, &state, error))
    return FALSE;
  patient = state.body != NULL && !state.deleted ? salve_resource_new (state.body, NULL) : NULL;
  if (patient == NULL)
    return TRUE;
  json_builder_begin_object (builder);
  salve_api_add_text (builder, "id", visit->id);
  json_builder_set_member_name (builder, "person");
  add_proof (builder, salve_kiosk_prove_code (asked->salt, visit->patient_id));
  json_builder_set_member_name (builder, "start");
  json_builder_add_int_value (builder, visit->span.start / SALVE_INSTANT_SECOND);
  salve_api_add_text (builder, "status", salve_appointment_status_to_code (visit->status));
  salve_api_add_text (builder, "ticket", visit->ticket);
  add_name (builder, "room", room);
  add_name (builder, "doctor", doctor);
  json_builder_set_member_name (builder, "consented");
  json_builder_add_boolean_value (builder, has_consent (connection, visit->patient_id));
  add_masks (builder, patient);
  add_proofs (builder, asked->salt, patient);
  add_codes (builder, asked->salt, visit->id, patient);
  json_builder_end_object (builder);
  return TRUE;
}

static gboolean
may_check_in (const SalveAppointmentDetails *visit)
{
  return visit->patient_id != NULL
         && (visit->status == SALVE_APPOINTMENT_BOOKED || visit->status == SALVE_APPOINTMENT_ARRIVED);
}

static gboolean
work_day (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  const Asked *asked = data;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) visits = salve_day_visits_list (connection, asked->day, error);
  g_autoptr (JsonNode) root = NULL;

  if (visits == NULL)
    return FALSE;
  salve_day_visits_foresee_tickets (visits);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "from");
  json_builder_add_int_value (builder, asked->day.start / SALVE_INSTANT_SECOND);
  json_builder_set_member_name (builder, "to");
  json_builder_add_int_value (builder, asked->day.end / SALVE_INSTANT_SECOND);
  salve_api_add_text (builder, "salt", asked->salt);
  json_builder_set_member_name (builder, "visits");
  json_builder_begin_array (builder);
  for (guint i = 0; i < visits->len; i++)
    if (may_check_in (visits->pdata[i]) && !add_visit (connection, builder, asked, visits->pdata[i], error))
      return FALSE;
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  g_value_init (value, G_TYPE_STRING);
  g_value_take_string (value, json_to_string (root, FALSE));
  return TRUE;
}

static gboolean
answer_read (SalveExchange *exchange, SalveWorkFunc work, GError **error)
{
  char *json = dex_await_string (salve_store_run_read (exchange->service->store, SALVE_PRIORITY_NORMAL, work,
                                                       asked_new (exchange), asked_free),
                                 error);

  if (json == NULL)
    return FALSE;
  salve_exchange_answer_json (exchange, SOUP_STATUS_OK, json);
  return TRUE;
}

/* GET api/v1/kiosk/day: who may check in today, as masks and proofs */
gboolean
salve_kiosk_handle_day (SalveExchange *exchange, GError **error)
{
  return answer_read (exchange, work_day, error);
}

static gboolean
work_calls (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  const Asked *asked = data;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) visits = salve_day_visits_list (connection, asked->day, error);
  g_autoptr (JsonNode) root = NULL;
  guint waiting = 0;

  if (visits == NULL)
    return FALSE;
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "calls");
  json_builder_begin_array (builder);
  for (guint i = 0; i < visits->len; i++)
    {
      const SalveAppointmentDetails *visit = visits->pdata[i];
      g_autofree char *room =
          look_for_name (connection, "SELECT name FROM location WHERE id = ?1", visit->room_id);

      waiting += visit->status == SALVE_APPOINTMENT_ARRIVED;
      if (visit->status != SALVE_APPOINTMENT_CHECKED_IN || visit->ticket == NULL
          || visit->called == SALVE_INSTANT_NONE || visit->called < asked->now - CALLED_FOR)
        continue;
      json_builder_begin_object (builder);
      salve_api_add_text (builder, "ticket", visit->ticket);
      add_name (builder, "room", room);
      json_builder_set_member_name (builder, "called");
      json_builder_add_int_value (builder, visit->called / SALVE_INSTANT_SECOND);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "waiting");
  json_builder_add_int_value (builder, waiting);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  g_value_init (value, G_TYPE_STRING);
  g_value_take_string (value, json_to_string (root, FALSE));
  return TRUE;
}

/* GET api/v1/kiosk/calls: the tickets that were called into a room in the last minutes, and how many wait */
gboolean
salve_kiosk_handle_calls (SalveExchange *exchange, GError **error)
{
  return answer_read (exchange, work_calls, error);
}
