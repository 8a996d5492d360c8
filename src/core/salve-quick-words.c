/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vocabulary of the quick add line, a table by language, and how a line is cut into words. Whoever adds a language
 * adds rows here and nothing else. Phrases are compared folded, so that accents and points may be left out. */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-quick-private.h"

#include "salve-text.h"

#include <string.h>

#define MAX_TOKENS 64

static const struct
{
  const char *language;
  SalveQuickWord kind;
  int value;
  const char *phrases; /* parted by "|" */
} vocabulary[] = {
  { "en", SALVE_QUICK_WORD_DAY, 0, "today" },
  { "en", SALVE_QUICK_WORD_DAY, 1, "tomorrow" },
  { "en", SALVE_QUICK_WORD_DAY, 2, "day after tomorrow|the day after tomorrow" },
  { "en", SALVE_QUICK_WORD_IN, 0, "in" },
  { "en", SALVE_QUICK_WORD_UNIT, 1, "day|days" },
  { "en", SALVE_QUICK_WORD_UNIT, 7, "week|weeks" },
  { "en", SALVE_QUICK_WORD_UNIT, -1, "month|months" },
  { "en", SALVE_QUICK_WORD_ONE_UNIT, 1, "in a day" },
  { "en", SALVE_QUICK_WORD_ONE_UNIT, 7, "in a week" },
  { "en", SALVE_QUICK_WORD_ONE_UNIT, -1, "in a month" },
  { "en", SALVE_QUICK_WORD_NEXT, 0, "next" },
  { "en", SALVE_QUICK_WORD_COMING, 0, "coming|this" },
  { "en", SALVE_QUICK_WORD_ON, 0, "on|on the" },
  { "en", SALVE_QUICK_WORD_AT, 0, "at|@" },
  { "en", SALVE_QUICK_WORD_OCLOCK, 0, "o'clock|oclock|o’clock" },
  { "en", SALVE_QUICK_WORD_MERIDIEM, 0, "am|a.m|a.m.|in the morning" },
  { "en", SALVE_QUICK_WORD_MERIDIEM, 12, "pm|p.m|p.m.|in the afternoon|in the evening" },
  { "en", SALVE_QUICK_WORD_TIME, 720, "noon|at noon|midday|at midday" },
  { "en", SALVE_QUICK_WORD_TO_HOUR, 30, "half past" },
  { "en", SALVE_QUICK_WORD_TO_HOUR, 15, "quarter past|a quarter past" },
  { "en", SALVE_QUICK_WORD_TO_HOUR, -15, "quarter to|a quarter to" },
  { "en", SALVE_QUICK_WORD_DOCTOR, 0, "dr|dr.|doctor|doc|prof|prof." },
  { "en", SALVE_QUICK_WORD_WITH, 0, "with" },
  { "en", SALVE_QUICK_WORD_FOR, 0, "for" },
  { "en", SALVE_QUICK_WORD_MINUTES, 0, "m|min|min.|mins|minute|minutes" },
  { "en", SALVE_QUICK_WORD_HOURS, 0, "h|hr|hrs|hour|hours" },
  { "en", SALVE_QUICK_WORD_LENGTH, 30, "half an hour|half hour" },
  { "en", SALVE_QUICK_WORD_LENGTH, 60, "an hour|one hour" },
  { "en", SALVE_QUICK_WORD_LENGTH, 15, "quarter of an hour|a quarter of an hour" },

  { "de", SALVE_QUICK_WORD_DAY, 0, "heute" },
  { "de", SALVE_QUICK_WORD_DAY, 1, "morgen" },
  { "de", SALVE_QUICK_WORD_DAY, 2, "übermorgen|uebermorgen" },
  { "de", SALVE_QUICK_WORD_IN, 0, "in" },
  { "de", SALVE_QUICK_WORD_UNIT, 1, "tag|tage|tagen" },
  { "de", SALVE_QUICK_WORD_UNIT, 7, "woche|wochen" },
  { "de", SALVE_QUICK_WORD_UNIT, -1, "monat|monate|monaten" },
  { "de", SALVE_QUICK_WORD_ONE_UNIT, 1, "in einem tag" },
  { "de", SALVE_QUICK_WORD_ONE_UNIT, 7, "in einer woche" },
  { "de", SALVE_QUICK_WORD_ONE_UNIT, -1, "in einem monat" },
  { "de", SALVE_QUICK_WORD_NEXT, 0, "nächsten|nächster|nächste" },
  { "de", SALVE_QUICK_WORD_COMING, 0, "kommenden|kommender|diesen" },
  { "de", SALVE_QUICK_WORD_ON, 0, "am|den|der" },
  { "de", SALVE_QUICK_WORD_AT, 0, "um|ab" },
  { "de", SALVE_QUICK_WORD_OCLOCK, 0, "uhr" },
  { "de", SALVE_QUICK_WORD_MERIDIEM, 0, "morgens|früh|vormittags|am morgen|am vormittag" },
  { "de", SALVE_QUICK_WORD_MERIDIEM, 12, "nachmittags|abends|mittags|am nachmittag|am abend" },
  { "de", SALVE_QUICK_WORD_TIME, 720, "mittag|am mittag" },
  { "de", SALVE_QUICK_WORD_TO_HOUR, -30, "halb" },
  { "de", SALVE_QUICK_WORD_TO_HOUR, 15, "viertel nach" },
  { "de", SALVE_QUICK_WORD_TO_HOUR, -15, "viertel vor|dreiviertel" },
  { "de", SALVE_QUICK_WORD_DOCTOR, 0, "dr|dr.|doktor|arzt|ärztin|prof|prof." },
  { "de", SALVE_QUICK_WORD_WITH, 0, "bei|mit" },
  { "de", SALVE_QUICK_WORD_FOR, 0, "für" },
  { "de", SALVE_QUICK_WORD_MINUTES, 0, "min|min.|minute|minuten" },
  { "de", SALVE_QUICK_WORD_HOURS, 0, "h|std|std.|stunde|stunden" },
  { "de", SALVE_QUICK_WORD_LENGTH, 30, "halbe stunde|eine halbe stunde" },
  { "de", SALVE_QUICK_WORD_LENGTH, 60, "eine stunde" },
  { "de", SALVE_QUICK_WORD_LENGTH, 90, "anderthalb stunden|eineinhalb stunden" },
  { "de", SALVE_QUICK_WORD_LENGTH, 15, "viertelstunde|eine viertelstunde" },

  { "fr", SALVE_QUICK_WORD_DAY, 0, "aujourd'hui|aujourd’hui|aujourdhui" },
  { "fr", SALVE_QUICK_WORD_DAY, 1, "demain" },
  { "fr", SALVE_QUICK_WORD_DAY, 2, "après-demain|après demain" },
  { "fr", SALVE_QUICK_WORD_IN, 0, "dans" },
  { "fr", SALVE_QUICK_WORD_UNIT, 1, "jour|jours" },
  { "fr", SALVE_QUICK_WORD_UNIT, 7, "semaine|semaines" },
  { "fr", SALVE_QUICK_WORD_UNIT, -1, "mois" },
  { "fr", SALVE_QUICK_WORD_ONE_UNIT, 1, "dans un jour" },
  { "fr", SALVE_QUICK_WORD_ONE_UNIT, 7, "dans une semaine" },
  { "fr", SALVE_QUICK_WORD_ONE_UNIT, -1, "dans un mois" },
  { "fr", SALVE_QUICK_WORD_NEXT, 0, "prochain" },
  { "fr", SALVE_QUICK_WORD_COMING, 0, "ce" },
  { "fr", SALVE_QUICK_WORD_ON, 0, "le" },
  { "fr", SALVE_QUICK_WORD_AT, 0, "à|vers" },
  { "fr", SALVE_QUICK_WORD_OCLOCK, 0, "heure|heures|h" },
  { "fr", SALVE_QUICK_WORD_MERIDIEM, 0, "du matin" },
  { "fr", SALVE_QUICK_WORD_MERIDIEM, 12, "de l'après-midi|de l’après-midi|du soir" },
  { "fr", SALVE_QUICK_WORD_TIME, 720, "midi|à midi" },
  { "fr", SALVE_QUICK_WORD_PAST_HOUR, 30, "et demie|et demi" },
  { "fr", SALVE_QUICK_WORD_PAST_HOUR, 15, "et quart" },
  { "fr", SALVE_QUICK_WORD_PAST_HOUR, -15, "moins le quart|moins quart" },
  { "fr", SALVE_QUICK_WORD_DOCTOR, 0, "dr|dr.|docteur|docteure|dre|pr" },
  { "fr", SALVE_QUICK_WORD_WITH, 0, "avec|chez|avec le|chez le" },
  { "fr", SALVE_QUICK_WORD_FOR, 0, "pendant|pour" },
  { "fr", SALVE_QUICK_WORD_MINUTES, 0, "min|min.|mn|minute|minutes" },
  { "fr", SALVE_QUICK_WORD_HOURS, 0, "h|heure|heures" },
  { "fr", SALVE_QUICK_WORD_LENGTH, 30, "demi-heure|une demi-heure|demi heure|une demi heure" },
  { "fr", SALVE_QUICK_WORD_LENGTH, 15, "quart d'heure|un quart d'heure|quart d’heure|un quart d’heure" },

  { "es", SALVE_QUICK_WORD_DAY, 0, "hoy" },
  { "es", SALVE_QUICK_WORD_DAY, 1, "mañana" },
  { "es", SALVE_QUICK_WORD_DAY, 2, "pasado mañana" },
  { "es", SALVE_QUICK_WORD_IN, 0, "en|dentro de" },
  { "es", SALVE_QUICK_WORD_UNIT, 1, "día|días" },
  { "es", SALVE_QUICK_WORD_UNIT, 7, "semana|semanas" },
  { "es", SALVE_QUICK_WORD_UNIT, -1, "mes|meses" },
  { "es", SALVE_QUICK_WORD_ONE_UNIT, 7, "en una semana|dentro de una semana" },
  { "es", SALVE_QUICK_WORD_ONE_UNIT, -1, "en un mes|dentro de un mes" },
  { "es", SALVE_QUICK_WORD_NEXT, 0, "próximo|que viene" },
  { "es", SALVE_QUICK_WORD_COMING, 0, "este" },
  { "es", SALVE_QUICK_WORD_ON, 0, "el" },
  { "es", SALVE_QUICK_WORD_AT, 0, "a las|a la|las" },
  { "es", SALVE_QUICK_WORD_OCLOCK, 0, "horas|h|en punto" },
  { "es", SALVE_QUICK_WORD_MERIDIEM, 0, "de la mañana|por la mañana" },
  { "es", SALVE_QUICK_WORD_MERIDIEM, 12, "de la tarde|por la tarde|de la noche" },
  { "es", SALVE_QUICK_WORD_TIME, 720, "mediodía|a mediodía|al mediodía" },
  { "es", SALVE_QUICK_WORD_PAST_HOUR, 30, "y media" },
  { "es", SALVE_QUICK_WORD_PAST_HOUR, 15, "y cuarto" },
  { "es", SALVE_QUICK_WORD_PAST_HOUR, -15, "menos cuarto" },
  { "es", SALVE_QUICK_WORD_DOCTOR, 0, "dr|dr.|dra|dra.|doctor|doctora" },
  { "es", SALVE_QUICK_WORD_WITH, 0, "con|con el|con la" },
  { "es", SALVE_QUICK_WORD_FOR, 0, "durante" },
  { "es", SALVE_QUICK_WORD_MINUTES, 0, "min|min.|minuto|minutos" },
  { "es", SALVE_QUICK_WORD_HOURS, 0, "h|hora|horas" },
  { "es", SALVE_QUICK_WORD_LENGTH, 30, "media hora" },
  { "es", SALVE_QUICK_WORD_LENGTH, 60, "una hora" },
  { "es", SALVE_QUICK_WORD_LENGTH, 15, "cuarto de hora|un cuarto de hora" },

  { "ar", SALVE_QUICK_WORD_DAY, 0, "اليوم" },
  { "ar", SALVE_QUICK_WORD_DAY, 1, "غدا|غداً|بكرة|بكرا" },
  { "ar", SALVE_QUICK_WORD_DAY, 2, "بعد غد|بعد بكرة" },
  { "ar", SALVE_QUICK_WORD_IN, 0, "بعد|خلال" },
  { "ar", SALVE_QUICK_WORD_UNIT, 1, "يوم|يوما|أيام" },
  { "ar", SALVE_QUICK_WORD_UNIT, 7, "أسبوع|أسبوعا|أسابيع" },
  { "ar", SALVE_QUICK_WORD_UNIT, -1, "شهر|شهرا|أشهر|شهور" },
  { "ar", SALVE_QUICK_WORD_ONE_UNIT, 1, "بعد يوم" },
  { "ar", SALVE_QUICK_WORD_ONE_UNIT, 2, "بعد يومين" },
  { "ar", SALVE_QUICK_WORD_ONE_UNIT, 7, "بعد أسبوع" },
  { "ar", SALVE_QUICK_WORD_ONE_UNIT, 14, "بعد أسبوعين" },
  { "ar", SALVE_QUICK_WORD_ONE_UNIT, -1, "بعد شهر" },
  { "ar", SALVE_QUICK_WORD_COMING, 0, "هذا|القادم|المقبل" },
  { "ar", SALVE_QUICK_WORD_ON, 0, "يوم|في|بتاريخ" },
  { "ar", SALVE_QUICK_WORD_AT, 0, "الساعة|في الساعة|على الساعة" },
  { "ar", SALVE_QUICK_WORD_MERIDIEM, 0, "صباحا|صباحاً|ص" },
  { "ar", SALVE_QUICK_WORD_MERIDIEM, 12, "مساء|مساءً|م|ظهرا|عصرا|بعد الظهر" },
  { "ar", SALVE_QUICK_WORD_TIME, 720, "الظهر|عند الظهر" },
  { "ar", SALVE_QUICK_WORD_PAST_HOUR, 30, "والنصف|و النصف|ونصف" },
  { "ar", SALVE_QUICK_WORD_PAST_HOUR, 15, "والربع|و الربع|وربع" },
  { "ar", SALVE_QUICK_WORD_PAST_HOUR, -15, "إلا ربع|إلا الربع|إلا ربعا" },
  { "ar", SALVE_QUICK_WORD_DOCTOR, 0, "د|د.|دكتور|الدكتور|دكتورة|الدكتورة|طبيب|الطبيب|الطبيبة" },
  { "ar", SALVE_QUICK_WORD_WITH, 0, "مع|عند" },
  { "ar", SALVE_QUICK_WORD_FOR, 0, "لمدة" },
  { "ar", SALVE_QUICK_WORD_MINUTES, 0, "دقيقة|دقائق|د" },
  { "ar", SALVE_QUICK_WORD_HOURS, 0, "ساعة|ساعات" },
  { "ar", SALVE_QUICK_WORD_LENGTH, 30, "نصف ساعة" },
  { "ar", SALVE_QUICK_WORD_LENGTH, 15, "ربع ساعة" },
  { "ar", SALVE_QUICK_WORD_LENGTH, 60, "ساعة" },
  { "ar", SALVE_QUICK_WORD_LENGTH, 120, "ساعتين|ساعتان" },
};

