/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What resources were: the current version from "resource", those before from "change_item". A version never changes
 * once it is there, and (time, type, id, version) puts all of them in one order, so that paging from the newest back
 * neither leaves out nor repeats, whatever is written meanwhile. Bulk imports keep no versions before. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "salve-search-extract.h"
#include "salve-search-private.h"
#include "salve-statement.h"
#include "salve-store-error.h"

#define TOKEN_TYPE "(sxssx)"
#define PURPOSE "history"

typedef struct
{
  SalveConnection *connection;
  const SalveReach *reach;
  const char *type;
  const char *id;
  SalveInstant since;
  guint count;
  char *scope;
  gboolean behind; /* whether a page went before */
  SalveInstant time;
  char *last_type;
  char *last_id;
  gint64 version;
} History;

static void
history_clear (History *self)
{
  g_free (self->scope);
  g_free (self->last_type);
  g_free (self->last_id);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (History, history_clear)

/* Adds " AND column = value". column: a literal. */
static void
add_equal (SalveSql *sql, const char *column, const char *value)
{
  if (value == NULL)
    return;
  salve_sql_add (sql, " AND ");
  salve_sql_add (sql, column);
  salve_sql_add (sql, " = ");
  salve_sql_text (sql, value);
}

/* "(time, type, id, version) < (…)", behind the page before; without the type where there is only one, as its index has
 * it; of one resource the versions alone, which count up even where a clock was set back. columns: literals. */
static void
add_behind (History *self, SalveSql *sql, const char *const columns[4], gint64 version)
{
  gboolean typed = self->type != NULL;

  if (self->id != NULL)
    {
      salve_sql_add (sql, " AND ");
      salve_sql_add (sql, columns[3]);
      salve_sql_add (sql, " < ");
      salve_sql_int (sql, version);
      return;
    }
  salve_sql_add (sql, " AND (");
  for (guint i = 0; i < 4; i++)
    if (i != 1 || !typed)
      {
        salve_sql_add (sql, i > 0 ? ", " : "");
        salve_sql_add (sql, columns[i]);
      }
  salve_sql_add (sql, ") < (");
  salve_sql_int (sql, self->time);
  if (!typed)
    {
      salve_sql_add (sql, ", ");
      salve_sql_text (sql, self->last_type);
    }
  salve_sql_add (sql, ", ");
  salve_sql_text (sql, self->last_id);
  salve_sql_add (sql, ", ");
  salve_sql_int (sql, version);
  salve_sql_add (sql, ")");
}

/* more: by how much the column of the version is above the version */
static void
add_scope (History *self, SalveSql *sql, const char *const columns[4], gint64 more)
{
  add_equal (sql, columns[1], self->type);
  add_equal (sql, columns[2], self->id);
  if (self->since > G_MININT64)
    {
      salve_sql_add (sql, " AND ");
      salve_sql_add (sql, columns[0]);
      salve_sql_add (sql, " >= ");
      salve_sql_int (sql, self->since);
    }
  if (self->behind)
    add_behind (self, sql, columns, self->version + more);
}

/* Of one patient there is little: it is found first, and sorted. */
static gboolean
begins_with_owner (History *self)
{
  return self->id == NULL && self->reach->kind == SALVE_REACH_PATIENT && self->reach->id != NULL
         && (self->type != NULL || self->reach->others == NULL);
}

static void
add_owned (History *self, SalveSql *sql)
{
  salve_sql_add (sql,
                 " FROM search_owner AS w CROSS JOIN resource AS r ON r.rowid = w.record AND w.patient = ");
  salve_sql_text (sql, self->reach->id);
}

static void
add_current (History *self, SalveSql *sql)
{
  static const char *const columns[4] = { "r.last_updated", "r.type", "r.id", "r.version" };

  salve_sql_add (sql, "SELECT r.type AS type, r.id AS id, r.version AS version, r.last_updated AS time,"
                      " r.deleted AS deleted, r.rowid AS record, 0 AS change, 0 AS position");
  if (begins_with_owner (self))
    add_owned (self, sql);
  else
    salve_sql_add (sql, self->id != NULL     ? " FROM resource AS r INDEXED BY resource_id"
                        : self->type != NULL ? " FROM resource AS r INDEXED BY resource_type_history"
                                             : " FROM resource AS r INDEXED BY resource_history");
  salve_sql_add (sql, " WHERE ");
  salve_reach_add_any (sql, self->reach, self->type, "r");
  add_scope (self, sql, columns, 0);
}

/* The row of a change is what was before it: a body, or nothing where it was deleted. What came into being by the change
 * has nothing before. */
static void
add_before (History *self, SalveSql *sql)
{
  static const char *const columns[4] = { "i.before_time", "i.type", "i.id", "i.after_version" };

  salve_sql_add (sql,
                 "SELECT i.type, i.id, i.after_version - 1, i.before_time, i.before_body IS NULL, r.rowid,"
                 " i.change_id, i.position");
  if (begins_with_owner (self))
    {
      add_owned (self, sql);
      salve_sql_add (sql, " CROSS JOIN change_item AS i INDEXED BY change_item_resource ON i.id = r.id"
                          " AND i.type = r.type");
    }
  else
    {
      salve_sql_add (sql, self->id != NULL     ? " FROM change_item AS i INDEXED BY change_item_resource"
                          : self->type != NULL ? " FROM change_item AS i INDEXED BY change_item_type"
                                               : " FROM change_item AS i INDEXED BY change_item_history");
      salve_sql_add (sql, " CROSS JOIN resource AS r ON r.id = i.id AND r.type = i.type");
    }
  salve_sql_add (sql, " WHERE i.after_version > 1 AND ");
  salve_reach_add_any (sql, self->reach, self->type, "r");
  add_scope (self, sql, columns, 1);
}

static SalveSql *
build (History *self)
{
  SalveSql *sql = salve_sql_new ();

  add_current (self, sql);
  salve_sql_add (sql, " UNION ALL ");
  add_before (self, sql);
  salve_sql_add (sql, self->id != NULL ? " ORDER BY version DESC"
                                       : " ORDER BY time DESC, type DESC, id DESC, version DESC");
  return sql;
}

static gboolean
treats (SalveConnection *connection,
        const char *practitioner,
        const char *patient,
        gboolean *yes,
        GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection, "SELECT 1 FROM search_treats WHERE practitioner = ? AND patient = ?", error);

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, practitioner);
  salve_statement_bind_text (select, 2, patient);
  return salve_statement_step (select, yes, error);
}

