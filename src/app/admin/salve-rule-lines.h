/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of a role as people read them: a line says of several kinds of records that the same may be done with them.
 * The text that comes of lines allows exactly what the text allowed that they were made of. */
#pragma once

#include "salve-permission.h"

G_BEGIN_DECLS

typedef struct
{
  SalveReachKind reach;
  guint actions;    /* a bit each: 1 << SalveAction */
  GPtrArray *types; /* of char *; each once */
} SalveRuleLine;

SalveRuleLine *salve_rule_line_new (SalveReachKind reach, guint actions);
void salve_rule_line_free (SalveRuleLine *self);
gboolean salve_rule_line_has (const SalveRuleLine *self, const char *type);
void salve_rule_line_set (SalveRuleLine *self, const char *type, gboolean has);
char *salve_rule_line_get_actions_words (const SalveRuleLine *self);
char *salve_rule_line_get_types_words (const SalveRuleLine *self);

GPtrArray *salve_rule_lines_parse (const char *rules, GError **error); /* of SalveRuleLine */
char *salve_rule_lines_format (GPtrArray *lines);

const char *salve_reach_words (SalveReachKind reach);
const char *salve_action_words (SalveAction action);
const char *salve_kind_words (const char *type);
const char *const *salve_kinds (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveRuleLine, salve_rule_line_free)

G_END_DECLS
