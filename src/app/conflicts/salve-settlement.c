/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-record-words.h"
#include "salve-settlement.h"

#include "salve-edit.h"

#include <glib/gi18n.h>

struct _SalveSettlement
{
  GObject parent_instance;

  SalveConflictItem *item;
  SalveResource *merged; /* NULL: nobody has put the two together */
  GPtrArray *fields;     /* SalveSettlementField */
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (SalveSettlement, salve_settlement, G_TYPE_OBJECT)

static void
field_free (gpointer data)
{
  SalveSettlementField *field = data;

  for (guint side = 0; side < SALVE_N_SIDES; side++)
    g_free (field->words[side]);
  g_free (field->name);
  g_free (field->url);
  g_free (field->title);
  g_free (field);
}

static SalveResource *
resource_of (SalveSettlement *self, SalveSide side)
{
  switch (side)
    {
    case SALVE_SIDE_BASE:
      return self->item->base;
    case SALVE_SIDE_OURS:
      return self->item->ours;
    case SALVE_SIDE_THEIRS:
      return self->item->theirs;
    case SALVE_SIDE_BOTH:
      return self->merged;
    case SALVE_SIDE_NONE:
    case SALVE_N_SIDES:
    default:
      return NULL;
    }
}

static SalveElement
element_of (SalveSettlement *self, SalveSide side, const char *name)
{
  SalveResource *resource = resource_of (self, side);

  return resource != NULL ? salve_element_get (salve_resource_root (resource), name) : (SalveElement){ NULL };
}

static gboolean
same_value (SalveElement a, SalveElement b)
{
  if (a.value == NULL || b.value == NULL)
    return a.value == b.value;
  return yyjson_equals (a.value, b.value);
}

/* The extensions with that address, as text, in their order; "" for none. */
static char *
extensions_json (SalveElement list, const char *url)
{
  g_autoptr (GString) json = g_string_new (NULL);

  SALVE_ELEMENT_FOREACH (item, list)
    if (g_strcmp0 (salve_element_string (item, "url"), url) == 0)
      {
        g_autofree char *text = salve_element_to_json (item);

        g_string_append_printf (json, "%s%s", json->len > 0 ? "," : "", text);
      }
  return g_string_free (g_steal_pointer (&json), FALSE);
}

/* Whether a field says the same on two sides, with what stands beside it ("_birthDate"). */
static gboolean
same_on (SalveSettlement *self, const SalveSettlementField *field, SalveSide a, SalveSide b)
{
  g_autofree char *beside = g_strconcat ("_", field->name, NULL);

  if (field->url != NULL)
    {
      g_autofree char *one = extensions_json (element_of (self, a, field->name), field->url);
      g_autofree char *other = extensions_json (element_of (self, b, field->name), field->url);

      return g_str_equal (one, other);
    }
  return same_value (element_of (self, a, field->name), element_of (self, b, field->name))
         && same_value (element_of (self, a, beside), element_of (self, b, beside));
}

static char *
extension_words (SalveSettlement *self, SalveSide side, const SalveSettlementField *field)
{
  g_autoptr (GString) words = g_string_new (NULL);

  SALVE_ELEMENT_FOREACH (item, element_of (self, side, field->name))
    if (g_strcmp0 (salve_element_string (item, "url"), field->url) == 0)
      {
        const char *suffix = NULL;
        SalveElement value = salve_element_choice (item, "value", &suffix);
        g_autofree char *line = salve_field_words (self->item->clinic, self->item->type, "value",
                                                   salve_element_exists (value) ? value : item);

        g_string_append_printf (words, "%s%s", words->len > 0 ? "\n" : "", line);
      }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static char *
words_of (SalveSettlement *self, SalveSide side, const SalveSettlementField *field)
{
  if (resource_of (self, side) == NULL)
    return NULL;
  if (field->url != NULL)
    return extension_words (self, side, field);
  return salve_field_words (self->item->clinic, self->item->type, field->name,
                            element_of (self, side, field->name));
}

/* Whether one of the pointers that clash is this element, what stands beside it, or something inside either. */
static gboolean
is_listed (SalveSettlement *self, const char *name)
{
  g_auto (GStrv) pointers = g_strsplit (self->item->fields, "\n", -1);

  for (guint i = 0; pointers[i] != NULL; i++)
    {
      const char *start = *pointers[i] == '/' ? pointers[i] + 1 : pointers[i];
      gsize length;

      if (*start == '_')
        start++;
      length = strcspn (start, "/");
      if (length == strlen (name) && strncmp (start, name, length) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Who alone changed it wins; where both did, what was put together does, unless it clashes. */
static void
decide (SalveSettlement *self, SalveSettlementField *field)
{
  gboolean by_us = self->item->base == NULL || !same_on (self, field, SALVE_SIDE_BASE, SALVE_SIDE_OURS);
  gboolean by_them = self->item->base == NULL || !same_on (self, field, SALVE_SIDE_BASE, SALVE_SIDE_THEIRS);

  if (same_on (self, field, SALVE_SIDE_OURS, SALVE_SIDE_THEIRS))
    field->chosen = SALVE_SIDE_OURS;
  else if (is_listed (self, field->name) && (field->url == NULL || (by_us && by_them)))
    field->clashes = TRUE;
  else if (by_us != by_them)
    field->chosen = by_us ? SALVE_SIDE_OURS : SALVE_SIDE_THEIRS;
  else if (self->merged != NULL)
    field->chosen = SALVE_SIDE_BOTH;
  else
    field->clashes = TRUE;
}

static gboolean
is_known (SalveSettlement *self, const char *name, const char *url)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      const SalveSettlementField *field = self->fields->pdata[i];

      if (g_str_equal (field->name, name) && g_strcmp0 (field->url, url) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
add_field (SalveSettlement *self, const char *name, const char *url)
{
  SalveSettlementField *field;

  if (is_known (self, name, url))
    return;
  field = g_new0 (SalveSettlementField, 1);
  field->name = g_strdup (name);
  field->url = g_strdup (url);
  if (same_on (self, field, SALVE_SIDE_OURS, SALVE_SIDE_THEIRS)
      && (self->item->base == NULL || same_on (self, field, SALVE_SIDE_BASE, SALVE_SIDE_OURS)))
    {
      field_free (field);
      return;
    }
  field->title = salve_field_title (self->item->type, url != NULL ? url : name);
  for (SalveSide side = SALVE_SIDE_BASE; side < SALVE_N_SIDES; side++)
    field->words[side] = words_of (self, side, field);
  decide (self, field);
  g_ptr_array_add (self->fields, field);
}

/* The elements of one side, in its order: extensions each by its address, and what no person decides about left out. */
static void
add_fields_of (SalveSettlement *self, SalveSide side)
{
  SalveResource *resource = resource_of (self, side);
  yyjson_obj_iter iter;
  yyjson_val *key;

  if (resource == NULL)
    return;
  iter = yyjson_obj_iter_with (salve_resource_root (resource).value);
  while ((key = yyjson_obj_iter_next (&iter)) != NULL)
    {
      const char *name = yyjson_get_str (key);

      if (name == NULL)
        continue;
      if (*name == '_')
        name++;
      if (g_str_equal (name, "resourceType") || g_str_equal (name, "id"))
        continue;
      if (g_str_equal (name, "meta") && !is_listed (self, name))
        continue;
      if (!g_str_equal (name, "extension"))
        add_field (self, name, NULL);
      else
        SALVE_ELEMENT_FOREACH (item, element_of (self, side, name))
          if (salve_element_string (item, "url") != NULL)
            add_field (self, name, salve_element_string (item, "url"));
    }
}

/* Deleted on one side: one choice, the whole record or none. */
static void
add_whole_record (SalveSettlement *self)
{
  SalveSettlementField *field = g_new0 (SalveSettlementField, 1);

  field->name = g_strdup ("");
  field->title = salve_field_title (self->item->type, "");
  field->words[SALVE_SIDE_OURS] = g_strdup (
      self->item->ours != NULL ? _ ("Keep the record, as it was changed here") : _ ("Delete the record"));
  field->words[SALVE_SIDE_THEIRS] = g_strdup (
      self->item->theirs != NULL ? _ ("Keep the record, as it was changed there") : _ ("Delete the record"));
  field->clashes = TRUE;
  g_ptr_array_add (self->fields, field);
}

static int
compare_fields (gconstpointer a, gconstpointer b)
{
  const SalveSettlementField *one = *(const SalveSettlementField *const *)a;
  const SalveSettlementField *other = *(const SalveSettlementField *const *)b;

  return (one->clashes ? 0 : 1) - (other->clashes ? 0 : 1);
}

static void
salve_settlement_finalize (GObject *object)
{
  SalveSettlement *self = SALVE_SETTLEMENT (object);

  g_clear_object (&self->item);
  g_clear_pointer (&self->merged, salve_resource_unref);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  G_OBJECT_CLASS (salve_settlement_parent_class)->finalize (object);
}

static void
salve_settlement_class_init (SalveSettlementClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_settlement_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
salve_settlement_init (SalveSettlement *self)
{
  self->fields = g_ptr_array_new_with_free_func (field_free);
}

/**
 * salve_settlement_new:
 * @merged: (nullable): the two put together, whatever it says where they clash; %NULL: nobody did, and then what both
 *   changed is for a person to decide
 *
 * Returns: (transfer full): the fields that differ, those that clash first, without a choice
 */
SalveSettlement *
salve_settlement_new (SalveConflictItem *item, SalveResource *merged)
{
  SalveSettlement *self = g_object_new (SALVE_TYPE_SETTLEMENT, NULL);

  self->item = g_object_ref (item);
  self->merged = merged != NULL ? salve_resource_ref (merged) : NULL;
  if (item->ours == NULL || item->theirs == NULL)
    {
      add_whole_record (self);
      return self;
    }
  for (SalveSide side = SALVE_SIDE_BASE; side <= SALVE_SIDE_THEIRS; side++)
    add_fields_of (self, side);
  g_ptr_array_sort (self->fields, compare_fields);
  return self;
}

guint
salve_settlement_get_n_fields (SalveSettlement *self)
{
  g_return_val_if_fail (SALVE_IS_SETTLEMENT (self), 0);
  return self->fields->len;
}

const SalveSettlementField *
salve_settlement_get_field (SalveSettlement *self, guint index)
{
  g_return_val_if_fail (SALVE_IS_SETTLEMENT (self), NULL);
  g_return_val_if_fail (index < self->fields->len, NULL);
  return self->fields->pdata[index];
}

/**
 * salve_settlement_can_choose:
 *
 * Returns: whether there is such a side for this field, and it is another one than the sides before it
 */
gboolean
salve_settlement_can_choose (SalveSettlement *self, guint index, SalveSide side)
{
  const SalveSettlementField *field = salve_settlement_get_field (self, index);

  g_return_val_if_fail (field != NULL, FALSE);

  if (side <= SALVE_SIDE_NONE || side >= SALVE_N_SIDES || field->words[side] == NULL)
    return FALSE;
  if (side == SALVE_SIDE_BASE)
    return !same_on (self, field, SALVE_SIDE_BASE, SALVE_SIDE_OURS)
           && !same_on (self, field, SALVE_SIDE_BASE, SALVE_SIDE_THEIRS);
  return side != SALVE_SIDE_BOTH;
}

/**
 * salve_settlement_choose:
 * @side: which one is right; it must be one that can be chosen
 */
void
salve_settlement_choose (SalveSettlement *self, guint index, SalveSide side)
{
  SalveSettlementField *field = (SalveSettlementField *)salve_settlement_get_field (self, index);

  g_return_if_fail (field != NULL);
  g_return_if_fail (salve_settlement_can_choose (self, index, side));

  if (field->chosen == side)
    return;
  field->chosen = side;
  g_signal_emit (self, changed_signal, 0);
}

/**
 * salve_settlement_choose_all:
 * @side: ours or theirs, for every field that clashes
 */
void
salve_settlement_choose_all (SalveSettlement *self, SalveSide side)
{
  g_return_if_fail (SALVE_IS_SETTLEMENT (self));

  for (guint i = 0; i < self->fields->len; i++)
    {
      SalveSettlementField *field = self->fields->pdata[i];

      if (field->clashes && salve_settlement_can_choose (self, i, side))
        field->chosen = side;
    }
  g_signal_emit (self, changed_signal, 0);
}

/* Returns: how many fields nobody has decided about yet */
guint
salve_settlement_count_open (SalveSettlement *self)
{
  guint n = 0;

  g_return_val_if_fail (SALVE_IS_SETTLEMENT (self), 0);

  for (guint i = 0; i < self->fields->len; i++)
    n += ((SalveSettlementField *)self->fields->pdata[i])->chosen == SALVE_SIDE_NONE;
  return n;
}

static void
put (SalveEdit *edit, const char *name, SalveElement value)
{
  g_autofree char *pointer = g_strconcat ("/", name, NULL);
  g_autofree char *json = salve_element_to_json (value);

  if (json != NULL)
    salve_edit_set_json (edit, pointer, json);
  else if (salve_edit_has (edit, pointer))
    salve_edit_remove (edit, pointer);
}

/* The list of extensions is made of those of each address that were chosen, then of what nobody touched. */
static void
put_extensions (SalveSettlement *self, SalveEdit *edit)
{
  g_autoptr (GString) list = g_string_new ("[");
  SalveElement ours = element_of (self, SALVE_SIDE_OURS, "extension");
  gboolean any = FALSE;

  for (guint i = 0; i < self->fields->len; i++)
    {
      const SalveSettlementField *field = self->fields->pdata[i];
      g_autofree char *json = NULL;

      if (field->url == NULL)
        continue;
      any = TRUE;
      json = extensions_json (element_of (self, field->chosen, "extension"), field->url);
      if (*json != '\0')
        g_string_append_printf (list, "%s%s", list->len > 1 ? "," : "", json);
    }
  if (!any)
    return;
  SALVE_ELEMENT_FOREACH (item, ours)
    if (!is_known (self, "extension", salve_element_string (item, "url")))
      {
        g_autofree char *json = salve_element_to_json (item);

        g_string_append_printf (list, "%s%s", list->len > 1 ? "," : "", json);
      }
  g_string_append_c (list, ']');
  if (list->len > 2)
    salve_edit_set_json (edit, "/extension", list->str);
  else if (salve_edit_has (edit, "/extension"))
    salve_edit_remove (edit, "/extension");
}

/**
 * salve_settlement_make:
 * @chosen: (out) (transfer full) (nullable): the record as it was decided; %NULL: it is deleted
 *
 * Every field must be decided. What does not differ stays as it is here, to the byte.
 *
 * Returns: %FALSE with an error when the record would not be one
 */
gboolean
salve_settlement_make (SalveSettlement *self, SalveResource **chosen, GError **error)
{
  g_autoptr (SalveEdit) edit = NULL;
  const SalveSettlementField *first;

  g_return_val_if_fail (SALVE_IS_SETTLEMENT (self), FALSE);
  g_return_val_if_fail (salve_settlement_count_open (self) == 0, FALSE);

  *chosen = NULL;
  first = self->fields->len > 0 ? self->fields->pdata[0] : NULL;
  if (first != NULL && *first->name == '\0')
    {
      SalveResource *whole = resource_of (self, first->chosen);

      *chosen = whole != NULL ? salve_resource_ref (whole) : NULL;
      return TRUE;
    }
  edit = salve_resource_edit (self->item->ours);
  for (guint i = 0; i < self->fields->len; i++)
    {
      const SalveSettlementField *field = self->fields->pdata[i];
      g_autofree char *beside = g_strconcat ("_", field->name, NULL);

      if (field->url != NULL || field->chosen == SALVE_SIDE_OURS)
        continue;
      put (edit, field->name, element_of (self, field->chosen, field->name));
      put (edit, beside, element_of (self, field->chosen, beside));
    }
  put_extensions (self, edit);
  *chosen = salve_edit_finish (edit, error);
  return *chosen != NULL;
}
