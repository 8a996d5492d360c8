/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-video-link.h"

#include <string.h>

#define MOST_BYTES 2048
#define FHIR "/fhir"

/**
 * salve_video_link_is_sound:
 *
 * Returns: whether it is an address that a browser opens without anybody listening on the way and that says who is at its
 *   other end: https, with a host, without a name or a password before it, and without characters that programs read
 *   differently (RFC 3986, 3.2.1 and 7.6; backslashes, blanks and control characters)
 */
gboolean
salve_video_link_is_sound (const char *link)
{
  g_autoptr (GUri) uri = NULL;

  if (link == NULL || strlen (link) > MOST_BYTES || !g_utf8_validate (link, -1, NULL))
    return FALSE;
  for (const char *p = link; *p != '\0'; p++)
    if ((guchar)*p <= 0x20 || *p == 0x7f || strchr ("\\\"<>^`{|}", *p) != NULL)
      return FALSE;
  uri = g_uri_parse (link, G_URI_FLAGS_NONE, NULL);
  return uri != NULL && g_str_equal (g_uri_get_scheme (uri), "https") && g_uri_get_host (uri) != NULL
         && *g_uri_get_host (uri) != '\0' && g_uri_get_userinfo (uri) == NULL;
}

/**
 * salve_video_link_is_open:
 *
 * Returns: whether the short address leads on at that time
 */
gboolean
salve_video_link_is_open (SalveTimeSpan visit, SalveAppointmentStatus status, SalveInstant now)
{
  return (status == SALVE_APPOINTMENT_BOOKED || status == SALVE_APPOINTMENT_ARRIVED
          || status == SALVE_APPOINTMENT_CHECKED_IN)
         && now >= visit.start - SALVE_VIDEO_MINUTES_BEFORE * SALVE_INSTANT_MINUTE
         && now < visit.end + SALVE_VIDEO_MINUTES_AFTER * SALVE_INSTANT_MINUTE;
}

/**
 * salve_video_link_shorten:
 * @server: (nullable): the FHIR base of the clinic's own server
 * @code: (nullable): the visit's
 *
 * Returns: (transfer full) (nullable): the short address; %NULL where there is none, or where it would not be over TLS
 */
char *
salve_video_link_shorten (const char *server, const char *code)
{
  gsize length = server != NULL ? strlen (server) : 0;

  if (code == NULL || length == 0 || !salve_video_link_is_sound (server))
    return NULL;
  if (server[length - 1] == '/')
    length--;
  if (length > strlen (FHIR) && strncmp (server + length - strlen (FHIR), FHIR, strlen (FHIR)) == 0)
    length -= strlen (FHIR);
  return g_strdup_printf ("%.*s/v/%s", (int)length, server, code);
}