/* One to twelve, as they are said of hours and days. */
static const struct
{
  const char *language;
  const char *words[12];
} numbers[] = {
  { "en",
    { "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve" } },
  { "de",
    { "eins|ein|einem|einer", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn",
      "elf", "zwölf" } },
  { "fr",
    { "une|un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze" } },
  { "es",
    { "una|un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once",
      "doce" } },
  { "ar",
    { "الواحدة|واحدة|واحد", "الثانية|اثنين", "الثالثة|ثلاثة|ثلاث", "الرابعة|أربعة|أربع", "الخامسة|خمسة|خمس",
      "السادسة|ستة|ست", "السابعة|سبعة|سبع", "الثامنة|ثمانية|ثماني", "التاسعة|تسعة|تسع", "العاشرة|عشرة|عشر",
      "الحادية عشرة", "الثانية عشرة" } },
};

typedef struct
{
  const char *language;
  SalveQuickWord kind;
  int value;
  char **words; /* folded */
} Phrase;

static void
add_phrases (GArray *phrases, const char *language, SalveQuickWord kind, int value, const char *list)
{
  g_auto (GStrv) each = g_strsplit (list, "|", -1);

  for (guint i = 0; each[i] != NULL; i++)
    {
      g_autofree char *folded = salve_text_fold (each[i]);
      Phrase phrase = { language, kind, value, g_strsplit (folded, " ", -1) };

      g_array_append_val (phrases, phrase);
    }
}

