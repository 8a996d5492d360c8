/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-audit-list.h"

#include "salve-store-run.h"

G_DEFINE_FINAL_TYPE (SalveAuditRow, salve_audit_row, G_TYPE_OBJECT)

static void
salve_audit_row_finalize (GObject *object)
{
  SalveAuditRow *self = SALVE_AUDIT_ROW (object);

  g_free (self->actor);
  g_free (self->action);
  g_free (self->type);
  g_free (self->resource_id);
  g_free (self->detail);
  G_OBJECT_CLASS (salve_audit_row_parent_class)->finalize (object);
}

static void
salve_audit_row_class_init (SalveAuditRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_audit_row_finalize;
}

static void
salve_audit_row_init (SalveAuditRow *self)
{
}

/* One page, as it travels to the store's thread. */
typedef struct
{
  gint64 before;
  char *actor;
  char *resource_id;
  SalveInstant from;
  SalveInstant until;
  guint most;
} Page;

static void
page_free (gpointer data)
{
  Page *page = data;

  g_free (page->actor);
  g_free (page->resource_id);
  g_free (page);
}

static const char page_sql[] =
    "SELECT id, time, actor, action, type, resource_id, detail FROM audit WHERE id < ?1"
    " AND (?2 IS NULL OR instr (lower (actor), lower (?2)) > 0)"
    " AND (?3 IS NULL OR resource_id = ?3 OR resource_id IN (SELECT r.id FROM clinical AS c"
    " JOIN resource AS r ON r.rowid = c.rowid WHERE c.patient_id = ?3 UNION ALL SELECT a.id FROM appointment"
    " AS a WHERE a.patient_id = ?3))"
    " AND time >= ?4 AND time < ?5 ORDER BY id DESC LIMIT ?6";

static SalveAuditRow *
read_row (SalveStatement *statement)
{
  SalveAuditRow *row = g_object_new (SALVE_TYPE_AUDIT_ROW, NULL);

  row->id = salve_statement_int (statement, 0);
  row->time = salve_statement_int (statement, 1);
  row->actor = g_strdup (salve_statement_text (statement, 2));
  row->action = g_strdup (salve_statement_text (statement, 3));
  row->type = g_strdup (salve_statement_text (statement, 4));
  row->resource_id = g_strdup (salve_statement_text (statement, 5));
  row->detail = g_strdup (salve_statement_text (statement, 6));
  return row;
}

static gboolean
read_page (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  const Page *page = data;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SalveStatement) statement = salve_connection_prepare (connection, page_sql, error);
  gboolean row = FALSE;

  if (statement == NULL)
    return FALSE;
  salve_statement_bind_int (statement, 1, page->before);
  salve_statement_bind_text (statement, 2, page->actor);
  salve_statement_bind_text (statement, 3, page->resource_id);
  salve_statement_bind_int (statement, 4, page->from == SALVE_INSTANT_NONE ? G_MININT64 : page->from);
  salve_statement_bind_int (statement, 5, page->until == SALVE_INSTANT_NONE ? G_MAXINT64 : page->until);
  salve_statement_bind_int (statement, 6, page->most);
  do
    {
      if (!salve_statement_step (statement, &row, error))
        return FALSE;
      if (row)
        g_ptr_array_add (rows, read_row (statement));
    }
  while (row);
  g_value_init (value, G_TYPE_PTR_ARRAY);
  g_value_take_boxed (value, g_steal_pointer (&rows));
  return TRUE;
}

/**
 * salve_store_list_audit:
 * @filter: copied
 * @before: an id of a row that was read before; %G_MAXINT64 for the newest
 * @most: how many rows at most
 *
 * Main thread; the reading is done on a thread of the store.
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #SalveAuditRow, the newest first; fewer than @most: there are no
 *   more
 */
DexFuture *
salve_store_list_audit (SalveStore *self, const SalveAuditFilter *filter, gint64 before, guint most)
{
  Page *page;

  g_return_val_if_fail (SALVE_IS_STORE (self) && filter != NULL && most >= 1 && most <= SALVE_AUDIT_MOST,
                        NULL);

  page = g_new0 (Page, 1);
  *page = (Page){ .before = before,
                  .actor = g_strdup (filter->actor),
                  .resource_id = g_strdup (filter->resource_id),
                  .from = filter->from,
                  .until = filter->until,
                  .most = most };
  return salve_store_run_read (self, SALVE_PRIORITY_PERSON, read_page, page, page_free);
}
