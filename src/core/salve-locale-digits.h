/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-locale.h"

G_BEGIN_DECLS

char *salve_locale_write_digits (const SalveLocale *locale, char *text);

G_END_DECLS
