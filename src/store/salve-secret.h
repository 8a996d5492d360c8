/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens for programs, codes that people type, and the hashes under which both are kept. Any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *salve_secret_new (void);
char *salve_secret_new_code (void);
char *salve_secret_normalise_code (const char *typed);
char *salve_secret_hash (const char *secret);
gboolean salve_secret_equal (const char *a, const char *b);
gboolean salve_secret_fits_challenge (const char *verifier, const char *challenge);
void salve_secret_free (char *secret);

G_END_DECLS
