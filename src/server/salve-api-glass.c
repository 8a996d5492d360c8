/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A record of a patient whom a doctor does not treat: found by what is known of somebody who lies there, opened for half
 * an hour by saying why, and looked at afterwards by somebody else. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <yyjson.h>

#include "salve-api.h"
#include "salve-audit-queue.h"
#include "salve-json.h"
#include "salve-patient.h"
#include "salve-service.h"
#include "salve-store-find.h"
#include "salve-store-run.h"

/* No list: who is looked for is one, or a few of the same name and birthday. */
#define MOST_FOUND 5

typedef struct
{
  char *number;
  char *name;
  char *birth_date;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->number);
  g_free (question->name);
  g_free (question->birth_date);
  g_free (question);
}

static gboolean
work_find (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  const Question *question = data;
  GPtrArray *found = salve_find_patients_exactly (connection, question->number, question->name,
                                                  question->birth_date, MOST_FOUND, error);

  if (found == NULL)
    return FALSE;
  g_value_init (value, G_TYPE_PTR_ARRAY);
  g_value_take_boxed (value, found);
  return TRUE;
}

static void
add_found (JsonBuilder *builder, SalveResource *patient)
{
  g_autoptr (SalveLocale) locale = salve_locale_new_for_tag ("en");
  g_autoptr (GPtrArray) names = salve_patient_get_names (patient);
  g_autofree char *name =
      names->len > 0 ? salve_person_name_format_full (salve_person_name_pick (names), locale) : NULL;
  SalveElement root = salve_resource_root (patient);

  json_builder_begin_object (builder);
  salve_api_add_text (builder, "id", salve_resource_get_id (patient));
  salve_api_add_text (builder, "name", name);
  salve_api_add_text (builder, "birthDate", salve_element_string (root, "birthDate"));
  salve_api_add_text (builder, "gender", salve_element_string (root, "gender"));
  json_builder_end_object (builder);
}

/* Whom somebody was told of stands in the trail, and that they asked where there was nobody. */
static void
note_found (SalveExchange *exchange, GPtrArray *found, const char *by)
{
  for (guint i = 0; i < MAX (found->len, 1); i++)
    salve_audit_queue_add (exchange->service->audit, salve_exchange_actor (exchange), "break-glass-find",
                           "Patient", i < found->len ? salve_resource_get_id (found->pdata[i]) : NULL, by);
}

static void
answer_found (SalveExchange *exchange, GPtrArray *found)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "items");
  json_builder_begin_array (builder);
  for (guint i = 0; i < found->len; i++)
    add_found (builder, found->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  salve_api_answer_builder (exchange, SOUP_STATUS_OK, builder);
}

/* POST api/v1/break-glass/find {"number"} or {"name", "birthDate"}: who that is, exactly; no part of a name finds anybody */
gboolean
salve_api_handle_glass_find (SalveExchange *exchange, GError **error)
{
  g_autoptr (yyjson_doc) doc = salve_api_read_body (exchange, error);
  yyjson_val *root = doc != NULL ? yyjson_doc_get_root (doc) : NULL;
  const char *number = yyjson_get_str (yyjson_obj_get (root, "number"));
  const char *name = yyjson_get_str (yyjson_obj_get (root, "name"));
  const char *birth = yyjson_get_str (yyjson_obj_get (root, "birthDate"));
  g_autoptr (GPtrArray) found = NULL;
  Question *question;

  if (doc == NULL)
    return FALSE;
  if (number == NULL && (name == NULL || birth == NULL))
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST,
                                  _ ("Give “number”, or “name” and “birthDate”."));
  question = g_new0 (Question, 1);
  *question = (Question){ g_strdup (number), g_strdup (name), g_strdup (birth) };
  found = dex_await_boxed (salve_store_run_read (exchange->service->store, SALVE_PRIORITY_PERSON, work_find,
                                                 question, question_free),
                           error);
  if (found == NULL)
    return FALSE;
  note_found (exchange, found, number != NULL ? "number" : "name");
  answer_found (exchange, found);
  return TRUE;
}

/* POST api/v1/break-glass {"patient", "reason"}: half an hour, and somebody looks at why afterwards */
gboolean
salve_api_handle_break_glass (SalveExchange *exchange, GError **error)
{
  g_autoptr (yyjson_doc) doc = salve_api_read_body (exchange, error);
  yyjson_val *root = doc != NULL ? yyjson_doc_get_root (doc) : NULL;
  const char *patient = yyjson_get_str (yyjson_obj_get (root, "patient"));
  const char *reason = yyjson_get_str (yyjson_obj_get (root, "reason"));
  GError *mistake = NULL;

  if (doc == NULL)
    return FALSE;
  if (patient == NULL || reason == NULL)
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST,
                                  _ ("“patient” and “reason” have to be texts."));
  dex_await_int64 (
      salve_accounts_break_glass (exchange->service->accounts, exchange->identity, patient, reason),
      &mistake);
  if (mistake != NULL)
    return salve_api_refuse_accounts (error, mistake);
  salve_exchange_answer (exchange, SOUP_STATUS_NO_CONTENT, NULL, NULL);
  return TRUE;
}

static void
add_glass (JsonBuilder *builder, const SalveBreakGlass *glass)
{
  g_autofree char *created = salve_instant_format_fhir (glass->created);
  g_autofree char *expires = salve_instant_format_fhir (glass->expires);
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, glass->id);

  json_builder_begin_object (builder);
  salve_api_add_text (builder, "id", id);
  salve_api_add_text (builder, "username", glass->login);
  salve_api_add_text (builder, "patient", glass->patient_id);
  salve_api_add_text (builder, "reason", glass->reason);
  salve_api_add_text (builder, "created", created);
  salve_api_add_text (builder, "expires", expires);
  salve_api_add_text (builder, "reviewer", glass->reviewer);
  json_builder_end_object (builder);
}

/* GET api/v1/break-glass?all=true: what is still to be looked at, or everything */
gboolean
salve_api_handle_glass_list (SalveExchange *exchange, GError **error)
{
  gboolean all = g_strcmp0 (salve_exchange_parameter (exchange, "all"), "true") == 0;
  GError *mistake = NULL;
  g_autoptr (GPtrArray) list =
      dex_await_boxed (salve_accounts_list_broken_glass (exchange->service->accounts, all), &mistake);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (list == NULL)
    return salve_api_refuse_accounts (error, mistake);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "items");
  json_builder_begin_array (builder);
  for (guint i = 0; i < list->len; i++)
    add_glass (builder, list->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  salve_api_answer_builder (exchange, SOUP_STATUS_OK, builder);
  return TRUE;
}

/* POST api/v1/break-glass/[id]/review */
gboolean
salve_api_handle_glass_review (SalveExchange *exchange, GError **error)
{
  GError *mistake = NULL;

  if (!dex_await (
          salve_accounts_review_glass (exchange->service->accounts,
                                       g_ascii_strtoll (salve_exchange_name (exchange, "id"), NULL, 10),
                                       salve_exchange_actor (exchange)),
          &mistake))
    return salve_api_refuse_accounts (error, mistake);
  salve_exchange_answer (exchange, SOUP_STATUS_NO_CONTENT, NULL, NULL);
  return TRUE;
}
