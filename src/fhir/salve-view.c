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
