/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the typed views share where they write. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-view-private.h"

/* A display that belonged to another resource goes with the reference to it. */
void
salve_view_set_reference (SalveEdit *edit, const char *pointer, const char *type, const char *id)
{
  g_autofree char *place = g_strconcat (pointer, "/reference", NULL);
  g_autofree char *display = g_strconcat (pointer, "/display", NULL);
  g_autofree char *text = id != NULL ? g_strdup_printf ("%s/%s", type, id) : NULL;
  g_autofree char *quoted = text != NULL ? g_strdup_printf ("\"%s\"", text) : NULL;
  g_autofree char *before = salve_edit_get_json (edit, place);

  if (quoted != NULL && g_strcmp0 (before, quoted) == 0)
    return;
  if (text == NULL)
    {
      salve_edit_remove (edit, pointer);
      return;
    }
  salve_edit_set_string (edit, place, text);
  salve_edit_remove (edit, display);
}

/* One code of one system and a text; other codings of the concept are kept only while the code stays. */
void
salve_view_set_concept (SalveEdit *edit,
                        const char *pointer,
                        const char *system,
                        const char *code,
                        const char *text)
{
  g_autofree char *coding = g_strconcat (pointer, "/coding", NULL);
  g_autofree char *code_place = g_strconcat (coding, "/0/code", NULL);
  g_autofree char *system_place = g_strconcat (coding, "/0/system", NULL);
  g_autofree char *text_place = g_strconcat (pointer, "/text", NULL);
  g_autofree char *quoted = code != NULL ? g_strdup_printf ("\"%s\"", code) : NULL;
  g_autofree char *before = salve_edit_get_json (edit, code_place);

  /* Values first, then removals: a concept that loses its last member would vanish. */
  if (text != NULL && *text != '\0')
    salve_edit_set_string (edit, text_place, text);
  if (g_strcmp0 (before, quoted) != 0)
    {
      salve_edit_remove (edit, coding);
      if (code != NULL)
        {
          salve_edit_set_string (edit, system_place, system);
          salve_edit_set_string (edit, code_place, code);
        }
    }
  if (text == NULL || *text == '\0')
    salve_edit_remove (edit, text_place);
}
