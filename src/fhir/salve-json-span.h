/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where a value lies in well-formed JSON text. Offsets are bytes; end is behind the last one. For a member of an
 * object, key is where its name's quote is, otherwise it equals start. */
typedef struct
{
  gsize key;
  gsize start;
  gsize end;
} SalveJsonSpan;

gboolean
salve_json_span_find (const char *text, gsize length, char **tokens, guint n_tokens, SalveJsonSpan *span);
gsize salve_json_span_count (const char *text, const SalveJsonSpan *container);
gsize salve_json_span_skip_space (const char *text, gsize length, gsize at);
gsize salve_json_span_skip_value (const char *text, gsize length, gsize at);
char **salve_json_pointer_split (const char *pointer);

G_END_DECLS
