/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include <string.h>

#include "salve-name-rules.h"
#include "salve-text.h"

/* Reads a name as people type it into one entry. The result fills the parts of a form that the person then sees, so a
 * best guess is right here; nothing that was typed is dropped. */

static const char han_compound_families[] = " 欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 司徒 东方 東方 夏侯 皇甫 "
                                            "尉迟 尉遲 公孙 公孫 令狐 慕容 宇文 长孙 長孫 端木 "
                                            "独孤 獨孤 南宫 南宮 ";
static const char hangul_compound_families[] = " 남궁 황보 제갈 선우 독고 사공 서문 동방 ";

/* Japan's most common family names of one and of three characters; all others are taken to have two. */
static const char short_families[] = " 林 森 原 東 西 南 北 谷 関 岡 堀 辻 星 菅 泉 島 畑 境 原 沖 ";
static const char long_families[] = " 佐々木 長谷川 五十嵐 久保田 大久保 小笠原 宇都宮 波多野 日比野 佐久間 ";

static gboolean
list_has (const char *list, const char *word)
{
  g_autofree char *spaced = g_strconcat (" ", word, " ", NULL);

  return strstr (list, spaced) != NULL;
}

/* How many characters of a name without a space are the family's. */
static glong
family_length (const char *text, SalveNameScript script, const SalveLocale *locale)
{
  glong length = g_utf8_strlen (text, -1);
  g_autofree char *one = g_utf8_substring (text, 0, MIN (length, 1));
  g_autofree char *two = g_utf8_substring (text, 0, MIN (length, 2));
  g_autofree char *three = g_utf8_substring (text, 0, MIN (length, 3));

  if (length < 2)
    return length;
  if (script == SALVE_NAME_SCRIPT_HANGUL)
    return length > 2 && list_has (hangul_compound_families, two) ? 2 : 1;
  if (strcmp (salve_locale_get_language (locale), "ja") != 0)
    return length > 2 && list_has (han_compound_families, two) ? 2 : 1;
  if (length > 3 && list_has (long_families, three))
    return 3;
  return length == 2 || list_has (short_families, one) ? 1 : 2;
}

static SalvePersonName *
parse_unspaced (const char *text, SalveNameScript script, const SalveLocale *locale)
{
  glong length = family_length (text, script, locale);
  g_autofree char *family = g_utf8_substring (text, 0, length);

  return salve_person_name_new (family, g_utf8_offset_to_pointer (text, length));
}

static void
append_capitalised (GString *out, const char *word, const SalveLocale *locale)
{
  gboolean turkish = strcmp (salve_locale_get_language (locale), "tr") == 0
                     || strcmp (salve_locale_get_language (locale), "az") == 0;
  gboolean start = TRUE;

  if (strcmp (salve_locale_get_language (locale), "nl") == 0 && g_str_has_prefix (word, "ij"))
    {
      g_string_append (out, "IJ");
      word += 2;
      start = FALSE;
    }
  for (const char *p = word; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean quote = c == '\'' || c == 0x2019;
      if (start && g_unichar_isalpha (c))
        {
          g_string_append_unichar (out, turkish && c == 'i' ? 0x130 : g_unichar_totitle (c));
          start = FALSE;
        }
      else
        g_string_append_unichar (out, c);
      /* O'Brien, D'Angelo and Jean-Luc, but not Nguema's */
      if (c == '-' || c == '.' || c == ',' || (quote && p - word == 1))
        start = TRUE;
      else if (p - word == 1 && g_str_has_prefix (word, "mc") && strlen (word) > 4)
        start = TRUE;
    }
}

static gboolean
has_case (const char *text, gboolean *upper)
{
  gboolean lower = FALSE;

  *upper = FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      lower = lower || g_unichar_islower (g_utf8_get_char (p));
      *upper = *upper || g_unichar_isupper (g_utf8_get_char (p));
    }
  return lower || *upper;
}

/* Somebody in a hurry types in lower case; a name typed with any capital is left as it is. */
static char *
mend_case (const char *text, const SalveLocale *locale)
{
  g_auto (GStrv) words = NULL;
  GString *out;
  gboolean upper;

  if (!has_case (text, &upper) || upper)
    return g_strdup (text);
  words = g_strsplit (text, " ", -1);
  out = g_string_new (NULL);
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *bare = g_strndup (words[i], strcspn (words[i], ","));
      gboolean last = words[i + 1] == NULL;
      if (i > 0)
        g_string_append_c (out, ' ');
      if (!last && salve_name_word_is_particle (bare) && !(i == 0 && strlen (bare) < 3 && !last))
        g_string_append (out, words[i]);
      else
        append_capitalised (out, words[i], locale);
    }
  return g_string_free_and_steal (out);
}

