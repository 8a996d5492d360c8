/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A patient says at a kiosk that they are here. Each is decided in the store's own transaction, and the same again is told
 * the same again, so that a kiosk that lost the answer just asks once more. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-kiosk.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <yyjson.h>

#include "salve-api.h"
#include "salve-correction.h"
#include "salve-day-visits.h"
#include "salve-fhir-row.h"
#include "salve-json.h"
#include "salve-notice-board.h"
#include "salve-service.h"
#include "salve-visit-changes.h"

#define MAX_ITEMS 200
/* So late a kiosk may say that somebody came. */
#define LATEST ((gint64)7 * 24 * 3600 * SALVE_INSTANT_SECOND)
#define MAX_SIGNATURE (256 * 1024) /* characters of base64 */

/* Of what it can be said what it is now. */
static const char *const corrections[] = { SALVE_CORRECTION_NAME, SALVE_CORRECTION_PHONE,
                                           SALVE_CORRECTION_ADDRESS };

typedef struct
{
  char *id; /* of the Appointment */
  SalveInstant at;
  char *to_confirm;
  SalveAppointmentDetails *said; /* what it is now, where they said so */
  char *policy;    /* to which version of the clinic's words they agreed; NULL: were not asked */
  char *signature; /* PNG as base64, NULL: agreed without one */
  char *actor;
  SalveTimeSpan day;

  /* What came of it. */
  const char *outcome; /* "arrived", "already" or "refused" */
  char *ticket;
} CheckIn;

static void
check_in_free (gpointer data)
{
  CheckIn *item = data;

  g_free (item->id);
  g_free (item->to_confirm);
  g_clear_pointer (&item->said, salve_appointment_details_free);
  g_free (item->policy);
  g_free (item->signature);
  g_free (item->actor);
  g_free (item->ticket);
  g_free (item);
}

/* https://hl7.org/fhir/R4/consent.html; scope and category are the codes that R4 binds there for the notice of privacy. */
static SalveResource *
make_consent (const CheckIn *item, const char *patient_id, GError **error)
{
  g_autofree char *id = g_uuid_string_random (), *time = salve_instant_format_fhir (item->at);
  g_autofree char *policy = salve_json_quote (item->policy);
  g_autoptr (GString) json = g_string_new (NULL);

  g_string_append_printf (
      json,
      "{\"resourceType\":\"Consent\",\"id\":\"%s\",\"status\":\"active\",\"scope\":{\"coding\":[{\"system\":"
      "\"http://terminology.hl7.org/CodeSystem/consentscope\",\"code\":\"patient-privacy\"}]},\"category\":[{"
      "\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"57016-8\"}]}],\"patient\":{\"reference\":"
      "\"Patient/%s\"},\"dateTime\":\"%s\",\"policyRule\":{\"text\":%s}",
      id, patient_id, time, policy);
  if (item->signature != NULL)
    g_string_append_printf (json, ",\"sourceAttachment\":{\"contentType\":\"image/png\",\"data\":\"%s\"}",
                            item->signature);
  g_string_append_c (json, '}');
  return salve_resource_new_from_text (json->str, (gssize)json->len, error);
}

static gboolean
arrive (SalveConnection *connection,
        CheckIn *item,
        SalveAppointmentDetails *visit,
        SalveResource *old,
        gint64 version,
        SalveChange *change,
        GError **error)
{
  g_autoptr (SalveResource) written = NULL;
  g_autoptr (SalveResource) put = NULL;
  g_autoptr (SalveResource) consent = NULL;

  salve_appointment_details_move_on (visit, SALVE_APPOINTMENT_ARRIVED, item->at);
  if (!salve_day_visits_choose_ticket (connection, visit, item->day, error))
    return FALSE;
  g_set_str (&visit->to_confirm, item->to_confirm);
  for (gsize i = 0; i < G_N_ELEMENTS (corrections); i++)
    salve_correction_set (visit, corrections[i], salve_correction_of (item->said, corrections[i]));
  written = salve_appointment_details_write (visit, old, error);
  if (written != NULL)
    put = salve_visit_changes_add (written, old, item->at, salve_change_get_actor (change),
                                   salve_change_get_device (change), error);
  if (put == NULL)
    return FALSE;
  salve_change_put (change, put, version);
  if (!salve_day_visits_put_encounter (connection, change, visit, error))
    return FALSE;
  if (item->policy == NULL)
    return TRUE;
  consent = make_consent (item, visit->patient_id, error);
  if (consent == NULL)
    return FALSE;
  salve_change_put (change, consent, SALVE_VERSION_NONE);
  return TRUE;
}

/* Whom the kiosk may have arrive: somebody booked for the day on which they were there. Anything else is one word, so that nothing can be learnt. */
static SalveChange *
prepare (SalveConnection *connection, gpointer data, GError **error)
{
  CheckIn *item = data;
  g_autoptr (SalveChange) change = salve_change_new (item->actor, "server", "Checked in at a kiosk");
  g_auto (SalveFhirState) state = { 0 };
  g_autoptr (SalveResource) old = NULL;
  g_autoptr (SalveAppointmentDetails) visit = NULL;

  item->outcome = "refused";
  if (!salve_fhir_state_read (connection, "Appointment", item->id, &state, error))
    return NULL;
  old = state.body != NULL && !state.deleted ? salve_resource_new (state.body, NULL) : NULL;
  visit = old != NULL ? salve_appointment_details_read (old) : NULL;
  if (visit == NULL || visit->patient_id == NULL || visit->span.start < item->day.start
      || visit->span.start >= item->day.end)
    return g_steal_pointer (&change);
  if (visit->status == SALVE_APPOINTMENT_BOOKED)
    {
      if (!arrive (connection, item, visit, old, state.version, change, error))
        return NULL;
      item->outcome = "arrived";
    }
  else if (visit->status == SALVE_APPOINTMENT_ARRIVED || visit->status == SALVE_APPOINTMENT_CHECKED_IN
           || visit->status == SALVE_APPOINTMENT_FULFILLED)
    item->outcome = "already";
  if (!g_str_equal (item->outcome, "refused"))
    g_set_str (&item->ticket, visit->ticket);
  return g_steal_pointer (&change);
}

