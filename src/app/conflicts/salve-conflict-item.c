/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-conflict-item.h"
#include "salve-record-words.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (SalveConflictItem, salve_conflict_item, G_TYPE_OBJECT)

static void
salve_conflict_item_finalize (GObject *object)
{
  SalveConflictItem *self = SALVE_CONFLICT_ITEM (object);

  g_clear_object (&self->clinic);
  g_clear_pointer (&self->base, salve_resource_unref);
  g_clear_pointer (&self->ours, salve_resource_unref);
  g_clear_pointer (&self->theirs, salve_resource_unref);
  g_free (self->type);
  g_free (self->resource_id);
  g_free (self->fields);
  g_free (self->our_actor);
  g_free (self->their_actor);
  G_OBJECT_CLASS (salve_conflict_item_parent_class)->finalize (object);
}

static void
salve_conflict_item_class_init (SalveConflictItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_conflict_item_finalize;
}

static void
salve_conflict_item_init (SalveConflictItem *self)
{
}

static SalveResource *
ref_or_null (SalveResource *resource)
{
  return resource != NULL ? salve_resource_ref (resource) : NULL;
}

/**
 * salve_conflict_item_new:
 * @conflict: as the store has it; copied
 *
 * Returns: (transfer full): the conflict as a row
 */
SalveConflictItem *
salve_conflict_item_new (SalveClinic *clinic, const SalveSyncConflict *conflict)
{
  SalveConflictItem *self = g_object_new (SALVE_TYPE_CONFLICT_ITEM, NULL);

  self->clinic = g_object_ref (clinic);
  self->id = conflict->id;
  self->type = g_strdup (conflict->type);
  self->resource_id = g_strdup (conflict->resource_id);
  self->base = ref_or_null (conflict->base);
  self->ours = ref_or_null (conflict->ours);
  self->theirs = ref_or_null (conflict->theirs);
  self->fields = g_strdup (conflict->fields != NULL ? conflict->fields : "");
  self->our_actor = g_strdup (conflict->our_actor);
  self->their_actor = g_strdup (conflict->their_actor);
  self->our_time = conflict->our_time;
  self->their_time = conflict->their_time;
  return self;
}

/* Returns: (transfer full): what people call the record */
char *
salve_conflict_item_get_title (SalveConflictItem *self)
{
  SalveResource *known = self->ours != NULL ? self->ours : self->theirs;

  return salve_record_words (self->clinic, self->type, self->resource_id, known);
}

/* The element at the top of a JSON pointer: "birthDate" of "/birthDate" and "/_birthDate/extension". */
static char *
top_of (const char *pointer)
{
  const char *start = *pointer == '/' ? pointer + 1 : pointer;

  if (*start == '_')
    start++;
  return g_strndup (start, strcspn (start, "/"));
}

/* Returns: (transfer full): what clashes, each by its name, once */
char *
salve_conflict_item_get_fields_words (SalveConflictItem *self)
{
  g_auto (GStrv) pointers = g_strsplit (self->fields, "\n", -1);
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);

  if (self->ours == NULL || self->theirs == NULL)
    return g_strdup (self->ours == NULL ? _ ("Deleted here, changed there")
                                        : _ ("Changed here, deleted there"));
  for (guint i = 0; pointers[i] != NULL; i++)
    {
      g_autofree char *top = top_of (pointers[i]);
      g_autofree char *title = *top != '\0' ? salve_field_title (self->type, top) : NULL;

      if (title != NULL && !g_ptr_array_find_with_equal_func (titles, title, g_str_equal, NULL))
        g_ptr_array_add (titles, g_steal_pointer (&title));
    }
  g_ptr_array_add (titles, NULL);
  return g_strjoinv (" · ", (char **)titles->pdata);
}

static char *
who_and_when (SalveConflictItem *self, const char *actor, SalveInstant time)
{
  g_autofree char *when = NULL;

  if (time <= 0)
    return g_strdup (actor != NULL ? actor : "");
  when = salve_instant_format_local (time, salve_clinic_get_zone (self->clinic),
                                     salve_clinic_get_locale (self->clinic), SALVE_INSTANT_STYLE_DATE_TIME);
  /* Translators: who, when */
  return actor != NULL ? g_strdup_printf (_ ("%s, %s"), actor, when) : g_steal_pointer (&when);
}

/* Returns: (transfer full): who changed it here, and when, as far as is known */
char *
salve_conflict_item_get_our_words (SalveConflictItem *self)
{
  return who_and_when (self, self->our_actor, self->our_time);
}

/* Returns: (transfer full): who changed it there, and when, as far as is known */
char *
salve_conflict_item_get_their_words (SalveConflictItem *self)
{
  return who_and_when (self, self->their_actor, self->their_time);
}
