/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server's FHIR R4 search (https://hl7.org/fhir/R4/search.html), history and the reach of who asks. Everything here
 * runs on a worker's connection (salve-store-run.h). Who may see what is bound into every query: what is out of reach
 * looks as if it were not there. */
#pragma once

#include "salve-connection.h"
#include "salve-instant.h"
#include "salve-permission.h"
#include "salve-search-parameter.h"

G_BEGIN_DECLS

#define SALVE_SEARCH_COUNT_DEFAULT 50
#define SALVE_SEARCH_COUNT_MAX 1000
#define SALVE_SEARCH_MAX_PARAMETERS 64
#define SALVE_SEARCH_MAX_VALUES 200
#define SALVE_SEARCH_MAX_INCLUDES 1000

typedef enum
{
  SALVE_SEARCH_ERROR_INVALID,     /* 400: a value or a parameter that means nothing */
  SALVE_SEARCH_ERROR_UNSUPPORTED, /* 400: FHIR has it, this server does not */
  SALVE_SEARCH_ERROR_TOO_MUCH,    /* 400: more parameters or values than are taken */
  SALVE_SEARCH_ERROR_PAGE,        /* 400: the page's token is none of this search's */
  SALVE_SEARCH_ERROR_NOT_READY,   /* 503: the index was never made: salve_search_index_enable() */
} SalveSearchError;

#define SALVE_SEARCH_ERROR (salve_search_error_quark ())
GQuark salve_search_error_quark (void);

/* What of one type may be seen by whom; id is the patient's or the practitioner's. */
typedef struct
{
  const char *type;
  SalveReachKind kind;
  const char *id;
} SalveReachOf;

/* kind and id are of the type that is asked for: they are looked at for nothing else where others says what of each other
 * type may be seen, which ends with a NULL type; "*" is every type that is not in it, and without "*" those may not be
 * seen at all. Without others
 * they count for every type. id is not looked at for SALVE_REACH_NONE and SALVE_REACH_ALL. */
typedef struct
{
  SalveReachKind kind;
  const char *id;
  const SalveReachOf *others;
} SalveReach;

typedef enum
{
  SALVE_SEARCH_MATCH,
  SALVE_SEARCH_INCLUDE,
} SalveSearchMode;

typedef struct
{
  char *type;
  char *id;
  gint64 version;            /* versionId */
  SalveInstant last_updated; /* µs UTC */
  gboolean deleted;          /* only in histories; body is then NULL */
  GBytes *body;              /* as it was put: meta is the caller's to write */
  SalveSearchMode mode;
} SalveSearchRow;

typedef struct
{
  GPtrArray *rows; /* (element-type SalveSearchRow): matches in their order, then what is included */
  gint64 total;    /* of matches in reach on all pages; -1 where it was not asked for and is not cheap */
  char *next;      /* (nullable): the next page's token for _page; NULL on the last one */
  SalveInstant
      newest; /* of all versions in the file at the moment of this page, whosever they are: whatever comes later is
                        * behind it; 0: there is none, or whoever asks reads one patient's record only */
  gboolean
      includes_left_out; /* more than SALVE_SEARCH_MAX_INCLUDES belong to the page: say so in an outcome */
} SalveSearchPage;

void salve_search_page_free (SalveSearchPage *self);
void salve_search_row_free (SalveSearchRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveSearchPage, salve_search_page_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveSearchRow, salve_search_row_free)

typedef struct _SalveFhirSearch SalveFhirSearch;

SalveFhirSearch *
salve_fhir_search_parse (const char *type, const char *query, gboolean strict, GError **error);
void salve_fhir_search_free (SalveFhirSearch *self);
void salve_fhir_search_set_base (SalveFhirSearch *self, const char *base);
const char *const *salve_fhir_search_get_ignored (SalveFhirSearch *self);
const char *const *salve_fhir_search_get_elements (SalveFhirSearch *self);
const char *salve_fhir_search_get_summary (SalveFhirSearch *self);
guint salve_fhir_search_get_count (SalveFhirSearch *self);
gboolean salve_fhir_search_leads_elsewhere (SalveFhirSearch *self);
gboolean salve_fhir_search_run (SalveFhirSearch *self,
                                SalveConnection *connection,
                                const SalveReach *reach,
                                SalveInstant now,
                                SalveSearchPage **page,
                                GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveFhirSearch, salve_fhir_search_free)

SalveReach salve_reach_of_type (const SalveReach *self, const char *asked, const char *type);
gboolean salve_reach_allows (SalveConnection *connection,
                             const SalveReach *reach,
                             const char *type,
                             const char *id,
                             gboolean *allowed,
                             GError **error);
gboolean salve_history_run (SalveConnection *connection,
                            const SalveReach *reach,
                            const char *type,
                            const char *id,
                            SalveInstant since,
                            guint count,
                            const char *page_token,
                            SalveSearchPage **page,
                            GError **error);
gboolean salve_version_read (SalveConnection *connection,
                             const SalveReach *reach,
                             const char *type,
                             const char *id,
                             gint64 version,
                             SalveSearchRow **row,
                             GError **error);

gboolean salve_search_index_make_step (SalveConnection *connection,
                                       gint64 duration,
                                       double *fraction,
                                       gboolean *again,
                                       GError **error);
gboolean salve_search_index_enable (SalveConnection *connection, GError **error);
gboolean salve_search_index_is_enabled (SalveConnection *connection, gboolean *enabled, GError **error);

G_END_DECLS