static char *
join_words (char **words, guint from, guint to)
{
  GString *out = g_string_new (NULL);

  for (guint i = from; i < to; i++)
    {
      if (i > from)
        g_string_append_c (out, ' ');
      g_string_append (out, words[i]);
    }
  return g_string_free_and_steal (out);
}

static char **
copy_words (char **words, guint from, guint to)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (from >= to)
    return NULL;
  for (guint i = from; i < to; i++)
    g_strv_builder_add (builder, words[i]);
  return g_strv_builder_end (builder);
}

static void
add_words (char ***list, char **words, guint from, guint to)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (from >= to)
    return;
  if (*list != NULL)
    g_strv_builder_addv (builder, (const char **)*list);
  for (guint i = from; i < to; i++)
    g_strv_builder_add (builder, words[i]);
  g_strfreev (*list);
  *list = g_strv_builder_end (builder);
}

/* A word in capitals among others that are not: KELLER Anna, as French and Japanese forms have it. */
static gboolean
is_shouted (const char *word)
{
  gsize n = 0;

  for (const char *p = word; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (g_unichar_islower (c))
        return FALSE;
      n += g_unichar_isupper (c);
    }
  return n >= 2;
}

static gboolean
find_shouted (char **words, guint from, guint to, guint *first, guint *last)
{
  guint n = 0;

  for (guint i = from; i < to; i++)
    {
      if (!is_shouted (words[i]))
        continue;
      if (n == 0)
        *first = i;
      else if (i != *last + 1)
        return FALSE;
      *last = i;
      n++;
    }
  return n > 0 && n < to - from && (*first == from || *last == to - 1);
}

static gboolean
has_two_families (const SalveLocale *locale)
{
  const char *language = salve_locale_get_language (locale);

  return strcmp (language, "es") == 0 || strcmp (language, "ca") == 0 || strcmp (language, "gl") == 0;
}

/* The word at which the family name begins when it stands last: its particles belong to it. */
static guint
family_start (char **words, guint from, guint to, const SalveLocale *locale)
{
  guint start = to - 1;

  while (start > from + 1 && salve_name_word_is_particle (words[start - 1]))
    start--;
  if (has_two_families (locale) && start > from + 1)
    {
      start--;
      while (start > from + 1 && salve_name_word_is_particle (words[start - 1]))
        start--;
    }
  return start;
}

/* The end of the family name when it stands first. */
static guint
family_end (char **words, guint from, guint to)
{
  guint end = from + 1;

  while (end < to - 1 && salve_name_word_is_particle (words[end - 1]))
    end++;
  return end;
}

static gboolean
single_is_given (const SalveLocale *locale)
{
  static const char *const languages[] = { "id", "ms", "my", "is", "am", "ti", "dz", "jv", "ta", "ml" };

  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      if (strcmp (salve_locale_get_language (locale), languages[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
set_parts (SalvePersonName *self, char **words, guint f_from, guint f_to, guint g_from, guint g_to)
{
  self->family = f_from < f_to ? join_words (words, f_from, f_to) : NULL;
  self->given = copy_words (words, g_from, g_to);
}

static void
split_words (SalvePersonName *self, char **words, guint from, guint to, const SalveLocale *locale)
{
  g_autofree char *all = join_words (words, from, to);
  SalveNameScript script = salve_name_script_of_text (all);
  guint first, last, middle;

  if (to == from)
    return;
  if (to - from == 1)
    {
      if (single_is_given (locale))
        set_parts (self, words, 0, 0, from, to);
      else
        set_parts (self, words, from, to, 0, 0);
      return;
    }
  if (find_shouted (words, from, to, &first, &last))
    {
      if (first == from)
        set_parts (self, words, first, last + 1, last + 1, to);
      else
        set_parts (self, words, first, last + 1, from, first);
      return;
    }
  if (salve_locale_get_family_first (locale) || script != SALVE_NAME_SCRIPT_OTHER)
    {
      middle = family_end (words, from, to);
      set_parts (self, words, from, middle, middle, to);
      return;
    }
  middle = family_start (words, from, to, locale);
  set_parts (self, words, middle, to, from, middle);
}

/* Takes titles off the front and suffixes off the end, but leaves a word to be the name. */
static void
take_titles (SalvePersonName *self, char **words, guint *from, guint *to, const SalveLocale *locale)
{
  guint start = *from, end = *to;

  while (*to - *from > 1 && salve_name_word_is_prefix (words[*from], locale))
    (*from)++;
  while (*to - *from > 1 && salve_name_word_is_suffix (words[*to - 1]))
    (*to)--;
  add_words (&self->prefix, words, start, *from);
  add_words (&self->suffix, words, *to, end);
}

static gboolean
all_suffixes (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] != '\0' && !salve_name_word_is_suffix (words[i]))
        return FALSE;
    }
  return *text != '\0';
}

static void
parse_given_first (SalvePersonName *self, const char *text, const SalveLocale *locale)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  guint from = 0, to = g_strv_length (words);

  take_titles (self, words, &from, &to, locale);
  split_words (self, words, from, to, locale);
}

