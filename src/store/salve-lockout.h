/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Slows down whoever tries passwords, by account and by address, and never shuts anybody out: the wait grows to an end
 * and is forgotten after an hour. An address from which somebody has signed in is only slowed by its own mistakes with
 * that account, so that a stranger cannot keep people from their work. All of it is in memory and bounded: names that do
 * not exist are counted like the others, in a table of their own, where they cannot push those out. One thread.
 */
#pragma once

#include "salve-instant.h"

G_BEGIN_DECLS

typedef struct _SalveLockout SalveLockout;

SalveLockout *salve_lockout_new (guint max_entries);
void salve_lockout_free (SalveLockout *self);
guint salve_lockout_begin (SalveLockout *self,
                           const char *name,
                           gboolean known,
                           const char *address,
                           SalveInstant now);
guint salve_lockout_get_delay (SalveLockout *self,
                               const char *name,
                               gboolean known,
                               const char *address,
                               SalveInstant now);
void salve_lockout_fail (SalveLockout *self,
                         const char *name,
                         gboolean known,
                         const char *address,
                         SalveInstant now);
void salve_lockout_succeed (SalveLockout *self,
                            const char *name,
                            gboolean known,
                            const char *address,
                            SalveInstant now);
void salve_lockout_cancel (SalveLockout *self, const char *name, gboolean known, const char *address);
guint salve_lockout_get_n_entries (SalveLockout *self);
char *salve_lockout_normalise_address (const char *address);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveLockout, salve_lockout_free)

G_END_DECLS
