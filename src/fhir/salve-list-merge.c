/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of texts are written so that what hangs on each text (ids, extensions, in the list beside) stays with the text
 * it belongs to: when the first of two given names goes, the second does not inherit the first's extension. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-list-merge.h"

#include <string.h>

#include "salve-element.h"
#include "salve-json.h"

#define NEW_ITEM G_MAXUINT

typedef struct
{
  const char *const *strings;
  GPtrArray *old;
} Strings;

/* Which of the old texts each new one was: the same text in the same place first, then wherever, then, where as many came
 * as went, whatever was in that place. */
static guint *
match (Strings *self, guint n)
{
  guint *from = g_new (guint, n + 1);
  g_autofree gboolean *taken = g_new0 (gboolean, self->old->len + 1);

  for (guint i = 0; i < n; i++)
    from[i] = NEW_ITEM;
  for (int pass = 0; pass < 3; pass++)
    for (guint i = 0; i < n && (pass < 2 || n == self->old->len); i++)
      for (guint j = pass == 1 ? 0 : i; from[i] == NEW_ITEM && j < self->old->len && (pass == 1 || j == i);
           j++)
        if (!taken[j] && (pass == 2 || g_strcmp0 (self->strings[i], self->old->pdata[j]) == 0))
          {
            from[i] = j;
            taken[j] = TRUE;
          }
  return from;
}

/* Puts the items at pointer into the order of from, with null for what is new. */
static void
reorder (SalveEdit *edit, const char *pointer, const guint *from, guint n_new, guint n_old)
{
  g_autoptr (GString) json = g_string_new ("[");
  gboolean moved = n_new < n_old;

  for (guint i = 0; i < n_new; i++)
    moved |= from[i] != i && !(from[i] == NEW_ITEM && i >= n_old);
  if (!moved)
    return;
  for (guint i = 0; i < n_new; i++)
    {
      g_autofree char *place = g_strdup_printf ("%s/%u", pointer, from[i]);
      g_autofree char *item = from[i] != NEW_ITEM ? salve_edit_get_json (edit, place) : NULL;

      g_string_append_printf (json, "%s%s", i > 0 ? "," : "", item != NULL ? item : "null");
    }
  g_string_append_c (json, ']');
  if (n_new > 0)
    salve_edit_set_json (edit, pointer, json->str);
  else
    salve_edit_remove (edit, pointer);
}

static yyjson_doc *
parse_now (SalveEdit *edit, const char *pointer)
{
  g_autofree char *json = salve_edit_get_json (edit, pointer);

  return json != NULL ? salve_json_parse (json, strlen (json), NULL) : NULL;
}

/* Whether the texts are what the list says already, its nulls (places of extensions alone) aside. */
static gboolean
says_so (const char *const *strings, GPtrArray *old)
{
  guint n = 0;

  for (guint i = 0; i < old->len; i++)
    if (old->pdata[i] != NULL && (strings[n] == NULL || !g_str_equal (strings[n++], old->pdata[i])))
      return FALSE;
  return strings[n] == NULL;
}

/**
 * salve_list_merge_strings:
 * @pointer: of a list of texts
 * @strings: (nullable): what it shall hold
 *
 * Writes a list of texts, and moves what hangs on them in the list beside it (`_given` of `given`; R4
 * "json.html#primitive") along with them.
 */
void
salve_list_merge_strings (SalveEdit *edit, const char *pointer, const char *const *strings)
{
  static const char *const none[] = { NULL };
  g_autoptr (yyjson_doc) doc = parse_now (edit, pointer);
  g_autoptr (GPtrArray) old = g_ptr_array_new ();
  const char *name = strrchr (pointer, '/') + 1;
  g_autofree char *beside = g_strdup_printf ("%.*s_%s", (int)(name - pointer), pointer, name);
  g_autoptr (GString) json = g_string_new ("[");
  g_autofree guint *from = NULL;
  Strings self = { strings != NULL ? strings : none, old };
  guint n = g_strv_length ((char **)self.strings);
  gboolean hangs = FALSE;

  if (doc != NULL)
    SALVE_ELEMENT_FOREACH (item, ((SalveElement){ yyjson_doc_get_root (doc) }))
      g_ptr_array_add (old, (gpointer)salve_element_text (item));
  if (says_so (self.strings, old))
    return;
  from = match (&self, n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *place = g_strdup_printf ("%s/%u", beside, from[i]);

      hangs |= from[i] != NEW_ITEM && salve_edit_has (edit, place);
    }
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *quoted = salve_json_quote (self.strings[i]);

      g_string_append_printf (json, "%s%s", i > 0 ? "," : "", quoted);
    }
  g_string_append_c (json, ']');
  if (n == 0)
    salve_edit_remove (edit, pointer);
  else
    salve_edit_set_json (edit, pointer, json->str);
  if (!hangs)
    salve_edit_remove (edit, beside);
  else
    reorder (edit, beside, from, n, (guint)salve_edit_count (edit, beside));
}
