/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-form-section.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  SalveFormSection *section;
  GtkWidget *row;
  GPtrArray *fields;       /* of SalveFormField */
  int index;               /* in the array as it was loaded; -1 for a new one */
  SalveResource *resource; /* for an item that is a resource of its own */
  gboolean removed;
} Item;

struct _SalveFormSection
{
  AdwBin parent_instance;

  const SalveSectionSpec *spec;
  SalveLocale *locale;
  SalvePartialDate today;
  AdwPreferencesGroup *group;
  GPtrArray *items; /* of Item */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SalveFormSection, salve_form_section, ADW_TYPE_BIN)

static void
item_free (gpointer data)
{
  Item *item = data;

  g_ptr_array_unref (item->fields);
  g_clear_pointer (&item->resource, salve_resource_unref);
  g_free (item);
}

/* What is chosen in an item that has nothing but choices, such as a language. */
static void
append_choice (Item *item, GString *summary)
{
  for (guint i = 0; summary->len == 0 && i < item->fields->len; i++)
    {
      SalveFormField *field = g_ptr_array_index (item->fields, i);
      const SalveFieldSpec *spec = salve_form_field_get_spec (field);

      for (guint j = 0; spec->kind == SALVE_FIELD_CHOICE && spec->choices[j].title != NULL; j++)
        if (*spec->choices[j].code != '\0'
            && g_str_equal (spec->choices[j].code, salve_form_field_get_text (field)))
          g_string_append (summary, _ (spec->choices[j].title));
    }
}

/* What a folded item says of itself: its texts, one after the other. */
static void
update_summary (Item *item)
{
  g_autoptr (GString) summary = g_string_new (NULL);

  for (guint i = 0; i < item->fields->len; i++)
    {
      SalveFormField *field = g_ptr_array_index (item->fields, i);
      SalveFieldKind kind = salve_form_field_get_spec (field)->kind;
      const char *text = salve_form_field_get_text (field);

      if (kind == SALVE_FIELD_CHOICE || kind == SALVE_FIELD_FLAG || kind == SALVE_FIELD_TOGGLES
          || *text == '\0')
        continue;
      if (summary->len > 0)
        g_string_append (summary, " · ");
      g_string_append (summary, text);
    }
  append_choice (item, summary);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (item->row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (item->row),
                                 summary->len > 0 ? summary->str : _ ("Empty"));
}

static gboolean
item_is_touched (Item *item)
{
  for (guint i = 0; i < item->fields->len; i++)
    {
      if (salve_form_field_is_touched (g_ptr_array_index (item->fields, i)))
        return TRUE;
    }
  return FALSE;
}

static void
on_field_changed (SalveFormSection *self, SalveFormField *field)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);

      if (g_ptr_array_find (item->fields, field, NULL))
        update_summary (item);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_remove (GtkButton *button, Item *item)
{
  SalveFormSection *self = item->section;

  item->removed = TRUE;
  gtk_widget_set_visible (item->row, FALSE);
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
add_remove_button (Item *item)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Remove"));
  g_signal_connect (button, "clicked", G_CALLBACK (on_remove), item);
  adw_expander_row_add_suffix (ADW_EXPANDER_ROW (item->row), button);
}

static void
link_peers (Item *item)
{
  for (guint i = 0; i < item->fields->len; i++)
    for (guint j = 0; j < item->fields->len; j++)
      if (g_strcmp0 (salve_form_field_get_spec (item->fields->pdata[i])->peer,
                     salve_form_field_get_spec (item->fields->pdata[j])->name)
          == 0)
        salve_form_field_set_peer (item->fields->pdata[i], item->fields->pdata[j]);
}

static Item *
add_item (SalveFormSection *self, int index)
{
  Item *item = g_new0 (Item, 1);

  item->section = self;
  item->index = index;
  item->fields = g_ptr_array_new_with_free_func (g_object_unref);
  item->row = adw_expander_row_new ();
  for (guint i = 0; self->spec->fields[i].name != NULL; i++)
    {
      SalveFormField *field = salve_form_field_new (&self->spec->fields[i], self->locale, self->today);

      g_ptr_array_add (item->fields, field);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (item->row), salve_form_field_get_row (field));
      adw_expander_row_add_row (ADW_EXPANDER_ROW (item->row), salve_form_field_get_hint_row (field));
      g_signal_connect_object (field, "changed", G_CALLBACK (on_field_changed), self, G_CONNECT_SWAPPED);
    }
  link_peers (item);
  add_remove_button (item);
  adw_preferences_group_add (self->group, item->row);
  g_ptr_array_add (self->items, item);
  update_summary (item);
  return item;
}

static void
clear (SalveFormSection *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);

      adw_preferences_group_remove (self->group, item->row);
    }
  g_ptr_array_set_size (self->items, 0);
}

