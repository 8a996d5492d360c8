/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The request line and the headers of one request, read strictly (RFC 9110, RFC 9112). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SalveHttpHead:
 * @status: 0, or what the request is refused with
 * @why: (nullable): static, in English: it goes to whoever wrote the client
 * @method: the method
 * @path: the target's path as it was sent, still percent-encoded
 * @length: the value of Content-Length, 0 without one
 * @chunked: the body comes in chunks
 * @upgrade: the client asks to go over to websockets
 * @text: the head written anew
 */
typedef struct
{
  guint status;
  const char *why;
  char *method, *path;
  guint64 length;
  gboolean chunked, upgrade;
  GByteArray *text;
} SalveHttpHead;

gboolean salve_http_head_read (SalveHttpHead *self, const char *bytes, gsize n);
void salve_http_head_clear (SalveHttpHead *self);
gboolean salve_http_is_token (const char *bytes, gsize n);

G_END_DECLS
