/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Before the record of a patient is opened: whoever does not treat them says why they need it now. The server keeps the
 * reason for somebody to review, and the record comes from it; while it does not answer the desk keeps the reason, and
 * tells it later. */
#pragma once

#include <gtk/gtk.h>

#include "salve-clinic.h"
#include "salve-remote.h"
#include "salve-sync.h"

G_BEGIN_DECLS

gboolean salve_glass_guard (GtkWidget *window,
                            SalveClinic *clinic,
                            SalveRemote *remote,
                            SalveSync *sync,
                            const char *action,
                            const char *patient_id);
DexFuture *salve_glass_send_kept (SalveClinic *clinic, SalveRemote *remote, const char *login);

G_END_DECLS
