/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Create, update, patch, delete: one or many of them as one transaction of the store. */
#pragma once

#include "salve-exchange.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_WRITE_CREATE,
  SALVE_WRITE_UPDATE,
  SALVE_WRITE_PATCH, /* JSON Patch, RFC 6902 */
  SALVE_WRITE_DELETE,
} SalveWriteKind;

typedef struct
{
  SalveWriteKind kind;
  char *type;
  char *id;                /* NULL: found by the condition, or made */
  SalveResource *resource; /* create, update */
  GBytes *patch;
  char *
      condition; /* a search: If-None-Exist, or what stands behind the ? of a conditional update or deletion */
  char *full_url;   /* urn:uuid:… by which the other entries name it */
  gint64 if_match;  /* 0: whatever it is; -1: a tag that cannot match */
  gboolean if_none; /* If-None-Match: *, it must not be there yet */
  SalveReach reach;

  /* What came of it. */
  guint status;
  gint64 version;
  gint64 last_updated;
  GBytes *body; /* NULL after a deletion */
} SalveFhirWrite;

SalveFhirWrite *salve_fhir_write_new (SalveWriteKind kind, const char *type, const char *id);
void salve_fhir_write_free (SalveFhirWrite *self);
gboolean salve_fhir_write_take_tags (SalveFhirWrite *self, const char *if_match, const char *if_none_match);
gboolean
salve_fhir_writes_await (SalveExchange *exchange, GPtrArray *writes, const char *label, GError **error);
gboolean
salve_fhir_write_await (SalveExchange *exchange, SalveFhirWrite *write, const char *label, GError **error);
void salve_fhir_write_answer (SalveExchange *exchange, SalveFhirWrite *write);

gboolean salve_fhir_handle_create (SalveExchange *exchange, GError **error);
gboolean salve_fhir_handle_update (SalveExchange *exchange, GError **error);
gboolean salve_fhir_handle_update_if (SalveExchange *exchange, GError **error);
gboolean salve_fhir_handle_patch (SalveExchange *exchange, GError **error);
gboolean salve_fhir_handle_delete (SalveExchange *exchange, GError **error);
gboolean salve_fhir_handle_delete_if (SalveExchange *exchange, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveFhirWrite, salve_fhir_write_free)

G_END_DECLS
