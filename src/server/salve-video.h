/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The short address of a visit by video. */
#pragma once

#include "salve-exchange.h"

G_BEGIN_DECLS

gboolean salve_video_handle (SalveExchange *exchange, GError **error);

G_END_DECLS
