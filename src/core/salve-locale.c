/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-locale.h"

#include <string.h>

#include "salve-locale-data.h"

/* A locale as a value: parsed once from a tag, then only asked. */

struct _SalveLocale
{
  gatomicrefcount ref_count;
  char *tag;
  char *language;
  char *script;
  char *region; /* as the tag has it, NULL where it has none */
  SalveDateOrder date_order;
  guint first_weekday;
  gboolean hours_24;
  gboolean family_first;
  gunichar digit_zero;
  const SalveDateForm *date_form;
  const SalveLanguage *words;
};

G_DEFINE_BOXED_TYPE (SalveLocale, salve_locale, salve_locale_ref, salve_locale_unref)

static SalveDateOrder
order_of_form (const char *form)
{
  switch (*form)
    {
    case 'y':
      return SALVE_DATE_ORDER_YMD;
    case 'M':
      return SALVE_DATE_ORDER_MDY;
    default:
      return SALVE_DATE_ORDER_DMY;
    }
}

static gboolean
all_letters (const char *text)
{
  for (; *text != '\0'; text++)
    {
      if (!g_ascii_isalpha (*text))
        return FALSE;
    }
  return TRUE;
}

static void
parse_tag (SalveLocale *self, const char *tag)
{
  g_autofree char *plain = g_strndup (tag, strcspn (tag, ".@"));
  g_auto (GStrv) parts = NULL;
  const char *modifier = strchr (tag, '@');

  g_strdelimit (plain, "_", '-');
  parts = g_strsplit (plain, "-", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      gsize length = strlen (parts[i]);
      if (i == 0)
        self->language = g_ascii_strdown (parts[0], -1);
      else if (length == 4 && all_letters (parts[i]) && self->script == NULL)
        {
          self->script = g_ascii_strdown (parts[i], -1);
          self->script[0] = g_ascii_toupper (self->script[0]);
        }
      else if ((length == 2 || length == 3) && self->region == NULL)
        self->region = g_ascii_strup (parts[i], -1);
    }
  if (modifier != NULL && g_str_has_prefix (modifier, "@latin") && self->script == NULL)
    self->script = g_strdup ("Latn");
  else if (modifier != NULL && g_str_has_prefix (modifier, "@cyrillic") && self->script == NULL)
    self->script = g_strdup ("Cyrl");
}

