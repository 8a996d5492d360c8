/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Languages by their names, in the words of whoever reads. */
#pragma once

#include "salve-resource.h"

G_BEGIN_DECLS

char *salve_language_format (const char *tag);
char *salve_languages_format (SalveResource *patient);

G_END_DECLS
