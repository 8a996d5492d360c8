/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a resource to the columns that lists and searches read. Whatever is written here can be made again from the
 * bodies, and salve_store_check() does so and compares. */
#pragma once

#include "salve-connection.h"
#include "salve-resource.h"

G_BEGIN_DECLS

gboolean salve_projection_remove (SalveConnection *connection,
                                  const char *type,
                                  const char *id,
                                  gint64 rowid,
                                  GError **error);
gboolean
salve_projection_put (SalveConnection *connection, SalveResource *resource, gint64 rowid, GError **error);
char *salve_projection_search_key (GPtrArray *names, GPtrArray *identifiers);
char *salve_projection_match_key (const char *search_key, const char *birth, const char *phones);
char *salve_projection_join_name (const char *family,
                                  const char *given,
                                  const char *prefix,
                                  const char *suffix,
                                  const char *text);
char *salve_projection_patient_of (SalveResource *resource);

G_END_DECLS
