/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <yyjson.h>

G_BEGIN_DECLS

gboolean salve_merge_visit_value (yyjson_mut_doc *out,
                                  const char *type,
                                  const char *path,
                                  yyjson_val *const three[3],
                                  yyjson_mut_val **merged);

G_END_DECLS
