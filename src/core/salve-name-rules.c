/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-name-rules.h"

#include <string.h>

#include "salve-text.h"

/* What a word in a name is (a title, a particle, a suffix), what script a name is in, and which part goes first. */

static const char particles[] =
    " van von der den dem de del della delle dello degli di da das do dos du des "
    "la las le les los ten ter te 't "
    "op het zu zum zur vom af av of y e i bin binti bint ibn ben abu al el ul ud "
    "bar san santa mac mc ni nic o' "
    "d' in tot thoe onder uit aan van't vander ap ab بن ابن بنت ابو أبو ام أم آل ";

static const char prefixes[] = " dr doctor prof professor mr mrs ms miss mx sir dame rev fr hon herr frau "
                               "dipl ing mag dott dottssa sig sigra "
                               "mme mlle me monsieur madame sra srta dra drs ir mevr dhr pan pani د دكتور "
                               "الدكتور الدكتوره السيد السيده انسه "
                               "الاستاذ г-н г-жа д-р ";

/* Taken as titles only in their own language, because elsewhere they are names or initials. */
static const struct
{
  const char *language;
  const char *words;
} local_prefixes[] = {
  { "es", " don dona sr sra srta lic " },
  { "pt", " sr sra dom dona " },
  { "fr", " m docteur " },
  { "it", " don sig " },
  { "nl", " hr mw " },
  { "id", " bapak ibu bpk h hj " },
  { "hu", " ifj id ozv " },
  { "hi", " shri smt " },
};

static const char generations[] =
    " jr sr jnr snr jun sen junior senior ii iii iv fils pere filho neto ml mladi st ";
static const char credentials[] = " md phd dds dmd rn np mp esq obe mbe cbe frcs mrcp frcp msc bsc mba dphil "
                                  "facs facp cpa mph dvm mbbs mbchb "
                                  "llb llm llc dpt pharmd edd psyd ";

static gboolean
list_has (const char *words, const char *word)
{
  g_autofree char *spaced = g_strconcat (" ", word, " ", NULL);

  return strstr (words, spaced) != NULL;
}

/* Folded, without dots: "Ph.D." is "phd". */
static char *
fold_word (const char *word)
{
  char *folded = salve_text_fold (word);
  char *to = folded;

  for (const char *from = folded; *from != '\0'; from++)
    {
      if (*from != '.' && *from != ',')
        *to++ = *from;
    }
  *to = '\0';
  return folded;
}

gboolean
salve_name_word_is_particle (const char *word)
{
  /* Not folded: van is a particle and Văn is not. */
  g_autofree char *lower = g_utf8_strdown (word, -1);

  return *lower != '\0' && list_has (particles, lower);
}

gboolean
salve_name_word_is_prefix (const char *word, const SalveLocale *locale)
{
  g_autofree char *folded = fold_word (word);
  const char *language = salve_locale_get_language (locale);

  if (*folded == '\0')
    return FALSE;
  if (list_has (prefixes, folded))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (local_prefixes); i++)
    {
      if (strcmp (local_prefixes[i].language, language) == 0)
        return list_has (local_prefixes[i].words, folded);
    }
  return FALSE;
}

gboolean
salve_name_word_is_generation (const char *word)
{
  g_autofree char *folded = fold_word (word);

  return *folded != '\0' && list_has (generations, folded);
}

gboolean
salve_name_word_is_suffix (const char *word)
{
  g_autofree char *folded = fold_word (word);

  return *folded != '\0' && (list_has (generations, folded) || list_has (credentials, folded));
}

/* How many bytes of a family name are particles in lower case, with the space behind them. Families that write them
 * with a capital (De Niro, Van Damme) are filed under them. */
gsize
salve_name_particle_length (const char *family)
{
  const char *p = family;

  while (*p != '\0')
    {
      const char *end = strchr (p, ' ');
      g_autofree char *word = NULL;
      if (end == NULL || g_unichar_isupper (g_utf8_get_char (p)))
        break;
      word = g_strndup (p, end - p);
      if (!salve_name_word_is_particle (word))
        break;
      p = end + 1;
    }
  return *p != '\0' ? (gsize)(p - family) : 0;
}

static gboolean
is_han (gunichar c)
{
  return c == 0x3005 || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff)
         || (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x323af);
}

static gboolean
is_kana (gunichar c)
{
  return (c >= 0x3041 && c <= 0x30ff) || (c >= 0xff66 && c <= 0xff9f);
}

/* Han and kana count where all letters are such; a Latin letter among them makes it a name of a Latin kind. */
SalveNameScript
salve_name_script_of_text (const char *text)
{
  guint n_han = 0, n_kana = 0, n_hangul = 0, n_vietnamese = 0, n_letters = 0;

  for (const char *p = text; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (c < 0x80 ? !g_ascii_isalpha (c) : !g_unichar_isalpha (c))
        continue;
      n_letters++;
      n_han += is_han (c);
      n_kana += is_kana (c);
      n_hangul += c >= 0xac00 && c <= 0xd7a3;
      n_vietnamese +=
          (c >= 0x1ea0 && c <= 0x1ef9) || c == 0x01b0 || c == 0x01af || c == 0x01a1 || c == 0x01a0;
    }
  if (n_vietnamese > 0)
    return SALVE_NAME_SCRIPT_VIETNAMESE;
  if (n_letters == 0 || n_han + n_kana + n_hangul < n_letters)
    return SALVE_NAME_SCRIPT_OTHER;
  if (n_hangul > 0)
    return SALVE_NAME_SCRIPT_HANGUL;
  return n_han > 0 ? SALVE_NAME_SCRIPT_HAN : SALVE_NAME_SCRIPT_KANA;
}

SalveNameScript
salve_name_script_of (const SalvePersonName *name)
{
  g_autofree char *given = name->given != NULL ? g_strjoinv ("", name->given) : NULL;
  g_autofree char *all =
      g_strconcat (name->family != NULL ? name->family : "", given != NULL ? given : "", NULL);

  return salve_name_script_of_text (all);
}

gboolean
salve_name_is_family_first (const SalvePersonName *name, const SalveLocale *locale)
{
  return salve_locale_get_family_first (locale) || salve_name_script_of (name) != SALVE_NAME_SCRIPT_OTHER;
}
