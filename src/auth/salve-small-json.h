/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small JSON documents of signing in: what a server says of itself, tokens, and what we put into the keyring. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define SALVE_SMALL_JSON_MAX_SIZE (64 * 1024)

JsonObject *salve_small_json_parse (const char *text, gsize length, GError **error);
const char *salve_small_json_get_text (JsonObject *object, const char *name);
gint64 salve_small_json_get_integer (JsonObject *object, const char *name, gint64 otherwise);
gboolean
salve_small_json_has_text (JsonObject *object, const char *list, const char *text, gboolean otherwise);

G_END_DECLS