/* The words that a kiosk may send, in the order in which it offers them. */
static char *
read_words (yyjson_val *list)
{
  static const char *const known[] = { "name", "phone", "address", "insurance" };
  g_autoptr (GString) words = g_string_new (NULL);

  for (gsize k = 0; k < G_N_ELEMENTS (known); k++)
    {
      size_t index, n;
      yyjson_val *word;

      yyjson_arr_foreach (list, index, n, word)
        {
          if (!yyjson_equals_str (word, known[k]))
            continue;
          g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", known[k]);
          break;
        }
    }
  return words->len > 0 ? g_string_free (g_steal_pointer (&words), FALSE) : NULL;
}

/* What is not valid is passed over: that it has changed is said all the same. */
static SalveAppointmentDetails *
read_said (const char *to_confirm, yyjson_val *now)
{
  SalveAppointmentDetails *said = salve_appointment_details_new (NULL);

  said->to_confirm = g_strdup (to_confirm);
  for (gsize i = 0; i < G_N_ELEMENTS (corrections); i++)
    {
      const char *text = yyjson_get_str (yyjson_obj_get (now, corrections[i]));

      if (text != NULL && salve_correction_is_valid (corrections[i], text))
        salve_correction_set (said, corrections[i], text);
    }
  return said;
}

static gboolean
is_base64 (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && length <= MAX_SIGNATURE && length % 4 == 0
         && strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") + 2 >= length
         && strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") == length;
}

/* A kiosk without a line says later when it was, perhaps on another day; never later than now. */
static SalveInstant
read_time (yyjson_val *item, SalveInstant now)
{
  const char *text = yyjson_get_str (yyjson_obj_get (item, "at"));
  SalveInstant at;

  if (text == NULL || !salve_instant_parse_fhir (text, NULL, &at, NULL) || at < now - LATEST)
    return now;
  return MIN (at, now);
}

static CheckIn *
read_item (SalveExchange *exchange, yyjson_val *value, GError **error)
{
  const char *id = yyjson_get_str (yyjson_obj_get (value, "id"));
  yyjson_val *consent = yyjson_obj_get (value, "consent");
  const char *policy = yyjson_get_str (yyjson_obj_get (consent, "policy")),
             *signature = yyjson_get_str (yyjson_obj_get (consent, "signature"));
  const SalveInstant at = read_time (value, g_get_real_time ());
  GTimeZone *zone = exchange->service->zone;
  CheckIn *item;

  if (id == NULL || !salve_resource_is_valid_id (id))
    {
      salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, _ ("“%s” has to be an id."), "id");
      return NULL;
    }
  if (signature != NULL && !is_base64 (signature))
    {
      salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, _ ("“%s” has to be base64 of at most 256 KiB."),
                             "signature");
      return NULL;
    }
  item = g_new0 (CheckIn, 1);
  item->id = g_strdup (id);
  item->day = salve_wall_clock_day (salve_instant_to_date (at, zone), zone);
  item->at = at;
  item->to_confirm = read_words (yyjson_obj_get (value, "wrong"));
  item->said = read_said (item->to_confirm, yyjson_obj_get (value, "now"));
  item->policy = g_strdup (policy);
  item->signature = g_strdup (signature);
  item->actor = g_strdup (salve_exchange_actor (exchange));
  return item;
}

static gboolean
check_in (SalveExchange *exchange, CheckIn *item, JsonBuilder *builder, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gint64 change = dex_await_int64 (
      salve_store_commit_with (exchange->service->store, prepare, NULL, item, NULL), &local_error);

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (change != 0)
    salve_notice_board_changed (exchange->service->notices);
  json_builder_begin_object (builder);
  salve_api_add_text (builder, "id", item->id);
  salve_api_add_text (builder, "outcome", item->outcome);
  salve_api_add_text (builder, "ticket", item->ticket);
  json_builder_end_object (builder);
  return TRUE;
}

/* POST api/v1/kiosk/check-ins {"items": [{"id", "at", "wrong": ["phone", …], "now": {"phone", …}, "consent": {"policy",
 * "signature"}}]} */
gboolean
salve_kiosk_handle_check_ins (SalveExchange *exchange, GError **error)
{
  g_autoptr (yyjson_doc) doc = salve_api_read_body (exchange, error);
  yyjson_val *items = doc != NULL ? yyjson_obj_get (yyjson_doc_get_root (doc), "items") : NULL;
  g_autoptr (GPtrArray) read = g_ptr_array_new_with_free_func (check_in_free);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  size_t index, n;
  yyjson_val *value;

  if (doc == NULL)
    return FALSE;
  if (!yyjson_is_arr (items) || yyjson_arr_size (items) > MAX_ITEMS)
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, _ ("“%s” has to be a list of at most %d."),
                                  "items", MAX_ITEMS);
  yyjson_arr_foreach (items, index, n, value)
    {
      CheckIn *item = read_item (exchange, value, error);

      if (item == NULL)
        return FALSE;
      g_ptr_array_add (read, item);
    }
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "items");
  json_builder_begin_array (builder);
  for (guint i = 0; i < read->len; i++)
    if (!check_in (exchange, read->pdata[i], builder, error))
      return FALSE;
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  salve_api_answer_builder (exchange, SOUP_STATUS_OK, builder);
  return TRUE;
}
