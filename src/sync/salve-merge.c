/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two people changed one resource since both saw the same state of it. What they did in different places is put
 * together; what they did in the same place, or what medicine never leaves to a program, is for a person to decide.
 *
 * Values are compared as JSON, numbers by their digits. Objects are merged member by member, lists item by item where
 * the items can be told apart by what they are (an identifier's system and value, an extension's address …), and what
 * only has a meaning as a whole (a period, a coded concept, a quantity) is never cut. */
#define G_LOG_DOMAIN "salve-sync"

#include "config.h"

#include "salve-merge.h"

#include <stdlib.h>
#include <string.h>

#include "salve-element.h"
#include "salve-merge-visit.h"

typedef struct
{
  yyjson_mut_doc *out;
  GPtrArray *clashes;
  GString *path; /* of where the walk is, as a JSON pointer */
  const char *type;
} Merge;

/* The three states of one place; NULL where it is not there. */
typedef struct
{
  yyjson_val *base;
  yyjson_val *ours;
  yyjson_val *theirs;
} Three;

static yyjson_mut_val *merge_value (Merge *self, Three at);

static gboolean
same (yyjson_val *a, yyjson_val *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return yyjson_equals (a, b);
}

static yyjson_mut_val *
copy (Merge *self, yyjson_val *value)
{
  return value != NULL ? yyjson_val_mut_copy (self->out, value) : NULL;
}

static yyjson_mut_val *
clash (Merge *self, Three at)
{
  g_ptr_array_add (self->clashes, g_strdup (self->path->str));
  return copy (self, at.ours);
}

static gsize
enter (Merge *self, const char *name)
{
  gsize before = self->path->len;
  g_autoptr (GString) escaped = g_string_new (name);

  g_string_replace (escaped, "~", "~0", 0);
  g_string_replace (escaped, "/", "~1", 0);
  g_string_append_printf (self->path, "/%s", escaped->str);
  return before;
}

/* Types in which even changes apart from each other are shown to a person when both sides made some. */
static gboolean
is_of_medicine (const char *type)
{
  return g_str_equal (type, "AllergyIntolerance") || g_str_has_prefix (type, "Medication");
}

/* Members of the root that are never put together from two sides. */
static gboolean
is_delicate (const Merge *self)
{
  static const char *const names[] = { "/birthDate",        "/_birthDate", "/deceasedBoolean",
                                       "/deceasedDateTime", "/identifier", NULL };

  return g_strv_contains (names, self->path->str);
}

/* Objects whose members only mean something together. */
static gboolean
is_whole (yyjson_val *object)
{
  static const char *const signs[] = { "coding", "reference", "code", "value", "start",
                                       "end",    "numerator", "low",  "data",  "url" };

  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (yyjson_obj_get (object, signs[i]) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
has_object (Three at)
{
  return yyjson_is_obj (at.ours) && yyjson_is_obj (at.theirs) && (at.base == NULL || yyjson_is_obj (at.base));
}

static gboolean
has_list (Three at)
{
  return yyjson_is_arr (at.ours) && yyjson_is_arr (at.theirs) && (at.base == NULL || yyjson_is_arr (at.base));
}

/* Returns: (transfer full) (nullable): by what an item of a list is told from the others */
static char *
key_of (yyjson_val *item)
{
  static const char *const names[][2] = {
    { "id", NULL },      { "system", "value" },   { "url", NULL },      { "linkId", NULL },
    { "use", "family" }, { "use", "postalCode" }, { "system", "code" }, { "reference", NULL },
  };
  yyjson_val *actor = yyjson_obj_get (yyjson_obj_get (item, "actor"), "reference");

  if (yyjson_is_str (actor))
    return g_strdup_printf ("actor %s", yyjson_get_str (actor));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      yyjson_val *first = yyjson_obj_get (item, names[i][0]);
      yyjson_val *second = names[i][1] != NULL ? yyjson_obj_get (item, names[i][1]) : NULL;

      if (yyjson_is_str (first) && (names[i][1] == NULL || yyjson_is_str (second)))
        return g_strdup_printf ("%s %s %s", names[i][0], yyjson_get_str (first),
                                second != NULL ? yyjson_get_str (second) : "");
    }
  return NULL;
}

/* Returns: (transfer full) (nullable): the items by their keys, in order; NULL where some have none or the same */
static GPtrArray *
keys_of (yyjson_val *list, GHashTable *items)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  yyjson_val *item;
  gsize i, n;

  yyjson_arr_foreach (list, i, n, item)
    {
      char *key = yyjson_is_obj (item) ? key_of (item) : NULL;

      if (key == NULL || !g_hash_table_insert (items, key, item))
        return NULL;
      g_ptr_array_add (keys, g_strdup (key));
    }
  return g_steal_pointer (&keys);
}

