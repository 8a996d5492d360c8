/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions of one line: why a taken time is booked all the same, and why an appointment is cancelled. */
#pragma once

#include <adwaita.h>

#include "salve-appointment-flows.h"

G_BEGIN_DECLS

/* Called once: with the reason, never an empty one, or with NULL where the person thought again. */
typedef void (*SalveReasonFunc) (GObject *parent, const char *reason, gpointer user_data);

void salve_overbook_ask (GtkWidget *parent,
                         SalveClinic *clinic,
                         const char *in_the_way,
                         SalveReasonFunc func,
                         gpointer user_data);
void salve_cancel_ask (GtkWidget *parent, const char *who, SalveReasonFunc func, gpointer user_data);

/* Which of a series is meant; called once, with SALVE_SERIES_NONE where the person thought again. */
typedef void (*SalveScopeFunc) (GObject *parent, SalveSeriesScope scope, gpointer user_data);
void salve_scope_ask (GtkWidget *parent, const char *heading, SalveScopeFunc func, gpointer user_data);

G_END_DECLS
