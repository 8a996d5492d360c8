/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a kiosk is told of the people who come today: not who they are, but enough to recognise who stands before it.
 * Proofs are keyed hashes of what a person knows of themselves; masks are what the person sees to see that it is they.
 * Pure, any thread. */
#pragma once

#include "salve-partial-date.h"

G_BEGIN_DECLS

/* So many first letters of a word of the name are asked for; of a shorter one, all. */
#define SALVE_KIOSK_LETTERS 3

char *salve_kiosk_letters (const char *typed);
char *salve_kiosk_prove_birth (const char *salt, SalvePartialDate date, const char *letters);
char *salve_kiosk_prove_code (const char *salt, const char *code);
char *salve_kiosk_mask_words (const char *text);
char *salve_kiosk_mask_number (const char *text);

G_END_DECLS
