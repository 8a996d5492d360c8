/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-text.h"

#include <string.h>

/* How text is folded, cut into tokens and matched. What is indexed and what is typed go through the same functions,
 * so that whatever they do, they agree. */

/* Letters that Unicode does not decompose although people type them without their mark. */
static const struct
{
  gunichar from;
  const char *to;
} special_folds[] = {
  { 0x00df, "ss" }, { 0x00e6, "ae" }, { 0x00f0, "d" }, { 0x00f8, "o" }, { 0x00fe, "th" }, { 0x0111, "d" },
  { 0x0127, "h" },  { 0x0131, "i" },  { 0x0138, "k" }, { 0x0142, "l" }, { 0x014b, "n" },  { 0x0153, "oe" },
  { 0x0167, "t" },  { 0x0180, "b" },  { 0x0199, "k" }, { 0x0253, "b" }, { 0x0256, "d" },  { 0x0257, "d" },
  { 0x0259, "e" },  { 0x025b, "e" },  { 0x0268, "i" }, { 0x026b, "l" }, { 0x0272, "n" },  { 0x0289, "u" },
  { 0x01b4, "y" },  { 0x03c2, "σ" },  { 0x0622, "ا" }, { 0x0623, "ا" }, { 0x0625, "ا" },  { 0x0671, "ا" },
  { 0x0629, "ه" },  { 0x0649, "ي" },  { 0x06cc, "ي" }, { 0x06a9, "ك" }, { 0x0624, "و" },  { 0x0626, "ي" },
};

/* Marks that carry no letter: the combining diacritics of Latin, Greek and Cyrillic, and the vowel points of Hebrew
 * and Arabic. The marks of Indic and South-East Asian scripts are vowels of the word and stay. */
static inline gboolean
is_dropped_mark (gunichar c)
{
  return (c >= 0x0300 && c <= 0x036f) || (c >= 0x0591 && c <= 0x05c7 && g_unichar_ismark (c))
         || (c >= 0x0610 && c <= 0x061a) || (c >= 0x064b && c <= 0x065f) || c == 0x0640 || c == 0x0670
         || (c >= 0x06d6 && c <= 0x06ed && g_unichar_ismark (c));
}

/* Marks without width that are typed or pasted by accident, and those that join or part letters. */
static inline gboolean
is_ignorable (gunichar c)
{
  return c == 0x00ad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e)
         || (c >= 0x2060 && c <= 0x2069) || c == 0xfeff;
}

static inline gboolean
is_apostrophe (gunichar c)
{
  return c == '\'' || c == 0x2019 || c == 0x02bc || c == 0x2018 || c == 0x02bb || c == '`' || c == 0x00b4;
}

static const char *
special_fold (gunichar c)
{
  if (c < 0xdf || c > 0x6cc)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (special_folds); i++)
    {
      if (special_folds[i].from == c)
        return special_folds[i].to;
    }
  return NULL;
}

static void
append_folded_part (GString *out, gunichar c)
{
  const char *special;
  int digit;

  if (is_dropped_mark (c) || is_ignorable (c))
    return;
  c = g_unichar_tolower (c);
  if ((special = special_fold (c)) != NULL)
    g_string_append (out, special);
  else if (c >= 0x80 && (digit = g_unichar_digit_value (c)) >= 0)
    g_string_append_c (out, '0' + digit);
  else if (c >= 0x30a1 && c <= 0x30f6)
    g_string_append_unichar (out, c - 0x60); /* katakana as hiragana: a reading is typed in either */
  else
    g_string_append_unichar (out, c);
}

/* Whether a decomposition ends in marks that are part of the letter, as in kana with a voiced mark. */
static gboolean
has_kept_mark (const gunichar *parts, gsize n_parts)
{
  for (gsize i = 1; i < n_parts; i++)
    {
      if (g_unichar_ismark (parts[i]) && !is_dropped_mark (parts[i]))
        return TRUE;
    }
  return FALSE;
}

static void
append_folded (GString *out, gunichar c)
{
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  gsize n_parts;

  if (c < 0x80)
    {
      g_string_append_c (out, g_ascii_tolower (c));
      return;
    }
  if (c >= 0xac00 && c <= 0xd7a3) /* a Hangul syllable is one sound and one token */
    {
      g_string_append_unichar (out, c);
      return;
    }
  if (special_fold (g_unichar_tolower (c)) != NULL)
    {
      append_folded_part (out, c);
      return;
    }
  n_parts = g_unichar_fully_decompose (c, TRUE, parts, G_N_ELEMENTS (parts));
  if (n_parts <= 1 || has_kept_mark (parts, n_parts))
    {
      append_folded_part (out, n_parts == 1 ? parts[0] : c);
      return;
    }
  for (gsize i = 0; i < n_parts; i++)
    append_folded_part (out, parts[i]);
}

