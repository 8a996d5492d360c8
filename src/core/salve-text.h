/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text as it is compared and searched: the same functions fold what is indexed and what is typed into a search.
 *
 * A token is a run of letters, digits and the marks that belong to them; each Han character, kana and Hangul
 * syllable is a token of its own, because those are written without spaces. Where tokens go through SQLite's FTS5,
 * join them with spaces and use `unicode61 remove_diacritics 0 categories 'L* N* M* Co'`. */
typedef struct
{
  guint start;  /* bytes from the beginning of the text */
  guint length; /* bytes */
} SalveTextRange;

char *salve_text_fold (const char *text);
char **salve_text_tokenise (const char *text);
char *salve_text_digits (const char *text);
GArray *salve_text_match_ranges (const char *haystack, const char *query);
char *salve_text_match_markup (const char *haystack, const char *query);
char *salve_text_strip (const char *text);
char *salve_text_localise_digits (const char *text, gunichar zero);

G_END_DECLS
