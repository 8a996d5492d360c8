/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A time that has become free, and who waits for one like it. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

void salve_offer_freed_time (GtkWidget *parent, SalveClinic *clinic, const char *cancelled_id);

G_END_DECLS