/* Composes what arrived decomposed (from macOS, or half-width kana), where there is anything to compose. */
static char *
compose (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (c == 0x3099 || c == 0x309a || (c >= 0x1100 && c <= 0x11ff) || (c >= 0xff61 && c <= 0xff9f)
          || (c >= 0x0900 && c <= 0x0dff) || (c >= 0x3200 && c <= 0x33ff))
        return g_utf8_normalize (text, -1, G_NORMALIZE_NFKC);
    }
  return NULL;
}

static gboolean
is_ascii (const char *text)
{
  for (; *text != '\0'; text++)
    {
      if ((guchar)*text >= 0x80)
        return FALSE;
    }
  return TRUE;
}

/* Text from outside may be cut in the middle of a character; it is mended rather than refused here. */
static const char *
valid_text (const char *text, char **owned)
{
  if (g_utf8_validate (text, -1, NULL))
    return text;
  *owned = g_utf8_make_valid (text, -1);
  return *owned;
}

/* Dropping what stood between two characters may let them compose: then the text is folded once more. */
static char *
settle (char *folded)
{
  g_autofree char *text = folded;
  g_autofree char *composed = compose (text);

  if (composed == NULL || strcmp (composed, text) == 0)
    return g_steal_pointer (&text);
  return salve_text_fold (composed);
}

/**
 * salve_text_fold:
 * @text: UTF-8 text
 *
 * Folds @text for comparing: lower case; accents, ligatures and width dropped (as SQLite's `unicode61
 * remove_diacritics 2` does, and beyond it ß, ø, ł, æ, đ, ı, Cyrillic й and ё, Arabic alef and yeh, Arabic and Hebrew
 * vowel points); katakana as hiragana; the digits of all scripts as 0 to 9. Folding twice changes nothing.
 *
 * Returns: (transfer full): the folded text
 */
char *
salve_text_fold (const char *text)
{
  g_autofree char *mended = NULL;
  g_autofree char *composed = NULL;
  GString *out;

  g_return_val_if_fail (text != NULL, NULL);

  if (is_ascii (text))
    return g_ascii_strdown (text, -1);
  text = valid_text (text, &mended);
  composed = compose (text);
  if (composed != NULL)
    text = composed;
  out = g_string_sized_new (strlen (text));
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    append_folded (out, g_utf8_get_char (p));
  return settle (g_string_free_and_steal (out));
}

/* Scripts that are written without spaces, so that each character is a token. */
static inline gboolean
is_single (gunichar c)
{
  return (c >= 0x3041 && c <= 0x3096) || (c >= 0x30a1 && c <= 0x30fa) || c == 0x3005 || c == 0x30fc
         || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3)
         || (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x323af) || (c >= 0xff66 && c <= 0xff9d);
}

static inline gboolean
is_word (gunichar c)
{
  if (c < 0x80)
    return g_ascii_isalnum (c);
  return g_unichar_isalnum (c) || g_unichar_ismark (c) || is_ignorable (c)
         || g_unichar_type (c) == G_UNICODE_OTHER_NUMBER || g_unichar_type (c) == G_UNICODE_LETTER_NUMBER;
}

/* The next token at or after *cursor: its bytes, or FALSE at the end. An apostrophe inside a word is a part of it
 * ("O'Brien" is one token, so that "obrien" finds it). */
static gboolean
next_token (const char **cursor, const char **start, const char **end)
{
  const char *p = *cursor;

  while (*p != '\0' && (!is_word (g_utf8_get_char (p)) || is_ignorable (g_utf8_get_char (p))))
    p = g_utf8_next_char (p);
  if (*p == '\0')
    return FALSE;
  *start = p;
  if (is_single (g_utf8_get_char (p)))
    {
      p = g_utf8_next_char (p);
      while (*p != '\0' && g_unichar_ismark (g_utf8_get_char (p)))
        p = g_utf8_next_char (p);
    }
  else
    {
      while (*p != '\0')
        {
          gunichar c = g_utf8_get_char (p);
          if (is_single (c))
            break;
          if (!is_word (c) && !(is_apostrophe (c) && is_word (g_utf8_get_char (g_utf8_next_char (p)))))
            break;
          p = g_utf8_next_char (p);
        }
    }
  *end = p;
  *cursor = p;
  return TRUE;
}

