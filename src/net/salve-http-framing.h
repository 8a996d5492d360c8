/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where one HTTP/1 request ends and the next begins, decided once and strictly, before libsoup sees a byte: two readers
 * who disagree about that are how requests are smuggled. What comes in is either refused or written out anew in the one
 * form that can be read in one way. Pure: no sockets, no clock. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Body bytes are gathered to pieces of this size, so that a body sent byte by byte costs no more than another. */
#define SALVE_HTTP_PIECE 16384u

typedef enum
{
  SALVE_FRAMING_REST, /* nothing of the next request has come */
  SALVE_FRAMING_HEAD, /* in the request line and the headers */
  SALVE_FRAMING_BODY, /* in the body */
  SALVE_FRAMING_END,  /* the request is whole */
  SALVE_FRAMING_REFUSED,
} SalveFramingState;

/* The most bytes that the body of such a request may have. */
typedef gsize (*SalveFramingLimitFunc) (const char *method, const char *path, gpointer user_data);

typedef struct _SalveHttpFraming SalveHttpFraming;

SalveHttpFraming *
salve_http_framing_new (gsize max_header, gsize max_body, SalveFramingLimitFunc limit, gpointer user_data);
void salve_http_framing_free (SalveHttpFraming *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveHttpFraming, salve_http_framing_free)

gsize salve_http_framing_take (SalveHttpFraming *self, const guint8 *bytes, gsize n);
gsize salve_http_framing_give (SalveHttpFraming *self, guint8 *buffer, gsize n);
void salve_http_framing_begin (SalveHttpFraming *self);

SalveFramingState salve_http_framing_get_state (const SalveHttpFraming *self);
gboolean salve_http_framing_is_ready (const SalveHttpFraming *self);
gboolean salve_http_framing_asks_upgrade (const SalveHttpFraming *self);
guint64 salve_http_framing_get_body (const SalveHttpFraming *self);
guint salve_http_framing_get_refusal (const SalveHttpFraming *self, const char **why);

G_END_DECLS
