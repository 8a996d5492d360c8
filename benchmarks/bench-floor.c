/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench-floor.h"

#include "salve-connection.h"
#include "salve-schema.h"

/* Which rows belong to a resource's row, in the order in which they are written. */
static const struct
{
  const char *select;
  const char *table;
} parts[] = {
  { "SELECT * FROM resource WHERE rowid = ?", "resource" },
  { "SELECT * FROM patient WHERE rowid = ?", "patient" },
  { "SELECT * FROM patient_token WHERE patient = ?", "patient_token" },
  { "SELECT * FROM patient_phone_tail WHERE patient = ?", "patient_phone_tail" },
  { "SELECT * FROM clinical WHERE rowid = ?", "clinical" },
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

  /* The two tables without an index by patient get one for the reading; it is gone with the connection. */
  sqlite3_exec (
      handle,
      "CREATE TEMP TABLE patient_token AS SELECT * FROM main.patient_token ORDER BY patient;"
      "CREATE INDEX temp.t1 ON patient_token (patient);"
      "CREATE TEMP TABLE patient_phone_tail AS SELECT * FROM main.patient_phone_tail ORDER BY patient;"
      "CREATE INDEX temp.t2 ON patient_phone_tail (patient)",
      NULL, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    selects[i] = prepare (handle, parts[i].select);
  while (sqlite3_step (ids) == SQLITE_ROW)
    for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
      read_rows (selects[i], i, sqlite3_column_int64 (ids, 0), rows);
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

static double
insert_all (SalveConnection *connection, GArray *rows, guint slice)
{
  sqlite3 *handle = salve_connection_get_handle (connection);
  sqlite3_stmt *inserts[G_N_ELEMENTS (parts)] = { NULL };
  gint64 started = g_get_monotonic_time ();
  guint resources = 0;

  salve_connection_begin (connection, NULL);
  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = &g_array_index (rows, Row, i);

      if (row->part == 0 && resources++ % slice == slice - 1)
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
  g_assert_true (target != NULL && salve_schema_migrate (target, NULL));
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