/* An item whose key changed is one that went and one that came. Where both sides took the same one away and put
 * something in its place, they may mean the same thing in two ways. */
static gboolean
both_replaced (GPtrArray *base, GHashTable *ours, GHashTable *theirs, GHashTable *old)
{
  gboolean gone = FALSE, more_ours = FALSE, more_theirs = FALSE;
  GHashTableIter iter;
  gpointer key;

  for (guint i = 0; base != NULL && i < base->len; i++)
    gone |= !g_hash_table_contains (ours, base->pdata[i]) && !g_hash_table_contains (theirs, base->pdata[i]);
  g_hash_table_iter_init (&iter, ours);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    more_ours |= !g_hash_table_contains (old, key) && !g_hash_table_contains (theirs, key);
  g_hash_table_iter_init (&iter, theirs);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    more_theirs |= !g_hash_table_contains (old, key) && !g_hash_table_contains (ours, key);
  return gone && more_ours && more_theirs;
}

static void
merge_item (Merge *self, yyjson_mut_val *list, const char *key, GHashTable **tables)
{
  Three at = { g_hash_table_lookup (tables[0], key), g_hash_table_lookup (tables[1], key),
               g_hash_table_lookup (tables[2], key) };
  gsize before = enter (self, key);
  yyjson_mut_val *merged = merge_value (self, at);

  if (merged != NULL)
    yyjson_mut_arr_append (list, merged);
  g_string_truncate (self->path, before);
}

static yyjson_mut_val *
merge_keyed (Merge *self, Three at, gboolean *keyed)
{
  g_autoptr (GHashTable) old = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) ours = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) theirs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) old_keys = keys_of (at.base, old);
  g_autoptr (GPtrArray) our_keys = keys_of (at.ours, ours);
  g_autoptr (GPtrArray) their_keys = keys_of (at.theirs, theirs);
  GHashTable *tables[] = { old, ours, theirs };
  yyjson_mut_val *list;

  *keyed = our_keys != NULL && their_keys != NULL && old_keys != NULL
           && !both_replaced (old_keys, ours, theirs, old);
  if (!*keyed)
    return NULL;
  list = yyjson_mut_arr (self->out);
  for (guint i = 0; i < their_keys->len; i++)
    merge_item (self, list, their_keys->pdata[i], tables);
  for (guint i = 0; i < our_keys->len; i++)
    if (!g_hash_table_contains (theirs, our_keys->pdata[i]))
      merge_item (self, list, our_keys->pdata[i], tables);
  /* FHIR knows no empty lists. */
  return yyjson_mut_arr_size (list) > 0 ? list : NULL;
}

static yyjson_mut_val *
merge_list (Merge *self, Three at)
{
  gboolean keyed;
  guint before = self->clashes->len;
  yyjson_mut_val *list = merge_keyed (self, at, &keyed);

  if (!keyed)
    return clash (self, at);
  if (self->clashes->len == before)
    return list;
  /* The place is named as it can be shown: the list, not the key of an item. */
  g_ptr_array_set_size (self->clashes, (gint)before);
  return clash (self, at);
}

/* A choice of types has one member of several names: valueQuantity, valueString. The part before the type, or NULL. */
static char *
choice_of (const char *name)
{
  static const char *const types[] = {
    "Boolean",    "DateTime", "Date",  "Integer",    "Decimal", "String", "Quantity", "CodeableConcept",
    "Reference",  "Period",   "Range", "Ratio",      "Age",     "Timing", "Time",     "SampledData",
    "Attachment", "Coding",   "Uri",   "Identifier", "Instant", "Code",   "Money",    "Duration",
    "Annotation", "Address",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_has_suffix (name, types[i]) && strlen (name) > strlen (types[i]))
      return g_strndup (name, strlen (name) - strlen (types[i]));
  return NULL;
}

