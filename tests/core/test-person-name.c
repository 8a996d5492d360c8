/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "salve-person-name.h"

/* How names are written, sorted and shortened. Parts are given as "prefix|given|family|suffix". */

static SalvePersonName *
make (const char *parts)
{
  g_auto (GStrv) part = g_strsplit (parts, "|", 4);
  SalvePersonName *name = salve_person_name_new (part[2], part[1]);

  if (*part[0] != '\0')
    name->prefix = g_strsplit (part[0], " ", -1);
  if (*part[3] != '\0')
    name->suffix = g_strsplit (part[3], " ", -1);
  return name;
}

static void
assert_text (char *actual, const char *expected)
{
  g_assert_cmpstr (actual, ==, expected);
  g_free (actual);
}

static const struct
{
  const char *tag, *parts, *full, *sort, *initials;
} cases[] = {
  { "en_US", "|Anna|Keller|", "Anna Keller", "Keller, Anna", "AK" },
  { "en_US", "Dr.|Anna Maria|van der Berg|Jr. MD", "Dr. Anna Maria van der Berg Jr., MD",
    "Berg, Anna Maria van der", "AB" },
  { "en_US", "|Robert|De Niro|", "Robert De Niro", "De Niro, Robert", "RD" },
  { "en_US", "||Keller|", "Keller", "Keller", "K" },
  { "en_US", "|Suharto||", "Suharto", "Suharto", "S" },
  { "en_US", "||von Brühl|", "von Brühl", "Brühl, von", "B" },
  { "en_US", "Mr.||Keller|", "Mr. Keller", "Keller", "K" },
  { "en_US", "|||", "", "", "" },
  { "en_US", "|太郎|山田|", "山田太郎", "山田太郎", "山" },
  { "en_US", "|小明|王|", "王小明", "王小明", "王" },
  { "en_US", "|さくら|高橋|", "高橋さくら", "高橋さくら", "高" },
  { "en_US", "|タロウ|ヤマダ|", "ヤマダ タロウ", "ヤマダ タロウ", "ヤ" },
  { "en_US", "|민준|김|", "김민준", "김민준", "김" },
  { "ja_JP", "さん|恵子|佐藤|", "佐藤恵子さん", "佐藤恵子", "佐" },
  { "en_US", "|Văn An|Nguyễn|", "Nguyễn Văn An", "Nguyễn Văn An", "NV" },
  { "hu_HU", "|Béla|Bartók|", "Bartók Béla", "Bartók Béla", "BB" },
  { "hu_HU", "Dr.|Béla|Bartók|", "Dr. Bartók Béla", "Bartók Béla", "BB" },
  { "ar_EG", "|محمد|المصري|", "محمد المصري", "المصري، محمد", "م\u200cا" },
  { "ru_RU", "|Иван Петрович|Сидоров|", "Иван Петрович Сидоров", "Сидоров, Иван Петрович", "ИС" },
  { "hi_IN", "|राहुल|शर्मा|", "राहुल शर्मा", "शर्मा, राहुल", "राश" },
  { "es_ES", "|Juan|García Márquez|", "Juan García Márquez", "García Márquez, Juan", "JG" },
  { "es_ES", "|Ana|de la Cruz|", "Ana de la Cruz", "Cruz, Ana de la", "AC" },
};

static void
test_format (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (cases[i].tag);
      g_autoptr (SalvePersonName) name = make (cases[i].parts);
      assert_text (salve_person_name_format_full (name, locale), cases[i].full);
      assert_text (salve_person_name_format_sort (name, locale), cases[i].sort);
      assert_text (salve_person_name_initials (name, locale), cases[i].initials);
    }
}

static void
test_text_alone (void)
{
  g_autoptr (SalvePersonName) name = salve_person_name_new (NULL, NULL);

  g_assert_true (salve_person_name_is_empty (name));
  g_set_str (&name->text, " Baby of Anna Keller ");
  g_assert_false (salve_person_name_is_empty (name));
  assert_text (salve_person_name_format_full (name, NULL), "Baby of Anna Keller");
  assert_text (salve_person_name_format_sort (name, NULL), "Baby of Anna Keller");
  assert_text (salve_person_name_initials (name, NULL), "BK");
  g_set_str (&name->text, "???");
  assert_text (salve_person_name_initials (name, NULL), "");
}

static void
test_short (void)
{
  g_autoptr (SalvePersonName) name = make ("Dr.|Anna Maria|van der Berg|Jr.");

  assert_text (salve_person_name_format_short (name, NULL), "Anna van der Berg");
}

static void
assert_ascending (const char *tag, const char *const *parts)
{
  g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (tag);
  g_autofree char *last = NULL;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autoptr (SalvePersonName) name = make (parts[i]);
      g_autofree char *key = salve_person_name_sort_key (name, locale);
      g_assert_true (g_utf8_validate (key, -1, NULL));
      if (last != NULL && strcmp (last, key) >= 0)
        g_error ("%s: %s should stand behind %s", tag, parts[i], parts[i - 1]);
      g_free (last);
      last = g_steal_pointer (&key);
    }
}