static char *
fold_token (const char *start, const char *end)
{
  g_autofree char *word = g_strndup (start, end - start);
  char *folded = salve_text_fold (word);
  char *to = folded;

  for (const char *from = folded; *from != '\0';)
    {
      const char *next = g_utf8_next_char (from);
      if (!is_apostrophe (g_utf8_get_char (from)))
        {
          memmove (to, from, next - from);
          to += next - from;
        }
      from = next;
    }
  *to = '\0';
  return folded;
}

/**
 * salve_text_tokenise:
 * @text: UTF-8 text
 *
 * Cuts @text into folded tokens. A hyphen or a dot parts two tokens, an apostrophe inside a word does not.
 *
 * Returns: (transfer full): the tokens in the order of the text, NULL-terminated
 */
char **
salve_text_tokenise (const char *text)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *mended = NULL;
  const char *cursor, *start, *end;

  g_return_val_if_fail (text != NULL, NULL);

  cursor = valid_text (text, &mended);
  while (next_token (&cursor, &start, &end))
    {
      g_autofree char *token = fold_token (start, end);
      if (*token != '\0')
        g_strv_builder_take (builder, g_steal_pointer (&token));
    }
  return g_strv_builder_end (builder);
}

/**
 * salve_text_digits:
 * @text: UTF-8 text
 *
 * Returns: (transfer full): the decimal digits of @text, of any script, as 0 to 9
 */
char *
salve_text_digits (const char *text)
{
  g_autofree char *mended = NULL;
  GString *out;

  g_return_val_if_fail (text != NULL, NULL);

  out = g_string_new (NULL);
  for (const char *p = valid_text (text, &mended); *p != '\0'; p = g_utf8_next_char (p))
    {
      int digit = g_unichar_digit_value (g_utf8_get_char (p));
      if (digit >= 0)
        g_string_append_c (out, '0' + digit);
    }
  return g_string_free_and_steal (out);
}

/* How many bytes of the word at start fold to at least n_folded bytes: the shortest head of it, with the marks that
 * stand on its last letter. */
