/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people were told was saved. Every edit writes a token that is nowhere else: a word "tok17x", or a birth date. A
 * token may go only where somebody who saw it wrote something else in its place. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SimLedger SimLedger;
SimLedger *sim_ledger_new (void);
void sim_ledger_free (SimLedger *self);

char *sim_ledger_word (SimLedger *self);
char *sim_ledger_birth_date (SimLedger *self);
void sim_ledger_collect (const char *text, GHashTable *tokens);
void sim_ledger_promise (SimLedger *self, const char *text, const char *by);
void sim_ledger_forgive (SimLedger *self, const char *by);
void sim_ledger_replace (SimLedger *self, const char *before, const char *after);
char *sim_ledger_find_lost (SimLedger *self, GHashTable *seen);
guint sim_ledger_count (SimLedger *self);

G_END_DECLS
