/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What salve-server user does beside the people themselves: what roles may do, programs, reviews, and the audit trail. */
#pragma once

#include "salve-accounts-clients.h"
#include "salve-audit-list.h"
#include "salve-command.h"

G_BEGIN_DECLS

/* Who did it, in the audit trail. */
#define SALVE_COMMAND_USER_ACTOR "salve-server user"

gboolean salve_command_user_rules (SalveCommandContext *context, SalveAccounts *accounts, GError **error);
gboolean salve_command_user_programs (SalveCommandContext *context, SalveAccounts *accounts, GError **error);
gboolean salve_command_user_reviews (SalveCommandContext *context, SalveAccounts *accounts, GError **error);
gboolean salve_command_user_trail (SalveCommandContext *context,
                                   SalveStore *store,
                                   const SalveAuditFilter *filter,
                                   guint most,
                                   GError **error);

G_END_DECLS
