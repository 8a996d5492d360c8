/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests that must not reach a handler, and what they are refused with. Behind many of them hides a second request,
 * GET /smuggled, which another reader of the same bytes would serve. */
#pragma once

#include <glib.h>

typedef struct
{
  const char *name;
  const char *bytes;
  gsize n; /* 0: up to the NUL */
  guint status;
} Hostile;

#define SMUGGLED "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n"
#define POST "POST /p HTTP/1.1\r\nHost: h\r\n"
#define CHUNKED POST "Transfer-Encoding: chunked\r\n\r\n"
#define WITH_NUL(text) text, sizeof (text) - 1

static const Hostile hostile[] = {
  /* Two lengths. */
  { "length-and-chunks", POST "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SMUGGLED, 0,
    400 },
  { "chunks-and-length",
    POST "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5\r\nabcde\r\n0\r\n\r\n" SMUGGLED, 0, 400 },
  { "length-twice", POST "Content-Length: 0\r\nContent-Length: 35\r\n\r\n" SMUGGLED, 0, 400 },
  { "length-twice-the-same", POST "Content-Length: 1\r\nContent-Length: 1\r\n\r\na", 0, 400 },
  { "length-list", POST "Content-Length: 1, 1\r\n\r\na", 0, 400 },
  { "length-plus", POST "Content-Length: +1\r\n\r\na", 0, 400 },
  { "length-minus", POST "Content-Length: -1\r\n\r\n", 0, 400 },
  { "length-hex", POST "Content-Length: 0x1\r\n\r\na", 0, 400 },
  { "length-space", POST "Content-Length: 1 0\r\n\r\na", 0, 400 },
  { "length-empty", POST "Content-Length:\r\n\r\n", 0, 400 },
  { "length-huge", POST "Content-Length: 18446744073709551617\r\n\r\na", 0, 400 },
  { "length-too-large", POST "Content-Length: 999999999999999999\r\n\r\na", 0, 413 },
  { "coding-twice",
    POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" SMUGGLED, 0, 400 },
  { "coding-list", POST "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" SMUGGLED, 0, 501 },
  { "coding-gzip", POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" SMUGGLED, 0, 501 },
  { "coding-quoted", POST "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n", 0, 501 },
  { "coding-vertical-tab", POST "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n", 0, 400 },
  { "coding-empty", POST "Transfer-Encoding:\r\n\r\n" SMUGGLED, 0, 501 },
  { "coding-old", "POST /p HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 0, 400 },
  { "coding-space-before-colon", POST "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" SMUGGLED, 0, 400 },
  /* Hosts. */
  { "no-host", "GET / HTTP/1.1\r\n\r\n", 0, 400 },
  { "no-host-old", "GET / HTTP/1.0\r\n\r\n", 0, 400 },
  { "host-twice", "GET / HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n", 0, 400 },
  { "host-twice-other-case", "GET / HTTP/1.1\r\nHost: h\r\nhOST: h\r\n\r\n", 0, 400 },
  { "host-empty", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 0, 400 },
  { "host-path", "GET / HTTP/1.1\r\nHost: h/evil\r\n\r\n", 0, 400 },
  { "host-user", "GET / HTTP/1.1\r\nHost: h@evil\r\n\r\n", 0, 400 },
  { "host-list", "GET / HTTP/1.1\r\nHost: h, i\r\n\r\n", 0, 400 },
  { "host-not-the-target's", "GET http://i/ HTTP/1.1\r\nHost: h\r\n\r\n", 0, 400 },
  { "authorization-twice", "GET / HTTP/1.1\r\nHost: h\r\nAuthorization: a\r\nAuthorization: b\r\n\r\n", 0,
    400 },
  /* Lines. */
  { "bare-lf", "GET / HTTP/1.1\nHost: h\n\n", 0, 400 },
  { "bare-lf-in-headers", "GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n", 0, 400 },
  { "bare-lf-at-the-end", "GET / HTTP/1.1\r\nHost: h\r\n\n" SMUGGLED, 0, 400 },
  { "bare-cr", "GET / HTTP/1.1\r\nHost: h\rX: y\r\n\r\n", 0, 400 },
  { "two-cr", "GET / HTTP/1.1\r\r\nHost: h\r\n\r\n", 0, 400 },
  { "folded", "GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n", 0, 400 },
  { "folded-first", "GET / HTTP/1.1\r\n Host: h\r\n\r\n", 0, 400 },
  { "folded-length", POST "Content-Length:\r\n 5\r\n\r\nabcde", 0, 400 },
  { "folded-tab", "GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n\tb\r\n\r\n", 0, 400 },
  { "nul-in-value", WITH_NUL ("GET / HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n"), 400 },
  { "nul-in-name", WITH_NUL ("GET / HTTP/1.1\r\nHost: h\r\nX\0: a\r\n\r\n"), 400 },
  { "nul-in-target", WITH_NUL ("GET /\0 HTTP/1.1\r\nHost: h\r\n\r\n"), 400 },
  { "escape-in-value", "GET / HTTP/1.1\r\nHost: h\r\nX: \033[2J\r\n\r\n", 0, 400 },
  { "delete-in-value", "GET / HTTP/1.1\r\nHost: h\r\nX: \177\r\n\r\n", 0, 400 },
  { "not-utf-8", "GET / HTTP/1.1\r\nHost: h\r\nX: \xff\r\n\r\n", 0, 400 },
  { "no-colon", "GET / HTTP/1.1\r\nHost: h\r\nX\r\n\r\n", 0, 400 },
  { "no-name", "GET / HTTP/1.1\r\nHost: h\r\n: x\r\n\r\n", 0, 400 },
  { "space-in-name", "GET / HTTP/1.1\r\nHost: h\r\nX Y: z\r\n\r\n", 0, 400 },
  { "two-empty-lines", "\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", 0, 400 },
  /* The request line. */
  { "no-version", "GET /\r\nHost: h\r\n\r\n", 0, 400 },
  { "two-spaces", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n", 0, 400 },
  { "space-at-the-end", "GET / HTTP/1.1 \r\nHost: h\r\n\r\n", 0, 400 },
  { "space-in-target", "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n", 0, 400 },
  { "tab-in-target", "GET /a\tb HTTP/1.1\r\nHost: h\r\n\r\n", 0, 400 },
  { "fragment", "GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n", 0, 400 },
  { "raw-utf-8-in-target", "GET /\xc3\xa9 HTTP/1.1\r\nHost: h\r\n\r\n", 0, 400 },
  { "no-path", "GET a HTTP/1.1\r\nHost: h\r\n\r\n", 0, 400 },
  { "star", "GET * HTTP/1.1\r\nHost: h\r\n\r\n", 0, 400 },
  { "other-scheme", "GET ftp://h/ HTTP/1.1\r\nHost: h\r\n\r\n", 0, 400 },
  { "version-2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 0, 505 },
  { "version-1.2", "GET / HTTP/1.2\r\nHost: h\r\n\r\n", 0, 505 },
  { "version-small", "GET / http/1.1\r\nHost: h\r\n\r\n", 0, 400 },
  { "version-long", "GET / HTTP/1.10\r\nHost: h\r\n\r\n", 0, 400 },
  { "method-bytes", "G(T / HTTP/1.1\r\nHost: h\r\n\r\n", 0, 400 },
  { "connect", "CONNECT h:22 HTTP/1.1\r\nHost: h\r\n\r\n", 0, 501 },
  { "trace", "TRACE / HTTP/1.1\r\nHost: h\r\n\r\n", 0, 501 },
  { "expectation", POST "Expect: tea\r\nContent-Length: 1\r\n\r\na", 0, 417 },
  { "tls-hello", WITH_NUL ("\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00"), 400 },
  /* Chunks. */
  { "chunk-bare-lf", CHUNKED "5\nabcde\r\n0\r\n\r\n" SMUGGLED, 0, 400 },
  { "chunk-data-bare-lf", CHUNKED "5\r\nabcde\n0\r\n\r\n" SMUGGLED, 0, 400 },
  { "chunk-end-bare-lf", CHUNKED "0\n\n" SMUGGLED, 0, 400 },
  { "chunk-bare-cr", CHUNKED "5\rabcde\r\n0\r\n\r\n", 0, 400 },
  { "chunk-no-size", CHUNKED "\r\nabcde\r\n0\r\n\r\n", 0, 400 },
  { "chunk-letters", CHUNKED "xyz\r\nabcde\r\n0\r\n\r\n", 0, 400 },
  { "chunk-minus", CHUNKED "-5\r\nabcde\r\n0\r\n\r\n", 0, 400 },
  { "chunk-0x", CHUNKED "0x5\r\nabcde\r\n0\r\n\r\n" SMUGGLED, 0, 400 },
  { "chunk-space-before", CHUNKED " 5\r\nabcde\r\n0\r\n\r\n", 0, 400 },
  { "chunk-space-behind", CHUNKED "5 \r\nabcde\r\n0\r\n\r\n", 0, 400 },
  { "chunk-two-sizes", CHUNKED "5 6\r\nabcde\r\n0\r\n\r\n", 0, 400 },
  { "chunk-overflow", CHUNKED "10000000000000005\r\nabcde\r\n0\r\n\r\n", 0, 400 },
  { "chunk-too-large", CHUNKED "fffffffffffffff\r\nabcde\r\n0\r\n\r\n", 0, 413 },
  { "chunk-longer", CHUNKED "3\r\nabcde\r\n0\r\n\r\n", 0, 400 },
  { "chunk-shorter", CHUNKED "9\r\nabcde\r\n0\r\n\r\n" SMUGGLED, 0, 400 },
  { "chunk-extension-control", CHUNKED "5;a=\001\r\nabcde\r\n0\r\n\r\n", 0, 400 },
  { "chunk-extension-cr", CHUNKED "5;a\rb\r\nabcde\r\n0\r\n\r\n", 0, 400 },
  { "trailer-no-name", CHUNKED "0\r\n: x\r\n\r\n", 0, 400 },
  { "trailer-request", CHUNKED "0\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n", 0, 400 },
  { "trailer-folded", CHUNKED "0\r\nX: a\r\n b\r\n\r\n", 0, 400 },
};
