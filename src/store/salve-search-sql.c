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

/* How many values there are so far: the number of the last one. */
int
salve_sql_n_values (SalveSql *self)
{
  return (int)self->values->len;
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

static void
bind (SalveStatement *statement, int index, const Value *value)
{
  switch (value->kind)
    {
    case VALUE_INT:
      salve_statement_bind_int (statement, index, value->number);
      break;
    case VALUE_DOUBLE:
      salve_statement_bind_double (statement, index, value->real);
      break;
    case VALUE_TEXT:
    default:
      salve_statement_bind_copy (statement, index, value->text);
    }
}

/**
 * salve_sql_prepare:
 *
 * Returns: (transfer full) (nullable): a bound statement, to be given back with salve_statement_keep()
 *   (g_autoptr (SalveOwnStatement) does)
 */
SalveStatement *
salve_sql_prepare (SalveSql *self, SalveConnection *connection, GError **error)
{
  SalveStatement *statement = salve_connection_take (connection, self->text->str, error);

  for (guint i = 0; statement != NULL && i < self->values->len; i++)
    bind (statement, (int)i + 1, &g_array_index (self->values, Value, i));
  return statement;
}
