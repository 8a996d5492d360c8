/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Puts a record's resources into the order in which they are read: by year, by visit, and in a visit what was found
 * before what was done. Nothing is left out: what no visit claims stands under its day, what has no date at the end. */

#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-entry.h"

typedef struct
{
  SalveEntry *head;
  GPtrArray *items;
  GPtrArray *measurements;
  SalveInstant instant;
} Group;

static void
group_free (gpointer data)
{
  Group *group = data;

  g_clear_object (&group->head);
  g_clear_pointer (&group->items, g_ptr_array_unref);
  g_clear_pointer (&group->measurements, g_ptr_array_unref);
  g_free (group);
}

static Group *
ensure_group (GHashTable *groups, GPtrArray *order, const char *key)
{
  Group *group = g_hash_table_lookup (groups, key);

  if (group)
    return group;
  group = g_new0 (Group, 1);
  group->items = g_ptr_array_new_with_free_func (g_object_unref);
  group->measurements = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  group->instant = SALVE_INSTANT_NONE;
  g_hash_table_insert (groups, g_strdup (key), group);
  g_ptr_array_add (order, group);
  return group;
}

static SalveResource *
find_encounter (SalveRecord *record, SalveElement root)
{
  SalveResource *encounter = salve_record_resolve (record, salve_element_get (root, "encounter"));

  if (encounter == NULL)
    encounter = salve_record_resolve (record, salve_element_path (root, "context.encounter"));
  if (encounter == NULL)
    encounter =
        salve_record_resolve (record, salve_element_at (salve_element_path (root, "context.encounter"), 0));
  if (encounter == NULL)
    encounter = salve_record_resolve (record, salve_element_get (root, "context"));
  return encounter && g_str_equal (salve_resource_get_type_name (encounter), "Encounter") ? encounter : NULL;
}

/* The visits that appointments became: an appointment's id → the Encounter. */
static GHashTable *
find_visits (SalveRecord *record)
{
  GHashTable *visits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *encounters = salve_record_list (record, "Encounter");

  for (guint i = 0; encounters != NULL && i < encounters->len; i++)
    SALVE_ELEMENT_FOREACH (reference,
                           salve_element_get (salve_resource_root (encounters->pdata[i]), "appointment"))
      {
        char *id = salve_reference_id (reference, "Appointment");

        if (id)
          g_hash_table_insert (visits, id, encounters->pdata[i]);
      }
  return visits;
}

static char *
group_key (SalveRecord *record, GHashTable *visits, SalveEntry *entry, SalveElement root)
{
  SalveResource *encounter;
  SalvePartialDate day;

  if (entry->kind == SALVE_ENTRY_VISIT)
    return g_strdup (salve_resource_get_id (entry->resource));
  encounter = entry->kind == SALVE_ENTRY_APPOINTMENT
                  ? g_hash_table_lookup (visits, salve_resource_get_id (entry->resource))
                  : find_encounter (record, root);
  if (encounter)
    return g_strdup (salve_resource_get_id (encounter));
  if (entry->instant == SALVE_INSTANT_NONE)
    return g_strdup ("");
  day = salve_instant_to_date (entry->instant, salve_record_get_zone (record));
  return salve_partial_date_to_iso (day);
}

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const Group *left = *(Group *const *)a, *right = *(Group *const *)b;

  return (left->instant < right->instant) - (left->instant > right->instant);
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const SalveEntry *left = *(SalveEntry *const *)a, *right = *(SalveEntry *const *)b;

  if (left->kind != right->kind)
    return (int)left->kind - (int)right->kind;
  return (left->instant < right->instant) - (left->instant > right->instant);
}

/* Values that a report lists are read there. */
static GHashTable *
find_reported (SalveRecord *record)
{
  GHashTable *reported = g_hash_table_new (NULL, NULL);
  GPtrArray *reports = salve_record_list (record, "DiagnosticReport");

  for (guint i = 0; reports != NULL && i < reports->len; i++)
    SALVE_ELEMENT_FOREACH (result, salve_element_get (salve_resource_root (reports->pdata[i]), "result"))
      {
        SalveResource *observation = salve_record_resolve (record, result);

        if (observation)
          g_hash_table_add (reported, observation);
      }
  return reported;
}

