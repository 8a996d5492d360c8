/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* A key of elliptic curve P-256 and certificates for it, made while the test runs. */
typedef struct _TestKey TestKey;

TestKey *test_key_new (void);
void test_key_free (TestKey *self);
char *test_key_fingerprint (TestKey *self);
GTlsCertificate *test_key_certify (TestKey *self, const char *name, gint64 days);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestKey, test_key_free)
