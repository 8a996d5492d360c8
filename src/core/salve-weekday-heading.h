/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-locale.h"

G_BEGIN_DECLS

char *salve_weekday_heading (const SalveLocale *locale, guint weekday);

G_END_DECLS
