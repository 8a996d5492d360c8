/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include <string.h>

#include "salve-name-rules.h"
#include "salve-text.h"

/* Sort keys of names. They are stored, so the same name gives the same bytes on every machine: no call into the C
 * library's collation, which depends on the process and its version. A key is text (valid UTF-8, no NUL) that sorts with
 * memcmp:
 *
 *   rank  family  01  given  01  suffix  02  the name as written, lower case, to part what folds alike
 *
 * rank is '1' for the locale's own script, '2' for others (which follow in the order of their code points), '7' for a
 * name without letters, '9' for none. Letters that a language sorts on their own get U+F8FF and a digit behind the
 * letter they follow, which sorts behind everything that could stand there. */

#define AFTER "\xef\xa3\xbf"

static const struct
{
  const char *languages;
  const char *order; /* "letter=base digit", parted by spaces */
} tailorings[] = {
  { " sv fi ", "å=z1 ä=z2 æ=z2 ö=z3 ø=z3" },
  { " da nb nn no ", "æ=z1 ä=z1 ø=z2 ö=z2 å=z3" },
  { " is ", "á=a1 ð=d1 é=e1 í=i1 ó=o1 ú=u1 ý=y1 þ=z1 æ=z2 ö=z3 å=z4" },
  { " es gl ", "ñ=n1" },
  { " pl ", "ą=a1 ć=c1 ę=e1 ł=l1 ń=n1 ó=o1 ś=s1 ź=z1 ż=z2" },
  { " cs sk ", "č=c1 ř=r1 š=s1 ž=z1" },
  { " hr bs sr sl ", "č=c1 ć=c2 đ=d1 š=s1 ž=z1" },
  { " lt lv ", "č=c1 ģ=g1 ķ=k1 ļ=l1 ņ=n1 š=s1 ž=z1" },
  { " tr az ", "ç=c1 ğ=g1 ı=h1 ö=o1 ş=s1 ü=u1" },
  { " hu ", "ö=o1 ő=o1 ü=u1 ű=u1" },
  { " ro ", "ă=a1 â=a2 î=i1 ș=s1 ş=s1 ț=t1 ţ=t1" },
  { " vi ", "ă=a1 â=a2 đ=d1 ê=e1 ô=o1 ơ=o2 ư=u1" },
  { " et ", "š=s1 z=s2 ž=s3 õ=w1 ä=w2 ö=w3 ü=w4" },
  { " uk ", "ґ=г1 є=е1 і=и1 ї=и2 й=и3" },
};

static const char *
tailoring_of (const char *language)
{
  g_autofree char *spaced = g_strconcat (" ", language, " ", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tailorings); i++)
    {
      if (strstr (tailorings[i].languages, spaced) != NULL)
        return tailorings[i].order;
    }
  return "";
}

/* Looks for a letter of its own in c, or in c without its last mark (Vietnamese tones stand on such letters). */
static gboolean
append_tailored (GString *out, gunichar c, const char *order)
{
  gunichar base, mark;

  while (c >= 0x80 || c == 'z')
    {
      for (const char *p = order; *p != '\0';)
        {
          const char *next = strchr (p, ' ');
          if (g_utf8_get_char (p) == c)
            {
              const char *to = g_utf8_next_char (p) + 1;
              const char *digit = g_utf8_next_char (to);
              g_string_append_len (out, to, digit - to);
              g_string_append (out, AFTER);
              g_string_append_c (out, *digit);
              return TRUE;
            }
          p = next != NULL ? next + 1 : p + strlen (p);
        }
      if (!g_unichar_decompose (c, &base, &mark))
        break;
      c = base;
    }
  return FALSE;
}

static gboolean
has_only_ascii (const char *text)
{
  for (; *text != '\0'; text++)
    {
      if ((guchar)*text >= 0x80)
        return FALSE;
    }
  return TRUE;
}