/* Whether two sides chose two types for one element. */
static void
check_choices (Merge *self, yyjson_mut_val *object, Three at)
{
  g_autoptr (GHashTable) chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  yyjson_mut_val *key;
  yyjson_mut_obj_iter iter = yyjson_mut_obj_iter_with (object);

  while ((key = yyjson_mut_obj_iter_next (&iter)) != NULL)
    {
      const char *name = yyjson_mut_get_str (key);
      char *choice = name != NULL && *name != '_' ? choice_of (name) : NULL;
      const char *other = choice != NULL ? g_hash_table_lookup (chosen, choice) : NULL;

      if (other != NULL
          && !(yyjson_obj_get (at.ours, name) != NULL && yyjson_obj_get (at.ours, other) != NULL))
        {
          gsize before = enter (self, name);

          g_ptr_array_add (self->clashes, g_strdup (self->path->str));
          g_string_truncate (self->path, before);
        }
      if (choice != NULL)
        g_hash_table_replace (chosen, choice, (gpointer)name);
    }
}

/* A list of texts and what hangs on each of them, in the list beside it, are one thing. */
static gboolean
beside_is_touched (Three root, const char *name)
{
  g_autofree char *beside = g_strconcat ("_", name, NULL);
  yyjson_val *base = yyjson_obj_get (root.base, beside);

  return !same (yyjson_obj_get (root.ours, beside), base)
         || !same (yyjson_obj_get (root.theirs, beside), base);
}

static Three
member (Three at, const char *name)
{
  return (Three){ yyjson_obj_get (at.base, name), yyjson_obj_get (at.ours, name),
                  yyjson_obj_get (at.theirs, name) };
}

static gboolean
is_split_pair (Three root, Three at, const char *name)
{
  yyjson_val *any = at.ours != NULL ? at.ours : at.theirs;
  const char *plain = *name == '_' ? name + 1 : name;
  Three list = member (root, plain);
  g_autofree char *beside = g_strconcat ("_", plain, NULL);
  Three hanging = member (root, beside);

  if (!yyjson_is_arr (any) || !(yyjson_is_arr (list.ours) || yyjson_is_arr (list.theirs))
      || !beside_is_touched (root, plain))
    return FALSE;
  return !(same (list.ours, list.base) && same (hanging.ours, hanging.base))
         && !(same (list.theirs, list.base) && same (hanging.theirs, hanging.base))
         && !(same (list.ours, list.theirs) && same (hanging.ours, hanging.theirs));
}

static void
merge_member (Merge *self, yyjson_mut_val *object, Three root, const char *name)
{
  Three at = member (root, name);
  gsize before = enter (self, name);
  yyjson_mut_val *merged = is_split_pair (root, at, name) ? clash (self, at) : merge_value (self, at);

  if (merged != NULL)
    yyjson_mut_obj_add (object, yyjson_mut_strcpy (self->out, name), merged);
  g_string_truncate (self->path, before);
}

static yyjson_mut_val *
merge_object (Merge *self, Three at)
{
  yyjson_mut_val *object = yyjson_mut_obj (self->out);
  yyjson_obj_iter iter = yyjson_obj_iter_with (at.ours);
  yyjson_val *key;

  while ((key = yyjson_obj_iter_next (&iter)) != NULL)
    merge_member (self, object, at, yyjson_get_str (key));
  iter = yyjson_obj_iter_with (at.theirs);
  while ((key = yyjson_obj_iter_next (&iter)) != NULL)
    if (yyjson_obj_get (at.ours, yyjson_get_str (key)) == NULL)
      merge_member (self, object, at, yyjson_get_str (key));
  check_choices (self, object, at);
  return object;
}

static yyjson_mut_val *
merge_value (Merge *self, Three at)
{
  yyjson_val *const three[] = { at.base, at.ours, at.theirs };
  yyjson_mut_val *merged;

  if (same (at.ours, at.theirs) || same (at.theirs, at.base))
    return copy (self, at.ours);
  if (same (at.ours, at.base))
    return copy (self, at.theirs);
  if (at.ours != NULL && at.theirs != NULL
      && salve_merge_visit_value (self->out, self->type, self->path->str, three, &merged))
    return merged;
  if (is_delicate (self))
    return clash (self, at);
  if (has_object (at) && !is_whole (at.ours) && !is_whole (at.theirs))
    return merge_object (self, at);
  if (has_list (at))
    return merge_list (self, at);
  return clash (self, at);
}