static const char *
head_of_word (const char *start, const char *end, gsize n_folded)
{
  const char *p = start;

  while (p < end)
    {
      g_autofree char *folded = NULL;
      p = g_utf8_next_char (p);
      folded = fold_token (start, p);
      if (strlen (folded) >= n_folded)
        break;
    }
  while (p < end && g_unichar_ismark (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  return p;
}

static const char *
match_word (const char *start, const char *end, char **tokens)
{
  g_autofree char *folded = fold_token (start, end);
  gsize longest = 0;

  for (guint i = 0; tokens[i] != NULL; i++)
    {
      if (g_str_has_prefix (folded, tokens[i]))
        longest = MAX (longest, strlen (tokens[i]));
    }
  return longest > 0 ? head_of_word (start, end, longest) : start;
}

/* A fragment of a number, as people remember them: its digits may stand with other punctuation in the haystack. */
static void
match_digits (const char *haystack, const char *query, GArray *ranges)
{
  g_autofree char *wanted = salve_text_digits (query);
  g_autofree char *found = salve_text_digits (haystack);
  const char *hit;
  gsize first, count = 0;
  SalveTextRange range = { 0 };

  if (strlen (wanted) < 3 || (hit = strstr (found, wanted)) == NULL)
    return;
  first = hit - found;
  for (const char *p = haystack; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (g_unichar_digit_value (g_utf8_get_char (p)) < 0)
        continue;
      if (count == first)
        range.start = p - haystack;
      if (++count == first + strlen (wanted))
        {
          range.length = g_utf8_next_char (p) - haystack - range.start;
          g_array_append_val (ranges, range);
          return;
        }
    }
}

static gboolean
has_letter (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      if (g_unichar_isalpha (g_utf8_get_char (text)))
        return TRUE;
    }
  return FALSE;
}

/**
 * salve_text_match_ranges:
 * @haystack: UTF-8 text that is shown
 * @query: what was typed into a search
 *
 * Finds what a search matched: the head of each word of @haystack with which a token of @query begins, and the digits
 * of @query (three or more, when it has no letters) inside the digits of @haystack.
 *
 * Returns: (transfer full) (element-type SalveTextRange): byte ranges, ascending, neither overlapping nor touching
 */
GArray *
salve_text_match_ranges (const char *haystack, const char *query)
{
  GArray *ranges = g_array_new (FALSE, TRUE, sizeof (SalveTextRange));
  g_auto (GStrv) tokens = NULL;
  const char *cursor, *start, *end;

  g_return_val_if_fail (haystack != NULL && query != NULL, ranges);

  if (!g_utf8_validate (haystack, -1, NULL) || !g_utf8_validate (query, -1, NULL))
    return ranges;
  tokens = salve_text_tokenise (query);
  cursor = haystack;
  while (tokens[0] != NULL && next_token (&cursor, &start, &end))
    {
      const char *head = match_word (start, end, tokens);
      SalveTextRange range = { start - haystack, head - start };
      SalveTextRange *last =
          ranges->len > 0 ? &g_array_index (ranges, SalveTextRange, ranges->len - 1) : NULL;
      if (range.length == 0)
        continue;
      if (last != NULL && last->start + last->length == range.start)
        last->length += range.length;
      else
        g_array_append_val (ranges, range);
    }
  if (ranges->len == 0 && !has_letter (query))
    match_digits (haystack, query, ranges);
  return ranges;
}

/**
 * salve_text_match_markup:
 * @haystack: UTF-8 text that is shown
 * @query: what was typed into a search
 *
 * Returns: (transfer full): @haystack escaped for Pango markup, with what @query matches in bold
 */
char *
salve_text_match_markup (const char *haystack, const char *query)
{
  g_autoptr (GArray) ranges = NULL;
  g_autofree char *mended = NULL;
  GString *out;
  gsize done = 0;

  g_return_val_if_fail (haystack != NULL && query != NULL, NULL);

  haystack = valid_text (haystack, &mended);
  ranges = salve_text_match_ranges (haystack, query);
  out = g_string_new (NULL);
  for (guint i = 0; i < ranges->len; i++)
    {
      const SalveTextRange *range = &g_array_index (ranges, SalveTextRange, i);
      g_autofree char *plain = g_markup_escape_text (haystack + done, range->start - done);
      g_autofree char *bold = g_markup_escape_text (haystack + range->start, range->length);
      g_string_append_printf (out, "%s<b>%s</b>", plain, bold);
      done = range->start + range->length;
    }
  if (haystack[done] != '\0')
    {
      g_autofree char *rest = g_markup_escape_text (haystack + done, -1);
      g_string_append (out, rest);
    }
  return g_string_free_and_steal (out);
}

/**
 * salve_text_strip:
 * @text: UTF-8 text
 *
 * Drops the space (of any kind) around @text and makes one plain space of each run of it inside; drops invisible
 * characters at the ends.
 *
 * Returns: (transfer full): the stripped text
 */
char *
salve_text_strip (const char *text)
{
  g_autofree char *mended = NULL;
  GString *out;
  gboolean space = FALSE;

  g_return_val_if_fail (text != NULL, NULL);

  out = g_string_new (NULL);
  for (const char *p = valid_text (text, &mended); *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (g_unichar_isspace (c) || c == 0x00a0 || c == 0x202f || c == 0x2007 || c == 0xfeff || c == 0x200b)
        {
          space = TRUE;
          continue;
        }
      if (space && out->len > 0)
        g_string_append_c (out, ' ');
      space = FALSE;
      g_string_append_unichar (out, c);
    }
  return g_string_free_and_steal (out);
}

/**
 * salve_text_localise_digits:
 * @text: UTF-8 text
 * @zero: the locale's digit zero, such as U+0660
 *
 * Returns: (transfer full): @text with its digits 0 to 9 written in the locale's digits
 */
char *
salve_text_localise_digits (const char *text, gunichar zero)
{
  GString *out;

  g_return_val_if_fail (text != NULL, NULL);

  if (zero == '0' || zero == 0)
    return g_strdup (text);
  out = g_string_new (NULL);
  for (const char *p = text; *p != '\0'; p++)
    {
      if (g_ascii_isdigit (*p))
        g_string_append_unichar (out, zero + (*p - '0'));
      else
        g_string_append_c (out, *p);
    }
  return g_string_free_and_steal (out);
}