static void
test_sort_key (void)
{
  static const char *const english[] = { "|Anna|Abel|",       "|Bob|Abel|",
                                         "|Anna|Ábel Jones|", "|A|Abelson|",
                                         "|A|Åbo|",           "|Anna|van der Berg|",
                                         "|Bert|Berg|",       "|Xaver|Møller|",
                                         "|Anna|Müller|",     "|Anna|Muller Y|",
                                         "|Zoe|Müllers|",     "|A|O'Brien|",
                                         "|B|Obrien|",        "|A|Oz|",
                                         "|A|Zschau|",        NULL };
  static const char *const swedish[] = {
    "|A|Zorn|", "|A|Zäta|", "|A|Åberg|", "|A|Äberg|", "|A|Öberg|", NULL
  };
  static const char *const danish[] = { "|A|Zorn|", "|A|Ærø|", "|A|Øst|", "|A|Åse|", NULL };
  static const char *const german[] = { "|A|Abel|", "|A|Äbel|", "|A|Abels|", "|A|Zorn|", NULL };
  static const char *const spanish[] = { "|A|Nunez|", "|A|Nzo|", "|A|Ñandú|", "|A|Obra|", NULL };
  static const char *const polish[] = { "|A|Lz|", "|A|Łaba|", "|A|Ma|", "|A|Zz|", "|A|Źa|", "|A|Ża|", NULL };
  static const char *const vietnamese[] = {
    "|A|Dũng|", "|A|Dz|", "|A|Đặng|", "|A|Em|", "|A|Ô|", "|A|Ơ|", NULL
  };
  static const char *const turkish[] = { "|A|Hz|", "|A|Irmak|", "|A|İnce|", "|A|Jale|", NULL };
  static const char *const russian[] = { "|А|Еж|", "|А|Ёлкин|", "|А|Ия|", "|А|Йод|", "|А|Ко|", NULL };
  static const char *const first_own[] = {
    "|ن|أحمد|", "|A|Abel|", "|А|Ежов|", "|明|王|", "|1|2|", "|||", NULL
  };
  static const char *const japanese[] = { "|A|あべ|", "|A|アベダ|", "|太郎|山田|", "|A|Abel|", "|||", NULL };

  assert_ascending ("en_US", english);
  assert_ascending ("sv", swedish);
  assert_ascending ("da", danish);
  assert_ascending ("de", german);
  assert_ascending ("es", spanish);
  assert_ascending ("pl", polish);
  assert_ascending ("vi", vietnamese);
  assert_ascending ("tr", turkish);
  assert_ascending ("ru", russian);
  assert_ascending ("ar", first_own);
  assert_ascending ("ja", japanese);
}

/* The key's bytes are stored: they may not change without a rebuild of the projections. */
static void
test_sort_key_is_stable (void)
{
  g_autoptr (SalvePersonName) name = make ("Dr.|Anna-Maria|van der Bérg|Jr.");
  g_autoptr (SalvePersonName) none = salve_person_name_new (NULL, NULL);

  assert_text (salve_person_name_sort_key (name, NULL), "1berg\x01"
                                                        "anna maria\x01"
                                                        "jr\x02"
                                                        "van der bérg\x01"
                                                        "anna-maria");
  assert_text (salve_person_name_sort_key (none, NULL), "9");
}

static void
test_pick (void)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_person_name_free);
  static const SalveNameUse uses[] = { SALVE_NAME_USE_OLD,  SALVE_NAME_USE_MAIDEN,   SALVE_NAME_USE_NICKNAME,
                                       SALVE_NAME_USE_NONE, SALVE_NAME_USE_OFFICIAL, SALVE_NAME_USE_USUAL };
  SalvePersonName *last = NULL;

  g_assert_null (salve_person_name_pick (names));
  g_assert_null (salve_person_name_pick (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (uses); i++)
    {
      last = salve_person_name_new ("Keller", "Anna");
      last->use = uses[i];
      g_ptr_array_add (names, last);
      g_assert_true (salve_person_name_pick (names) == last);
    }
  last->period_end = g_strdup ("2020");
  g_assert_true (salve_person_name_pick (names) == g_ptr_array_index (names, names->len - 2));
}

static void
test_copy (void)
{
  g_autoptr (SalvePersonName) name = make ("Dr.|Anna Maria|van der Berg|Jr.");
  g_autoptr (SalvePersonName) copy = NULL;

  name->use = SALVE_NAME_USE_OFFICIAL;
  g_set_str (&name->text, "text");
  g_set_str (&name->period_start, "1999");
  copy = salve_person_name_copy (name);
  g_assert_true (salve_person_name_equal (name, copy));
  g_set_str (&copy->period_start, "1998");
  g_assert_false (salve_person_name_equal (name, copy));
  for (SalveNameUse use = SALVE_NAME_USE_USUAL; use <= SALVE_NAME_USE_MAIDEN; use++)
    g_assert_cmpint (salve_name_use_from_code (salve_name_use_to_code (use)), ==, use);
  g_assert_cmpint (salve_name_use_from_code ("Usual"), ==, SALVE_NAME_USE_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/person-name/format", test_format);
  g_test_add_func ("/core/person-name/text-alone", test_text_alone);
  g_test_add_func ("/core/person-name/short", test_short);
  g_test_add_func ("/core/person-name/sort-key", test_sort_key);
  g_test_add_func ("/core/person-name/sort-key-is-stable", test_sort_key_is_stable);
  g_test_add_func ("/core/person-name/pick", test_pick);
  g_test_add_func ("/core/person-name/copy", test_copy);
  return g_test_run ();
}
