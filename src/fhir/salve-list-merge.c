/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists are written item by item, so that ids and extensions that Salve does not know stay with the value they belong
 * to: when the first of two telephone numbers goes, the second keeps its own and does not inherit the first's. Before
 * values are written the items are put in the order of the values; a value that is new gets an empty item. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-list-merge.h"

#include <string.h>

#include "salve-json.h"

#define NEW_ITEM G_MAXUINT

/* Answers for each of n_new values which of n_old items it was; same and alike are asked with both indices. */
typedef gboolean (*PairFunc) (guint new_index, guint old_index, gpointer data);

static void
claim (guint *from,
       guint n_new,
       gboolean *taken,
       guint n_old,
       gboolean in_place,
       PairFunc fits,
       gpointer data)
{
  for (guint i = 0; i < n_new; i++)
    for (guint j = in_place ? i : 0; from[i] == NEW_ITEM && j < n_old && (!in_place || j == i); j++)
      if (!taken[j] && fits (i, j, data))
        {
          from[i] = j;
          taken[j] = TRUE;
        }
}

static gboolean
always (guint new_index, guint old_index, gpointer data)
{
  return TRUE;
}

/* Equal values first, where they were, then wherever; then values of one kind (both a work phone); then, where as
 * many came as went, the ones in the same place. */
static guint *
match (guint n_new, guint n_old, PairFunc same, PairFunc alike, gpointer data)
{
  guint *from = g_new (guint, n_new + 1);
  g_autofree gboolean *taken = g_new0 (gboolean, n_old + 1);

  for (guint i = 0; i < n_new; i++)
    from[i] = NEW_ITEM;
  claim (from, n_new, taken, n_old, TRUE, same, data);
  claim (from, n_new, taken, n_old, FALSE, same, data);
  if (alike != NULL)
    {
      claim (from, n_new, taken, n_old, TRUE, alike, data);
      claim (from, n_new, taken, n_old, FALSE, alike, data);
    }
  if (n_new == n_old)
    claim (from, n_new, taken, n_old, TRUE, always, data);
  return from;
}

/* Puts the items at pointer into the order of from, with filler for what is new. */
static void
reorder (SalveEdit *edit,
         const char *pointer,
         const guint *from,
         guint n_new,
         guint n_old,
         const char *filler)
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

      g_string_append_printf (json, "%s%s", i > 0 ? "," : "", item != NULL ? item : filler);
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

typedef struct
{
  GPtrArray *values;
  GPtrArray *old;
  const SalveListKind *kind;
} Values;

static gboolean
values_same (guint new_index, guint old_index, gpointer data)
{
  Values *self = data;
  gconstpointer old = self->old->pdata[old_index];

  return old != NULL && self->kind->equal (self->values->pdata[new_index], old);
}

static gboolean
values_alike (guint new_index, guint old_index, gpointer data)
{
  Values *self = data;
  gconstpointer old = self->old->pdata[old_index];

  return old != NULL && self->kind->alike (self->values->pdata[new_index], old);
}

static GPtrArray *
read_old (yyjson_doc *doc, const SalveListKind *kind)
{
  GPtrArray *old = g_ptr_array_new ();

  if (doc != NULL)
    SALVE_ELEMENT_FOREACH (item, ((SalveElement){ yyjson_doc_get_root (doc) }))
      g_ptr_array_add (old, salve_element_is_object (item) ? kind->read (item) : NULL);
  return old;
}

/**
 * salve_list_merge_prepare:
 * @pointer: of a list
 * @values: (nullable): what it shall hold
 *
 * Leaves as many items at @pointer as will be written, each in the place of the value it is.
 *
 * Returns: (transfer container): the values to write, by place; NULL for an item that stays as it is
 */
GPtrArray *
salve_list_merge_prepare (SalveEdit *edit, const char *pointer, GPtrArray *values, const SalveListKind *kind)
{
  g_autoptr (yyjson_doc) doc = parse_now (edit, pointer);
  g_autoptr (GPtrArray) old = read_old (doc, kind);
  g_autoptr (GPtrArray) given = g_ptr_array_new ();
  Values self = { given, old, kind };
  g_autofree guint *from = NULL;
  GPtrArray *wanted = g_ptr_array_new ();
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; values != NULL && i < values->len; i++)
    g_ptr_array_add (given, values->pdata[i]);
  from = match (given->len, old->len, values_same, values_alike, &self);
  for (guint i = 0; i < given->len; i++)
    {
      gboolean stays = from[i] != NEW_ITEM && values_same (i, from[i], &self);

      if (!stays && kind->empty (given->pdata[i]))
        continue;
      g_ptr_array_add (wanted, stays ? NULL : given->pdata[i]);
      g_array_append_val (places, from[i]);
    }
  reorder (edit, pointer, (const guint *)(gpointer)places->data, places->len, old->len, "{}");
  for (guint i = 0; i < old->len; i++)
    if (old->pdata[i] != NULL)
      kind->destroy (old->pdata[i]);
  return wanted;
}

typedef struct
{
  const char *const *strings;
  GPtrArray *old;
} Strings;

static gboolean
strings_same (guint new_index, guint old_index, gpointer data)
{
  Strings *self = data;

  return g_strcmp0 (self->strings[new_index], self->old->pdata[old_index]) == 0;
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
  from = match (n, old->len, strings_same, NULL, &self);
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
    reorder (edit, beside, from, n, (guint)salve_edit_count (edit, beside), "null");
}
