/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strict where RFC 9112 lets a server choose: one space between the parts of the request line, no folded lines, no white
 * space before a colon, one Host, one Content-Length of digits alone, "chunked" as the only coding, and never both. */
#define G_LOG_DOMAIN "salve-net"

#include "config.h"

#include "salve-http-head.h"

#include <string.h>

#define MAX_FIELDS 100
#define MAX_METHOD 32

/* What one head may say only once: two of them are read differently by different programs. */
static const char *const single[] = {
  "host",   "content-length", "transfer-encoding", "authorization", "content-type",
  "expect", "origin",         "upgrade",
};

typedef struct
{
  SalveHttpHead *head;
  gboolean old; /* HTTP/1.0 */
  guint fields;
  gboolean seen[G_N_ELEMENTS (single)];
  gboolean connection_upgrade, websocket;
  char *authority; /* of a target in the absolute form */
} Reading;

static gboolean
refuse (Reading *reading, guint status, const char *why)
{
  reading->head->status = status;
  reading->head->why = why;
  return FALSE;
}

static gboolean
is_token_byte (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!#$%&'*+-.^_`|~", c) != NULL);
}

/**
 * salve_http_is_token:
 * @bytes: not ended by NUL
 * @n: how many, may be 0
 *
 * Returns: whether it is a token of RFC 9110, section 5.6.2: the name of a method or a header
 */
gboolean
salve_http_is_token (const char *bytes, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!is_token_byte (bytes[i]))
      return FALSE;
  return n > 0;
}

static gboolean
is_target (const char *bytes, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (bytes[i] <= ' ' || bytes[i] == 0x7f || bytes[i] == '#' || (guchar)bytes[i] >= 0x80)
      return FALSE;
  return n > 0;
}

static gboolean
is_authority (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr (".-_:[]%~", *p) == NULL)
      return FALSE;
  return *text != '\0';
}

/* http://host/path becomes /path: the host must be said again by the Host header, see check_host (). */
static gboolean
read_absolute (Reading *reading, char **target)
{
  const char *rest = *target, *slash;
  char *path;

  if (g_ascii_strncasecmp (rest, "http://", 7) == 0)
    rest += 7;
  else if (g_ascii_strncasecmp (rest, "https://", 8) == 0)
    rest += 8;
  else
    return refuse (reading, 400, "The target of the request is neither a path nor an address.");
  slash = rest + strcspn (rest, "/?");
  reading->authority = g_strndup (rest, slash - rest);
  path = *slash == '/' ? g_strdup (slash) : g_strconcat ("/", slash, NULL);
  g_free (*target);
  *target = path;
  return is_authority (reading->authority)
         || refuse (reading, 400, "The target of the request names no host.");
}

static gboolean
read_target (Reading *reading, const char *bytes, gsize n)
{
  g_autofree char *target = NULL;

  if (!is_target (bytes, n))
    return refuse (reading, 400, "The target of the request has bytes that it cannot have.");
  target = g_strndup (bytes, n);
  if (!g_str_equal (target, "*") && *target != '/' && !read_absolute (reading, &target))
    return FALSE;
  if (g_str_equal (target, "*") && !g_str_equal (reading->head->method, "OPTIONS"))
    return refuse (reading, 400, "Only OPTIONS can ask about everything.");
  reading->head->path = g_strndup (target, strcspn (target, "?"));
  g_byte_array_append (reading->head->text, (const guint8 *)target, strlen (target));
  return TRUE;
}

