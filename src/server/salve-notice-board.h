/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Change notices over websockets: "something changed", and nothing of what; whoever hears it asks with their own rights. */
#pragma once

#include "salve-exchange.h"

G_BEGIN_DECLS

typedef struct _SalveNoticeBoard SalveNoticeBoard;

SalveNoticeBoard *salve_notice_board_new (SalveService *service);
void salve_notice_board_free (SalveNoticeBoard *self);
void salve_notice_board_changed (SalveNoticeBoard *self);
guint salve_notice_board_count (SalveNoticeBoard *self);
void salve_notice_board_close (SalveNoticeBoard *self);
void salve_notice_board_set_listener (SalveNoticeBoard *self,
                                      void (*keep_open) (SoupServerMessage *message, gpointer data),
                                      gpointer data);

G_END_DECLS
