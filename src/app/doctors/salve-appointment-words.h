/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times in words, and small things that the doctors' dialogs share. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"
#include "salve-time-span.h"

G_BEGIN_DECLS

char *salve_span_format (SalveTimeSpan span, SalveClinic *clinic);
char *salve_day_format_brief (SalvePartialDate day, SalveClinic *clinic);
gboolean salve_minute_parse_typed (const char *text, int *minute);
void salve_dialog_ask_before_leaving (AdwDialog *dialog);
void salve_dialog_hide_title_when_narrow (AdwDialog *dialog, AdwHeaderBar *header);
void salve_dialog_add_save_keys (GtkWidget *dialog, const char *action);

G_END_DECLS
