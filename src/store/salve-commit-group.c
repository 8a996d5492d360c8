/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-commit-group.h"

/* So many at most, and none behind those that changed so many rows: whoever was first waits for all of them. A booking
 * changes some thirty. */
#define MOST 64
#define ROWS 2000

typedef struct
{
  SalveWorkerTaken *taken;
  gpointer data;
  GValue value;
  GError *error; /* NULL: it was made */
} Member;

static void
clear_member (gpointer data)
{
  Member *member = data;

  g_clear_error (&member->error);
  if (G_IS_VALUE (&member->value))
    g_value_unset (&member->value);
}

/* A change that is refused leaves nothing, and the others as they are. FALSE: there is no transaction any more, as after
 * some errors of the disk, and nothing of anybody's is in the file. */
static gboolean
add_member (SalveConnection *connection, const SalveGroupFuncs *funcs, Member *member)
{
  if (!salve_connection_exec (connection, "SAVEPOINT member", &member->error))
    return FALSE;
  if (funcs->make (connection, member->data, &member->value, &member->error))
    return salve_connection_exec (connection, "RELEASE member", &member->error);
  return salve_connection_is_in_transaction (connection)
         && salve_connection_exec (connection, "ROLLBACK TO member", NULL)
         && salve_connection_exec (connection, "RELEASE member", NULL);
}

/* Those that wait next. Returns: FALSE with the error that ended the transaction */
static gboolean
add_waiting (SalveConnection *connection,
             SalveWorker *writer,
             const SalveGroupFuncs *funcs,
             GArray *members,
             GError **error)
{
  sqlite3 *handle = salve_connection_get_handle (connection);
  gint64 before = sqlite3_total_changes64 (handle);

  while (members->len < MOST - 1 && sqlite3_total_changes64 (handle) - before < ROWS)
    {
      Member next = { NULL };
      Member *member;

      next.taken = salve_worker_take (writer, funcs->work, &next.data);
      if (next.taken == NULL)
        break;
      g_array_append_val (members, next);
      member = &g_array_index (members, Member, members->len - 1);
      if (!add_member (connection, funcs, member))
        {
          g_propagate_error (error, g_error_copy (member->error));
          return FALSE;
        }
    }
  return TRUE;
}

/* failed: (nullable): why nothing of the group is in the file */
static void
answer (const SalveGroupFuncs *funcs, Member *member, const GError *failed)
{
  if (failed != NULL && member->error == NULL)
    member->error = g_error_copy (failed);
  if (member->error == NULL)
    funcs->made (member->data);
  salve_worker_finish_taken (member->taken, &member->value, g_steal_pointer (&member->error));
}

/**
 * salve_commit_group_run:
 * @connection: the writer's, outside of any transaction
 * @writer: (nullable): whose jobs wait; NULL: nobody else's change is taken along
 * @data: of the job that is being done
 * @value: (out): of that job
 *
 * Makes one change, and with it those that wait behind it, each of which is refused or made as if it had come alone and
 * later: it sees the ones before it. Everybody is answered when the transaction is on the disk; where that fails nothing of
 * any of them is in the file, and all hear so.
 *
 * Returns: whether the job's own change was made
 */
gboolean
salve_commit_group_run (SalveConnection *connection,
                        SalveWorker *writer,
                        const SalveGroupFuncs *funcs,
                        gpointer data,
                        GValue *value,
                        GError **error)
{
  g_autoptr (GArray) members = g_array_new (FALSE, TRUE, sizeof (Member));
  g_autoptr (GError) failed = NULL;

  g_array_set_clear_func (members, clear_member);
  if (!salve_connection_begin (connection, error))
    return FALSE;
  if (!funcs->make (connection, data, value, error))
    {
      salve_connection_rollback (connection);
      return FALSE;
    }
  if ((writer != NULL && !add_waiting (connection, writer, funcs, members, &failed))
      || !salve_connection_commit (connection, &failed))
    salve_connection_rollback (connection);
  if (failed == NULL)
    funcs->made (data);
  for (guint i = 0; i < members->len; i++)
    answer (funcs, &g_array_index (members, Member, i), failed);
  if (failed == NULL)
    return TRUE;
  g_value_unset (value);
  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}
