/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-search-sql.h"

typedef enum
{
  VALUE_INT,
  VALUE_DOUBLE,
  VALUE_TEXT,
} ValueKind;

typedef struct
{
  ValueKind kind;
  gint64 number;
  double real;
  char *text;
} Value;

struct _SalveSql
{
  GString *text;
  GArray *values; /* Value, a "?" each */
};

static void
clear_value (gpointer data)
{
  g_free (((Value *)data)->text);
}

SalveSql *
salve_sql_new (void)
{
  SalveSql *self = g_new0 (SalveSql, 1);

  self->text = g_string_new (NULL);
  self->values = g_array_new (FALSE, TRUE, sizeof (Value));
  g_array_set_clear_func (self->values, clear_value);
  return self;
}

void
salve_sql_free (SalveSql *self)
{
  if (self == NULL)
    return;
  g_string_free (self->text, TRUE);
  g_array_unref (self->values);
  g_free (self);
}

/* literal: of this program's text, never anything that came from outside. */
void
salve_sql_add (SalveSql *self, const char *literal)
{
  g_string_append (self->text, literal);
}

static void
add_value (SalveSql *self, Value value)
{
  g_string_append_c (self->text, '?');
  g_array_append_val (self->values, value);
}

void
salve_sql_int (SalveSql *self, gint64 value)
{
  add_value (self, (Value){ .kind = VALUE_INT, .number = value });
}

void
salve_sql_double (SalveSql *self, double value)
{
  add_value (self, (Value){ .kind = VALUE_DOUBLE, .real = value });
}

/* value: not NULL; copied */
void
salve_sql_text (SalveSql *self, const char *value)
{
  add_value (self, (Value){ .kind = VALUE_TEXT, .text = g_strdup (value) });
}

/* Adds the other's text and values; the other stays as it is. */
void
salve_sql_append (SalveSql *self, SalveSql *other)
{
  g_string_append (self->text, other->text->str);
  for (guint i = 0; i < other->values->len; i++)
    {
      Value value = g_array_index (other->values, Value, i);

      value.text = g_strdup (value.text);
      g_array_append_val (self->values, value);
    }
}

static int
bind (sqlite3_stmt *handle, int index, const Value *value)
{
  switch (value->kind)
    {
    case VALUE_INT:
      return sqlite3_bind_int64 (handle, index, value->number);
    case VALUE_DOUBLE:
      return sqlite3_bind_double (handle, index, value->real);
    case VALUE_TEXT:
    default:
      return sqlite3_bind_text (handle, index, value->text, -1, SQLITE_TRANSIENT);
    }
}

/**
 * salve_sql_prepare:
 *
 * Returns: (transfer full) (nullable): a bound statement of its own, to be freed with salve_statement_free()
 *   (g_autoptr (SalveOwnStatement) does)
 */
SalveStatement *
salve_sql_prepare (SalveSql *self, SalveConnection *connection, GError **error)
{
  sqlite3_stmt *handle = NULL;
  int code = sqlite3_prepare_v3 (salve_connection_get_handle (connection), self->text->str,
                                 (int)self->text->len + 1, 0, &handle, NULL);

  for (guint i = 0; code == SQLITE_OK && i < self->values->len; i++)
    code = bind (handle, (int)i + 1, &g_array_index (self->values, Value, i));
  if (code == SQLITE_OK)
    return salve_statement_new (connection, handle);
  salve_connection_fail (connection, code, error);
  sqlite3_finalize (handle);
  return NULL;
}
