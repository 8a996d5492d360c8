/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Change notices over websockets: "something changed", and nothing of what; whoever hears it asks with their own rights. */
#pragma once

#include "salve-exchange.h"

G_BEGIN_DECLS

typedef struct _SalveNotices SalveNotices;

SalveNotices *salve_notices_new (SalveService *service);
void salve_notices_free (SalveNotices *self);
void salve_notices_changed (SalveNotices *self);
guint salve_notices_count (SalveNotices *self);
void salve_notices_close (SalveNotices *self);
void salve_notices_set_listener (SalveNotices *self,
                                 void (*keep_open) (SoupServerMessage *message, gpointer data),
                                 gpointer data);

G_END_DECLS
