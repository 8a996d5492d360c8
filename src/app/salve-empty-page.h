/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An honest page for a view that has nothing to show yet: why, and what to do instead. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *salve_empty_page_new (const char *name);

G_END_DECLS
