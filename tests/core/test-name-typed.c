/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "salve-person-name.h"

/* What people type for a name, as "prefix|given|family|suffix". */

static char *
join (char **list)
{
  return list != NULL ? g_strjoinv (" ", list) : g_strdup ("");
}

static char *
describe (const SalvePersonName *name)
{
  g_autofree char *prefix = join (name->prefix);
  g_autofree char *given = join (name->given);
  g_autofree char *suffix = join (name->suffix);

  return g_strjoin ("|", prefix, given, name->family != NULL ? name->family : "", suffix, NULL);
}

static const struct
{
  const char *tag, *text, *parts;
} cases[] = {
  { "en_US", "Keller, Anna", "|Anna|Keller|" },
  { "en_US", "anna keller", "|Anna|Keller|" },
  { "en_US", "  anna   maria\tkeller ", "|Anna Maria|Keller|" },
  { "en_US", "keller,anna", "|Anna|Keller|" },
  { "en_US", "Dr. Anna-Maria van der Berg jr.", "Dr.|Anna-Maria|van der Berg|jr." },
  { "en_US", "dr anna-maria van der berg jr", "Dr|Anna-Maria|van der Berg|Jr" },
  { "en_US", "Berg, Anna van der", "|Anna|van der Berg|" },
  { "en_US", "van der Berg, Anna", "|Anna|van der Berg|" },
  { "en_US", "Prof. Dr. Anna Keller, MD, PhD", "Prof. Dr.|Anna|Keller|MD PhD" },
  { "en_US", "Keller, Anna, Jr.", "|Anna|Keller|Jr." },
  { "en_US", "Keller MD, Anna MD", "|Anna|Keller|MD MD" }, /* the second suffix was lost once */
  { "en_US", "Keller, Dr. Anna", "Dr.|Anna|Keller|" },
  { "en_US", "Mr Smith", "Mr||Smith|" },
  { "en_US", "Dr", "||Dr|" },
  { "en_US", "keller", "||Keller|" },
  { "en_US", "Keller,", "||Keller|" },
  { "en_US", ", Anna", "||Anna|" },
  { "en_US", "", "|||" },
  { "en_US", " , ", "|||" },
  { "en_US", "o'brien, mary", "|Mary|O'Brien|" },
  { "en_US", "ronald mcdonald", "|Ronald|McDonald|" },
  { "en_US", "jean-luc picard", "|Jean-Luc|Picard|" },
  { "en_US", "Robert De Niro", "|Robert|De Niro|" },
  { "en_US", "Van Morrison", "|Van|Morrison|" },
  { "en_US", "Don Smith", "|Don|Smith|" },
  { "en_US", "ANNA KELLER", "|ANNA|KELLER|" },
  { "fr_FR", "KELLER Anna", "|Anna|KELLER|" },
  { "fr_FR", "Yuko TANAKA", "|Yuko|TANAKA|" },
  { "fr_FR", "M. Jean de La Fontaine", "M.|Jean|de La Fontaine|" },
  { "en_US", "Ahmad bin Abdullah", "|Ahmad|bin Abdullah|" },
  { "es_ES", "juan carlos garcía márquez", "|Juan Carlos|García Márquez|" },
  { "es_ES", "María de la Cruz López", "|María|de la Cruz López|" },
  { "es_ES", "Ana López", "|Ana|López|" },
  { "id_ID", "suharto", "|Suharto||" },
  { "hu_HU", "bartók béla", "|Béla|Bartók|" },
  { "vi_VN", "nguyễn văn an", "|Văn An|Nguyễn|" },
  { "en_US", "Nguyễn Văn An", "|Văn An|Nguyễn|" },
  { "zh_CN", "王小明", "|小明|王|" },
  { "en_US", "王小明", "|小明|王|" },
  { "zh_CN", "欧阳娜娜", "|娜娜|欧阳|" },
  { "zh_CN", "王 小明", "|小明|王|" },
  { "ja_JP", "山田太郎", "|太郎|山田|" },
  { "ja_JP", "山田　太郎", "|太郎|山田|" },
  { "ja_JP", "佐々木小次郎", "|小次郎|佐々木|" },
  { "ja_JP", "林太郎", "|太郎|林|" },
  { "ko_KR", "김민준", "|민준|김|" },
  { "ko_KR", "남궁민수", "|민수|남궁|" },
  { "ja_JP", "さくら", "||さくら|" },
  { "nl_NL", "ijsbrand de vries", "|IJsbrand|de Vries|" },
  { "tr_TR", "ismail ışık", "|İsmail|Işık|" },
  { "ar_EG", "المصري، محمد", "|محمد|المصري|" },
  { "ar_EG", "محمد بن سلمان", "|محمد|بن سلمان|" },
  { "ru_RU", "иван петрович сидоров", "|Иван Петрович|Сидоров|" },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (cases[i].tag);
      g_autoptr (SalvePersonName) name = salve_person_name_parse_typed (cases[i].text, locale);
      g_autofree char *parts = describe (name);
      if (strcmp (parts, cases[i].parts) != 0)
        g_error ("%s: “%s” should be %s and is %s", cases[i].tag, cases[i].text, cases[i].parts, parts);
    }
}

