/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-resource.h"

G_BEGIN_DECLS

gboolean salve_deidentify_knows (const char *type);
GBytes *salve_deidentify (SalveResource *resource, const char *key, gint64 now, GError **error);

G_END_DECLS
