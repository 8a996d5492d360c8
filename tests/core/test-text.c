/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "salve-text.h"

/* Folding, tokens and matches. */

static void
assert_folds (const char *text, const char *expected)
{
  g_autofree char *folded = salve_text_fold (text);
  g_autofree char *again = salve_text_fold (folded);
  g_autofree char *decomposed = g_utf8_normalize (text, -1, G_NORMALIZE_NFD);
  g_autofree char *other = salve_text_fold (decomposed);

  g_assert_cmpstr (folded, ==, expected);
  g_assert_cmpstr (again, ==, expected);
  g_assert_cmpstr (other, ==, expected);
}

static void
test_fold (void)
{
  assert_folds ("", "");
  assert_folds ("Keller", "keller");
  assert_folds ("ÄÖÜ äöü Éé Çç Ññ Åå", "aou aou ee cc nn aa");
  assert_folds ("Groß", "gross");
  assert_folds ("GROẞ", "gross");
  assert_folds ("Søren Æbelø", "soren aebelo");
  assert_folds ("Łódź", "lodz");
  assert_folds ("Œuvre", "oeuvre");
  assert_folds ("Đặng Văn Thịnh", "dang van thinh");
  assert_folds ("Þórður", "thordur");
  assert_folds ("İstanbul Işık ılık", "istanbul isik ilik");
  assert_folds ("Фёдор Андрей", "федор андреи");
  assert_folds ("Γιώργος ΟΔΥΣΣΕΥΣ", "γιωργοσ οδυσσευσ");
  assert_folds ("أحمد إبراهيم آمنة", "احمد ابراهيم امنه");
  assert_folds ("مُحَمَّد", "محمد");
  assert_folds ("مصطفى علی", "مصطفي علي");
  assert_folds ("שָׁלוֹם", "שלום");
  assert_folds ("タナカ ﾀﾅｶ", "たなか たなか");
  assert_folds ("ガギグ ぱ", "がぎぐ ぱ");
  assert_folds ("김민준", "김민준");
  assert_folds ("王小明", "王小明");
  assert_folds ("राहुल शर्मा", "राहुल शर्मा");
  assert_folds ("สมชาย", "สมชาย");
  assert_folds ("ＡＢＣ１２３", "abc123");
  assert_folds ("٣٤ ۳۴ ३४", "34 34 34");
  assert_folds ("ﬁne", "fine");
  assert_folds ("zero\u200bwidth \u200frtl", "zerowidth rtl");
}

/* Folding agrees with SQLite's unicode61 remove_diacritics 2 on all Latin letters that Unicode decomposes: a base
 * letter and marks. Checked against Unicode's own decomposition. */
static void
test_fold_latin (void)
{
  guint n = 0;

  for (gunichar c = 0xc0; c < 0x1f00; c++)
    {
      gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
      char utf8[7] = { 0 };
      g_autofree char *folded = NULL;
      if (c == 0x250)
        c = 0x1e00;
      if (g_unichar_fully_decompose (c, FALSE, parts, G_N_ELEMENTS (parts)) < 2 || parts[0] >= 0x80)
        continue;
      g_unichar_to_utf8 (c, utf8);
      folded = salve_text_fold (utf8);
      g_assert_cmpuint (strlen (folded), ==, 1);
      g_assert_cmpint (*folded, ==, g_ascii_tolower (parts[0]));
      n++;
    }
  g_assert_cmpuint (n, >, 400);
}

static void
test_fold_noise (void)
{
  for (guint n = 0; n < 20000; n++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *folded = NULL;
      g_autofree char *again = NULL;
      g_auto (GStrv) tokens = NULL;
      for (int i = g_test_rand_int_range (0, 12); i > 0; i--)
        {
          gunichar c = n % 2 == 0 ? g_test_rand_int_range (1, 0x3200) : g_test_rand_int_range (1, 0x10ffff);
          if (c >= 0xd800 && c < 0xe000)
            continue;
          g_string_append_unichar (text, c);
        }
      folded = salve_text_fold (text->str);
      again = salve_text_fold (folded);
      if (strcmp (folded, again) != 0)
        {
          g_autofree char *escaped = g_strescape (text->str, NULL);
          g_error ("%s (%s) folds to %s and then to %s", text->str, escaped, folded, again);
        }
      g_assert_true (g_utf8_validate (folded, -1, NULL));
      tokens = salve_text_tokenise (text->str);
      for (guint i = 0; tokens[i] != NULL; i++)
        g_assert_true (*tokens[i] != '\0');
    }
}

static void
assert_tokens (const char *text, const char *expected)
{
  g_auto (GStrv) tokens = salve_text_tokenise (text);
  g_autofree char *joined = g_strjoinv ("|", tokens);

  g_assert_cmpstr (joined, ==, expected);
}