static gboolean
writes_family_first (const char *language)
{
  static const char *const languages[] = { "ja", "zh", "yue", "ko", "vi", "hu", "km", "mn" };

  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      if (strcmp (languages[i], language) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * salve_locale_new_for_tag:
 * @bcp47_or_posix: (nullable): a language tag such as "de-CH", "zh-Hant-TW" or "sr_RS.UTF-8@latin"; "C", "POSIX", ""
 *   and NULL mean "und": ISO 8601 dates
 *
 * What the tag does not say is taken from the language's likeliest region, as CLDR does: "en" counts as the United
 * States, "ar" as Egypt.
 *
 * Returns: (transfer full): a locale; never fails, an unknown language gets common conventions
 */
SalveLocale *
salve_locale_new_for_tag (const char *bcp47_or_posix)
{
  SalveLocale *self = g_new0 (SalveLocale, 1);
  const char *region;

  g_atomic_ref_count_init (&self->ref_count);
  if (bcp47_or_posix != NULL && *bcp47_or_posix != '\0')
    parse_tag (self, bcp47_or_posix);
  if (self->language == NULL || strlen (self->language) < 2 || strlen (self->language) > 8
      || strcmp (self->language, "posix") == 0 || !all_letters (self->language))
    {
      g_set_str (&self->language, "und");
      g_clear_pointer (&self->region, g_free);
      g_clear_pointer (&self->script, g_free);
    }
  self->tag =
      g_strconcat (self->language, self->script != NULL ? "-" : "", self->script != NULL ? self->script : "",
                   self->region != NULL ? "-" : "", self->region != NULL ? self->region : "", NULL);
  region = self->region != NULL ? self->region : salve_likely_region (self->language);
  if (self->script == NULL)
    self->script = g_strdup (salve_likely_script (self->language, region));
  self->date_form = salve_date_form_find (self->language, region);
  self->words = salve_language_find (self->language);
  self->date_order = order_of_form (self->date_form->day);
  self->first_weekday = salve_region_first_weekday (region);
  self->hours_24 = !salve_region_uses_12_hours (self->language, region);
  self->digit_zero = salve_region_digit_zero (self->language, region);
  self->family_first = writes_family_first (self->language);
  return self;
}

/**
 * salve_locale_new_from_environment:
 *
 * Reads LC_ALL, LC_TIME and LANG, as GNOME's "Formats" setting sets them. For a program's edge only: rules take the
 * locale as a parameter.
 *
 * Returns: (transfer full): the locale of the process's environment
 */
SalveLocale *
salve_locale_new_from_environment (void)
{
  const char *const *names = g_get_language_names_with_category ("LC_TIME");

  return salve_locale_new_for_tag (names[0]);
}

static SalveLocale *
copy (const SalveLocale *self)
{
  SalveLocale *made = salve_locale_new_for_tag (salve_locale_get_tag (self));

  if (self == NULL)
    return made;
  made->date_form = self->date_form;
  made->date_order = self->date_order;
  made->hours_24 = self->hours_24;
  made->family_first = self->family_first;
  return made;
}

/**
 * salve_locale_with_24_hours:
 * @self: (nullable): a locale
 * @hours_24: whether the day has 24 hours, as the person chose in the desktop's settings
 *
 * Returns: (transfer full): the same locale with that clock
 */
SalveLocale *
salve_locale_with_24_hours (const SalveLocale *self, gboolean hours_24)
{
  SalveLocale *made = copy (self);

  made->hours_24 = hours_24;
  return made;
}

/**
 * salve_locale_with_dates_of:
 * @self: (nullable): a locale
 * @tag: a language tag whose dates in digits the person prefers: "und" for ISO 8601, "de" for 31.12.1974
 *
 * Returns: (transfer full): the same locale, in which dates in digits are written and read as in @tag
 */
SalveLocale *
salve_locale_with_dates_of (const SalveLocale *self, const char *tag)
{
  SalveLocale *made = copy (self);
  g_autoptr (SalveLocale) other = salve_locale_new_for_tag (tag);

  made->date_form = other->date_form;
  made->date_order = other->date_order;
  return made;
}

/**
 * salve_locale_with_family_first:
 * @self: (nullable): a locale
 * @family_first: whether the family name stands before the given names
 *
 * Returns: (transfer full): the same locale with that order. A name in Han or Hangul has its family name first in any
 */
SalveLocale *
salve_locale_with_family_first (const SalveLocale *self, gboolean family_first)
{
  SalveLocale *made = copy (self);

  made->family_first = family_first;
  return made;
}

/**
 * salve_locale_ref:
 * @self: a locale
 *
 * Returns: (transfer full): @self
 */
SalveLocale *
salve_locale_ref (SalveLocale *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * salve_locale_unref:
 * @self: (transfer full): a locale
 */
void
salve_locale_unref (SalveLocale *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->tag, g_free);
  g_clear_pointer (&self->language, g_free);
  g_clear_pointer (&self->script, g_free);
  g_clear_pointer (&self->region, g_free);
  g_free (self);
}

/**
 * salve_locale_get_tag:
 * @self: (nullable): a locale
 *
 * Returns: (transfer none): its BCP 47 tag, such as "de-CH"
 */
const char *
salve_locale_get_tag (const SalveLocale *self)
{
  return self != NULL ? self->tag : "und";
}

/**
 * salve_locale_get_language:
 * @self: (nullable): a locale
 *
 * Returns: (transfer none): its language, such as "de"
 */
const char *
salve_locale_get_language (const SalveLocale *self)
{
  return self != NULL ? self->language : "und";
}

/**
 * salve_locale_get_script:
 * @self: (nullable): a locale
 *
 * Returns: (transfer none): its script, such as "Latn", of the language where the tag does not say
 */
const char *
salve_locale_get_script (const SalveLocale *self)
{
  return self != NULL ? self->script : "Latn";
}

/**
 * salve_locale_get_region:
 * @self: (nullable): a locale
 *
 * Returns: (transfer none) (nullable): its region, such as "CH"; the language's likeliest where the tag does not say
 */
const char *
salve_locale_get_region (const SalveLocale *self)
{
  if (self == NULL)
    return NULL;
  return self->region != NULL ? self->region : salve_likely_region (self->language);
}

/**
 * salve_locale_get_date_order:
 * @self: (nullable): a locale
 *
 * Returns: the order in which day, month and year are written in digits
 */
SalveDateOrder
salve_locale_get_date_order (const SalveLocale *self)
{
  return self != NULL ? self->date_order : SALVE_DATE_ORDER_YMD;
}

/**
 * salve_locale_get_first_weekday:
 * @self: (nullable): a locale
 *
 * Returns: the day with which a week begins, 1 for Monday to 7 for Sunday
 */
guint
salve_locale_get_first_weekday (const SalveLocale *self)
{
  return self != NULL ? self->first_weekday : 1;
}

/**
 * salve_locale_get_24_hours:
 * @self: (nullable): a locale
 *
 * Returns: whether times are written as 14:30 and not as 2:30 PM
 */
gboolean
salve_locale_get_24_hours (const SalveLocale *self)
{
  return self == NULL || self->hours_24;
}

/**
 * salve_locale_get_family_first:
 * @self: (nullable): a locale
 *
 * Returns: whether the family name stands before the given names in running text
 */
gboolean
salve_locale_get_family_first (const SalveLocale *self)
{
  return self != NULL && self->family_first;
}

/**
 * salve_locale_get_right_to_left:
 * @self: (nullable): a locale
 *
 * Returns: whether its script runs from right to left
 */
gboolean
salve_locale_get_right_to_left (const SalveLocale *self)
{
  return self != NULL
         && (strcmp (self->script, "Arab") == 0 || strcmp (self->script, "Hebr") == 0
             || strcmp (self->script, "Thaa") == 0 || strcmp (self->script, "Syrc") == 0);
}

/**
 * salve_locale_get_digit_zero:
 * @self: (nullable): a locale
 *
 * Returns: the digit zero with which its numbers are written: '0', or U+0660 in Egypt
 */
gunichar
salve_locale_get_digit_zero (const SalveLocale *self)
{
  return self != NULL ? self->digit_zero : '0';
}

/* Private to the core: the numeric date form and the words of a locale. */
const SalveDateForm *
salve_locale_get_date_form (const SalveLocale *self)
{
  return self != NULL ? self->date_form : salve_date_form_find ("und", NULL);
}

const SalveLanguage *
salve_locale_get_words (const SalveLocale *self)
{
  return self != NULL ? self->words : salve_language_find ("en");
}

static const char *
intern_item (const char *list, guint index)
{
  g_autofree char *item = salve_list_item (list, index);

  return g_intern_string (item);
}

/**
 * salve_locale_month_name:
 * @self: (nullable): a locale
 * @month: 1 to 12
 * @brief: whether to shorten it
 *
 * Returns: (transfer none): the month's name as it stands in a full date (genitive where the language has one), in
 *   English where the language is not in the table
 */
const char *
salve_locale_month_name (const SalveLocale *self, guint month, gboolean brief)
{
  const SalveLanguage *language = salve_locale_get_words (self);

  g_return_val_if_fail (month >= 1 && month <= 12, "");

  return intern_item (brief ? language->brief_months : language->months, month - 1);
}

/**
 * salve_locale_weekday_name:
 * @self: (nullable): a locale
 * @weekday: 1 for Monday to 7 for Sunday
 * @brief: whether to shorten it
 *
 * Returns: (transfer none): the day's name, in English where the language is not in the table
 */
const char *
salve_locale_weekday_name (const SalveLocale *self, guint weekday, gboolean brief)
{
  const SalveLanguage *language = salve_locale_get_words (self);

  g_return_val_if_fail (weekday >= 1 && weekday <= 7, "");

  return intern_item (brief ? language->brief_weekdays : language->weekdays, weekday - 1);
}