/* Folded once for the life of the program. */
static const GArray *
get_phrases (void)
{
  static gsize once = 0;
  static GArray *phrases = NULL;

  if (g_once_init_enter (&once))
    {
      phrases = g_array_new (FALSE, FALSE, sizeof (Phrase));
      for (guint i = 0; i < G_N_ELEMENTS (vocabulary); i++)
        add_phrases (phrases, vocabulary[i].language, vocabulary[i].kind, vocabulary[i].value,
                     vocabulary[i].phrases);
      for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
        for (guint j = 0; j < 12; j++)
          add_phrases (phrases, numbers[i].language, SALVE_QUICK_WORD_NUMBER, (int)j + 1,
                       numbers[i].words[j]);
      g_once_init_leave (&once, 1);
    }
  return phrases;
}

const char *
salve_quick_token (const SalveQuickReading *self, guint i)
{
  return i < self->tokens->len ? g_array_index (self->tokens, SalveQuickToken, i).folded : "";
}

static guint
match_words (const SalveQuickReading *self, guint i, char **words)
{
  guint n = 0;

  for (; words[n] != NULL; n++)
    if (strcmp (salve_quick_token (self, i + n), words[n]) != 0)
      return 0;
  return n;
}

static guint
match_in (const SalveQuickReading *self, guint i, SalveQuickWord kind, const char *language, int *value)
{
  const GArray *phrases = get_phrases ();
  guint longest = 0;

  for (guint j = 0; j < phrases->len; j++)
    {
      const Phrase *phrase = &g_array_index (phrases, Phrase, j);
      guint n;

      if (phrase->kind != kind || strcmp (phrase->language, language) != 0)
        continue;
      n = match_words (self, i, phrase->words);
      if (n <= longest)
        continue;
      longest = n;
      if (value != NULL)
        *value = phrase->value;
    }
  return longest;
}

