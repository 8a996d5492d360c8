/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-locale.h"

G_BEGIN_DECLS

/* Private to the core: what the languages and regions say, as tables. Lists are texts parted by "|". */
typedef enum
{
  SALVE_PLURAL_OTHER,    /* zh, ja, ko, vi: one form */
  SALVE_PLURAL_ONE,      /* en, de, es: 1, else */
  SALVE_PLURAL_ONE_ZERO, /* fr, pt: 0 and 1, else */
  SALVE_PLURAL_ARABIC,   /* 1, 2, 3–10, 11–99, else (100, 101, 102, 200 …) */
  SALVE_PLURAL_RUSSIAN,  /* 1 21 31, 2–4 22–24, else */
  SALVE_PLURAL_POLISH,   /* 1, 2–4 22–24, else */
  SALVE_PLURAL_CZECH,    /* 1, 2–4, else */
} SalvePluralRule;

typedef struct
{
  const char *language;
  const char *long_date;  /* d, M (name) and y in braces */
  const char *month_year; /* M and y in braces */
  const char *months;     /* as they stand in a full date */
  const char *brief_months;
  const char *weekdays; /* Monday first */
  const char *brief_weekdays;
  SalvePluralRule plural;
  const char *years; /* the forms of "# years" */
  const char *age_months;
  const char *age_weeks;
  const char *age_days;
  const char *narrow_weekdays; /* NULL: the brief ones are narrow */
} SalveLanguage;

typedef struct
{
  const char *tag; /* language, or language-REGION */
  const char *day; /* d dd M MM y */
  const char *month;
} SalveDateForm;

const SalveDateForm *salve_locale_get_date_form (const SalveLocale *self);
const SalveLanguage *salve_locale_get_words (const SalveLocale *self);
const SalveLanguage *salve_language_find (const char *language);
const SalveDateForm *salve_date_form_find (const char *language, const char *region);
const char *salve_likely_region (const char *language);
const char *salve_likely_script (const char *language, const char *region);
guint salve_region_first_weekday (const char *region);
gboolean salve_region_uses_12_hours (const char *language, const char *region);
gunichar salve_region_digit_zero (const char *language, const char *region);
guint salve_plural_index (SalvePluralRule rule, guint n);
char *salve_list_item (const char *list, guint index);

/* What a word that was typed means in a date: a month, a unit of age, or "about". */
guint salve_word_to_month (const char *folded, const char *language);

typedef enum
{
  SALVE_AGE_UNIT_NONE,
  SALVE_AGE_UNIT_YEARS,
  SALVE_AGE_UNIT_MONTHS,
  SALVE_AGE_UNIT_WEEKS,
  SALVE_AGE_UNIT_DAYS,
} SalveAgeUnit;

SalveAgeUnit salve_word_to_age_unit (const char *folded, const char *language);
gboolean salve_word_means_about (const char *folded);
gboolean salve_word_is_filler (const char *folded);
gboolean salve_word_means_old (const char *folded);

G_END_DECLS