/* The server's own words in meta are the server's; labels are merged as anything else. */
static void
merge_meta (Merge *self, yyjson_mut_val *root, Three at)
{
  static const char *const labels[] = { "tag", "security", "profile" };
  Three meta = member (at, "meta");
  yyjson_mut_val *out = meta.theirs != NULL ? copy (self, meta.theirs) : yyjson_mut_obj (self->out);
  gsize before = enter (self, "meta");

  for (gsize i = 0; i < G_N_ELEMENTS (labels) && yyjson_mut_is_obj (out); i++)
    {
      Three label = member (meta, labels[i]);

      if (!same (label.ours, label.theirs))
        {
          yyjson_mut_obj_remove_key (out, labels[i]);
          merge_member (self, out, meta, labels[i]);
        }
    }
  g_string_truncate (self->path, before);
  if (!yyjson_mut_is_obj (out) || yyjson_mut_obj_size (out) > 0)
    yyjson_mut_obj_add (root, yyjson_mut_str (self->out, "meta"), out);
}

/* The time of an appointment is one thing: a start of one person and an end of another make a time that nobody meant. */
static void
check_groups (Merge *self, Three at)
{
  static const char *const time[] = { "start", "end", "minutesDuration", "slot" };
  gboolean ours = FALSE, theirs = FALSE, differ = FALSE;

  if (!g_str_equal (self->type, "Appointment"))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (time); i++)
    {
      Three part = member (at, time[i]);

      ours |= !same (part.ours, part.base);
      theirs |= !same (part.theirs, part.base);
      differ |= !same (part.ours, part.theirs);
    }
  if (ours && theirs && differ
      && !g_ptr_array_find_with_equal_func (self->clashes, "/start", g_str_equal, NULL))
    g_ptr_array_add (self->clashes, g_strdup ("/start"));
}

static yyjson_mut_val *
merge_root (Merge *self, Three at)
{
  yyjson_mut_val *root = yyjson_mut_obj (self->out);
  yyjson_obj_iter iter = yyjson_obj_iter_with (at.ours);
  yyjson_val *key;

  while ((key = yyjson_obj_iter_next (&iter)) != NULL)
    if (!yyjson_equals_str (key, "meta"))
      merge_member (self, root, at, yyjson_get_str (key));
    else
      merge_meta (self, root, at);
  iter = yyjson_obj_iter_with (at.theirs);
  while ((key = yyjson_obj_iter_next (&iter)) != NULL)
    if (yyjson_obj_get (at.ours, yyjson_get_str (key)) != NULL)
      continue;
    else if (!yyjson_equals_str (key, "meta"))
      merge_member (self, root, at, yyjson_get_str (key));
    else
      merge_meta (self, root, at);
  check_choices (self, root, at);
  check_groups (self, at);
  return root;
}

static SalveResource *
write_out (Merge *self, GError **error)
{
  gsize length;
  char *text = yyjson_mut_write (self->out, YYJSON_WRITE_NOFLAG, &length);
  SalveResource *resource = salve_resource_new_from_text (text, (gssize)length, error);

  free (text);
  return resource;
}

/**
 * salve_merge:
 * @base: (nullable): what both began with; NULL where nobody knows
 * @ours: as it is here
 * @theirs: as it is there; all three with the same ids
 * @clashes: (element-type utf8): gets the JSON pointers of what only a person can decide
 *
 * May be called on any thread.
 *
 * Returns: (transfer full): both changes together, where they clash ours; NULL with an error of SALVE_FHIR_ERROR when the
 *   result would be larger than a resource may be
 */
SalveResource *
salve_merge (SalveResource *base,
             SalveResource *ours,
             SalveResource *theirs,
             GPtrArray *clashes,
             GError **error)
{
  yyjson_mut_doc *out = yyjson_mut_doc_new (NULL);
  g_autoptr (GString) path = g_string_new (NULL);
  Merge self = { out, clashes, path, salve_resource_get_type_name (ours) };
  Three at = { base != NULL ? salve_resource_root (base).value : NULL, salve_resource_root (ours).value,
               salve_resource_root (theirs).value };
  SalveResource *merged;

  yyjson_mut_doc_set_root (out, merge_root (&self, at));
  if (is_of_medicine (self.type) && !yyjson_equals (at.ours, at.theirs) && clashes->len == 0)
    g_ptr_array_add (clashes, g_strdup (""));
  merged = write_out (&self, error);
  yyjson_mut_doc_free (out);
  return merged;
}
