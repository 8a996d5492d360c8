/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that a person can tell Salve to do, once: the keys of the application, the palette and the list of
 * shortcuts are all made of this table, so that none of them can promise what another does not know. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SalveCommand:
 * @section: under which heading it stands in the list of shortcuts, to be translated
 * @title: what it does, to be translated
 * @action: its detailed action name; %NULL for keys that a view handles by itself
 * @icon: a symbolic icon's name; %NULL where the palette does not offer it
 * @keys: accelerators as gtk_accelerator_parse() takes them; the first is the one that is shown
 */
typedef struct
{
  const char *section;
  const char *title;
  const char *action;
  const char *icon;
  const char *keys[3];
} SalveCommand;

const SalveCommand *salve_commands_get (guint *n_commands);
char *salve_command_get_key_label (const SalveCommand *command);

G_END_DECLS
