/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-search-parameter.h"

#include <string.h>

#include "salve-search-table.h"

/* The table as it is looked up: a type's parameters in one piece, those that every type has in front. */
typedef struct
{
  GHashTable *types; /* type -> GArray of SalveSearchParameter */
  GArray *common;    /* of every other type */
  GPtrArray *names;  /* the types, NULL at the end */
  char *fingerprint;
} Table;

static SalveSearchPlace
place_of (const char *name)
{
  if (g_str_equal (name, "_id"))
    return SALVE_SEARCH_RECORD_ID;
  return g_str_equal (name, "_lastUpdated") ? SALVE_SEARCH_RECORD_UPDATED : SALVE_SEARCH_INDEXED;
}

static void
add_row (GArray *to, const SalveSearchTableRow *row, guint number)
{
  SalveSearchParameter parameter = {
    row->name, row->kind, row->path, row->targets, place_of (row->name), number,
  };

  g_array_append_val (to, parameter);
}

static GArray *
array_of (Table *table, const char *type)
{
  GArray *array = g_hash_table_lookup (table->types, type);

  if (array != NULL)
    return array;
  array = g_array_new (FALSE, TRUE, sizeof (SalveSearchParameter));
  g_array_append_vals (array, table->common->data, table->common->len);
  g_hash_table_insert (table->types, (gpointer)type, array);
  g_ptr_array_add (table->names, (gpointer)type);
  return array;
}

static Table *
build (void)
{
  Table *table = g_new0 (Table, 1);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize n;
  const SalveSearchTableRow *rows = salve_search_table (&n);

  table->types = g_hash_table_new (g_str_hash, g_str_equal);
  table->common = g_array_new (FALSE, TRUE, sizeof (SalveSearchParameter));
  table->names = g_ptr_array_new ();
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *line = g_strdup_printf ("%s %s %d %s %s\n", rows[i].type, rows[i].name, rows[i].kind,
                                               rows[i].path != NULL ? rows[i].path : "",
                                               rows[i].targets != NULL ? rows[i].targets : "");

      g_checksum_update (sum, (const guchar *)line, -1);
      add_row (g_str_equal (rows[i].type, "*") ? table->common : array_of (table, rows[i].type), &rows[i],
               (guint)i + 1);
    }
  g_ptr_array_add (table->names, NULL);
  table->fingerprint = g_strdup (g_checksum_get_string (sum));
  return table;
}

static Table *
table_get (void)
{
  static gsize table;

  if (g_once_init_enter (&table))
    g_once_init_leave (&table, (gsize)build ());
  return (Table *)table;
}

/**
 * salve_search_parameters:
 * @n: (out): how many
 *
 * Returns: (transfer none) (array length=n): what resources of @type are found by; of a type that is not in the table,
 *   what every resource is found by
 */
const SalveSearchParameter *
salve_search_parameters (const char *type, gsize *n)
{
  Table *table = table_get ();
  GArray *array = g_hash_table_lookup (table->types, type);

  if (array == NULL)
    array = table->common;
  *n = array->len;
  return (const SalveSearchParameter *)(gpointer)array->data;
}

/* name: (nullable). Returns: (transfer none) (nullable): */
const SalveSearchParameter *
salve_search_parameter_find (const char *type, const char *name)
{
  gsize n;
  const SalveSearchParameter *all = salve_search_parameters (type, &n);

  for (gsize i = 0; i < n; i++)
    if (g_strcmp0 (all[i].name, name) == 0)
      return &all[i];
  return NULL;
}

/* Returns: (transfer none) (array zero-terminated=1): the types that have parameters of their own */
const char *const *
salve_search_types (void)
{
  return (const char *const *)table_get ()->names->pdata;
}

/* Whether a reference of this parameter may lead to that type. */
gboolean
salve_search_parameter_targets (const SalveSearchParameter *self, const char *type)
{
  g_auto (GStrv) targets = NULL;

  if (self->kind != SALVE_SEARCH_REFERENCE)
    return FALSE;
  if (self->targets == NULL)
    return TRUE;
  targets = g_strsplit (self->targets, " ", -1);
  return g_strv_contains ((const char *const *)targets, type);
}

/* Returns: as SearchParameter.type says it */
const char *
salve_search_kind_to_code (SalveSearchKind kind)
{
  static const char *const codes[] = { "token", "string", "date", "reference", "uri", "quantity" };

  return codes[kind];
}

/* Returns: another text whenever an index that was made by another table would be wrong */
const char *
salve_search_parameters_fingerprint (void)
{
  return table_get ()->fingerprint;
}
