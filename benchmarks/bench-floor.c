/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench-floor.h"

#include "salve-connection.h"
#include "salve-schema.h"

/* First what belongs to a record, record by record; then, as an import into an empty store does it too, the rows of searches
 * in the order of their keys. */
static const struct
{
  const char *select;
  const char *table;
  gboolean one_record; /* whose row id is asked for */
} parts[] = {
  { "SELECT * FROM resource WHERE rowid = ?", "resource", TRUE },
  { "SELECT * FROM patient WHERE rowid = ?", "patient", TRUE },
  { "SELECT * FROM clinical WHERE rowid = ?", "clinical", TRUE },
  { "SELECT * FROM appointment WHERE record = ?", "appointment", TRUE },
  { "SELECT * FROM patient_token ORDER BY token, patient", "patient_token", FALSE },
  { "SELECT * FROM patient_phone_tail ORDER BY tail, patient", "patient_phone_tail", FALSE },
};

typedef struct
{
  guint part;
  int n;
  sqlite3_value **values;
} Row;

static sqlite3_stmt *
prepare (sqlite3 *handle, const char *sql)
{
  sqlite3_stmt *statement;
  int code = sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL);

  g_assert_cmpint (code, ==, SQLITE_OK);
  return statement;
}

static void
read_rows (sqlite3_stmt *select, guint part, gint64 rowid, GArray *rows)
{
  if (parts[part].one_record)
    sqlite3_bind_int64 (select, 1, rowid);
  while (sqlite3_step (select) == SQLITE_ROW)
    {
      Row row = { .part = part, .n = sqlite3_column_count (select) };

      row.values = g_new (sqlite3_value *, row.n);
      for (int i = 0; i < row.n; i++)
        row.values[i] = sqlite3_value_dup (sqlite3_column_value (select, i));
      g_array_append_val (rows, row);
    }
  sqlite3_reset (select);
}

static GArray *
read_all (sqlite3 *handle)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (Row));
  sqlite3_stmt *selects[G_N_ELEMENTS (parts)],
      *ids = prepare (handle, "SELECT rowid FROM resource ORDER BY rowid");

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    selects[i] = prepare (handle, parts[i].select);
  while (sqlite3_step (ids) == SQLITE_ROW)
    for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
      if (parts[i].one_record)
        read_rows (selects[i], i, sqlite3_column_int64 (ids, 0), rows);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!parts[i].one_record)
      read_rows (selects[i], i, 0, rows);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    sqlite3_finalize (selects[i]);
  sqlite3_finalize (ids);
  return rows;
}

static sqlite3_stmt *
prepare_insert (sqlite3 *handle, const char *table, int columns)
{
  GString *sql = g_string_new ("INSERT INTO ");

  g_string_append_printf (sql, "%s VALUES (", table);
  for (int i = 0; i < columns; i++)
    g_string_append (sql, i > 0 ? ", ?" : "?");
  g_string_append_c (sql, ')');
  {
    g_autofree char *text = g_string_free_and_steal (sql);

    return prepare (handle, text);
  }
}

/* The indexes of the sorted lists come last, as in an import. */
static void
make_indexes (SalveConnection *connection)
{
  GError *error = NULL;

  for (guint i = 0; salve_schema_make_list_index (connection, i, &error); i++)
    ;
  g_assert_no_error (error);
}

static double
insert_all (SalveConnection *connection, GArray *rows, guint slice)
{
  sqlite3 *handle = salve_connection_get_handle (connection);
  sqlite3_stmt *inserts[G_N_ELEMENTS (parts)] = { NULL };
  gint64 started = g_get_monotonic_time ();
  guint resources = 0;

  g_assert_true (salve_schema_drop_list_indexes (connection, NULL));
  salve_connection_begin (connection, NULL);
  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = &g_array_index (rows, Row, i);

      /* Eight rows of searches are about as much as one record. */
      guint in_one = parts[row->part].one_record ? slice : 8 * slice;

      if ((row->part == 0 || !parts[row->part].one_record) && resources++ % in_one == in_one - 1)
        {
          salve_connection_commit (connection, NULL);
          salve_connection_begin (connection, NULL);
        }
      if (inserts[row->part] == NULL)
        inserts[row->part] = prepare_insert (handle, parts[row->part].table, row->n);
      for (int j = 0; j < row->n; j++)
        sqlite3_bind_value (inserts[row->part], j + 1, row->values[j]);
      g_assert_cmpint (sqlite3_step (inserts[row->part]), ==, SQLITE_DONE);
      sqlite3_reset (inserts[row->part]);
    }
  g_assert_true (salve_connection_commit (connection, NULL));
  make_indexes (connection);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    sqlite3_finalize (inserts[i]);
  return (double)(g_get_monotonic_time () - started) / G_USEC_PER_SEC;
}

double
bench_floor_seconds (const char *from, const char *to, SalveStoreKey *key, guint slice)
{
  g_autoptr (SalveConnection) source = salve_connection_open (from, key, FALSE, FALSE, NULL);
  g_autoptr (SalveConnection) target = salve_connection_open (to, key, TRUE, FALSE, NULL);
  g_autoptr (GArray) rows = NULL;
  double seconds;

  g_assert_nonnull (source);
  g_assert_true (target != NULL && salve_schema_migrate (target, NULL, NULL, NULL));
  rows = read_all (salve_connection_get_handle (source));
  seconds = insert_all (target, rows, slice);
  for (guint i = 0; i < rows->len; i++)
    {
      Row *row = &g_array_index (rows, Row, i);

      for (int j = 0; j < row->n; j++)
        sqlite3_value_free (row->values[j]);
      g_free (row->values);
    }
  return seconds;
}
