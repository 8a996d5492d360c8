/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person chose about dates and names, laid over what the language says. */
#pragma once

#include <gio/gio.h>

#include "salve-locale.h"

G_BEGIN_DECLS

SalveLocale *salve_formats_make_locale (const char *date_format, const char *name_order);
SalveLocale *salve_formats_read_locale (GSettings *settings);

G_END_DECLS
