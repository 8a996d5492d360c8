/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "salve-person-name.h"

/* The Unicode CLDR's person names, where they lie beside the checkout. Salve writes a name in three ways; CLDR knows
 * many more (lengths, usages, formalities). A case counts where CLDR's parameters say the same thing as ours:
 *
 *   full      the locale's own order (or surname first, where the name's script asks for it); long; referring; formal
 *   sort      sorting; long; referring; formal
 *   initials  the same order; long; monogram; formal
 *
 * CLDR's given and given2 are both given names here, surname and surname2 one family name. Not all agree, for reasons
 * named in the notes that are printed; the floors are what was reached when this was written. */

#define FLOOR_FULL 75
#define FLOOR_SORT 68
#define FLOOR_INITIALS 90

typedef struct
{
  guint right, all;
} Score;

typedef struct
{
  GHashTable *fields;
  char *expected;
  Score full, sort, initials;
  gboolean verbose;
} Cldr;

static const char *
field (Cldr *cldr, const char *name)
{
  return g_hash_table_lookup (cldr->fields, name);
}

static char *
join (const char *a, const char *b)
{
  return a != NULL && b != NULL ? g_strconcat (a, " ", b, NULL) : g_strdup (a != NULL ? a : b);
}

static char **
list_of_one (const char *text)
{
  const char *list[] = { text, NULL };

  return text != NULL ? g_strdupv ((char **)list) : NULL;
}

static SalvePersonName *
make_name (Cldr *cldr, const SalveLocale *locale)
{
  const char *core =
      field (cldr, "surname-core") != NULL ? field (cldr, "surname-core") : field (cldr, "surname");
  g_autofree char *surname = join (field (cldr, "surname-prefix"), core);
  g_autofree char *family = join (surname, field (cldr, "surname2"));
  /* FHIR's given names stand in their order of use: in Vietnamese and Japanese the second one goes first. */
  gboolean second_first = strcmp (salve_locale_get_language (locale), "vi") == 0
                          || strcmp (salve_locale_get_language (locale), "ja") == 0;
  g_autofree char *given = second_first ? join (field (cldr, "given2"), field (cldr, "given"))
                                        : join (field (cldr, "given"), field (cldr, "given2"));
  SalvePersonName *name = salve_person_name_new (family, given);
  const char *suffixes[] = { field (cldr, "generation"), field (cldr, "credentials"), NULL };

  name->prefix = list_of_one (field (cldr, "title"));
  if (suffixes[0] == NULL)
    name->suffix = list_of_one (suffixes[1]);
  else
    name->suffix = g_strdupv ((char **)suffixes);
  return name;
}

static void
score (Cldr *cldr, Score *to, const char *tag, const char *what, char *actual)
{
  to->all++;
  if (strcmp (actual, cldr->expected) == 0)
    to->right++;
  else if (cldr->verbose)
    g_print ("# %s %s: “%s” and not “%s”\n", tag, what, actual, cldr->expected);
  g_free (actual);
}

static void
check (Cldr *cldr, const char *parameters, const SalveLocale *locale)
{
  g_autoptr (SalvePersonName) name = make_name (cldr, locale);
  const char *tag = salve_locale_get_tag (locale);
  gboolean family_first = salve_locale_get_family_first (locale);
  const char *own_order = family_first ? "surnameFirst" : "givenFirst";
  g_auto (GStrv) part = g_strsplit (parameters, "; ", -1);

  if (g_strv_length (part) != 4 || strcmp (part[3], "formal") != 0)
    return;
  if (strcmp (part[0], "sorting") == 0 && strcmp (part[1], "long") == 0 && strcmp (part[2], "referring") == 0)
    score (cldr, &cldr->sort, tag, "sort", salve_person_name_format_sort (name, locale));
  else if (strcmp (part[0], own_order) == 0 && strcmp (part[1], "long") == 0
           && strcmp (part[2], "referring") == 0)
    score (cldr, &cldr->full, tag, "full", salve_person_name_format_full (name, locale));
  else if (strcmp (part[0], own_order) == 0 && strcmp (part[1], "long") == 0
           && strcmp (part[2], "monogram") == 0
           && field (cldr, "given2") == NULL) /* CLDR takes three letters then, a picture has room for two */
    score (cldr, &cldr->initials, tag, "initials", salve_person_name_initials (name, locale));
}

static void
read_line (Cldr *cldr, const char *line, const SalveLocale *locale)
{
  if (g_str_has_prefix (line, "name ; "))
    {
      g_auto (GStrv) part = g_strsplit (line, ";", 3);
      if (cldr->expected != NULL) /* a new name */
        {
          g_hash_table_remove_all (cldr->fields);
          g_clear_pointer (&cldr->expected, g_free);
        }
      g_hash_table_insert (cldr->fields, g_strdup (g_strstrip (part[1])), g_strdup (g_strstrip (part[2])));
    }
  else if (g_str_has_prefix (line, "expectedResult; "))
    g_set_str (&cldr->expected, line + strlen ("expectedResult; "));
  else if (g_str_has_prefix (line, "parameters; ") && cldr->expected != NULL)
    check (cldr, line + strlen ("parameters; "), locale);
}

static void
read_file (Cldr *cldr, const char *path, const char *tag)
{
  g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (tag);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_hash_table_remove_all (cldr->fields);
  g_clear_pointer (&cldr->expected, g_free);
  for (guint i = 0; lines[i] != NULL; i++)
    read_line (cldr, lines[i], locale);
}

static void
assert_floor (const Score *score, const char *what, guint floor)
{
  guint percent = score->all > 0 ? score->right * 100 / score->all : 0;
  g_autofree char *text = g_strdup_printf ("%s: %u of %u agree with CLDR (%u %%, floor %u %%)", what,
                                           score->right, score->all, percent, floor);

  g_test_message ("%s", text);
  g_assert_cmpuint (percent, >=, floor);
}

static void
test_cldr (void)
{
  Cldr cldr = { .verbose = g_getenv ("SALVE_TEST_VERBOSE") != NULL };
  const char *source = g_getenv ("G_TEST_SRCDIR");
  g_autofree char *beside = g_build_filename (source != NULL ? source : ".", "..", "shared", "data", NULL);
  const char *data = g_getenv ("SALVE_TEST_DATA") != NULL ? g_getenv ("SALVE_TEST_DATA") : beside;
  g_autofree char *folder = g_build_filename (data, "names", "cldr-personNameTest", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GHashTable) fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  guint n_files = 0;

  if (dir == NULL)
    {
      g_test_skip ("CLDR's person names are not beside the checkout (names/cldr-personNameTest)");
      return;
    }
  cldr.fields = fields;
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *tag = g_strndup (name, strcspn (name, "."));
      if (*name == '_' || !g_str_has_suffix (name, ".txt") || strcmp (name, "catalog.txt") == 0)
        continue;
      read_file (&cldr, path, tag);
      n_files++;
    }
  g_clear_pointer (&cldr.expected, g_free);
  g_assert_cmpuint (n_files, >, 10);
  assert_floor (&cldr.full, "full", FLOOR_FULL);
  assert_floor (&cldr.sort, "sort", FLOOR_SORT);
  assert_floor (&cldr.initials, "initials", FLOOR_INITIALS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/name-cldr/agrees", test_cldr);
  return g_test_run ();
}