static void
load_fields (Item *item, SalveResource *resource, const char *at)
{
  for (guint i = 0; i < item->fields->len; i++)
    salve_form_field_load (g_ptr_array_index (item->fields, i), resource, at);
  update_summary (item);
}

/**
 * salve_form_section_load:
 * @filter: (nullable): which items of the array belong here
 */
void
salve_form_section_load (SalveFormSection *self,
                         SalveResource *resource,
                         SalveItemFilter filter,
                         gpointer user_data)
{
  SalveElement array = salve_element_get (salve_resource_root (resource), self->spec->array + 1);

  clear (self);
  for (gsize i = 0; i < salve_element_length (array); i++)
    {
      g_autofree char *at = g_strdup_printf ("%s/%" G_GSIZE_FORMAT, self->spec->array, i);

      if (filter != NULL && !filter (salve_element_at (array, i), (guint)i, user_data))
        continue;
      load_fields (add_item (self, (int)i), resource, at);
    }
}

void
salve_form_section_load_resources (SalveFormSection *self, GPtrArray *resources)
{
  clear (self);
  for (guint i = 0; resources != NULL && i < resources->len; i++)
    {
      Item *item = add_item (self, (int)i);

      item->resource = salve_resource_ref (g_ptr_array_index (resources, i));
      load_fields (item, item->resource, "");
    }
}

static SalveResource *fresh_resource (SalveFormSection *self, const char *patient_id, GError **error);

/* A new item shows what it will be saved with, where nothing else is said. */
static void
load_fresh (SalveFormSection *self, Item *item)
{
  g_autoptr (SalveResource) fresh = NULL;
  g_autofree char *at = NULL;

  if (self->spec->array != NULL)
    {
      g_autofree char *json = g_strdup_printf ("{\"resourceType\":\"Patient\",\"id\":\"x\",\"%s\":[%s]}",
                                               self->spec->array + 1, self->spec->fresh);

      fresh = salve_resource_new_from_text (json, -1, NULL);
      at = g_strconcat (self->spec->array, "/0", NULL);
    }
  else
    fresh = fresh_resource (self, "x", NULL);
  if (fresh != NULL)
    load_fields (item, fresh, at != NULL ? at : "");
}

void
salve_form_section_add (SalveFormSection *self)
{
  Item *item = add_item (self, -1);

  load_fresh (self, item);

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (item->row), TRUE);
  gtk_widget_grab_focus (salve_form_field_get_row (g_ptr_array_index (item->fields, 0)));
}

gboolean
salve_form_section_is_touched (SalveFormSection *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);

      if ((item->removed && item->index >= 0) || (!item->removed && item_is_touched (item)))
        return TRUE;
    }
  return FALSE;
}

gboolean
salve_form_section_check (SalveFormSection *self)
{
  gboolean good = TRUE;

  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);

      for (guint j = 0; !item->removed && j < item->fields->len; j++)
        {
          if (!salve_form_field_check (g_ptr_array_index (item->fields, j)))
            {
              adw_expander_row_set_expanded (ADW_EXPANDER_ROW (item->row), TRUE);
              good = FALSE;
            }
        }
    }
  return good;
}

static void
write_fields (Item *item, SalveEdit *edit, const char *at)
{
  for (guint i = 0; i < item->fields->len; i++)
    salve_form_field_write (g_ptr_array_index (item->fields, i), edit, at);
}

/* Changed ones in their places, new ones behind, and then the removed ones from the end on, so that places hold. */
void
salve_form_section_write (SalveFormSection *self, SalveEdit *edit)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);
      g_autofree char *at = NULL;

      if (item->removed || !item_is_touched (item))
        continue;
      if (item->index < 0)
        {
          gsize place = salve_edit_count (edit, self->spec->array);

          salve_edit_append_json (edit, self->spec->array, self->spec->fresh);
          at = g_strdup_printf ("%s/%" G_GSIZE_FORMAT, self->spec->array, place);
        }
      else
        at = g_strdup_printf ("%s/%d", self->spec->array, item->index);
      write_fields (item, edit, at);
    }
  for (guint i = self->items->len; i > 0; i--)
    {
      Item *item = g_ptr_array_index (self->items, i - 1);

      if (item->removed && item->index >= 0)
        {
          g_autofree char *at = g_strdup_printf ("%s/%d", self->spec->array, item->index);

          salve_edit_remove (edit, at);
        }
    }
}

static SalveResource *
fresh_resource (SalveFormSection *self, const char *patient_id, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (self->spec->fresh, "$PATIENT", -1);
  g_autofree char *with_patient = g_strjoinv (patient_id, parts);
  g_auto (GStrv) more = g_strsplit (with_patient, "$ID", -1);
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *json = g_strjoinv (id, more);

  return salve_resource_new_from_text (json, -1, error);
}

