/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of the user help: what Mallard says of it, as blocks that a widget each can show. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SALVE_HELP_RESOURCES "/io/github/salveclinic/Salve/help/C/"
/* The page that leads to all the others. */
#define SALVE_HELP_INDEX "index"

typedef enum
{
  SALVE_HELP_PARAGRAPH,
  SALVE_HELP_HEADING,
  SALVE_HELP_STEP,
  SALVE_HELP_ITEM,
  SALVE_HELP_TERM,
  SALVE_HELP_NOTE,
  SALVE_HELP_PICTURE,
} SalveHelpBlockKind;

/**
 * SalveHelpBlock:
 * @markup: Pango markup; of a picture what it shows, as plain text
 * @number: of a step, from 1 on; 0 for all others, and for what goes on below a step
 * @source: (nullable): of a picture, where it lies below the help's folder; of a heading, the id of its section
 */
typedef struct
{
  SalveHelpBlockKind kind;
  char *markup;
  guint number;
  char *source;
} SalveHelpBlock;

/**
 * SalveHelpPage:
 * @group: (nullable): the section of the index under which it stands
 * @summary: one sentence
 * @words: everything in it in lower case, to look through
 */
typedef struct
{
  char *id;
  char *title;
  char *summary;
  char *group;
  char *words;
  GPtrArray *blocks; /* of SalveHelpBlock */
} SalveHelpPage;

SalveHelpPage *salve_help_page_parse (const char *text, gssize length, GError **error);
SalveHelpPage *salve_help_page_load (const char *id, GError **error);
GPtrArray *salve_help_page_load_all (void);
void salve_help_page_free (SalveHelpPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveHelpPage, salve_help_page_free)

G_END_DECLS
