/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a form looks up while it is filled in: whose a number is, and whom a reference may name. */
#pragma once

#include "salve-connection.h"
#include "salve-store.h"

G_BEGIN_DECLS

typedef struct
{
  char *id;
  char *name;
} SalveNamed;

void salve_named_free (SalveNamed *self);

char *salve_identifier_compact (const char *value);
gboolean salve_patient_carries (SalveResource *patient, const char *type_code, const char *compact);
SalveResource *salve_identifier_find_owner (SalveConnection *connection,
                                            const char *type_code,
                                            const char *value,
                                            GHashTable *except,
                                            GError **error);
GPtrArray *salve_find_patients_exactly (SalveConnection *connection,
                                        const char *number,
                                        const char *name,
                                        const char *birth_date,
                                        guint most,
                                        GError **error);
SalvePatientRow *salve_store_find_identifier (SalveStore *self,
                                              const char *type_code,
                                              const char *value,
                                              const char *except_id,
                                              GError **error);
GPtrArray *salve_store_list_named (SalveStore *self, const char *type, guint limit, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveNamed, salve_named_free)

G_END_DECLS