/* The resource is within reach as it is now; a version before may have been somebody else's. */
static gboolean
allows_body (SalveConnection *connection,
             const SalveReach *reach,
             GBytes *body,
             gboolean *allowed,
             GError **error)
{
  g_autoptr (SalveResource) resource = NULL;
  g_autoptr (GPtrArray) patients = NULL;

  *allowed = reach->kind == SALVE_REACH_ALL;
  if (*allowed || body == NULL)
    {
      *allowed = TRUE;
      return TRUE;
    }
  resource = salve_resource_new (body, NULL);
  if (resource == NULL)
    return TRUE;
  patients = salve_search_patients_of (resource);
  *allowed = patients->len == 0 && reach->kind == SALVE_REACH_TREATED;
  for (guint i = 0; i < patients->len && !*allowed; i++)
    {
      const char *patient = patients->pdata[i];

      if (reach->kind == SALVE_REACH_PATIENT)
        *allowed = g_strcmp0 (patient, reach->id) == 0;
      else if (*patient != '\0' && !treats (connection, reach->id, patient, allowed, error))
        return FALSE;
    }
  return TRUE;
}

static GBytes *
read_body (SalveConnection *connection, SalveStatement *entry, GError **error)
{
  gboolean current = salve_statement_int (entry, 6) == 0, row;
  g_autoptr (SalveStatement) select =
      current ? salve_connection_prepare (connection, "SELECT body FROM resource WHERE rowid = ?", error)
              : salve_connection_prepare (
                    connection, "SELECT before_body FROM change_item WHERE change_id = ? AND position = ?",
                    error);

  if (select == NULL)
    return NULL;
  salve_statement_bind_int (select, 1, salve_statement_int (entry, current ? 5 : 6));
  if (!current)
    salve_statement_bind_int (select, 2, salve_statement_int (entry, 7));
  return salve_statement_step (select, &row, error) ? salve_statement_bytes (select, 0) : NULL;
}

static gboolean
take_entry (History *self, SalveStatement *entry, SalveSearchPage *page, GError **error)
{
  gboolean deleted = salve_statement_int (entry, 4) != 0, allowed;
  g_autoptr (GBytes) body = NULL;
  SalveReach own;
  SalveSearchRow *row;

  if (!deleted && (body = read_body (self->connection, entry, error)) == NULL)
    return FALSE;
  own = salve_reach_of_type (self->reach, self->type, salve_statement_text (entry, 0));
  if (!allows_body (self->connection, &own, body, &allowed, error))
    return FALSE;
  if (!allowed)
    return TRUE;
  row = g_new0 (SalveSearchRow, 1);
  row->type = g_strdup (salve_statement_text (entry, 0));
  row->id = g_strdup (salve_statement_text (entry, 1));
  row->version = salve_statement_int (entry, 2);
  row->last_updated = salve_statement_int (entry, 3);
  row->deleted = deleted;
  row->body = g_steal_pointer (&body);
  g_ptr_array_add (page->rows, row);
  return TRUE;
}

static gboolean
seal_next (History *self, SalveSearchPage *page, GError **error)
{
  const SalveSearchRow *last;

  g_ptr_array_set_size (page->rows, (int)self->count);
  last = page->rows->pdata[self->count - 1];
  page->next = salve_page_token_seal (
      self->connection,
      g_variant_new (TOKEN_TYPE, self->scope, last->last_updated, last->type, last->id, last->version),
      PURPOSE, error);
  return page->next != NULL;
}

