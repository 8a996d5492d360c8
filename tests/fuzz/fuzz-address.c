/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server's address, typed or announced by anybody on the network. */
#include "fuzz.h"

#include <gio/gio.h>
#include <string.h>

#include "salve-server-address.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *typed = g_strndup ((const char *)data, size);
  g_autoptr (GError) error = NULL;
  g_autofree char *base = salve_server_address_parse (typed, &error);
  g_autofree char *again = NULL;
  g_autofree char *origin = NULL;
  g_autoptr (GUri) uri = NULL;

  g_assert_true ((base == NULL) == (error != NULL));
  if (base == NULL)
    return 0;
  /* One form, which is its own; never plain but on this machine; nothing that ends a header or hides another host. */
  again = salve_server_address_parse (base, NULL);
  g_assert_cmpstr (again, ==, base);
  uri = g_uri_parse (base, G_URI_FLAGS_ENCODED, NULL);
  g_assert_nonnull (uri);
  g_assert_true (g_str_has_prefix (base, "https://")
                 || salve_server_address_is_loopback (g_uri_get_host (uri)));
  g_assert_null (g_uri_get_userinfo (uri));
  g_assert_null (strpbrk (base, " \r\n\t\\?#"));
  g_assert_false (g_str_has_suffix (base, "/"));
  origin = salve_server_address_origin (base);
  g_assert_true (g_str_has_prefix (base, origin));
  return 0;
}
