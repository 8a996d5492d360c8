/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The number by which a patient is called in the waiting room, such as "K47": it says nothing of who comes, to whom, or
 * how many came before. */
char *salve_ticket_choose (const char *appointment_id, GHashTable *taken);
gboolean salve_ticket_is_valid (const char *text);

G_END_DECLS
