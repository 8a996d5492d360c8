/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the server is: for whoever watches machines. Nothing here says anything of a record. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-status.h"

#include "salve-index-maker.h"
#include "salve-notice-board.h"
#include "salve-service.h"

static gboolean
work_look (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  gint64 count;

  if (!salve_connection_get_int (connection, "SELECT count(*) FROM meta", &count, error))
    return FALSE;
  g_value_init (value, G_TYPE_BOOLEAN);
  g_value_set_boolean (value, TRUE);
  return TRUE;
}

/* What whoever watches should know, in the words of https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check:
 * "warn" is as good as "pass", but for what it says. */
static char *
describe (SalveService *service)
{
  char done[G_ASCII_DTOSTR_BUF_SIZE];
  double fraction;

  if (service->indexing == NULL || salve_index_maker_is_done (service->indexing, &fraction))
    return g_strdup_printf ("{\"status\":\"pass\",\"software\":\"salve-server %s\"}", SALVE_VERSION);
  return g_strdup_printf (
      "{\"status\":\"warn\",\"output\":\"indexing\",\"indexed\":%s,\"software\":\"salve-server %s\"}",
      g_ascii_formatd (done, sizeof done, "%.3f", fraction), SALVE_VERSION);
}

/* GET health: 200 when the file answers */
gboolean
salve_status_handle_health (SalveExchange *exchange, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  dex_await (salve_store_run_read (exchange->service->store, SALVE_PRIORITY_PERSON, work_look, NULL, NULL),
             &local_error);
  if (local_error != NULL || exchange->service->stopping)
    salve_exchange_answer_json (exchange, SOUP_STATUS_SERVICE_UNAVAILABLE,
                                g_strdup ("{\"status\":\"fail\"}"));
  else
    salve_exchange_answer_json (exchange, SOUP_STATUS_OK, describe (exchange->service));
  return TRUE;
}

/* GET metrics, in the text format of Prometheus */
gboolean
salve_status_handle_metrics (SalveExchange *exchange, GError **error)
{
  SalveService *service = exchange->service;
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out, "# TYPE salve_requests_total counter\n");
  for (guint i = 1; i < G_N_ELEMENTS (service->n_by_class); i++)
    g_string_append_printf (out, "salve_requests_total{class=\"%uxx\"} %" G_GUINT64_FORMAT "\n", i,
                            service->n_by_class[i]);
  g_string_append_printf (out, "# TYPE salve_requests_running gauge\nsalve_requests_running %u\n",
                          service->n_running);
  g_string_append_printf (out, "# TYPE salve_websockets gauge\nsalve_websockets %u\n",
                          salve_notice_board_count (service->notices));
  g_string_append_printf (out,
                          "# TYPE salve_uptime_seconds counter\nsalve_uptime_seconds %" G_GINT64_FORMAT "\n",
                          (g_get_monotonic_time () - service->started) / G_USEC_PER_SEC);
  salve_exchange_answer_text (exchange, SOUP_STATUS_OK, "text/plain; version=0.0.4; charset=utf-8", out->str);
  return TRUE;
}
