/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people type, and what becomes of it. */
#include "salve-server-address.h"

#include <gio/gio.h>
#include <string.h>

typedef struct
{
  const char *typed;
  const char *base; /* NULL: refused */
} Case;

static const Case cases[] = {
  { "clinic.example", "https://clinic.example:8443/fhir" },
  { "  Clinic.Example  ", "https://clinic.example:8443/fhir" },
  { "clinic.example:9000", "https://clinic.example:9000/fhir" },
  { "clinic.example/r4/", "https://clinic.example:8443/r4" },
  { "desk", "https://desk:8443/fhir" },
  { "192.168.1.5", "https://192.168.1.5:8443/fhir" },
  { "192.168.1.5:443", "https://192.168.1.5/fhir" },
  { "fd00::1", "https://[fd00::1]:8443/fhir" },
  { "[fd00::1]:9000", "https://[fd00::1]:9000/fhir" },
  { "klinik-österreich.example", "https://xn--klinik-sterreich-swb.example:8443/fhir" },
  { "https://clinic.example", "https://clinic.example" },
  { "https://clinic.example/", "https://clinic.example" },
  { "HTTPS://Clinic.Example:443/fhir//", "https://clinic.example/fhir" },
  { "https://clinic.example:8443/a/b", "https://clinic.example:8443/a/b" },
  { "http://localhost:8080/fhir", "http://localhost:8080/fhir" },
  { "http://127.0.0.1:8080", "http://127.0.0.1:8080" },
  { "http://[::1]:8080", "http://[::1]:8080" },
  { "http://clinic.example/fhir", NULL },
  { "http://192.168.1.5", NULL },
  { "http://127.0.0.1.evil.example", NULL },
  { "http://localhost.evil.example", NULL },
  { "http://0x7f000001.example", NULL },
  { "", NULL },
  { "   ", NULL },
  { "https://", NULL },
  { "https:///fhir", NULL },
  { "ftp://clinic.example", NULL },
  { "file:///etc/passwd", NULL },
  { "javascript://clinic.example/", NULL },
  { "https://anna:secret@clinic.example/fhir", NULL },
  { "clinic.example@evil.example", NULL },
  { "https://clinic.example/fhir?x=1", NULL },
  { "https://clinic.example/fhir#x", NULL },
  { "https://clinic.example:0/fhir", NULL },
  { "https://clinic.example:99999/fhir", NULL },
  { "https://clinic.example:-1/fhir", NULL },
  { "[fe80::1%25eth0]:8443", NULL },
  { "https://clinic.example\\@evil.example/", NULL },
  { "https://clinic.example/a\\b", NULL },
  { "clinic example", NULL },
  { "clinic..example", NULL },
  { "clinic\nexample", NULL },
  { "https://clinic.example/\r\nX: y", NULL },
  { "https://cli\"nic.example", NULL },
};

static void
test_typed (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *base = salve_server_address_parse (cases[i].typed, &error);

      g_test_message ("“%s” → %s", cases[i].typed, base != NULL ? base : error->message);
      g_assert_cmpstr (base, ==, cases[i].base);
      if (base == NULL)
        {
          g_assert_error (error, SALVE_NET_ERROR, SALVE_NET_ERROR_ADDRESS);
          g_assert_null (strstr (error->message, "%s"));
        }
      else
        {
          g_autofree char *again = salve_server_address_parse (base, &error);

          g_assert_cmpstr (again, ==, base);
        }
    }
}

static void
test_too_long (void)
{
  g_autofree char *name = g_strnfill (100000, 'a');

  g_assert_null (salve_server_address_parse (name, NULL));
}

static gboolean
same (const char *one, const char *other)
{
  g_autoptr (GUri) first = g_uri_parse (one, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GUri) second = g_uri_parse (other, G_URI_FLAGS_NONE, NULL);

  return salve_server_address_same_origin (first, second);
}

static void
test_same_origin (void)
{
  g_assert_true (same ("https://a.example/fhir", "https://A.example:443/other?x"));
  g_assert_true (same ("http://127.0.0.1/", "http://127.0.0.1:80/"));
  g_assert_false (same ("https://a.example/", "http://a.example/"));
  g_assert_false (same ("https://a.example/", "https://a.example:8443/"));
  g_assert_false (same ("https://a.example/", "https://b.a.example/"));
  g_assert_false (same ("https://a.example/", "https://a.example.evil.example/"));
  g_assert_false (same ("https://a.example/", "https:/a.example/"));
}

static void
test_origin (void)
{
  g_autofree char *origin = salve_server_address_origin ("https://clinic.example:8443/fhir?x=y");

  g_assert_cmpstr (origin, ==, "https://clinic.example:8443");
  g_assert_null (salve_server_address_origin ("nonsense"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server-address/typed", test_typed);
  g_test_add_func ("/server-address/too-long", test_too_long);
  g_test_add_func ("/server-address/same-origin", test_same_origin);
  g_test_add_func ("/server-address/origin", test_origin);
  return g_test_run ();
}
