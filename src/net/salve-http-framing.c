/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads byte by byte, so that how the bytes were cut into packets changes nothing. Chunks are joined and cut anew: what
 * libsoup gets are chunks of one size without extensions or trailers, whatever the client sent. */
#define G_LOG_DOMAIN "salve-net"

#include "config.h"

#include "salve-http-framing.h"

#include "salve-http-head.h"

#include <string.h>

#define MAX_REQUEST_LINE 16384u
#define MAX_CHUNK_LINE 256u
/* All extensions and trailers of one body together: nothing here reads them, so more is only a way to keep us busy. */
#define MAX_ASIDE 8192u

typedef enum
{
  PART_LINE,   /* the size of the next chunk */
  PART_DATA,   /* bytes of the body */
  PART_AFTER,  /* the line's end after a chunk */
  PART_TRAILER /* lines after the last chunk */
} Part;

struct _SalveHttpFraming
{
  gsize max_header, max_body;
  SalveFramingLimitFunc limit;
  gpointer user_data;

  SalveFramingState state;
  guint refusal;
  const char *why;
  gboolean skipped;     /* the one empty line that old clients send after a body */
  gboolean return_seen; /* the byte before was a CR, so that LF must follow */
  gsize line_length;    /* of the line that is being read, without CR LF */
  gboolean first_line;
  GByteArray *line; /* the head, or a line between chunks */
  GByteArray *data; /* body bytes that are gathered */
  GByteArray *out;  /* what goes on to libsoup */
  gsize given;      /* bytes of @out that are gone */
  gboolean ready;

  Part part;
  gboolean chunked, upgrade;
  guint64 remaining; /* bytes of the body or of the chunk */
  guint64 body;      /* body bytes that have come */
  gsize body_limit, aside;
};

/**
 * salve_http_framing_new:
 * @max_header: bytes that a request line with its headers may have
 * @max_body: bytes that a body may have
 * @limit: (nullable): the limit of one request's body; never above @max_body
 * @user_data: for @limit
 *
 * Returns: (transfer full): a reader of the requests of one connection; for one thread
 */
SalveHttpFraming *
salve_http_framing_new (gsize max_header, gsize max_body, SalveFramingLimitFunc limit, gpointer user_data)
{
  SalveHttpFraming *self = g_new0 (SalveHttpFraming, 1);

  self->max_header = max_header;
  self->max_body = max_body;
  self->limit = limit;
  self->user_data = user_data;
  self->line = g_byte_array_new ();
  self->data = g_byte_array_new ();
  self->out = g_byte_array_new ();
  return self;
}

void
salve_http_framing_free (SalveHttpFraming *self)
{
  g_byte_array_unref (self->line);
  g_byte_array_unref (self->data);
  g_byte_array_unref (self->out);
  g_free (self);
}

static void
refuse (SalveHttpFraming *self, guint status, const char *why)
{
  self->state = SALVE_FRAMING_REFUSED;
  self->refusal = status;
  self->why = why;
}

/* An idle connection keeps nothing of what its last request needed. */
static void
empty (GByteArray **array)
{
  if ((*array)->len > 1024)
    {
      g_byte_array_unref (*array);
      *array = g_byte_array_new ();
    }
  else
    g_byte_array_set_size (*array, 0);
}

/* Moves what was gathered of the body to what goes on. */
static void
flush (SalveHttpFraming *self, gboolean last)
{
  if (self->data->len > 0)
    {
      if (self->chunked)
        {
          char size[24];

          g_byte_array_append (self->out, (const guint8 *)size,
                               g_snprintf (size, sizeof size, "%x\r\n", self->data->len));
        }
      g_byte_array_append (self->out, self->data->data, self->data->len);
      if (self->chunked)
        g_byte_array_append (self->out, (const guint8 *)"\r\n", 2);
      g_byte_array_set_size (self->data, 0);
    }
  if (last && self->chunked)
    g_byte_array_append (self->out, (const guint8 *)"0\r\n\r\n", 5);
  if (last)
    self->state = SALVE_FRAMING_END;
  self->ready = self->out->len > 0;
}

static void
end_head (SalveHttpFraming *self)
{
  SalveHttpHead head = { 0 };

  if (!salve_http_head_read (&head, (const char *)self->line->data, self->line->len))
    refuse (self, head.status, head.why);
  else
    {
      self->body_limit = self->max_body;
      if (self->limit != NULL)
        self->body_limit = MIN (self->max_body, self->limit (head.method, head.path, self->user_data));
      self->chunked = head.chunked;
      self->upgrade = head.upgrade;
      self->remaining = head.length;
      self->part = head.chunked ? PART_LINE : PART_DATA;
      if (head.length > self->body_limit)
        refuse (self, 413, "The body is larger than it may be.");
      else
        {
          g_byte_array_append (self->out, head.text->data, head.text->len);
          self->ready = TRUE;
          self->state = head.chunked || head.length > 0 ? SALVE_FRAMING_BODY : SALVE_FRAMING_END;
        }
    }
  empty (&self->line);
  self->line_length = 0;
  salve_http_head_clear (&head);
}