static void
test_tokenise (void)
{
  assert_tokens ("", "");
  assert_tokens ("  ,.- ", "");
  assert_tokens ("Dr. Anna-Maria van der Berg", "dr|anna|maria|van|der|berg");
  assert_tokens ("O'Brien O’Brien", "obrien|obrien");
  assert_tokens ("'t Hooft d'", "t|hooft|d");
  assert_tokens ("王小明", "王|小|明");
  assert_tokens ("タナカ花子", "た|な|か|花|子");
  assert_tokens ("김민준", "김|민|준");
  assert_tokens ("Anna王", "anna|王");
  assert_tokens ("राहुल शर्मा", "राहुल|शर्मा");
  assert_tokens ("12.3.1974", "12|3|1974");
  assert_tokens ("محمد، أحمد", "محمد|احمد");
}

static void
test_digits (void)
{
  g_autofree char *a = salve_text_digits ("+49 (30) 123-45");
  g_autofree char *b = salve_text_digits ("٠٣٠ ۱۲ १२ x");
  g_autofree char *c = salve_text_digits ("none");

  g_assert_cmpstr (a, ==, "493012345");
  g_assert_cmpstr (b, ==, "0301212");
  g_assert_cmpstr (c, ==, "");
}

static void
assert_marks (const char *haystack, const char *query, const char *expected)
{
  g_autofree char *markup = salve_text_match_markup (haystack, query);

  g_assert_cmpstr (markup, ==, expected);
}

static void
test_match (void)
{
  assert_marks ("Keller, Anna", "", "Keller, Anna");
  assert_marks ("Keller, Anna", "ann", "Keller, <b>Ann</b>a");
  assert_marks ("Keller, Anna", "anna kel", "<b>Kel</b>ler, <b>Anna</b>");
  assert_marks ("Keller, Anna", "ell", "Keller, Anna");
  assert_marks ("Müller", "mul", "<b>Mül</b>ler");
  assert_marks ("Mu\u0308ller", "mu", "<b>Mu\u0308</b>ller");
  assert_marks ("Großmann", "gross", "<b>Groß</b>mann");
  assert_marks ("Großmann", "gros", "<b>Groß</b>mann");
  assert_marks ("O'Brien", "obr", "<b>O&apos;Br</b>ien");
  assert_marks ("O'Brien", "o'b", "<b>O&apos;B</b>rien");
  assert_marks ("王小明", "小明", "王<b>小明</b>");
  assert_marks ("محمد أحمد", "احم", "محمد <b>أحم</b>د");
  assert_marks ("+49 30 12-34", "3012", "+49 <b>30 12</b>-34");
  assert_marks ("+49 30 12-34", "99", "+49 30 12-34");
  assert_marks ("Anna & <Anna>", "anna", "<b>Anna</b> &amp; &lt;<b>Anna</b>&gt;");
  assert_marks ("Anna Annabel", "anna annab", "<b>Anna</b> <b>Annab</b>el");
}

/* Ranges lie inside the text, on character borders, ascending; the marked text folds to begin with a token. */
static void
test_match_ranges (void)
{
  static const char *const pieces[] = { "Anna", "Ä", "ß", "王", "か\u3099", " ", "-",
                                        "'",    "é", "ﬁ", "म",  "12",       "٣", "x" };

  for (guint n = 0; n < 20000; n++)
    {
      g_autoptr (GString) haystack = g_string_new (NULL);
      g_autoptr (GString) query = g_string_new (NULL);
      g_autoptr (GArray) ranges = NULL;
      guint end = 0;
      for (int i = g_test_rand_int_range (0, 10); i > 0; i--)
        g_string_append (haystack, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      for (int i = g_test_rand_int_range (0, 4); i > 0; i--)
        g_string_append (query, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      ranges = salve_text_match_ranges (haystack->str, query->str);
      for (guint i = 0; i < ranges->len; i++)
        {
          SalveTextRange range = g_array_index (ranges, SalveTextRange, i);
          g_assert_cmpuint (range.length, >, 0);
          g_assert_true (i == 0 || range.start > end);
          g_assert_cmpuint (range.start + range.length, <=, haystack->len);
          g_assert_true (g_utf8_validate (haystack->str + range.start, range.length, NULL));
          end = range.start + range.length;
        }
    }
}

static void
test_strip (void)
{
  g_autofree char *a = salve_text_strip ("\u00a0 Anna \t\n Maria\u200b ");
  g_autofree char *b = salve_text_strip (" \t ");
  g_autofree char *c = salve_text_strip ("bad \xff byte");

  g_assert_cmpstr (a, ==, "Anna Maria");
  g_assert_cmpstr (b, ==, "");
  g_assert_true (g_utf8_validate (c, -1, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/text/fold", test_fold);
  g_test_add_func ("/core/text/fold-latin", test_fold_latin);
  g_test_add_func ("/core/text/fold-noise", test_fold_noise);
  g_test_add_func ("/core/text/tokenise", test_tokenise);
  g_test_add_func ("/core/text/digits", test_digits);
  g_test_add_func ("/core/text/match", test_match);
  g_test_add_func ("/core/text/match-ranges", test_match_ranges);
  g_test_add_func ("/core/text/strip", test_strip);
  return g_test_run ();
}