static void
add_resource (SalveRecord *record,
              SalveResource *resource,
              guint kinds,
              GHashTable *visits,
              GHashTable *groups,
              GPtrArray *order)
{
  SalveElement root = salve_resource_root (resource);
  SalveEntryKind kind = salve_entry_kind_of_type (salve_resource_get_type_name (resource));
  SalveResource *visit = kind == SALVE_ENTRY_MEASUREMENT ? find_encounter (record, root) : NULL;
  g_autoptr (SalveEntry) entry = NULL;
  g_autofree char *key = NULL;
  Group *group;

  /* Most of a long record are measurements made in a visit: they need no row and no date of their own. */
  if (visit)
    {
      if (kinds & (1u << kind))
        g_ptr_array_add (ensure_group (groups, order, salve_resource_get_id (visit))->measurements,
                         salve_resource_ref (resource));
      return;
    }
  if (kind != SALVE_ENTRY_VISIT && (kinds & (1u << kind)) == 0)
    return;
  entry = salve_entry_new (record, resource);
  key = group_key (record, visits, entry, root);
  group = ensure_group (groups, order, key);
  if (entry->kind == SALVE_ENTRY_VISIT)
    {
      entry->level = SALVE_ENTRY_LEVEL_VISIT;
      group->instant = entry->instant;
      g_set_object (&group->head, entry);
      return;
    }
  if (group->head == NULL && entry->instant > group->instant)
    group->instant = entry->instant;
  if (entry->kind == SALVE_ENTRY_MEASUREMENT)
    g_ptr_array_add (group->measurements, salve_resource_ref (resource));
  else
    g_ptr_array_add (group->items, g_steal_pointer (&entry));
}

static void
append_year (GPtrArray *rows, SalveRecord *record, SalveInstant instant, int *year)
{
  int own = instant == SALVE_INSTANT_NONE
                ? -1
                : salve_instant_to_date (instant, salve_record_get_zone (record)).year;
  g_autoptr (SalveEntry) heading = NULL;

  if (own == *year)
    return;
  *year = own;
  heading = salve_entry_new (record, NULL);
  heading->level = SALVE_ENTRY_LEVEL_YEAR;
  heading->instant = instant;
  g_ptr_array_add (rows, g_steal_pointer (&heading));
}

static void
append_group (GPtrArray *rows, SalveRecord *record, Group *group)
{
  if (group->measurements->len > 0)
    {
      SalveEntry *entry = salve_entry_new (record, group->measurements->pdata[0]);

      entry->members = g_ptr_array_ref (group->measurements);
      g_ptr_array_add (group->items, entry);
    }
  g_ptr_array_sort (group->items, compare_entries);
  if (group->head == NULL && group->items->len == 1 && group->instant != SALVE_INSTANT_NONE)
    {
      /* Alone on its day, it needs no heading but its date. */
      SalveEntry *entry = group->items->pdata[0];

      entry->level = SALVE_ENTRY_LEVEL_VISIT;
      g_ptr_array_add (rows, g_object_ref (entry));
      return;
    }
  if (group->head == NULL)
    {
      group->head = salve_entry_new (record, NULL);
      group->head->level = SALVE_ENTRY_LEVEL_VISIT;
      group->head->instant = group->instant;
    }
  /* Undated entries stand under their heading without a day of their own. */
  if (group->instant != SALVE_INSTANT_NONE || group->head->resource)
    g_ptr_array_add (rows, g_object_ref (group->head));
  for (guint i = 0; i < group->items->len; i++)
    g_ptr_array_add (rows, g_object_ref (group->items->pdata[i]));
}

/**
 * salve_timeline_build:
 * @record: a record
 * @kinds: bits by SalveEntryKind: what is wanted, SALVE_ENTRY_ALL for everything
 *
 * Returns: (transfer full) (element-type SalveEntry): the rows from the latest year on
 */
GListStore *
salve_timeline_build (SalveRecord *record, guint kinds)
{
  GListStore *store = g_list_store_new (SALVE_TYPE_ENTRY);
  g_autoptr (GHashTable) groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) order = g_ptr_array_new_with_free_func (group_free);
  g_autoptr (GHashTable) visits = find_visits (record);
  g_autoptr (GHashTable) reported = find_reported (record);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *resources = salve_record_get_resources (record);
  int year = 0;

  for (guint i = 0; i < resources->len; i++)
    if (!g_hash_table_contains (reported, resources->pdata[i]))
      add_resource (record, resources->pdata[i], kinds, visits, groups, order);
  g_ptr_array_sort (order, compare_groups);
  for (guint i = 0; i < order->len; i++)
    {
      Group *group = order->pdata[i];

      if (group->items->len == 0 && group->measurements->len == 0
          && (group->head == NULL || (kinds & (1u << SALVE_ENTRY_VISIT)) == 0))
        continue;
      append_year (rows, record, group->instant, &year);
      append_group (rows, record, group);
    }
  g_list_store_splice (store, 0, 0, rows->pdata, rows->len);
  return store;
}