guint
salve_quick_match (const SalveQuickReading *self, guint i, SalveQuickWord kind, int *value)
{
  const char *language = salve_locale_get_language (self->locale);
  guint n = match_in (self, i, kind, language, value);

  if (n > 0 || strcmp (language, "en") == 0)
    return n;
  /* "am" is a German's "on". */
  if (kind == SALVE_QUICK_WORD_MERIDIEM && match_in (self, i, SALVE_QUICK_WORD_ON, language, NULL) > 0)
    return 0;
  return match_in (self, i, kind, "en", value);
}

static gboolean
parts_words (gunichar c)
{
  return g_unichar_isspace (c) || c == ',' || c == ';' || c == 0x60c || c == 0x61b || c == '(' || c == ')';
}

/* The end of a title that a name follows without a space: "dr.lee". */
static const char *
end_of_title (const char *start, const char *end)
{
  static const char *const titles[] = { "dr.", "dra.", "prof.", "د." };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      gsize length = strlen (titles[i]);

      if ((gsize)(end - start) > length && g_ascii_strncasecmp (start, titles[i], length) == 0)
        return start + length;
    }
  return end;
}

static void
clear_token (gpointer data)
{
  g_free (((SalveQuickToken *)data)->folded);
}

/**
 * salve_quick_cut:
 * @text: valid UTF-8
 *
 * Returns: (transfer full) (nullable) (element-type SalveQuickToken): the words with where they stand, %NULL where
 *   there are more than a line has
 */
GArray *
salve_quick_cut (const char *text)
{
  g_autoptr (GArray) tokens = g_array_new (FALSE, FALSE, sizeof (SalveQuickToken));
  const char *p = text;

  g_array_set_clear_func (tokens, clear_token);
  while (*p != '\0')
    {
      const char *start = p;
      SalveQuickToken token;

      if (parts_words (g_utf8_get_char (p)))
        {
          p = g_utf8_next_char (p);
          continue;
        }
      while (*p != '\0' && !parts_words (g_utf8_get_char (p)))
        p = g_utf8_next_char (p);
      p = end_of_title (start, p);
      g_autofree char *said = g_strndup (start, (gsize)(p - start));
      token = (SalveQuickToken){ (gsize)(start - text), (gsize)(p - text), salve_text_fold (said) };
      if (tokens->len == MAX_TOKENS)
        {
          g_free (token.folded);
          return NULL;
        }
      g_array_append_val (tokens, token);
    }
  return g_steal_pointer (&tokens);
}
