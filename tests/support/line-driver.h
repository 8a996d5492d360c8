/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A test's program that does what its standard input says, a line a command, and answers each with a line of its own:
 * "ok …" or "error …". */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  guint n_words; /* with the name */
  /* In a fiber, so it may await. Returns: (transfer full): what is said behind "ok"; NULL with an error */
  char *(*run) (gpointer data, char **words, GError **error);
} LineCommand;

void line_driver_answer (const char *word, const char *text);
void line_driver_run (const LineCommand *commands, gsize n_commands, gpointer data);

G_END_DECLS
