/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-person-name.h"

#include <string.h>

#include "salve-name-rules.h"
#include "salve-text.h"

/* A person's name: FHIR HumanName (https://hl7.org/fhir/R4/datatypes.html#HumanName) as a value, and how it is written.
 * The order follows the Unicode CLDR's person names: by the locale, and by the script of the name, because 山田太郎 and
 * Nguyễn Văn An keep their order wherever they live. */

G_DEFINE_BOXED_TYPE (SalvePersonName, salve_person_name, salve_person_name_copy, salve_person_name_free)

static const char *const use_codes[] = { NULL,       "usual",     "official", "temp",
                                         "nickname", "anonymous", "old",      "maiden" };

/**
 * salve_name_use_to_code:
 * @use: a use
 *
 * Returns: (nullable) (transfer none): FHIR's code of @use, NULL for none
 */
const char *
salve_name_use_to_code (SalveNameUse use)
{
  return (guint)use < G_N_ELEMENTS (use_codes) ? use_codes[use] : NULL;
}

/**
 * salve_name_use_from_code:
 * @code: (nullable): a code of FHIR's value set name-use
 *
 * Returns: the use, or NONE where @code is not one of the set
 */
SalveNameUse
salve_name_use_from_code (const char *code)
{
  for (guint i = 1; code != NULL && i < G_N_ELEMENTS (use_codes); i++)
    {
      if (strcmp (use_codes[i], code) == 0)
        return i;
    }
  return SALVE_NAME_USE_NONE;
}

static gboolean
is_blank (const char *text)
{
  return text == NULL || *text == '\0';
}

static gboolean
is_blank_list (char **list)
{
  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    {
      if (*list[i] != '\0')
        return FALSE;
    }
  return TRUE;
}

/**
 * salve_person_name_new:
 * @family: (nullable): the family name
 * @given: (nullable): the given names, parted by spaces
 *
 * Returns: (transfer full): a new name
 */
SalvePersonName *
salve_person_name_new (const char *family, const char *given)
{
  SalvePersonName *self = g_new0 (SalvePersonName, 1);

  self->family = is_blank (family) ? NULL : g_strdup (family);
  self->given = is_blank (given) ? NULL : salve_person_name_split_given (given);
  return self;
}

/**
 * salve_person_name_copy:
 * @self: a name
 *
 * Returns: (transfer full): a copy of @self and of all its text
 */
SalvePersonName *
salve_person_name_copy (const SalvePersonName *self)
{
  SalvePersonName *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (SalvePersonName, 1);
  copy->use = self->use;
  copy->text = g_strdup (self->text);
  copy->family = g_strdup (self->family);
  copy->given = g_strdupv (self->given);
  copy->prefix = g_strdupv (self->prefix);
  copy->suffix = g_strdupv (self->suffix);
  copy->period_start = g_strdup (self->period_start);
  copy->period_end = g_strdup (self->period_end);
  return copy;
}

/**
 * salve_person_name_free:
 * @self: (nullable) (transfer full): a name
 */
void
salve_person_name_free (SalvePersonName *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->family, g_free);
  g_clear_pointer (&self->given, g_strfreev);
  g_clear_pointer (&self->prefix, g_strfreev);
  g_clear_pointer (&self->suffix, g_strfreev);
  g_clear_pointer (&self->period_start, g_free);
  g_clear_pointer (&self->period_end, g_free);
  g_free (self);
}

static gboolean
lists_equal (char **a, char **b)
{
  static char *none[] = { NULL };

  return g_strv_equal ((const char *const *)(a != NULL ? a : none),
                       (const char *const *)(b != NULL ? b : none));
}

/**
 * salve_person_name_equal:
 * @a: a name
 * @b: a name
 *
 * Returns: whether every part of @a is the same as that of @b
 */
gboolean
salve_person_name_equal (const SalvePersonName *a, const SalvePersonName *b)
{
  return a->use == b->use && g_strcmp0 (a->text, b->text) == 0 && g_strcmp0 (a->family, b->family) == 0
         && lists_equal (a->given, b->given) && lists_equal (a->prefix, b->prefix)
         && lists_equal (a->suffix, b->suffix) && g_strcmp0 (a->period_start, b->period_start) == 0
         && g_strcmp0 (a->period_end, b->period_end) == 0;
}

/**
 * salve_person_name_is_empty:
 * @self: a name
 *
 * Returns: whether nobody could be called by @self: it has neither text nor family nor given name
 */
gboolean
salve_person_name_is_empty (const SalvePersonName *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return is_blank (self->text) && is_blank (self->family) && is_blank_list (self->given);
}

/* Adds a part with a separator in front of it where something stands there already. */
static void
add_part (GString *out, const char *separator, const char *part)
{
  if (is_blank (part))
    return;
  if (out->len > 0)
    g_string_append (out, separator);
  g_string_append (out, part);
}

static char *
join_list (char **list, const char *separator)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    add_part (out, separator, list[i]);
  return g_string_free_and_steal (out);
}

