/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far a long command is: a bar on a terminal, a plain line now and then elsewhere. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SalveProgressBar SalveProgressBar;

SalveProgressBar *salve_progress_bar_new (gboolean quiet);
void
salve_progress_bar_update (SalveProgressBar *self, const char *what, double fraction, const char *detail);
void salve_progress_bar_free (SalveProgressBar *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveProgressBar, salve_progress_bar_free)

G_END_DECLS