static gboolean
read_version (Reading *reading, const char *bytes, gsize n)
{
  if (n != 8 || memcmp (bytes, "HTTP/", 5) != 0 || !g_ascii_isdigit (bytes[5]) || bytes[6] != '.'
      || !g_ascii_isdigit (bytes[7]))
    return refuse (reading, 400, "This is no request of HTTP/1.1.");
  if (memcmp (bytes, "HTTP/1.", 7) != 0 || bytes[7] > '1')
    return refuse (reading, 505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.");
  reading->old = bytes[7] == '0';
  return TRUE;
}

static gboolean
read_request_line (Reading *reading, const char *line, gsize n)
{
  const char *target = memchr (line, ' ', n), *version;
  GByteArray *text = reading->head->text;
  gsize method;

  if (target == NULL)
    return refuse (reading, 400, "This is no request of HTTP/1.1.");
  method = target - line;
  target++;
  version = memchr (target, ' ', line + n - target);
  if (version == NULL || !salve_http_is_token (line, method) || method > MAX_METHOD)
    return refuse (reading, 400, "This is no request of HTTP/1.1.");
  if (!read_version (reading, version + 1, line + n - version - 1))
    return FALSE;
  reading->head->method = g_strndup (line, method);
  /* The one asks for a tunnel, the other for its own headers back, credentials among them. */
  if (g_str_equal (reading->head->method, "CONNECT") || g_str_equal (reading->head->method, "TRACE"))
    return refuse (reading, 501, "This method is not offered.");
  g_byte_array_append (text, (const guint8 *)line, method + 1);
  if (!read_target (reading, target, version - target))
    return FALSE;
  g_byte_array_append (text, (const guint8 *)(reading->old ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n"), 11);
  return TRUE;
}

static gboolean
read_length (Reading *reading, const char *value)
{
  /* 18 digits fit into 64 bits; leading zeros are of no use to anybody honest. */
  if (*value == '\0' || strspn (value, "0123456789") != strlen (value) || strlen (value) > 18)
    return refuse (reading, 400, "Content-Length is no number.");
  reading->head->length = g_ascii_strtoull (value, NULL, 10);
  return TRUE;
}

static gboolean
has_word (const char *list, const char *word)
{
  g_auto (GStrv) words = g_strsplit (list, ",", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (g_ascii_strcasecmp (g_strstrip (words[i]), word) == 0)
      return TRUE;
  return FALSE;
}

/* The fields that decide how the request is read. */
static gboolean
heed (Reading *reading, const char *name, const char *value)
{
  if (g_str_equal (name, "content-length"))
    return read_length (reading, value);
  if (g_str_equal (name, "transfer-encoding"))
    {
      if (reading->old)
        return refuse (reading, 400, "HTTP/1.0 has no chunks.");
      if (g_ascii_strcasecmp (value, "chunked") != 0)
        return refuse (reading, 501, "Of the codings of a transfer only \"chunked\" is known here.");
      reading->head->chunked = TRUE;
    }
  else if (g_str_equal (name, "expect") && g_ascii_strcasecmp (value, "100-continue") != 0)
    return refuse (reading, 417, "Nothing but 100-continue can be expected.");
  else if (g_str_equal (name, "host"))
    {
      if (!is_authority (value))
        return refuse (reading, 400, "Host is no name of a host.");
      if (reading->authority != NULL && g_ascii_strcasecmp (reading->authority, value) != 0)
        return refuse (reading, 400, "Host and the target of the request name different hosts.");
    }
  else if (g_str_equal (name, "upgrade"))
    reading->websocket = has_word (value, "websocket");
  else if (g_str_equal (name, "connection") && has_word (value, "upgrade"))
    reading->connection_upgrade = TRUE;
  return TRUE;
}

static gboolean
heed_once (Reading *reading, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (single); i++)
    if (g_str_equal (name, single[i]))
      {
        if (reading->seen[i])
          return refuse (reading, 400, "A header that may be said once is said twice.");
        reading->seen[i] = TRUE;
      }
  return TRUE;
}

static gboolean
read_field (Reading *reading, const char *line, gsize n)
{
  const char *colon = memchr (line, ':', n);
  g_autofree char *name = NULL, *value = NULL, *again = NULL;

  if (*line == ' ' || *line == '\t')
    return refuse (reading, 400, "A header is folded over two lines.");
  if (colon == NULL || !salve_http_is_token (line, colon - line))
    return refuse (reading, 400, "A header has no right name.");
  if (++reading->fields > MAX_FIELDS)
    return refuse (reading, 431, "There are too many headers.");
  name = g_ascii_strdown (line, colon - line);
  value = g_strstrip (g_strndup (colon + 1, line + n - colon - 1));
  if (!g_utf8_validate (value, -1, NULL))
    return refuse (reading, 400, "A header is not in UTF-8.");
  if (!heed_once (reading, name) || !heed (reading, name, value))
    return FALSE;
  /* What comes after the last chunk is dropped, so it is not announced either. */
  if (g_str_equal (name, "trailer"))
    return TRUE;
  again = g_strdup_printf ("%.*s: %s\r\n", (int)(colon - line), line, value);
  g_byte_array_append (reading->head->text, (const guint8 *)again, strlen (again));
  return TRUE;
}

static gboolean
check_whole (Reading *reading)
{
  SalveHttpHead *head = reading->head;

  if (!reading->seen[0])
    return refuse (reading, 400, "There is no Host.");
  if (reading->seen[1] && reading->seen[2])
    return refuse (reading, 400, "There are both a Content-Length and a Transfer-Encoding.");
  head->upgrade = reading->websocket && reading->connection_upgrade && g_str_equal (head->method, "GET")
                  && !reading->seen[1] && !reading->seen[2] && !reading->old;
  g_byte_array_append (head->text, (const guint8 *)"\r\n", 2);
  return TRUE;
}

/**
 * salve_http_head_read:
 * @self: all zero; cleared by the caller with salve_http_head_clear(), whatever comes back
 * @bytes: a head with its empty line at the end; each line ends in CR LF, and there are no other control characters
 *   but tabs
 * @n: how many bytes
 *
 * Returns: whether the head is sound; if not, @self's status and reason say what to answer
 */
gboolean
salve_http_head_read (SalveHttpHead *self, const char *bytes, gsize n)
{
  Reading reading = { .head = self };
  const char *line = bytes, *end = bytes + n;
  gboolean first = TRUE, good = TRUE;

  self->text = g_byte_array_sized_new (n + 32);
  while (good && line < end)
    {
      const char *stop = memchr (line, '\r', end - line);
      gsize length = stop == NULL ? (gsize)(end - line) : (gsize)(stop - line);

      if (first)
        good = read_request_line (&reading, line, length);
      else if (length > 0)
        good = read_field (&reading, line, length);
      first = FALSE;
      line += length + 2;
    }
  good = good && check_whole (&reading);
  g_free (reading.authority);
  return good;
}

void
salve_http_head_clear (SalveHttpHead *self)
{
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->text, g_byte_array_unref);
  self->status = 0;
  self->why = NULL;
}