/* A name that came as text only is shown as it came. */
static char *
text_alone (const SalvePersonName *self)
{
  if (!is_blank (self->family) || !is_blank_list (self->given))
    return NULL;
  return !is_blank (self->text) ? salve_text_strip (self->text) : g_strdup ("");
}

static const char *
separator_of (SalveNameScript script)
{
  return script == SALVE_NAME_SCRIPT_HAN || script == SALVE_NAME_SCRIPT_HANGUL ? "" : " ";
}

/* A comma before credentials is a habit of languages in Latin script. */
static void
add_suffixes (GString *out, char **suffix, const SalveLocale *locale)
{
  gboolean latin = strcmp (salve_locale_get_script (locale), "Latn") == 0;

  for (guint i = 0; suffix != NULL && suffix[i] != NULL; i++)
    add_part (out, !latin || salve_name_word_is_generation (suffix[i]) ? " " : ", ", suffix[i]);
}

/* What stands between the family name and the given names in a list. */
static const char *
sort_separator (const SalveLocale *locale)
{
  static const char *const without_comma[] = { "sv", "ga", "ka", "ps", "sd", "yo", "bal" };

  for (guint i = 0; i < G_N_ELEMENTS (without_comma); i++)
    {
      if (strcmp (salve_locale_get_language (locale), without_comma[i]) == 0)
        return " ";
    }
  return strcmp (salve_locale_get_script (locale), "Arab") == 0 ? "، " : ", ";
}

static void
add_core (GString *out,
          const SalvePersonName *self,
          const char *given,
          gboolean family_first,
          const char *space)
{
  add_part (out, space, family_first ? self->family : given);
  add_part (out, space, family_first ? given : self->family);
}

/**
 * salve_person_name_format_full:
 * @self: a name
 * @locale: (nullable): whose order counts where the name's own script does not decide it
 *
 * Writes the whole name for running text: "Dr. Anna Maria van der Berg Jr., MD", "山田太郎". A name without parts is its
 * text.
 *
 * Returns: (transfer full): the text, "" where there is no name at all
 */
char *
salve_person_name_format_full (const SalvePersonName *self, const SalveLocale *locale)
{
  g_autofree char *given = NULL;
  g_autofree char *prefix = NULL;
  g_autofree char *core = NULL;
  SalveNameScript script;
  const char *space;
  GString *out, *names;
  char *alone;

  g_return_val_if_fail (self != NULL, NULL);

  if ((alone = text_alone (self)) != NULL)
    return alone;
  script = salve_name_script_of (self);
  space = separator_of (script);
  given = join_list (self->given, space);
  prefix = join_list (self->prefix, " ");
  names = g_string_new (NULL);
  add_core (names, self, given, salve_name_is_family_first (self, locale), space);
  core = g_string_free_and_steal (names);
  out = g_string_new (NULL);
  if (*space == '\0') /* titles follow the name in East Asia: 佐藤恵子さん */
    {
      g_string_append (out, core);
      add_part (out, salve_name_script_of_text (prefix) != SALVE_NAME_SCRIPT_OTHER ? "" : " ", prefix);
    }
  else
    {
      g_string_append (out, prefix);
      add_part (out, " ", core);
    }
  add_suffixes (out, self->suffix, locale);
  return g_string_free_and_steal (out);
}

/**
 * salve_person_name_format_short:
 * @self: a name
 * @locale: (nullable): whose order counts where the name's own script does not decide it
 *
 * Writes the first given name and the family name without titles: "Anna van der Berg".
 *
 * Returns: (transfer full): the text, "" where there is no name at all
 */
char *
salve_person_name_format_short (const SalvePersonName *self, const SalveLocale *locale)
{
  GString *out;
  char *alone;

  g_return_val_if_fail (self != NULL, NULL);

  if ((alone = text_alone (self)) != NULL)
    return alone;
  out = g_string_new (NULL);
  add_core (out, self, self->given != NULL ? self->given[0] : NULL, salve_name_is_family_first (self, locale),
            separator_of (salve_name_script_of (self)));
  return g_string_free_and_steal (out);
}

/**
 * salve_person_name_format_sort:
 * @self: a name
 * @locale: (nullable): whose order counts where the name's own script does not decide it
 *
 * Writes the name as it stands in a list that is sorted by it: "Berg, Anna Maria van der", "山田太郎", "Nguyễn Văn An".
 * Particles in lower case go behind; titles and suffixes are left out.
 *
 * Returns: (transfer full): the text, "" where there is no name at all
 */
char *
salve_person_name_format_sort (const SalvePersonName *self, const SalveLocale *locale)
{
  g_autofree char *given = NULL;
  SalveNameScript script;
  gsize particles;
  GString *out;
  char *alone;

  g_return_val_if_fail (self != NULL, NULL);

  if ((alone = text_alone (self)) != NULL)
    return alone;
  script = salve_name_script_of (self);
  given = join_list (self->given, separator_of (script));
  out = g_string_new (NULL);
  if (is_blank (self->family))
    g_string_append (out, given);
  else if (salve_name_is_family_first (self, locale))
    add_core (out, self, given, TRUE, separator_of (script));
  else
    {
      particles = salve_name_particle_length (self->family);
      g_string_append (out, self->family + particles);
      add_part (out, sort_separator (locale), given);
      if (particles > 0)
        g_string_append_printf (out, "%s%.*s", *given == '\0' ? ", " : " ", (int)particles - 1, self->family);
    }
  return g_string_free_and_steal (out);
}

