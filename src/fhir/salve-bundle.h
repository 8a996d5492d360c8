/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-instant.h"
#include "salve-resource.h"

G_BEGIN_DECLS

/* One entry of a Bundle as it came; whatever it does not have is NULL. */
typedef struct
{
  SalveResource *resource;
  GError *unreadable; /* why there is no resource although there should be */
  char *full_url;
  char *method;           /* request.method, in histories */
  char *url;              /* request.url */
  guint status;           /* response.status; 0: none */
  char *etag;             /* response.etag */
  char *location;         /* response.location */
  char *last_modified;    /* response.lastModified */
  SalveResource *outcome; /* response.outcome */
  gboolean is_outcome;    /* search.mode outcome: what the server has to say, no match */
} SalveBundleEntry;

/* A Bundle (https://hl7.org/fhir/R4/bundle.html), cut into its entries; each resource keeps its bytes. Immutable, and
 * counted atomically, so it may be handed from thread to thread. */
#define SALVE_TYPE_BUNDLE (salve_bundle_get_type ())
typedef struct
{
  gatomicrefcount ref_count;
  char *type;
  char *next;                /* the link to the next page, NULL on the last one */
  gint64 total;              /* -1 where it is not said */
  SalveInstant last_updated; /* SALVE_INSTANT_NONE where it is not said */
  SalveInstant
      oldest;         /* the earliest meta.lastUpdated of a resource; SALVE_INSTANT_NONE where none says it */
  GPtrArray *entries; /* (element-type SalveBundleEntry) */
} SalveBundle;

GType salve_bundle_get_type (void) G_GNUC_CONST;
SalveBundle *salve_bundle_parse (GBytes *json, GError **error);
SalveBundle *salve_bundle_ref (SalveBundle *self);
void salve_bundle_unref (SalveBundle *self);
void salve_bundle_rest (SalveBundle *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveBundle, salve_bundle_unref)

char *salve_version_of_etag (const char *etag);
char *salve_etag_of_version (const char *version);

G_END_DECLS
