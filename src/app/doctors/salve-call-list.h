/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom to call after a range was closed: shown, printed, or written into a file that the person chooses. */
#pragma once

#include <adwaita.h>

#include "salve-close-plan.h"

G_BEGIN_DECLS

AdwDialog *salve_call_list_dialog_new (SalveClinic *clinic, GPtrArray *calls);
char *salve_call_list_to_csv (GPtrArray *calls);
gboolean salve_call_list_to_pdf (GPtrArray *calls, const char *path, GError **error);

G_END_DECLS
