/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a resource is found by: the values of its type's search parameters, and to whose record it belongs. Pure. */
#pragma once

#include "salve-element.h"
#include "salve-instant.h"
#include "salve-search-parameter.h"

G_BEGIN_DECLS

/* One value of one parameter; the texts live as long as the call. */
typedef struct
{
  const SalveSearchParameter *parameter;
  const char
      *text; /* token: the code; string: folded; reference: the id or, where it has none, the whole; uri */
  const char *
      system; /* token: the system, "" for none; reference: the type, "" for none; quantity: the unit's system */
  const char
      *exact; /* string: as it is written; reference: the server's address in front of it, "" for this one;
                       * quantity: the unit's code */
  SalveInstant low;  /* date: the first moment */
  SalveInstant high; /* date: the first moment after it; G_MAXINT64 where it goes on */
  double number;     /* quantity */
} SalveSearchEntry;

typedef void (*SalveSearchEntryFunc) (const SalveSearchEntry *entry, gpointer user_data);

void salve_search_extract (SalveResource *resource, SalveSearchEntryFunc func, gpointer user_data);
gboolean salve_search_date_range (const char *text, SalveInstant *low, SalveInstant *high);
void salve_search_split_reference (const char *reference, char **base, char **type, char **id);
char *salve_search_fold (const char *text);

/* "": belongs to somebody, but the resource does not say to whom in a way that can be followed. */
GPtrArray *salve_search_patients_of (SalveResource *resource);
typedef void (*SalveTreatmentFunc) (const char *practitioner_id, const char *patient_id, gpointer user_data);
void salve_search_treatments_of (SalveResource *resource, SalveTreatmentFunc func, gpointer user_data);

G_END_DECLS
