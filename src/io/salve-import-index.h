/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an import knows by now: which resource a `urn:uuid:`, a full URL or an identifier stands for. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SalveImportIndex SalveImportIndex;

SalveImportIndex *salve_import_index_new (void);
void salve_import_index_free (SalveImportIndex *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveImportIndex, salve_import_index_free)

void salve_import_index_add_id (SalveImportIndex *self, const char *type, const char *id);
void salve_import_index_add_url (SalveImportIndex *self, const char *url, const char *type, const char *id);
void salve_import_index_add_identifier (SalveImportIndex *self,
                                        const char *type,
                                        const char *system,
                                        const char *value,
                                        const char *id);
char *salve_import_index_resolve (SalveImportIndex *self, const char *reference);

/* Whether a resource came before in this import, and whether it said the same. */
typedef enum
{
  SALVE_IMPORT_FIRST,
  SALVE_IMPORT_SAME_AGAIN,
  SALVE_IMPORT_OTHER_AGAIN,
} SalveImportSeen;

SalveImportSeen
salve_import_index_see (SalveImportIndex *self, const char *type, const char *id, GBytes *bytes);

G_END_DECLS
