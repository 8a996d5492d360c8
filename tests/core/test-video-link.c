/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "salve-video-link.h"

static void
test_sound (void)
{
  static const char *const sound[] = { "https://meet.example/a?b=c#d", "https://meet.example:8443/room/%20x",
                                       "https://[2001:db8::1]/r", "https://müller.example/visite" };
  static const char *const hostile[] = {
    "",
    "http://meet.example/a",
    "javascript:alert(1)",
    "data:text/html,x",
    "//meet.example/a",
    "/room",
    "https:///room",
    "https://",
    "https://clinic.example@evil.example/",
    "https://a:b@evil.example/",
    "https://clinic.example\\@evil.example/",
    "https://meet.example/a\r\nSet-Cookie: x=y",
    " https://meet.example/",
    "https://meet.example/a b",
    "https://meet.example/<script>",
    "https://meet.example/\xff",
  };
  g_autofree char *endless = g_strnfill (3000, 'a');
  g_autofree char *too_long = g_strconcat ("https://meet.example/", endless, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (sound); i++)
    g_assert_true (salve_video_link_is_sound (sound[i]));
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    g_assert_false (salve_video_link_is_sound (hostile[i]));
  g_assert_false (salve_video_link_is_sound (too_long));
  g_assert_false (salve_video_link_is_sound (NULL));
}

/* From 15 minutes before the visit until 30 after it, and only while it is to take place. */
static void
test_open (void)
{
  const SalveInstant minute = SALVE_INSTANT_MINUTE;
  const SalveTimeSpan visit = { 100 * minute, 120 * minute };

  g_assert_false (salve_video_link_is_open (visit, SALVE_APPOINTMENT_BOOKED, 85 * minute - 1));
  g_assert_true (salve_video_link_is_open (visit, SALVE_APPOINTMENT_BOOKED, 85 * minute));
  g_assert_true (salve_video_link_is_open (visit, SALVE_APPOINTMENT_CHECKED_IN, 150 * minute - 1));
  g_assert_false (salve_video_link_is_open (visit, SALVE_APPOINTMENT_BOOKED, 150 * minute));
  g_assert_false (salve_video_link_is_open (visit, SALVE_APPOINTMENT_CANCELLED, 110 * minute));
  g_assert_false (salve_video_link_is_open (visit, SALVE_APPOINTMENT_FULFILLED, 110 * minute));
  g_assert_false (salve_video_link_is_open (visit, SALVE_APPOINTMENT_PROPOSED, 110 * minute));
}

static void
check_short (const char *server, const char *code, const char *expected)
{
  g_autofree char *address = salve_video_link_shorten (server, code);

  g_assert_cmpstr (address, ==, expected);
}

static void
test_short (void)
{
  check_short ("https://clinic.example/fhir", "7K3M-AAAA-BBBB-CCCC",
               "https://clinic.example/v/7K3M-AAAA-BBBB-CCCC");
  check_short ("https://clinic.example:8443/fhir/", "7K3M", "https://clinic.example:8443/v/7K3M");
  check_short ("https://clinic.example", "7K3M", "https://clinic.example/v/7K3M");
  check_short ("http://clinic.example/fhir", "7K3M", NULL);
  check_short ("https://clinic.example/fhir", NULL, NULL);
  check_short (NULL, "7K3M", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/video-link/sound", test_sound);
  g_test_add_func ("/video-link/open", test_open);
  g_test_add_func ("/video-link/short", test_short);
  return g_test_run ();
}
