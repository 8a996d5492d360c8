/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows below an entry that offer what may be meant. They are rows of the same list, so that the arrow down and Tab
 * come to them and a screen reader reads them as what follows the entry. */
#pragma once

#include <adwaita.h>

#include "salve-name-directory.h"

G_BEGIN_DECLS

#define SALVE_TYPE_SUGGESTION_ROWS (salve_suggestion_rows_get_type ())
G_DECLARE_FINAL_TYPE (SalveSuggestionRows, salve_suggestion_rows, SALVE, SUGGESTION_ROWS, GObject)

/* Signal "picked" (guint index): of what was offered last */
SalveSuggestionRows *salve_suggestion_rows_new (void);
GPtrArray *salve_suggestion_rows_get_rows (SalveSuggestionRows *self);
void salve_suggestion_rows_offer (SalveSuggestionRows *self, GPtrArray *entries);

#define SALVE_SUGGESTION_ROWS_MOST 5

G_END_DECLS
