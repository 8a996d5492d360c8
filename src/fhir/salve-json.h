/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <yyjson.h>

#include "salve-fhir-error.h"

G_BEGIN_DECLS

#define SALVE_JSON_MAX_DEPTH 64

yyjson_doc *salve_json_parse (const char *text, gsize length, GError **error);
gboolean salve_json_check_depth_and_text (const char *text, gsize length, guint max_depth, GError **error);
char *salve_json_quote (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (yyjson_doc, yyjson_doc_free)

G_END_DECLS
