/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The present file is never written over: it is renamed, and its new name is told. Until the two change places nothing
 * that was there is touched, so that stopping is always safe. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-restore.h"

#include "salve-host-path.h"
#include "salve-store.h"
#include "salve-task-dialog.h"

#include <adwaita.h>
#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

/* What SQLite may leave beside a file. */
static const char *const companions[] = { "", "-wal", "-shm" };

typedef struct
{
  GFile *backup;
  GFile *store;
  GFile *prepared;
  SalveStoreKey *key;
  GtkWindow *window;
  SalveRestoreFunc func;
  gpointer data;
  gboolean handed_over; /* the prepared copy is somebody else's */
} Restore;

static void
remove_file (GFile *file)
{
  for (guint i = 0; i < G_N_ELEMENTS (companions); i++)
    {
      g_autofree char *path = g_strconcat (g_file_peek_path (file), companions[i], NULL);

      g_unlink (path);
    }
}

static void
restore_free (gpointer data)
{
  Restore *restore = data;

  if (restore->prepared && !restore->handed_over)
    remove_file (restore->prepared);
  g_clear_object (&restore->backup);
  g_clear_object (&restore->store);
  g_clear_object (&restore->prepared);
  g_clear_pointer (&restore->key, salve_store_key_unref);
  g_clear_object (&restore->window);
  g_free (restore);
}

/* "clinic.salve" becomes "clinic-WORD-20261121-104500.salve" in the same folder. */
static GFile *
name_beside (GFile *store, const char *word)
{
  g_autofree char *base = g_file_get_basename (store);
  g_autoptr (GFile) folder = g_file_get_parent (store);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%d-%H%M%S");
  char *dot = strrchr (base, '.');
  g_autofree char *ending = g_strdup (dot ? dot : "");

  if (dot)
    *dot = '\0';
  for (guint i = 1;; i++)
    {
      g_autofree char *more = i > 1 ? g_strdup_printf ("-%u", i) : g_strdup ("");
      g_autofree char *name = g_strconcat (base, "-", word, "-", time, more, ending, NULL);
      g_autoptr (GFile) file = g_file_get_child (folder, name);

      if (!g_file_query_exists (file, NULL))
        return g_steal_pointer (&file);
    }
}

static char *
date_of (GFile *file)
{
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_TIME_MODIFIED, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  g_autoptr (GDateTime) time = info ? g_file_info_get_modification_date_time (info) : NULL;
  g_autoptr (GDateTime) local = time ? g_date_time_to_local (time) : NULL;

  return local ? g_date_time_format (local, "%Y-%m-%d %H:%M") : g_strdup (_ ("an unknown day"));
}

static char *
describe (Restore *restore, SalveStore *store, const SalveCheckReport *report)
{
  g_autofree char *date = date_of (restore->backup);
  g_autofree char *records = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%'lu record", "%'lu records", (gulong)report->resources),
      (gulong)report->resources);
  guint64 count = 0;
  g_autofree char *patients = NULL;

  salve_store_count (store, "Patient", &count, NULL);
  patients = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'lu patient", "%'lu patients", (gulong)count),
                              (gulong)count);
  /* Translators: a number of patients, a number of records, a date and time */
  return g_strdup_printf (
      _ ("The backup is whole: %s, %s, written on %s. What was entered since then is not in it. "
         "The present file is kept under another name."),
      patients, records, date);
}

/* This thread has nothing else to do, so it looks now and then whether the file is closed. */
static void
close_and_wait (SalveStore *store)
{
  g_autoptr (DexFuture) closed = salve_store_close (store);

  while (dex_future_is_pending (closed))
    g_usleep (2000);
}

static gboolean
copy_backup (Restore *restore, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) near = salve_host_path_near (restore->backup, restore->store);
  gboolean good = salve_host_path_bring (restore->backup, near, cancellable, error)
                  && salve_store_restore (near, restore->prepared, restore->key, error);

  if (near != restore->backup)
    remove_file (near);
  return good;
}