static void
append_letter (GString *out, gunichar c, const char *order, const SalveLocale *locale)
{
  char utf8[7] = { 0 };
  g_autofree char *folded = NULL;

  c = c == 'I' && g_str_has_prefix (order, "ç") ? 0x131 : g_unichar_tolower (c);
  if ((c >= 0x80 || c == 'z') && append_tailored (out, c, order))
    return;
  if (c == 0x0439) /* й is a letter of its own wherever Cyrillic is written */
    {
      g_string_append (out, "и" AFTER "1");
      return;
    }
  if (c < 0x80)
    {
      g_string_append_c (out, c);
      return;
    }
  g_unichar_to_utf8 (c, utf8);
  folded = salve_text_fold (utf8);
  g_string_append (out, folded);
}

/* The primary weight of one part: letters and digits folded, every break one space, all else dropped. */
static void
append_part (GString *out, const char *text, const char *order, const SalveLocale *locale)
{
  g_autofree char *composed = NULL;
  gboolean space = FALSE;
  gsize start = out->len;

  if (text == NULL)
    return;
  if (!has_only_ascii (text))
    {
      composed = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
      if (composed == NULL)
        return;
      text = composed;
    }
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (g_unichar_isspace (c) || c == '-' || c == 0x2010 || c == 0x30fb)
        space = out->len > start;
      else if (g_unichar_isalnum (c) || g_unichar_ismark (c))
        {
          if (space)
            g_string_append_c (out, ' ');
          space = FALSE;
          append_letter (out, c, order, locale);
        }
    }
}

static gboolean
is_own_script (gunichar c, const char *script)
{
  char own[5] = { 0 };
  guint32 iso = g_unicode_script_to_iso15924 (g_unichar_get_script (c));

  for (guint i = 0; i < 4; i++)
    own[i] = (iso >> (24 - 8 * i)) & 0xff;
  if (strcmp (script, "Jpan") == 0)
    return strcmp (own, "Hira") == 0 || strcmp (own, "Kana") == 0 || strcmp (own, "Hani") == 0;
  if (strcmp (script, "Kore") == 0)
    return strcmp (own, "Hang") == 0;
  if (g_str_has_prefix (script, "Han"))
    return strcmp (own, "Hani") == 0;
  return strcmp (own, script) == 0;
}

static char
rank_of (const char *text, const SalveLocale *locale)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (g_unichar_isalpha (c))
        return is_own_script (c, salve_locale_get_script (locale)) ? '1' : '2';
    }
  return '7';
}

static void
append_list (GString *out, char **list, const char *order, const SalveLocale *locale)
{
  g_autofree char *joined = list != NULL ? g_strjoinv (" ", list) : NULL;

  append_part (out, joined, order, locale);
}

/**
 * salve_person_name_sort_key:
 * @self: a name
 * @locale: (nullable): whose script goes first and whose letters sort on their own (Å in Swedish, Ñ in Spanish)
 *
 * Makes the key by which a name is sorted: by family name (behind its lower-case particles), then by given names. Keys
 * are compared byte by byte and are the same on every machine; keys made for different locales do not mix. Han sorts
 * by code point, kana by sound.
 *
 * Returns: (transfer full): the key, UTF-8 without NUL
 */
char *
salve_person_name_sort_key (const SalvePersonName *self, const SalveLocale *locale)
{
  const char *order = tailoring_of (salve_locale_get_language (locale));
  const char *family, *first;
  g_autofree char *given = NULL;
  g_autofree char *written = NULL;
  g_autofree char *lower = NULL;
  GString *out;

  g_return_val_if_fail (self != NULL, NULL);

  given = self->given != NULL ? g_strjoinv (" ", self->given) : NULL;
  family = self->family != NULL && *self->family != '\0' ? self->family : NULL;
  first = family != NULL ? family : given != NULL && *given != '\0' ? given : self->text;
  if (first == NULL || *first == '\0')
    return g_strdup ("9");

  out = g_string_new (NULL);
  if (family != NULL)
    family += salve_name_particle_length (family);
  g_string_append_c (out, rank_of (first, locale));
  append_part (out, family != NULL ? family : first, order, locale);
  g_string_append_c (out, '\x01');
  append_part (out, family != NULL ? given : NULL, order, locale);
  g_string_append_c (out, '\x01');
  append_list (out, self->suffix, order, locale);
  g_string_append_c (out, '\x02');
  written = g_strconcat (first, "\x01", given, NULL);
  lower = g_utf8_strdown (written, -1);
  g_string_append (out, lower);
  return g_string_free_and_steal (out);
}