/* TRUE: @byte is part of a line or of its right end. Lines end in CR LF and in nothing else. */
static gboolean
check_line_byte (SalveHttpFraming *self, guint8 byte)
{
  gboolean right =
      byte == '\n' ? self->return_seen
                   : !self->return_seen && (byte == '\r' || byte == '\t' || (byte >= ' ' && byte != 0x7f));

  self->return_seen = byte == '\r';
  if (!right)
    refuse (self, 400, "A line does not end in CR LF, or a control character is in it.");
  return right;
}

static void
check_head_limits (SalveHttpFraming *self)
{
  if (self->first_line && self->line_length > MAX_REQUEST_LINE)
    refuse (self, 414, "The request line is too long.");
  else if (self->line->len >= self->max_header)
    refuse (self, 431, "The headers are too large.");
}

static void
take_head_byte (SalveHttpFraming *self, guint8 byte)
{
  if (!check_line_byte (self, byte))
    return;
  g_byte_array_append (self->line, &byte, 1);
  if (byte != '\r' && byte != '\n')
    self->line_length++;
  if (byte == '\n' && self->line_length == 0)
    {
      end_head (self);
      return;
    }
  check_head_limits (self);
  if (byte == '\n')
    {
      self->line_length = 0;
      self->first_line = FALSE;
    }
}

/* As much of a line as is there. */
static gsize
take_head (SalveHttpFraming *self, const guint8 *bytes, gsize n)
{
  gsize most = MIN (n, self->max_header - self->line->len), run = 0;

  while (!self->return_seen && run < most && bytes[run] >= ' ' && bytes[run] != 0x7f)
    run++;
  if (run == 0)
    {
      take_head_byte (self, *bytes);
      return 1;
    }
  g_byte_array_append (self->line, bytes, run);
  self->line_length += run;
  check_head_limits (self);
  return run;
}

static void
take_rest_byte (SalveHttpFraming *self, guint8 byte)
{
  if (self->return_seen)
    {
      if (check_line_byte (self, byte))
        self->skipped = TRUE;
    }
  else if (byte == '\r' && !self->skipped)
    self->return_seen = TRUE;
  else
    {
      self->state = SALVE_FRAMING_HEAD;
      self->first_line = TRUE;
      take_head_byte (self, byte);
    }
}

/* Digits and nothing else, or digits and extensions. */
static gboolean
read_chunk_size (SalveHttpFraming *self, guint64 *size)
{
  const GByteArray *line = self->line;
  gsize digits = 0, next;

  *size = 0;
  while (digits < line->len && g_ascii_isxdigit (line->data[digits]))
    {
      if (digits >= 15)
        return FALSE;
      *size = *size * 16 + g_ascii_xdigit_value (line->data[digits++]);
    }
  for (next = digits; next < line->len && (line->data[next] == ' ' || line->data[next] == '\t');)
    next++;
  self->aside += line->len - digits;
  return digits > 0 && (digits == line->len || (next < line->len && line->data[next] == ';'));
}

static void
end_chunk_line (SalveHttpFraming *self)
{
  guint64 size;

  if (!read_chunk_size (self, &size))
    refuse (self, 400, "A chunk's size is no number.");
  else if (self->aside > MAX_ASIDE)
    refuse (self, 400, "The chunks have too much beside their bytes.");
  else if (size > self->body_limit - self->body)
    refuse (self, 413, "The body is larger than it may be.");
  else
    {
      self->remaining = size;
      self->part = size == 0 ? PART_TRAILER : PART_DATA;
    }
  g_byte_array_set_size (self->line, 0);
}

static void
end_trailer (SalveHttpFraming *self)
{
  const char *line = (const char *)self->line->data;
  const char *colon = self->line->len == 0 ? NULL : memchr (line, ':', self->line->len);

  if (self->line->len == 0)
    flush (self, TRUE);
  else if (colon == NULL || !salve_http_is_token (line, colon - line))
    refuse (self, 400, "What follows the last chunk is no header.");
  self->aside += self->line->len + 2;
  if (self->state == SALVE_FRAMING_BODY && self->aside > MAX_ASIDE)
    refuse (self, 431, "What follows the last chunk is too large.");
  g_byte_array_set_size (self->line, 0);
}

