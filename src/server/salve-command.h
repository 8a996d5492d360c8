/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all commands of salve-server share: options, the store and its key, the report, the exit status. */
#pragma once

#include <gio/gio.h>
#include <libdex.h>
#include <yyjson.h>

#include "salve-progress-bar.h"
#include "salve-store.h"

G_BEGIN_DECLS

/**
 * SalveExit:
 * @SALVE_EXIT_DONE: everything asked for was done
 * @SALVE_EXIT_FAILED: something failed, was refused or was interrupted
 * @SALVE_EXIT_USAGE: the command line is wrong; nothing was tried
 */
typedef enum
{
  SALVE_EXIT_DONE = 0,
  SALVE_EXIT_FAILED = 1,
  SALVE_EXIT_USAGE = 2,
} SalveExit;

typedef struct _SalveCommand SalveCommand;

/**
 * SalveCommandContext:
 * @command: the one that runs
 * @store_path: --store, or where the staff program keeps it
 * @key_path: (nullable): --key-file
 * @json: --json
 * @arguments: what is left of the command line
 * @cancellable: cancelled by SIGINT and SIGTERM
 * @bar: to show progress with
 * @report: the document that --json prints
 * @root: its object
 */
typedef struct
{
  const SalveCommand *command;
  char *store_path;
  char *key_path;
  gboolean json;
  GStrv arguments;
  GCancellable *cancellable;
  SalveProgressBar *bar;
  yyjson_mut_doc *report;
  yyjson_mut_val *root;
} SalveCommandContext;

/**
 * SalveCommand:
 * @name: what is typed
 * @arguments: how the help writes its arguments
 * @summary: one line
 * @description: what the help says below its options
 * @options: (nullable): its own options beside the common ones
 * @store_name: (nullable): the file's name where no --store is given; %NULL for the staff program's own. A server has
 *   another one than the desk on the same machine, which would otherwise be kept the same with itself
 * @run: runs on a fiber of the main context; no SQL and no cryptography on its stack
 */
struct _SalveCommand
{
  const char *name;
  const char *arguments;
  const char *summary;
  const char *description;
  const GOptionEntry *options;
  const char *store_name;
  SalveExit (*run) (SalveCommandContext *context, GError **error);
};

extern const SalveCommand salve_command_import;
extern const SalveCommand salve_command_export;
extern const SalveCommand salve_command_check;
extern const SalveCommand salve_command_backup;
extern const SalveCommand salve_command_restore;
extern const SalveCommand salve_command_demo;
extern const SalveCommand salve_command_serve;
extern const SalveCommand salve_command_user;

SalveStoreKey *salve_command_load_key (SalveCommandContext *context, gboolean create, GError **error);
SalveStore *salve_command_open_store (SalveCommandContext *context, gboolean create, GError **error);
gboolean salve_command_close_store (SalveStore *store, GError **error);
gboolean salve_command_check_arguments (SalveCommandContext *context, guint min, guint max, GError **error);

/* Does what blocks, on a thread, while the caller's fiber waits and signals are heard. */
typedef gboolean (*SalveCommandWorkFunc) (SalveCommandContext *context, gpointer data, GError **error);
gboolean salve_command_run_in_thread (SalveCommandContext *context,
                                      SalveCommandWorkFunc func,
                                      gpointer data,
                                      GError **error);
void salve_command_say (SalveCommandContext *context, const char *format, ...) G_GNUC_PRINTF (2, 3);
void salve_command_report_error (SalveCommandContext *context, const GError *error);
char *salve_command_format_count (guint64 count);
char *salve_command_format_time (gint64 microseconds);

G_END_DECLS