static void
append_initial (GString *out, const char *text)
{
  const char *p = text;

  while (p != NULL && *p != '\0' && !g_unichar_isalnum (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  if (p == NULL || *p == '\0')
    return;
  if (out->len > 0 && g_unichar_get_script (g_utf8_get_char (p)) == G_UNICODE_SCRIPT_ARABIC)
    g_string_append (out, "\u200c"); /* two initials are no word: they do not join */
  g_string_append_unichar (out, g_unichar_totitle (g_utf8_get_char (p)));
  for (p = g_utf8_next_char (p); *p != '\0' && g_unichar_ismark (g_utf8_get_char (p));
       p = g_utf8_next_char (p))
    g_string_append_unichar (out, g_utf8_get_char (p));
}

/**
 * salve_person_name_initials:
 * @self: a name
 * @locale: (nullable): whose order counts where the name's own script does not decide it
 *
 * The letters for a picture: the first given name's and the family name's (behind its particles), in the order of the
 * name; one character for a Han name, which two would not fit; the first of each word of a name without parts.
 *
 * Returns: (transfer full): at most two letters with their marks, "" where there is no name at all
 */
char *
salve_person_name_initials (const SalvePersonName *self, const SalveLocale *locale)
{
  g_autofree char *family = g_strdup ("");
  g_autofree char *given = NULL;
  GString *out = g_string_new (NULL);
  SalveNameScript script;

  g_return_val_if_fail (self != NULL, g_string_free_and_steal (out));

  if (is_blank (self->family) && is_blank_list (self->given))
    {
      g_autoptr (SalvePersonName) parsed = NULL;
      if (is_blank (self->text))
        return g_string_free_and_steal (out);
      parsed = salve_person_name_parse_typed (self->text, locale);
      if (is_blank (parsed->family) && is_blank_list (parsed->given))
        return g_string_free_and_steal (out);
      g_string_free (out, TRUE);
      return salve_person_name_initials (parsed, locale);
    }
  script = salve_name_script_of (self);
  if (!is_blank (self->family))
    {
      g_free (family);
      family = g_strdup (self->family + salve_name_particle_length (self->family));
    }
  given = join_list (self->given, " ");
  if (script == SALVE_NAME_SCRIPT_HAN || script == SALVE_NAME_SCRIPT_HANGUL
      || script == SALVE_NAME_SCRIPT_KANA)
    append_initial (out, *family != '\0' ? family : given);
  else if (salve_name_is_family_first (self, locale))
    {
      append_initial (out, family);
      append_initial (out, given);
    }
  else
    {
      append_initial (out, given);
      append_initial (out, family);
    }
  return g_string_free_and_steal (out);
}

/**
 * salve_person_name_split_given:
 * @text: given names as they are typed into one entry
 *
 * Returns: (transfer full) (nullable): a list of them, parted at spaces; NULL where there is none
 */
char **
salve_person_name_split_given (const char *text)
{
  g_autofree char *stripped = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  stripped = salve_text_strip (text);
  return *stripped != '\0' ? g_strsplit (stripped, " ", -1) : NULL;
}

static int
rank_of (const SalvePersonName *name)
{
  static const int ranks[] = {
    [SALVE_NAME_USE_USUAL] = 0,    [SALVE_NAME_USE_OFFICIAL] = 1, [SALVE_NAME_USE_NONE] = 2,
    [SALVE_NAME_USE_NICKNAME] = 3, [SALVE_NAME_USE_TEMP] = 4,     [SALVE_NAME_USE_ANONYMOUS] = 5,
    [SALVE_NAME_USE_MAIDEN] = 6,   [SALVE_NAME_USE_OLD] = 7,
  };
  int rank = (guint)name->use < G_N_ELEMENTS (ranks) ? ranks[name->use] : 8;

  return rank + (name->period_end != NULL ? 10 : 0);
}

/**
 * salve_person_name_pick:
 * @names: (element-type SalvePersonName): the names of one person, in the resource's order
 *
 * Picks the name by which the person is listed: usual, then official, then any other, with old and maiden names and
 * those whose period has ended last.
 *
 * Returns: (transfer none) (nullable): one of @names that is not empty, NULL where there is none
 */
const SalvePersonName *
salve_person_name_pick (GPtrArray *names)
{
  const SalvePersonName *best = NULL;

  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      const SalvePersonName *name = g_ptr_array_index (names, i);
      if (!salve_person_name_is_empty (name) && (best == NULL || rank_of (name) < rank_of (best)))
        best = name;
    }
  return best;
}