/* The lines between the chunks and after them. */
static void
take_between_byte (SalveHttpFraming *self, guint8 byte)
{
  if (!check_line_byte (self, byte) || byte == '\r')
    return;
  if (byte != '\n')
    {
      if (self->part == PART_AFTER)
        refuse (self, 400, "A chunk is longer than its size.");
      else if (self->line->len >= (self->part == PART_LINE ? MAX_CHUNK_LINE : MAX_ASIDE))
        refuse (self, 400, "A line between the chunks is too long.");
      else
        g_byte_array_append (self->line, &byte, 1);
    }
  else if (self->part == PART_AFTER)
    self->part = PART_LINE;
  else if (self->part == PART_LINE)
    end_chunk_line (self);
  else
    end_trailer (self);
}

static gsize
take_data (SalveHttpFraming *self, const guint8 *bytes, gsize n)
{
  gsize count = MIN (MIN (n, self->remaining), SALVE_HTTP_PIECE - self->data->len);

  g_byte_array_append (self->data, bytes, count);
  self->remaining -= count;
  self->body += count;
  if (self->remaining == 0 && !self->chunked)
    flush (self, TRUE);
  else if (self->data->len == SALVE_HTTP_PIECE)
    flush (self, FALSE);
  if (self->remaining == 0 && self->chunked)
    self->part = PART_AFTER;
  return count;
}

/**
 * salve_http_framing_take:
 * @self: the reader
 * @bytes: what came from the client
 * @n: how many bytes
 *
 * Reads on, until there is something to pass on, the request is whole, or it is refused. In a whole request nothing more
 * is read before salve_http_framing_begin(): of a request behind it libsoup sees nothing until it has answered.
 *
 * Returns: how many of @bytes were read
 */
gsize
salve_http_framing_take (SalveHttpFraming *self, const guint8 *bytes, gsize n)
{
  gsize used = 0;

  while (used < n && !self->ready && self->state < SALVE_FRAMING_END)
    {
      if (self->state == SALVE_FRAMING_BODY && self->part == PART_DATA)
        used += take_data (self, bytes + used, n - used);
      else if (self->state == SALVE_FRAMING_BODY)
        take_between_byte (self, bytes[used++]);
      else if (self->state == SALVE_FRAMING_HEAD)
        used += take_head (self, bytes + used, n - used);
      else
        take_rest_byte (self, bytes[used++]);
    }
  return used;
}

/**
 * salve_http_framing_give:
 * @self: the reader
 * @buffer: (out): where to
 * @n: how many bytes it has room for
 *
 * Returns: how many bytes were passed on; 0: there is nothing
 */
gsize
salve_http_framing_give (SalveHttpFraming *self, guint8 *buffer, gsize n)
{
  gsize count = self->ready ? MIN (n, self->out->len - self->given) : 0;

  if (count > 0)
    memcpy (buffer, self->out->data + self->given, count);
  self->given += count;
  if (self->ready && self->given == self->out->len)
    {
      empty (&self->out);
      self->given = 0;
      self->ready = FALSE;
    }
  return count;
}

/**
 * salve_http_framing_begin:
 * @self: a reader whose request is whole and passed on
 *
 * Goes on to the next request.
 */
void
salve_http_framing_begin (SalveHttpFraming *self)
{
  g_return_if_fail (self->state == SALVE_FRAMING_END && !self->ready);

  self->state = SALVE_FRAMING_REST;
  self->skipped = self->return_seen = FALSE;
  self->chunked = self->upgrade = FALSE;
  self->line_length = self->aside = 0;
  self->body = self->remaining = 0;
  empty (&self->data);
}

SalveFramingState
salve_http_framing_get_state (const SalveHttpFraming *self)
{
  return self->state;
}

/* Whether there is something for salve_http_framing_give(). */
gboolean
salve_http_framing_is_ready (const SalveHttpFraming *self)
{
  return self->ready;
}

/* Whether the request that is being read asks to go over to websockets, and may: it has no body. */
gboolean
salve_http_framing_asks_upgrade (const SalveHttpFraming *self)
{
  return self->upgrade;
}

/* Bytes of this request's body that have come. */
guint64
salve_http_framing_get_body (const SalveHttpFraming *self)
{
  return self->body;
}

/**
 * salve_http_framing_get_refusal:
 * @self: the reader
 * @why: (out) (optional) (nullable): static: the reason, in English
 *
 * Returns: the status to answer with, 0 if nothing is wrong
 */
guint
salve_http_framing_get_refusal (const SalveHttpFraming *self, const char **why)
{
  if (why != NULL)
    *why = self->why;
  return self->refusal;
}
