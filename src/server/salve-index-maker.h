/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The index that searches need, made once for a file: a few seconds of it before the server listens, which is all that most
 * files take, and the rest beside its work. */
#pragma once

#include "salve-command.h"
#include "salve-service.h"

G_BEGIN_DECLS

SalveIndexMaker *salve_index_maker_new (SalveStore *store);
gboolean salve_index_maker_run_for (SalveIndexMaker *self,
                                    gint64 duration,
                                    SalveCommandContext *context,
                                    GError **error);
void salve_index_maker_go_on (SalveIndexMaker *self, SalveService *service);
gboolean salve_index_maker_is_done (SalveIndexMaker *self, double *fraction);
DexFuture *salve_index_maker_stop (SalveIndexMaker *self);
void salve_index_maker_free (SalveIndexMaker *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveIndexMaker, salve_index_maker_free)

G_END_DECLS
