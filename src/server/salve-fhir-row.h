/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A resource as the store has it and as the server shows it: meta.versionId and meta.lastUpdated are the row's, whatever
 * the client had sent in their place; every other byte is as it came. */
#pragma once

#include "salve-statement.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 version; /* 0: there never was one */
  gint64 last_updated;
  gboolean deleted;
  GBytes *body;
} SalveFhirState;

void salve_fhir_state_clear (SalveFhirState *state);
gboolean salve_fhir_state_read (SalveConnection *connection,
                                const char *type,
                                const char *id,
                                SalveFhirState *state,
                                GError **error);
GBytes *salve_fhir_row_body (GBytes *body, const char *id, gint64 version, gint64 last_updated);
GBytes *salve_fhir_outcome (const char *severity, const char *code, const char *text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SalveFhirState, salve_fhir_state_clear)

G_END_DECLS