static gboolean
fill_page (History *self, SalveSearchPage *page, GError **error)
{
  g_autoptr (SalveSql) sql = build (self);
  g_autoptr (SalveOwnStatement) select = salve_sql_prepare (sql, self->connection, error);
  gboolean row = TRUE;

  if (select == NULL)
    return FALSE;
  while (page->rows->len <= self->count)
    {
      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        break;
      if (!take_entry (self, select, page, error))
        return FALSE;
    }
  return page->rows->len <= self->count || seal_next (self, page, error);
}

static gboolean
open_token (History *self, const char *token, GError **error)
{
  g_autoptr (GVariant) content = NULL;
  const char *scope;

  if (token == NULL)
    return TRUE;
  content = salve_page_token_open (self->connection, token, G_VARIANT_TYPE (TOKEN_TYPE), PURPOSE, error);
  if (content == NULL)
    return FALSE;
  g_variant_get (content, "(&sxssx)", &scope, &self->time, &self->last_type, &self->last_id, &self->version);
  self->behind = TRUE;
  return g_str_equal (scope, self->scope) || salve_page_token_refuse (error);
}

static gboolean
check_ready (SalveConnection *connection, GError **error)
{
  gboolean enabled;

  if (!salve_search_index_is_enabled (connection, &enabled, error))
    return FALSE;
  return enabled || salve_search_fail_not_ready (error);
}

/**
 * salve_history_run:
 * @type: (nullable): NULL for the whole system
 * @id: (nullable): with @type, of one resource, also of one that was deleted
 * @since: what became so before it is left out; SALVE_INSTANT_NONE for all
 * @count: entries on a page, 1 to SALVE_SEARCH_COUNT_MAX
 * @page_token: (nullable): the next of the page before
 * @page: (out) (transfer full): entries, the newest first; a deletion is one without a body
 *
 * A resource out of reach has no history: the page is empty, as for one that never was. Versions that were another
 * patient's are left out.
 */
gboolean
salve_history_run (SalveConnection *connection,
                   const SalveReach *reach,
                   const char *type,
                   const char *id,
                   SalveInstant since,
                   guint count,
                   const char *page_token,
                   SalveSearchPage **page,
                   GError **error)
{
  g_auto (History)
      self = { .connection = connection, .reach = reach, .type = type, .id = id, .since = since };
  g_autoptr (SalveSearchPage) made = salve_search_page_new ();
  gboolean alone = sqlite3_get_autocommit (salve_connection_get_handle (connection)) != 0, ok;

  *page = NULL;
  self.count = CLAMP (count, 1, SALVE_SEARCH_COUNT_MAX);
  self.scope = g_strdup_printf ("%s/%s since %" G_GINT64_FORMAT, type != NULL ? type : "",
                                id != NULL ? id : "", since);
  if (!check_ready (connection, error) || !open_token (&self, page_token, error)
      || (alone && !salve_connection_begin_read (connection, error)))
    return FALSE;
  ok = fill_page (&self, made, error) && salve_search_page_note_newest (made, connection, reach, type, error);
  if (alone)
    salve_connection_rollback (connection);
  if (ok)
    *page = g_steal_pointer (&made);
  return ok;
}

static SalveStatement *
prepare_version (SalveConnection *connection,
                 const SalveReach *reach,
                 const char *type,
                 const char *id,
                 gint64 version,
                 GError **error)
{
  g_autoptr (SalveSql) sql = salve_sql_new (), whole = salve_sql_new ();
  History self = { .connection = connection, .reach = reach, .type = type, .id = id, .since = G_MININT64 };

  add_current (&self, sql);
  salve_sql_add (sql, " UNION ALL ");
  add_before (&self, sql);
  salve_sql_add (whole, "SELECT * FROM (");
  salve_sql_append (whole, sql);
  salve_sql_add (whole, ") WHERE version = ");
  salve_sql_int (whole, version);
  return salve_sql_prepare (whole, connection, error);
}

/**
 * salve_version_read:
 * @row: (out) (transfer full): that version; deleted where it is the one by which the resource went away
 *
 * Returns: FALSE with SALVE_STORE_ERROR_NOT_FOUND where there is no such version within reach
 */
gboolean
salve_version_read (SalveConnection *connection,
                    const SalveReach *reach,
                    const char *type,
                    const char *id,
                    gint64 version,
                    SalveSearchRow **row,
                    GError **error)
{
  History self = { .connection = connection, .reach = reach, .type = type };
  g_autoptr (SalveSearchPage) page = salve_search_page_new ();
  g_autoptr (SalveOwnStatement) select = NULL;
  gboolean there;

  *row = NULL;
  if (!check_ready (connection, error))
    return FALSE;
  select = prepare_version (connection, reach, type, id, version, error);
  if (select == NULL || !salve_statement_step (select, &there, error)
      || (there && !take_entry (&self, select, page, error)))
    return FALSE;
  if (page->rows->len == 0)
    {
      g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, version);

      g_set_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_NOT_FOUND,
                   _ ("There is no version %s of %s/%s."), number, type, id);
      return FALSE;
    }
  *row = g_ptr_array_steal_index (page->rows, 0);
  return TRUE;
}
