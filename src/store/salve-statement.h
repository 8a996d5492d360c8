/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A prepared statement, borrowed from its connection's cache and given back clean by salve_statement_done(). Parameters
 * count from 1, columns from 0. A mistake in a bind is kept and reported by the next step. */
#pragma once

#include "salve-connection.h"

G_BEGIN_DECLS

void salve_statement_done (SalveStatement *self);
void salve_statement_keep (SalveStatement *self);

void salve_statement_bind_int (SalveStatement *self, int index, gint64 value);
void salve_statement_bind_double (SalveStatement *self, int index, double value);
void salve_statement_bind_text (SalveStatement *self, int index, const char *text);
void salve_statement_bind_copy (SalveStatement *self, int index, const char *text);
void salve_statement_bind_text_n (SalveStatement *self, int index, const char *text, gsize length);
void salve_statement_bind_blob (SalveStatement *self, int index, gconstpointer data, gsize length);
void salve_statement_bind_bytes (SalveStatement *self, int index, GBytes *bytes);
void salve_statement_bind_null (SalveStatement *self, int index);

gboolean salve_statement_step (SalveStatement *self, gboolean *row, GError **error);
void salve_statement_rewind (SalveStatement *self);
gboolean salve_statement_run (SalveStatement *self, GError **error);

gint64 salve_statement_int (SalveStatement *self, int column);
double salve_statement_double (SalveStatement *self, int column);
gboolean salve_statement_is_null (SalveStatement *self, int column);
const char *salve_statement_text (SalveStatement *self, int column);
gconstpointer salve_statement_blob (SalveStatement *self, int column, gsize *length);
GBytes *salve_statement_bytes (SalveStatement *self, int column);

/* Private to salve-connection.c. */
SalveStatement *salve_statement_new (SalveConnection *connection, sqlite3_stmt *handle);
SalveStatement *
salve_statement_new_for_text (SalveConnection *connection, sqlite3_stmt *handle, const char *text);
const char *salve_statement_get_text (SalveStatement *self);
void salve_statement_free (SalveStatement *self);
gboolean salve_statement_is_borrowed (SalveStatement *self);
void salve_statement_borrow (SalveStatement *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveStatement, salve_statement_done)

G_END_DECLS
