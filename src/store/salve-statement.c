/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-statement.h"

#include <string.h>

struct _SalveStatement
{
  SalveConnection *connection;
  sqlite3_stmt *handle;
  int problem; /* the first bind that failed */
  gboolean borrowed;
  char *text; /* of one that was made for a text that no literal is; NULL */
};

SalveStatement *
salve_statement_new (SalveConnection *connection, sqlite3_stmt *handle)
{
  SalveStatement *self = g_new0 (SalveStatement, 1);

  self->connection = connection;
  self->handle = handle;
  return self;
}

void
salve_statement_free (SalveStatement *self)
{
  sqlite3_finalize (self->handle);
  g_free (self->text);
  g_free (self);
}

/* text: copied */
SalveStatement *
salve_statement_new_for_text (SalveConnection *connection, sqlite3_stmt *handle, const char *text)
{
  SalveStatement *self = salve_statement_new (connection, handle);

  self->text = g_strdup (text);
  return self;
}

const char *
salve_statement_get_text (SalveStatement *self)
{
  return self->text;
}

/* Gives one of salve_connection_take() back. */
void
salve_statement_keep (SalveStatement *self)
{
  salve_statement_done (self);
  salve_connection_keep (self->connection, self);
}

gboolean
salve_statement_is_borrowed (SalveStatement *self)
{
  return self->borrowed;
}

void
salve_statement_borrow (SalveStatement *self)
{
  self->borrowed = TRUE;
}

/* Gives the statement back. What was bound is forgotten, so that no patient's words stay in it. */
void
salve_statement_done (SalveStatement *self)
{
  if (self == NULL)
    return;
  sqlite3_reset (self->handle);
  sqlite3_clear_bindings (self->handle);
  self->problem = SQLITE_OK;
  self->borrowed = FALSE;
}

static void
note (SalveStatement *self, int code)
{
  if (self->problem == SQLITE_OK)
    self->problem = code;
}

void
salve_statement_bind_int (SalveStatement *self, int index, gint64 value)
{
  note (self, sqlite3_bind_int64 (self->handle, index, value));
}

void
salve_statement_bind_double (SalveStatement *self, int index, double value)
{
  note (self, sqlite3_bind_double (self->handle, index, value));
}

/* text may be NULL; it must stay until the next step (nothing is copied). */
void
salve_statement_bind_text (SalveStatement *self, int index, const char *text)
{
  note (self, text != NULL ? sqlite3_bind_text (self->handle, index, text, -1, SQLITE_STATIC)
                           : sqlite3_bind_null (self->handle, index));
}

/* text may be NULL; it is copied. */
void
salve_statement_bind_copy (SalveStatement *self, int index, const char *text)
{
  note (self, text != NULL ? sqlite3_bind_text (self->handle, index, text, -1, SQLITE_TRANSIENT)
                           : sqlite3_bind_null (self->handle, index));
}

void
salve_statement_bind_text_n (SalveStatement *self, int index, const char *text, gsize length)
{
  note (self, sqlite3_bind_text64 (self->handle, index, text, length, SQLITE_STATIC, SQLITE_UTF8));
}

void
salve_statement_bind_blob (SalveStatement *self, int index, gconstpointer data, gsize length)
{
  note (self, sqlite3_bind_blob64 (self->handle, index, length > 0 ? data : "", length, SQLITE_STATIC));
}

void
salve_statement_bind_bytes (SalveStatement *self, int index, GBytes *bytes)
{
  if (bytes == NULL)
    salve_statement_bind_null (self, index);
  else
    salve_statement_bind_blob (self, index, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

void
salve_statement_bind_null (SalveStatement *self, int index)
{
  note (self, sqlite3_bind_null (self->handle, index));
}

/**
 * salve_statement_step:
 * @row: (out): whether there is a row to read
 */
gboolean
salve_statement_step (SalveStatement *self, gboolean *row, GError **error)
{
  int code = self->problem != SQLITE_OK ? self->problem : sqlite3_step (self->handle);

  *row = code == SQLITE_ROW;
  return code == SQLITE_ROW || code == SQLITE_DONE || salve_connection_fail (self->connection, code, error);
}

/* Makes the statement ready for other values. */
void
salve_statement_rewind (SalveStatement *self)
{
  sqlite3_reset (self->handle);
}

/* Steps to the end and resets; bindings stay. */
gboolean
salve_statement_run (SalveStatement *self, GError **error)
{
  gboolean row = TRUE, ok = TRUE;

  while (ok && row)
    ok = salve_statement_step (self, &row, error);
  sqlite3_reset (self->handle);
  return ok;
}

gint64
salve_statement_int (SalveStatement *self, int column)
{
  return sqlite3_column_int64 (self->handle, column);
}

double
salve_statement_double (SalveStatement *self, int column)
{
  return sqlite3_column_double (self->handle, column);
}

gboolean
salve_statement_is_null (SalveStatement *self, int column)
{
  return sqlite3_column_type (self->handle, column) == SQLITE_NULL;
}

/* Returns: (nullable): valid until the next step */
const char *
salve_statement_text (SalveStatement *self, int column)
{
  return (const char *)sqlite3_column_text (self->handle, column);
}

gconstpointer
salve_statement_blob (SalveStatement *self, int column, gsize *length)
{
  gconstpointer data = sqlite3_column_blob (self->handle, column);

  *length = (gsize)sqlite3_column_bytes (self->handle, column);
  return data;
}

GBytes *
salve_statement_bytes (SalveStatement *self, int column)
{
  gsize length;
  gconstpointer data = salve_statement_blob (self, column, &length);

  return g_bytes_new (data, length);
}
