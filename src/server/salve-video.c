/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whoever holds the code of a visit by video is led on to its room, while the visit is on and at no other time. The code is
 * all that is asked for: 80 random bits, printed on the patient's card. Only visits that are on are looked at, so that a
 * wrong code, an early one and one of a cancelled visit get the same answer, and guessing costs the server little. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-video.h"

#include <glib/gi18n.h>

#include "salve-appointment-details.h"
#include "salve-secret.h"
#include "salve-service.h"
#include "salve-statement.h"
#include "salve-video-link.h"

#define LONGEST_VISIT ((gint64)24 * 60 * SALVE_INSTANT_MINUTE)

typedef struct
{
  char *code;
  SalveInstant now;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_free (look->code);
  g_free (look);
}

static gboolean
is_it (const SalveAppointmentDetails *visit, const Look *look)
{
  return visit->video_code != NULL && salve_secret_equal (visit->video_code, look->code)
         && salve_video_link_is_open (visit->span, visit->status, look->now)
         && salve_video_link_is_sound (visit->video_link);
}

static gboolean
work_look (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  const Look *look = data;
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection,
      "SELECT r.body FROM appointment AS a JOIN resource AS r ON r.rowid = a.record WHERE a.start >= ?1"
      " AND a.start <= ?2 AND a.end > ?3 AND a.status IN ('booked', 'arrived', 'checked-in') AND r.deleted = "
      "0",
      error);
  gboolean row = TRUE;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_int (select, 1, look->now - LONGEST_VISIT);
  salve_statement_bind_int (select, 2, look->now + SALVE_VIDEO_MINUTES_BEFORE * SALVE_INSTANT_MINUTE);
  salve_statement_bind_int (select, 3, look->now - SALVE_VIDEO_MINUTES_AFTER * SALVE_INSTANT_MINUTE);
  g_value_init (value, G_TYPE_STRING);
  while (salve_statement_step (select, &row, error) && row)
    {
      g_autoptr (GBytes) body = salve_statement_bytes (select, 0);
      g_autoptr (SalveResource) resource = salve_resource_new (body, NULL);
      g_autoptr (SalveAppointmentDetails) visit =
          resource != NULL ? salve_appointment_details_read (resource) : NULL;

      if (visit == NULL || !is_it (visit, look))
        continue;
      g_value_set_string (value, visit->video_link);
      return TRUE;
    }
  return !row;
}

/* (transfer full) (nullable): where the visit of that code takes place just now */
static char *
find_link (SalveExchange *exchange, const char *typed, GError **error)
{
  Look *look;
  g_autofree char *code = salve_secret_normalise_code (typed);

  if (code == NULL)
    return NULL;
  look = g_new0 (Look, 1);
  look->code = g_steal_pointer (&code);
  look->now = g_get_real_time ();
  return dex_await_string (
      salve_store_run_read (exchange->service->store, SALVE_PRIORITY_NORMAL, work_look, look, look_free),
      error);
}

/* GET v/:code: leads on, or says when it would */
gboolean
salve_video_handle (SalveExchange *exchange, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *link = find_link (exchange, salve_exchange_name (exchange, "code"), &failure);
  g_autofree char *words = NULL;

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  salve_exchange_set_header (exchange, "Referrer-Policy", "no-referrer");
  salve_exchange_set_header (exchange, "Content-Security-Policy",
                             "default-src 'none'; frame-ancestors 'none'");
  if (link != NULL)
    {
      salve_exchange_set_header (exchange, "Location", link);
      salve_exchange_answer_text (exchange, SOUP_STATUS_FOUND, "text/plain; charset=utf-8", "");
      return TRUE;
    }
  /* Translators: somebody opened the address of a visit by video that is not on now, or that is not theirs */
  words = g_strdup_printf (
      _ ("This address opens %1$d minutes before a visit by video and closes %2$d minutes after "
         "it. If your visit is on now, call the clinic."),
      SALVE_VIDEO_MINUTES_BEFORE, SALVE_VIDEO_MINUTES_AFTER);
  salve_exchange_answer_text (exchange, SOUP_STATUS_NOT_FOUND, "text/plain; charset=utf-8", words);
  return TRUE;
}