/* "Keller, Dr. Anna" and "Berg, Anna van der": particles behind the given names go back to the family. */
static void
parse_around_comma (SalvePersonName *self, const char *family, const char *given, const SalveLocale *locale)
{
  g_auto (GStrv) words = g_strsplit (given, " ", -1);
  g_auto (GStrv) family_words = g_strsplit (family, " ", -1);
  g_autofree char *behind = NULL;
  g_autofree char *front = NULL;
  guint from = 0, to = g_strv_length (words), end;
  guint family_from = 0, family_to = g_strv_length (family_words);

  take_titles (self, words, &from, &to, locale);
  take_titles (self, family_words, &family_from, &family_to, locale);
  end = to;
  while (to > from + 1 && salve_name_word_is_particle (words[to - 1]) && !is_shouted (words[to - 1])
         && !g_unichar_isupper (g_utf8_get_char (words[to - 1])))
    to--;
  behind = join_words (words, to, end);
  front = join_words (family_words, family_from, family_to);
  self->family = *behind != '\0' ? g_strconcat (behind, " ", front, NULL) : g_steal_pointer (&front);
  self->given = copy_words (words, from, to);
}

/* Cuts at commas of any script. */
static char **
split_at_commas (const char *text)
{
  static const char *const commas[] = { "،", "，", "、" };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GString) plain = g_string_new (text);
  g_auto (GStrv) parts = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (commas); i++)
    g_string_replace (plain, commas[i], ",", 0);
  parts = g_strsplit (plain->str, ",", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *part = salve_text_strip (parts[i]);
      if (*part != '\0')
        g_strv_builder_take (builder, g_steal_pointer (&part));
    }
  return g_strv_builder_end (builder);
}

/**
 * salve_person_name_parse_typed:
 * @text: what a person typed
 * @locale: (nullable): where it was typed: whether the family name goes first, who has two
 *
 * Reads a name from one entry: "Keller, Anna", "anna keller", "Dr. Anna-Maria van der Berg jr.", "KELLER Anna",
 * "山田太郎". A single word counts as a family name, or as a given name where families have none. Text in lower case
 * gets its capitals.
 *
 * Returns: (transfer full): a name, empty where @text is; its text is not set
 */
SalvePersonName *
salve_person_name_parse_typed (const char *text, const SalveLocale *locale)
{
  g_autofree char *stripped = NULL;
  g_autofree char *cased = NULL;
  g_auto (GStrv) parts = NULL;
  SalvePersonName *self;
  SalveNameScript script;
  guint n_parts;

  g_return_val_if_fail (text != NULL, NULL);

  stripped = salve_text_strip (text);
  script = salve_name_script_of_text (stripped);
  if (strpbrk (stripped, " ,") == NULL && strstr (stripped, "、") == NULL && strstr (stripped, "，") == NULL
      && (script == SALVE_NAME_SCRIPT_HAN || script == SALVE_NAME_SCRIPT_HANGUL))
    return parse_unspaced (stripped, script, locale);

  self = g_new0 (SalvePersonName, 1);
  cased = mend_case (stripped, locale);
  parts = split_at_commas (cased);
  n_parts = g_strv_length (parts);
  while (n_parts > 1 && all_suffixes (parts[n_parts - 1]))
    n_parts--;
  if (n_parts == 1)
    parse_given_first (self, parts[0], locale);
  else if (n_parts > 1)
    {
      parse_around_comma (self, parts[0], parts[1], locale);
      for (guint i = 2; i < n_parts; i++)
        add_words (&self->suffix, parts, i, i + 1);
    }
  for (guint i = n_parts; n_parts > 0 && parts[i] != NULL; i++)
    add_words (&self->suffix, parts, i, i + 1);
  return self;
}
