/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQL that is put together for one search. Its text only ever comes from literals of this program; every value that came
 * from outside is bound. */
#pragma once

#include "salve-statement.h"

G_BEGIN_DECLS

typedef struct _SalveSql SalveSql;

SalveSql *salve_sql_new (void);
void salve_sql_free (SalveSql *self);
void salve_sql_add (SalveSql *self, const char *literal);
void salve_sql_int (SalveSql *self, gint64 value);
void salve_sql_double (SalveSql *self, double value);
void salve_sql_text (SalveSql *self, const char *value);
int salve_sql_n_values (SalveSql *self);
void salve_sql_append (SalveSql *self, SalveSql *other);
SalveStatement *salve_sql_prepare (SalveSql *self, SalveConnection *connection, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveSql, salve_sql_free)

/* One for SQL that was put together, which goes back by itself. */
typedef SalveStatement SalveOwnStatement;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveOwnStatement, salve_statement_keep)

G_END_DECLS
