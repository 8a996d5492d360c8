/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit trail over plain JSON, for who may look at it. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include <glib/gi18n.h>

#include "salve-api.h"
#include "salve-audit-list.h"
#include "salve-audit-queue.h"
#include "salve-instant.h"
#include "salve-service.h"

#define COUNT 200

static void
add_row (JsonBuilder *builder, const SalveAuditRow *row)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, row->id);
  g_autofree char *time = salve_instant_format_fhir (row->time);

  json_builder_begin_object (builder);
  salve_api_add_text (builder, "id", id);
  salve_api_add_text (builder, "time", time);
  salve_api_add_text (builder, "username", row->actor);
  salve_api_add_text (builder, "action", row->action);
  salve_api_add_text (builder, "type", row->type);
  salve_api_add_text (builder, "record", row->resource_id);
  salve_api_add_text (builder, "detail", row->detail);
  json_builder_end_object (builder);
}

/* A parameter that is not there leaves @instant as it is. */
static gboolean
take_instant (SalveExchange *exchange, const char *name, SalveInstant *instant, GError **error)
{
  const char *text = salve_exchange_parameter (exchange, name);
  SalveInstantPrecision precision;

  return text == NULL || salve_instant_parse_fhir (text, exchange->service->zone, instant, &precision)
         || salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, _ ("“%s” is no point in time."), text);
}

static gboolean
take_number (SalveExchange *exchange, const char *name, gint64 most, gint64 *number, GError **error)
{
  const char *text = salve_exchange_parameter (exchange, name);

  return text == NULL || g_ascii_string_to_signed (text, 10, 1, most, number, NULL)
         || salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST, "“%s” %s", name,
                                   _ ("has to be a whole number, and not as large as that."));
}

/* GET api/v1/audit?username=&record=&since=&until=&before=&count=: who did what, the newest first; @before is the id of
 * the last row of the page before. Of a patient's record: with what belongs to them. That somebody looked is in it. */
gboolean
salve_api_handle_audit (SalveExchange *exchange, GError **error)
{
  SalveAuditFilter filter = { .actor = salve_exchange_parameter (exchange, "username"),
                              .resource_id = salve_exchange_parameter (exchange, "record"),
                              .from = SALVE_INSTANT_NONE,
                              .until = SALVE_INSTANT_NONE };
  gint64 before = G_MAXINT64, count = COUNT;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!take_instant (exchange, "since", &filter.from, error)
      || !take_instant (exchange, "until", &filter.until, error)
      || !take_number (exchange, "before", G_MAXINT64, &before, error)
      || !take_number (exchange, "count", SALVE_AUDIT_MOST, &count, error))
    return FALSE;
  salve_audit_queue_add (exchange->service->audit, salve_exchange_actor (exchange), "read", "audit", NULL,
                         exchange->route->pattern);
  rows = dex_await_boxed (salve_store_list_audit (exchange->service->store, &filter, before, (guint)count),
                          error);
  if (rows == NULL)
    return FALSE;
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "items");
  json_builder_begin_array (builder);
  for (guint i = 0; i < rows->len; i++)
    add_row (builder, rows->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  salve_api_answer_builder (exchange, SOUP_STATUS_OK, builder);
  return TRUE;
}