/**
 * salve_form_section_write_resources:
 * @resources: (element-type SalveResource): what was changed is added here
 */
gboolean
salve_form_section_write_resources (SalveFormSection *self,
                                    const char *patient_id,
                                    GPtrArray *resources,
                                    GError **error)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);
      g_autoptr (SalveResource) base = NULL;
      g_autoptr (SalveEdit) edit = NULL;
      SalveResource *written;

      if (item->removed || !item_is_touched (item))
        continue;
      base = item->resource != NULL ? salve_resource_ref (item->resource)
                                    : fresh_resource (self, patient_id, error);
      if (base == NULL)
        return FALSE;
      edit = salve_resource_edit (base);
      write_fields (item, edit, "");
      written = salve_edit_finish (edit, error);
      if (written == NULL)
        return FALSE;
      g_ptr_array_add (resources, written);
    }
  return TRUE;
}

/**
 * salve_form_section_get_removed:
 *
 * Returns: (transfer full) (element-type SalveResource): for a section of resources, those that were removed
 */
GPtrArray *
salve_form_section_get_removed (SalveFormSection *self)
{
  GPtrArray *removed = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);

  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);

      if (item->removed && item->resource != NULL)
        g_ptr_array_add (removed, salve_resource_ref (item->resource));
    }
  return removed;
}

/* For a draft: each item's place, whether it is removed, and its texts. */
GVariant *
salve_form_section_save (SalveFormSection *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ibas)"));
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);

      g_variant_builder_open (&builder, G_VARIANT_TYPE ("(ibas)"));
      g_variant_builder_add (&builder, "i", item->index);
      g_variant_builder_add (&builder, "b", item->removed);
      g_variant_builder_open (&builder, G_VARIANT_TYPE ("as"));
      for (guint j = 0; j < item->fields->len; j++)
        g_variant_builder_add (&builder, "s",
                               salve_form_field_get_text (g_ptr_array_index (item->fields, j)));
      g_variant_builder_close (&builder);
      g_variant_builder_close (&builder);
    }
  return g_variant_builder_end (&builder);
}

void
salve_form_section_restore (SalveFormSection *self, GVariant *state)
{
  GVariantIter iter;
  GVariantIter *texts;
  int index;
  gboolean removed;
  guint known = self->items->len;

  g_variant_iter_init (&iter, state);
  while (g_variant_iter_next (&iter, "(ibas)", &index, &removed, &texts))
    {
      Item *item = NULL;
      const char *text;

      for (guint i = 0; index >= 0 && i < known; i++)
        {
          Item *candidate = g_ptr_array_index (self->items, i);

          if (candidate->index == index)
            item = candidate;
        }
      if (item == NULL)
        {
          item = add_item (self, -1);
          load_fresh (self, item);
        }
      for (guint j = 0; g_variant_iter_next (texts, "&s", &text); j++)
        {
          if (j < item->fields->len)
            salve_form_field_set_text (g_ptr_array_index (item->fields, j), text);
        }
      item->removed = removed;
      gtk_widget_set_visible (item->row, !removed);
      g_variant_iter_free (texts);
    }
}

static void
salve_form_section_finalize (GObject *object)
{
  SalveFormSection *self = SALVE_FORM_SECTION (object);

  g_ptr_array_unref (self->items);
  g_clear_pointer (&self->locale, salve_locale_unref);
  G_OBJECT_CLASS (salve_form_section_parent_class)->finalize (object);
}

static void
salve_form_section_class_init (SalveFormSectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_form_section_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
salve_form_section_init (SalveFormSection *self)
{
  self->items = g_ptr_array_new_with_free_func (item_free);
}

SalveFormSection *
salve_form_section_new (const SalveSectionSpec *spec, SalveLocale *locale, SalvePartialDate today)
{
  SalveFormSection *self = g_object_new (SALVE_TYPE_FORM_SECTION, NULL);
  GtkWidget *add = gtk_button_new_from_icon_name ("list-add-symbolic");

  self->spec = spec;
  self->locale = salve_locale_ref (locale);
  self->today = today;
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ (spec->title));
  if (spec->description != NULL)
    adw_preferences_group_set_description (self->group, _ (spec->description));
  gtk_widget_set_tooltip_text (add, _ (spec->add_label));
  gtk_accessible_update_property (GTK_ACCESSIBLE (add), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (spec->add_label),
                                  -1);
  gtk_widget_add_css_class (add, "flat");
  gtk_widget_set_valign (add, GTK_ALIGN_CENTER);
  g_signal_connect_object (add, "clicked", G_CALLBACK (salve_form_section_add), self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (self->group, add);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
  return self;
}

const SalveSectionSpec *
salve_form_section_get_spec (SalveFormSection *self)
{
  return self->spec;
}
