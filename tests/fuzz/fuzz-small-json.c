/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server answers when somebody signs in: its document, tokens, refusals. */
#include "fuzz.h"

#include <string.h>

#include "salve-small-json.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const names[] = {
    "access_token", "refresh_token", "token_endpoint", "issuer", "error", "login", ""
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = salve_small_json_parse ((const char *)data, size, &error);

  g_assert_true ((object == NULL) == (error != NULL));
  if (object == NULL)
    return 0;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *text = salve_small_json_get_text (object, names[i]);

      g_assert_true (text == NULL || (*text != '\0' && g_utf8_validate (text, -1, NULL)));
    }
  salve_small_json_get_integer (object, "expires_in", 300);
  salve_small_json_has_text (object, "grant_types_supported", "password", FALSE);
  return 0;
}