/* On the task's thread. The copy is opened as the desk will open it, so that an older backup is brought up to date now. */
static gboolean
prepare (SalveTaskDialog *dialog, gpointer data, char **outcome, GCancellable *cancellable, GError **error)
{
  Restore *restore = data;
  g_autoptr (SalveStore) store = NULL;
  g_autoptr (SalveCheckReport) report = NULL;

  salve_task_dialog_report (-1, _ ("Copying"), dialog);
  if (!copy_backup (restore, cancellable, error) || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  store = salve_store_open (restore->prepared, restore->key, 0, error);
  if (!store)
    return FALSE;
  report = salve_store_check (store, salve_task_dialog_report, dialog, cancellable, error);
  if (report && report->ok)
    *outcome = describe (restore, store, report);
  else if (report)
    g_set_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_CORRUPT,
                 _ ("This backup is damaged; use another one. Nothing was changed.\n\n%s"),
                 report->problems->len > 0 ? (const char *)g_ptr_array_index (report->problems, 0) : "");
  close_and_wait (store);
  return *outcome != NULL;
}

static void
on_wanted (SalveTaskDialog *dialog, gpointer data)
{
  Restore *restore = data;
  g_autoptr (GFile) prepared = g_object_ref (restore->prepared);
  SalveRestoreFunc func = restore->func;
  gpointer func_data = restore->data;

  restore->handed_over = TRUE;
  /* Frees the restore with itself. */
  adw_dialog_force_close (ADW_DIALOG (dialog));
  func (prepared, func_data);
}

static void
start (Restore *restore)
{
  AdwDialog *dialog;

  restore->prepared = name_beside (restore->store, "restoring");
  dialog = salve_task_dialog_new (_ ("Checking the Backup"), prepare, restore, restore_free);
  salve_task_dialog_offer (SALVE_TASK_DIALOG (dialog), _ ("_Restore"), on_wanted, restore);
  adw_dialog_present (dialog, GTK_WIDGET (restore->window));
}

static Restore *
restore_new (GFile *store, SalveStoreKey *key, GtkWindow *window, SalveRestoreFunc func, gpointer data)
{
  Restore *restore = g_new0 (Restore, 1);

  restore->store = g_object_ref (store);
  restore->key = key ? salve_store_key_ref (key) : NULL;
  restore->window = g_object_ref (window);
  restore->func = func;
  restore->data = data;
  return restore;
}

static void
on_chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  Restore *restore = data;

  restore->backup = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, NULL);
  if (restore->backup)
    start (restore);
  else
    restore_free (restore);
}

/**
 * salve_restore_choose:
 * @store: the clinic's file, which is open
 * @key: (nullable): its key, and the backup's
 * @func: called when the person has seen what the backup holds and wants it
 *
 * Asks for a backup, copies it beside the store, checks the copy, and says what is in it.
 */
void
salve_restore_choose (GFile *store,
                      SalveStoreKey *key,
                      GtkWindow *window,
                      SalveRestoreFunc func,
                      gpointer data)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Restore a Backup"));
  gtk_file_dialog_open (dialog, window, NULL, on_chosen, restore_new (store, key, window, func, data));
}

/**
 * salve_restore_prepare:
 * @backup: the backup that was chosen
 *
 * The part of salve_restore_choose() after a backup was chosen.
 */
void
salve_restore_prepare (GFile *backup,
                       GFile *store,
                       SalveStoreKey *key,
                       GtkWindow *window,
                       SalveRestoreFunc func,
                       gpointer data)
{
  Restore *restore = restore_new (store, key, window, func, data);

  restore->backup = g_object_ref (backup);
  start (restore);
}

static gboolean
move_file (GFile *from, GFile *to, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (companions); i++)
    {
      g_autofree char *old = g_strconcat (g_file_peek_path (from), companions[i], NULL);
      g_autofree char *new = g_strconcat (g_file_peek_path (to), companions[i], NULL);

      if (g_rename (old, new) == 0 || (i > 0 && errno == ENOENT))
        continue;
      g_set_error (error, G_IO_ERROR, (int)g_io_error_from_errno (errno), _ ("“%s” cannot be renamed: %s."),
                   old, g_strerror (errno));
      return FALSE;
    }
  return TRUE;
}

/**
 * salve_restore_swap:
 * @store: the clinic's file, closed
 * @prepared: the file to have in its place, closed, in the same folder
 *
 * Returns: (transfer full) (nullable): where the present file is now; %NULL when all is as it was
 */
GFile *
salve_restore_swap (GFile *store, GFile *prepared, GError **error)
{
  g_autoptr (GFile) aside = name_beside (store, "before-restore");

  if (!move_file (store, aside, error))
    return NULL;
  if (!move_file (prepared, store, error))
    {
      move_file (aside, store, NULL);
      return NULL;
    }
  return g_steal_pointer (&aside);
}
