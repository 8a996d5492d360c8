/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names are those of iso-codes (https://salsa.debian.org/iso-codes-team/iso-codes), which desktops have installed
 * with its translations; its JSON says what each code means. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-language-words.h"

#include <glib/gi18n.h>
#include <string.h>

#include "salve-datatypes.h"
#include "salve-json.h"
#include "salve-patient-fields.h"

/* A code's own name, read once: a table of ISO 639-2 has five hundred, one of ISO 639-3 eight thousand. */
static GHashTable *
load (const char *standard, const char *const *keys)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *relative = g_strdup_printf ("iso-codes/json/iso_%s.json", standard);
  const char *const *folders = g_get_system_data_dirs ();

  for (guint i = 0; folders[i] != NULL && g_hash_table_size (names) == 0; i++)
    {
      g_autofree char *path = g_build_filename (folders[i], relative, NULL);
      g_autofree char *text = NULL;
      gsize length;
      yyjson_doc *doc =
          g_file_get_contents (path, &text, &length, NULL) ? salve_json_parse (text, length, NULL) : NULL;

      if (doc == NULL)
        continue;
      SALVE_ELEMENT_FOREACH (item, salve_element_get ((SalveElement){ yyjson_doc_get_root (doc) }, standard))
        for (guint k = 0; keys[k] != NULL; k++)
          if (salve_element_string (item, keys[k]) != NULL)
            g_hash_table_insert (names, g_strdup (salve_element_string (item, keys[k])),
                                 g_strdup (salve_element_string (item, "name")));
      yyjson_doc_free (doc);
    }
  return names;
}

/* Several names of one language are parted by semicolons: the first is the usual one. */
static char *
translate (const char *domain, const char *name)
{
  const char *words;
  const char *end;

  bind_textdomain_codeset (domain, "UTF-8");
  words = dgettext (domain, name);
  end = strchr (words, ';');
  return end != NULL ? g_strndup (words, (gsize)(end - words)) : g_strdup (words);
}

/**
 * salve_language_format:
 * @tag: of BCP 47, such as "de", "pt-BR" or "arb"
 *
 * Returns: (transfer full) (nullable): "German", "Portuguese (Brazil)"; NULL for a code that is neither there nor
 *   among those the form offers
 */
char *
salve_language_format (const char *tag)
{
  static const char *const language_keys[] = { "alpha_2", "alpha_3", "bibliographic", NULL };
  static const char *const region_keys[] = { "alpha_2", NULL };
  static GHashTable *languages, *regions;
  g_auto (GStrv) parts = g_strsplit_set (tag, "-_", -1);
  g_autofree char *code = parts[0] != NULL ? g_ascii_strdown (parts[0], -1) : g_strdup ("");
  g_autofree char *region = parts[0] != NULL && parts[1] != NULL ? g_ascii_strup (parts[1], -1) : NULL;
  g_autofree char *language = NULL;

  if (languages == NULL)
    {
      languages = load ("639-2", language_keys);
      regions = load ("3166-1", region_keys);
    }
  if (!g_hash_table_contains (languages, code))
    return g_strdup (salve_language_name (tag));
  language = translate ("iso_639-2", g_hash_table_lookup (languages, code));
  if (region != NULL && g_hash_table_contains (regions, region))
    {
      g_autofree char *land = translate ("iso_3166-1", g_hash_table_lookup (regions, region));

      return g_strdup_printf ("%s (%s)", language, land);
    }
  return g_steal_pointer (&language);
}

static char *
name_language (SalveElement concept)
{
  const char *code = salve_concept_code (concept, NULL);
  const char *words = salve_element_string (concept, "text");
  char *name = code != NULL ? salve_language_format (code) : NULL;

  if (words == NULL)
    words = salve_element_path_string (concept, "coding.display");
  return name != NULL ? name : g_strdup (words);
}

/**
 * salve_languages_format:
 * @patient: a Patient
 *
 * Returns: (transfer full) (nullable): Patient.communication by name, the preferred first; a code that has no name is what
 *   was written beside it, and left out where nothing was
 */
char *
salve_languages_format (SalveResource *patient)
{
  SalveElement list = salve_element_get (salve_resource_root (patient), "communication");
  g_autoptr (GString) words = g_string_new (NULL);

  for (int preferred = 1; preferred >= 0; preferred--)
    SALVE_ELEMENT_FOREACH (item, list)
      {
        g_autofree char *name = name_language (salve_element_get (item, "language"));

        if (name != NULL && salve_element_boolean (item, "preferred", FALSE) == preferred)
          g_string_append_printf (words, "%s%s", words->len > 0 ? ", " : "", name);
      }
  return words->len > 0 ? g_string_free_and_steal (g_steal_pointer (&words)) : NULL;
}