/* Names as they are written, full and for lists, come back as the same parts. */
static void
test_round_trip (void)
{
  static const char *const givens[] = { "Anna", "Zoë Maria", "Jean-Luc", "Иван", "محمد", "राहुल" };
  static const char *const families[] = { "Keller",  "O'Brien", "van der Berg", "Müller-Lüdenscheidt",
                                          "Смирнов", "शर्मा" };
  static const char *const tags[] = { "en_US", "de", "fr", "hu", "ru", "ar" };

  for (guint g = 0; g < G_N_ELEMENTS (givens); g++)
    for (guint f = 0; f < G_N_ELEMENTS (families); f++)
      for (guint t = 0; t < G_N_ELEMENTS (tags); t++)
        {
          g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (tags[t]);
          g_autoptr (SalvePersonName) name = salve_person_name_new (families[f], givens[g]);
          g_autofree char *full = salve_person_name_format_full (name, locale);
          g_autofree char *sort = salve_person_name_format_sort (name, locale);
          g_autoptr (SalvePersonName) from_full = salve_person_name_parse_typed (full, locale);
          g_autoptr (SalvePersonName) from_sort = salve_person_name_parse_typed (sort, locale);
          g_assert_true (salve_person_name_equal (name, from_full));
          g_assert_true (salve_person_name_equal (name, from_sort));
        }
}

/* Nothing that was typed is lost: each letter is in some part. */
static void
test_nothing_lost (void)
{
  static const char *const words[] = { "Anna",   "van", "der",  "Berg",   "Dr.", "jr.", ",", "MD",
                                       "KELLER", "王",  "小明", "김",     "de",  "la",  "y", "bin",
                                       "محمد",   "、",  "von",  "さくら", "'t",  "-",   "Mr" };
  static const char *const tags[] = { "en_US", "es", "hu", "ja", "zh", "ko", "nl", "id", "vi" };

  for (guint n = 0; n < 50000; n++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (tags[n % G_N_ELEMENTS (tags)]);
      g_autoptr (SalvePersonName) name = NULL;
      g_autofree char *parts = NULL;
      guint n_letters = 0, n_kept = 0;
      for (int i = g_test_rand_int_range (0, 8); i > 0; i--)
        {
          g_string_append (text, words[g_test_rand_int_range (0, G_N_ELEMENTS (words))]);
          if (g_test_rand_bit ())
            g_string_append_c (text, ' ');
        }
      name = salve_person_name_parse_typed (text->str, locale);
      parts = describe (name);
      for (const char *p = text->str; *p != '\0'; p = g_utf8_next_char (p))
        n_letters += g_unichar_isalpha (g_utf8_get_char (p));
      for (const char *p = parts; *p != '\0'; p = g_utf8_next_char (p))
        n_kept += g_unichar_isalpha (g_utf8_get_char (p));
      if (n_letters != n_kept)
        g_error ("%s: “%s” became %s", tags[n % G_N_ELEMENTS (tags)], text->str, parts);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/name-typed/cases", test_cases);
  g_test_add_func ("/core/name-typed/round-trip", test_round_trip);
  g_test_add_func ("/core/name-typed/nothing-lost", test_nothing_lost);
  return g_test_run ();
}
